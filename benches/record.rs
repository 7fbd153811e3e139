//! The record, measured: appending against a raw synced write, the check against `sha256sum`, first pages.
//!
//! `cargo bench --bench record -- [ENTRIES] [FOLDER] [pages|check|append]`: builds a practice with so many entries (one million unless given)
//! in the folder, or measures the one that is there. Ratios count, not times: both sides run in the same minute on the
//! same disk. Marks: append at most 1.6, check at most 2, first pages at most 500 us (each the median).
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a measurement that fails is meant to stop, and prints what it found"
)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan};
use tactful::domain::channel::Channel;
use tactful::domain::communication::{HandOver, Message, Recipient, RecordMode, RecordView, State};
use tactful::domain::ids::{CommunicationId, EntryId, PatientId, PracticeId, StaffId};
use tactful::domain::log::{Event, NewEntry, Verification};
use tactful::domain::purpose::Purpose;
use tactful::domain::settlement::{SettledFinding, Settlement};
use tactful::domain::severity::Severity;
use tactful::domain::staff::{Actor, Role};
use tactful::store::Record;
use tactful::store::sqlite::{Founding, Key, SqliteStore};

/// Entries a message has: prepared, handing over, handed over, sent.
const ENTRIES: u64 = 4;

/// Messages of the patient who has many.
const MANY: u64 = 10_000;

/// Rows of a page.
const PAGE: usize = 50;

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let entries: u64 = args.next().map_or(1_000_000, |arg| arg.replace('_', "").parse().unwrap());
    let temporary;
    let folder = if let Some(folder) = args.next() {
        PathBuf::from(folder)
    } else {
        temporary = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        temporary.path().to_owned()
    };
    let file = folder.join("practice.db");
    let key = Key::new([7; 32]);
    if !file.exists() {
        build(&file, &key, entries);
    }
    let mut store = SqliteStore::open(&file, &key).unwrap();
    let entries = store.head().unwrap().number;
    println!("{entries} entries, {} MB", std::fs::metadata(&file).unwrap().len() / 1_000_000);
    let mut times: Vec<Duration> = (0..51)
        .map(|_| {
            let begin = Instant::now();
            drop(SqliteStore::open(&file, &key).unwrap());
            begin.elapsed()
        })
        .collect();
    line(
        "opening (peer: half of 7 ms, an editor's start)",
        median(&mut times),
        Duration::from_micros(3_500),
        1.0,
    );
    let only = args.next();
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    if wanted("pages") {
        pages(&mut store, entries);
    }
    if wanted("check") {
        check(&mut store, &key, &folder);
    }
    if wanted("append") {
        append(&mut store, &folder);
    }
}

/// What is measured, the figure, its peer, the ratio and the mark.
fn line(what: &str, figure: Duration, peer: Duration, mark: f64) {
    let ratio = figure.as_secs_f64() / peer.as_secs_f64();
    let verdict = if ratio <= mark { "ok" } else { "ABOVE THE MARK" };
    println!(
        "{what:<48} {:>10.1} us {:>10.1} us {ratio:>6.2} <= {mark:<5} {verdict}",
        micros(figure),
        micros(peer)
    );
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn now(second: u64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + i64::try_from(second).unwrap()).unwrap()
}

fn patient(n: u64) -> PatientId {
    PatientId::from_parts(now(n), scatter(n))
}

/// Ten bytes that look random and are the same each time.
fn scatter(n: u64) -> [u8; 10] {
    let mixed = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&(mixed ^ (mixed >> 32)).to_be_bytes());
    bytes
}

fn actor() -> Actor {
    Actor { staff: StaffId::from_parts(now(0), [1; 10]), desk: "desk-1".into() }
}

const SURNAMES: [&str; 8] =
    ["Smyth", "Okafor", "Kowalska", "Llewellyn", "Begum", "Chen", "Haddad", "Fraser-Lind"];
const THINGS: [&str; 6] = [
    "your appointment with the practice nurse is on Monday at 10:20. Reply CANCEL if you cannot come",
    "you are due for a review of your medication. Please call us to book a time that suits you",
    "your prescription is ready to collect from the usual pharmacy from tomorrow afternoon",
    "we would like to invite you for your yearly vaccination at the surgery this month",
    "the results of your recent test are available. Please contact the surgery after 2pm",
    "please complete the registration form that we sent you and bring two proofs of address",
];

