//! Patient search: the lines under which a patient is listed, and how they are read.
//!
//! Every line holds what a list shows, so that a page is read from neighbouring rows. The lines follow from the tables
//! of people and are written by the same transaction.

mod candidates;
mod lines;
mod parts;
mod row;
mod vocabulary;

use rusqlite::Connection;

pub(super) use lines::{Listing, list_all, relist};
pub(super) use vocabulary::{Vocabulary, rebuild};

use super::super::Result;
use crate::domain::search::{Found, Query};
use row::Line;

/// How many lines are looked through for those that match all parts; beyond that the answer says that there are more.
const MOST_LINES: usize = 4000;

/// Finds patients. What matches nothing as typed is read as the nearest names that are on file.
pub(super) fn search(
    connection: &Connection,
    vocabulary: &mut Vocabulary,
    query: &Query,
    limit: usize,
) -> Result<Found> {
    let exact = collect(connection, query, limit)?;
    if !exact.rows.is_empty() || query.names.is_empty() {
        return Ok(exact);
    }
    for (place, typed) in query.names.iter().enumerate() {
        let nearest = vocabulary.nearest(connection, typed)?;
        if nearest.is_empty() {
            continue;
        }
        let mut found = Found::default();
        let each = limit.div_ceil(nearest.len()).max(1);
        for taken in nearest {
            let room = limit - found.rows.len();
            if room == 0 {
                found.more = true;
                break;
            }
            let mut other = query.clone();
            if let Some(name) = other.names.get_mut(place) {
                name.clone_from(&taken);
            }
            let part = collect(connection, &other, each.min(room))?;
            if !part.rows.is_empty() {
                found.more |= part.more;
                let fresh =
                    part.rows.into_iter().filter(|row| found.rows.iter().all(|known| known.id != row.id));
                let fresh: Vec<_> = fresh.collect();
                found.rows.extend(fresh);
                found.corrected.push((typed.clone(), taken));
            }
        }
        if !found.rows.is_empty() {
            return Ok(found);
        }
    }
    Ok(exact)
}

/// The patients that match every part as it is typed.
fn collect(connection: &Connection, query: &Query, limit: usize) -> Result<Found> {
    let wanted = limit + 1;
    let mut lines: Vec<Line> = if query.digits.is_some() {
        candidates::by_digits(connection, query, wanted)?
    } else if let Some(born) = query.born {
        candidates::by_birth(connection, born, query, wanted)?
    } else if query.postcode.as_ref().is_some_and(|code| query.names.is_empty() || code.len() > 4) {
        candidates::by_postcode(connection, query, wanted)?
    } else {
        parts::by_names(connection, query, wanted)?
    };
    let more = lines.len() > limit;
    lines.truncate(limit);
    let rows = lines.into_iter().map(Line::into_row).collect::<Result<_>>()?;
    Ok(Found { rows, more, corrected: Vec::new() })
}

#[cfg(test)]
mod tests;
