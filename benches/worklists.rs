//! The worklists, measured: the first page, a page from the middle and the count of each, of one million patients.
//!
//! `cargo bench --bench worklists -- [PATIENTS]`: the practice is built once and kept under `target/tmp`. Figures are CPU time
//! of the thread, p50.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bench that cannot measure is meant to stop, prints what it measured and asks the clock"
)]

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use rustix::time::{ClockId, clock_gettime};
use tactful::domain::ids::{PracticeId, StaffId};
use tactful::domain::staff::Actor;
use tactful::domain::worklist::{Worklist, WorklistCount};
use tactful::store::Worklists;
use tactful::store::sqlite::{Founding, Key, SqliteStore};

const TODAY: Date = date(2026, 11, 22);

/// Rows of a page, as the screen asks for them.
const PAGE: usize = 60;

fn main() {
    let count = std::env::args().skip(1).find_map(|word| word.replace('_', "").parse().ok());
    let patients: u64 = count.unwrap_or(1_000_000);
    let key = Key::new([7; 32]);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("worklists-{patients}"));
    let file = folder.join("practice.db");
    if !file.exists() {
        fs::create_dir_all(&folder).unwrap();
        build(&file, &key, patients);
    }
    let mut store = SqliteStore::open(&file, &key).unwrap();
    println!(
        "{patients} patients; CPU p50 in ms: first page, a page from the middle, count up to 100; lines in all"
    );
    let mut whole = Duration::ZERO;
    for list in Worklist::ALL {
        let first = time(|| drop(store.worklist(list, TODAY, None, PAGE).unwrap()));
        let (mut lines, mut middle) = (0, None);
        for _ in 0..20 {
            let rows = store.worklist(list, TODAY, middle.as_ref(), 500).unwrap();
            lines += rows.len();
            let Some(last) = rows.last() else { break };
            middle = Some(last.key.clone());
        }
        let deep = time(|| drop(store.worklist(list, TODAY, middle.as_ref(), PAGE).unwrap()));
        let counted = time(|| drop(store.worklist(list, TODAY, None, WorklistCount::MOST).unwrap()));
        whole += counted;
        let more = if lines >= 10_000 { "+" } else { "" };
        let [first, deep, counted] = [first, deep, counted].map(|time| time.as_secs_f64() * 1e3);
        println!("{:<20} {first:>9.2} {deep:>9.2} {counted:>9.2}   {lines}{more}", list.slug());
    }
    println!("all counts           {:>9.2}", whole.as_secs_f64() * 1e3);
}

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The median CPU time; of what is slow fewer rounds.
fn time(mut what: impl FnMut()) -> Duration {
    let mut round = || {
        let begun = cpu();
        what();
        cpu().saturating_sub(begun)
    };
    let rounds = if round() > Duration::from_millis(50) { 5 } else { 51 };
    let mut times: Vec<Duration> = (0..rounds).map(|_| round()).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// A practice as a big one looks: two numbers or emails each, some confirmed, failed or shared; proxies, objections and needs.
fn build(file: &Path, key: &Key, patients: u64) {
    let at = Timestamp::from_second(1_795_300_000).unwrap();
    let staff = StaffId::from_parts(at, [1; 10]);
    let founding = Founding {
        id: PracticeId::from_parts(at, [2; 10]),
        name: "Tarn Lane Surgery".into(),
        is_demo: true,
        at,
        actor: Actor { staff, desk: "desk-1".into() },
    };
    drop(SqliteStore::create(file, key, &founding).unwrap());
    let raw = rusqlite::Connection::open(file).unwrap();
    let (digits, staff) = (hex::encode(key.as_slice()), hex::encode(staff.as_bytes()));
    // a day in YYYYMMDD, so many days from today
    let day = |days: &str| format!("CAST(strftime('%Y%m%d', '2026-11-22', ({days}) || ' days') AS INTEGER)");
    let id =
        |salt: u8| format!("unhex(printf('%02X%030X', {salt}, n * 2654435761 % 4294967296 * 4194304 + n))");
    let by = format!("x'{staff}', 1795300000000");
    raw.execute_batch(&format!(
        "PRAGMA key = \"x'{digits}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA cache_size = -900000;
         PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN;
         CREATE TEMP TABLE n (n INTEGER PRIMARY KEY);
         WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {patients})
             INSERT INTO n SELECT n FROM c;
         INSERT INTO patient (number, id, names, born, shown_name, name_key, missing)
             SELECT n, {patient}, '[]', {born}, printf('FAMILY%05d, Jo', n * 7919 % 50000),
                    printf('family%05d jo', n * 7919 % 50000), n % 1000 = 7 FROM n;
         INSERT INTO listed_born SELECT born, name_key, number FROM patient;
         INSERT INTO contact (patient, id, kind, value, use, rank, trouble, verified_on, staff, at)
             SELECT n, {mobile}, 0, printf(CASE n % 3000 WHEN 9 THEN '01632 9%05d' ELSE '07700 9%05d' END, n % 100000), 4, 1, CASE WHEN n % 100 = 3 THEN n % 3 END,
                    CASE WHEN n % 5 < 2 THEN {confirmed} ELSE 0 END, {by} FROM n;
         INSERT INTO contact (patient, id, kind, value, use, rank, verified_on, staff, at)
             SELECT n, {email}, 2, printf('jo.%d@mail.example', n), 2, 2, 0, {by} FROM n WHERE n % 3 > 0;
         INSERT INTO sharing SELECT printf('mobile %d', CASE WHEN n % 20 = 1 AND n > 20 THEN n - 1 ELSE n END), n, 1 FROM n;
         INSERT INTO sharing SELECT printf('email %d', n), n, 1 FROM n WHERE n % 3 > 0;
         UPDATE patient SET name_key = (SELECT name_key FROM patient o WHERE o.number = patient.number - 1)
             WHERE number % 20 = 1 AND number > 20 AND number % 2000 <> 1;
         INSERT INTO shared_key SELECT s.key FROM sharing s CROSS JOIN patient p ON p.number = s.patient WHERE s.own = 1
             GROUP BY s.key HAVING min(p.name_key) <> max(p.name_key);
         INSERT INTO proxy (patient, id, name, relationship, basis, starts, ends, review, staff, at)
             SELECT n, {proxy}, '{{\"use\":\"usual\",\"family\":\"Evans\",\"given\":[],\"prefix\":[],\"suffix\":[],\"text\":null,\
                \"period\":{{\"start\":null,\"end\":null}}}}', 'mother', 'parental-responsibility', 0,
                    CASE WHEN n % 50 = 0 THEN {ending} ELSE 0 END, {review}, {by} FROM n WHERE n % 5 = 0;
         INSERT INTO objection (patient, id, channel, outcome, review, staff, at)
             SELECT n, {objection}, 'sms', n % 7 = 0, {review}, {by} FROM n WHERE n % 33 = 0;
         INSERT INTO need (patient, id, kind, staff, at)
             SELECT n, {need}, CASE WHEN n % 3 = 0 THEN '\"bsl\"' ELSE '\"large-print\"' END, {by} FROM n WHERE n % 50 = 9;
         INSERT INTO unmet_need SELECT n FROM n WHERE n % 3000 = 9;
         INSERT INTO import VALUES (1, x'{import}', 'PDS', 1795300000000);
         UPDATE proxy SET staff = NULL, import = 1 WHERE patient % 15 = 0;
         INSERT INTO agreement (patient, id, agreed, channel, import, at)
             SELECT n, {agreement}, 0, 'sms', 1, 1795300000000 FROM n WHERE n % 100 = 21;
         INSERT INTO reminder (id, patient, purpose, due, origin)
             SELECT {reminder}, id, 'recall', {due}, 'a bench' FROM patient JOIN n ON n = number WHERE n % 10 = 4;
         INSERT INTO conflict (patient, facet, kept, other, source, at)
             SELECT n, 1, 'Mobile 07700 900123', 'Mobile 07700 900124', 'PDS', 1795300000000 FROM n WHERE n % 500 = 11;
         COMMIT; ANALYZE;",
        patient = id(1),
        born = day("-(n * 37 % 32000)"),
        mobile = id(2),
        email = id(3),
        confirmed = day("-(n * 13 % 1000)"),
        proxy = id(4),
        ending = day("n % 200 - 20"),
        review = day("n * 17 % 500 - 100"),
        objection = id(5),
        need = id(6),
        agreement = id(7),
        reminder = id(8),
        due = day("n * 7 % 60 - 30"),
        import = "01".repeat(16),
    ))
    .unwrap();
}
