//! From a key to the last byte drawn, from the start to the first frame, and what idling costs: in a real terminal of 120
//! by 40, beside `fzf` and `vim --clean` where they are installed.
//!
//! `cargo bench --bench screen -- --patients 1000000` builds an invented practice of that size once and keeps it under
//! `target/tmp`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that cannot measure is meant to stop, and prints what it measured"
)]

#[allow(dead_code, reason = "tests use more of it")]
#[path = "../tests/it/terminal/pty.rs"]
mod pty;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tactful");
const SIZE: (u16, u16) = (120, 40);
/// Silence after which a frame counts as whole.
const QUIET: Duration = Duration::from_millis(25);

/// How long a key is waited for; one that draws nothing is not counted.
const LATEST: Duration = Duration::from_millis(400);

/// What is typed into a search, letter by letter, and taken back.
const NAMES: [&str; 12] = [
    "smith",
    "jones",
    "o'brien",
    "patel",
    "kowalska",
    "siân",
    "mohammed",
    "williams jo",
    "taylor 1980",
    "begum",
    "oluwaseun",
    "davies gw",
];

/// What is typed into a message.
const MESSAGE: &str = "Dear Mrs Jones, your blood test results are back and the doctor would like to see you. \
    Please call us on 0113 496 0123 to book an appointment at the sexual health clinic before Friday. ";

fn main() {
    let patients = argument("--patients").and_then(|number| number.parse().ok()).unwrap_or(10_000);
    let folder = practice(patients);
    println!("{patients} patients, {} x {}; milliseconds: p50, p90, p99; bytes a key", SIZE.0, SIZE.1);

    let ours: Vec<OsString> = vec![PROGRAM.into(), "--data-dir".into(), folder.clone().into()];
    let vim: Vec<OsString> = ["vim", "--clean"].map(OsString::from).to_vec();
    start("start to first frame, tactful", &ours, "Opening");
    start("start to the reminders due, tactful", &ours, "Enter Open");
    if has("vim") {
        start("start to first frame, vim --clean", &vim, "VIM - Vi IMproved");
    }
    search(&ours);
    if has("fzf") {
        fzf(&folder, patients);
    }
    compose(&ours);
    if has("vim") {
        type_in_vim(&vim);
    }
    idle(&ours);
}

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|word| word != name).nth(1)
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// An invented practice of this size, built once.
fn practice(patients: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("practice-{patients}"));
    if !folder.join("practice.db").exists() {
        let count = patients.to_string();
        let done = Command::new(PROGRAM)
            .args(["demo", "--no-open", "--patients", &count, "--data-dir"])
            .arg(&folder)
            .status()
            .unwrap();
        assert!(done.success(), "the practice is not built");
    }
    folder
}

/// Prints the middle and the tail of what was measured.
fn tell(what: &str, mut times: Vec<Duration>, bytes: usize) {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1000.0;
    let each = bytes / times.len();
    println!("{what:<44} {:8.3} {:8.3} {:8.3}   {each:5}   ({} times)", at(50), at(90), at(99), times.len());
}

/// Runs a command and times its first frame: until `whole` is on the screen.
fn start(what: &str, command: &[OsString], whole: &str) {
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..25 {
        let mut pty = Pty::run(command, SIZE);
        let begun = pty.begun();
        let mut last = begun;
        while !pty.contents().contains(whole) {
            let (at, count) = pty.take(Duration::from_secs(30)).unwrap();
            last = at;
            bytes += count;
        }
        times.push(last - begun);
        pty.settle(Duration::from_millis(50));
    }
    tell(what, times, bytes);
}

/// Presses keys one by one and times each to the last byte of its answer.
fn press(pty: &mut Pty, keys: impl IntoIterator<Item = String>, times: &mut Vec<Duration>) -> usize {
    let mut bytes = 0;
    for key in keys {
        let begun = Instant::now();
        pty.send(&key);
        let Ok((first, one)) = pty.take(LATEST) else { continue };
        let (last, more) = pty.settle(QUIET).unwrap_or((first, 0));
        times.push(last - begun);
        bytes += one + more;
    }
    bytes
}

fn letters(text: &str) -> impl Iterator<Item = String> + '_ {
    text.chars().map(String::from)
}

