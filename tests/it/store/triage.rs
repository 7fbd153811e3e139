//! Triage: put off, woken, claimed by one desk at a time, closed and opened again; the parts of the queue.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use tactful::domain::communication::{Message, NotSent};
use tactful::domain::ids::{ReminderId, StaffId};
use tactful::domain::log::{Event, Verification};
use tactful::domain::reminder::{
    Claim, Glance, Queue, Reminder, ReminderRow, ReminderState, ReminderView, Sort, Triage,
};
use tactful::domain::staff::Actor;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Practices, Record, Reminders, StoreError};

use super::reminders::glance;
use super::support::{
    Place, actor, append, at, communication, message, patient, prepare, refusal, reminder, send, verify,
};

const TODAY: Date = date(2026, 11, 22);

fn other() -> Actor {
    Actor { staff: StaffId::from_parts(at(0), [9; 10]), desk: "desk-2".into() }
}

fn now() -> Timestamp {
    glance(TODAY).now
}

fn later(seconds: i64) -> Timestamp {
    now().checked_add(seconds.seconds()).unwrap()
}

/// Two reminders of two patients, due today.
fn place() -> Place {
    Place::new()
        .with_patients(2)
        .with_reminder(reminder(1), patient(0))
        .with_reminder(reminder(2), patient(1))
}

fn part(store: &mut SqliteStore, queue: Queue, glance: &Glance) -> Vec<ReminderId> {
    let rows = store.reminders(&ReminderView::Queue(queue, *glance), None, 50_000).unwrap();
    for row in &rows {
        assert!(queue.holds(&row.reminder, glance), "{queue:?} {row:?}");
    }
    let counts = store.queue_counts(glance).unwrap();
    let count = counts.iter().find(|count| count.queue == queue).unwrap().count;
    assert_eq!(count, rows.len().min(Queue::MOST + 1), "{queue:?}");
    rows.into_iter().map(|row| row.reminder.id).collect()
}

#[test]
fn of_two_desks_one_gets_the_claim() {
    let place = place();
    let (mut one, mut two) = (place.open(), place.open());
    let held = one.triage(reminder(1), Triage::Claim, &actor(), now()).unwrap();
    assert_eq!(held.claimed, Some(Claim { by: actor(), until: later(Claim::SECONDS) }));
    assert_eq!(two.reminder(reminder(1)).unwrap(), held, "the other desk sees it");
    for step in [Triage::Claim, Triage::Snooze(later(60)), Triage::Wake] {
        let refused = two.triage(reminder(1), step, &other(), later(5)).unwrap_err();
        assert!(matches!(&refused, StoreError::Refused(words) if words.contains("desk-1")), "{refused:?}");
    }
    // another's claim is not released; the own one is renewed and released
    assert_eq!(two.triage(reminder(1), Triage::Release, &other(), later(5)).unwrap(), held);
    let renewed = one.triage(reminder(1), Triage::Claim, &actor(), later(60)).unwrap();
    assert_eq!(renewed.claimed.unwrap().until, later(60 + Claim::SECONDS));
    assert_eq!(part(&mut two, Queue::Mine, &glance(TODAY)), [reminder(1)]);
    one.triage(reminder(1), Triage::Release, &actor(), later(61)).unwrap();
    assert_eq!(part(&mut two, Queue::Mine, &glance(TODAY)), []);
    assert!(two.triage(reminder(1), Triage::Claim, &other(), later(62)).is_ok());
    // a claim that ran out is none
    let after = later(62 + Claim::SECONDS);
    let taken = one.triage(reminder(1), Triage::Claim, &actor(), after).unwrap();
    assert_eq!(taken.claim_at(after).unwrap().by, actor());
    assert!(matches!(one.triage(reminder(9), Triage::Claim, &actor(), now()), Err(StoreError::NotFound(_))));
}

#[test]
fn many_desks_that_claim_at_once_share_the_queue_without_overlap() {
    let mut place = Place::new().with_patients(1);
    for n in 0..40 {
        place = place.with_reminder(reminder(n), patient(0));
    }
    let got = std::thread::scope(|scope| {
        let desks: Vec<_> = (0..4_u8)
            .map(|desk| {
                let place = &place;
                scope.spawn(move || {
                    let mut store = place.open();
                    let by = Actor { desk: format!("desk-{desk}"), ..actor() };
                    let claims = |n: &u8| store.triage(reminder(*n), Triage::Claim, &by, now()).is_ok();
                    (0..40_u8).filter(claims).count()
                })
            })
            .collect();
        desks.into_iter().map(|desk| desk.join().unwrap()).sum::<usize>()
    });
    assert_eq!(got, 40);
}

