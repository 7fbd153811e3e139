//! Lines found by a number, a date of birth or a postcode, then compared with the other parts of a query.

use rusqlite::{Connection, Params};

use super::super::super::Result;
use super::MOST_LINES;
use super::row::{COLUMNS, Line, span};
use crate::domain::date::PartialDate;
use crate::domain::search::Query;

/// The text behind every text that begins with this one.
pub(super) fn behind(beginning: &str) -> String {
    format!("{beginning}\u{10ffff}")
}

/// Patients whose NHS number, practice number, telephone number or date of birth begins with the digits of the query.
pub(super) fn by_digits(connection: &Connection, query: &Query, wanted: usize) -> Result<Vec<Line>> {
    let digits = query.digits.as_deref().unwrap_or("");
    let mut found = Gathered::new(query, wanted);
    if let Some((from, to)) = nhs_range(digits) {
        found.by_patient(
            connection,
            "SELECT number FROM patient WHERE nhs_number BETWEEN ?1 AND ?2 ORDER BY nhs_number LIMIT ?3",
            (from, to, MOST_LINES),
        )?;
    }
    found.by_patient(
        connection,
        "SELECT number FROM patient WHERE practice_number >= ?1 AND practice_number < ?2 ORDER BY practice_number LIMIT ?3",
        (digits, behind(digits), MOST_LINES),
    )?;
    // one digit would list everybody with a telephone
    if let Some(number) = digits.strip_prefix('0').filter(|rest| !rest.is_empty()) {
        let key = match number.strip_prefix('0') {
            Some(abroad) => format!("+{abroad}"),
            None => format!("+44{number}"),
        };
        found.by_patient(
            connection,
            "SELECT patient FROM sharing WHERE key >= ?1 AND key < ?2 AND own = 1 ORDER BY key, patient LIMIT ?3",
            (&key, behind(&key), MOST_LINES),
        )?;
    }
    if let Some(born) = query.digits_born {
        let (from, to) = span(born);
        found.by_key(
            connection,
            "SELECT name_key, born, patient FROM listed_born WHERE born BETWEEN ?1 AND ?2
             ORDER BY born, name_key, patient LIMIT ?3",
            (from, to, MOST_LINES),
        )?;
    }
    Ok(found.lines)
}

/// Patients born on a day, in a month or in a year.
pub(super) fn by_birth(
    connection: &Connection,
    born: PartialDate,
    query: &Query,
    wanted: usize,
) -> Result<Vec<Line>> {
    let (from, to) = span(born);
    let mut found = Gathered::new(query, wanted);
    found.by_key(
        connection,
        "SELECT name_key, born, patient FROM listed_born WHERE born BETWEEN ?1 AND ?2
         ORDER BY born, name_key, patient LIMIT ?3",
        (from, to, MOST_LINES),
    )?;
    Ok(found.lines)
}

/// Patients who live at a postcode.
pub(super) fn by_postcode(connection: &Connection, query: &Query, wanted: usize) -> Result<Vec<Line>> {
    let code = query.postcode.as_deref().unwrap_or("");
    let mut found = Gathered::new(query, wanted);
    found.by_key(
        connection,
        "SELECT name_key, born, patient FROM listed_postcode WHERE postcode >= ?1 AND postcode < ?2
         ORDER BY postcode, name_key, born, patient LIMIT ?3",
        (code, behind(code), MOST_LINES),
    )?;
    Ok(found.lines)
}

/// The NHS numbers that begin with these digits, both ends included; `None`: too many digits, or a number cannot begin so.
fn nhs_range(digits: &str) -> Option<(u64, u64)> {
    let begun: u64 = digits.parse().ok()?;
    let open = u32::try_from(10usize.checked_sub(digits.len())?).ok()?;
    let scale = 10u64.pow(open);
    Some((begun * scale, begun * scale + scale - 1))
}

/// Lines that fit, each patient once, at most as many as wanted.
struct Gathered<'a> {
    query: &'a Query,
    wanted: usize,
    lines: Vec<Line>,
}

impl<'a> Gathered<'a> {
    fn new(query: &'a Query, wanted: usize) -> Self {
        Self { query, wanted, lines: Vec::new() }
    }

    /// Takes the patients whose numbers a statement gives; `false`: enough.
    fn by_patient(&mut self, connection: &Connection, select: &str, params: impl Params) -> Result<()> {
        let select = format!(
            "SELECT p.name_key, p.born, p.number FROM ({select}) AS c CROSS JOIN patient AS p ON p.number = c.{}",
            if select.contains("FROM sharing") { "patient" } else { "number" }
        );
        self.by_key(connection, &select, params)
    }

    /// Takes the patients whose keys a statement gives.
    fn by_key(&mut self, connection: &Connection, select: &str, params: impl Params) -> Result<()> {
        let mut statement = connection.prepare_cached(select)?;
        let mut rows = statement.query(params)?;
        while self.lines.len() < self.wanted
            && let Some(row) = rows.next()?
        {
            let (name_key, born, patient): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if self.lines.iter().any(|known| known.patient == patient) {
                continue;
            }
            if let Some(line) = Line::find(connection, &name_key, born, patient)?
                && line.fits(self.query)
            {
                self.lines.push(line);
            }
        }
        Ok(())
    }
}

/// Takes the lines that a statement over one of the two lists gives, as long as they are wanted.
pub(super) fn read(
    connection: &Connection,
    list: &str,
    rest: &str,
    params: impl Params,
    lines: &mut Vec<Line>,
    query: &Query,
    wanted: usize,
) -> Result<usize> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM {list} {rest}"))?;
    let mut rows = statement.query(params)?;
    let mut seen = 0;
    while lines.len() < wanted
        && let Some(row) = rows.next()?
    {
        seen += 1;
        let line = Line::read(row)?;
        if line.fits(query) && lines.iter().all(|known| known.patient != line.patient) {
            lines.push(line);
        }
    }
    Ok(seen)
}