fn message(n: u64, of: u64) -> Message {
    let surname = SURNAMES[usize::try_from(of % 8).unwrap()];
    let thing = THINGS[usize::try_from(n % 6).unwrap()];
    Message {
        id: CommunicationId::from_parts(now(n), scatter(n)),
        patient: patient(of),
        recipient: Recipient::Patient,
        recipient_name: format!("Jo {surname}"),
        channel: Channel::Text,
        contact: None,
        address: "07700 900123".into(),
        purpose: Purpose::Appointment,
        subject: String::new(),
        body: format!("Dear Jo {surname},\n{thing}. Reference {n}.\nTarn Lane Surgery, 01632 960000"),
        record: RecordMode::Exact,
        findings: vec![SettledFinding {
            rule: "length-cost".into(),
            topic: None,
            severity: Severity::Note,
            quote: None,
            settlement: Settlement::Shown,
        }],
        template: None,
        reminder: None,
        draft: None,
        hold_until: now(n),
        for_guardian: false,
    }
}

fn entry(second: u64, event: Event) -> NewEntry {
    let at = now(second);
    NewEntry { id: EntryId::new(at), at, actor: actor(), event, judged: None }
}

/// All entries of one message.
fn story(n: u64, of: u64, out: &mut Vec<NewEntry>) {
    let message = message(n, of);
    let (communication, how) = (message.id, HandOver::Clipboard);
    out.push(entry(n, Event::Prepared(Box::new(message))));
    out.push(entry(n, Event::HandingOver { communication, how: how.clone() }));
    out.push(entry(n, Event::HandedOver { communication, how, file: None }));
    out.push(entry(n, Event::Sent { communication }));
}

fn build(file: &Path, key: &Key, entries: u64) {
    let begin = Instant::now();
    let founding = Founding {
        id: PracticeId::from_parts(now(0), [2; 10]),
        name: "Tarn Lane Surgery".into(),
        is_demo: true,
        at: now(0),
        actor: actor(),
    };
    let mut store = SqliteStore::create(file, key, &founding).unwrap();
    let staff = actor().staff;
    store
        .append(&entry(0, Event::StaffAdded { staff, name: "Jo Park".into(), role: Role::Receptionist }))
        .unwrap();
    let messages = entries / ENTRIES;
    let patients = (messages / 10).max(100);
    put_patients(file, key, patients);
    let many = MANY.min(messages / 2);
    let mut batch = Vec::new();
    for n in 0..messages {
        // The patient who has many gets one in so many, the others come in no order.
        let of = if n % (messages / many) == 0 {
            0
        } else {
            u64::from_be_bytes(scatter(n)[..8].try_into().unwrap()) % patients
        };
        story(n, of, &mut batch);
        if batch.len() >= 40_000 {
            store.append_all(&batch).unwrap();
            batch.clear();
        }
    }
    store.append_all(&batch).unwrap();
    let each = begin.elapsed() / u32::try_from(entries).unwrap_or(u32::MAX);
    println!("built in {:.1} s ({:.1} us an entry)", begin.elapsed().as_secs_f64(), micros(each));
}

/// A connection beside the store's own, to put in and take out what the store has no verb for.
fn keyed(file: &Path, key: &Key) -> rusqlite::Connection {
    let raw = rusqlite::Connection::open(file).unwrap();
    let digits = hex::encode(key.as_slice());
    raw.execute_batch(&format!("PRAGMA key = \"x'{digits}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256;"))
        .unwrap();
    raw
}

fn put_patients(file: &Path, key: &Key, count: u64) {
    let raw = keyed(file, key);
    raw.execute_batch("BEGIN").unwrap();
    {
        let mut insert = raw.prepare("INSERT INTO patient (id, shown_name) VALUES (?1, ?2)").unwrap();
        for n in 0..count {
            let name = format!("{}, Jo", SURNAMES[usize::try_from(n % 8).unwrap()].to_uppercase());
            insert.execute((patient(n).as_bytes(), name)).unwrap();
        }
    }
    raw.execute_batch("COMMIT").unwrap();
}

