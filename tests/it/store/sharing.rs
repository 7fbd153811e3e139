//! Two desks on one file: each sees what the other did, one writes at a time and nobody fails for it.

use tactful::domain::communication::{NotSent, RecordView};
use tactful::domain::log::{Event, Verification};
use tactful::store::{Practices, Record};

use super::support::{Place, add_staff, append, communication, message, patient, prepare, refusal, verify};

#[test]
fn each_desk_sees_what_the_other_did() {
    let place = Place::new().with_patients(1);
    let (mut one, mut two) = (place.open(), place.open());
    let before = two.change_mark().unwrap();
    assert_eq!(two.change_mark().unwrap(), before, "nothing happened");
    prepare(&mut one, message(1, patient(0)));
    assert_ne!(two.change_mark().unwrap(), before);
    assert_eq!(two.messages(&RecordView::default(), None, 10).unwrap().len(), 1);
    assert_eq!(two.counts(jiff::civil::date(2026, 11, 22)).unwrap().unconfirmed, 1);

    let own = two.change_mark().unwrap();
    let taken_back =
        Event::NotSent { communication: communication(1), reason: NotSent::TakenBack, words: String::new() };
    append(&mut two, taken_back.clone());
    assert_eq!(two.change_mark().unwrap(), own, "what it did itself is no news to it");
    assert_eq!(two.counts(jiff::civil::date(2026, 11, 22)).unwrap().unconfirmed, 0);
    // The lost race is told, and is no second entry.
    refusal(&mut one, taken_back);
    add_staff(&mut one);
    assert_eq!(two.head().unwrap(), one.head().unwrap());
    assert_eq!(verify(&mut two), Verification::Whole(one.head().unwrap()));
}

#[test]
fn many_desks_write_one_chain() {
    let place = Place::new().with_patients(4);
    std::thread::scope(|scope| {
        for desk in 0..4_u8 {
            let place = &place;
            scope.spawn(move || {
                let mut store = place.open();
                for n in 0..25 {
                    prepare(&mut store, message(u32::from(desk) * 100 + n, patient(desk)));
                }
            });
        }
    });
    let mut store = place.open();
    let head = store.head().unwrap();
    assert_eq!(head.number, 101);
    assert_eq!(verify(&mut store), Verification::Whole(head));
}

/// POSIX locks of a file belong to the whole program, and closing any handle of the file gives all of them up. A desk
/// that opens the practice once more, for long work, must still count as having it open: else another desk that closes
/// may take the write-ahead log away under it.
#[cfg(target_os = "linux")]
#[test]
fn opening_once_more_keeps_the_hold_on_the_database() {
    use std::os::unix::fs::MetadataExt;
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    prepare(&mut store, message(1, patient(0)));
    let is_held = || {
        let inode = format!(":{} ", std::fs::metadata(place.file()).unwrap().ino());
        std::fs::read_to_string("/proc/locks").unwrap().contains(&inode)
    };
    assert!(is_held());
    drop(place.open());
    assert!(is_held(), "another desk would think that nobody has it open");
    let said = super::child::command("open", &place.file()).output().unwrap().stdout;
    assert!(String::from_utf8(said).unwrap().contains("written"));
    let number = prepare(&mut store, message(2, patient(0)));
    drop(store);
    assert_eq!(place.open().head().unwrap().number, number);
}
