//! Reminders: brought by imports, listed page by page, closed and moved by the other system.

use jiff::civil::{Date, date, datetime};
use tactful::domain::communication::Message;
use tactful::domain::import::{ImportReport, Incoming, IncomingReminder};
use tactful::domain::log::Event;
use tactful::domain::purpose::Purpose;
use tactful::domain::reminder::{Appointment, Glance, Queue, Reminder, ReminderState, ReminderView};
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Practices, Reminders, StoreError};

use super::import::{dossier, id, key, patients, person, plan, run};
use super::support::{Place, actor, append, message, prepare, reminder as some_reminder, send};

const TODAY: Date = date(2026, 11, 22);

fn reminder(of: u64, day: i8) -> IncomingReminder {
    IncomingReminder {
        patient: key(of),
        external_id: None,
        purpose: Purpose::Appointment,
        due: date(2026, 11, day),
        appointment: Appointment {
            at: Some(datetime(2026, 12, day, 9, 30, 0, 0)),
            place: Some("Tarn Lane".into()),
            with: Some("Dr Ash".into()),
        },
        text: Some("See you soon".into()),
        cancelled: false,
    }
}

fn named(name: &str, of: u64, day: i8) -> IncomingReminder {
    IncomingReminder { external_id: Some(name.into()), ..reminder(of, day) }
}

fn import(store: &mut SqliteStore, n: u8, list: &[IncomingReminder]) -> ImportReport {
    let list = list.iter().cloned().map(|one| Incoming::Reminder(Box::new(one))).collect();
    let (report, refused) = run(store, &plan(n), list);
    assert_eq!(refused, []);
    report
}

fn practice(place: &Place) -> SqliteStore {
    let mut store = place.open();
    run(&mut store, &plan(1), patients(&[person(1, "Siân", "Lind"), person(2, "Jo", "Park")]));
    store
}

/// What waits on a day.
fn now(today: Date) -> ReminderView {
    ReminderView::Queue(Queue::Now, glance(today))
}

/// At nine in the morning of a day.
pub fn glance(today: Date) -> Glance {
    let at = |hour| today.at(hour, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    Glance { now: at(9), today, midnight: at(0), staff: actor().staff }
}

fn list(store: &mut SqliteStore, view: &ReminderView) -> Vec<Reminder> {
    store.reminders(view, None, 100).unwrap().into_iter().map(|row| row.reminder).collect()
}

#[test]
fn a_reminder_comes_back_and_comes_once() {
    let place = Place::new();
    let mut store = practice(&place);
    let said = [reminder(1, 20), named("A-7", 2, 21)];
    assert_eq!(import(&mut store, 2, &said).reminders, 2);
    let report = import(&mut store, 3, &said);
    assert_eq!((report.reminders, report.reminders_unchanged), (0, 2));
    let rows = store.reminders(&ReminderView::Open, None, 10).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (rows[0].patient_name.as_str(), rows[0].patient_birth.as_str()),
        ("LIND, Siân", "23-May-1957")
    );
    let found = &rows[1].reminder;
    assert_eq!((found.patient, found.purpose, found.due), (id(&mut store, 2), said[1].purpose, said[1].due));
    assert_eq!((&found.appointment, &found.text), (&said[1].appointment, &said[1].text));
    assert_eq!((found.origin.as_str(), found.external_id.as_deref()), ("list-2.csv", Some("A-7")));
    assert_eq!(&store.reminder(found.id).unwrap(), found);
    assert!(matches!(store.reminder(some_reminder(9)), Err(StoreError::NotFound(_))));

    let (_, refused) = run(&mut store, &plan(4), vec![Incoming::Reminder(Box::new(reminder(9, 1)))]);
    assert_eq!((refused.len(), refused[0].place.line), (1, 1));
}

