//! Reminders: the queue, page by page, and single ones.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::super::{Reminders, Result, StoreError};
use super::column::{self, damaged};
use super::{SqliteStore, codec};
use crate::domain::date::PartialDate;
use crate::domain::ids::{PatientId, ReminderId, StaffId};
use crate::domain::purpose::Purpose;
use crate::domain::reminder::{Appointment, Reminder, ReminderRow, ReminderState, ReminderView};

/// What the index of the queue holds: the words must be those of the index.
const OPEN: &str = "r.state IN (0, 1, 2, 7)";

/// The columns of `reminder r` that [`read`] takes.
pub(super) const COLUMNS: &str =
    "r.id, r.patient, r.purpose, r.due, r.place_at, r.place, r.place_with, r.text,
    r.template, r.state, r.snoozed_until, r.claimed_by, r.claimed_until, r.attempts, r.origin, r.external_id";

impl Reminders for SqliteStore {
    fn reminders(
        &mut self,
        view: &ReminderView,
        after: Option<&Reminder>,
        limit: usize,
    ) -> Result<Vec<ReminderRow>> {
        self.read(|store| page(&store.connection, view, after, limit))
    }

    fn reminder(&mut self, id: ReminderId) -> Result<Reminder> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM reminder r WHERE r.id = ?1"))?;
        let mut rows = statement.query([id.as_bytes()])?;
        read(rows.next()?.ok_or_else(|| missing(id))?)
    }
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
        (Some(staff), Some(until)) => Some((StaffId::from_bytes(staff), codec::timestamp(until)?)),
        _ => None,
    };
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
        attempts: row.get(13)?,
        origin: row.get(14)?,
        external_id: row.get(15)?,
    })
}

/// A page of the queue behind the row with this key. Every view is a walk along one index. One that is put off to a
/// later day is not due; on the day itself it is shown, and its time tells from when on.
fn page(
    connection: &Connection,
    view: &ReminderView,
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    let due = after.map_or(0, |last| column::day_number(last.due));
    let id = after.map_or([0; 16], |last| *last.id.as_bytes());
    let closed = after.is_some_and(|last| !is_open(last.state));
    let (wanted, until, patient);
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":due", &due), (":id", &id), (":limit", &limit)];
    let behind = "(r.due, r.id) > (:due, :id)";
    let filter = match view {
        ReminderView::Due(day) => {
            (wanted, until) = (column::day_number(*day), behind_day(*day));
            params.extend([(":until", &wanted as &dyn ToSql), (":awake", &until)]);
            format!("{OPEN} AND {behind} AND r.due <= :until AND {AWAKE} ORDER BY r.due, r.id")
        }
        ReminderView::Open => format!("{OPEN} AND {behind} ORDER BY r.due, r.id"),
        ReminderView::Of(of) => {
            patient = *of.as_bytes();
            params.extend([(":patient", &patient as &dyn ToSql), (":closed", &closed)]);
            format!(
                "r.patient = :patient AND (NOT {OPEN}, r.due, r.id) > (:closed, :due, :id)
                 ORDER BY NOT {OPEN}, r.due, r.id"
            )
        }
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, p.shown_name, p.born FROM reminder r CROSS JOIN patient p ON p.id = r.patient
         WHERE {filter} LIMIT :limit"
    ))?;
    let mut rows = statement.query(params.as_slice())?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(ReminderRow {
            reminder: read(row)?,
            patient_name: row.get(16)?,
            patient_birth: column::partial_of(row.get(17)?)?.map(PartialDate::show).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// Not put off to a later day.
const AWAKE: &str = "(r.state <> 1 OR coalesce(r.snoozed_until, 0) < :awake)";

/// The first millisecond behind a day, by UTC: within an hour of the desk's own midnight.
fn behind_day(day: Date) -> i64 {
    let next = day.tomorrow().unwrap_or(day);
    next.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).map_or(i64::MAX, |at| codec::millis(at.timestamp()))
}

/// Whether a reminder still waits for a message.
pub(super) const fn is_open(state: ReminderState) -> bool {
    matches!(
        state,
        ReminderState::Due | ReminderState::Snoozed | ReminderState::Claimed | ReminderState::Failed
    )
}

/// How many reminders are due on `today`.
pub(super) fn due(connection: &Connection, today: Date) -> Result<u64> {
    let count = "SELECT count(*) FROM reminder r INDEXED BY reminder_open WHERE r.due <= ?1 AND ";
    let all: u64 = connection
        .prepare_cached(&format!("{count} {OPEN}"))?
        .query_row([column::day_number(today)], |row| row.get(0))?;
    let asleep: u64 = connection
        .prepare_cached(
            "SELECT count(*) FROM reminder r INDEXED BY reminder_snoozed
             WHERE r.state = 1 AND r.due <= ?1 AND r.snoozed_until >= ?2",
        )?
        .query_row((column::day_number(today), behind_day(today)), |row| row.get(0))?;
    Ok(all.saturating_sub(asleep))
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

/// Puts a reminder where the log says it stands; a claim on it ends.
pub(super) fn settle(connection: &Connection, reminder: ReminderId, state: ReminderState) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE reminder SET state = ?2, claimed_by = NULL, claimed_until = NULL, snoozed_until = NULL
             WHERE id = ?1",
        )?
        .execute((reminder.as_bytes(), column::place(&ReminderState::ALL, &state)))?;
    Ok(())
}

/// Writes what a file can say of a reminder, new or changed.
pub(super) fn write(connection: &Connection, reminder: &Reminder, cancelled: bool) -> Result<()> {
    let slug: &str = Purpose::slug(reminder.purpose);
    connection
        .prepare_cached(
            "INSERT INTO reminder (id, patient, state, purpose, due, place_at, place, place_with, text, origin,
                                   external_id, cancelled)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, purpose = excluded.purpose, due = excluded.due,
                 place_at = excluded.place_at, place = excluded.place, place_with = excluded.place_with,
                 text = excluded.text, external_id = excluded.external_id, cancelled = excluded.cancelled",
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
        ))?;
    Ok(())
}
