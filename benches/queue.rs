//! The queue, measured: first pages of every view and order, judging in the background, a batch to the outbox against the
//! syncs it needs, a key to the next reminder beside `vim --clean`.
//!
//! `cargo bench --bench queue -- [REMINDERS] [pages|judge|background|batch|keys]`: the practice of one million reminders (unless another
//! number is given) is built once and kept under `target/tmp`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a bench that cannot measure is meant to stop, prints what it measured and asks the clock"
)]

#[allow(dead_code, reason = "tests use more of it")]
#[path = "../tests/it/terminal/pty.rs"]
mod pty;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use pty::Pty;
use tactful::config::Library;
use tactful::domain::clock::Moment;
use tactful::domain::dossier::Dossier;
use tactful::domain::ids::{PatientId, PracticeId, ReminderId, StaffId};
use tactful::domain::nhs_number::NhsNumber;
use tactful::domain::reminder::{Glance, Queue, Reminder, ReminderRow, ReminderView, Sort};
use tactful::domain::staff::Actor;
use tactful::policy::{Checker, Sources, prospect};
use tactful::store::sqlite::{Founding, Key, SqliteStore};
use tactful::store::{Patients, Practices, Reminders};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tactful");
const TODAY: Date = date(2026, 11, 22);

/// Rows of a page, as the screen asks for them.
const PAGE: usize = 60;

/// Reminders that are judged, and messages of a batch.
const JUDGED: usize = 10_000;
const BATCH: u32 = 1_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let reminders: u64 =
        words.iter().find_map(|word| word.replace('_', "").parse().ok()).unwrap_or(1_000_000);
    let wanted =
        |part: &str| words.iter().all(|word| word.parse::<u64>().is_ok()) || words.iter().any(|w| w == part);
    if wanted("pages") {
        pages(reminders);
    }
    if wanted("judge") {
        judge();
    }
    if wanted("background") {
        background();
    }
    if wanted("batch") {
        batch();
    }
    if wanted("keys") {
        keys();
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn time<T>(rounds: usize, mut what: impl FnMut(usize) -> T) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|round| {
            let begun = Instant::now();
            std::hint::black_box(what(round));
            begun.elapsed()
        })
        .collect();
    median(&mut times)
}

fn tmp(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_300_000 + second).unwrap()
}

fn staff() -> StaffId {
    StaffId::from_parts(at(0), [1; 10])
}

/// Ten bytes that look random and are the same each time.
fn scatter(n: u64) -> [u8; 10] {
    let mixed = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&(mixed ^ (mixed >> 32)).to_be_bytes());
    bytes
}

/// A practice with so many reminders: most in the weeks to come and the past, some put off, claimed, failed, done.
fn build(file: &Path, key: &Key, reminders: u64) {
    let actor = Actor { staff: staff(), desk: "desk-1".into() };
    let founding = Founding {
        id: PracticeId::from_parts(at(0), [2; 10]),
        name: "Tarn Lane Surgery".into(),
        is_demo: true,
        at: at(0),
        actor,
    };
    drop(SqliteStore::create(file, key, &founding).unwrap());
    let raw = rusqlite::Connection::open(file).unwrap();
    let digits = hex::encode(key.as_slice());
    raw.execute_batch(&format!(
        "PRAGMA key = \"x'{digits}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA cache_size = -900000;
         PRAGMA synchronous = OFF; BEGIN;"
    ))
    .unwrap();
    let patient = |n: u64| PatientId::from_parts(at(i64::try_from(n).unwrap()), scatter(n));
    let name = |n: u64| {
        format!("{}{:04}, Jo", ["SMYTH", "OKAFOR", "LLEWELLYN", "BEGUM"][(n % 4) as usize], n * 7919 % 10_000)
    };
    let patients = (reminders / 10).max(100);
    {
        let mut insert = raw.prepare("INSERT INTO patient (id, shown_name) VALUES (?1, ?2)").unwrap();
        for n in 0..patients {
            insert.execute((patient(n).as_bytes(), name(n))).unwrap();
        }
        let mut insert = raw
            .prepare(
                "INSERT INTO reminder (id, patient, patient_name, purpose, due, origin, state, snoozed_until, settled,
                     claimed_by, claimed_desk, claimed_until)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'a bench', ?6, ?7, ?8, ?9, ?10, ?11)",
            )
            .unwrap();
        let purposes = ["appointment", "recall", "vaccination", "screening", "other"];
        for n in 0..reminders {
            let of = u64::from_be_bytes(scatter(n)[..8].try_into().unwrap()) % patients;
            let due = TODAY.saturating_add((i64::try_from(n * 31 % 730).unwrap() - 365).days());
            let due = i64::from(due.year()) * 10_000 + i64::from(due.month()) * 100 + i64::from(due.day());
            let id = ReminderId::from_parts(at(i64::try_from(n).unwrap()), scatter(n + 7));
            let (state, until, settled) = match n % 20 {
                0 => (1, Some(1_800_000_000_000_i64 + i64::try_from(n).unwrap()), None),
                1 => (7, None, None),
                2 => (5, None, Some(1_795_300_000_000_i64 + i64::try_from(n).unwrap())),
                _ => (0, None, None),
            };
            let claim = (n % 20 == 3).then_some(1_800_000_000_000_i64);
            let by = claim.map(|_| *staff().as_bytes());
            let desk = claim.map(|_| "desk-1");
            insert
                .execute((
                    id.as_bytes(),
                    patient(of).as_bytes(),
                    name(of),
                    purposes[(n % 5) as usize],
                    due,
                    state,
                    until,
                    settled,
                    by,
                    desk,
                    claim,
                ))
                .unwrap();
        }
    }
    raw.execute_batch("COMMIT").unwrap();
}

