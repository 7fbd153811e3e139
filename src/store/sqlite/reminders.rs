//! Reminders: read one by one and in lists, settled by the log, written by imports.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::super::{Counts, Reminders, Result, StoreError};
use super::column::{self, damaged};
use super::{SqliteStore, codec, queue, sorted, triage};
use crate::domain::date::PartialDate;
use crate::domain::ids::{PatientId, ReminderId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::reminder::{
    Appointment, Claim, Glance, QueueCount, Reminder, ReminderRow, ReminderState, ReminderView, Triage,
};
use crate::domain::staff::Actor;

/// What the index of the queue holds: the words must be those of the index.
pub(super) const OPEN: &str = "r.state IN (0, 1, 2, 7)";

/// The columns of `reminder r` that [`read`] takes.
pub(super) const COLUMNS: &str =
    "r.id, r.patient, r.purpose, r.due, r.place_at, r.place, r.place_with, r.text,
    r.template, r.state, r.snoozed_until, r.claimed_by, r.claimed_until, r.attempts, r.origin, r.external_id,
    r.claimed_desk, r.settled";

/// How many columns [`COLUMNS`] names.
pub(super) const WIDTH: usize = 18;

impl Reminders for SqliteStore {
    fn reminders(
        &mut self,
        view: &ReminderView,
        after: Option<&Reminder>,
        limit: usize,
    ) -> Result<Vec<ReminderRow>> {
        self.read(|store| match view {
            ReminderView::Queue(part, glance) => {
                queue::page(&store.connection, (*part, glance), after, limit)
            }
            ReminderView::Sorted(part, glance, sort, words) => {
                sorted::page(&store.connection, (*part, glance, *sort), words, after, limit)
            }
            ReminderView::Open => open(&store.connection, after, limit),
            ReminderView::Of(patient) => of(&store.connection, *patient, after, limit),
        })
    }

    fn reminder(&mut self, id: ReminderId) -> Result<Reminder> {
        one(&self.connection, id)
    }

    fn queue_counts(&mut self, glance: &Glance) -> Result<Vec<QueueCount>> {
        self.read(|store| queue::counts(&store.connection, glance))
    }

    fn triage(&mut self, id: ReminderId, step: Triage, by: &Actor, now: Timestamp) -> Result<Reminder> {
        self.write(|store| triage::step(&store.connection, id, step, (by, now)))
    }
}

/// One reminder.
pub(super) fn one(connection: &Connection, id: ReminderId) -> Result<Reminder> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM reminder r WHERE r.id = ?1"))?;
    let mut rows = statement.query([id.as_bytes()])?;
    read(rows.next()?.ok_or_else(|| missing(id))?)
}

fn missing(reminder: ReminderId) -> StoreError {
    StoreError::NotFound(format!("reminder {reminder}"))
}

/// A reminder from the columns of [`COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> Result<Reminder> {
    let purpose: String = row.get(2)?;
    let due: i64 = row.get(3)?;
    let at: Option<String> = row.get(4)?;
    let snoozed: Option<i64> = row.get(10)?;
    let claimed = match (row.get::<_, Option<[u8; 16]>>(11)?, row.get::<_, Option<i64>>(12)?) {
        (Some(staff), Some(until)) => {
            let by = Actor { staff: StaffId::from_bytes(staff), desk: row.get(16)? };
            Some(Claim { by, until: codec::timestamp(until)? })
        }
        _ => None,
    };
    let settled: Option<i64> = row.get(17)?;
    Ok(Reminder {
        id: ReminderId::from_bytes(row.get(0)?),
        patient: PatientId::from_bytes(row.get(1)?),
        purpose: purpose.parse().map_err(|_| damaged("a purpose", &purpose))?,
        due: column::day_of(due)?.ok_or_else(|| damaged("a day", due))?,
        appointment: Appointment {
            at: at.map(|at| at.parse().map_err(|_| damaged("a date and time", &at))).transpose()?,
            place: row.get(5)?,
            with: row.get(6)?,
        },
        text: row.get(7)?,
        template: row.get(8)?,
        state: column::at_place(&ReminderState::ALL, row.get(9)?, "a state of reminders")?,
        snoozed_until: snoozed.map(codec::timestamp).transpose()?,
        claimed,
        settled: settled.map(codec::timestamp).transpose()?,
        attempts: row.get(13)?,
        origin: row.get(14)?,
        external_id: row.get(15)?,
    })
}

/// Those that are still open, whatever their day.
fn open(connection: &Connection, after: Option<&Reminder>, limit: usize) -> Result<Vec<ReminderRow>> {
    let filter = format!("{OPEN} AND (r.due, r.id) > (:due, :id) ORDER BY r.due, r.id");
    let (due, id) = key(after);
    list(connection, &filter, &[(":due", &due), (":id", &id), (":limit", &limit)])
}

