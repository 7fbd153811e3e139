//! Files with patients' data that were written because the desk asked for them: the log names each, so that doctor finds it.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{Record, Result};
use crate::domain::ids::EntryId;
use crate::domain::log::{Event, Kind, NewEntry};
use crate::domain::staff::Actor;

/// Between what was written and where.
const IN: &str = " in ";

/// What is said of the sheet of a day's end.
pub const DAY: &str = "day's end";

/// What is said of rows that an import refused.
pub const REFUSED: &str = "refused rows";

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where.
    pub path: PathBuf,
    /// What, in a few words.
    pub what: String,
    /// When the log was told of it, which is right behind its last byte.
    pub at: Timestamp,
}

/// Puts on the log that a file was written: what (without " in "), how many things it holds, and where from the root on.
///
/// # Errors
/// What the store says; nothing was written to the log then.
pub fn note<S: Record + ?Sized>(
    store: &mut S,
    (actor, at): (&Actor, Timestamp),
    path: &Path,
    what: &str,
    count: u64,
) -> Result<()> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let event = Event::Exported { what: format!("{what}{IN}{}", path.display()), count };
    store.append(&NewEntry { id: EntryId::new(at), at, actor: actor.clone(), event, judged: None })?;
    Ok(())
}

/// The files that the log names, the oldest first; whether they are still there is not looked at.
///
/// # Errors
/// What the store says.
pub fn known<S: Record + ?Sized>(store: &mut S) -> Result<Vec<Written>> {
    let mut found = Vec::new();
    store.entries_of(|kind| kind == Kind::EXPORTED, 0, &mut |entry| {
        let Event::Exported { what, .. } = &entry.event else { return };
        if let Some((what, path)) = what.split_once(IN)
            && Path::new(path).is_absolute()
        {
            let written = Written { path: path.into(), what: what.to_owned(), at: entry.at };
            // the sheet of a day's end has its sums beside it
            let beside = Written { path: written.path.with_extension("csv"), ..written.clone() };
            found.extend((what == DAY).then_some(beside));
            found.push(written);
        }
    })?;
    Ok(found)
}
