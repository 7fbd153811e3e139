//! Members of staff, and who recorded what.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{ImportId, StaffId};
use super::shown;

/// What a member of staff is here; [`super::permission`] says what they may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Writes and records messages.
    #[default]
    Receptionist,
    /// Also sees counts of overrides.
    Supervisor,
    /// The Caldicott Guardian: decides on disclosure.
    CaldicottGuardian,
    /// Looks after the program.
    Administrator,
}

impl Role {
    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Receptionist => "Receptionist",
            Self::Supervisor => "Supervisor",
            Self::CaldicottGuardian => "Caldicott Guardian",
            Self::Administrator => "Administrator",
        }
    }
}

/// No name of a member of staff or a practice is longer, in bytes: it has to fit the key file and every checkpoint.
pub const LONGEST_NAME: usize = 400;

/// Why a name cannot be that of a member of staff or a practice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// There is none.
    #[error("the name is empty: nothing was changed")]
    Empty,
    /// It would not fit.
    #[error("the name is longer than {LONGEST_NAME} characters: nothing was changed")]
    Long,
    /// It holds what nobody sees.
    #[error("the name holds {0}: nothing was changed; type it anew")]
    Hidden(String),
}

/// Refuses what cannot be the name of a member of staff or a practice, since people compare it by looking at it.
///
/// # Errors
/// What is wrong with it.
pub fn check_name(name: &str) -> Result<(), BadName> {
    if name.trim().is_empty() {
        return Err(BadName::Empty);
    }
    if name.len() > LONGEST_NAME {
        return Err(BadName::Long);
    }
    match name.chars().find(|c| c.is_control() || shown::sign(*c).is_some()) {
        Some(c) => Err(BadName::Hidden(shown::named(c))),
        None => Ok(()),
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Staff {
    /// Their identifier, on every entry they make.
    pub id: StaffId,
    /// Their name as colleagues say it.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Who acts, and at which desk: every entry of the record carries both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Actor {
    /// The member of staff.
    pub staff: StaffId,
    /// The desk: the name of the machine or session.
    pub desk: String,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Author {
    /// A member of staff took it down; the name is as it was when the fact was read.
    Staff {
        /// Who.
        id: StaffId,
        /// Their name.
        name: String,
    },
    /// It came with a file.
    Import {
        /// Which run.
        id: ImportId,
        /// What the file was, in words: "PDS", "patients.csv".
        source: String,
        /// Who took it down where the file comes from; `None`: the file does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        elsewhere: Option<Box<Elsewhere>>,
    },
}

/// Who took a fact down in the practice that a file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The member of staff, by name, or where that practice had it from.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff { name, .. } => f.write_str(name),
            Self::Import { source, elsewhere: None, .. } => write!(f, "import {source}"),
            Self::Import { source, elsewhere: Some(one), .. } => write!(f, "{}, import {source}", one.by),
        }
    }
}

/// The name of a member of staff among these.
pub fn name_of(all: &[Staff], id: StaffId) -> String {
    let known = all.iter().find(|one| one.id == id);
    known.map_or_else(|| "somebody who is not on the list of staff".to_owned(), |one| one.name.clone())
}

/// Who recorded a fact, and when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recorded {
    /// Who.
    pub by: Author,
    /// When.
    pub at: Timestamp,
}

impl Recorded {
    /// Whether the desk took it down, and no import.
    pub const fn is_by_staff(&self) -> bool {
        matches!(self.by, Author::Staff { .. })
    }

    /// The same run of an import, for a fact of which the file says who took it down.
    #[must_use]
    pub fn from_elsewhere(&self, elsewhere: Option<Elsewhere>) -> Self {
        let mut recorded = self.clone();
        if let Author::Import { elsewhere: kept, .. } = &mut recorded.by {
            *kept = elsewhere.map(Box::new);
        }
        recorded
    }

    /// Who took it down first, here or elsewhere, as far as anybody knows.
    pub fn first(&self) -> Elsewhere {
        match &self.by {
            Author::Import { elsewhere: Some(elsewhere), .. } => (**elsewhere).clone(),
            author => Elsewhere { by: author.to_string(), at: self.at },
        }
    }
}