fn pages(reminders: u64) {
    let key = Key::new([7; 32]);
    let folder = tmp(&format!("queue-{reminders}"));
    let file = folder.join("practice.db");
    if !file.exists() {
        fs::create_dir_all(&folder).unwrap();
        build(&file, &key, reminders);
    }
    let mut store = SqliteStore::open(&file, &key).unwrap();
    let glance = Glance { now: at(36_000), today: TODAY, midnight: at(0), staff: staff() };
    println!("{reminders} reminders; median in microseconds: first page, a page from the middle");
    for (queue, sort) in Queue::ALL.into_iter().flat_map(|queue| Sort::ALL.map(|sort| (queue, sort))) {
        let view = ReminderView::Sorted(queue, glance, sort, String::new());
        let slow = time(1, |_| store.reminders(&view, None, PAGE).unwrap()) > Duration::from_millis(50);
        let rounds = if slow { 3 } else { 101 };
        let first = time(rounds, |_| store.reminders(&view, None, PAGE).unwrap());
        // a reminder that lies deep in the part, reached in strides
        let mut deep: Option<Reminder> = None;
        for _ in 0..if slow { 1 } else { 40 } {
            let rows = store.reminders(&view, deep.as_ref(), 500).unwrap();
            let Some(last) = rows.last() else { break };
            deep = Some(last.reminder.clone());
        }
        let middle = time(rounds, |_| store.reminders(&view, deep.as_ref(), PAGE).unwrap());
        let verdict = if first.max(middle) <= Duration::from_millis(1) { "ok" } else { "ABOVE 1 ms" };
        println!(
            "{:<10} by {:<8} {:>10.0} {:>10.0}  {verdict}",
            queue.label(),
            sort.label(),
            micros(first),
            micros(middle)
        );
    }
    let counts = time(51, |_| store.queue_counts(&glance).unwrap());
    println!("{:<22} {:>10.0}", "counts of all parts", micros(counts));
    let mut fresh = Vec::new();
    for _ in 0..11 {
        let mut other = SqliteStore::open(&file, &key).unwrap();
        other.reminders(&ReminderView::Open, None, 1).unwrap();
        let begun = Instant::now();
        other.counts(TODAY).unwrap();
        fresh.push(begun.elapsed());
    }
    println!("{:<22} {:>10.0}", "counts of the home", micros(median(&mut fresh)));
}

/// An invented practice of this size, built once.
fn demo(patients: u32) -> PathBuf {
    let folder = tmp(&format!("queue-demo-{patients}"));
    if !folder.join("practice.db").exists() {
        let count = patients.to_string();
        let args = ["demo", "--no-open", "--patients", &count, "--data-dir"];
        assert!(Command::new(PROGRAM).args(args).arg(&folder).status().unwrap().success());
    }
    folder
}

fn open(folder: &Path) -> SqliteStore {
    let key = tactful::access::key::read(&folder.join("practice.key")).unwrap();
    SqliteStore::open(&folder.join("practice.db"), &key).unwrap()
}

