//! Killed in the middle of appending: what was said to be on the record is there, and the chain holds.

use std::io::{BufRead, BufReader};

use tactful::domain::communication::RecordView;
use tactful::domain::ids::EntryId;
use tactful::domain::log::Verification;
use tactful::store::Record;

use super::child::{MARK, command};
use super::support::{Place, verify};

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
