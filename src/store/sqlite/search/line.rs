//! A line of the lists: compared with the query before anything of it is copied, and the first of them kept in order.

use std::cmp::Ordering;

use rusqlite::Row;

use super::super::super::Result;
use super::super::{codec, column};
use crate::domain::dossier::{PatientRow, Standing};
use crate::domain::ids::PatientId;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::search::{Found, Query};

/// The columns of a line in `listed` and `worded`, named by the alias `l`.
pub(super) const COLUMNS: &str = "l.name_key, l.born, l.patient, l.words, l.postcode, l.standing, l.id, l.name, \
                                  l.nhs_number, l.practice_number";

/// The first and last number of a span of dates of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds(pub i64, pub i64);

impl Bounds {
    /// Whether it is one day.
    pub(super) fn is_one_day(&self) -> bool {
        self.0 == self.1
    }
}

/// What every line found must match.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    pub names: Vec<String>,
    pub born: Option<Bounds>,
    pub postcode: Option<String>,
}

impl Filter {
    /// All parts of a query but its digits.
    pub(super) fn of(query: &Query) -> Self {
        Self {
            names: query.names.clone(),
            born: query.born.map(super::bounds),
            postcode: query.postcode.clone(),
        }
    }

    /// The same without one of the names.
    pub(super) fn without(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.names.retain(|known| known != name);
        other
    }

    fn takes(&self, line: &Row<'_>) -> Result<bool> {
        let text =
            |at: usize| -> Result<&str> { Ok(line.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?) };
        if let Some(Bounds(first, last)) = self.born
            && !(first..=last).contains(&line.get(1)?)
        {
            return Ok(false);
        }
        if let Some(code) = &self.postcode
            && !text(4)?.starts_with(code.as_str())
        {
            return Ok(false);
        }
        if self.names.is_empty() {
            return Ok(true);
        }
        let (key, words) = (text(0)?, text(3)?);
        Ok(self.names.iter().all(|name| {
            key.starts_with(name.as_str()) || words.split(' ').any(|word| word.starts_with(name.as_str()))
        }))
    }
}

/// A line that was found.
struct Line {
    name_key: String,
    born: i64,
    number: i64,
    row: PatientRow,
}

impl Line {
    fn order(&self, name_key: &str, born: i64, number: i64) -> Ordering {
        (self.name_key.as_str(), self.born, self.number).cmp(&(name_key, born, number))
    }
}

/// The first lines found, at most `limit` and one more that tells that there are more.
pub(super) struct Top {
    limit: usize,
    /// The lines before this one stay where they are: they come from a better reading.
    settled: usize,
    lines: Vec<Line>,
}

impl Top {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, settled: 0, lines: Vec::with_capacity(limit.min(64) + 1) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether as many are found as can be told.
    pub(super) fn is_full(&self) -> bool {
        self.lines.len() > self.limit
    }

    /// How many lines can still come behind those that stay.
    pub(super) fn room(&self) -> usize {
        self.limit + 1 - self.settled.min(self.limit)
    }

    /// Lines that come from now on stand behind those that are there.
    pub(super) fn settle(&mut self) {
        self.settled = self.lines.len();
    }

    /// Lines whose key lies behind this one need not be looked at; `None`: all may still count.
    pub(super) fn worst(&self) -> Option<&str> {
        self.is_full().then(|| self.lines.last().map(|line| line.name_key.as_str())).flatten()
    }

    /// Looks at a line in the columns of [`COLUMNS`]; tells whether it matches.
    pub(super) fn offer(&mut self, line: &Row<'_>, filter: &Filter) -> Result<bool> {
        if !filter.takes(line)? {
            return Ok(false);
        }
        let number: i64 = line.get(2)?;
        let key = line.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let born: i64 = line.get(1)?;
        if self.lines.iter().any(|known| known.number == number) {
            return Ok(true);
        }
        let free = self.lines.get(self.settled..).unwrap_or(&[]);
        let at =
            self.settled + free.partition_point(|known| known.order(key, born, number) == Ordering::Less);
        if at > self.limit {
            return Ok(true);
        }
        let found = Line { name_key: key.to_owned(), born, number, row: row(line)? };
        self.lines.insert(at, found);
        self.lines.truncate(self.limit + 1);
        Ok(true)
    }

    /// What was found.
    pub(super) fn found(mut self) -> Found {
        let more = self.is_full();
        self.lines.truncate(self.limit);
        Found { rows: self.lines.into_iter().map(|line| line.row).collect(), more, corrected: Vec::new() }
    }
}

fn row(line: &Row<'_>) -> Result<PatientRow> {
    let standing: u8 = line.get(5)?;
    let postcode = line.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(PatientRow {
        id: PatientId::from_bytes(line.get(6)?),
        nhs_number: line.get::<_, Option<u64>>(8)?.and_then(NhsNumber::from_u64),
        practice_number: line.get(9)?,
        name: line.get(7)?,
        birth_date: column::partial_of(line.get(1)?)?,
        postcode: column::postcode_of(postcode),
        standing: Standing {
            deceased: standing & codec::DECEASED != 0,
            restricted: standing & codec::RESTRICTED != 0,
            left: standing & codec::LEFT != 0,
        },
        lookalike: standing & codec::LOOKALIKE != 0,
    })
}
