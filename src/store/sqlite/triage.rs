//! What a desk does with a reminder that is no entry on the log: put off, woken, claimed, released.

use jiff::Timestamp;
use rusqlite::Connection;

use super::super::{Result, StoreError};
use super::{codec, column, reminders};
use crate::domain::ids::ReminderId;
use crate::domain::reminder::{Reminder, ReminderState, Triage};
use crate::domain::staff::Actor;

/// Does one step, unless the reminder is closed or another desk is at it; gives it as it is now.
pub(super) fn step(
    connection: &Connection,
    id: ReminderId,
    step: Triage,
    (by, now): (&Actor, Timestamp),
) -> Result<Reminder> {
    let before = reminders::one(connection, id)?;
    let after = before.triaged(step, by, now).map_err(|kept| StoreError::Refused(kept.to_string()))?;
    if after != before {
        write(connection, &after)?;
    }
    reminders::one(connection, id)
}

fn write(connection: &Connection, reminder: &Reminder) -> Result<()> {
    let claim = reminder.claimed.as_ref();
    connection
        .prepare_cached(
            "UPDATE reminder SET state = ?2, snoozed_until = ?3, claimed_by = ?4, claimed_desk = ?5,
                 claimed_until = ?6
             WHERE id = ?1",
        )?
        .execute((
            reminder.id.as_bytes(),
            column::place(&ReminderState::ALL, &reminder.state),
            reminder.snoozed_until.map(codec::millis),
            claim.map(|claim| *claim.by.staff.as_bytes()),
            claim.map(|claim| claim.by.desk.as_str()),
            claim.map(|claim| codec::millis(claim.until)),
        ))?;
    Ok(())
}
