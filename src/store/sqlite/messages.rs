//! Messages: pages of the list, newest first and by key, and one message with all that became of it.

use std::cmp::Reverse;
use std::fmt::Write;

use rusqlite::{Connection, OptionalExtension, ToSql};

use super::super::{Result, StoreError};
use super::words::{self, Words};
use super::{codec, column, log};
use crate::domain::communication::{Communication, CommunicationRow, RecordView, State};
use crate::domain::date::PartialDate;
use crate::domain::ids::{CommunicationId, PatientId, StaffId};
use crate::domain::log::{self as domain_log, Code};

/// The columns of a line. The number of a message is the key of the table: every page is a walk along one index.
const COLUMNS: &str = "c.number, c.id, c.patient, c.patient_name, c.prepared, c.channel, c.purpose, c.state,
    coalesce((SELECT s.name FROM staff s WHERE s.id = c.staff), ''), c.excerpt,
    (SELECT p.born FROM patient p WHERE p.id = c.patient)";

/// What the index of messages to be copied holds: the words must be those of the index.
const TO_COPY: &str = "state = 4 AND record <> 3 AND copied IS NULL";

/// Behind every number that there is.
const NONE: u64 = u64::MAX >> 1;

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

/// What is asked for.
struct Asked<'a> {
    view: &'a RecordView,
    words: Option<&'a Words>,
    /// Only messages before this number.
    before: u64,
    /// Only messages behind this number.
    behind: u64,
    limit: usize,
}

/// A page of messages before the one with this number.
pub(super) fn page(
    connection: &Connection,
    view: &RecordView,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<CommunicationRow>> {
    let before = before.unwrap_or(NONE);
    let Some(words) = Words::parse(&view.words) else {
        return if view.words.trim().is_empty() {
            walk(connection, &Asked { view, words: None, before, behind: 0, limit })
        } else {
            // Nothing but punctuation: no message has such a word.
            Ok(Vec::new())
        };
    };
    if !reads_index_of_words(view) {
        // Each message is read once: the last word is taken as the beginning of one at the same time.
        return walk(connection, &Asked { view, words: Some(&words.opened()), before, behind: 0, limit });
    }
    let exact = Asked { view, words: Some(&words), before, behind: 0, limit };
    let rows = walk(connection, &exact)?;
    if !rows.is_empty() || !walk(connection, &Asked { before: NONE, limit: 1, ..exact })?.is_empty() {
        return Ok(rows);
    }
    // No message has the last word: it may be the beginning of one.
    walk(connection, &Asked { view, words: Some(&words.opened()), before, behind: 0, limit })
}

/// Whether words lead through the list: not where something else leaves few messages, which are read instead.
fn reads_index_of_words(view: &RecordView) -> bool {
    let few = !view.states.is_empty() && view.states.iter().all(|state| state.is_open());
    view.patient.is_none() && !view.to_copy && !few
}

/// Chooses the index that leads past the fewest messages.
fn walk(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<CommunicationRow>> {
    let view = asked.view;
    let mut rows = Vec::new();
    if view.patient.is_some() {
        along(connection, asked, Path::Patient, &mut rows)?;
    } else if view.to_copy {
        along(connection, asked, Path::ToCopy, &mut rows)?;
    } else if asked.words.is_some() && reads_index_of_words(view) {
        // The newest are not in the index of words yet.
        let indexed = words::indexed(connection)?;
        along(connection, &Asked { behind: indexed, ..*asked }, Path::All, &mut rows)?;
        let before = asked.before.min(indexed + 1);
        let limit = asked.limit - rows.len();
        if limit > 0 {
            along(connection, &Asked { before, limit, ..*asked }, Path::Words, &mut rows)?;
        }
    } else if view.states.is_empty() {
        along(connection, asked, Path::All, &mut rows)?;
    } else {
        for state in [State::Prepared, State::HandingOver, State::HandedOver, State::Sent, State::NotSent] {
            if view.states.contains(&state) {
                along(connection, asked, Path::State(state), &mut rows)?;
            }
        }
        rows.sort_unstable_by_key(|row: &CommunicationRow| Reverse(row.number));
        rows.truncate(asked.limit);
    }
    Ok(rows)
}

/// Adds at most `asked.limit` rows along one index.
fn along(
    connection: &Connection,
    asked: &Asked<'_>,
    path: Path,
    rows: &mut Vec<CommunicationRow>,
) -> Result<()> {
    let patient = asked.view.patient.map(|patient| *patient.as_bytes());
    let phrase = asked.words.filter(|_| path == Path::Words).map(Words::phrase);
    // Words that no index answers are looked for in the messages themselves.
    let sought = asked.words.filter(|_| path != Path::Words);
    let sql = sql(asked, path, sought.is_none());
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":before", &asked.before)];
    if path != Path::Words {
        params.push((":behind", &asked.behind));
    }
    if let Some(patient) = &patient {
        params.push((":patient", patient));
    }
    if let Some(phrase) = &phrase {
        params.push((":words", phrase));
    }
    if sought.is_none() {
        params.push((":limit", &asked.limit));
    }
    let full = rows.len() + asked.limit;
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query(params.as_slice())?;
    while rows.len() < full
        && let Some(row) = found.next()?
    {
        let line = line(row)?;
        let fits = match sought {
            Some(words) => words.are_in(connection, line.number, &line.patient_name)?,
            None => true,
        };
        if fits {
            rows.push(line);
        }
    }
    Ok(())
}