#[test]
fn the_queue_comes_in_pages_by_key() {
    let place = Place::new();
    let mut store = practice(&place);
    let said: Vec<_> = (1..=28).map(|day| reminder(u64::from(day % 2 == 0) + 1, day)).collect();
    import(&mut store, 2, &said);
    let due = now(TODAY);
    let of = ReminderView::Of(id(&mut store, 1));
    for (view, count) in [(&due, 22), (&ReminderView::Open, 28), (&of, 14)] {
        let all = list(&mut store, view);
        assert_eq!(all.len(), count);
        assert!(all.is_sorted_by_key(|one| one.due));
        let mut paged: Vec<Reminder> = Vec::new();
        loop {
            let rows = store.reminders(view, paged.last(), 5).unwrap();
            if rows.is_empty() {
                break;
            }
            paged.extend(rows.into_iter().map(|row| row.reminder));
        }
        assert_eq!(paged, all);
    }
    assert_eq!(store.counts(TODAY).unwrap().due, 22);

    // One put off to a later day sleeps until then, a closed one comes last of its patient's.
    let first = list(&mut store, &of)[0].clone();
    append(&mut store, Event::ReminderDismissed { reminder: first.id, words: "rang".into() });
    let of_first = list(&mut store, &of);
    assert_eq!((of_first.len(), of_first[13].id), (14, first.id));
    let rest = store.reminders(&of, Some(&of_first[12]), 5).unwrap();
    assert_eq!((rest.len(), rest[0].reminder.id), (1, first.id));
    place
        .raw()
        .execute(
            "UPDATE reminder SET state = 1, snoozed_until = ?1 WHERE due = 20261102",
            [1_795_500_000_000_i64],
        )
        .unwrap();
    assert_eq!(list(&mut store, &due).len(), 20);
    assert_eq!(store.counts(TODAY).unwrap().due, 20);
    assert_eq!(list(&mut store, &ReminderView::Open).len(), 27);
    assert_eq!(list(&mut store, &now(date(2026, 11, 24))).len(), 23);
}

#[test]
fn what_the_other_system_moves_or_calls_off_follows() {
    let place = Place::new();
    let mut store = practice(&place);
    import(&mut store, 2, &[named("A-1", 1, 20), named("A-2", 1, 21)]);
    let open = |store: &mut SqliteStore| list(store, &ReminderView::Open);
    let first = open(&mut store)[0].clone();
    // moved while it is open: the same reminder
    assert_eq!(import(&mut store, 3, &[named("A-1", 1, 25)]).reminders, 1);
    let moved = open(&mut store)[1].clone();
    assert_eq!((moved.id, moved.due), (first.id, date(2026, 11, 25)));

    let off = |name: &str, day| IncomingReminder { cancelled: true, ..named(name, 1, day) };
    assert_eq!(import(&mut store, 4, &[off("A-1", 25), off("A-9", 1)]).reminders, 1);
    assert_eq!(store.reminder(first.id).unwrap().state, ReminderState::Dismissed);
    assert_eq!(import(&mut store, 5, &[off("A-1", 25)]).reminders_unchanged, 1);
    assert_eq!(import(&mut store, 6, &[named("A-1", 1, 25)]).reminders, 1, "on again after all");
    assert_eq!(store.reminder(first.id).unwrap().state, ReminderState::Due);

    // what the desk closed stays closed
    append(&mut store, Event::ReminderDismissed { reminder: first.id, words: "rang".into() });
    assert_eq!(import(&mut store, 7, &[named("A-1", 1, 25)]).reminders_unchanged, 1);
    assert_eq!(open(&mut store).len(), 1);
    let patient = id(&mut store, 1);
    let second = open(&mut store)[0].clone();
    prepare(&mut store, Message { reminder: Some(second.id), ..message(1, patient) });
    // a message is under way: nothing can be closed here, somebody has to look
    let report = import(&mut store, 8, &[off("A-2", 21)]);
    assert_eq!((report.conflicts, report.reminders_unchanged), (1, 1));
    assert_eq!(dossier(&mut store, 1).conflicts.unwrap().len(), 1);
    send(&mut store, message(1, patient).id);
    // sent, then moved: a message about the new time is another one
    assert_eq!(import(&mut store, 9, &[named("A-2", 1, 28)]).reminders, 1);
    assert_eq!(import(&mut store, 10, &[named("A-2", 1, 28)]).reminders_unchanged, 1);
    let again = open(&mut store);
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].id, second.id);
}
