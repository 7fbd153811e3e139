//! Saving what can be read of a damaged database into a new one. The damaged file is read and never written: the work is
//! done on a copy of it, encrypted as it is.

mod copy;
mod derive;
mod mend;
mod source;

use std::path::Path;

use jiff::civil::Date;
use rusqlite::Connection;

use self::source::Source;
use super::super::{Record, Result, StoreError};
use super::hold::Hold;
use super::{Key, SqliteStore, connection, migrate, place};
use crate::domain::log::Verification;

/// What was saved of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The table.
    pub table: String,
    /// Rows saved.
    pub rows: u64,
    /// How many stretches of it could not be read; 0: all of it was.
    pub gaps: u64,
    /// Rows that were read and speak of others that are lost: left out.
    pub strays: u64,
}

/// What was saved, and what is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvage {
    /// Table by table.
    pub tables: Vec<Saved>,
    /// Pages of the list of tables that were made anew.
    pub mended: u64,
    /// Blocks of the file that the disk did not give at all.
    pub unread: u64,
    /// Entries of the log that are missing, first and last of each stretch.
    pub missing: Vec<(u64, u64)>,
    /// Entries that are there without what they say.
    pub bodiless: Vec<(u64, u64)>,
    /// Patients of whom only the number is left.
    pub nameless: u64,
    /// Messages that were put on the list again from the log.
    pub relisted: u64,
    /// What the check of the saved log says.
    pub record: Verification,
}

impl Salvage {
    /// Whether everything was saved.
    pub fn is_whole(&self) -> bool {
        self.unread == 0
            && self.tables.iter().all(|table| table.gaps == 0 && table.strays == 0)
            && matches!(self.record, Verification::Whole(_))
    }
}

impl SqliteStore {
    /// Saves what can be read of `file` into a new practice `to`, under the same key. Entries of the log come with their
    /// seals as they are, so that a check still finds the first that is missing. `today` decides under what patients are
    /// listed.
    ///
    /// # Errors
    /// When a desk has the practice open, the first page cannot be read, or `to` is there or cannot be written.
    pub fn salvage(file: &Path, key: &Key, to: &Path, today: Date) -> Result<Salvage> {
        place::check_file(file)?;
        place::create_folder_of(to)?;
        let _hold = match Hold::alone(file) {
            Err(refused @ StoreError::Refused(_)) => return Err(refused),
            // A folder that cannot be written holds no lock file: nobody works there.
            other => other.ok(),
        };
        let building = place::Building::begin(to)?;
        let damaged = place::Building::instead_of(&beside(to))?;
        let unread = damaged.take_around(file)?;
        let salvage = {
            let (mended, version) = mend::open(damaged.path(), key)?;
            let source = Source::new(damaged.path(), key)?;
            let target = connection::open(building.path(), key)?;
            // tables as the damaged file has them: what became of them later is done to what was saved
            migrate::run_to(&target, version)?;
            let salvage = fill(&source, &target, building.path(), key, today)?;
            connection::close(target)?;
            Salvage { mended, unread, ..salvage }
        };
        building.finish()?;
        Ok(salvage)
    }
}

/// The name of the working copy of the damaged file.
fn beside(to: &Path) -> std::path::PathBuf {
    let mut name = std::ffi::OsString::from("damaged-");
    name.push(to.file_name().unwrap_or_default());
    to.with_file_name(name)
}

fn fill(source: &Source<'_>, target: &Connection, path: &Path, key: &Key, today: Date) -> Result<Salvage> {
    target.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE;")?;
    let guards = copy::without_guards(target)?;
    let mut tables = copy::tables(source, target)?;
    if tables.iter().all(|table| table.rows == 0) {
        return Err(StoreError::Damaged("nothing of it can be read with this key".to_owned()));
    }
    put_up(guards, target)?;
    migrate::run(target)?;
    target.execute_batch("BEGIN IMMEDIATE;")?;
    let guards = copy::without_guards(target)?;
    let nameless = derive::patients(source, target)?;
    derive::practice(target)?;
    let relisted = derive::record(target)?;
    // The last entry of which anything tells.
    let last: u64 = target.query_row(
        "SELECT max((SELECT coalesce(max(number), 0) FROM log_entry), (SELECT coalesce(max(number), 0) FROM log_body),
                (SELECT coalesce(max(entry), 0) FROM communication_event),
                (SELECT coalesce(max(last), 0) FROM communication))",
        [],
        |row| row.get(0),
    )?;
    copy::drop_strays(target, &mut tables)?;
    derive::lists(target, today)?;
    put_up(guards, target)?;
    target.execute_batch("PRAGMA foreign_keys = ON;")?;
    let missing = gaps(target, last)?;
    let bodiless = stretches(
        target,
        "SELECT number FROM log_entry e WHERE NOT EXISTS (SELECT 1 FROM log_body b WHERE b.number = e.number)
         ORDER BY number",
    )?;
    let mut store = SqliteStore::with(connection::open(path, key)?, path, key)?;
    let record = store.verify(&[], &mut |_| true)?;
    connection::close(store.connection)?;
    Ok(Salvage { tables, mended: 0, unread: 0, missing, bodiless, nameless, relisted, record })
}

/// Puts the triggers up again and ends the transaction.
fn put_up(guards: Vec<String>, target: &Connection) -> Result<()> {
    for guard in guards {
        target.execute_batch(&guard)?;
    }
    Ok(target.execute_batch("COMMIT;")?)
}

/// The stretches of entries that are missing up to the last one.
fn gaps(connection: &Connection, last: u64) -> Result<Vec<(u64, u64)>> {
    let mut statement = connection.prepare("SELECT number FROM log_entry ORDER BY number")?;
    let mut rows = statement.query([])?;
    let (mut found, mut next) = (Vec::new(), 1);
    while let Some(row) = rows.next()? {
        let number: u64 = row.get(0)?;
        if number > next {
            found.push((next, number - 1));
        }
        next = number + 1;
    }
    if next <= last {
        found.push((next, last));
    }
    Ok(found)
}

/// The stretches of numbers that a list has.
fn stretches(connection: &Connection, sql: &str) -> Result<Vec<(u64, u64)>> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found: Vec<(u64, u64)> = Vec::new();
    while let Some(row) = rows.next()? {
        let number: u64 = row.get(0)?;
        match found.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => found.push((number, number)),
        }
    }
    Ok(found)
}
