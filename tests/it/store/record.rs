//! The record: appending once, refusing what does not fit, and pages of messages.

use tactful::domain::communication::{HandOver, Message, NotSent, RecordMode, RecordView, State};
use tactful::domain::dossier::{Facet, Revisions};
use tactful::domain::log::{Appended, Event, Verification};
use tactful::domain::reminder::ReminderState;
use tactful::domain::staff::Role;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Practices, Record, StoreError};

use super::support::{
    Place, actor, add_staff, append, at, communication, entry, message, patient, prepare, refusal, reminder,
    send, verify,
};

#[test]
fn an_entry_is_appended_once() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let new = entry(Event::Prepared(Box::new(message(1, patient(0)))));
    assert_eq!(store.append(&new).unwrap(), Appended::Entry { number: 2 });
    assert_eq!(store.append(&new).unwrap(), Appended::Already { number: 2 });
    assert_eq!(store.entry_number(new.id).unwrap(), Some(2));
    assert_eq!(store.entry_number(entry(new.event.clone()).id).unwrap(), None);

    let entries = store.entries(0, 10).unwrap();
    assert_eq!(entries.len(), 2);
    assert!(matches!(entries[0].event, Event::Founded { .. }));
    assert_eq!((entries[1].id, &entries[1].event, entries[1].at), (new.id, &new.event, new.at));
    assert_eq!(entries[1].seal, store.head().unwrap().seal);
    assert_eq!(store.entries(1, 10).unwrap().len(), 1);
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn a_verdict_on_older_facts_is_a_conflict() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let judged = Some(Revisions::default());
    let mut first = entry(Event::Prepared(Box::new(message(1, patient(0)))));
    first.judged = judged;
    assert!(matches!(store.append(&first).unwrap(), Appended::Entry { .. }));

    // The first message changed what the second verdict rested on.
    let mut second = entry(Event::Prepared(Box::new(message(2, patient(0)))));
    second.judged = judged;
    assert_eq!(store.append(&second).unwrap(), Appended::Conflict(vec![Facet::Messages]));
    // So did somebody who took down an objection; and it holds for a hand-over as well.
    place.raw().execute("UPDATE patient SET rev_objections = 1", []).unwrap();
    let how = HandOver::Clipboard;
    let mut third = entry(Event::HandingOver { communication: communication(1), how });
    third.judged = judged;
    assert_eq!(store.append(&third).unwrap(), Appended::Conflict(vec![Facet::Objections, Facet::Messages]));
    third.judged = Some(Revisions::new([0, 0, 0, 1, 0, 0, 0, 1]));
    assert!(matches!(store.append(&third).unwrap(), Appended::Entry { .. }));
    assert_eq!(store.head().unwrap().number, 3);
}

#[test]
fn a_message_moves_along_the_arrows_only() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let id = communication(1);
    let how = HandOver::Clipboard;
    let handing = Event::HandingOver { communication: id, how: how.clone() };
    let handed = Event::HandedOver { communication: id, how, file: None };
    let sent = Event::Sent { communication: id };
    let not_sent = Event::NotSent { communication: id, reason: NotSent::Failed, words: "came back".into() };

    assert!(matches!(store.append(&entry(sent.clone())), Err(StoreError::NotFound(_))));
    prepare(&mut store, message(1, patient(0)));
    for early in [&handed, &sent] {
        refusal(&mut store, early.clone());
    }
    refusal(&mut store, Event::Prepared(Box::new(message(1, patient(0)))));
    append(&mut store, handing.clone());
    refusal(&mut store, handing.clone());
    append(&mut store, handed.clone());
    append(&mut store, sent.clone());
    refusal(&mut store, sent.clone());
    append(&mut store, not_sent.clone());
    for late in [handing, handed, sent, not_sent] {
        let words = refusal(&mut store, late);
        assert!(words.contains("not sent"), "{words}");
    }
    append(&mut store, Event::Corrected { communication: id, words: "it was the old number".into() });
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn entries_that_nobody_may_write_are_refused() {
    let place = Place::new();
    let mut store = place.open();
    refusal(&mut store, Event::Founded { practice: "Another".into() });
    refusal(&mut store, Event::Erased { kind: tactful::domain::log::Kind::SENT });
    refusal(&mut store, Event::Opaque { kind: tactful::domain::log::Kind(900), body: vec![1] });
    let unknown = entry(Event::Prepared(Box::new(message(1, patient(0)))));
    assert!(matches!(store.append(&unknown), Err(StoreError::NotFound(_))));
    let mut long = entry(Event::Exported { what: "record".into(), count: 1 });
    long.actor.desk = "d".repeat(70_000);
    assert!(matches!(store.append(&long), Err(StoreError::Refused(_))));
}

