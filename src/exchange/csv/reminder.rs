//! One row of a list of reminders.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use super::super::words::{answer, day, plain, times};
use super::cells::{Cell, Cells, Fault};
use super::columns::Column;
use crate::domain::import::IncomingReminder;
use crate::domain::purpose::Purpose;
use crate::domain::reminder::Appointment;

/// How many days before an appointment its reminder is due, where the file does not say: a week leaves time to move it.
pub const LEAD_DAYS: i64 = 7;

/// The day from which an appointment's reminder is due.
pub fn due_before(appointment: Date) -> Date {
    appointment.checked_sub(LEAD_DAYS.days()).unwrap_or(appointment)
}

/// Reads a row.
///
/// # Errors
/// When it has no identifier or no date, or a value is wrong.
pub fn take(cells: &Cells<'_>) -> Result<IncomingReminder, Fault> {
    let at = appointment_at(cells)?;
    let due = match cells.get(Column::Due) {
        Some(cell) => Some(day::whole(cell.value, cells.reading).map_err(|wrong| cell.fault(wrong))?),
        None => at.map(|at| due_before(at.date())),
    };
    let Some(due) = due else {
        let column = cells.layout.index(Column::Due).or(cells.layout.index(Column::AppointmentDate));
        let reason = "no due date and no appointment: write the day from which to send it".to_owned();
        return Err(Fault { column, value: String::new(), reason });
    };
    let purpose = match cells.get(Column::Purpose) {
        Some(cell) => cell.value.parse().map_err(|wrong| cell.fault(wrong))?,
        None if at.is_some() => Purpose::Appointment,
        None => Purpose::Other,
    };
    let text = |column: Column| cells.get(column).map(|cell| cell.value.to_owned());
    Ok(IncomingReminder {
        patient: cells.key()?,
        external_id: text(Column::ExternalId),
        purpose,
        due,
        appointment: Appointment { at, place: text(Column::Place), with: text(Column::With) },
        text: text(Column::Text),
        cancelled: cells.get(Column::Status).is_some_and(|cell| is_cancelled(cell.value)),
    })
}

fn is_cancelled(value: &str) -> bool {
    let words = plain(value);
    words.contains("cancel") || words.contains("deleted") || answer::yes_no(value) == Some(true)
}

fn appointment_at(cells: &Cells<'_>) -> Result<Option<DateTime>, Fault> {
    let time = match cells.get(Column::AppointmentTime) {
        Some(cell) => Some((cell, clock(cell)?)),
        None => None,
    };
    let Some(cell) = cells.get(Column::AppointmentDate) else {
        return match time {
            Some((cell, _)) => Err(cell.fault("a time without a date")),
            None => Ok(None),
        };
    };
    let (on, with_time) = date_and_time(cell, cells)?;
    let at = time.map(|(_, time)| time).or(with_time).unwrap_or(Time::midnight());
    Ok(Some(on.to_datetime(at)))
}

fn clock(cell: Cell<'_>) -> Result<Time, Fault> {
    times::time(cell.value).ok_or_else(|| cell.fault("not a time of day: write 09:30"))
}

/// `23/11/2026`, `23/11/2026 09:30`, `2026-11-23T09:30:00`, `23 Nov 2026 2pm`.
fn date_and_time(cell: Cell<'_>, cells: &Cells<'_>) -> Result<(Date, Option<Time>), Fault> {
    let value = cell.value;
    let (date, time) = match value.split_once('T').filter(|(date, _)| date.contains('-') && date.len() == 10)
    {
        Some((date, clock)) => (date, Some(clock.get(..5).unwrap_or(clock))),
        None => match value.rsplit_once(' ') {
            Some((date, clock)) if times::time(clock).is_some() && date.len() >= 6 => (date, Some(clock)),
            _ => (value, None),
        },
    };
    let on = day::whole(date.trim(), cells.reading).map_err(|wrong| cell.fault(wrong))?;
    match time {
        None => Ok((on, None)),
        Some(clock) => times::time(clock)
            .map(|time| (on, Some(time)))
            .ok_or_else(|| cell.fault("not a time of day: write 23/11/2026 09:30")),
    }
}
