//! What the live check costs: time and CPU a character at 500 and 4,000 characters, a megabyte, hostile text, the start.
//!
//! `cargo bench --bench check`. CPU time is read from the thread's own clock, so that a shared machine does not blur it.
//! `cargo bench --bench check -- callgrind` runs itself under valgrind and prints instructions a character.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench prints its figures and stops when it cannot run"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::civil::date;

use tactful::domain::channel::Channel;
use tactful::domain::clock::Moment;
use tactful::exchange::check;
use tactful::policy::{Case, Checker, judge};

/// An ordinary message without a finding, and one with.
const CLEAN: &str = "Hi Joanne, your asthma review is on Tuesday 8 December at 10.30am with Nurse Bell at the surgery. Please bring your inhalers and a list of your medicines. If you cannot come please ring us on 01632 960114 so that we can offer the time to somebody else. The car park will be busy, so please allow ten minutes to park. There is no need to fast and you can eat and drink as usual before you come. ";
const DIRTY: &str = "Hi Joanne, your chlamydia test is positive, please book with the GUM clinic on Tuesday 8 December at 10.30am. Your sertraline is ready to collect at the pharmacy on Station Parade. ";

fn text(piece: &str, length: usize) -> String {
    piece.chars().cycle().take(length).collect()
}

fn check_once(checker: &Checker, now: &Moment, text: &str) -> usize {
    let case = Case { now: Some(now), ..Case::of(text, Channel::Letter, checker) };
    judge(black_box(&case)).findings.len()
}

/// CPU time of this thread.
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
}

/// The median of wall and CPU time of a run, in microseconds.
fn median(rounds: usize, mut run: impl FnMut()) -> (f64, f64) {
    let (mut wall, mut own) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (start, start_cpu) = (Instant::now(), cpu());
        run();
        own.push(cpu().saturating_sub(start_cpu).as_secs_f64() * 1e6);
        wall.push(start.elapsed().as_secs_f64() * 1e6);
    }
    wall.sort_by(f64::total_cmp);
    own.sort_by(f64::total_cmp);
    let median = |sorted: &[f64]| sorted.get(rounds / 2).copied().unwrap_or_default();
    (median(&wall), median(&own))
}

/// Texts made to cost much: each must be read in time linear in its length.
const HOSTILE: [&str; 6] =
    ["chlamydi ", "((((", "e\u{301}\u{301}", "if you are or might be ", "a.b@", "self harm "];

/// Runs a check some times and nothing else: what callgrind counts.
fn count_run(piece: &str, length: usize, rounds: usize) {
    let now = Moment::noon(date(2026, 11, 22)).unwrap();
    let checker = Checker::default();
    let text = text(if piece == "clean" { CLEAN } else { DIRTY }, length);
    for _ in 0..rounds {
        black_box(check_once(&checker, &now, &text));
    }
}

/// The instructions of a run of this program.
fn counted(piece: &str, length: usize, rounds: usize) -> u64 {
    let out = std::process::Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["run", piece, &length.to_string(), &rounds.to_string()])
        .output()
        .expect("valgrind is installed");
    let words = String::from_utf8_lossy(&out.stderr).into_owned();
    let count = words.lines().find_map(|line| line.split("Collected : ").nth(1));
    count.expect("callgrind's count").trim().parse().unwrap()
}

/// Instructions a character: the difference of two runs, so that the start does not count.
fn callgrind() {
    for (name, piece) in [("clean", "clean"), ("with findings", "dirty")] {
        for length in [500, 4_000] {
            let more = counted(piece, length, 60) - counted(piece, length, 10);
            let each = more / 50 / u64::try_from(length).unwrap();
            println!("{name}, {length} characters: {each} instructions a character");
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["callgrind"] => return callgrind(),
        ["run", piece, length, rounds] => {
            return count_run(piece, length.parse().unwrap(), rounds.parse().unwrap());
        }
        _ => {}
    }
    let now = Moment::noon(date(2026, 11, 22)).unwrap();
    let checker = Checker::default();
    let (wall, own) = median(20, || {
        black_box(Checker::default().lexicon().vocabulary.len());
    });
    println!("start: checker built in {wall:.0} us (CPU {own:.0} us)");
    for (name, piece) in [("clean", CLEAN), ("with findings", DIRTY)] {
        for length in [500, 4_000] {
            let text = text(piece, length);
            let (wall, own) = median(400, || {
                black_box(check_once(&checker, &now, &text));
            });
            let each = own * 1000.0 / f64::from(u32::try_from(length).unwrap());
            println!(
                "{name}, {length} characters: p50 {wall:.1} us, CPU {own:.1} us, {each:.1} ns a character"
            );
        }
    }
    for length in [125_000, 250_000, 500_000, 1_000_000] {
        let text = text(CLEAN, length);
        let (wall, own) = median(5, || {
            black_box(check_once(&checker, &now, &text));
        });
        let each = own * 1000.0 / f64::from(u32::try_from(length).unwrap());
        println!("{length} characters: {wall:.0} us, CPU {own:.0} us, {each:.1} ns a character");
    }
    for piece in HOSTILE {
        let own = [10_000, 100_000, 1_000_000].map(|length| {
            let text = text(piece, length);
            median(3, || {
                black_box(check_once(&checker, &now, &text));
            })
            .1 * 1000.0
                / f64::from(u32::try_from(length).unwrap())
        });
        println!(
            "hostile {piece:?}: {:.1}, {:.1}, {:.1} ns a character at 10 k, 100 k, 1 M",
            own[0], own[1], own[2]
        );
    }
    lines(&checker);
}

/// `check --jsonl` over the labelled messages, again and again.
fn lines(checker: &Checker) {
    let corpus = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/tuned.jsonl")).unwrap();
    let input: Vec<u8> = corpus.repeat(10);
    let start = cpu();
    let totals = check::run(input.as_slice(), &mut std::io::sink(), checker).unwrap();
    let seconds = cpu().saturating_sub(start).as_secs_f64();
    let lines = f64::from(u32::try_from(totals.lines).unwrap());
    println!("check --jsonl: {:.0} messages a second of CPU ({} messages)", lines / seconds, totals.lines);
}
