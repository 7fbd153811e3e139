//! A line of the lists, read: what a list shows, and what the parts of a query are compared with.

use rusqlite::{Connection, OptionalExtension, Row};

use super::super::super::Result;
use super::super::{codec, column};
use crate::domain::date::PartialDate;
use crate::domain::dossier::{PatientRow, Standing};
use crate::domain::ids::PatientId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::search::Query;

/// The columns of a line, in the order in which [`Line::read`] takes them.
pub(super) const COLUMNS: &str =
    "name_key, born, patient, id, name, nhs_number, practice_number, postcode, standing, words";

/// A line.
#[derive(Debug)]
pub(super) struct Line {
    pub name_key: String,
    pub born: i64,
    pub patient: i64,
    id: [u8; 16],
    name: String,
    nhs_number: Option<u64>,
    practice_number: Option<String>,
    postcode: String,
    standing: u8,
    words: String,
}

impl Line {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            name_key: row.get(0)?,
            born: row.get(1)?,
            patient: row.get(2)?,
            id: row.get(3)?,
            name: row.get(4)?,
            nhs_number: row.get(5)?,
            practice_number: row.get(6)?,
            postcode: row.get(7)?,
            standing: row.get(8)?,
            words: row.get(9)?,
        })
    }

    /// The line with this key.
    pub(super) fn find(
        connection: &Connection,
        name_key: &str,
        born: i64,
        patient: i64,
    ) -> Result<Option<Self>> {
        const FIND: &str =
            "SELECT name_key, born, patient, id, name, nhs_number, practice_number, postcode, standing, words
             FROM listed WHERE name_key = ?1 AND born = ?2 AND patient = ?3";
        Ok(connection.prepare_cached(FIND)?.query_row((name_key, born, patient), Self::read).optional()?)
    }

    /// Whether all names of a query, its date of birth and its postcode fit.
    pub(super) fn fits(&self, query: &Query) -> bool {
        query.names.iter().all(|name| self.has_word(name))
            && query.born.is_none_or(|born| self.is_born(born))
            && query.postcode.as_ref().is_none_or(|code| self.postcode.starts_with(code.as_str()))
    }

    fn has_word(&self, beginning: &str) -> bool {
        self.words
            .match_indices(beginning)
            .any(|(at, _)| at > 0 && self.words.as_bytes().get(at - 1) == Some(&b' '))
    }

    fn is_born(&self, born: PartialDate) -> bool {
        let (from, to) = span(born);
        (from..=to).contains(&self.born)
    }

    /// The line as a list shows it.
    pub(super) fn into_row(self) -> Result<PatientRow> {
        Ok(PatientRow {
            id: PatientId::from_bytes(self.id),
            nhs_number: self.nhs_number.and_then(NhsNumber::from_u64),
            practice_number: self.practice_number,
            name: self.name,
            birth_date: column::partial_of(self.born)?,
            postcode: spaced(&self.postcode),
            standing: Standing {
                deceased: self.standing & codec::DECEASED != 0,
                restricted: self.standing & codec::RESTRICTED != 0,
                left: self.standing & codec::LEFT != 0,
            },
            lookalike: self.standing & codec::LOOKALIKE != 0,
        })
    }
}

/// The numbers of all dates that a date of any precision stands for, both ends included.
pub(super) fn span(born: PartialDate) -> (i64, i64) {
    let from = column::partial(Some(born));
    match born {
        PartialDate::Year(_) => (from, from + 1299),
        PartialDate::Month(..) => (from, from + 99),
        PartialDate::Day(_) => (from, from),
    }
}

/// A postcode with the blank before its last three characters.
fn spaced(code: &str) -> Option<String> {
    if code.is_empty() {
        return None;
    }
    Some(match code.len().checked_sub(3).and_then(|at| code.split_at_checked(at)) {
        Some((outward, inward)) if !outward.is_empty() => format!("{outward} {inward}"),
        _ => code.to_owned(),
    })
}