#[test]
fn a_reminder_is_answered_once() {
    let place = Place::new().with_patients(1).with_reminder(reminder(1), patient(0));
    let mut store = place.open();
    let answer = |n: u32| {
        let mut message = message(n, patient(0));
        message.reminder = Some(reminder(1));
        Box::new(message)
    };
    append(&mut store, Event::Prepared(answer(1)));
    assert_eq!(place.reminder_state(reminder(1)), ReminderState::Prepared);
    refusal(&mut store, Event::Prepared(answer(2)));
    refusal(&mut store, Event::ReminderDismissed { reminder: reminder(1), words: "no longer".into() });

    // Giving up another attempt is on the record and takes nothing from the message that stands.
    append(&mut store, Event::GivenUp { message: answer(3), reason: NotSent::Stopped, words: String::new() });
    assert_eq!(place.reminder_state(reminder(1)), ReminderState::Prepared);

    let taken_back = |n| Event::NotSent {
        communication: communication(n),
        reason: NotSent::TakenBack,
        words: String::new(),
    };
    append(&mut store, taken_back(1));
    assert_eq!(place.reminder_state(reminder(1)), ReminderState::Due);
    append(&mut store, Event::Prepared(answer(2)));
    send(&mut store, communication(2));
    assert_eq!(place.reminder_state(reminder(1)), ReminderState::Recorded);
    refusal(&mut store, Event::Prepared(answer(4)));

    let came_back =
        Event::NotSent { communication: communication(2), reason: NotSent::Failed, words: String::new() };
    append(&mut store, came_back);
    assert_eq!(place.reminder_state(reminder(1)), ReminderState::Failed);
    append(&mut store, Event::ReminderDismissed { reminder: reminder(1), words: "spoken to".into() });
    assert_eq!(place.reminder_state(reminder(1)), ReminderState::Dismissed);
    refusal(&mut store, Event::Prepared(answer(5)));
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn a_message_tells_all_that_became_of_it() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    add_staff(&mut store);
    let number = prepare(&mut store, message(1, patient(0)));
    send(&mut store, communication(1));
    append(&mut store, Event::Corrected { communication: communication(1), words: "Tuesday".into() });
    append(&mut store, Event::Copied { communication: communication(1) });
    refusal(&mut store, Event::Copied { communication: communication(1) });

    let told = store.message(communication(1)).unwrap();
    assert_eq!(told.message, message(1, patient(0)));
    assert_eq!((told.number, told.by, told.by_name.as_str()), (number, actor().staff, "Jo Park"));
    assert_eq!((told.state, told.hand_over), (State::Sent, Some(HandOver::Clipboard)));
    assert_eq!(told.corrections.len(), 1);
    assert_eq!(told.copied, Some(at(10)));
    assert!(matches!(store.message(communication(9)), Err(StoreError::NotFound(_))));

    let mut given_up = message(2, patient(0));
    given_up.record = RecordMode::Summary("offered another day".into());
    let reason = NotSent::Objection;
    append(&mut store, Event::GivenUp { message: Box::new(given_up), reason, words: "said no".into() });
    let told = store.message(communication(2)).unwrap();
    assert_eq!((told.state, told.not_sent), (State::NotSent, Some((reason, "said no".into()))));
}

