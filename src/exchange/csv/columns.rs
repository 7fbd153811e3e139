//! The columns that are known, and under which headings the lists of clinical systems name them.
//!
//! Headings are compared in the folded form of [`fold::name`]: case, blanks, punctuation and accents do not matter, so
//! that `NHS No.`, `nhs_no` and `NHSNo` are one. The table is `assets/headings.toml`; a heading that is not in it is
//! left aside, and said so.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// The NHS number.
    NhsNumber,
    /// The number that the practice's own system gives the patient.
    PracticeNumber,
    /// Mrs, Dr.
    Title,
    /// The first given name.
    Given,
    /// Further given names.
    Middle,
    /// The family name.
    Family,
    /// The name in one piece: `SURNAME, Given (Mr)` or `Mr Given Surname`.
    FullName,
    /// A family name used before.
    PreviousFamily,
    /// The name a person goes by.
    KnownAs,
    /// The date of birth.
    BirthDate,
    /// Sex or gender.
    Gender,
    /// A mobile number.
    Mobile,
    /// A telephone at home.
    HomePhone,
    /// A telephone at work.
    WorkPhone,
    /// A telephone, of whatever kind.
    Phone,
    /// An email address.
    Email,
    /// A line of the address; they are put together in the order of the file.
    AddressLine,
    /// The address in one piece.
    Address,
    /// The postcode.
    Postcode,
    /// Whether the person takes messages in the NHS App.
    NhsApp,
    /// The preferred channel.
    Preferred,
    /// Preferred times, in words.
    Times,
    /// Consent to texts.
    TextConsent,
    /// Refusal of texts.
    TextDeclined,
    /// Consent to email.
    EmailConsent,
    /// Refusal of email.
    EmailDeclined,
    /// Refusal of results by text.
    ResultsDeclined,
    /// The language.
    Language,
    /// Whether an interpreter is needed.
    Interpreter,
    /// The accessible format that is needed.
    Format,
    /// Whether the person died.
    Deceased,
    /// The date of death.
    DeathDate,
    /// Whether the person left the practice.
    Left,
    /// Whether the person is registered.
    Registered,
    /// The date of leaving.
    LeftDate,
    /// Why the person left.
    LeftReason,
    /// Whether the record is confidential.
    Confidential,
    /// Reminders: the day from which it is to be sent.
    Due,
    /// Reminders: why.
    Purpose,
    /// Reminders: the date of the appointment, perhaps with its time.
    AppointmentDate,
    /// Reminders: the time of the appointment.
    AppointmentTime,
    /// Reminders: where.
    Place,
    /// Reminders: with whom.
    With,
    /// Reminders: the text to send.
    Text,
    /// Reminders: what the other system calls it.
    ExternalId,
    /// Reminders: whether it stands.
    Status,
    /// Why a row was refused: written by this program, passed over when the file comes back.
    Refused,
}

/// The heading under which refused rows carry their reason.
pub const REFUSED: &str = "Refused because";

/// The table as it is shipped.
const TABLE: &str = include_str!("../../../assets/headings.toml");

/// The headings that are known.
#[derive(Debug)]
pub struct Headings {
    /// Every heading of a column, the usual one first.
    columns: BTreeMap<Column, Vec<String>>,
    /// The column of every heading, in its folded form.
    folded: HashMap<String, Column>,
}

impl Headings {
    /// The headings as they are shipped; a test holds that they can be read. The table is read once: it costs more than a
    /// short list.
    pub fn known() -> &'static Self {
        static KNOWN: LazyLock<Headings> = LazyLock::new(|| {
            let columns: BTreeMap<Column, Vec<String>> = toml::from_str(TABLE).unwrap_or_default();
            let of = |(column, aliases): (&Column, &Vec<String>)| {
                aliases.iter().map(|alias| (fold::name(alias), *column)).collect::<Vec<_>>()
            };
            let folded = columns.iter().flat_map(of).collect();
            Headings { columns, folded }
        });
        &KNOWN
    }

    /// What a heading stands for; `None` where it is not known.
    pub fn column(&self, heading: &str) -> Option<Column> {
        self.folded.get(&fold::name(heading)).copied()
    }

    /// The usual heading of every column, for a message about a file in which none was found.
    pub fn understood(&self) -> String {
        let usual = |from: Column, to: Column| {
            let names: Vec<&str> = self
                .columns
                .range(from..=to)
                .filter_map(|(_, aliases)| Some(aliases.first()?.as_str()))
                .collect();
            names.join(", ")
        };
        format!(
            "A list of patients needs \"NHS number\" or \"Practice number\" and may have: {}.\n\
             A list of reminders also has: {}.\n\
             Many other headings are known for each.",
            usual(Column::Title, Column::Confidential),
            usual(Column::Due, Column::Status)
        )
    }
}

/// Whether a column holds the reasons of rows that were refused before.
pub fn is_reason(heading: &str) -> bool {
    fold::name(heading) == fold::name(REFUSED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_stands_for_one_column() {
        let table: BTreeMap<Column, Vec<String>> = toml::from_str(TABLE).unwrap();
        let known = Headings::known();
        let mut seen = std::collections::HashSet::new();
        for (column, aliases) in table {
            assert!(!aliases.is_empty(), "{column:?}");
            for alias in aliases {
                assert_eq!(known.column(&alias), Some(column), "{alias}");
                assert!(seen.insert(fold::name(&alias)), "{alias} stands twice");
            }
        }
        assert_eq!(known.column(REFUSED), Some(Column::Refused));
        assert!(is_reason(REFUSED));
    }

    #[test]
    fn case_blanks_and_punctuation_do_not_matter() {
        let known = Headings::known();
        for heading in ["NHS No.", "nhs_no", " NHS  NO ", "NhsNo", "\u{a0}nhs-no"] {
            assert_eq!(known.column(heading), Some(Column::NhsNumber), "{heading}");
        }
        assert_eq!(known.column("Favourite colour"), None);
        assert_eq!(known.column(""), None);
        assert!(known.understood().contains("Date of birth"));
    }
}
