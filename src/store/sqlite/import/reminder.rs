//! Reminders of an import: added, changed while they are open, closed when the other system called them off.
//!
//! A reminder that is called off is closed here at once and not by an entry of its own on the log: the entry of the
//! import tells where that came from. One that is closed with a message is history: when the other system moves its
//! appointment, a new reminder of the same name is added.

use rusqlite::Connection;

use super::super::super::Result;
use super::super::column;
use super::super::reminders::{self, COLUMNS, WIDTH};
use super::matching::{self, Known};
use super::{Changes, Refused, Run};
use crate::domain::date;
use crate::domain::dossier::{Conflict, Facet};
use crate::domain::ids::ReminderId;
use crate::domain::import::IncomingReminder;
use crate::domain::reminder::{Reminder, ReminderState};

/// Takes a reminder: known by what the other system calls it, else by patient, purpose, day, appointment and text.
pub(super) fn take(
    run: &mut Run,
    connection: &Connection,
    said: &IncomingReminder,
) -> Result<Option<Refused>> {
    let known = match matching::owner(connection, &said.patient)? {
        Ok(known) => known,
        Err(refused) => return Ok(Some(refused)),
    };
    let changed = match find(connection, &known, said)? {
        Some((reminder, was_cancelled)) => update(run, connection, &known, (reminder, was_cancelled), said)?,
        None if said.cancelled => false,
        None => add(run, connection, &known, said)?,
    };
    run.report.reminders += u64::from(changed);
    run.report.reminders_unchanged += u64::from(!changed);
    Ok(None)
}

fn add(run: &mut Run, connection: &Connection, known: &Known, said: &IncomingReminder) -> Result<bool> {
    let reminder = Reminder {
        id: ReminderId::from_bytes(run.mint.bytes()),
        patient: known.id,
        purpose: said.purpose,
        due: said.due,
        appointment: said.appointment.clone(),
        text: said.text.clone(),
        template: None,
        state: ReminderState::Due,
        snoozed_until: None,
        claimed: None,
        settled: None,
        attempts: 0,
        origin: run.plan.source.clone(),
        external_id: said.external_id.clone(),
    };
    reminders::write(connection, &reminder, false)?;
    Ok(true)
}

fn update(
    run: &mut Run,
    connection: &Connection,
    known: &Known,
    (before, was_cancelled): (Reminder, bool),
    said: &IncomingReminder,
) -> Result<bool> {
    if said.cancelled {
        return cancel(run, connection, known, before);
    }
    let mut after = Reminder {
        purpose: said.purpose,
        due: said.due,
        appointment: said.appointment.clone(),
        text: said.text.clone().or_else(|| before.text.clone()),
        ..before.clone()
    };
    if before.state == ReminderState::Dismissed && was_cancelled {
        // called off by a file, and taken back by one
        (after.state, after.settled) = (ReminderState::Due, None);
    } else if !before.state.is_open() {
        let moved = before.due != after.due || before.appointment != after.appointment;
        return if moved { add(run, connection, known, said) } else { Ok(false) };
    }
    if after == before {
        return Ok(false);
    }
    reminders::write(connection, &after, false)?;
    Ok(true)
}

/// The other system called it off. What is under way as a message cannot be closed here: a person is told.
fn cancel(run: &mut Run, connection: &Connection, known: &Known, before: Reminder) -> Result<bool> {
    if before.state.is_open() {
        let settled = Some(run.recorded.at);
        let after = Reminder { state: ReminderState::Dismissed, settled, ..before };
        reminders::write(connection, &after, true)?;
        return Ok(true);
    }
    if matches!(before.state, ReminderState::Prepared | ReminderState::HandedOver) {
        let due = date::show(before.due);
        let found = Conflict {
            facet: Facet::Messages,
            channel: None,
            kept: format!("a message for the reminder of {due} is {}", before.state.slug()),
            other: format!("the reminder of {due} is cancelled"),
            source: run.plan.source.clone(),
            at: run.recorded.at,
        };
        let mut changes = Changes::default();
        run.disagree(connection, known.number, &[found], &mut changes)?;
        for facet in changes.0 {
            super::super::revision::changed(connection, known.number, facet)?;
        }
    }
    Ok(false)
}

/// The reminder that is meant, and whether a file called it off. Of several of one name the newest counts.
fn find(connection: &Connection, known: &Known, said: &IncomingReminder) -> Result<Option<(Reminder, bool)>> {
    let read = |row: &rusqlite::Row<'_>| Ok((reminders::read(row)?, row.get(WIDTH)?));
    if let Some(external_id) = &said.external_id {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS}, r.cancelled FROM reminder r WHERE r.external_id = ?1 AND r.patient = ?2
             ORDER BY r.id DESC LIMIT 1"
        ))?;
        let mut rows = statement.query((external_id, known.id.as_bytes()))?;
        return rows.next()?.map(read).transpose();
    }
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, r.cancelled FROM reminder r WHERE r.patient = ?1 AND r.due = ?2 AND r.purpose = ?3
             AND r.place_at IS ?4 AND r.place IS ?5 AND r.place_with IS ?6 AND (?7 IS NULL OR r.text IS ?7)
         ORDER BY r.id DESC LIMIT 1"
    ))?;
    let mut rows = statement.query((
        known.id.as_bytes(),
        column::day_number(said.due),
        said.purpose.slug(),
        said.appointment.at.map(|at| at.to_string()),
        &said.appointment.place,
        &said.appointment.with,
        &said.text,
    ))?;
    rows.next()?.map(read).transpose()
}
