//! Who may come in: whether the key file and the record agree about it, and whether the recovery key was used or exchanged of
//! late, with which somebody can act as anybody.

use jiff::SignedDuration;

use super::super::sqlite::SqliteStore;
use super::super::{Practices, Record, StoreError, holders};
use super::Look;
use crate::domain::doctor::Found;
use crate::domain::ids::StaffId;
use crate::domain::staff::name_of;

/// For how long it is told that the recovery key was used or exchanged.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// No more of what happened is told in one line.
const MOST: usize = 4;

pub(super) fn look(store: &mut SqliteStore, look: &Look) -> Vec<Found> {
    match (compare(store, look), lately(store, look)) {
        (Ok(compared), Ok(lately)) => [compared, lately].into_iter().flatten().collect(),
        (Err(error), _) | (_, Err(error)) => {
            vec![Found::trouble("holders", error.to_string(), "see what it says")]
        }
    }
}

/// Whether the key file lets in whom the record names, with the keys that it names.
fn compare(store: &mut SqliteStore, look: &Look) -> Result<Option<Found>, StoreError> {
    let Ok(held) = &look.holders else { return Ok(None) };
    let (signers, name_of) = (store.signers()?, names(store)?);
    if held.holdings.is_empty() && signers.is_empty() {
        return Ok(None);
    }
    if signers.is_empty() {
        let what = "the practice was closed, and the record does not know by whom: nothing is signed";
        return Ok(Some(Found::finding("holders", what, "sign in once: that puts it on the record")));
    }
    let differ = holders::differences(&signers, &held.holdings, name_of);
    Ok(Some(if differ.is_empty() {
        Found::fine("holders", "the key file lets in those whom the record names")
    } else {
        let cure = "if nobody here knows why: another program wrote one of them; change the passphrases, make a new \
                    recovery key (`tactful access recovery-key`), keep this file";
        Found::finding("holders", differ.join("; "), cure)
    }))
}

/// What became of the recovery key in the last weeks, but for its first making with the closing.
fn lately(store: &mut SqliteStore, look: &Look) -> Result<Option<Found>, StoreError> {
    let (from, name_of) = (look.now.at - LATELY, names(store)?);
    let found = holders::recovery(store)?;
    let lately = found.since.iter().filter(|entry| entry.at >= from);
    let mut told: Vec<String> = lately.map(|entry| holders::told(entry, &name_of, &look.now)).collect();
    if told.is_empty() {
        let known = found.made || !found.since.is_empty();
        return Ok(known.then(|| Found::fine("recovery", "the recovery key was not used or changed of late")));
    }
    let more = told.len().saturating_sub(MOST);
    let mut what = told.split_off(more).join("; ");
    if more > 0 {
        what = format!("{more} more; {what}");
    }
    let cure = "ask those named: whoever has the recovery key can act as anybody; if they know nothing of it, keep this file and \
                the last checkpoints, and make a new one (`tactful access recovery-key`)";
    Ok(Some(Found::finding("recovery", what, cure)))
}

/// Gives the names of members of staff.
fn names(store: &mut SqliteStore) -> Result<impl Fn(StaffId) -> String + use<>, StoreError> {
    let staff = store.staff()?;
    Ok(move |id| name_of(&staff, id))
}
