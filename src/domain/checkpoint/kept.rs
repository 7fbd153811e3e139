//! What somebody kept elsewhere about a log, with which the check compares it.

use super::super::ids::{PracticeId, StaffId};
use super::super::log::{Head, Root, Seal, Signers};
use super::{Checkpoint, Phrase, TreeHead};

/// What is known of a log at one of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The number of the entry.
    pub number: u64,
    /// What it stood at.
    pub mark: Mark,
    /// Where it was kept, in words: "the checkpoint in FILE".
    pub from: String,
}

/// By what a log is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The seal of the entry.
    Seal(Seal),
    /// A phrase.
    Phrase(Phrase),
    /// A checkpoint.
    Checkpoint {
        /// Whose log it is of.
        practice: PracticeId,
        /// The seal of the entry.
        seal: Seal,
        /// The root of the tree.
        root: Root,
        /// Who made it.
        staff: StaffId,
        /// By which key their signature was checked; `None`: it is not signed.
        public: Option<[u8; 32]>,
    },
}

impl From<Head> for Kept {
    fn from(head: Head) -> Self {
        Self { number: head.number, mark: Mark::Seal(head.seal), from: "the head kept elsewhere".to_owned() }
    }
}

impl From<Phrase> for Kept {
    fn from(phrase: Phrase) -> Self {
        Self {
            number: phrase.number,
            mark: Mark::Phrase(phrase),
            from: format!("the phrase of entry {}", phrase.number),
        }
    }
}

impl From<&Checkpoint> for Kept {
    fn from(checkpoint: &Checkpoint) -> Self {
        let TreeHead { practice, head, root } = checkpoint.tree;
        let public = checkpoint.signed.as_ref().map(|signed| signed.public);
        let mark = Mark::Checkpoint { practice, seal: head.seal, root, staff: checkpoint.staff, public };
        Self { number: head.number, mark, from: checkpoint.to_string() }
    }
}

impl Kept {
    /// Whether comparing it needs the tree over the entries.
    pub const fn needs_tree(&self) -> bool {
        !matches!(self.mark, Mark::Seal(_))
    }

    /// Compares it with the log as it stands at this entry; `None`: it fits. `signers` are those of the entry, `before` is the
    /// last entry at which something kept elsewhere fitted.
    pub fn differs(&self, tree: &TreeHead, signers: &Signers, before: u64) -> Option<String> {
        let fits = match &self.mark {
            Mark::Seal(seal) => *seal == tree.head.seal,
            Mark::Phrase(phrase) => match Phrase::of(tree) {
                Some(found) => found == *phrase,
                None => return Some("there is too little memory to compare the phrase".to_owned()),
            },
            Mark::Checkpoint { practice, .. } if *practice != tree.practice => {
                return Some(format!("{} is of another practice", self.from));
            }
            Mark::Checkpoint { seal, root, staff, public, .. } => {
                if *public != signers.key(*staff) || (public.is_none() && !signers.is_empty()) {
                    return Some(format!(
                        "{} is not signed with the key that the log knows for whoever made it: the checkpoint or the log was \
                         forged",
                        self.from
                    ));
                }
                *seal == tree.head.seal && *root == tree.root
            }
        };
        (!fits).then(|| {
            let first = before + 1;
            let where_ = if first == self.number {
                "this entry was".to_owned()
            } else {
                format!("an entry from {first} to this one was")
            };
            format!("{} does not fit: {where_} changed or the log was written anew", self.from)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::{Admission, Seed, Signer};

    #[test]
    fn a_checkpoint_counts_only_with_the_key_that_the_log_knows() {
        let signer = |seed| Signer::new(StaffId::from_bytes([5; 16]), &Seed::new([seed; 32]));
        let (sam, other) = (signer(1), signer(2));
        let tree = TreeHead {
            practice: PracticeId::from_bytes([9; 16]),
            head: Head { number: 7, seal: Seal([3; 32]) },
            root: Root([4; 32]),
        };
        let made = |by: Option<&Signer>| {
            let at = jiff::Timestamp::UNIX_EPOCH;
            Kept::from(&Checkpoint::new(tree, at, (sam.staff(), "Sam"), by))
        };
        let mut closed = Signers::default();
        assert_eq!(made(None).differs(&tree, &closed, 0), None, "an open practice signs nothing");
        assert!(made(Some(&sam)).differs(&tree, &closed, 0).is_some());
        closed.follow(&Admission::HolderAdded { staff: sam.staff(), public: sam.public() });
        assert_eq!(made(Some(&sam)).differs(&tree, &closed, 0), None);
        for forged in [made(None), made(Some(&other))] {
            assert!(forged.differs(&tree, &closed, 0).unwrap().contains("forged"));
        }
        let later = TreeHead { root: Root([5; 32]), ..tree };
        let said = made(Some(&sam)).differs(&later, &closed, 4).unwrap();
        assert!(said.contains("an entry from 5 to this one was changed"), "{said}");
        let elsewhere = TreeHead { practice: PracticeId::from_bytes([8; 16]), ..tree };
        assert!(made(Some(&sam)).differs(&elsewhere, &closed, 4).unwrap().contains("another practice"));
    }
}
