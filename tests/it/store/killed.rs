//! Killed in the middle of its work: what was said to be on the record is there, and the chain holds.

use tactful::domain::log::Verification;
use tactful::store::Record;

use super::child;
use super::kills::{self, Plan};
#[cfg(target_os = "linux")]
use super::powercut::{self, Plan as PowerCuts};
use super::support::{Place, message, patient, prepare, verify};

/// A small part of what `cargo bench --bench durability -- --kills 10000` does.
#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let plan = Plan { cycles: 120, desks: 3, longest: 150_000, seed: 20_261_122 };
    let tally = kills::run(&plan, &child::desk, &mut |_| {});
    assert!(tally.losses.is_empty(), "{:#?}", tally.losses);
    assert!(tally.kills == 360 && tally.entries > 500 && tally.drafts > 100, "{tally:?}");
}

/// A small part of what `cargo bench --bench durability -- --images 10000` does.
#[cfg(target_os = "linux")]
#[test]
fn what_was_acknowledged_outlives_a_power_cut() {
    let plan = PowerCuts { sessions: 2, images: 150, seed: 20_261_122, without_syncs: false };
    let tally = powercut::run(&plan, &child::session, &mut |_| {});
    assert!(tally.losses.is_empty(), "{:#?}", tally.losses);
    assert!(tally.images == 300 && tally.syncs > 300 && tally.said > 10_000, "{tally:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_syncs_nothing_is_found_out() {
    let plan = PowerCuts { sessions: 1, images: 40, seed: 7, without_syncs: true };
    assert!(powercut::run(&plan, &child::session, &mut |_| {}).losses.len() > 20);
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
