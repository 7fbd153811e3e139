//! Patient search: the lines under which a patient is listed, and how they are read.
//!
//! Every line holds what a list shows, so that a page is read from neighbouring rows. The lines follow from the tables
//! of people and are written by the same transaction. Whichever part of a query narrows most leads; the others are
//! compared line by line, and reading stops as soon as a page is full.

mod fill;
mod lead;
mod line;
mod lines;
mod names;
mod numbers;
mod shown;
mod slip;
mod vocabulary;

use rusqlite::Connection;

pub(super) use fill::{Fill, Line, Order};
pub(super) use lines::{Listing, list_all, relist};
pub(super) use vocabulary::{Vocabulary, rebuild};

use super::super::Result;
use super::column;
use crate::domain::date::PartialDate;
use crate::domain::search::{Found, Query};
use line::{Bounds, Filter, Top};

/// Finds patients, within the transaction that is open: all parts see the same state. What matches nothing as typed is read
/// once more with one slip forgiven, and the answer says so.
pub(super) fn search(
    connection: &Connection,
    vocabulary: &mut Vocabulary,
    query: &Query,
    limit: usize,
) -> Result<Found> {
    if query.is_empty() || limit == 0 {
        return Ok(Found::default());
    }
    let found = exact(connection, query, limit)?;
    if !found.rows.is_empty() || query.names.is_empty() {
        return Ok(found);
    }
    if let Some(found) = slip::joined(connection, query, limit)? {
        return Ok(found);
    }
    slip::forgiven(connection, vocabulary, query, limit)
}

/// Finds what matches every part as it was typed.
fn exact(connection: &Connection, query: &Query, limit: usize) -> Result<Found> {
    let filter = Filter::of(query);
    let mut top = Top::new(limit);
    if let Some(digits) = &query.digits {
        numbers::by_digits(connection, digits, query.digits_born, &filter, &mut top)?;
        return top.found();
    }
    let day = filter.born.filter(Bounds::is_one_day);
    let whole_postcode = filter.postcode.as_deref().filter(|code| code.len() >= 5);
    match (filter.names.as_slice(), day, whole_postcode) {
        (_, Some(day), _) => lead::by_born(connection, day, &filter, &mut top)?,
        (_, None, Some(code)) => lead::by_postcode(connection, code, &filter, &mut top)?,
        ([], None, None) => {
            if let Some(span) = filter.born {
                lead::by_born(connection, span, &filter, &mut top)?;
            } else if let Some(code) = &filter.postcode {
                lead::by_postcode(connection, code, &filter, &mut top)?;
            }
        }
        ([one], None, None) => lead::by_name(connection, one, &filter, &mut top)?,
        (_, None, None) => names::by_names(connection, &filter, &mut top)?,
    }
    if top.is_empty() {
        // practice numbers may hold letters
        for name in filter.names.iter().filter(|name| name.contains(|c: char| c.is_ascii_digit())) {
            numbers::by_practice_number(connection, name, &filter.without(name), &mut top)?;
        }
    }
    top.found()
}

/// The numbers between which a date of birth lies.
fn bounds(born: PartialDate) -> Bounds {
    let first = column::partial(Some(born));
    match born {
        PartialDate::Day(_) => Bounds(first, first),
        PartialDate::Month(..) => Bounds(first, first + 99),
        PartialDate::Year(_) => Bounds(first, first + 9_999),
    }
}

#[cfg(test)]
mod tests;
