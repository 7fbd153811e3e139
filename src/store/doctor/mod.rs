//! A look at all files of a practice: whether they are sound and safe, what is not, and what cures it.

mod access;
mod database;
mod files;
mod lying;
mod written;

use super::sqlite::{Key, Rotation};
use crate::domain::checkpoint::Checkpoint;
use crate::domain::clock::Moment;
use crate::domain::doctor::{Found, Holders, Places};

/// What is looked at, and what the looks need to know.
pub struct Look {
    /// Where the files lie.
    pub places: Places,
    /// Days after which files are removed from it; 0: never.
    pub outbox_days: u16,
    /// Where copies go.
    pub rotation: Rotation,
    /// What opens the database, or why nothing does.
    pub key: Result<Key, String>,
    /// Who holds a key, or why that cannot be told.
    pub holders: Result<Holders, String>,
    /// The checkpoints that lie at hand, with which the record is compared, or why they cannot be read.
    pub at_hand: Result<Vec<Checkpoint>, String>,
    /// The present moment.
    pub now: Moment,
    /// Cure what can be cured without losing anything.
    pub fix: bool,
    /// Remove files with patients' data that were written for others.
    pub purge: bool,
}

impl Look {
    /// Looks at everything. Takes as long as reading the whole database.
    pub fn look(&self) -> Vec<Found> {
        let mut found = files::look(self);
        found.extend(lying::look(self));
        found.extend(database::look(self));
        found
    }
}

/// A size for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}
