//! The practice, its staff, and the counts of the home screen.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};

use super::super::{Counts, Practices, Result};
use super::{SqliteStore, codec, reminders};
use crate::domain::ids::{PracticeId, StaffId};
use crate::domain::staff::{Role, Staff};

/// The counts, and of which state of the database (others' commits and our own) and which day they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    mark: (u64, u64),
    today: Date,
    counts: Counts,
}

impl Practices for SqliteStore {
    fn practice(&self) -> PracticeId {
        self.practice
    }

    fn is_demo(&self) -> bool {
        self.is_demo
    }

    fn staff(&mut self) -> Result<Vec<Staff>> {
        staff(&self.connection)
    }

    fn counts(&mut self, today: Date) -> Result<Counts> {
        let mark = (self.change_mark()?, self.writes);
        if let Some(known) = self.counted.filter(|known| known.mark == mark && known.today == today) {
            return Ok(known.counts);
        }
        let counts = self.read(|store| count(&store.connection, today))?;
        self.counted = Some(Counted { mark, today, counts });
        Ok(counts)
    }

    fn last_import(&mut self) -> Result<Option<Timestamp>> {
        let millis: Option<i64> = self
            .connection
            .prepare_cached("SELECT last_import FROM practice")?
            .query_row([], |row| row.get(0))?;
        millis.map(codec::timestamp).transpose()
    }

    fn change_mark(&mut self) -> Result<u64> {
        Ok(self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }
}

/// All members of staff, by name.
pub(super) fn staff(connection: &Connection) -> Result<Vec<Staff>> {
    let mut statement = connection.prepare_cached("SELECT id, name, role FROM staff ORDER BY name, id")?;
    let rows =
        statement.query_map([], |row| Ok((StaffId::from_bytes(row.get(0)?), row.get(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (id, name, role) = row?;
        Ok(Staff { id, name, role: codec::known(role)? })
    })
    .collect()
}

/// The role of a member of staff; `None`: nobody of that identifier works here.
pub(super) fn role(connection: &Connection, staff: StaffId) -> Result<Option<Role>> {
    let role: Option<u8> = connection
        .prepare_cached("SELECT role FROM staff WHERE id = ?1")?
        .query_row([staff.as_bytes()], |row| row.get(0))
        .optional()?;
    role.map(codec::known).transpose()
}

fn count(connection: &Connection, today: Date) -> Result<Counts> {
    let number =
        |sql: &str| -> Result<u64> { Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?) };
    Ok(Counts {
        patients: tally(connection, "patients")?,
        due: reminders::due(connection, today)?,
        unconfirmed: number("SELECT count(*) FROM communication WHERE state IN (1, 2, 3)")?,
        to_copy: number(
            "SELECT count(*) FROM communication WHERE state = 4 AND record <> 3 AND copied IS NULL",
        )?,
        conflicts: tally(connection, "conflicts")?,
        missing: tally(connection, "missing")?,
        for_guardian: number("SELECT count(*) FROM communication WHERE review IN (1, 2)")?,
    })
}

/// A count that is kept because counting would take a scan; 0 where nothing was ever counted.
fn tally(connection: &Connection, name: &str) -> Result<u64> {
    let count: Option<u64> = connection
        .prepare_cached("SELECT count FROM tally WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(count.unwrap_or(0))
}

/// Adds to a kept count, or takes away from it.
pub(super) fn count_up(connection: &Connection, name: &str, by: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO tally (name, count) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET count = count + ?2",
        )?
        .execute((name, by))?;
    Ok(())
}
