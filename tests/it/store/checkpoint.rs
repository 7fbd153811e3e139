//! Checkpoints: a log that was rolled back, exchanged or written anew is found by what was kept of it elsewhere.

use tactful::domain::checkpoint::{Checkpoint, Kept, Phrase};
use tactful::domain::log::{Admission, Event, NewEntry, Seed, Signer, Tree, Verification, only};
use tactful::store::Record;
use tactful::store::sqlite::SqliteStore;

use super::support::{Place, actor, append, at, entry, verify};

fn exported(count: u64) -> Event {
    Event::Exported { what: "record".into(), count }
}

fn sam() -> Signer {
    Signer::new(actor().staff, &Seed::new([1; 32]))
}

fn checkpoint(store: &mut SqliteStore, signer: Option<&Signer>) -> Checkpoint {
    Checkpoint::new(store.tree_head().unwrap(), at(60), (actor().staff, "Jo Park"), signer)
}

fn broken(store: &mut SqliteStore, kept: &[Kept]) -> Option<(u64, String)> {
    match store.verify(kept, &mut |_| true).unwrap() {
        Verification::Whole(_) => None,
        Verification::Broken { number, reason } => Some((number, reason)),
    }
}

/// A practice whose log grows from one checkpoint to the next: it fits all of them, an older file only the older ones.
#[test]
fn a_file_that_was_rolled_back_is_found_at_every_entry() {
    let place = Place::new();
    let mut store = place.open();
    let (mut older, mut kept) = (Vec::new(), Vec::new());
    for count in 0..9 {
        append(&mut store, exported(count));
        kept.push(Kept::from(&checkpoint(&mut store, None)));
        drop(store);
        older.push(place.copy());
        store = place.open();
    }
    assert_eq!(broken(&mut store, &kept), None);
    for (at, place) in older.iter().enumerate() {
        let ends = at as u64 + 2;
        let mut store = place.open();
        assert_eq!(broken(&mut store, &[]), None, "an older file is whole in itself");
        assert_eq!(broken(&mut store, &kept[..=at]), None);
        for later in &kept[at + 1..] {
            let (number, reason) = broken(&mut store, std::slice::from_ref(later)).unwrap();
            assert_eq!(number, ends + 1, "the first entry that is missing: {reason}");
            assert!(reason.contains(&format!("ends at {ends}")) && reason.contains("older file"), "{reason}");
        }
    }
}

#[test]
fn a_log_that_was_written_anew_is_found_by_file_and_phrase() {
    let place = Place::new();
    let mut store = place.open();
    append(&mut store, exported(1));
    let first = checkpoint(&mut store, None);
    drop(store);
    // two logs that share their first entries
    let other = place.copy();
    let mut store = place.open();
    for count in [2, 3, 4] {
        append(&mut store, exported(count));
    }
    let last = checkpoint(&mut store, None);
    let phrase = Phrase::of(&last.tree).unwrap();
    let kept = [Kept::from(&last), Kept::from(&first), Kept::from(phrase)];
    assert_eq!(broken(&mut store, &kept), None);
    append(&mut store, exported(5));
    assert_eq!(broken(&mut store, &kept), None, "it may grow");
    let mut anew = other.open();
    for count in [2, 30, 4, 5] {
        append(&mut anew, exported(count));
    }
    assert_eq!(broken(&mut anew, &[]), None, "who has the key writes a log that checks");
    let (number, reason) = broken(&mut anew, &kept).unwrap();
    assert_eq!(number, 5);
    assert!(reason.contains("an entry from 3 to this one was changed"), "{reason}");
    assert!(broken(&mut anew, &[Kept::from(phrase)]).unwrap().1.contains("phrase of entry 5"));
    // one that follows on the last that fits names its entry
    let exact = Kept { number: 3, ..Kept::from(last.tree.head) };
    let found = broken(&mut anew, &[Kept::from(&first), exact]).unwrap();
    assert!(found.0 == 3 && found.1.contains("this entry was changed"), "{found:?}");
    // another practice's
    let elsewhere = Place::new();
    let mut stranger = elsewhere.open();
    append(&mut stranger, exported(1));
    assert!(broken(&mut stranger, &[Kept::from(&first)]).is_some());
}

#[test]
fn in_a_closed_practice_it_counts_only_with_the_key_of_whoever_made_it() {
    let place = Place::new();
    let mut store = place.open();
    let open = checkpoint(&mut store, None);
    store.sign_by(only(Some(sam())));
    append(
        &mut store,
        Event::Admission(Admission::HolderAdded { staff: sam().staff(), public: sam().public() }),
    );
    let good = checkpoint(&mut store, Some(&sam()));
    append(&mut store, exported(1));
    assert_eq!(broken(&mut store, &[Kept::from(&open), Kept::from(&good)]), None);
    let other = Signer::new(actor().staff, &Seed::new([2; 32]));
    for forged in [checkpoint(&mut store, None), checkpoint(&mut store, Some(&other))] {
        let (number, reason) = broken(&mut store, &[Kept::from(&forged)]).unwrap();
        assert!(number == 3 && reason.contains("forged"), "{number} {reason}");
    }
}

/// Long logs keep the edge of their tree, so that the digest of all is at hand.
#[test]
fn the_edge_that_is_kept_spares_reading_and_is_checked() {
    let place = Place::new();
    let mut store = place.open();
    let many: Vec<NewEntry> = (0..2_500).map(|count| entry(exported(count))).collect();
    store.append_all(&many).unwrap();
    let mut whole = Tree::default();
    let first = store.tree_head().unwrap();
    append(&mut store, exported(1));
    let second = store.tree_head().unwrap();
    store
        .leaves(second.head.number, &mut |leaf| {
            whole.push(leaf);
            assert!(whole.leaves() != first.head.number || whole.root() == first.root);
        })
        .unwrap();
    assert_eq!((whole.leaves(), whole.root()), (2_502, second.root));
    assert!(
        store.leaves(2_503, &mut |_| {}).unwrap_err().to_string().contains("entry 2503 is not on the log")
    );
    assert!(matches!(verify(&mut store), Verification::Whole(_)));
    drop(store);
    let kept: u64 = place.raw().query_row("SELECT number FROM log_tree", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 2_501, "the one behind it was read");
    for change in [
        "UPDATE log_tree SET edge = zeroblob(length(edge))",
        "UPDATE log_tree SET edge = x''",
        "UPDATE log_tree SET number = number - 1",
        "UPDATE log_tree SET number = 99999",
    ] {
        let copy = place.copy();
        copy.raw().execute_batch(change).unwrap();
        assert!(broken(&mut copy.open(), &[]).unwrap().1.contains("edge of"), "{change}");
    }
}
