//! Who has to sign: the keys of the members of staff as the log itself names them.
//!
//! Nobody signs while a practice lies open. From the entry on that names the first key, every entry is signed with the
//! key of the member of staff whom it names. Whoever comes by the recovery key has lost their own: the entry that says so
//! is not signed, and the next one by them names their new key and is signed with that.

use std::collections::BTreeMap;

use super::super::ids::StaffId;
use super::Admission;

/// What an entry has to carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// No signature.
    Nothing,
    /// The signature with the secret of this public key.
    Key([u8; 32]),
    /// Whoever it names has no key, where others have: it may not be there.
    Stranger,
}

/// The keys at one point of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signers(BTreeMap<StaffId, Option<[u8; 32]>>);

impl Signers {
    /// The keys that a store has kept: with each member of staff theirs, `None` where they lost it.
    pub fn new(known: impl IntoIterator<Item = (StaffId, Option<[u8; 32]>)>) -> Self {
        Self(known.into_iter().collect())
    }

    /// The keys, with each member of staff theirs, `None` where they lost it.
    pub fn all(&self) -> impl Iterator<Item = (StaffId, Option<[u8; 32]>)> {
        self.0.iter().map(|(staff, public)| (*staff, *public))
    }

    /// Whether nobody signs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key of a member of staff.
    pub fn key(&self, staff: StaffId) -> Option<[u8; 32]> {
        self.0.get(&staff).copied().flatten()
    }

    /// What the next entry has to carry, if it is by this member of staff and about this.
    pub fn ask(&self, staff: StaffId, about: Option<&Admission>) -> Asked {
        let known = self.0.get(&staff);
        match (about, known) {
            (Some(Admission::HolderAdded { staff: new, public }), None)
                if *new == staff && self.is_empty() =>
            {
                Asked::Key(*public)
            }
            (Some(Admission::HolderAdded { staff: new, public }), Some(None)) if *new == staff => {
                Asked::Key(*public)
            }
            (Some(Admission::PassphraseChanged { staff: who, recovered: true }), Some(_))
                if *who == staff =>
            {
                Asked::Nothing
            }
            (_, Some(Some(public))) => Asked::Key(*public),
            (_, None) if self.is_empty() => Asked::Nothing,
            _ => Asked::Stranger,
        }
    }

    /// On to the keys behind an entry about this.
    pub fn follow(&mut self, about: &Admission) {
        match about {
            Admission::HolderAdded { staff, public } => drop(self.0.insert(*staff, Some(*public))),
            Admission::HolderRemoved { staff } => drop(self.0.remove(staff)),
            Admission::PassphraseChanged { staff, recovered: true } => {
                if let Some(public) = self.0.get_mut(staff) {
                    *public = None;
                }
            }
            Admission::PassphraseChanged { .. } | Admission::SignedIn { .. } | Admission::RecoveryChanged => {
            }
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

    const fn recovered(staff: StaffId) -> Admission {
        Admission::PassphraseChanged { staff, recovered: true }
    }

    #[test]
    fn from_the_first_key_on_everybody_signs() {
        let mut signers = Signers::default();
        assert_eq!(signers.ask(SAM, None), Asked::Nothing);
        assert_eq!(signers.ask(SAM, Some(&added(ALEX, 9))), Asked::Nothing, "the log says who closed it");
        assert_eq!(signers.ask(SAM, Some(&added(SAM, 1))), Asked::Key([1; 32]));
        signers.follow(&added(SAM, 1));
        assert_eq!(signers.ask(SAM, None), Asked::Key([1; 32]));
        assert_eq!(signers.ask(ALEX, None), Asked::Stranger);
        assert_eq!(signers.ask(ALEX, Some(&added(ALEX, 2))), Asked::Stranger, "nobody lets themselves in");
        assert_eq!(signers.ask(ALEX, Some(&recovered(ALEX))), Asked::Stranger);
        assert_eq!(signers.ask(SAM, Some(&added(ALEX, 2))), Asked::Key([1; 32]));
        signers.follow(&added(ALEX, 2));
        assert_eq!(signers.ask(ALEX, None), Asked::Key([2; 32]));
        signers.follow(&Admission::HolderRemoved { staff: ALEX });
        assert_eq!(signers.ask(ALEX, None), Asked::Stranger);
    }

    #[test]
    fn the_recovery_key_brings_a_new_key_and_nothing_else() {
        let mut signers = Signers::default();
        signers.follow(&added(SAM, 1));
        assert_eq!(signers.ask(SAM, Some(&recovered(SAM))), Asked::Nothing);
        signers.follow(&recovered(SAM));
        assert!(!signers.is_empty());
        assert_eq!(signers.ask(SAM, None), Asked::Stranger);
        assert_eq!(signers.ask(ALEX, None), Asked::Stranger);
        assert_eq!(signers.ask(SAM, Some(&added(SAM, 3))), Asked::Key([3; 32]));
        signers.follow(&added(SAM, 3));
        assert_eq!(signers.key(SAM), Some([3; 32]));
    }
}
