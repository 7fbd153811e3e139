//! How loud a finding is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The three tiers of a finding, the loudest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Shown, asks for nothing.
    Note,
    /// Needs one key and is recorded as seen.
    Warn,
    /// Cannot be sent until it is cured or overridden on the record.
    Stop,
}

impl Severity {
    /// The word in files and on the screen.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Stop => "stop",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
