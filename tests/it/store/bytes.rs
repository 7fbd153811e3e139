//! Tampering byte by byte and entry by entry, in a closed practice, by somebody with the key of the database: each is found and
//! the first entry affected is named.

use rusqlite::Connection;
use tactful::domain::checkpoint::{Checkpoint, Kept};
use tactful::domain::log::{
    Admission, Chain, Event, NewEntry, Seal, SealKey, Seed, Signer, Verification, only,
};
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Practices, Record};

use super::support::{Place, actor, append, at, communication, message, patient, prepare, send};

fn sam() -> Signer {
    Signer::new(actor().staff, &Seed::new([1; 32]))
}

/// Whatever a desk does, drawn from a seed.
fn generated(store: &mut SqliteStore, count: u32) {
    let mut state: u32 = 7;
    for n in 0..count {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        match state >> 30 {
            0 => drop(append(store, Event::Exported { what: "record".into(), count: u64::from(n) })),
            1 => {
                prepare(store, message(n, patient(0)));
                append(store, Event::Corrected { communication: communication(n), words: "no".into() });
            }
            2 => {
                prepare(store, message(n, patient(1)));
                send(store, communication(n));
            }
            _ => drop(append(store, Event::Admission(Admission::SignedIn { failed: u64::from(n) }))),
        }
    }
}

/// A practice that Sam closed with the second entry, and so much work behind it.
fn closed(count: u32) -> Place {
    let place = Place::new().with_patients(2);
    let mut store = place.open();
    store.sign_by(only(Some(sam())));
    append(
        &mut store,
        Event::Admission(Admission::HolderAdded { staff: sam().staff(), public: sam().public() }),
    );
    generated(&mut store, count);
    drop(store);
    place
}

fn broken(store: &mut SqliteStore, kept: &[Kept]) -> Option<(u64, String)> {
    match store.verify(kept, &mut |_| true).unwrap() {
        Verification::Whole(_) => None,
        Verification::Broken { number, reason } => Some((number, reason)),
    }
}

