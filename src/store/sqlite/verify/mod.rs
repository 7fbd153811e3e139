//! The check of the whole log, in one pass: every seal and body, the lists that follow from it, the tables themselves.

mod compared;
mod lists;
mod signatures;
mod walk;

use rusqlite::{Connection, Row};

use self::compared::Compared;
use self::lists::{Lists, Statements};
use self::signatures::Signatures;
use self::walk::Walk;
use super::super::{Result, StoreError};
use super::{SqliteStore, log, migrate};
use crate::domain::checkpoint::Kept;
use crate::domain::log::{Chain, Gist, Head, Seal, Stored, Verification};

/// How many entries are checked between two words to whoever waits.
const STEP: u64 = 4_096;

/// Two tables are read side by side in the order of their keys: nothing is looked up.
const HEADS: &str = "SELECT number, id, head, seal, signature FROM log_entry ORDER BY number";
const BODIES: &str = "SELECT number, salt, body FROM log_body ORDER BY number";

/// What is wrong, and with which entry.
struct Broken {
    number: u64,
    reason: String,
}

/// Checks everything; the first thing that is wrong is told.
pub(super) fn run(
    store: &SqliteStore,
    kept: &[Kept],
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Verification> {
    let connection = &store.connection;
    let chain = Chain::new(store.seals.clone(), store.practice, 0, Seal::NONE);
    let compared = Compared::begin(connection, store.practice, kept)?;
    Ok(match check(connection, chain, compared, progress)? {
        Err(Broken { number, reason }) => Verification::Broken { number, reason },
        Ok(head) if migrate::is_untouched(connection)? => Verification::Whole(head),
        Ok(_) => Verification::Broken {
            number: 0,
            reason: "every entry is as it was sealed, but the tables that hold them were changed: a table, an index \
                     or a trigger that guards them is not the one this program made"
                .to_owned(),
        },
    })
}

/// Checks entry by entry; signatures are checked in heaps, each of entries before the one that is read.
fn check(
    connection: &Connection,
    chain: Chain,
    compared: Compared<'_>,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<std::result::Result<Head, Broken>> {
    let mut signatures = Signatures::default();
    let found = read(connection, chain, &mut signatures, compared, progress)?;
    if let Err(earlier) = signatures.settle() {
        return Ok(Err(earlier));
    }
    if found.is_ok() && log::signers(connection)? != *signatures.signers() {
        let reason = "the list of those who sign is not the one that follows from the log".to_owned();
        return Ok(Err(Broken { number: 0, reason }));
    }
    Ok(found)
}

fn read(
    connection: &Connection,
    mut chain: Chain,
    signatures: &mut Signatures,
    mut compared: Compared<'_>,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<std::result::Result<Head, Broken>> {
    let mut heads = connection.prepare(HEADS)?;
    let mut heads = heads.query([])?;
    let mut bodies = connection.prepare(BODIES)?;
    let mut bodies = Walk::begin(&mut bodies)?;
    let mut statements = Statements::prepare(connection)?;
    let mut lists = Lists::begin(&mut statements)?;
    while let Some(row) = heads.next()? {
        let next = chain.head().number + 1;
        let broken = |reason: String| Ok(Err(Broken { number: next, reason }));
        let body = bodies.at(next);
        let stored = Stored {
            number: row.get(0)?,
            id: bytes(row, 1)?,
            head: bytes(row, 2)?,
            seal: bytes(row, 3)?,
            signature: row.get_ref(4)?.as_blob_or_null().map_err(rusqlite::Error::from)?,
            body: body.map(|row| Ok::<_, StoreError>((bytes(row, 1)?, bytes(row, 2)?))).transpose()?,
        };
        let head = match chain.check(&stored) {
            Ok(head) => head,
            Err(flaw) => return broken(flaw.to_string()),
        };
        let (_, body) = stored.body.unwrap_or_default();
        if let Err(found) = signatures.take(&stored, &head, body) {
            return Ok(Err(found));
        }
        let gist = match Gist::read(head.kind, body) {
            Ok(gist) => gist,
            Err(malformed) => return broken(malformed.to_string()),
        };
        if let Err(found) = lists.follow(&head, &gist, body)? {
            return Ok(Err(found));
        }
        if let Err(found) = compared.take(&stored, chain.head(), signatures) {
            return Ok(Err(found));
        }
        bodies.step()?;
        if next.is_multiple_of(STEP) && !progress(next) {
            return Err(StoreError::Refused("the check was ended before it was done".to_owned()));
        }
    }
    let head = chain.head();
    if let Err(found) = compared.end(head) {
        return Ok(Err(found));
    }
    if bodies.waiting().is_some() {
        let reason = "this entry is missing: a body is kept that belongs to none".to_owned();
        return Ok(Err(Broken { number: head.number + 1, reason }));
    }
    if let Err(found) = lists.end(connection, head.number)? {
        return Ok(Err(found));
    }
    progress(head.number);
    Ok(Ok(head))
}

fn bytes<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8]> {
    Ok(row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from)?)
}
