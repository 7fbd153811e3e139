//! A closed practice: every entry is signed by whoever it names, and nobody can write one in another's name, not even with
//! the key of the database.

use rusqlite::Connection;
use tactful::domain::ids::{EntryId, StaffId};
use tactful::domain::log::{
    Admission, Chain, Event, Head, NewEntry, RECOVERY, SealKey, Seed, Signer, Verification, only,
};
use tactful::domain::staff::Actor;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Practices, Record, StoreError, holders};

use super::support::{Place, actor, append, at, entry, verify};

fn sam() -> Signer {
    Signer::new(actor().staff, &Seed::new([1; 32]))
}

fn alex() -> Signer {
    Signer::new(StaffId::from_parts(at(1), [9; 10]), &Seed::new([2; 32]))
}

/// The recovery key.
fn spare() -> Signer {
    Signer::new(RECOVERY, &Seed::new([8; 32]))
}

fn added(signer: &Signer) -> Event {
    Event::Admission(Admission::HolderAdded { staff: signer.staff(), public: signer.public() })
}

fn exported(count: u64) -> Event {
    Event::Exported { what: "record".into(), count }
}

fn by(signer: &Signer, event: Event) -> NewEntry {
    NewEntry { actor: Actor { staff: signer.staff(), desk: "desk-2".into() }, ..entry(event) }
}

/// A practice that Sam closed, and to which Sam let in Alex: five entries, the last by Alex.
fn closed() -> (Place, SqliteStore) {
    let place = Place::new();
    let mut store = place.open();
    append(&mut store, exported(1));
    store.sign_by(only(Some(sam())));
    append(&mut store, added(&sam()));
    append(&mut store, added(&alex()));
    store.sign_by(only(Some(alex())));
    store.append(&by(&alex(), exported(2))).unwrap();
    (place, store)
}

fn broken(place: &Place) -> Option<(u64, String)> {
    match verify(&mut place.open()) {
        Verification::Whole(_) => None,
        Verification::Broken { number, reason } => Some((number, reason)),
    }
}

