//! Going back to a copy: checked first, alone, with what was there kept.

use tactful::domain::backup::{Held, Keep};
use tactful::domain::draft::Draft;
use tactful::domain::ids::{PracticeId, StaffId};
use tactful::domain::log::{Admission, Event, Head, Seed, Signer, Verification, only};
use tactful::domain::staff::Role;
use tactful::store::sqlite::{By, Founding, Going, Rotation, SqliteStore};
use tactful::store::{Drafts, Record, StoreError};

use super::drafts::draft;
use super::support::{Place, actor, append, at, by, founding, message, patient, prepare, verify};

fn going(place: &Place) -> Going {
    Going {
        aside: place.folder.path().join("before.db"),
        other_practice: false,
        even_broken: false,
        dry_run: false,
        by: by(),
    }
}

fn restore(place: &Place, copy: &std::path::Path) -> Result<tactful::store::sqlite::Restored, StoreError> {
    SqliteStore::restore(&place.file(), copy, &place.key, &going(place))
}

/// A practice with ten messages, a copy made after four, and its head then.
fn some() -> (Place, std::path::PathBuf) {
    let place = Place::new().with_patients(1);
    let copy = place.folder.path().join("copies/one.db");
    let mut store = place.open();
    for n in 0..10 {
        prepare(&mut store, message(n, patient(0)));
        if n == 3 {
            store.back_up(&copy, &place.key).unwrap();
        }
    }
    drop(store);
    (place, copy)
}

fn files(place: &Place) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(place.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_copy_comes_back_and_what_was_there_is_kept() {
    let (place, copy) = some();
    let bytes = std::fs::read(&copy).unwrap();
    let dry =
        SqliteStore::restore(&place.file(), &copy, &place.key, &Going { dry_run: true, ..going(&place) });
    assert_eq!(dry.unwrap().lost_count(), 6);
    assert_eq!(place.open().head().unwrap().number, 11, "a dry run changes nothing");

    let restored = restore(&place, &copy).unwrap();
    assert_eq!((restored.head.number, restored.common, restored.lost_count()), (5, 5, 6));
    let numbers: Vec<u64> = restored.lost.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [6, 7, 8, 9, 10, 11]);
    // the first entry behind those of the copy says so
    let mut back = place.open();
    assert_eq!(restored.noted, Ok(6));
    assert_eq!(verify(&mut back), Verification::Whole(back.head().unwrap()));
    let [said] = &back.entries(5, 10).unwrap()[..] else { panic!("one entry") };
    let lost = Head { number: 11, seal: restored.before.unwrap().seal };
    assert_eq!(said.event, Event::Restored { copy: "one.db".into(), common: 5, before: Some(lost) });
    drop(back);
    let kept = restored.kept.unwrap();
    let mut kept = SqliteStore::open(&kept, &place.key).unwrap();
    assert_eq!(kept.head().unwrap().number, 11);
    drop(kept);
    assert_eq!(std::fs::read(&copy).unwrap(), bytes, "the copy itself is left alone");
    assert_eq!(files(&place), ["before.db", "before.lock", "copies", "practice.db", "practice.lock"]);
}

#[test]
fn a_record_that_went_another_way_is_compared_entry_by_entry() {
    let (place, copy) = some();
    restore(&place, &copy).unwrap();
    let mut store = place.open();
    for n in 20..22 {
        prepare(&mut store, message(n, patient(0)));
    }
    drop(store);
    let before = place.folder.path().join("before.db");
    let going = Going { aside: place.folder.path().join("second.db"), ..going(&place) };
    let back = SqliteStore::restore(&place.file(), &before, &place.key, &going).unwrap();
    assert_eq!((back.head.number, back.common, back.lost_count()), (11, 5, 3));
}

