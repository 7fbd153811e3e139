//! What staff type to find a patient, read into its parts.

use jiff::civil::Date;

use super::date::PartialDate;
use super::dossier::PatientRow;

/// A query: every part must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Beginnings of names, folded, in the order typed.
    pub names: Vec<String>,
    /// A date of birth.
    pub born: Option<PartialDate>,
    /// The beginning (or all) of an NHS number, a practice number or a telephone number: digits only.
    pub digits: Option<String>,
    /// The beginning of a postcode, in capitals without blanks.
    pub postcode: Option<String>,
}

impl Query {
    /// Reads what was typed. Anything can be read: what is no date, number or postcode is a part of a name.
    pub fn parse(text: &str, today: Date) -> Self {
        let _ = today;
        Self { names: text.split_whitespace().map(super::fold::name).collect(), ..Self::default() }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Patients found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The patients, at most as many as asked for, in order of name and date of birth.
    pub rows: Vec<PatientRow>,
    /// Whether there are more.
    pub more: bool,
    /// The words that were read differently because nothing matched them exactly: (typed, taken).
    pub corrected: Vec<(String, String)>,
}
