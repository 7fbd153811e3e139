//! What invented files bring, and their import.

use jiff::civil::{Date, date};
use tactful::domain::contact::ContactValue;
use tactful::domain::date::{PartialDate, Period};
use tactful::domain::ids::ImportId;
use tactful::domain::import::{
    ImportPlan, ImportReport, Incoming, IncomingContact, IncomingPatient, Located, PatientKey, Place,
    Refusal, Source,
};
use tactful::domain::nhs_number::NhsNumber;
use tactful::domain::person::{Address, HumanName, Use};
use tactful::domain::search::Query;
use tactful::domain::telephone::Telephone;
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Found, Imports, Patients};

use super::support::{actor, at};

/// The day of all imports.
pub const TODAY: Date = date(2026, 11, 22);

/// The plan of the import with this number, `number` seconds after nine.
pub fn plan(number: i64) -> ImportPlan {
    ImportPlan {
        id: ImportId::from_parts(at(number), [6; 10]),
        source: format!("list-{number}.csv"),
        full_list: false,
        actor: actor(),
        at: at(number),
        today: TODAY,
    }
}

/// A record, and where it stands.
pub fn located(line: u64, what: Incoming) -> Located {
    Located {
        place: Place { file: "list.csv".into(), line, column: None },
        source: Source::Resource(format!("line {line}")),
        what,
    }
}

/// Imports what is given in one run.
pub fn import(
    store: &mut SqliteStore,
    plan: &ImportPlan,
    what: Vec<Incoming>,
) -> (ImportReport, Vec<Refusal>) {
    store.begin_import(plan).unwrap();
    let records = (1..).zip(what).map(|(line, what)| located(line, what)).collect();
    let refusals = store.take(records).unwrap();
    (store.end_import(true).unwrap(), refusals)
}

/// The same for patients alone, of whom none may be refused.
pub fn import_patients(store: &mut SqliteStore, number: i64, patients: &[IncomingPatient]) -> ImportReport {
    let what = patients.iter().cloned().map(|said| Incoming::Patient(Box::new(said))).collect();
    let (report, refusals) = import(store, &plan(number), what);
    assert_eq!(refusals, []);
    report
}

/// The key of the patient with this practice number.
pub fn key(number: u64) -> PatientKey {
    PatientKey { nhs_number: None, practice_number: Some(number.to_string()) }
}

/// An NHS number of the test range.
pub fn nhs(number: u64) -> NhsNumber {
    (999_000_000 + number * 7..).find_map(NhsNumber::from_stem).unwrap()
}

/// A patient with a name and a date of birth; the practice number is `number`.
pub fn person(number: u64, given: &str, family: &str, born: &str) -> IncomingPatient {
    IncomingPatient {
        key: key(number),
        names: vec![HumanName {
            given: given.split(' ').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            family: (!family.is_empty()).then(|| family.to_owned()),
            ..HumanName::default()
        }],
        birth_date: (!born.is_empty()).then(|| born.parse::<PartialDate>().unwrap()),
        ..IncomingPatient::default()
    }
}

/// A mobile or other number.
pub fn phone(number: &str) -> IncomingContact {
    contact(ContactValue::Phone(Telephone::new(number)))
}

pub fn email(address: &str) -> IncomingContact {
    contact(ContactValue::Email(address.into()))
}

pub fn home(line: &str, postcode: &str) -> IncomingContact {
    contact(ContactValue::Post(Address { lines: vec![line.into()], postcode: Some(postcode.into()) }))
}

fn contact(value: ContactValue) -> IncomingContact {
    IncomingContact { value, use_: Use::Home, rank: None, period: Period::default(), kept: None }
}

/// What a search finds.
pub fn search(store: &mut SqliteStore, text: &str) -> Found {
    store.search(&Query::parse(text, TODAY), 20).unwrap()
}

/// The names that a search finds, in order.
pub fn names(store: &mut SqliteStore, text: &str) -> Vec<String> {
    search(store, text).rows.into_iter().map(|row| row.name).collect()
}
