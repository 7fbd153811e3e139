//! Importing, measured: a first list, the same list again, and one in which a tenth moved.
//!
//! `cargo bench --bench import -- [PATIENTS]` (one million unless given). The invented list is made before the clock
//! starts, and time is that of the processor, so that only the store is measured.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a measurement that fails is meant to stop, and prints what it found"
)]

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use tactful::domain::contact::ContactValue;
use tactful::domain::date::{PartialDate, Period};
use tactful::domain::ids::{ImportId, PracticeId, StaffId};
use tactful::domain::import::{
    ImportPlan, Incoming, IncomingContact, IncomingPatient, Located, PatientKey, Place, Row, Source,
};
use tactful::domain::nhs_number::NhsNumber;
use tactful::domain::person::{Address, HumanName, Use};
use tactful::domain::staff::Actor;
use tactful::domain::telephone::Telephone;
use tactful::store::Imports;
use tactful::store::sqlite::{Founding, Key, SqliteStore};

/// How many records are handed over at once, as the import of files does.
const CHUNK: u64 = 512;

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let count: u64 = args.next().map_or(1_000_000, |arg| arg.replace('_', "").parse().unwrap());
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = folder.path().join("practice.db");
    let at = Timestamp::from_second(1_795_338_000).unwrap();
    let actor = Actor { staff: StaffId::from_parts(at, [1; 10]), desk: "desk-1".into() };
    let id = PracticeId::from_parts(at, [2; 10]);
    let founding = Founding { id, name: "Bench".into(), is_demo: true, at, actor: actor.clone() };
    let mut store = SqliteStore::create(&file, &Key::new([7; 32]), &founding).unwrap();
    for (run, (name, moved)) in [("first", 0), ("again", 0), ("a tenth moved", 10)].into_iter().enumerate() {
        let run = u8::try_from(run).unwrap();
        let plan = ImportPlan {
            id: ImportId::from_parts(at, [run; 10]),
            source: "list.csv".into(),
            full_list: false,
            actor: actor.clone(),
            at,
            today: date(2026, 11, 22),
        };
        let (mut spent, begin) = (Duration::ZERO, busy());
        store.begin_import(&plan).unwrap();
        spent += busy().saturating_sub(begin);
        for chunk in 0..count.div_ceil(CHUNK) {
            let numbers = chunk * CHUNK..((chunk + 1) * CHUNK).min(count);
            let records: Vec<Located> = numbers.map(|n| record(n, moved > 0 && n % moved == 0)).collect();
            let begin = busy();
            assert!(store.take(records).unwrap().is_empty());
            spent += busy().saturating_sub(begin);
        }
        let taking = spent;
        let begin = busy();
        let report = store.end_import(true).unwrap();
        spent += busy().saturating_sub(begin);
        println!(
            "{name}: {:.1} s ({:.1} s of it at the end), {:.0} patients a second, {report:?}",
            spent.as_secs_f64(),
            spent.saturating_sub(taking).as_secs_f64(),
            count as f64 / spent.as_secs_f64()
        );
    }
    println!("{} MB", std::fs::metadata(&file).unwrap().len() / 1_000_000);
}

/// How long this thread was at work: what other programs take of the machine does not count.
fn busy() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

/// The n-th invented patient.
fn record(n: u64, moved: bool) -> Located {
    let dice = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let family = word(dice >> 40 & 0x3fff);
    let given = word(0x4000 + (dice >> 20 & 0x7ff));
    let stem = 100_000_000 + n * 2_654_435_761 % 800_000_000;
    let contact = |value, use_| IncomingContact { value, use_, rank: None, period: Period::default() };
    let street = if moved { "2 New Road" } else { "1 Boar Lane" };
    let home = Address {
        lines: vec![format!("{street} {}", dice % 500), "Leeds".into()],
        postcode: Some(format!("LS{} {}AE", dice % 28 + 1, dice >> 8 & 7)),
    };
    let born = date(1930 + i16::try_from(dice >> 11 & 63).unwrap(), 1 + i8::try_from(dice % 12).unwrap(), 17);
    let patient = IncomingPatient {
        key: PatientKey { nhs_number: NhsNumber::from_stem(stem), practice_number: Some(n.to_string()) },
        names: vec![HumanName { given: vec![given], family: Some(family), ..HumanName::default() }],
        birth_date: Some(PartialDate::Day(born)),
        gender: Some("female".into()),
        contacts: vec![
            contact(ContactValue::Phone(Telephone::new(format!("07700 {:06}", dice % 900_000))), Use::Mobile),
            contact(ContactValue::Post(home), Use::Home),
        ],
        ..IncomingPatient::default()
    };
    Located {
        place: Place::default(),
        source: Source::Row(Row::default()),
        what: Incoming::Patient(Box::new(patient)),
    }
}

/// A name like any other.
fn word(mut n: u64) -> String {
    let mut text = String::new();
    while n > 0 {
        text.push(['B', 'd', 'f', 'k', 'l', 'm', 'n', 'r'][usize::try_from(n & 7).unwrap()]);
        text.push(['a', 'e', 'i', 'o'][usize::try_from(n >> 3 & 3).unwrap()]);
        n >>= 5;
    }
    text
}
