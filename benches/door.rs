//! How long it takes to come in, and to lock: the key unwrapped as the program does it, the screen blanked and drawn.
//!
//! `cargo bench --bench door`. Marks: come in at most 500 ms, lock at most 50 ms.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that fails is meant to stop, and prints what it found"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tactful::access::{Cost, Holder, Key};
use tactful::app::{Context, Entrance, Glyphs, House, Keymap, Msg, Person, Start, ThemeName, Welcome};
use tactful::domain::clock::Moment;
use tactful::domain::ids::StaffId;
use tactful::domain::secret::Secret;
use tactful::domain::staff::{Role, Staff};
use tactful::policy::Checker;

const ROUNDS: usize = 40;

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let millis = |at: usize| times.get(at).copied().unwrap_or_default().as_secs_f64() * 1000.0;
    println!(
        "{what:<34} p50 {:>8.2} ms   slowest {:>8.2} ms",
        millis(times.len() / 2),
        millis(times.len() - 1)
    );
}

fn sign_in() {
    let (key, passphrase) = (Key::new([7; 32]), Secret::from("heron lamp quilt verse"));
    let id = StaffId::from_bytes([1; 16]);
    let holder = Holder::staff(id, "Sam Reed", &key, &passphrase, Cost::STANDARD).expect("wrapped");
    let time = |_| {
        let begun = Instant::now();
        black_box(holder.open(&passphrase)).expect("opens");
        begun.elapsed()
    };
    told("unwrap the key", (0..ROUNDS).map(time).collect());
}

fn lock() {
    let staff = Staff { id: StaffId::from_bytes([1; 16]), name: "Sam Reed".into(), role: Role::Receptionist };
    let people = vec![Person { id: staff.id, name: staff.name.clone() }];
    let start = Start {
        staff: vec![staff.clone()],
        signed_in: None,
        theme: ThemeName::Dark,
        keymap: Keymap::default(),
    };
    let now = Moment::new(Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
    let checker = Checker::default();
    let cx = Context {
        now: &now,
        size: (120, 40),
        checker: &checker,
        templates: &[],
        desk: "desk",
        is_demo: false,
        glyphs: Glyphs::Unicode,
        hold_seconds: 5,
        discreet_seconds: 20,
        import_age_days: 7,
        systems: &[],
        views: &[],
        backups: None,
    };
    let mut house = House::new(start, Entrance::Closed(people.clone()), 5);
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("a terminal");
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for key in ["x", "enter"] {
            house.update(Msg::Key(key.parse().expect("a key")), &cx);
        }
        let welcome =
            Welcome { who: staff.id, staff: vec![staff.clone()], people: people.clone(), news: None };
        house.update(Msg::Opened(Ok(Box::new(welcome))), &cx);
        house.update(Msg::Key("esc".parse().expect("a key")), &cx);
        assert!(house.app().is_some(), "the desk is open");
        terminal.draw(|frame| tactful::view::house(frame, &house, &cx)).expect("drawn");
        let begun = Instant::now();
        house.update(Msg::Key("f12".parse().expect("a key")), &cx);
        terminal.draw(|frame| tactful::view::house(frame, &house, &cx)).expect("drawn");
        times.push(begun.elapsed());
        assert!(house.door().is_some(), "it is locked");
    }
    told("F12 to the locked screen drawn", times);
}

fn main() {
    sign_in();
    lock();
}
