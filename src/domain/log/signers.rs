//! Who has to sign: the keys of the members of staff, and the recovery key, as the log itself names them.
//!
//! Nobody signs while a practice lies open. From the entry on that names the first key, every entry is signed with the
//! key of the member of staff whom it names. Whoever comes by the recovery key has lost their own: the entry that says so, and
//! brings their new one, is signed with the recovery key, so that nobody else can make it look as if that had happened.

use std::collections::BTreeMap;

use super::super::ids::StaffId;
use super::Admission;

/// As whom the recovery key signs: nobody.
pub const RECOVERY: StaffId = StaffId::from_bytes([0; 16]);

/// What an entry has to carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// No signature.
    Nothing,
    /// The signature of whoever it names, with the secret of this public key.
    Key([u8; 32]),
    /// The signature of the recovery key, which has this public key.
    Recovery([u8; 32]),
    /// Whoever it names has no key, where others have: it may not be there.
    Stranger,
}

/// The keys at one point of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signers(BTreeMap<StaffId, [u8; 32]>);

impl Signers {
    /// The keys that a store has kept.
    pub fn new(known: impl IntoIterator<Item = (StaffId, [u8; 32])>) -> Self {
        Self(known.into_iter().collect())
    }

    /// The keys: with each member of staff theirs, with [`RECOVERY`] that of the recovery key.
    pub fn all(&self) -> impl Iterator<Item = (StaffId, [u8; 32])> {
        self.0.iter().map(|(staff, public)| (*staff, *public))
    }

    /// Whether nobody signs.
    pub fn is_empty(&self) -> bool {
        self.0.keys().all(|staff| *staff == RECOVERY)
    }

    /// The key of a member of staff.
    pub fn key(&self, staff: StaffId) -> Option<[u8; 32]> {
        self.0.get(&staff).copied()
    }

    /// What the next entry has to carry, if it is by this member of staff and about this.
    pub fn ask(&self, staff: StaffId, about: Option<&Admission>) -> Asked {
        let known = self.key(staff).filter(|_| staff != RECOVERY);
        match (about, known) {
            (Some(Admission::HolderAdded { staff: new, public }), None)
                if *new == staff && self.is_empty() =>
            {
                Asked::Key(*public)
            }
            // whoever has no passphrase has none to lose
            (Some(Admission::Recovered { staff: who, .. }), Some(_)) if *who == staff => {
                self.key(RECOVERY).map_or(Asked::Stranger, Asked::Recovery)
            }
            (Some(Admission::Recovered { .. }), _) => Asked::Stranger,
            (_, Some(public)) => Asked::Key(public),
            (_, None) if self.is_empty() => Asked::Nothing,
            _ => Asked::Stranger,
        }
    }

    /// On to the keys behind an entry about this.
    pub fn follow(&mut self, about: &Admission) {
        match about {
            Admission::HolderAdded { staff, public } | Admission::Recovered { staff, public } => {
                self.0.insert(*staff, *public);
            }
            Admission::HolderRemoved { staff } => drop(self.0.remove(staff)),
            Admission::RecoveryChanged { public } => drop(self.0.insert(RECOVERY, *public)),
            Admission::PassphraseChanged { .. } | Admission::SignedIn { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAM: StaffId = StaffId::from_bytes([1; 16]);
    const ALEX: StaffId = StaffId::from_bytes([2; 16]);

    const fn added(staff: StaffId, key: u8) -> Admission {
        Admission::HolderAdded { staff, public: [key; 32] }
    }

    const fn recovered(staff: StaffId, key: u8) -> Admission {
        Admission::Recovered { staff, public: [key; 32] }
    }

    #[test]
    fn from_the_first_key_on_everybody_signs() {
        let mut signers = Signers::default();
        assert_eq!(signers.ask(SAM, None), Asked::Nothing);
        assert_eq!(signers.ask(SAM, Some(&added(ALEX, 9))), Asked::Nothing, "the log says who closed it");
        assert_eq!(
            signers.ask(SAM, Some(&recovered(SAM, 9))),
            Asked::Stranger,
            "there is nothing to recover"
        );
        assert_eq!(signers.ask(SAM, Some(&added(SAM, 1))), Asked::Key([1; 32]));
        signers.follow(&added(SAM, 1));
        assert_eq!(signers.ask(SAM, None), Asked::Key([1; 32]));
        assert_eq!(signers.ask(ALEX, None), Asked::Stranger);
        assert_eq!(signers.ask(ALEX, Some(&added(ALEX, 2))), Asked::Stranger, "nobody lets themselves in");
        assert_eq!(signers.ask(ALEX, Some(&recovered(ALEX, 2))), Asked::Stranger);
        assert_eq!(signers.ask(SAM, Some(&added(ALEX, 2))), Asked::Key([1; 32]));
        signers.follow(&added(ALEX, 2));
        assert_eq!(signers.ask(ALEX, None), Asked::Key([2; 32]));
        signers.follow(&Admission::HolderRemoved { staff: ALEX });
        assert_eq!(signers.ask(ALEX, None), Asked::Stranger);
    }

    #[test]
    fn the_recovery_key_signs_that_it_brings_a_new_key_and_nothing_else() {
        let mut signers = Signers::default();
        signers.follow(&added(SAM, 1));
        assert_eq!(signers.ask(SAM, Some(&recovered(SAM, 3))), Asked::Stranger, "there is no recovery key");
        let recovery = Admission::RecoveryChanged { public: [8; 32] };
        assert_eq!(signers.ask(SAM, Some(&recovery)), Asked::Key([1; 32]));
        signers.follow(&recovery);
        assert_eq!(signers.ask(SAM, Some(&recovered(SAM, 3))), Asked::Recovery([8; 32]));
        assert_eq!(signers.ask(SAM, Some(&recovered(ALEX, 3))), Asked::Stranger, "each for themselves");
        assert_eq!(signers.ask(ALEX, Some(&recovered(ALEX, 3))), Asked::Stranger);
        for about in [None, Some(&recovery), Some(&added(RECOVERY, 3)), Some(&recovered(RECOVERY, 3))] {
            assert_eq!(signers.ask(RECOVERY, about), Asked::Stranger, "it is nobody, and does nothing else");
        }
        signers.follow(&recovered(SAM, 3));
        assert_eq!(signers.ask(SAM, None), Asked::Key([3; 32]));
    }

    #[test]
    fn a_recovery_key_alone_closes_nothing() {
        let mut signers = Signers::default();
        signers.follow(&Admission::RecoveryChanged { public: [8; 32] });
        assert!(signers.is_empty());
        assert_eq!(signers.ask(SAM, None), Asked::Nothing);
        assert_eq!(signers.ask(SAM, Some(&added(SAM, 1))), Asked::Key([1; 32]));
    }
}
