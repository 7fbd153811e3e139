//! Backups: a whole copy of the practice while others go on writing, encrypted with the same key, checked before it gets
//! its name.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::super::{Record, Result, StoreError};
use super::{Key, SqliteStore, connection, integrity, log, place};
use crate::domain::log::{Head, Verification};

/// How many pages are copied between two looks at whoever else wants to write: some milliseconds of work.
const STEP: i32 = 512;

/// How long the copy waits in between.
const PAUSE: Duration = Duration::from_millis(1);

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
            let mut copy = Connection::open_with_flags(
                building.path(),
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            connection::protect(&copy, key)?;
            // One picture from beginning to end: else each entry that another desk writes would begin the copy anew.
            let picture = self.connection.unchecked_transaction()?;
            log::tip(&picture)?;
            Backup::new(&self.connection, &mut copy)?.run_to_completion(STEP, PAUSE, None)?;
            connection::close(copy)?;
        }
        let head = check(building.path(), key)?;
        building.finish()?;
        Ok(head)
    }
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
