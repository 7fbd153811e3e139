//! What the fuzz targets found is read again by the same functions: `fuzz/seeds` holds the inputs that together reach what each
//! target has reached, one a line in base64 (`cargo run --example seeds`).

mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use targets::{TARGETS, Target};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn replay((name, read): Target) {
    let file = fuzz().join("seeds").join(format!("{name}.txt"));
    let seeds = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut taken = 0;
    for line in seeds.lines() {
        taken += u32::from(read(&STANDARD.decode(line).unwrap()));
    }
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
