//! Damaged pages: everything else is saved, what is missing is named, the damaged file is left alone.

use jiff::civil::date;
use tactful::domain::communication::RecordView;
use tactful::domain::log::Verification;
use tactful::store::sqlite::{Salvage, SqliteStore};
use tactful::store::{Record, StoreError};

use super::support::{Place, add_staff, communication, message, patient, prepare, send, verify};

const PAGE: usize = 4096;

fn some(messages: u32) -> Place {
    let place = Place::new().with_patients(3);
    let mut store = place.open();
    add_staff(&mut store);
    for n in 0..messages {
        prepare(&mut store, message(n, patient(u8::try_from(n % 3).unwrap())));
    }
    send(&mut store, communication(3));
    drop(store);
    place
}

/// Salvages a copy of the practice with these bytes in its place.
fn salvaged(place: &Place, bytes: &[u8]) -> (Place, Result<Salvage, StoreError>) {
    let other = Place { key: place.key.clone(), ..Place::empty() };
    let damaged = other.folder.path().join("damaged.db");
    std::fs::write(&damaged, bytes).unwrap();
    let saved = SqliteStore::salvage(&damaged, &other.key, &other.file(), date(2026, 11, 22));
    assert_eq!(std::fs::read(&damaged).unwrap(), bytes, "the damaged file is never written");
    (other, saved)
}

#[test]
fn nothing_is_missing_of_what_is_not_damaged() {
    let place = some(40);
    let (saved, report) = salvaged(&place, &std::fs::read(place.file()).unwrap());
    let report = report.unwrap();
    assert!(report.is_whole(), "{report:?}");
    let (mut old, mut new) = (place.open(), saved.open());
    assert_eq!(verify(&mut new), Verification::Whole(old.head().unwrap()));
    let view = RecordView::default();
    assert_eq!(new.messages(&view, None, 100).unwrap(), old.messages(&view, None, 100).unwrap());
    assert_eq!(new.message(communication(3)).unwrap(), old.message(communication(3)).unwrap());
    assert!(new.integrity().unwrap().is_empty());
    prepare(&mut new, message(99, patient(1)));
}

#[test]
fn any_page_may_be_damaged_and_the_rest_is_saved() {
    let place = some(120);
    let whole = std::fs::read(place.file()).unwrap();
    let entries = place.open().head().unwrap().number;
    let mut with_loss = 0;
    for page in 1..whole.len() / PAGE {
        let mut bytes = whole.clone();
        bytes[page * PAGE + 700] ^= 0x20;
        let (saved, report) = salvaged(&place, &bytes);
        let report = report.unwrap_or_else(|error| panic!("page {page}: {error}"));
        let mut store = saved.open();
        let missing: u64 =
            report.missing.iter().chain(&report.bodiless).map(|(first, last)| last - first + 1).sum();
        // A page holds no more than so many entries, wherever it lies: an inner page of the tree costs its table.
        let inner = report.tables.iter().any(|table| table.rows == 0 && table.gaps > 0);
        assert!(missing < 40 || inner, "page {page}: {missing} of {entries} entries are missing: {report:?}");
        with_loss += u32::from(!report.is_whole());
        match verify(&mut store) {
            Verification::Whole(head) => assert_eq!(head.number, entries, "page {page}"),
            Verification::Broken { number, .. } => {
                let first = report.missing.iter().chain(&report.bodiless).map(|(first, _)| *first).min();
                // A message of which later entries are missing stands on the list as they left it.
                assert!(
                    first.is_some_and(|first| number <= first) || number == 0,
                    "page {page}: {number} {report:?}"
                );
            }
        }
        assert!(store.integrity().unwrap().is_empty(), "page {page}");
        // Work goes on.
        let known = super::support::at(0);
        let mut new = message(5000, patient(0));
        new.id = tactful::domain::ids::CommunicationId::new(known);
        let next = store.append(&super::support::entry(tactful::domain::log::Event::Prepared(Box::new(new))));
        next.unwrap_or_else(|error| panic!("page {page}: {error} {report:?}"));
    }
    assert!(with_loss > 5, "{with_loss} pages held something that nothing else tells");
}

#[test]
fn the_list_of_tables_is_made_anew_and_only_the_salt_is_needed() {
    let place = some(10);
    let whole = std::fs::read(place.file()).unwrap();
    let mut bytes = whole.clone();
    bytes[50] ^= 1;
    assert!(
        SqliteStore::open(&salvaged(&place, &bytes).0.folder.path().join("damaged.db"), &place.key).is_err()
    );
    let (saved, report) = salvaged(&place, &bytes);
    assert_eq!(report.unwrap().mended, 1);
    assert_eq!(verify(&mut saved.open()), Verification::Whole(place.open().head().unwrap()));

    let mut bytes = whole;
    bytes[3] ^= 1;
    let (_, report) = salvaged(&place, &bytes);
    assert!(matches!(report, Err(StoreError::Key(_) | StoreError::Damaged(_))), "{report:?}");
}