fn pages(store: &mut SqliteStore, entries: u64) {
    let mark = Duration::from_micros(500);
    let all = RecordView::default();
    let words = |words: &str| RecordView { words: words.into(), ..RecordView::default() };
    let last = store.messages(&all, None, 1).unwrap()[0].number;
    let views = [
        ("the record", all.clone()),
        ("a patient with 10,000 messages", RecordView { patient: Some(patient(0)), ..all.clone() }),
        ("sent", RecordView { states: vec![State::Sent], ..all.clone() }),
        ("sent or not sent", RecordView { states: vec![State::Sent, State::NotSent], ..all.clone() }),
        ("unconfirmed", RecordView { states: vec![State::Prepared, State::HandedOver], ..all.clone() }),
        ("to copy", RecordView { to_copy: true, ..all.clone() }),
        ("a common word", words("surgery")),
        ("two common words", words("vaccination okafor")),
        ("a rare word", words(&(entries / ENTRIES / 2).to_string())),
        ("a word of a patient", RecordView { patient: Some(patient(0)), ..words("vaccination") }),
    ];
    for (what, view) in views {
        let mut rows = 0;
        // Words of one patient are read message by message; no mark is set for them.
        let slow = view.patient.is_some() && !view.words.is_empty();
        let mut times: Vec<Duration> = (0..if slow { 11 } else { 301 })
            .map(|_| {
                let begin = Instant::now();
                rows = store.messages(&view, None, PAGE).unwrap().len();
                begin.elapsed()
            })
            .collect();
        let limit = if slow { f64::INFINITY } else { 1.0 };
        line(&format!("first page: {what} ({rows})"), median(&mut times), mark, limit);
    }
    let mut times: Vec<Duration> = (1..301)
        .map(|n| {
            let before = last / 301 * n;
            let begin = Instant::now();
            store.messages(&all, Some(before), PAGE).unwrap();
            begin.elapsed()
        })
        .collect();
    line("any page of the record, never seen before", median(&mut times), mark, 1.0);
    let mut times: Vec<Duration> = (1..301)
        .map(|n| {
            let of = RecordView { patient: Some(patient(n * 7)), ..all.clone() };
            let begin = Instant::now();
            store.messages(&of, None, 20).unwrap();
            begin.elapsed()
        })
        .collect();
    // Scattered pages that no cache holds: no mark is set.
    line("messages of any patient, never seen before", median(&mut times), mark, f64::INFINITY);
}

/// User time of this process and of those it waited for, in clock ticks of 10 ms.
fn user_time() -> (Duration, Duration) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = |field: usize| Duration::from_millis(fields[field].parse::<u64>().unwrap() * 10);
    (ticks(11), ticks(13))
}

fn check(store: &mut SqliteStore, key: &Key, folder: &Path) {
    let bytes = folder.join("log.bytes");
    dump(store, key, &bytes);
    let mut own = Vec::new();
    let mut peer = Vec::new();
    for _ in 0..3 {
        let (before, _) = user_time();
        let found = store.verify(&[], &mut |_| true).unwrap();
        assert!(matches!(found, Verification::Whole(_)), "{found:?}");
        own.push(user_time().0.saturating_sub(before));
        let (_, before) = user_time();
        Command::new("sha256sum").arg(&bytes).stdout(Stdio::null()).status().unwrap();
        peer.push(user_time().1.saturating_sub(before));
    }
    line("check of the log against sha256sum (user)", median(&mut own), median(&mut peer), 2.0);
    std::fs::remove_file(bytes).unwrap();
}

/// The bytes that are checked: heads, seals, salts and bodies.
fn dump(store: &SqliteStore, key: &Key, to: &Path) {
    let raw = keyed(store.file(), key);
    let mut out = BufWriter::new(File::create(to).unwrap());
    let mut statement = raw
        .prepare("SELECT head, seal, salt, body FROM log_entry JOIN log_body USING (number) ORDER BY number")
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..4 {
            out.write_all(row.get_ref(column).unwrap().as_blob().unwrap()).unwrap();
        }
    }
    out.flush().unwrap();
}

fn append(store: &mut SqliteStore, folder: &Path) {
    let path = folder.join("raw.bytes");
    let mut raw = File::create(&path).unwrap();
    let first = store.head().unwrap().number * 10;
    let (mut own, mut peer) = (Vec::new(), Vec::new());
    for n in first..first + 1_000 {
        let at = now(n).saturating_add(1.second()).unwrap();
        let new = NewEntry { at, ..entry(n, Event::Prepared(Box::new(message(n, n % 90)))) };
        let begin = Instant::now();
        store.append(&new).unwrap();
        own.push(begin.elapsed());
        let bytes = vec![7; 141 + 6 + 32 + 32 + new.event.encode().unwrap().len()];
        let begin = Instant::now();
        raw.write_all(&bytes).unwrap();
        raw.sync_data().unwrap();
        peer.push(begin.elapsed());
    }
    line("append against write and fdatasync", median(&mut own), median(&mut peer), 1.6);
    std::fs::remove_file(path).unwrap();
}
