//! What only a look inside can bring about: a full disk, a busy database, the settings of a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;

use super::super::{Record, StoreError};
use super::*;
use crate::domain::ids::{EntryId, StaffId};
use crate::domain::log::{Appended, Verification};

pub(super) fn place() -> (tempfile::TempDir, PathBuf, Key) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.db");
    (folder, file, Key::new([7; 32]))
}

fn at() -> Timestamp {
    Timestamp::from_second(1_795_338_000).unwrap()
}

pub(super) fn founding() -> Founding {
    let actor = Actor { staff: StaffId::from_parts(at(), [1; 10]), desk: "desk-1".into() };
    let id = PracticeId::from_parts(at(), [2; 10]);
    Founding { id, name: "Tarn Lane Surgery".into(), is_demo: true, at: at(), actor }
}

/// An empty practice, and the folder that goes when it is dropped.
pub(super) fn founded() -> (tempfile::TempDir, SqliteStore) {
    let (folder, file, key) = place();
    let store = SqliteStore::create(&file, &key, &founding()).unwrap();
    (folder, store)
}

/// Counts fifties of steps that the database takes.
pub(super) fn counted_steps(store: &mut SqliteStore) -> Arc<AtomicU64> {
    let steps = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&steps);
    let count = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    store.connection.progress_handler(50, Some(count)).unwrap();
    steps
}

pub(super) fn exported(what: &str) -> NewEntry {
    let event = Event::Exported { what: what.into(), count: 1 };
    NewEntry { id: EntryId::new(at()), at: at(), actor: founding().actor, event, judged: None }
}

#[test]
fn a_full_disk_writes_nothing_and_goes_on_when_there_is_room() {
    let (_folder, file, key) = place();
    let mut store = SqliteStore::create(&file, &key, &founding()).unwrap();
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let limit = |store: &SqliteStore, pages: i64| {
        store.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    };
    limit(&store, pages);
    let before = store.head().unwrap();
    let large = exported(&"x".repeat(100_000));
    assert!(matches!(store.append(&large), Err(StoreError::Full)));
    assert_eq!(store.head().unwrap(), before);
    assert_eq!(store.entry_number(large.id).unwrap(), None);
    assert_eq!(store.verify(&[], &mut |_| true).unwrap(), Verification::Whole(before));
    limit(&store, 1_000_000);
    assert!(matches!(store.append(&large), Ok(Appended::Entry { number: 2 })));
}

#[test]
fn a_writer_that_never_ends_is_busy_and_a_reader_does_not_mind() {
    let (_folder, file, key) = place();
    let mut one = SqliteStore::create(&file, &key, &founding()).unwrap();
    let mut two = SqliteStore::open(&file, &key).unwrap();
    one.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Asked once instead of for seconds.
    two.connection.busy_handler(Some(|_| false)).unwrap();
    assert!(matches!(two.append(&exported("x")), Err(StoreError::Busy)));
    assert_eq!(two.head().unwrap().number, 1);
    // The store that has a transaction open (an import) says so instead of mixing the two.
    assert!(matches!(one.append(&exported("x")), Err(StoreError::Refused(_))));
    one.connection.execute_batch("COMMIT").unwrap();
    assert!(two.append(&exported("x")).is_ok());
}

#[test]
fn a_connection_is_set_up_as_it_must_be() {
    let (_folder, file, key) = place();
    let store = SqliteStore::create(&file, &key, &founding()).unwrap();
    for (pragma, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("recursive_triggers", "1"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("secure_delete", "1"),
        ("temp_store", "2"),
    ] {
        let found: rusqlite::types::Value =
            store.connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap();
        let found = match found {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(found, value, "{pragma}");
    }
    let strict: i64 = store
        .connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strict, 0, "every table is STRICT");
}

#[test]
fn a_read_only_database_names_the_file() {
    let (_folder, file, key) = place();
    let mut store = SqliteStore::create(&file, &key, &founding()).unwrap();
    store.connection.execute_batch("PRAGMA query_only = ON").unwrap();
    let refused = store.append(&exported("x")).unwrap_err();
    assert!(matches!(&refused, StoreError::ReadOnly(path) if path.ends_with("practice.db")), "{refused:?}");
}
