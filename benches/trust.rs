//! What trust costs: the check of a signed log, proofs and checkpoints, many programs on one file, a backup while somebody works.
//!
//! `cargo bench --bench trust -- [verify] [backup] [desks] [--entries N]`; a million entries unless said otherwise, all parts
//! unless some are named. Marks: check 60 s; p99 of a commit 50 ms with 20 programs at ten a second each, no error; nothing that
//! a key waits for delayed by more than 50 ms while a gigabyte is copied.
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

#[path = "../tests/it/store/support.rs"]
mod support;

use std::io::BufRead;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use support::{Place, actor, append, at, communication, entry, message, patient};
use tactful::domain::checkpoint::{Checkpoint, Kept, Phrase};
use tactful::domain::communication::{HandOver, RecordView};
use tactful::domain::log::{Admission, Event, NewEntry, Seed, Signer, Verification, only};
use tactful::store::sqlite::{Key, SqliteStore};
use tactful::store::{Patients, Record, prove};

/// Programs at one file.
const DESKS: u32 = 20;

/// For how long they work.
const SECONDS: u32 = 20;

/// Messages of one transaction while a practice is built.
const HEAP: u32 = 5_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if args.first().is_some_and(|arg| arg == "desk") {
        return desk(Path::new(&args[1]), args[2].parse().unwrap());
    }
    let entries = args.iter().position(|arg| arg == "--entries");
    let entries = entries.map_or(1_000_000, |at| args[at + 1].replace('_', "").parse().unwrap());
    let parts = ["verify", "backup", "desks"];
    let named = |part: &str| args.iter().any(|arg| arg == part);
    let wanted = |part: &str| named(part) || !parts.iter().any(|part| named(part));
    if wanted("desks") {
        desks();
    }
    if wanted("verify") || wanted("backup") {
        let place = build(entries);
        if wanted("verify") {
            verify(&place);
        }
        if wanted("backup") {
            backup(&place);
        }
    }
}

fn sam() -> Signer {
    Signer::new(actor().staff, &Seed::new([1; 32]))
}

fn open(place: &Place) -> SqliteStore {
    let mut store = place.open();
    store.sign_by(only(Some(sam())));
    store
}

/// A closed practice with so many entries, each signed: messages, and all that becomes of them.
fn build(entries: u32) -> Place {
    let place = Place::new().with_patients(90);
    let mut store = open(&place);
    append(
        &mut store,
        Event::Admission(Admission::HolderAdded { staff: sam().staff(), public: sam().public() }),
    );
    let begun = Instant::now();
    let of_message = |n: u32| -> [NewEntry; 4] {
        let (communication, how) = (communication(n), HandOver::Clipboard);
        let message = Box::new(message(n, patient((n % 90) as u8)));
        [
            Event::Prepared(message),
            Event::HandingOver { communication, how: how.clone() },
            Event::HandedOver { communication, how, file: None },
            Event::Sent { communication },
        ]
        .map(entry)
    };
    let messages = entries / 4;
    for first in (0..messages).step_by(HEAP as usize) {
        let heap: Vec<NewEntry> = (first..messages.min(first + HEAP)).flat_map(of_message).collect();
        store.append_all(&heap).unwrap();
    }
    let head = store.head().unwrap();
    println!(
        "{} signed entries, {} MB, built in {:.0} s",
        head.number,
        std::fs::metadata(place.file()).unwrap().len() / 1_000_000,
        begun.elapsed().as_secs_f64()
    );
    drop(store);
    place
}

/// Runs something, says how long it took.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = work();
    println!("{what:<58} {:>9.1} ms", begun.elapsed().as_secs_f64() * 1000.0);
    done
}

/// The memory that this program holds, in MB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or("0");
    line.split_whitespace().find_map(|word| word.parse::<u64>().ok()).unwrap_or(0) / 1_000
}

