//! Killed in the middle of appending: what was said to be on the record is there, and the chain holds.

use std::io::{BufRead, BufReader};

use tactful::domain::communication::RecordView;
use tactful::domain::ids::EntryId;
use tactful::domain::log::Verification;
use tactful::store::Record;

use super::child::{MARK, command};
use super::support::{Place, message, patient, prepare, verify};

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let place = Place::new().with_patients(1);
    let mut acknowledged: Vec<(u64, EntryId)> = Vec::new();
    for round in 0..30_usize {
        let mut child = command("append", &place.file()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = |line: String| {
            let (number, id) = line.strip_prefix(MARK)?.trim().split_once(' ')?;
            Some((number.parse().unwrap(), id.parse().unwrap()))
        };
        acknowledged.extend(lines.by_ref().map_while(Result::ok).filter_map(said).take(1 + round % 5));
        // At a moment of its own in each round, somewhere in the next transactions.
        (0..round * 3_000).for_each(|turn| {
            std::hint::black_box(turn);
        });
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died counts as well; a last line may be cut.
        let rest = lines.map_while(Result::ok).filter(|line| line.len() > 40);
        acknowledged.extend(rest.filter_map(said));

        let mut store = place.open();
        for (number, id) in &acknowledged {
            assert_eq!(store.entry_number(*id).unwrap(), Some(*number), "round {round}");
        }
        let head = store.head().unwrap();
        assert_eq!(verify(&mut store), Verification::Whole(head), "round {round}");
    }
    assert!(acknowledged.len() > 60, "the rounds wrote something");
    let mut store = place.open();
    let listed = store.messages(&RecordView::default(), None, 100_000).unwrap().len() as u64;
    assert_eq!(listed + 1, store.head().unwrap().number, "every entry has its line in the list");
}

/// What a power cut leaves: the write-ahead log up to any byte. Whatever was acknowledged lies before the length that
/// the log had by then, and what is cut in two is gone as if it had never been.
#[test]
fn a_log_cut_at_any_place_gives_whole_entries_only() {
    let place = Place::new().with_patients(1);
    let mut store = place.open();
    let journal = |place: &Place| place.folder.path().join("practice.db-wal");
    let mut ends = vec![(0, store.head().unwrap().number)];
    for n in 0..6 {
        let number = prepare(&mut store, message(n, patient(0)));
        ends.push((std::fs::metadata(journal(&place)).unwrap().len(), number));
    }
    let whole = std::fs::read(journal(&place)).unwrap();
    assert_eq!(whole.len() as u64, ends.last().unwrap().0, "no checkpoint came between");
    // Each frame is 24 bytes and a page of 4096 behind a header of 32: cut at its ends and inside it.
    let frames = (whole.len() - 32) / 4120;
    for frame in 0..=frames {
        for cut in [32 + frame * 4120, 32 + frame * 4120 + 11, 32 + frame * 4120 + 2000] {
            let cut = cut.min(whole.len());
            let copy = place.copy();
            std::fs::write(journal(&copy), &whole[..cut]).unwrap();
            let mut store = copy.open();
            let head = store.head().unwrap();
            let acknowledged =
                ends.iter().filter(|(end, _)| *end <= cut as u64).map(|(_, number)| *number).max();
            assert_eq!(Some(head.number), acknowledged, "cut at {cut}");
            assert_eq!(verify(&mut store), Verification::Whole(head), "cut at {cut}");
        }
    }
}
