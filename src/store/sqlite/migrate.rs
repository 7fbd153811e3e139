//! Numbered migrations: the tables as this program knows them.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::super::{Result, StoreError};
use super::Key;

/// What the file says it is: "Tact" (`application_id` of SQLite's header).
const APPLICATION: u32 = 0x5461_6374;

/// The migrations in order; the first has number 1. Once released, one never changes.
const MIGRATIONS: [&[&str]; 1] = [&[
    include_str!("../../../assets/migrations/0001/practice.sql"),
    include_str!("../../../assets/migrations/0001/people.sql"),
    include_str!("../../../assets/migrations/0001/search.sql"),
    include_str!("../../../assets/migrations/0001/reminders.sql"),
    include_str!("../../../assets/migrations/0001/record.sql"),
    include_str!("../../../assets/migrations/0001/drafts.sql"),
]];

/// Brings the tables up to date, in one transaction. Of two programs that try at once, the second finds it done.
pub(super) fn run(connection: &Connection, key: &Key) -> Result<()> {
    if version(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    for (index, files) in MIGRATIONS.iter().enumerate().skip(found) {
        for file in *files {
            transaction.execute_batch(file)?;
        }
        let number = index + 1;
        transaction.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number};"
        ))?;
        transaction.execute(
            "INSERT INTO migration (number, schema) VALUES (?1, ?2)",
            (i64::try_from(number).unwrap_or(i64::MAX), digest(&transaction, key)?),
        )?;
    }
    Ok(transaction.commit()?)
}

/// How many migrations the file has seen: 0 for an empty one. Refuses files of others and of newer programs.
fn version(connection: &Connection) -> Result<usize> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, u32>(0));
    let application = number("PRAGMA application_id")?;
    let found = number("PRAGMA user_version")?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && (found > 0 || tables > 0) {
        return Err(StoreError::Damaged("it is not a database of this program".to_owned()));
    }
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

/// The keyed digest of all tables, indexes and triggers as the file declares them.
pub(super) fn digest(connection: &Connection, key: &Key) -> Result<[u8; 32]> {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_slice())
        .map_err(|_| StoreError::Other("the key has no length".to_owned()))?;
    mac.update(b"tactful schema 1");
    let mut statement = connection
        .prepare("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            let text: String = row.get(column)?;
            mac.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(text.as_bytes());
        }
    }
    Ok(mac.finalize().into_bytes().into())
}