#[test]
fn what_is_put_off_comes_back_at_its_time() {
    let place = place();
    let mut store = place.open();
    let head = store.head().unwrap();
    let mut glance = glance(TODAY);
    store.triage(reminder(1), Triage::Claim, &actor(), now()).unwrap();
    let asleep = store.triage(reminder(1), Triage::Snooze(later(3600)), &actor(), now()).unwrap();
    assert_eq!((asleep.state, asleep.claimed.clone()), (ReminderState::Snoozed, None));
    assert_eq!(part(&mut store, Queue::Now, &glance), [reminder(2)]);
    assert_eq!(part(&mut store, Queue::Today, &glance), [reminder(2)]);
    assert_eq!(part(&mut store, Queue::Snoozed, &glance), [reminder(1)]);
    glance.now = later(3600);
    assert_eq!(part(&mut store, Queue::Now, &glance), [reminder(1), reminder(2)]);
    assert_eq!(part(&mut store, Queue::Snoozed, &glance), []);
    let awake = store.triage(reminder(1), Triage::Wake, &actor(), later(10)).unwrap();
    assert_eq!((awake.state, awake.snoozed_until), (ReminderState::Due, None));
    assert_eq!(store.head().unwrap(), head, "the state of a desk is no entry on the log");
}

#[test]
fn a_closed_reminder_is_opened_again_and_the_log_says_so() {
    let place = place();
    let mut store = place.open();
    let of_day = Glance { midnight: at(-9 * 3600), ..glance(TODAY) };
    let (reminder, reopened) =
        (reminder(1), |reminder| Event::ReminderReopened { reminder, words: String::new() });
    refusal(&mut store, reopened(reminder));
    append(&mut store, Event::ReminderDismissed { reminder, words: "rang".into() });
    assert_eq!(part(&mut store, Queue::Done, &of_day), [reminder]);
    for step in [Triage::Claim, Triage::Snooze(later(60))] {
        assert!(matches!(store.triage(reminder, step, &actor(), now()), Err(StoreError::Refused(_))));
    }
    assert!(store.triage(reminder, Triage::Release, &actor(), now()).is_ok(), "letting go never fails");
    append(&mut store, reopened(reminder));
    assert_eq!(part(&mut store, Queue::Done, &of_day), []);
    assert_eq!(store.reminder(reminder).unwrap().state, ReminderState::Due);
    refusal(&mut store, reopened(reminder));
    prepare(&mut store, Message { reminder: Some(reminder), ..message(1, patient(0)) });
    refusal(&mut store, reopened(reminder));
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn a_message_ends_the_claim_and_what_failed_counts_as_an_attempt() {
    let place = place();
    let mut store = place.open();
    store.triage(reminder(1), Triage::Claim, &actor(), now()).unwrap();
    prepare(&mut store, Message { reminder: Some(reminder(1)), ..message(1, patient(0)) });
    assert_eq!(store.reminder(reminder(1)).unwrap().claimed, None);
    send(&mut store, communication(1));
    let done = store.reminder(reminder(1)).unwrap();
    assert_eq!((done.state, done.settled), (ReminderState::Recorded, Some(at(10))));
    let reason = NotSent::Failed;
    append(&mut store, Event::NotSent { communication: communication(1), reason, words: "back".into() });
    let failed = store.reminder(reminder(1)).unwrap();
    assert_eq!((failed.state, failed.attempts, failed.settled), (ReminderState::Failed, 1, None));
    assert_eq!(part(&mut store, Queue::Failed, &glance(TODAY)), [reminder(1)]);
    store.triage(reminder(1), Triage::Snooze(later(60)), &actor(), now()).unwrap();
    assert_eq!(part(&mut store, Queue::Failed, &glance(TODAY)), []);
    let awake = store.triage(reminder(1), Triage::Wake, &actor(), now()).unwrap();
    assert_eq!(awake.state, ReminderState::Failed);
}

/// Every part in every order, page by page: whole, each reminder once, in that order.
fn comes_in_every_order(store: &mut SqliteStore, glance: &Glance, page: usize) {
    for (queue, sort) in Queue::ALL.into_iter().flat_map(|queue| Sort::ALL.map(|sort| (queue, sort))) {
        let mut all = part(store, queue, glance);
        let view = ReminderView::Sorted(queue, *glance, sort, String::new());
        let mut paged: Vec<ReminderRow> = Vec::new();
        loop {
            let rows = store.reminders(&view, paged.last().map(|row| &row.reminder), page).unwrap();
            if rows.is_empty() {
                break;
            }
            paged.extend(rows);
        }
        let mut ids: Vec<ReminderId> = paged.iter().map(|row| row.reminder.id).collect();
        ids.sort_unstable();
        all.sort_unstable();
        assert!(ids == all, "{queue:?} {sort:?}: {} of {}", ids.len(), all.len());
        let is_sorted = match sort {
            Sort::Due => true,
            Sort::Patient => paged.is_sorted_by_key(|row| (row.patient_name.clone(), row.reminder.id)),
            Sort::Purpose => {
                paged.is_sorted_by_key(|row| (row.reminder.purpose.slug(), row.reminder.due, row.reminder.id))
            }
        };
        assert!(is_sorted, "{queue:?} {sort:?}");
    }
}

#[test]
fn a_part_of_thousands_comes_in_every_order() {
    let place = Place::new().with_patients(40);
    let raw = place.raw();
    // 12,500: a fifth is put off, failed, done today, claimed; of those that wait most are due today
    raw.execute_batch(
        "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 12499),
             who (place, id, name) AS (SELECT row_number() OVER (ORDER BY id) - 1, id, shown_name FROM patient)
         INSERT INTO reminder (id, patient, patient_name, purpose, due, origin, state, snoozed_until, settled)
         SELECT randomblob(16), w.id, w.name,
                CASE n * 7 % 3 WHEN 0 THEN 'recall' WHEN 1 THEN 'appointment' ELSE 'other' END,
                20261120 + n * 13 % 5 % 3, 'a test',
                CASE n % 5 WHEN 0 THEN 1 WHEN 1 THEN 7 WHEN 2 THEN 5 ELSE 0 END,
                CASE n % 5 WHEN 0 THEN 1795400000000 + n END, CASE n % 5 WHEN 2 THEN 1795330000000 + n END
         FROM n JOIN who w ON w.place = n * 11 % 40;",
    )
    .unwrap();
    raw.execute(
        "UPDATE reminder SET claimed_by = ?1, claimed_desk = 'desk-1', claimed_until = 1795400000000
         WHERE rowid % 5 = 3",
        [actor().staff.as_bytes()],
    )
    .unwrap();
    let count: i64 = raw
        .query_row(
            "SELECT min(n) FROM (SELECT count(*) n FROM reminder GROUP BY state = 0, state)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(count > 2_000, "{count}");
    drop(raw);
    comes_in_every_order(&mut place.open(), &glance(TODAY), 500);
}

#[test]
fn every_part_comes_in_pages_and_is_counted() {
    let mut place = Place::new().with_patients(1);
    for n in 0..240 {
        place = place.with_reminder(reminder(n), patient(0));
    }
    let raw = place.raw();
    // by turns: overdue, today, this week, later; some put off, claimed, failed, closed
    raw.execute_batch(
        "UPDATE reminder SET due = 20261115 + rowid / 5 % 12;
         UPDATE reminder SET state = 1, snoozed_until = 1795400000000 + rowid % 3 WHERE rowid % 5 = 0;
         UPDATE reminder SET state = 7 WHERE rowid % 5 = 1;
         UPDATE reminder SET state = 6, settled = 1795330000000 + rowid % 4 WHERE rowid % 5 = 2;",
    )
    .unwrap();
    raw.execute(
        "UPDATE reminder SET claimed_by = ?1, claimed_desk = 'desk-1', claimed_until = 1795400000000
         WHERE rowid % 5 = 3",
        [actor().staff.as_bytes()],
    )
    .unwrap();
    drop(raw);
    let mut store = place.open();
    let glance = glance(TODAY);
    for queue in Queue::ALL {
        let all = part(&mut store, queue, &glance);
        assert!(all.len() > 9, "{queue:?}");
        let view = ReminderView::Queue(queue, glance);
        let mut paged: Vec<Reminder> = Vec::new();
        loop {
            let rows = store.reminders(&view, paged.last(), 7).unwrap();
            if rows.is_empty() {
                break;
            }
            paged.extend(rows.into_iter().map(|row| row.reminder));
        }
        let ids: Vec<ReminderId> = paged.iter().map(|one| one.id).collect();
        assert_eq!(ids, all, "{queue:?}");
    }
    comes_in_every_order(&mut store, &glance, 7);
    let open = store.reminders(&ReminderView::Open, None, 500).unwrap();
    let holds = |queue: Queue| open.iter().filter(|row| queue.holds(&row.reminder, &glance)).count();
    for queue in
        [Queue::Now, Queue::Today, Queue::Week, Queue::Overdue, Queue::Snoozed, Queue::Mine, Queue::Failed]
    {
        assert_eq!(part(&mut store, queue, &glance).len(), holds(queue), "{queue:?}");
    }
    assert!(store.counts(TODAY).unwrap().due > 0);
}

#[test]
fn words_are_looked_for_in_names_and_purposes() {
    let place = place();
    let mut store = place.open();
    let mut found = |words: &str| {
        let view = ReminderView::Sorted(Queue::Now, glance(TODAY), Sort::Due, words.into());
        store.reminders(&view, None, 10).unwrap().into_iter().map(|row| row.reminder.id).collect::<Vec<_>>()
    };
    assert_eq!(found("zoe smyth-1"), [reminder(2)]);
    assert_eq!(found("SMYTH recall"), [reminder(1), reminder(2)]);
    assert_eq!(found("nobody"), []);
}