/// A connection without guards, for good.
fn unguarded(place: &Place) -> Connection {
    let raw = place.raw();
    raw.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;").unwrap();
    let names: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in names {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    raw
}

const FIELDS: [(&str, &str); 6] = [
    ("log_entry", "id"),
    ("log_entry", "head"),
    ("log_entry", "seal"),
    ("log_entry", "signature"),
    ("log_body", "salt"),
    ("log_body", "body"),
];

#[test]
fn every_byte_of_a_small_log_is_guarded() {
    let place = closed(3);
    let mut store = place.open();
    let last = store.head().unwrap().number;
    let raw = unguarded(&place);
    let mut changed = 0;
    for (table, field) in FIELDS {
        for number in 1..=last {
            let sql = format!("SELECT {field} FROM {table} WHERE number = ?1");
            let bytes: Option<Vec<u8>> = raw.query_row(&sql, [number], |row| row.get(0)).unwrap();
            let Some(bytes) = bytes else { continue };
            let mut put = raw.prepare(&format!("UPDATE {table} SET {field} = ?2 WHERE number = ?1")).unwrap();
            for at in 0..bytes.len() {
                let mut other = bytes.clone();
                other[at] ^= 1 << (at % 8);
                put.execute((number, &other)).unwrap();
                let found = broken(&mut store, &[]);
                assert!(
                    found.as_ref().is_some_and(|(at, _)| *at == number),
                    "{field} {number}, byte {at}: {found:?}"
                );
                changed += 1;
            }
            put.execute((number, &bytes)).unwrap();
        }
    }
    assert!(changed > 1_500, "{changed}");
    // as it was, but for the guards
    assert_eq!(broken(&mut store, &[]).unwrap().0, 0);
}

/// Who has the key of the database and can program seals entries anew from any point on; they cannot sign them.
#[test]
fn a_log_that_is_sealed_anew_from_any_entry_on_is_found_there() {
    let place = closed(14);
    let mut store = place.open();
    let practice = store.practice();
    let last = store.head().unwrap();
    let entries = store.entries(0, 1_000).unwrap();
    let checkpoint =
        Checkpoint::new(store.tree_head().unwrap(), at(9), (sam().staff(), "Jo Park"), Some(&sam()));
    let kept = [Kept::from(&checkpoint)];
    assert_eq!(broken(&mut store, &kept), None);
    drop(store);
    let stranger = Signer::new(sam().staff(), &Seed::new([2; 32]));
    for first in 1..=last.number {
        let copy = place.copy();
        let raw = unguarded(&copy);
        let before: Option<[u8; 32]> = raw
            .query_row("SELECT max(seal) FROM log_entry WHERE number = ?1", [first - 1], |row| row.get(0))
            .unwrap();
        let seal = before.map_or(Seal::NONE, Seal);
        let mut chain = Chain::new(SealKey::derive(&place.key), practice, first - 1, seal);
        for known in &entries[usize::try_from(first).unwrap() - 1..] {
            let desk = format!("{}!", known.actor.desk);
            let actor = tactful::domain::staff::Actor { desk, ..known.actor.clone() };
            let event = known.event.clone();
            let new = NewEntry { id: known.id, at: known.at, actor, event, judged: None };
            let signer = (known.number > 1).then_some(&stranger);
            let sealed = chain.append(&new, [6; 32], signer).unwrap();
            raw.execute(
                "UPDATE log_entry SET head = ?2, seal = ?3, signature = ?4 WHERE number = ?1",
                (sealed.number, &sealed.head, &sealed.seal.0, sealed.signature),
            )
            .unwrap();
            raw.execute(
                "UPDATE log_body SET salt = ?2, body = ?3 WHERE number = ?1",
                (sealed.number, &sealed.salt, &sealed.body),
            )
            .unwrap();
        }
        drop(raw);
        // the first entry was made before anybody had a key: from there on all may be written anew, with a key of one's own;
        // with the key that the log brings, the entry that brings it is the first that nobody else can sign
        let (number, reason) = broken(&mut copy.open(), &kept).unwrap();
        assert_eq!(number, first.max(2), "{reason}");
    }
}

/// An entry put back, doubled, exchanged with its neighbour, or taken out, in a log that is signed: found with what was kept of it
/// elsewhere, wherever it is.
#[test]
fn every_entry_of_a_generated_log_stays_in_its_place() {
    let place = closed(10);
    let mut store = place.open();
    let last = store.head().unwrap().number;
    let checkpoint =
        Checkpoint::new(store.tree_head().unwrap(), at(9), (sam().staff(), "Jo Park"), Some(&sam()));
    let kept = [Kept::from(&checkpoint)];
    drop(store);
    let done = |work: &dyn Fn(&Connection)| {
        let copy = place.copy();
        work(&unguarded(&copy));
        broken(&mut copy.open(), &kept).unwrap()
    };
    let both = |raw: &Connection, sql: &str| {
        for table in ["log_body", "log_entry"] {
            raw.execute_batch(&sql.replace("LOG", table)).unwrap();
        }
    };
    for number in 1..=last {
        let (found, reason) = done(&|raw| both(raw, &format!("DELETE FROM LOG WHERE number >= {number}")));
        if number > 1 {
            assert_eq!(found, number, "cut: {reason}");
        }
        let (found, reason) = done(&|raw| both(raw, &format!("DELETE FROM LOG WHERE number = {number}")));
        assert_eq!(found, number, "taken out: {reason}");
        if number < last {
            let exchange = format!(
                "UPDATE LOG SET number = -1 WHERE number = {number}; UPDATE LOG SET number = {number} WHERE number = {number} + 1;
                 UPDATE LOG SET number = {number} + 1 WHERE number = -1"
            );
            let (found, reason) = done(&|raw| both(raw, &exchange));
            assert_eq!(found, number, "exchanged: {reason}");
        }
    }
}