fn verify(place: &Place) {
    let mut store = open(place);
    let mut told = 0_u32;
    let found = timed("check every entry and signature", || {
        store.verify(&[], &mut |_| {
            told += 1;
            true
        })
    });
    assert!(matches!(found, Ok(Verification::Whole(_))), "{found:?}");
    println!("  with progress, {told} times");
    let tree = timed("the root of the tree, the first time", || store.tree_head().unwrap());
    timed("the root of the tree, its edge kept", || store.tree_head().unwrap());
    timed("its phrase", || Phrase::of(&tree).unwrap());
    let made = Checkpoint::new(tree, at(1), (sam().staff(), "Jo Park"), Some(&sam()));
    let middle = tree.head.number / 2;
    let before = resident();
    let proof =
        timed("prove an entry in the middle", || prove::entry(&mut store, middle, &made, true).unwrap());
    println!("  {} bytes; {} MB held at most, {before} before", proof.compose().len(), resident());
    timed("check the proof", || proof.check().unwrap());
    let kept = [Kept::from(&made)];
    let found =
        timed("check every entry, and hold it to a checkpoint", || store.verify(&kept, &mut |_| true));
    assert!(matches!(found, Ok(Verification::Whole(_))), "{found:?}");
}

/// Quantiles of times in milliseconds.
fn quantiles(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let of = |share: usize| times[(times.len() - 1) * share / 1000].as_secs_f64() * 1000.0;
    println!("{what:<58} p50 {:>7.2}  p99 {:>7.2}  slowest {:>7.2} ms", of(500), of(990), of(1000));
}

/// What a key waits for at a desk: a person's facts, a page of the record, an entry.
fn keys(store: &mut SqliteStore, from: u32, is_over: impl Fn(u32) -> bool) -> Vec<Duration> {
    let mut times = Vec::new();
    for n in 0.. {
        if is_over(n) {
            return times;
        }
        let who = patient((n % 90) as u8);
        let begun = Instant::now();
        match n % 3 {
            0 => drop(store.dossier(who).unwrap()),
            1 => drop(store.messages(&RecordView::default(), None, 50).unwrap()),
            _ => drop(append(store, Event::Prepared(Box::new(message(from + n, who))))),
        }
        times.push(begun.elapsed());
        std::thread::sleep(Duration::from_millis(15));
    }
    times
}

fn backup(place: &Place) {
    let mut store = open(place);
    quantiles("what a key waits for, alone", keys(&mut store, 3_000_000_000, |n| n >= 500));
    let done = AtomicBool::new(false);
    let copy = place.folder.path().join("copy.db");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // as the program does it: whoever types comes first
            #[cfg(target_os = "linux")]
            let _ = rustix::process::setpriority_process(None, 15);
            let other = place.open();
            timed("a backup, checked, while somebody works", || other.back_up(&copy, &place.key).unwrap());
            done.store(true, Ordering::Relaxed);
        });
        let times = keys(&mut store, 4_000_000_000, |_| done.load(Ordering::Relaxed));
        quantiles("what a key waits for meanwhile", times);
    });
    println!("  the copy has {} MB", std::fs::metadata(&copy).unwrap().len() / 1_000_000);
}

/// One of many programs: ten commits a second, each time said on standard output in microseconds.
fn desk(file: &Path, number: u32) {
    let mut store = SqliteStore::open(file, &Key::new([7; 32])).unwrap();
    let begun = Instant::now();
    for n in 0..SECONDS * 10 {
        // not all at the same moment
        let due = Duration::from_millis(u64::from(n) * 100 + u64::from(number) * 5);
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        let new = entry(Event::Prepared(Box::new(message(number * 100_000 + n, patient(0)))));
        let asked = Instant::now();
        match store.append(&new) {
            Ok(_) => println!("{}", asked.elapsed().as_micros()),
            Err(error) => println!("error {error}"),
        }
    }
}

fn desks() {
    let place = Place::new().with_patients(1);
    let program = std::env::current_exe().unwrap();
    let start = |number: u32| {
        let mut command = Command::new(&program);
        command.arg("desk").arg(place.file()).arg(number.to_string()).stdout(Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<_> = (0..DESKS).map(start).collect();
    let (mut times, mut errors) = (Vec::new(), Vec::new());
    for mut one in running {
        for line in std::io::BufReader::new(one.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            match line.parse() {
                Ok(micros) => times.push(Duration::from_micros(micros)),
                Err(_) => errors.push(line),
            }
        }
        one.wait().unwrap();
    }
    println!(
        "{} commits by {DESKS} programs in {SECONDS} s, {} errors {errors:?}",
        times.len(),
        errors.len()
    );
    quantiles("a commit", times);
    let found = place.open().verify(&[], &mut |_| true).unwrap();
    assert!(matches!(found, Verification::Whole(_)), "{found:?}");
}
