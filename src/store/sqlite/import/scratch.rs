//! A file for what an import sorts and does not keep in memory: encrypted with a key that is never written down, without
//! a name as soon as it is open where the system allows that, and never synced.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::super::super::{Result, StoreError};
use super::super::{Key, connection};

/// Nothing of it outlives the program: no journal, no syncing, one transaction that is never ended.
const SETTINGS: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -512;
    BEGIN EXCLUSIVE;
    CREATE TABLE piece (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
";

/// Pieces of bytes by number. The file appears with the first piece.
pub(super) struct Scratch {
    path: PathBuf,
    file: Option<Connection>,
    /// The number of the next piece.
    next: i64,
}

impl Scratch {
    /// Beside the database.
    pub(super) fn beside(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push("-sorting");
        Self { path: name.into(), file: None, next: 1 }
    }

    /// Puts a piece away and gives its number: one more than that of the piece before.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<i64> {
        if self.file.is_none() {
            self.file = Some(open(&self.path)?);
        }
        let number = self.next;
        self.next += 1;
        self.file()?
            .prepare_cached("INSERT INTO piece (number, bytes) VALUES (?1, ?2)")?
            .execute((number, bytes))?;
        Ok(number)
    }

    /// Reads a piece.
    pub(super) fn get(&self, number: i64, into: &mut Vec<u8>) -> Result<()> {
        let mut statement = self.file()?.prepare_cached("SELECT bytes FROM piece WHERE number = ?1")?;
        let mut rows = statement.query([number])?;
        into.clear();
        if let Some(row) = rows.next()? {
            into.extend_from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        }
        Ok(())
    }

    /// Forgets all pieces.
    pub(super) fn clear(&mut self) {
        self.file = None;
        self.next = 1;
        // where an open file cannot lose its name it is removed now
        let _ = fs::remove_file(&self.path);
    }

    fn file(&self) -> Result<&Connection> {
        self.file.as_ref().ok_or_else(|| StoreError::Other("what was sorted is gone".to_owned()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.file.is_some() {
            self.clear();
        }
    }
}

fn open(path: &Path) -> Result<Connection> {
    // one that a crash left behind; only one program imports at a time
    let _ = fs::remove_file(path);
    let mut key = Key::new([0; 32]);
    getrandom::fill(&mut *key)
        .map_err(|error| StoreError::Other(format!("the system gives no random numbers: {error}")))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let file = Connection::open_with_flags(path, flags)?;
    connection::protect(&file, &key)?;
    file.execute_batch(SETTINGS)?;
    #[cfg(unix)]
    let _ = fs::remove_file(path);
    Ok(file)
}
