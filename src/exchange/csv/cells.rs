//! The cells of a row under the columns that are known.

use super::super::Reading;
use super::columns::{Column, Headings};
use super::rows::RawRow;
use crate::domain::import::PatientKey;
use crate::domain::nhs_number::NhsNumber;

/// Which column of a file holds what.
#[derive(Debug)]
pub struct Layout {
    /// The headings as the file has them.
    pub headings: Vec<String>,
    /// The columns that are known, in the order of the file.
    pub columns: Vec<(Column, usize)>,
}

impl Layout {
    /// The layout under these headings.
    pub fn new(headings: Vec<String>) -> Self {
        let known = Headings::known();
        let columns = headings
            .iter()
            .enumerate()
            .filter_map(|(index, heading)| known.column(heading).map(|column| (column, index)))
            .collect();
        Self { headings, columns }
    }

    /// The first column that holds this.
    pub fn index(&self, column: Column) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == column).map(|(_, index)| *index)
    }

    /// The headings that are not known.
    pub fn left_aside(&self) -> impl Iterator<Item = &str> {
        let known = |index: usize| self.columns.iter().any(|(_, at)| *at == index);
        let named = self.headings.iter().enumerate();
        named.filter(move |(index, heading)| !known(*index) && !heading.is_empty()).map(|(_, h)| h.as_str())
    }
}

/// What is wrong with a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column; `None`: the row as a whole.
    pub column: Option<usize>,
    /// The value as received.
    pub value: String,
    /// What is wrong and what to do.
    pub reason: String,
}

impl Fault {
    /// The row as a whole is wrong.
    pub fn of_row(reason: impl Into<String>) -> Self {
        Self { column: None, value: String::new(), reason: reason.into() }
    }
}

/// One value that is there, and its column.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The value without blanks around it; never empty.
    pub value: &'a str,
    /// The index of its column.
    pub index: usize,
}

impl Cell<'_> {
    /// This value is wrong.
    pub fn fault(&self, reason: impl std::fmt::Display) -> Fault {
        Fault { column: Some(self.index), value: self.value.to_owned(), reason: reason.to_string() }
    }
}

/// A row under its layout.
#[derive(Debug)]
pub struct Cells<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// The row.
    pub row: &'a RawRow,
    /// What else a reader needs to know.
    pub reading: &'a Reading,
}

impl<'a> Cells<'a> {
    /// The values that are there, in the order of the file.
    pub fn all(&self) -> impl Iterator<Item = (Column, Cell<'a>)> {
        let row = self.row;
        self.layout.columns.iter().filter_map(move |(column, index)| {
            let value = row.field(*index).trim();
            (!value.is_empty()).then_some((*column, Cell { value, index: *index }))
        })
    }

    /// The first value of this column.
    pub fn get(&self, column: Column) -> Option<Cell<'a>> {
        self.all().find(|(known, _)| *known == column).map(|(_, cell)| cell)
    }

    /// Which patient the row speaks of.
    pub fn key(&self) -> Result<PatientKey, Fault> {
        let mut key = PatientKey::default();
        for (column, cell) in self.all() {
            match column {
                Column::NhsNumber => {
                    let number: NhsNumber = cell.value.parse().map_err(|wrong| cell.fault(wrong))?;
                    if key.nhs_number.is_some_and(|other| other != number) {
                        return Err(cell.fault("two columns of this row hold different NHS numbers"));
                    }
                    key.nhs_number = Some(number);
                }
                Column::PracticeNumber if cell.value.chars().count() > 64 => {
                    return Err(cell.fault("a practice number has at most 64 characters"));
                }
                Column::PracticeNumber if key.practice_number.is_none() => {
                    key.practice_number = Some(cell.value.to_owned());
                }
                _ => {}
            }
        }
        if key == PatientKey::default() {
            let index = self.layout.index(Column::NhsNumber).or(self.layout.index(Column::PracticeNumber));
            let reason = "no NHS number and no practice number: a record needs one of them".to_owned();
            return Err(Fault { column: index, value: String::new(), reason });
        }
        Ok(key)
    }
}
