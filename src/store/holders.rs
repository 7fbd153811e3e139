//! Those whom the key file lets in, and what the log knows of them: it is told of the first, and the two are compared.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Practices, Record, Result};
use crate::domain::clock::Moment;
use crate::domain::ids::{EntryId, StaffId};
use crate::domain::log::{Admission, Entry, Event, Kind, NewEntry, RECOVERY, Signers};
use crate::domain::staff::{Actor, Staff};

/// The public key of somebody whom the key file names; the recovery key is [`RECOVERY`]'s.
pub type Holding = (StaffId, [u8; 32]);

/// What the log has to be told of a practice that is closed, first of whoever acts, who signs it. Only those are named who
/// are on the list of staff.
pub fn closing(actor: &Actor, staff: &[Staff], holdings: &[Holding], at: Timestamp) -> Vec<NewEntry> {
    let is_own = |(id, _): &&Holding| *id == actor.staff;
    let is_other = |(id, _): &&Holding| *id != actor.staff && staff.iter().any(|one| one.id == *id);
    let own = holdings.iter().filter(is_own);
    let added = own.chain(holdings.iter().filter(is_other));
    let added = added.map(|(staff, public)| Admission::HolderAdded { staff: *staff, public: *public });
    let recovery = holdings.iter().filter(|(id, _)| *id == RECOVERY);
    let recovery = recovery.map(|(_, public)| Admission::RecoveryChanged { public: *public });
    let entry = |admission| NewEntry {
        id: EntryId::new(at),
        at,
        actor: actor.clone(),
        event: Event::Admission(admission),
        judged: None,
    };
    added.chain(recovery).map(entry).collect()
}

/// Tells the log of the holders of a practice that was closed, where it knows of none yet: the key file is closed first, and a
/// program that is killed right behind that leaves the rest to whoever comes in next. Whoever acts has to be able to sign.
///
/// # Errors
/// What the store says; nothing was written then.
pub fn settle<S: Practices + Record + ?Sized>(
    store: &mut S,
    actor: &Actor,
    holdings: &[Holding],
    at: Timestamp,
) -> Result<()> {
    if !holdings.iter().any(|(id, _)| *id == actor.staff) || !store.signers()?.is_empty() {
        return Ok(());
    }
    let entries = closing(actor, &store.staff()?, holdings, at);
    store.append_all(&entries)
}

/// How the key file differs from what the log says of its holders, in words; empty where they agree. In a practice that lies open
/// nobody holds anything.
pub fn differences(
    signers: &Signers,
    holdings: &[Holding],
    name_of: impl Fn(StaffId) -> String,
) -> Vec<String> {
    let known: BTreeSet<StaffId> =
        signers.all().chain(holdings.iter().copied()).map(|(staff, _)| staff).collect();
    let told = known.into_iter().filter_map(|staff| {
        let held = holdings.iter().find(|(id, _)| *id == staff).map(|(_, public)| *public);
        let who = if staff == RECOVERY { "the recovery key".to_owned() } else { name_of(staff) };
        Some(match (signers.key(staff), held) {
            (Some(logged), Some(held)) if logged == held => return None,
            (Some(_), Some(_)) => format!("{who} has another key in the key file than on the record"),
            (None, _) => format!("{who} is in the key file, and the record does not know of it"),
            (Some(_), None) => format!("{who} is on the record, and not in the key file"),
        })
    });
    told.collect()
}

/// How many entries back it is looked for when somebody was last here: some milliseconds of reading.
const BACK: u64 = 10_000;

/// What became of the recovery key since this member of staff last signed in; nothing where that is long ago, or was never.
///
/// # Errors
/// What the store says.
pub fn since_last_in<S: Record + ?Sized>(store: &mut S, who: StaffId) -> Result<Vec<Entry>> {
    let from = store.head()?.number.saturating_sub(BACK);
    let (mut was_here, mut since) = (false, Vec::new());
    store.entries_of(Kind::is_admission, from, &mut |entry| {
        if entry.actor.staff == who && matches!(entry.event, Event::Admission(Admission::SignedIn { .. })) {
            was_here = true;
            since.clear();
        } else if is_recovery(&entry) {
            since.push(entry);
        }
    })?;
    Ok(if was_here { since } else { Vec::new() })
}

/// What became of the recovery key.
#[derive(Debug, Default)]
pub struct Recovery {
    /// The log knows that it was made.
    pub made: bool,
    /// The entries that say it was used or exchanged since, the oldest first.
    pub since: Vec<Entry>,
}

/// What became of the recovery key since it was made with the closing of the practice.
///
/// # Errors
/// What the store says.
pub fn recovery<S: Record + ?Sized>(store: &mut S) -> Result<Recovery> {
    let mut found = Recovery::default();
    store.entries_of(Kind::is_admission, 0, &mut |entry| {
        if !is_recovery(&entry) {
            return;
        }
        let is_making = matches!(&entry.event, Event::Admission(one) if one.kind() == Kind::RECOVERY_CHANGED);
        if found.made || !is_making {
            found.since.push(entry);
        }
        found.made |= is_making;
    })?;
    Ok(found)
}

/// An entry about who may come in, in words: its number, when, by whom, what.
pub fn told(entry: &Entry, name_of: impl Fn(StaffId) -> String, now: &Moment) -> String {
    let Event::Admission(admission) = &entry.event else { return format!("entry {}", entry.number) };
    let on = now.local_of(entry.at).strftime("%Y-%m-%d %H:%M");
    format!("entry {} ({on}), by {}: {}", entry.number, name_of(entry.actor.staff), admission.told(&name_of))
}

/// Whether an entry says that the recovery key was used or exchanged: whoever has it can act as anybody.
pub const fn is_recovery(entry: &Entry) -> bool {
    matches!(entry.event, Event::Admission(Admission::Recovered { .. } | Admission::RecoveryChanged { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAM: StaffId = StaffId::from_bytes([1; 16]);
    const ALEX: StaffId = StaffId::from_bytes([2; 16]);

    #[test]
    fn every_way_in_which_key_file_and_log_differ_is_told() {
        let name_of = |staff| if staff == SAM { "Sam".to_owned() } else { "Alex".to_owned() };
        let told = |logged: &[Holding], held: &[Holding]| {
            differences(&Signers::new(logged.iter().copied()), held, name_of).join("; ")
        };
        let both = [(SAM, [1; 32]), (ALEX, [2; 32]), (RECOVERY, [8; 32])];
        assert_eq!(told(&both, &both), "");
        assert_eq!(told(&[], &[]), "");
        assert!(
            told(&both, &[(SAM, [1; 32]), (ALEX, [2; 32]), (RECOVERY, [9; 32])])
                .starts_with("the recovery key has")
        );
        assert!(
            told(&both, &[(SAM, [3; 32]), (ALEX, [2; 32]), (RECOVERY, [8; 32])])
                .starts_with("Sam has another")
        );
        assert!(told(&both, &[(SAM, [1; 32]), (RECOVERY, [8; 32])]).starts_with("Alex is on the record"));
        assert!(told(&both[..1], &both[..2]).starts_with("Alex is in the key file"));
        assert_eq!(told(&both, &[]).matches("not in the key file").count(), 3);
    }
}