/// The numbers of the messages on a page, by the number in their text.
fn page(store: &mut SqliteStore, view: &RecordView, before: Option<u64>) -> Vec<u32> {
    let rows = store.messages(view, before, 3).unwrap();
    rows.iter().map(|row| (0..100).find(|n| communication(*n) == row.id).unwrap()).collect()
}

#[test]
fn pages_go_by_key_and_hold_what_was_asked_for() {
    let place = Place::new().with_patients(2);
    let mut store = place.open();
    add_staff(&mut store);
    for n in 0..8 {
        let mut message = message(n, patient(u8::try_from(n % 2).unwrap()));
        if n == 5 {
            message.record = RecordMode::RecordedBy("Accurx".into());
            message.body = "Wyniki są gotowe, prosimy o telefon".into();
        }
        prepare(&mut store, message);
    }
    for n in [1, 3, 5, 6] {
        send(&mut store, communication(n));
    }
    append(&mut store, Event::Copied { communication: communication(3) });

    let all = RecordView::default();
    let first = store.messages(&all, None, 3).unwrap();
    assert_eq!(page(&mut store, &all, None), [7, 6, 5]);
    assert_eq!(page(&mut store, &all, Some(first[2].number)), [4, 3, 2]);
    assert_eq!(first[0].patient_name, "SMYTH-1, Zoë (Mrs)");
    assert_eq!((first[0].by_name.as_str(), first[0].excerpt.as_str()), ("Jo Park", "Dear Mrs Smyth,"));
    assert_eq!(first[2].excerpt, "Accurx");

    let of = |n: u8| RecordView { patient: Some(patient(n)), ..RecordView::default() };
    assert_eq!(page(&mut store, &of(0), None), [6, 4, 2]);
    let sent = RecordView { states: vec![State::Sent], ..RecordView::default() };
    assert_eq!(page(&mut store, &sent, None), [6, 5, 3]);
    let both = RecordView { states: vec![State::Sent, State::Prepared], ..RecordView::default() };
    assert_eq!(page(&mut store, &both, None), [7, 6, 5]);
    let to_copy = RecordView { to_copy: true, ..RecordView::default() };
    assert_eq!(page(&mut store, &to_copy, None), [6, 1]);
    let sent_of = RecordView { states: vec![State::Sent], ..of(1) };
    assert_eq!(page(&mut store, &sent_of, None), [5, 3, 1]);
    assert_eq!(page(&mut store, &RecordView { to_copy: true, ..of(1) }, None), [1]);

    words_are_found(&mut store);
    // Once more when the words have come into their index, and with a message that has not.
    let many: Vec<_> =
        (0..100).map(|count| entry(Event::Exported { what: "record".into(), count })).collect();
    store.append_all(&many).unwrap();
    words_are_found(&mut store);
    let newest = Message { body: "monday once more".into(), ..message(8, patient(0)) };
    prepare(&mut store, newest);
    let monday = RecordView { words: "monday".into(), ..RecordView::default() };
    assert_eq!(page(&mut store, &monday, None), [8, 7, 6]);
    let third = store.messages(&monday, None, 3).unwrap()[2].number;
    assert_eq!(page(&mut store, &monday, Some(third)), [4, 3, 2]);
    let first = store.messages(&monday, None, 10).unwrap().last().unwrap().number;
    assert_eq!(page(&mut store, &monday, Some(first)), [] as [u32; 0]);

    let counts = store.counts(jiff::civil::date(2026, 11, 22)).unwrap();
    assert_eq!((counts.unconfirmed, counts.to_copy), (5, 2));
}

