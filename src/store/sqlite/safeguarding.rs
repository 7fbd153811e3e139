//! Safeguarding notes in their table; who may keep one is checked before anything is written.

use rusqlite::{Connection, params};

use super::super::{Result, StoreError};
use super::codec;
use super::column::{self, AUTHOR, AUTHOR_JOIN, Running, author_columns};
use super::practices;
use crate::domain::fact::Amendment;
use crate::domain::ids::{NoteId, ProxyId, StaffId};
use crate::domain::safeguarding::SafeguardingNote;
use crate::domain::staff::Role;

/// The notes about a patient, in the order in which they came.
pub(super) fn read(connection: &Connection, patient: i64) -> Result<Vec<SafeguardingNote>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.about, f.asks, f.lead, f.words, {AUTHOR}
         FROM safeguarding f {AUTHOR_JOIN} WHERE f.patient = ?1 ORDER BY f.id"
    ))?;
    let mut rows = statement.query([patient])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(SafeguardingNote {
            id: NoteId::from_bytes(row.get(0)?),
            about: row.get::<_, Option<[u8; 16]>>(1)?.map(ProxyId::from_bytes),
            asks: row.get(2)?,
            lead: row.get(3)?,
            words: Some(row.get(4)?),
            recorded: column::recorded(row, 5)?,
        });
    }
    Ok(found)
}

/// Writes a note that is new or changed.
pub(super) fn write(
    connection: &Connection,
    patient: i64,
    note: &SafeguardingNote,
    running: Option<Running>,
) -> Result<()> {
    let (staff, import, elsewhere) = author_columns(connection, &note.recorded.by, running)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO safeguarding (patient, id, about, asks, lead, words, import, staff, elsewhere, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            patient,
            note.id.as_bytes(),
            note.about.as_ref().map(ProxyId::as_bytes),
            note.asks,
            note.lead,
            note.words,
            import,
            staff,
            elsewhere,
            codec::millis(note.recorded.at),
        ])?;
    Ok(())
}

/// Refuses what somebody would change about safeguarding notes whose role does not carry it, whichever program asks.
pub(super) fn check(connection: &Connection, amendment: &Amendment, staff: StaffId) -> Result<()> {
    if !amendment.is_safeguarding() || Role::reads_safeguarding(practices::role(connection, staff)?) {
        return Ok(());
    }
    Err(StoreError::Refused(
        "only the Caldicott Guardian or a supervisor keeps safeguarding notes: nothing was written; ask one of them"
            .to_owned(),
    ))
}