/// What would be lost can be looked at while desks are open, and is found out for each copy in the list.
#[test]
fn what_is_lost_is_known_before_and_nothing_is_left_of_the_look() {
    let place = Place::new().with_patients(3);
    let rotation = Rotation {
        folder: place.folder.path().join("backups"),
        keep: Keep { hourly: 3, daily: 3, weekly: 3 },
    };
    let mut store = place.open();
    let kept = draft(1, 1);
    store.save_draft(&kept).unwrap();
    prepare(&mut store, message(0, patient(0)));
    let made = store.back_up_in_turn(&place.key, &rotation, at(50), true).unwrap().unwrap();
    for n in 1..4 {
        prepare(&mut store, message(n, patient(0)));
    }
    store.save_draft(&draft(2, 1)).unwrap();
    store.save_draft(&Draft { revision: kept.revision + 1, ..kept }).unwrap();
    std::fs::write(rotation.folder.join("practice-hourly-20200101T080000Z.db"), [7; 4096]).unwrap();
    let (before, beside) = (files(&place), std::fs::read_dir(&rotation.folder).unwrap().count());

    let listed = SqliteStore::copies(&place.file(), &place.key, &rotation);
    let [one, bad] = &listed[..] else { panic!("{listed:?}") };
    assert_eq!((one.copy, &one.held), (made.copy, &Ok(Held { entries: made.head.number, lost: Some(3) })));
    assert!(bad.held.as_ref().unwrap_err().contains("key"), "{bad:?}");
    let going = Going { dry_run: true, ..going(&place) };
    let foreseen = SqliteStore::restore(&place.file(), &made.file, &place.key, &going).unwrap();
    assert_eq!((foreseen.lost_count(), foreseen.drafts, foreseen.kept.clone()), (3, 2, None));
    assert!(foreseen.loss().contains("nor 2 drafts as they are now"), "{}", foreseen.loss());
    assert_eq!(store.head().unwrap().number, made.head.number + 3, "the desk works on");
    prepare(&mut store, message(9, patient(0)));
    drop(store);
    assert_eq!(files(&place), before.into_iter().filter(|name| !name.contains('-')).collect::<Vec<_>>());
    assert_eq!(std::fs::read_dir(&rotation.folder).unwrap().count(), beside);
}

/// Who sits at the desk is named where the practice lies open.
#[test]
fn in_an_open_practice_it_is_by_whoever_sits_at_the_desk() {
    let (place, copy) = some();
    let mut store = place.open();
    let second = StaffId::from_parts(at(7), [7; 10]);
    let event = Event::StaffAdded { staff: second, name: "Aa Second".into(), role: Role::Receptionist };
    append(&mut store, event);
    store.back_up(&place.folder.path().join("copies/two.db"), &place.key).unwrap();
    drop(store);
    let by = |copy: &str, aside: &str| {
        let by = By { staff: Some(second), ..by() };
        let going = Going { aside: place.folder.path().join(aside), by, ..going(&place) };
        let restored =
            SqliteStore::restore(&place.file(), std::path::Path::new(copy), &place.key, &going).unwrap();
        let number = restored.noted.unwrap();
        place.open().entries(number - 1, 1).unwrap()[0].actor.staff
    };
    assert_eq!(by(place.folder.path().join("copies/two.db").to_str().unwrap(), "first.db"), second);
    // a copy that does not know them is by another
    assert_ne!(by(copy.to_str().unwrap(), "second.db"), second);
}

/// The entry is signed by whoever goes back; a copy from before they had their key cannot take their word, and that is told.
#[test]
fn in_a_closed_practice_it_is_signed_by_whoever_goes_back() {
    let place = Place::new();
    let sam = Signer::new(actor().staff, &Seed::new([1; 32]));
    let copy = place.folder.path().join("closed.db");
    let mut store = place.open();
    store.sign_by(only(Some(sam.clone())));
    append(&mut store, Event::Admission(Admission::HolderAdded { staff: sam.staff(), public: sam.public() }));
    store.back_up(&copy, &place.key).unwrap();
    append(&mut store, Event::Exported { what: "record".into(), count: 1 });
    drop(store);
    let go = |signer: &Signer, aside: &str| {
        let by = By { signer: Some(signer.clone()), ..by() };
        let going = Going { aside: place.folder.path().join(aside), by, ..going(&place) };
        SqliteStore::restore(&place.file(), &copy, &place.key, &going).unwrap()
    };
    let restored = go(&sam, "first.db");
    assert_eq!(restored.noted, Ok(3));
    assert!(matches!(verify(&mut place.open()), Verification::Whole(Head { number: 3, .. })));
    let later = Signer::new(actor().staff, &Seed::new([2; 32]));
    let restored = go(&later, "second.db");
    assert!(restored.noted.unwrap_err().contains("sign in again"));
    assert!(matches!(verify(&mut place.open()), Verification::Whole(Head { number: 2, .. })));
}

