//! The check of all that is told by the record: the log itself, what was kept of it outside, and whom the key file lets in.

use super::holders::{self, Holding};
use super::{Practices, Record, Result};
use crate::domain::checkpoint::{Checkpoint, Kept};
use crate::domain::clock::Moment;
use crate::domain::log::{Checked, Event, Kind, Verification};
use crate::domain::staff::name_of;

/// What the record is compared with.
#[derive(Debug)]
pub struct Outside {
    /// What somebody brought: it has to fit.
    pub kept: Vec<Kept>,
    /// The checkpoints that lie at hand: they have to fit, unless going back to a copy left them behind.
    pub at_hand: Vec<Checkpoint>,
    /// Whom the key file lets in.
    pub holdings: Vec<Holding>,
    /// The present moment.
    pub now: Moment,
}

/// Checks every seal and signature, everything kept outside, and who is admitted. `progress` as of [`Record::verify`].
///
/// # Errors
/// What the store says.
pub fn check<S: Practices + Record + ?Sized>(
    store: &mut S,
    outside: Outside,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Checked> {
    let Outside { kept, at_hand, holdings, now } = outside;
    let mut checked = compare(store, kept, at_hand, progress)?;
    if matches!(checked.found, Verification::Whole(_)) {
        let staff = store.staff()?;
        let name_of = |id| name_of(&staff, id);
        let since = holders::recovery(store)?.since;
        checked.recovery = since.iter().map(|entry| holders::told(entry, name_of, &now)).collect();
        let signers = store.signers()?;
        // until somebody signs in the log of a practice that was just closed knows nobody
        if !signers.is_empty() {
            checked.key_file = holders::differences(&signers, &holdings, name_of);
        }
    }
    Ok(checked)
}

/// Checks every seal and signature, and that the log holds what was `kept` of it and what lies `at_hand`: see [`Outside`].
///
/// # Errors
/// What the store says.
pub fn compare<S: Record + ?Sized>(
    store: &mut S,
    mut kept: Vec<Kept>,
    at_hand: Vec<Checkpoint>,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Checked> {
    let (left, fitting): (Vec<Checkpoint>, Vec<Checkpoint>) = {
        // of a log that cannot be read nothing was left behind: the check says what is wrong with it
        let left = if at_hand.is_empty() { Vec::new() } else { left_behind(store).unwrap_or_default() };
        let is_left = |one: &Checkpoint| {
            left.iter().any(|(common, at)| one.tree.head.number > *common && one.at.as_millisecond() <= *at)
        };
        at_hand.into_iter().partition(is_left)
    };
    kept.extend(fitting.iter().map(Kept::from));
    let found = store.verify(&kept, progress)?;
    Ok(Checked { compared: kept.len(), left: left.len(), ..Checked::new(found) })
}

/// The times at which somebody went back to a copy, in milliseconds, and the last entry that was kept then.
fn left_behind<S: Record + ?Sized>(store: &mut S) -> Result<Vec<(u64, i64)>> {
    let mut left = Vec::new();
    store.entries_of(|kind| kind == Kind::RESTORED, 0, &mut |entry| {
        if let Event::Restored { common, .. } = entry.event {
            left.push((common, entry.at.as_millisecond()));
        }
    })?;
    Ok(left)
}
