//! That nothing acknowledged is lost: programs killed at random moments under load, power cuts at any moment of a recorded
//! session, a disk that fails at any call. Ends with an error where something was lost.
//!
//! `cargo bench --bench durability -- --kills 10000 --images 10000 --faults`
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    missing_docs,
    dead_code,
    reason = "a bench that fails is meant to stop; its figures are what it is for; the tests use more of what it shares"
)]

#[cfg(target_os = "linux")]
#[path = "../tests/it/store/disk.rs"]
mod disk;
#[cfg(target_os = "linux")]
#[path = "../tests/it/store/faults.rs"]
mod faults;
#[path = "../tests/it/store/kills.rs"]
mod kills;
#[cfg(target_os = "linux")]
#[path = "../tests/it/store/powercut.rs"]
mod powercut;
#[path = "../tests/it/store/session.rs"]
mod session;
#[cfg(target_os = "linux")]
#[path = "../tests/it/store/shim.rs"]
mod shim;
#[path = "../tests/it/store/support.rs"]
mod support;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use session::Desk;
use tactful::store::sqlite::{Key, SqliteStore};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let value = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).map(|arg| arg.replace('_', "").parse::<u64>().unwrap())
    };
    if args.first().is_some_and(|arg| arg == "desk") {
        let mut store = SqliteStore::open(&PathBuf::from(&args[1]), &Key::new([7; 32])).unwrap();
        session::work_for_ever(
            &mut store,
            &mut Desk::new(args[2].parse().unwrap(), args[3].parse().unwrap()),
        );
    }
    if args.first().is_some_and(|arg| arg == "session") {
        session::work(&PathBuf::from(&args[1]), &Key::new([7; 32]), args[2].parse().unwrap());
        return ExitCode::SUCCESS;
    }
    #[cfg(target_os = "linux")]
    if args.first().is_some_and(|arg| arg == "script") {
        faults::play(&args[2], &PathBuf::from(&args[1]), &Key::new([7; 32]));
        return ExitCode::SUCCESS;
    }
    let seed = value("--seed").unwrap_or(1);
    println!("seed {seed}");
    let mut lost = 0;
    if let Some(cycles) = value("--kills") {
        lost += kill(cycles as u32, seed);
    }
    #[cfg(target_os = "linux")]
    if let Some(images) = value("--images") {
        lost += cut(images as u32, seed);
    }
    #[cfg(target_os = "linux")]
    if args.iter().any(|arg| arg == "--faults") {
        lost += fail();
    }
    if lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn kill(cycles: u32, seed: u64) -> usize {
    let plan = kills::Plan { cycles, desks: 3, longest: 100_000, seed };
    let start = |file: &std::path::Path, desk: u8, seed: u64| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("desk").arg(file).args([desk.to_string(), seed.to_string()]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let begun = Instant::now();
    let mut tell = |tally: &kills::Tally| {
        if tally.cycles.is_multiple_of(500) {
            println!(
                "{} cycles, {} kills ({} of a desk at work), {} entries, {} drafts said, {} lost, {} s",
                tally.cycles,
                tally.kills,
                tally.at_work,
                tally.entries,
                tally.drafts,
                tally.losses.len(),
                begun.elapsed().as_secs()
            );
        }
    };
    let tally = kills::run(&plan, &start, &mut tell);
    for loss in &tally.losses {
        println!("LOST {loss}");
    }
    println!(
        "kills: {} cycles, {} kills ({} of a desk at work), {} entries and {} drafts said, {} lost",
        tally.cycles,
        tally.kills,
        tally.at_work,
        tally.entries,
        tally.drafts,
        tally.losses.len()
    );
    tally.losses.len()
}

#[cfg(target_os = "linux")]
fn cut(images: u32, seed: u64) -> usize {
    const EACH: u32 = 500;
    let sessions = images.div_ceil(EACH);
    let plan = powercut::Plan { sessions, images: EACH.min(images), seed, without_syncs: false };
    let start = |file: &std::path::Path, seed: u64| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("session").arg(file).arg(seed.to_string());
        command
    };
    let mut tell = |tally: &powercut::Tally| {
        println!(
            "{} images, {} events, {} syncs recorded, {} lost",
            tally.images,
            tally.events,
            tally.syncs,
            tally.losses.len()
        );
    };
    let tally = powercut::run(&plan, &start, &mut tell);
    for loss in &tally.losses {
        println!("LOST {loss}");
    }
    println!(
        "power cuts: {} images of {sessions} sessions, {} entries and drafts said before the cuts, {} lost",
        tally.images,
        tally.said,
        tally.losses.len()
    );
    tally.losses.len()
}

#[cfg(target_os = "linux")]
fn fail() -> usize {
    let start = |file: &std::path::Path, script: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("script").arg(file).arg(script);
        command
    };
    let mut tell = |script: &str, tally: &faults::Tally| {
        println!("{script}: {} faults so far, {} lost", tally.faults, tally.losses.len());
    };
    let tally = faults::run(1, &start, &mut tell);
    for loss in &tally.losses {
        println!("LOST {loss}");
    }
    println!("what was said:");
    for (words, count) in &tally.troubles {
        println!("{count:>6} {words}");
    }
    println!(
        "faults: {} injected at every call of {} scripts, {} entries said, {} lost",
        tally.faults,
        faults::SCRIPTS.len(),
        tally.entries,
        tally.losses.len()
    );
    tally.losses.len()
}