/// Types names and takes them back letter by letter.
fn type_names(pty: &mut Pty) -> (Vec<Duration>, usize) {
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..2 {
        for name in NAMES {
            bytes += press(pty, letters(name), &mut times);
            let mut unmeasured = Vec::new();
            press(pty, name.chars().map(|_| "\x7f".to_owned()), &mut unmeasured);
        }
    }
    (times, bytes)
}

fn search(command: &[OsString]) {
    let mut pty = Pty::run(command, SIZE);
    pty.wait("Reminders");
    pty.send("\x1bOQ");
    pty.wait("Patients");
    pty.settle(Duration::from_millis(300));
    let (times, bytes) = type_names(&mut pty);
    tell("key to last byte, search, tactful", times, bytes);
    println!("{:<44} {:8} kB", "resident memory, tactful", resident(&pty));
}

/// The same names, dates of birth and numbers as the practice's, a line each; `fzf` reads them before the first key.
fn fzf(folder: &Path, patients: u32) {
    let list = folder.join("names.txt");
    if !list.exists() {
        let key = tactful::access::key::read(&folder.join("practice.key")).unwrap();
        let key = hex::encode(&key[..]);
        let practice = rusqlite::Connection::open(folder.join("practice.db")).unwrap();
        let unlock = format!("PRAGMA key = \"x'{key}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256;");
        practice.execute_batch(&unlock).unwrap();
        let mut rows =
            practice.prepare("SELECT name, born, nhs_number FROM listed ORDER BY patient").unwrap();
        let lines = rows.query_map([], |row| {
            let (name, born): (String, i64) = (row.get(0)?, row.get(1)?);
            Ok(format!("{name}  {born}  {}\n", row.get::<_, Option<u64>>(2)?.unwrap_or(0)))
        });
        let text: String = lines.unwrap().map(Result::unwrap).collect();
        fs::write(&list, text).unwrap();
    }
    let shell = format!("exec fzf < {}", list.display());
    let mut pty = Pty::run(&["sh", "-c", &shell], SIZE);
    let total = format!("/{patients}");
    pty.wait(&total);
    pty.settle(Duration::from_millis(500));
    let (times, bytes) = type_names(&mut pty);
    tell("key to last byte, search, fzf", times, bytes);
}

fn compose(command: &[OsString]) {
    let mut pty = Pty::run(command, SIZE);
    pty.wait("Reminders");
    pty.send("\x1bOQ");
    pty.wait("Patients");
    pty.send("jones");
    pty.wait("JONES");
    pty.settle(Duration::from_millis(300));
    pty.send("\r");
    pty.wait("Write");
    pty.send("w");
    pty.wait("Compose");
    pty.settle(Duration::from_millis(500));
    let mut times = Vec::new();
    let bytes = (0..2).map(|_| press(&mut pty, letters(MESSAGE), &mut times)).sum();
    tell("key to last byte, composer, tactful", times, bytes);
}

fn type_in_vim(command: &[OsString]) {
    let mut pty = Pty::run(command, SIZE);
    pty.settle(Duration::from_millis(500));
    pty.send("i");
    pty.settle(Duration::from_millis(300));
    let mut times = Vec::new();
    let bytes = (0..2).map(|_| press(&mut pty, letters(MESSAGE), &mut times)).sum();
    tell("key to last byte, vim --clean", times, bytes);
}

fn idle(command: &[OsString]) {
    let mut pty = Pty::run(command, SIZE);
    pty.wait("Reminders");
    pty.settle(Duration::from_secs(1));
    let (before, begun) = (processor(&pty), Instant::now());
    let drawn = pty.settle(Duration::from_secs(10)).map_or(0, |(_, count)| count);
    let used = processor(&pty) - before;
    println!(
        "{:<44} {used:8.3} ms of processor time in {:.1} s, {drawn} bytes drawn",
        "idle, tactful",
        begun.elapsed().as_secs_f64()
    );
}

/// Processor time used so far, in milliseconds.
fn processor(pty: &Pty) -> f64 {
    let threads = fs::read_dir(format!("/proc/{}/task", pty.process())).unwrap();
    let nanos = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("schedstat")).ok());
    nanos.filter_map(|text| text.split(' ').next()?.parse::<f64>().ok()).sum::<f64>() / 1e6
}

/// Resident memory in kilobytes.
fn resident(pty: &Pty) -> String {
    let status = fs::read_to_string(format!("/proc/{}/status", pty.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("?");
    line.trim_end_matches("kB").trim().to_owned()
}
