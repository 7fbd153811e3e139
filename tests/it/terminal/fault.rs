//! A fault of the program itself, in a real terminal: this test's own program plays the workstation.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tactful::app::{Entrance, Glyphs, House, Keymap, Restore, Start, ThemeName, Trouble};
use tactful::domain::backup::{Copy, Foreseen, Listed};
use tactful::domain::clock::{Clock, Moment};
use tactful::domain::doctor::Found;
use tactful::domain::ids::StaffId;
use tactful::domain::staff::{Role, Staff};
use tactful::policy::Checker;
use tactful::shell::{Care, Late, Launch, Surroundings};

use super::assert_given_back;
use super::pty::Pty;
use crate::store::support::{Place, at};

/// A clock that breaks, naming a patient, after it has been read so many times.
struct Broken(AtomicU32);

impl Clock for Broken {
    fn now(&self) -> Moment {
        assert!(self.0.fetch_add(1, Ordering::Relaxed) != 40, "no time for Jayne SMYTH");
        Moment::new(at(0), jiff::tz::TimeZone::UTC)
    }
}

/// Nobody looks after the files.
struct Nobody;

impl Care for Nobody {
    fn look(&self, _: bool) -> Result<Vec<Found>, Trouble> {
        Ok(Vec::new())
    }

    fn copies(&self) -> Result<Vec<Listed>, Trouble> {
        Ok(Vec::new())
    }

    fn foresee(&self, _: Copy) -> Result<Foreseen, Trouble> {
        Err(Trouble::new("there is no copy"))
    }

    fn restore(&self, _: &Restore) -> Result<String, Trouble> {
        Err(Trouble::new("there is no copy"))
    }
}

#[test]
#[ignore = "plays the workstation for the test below"]
fn workstation_with_a_fault() {
    let place = Place::new();
    let staff = vec![Staff {
        id: StaffId::from_parts(at(0), [0; 10]),
        name: "Priya".into(),
        role: Role::Receptionist,
    }];
    let (file, key) = (place.file(), place.key.clone());
    let launch = Launch {
        care: Arc::new(Nobody),
        store: Some(Box::new(place.open())),
        admit: Arc::new(|_| Err(tactful::app::Denied::Wrong)),
        open: Arc::new(move || Ok(Box::new(tactful::store::sqlite::SqliteStore::open(&file, &key)?))),
        back_up: None,
        watch: None,
        import: Arc::new(|_, _, _| anyhow::bail!("nothing to import")),
        compare: Arc::new(|| anyhow::bail!("nothing lies outside")),
        outbox: Box::new(|_| anyhow::bail!("no outbox")),
        rules: None,
        house: House::new(
            Start {
                signed_in: staff.first().map(|staff| staff.id),
                staff,
                theme: ThemeName::Dark,
                keymap: Keymap::default(),
            },
            Entrance::None,
            0,
        ),
        surroundings: Surroundings {
            clock: Box::new(Broken(AtomicU32::new(0))),
            checker: Checker::default(),
            templates: Late::new(|| Ok(Vec::new())),
            views: Vec::new(),
            keep_view: Box::new(|_| anyhow::bail!("no settings")),
            desk: "desk".into(),
            glyphs: Glyphs::Unicode,
            hold_seconds: 5,
            discreet_seconds: 20,
            import_age_days: 7,
            backups: None,
            systems: vec![],
            is_demo: true,
        },
    };
    tactful::shell::run(launch).unwrap();
}

#[test]
fn a_fault_gives_the_terminal_back_and_names_nobody() {
    let program = std::env::current_exe().unwrap();
    let name = "terminal::fault::workstation_with_a_fault";
    let words = [program.to_str().unwrap(), "--ignored", "--exact", name, "--nocapture"];
    let mut desk = Pty::run(&words, (80, 24));
    desk.wait_for("the alternate screen", vt100::Screen::alternate_screen);
    while desk.screen().alternate_screen() {
        desk.send("\x1b[B");
        desk.settle(std::time::Duration::from_millis(20));
    }
    desk.end();
    assert_given_back(&desk);
    let said = String::from_utf8_lossy(desk.raw()).into_owned();
    assert!(said.contains("met a fault of its own"), "{said}");
    assert!(!said.contains("SMYTH"), "{said}");
}