/// One patient's, open ones first.
fn of(
    connection: &Connection,
    patient: PatientId,
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    let filter = format!(
        "r.patient = :patient AND (NOT {OPEN}, r.due, r.id) > (:closed, :due, :id)
         ORDER BY NOT {OPEN}, r.due, r.id"
    );
    let (due, id) = key(after);
    let closed = after.is_some_and(|last| !last.state.is_open());
    let (of, closed): (&dyn ToSql, &dyn ToSql) = (patient.as_bytes(), &closed);
    let params = [(":patient", of), (":closed", closed), (":due", &due), (":id", &id), (":limit", &limit)];
    list(connection, &filter, &params)
}

/// Day and identifier of the row behind which a page begins.
pub(super) fn key(after: Option<&Reminder>) -> (i64, [u8; 16]) {
    after.map_or((0, [0; 16]), |last| (column::day_number(last.due), *last.id.as_bytes()))
}

/// The rows that a filter with its order leaves, at most `:limit`.
pub(super) fn list(
    connection: &Connection,
    filter: &str,
    params: &[(&str, &dyn ToSql)],
) -> Result<Vec<ReminderRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, p.shown_name, p.born FROM reminder r CROSS JOIN patient p ON p.id = r.patient
         WHERE {filter} LIMIT :limit"
    ))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(ReminderRow {
            reminder: read(row)?,
            patient_name: row.get(WIDTH)?,
            patient_birth: column::partial_of(row.get(WIDTH + 1)?)?
                .map(PartialDate::show)
                .unwrap_or_default(),
        });
    }
    Ok(found)
}

/// The first millisecond behind a day, by UTC: within an hour of the desk's own midnight.
fn behind_day(day: Date) -> i64 {
    let next = day.tomorrow().unwrap_or(day);
    next.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map_or(i64::MAX, |at| codec::millis(at.timestamp()))
}

/// How many reminders are due on `today`, counted up to one more than [`Counts::MOST_DUE`].
pub(super) fn due(connection: &Connection, today: Date) -> Result<u64> {
    let most = Counts::MOST_DUE + 1;
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM reminder r INDEXED BY reminder_open
         WHERE r.due <= ?1 AND {OPEN} AND (r.state <> 1 OR coalesce(r.snoozed_until, 0) < ?2) LIMIT {most})"
    );
    let day = (column::day_number(today), behind_day(today));
    Ok(connection.prepare_cached(&sql)?.query_row(day, |row| row.get(0))?)
}

/// Where a reminder stands: appending refuses to answer one twice.
pub(super) fn state(connection: &Connection, reminder: ReminderId) -> Result<ReminderState> {
    let place: i64 = connection
        .prepare_cached("SELECT state FROM reminder WHERE id = ?1")?
        .query_row([reminder.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| missing(reminder))?;
    column::at_place(&ReminderState::ALL, place, "a state of reminders")
}

/// Puts a reminder where the log says it stands since `at`; a claim on it ends, and what failed counts as an attempt.
pub(super) fn settle(
    connection: &Connection,
    reminder: ReminderId,
    state: ReminderState,
    at: Timestamp,
) -> Result<()> {
    let settled = (!state.is_open()).then(|| codec::millis(at));
    connection
        .prepare_cached(
            "UPDATE reminder SET state = ?2, settled = ?3, attempts = attempts + ?4, cancelled = 0,
                 claimed_by = NULL, claimed_desk = NULL, claimed_until = NULL, snoozed_until = NULL
             WHERE id = ?1",
        )?
        .execute((
            reminder.as_bytes(),
            column::place(&ReminderState::ALL, &state),
            settled,
            state == ReminderState::Failed,
        ))?;
    Ok(())
}

/// Writes what a file can say of a reminder, new or changed.
pub(super) fn write(connection: &Connection, reminder: &Reminder, cancelled: bool) -> Result<()> {
    let slug: &str = Purpose::slug(reminder.purpose);
    connection
        .prepare_cached(
            "INSERT INTO reminder (id, patient, state, purpose, due, place_at, place, place_with, text, origin,
                                   external_id, cancelled, settled, patient_name)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
                     coalesce((SELECT shown_name FROM patient WHERE id = ?2), ''))
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, purpose = excluded.purpose, due = excluded.due,
                 place_at = excluded.place_at, place = excluded.place, place_with = excluded.place_with,
                 text = excluded.text, external_id = excluded.external_id, cancelled = excluded.cancelled,
                 settled = excluded.settled",
        )?
        .execute((
            reminder.id.as_bytes(),
            reminder.patient.as_bytes(),
            column::place(&ReminderState::ALL, &reminder.state),
            slug,
            column::day_number(reminder.due),
            reminder.appointment.at.map(|at| at.to_string()),
            &reminder.appointment.place,
            &reminder.appointment.with,
            &reminder.text,
            &reminder.origin,
            &reminder.external_id,
            cancelled,
            reminder.settled.map(codec::millis),
        ))?;
    Ok(())
}
