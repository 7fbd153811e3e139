//! A whole morning in a real terminal: a list is imported, every reminder is triaged by keys, the day is summed up, and the
//! record holds exactly what was done.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tactful::domain::communication::{RecordView, State};
use tactful::domain::ids::ReminderId;
use tactful::domain::log::Event;
use tactful::domain::nhs_number::NhsNumber;
use tactful::domain::reminder::{ReminderState, ReminderView};
use tactful::store::{Record, Reminders};
use tempfile::TempDir;

use super::pty::Pty;
use super::queue::{START, assert_nothing_twice, files, start, store};
use super::{PROGRAM, open, practice_of};

/// Reminders of the list.
const COUNT: u32 = 300;

/// Reminders of the batch that is killed.
const KILLED: u64 = 200;

/// One in so many needs attention: no mobile, texts refused, or words that must not go.
const ATTENTION: u64 = 5;

const ESC: &str = "\x1b";
const ENTER: &str = "\r";

/// The screen is still for so long.
const QUIET: Duration = Duration::from_millis(40);

#[expect(clippy::disallowed_methods, reason = "the program asks the same clock")]
pub(super) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// The desk's clock says about noon whenever this runs, so that neither quiet hours nor midnight come between; nothing is
/// held back before it goes.
pub(super) fn at_noon(folder: &Path) {
    let hour = now().to_zoned(jiff::tz::TimeZone::UTC).hour();
    let behind = i32::from(hour) - 12;
    let zone = if behind == 0 { "UTC".to_owned() } else { format!("Etc/GMT{behind:+}") };
    super::set_desk(folder, &format!("hold_seconds = 0\ntime_zone = \"{zone}\""));
}

