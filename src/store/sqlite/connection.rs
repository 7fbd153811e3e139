//! A connection to an encrypted file, set up the same way each time.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};
use zeroize::Zeroizing;

use super::super::{Result, StoreError};
use super::Key;

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 96;

/// How often a waiting writer asks again: at 0.5 to 3 ms a time this is about five seconds.
const TRIES: i32 = 2_900;

/// How pages are authenticated. SQLCipher's own choice is SHA-512; processors of the last years have instructions for
/// SHA-256, which takes a third off a full scan and a tenth off a commit, and is as good for this.
const PAGES: &str = "PRAGMA cipher_hmac_algorithm = HMAC_SHA256;";

/// Settings of a connection behind the key. `FULL`: with less, a power cut loses acknowledged entries. The page cache
/// of 9 MB keeps the open program below 40 MB. Temporary tables stay in memory: on disk they would not be encrypted.
const SETTINGS: &str = "
    PRAGMA foreign_keys = ON;
    PRAGMA recursive_triggers = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA secure_delete = ON;
    PRAGMA mmap_size = 0;
    PRAGMA cache_size = -9216;
    PRAGMA temp_store = MEMORY;
    PRAGMA synchronous = FULL;
";

/// Opens a file that is there with `key`.
pub(super) fn open(file: &Path, key: &Key) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)
        .map_err(|_| StoreError::ReadOnly(file.display().to_string()))?;
    // Where the file cannot be opened for writing, even for a moment, SQLite opens it for reading and says nothing.
    if connection.is_readonly(MAIN_DB)? {
        return Err(StoreError::ReadOnly(file.display().to_string()));
    }
    connection.busy_handler(Some(wait))?;
    // Whoever cannot read a damaged file leaves its write-ahead log as it is.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    protect(&connection, key)?;
    // The first look into the file tells a wrong key.
    let first = connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    if let Err(error) = first {
        return Err(if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
            if is_plain(file) {
                StoreError::Damaged(format!(
                    "{} is not encrypted, so this program did not write it",
                    file.display()
                ))
            } else {
                StoreError::Key(format!("{} (or its first page is damaged)", file.display()))
            }
        } else {
            error.into()
        });
    }
    connection.execute_batch(SETTINGS)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::ReadOnly(file.display().to_string()));
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Without it a statement with `LIMIT ?` is planned again for every page.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Opens a file to look at it; nothing is written.
pub(super) fn look(file: &Path, key: &Key) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.busy_handler(Some(wait))?;
    protect(&connection, key)?;
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
    )?;
    Ok(connection)
}

/// Whether anybody can read this database without a key.
fn is_plain(file: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let look = |connection: Connection| {
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
    };
    Connection::open_with_flags(file, flags).and_then(look).is_ok()
}

/// Sets up encryption on a connection that was not used so far.
pub(super) fn protect(connection: &Connection, key: &Key) -> Result<()> {
    // Before anything else: a wrong key would write lines over the screen.
    protect_with_salt(connection, key, &[])
}

/// The same; a new file gets this salt instead of one of its own.
pub(super) fn protect_with_salt(connection: &Connection, key: &Key, salt: &[u8]) -> Result<()> {
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    unlock(connection, key, salt)?;
    Ok(connection.execute_batch(PAGES)?)
}

/// Hands over the key, and wipes the buffer in which it stood.
fn unlock(connection: &Connection, key: &Key, salt: &[u8]) -> Result<()> {
    let mut pragma = Zeroizing::new(String::with_capacity(128));
    pragma.push_str("PRAGMA key = \"x'");
    for byte in key.iter().chain(salt) {
        for digit in [byte >> 4, byte & 15] {
            pragma.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    pragma.push_str("'\";");
    Ok(connection.execute_batch(&pragma)?)
}

/// Closes a connection after everything in the write-ahead log went into the file. Closing alone does that too, and says
/// nothing where it cannot: the file would be without what was written last.
pub(super) fn close(connection: Connection) -> Result<()> {
    let is_busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if is_busy {
        return Err(StoreError::Busy);
    }
    connection.close().map_err(|(_, error)| error.into())
}

/// Waits for another writer. SQLite's own waiting sleeps longer each time, so that whoever came last goes first; equal
/// short sleeps of a length that differs between programs cut the longest wait by half.
fn wait(asked: i32) -> bool {
    if asked >= TRIES {
        return false;
    }
    let seed =
        u64::from(std::process::id()) ^ u64::try_from(asked).unwrap_or(0).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let spread = seed.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32;
    std::thread::sleep(Duration::from_micros(500 + spread % 2_500));
    true
}
