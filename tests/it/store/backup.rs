//! Backups: whole copies made while others write.

use std::sync::atomic::{AtomicBool, Ordering};

use tactful::domain::backup::{Keep, Turn};
use tactful::domain::log::Verification;
use tactful::store::sqlite::{Going, Made, Rotation, SqliteStore};
use tactful::store::{Record, StoreError};

use super::support::{Place, at, message, patient, prepare, verify};

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

/// A year's worth of turns in a few looks: of each kind one copy is made, and each brings the practice back.
#[test]
fn a_copy_of_each_kind_brings_the_practice_back() {
    let place = Place::new().with_patients(1);
    let folder = place.folder.path().join("backups");
    let rotation = Rotation { folder: folder.clone(), keep: Keep { hourly: 2, daily: 2, weekly: 2 } };
    let mut made: Vec<(Made, Verification)> = Vec::new();
    // On a Monday at nine, ten and eleven, the next day, the next Monday.
    for (n, hour) in [0, 1, 2, 3, 24, 7 * 24].into_iter().enumerate() {
        let mut store = place.open();
        prepare(&mut store, message(u32::try_from(n).unwrap(), patient(0)));
        let now = at(hour * 3_600);
        let copy = store.back_up_in_turn(&place.key, &rotation, now, false).unwrap().expect("one is due");
        assert!(
            store.back_up_in_turn(&place.key, &rotation, now, false).unwrap().is_none(),
            "and then none is"
        );
        made.push((copy, verify(&mut store)));
    }
    let kinds: Vec<Turn> = made.iter().map(|(made, _)| made.copy.turn).collect();
    assert_eq!(kinds, [Turn::Weekly, Turn::Hourly, Turn::Hourly, Turn::Hourly, Turn::Daily, Turn::Weekly]);
    assert_eq!(rotation.copies().len(), 5, "two of each are kept, and there was one of a day");
    for (turn, (made, whole)) in [(Turn::Hourly, &made[3]), (Turn::Daily, &made[4]), (Turn::Weekly, &made[0])]
    {
        let aside = place.folder.path().join(format!("before-{}.db", turn.slug()));
        let going = Going {
            aside,
            other_practice: false,
            even_broken: false,
            dry_run: false,
            by: super::support::by(),
        };
        let restored = SqliteStore::restore(&place.file(), &made.file, &place.key, &going).unwrap();
        assert_eq!((made.copy.turn, restored.head), (turn, made.head));
        let mut back = place.open();
        assert_eq!(verify(&mut back), Verification::Whole(back.head().unwrap()));
        let Verification::Whole(was) = whole else { panic!("{whole:?}") };
        assert!(
            matches!(back.verify(&[(*was).into()], &mut |_| true), Ok(Verification::Whole(_))),
            "all of it"
        );
    }
}

#[test]
fn two_desks_never_both_make_a_copy() {
    let place = Place::new().with_patients(1);
    let rotation = Rotation {
        folder: place.folder.path().join("backups"),
        keep: Keep { hourly: 2, daily: 2, weekly: 2 },
    };
    let made: Vec<bool> = std::thread::scope(|scope| {
        let desks: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let store = place.open();
                    store.back_up_in_turn(&place.key, &rotation, at(0), false).unwrap().is_some()
                })
            })
            .collect();
        desks.into_iter().map(|desk| desk.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    let names: Vec<_> =
        std::fs::read_dir(&rotation.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "a copy and the lock: {names:?}");
}
