//! What the fuzz targets found is read again by the same functions: `fuzz/seeds` holds the inputs that together reach what each
//! target has reached, one a line in base64 (`cargo run --example seeds`).

mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tactful::domain::checkpoint::{Checkpoint, Phrase};
use tactful::domain::proof::Proof;
use targets::{TARGETS, Target};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let file = fuzz().join("seeds").join(format!("{name}.txt"));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().map(|line| STANDARD.decode(line).unwrap()).collect()
}

fn replay((name, read): Target) {
    let taken: u32 = seeds(name).iter().map(|seed| u32::from(read(seed))).sum();
    assert!(taken > 50, "{name}: {taken} seeds are for it");
}

#[test]
fn every_seed_is_read_without_a_fault() {
    std::thread::scope(|scope| {
        let running: Vec<_> =
            TARGETS.into_iter().map(|target| (target.0, scope.spawn(move || replay(target)))).collect();
        for (name, one) in running {
            assert!(one.join().is_ok(), "{name}");
        }
    });
}

/// What is refused in its first line reaches nothing of what comes behind it.
#[test]
fn proofs_checkpoints_and_phrases_that_hold_are_among_the_seeds() {
    let seeds = seeds("proof");
    let count = |is: &dyn Fn(&[u8]) -> bool| seeds.iter().filter(|seed| is(seed)).count();
    let proof = |seed: &[u8]| Proof::parse(seed).ok().filter(|proof| proof.check().is_ok());
    let entries = count(&|seed| matches!(proof(seed), Some(Proof::Entry { .. })));
    let growths = count(&|seed| matches!(proof(seed), Some(Proof::Growth { .. })));
    let checkpoints = count(&|seed| Checkpoint::parse(seed).is_ok());
    let phrases = count(&|seed| std::str::from_utf8(seed).is_ok_and(|text| Phrase::read(text).is_ok()));
    assert!(
        entries > 15 && growths > 10 && checkpoints > 10 && phrases > 5,
        "{entries} entries, {growths} growths, {checkpoints} checkpoints, {phrases} phrases"
    );
}

#[test]
fn every_target_that_is_built_is_replayed() {
    let built = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let mut built: Vec<&str> = built
        .lines()
        .filter_map(|line| line.strip_prefix("path = \"fuzz_targets/")?.strip_suffix(".rs\""))
        .collect();
    built.sort_unstable();
    assert_eq!(built, TARGETS.map(|(name, _)| name));
}

#[test]
fn the_seeds_stay_small() {
    let files = fs::read_dir(fuzz().join("seeds")).unwrap();
    let bytes: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(bytes < 1_000_000, "{bytes}");
}
