//! Messages: pages of the list, newest first and by key, and one message with all that became of it.

use std::cmp::Reverse;
use std::fmt::Write;

use rusqlite::{Connection, OptionalExtension, ToSql};

use super::super::{Result, StoreError};
use super::{codec, log};
use crate::domain::communication::{Communication, CommunicationRow, RecordView, State};
use crate::domain::fold;
use crate::domain::ids::{CommunicationId, PatientId, StaffId};
use crate::domain::log::{self as domain_log, Code};

/// The columns of a line. The number of a message is the key of the table: every page is a walk along one index.
const COLUMNS: &str = "c.number, c.id, c.patient, c.patient_name, c.prepared, c.channel, c.purpose, c.state,
    coalesce((SELECT s.name FROM staff s WHERE s.id = c.staff), ''), c.excerpt";

/// What the index of messages to be copied holds: the words must be those of the index.
const TO_COPY: &str = "state = 4 AND record <> 3 AND copied IS NULL";

/// Which index leads through the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Path {
    /// The messages in order.
    All,
    /// Those of one patient.
    Patient,
    /// Those in one state.
    State(State),
    /// Those to be copied.
    ToCopy,
    /// Those with all the words.
    Words,
}

/// A page of messages before the one with this number.
pub(super) fn page(
    connection: &Connection,
    view: &RecordView,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<CommunicationRow>> {
    let before = before.unwrap_or(u64::MAX >> 1);
    let words = fold::words(&view.words);
    if words.is_empty() && !view.words.trim().is_empty() {
        // Nothing but punctuation: no message has such a word.
        return Ok(Vec::new());
    }
    let rows = walk(connection, view, &phrase(&words, false), before, limit)?;
    if rows.is_empty() && !words.is_empty() {
        // Nothing has the last word: it may be the beginning of one.
        return walk(connection, view, &phrase(&words, true), before, limit);
    }
    Ok(rows)
}

/// The words as FTS5 reads them, each one taken as it is.
fn phrase(words: &[String], open: bool) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    quoted.join(" ") + if open { "*" } else { "" }
}

fn walk(
    connection: &Connection,
    view: &RecordView,
    words: &str,
    before: u64,
    limit: usize,
) -> Result<Vec<CommunicationRow>> {
    let few = !view.states.is_empty() && view.states.iter().all(|state| state.is_open());
    let paths: Vec<Path> = if view.patient.is_some() {
        vec![Path::Patient]
    } else if view.to_copy {
        vec![Path::ToCopy]
    } else if !words.is_empty() && !few {
        vec![Path::Words]
    } else if view.states.is_empty() {
        vec![Path::All]
    } else {
        let mut states = view.states.clone();
        states.sort_unstable();
        states.dedup();
        states.into_iter().map(Path::State).collect()
    };
    let mut rows = Vec::new();
    for path in &paths {
        along(connection, view, *path, words, before, limit, &mut rows)?;
    }
    if paths.len() > 1 {
        rows.sort_unstable_by_key(|row: &CommunicationRow| Reverse(row.number));
        rows.truncate(limit);
    }
    Ok(rows)
}

/// Adds at most `limit` rows along one index.
fn along(
    connection: &Connection,
    view: &RecordView,
    path: Path,
    words: &str,
    before: u64,
    limit: usize,
    rows: &mut Vec<CommunicationRow>,
) -> Result<()> {
    let patient = view.patient.map(|patient| *patient.as_bytes());
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":before", &before), (":limit", &limit)];
    let source = match path {
        Path::All | Path::State(_) => "communication c",
        Path::Patient => "communication c INDEXED BY communication_patient",
        Path::ToCopy => "communication c INDEXED BY communication_to_copy",
        Path::Words => "communication_words w CROSS JOIN communication c ON c.number = w.rowid",
    };
    let mut sql = format!("SELECT {COLUMNS} FROM {source} WHERE ");
    let key = if path == Path::Words { "w.rowid" } else { "c.number" };
    // Writing into a String cannot fail.
    let _ = write!(sql, "{key} < :before");
    if let Some(patient) = &patient {
        sql.push_str(" AND c.patient = :patient");
        params.push((":patient", patient));
    }
    match path {
        Path::State(state) => {
            let _ = write!(sql, " AND c.state = {}", state.code());
        }
        _ if !view.states.is_empty() => {
            let codes: Vec<String> = view.states.iter().map(|state| state.code().to_string()).collect();
            // The plus keeps the index of states out: another one leads.
            let _ = write!(sql, " AND +c.state IN ({})", codes.join(", "));
        }
        _ => {}
    }
    if view.to_copy {
        let _ = write!(sql, " AND {TO_COPY}");
    }
    if !words.is_empty() {
        sql.push_str(match path {
            Path::Words => " AND w.communication_words MATCH :words",
            _ => {
                " AND EXISTS (SELECT 1 FROM communication_words w WHERE w.rowid = c.number
                    AND w.communication_words MATCH :words)"
            }
        });
        params.push((":words", &words));
    }
    let _ = write!(sql, " ORDER BY {key} DESC LIMIT :limit");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query(params.as_slice())?;
    while let Some(row) = found.next()? {
        rows.push(line(row)?);
    }
    Ok(())
}

fn line(row: &rusqlite::Row<'_>) -> Result<CommunicationRow> {
    Ok(CommunicationRow {
        number: row.get(0)?,
        id: CommunicationId::from_bytes(row.get(1)?),
        patient: PatientId::from_bytes(row.get(2)?),
        patient_name: row.get(3)?,
        prepared: codec::timestamp(row.get(4)?)?,
        channel: codec::known(row.get(5)?)?,
        purpose: codec::known(row.get(6)?)?,
        state: codec::known(row.get(7)?)?,
        by_name: row.get(8)?,
        excerpt: row.get(9)?,
    })
}

/// One message, told from the log.
pub(super) fn one(connection: &Connection, id: CommunicationId) -> Result<Communication> {
    let number: u64 = connection
        .prepare_cached("SELECT number FROM communication WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NotFound(format!("message {id}")))?;
    let first = log::read(connection, number)?;
    let mut later = Vec::new();
    {
        let mut statement = connection.prepare_cached(
            "SELECT entry FROM communication_event WHERE communication = ?1 ORDER BY entry",
        )?;
        let mut rows = statement.query([number])?;
        while let Some(row) = rows.next()? {
            later.push(log::read(connection, row.get(0)?)?);
        }
    }
    let by_name = staff_name(connection, first.actor.staff)?;
    domain_log::communication(first, by_name, &later)
        .ok_or_else(|| StoreError::Damaged(format!("entry {number} of the log holds no message")))
}

/// The name of a member of staff; empty where the log names nobody with this identifier.
fn staff_name(connection: &Connection, staff: StaffId) -> Result<String> {
    let name = connection
        .prepare_cached("SELECT name FROM staff WHERE id = ?1")?
        .query_row([staff.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(name.unwrap_or_default())
}
