//! What going back to a copy did, or would do.

use std::path::PathBuf;

use crate::domain::log::{Entry, Head};

/// What going back did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The head of the log in the copy.
    pub head: Head,
    /// The last entry that both have; 0: none.
    pub common: u64,
    /// The head of the log as it was; `None`: there was no database.
    pub before: Option<Head>,
    /// Why what was there could not be read, so that nobody can say what is lost by leaving it.
    pub unreadable: Option<String>,
    /// The entries that the copy does not have, the oldest first, at most [`Restored::SHOWN`].
    pub lost: Vec<Entry>,
    /// How many drafts the copy does not have as they are now.
    pub drafts: u64,
    /// What was there, under its new name.
    pub kept: Option<PathBuf>,
    /// The number of the entry that says so, the first behind those of the copy; or why there is none.
    pub noted: std::result::Result<u64, String>,
}

impl Restored {
    /// How many lost entries are given.
    pub const SHOWN: usize = 1_000;

    /// How many entries the copy does not have.
    pub fn lost_count(&self) -> u64 {
        self.before.map_or(0, |before| before.number - self.common)
    }

    /// What of the practice as it was the copy does not have, in words.
    pub fn loss(&self) -> String {
        let drafts = match self.drafts {
            0 => String::new(),
            1 => ", nor 1 draft as it is now".to_owned(),
            count => format!(", nor {count} drafts as they are now"),
        };
        match (&self.unreadable, self.before, self.lost_count()) {
            (Some(why), _, _) => format!(
                "what was there could not be read ({why}), so nobody can say what is lost by leaving it: try `tactful \
                 salvage` on it"
            ),
            (None, None, _) => "there was no database before".to_owned(),
            (None, Some(_), 0) if drafts.is_empty() => "no entry is lost by it".to_owned(),
            (None, Some(before), lost) => format!(
                "{lost} of the {} entries before are not in it{drafts}; what was imported since is as it was then",
                before.number
            ),
        }
    }

    /// Where the record says so, or why it does not.
    pub fn noted(&self) -> String {
        match &self.noted {
            Ok(number) => format!("entry {number} of the record says so"),
            Err(why) => format!("the record does not say so: {why}"),
        }
    }

    /// Under which name what was there is kept.
    pub fn kept(&self) -> Option<String> {
        self.kept.as_ref().map(|kept| format!("what was there is kept as {}", kept.display()))
    }
}
