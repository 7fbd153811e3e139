//! A day's end, told from the log.

use jiff::civil::date;
use jiff::tz::TimeZone;
use tactful::domain::channel::Channel;
use tactful::domain::clock::Moment;
use tactful::domain::communication::{Message, NotSent};
use tactful::domain::day::{Day, Outcome, Volume};
use tactful::domain::ids::EntryId;
use tactful::domain::log::{Event, NewEntry};
use tactful::domain::reminder::Queue;
use tactful::exchange::sheet::{self, Form};
use tactful::store::Record;
use tactful::store::day::day;

use super::support::{Place, actor, append, at, communication, message, patient, prepare, reminder, send};

const DAY_LATER: i64 = 86_400;

#[test]
fn each_day_has_its_own_entries_and_its_last_word() {
    let place = Place::new().with_patients(4).with_reminder(reminder(1), patient(0));
    let mut store = place.open();
    for n in 0..4_u8 {
        prepare(&mut store, message(u32::from(n), patient(n)));
    }
    send(&mut store, communication(0));
    prepare(&mut store, Message { channel: Channel::Phone, ..message(9, patient(1)) });
    send(&mut store, communication(9));
    let words = "no answer".to_owned();
    append(&mut store, Event::NotSent { communication: communication(1), reason: NotSent::Failed, words });
    append(&mut store, Event::ReminderDismissed { reminder: reminder(1), words: "came in".into() });
    // the next day one of them comes back
    let event =
        Event::NotSent { communication: communication(0), reason: NotSent::Failed, words: "back".into() };
    let next = at(DAY_LATER);
    store
        .append(&NewEntry { id: EntryId::new(next), at: next, actor: actor(), event, judged: None })
        .unwrap();

    let now = Moment::new(at(DAY_LATER + 3600), TimeZone::UTC);
    let count = |day: &Day, outcome| day.outcomes.iter().find(|(one, _)| *one == outcome).map(|(_, n)| *n);
    let first = day(&mut store, date(2026, 11, 22), &now, actor().staff).unwrap();
    assert_eq!(count(&first, Outcome::Sent), Some(1));
    assert_eq!(count(&first, Outcome::Told), Some(1));
    assert_eq!(count(&first, Outcome::Failed), Some(1));
    assert_eq!(count(&first, Outcome::Held), Some(2));
    assert_eq!((count(&first, Outcome::Closed), first.handled()), (Some(1), 6));
    assert!(first.waiting.is_empty(), "what waits is known of today alone");
    assert_eq!(first.follow_ups.iter().map(|one| one.words.as_str()).collect::<Vec<_>>(), ["no answer"]);

    let second = day(&mut store, date(2026, 11, 23), &now, actor().staff).unwrap();
    assert_eq!(second.outcomes, [(Outcome::Failed, 1)]);
    assert_eq!((second.entries, second.tree.head), (1, store.head().unwrap()));
    assert_eq!(second.waiting.len(), Queue::ALL.len());
    assert_eq!((second.unconfirmed_count, second.unconfirmed.len()), (2, 2));
    assert_eq!((second.to_copy_count, second.to_copy.len()), (1, 1), "the call");
    let volume: Vec<u64> = second.volume.iter().map(Volume::total).filter(|total| *total > 0).collect();
    assert_eq!(volume, [3], "two came back or failed");

    let mut text = Vec::new();
    sheet::write(Form::Text, &second, "Tarn Lane Surgery", &now, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    for words in
        ["Day's end, 23-Nov-2026", "Attempts to follow up: 1", ": back", &second.tree.head.seal.to_string()]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let mut csv = Vec::new();
    sheet::write(Form::Csv, &second, "", &now, &mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.lines().all(|line| line.split(',').count() >= 8), "{csv}");
}

#[test]
fn sheets_are_for_their_owner_and_never_overwritten() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let now = Moment::new(at(0), TimeZone::UTC);
    let day = day(&mut store, date(2026, 11, 22), &now, actor().staff).unwrap();
    let folder = place.folder.path().join("sheets");
    let [first, csv] = sheet::file(&folder, &day, "us", &now).unwrap();
    let [second, _] = sheet::file(&folder, &day, "us", &now).unwrap();
    assert!(first != second && first.exists() && csv.exists() && second.exists());
    assert_eq!(first.file_name().unwrap(), "day-2026-11-22.txt");
    #[cfg(unix)]
    for file in [&first, &csv] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
