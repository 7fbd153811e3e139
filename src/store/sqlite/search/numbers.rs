//! Search by NHS number, practice number, telephone and by digits that may be a date of birth.

use rusqlite::{Connection, Statement, ToSql};

use super::super::super::Result;
use super::lead::behind;
use super::line::{Bounds, COLUMNS, Filter, Top};
use crate::domain::date::PartialDate;

/// How many numbers that begin so are compared with the rest of the query.
const MOST: usize = 500;

/// The line of a patient `p`.
const LINE: &str =
    "CROSS JOIN listed l ON l.name_key = p.name_key AND l.born = p.born AND l.patient = p.number";

/// By the beginning of any number, or by the date of birth that the digits could be.
pub(super) fn by_digits(
    connection: &Connection,
    digits: &str,
    born: Option<PartialDate>,
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    if let Some(born) = born
        && filter.born.is_none()
    {
        born_or_names(connection, super::bounds(born), filter, top)?;
    }
    if let Some((first, last)) = nhs_numbers(digits) {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM patient p {LINE} WHERE p.nhs_number BETWEEN ?1 AND ?2 LIMIT ?3"
        ))?;
        offer_all(&mut statement, &[&first, &last, &MOST], filter, top)?;
    }
    by_practice_number(connection, digits, filter, top)?;
    if let Some(beginning) = international(digits) {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM sharing s CROSS JOIN patient p ON p.number = s.patient {LINE}
             WHERE s.key >= ?1 AND s.key < ?2 AND s.own = 1 LIMIT ?3"
        ))?;
        offer_all(&mut statement, &[&beginning, &behind(&beginning), &MOST], filter, top)?;
    }
    Ok(())
}

/// By a date of birth: a day leads, a year beside a name only narrows.
fn born_or_names(connection: &Connection, span: Bounds, filter: &Filter, top: &mut Top) -> Result<()> {
    let narrowed = Filter { born: Some(span), ..filter.clone() };
    match filter.names.as_slice() {
        [] => super::lead::by_born(connection, span, filter, top),
        _ if span.is_one_day() => super::lead::by_born(connection, span, filter, top),
        [one] => super::lead::by_name(connection, one, &narrowed, top),
        _ => super::names::by_names(connection, &narrowed, top),
    }
}

/// By the beginning of a practice number, as typed and in capitals.
pub(super) fn by_practice_number(
    connection: &Connection,
    beginning: &str,
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    let capitals = beginning.to_ascii_uppercase();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM patient p {LINE}
         WHERE p.practice_number >= ?1 AND p.practice_number < ?2 ORDER BY p.practice_number LIMIT ?3"
    ))?;
    offer_all(&mut statement, &[&beginning, &behind(beginning), &MOST], filter, top)?;
    if capitals != beginning {
        offer_all(&mut statement, &[&capitals, &behind(&capitals), &MOST], filter, top)?;
    }
    Ok(())
}

fn offer_all(
    statement: &mut Statement<'_>,
    with: &[&dyn ToSql],
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    let alone = filter.names.is_empty() && filter.born.is_none() && filter.postcode.is_none();
    let enough = top.len() + top.room();
    let mut lines = statement.query(with)?;
    while let Some(line) = lines.next()? {
        top.offer(line, filter)?;
        // numbers alone come in their own order: the first are as good as any
        if alone && (top.is_full() || top.len() >= enough) {
            break;
        }
    }
    Ok(())
}

/// The NHS numbers that begin with these digits: from the first to the last.
fn nhs_numbers(digits: &str) -> Option<(i64, i64)> {
    let missing = u32::try_from(10usize.checked_sub(digits.len())?).ok()?;
    let span = 10i64.pow(missing);
    let first = digits.parse::<i64>().ok()?.checked_mul(span)?;
    Some((first, first + span - 1))
}

/// The beginning of a telephone number in the form in which numbers compare.
fn international(digits: &str) -> Option<String> {
    if let Some(abroad) = digits.strip_prefix("00") {
        return Some(format!("+{abroad}"));
    }
    // one digit would list everybody with a telephone
    let national = digits.strip_prefix('0').filter(|rest| !rest.is_empty())?;
    Some(format!("+44{national}"))
}