fn judge() {
    let folder = demo(80_000);
    let mut store = open(&folder);
    let library = Library::read(Path::new("/nowhere")).unwrap();
    let checker = Checker::default();
    checker.lexicon();
    let now = Moment::new(Timestamp::now(), TimeZone::UTC);
    let sources = Sources { templates: library.all(), staff: None, checker: &checker, now: &now };
    let rows: Vec<ReminderRow> = store.reminders(&ReminderView::Open, None, JUDGED).unwrap();
    let begun = Instant::now();
    let dossiers: Vec<Dossier> =
        rows.iter().map(|row| store.dossier(row.reminder.patient).unwrap()).collect();
    let read = begun.elapsed();
    let begun = Instant::now();
    let blocked = rows
        .iter()
        .zip(&dossiers)
        .filter(|(row, dossier)| prospect(&row.reminder, dossier, &sources).blocked_by().is_some())
        .count();
    let judged = begun.elapsed();
    let each = |time: Duration| rows.len() as f64 / time.as_secs_f64();
    println!(
        "{} reminders of 80,000 patients: {:.0} judged a second, {:.0} with their facts read; {blocked} blocked",
        rows.len(),
        each(judged),
        each(judged + read)
    );
}

/// The desk's clock says about noon, and nothing is held back.
fn at_noon(folder: &Path) {
    let hour = Timestamp::now().to_zoned(TimeZone::UTC).hour();
    let behind = i32::from(hour) - 12;
    let zone = if behind == 0 { "UTC".to_owned() } else { format!("Etc/GMT{behind:+}") };
    let file = folder.join("config.toml");
    let settings = fs::read_to_string(&file).unwrap();
    let desk = format!("\n[desk]\nhold_seconds = 0\ntime_zone = \"{zone}\"\n");
    fs::write(&file, settings + &desk).unwrap();
}

