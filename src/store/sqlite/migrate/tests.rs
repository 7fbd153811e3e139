//! A made-up next migration: this program and the next one meet the files of each other.

use std::cell::Cell;

use jiff::civil::date;

use super::super::super::{Record, StoreError};
use super::super::tests::{exported, founding, place};
use super::super::{Key, SqliteStore};
use super::MIGRATIONS;
use crate::domain::log::Verification;

type Steps = &'static [&'static [&'static str]];

/// What the next program does: a column, a table that is filled from what is there.
const NEXT: [&str; 2] = [
    "ALTER TABLE log_body ADD COLUMN weight INTEGER NOT NULL DEFAULT 7;",
    "CREATE TABLE stamp (number INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;
     INSERT INTO stamp (number, words) SELECT number, 'taken over' FROM log_entry;",
];
const KNOWN: Steps = &[MIGRATIONS[0], &NEXT];
const FAULTY: Steps = &[MIGRATIONS[0], &[NEXT[0], "INSERT INTO nowhere (number) VALUES (1);"]];

thread_local! {
    static STEPS: Cell<Steps> = const { Cell::new(&MIGRATIONS) };
}

pub(super) fn steps() -> Steps {
    STEPS.get()
}

/// Works as a program that knows these migrations.
fn as_program<T>(steps: Steps, work: impl FnOnce() -> T) -> T {
    STEPS.set(steps);
    let done = work();
    STEPS.set(&MIGRATIONS);
    done
}

/// A practice as this program leaves it, with so many entries.
fn written(file: &std::path::Path, key: &Key, entries: usize) {
    let mut store = SqliteStore::create(file, key, &founding()).unwrap();
    for n in 1..entries {
        store.append(&exported(&format!("{n} ").repeat(200))).unwrap();
    }
}

fn stamps(store: &SqliteStore) -> (u64, u64) {
    let ask = |sql| store.connection.query_row(sql, [], |row| row.get(0)).unwrap();
    (ask("SELECT count(*) FROM stamp"), ask("SELECT sum(weight) FROM log_body"))
}

#[test]
fn the_next_program_takes_a_practice_over_and_this_one_refuses_it_then() {
    let (folder, file, key) = place();
    written(&file, &key, 5);
    as_program(KNOWN, || {
        let mut store = SqliteStore::open(&file, &key).unwrap();
        assert_eq!(stamps(&store), (5, 35));
        assert!(matches!(store.verify(&[], &mut |_| true), Ok(Verification::Whole(_))));
        store.append(&exported("more")).unwrap();
    });
    let newer = |told: &StoreError| matches!(told, StoreError::Newer { found: 2, known: 1 });
    assert!(newer(&SqliteStore::open(&file, &key).err().unwrap()));
    // what it does not know would be missing from what it saves
    let to = folder.path().join("saved.db");
    assert!(newer(&SqliteStore::salvage(&file, &key, &to, date(2026, 11, 22)).unwrap_err()));
    assert!(!to.exists());
    as_program(KNOWN, || assert_eq!(SqliteStore::open(&file, &key).unwrap().head().unwrap().number, 6));
}

#[test]
fn nothing_is_taken_over_under_a_desk_that_has_it_open() {
    let (_folder, file, key) = place();
    written(&file, &key, 2);
    let mut open = SqliteStore::open(&file, &key).unwrap();
    let refused = as_program(KNOWN, || SqliteStore::open(&file, &key).err().unwrap());
    assert!(matches!(&refused, StoreError::Refused(words) if words.contains("open at a desk")), "{refused}");
    open.append(&exported("more")).unwrap();
    drop(open);
    as_program(KNOWN, || assert_eq!(stamps(&SqliteStore::open(&file, &key).unwrap()), (3, 21)));
}

#[test]
fn a_migration_that_breaks_off_changes_nothing() {
    let (_folder, file, key) = place();
    written(&file, &key, 3);
    assert!(as_program(FAULTY, || SqliteStore::open(&file, &key).is_err()));
    let mut store = SqliteStore::open(&file, &key).unwrap();
    assert!(matches!(store.verify(&[], &mut |_| true), Ok(Verification::Whole(head)) if head.number == 3));
    drop(store);
    as_program(KNOWN, || assert_eq!(stamps(&SqliteStore::open(&file, &key).unwrap()), (3, 21)));
}

#[test]
fn the_next_program_saves_what_is_left_of_a_practice_from_before() {
    let (folder, file, key) = place();
    written(&file, &key, 200);
    let whole = std::fs::read(&file).unwrap();
    let roots: Vec<usize> = {
        let store = SqliteStore::open(&file, &key).unwrap();
        let mut asked = store.connection.prepare("SELECT rootpage FROM sqlite_schema").unwrap();
        asked.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let mut with_loss = 0;
    // with its root a table is gone whole
    for page in (1..whole.len() / 4096).step_by(9).filter(|page| !roots.contains(&(page + 1))) {
        let (damaged, to) =
            (folder.path().join("damaged.db"), folder.path().join(format!("saved-{page}.db")));
        let mut bytes = whole.clone();
        bytes[page * 4096 + 700] ^= 0x20;
        std::fs::write(&damaged, &bytes).unwrap();
        as_program(KNOWN, || {
            let saved = SqliteStore::salvage(&damaged, &key, &to, date(2026, 11, 22)).unwrap();
            with_loss += u32::from(!saved.is_whole());
            let mut store = SqliteStore::open(&to, &key).unwrap();
            let (stamped, weight) = stamps(&store);
            let entries: u64 =
                store.connection.query_row("SELECT count(*) FROM log_entry", [], |row| row.get(0)).unwrap();
            // one page holds a few entries, or the bodies of a few
            assert!(stamped == entries && entries > 150 && weight > 7 * 150, "page {page}: {saved:?}");
            assert!(store.integrity().unwrap().is_empty());
            if saved.missing.is_empty() {
                store.append(&exported("more")).unwrap();
            }
        });
        std::fs::remove_file(to.with_extension("lock")).ok();
    }
    assert!(with_loss > 3, "{with_loss}");
}
