//! Backups: whole copies made while others write.

use std::sync::atomic::{AtomicBool, Ordering};

use tactful::domain::log::Verification;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Record, StoreError};

use super::support::{Place, message, patient, prepare, verify};

#[test]
fn a_copy_made_while_another_desk_writes_is_whole() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    for n in 0..200 {
        prepare(&mut store, message(n, patient(0)));
    }
    let before = store.head().unwrap().number;
    let stop = AtomicBool::new(false);
    let copy = place.folder.path().join("copies/one.db");
    let head = std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let mut other = place.open();
            let mut n = 1_000;
            while !stop.load(Ordering::Relaxed) {
                prepare(&mut other, message(n, patient(0)));
                n += 1;
            }
            other.head().unwrap().number
        });
        let head = store.back_up(&copy, &place.key).unwrap();
        stop.store(true, Ordering::Relaxed);
        assert!(other.join().unwrap() >= head.number, "nothing in the copy was never written");
        head
    });
    assert!(head.number >= before);
    let mut copied = SqliteStore::open(&copy, &place.key).unwrap();
    assert_eq!(verify(&mut copied), Verification::Whole(head));
}

#[test]
fn a_backup_replaces_nothing_and_a_broken_record_is_not_backed_up() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    prepare(&mut store, message(1, patient(0)));
    let copy = place.folder.path().join("one.db");
    store.back_up(&copy, &place.key).unwrap();
    let again = store.back_up(&copy, &place.key).unwrap_err();
    assert!(again.to_string().contains("is there already"), "{again}");

    place.raw().execute_batch("DROP TRIGGER log_body_no_update; UPDATE log_body SET body = x'00';").unwrap();
    let other = place.folder.path().join("other.db");
    let broken = store.back_up(&other, &place.key).unwrap_err();
    assert!(matches!(broken, StoreError::Damaged(_)), "{broken:?}");
    assert!(!other.exists());
}