/// Imports patients with a reminder each, the day before yesterday's.
fn import(folder: &Path, count: u64) {
    let mut patients =
        "NHS number,Title,Given name,Family name,Date of birth,Mobile,Home phone,SMS consent\n".to_owned();
    let mut reminders = "NHS number,Purpose,Due,Text,Reminder ID\n".to_owned();
    let today = now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let due = today.saturating_sub(jiff::Span::new().days(2));
    let mut stems = (999_100_000_u64..).filter_map(NhsNumber::from_stem);
    for n in 0..count {
        let number = stems.next().unwrap();
        let odd = n % ATTENTION == 0;
        let mobile = if odd && n % 15 == 5 { String::new() } else { format!("07700 900{n:03}") };
        let home = format!("0113 496 0{n:03}");
        let consent = if odd && n % 15 == 10 { "Dissent" } else { "Consent" };
        let (given, family) = (["Asha", "Beth", "Carys", "Dilys"][(n % 4) as usize], family(n));
        writeln!(patients, "{number},Ms,{given},{family},{}/05/1984,{mobile},{home},{consent}", 1 + n % 28)
            .unwrap();
        let text = if odd && n % 15 == 0 {
            "Your chlamydia result is positive. Please call 01632 960114.".to_owned()
        } else {
            format!("{given}, your review is due. Please call 01632 960114 to book.")
        };
        writeln!(reminders, "{number},recall,{due},\"{text}\",M{n:04}").unwrap();
    }
    for (name, text) in [("patients.csv", patients), ("reminders.csv", reminders)] {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        let done =
            Command::new(PROGRAM).arg("import").arg(&file).arg("--data-dir").arg(folder).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

/// A family name of letters alone, another for each number.
fn family(n: u64) -> String {
    let letter = |n: u64| char::from(b'a' + u8::try_from(n % 26).unwrap());
    format!("Q{}{}{}wick", letter(n / 26), letter(n), letter(n * 7 + 3))
}

fn practice(reminders: u64) -> TempDir {
    let folder = practice_of(8);
    at_noon(folder.path());
    import(folder.path(), reminders);
    folder
}

/// How many reminders stand how.
fn states(folder: &Path) -> BTreeMap<ReminderState, usize> {
    let mut states = BTreeMap::new();
    let mut store = store(folder);
    let mut after = None;
    loop {
        let rows = store.reminders(&ReminderView::Open, after.as_ref(), 500).unwrap();
        let Some(last) = rows.last() else { return states };
        after = Some(last.reminder.clone());
        for row in rows
            .iter()
            .filter(|row| row.reminder.external_id.as_deref().is_some_and(|id| id.starts_with('M')))
        {
            *states.entry(row.reminder.state).or_default() += 1;
        }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Done {
    keys: u32,
    told: u64,
    unanswered: u64,
    closed: u64,
}

fn press(desk: &mut Pty, keys: &str, brings: &str, done: &mut Done) {
    desk.send(keys);
    done.keys += 1;
    desk.wait(brings);
}

/// Closes the reminder under the cursor with a word.
fn close(desk: &mut Pty, done: &mut Done) {
    press(desk, "d", "Close this reminder", done);
    desk.settle(QUIET);
    press(desk, "b", "the record says why", done);
    desk.settle(QUIET);
}

/// Works off what the batch left: the first is closed, waits again and is closed again; the others are phoned, or closed
/// where that must not be.
fn attend(desk: &mut Pty, done: &mut Done) {
    desk.settle(Duration::from_millis(400));
    close(desk, done);
    press(desk, "u", "It waits again", done);
    desk.settle(Duration::from_millis(300));
    close(desk, done);
    done.closed += 1;
    while !desk.contents().contains("Nothing waits now") {
        assert!(done.keys < 2 * COUNT, "{}", desk.contents());
        press(desk, "c", "Number", done);
        desk.wait_for("the script or a stop", |screen| {
            let text = screen.contents();
            text.contains("No answer") || text.contains("STOP: do not call")
        });
        if desk.contents().contains("STOP: do not call") {
            press(desk, ESC, "What would go", done);
            desk.settle(QUIET);
            close(desk, done);
            done.closed += 1;
        } else if (done.told + done.unanswered).is_multiple_of(3) {
            press(desk, "n", "to be tried again", done);
            done.unanswered += 1;
        } else {
            press(desk, "a", "The call is on the record", done);
            done.told += 1;
        }
        desk.settle(QUIET);
    }
}

#[test]
fn the_record_holds_exactly_what_a_morning_did() {
    let folder = practice(u64::from(COUNT));
    let mut desk = open(folder.path(), (120, 40));
    desk.wait("due of");
    desk.wait("Purpose");
    desk.settle(Duration::from_millis(300));
    let mut done = Done::default();
    press(&mut desk, "*", "clear ones are marked", &mut done);
    press(&mut desk, "b", "can go", &mut done);
    desk.wait("hands over what is clear");
    desk.settle(Duration::from_millis(100));
    desk.send(START);
    done.keys += 1;
    let begun = Instant::now();
    while !desk.contents().contains("wait to be confirmed") {
        assert!(begun.elapsed() < Duration::from_mins(3), "{}", desk.contents());
        desk.settle(Duration::from_millis(20));
    }
    let gone = u64::try_from(files(folder.path()).len()).unwrap();
    press(&mut desk, ENTER, "What would go", &mut done);
    attend(&mut desk, &mut done);

    press(&mut desk, "e", "Handled:", &mut done);
    desk.settle(Duration::from_millis(500));
    let sums = desk.contents();
    let attempts = gone + done.told + done.unanswered;
    for words in [
        format!("Handled: {}", attempts + done.closed),
        format!("{gone}  handed over, not confirmed"),
        format!("{}  told on the phone", done.told),
        format!("{}  failed, came back, no answer", done.unanswered),
        format!("{}  closed without a message", done.closed),
        format!("Attempts to follow up: {}", done.unanswered),
    ] {
        assert!(sums.contains(&words), "{words}: {done:?}\n{sums}");
    }
    desk.send("\x11");
    desk.end();

    let count = u64::from(COUNT);
    assert!(gone >= count - count / ATTENTION && gone + done.told + done.closed + done.unanswered >= count);
    let answered = assert_nothing_twice(folder.path()) as u64;
    let own = answered_in_the_past(folder.path());
    assert_eq!(answered, gone + done.told + own, "each answered once");
    let states = states(folder.path());
    assert_eq!(states.values().sum::<usize>() as u64, done.unanswered, "{states:?}");
    assert!(states.keys().all(|state| *state == ReminderState::Snoozed), "{states:?}");
    let per = f64::from(done.keys) / f64::from(COUNT);
    eprintln!("{COUNT} reminders: {gone} went in one batch; {done:?}: {per:.2} keys a reminder");
    assert!(per <= 1.5, "{per}");
}

/// Messages of the invented past that answer a reminder.
fn answered_in_the_past(folder: &Path) -> u64 {
    let mut store = store(folder);
    let rows = store.messages(&RecordView::default(), None, 5_000).unwrap();
    let old = now().checked_sub(jiff::SignedDuration::from_hours(1)).unwrap();
    let of_a_reminder = |id| store.message(id).unwrap().message.reminder.is_some();
    let past: Vec<_> = rows
        .into_iter()
        .filter(|row| row.prepared < old && row.state != State::NotSent)
        .map(|row| row.id)
        .collect();
    past.into_iter().map(of_a_reminder).filter(|one| *one).count() as u64
}

/// Killed at moments that nobody chose in a batch of hundreds, and resumed, until all went.
#[test]
fn a_batch_of_hundreds_that_is_killed_anywhere_sends_nothing_twice() {
    let folder = practice(KILLED);
    let mut kills = 0;
    let mut dice = 0x9E37_79B9_u64;
    loop {
        let mut desk = open(folder.path(), (80, 24));
        if !start(&mut desk) {
            desk.send("\x11");
            desk.end();
            break;
        }
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let moment = Duration::from_millis(50 + (dice >> 33) % 1_500);
        let until = Instant::now() + moment;
        while Instant::now() < until && !desk.contents().contains("wait to be confirmed") {
            desk.settle(Duration::from_millis(3));
        }
        desk.signal(Signal::KILL);
        desk.end();
        assert_nothing_twice(folder.path());
        kills += 1;
        assert!(kills < 200, "it never ends");
    }
    assert!(kills >= 2, "{kills}");
    let mut store = store(folder.path());
    let mut answered = BTreeMap::<ReminderId, usize>::new();
    let mut after = 0;
    loop {
        let entries = store.entries(after, 1_000).unwrap();
        let Some(last) = entries.last() else { break };
        after = last.number;
        for entry in &entries {
            if let Event::Prepared(message) = &entry.event
                && let Some(reminder) = message.reminder
            {
                *answered.entry(reminder).or_default() += 1;
            }
        }
    }
    assert!(answered.values().all(|count| *count == 1), "{answered:?}");
    assert!(answered.len() as u64 >= KILLED - KILLED / ATTENTION, "{} after {kills} kills", answered.len());
    eprintln!("{} reminders answered once each through {kills} kills", answered.len());
}
