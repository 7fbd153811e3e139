//! Members of staff, and who recorded what.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{ImportId, StaffId};

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
    },
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff { name, .. } => f.write_str(name),
            Self::Import { source, .. } => write!(f, "import {source}"),
        }
    }
}

/// Who recorded a fact, and when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recorded {
    /// Who.
    pub by: Author,
    /// When.
    pub at: Timestamp,
}