#[test]
fn an_open_practice_is_not_exchanged() {
    let (place, copy) = some();
    let store = place.open();
    let refused = restore(&place, &copy).unwrap_err();
    assert!(refused.to_string().contains("open at a desk"), "{refused}");
    drop(store);
    restore(&place, &copy).unwrap();
}

#[test]
fn a_copy_that_is_not_good_changes_nothing() {
    let (place, copy) = some();
    let before = std::fs::read(place.file()).unwrap();
    let names = files(&place);
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let bad = place.folder.path().join("copies/bad.db");
    std::fs::write(&bad, &bytes).unwrap();
    let other = Place::empty();
    let unlike = Founding { id: PracticeId::from_parts(at(5), [9; 10]), ..founding() };
    SqliteStore::create(&other.file(), &other.key, &unlike).unwrap();
    let stranger = Place { key: tactful::store::sqlite::Key::new([8; 32]), ..Place::empty() };
    SqliteStore::create(&stranger.file(), &stranger.key, &founding()).unwrap();
    for (copy, word) in [
        (bad, "not"),
        (place.folder.path().join("copies/none.db"), "no copy at"),
        (place.file(), "itself"),
        (other.file(), "another practice"),
        (stranger.file(), "key"),
    ] {
        let refused = restore(&place, &copy).unwrap_err();
        assert!(refused.to_string().contains(word), "{}: {refused}", copy.display());
        assert_eq!(std::fs::read(place.file()).unwrap(), before, "{}", copy.display());
    }
    let mut after = files(&place);
    after.retain(|name| name != "practice.lock");
    let names: Vec<String> = names.into_iter().filter(|name| name != "practice.lock").collect();
    assert_eq!(after, names);
    let going = Going { other_practice: true, ..going(&place) };
    let taken = SqliteStore::restore(&place.file(), &other.file(), &place.key, &going).unwrap();
    assert_eq!((taken.common, taken.lost_count()), (0, 11));
}

#[test]
fn a_database_that_cannot_be_read_any_more_is_exchanged_too() {
    let (place, copy) = some();
    let mut bytes = std::fs::read(place.file()).unwrap();
    bytes[..4096].fill(0x5A);
    std::fs::write(place.file(), &bytes).unwrap();
    // A journal of the damaged file must never be played into the copy.
    std::fs::write(place.folder.path().join("practice.db-wal"), b"left behind by a crash").unwrap();
    let restored = restore(&place, &copy).unwrap();
    assert!(restored.unreadable.is_some());
    let mut back = place.open();
    assert_eq!(verify(&mut back), Verification::Whole(back.head().unwrap()));
    let said = back.entries(5, 10).unwrap().pop().unwrap().event;
    assert_eq!(
        said,
        Event::Restored { copy: "one.db".into(), common: 0, before: None },
        "nobody knows what is lost"
    );
    drop(back);
    assert_eq!(std::fs::read(place.folder.path().join("before.db")).unwrap(), bytes);
    assert!(place.folder.path().join("before.db-wal").exists());

    std::fs::remove_file(place.file()).unwrap();
    let going = Going { aside: place.folder.path().join("second.db"), ..going(&place) };
    let back = SqliteStore::restore(&place.file(), &copy, &place.key, &going).unwrap();
    assert_eq!((back.before, back.kept), (None, None));
}