/// Searches the eight messages of the test above by their words.
fn words_are_found(store: &mut SqliteStore) {
    let all = RecordView::default();
    let of = |n: u8| RecordView { patient: Some(patient(n)), ..RecordView::default() };
    let sent = RecordView { states: vec![State::Sent], ..RecordView::default() };
    let to_copy = RecordView { to_copy: true, ..RecordView::default() };
    let words = |words: &str, base: RecordView| RecordView { words: words.into(), ..base };
    assert_eq!(page(store, &words("APPOINTMENT monday", all.clone()), None), [7, 6, 4]);
    assert_eq!(page(store, &words("telefon sa", all.clone()), None), [5]);
    assert_eq!(page(store, &words("zoe accurx", all.clone()), None), [5]);
    assert_eq!(page(store, &words("wyniki gotow", all.clone()), None), [5], "the beginning of the last word");
    assert_eq!(page(store, &words("monday \"7\" OR", all.clone()), None), [] as [u32; 0]);
    assert_eq!(page(store, &words("monday", of(1)), None), [7, 3, 1]);
    assert_eq!(page(store, &words("monday", sent), None), [6, 3, 1]);
    assert_eq!(page(store, &words("monday", to_copy), None), [6, 1]);
    assert_eq!(page(store, &words("\" * (", all), None), [] as [u32; 0]);
    let prepared = RecordView { states: vec![State::Prepared], ..RecordView::default() };
    assert_eq!(page(store, &words("smyth 4", prepared), None), [4]);
}

#[test]
fn a_new_name_of_a_patient_reaches_the_list() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    prepare(&mut store, message(1, patient(0)));
    place.raw().execute("UPDATE patient SET shown_name = 'PARK, Zoë'", []).unwrap();
    assert_eq!(store.messages(&RecordView::default(), None, 1).unwrap()[0].patient_name, "PARK, Zoë");
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn staff_and_imports_follow_from_the_log() {
    let place = Place::new();
    let mut store = place.open();
    add_staff(&mut store);
    let staff = actor().staff;
    append(&mut store, Event::StaffAdded { staff, name: "Jo Lind".into(), role: Role::Supervisor });
    let all = store.staff().unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].name.as_str(), all[0].role), ("Jo Lind", Role::Supervisor));
    append(
        &mut store,
        Event::Imported {
            import: tactful::domain::ids::ImportId::from_parts(at(1), [6; 10]),
            source: "patients.csv".into(),
            report: tactful::domain::import::ImportReport::default(),
        },
    );
    assert_eq!(store.last_import().unwrap(), Some(at(10)));
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
}

#[test]
fn groups_of_entries_share_a_commit_and_stand_alone() {
    let id = reminder(1);
    let place = Place::new().with_patients(2).with_reminder(id, patient(0));
    let mut store = place.open();
    let answer = |n| {
        let message = Message { reminder: Some(id), ..message(n, patient(0)) };
        let intent = Event::HandingOver { communication: message.id, how: HandOver::Outbox };
        [entry(Event::Prepared(Box::new(message))), entry(intent)]
    };
    let free = [entry(Event::Prepared(Box::new(message(3, patient(1)))))];
    let missing = [entry(Event::Sent { communication: communication(9) })];
    let (one, two) = (answer(1), answer(2));
    let told = store.append_groups(&[&one, &two, &missing, &free]).unwrap();
    let told: Vec<_> = told.into_iter().map(std::result::Result::ok).collect();
    let entered = |number| Some(Appended::Entry { number });
    let last = store.head().unwrap().number;
    assert_eq!(told, [entered(last - 1), None, None, entered(last)], "what is refused leaves no trace");
    assert_eq!(store.message(communication(1)).unwrap().state, State::HandingOver);
    assert!(store.message(communication(2)).is_err());
    // tried again, what is there is there once
    let told = store.append_groups(&[&one, &free]).unwrap();
    assert!(told.iter().all(|told| matches!(told, Ok(Appended::Already { .. }))), "{told:?}");
    assert_eq!(store.head().unwrap().number, last);
    assert!(matches!(verify(&mut store), Verification::Whole(_)));
}
