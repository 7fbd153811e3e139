//! Whether the file itself is sound: every page as it was written, every table and index in order.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::super::{Result, StoreError};
use super::{Key, SqliteStore, connection, place};

/// How many faults are told at most.
const MOST: usize = 20;

/// How long a page may take to be written.
const AGAIN: Duration = Duration::from_millis(100);

impl SqliteStore {
    /// What is wrong with the file, in SQLite's words; nothing: it is sound. Every page is read, which takes a second for
    /// some hundred megabytes.
    ///
    /// # Errors
    /// When the check itself cannot be made.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let found = pages(&self.connection)?;
        if !found.is_empty() {
            return Ok(found);
        }
        tables(&self.connection)
    }

    /// What is wrong with a file that may be so damaged that it cannot be opened as a practice. Nothing is written to it.
    ///
    /// # Errors
    /// When the key does not open it, or its first page is gone.
    pub fn integrity_of(file: &Path, key: &Key) -> Result<Vec<String>> {
        place::check_file(file)?;
        pages(&connection::look(file, key)?)
    }
}

/// The pages whose seal by the key does not hold. The check reads the file as it lies on the disk: a page that another desk
/// writes at that moment may be met half written, and is whole when it is looked at again.
pub(super) fn pages(connection: &Connection) -> Result<Vec<String>> {
    let mut found = all_pages(connection)?;
    for _ in 0..2 {
        if found.is_empty() {
            break;
        }
        std::thread::sleep(AGAIN);
        let still = all_pages(connection)?;
        found.retain(|page| still.contains(page));
    }
    found.truncate(MOST);
    Ok(found)
}

/// All of them.
pub(super) fn all_pages(connection: &Connection) -> Result<Vec<String>> {
    rows(connection, "PRAGMA cipher_integrity_check", usize::MAX)
}

/// Faults in the order of tables and indexes, and references that lead nowhere.
fn tables(connection: &Connection) -> Result<Vec<String>> {
    let mut found = rows(connection, "PRAGMA integrity_check(20)", MOST)?;
    found.retain(|line| line != "ok");
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        if found.len() < MOST {
            found.push(format!("a row of {table} speaks of a {parent} that is not there"));
        }
    }
    Ok(found)
}

fn rows(connection: &Connection, pragma: &str, most: usize) -> Result<Vec<String>> {
    let mut statement = connection.prepare(pragma)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.take(most).collect::<std::result::Result<_, _>>()?)
}

/// Refuses a copy of which a page is not as it was written: the check of the log does not read every page.
pub(super) fn check_pages(connection: &Connection, file: &Path) -> Result<()> {
    match all_pages(connection)?.first() {
        None => Ok(()),
        Some(first) => Err(StoreError::Damaged(format!("{}: {first}", file.display()))),
    }
}
