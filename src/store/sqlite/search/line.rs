//! A line of the lists: compared with the query before anything of it is copied, and the first of them kept in order.

use std::cmp::Ordering;

use rusqlite::Row;

use super::super::super::Result;
use super::super::{codec, column};
use super::shown::Shown;
use crate::domain::dossier::{PatientRow, Standing};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::search::{Found, Query};

/// The columns of a line, as a literal that statements are put together from.
macro_rules! columns {
    () => {
        "l.name_key, l.born, l.patient, l.words, l.standing, l.shown"
    };
}

/// The columns of a line in `listed` and `worded`, named by the alias `l`.
pub(super) const COLUMNS: &str = columns!();

/// The lines of `listed` whose key lies between two, in order.
pub(super) const LISTED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM listed l WHERE l.name_key >= ?1 AND l.name_key < ?2 ORDER BY l.name_key, l.born, l.patient"
);

/// The lines of `worded` under the heading `?3` whose key lies between two, in order.
pub(super) const WORDED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM worded l WHERE l.word = ?3 AND l.name_key >= ?1 AND l.name_key < ?2 \
     ORDER BY l.name_key, l.born, l.patient"
);

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
    /// Where the two longest of the names stand, the longer one first.
    pub two: Option<(usize, usize)>,
    pub born: Option<Bounds>,
    pub postcode: Option<String>,
}

impl Filter {
    /// All parts of a query but its digits.
    pub(super) fn of(query: &Query) -> Self {
        Self {
            two: two_longest(&query.names),
            names: query.names.clone(),
            born: query.born.map(super::bounds),
            postcode: query.postcode.clone(),
        }
    }

    /// The same without one of the names.
    pub(super) fn without(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.names.retain(|known| known != name);
        other.two = two_longest(&other.names);
        other
    }

    /// The two longest names, the longer one first; `None` where there are not two.
    pub(super) fn two(&self) -> Option<(&str, &str)> {
        let (one, other) = self.two?;
        Some((self.names.get(one)?, self.names.get(other)?))
    }

    /// Whether it asks for more than two names.
    pub(super) fn is_more_than_two(&self) -> bool {
        self.names.len() > 2 || self.born.is_some() || self.postcode.is_some()
    }

    /// How well a line with this key goes with the names.
    fn rank(&self, key: &[u8]) -> Rank {
        let Some((one, other)) = self.two() else { return Rank::First };
        let (one, other) = (one.as_bytes(), other.as_bytes());
        let (family, given) = halves(key);
        let mut rank = Rank::Elsewhere;
        for (first, second) in [(one, other), (other, one)] {
            if family.starts_with(first) && given.starts_with(second) {
                rank = rank.min(if family.len() == first.len() { Rank::Whole } else { Rank::First });
            }
        }
        rank
    }

    /// How well a line with this key goes with all parts; `None` where one of them does not match.
    fn takes(&self, line: &Row<'_>, key: &[u8]) -> Result<Option<Rank>> {
        if let Some(Bounds(first, last)) = self.born
            && !(first..=last).contains(&line.get(1)?)
        {
            return Ok(None);
        }
        if let Some(code) = &self.postcode
            && !Shown::unpack(bytes(line, 5)?)?.postcode.starts_with(code)
        {
            return Ok(None);
        }
        let rank = self.rank(key);
        if self.names.is_empty() || (self.names.len() == 2 && rank < Rank::Elsewhere) {
            // the key alone tells
            return Ok(Some(rank));
        }
        let words = bytes(line, 3)?;
        let has = |name: &String| {
            key.starts_with(name.as_bytes())
                || words.split(|byte| *byte == b' ').any(|word| word.starts_with(name.as_bytes()))
        };
        Ok(self.names.iter().all(has).then_some(rank))
    }
}

/// A text of a line, compared byte by byte: what is folded is folded alike.
fn bytes<'a>(line: &'a Row<'_>, at: usize) -> Result<&'a [u8]> {
    Ok(line.get_ref(at)?.as_bytes().map_err(rusqlite::Error::from)?)
}

