//! What a look at the practice's files finds: whether they are sound and safe, what is not, and what cures it.

use std::path::PathBuf;

use super::ids::StaffId;

/// Where the files of a practice lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The folder of the practice's data.
    pub data_dir: PathBuf,
    /// The database.
    pub database: PathBuf,
    /// The settings, which others may read.
    pub config: PathBuf,
    /// The folder of the practice's own texts, which others may read.
    pub templates: PathBuf,
    /// The folder of messages that were handed over as files.
    pub outbox: PathBuf,
    /// The folder of day sheets, and of lists that were written at the desk.
    pub sheets: PathBuf,
}

/// Who holds a key, by the key file.
#[derive(Debug, Clone)]
pub struct Holders {
    /// In words.
    pub told: String,
    /// Their public keys, as the log should know them.
    pub holdings: Vec<(StaffId, [u8; 32])>,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Fine,
    /// Somebody should see to it.
    Finding,
    /// Data are damaged or in danger now.
    Trouble,
}

impl Level {
    /// The word for it.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Finding => "finding",
            Self::Trouble => "trouble",
        }
    }
}

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What was looked at, such as "rights".
    pub check: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What is so.
    pub what: String,
    /// What to do about it; empty where nothing is to be done.
    pub cure: String,
}

impl Found {
    /// Something that is as it should be.
    pub fn fine(check: &'static str, what: impl Into<String>) -> Self {
        Self { check, level: Level::Fine, what: what.into(), cure: String::new() }
    }

    /// Something that somebody should see to.
    pub fn finding(check: &'static str, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { check, level: Level::Finding, what: what.into(), cure: cure.into() }
    }

    /// Something that is damaged or in danger.
    pub fn trouble(check: &'static str, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { check, level: Level::Trouble, what: what.into(), cure: cure.into() }
    }

    /// The worst of these.
    pub fn worst(all: &[Self]) -> Level {
        all.iter().map(|one| one.level).max().unwrap_or(Level::Fine)
    }
}