fn signatures(raw: &Connection) -> Vec<bool> {
    let mut statement = raw.prepare("SELECT signature IS NOT NULL FROM log_entry ORDER BY number").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn entries_are_signed_from_the_closing_on() {
    let (place, mut store) = closed();
    assert_eq!(verify(&mut store), Verification::Whole(store.head().unwrap()));
    drop(store);
    assert_eq!(signatures(&place.raw()), [false, false, true, true, true]);
}

#[test]
fn what_nobody_can_sign_is_not_written() {
    let (_place, mut store) = closed();
    let head = store.head().unwrap();
    let refused = |store: &mut SqliteStore, entry: NewEntry| {
        assert!(
            matches!(store.append(&entry), Err(StoreError::Refused(why)) if why.contains("sign in again"))
        );
    };
    refused(&mut store, by(&sam(), exported(3)));
    let stranger = Signer::new(StaffId::from_parts(at(2), [8; 10]), &Seed::new([3; 32]));
    store.sign_by(only(Some(stranger.clone())));
    refused(&mut store, by(&stranger, exported(3)));
    refused(&mut store, by(&stranger, added(&stranger)));
    refused(&mut store, by(&alex(), exported(3)));
    store.sign_by(only(None));
    refused(&mut store, by(&alex(), exported(3)));
    assert_eq!(store.head().unwrap(), head);
    assert_eq!(store.staff().unwrap().len(), 0, "nothing followed from it either");
}

#[test]
fn whoever_left_signs_no_more_and_a_recovered_key_is_a_new_one() {
    let (place, mut store) = closed();
    store.sign_by(only(Some(sam())));
    append(&mut store, Event::Admission(Admission::HolderRemoved { staff: alex().staff() }));
    store.sign_by(only(Some(alex())));
    assert!(store.append(&by(&alex(), exported(4))).is_err());
    store.sign_by(only(Some(sam())));
    append(&mut store, Event::Admission(Admission::RecoveryChanged { public: spare().public() }));
    let new = Signer::new(sam().staff(), &Seed::new([4; 32]));
    let recovered = Event::Admission(Admission::Recovered { staff: sam().staff(), public: new.public() });
    for other in [None, Some(sam()), Some(new.clone())] {
        store.sign_by(only(other));
        assert!(
            store.append(&by(&sam(), recovered.clone())).is_err(),
            "the recovery key signs it, nobody else"
        );
    }
    store.sign_by(only(Some(spare())));
    append(&mut store, recovered);
    assert!(store.append(&by(&sam(), exported(4))).is_err(), "and signs nothing else");
    store.sign_by(only(Some(sam())));
    assert!(store.append(&by(&sam(), exported(4))).is_err(), "the key from before counts no more");
    store.sign_by(only(Some(new)));
    append(&mut store, exported(5));
    drop(store);
    assert_eq!(broken(&place), None);
}

#[test]
fn what_became_of_the_recovery_key_is_told_to_whoever_was_here_before() {
    let (_place, mut store) = closed();
    let signed_in = || Event::Admission(Admission::SignedIn { failed: 0 });
    store.sign_by(|staff| [sam(), alex()].into_iter().find(|one| one.staff() == staff));
    let since = |store: &mut SqliteStore, who: &Signer| {
        holders::since_last_in(store, who.staff())
            .unwrap()
            .iter()
            .map(|entry| entry.number)
            .collect::<Vec<_>>()
    };
    append(&mut store, signed_in());
    append(&mut store, Event::Admission(Admission::RecoveryChanged { public: spare().public() }));
    assert_eq!(since(&mut store, &sam()), [7]);
    assert!(since(&mut store, &alex()).is_empty(), "they were never here");
    store.append(&by(&alex(), signed_in())).unwrap();
    append(&mut store, Event::Admission(Admission::RecoveryChanged { public: spare().public() }));
    append(&mut store, exported(9));
    assert_eq!((since(&mut store, &sam()), since(&mut store, &alex())), (vec![7, 9], vec![9]));
    append(&mut store, signed_in());
    assert!(since(&mut store, &sam()).is_empty());
}

/// Writes the next entry as somebody would who has the key of the database and can program.
fn forge(place: &Place, entry: &NewEntry, signer: Option<&Signer>) {
    let mut store = place.open();
    let Head { number, seal } = store.head().unwrap();
    let practice = store.practice();
    drop(store);
    let mut chain = Chain::new(SealKey::derive(&place.key), practice, number, seal);
    let sealed = chain.append(entry, [6; 32], signer).unwrap();
    let raw = place.raw();
    raw.execute(
        "INSERT INTO log_entry (number, id, head, seal, signature) VALUES (?1, ?2, ?3, ?4, ?5)",
        (sealed.number, sealed.id.as_bytes(), &sealed.head, &sealed.seal.0, sealed.signature),
    )
    .unwrap();
    raw.execute(
        "INSERT INTO log_body (number, salt, body) VALUES (?1, ?2, ?3)",
        (sealed.number, &sealed.salt, &sealed.body),
    )
    .unwrap();
}

#[test]
fn an_entry_in_anothers_name_is_found() {
    let (place, store) = closed();
    drop(store);
    let stranger = Signer::new(StaffId::from_parts(at(2), [8; 10]), &Seed::new([3; 32]));
    // Alex has the key of the database, and their own, but not Sam's
    for (entry, signer) in [
        (by(&sam(), exported(3)), Some(alex())),
        (by(&sam(), exported(3)), None),
        (by(&alex(), exported(3)), None),
        (by(&stranger, exported(3)), Some(stranger.clone())),
        (by(&stranger, exported(3)), None),
        (by(&stranger, added(&stranger)), Some(stranger.clone())),
        (
            by(&sam(), Event::Admission(Admission::HolderAdded { staff: sam().staff(), public: [5; 32] })),
            Some(alex()),
        ),
    ] {
        let copy = place.copy();
        forge(&copy, &entry, signer.as_ref());
        let (number, reason) = broken(&copy).unwrap();
        assert_eq!((number, reason.as_str()), (6, "it was not signed by the member of staff whom it names"));
    }
    let copy = place.copy();
    forge(&copy, &by(&alex(), exported(3)), Some(&alex()));
    assert_eq!(broken(&copy), None, "their own they may write");
}

/// A colleague has the key of the database and their own, and another program: they cannot make it look as if somebody had come
/// by the recovery key.
#[test]
fn a_recovery_that_did_not_happen_is_found() {
    let (place, mut store) = closed();
    store.sign_by(only(Some(sam())));
    append(&mut store, Event::Admission(Admission::RecoveryChanged { public: spare().public() }));
    drop(store);
    let theirs = Signer::new(sam().staff(), &Seed::new([5; 32]));
    let recovered = Event::Admission(Admission::Recovered { staff: sam().staff(), public: theirs.public() });
    for signer in [None, Some(alex()), Some(theirs), Some(Signer::new(RECOVERY, &Seed::new([9; 32])))] {
        let copy = place.copy();
        forge(&copy, &by(&sam(), recovered.clone()), signer.as_ref());
        let (number, reason) = broken(&copy).unwrap();
        assert_eq!((number, reason.as_str()), (7, "it was not signed by the member of staff whom it names"));
    }
    let copy = place.copy();
    forge(&copy, &by(&sam(), recovered), Some(&spare()));
    assert!(broken(&copy).unwrap().1.contains("list of those who sign"), "whoever has the recovery key may");
}

#[test]
fn a_signature_taken_away_exchanged_or_changed_is_found_at_its_entry() {
    let (place, store) = closed();
    drop(store);
    let guard = |raw: &Connection| -> String {
        let sql = "SELECT sql FROM sqlite_schema WHERE name = 'log_entry_no_update'";
        raw.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    for (number, change) in [
        (3, "NULL"),
        (4, "NULL"),
        (5, "NULL"),
        (4, "(SELECT signature FROM log_entry WHERE number = 3)"),
        (5, "zeroblob(64)"),
        (2, "zeroblob(64)"),
    ] {
        let copy = place.copy();
        let raw = copy.raw();
        let put_up_again = guard(&raw);
        raw.execute_batch("DROP TRIGGER log_entry_no_update").unwrap();
        raw.execute_batch(&format!("UPDATE log_entry SET signature = {change} WHERE number = {number}"))
            .unwrap();
        raw.execute_batch(&put_up_again).unwrap();
        drop(raw);
        assert_eq!(broken(&copy).unwrap().0, number, "{change}");
    }
    for change in ["DELETE FROM log_signer", "UPDATE log_signer SET public = zeroblob(32)"] {
        let copy = place.copy();
        copy.raw().execute_batch(change).unwrap();
        assert!(broken(&copy).unwrap().1.contains("list of those who sign"), "{change}");
    }
}

#[test]
fn the_identifier_of_an_entry_still_makes_a_retry_safe() {
    let (_place, mut store) = closed();
    let entry = NewEntry { id: EntryId::from_parts(at(5), [7; 10]), ..by(&alex(), exported(9)) };
    let first = store.append(&entry).unwrap();
    store.sign_by(only(None));
    let again = store.append(&entry).unwrap();
    assert_ne!(first, again);
    assert!(matches!(again, tactful::domain::log::Appended::Already { .. }));
}
