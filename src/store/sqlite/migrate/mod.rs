//! Numbered migrations: the tables as this program knows them.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use sha2::{Digest, Sha256};

use super::super::{Result, StoreError};

/// What the file says it is: "Tact" (`application_id` of SQLite's header).
const APPLICATION: u32 = 0x5461_6374;

/// The migrations in order; the first has number 1. Once released, one never changes.
const MIGRATIONS: [&[&str]; 1] = [&[
    include_str!("../../../../assets/migrations/0001/practice.sql"),
    include_str!("../../../../assets/migrations/0001/people.sql"),
    include_str!("../../../../assets/migrations/0001/search.sql"),
    include_str!("../../../../assets/migrations/0001/reminders.sql"),
    include_str!("../../../../assets/migrations/0001/record.sql"),
    include_str!("../../../../assets/migrations/0001/drafts.sql"),
]];

/// The migrations that this program knows.
#[cfg(not(test))]
const fn steps() -> &'static [&'static [&'static str]] {
    &MIGRATIONS
}

/// The migrations that this program knows, or those of the next one, as a test says.
#[cfg(test)]
fn steps() -> &'static [&'static [&'static str]] {
    tests::steps()
}

/// Brings the tables up to date, in one transaction. Of two programs that try at once, the second finds it done.
pub(super) fn run(connection: &Connection) -> Result<()> {
    run_to(connection, steps().len())
}

/// Whether the tables are those of an older program.
pub(super) fn is_due(connection: &Connection) -> Result<bool> {
    Ok(version(connection)? < steps().len())
}

/// Brings the tables up to those after so many migrations.
pub(super) fn run_to(connection: &Connection, number: usize) -> Result<()> {
    if version(connection)? >= number {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    for (index, files) in steps().iter().enumerate().take(number).skip(found) {
        for file in *files {
            transaction.execute_batch(file)?;
        }
        let number = index + 1;
        transaction.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number};"
        ))?;
        transaction.execute(
            "INSERT INTO migration (number, schema) VALUES (?1, ?2)",
            (i64::try_from(number).unwrap_or(i64::MAX), digest(&transaction)?),
        )?;
    }
    Ok(transaction.commit()?)
}

/// How many migrations the file has seen: 0 for an empty one. Refuses files of others and of newer programs.
pub(super) fn version(connection: &Connection) -> Result<usize> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, u32>(0));
    let application = number("PRAGMA application_id")?;
    let found = number("PRAGMA user_version")?;
    let known = u32::try_from(steps().len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && (found > 0 || tables > 0) {
        return Err(StoreError::Damaged("it is not a database of this program".to_owned()));
    }
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

/// The digest of all tables, indexes and triggers as the file declares them, and of nothing else: not of the order in
/// which they were made, nor of statistics.
pub(super) fn digest(connection: &Connection) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut statement = connection.prepare(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(text);
        }
    }
    Ok(hash.finalize().into())
}

/// Whether the tables are those that this program's migrations make, and those that they were when they were made.
pub(super) fn is_untouched(connection: &Connection) -> Result<bool> {
    let fresh = Connection::open_in_memory()?;
    run(&fresh)?;
    let kept: Option<[u8; 32]> = connection
        .query_row("SELECT schema FROM migration ORDER BY number DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    let found = digest(connection)?;
    Ok(found == digest(&fresh)? && kept == Some(found))
}

#[cfg(test)]
mod tests;
