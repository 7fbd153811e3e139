//! Many desks at one queue, each a program of its own: every reminder is handled exactly once.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::date;
use tactful::domain::communication::{HandOver, Message};
use tactful::domain::ids::{CommunicationId, EntryId, ReminderId};
use tactful::domain::log::{Appended, Event, NewEntry, Verification};
use tactful::domain::reminder::{Queue, ReminderRow, ReminderState, ReminderView, Triage};
use tactful::domain::staff::Actor;
use tactful::store::sqlite::{Key, SqliteStore};
use tactful::store::{Record, Reminders};

use super::child;
use super::reminders::glance;
use super::session::{Dice, MARK};
use super::support::{Place, actor, at, message, patient, verify};

const DESKS: u8 = 8;
const REMINDERS: u16 = 2_000;

fn reminder(n: u16) -> ReminderId {
    ReminderId::from_parts(at(i64::from(n)), [8; 10])
}

/// A desk: takes what it sees in an order of its own, claims it or dares to go without, and says what it did.
pub fn triage(file: &Path, key: &Key, number: u8) {
    let mut store = SqliteStore::open(file, key).unwrap();
    let by = Actor { desk: format!("desk-{number}"), ..actor() };
    let mut dice = Dice(u64::from(number) + 1);
    let glance = glance(date(2026, 11, 22));
    let mut idle = 0;
    while idle < 3 {
        let rows = store.reminders(&ReminderView::Queue(Queue::Now, glance), None, 60).unwrap();
        let free: Vec<&ReminderRow> =
            rows.iter().filter(|row| row.reminder.claimed_from(Some(&by), glance.now).is_none()).collect();
        if free.is_empty() {
            idle += 1;
            continue;
        }
        idle = 0;
        let at = usize::try_from(dice.below(free.len() as u64)).unwrap();
        let row = free[at];
        // now and then a desk does not look whether another one is at it
        // what a desk does follows from the reminder: the same facts, the same step
        let what = u64::from(row.reminder.id.as_bytes()[5] / 8 % 8);
        let careless = what > 0 && dice.below(4) == 0;
        // the claim says how the reminder is now: another desk may have put it off and let it go
        let claims = |store: &mut SqliteStore| {
            let held = store.triage(row.reminder.id, Triage::Claim, &by, glance.now);
            held.is_ok_and(|held| !held.sleeps_at(glance.now))
        };
        if (careless || claims(&mut store))
            && let Some(how) = handle(&mut store, &by, row, what)
        {
            #[allow(clippy::print_stdout, reason = "the test that started it reads it")]
            {
                println!("\n{MARK} {how} {}", row.reminder.id);
            }
        }
    }
}

/// Handles one; `None`: another desk was faster.
fn handle(store: &mut SqliteStore, by: &Actor, row: &ReminderRow, how: u64) -> Option<&'static str> {
    let id = row.reminder.id;
    let now = glance(date(2026, 11, 22)).now;
    let append = |store: &mut SqliteStore, event| {
        let entry = NewEntry { id: EntryId::new(now), at: now, actor: by.clone(), event, judged: None };
        matches!(store.append(&entry), Ok(Appended::Entry { .. }))
    };
    match how {
        0 => {
            let until = now.checked_add(20.hours()).unwrap();
            store.triage(id, Triage::Snooze(until), by, now).ok().map(|_| "snoozed")
        }
        1 => append(store, Event::ReminderDismissed { reminder: id, words: "came in".into() })
            .then_some("closed"),
        how => {
            let communication = CommunicationId::new(now);
            let message = Message {
                id: communication,
                reminder: Some(id),
                hold_until: now,
                ..message(0, row.reminder.patient)
            };
            if !append(store, Event::Prepared(Box::new(message))) {
                return None;
            }
            // some are left as a program that ended there would leave them
            if how == 2 {
                return Some("held");
            }
            let outbox = HandOver::Outbox;
            assert!(append(store, Event::HandingOver { communication, how: outbox.clone() }));
            assert!(append(store, Event::HandedOver { communication, how: outbox, file: None }));
            Some("handed-over")
        }
    }
}

#[test]
fn eight_programs_handle_each_of_two_thousand_reminders_once() {
    let place = Place::new().with_patients(16);
    let raw = place.raw();
    raw.execute_batch("BEGIN").unwrap();
    for n in 0..REMINDERS {
        raw.execute(
            "INSERT INTO reminder (id, patient, purpose, due, origin) VALUES (?1, ?2, 'recall', 20261122, 'a test')",
            (reminder(n).as_bytes(), patient(u8::try_from(n % 16).unwrap()).as_bytes()),
        )
        .unwrap();
    }
    raw.execute_batch("COMMIT").unwrap();
    drop(raw);
    let desks: Vec<_> = (0..DESKS).map(|desk| child::triage(&place.file(), desk).spawn().unwrap()).collect();
    let mut handled: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut shares = Vec::new();
    for mut desk in desks {
        let mut said = String::new();
        desk.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(desk.wait().unwrap().success());
        let lines: Vec<(&str, &str)> =
            said.lines().filter_map(|line| line.strip_prefix(MARK)?.trim().split_once(' ')).collect();
        shares.push(lines.len());
        for (how, id) in lines {
            handled.entry(id.to_owned()).or_default().push(how.to_owned());
        }
    }
    assert_eq!(handled.len(), usize::from(REMINDERS), "{shares:?}");
    let mut store = place.open();
    for n in 0..REMINDERS {
        let how = &handled[&reminder(n).to_string()];
        assert_eq!(how.len(), 1, "{} was handled as {how:?}", reminder(n));
        let state = store.reminder(reminder(n)).unwrap().state;
        let expected = match how[0].as_str() {
            "snoozed" => ReminderState::Snoozed,
            "closed" => ReminderState::Dismissed,
            "held" => ReminderState::Prepared,
            _ => ReminderState::HandedOver,
        };
        assert_eq!(state, expected, "{}", reminder(n));
    }
    assert!(shares.iter().all(|share| *share > 0), "every desk had its share: {shares:?}");
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}
