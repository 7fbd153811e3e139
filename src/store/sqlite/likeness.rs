//! Who could be taken for whom: read for a dossier, and the marks on the lists that say so.

use rusqlite::{Connection, OptionalExtension};

use super::super::Result;
use super::search::{self, Listing};
use super::{codec, column, patients, revision};
use crate::domain::dossier::{Facet, PatientRow};
use crate::domain::likeness;

/// How many are named: staff look at the date of birth of one, not at a list.
const MOST: usize = 20;

/// The lines of a group: those whose order key is the group's, or goes on behind it with a blank.
const GROUP: &str = "name_key >= ?1 AND name_key < ?1 || '!'";

/// The patients who could be taken for this one.
pub(super) fn rows(connection: &Connection, number: i64) -> Result<Vec<PatientRow>> {
    let key: Option<(String, i64)> = connection
        .prepare_cached("SELECT name_key, born FROM patient WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((key, born)) = key else { return Ok(Vec::new()) };
    let Some(group) = likeness::group(&key) else { return Ok(Vec::new()) };
    let born = column::partial_of(born)?;
    let mut near = Vec::new();
    for (other, birth, _) in members(connection, group)? {
        if other != number && near.len() < MOST && likeness::near(born, column::partial_of(birth)?) {
            near.push(other);
        }
    }
    let mut statement = connection
        .prepare_cached(&format!("SELECT {} FROM patient p WHERE p.number = ?1", patients::LINE))?;
    let mut found = Vec::with_capacity(near.len());
    for other in near {
        let mut rows = statement.query([other])?;
        while let Some(row) = rows.next()? {
            found.push(patients::line(row)?);
        }
    }
    Ok(found)
}

/// The patients of a group, and of the one with the names the other way round: their number, date of birth and whether
/// the lists mark them.
pub(super) fn members(connection: &Connection, group: &str) -> Result<Vec<(i64, i64, bool)>> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT patient, born, standing FROM listed WHERE {GROUP} ORDER BY born"))?;
    let mut found = Vec::new();
    for group in std::iter::once(group.to_owned()).chain(likeness::swapped(group)) {
        let mut rows = statement.query([group])?;
        while let Some(row) = rows.next()? {
            found.push((row.get(0)?, row.get(1)?, row.get::<_, u8>(2)? & codec::LOOKALIKE != 0));
        }
    }
    Ok(found)
}

/// Which of these dates of birth lie near another one.
pub(super) fn marked(born: &[i64]) -> Result<Vec<bool>> {
    let mut dates = Vec::with_capacity(born.len());
    for number in born {
        dates.push(column::partial_of(*number)?);
    }
    let mut marks = vec![false; born.len()];
    for (at, date) in dates.iter().enumerate() {
        if marks.get(at) == Some(&true) {
            continue;
        }
        let other =
            dates.iter().enumerate().position(|(place, other)| place != at && likeness::near(*date, *other));
        if let Some(other) = other {
            for place in [at, other] {
                if let Some(mark) = marks.get_mut(place) {
                    *mark = true;
                }
            }
        }
    }
    Ok(marks)
}

/// Marks a listed patient, or takes the mark away, and says that what is known about them changed.
pub(super) fn mark(connection: &Connection, number: i64, lookalike: bool) -> Result<()> {
    let Some(old) = Listing::stored(connection, number)? else { return Ok(()) };
    let mut new = old.clone();
    new.standing = if lookalike { old.standing | codec::LOOKALIKE } else { old.standing & !codec::LOOKALIKE };
    search::relist(connection, Some(&old), Some(&new))?;
    note(connection, number, lookalike)?;
    revision::changed(connection, number, Facet::Patient)
}

/// Writes the mark into the patient's own row.
pub(super) fn note(connection: &Connection, number: i64, lookalike: bool) -> Result<()> {
    connection
        .prepare_cached("UPDATE patient SET lookalike = ?2 WHERE number = ?1")?
        .execute((number, lookalike))?;
    Ok(())
}
