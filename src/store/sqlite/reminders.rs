//! Reminders: the queue.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};

use super::super::{Result, StoreError};
use crate::domain::ids::ReminderId;
use crate::domain::reminder::ReminderState;

/// How many reminders are due on `today`.
pub(super) fn due(connection: &Connection, today: Date) -> Result<u64> {
    let _ = today;
    Ok(connection
        .prepare_cached("SELECT count(*) FROM reminder WHERE state = 0")?
        .query_row([], |row| row.get(0))?)
}

/// Where a reminder stands: appending refuses to answer one twice.
pub(super) fn state(connection: &Connection, reminder: ReminderId) -> Result<ReminderState> {
    let place: usize = connection
        .prepare_cached("SELECT state FROM reminder WHERE id = ?1")?
        .query_row([reminder.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NotFound(format!("reminder {reminder}")))?;
    let state = ReminderState::ALL.get(place).copied();
    state.ok_or_else(|| StoreError::Damaged(format!("reminder {reminder} has the state {place}")))
}

/// Puts a reminder where the log says it stands; a claim on it ends.
pub(super) fn settle(connection: &Connection, reminder: ReminderId, state: ReminderState) -> Result<()> {
    let place = ReminderState::ALL.iter().position(|known| *known == state).unwrap_or(0);
    connection
        .prepare_cached("UPDATE reminder SET state = ?2 WHERE id = ?1")?
        .execute((reminder.as_bytes(), place))?;
    Ok(())
}