/// The family name of a key, and the given name behind it.
fn halves(key: &[u8]) -> (&[u8], &[u8]) {
    let mut halves = key.splitn(2, |byte| *byte == b' ');
    (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
}

/// How well a line goes with two names: who are meant most likely come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// One is the whole family name, the other begins the first given name.
    Whole,
    /// One begins the family name, the other the first given name. Every line of a query with one name.
    First,
    /// They stand elsewhere.
    Elsewhere,
}

/// Where the two longest names stand; of equal ones those that were typed first.
fn two_longest(names: &[String]) -> Option<(usize, usize)> {
    let mut places: Vec<usize> = (0..names.len()).collect();
    places.sort_by_key(|at| std::cmp::Reverse(names.get(*at).map_or(0, String::len)));
    let [one, other, ..] = *places.as_slice() else { return None };
    Some((one, other))
}

/// A line that was found: what it shows is taken apart when it is told.
struct Line {
    rank: Rank,
    name_key: String,
    born: i64,
    number: i64,
    standing: u8,
    shown: Vec<u8>,
}

impl Line {
    fn order(&self, rank: Rank, name_key: &[u8], born: i64, number: i64) -> Ordering {
        (self.rank, self.name_key.as_bytes(), self.born, self.number).cmp(&(rank, name_key, born, number))
    }

    fn row(&self) -> Result<PatientRow> {
        let (shown, standing) = (Shown::unpack(&self.shown)?, self.standing);
        Ok(PatientRow {
            id: shown.id,
            nhs_number: shown.nhs_number.and_then(NhsNumber::from_u64),
            practice_number: shown.practice_number.map(str::to_owned),
            name: shown.name.to_owned(),
            birth_date: column::partial_of(self.born)?,
            postcode: column::postcode_of(shown.postcode),
            standing: Standing {
                deceased: standing & codec::DECEASED != 0,
                restricted: standing & codec::RESTRICTED != 0,
                left: standing & codec::LEFT != 0,
            },
            lookalike: standing & codec::LOOKALIKE != 0,
        })
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

    /// Whether it is full of those who come first: nobody else can be told any more.
    pub(super) fn is_settled(&self) -> bool {
        self.is_full() && self.lines.last().is_some_and(|line| line.rank < Rank::Elsewhere)
    }

    /// Whether it is full of those who have one name as whole family name and the other as first given name.
    pub(super) fn is_whole(&self) -> bool {
        self.is_full() && self.lines.last().is_some_and(|line| line.rank == Rank::Whole)
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
        let key = bytes(line, 0)?;
        let Some(rank) = filter.takes(line, key)? else { return Ok(false) };
        let (born, number): (i64, i64) = (line.get(1)?, line.get(2)?);
        if self.lines.iter().any(|known| known.number == number) {
            return Ok(true);
        }
        let free = self.lines.get(self.settled..).unwrap_or(&[]);
        let before = |known: &Line| known.order(rank, key, born, number) == Ordering::Less;
        let at = self.settled + free.partition_point(before);
        if at > self.limit {
            return Ok(true);
        }
        let (name_key, standing, shown) = (line.get(0)?, line.get(4)?, bytes(line, 5)?.to_vec());
        self.lines.insert(at, Line { rank, name_key, born, number, standing, shown });
        self.lines.truncate(self.limit + 1);
        Ok(true)
    }

    /// What was found.
    ///
    /// # Errors
    /// [`StoreError::Damaged`](super::super::super::StoreError::Damaged) where a line cannot be read.
    pub(super) fn found(mut self) -> Result<Found> {
        let more = self.is_full();
        self.lines.truncate(self.limit);
        let rows = self.lines.iter().map(Line::row).collect::<Result<_>>()?;
        Ok(Found { rows, more, corrected: Vec::new() })
    }
}