/// The statement that walks along one index.
fn sql(asked: &Asked<'_>, path: Path, limited: bool) -> String {
    let view = asked.view;
    let source = match path {
        Path::All | Path::State(_) => "communication c",
        Path::Patient => "communication c INDEXED BY communication_patient",
        Path::ToCopy => "communication c INDEXED BY communication_to_copy",
        Path::Words => "communication_words w CROSS JOIN communication c ON c.number = w.rowid",
    };
    let mut sql = format!("SELECT {COLUMNS} FROM {source} WHERE ");
    // The index of words has a key of its own.
    let key = if path == Path::Words {
        sql.push_str("w.communication_words MATCH :words AND w.rowid < :before");
        "w.rowid"
    } else {
        sql.push_str("c.number > :behind AND c.number < :before");
        "c.number"
    };
    if view.patient.is_some() {
        sql.push_str(" AND c.patient = :patient");
    }
    // Writing into a String cannot fail.
    let _ = match path {
        Path::State(state) => write!(sql, " AND c.state = {}", state.code()),
        _ if view.states.is_empty() => Ok(()),
        _ => {
            let codes: Vec<String> = view.states.iter().map(|state| state.code().to_string()).collect();
            // The plus keeps the index of states out: another one leads.
            write!(sql, " AND +c.state IN ({})", codes.join(", "))
        }
    };
    if view.to_copy {
        let _ = write!(sql, " AND {TO_COPY}");
    }
    let _ = write!(sql, " ORDER BY {key} DESC");
    if limited {
        sql.push_str(" LIMIT :limit");
    }
    sql
}

fn line(row: &rusqlite::Row<'_>) -> Result<CommunicationRow> {
    Ok(CommunicationRow {
        number: row.get(0)?,
        id: CommunicationId::from_bytes(row.get(1)?),
        patient: PatientId::from_bytes(row.get(2)?),
        patient_name: row.get(3)?,
        patient_birth: birth(row.get(10)?)?,
        prepared: codec::timestamp(row.get(4)?)?,
        channel: codec::known(row.get(5)?)?,
        purpose: codec::known(row.get(6)?)?,
        state: codec::known(row.get(7)?)?,
        by_name: row.get(8)?,
        excerpt: row.get(9)?,
    })
}

/// A date of birth as staff read it; empty where nobody or no day is known.
fn birth(born: Option<i64>) -> Result<String> {
    Ok(column::partial_of(born.unwrap_or(0))?.map(PartialDate::show).unwrap_or_default())
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
