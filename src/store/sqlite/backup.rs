//! Backups: a whole copy of the practice while others go on writing, encrypted with the same key, checked before it gets
//! its name.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::super::{Record, Result, StoreError};
use super::{Key, SqliteStore, connection, integrity, log, place};
use crate::domain::log::{Head, Verification};

/// How many pages are copied between two looks at whoever else wants to write: half a megabyte, some milliseconds of work. So
/// much is synced at once: an entry that a desk puts on the record waits on the same disk for no more than that.
const STEP: i32 = 128;

/// How long the copy waits in between.
const PAUSE: Duration = Duration::from_millis(1);

/// How a copy is written that nobody sees before it is complete, synced and checked: this program syncs it by itself, step by
/// step, since all of it at the end would hold up whoever works.
const UNSEEN: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1024;";

impl SqliteStore {
    /// Copies the practice into `file`, which must not be there yet; gives the head of the log in the copy. The file
    /// appears under its name when it was opened again and every entry in it was checked.
    ///
    /// # Errors
    /// When the file cannot be written, or the log does not check: then nothing is left behind.
    pub fn back_up(&self, file: &Path, key: &Key) -> Result<Head> {
        place::create_folder_of(file)?;
        let building = place::Building::begin(file)?;
        {
            // held open until SQLite is done with it: closing it would give up SQLite's locks
            let file = place::open_to_sync(building.path())?;
            let mut copy = Connection::open_with_flags(
                building.path(),
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            connection::protect(&copy, key)?;
            copy.execute_batch(UNSEEN)?;
            // One picture from beginning to end: else each entry that another desk writes would begin the copy anew.
            let picture = self.connection.unchecked_transaction()?;
            log::tip(&picture)?;
            step_by_step(&self.connection, &mut copy, || place::sync(&file, building.path()))?;
            drop(picture);
            // What was written meanwhile had to stay in the write-ahead log: it is taken over here, not by the next who writes.
            take_over(&self.connection)?;
            connection::close(copy)?;
        }
        let head = check(building.path(), key)?;
        building.finish()?;
        Ok(head)
    }
}

/// Copies all pages, and syncs after each step.
fn step_by_step(from: &Connection, to: &mut Connection, sync: impl Fn() -> Result<()>) -> Result<()> {
    let backup = Backup::new(from, to)?;
    loop {
        match backup.step(STEP)? {
            StepResult::Done => return Ok(()),
            StepResult::More => sync()?,
            // another desk is writing at this moment
            _ => {}
        }
        std::thread::sleep(PAUSE);
    }
}

/// Takes what is in the write-ahead log over into the file, as far as nobody reads it there.
fn take_over(connection: &Connection) -> Result<()> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

/// Opens a copy and checks every page and every entry.
fn check(path: &Path, key: &Key) -> Result<Head> {
    let mut copy = SqliteStore::open_unheld(path, key)?;
    integrity::check_pages(&copy.connection, path)?;
    let found = copy.verify(&[], &mut |_| true)?;
    connection::close(copy.connection)?;
    match found {
        Verification::Whole(head) => Ok(head),
        Verification::Broken { number, reason } => Err(StoreError::Damaged(format!(
            "the record does not check at entry {number} ({reason}), and no backup was made of it"
        ))),
    }
}