/// A fresh practice with so many reminders that are clear.
fn clear_ones(count: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let run = |args: &[&str]| {
        let done = Command::new(PROGRAM).args(args).arg("--data-dir").arg(folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run(&["demo", "--no-open", "--patients", "8"]);
    at_noon(folder.path());
    let mut patients =
        "NHS number,Title,Given name,Family name,Date of birth,Mobile,SMS consent\n".to_owned();
    let mut reminders = "NHS number,Purpose,Due,Text,Reminder ID\n".to_owned();
    let due = Timestamp::now().to_zoned(TimeZone::UTC).date().saturating_sub(2.days());
    let mut stems = (999_100_000_u64..).filter_map(NhsNumber::from_stem);
    let letter = |n: u32| char::from(b'a' + u8::try_from(n % 26).unwrap());
    for n in 0..count {
        let number = stems.next().unwrap();
        let family = format!("Q{}{}{}wick", letter(n / 676), letter(n / 26), letter(n));
        writeln!(patients, "{number},Ms,Asha,{family},{}/05/1984,07700 900{n:03},Consent", 1 + n % 28)
            .unwrap();
        writeln!(
            reminders,
            "{number},recall,{due},\"Asha, your review is due. Please call 01632 960114.\",M{n:04}"
        )
        .unwrap();
    }
    for (name, text) in [("patients.csv", patients), ("reminders.csv", reminders)] {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        run(&["import", file.to_str().unwrap()]);
    }
    folder
}

/// What a batch of messages needs of the disk: a durable commit and a synced file with a name of its own, each.
fn needed(folder: &Path) -> Duration {
    let mut log = File::create(folder.join("raw.bytes")).unwrap();
    let outbox = folder.join("raw");
    fs::create_dir(&outbox).unwrap();
    let begun = Instant::now();
    for n in 0..BATCH {
        log.write_all(&[7; 1_550]).unwrap();
        log.sync_data().unwrap();
        let (part, whole) = (outbox.join(format!(".{n}.part")), outbox.join(format!("{n}.txt")));
        let mut file = File::create(&part).unwrap();
        file.write_all(&[7; 160]).unwrap();
        file.sync_all().unwrap();
        fs::hard_link(&part, whole).unwrap();
        fs::remove_file(part).unwrap();
        File::open(&outbox).unwrap().sync_all().unwrap();
    }
    begun.elapsed()
}

fn batch() {
    let folder = clear_ones(BATCH);
    let peer = needed(folder.path());
    let command: Vec<OsString> = vec![PROGRAM.into(), "--data-dir".into(), folder.path().into()];
    let mut desk = Pty::run(&command, (120, 40));
    desk.wait("due of");
    desk.settle(Duration::from_millis(500));
    let begun = Instant::now();
    desk.send("*");
    desk.wait("clear ones are marked");
    println!(
        "{BATCH} reminders read, judged and marked by one key: {:.0} ms",
        begun.elapsed().as_secs_f64() * 1e3
    );
    desk.send("b");
    desk.wait("hands over what is clear");
    desk.settle(Duration::from_millis(100));
    let begun = Instant::now();
    desk.send("\x13");
    while !desk.contents().contains("wait to be confirmed") {
        desk.settle(Duration::from_millis(5));
        assert!(begun.elapsed() < Duration::from_mins(5), "{}", desk.contents());
    }
    let own = begun.elapsed();
    let count = fs::read_dir(folder.path().join("outbox")).unwrap().count();
    println!(
        "a batch of {count} to the outbox: {:.1} s; the syncs it needs: {:.1} s; {:.2} times (mark 1.5)",
        own.as_secs_f64(),
        peer.as_secs_f64(),
        own.as_secs_f64() / peer.as_secs_f64() * f64::from(BATCH) / count as f64
    );
    desk.send("\r\x11");
    desk.end();
}

/// Presses a key again and again and times each to the last byte of its answer.
fn press(pty: &mut Pty, key: &str, times: usize) -> Vec<Duration> {
    let mut found = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        pty.send(key);
        let Ok((first, _)) = pty.take(Duration::from_millis(400)) else { continue };
        let (last, _) = pty.settle(Duration::from_millis(25)).unwrap_or((first, 0));
        found.push(last - begun);
    }
    found
}

/// The whole queue judged by one key, while another key is pressed again and again.
fn background() {
    let folder = clear_ones(u32::try_from(JUDGED).unwrap());
    let command: Vec<OsString> = vec![PROGRAM.into(), "--data-dir".into(), folder.path().into()];
    let mut desk = Pty::run(&command, (120, 40));
    desk.wait("due of");
    desk.settle(Duration::from_secs(1));
    let answer = |desk: &mut Pty| {
        let begun = Instant::now();
        desk.send("\x1b[B");
        let (first, _) = desk.take(Duration::from_millis(400)).unwrap_or((Instant::now(), 0));
        first - begun
    };
    let pause = |desk: &mut Pty| desk.settle(Duration::from_millis(4));
    let mut idle: Vec<Duration> = (0..60)
        .map(|_| {
            pause(&mut desk);
            answer(&mut desk)
        })
        .collect();
    let begun = Instant::now();
    desk.send("*");
    let mut busy = Vec::new();
    while !desk.contents().contains("marked (b)") {
        busy.push(answer(&mut desk));
        pause(&mut desk);
        assert!(begun.elapsed() < Duration::from_mins(2), "{}", desk.contents());
    }
    let took = begun.elapsed();
    let tail = |times: &mut Vec<Duration>| (micros(median(times)), micros(times[times.len() * 9 / 10]));
    let ((idle, idle_tail), (busy_middle, busy_tail)) = (tail(&mut idle), tail(&mut busy));
    println!(
        "{JUDGED} reminders read, judged and marked beside {} keys: {:.0} a second (mark 10,000); a key meanwhile {busy_middle:.0} and {busy_tail:.0} us (p50, p90), before {idle:.0} and {idle_tail:.0}",
        busy.len(),
        JUDGED as f64 / took.as_secs_f64()
    );
    desk.send("\x11");
    desk.end();
}

fn keys() {
    let folder = clear_ones(300);
    let command: Vec<OsString> = vec![PROGRAM.into(), "--data-dir".into(), folder.path().into()];
    let tell = |what: &str, times: &mut Vec<Duration>| {
        let middle = median(times);
        let tail = times[times.len() * 9 / 10];
        println!(
            "{what:<44} {:8.3} {:8.3} ms, p50 and p90",
            middle.as_secs_f64() * 1e3,
            tail.as_secs_f64() * 1e3
        );
        middle
    };
    let mut desk = Pty::run(&command, (120, 40));
    desk.wait("due of");
    desk.settle(Duration::from_secs(1));
    let own = tell("key to the next reminder with its verdict", &mut press(&mut desk, "\x1b[B", 200));
    if Command::new("vim").arg("--version").output().is_ok() {
        let list = folder.path().join("lines.txt");
        let line = "QAAAWICK, Asha (Ms)  01-May-1984  Recall  Text  Asha, your review is due. Please call.\n";
        fs::write(&list, line.repeat(1_000)).unwrap();
        let vim: Vec<OsString> = vec!["vim".into(), "--clean".into(), list.into()];
        let mut vim = Pty::run(&vim, (120, 40));
        vim.settle(Duration::from_secs(1));
        let peer = tell("key to the next line, vim --clean", &mut press(&mut vim, "j", 200));
        println!("{:.2} times (mark 2)", own.as_secs_f64() / peer.as_secs_f64());
    }
}
