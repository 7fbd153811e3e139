//! How days, words and authors stand in the columns of people's tables.

use jiff::civil::{Date, Time};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::{Result, StoreError};
use super::codec;
use crate::domain::date::{PartialDate, Period};
use crate::domain::ids::{ImportId, StaffId};
use crate::domain::person::Use;
use crate::domain::staff::{Author, Recorded};

/// Says that a column holds what this program cannot have written.
pub(super) fn damaged(what: &str, found: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("{found} is not {what}"))
}

/// A date of any precision: 19990523, 19990500, 19990000; 0 for none.
pub(super) fn partial(date: Option<PartialDate>) -> i64 {
    match date {
        None => 0,
        Some(PartialDate::Year(year)) => i64::from(year) * 10_000,
        Some(PartialDate::Month(year, month)) => i64::from(year) * 10_000 + i64::from(month) * 100,
        Some(PartialDate::Day(day)) => day_number(day),
    }
}

/// The date of any precision in a column.
pub(super) fn partial_of(number: i64) -> Result<Option<PartialDate>> {
    if number == 0 {
        return Ok(None);
    }
    let bad = || damaged("a date", number);
    let year = i16::try_from(number / 10_000).map_err(|_| bad())?;
    let month = i8::try_from(number / 100 % 100).map_err(|_| bad())?;
    let day = i8::try_from(number % 100).map_err(|_| bad())?;
    Ok(Some(match (month, day) {
        (0, _) => PartialDate::Year(year),
        (_, 0) => PartialDate::Month(year, month),
        _ => PartialDate::Day(Date::new(year, month, day).map_err(|_| bad())?),
    }))
}

/// A day, 0 for none.
pub(super) fn day(date: Option<Date>) -> i64 {
    date.map_or(0, day_number)
}

/// A day: 19990523.
pub(super) fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The day in a column.
pub(super) fn day_of(number: i64) -> Result<Option<Date>> {
    Ok(partial_of(number)?.and_then(PartialDate::day))
}

/// A postcode as lists hold it (capitals, no blanks) with the blank before its last three characters; `None` for ''.
pub(super) fn postcode_of(code: &str) -> Option<String> {
    if code.is_empty() {
        return None;
    }
    Some(match code.len().checked_sub(3).and_then(|at| code.split_at_checked(at)) {
        Some((outward, inward)) if !outward.is_empty() => format!("{outward} {inward}"),
        _ => code.to_owned(),
    })
}

/// The period in two neighbouring columns.
pub(super) fn period(row: &Row<'_>, starts: usize) -> Result<Period> {
    Ok(Period { start: day_of(row.get(starts)?)?, end: day_of(row.get(starts + 1)?)? })
}

/// A time of day as the column has it.
pub(super) fn time_of(text: Option<String>) -> Result<Option<Time>> {
    text.map(|text| text.parse().map_err(|_| damaged("a time of day", &text))).transpose()
}

/// A value that stands as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}

/// The value that stands as JSON in a column.
pub(super) fn json_of<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// The place of a value in the list of all of its kind.
pub(super) fn place<T: PartialEq>(all: &[T], value: &T) -> i64 {
    all.iter().position(|other| other == value).and_then(|at| i64::try_from(at).ok()).unwrap_or(0)
}

/// The value at a place in the list of all of its kind.
pub(super) fn at_place<T: Copy>(all: &[T], place: i64, what: &str) -> Result<T> {
    usize::try_from(place).ok().and_then(|at| all.get(at)).copied().ok_or_else(|| damaged(what, place))
}

/// The uses of names and contact points by their number in columns; the order never changes.
pub(super) const USES: [Use; 10] = [
    Use::Usual,
    Use::Official,
    Use::Home,
    Use::Work,
    Use::Mobile,
    Use::Temp,
    Use::Nickname,
    Use::Maiden,
    Use::Billing,
    Use::Old,
];

/// What every query of facts selects last, to be read by [`recorded`]; it goes with [`AUTHOR_JOIN`].
pub(super) const AUTHOR: &str = "f.staff, s.name, i.id, i.source, f.elsewhere, f.at";

/// Where the author of a fact `f` stands.
pub(super) const AUTHOR_JOIN: &str =
    "LEFT JOIN import i ON i.number = f.import LEFT JOIN staff s ON s.id = f.staff";

/// Who recorded a fact, from the six columns of [`AUTHOR`].
pub(super) fn recorded(row: &Row<'_>, first: usize) -> Result<Recorded> {
    let at = codec::timestamp(row.get(first + 5)?)?;
    Ok(Recorded { by: author(row, first)?, at })
}

/// The author in five columns: staff, their name, import, its source, who took it down elsewhere.
pub(super) fn author(row: &Row<'_>, first: usize) -> Result<Author> {
    if let Some(staff) = row.get::<_, Option<[u8; 16]>>(first)? {
        let name: Option<String> = row.get(first + 1)?;
        return Ok(Author::Staff { id: StaffId::from_bytes(staff), name: name.unwrap_or_default() });
    }
    let import: Option<[u8; 16]> = row.get(first + 2)?;
    let source: Option<String> = row.get(first + 3)?;
    let id = import.ok_or_else(|| StoreError::Damaged("a fact has no author".to_owned()))?;
    let elsewhere: Option<String> = row.get(first + 4)?;
    Ok(Author::Import {
        id: ImportId::from_bytes(id),
        source: source.unwrap_or_default(),
        elsewhere: elsewhere.map(|text| json_of(&text)).transpose()?,
    })
}

/// The run of an import that is under way, and its number: what it brings needs no look-up.
pub(super) type Running = (ImportId, i64);

/// Staff, or the run of an import and, as JSON, who took it down elsewhere.
pub(super) type AuthorColumns = (Option<[u8; 16]>, Option<i64>, Option<String>);

/// The columns of an author.
pub(super) fn author_columns(
    connection: &Connection,
    author: &Author,
    running: Option<Running>,
) -> Result<AuthorColumns> {
    let (id, elsewhere) = match author {
        Author::Staff { id, .. } => return Ok((Some(*id.as_bytes()), None, None)),
        Author::Import { id, elsewhere, .. } => (id, elsewhere),
    };
    let number = match running.filter(|(running, _)| running == id) {
        Some((_, number)) => Some(number),
        None => connection
            .prepare_cached("SELECT number FROM import WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?,
    };
    Ok((None, number, elsewhere.as_ref().map(json).transpose()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_of_any_precision_come_back() {
        for found in [
            None,
            Some(PartialDate::Year(1931)),
            Some(PartialDate::Month(1931, 12)),
            Some(PartialDate::Day(date(1931, 12, 1))),
        ] {
            assert_eq!(partial_of(partial(found)).unwrap(), found);
        }
        assert!(partial_of(19_990_231).is_err());
    }
}
