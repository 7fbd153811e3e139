//! The log's two tables: reading entries and adding sealed ones.

use rusqlite::{Connection, OptionalExtension, Row};

use super::super::{Result, StoreError};
use crate::domain::ids::{EntryId, StaffId};
use crate::domain::log::{Admission, Entry, Event, Head, Kind, Malformed, Seal, Sealed, SealedHead, Signers};
use crate::domain::staff::Actor;

/// The columns that [`entry`] reads.
const ENTRY: &str = "SELECT e.number, e.head, e.seal, b.body
    FROM log_entry e LEFT JOIN log_body b ON b.number = e.number";

/// The last entry's number and seal; 0 and [`Seal::NONE`] for an empty log.
pub(super) fn tip(connection: &Connection) -> Result<Head> {
    let tip = connection
        .prepare_cached("SELECT number, seal FROM log_entry ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok(Head { number: row.get(0)?, seal: Seal(row.get(1)?) }))
        .optional()?;
    Ok(tip.unwrap_or(Head { number: 0, seal: Seal::NONE }))
}

/// The number of the entry with this identifier.
pub(super) fn number_of(connection: &Connection, id: EntryId) -> Result<Option<u64>> {
    Ok(connection
        .prepare_cached("SELECT number FROM log_entry WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// The seal of the entry with this number.
pub(super) fn seal_of(connection: &Connection, number: u64) -> Result<Option<Seal>> {
    Ok(connection
        .prepare_cached("SELECT seal FROM log_entry WHERE number = ?1")?
        .query_row([number], |row| Ok(Seal(row.get(0)?)))
        .optional()?)
}

/// Adds a sealed entry at the end.
pub(super) fn add(connection: &Connection, sealed: &Sealed) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO log_entry (number, id, head, seal, signature) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((sealed.number, sealed.id.as_bytes(), &sealed.head, &sealed.seal.0, sealed.signature))?;
    connection.prepare_cached("INSERT INTO log_body (number, salt, body) VALUES (?1, ?2, ?3)")?.execute((
        sealed.number,
        &sealed.salt,
        &sealed.body,
    ))?;
    Ok(())
}

/// Who has to sign.
pub(super) fn signers(connection: &Connection) -> Result<Signers> {
    let mut statement = connection.prepare_cached("SELECT staff, public FROM log_signer")?;
    let rows = statement.query_map([], |row| Ok((StaffId::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(Signers::new(rows.collect::<rusqlite::Result<Vec<_>>>()?))
}

/// Brings up to date who has to sign.
pub(super) fn follow_signers(connection: &Connection, about: &Admission) -> Result<()> {
    let mut signers = signers(connection)?;
    signers.follow(about);
    connection.execute("DELETE FROM log_signer", [])?;
    let mut add = connection.prepare_cached("INSERT INTO log_signer (staff, public) VALUES (?1, ?2)")?;
    for (staff, public) in signers.all() {
        add.execute((staff.as_bytes(), public))?;
    }
    Ok(())
}

/// The entry with this number.
pub(super) fn read(connection: &Connection, number: u64) -> Result<Entry> {
    let mut statement = connection.prepare_cached(&format!("{ENTRY} WHERE e.number = ?1"))?;
    let mut rows = statement.query([number])?;
    let row = rows.next()?.ok_or_else(|| StoreError::NotFound(format!("entry {number} of the log")))?;
    entry(row)
}

/// At most `limit` entries behind the one with this number.
pub(super) fn after(connection: &Connection, number: u64, limit: usize) -> Result<Vec<Entry>> {
    let mut statement =
        connection.prepare_cached(&format!("{ENTRY} WHERE e.number > ?1 ORDER BY e.number LIMIT ?2"))?;
    let mut rows = statement.query((number, limit))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// Lets the entries of some kinds behind this number pass. Of the others only the heads are read.
pub(super) fn entries_of(
    connection: &Connection,
    is_one: fn(Kind) -> bool,
    number: u64,
    take: &mut dyn FnMut(Entry),
) -> Result<()> {
    let mut statement =
        connection.prepare_cached("SELECT number, head FROM log_entry WHERE number > ?1 ORDER BY number")?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if is_one(SealedHead::decode(bytes).map_err(|malformed| damaged(number, malformed))?.kind) {
            take(read(connection, number)?);
        }
    }
    Ok(())
}

fn damaged(number: u64, malformed: Malformed) -> StoreError {
    StoreError::Damaged(format!("entry {number} of the log: {malformed}"))
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    let number: u64 = row.get(0)?;
    let damaged = |malformed| damaged(number, malformed);
    let bytes: Vec<u8> = row.get(1)?;
    let head = SealedHead::decode(&bytes).map_err(damaged)?;
    let body: Option<Vec<u8>> = row.get(3)?;
    let event = match body {
        Some(body) => Event::decode(head.kind, &body).map_err(damaged)?,
        None => Event::Erased { kind: head.kind },
    };
    Ok(Entry {
        number,
        id: head.id,
        at: head.at().map_err(damaged)?,
        actor: Actor { staff: head.staff, desk: head.desk.to_owned() },
        event,
        seal: Seal(row.get(2)?),
    })
}
