//! The sealed log: what happened, one entry after the other, each sealed over the one before.
//!
//! An entry has a sealed head (format, practice, number, time, staff, desk, kind, entry id, digest of the body, seal of
//! the entry before) and a body. The head holds a salted digest of the body, so that a lawful erasure can remove the body
//! and the chain still holds. The seal is keyed: without the key nobody can write a chain that verifies.

mod admission;
mod body;
mod chain;
mod codes;
mod event;
mod fields;
mod history;
mod message;
mod signer;
mod signers;
#[cfg(test)]
mod tests;
mod tree;

pub use admission::Admission;
pub use body::{Gist, Unsealable};
pub use chain::{Chain, FORMAT, Flaw, Head as SealedHead, SealKey, Sealed, Stored, digest};
pub use codes::Code;
pub use event::{Event, Kind};
pub use fields::Malformed;
pub use history::communication;
pub use message::Sketch;
pub use signer::{Seed, Signature, Signer, is_signed, is_signed_for, only};
pub use signers::{Asked, RECOVERY, Signers};
pub use tree::{Leaf, Nodes, Root, Tree};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::dossier::{Facet, Revisions};
use super::ids::EntryId;
use super::staff::Actor;

/// Something to be appended. The id is made by the caller before the first try: appending the same id again changes
/// nothing and says so, which makes a retry after a failed commit safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The entry's identifier.
    pub id: EntryId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it, and at which desk.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
    /// The revisions of the dossier on which the verdict rests; compared inside the transaction that appends.
    pub judged: Option<Revisions>,
}

/// What became of an append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// It is on the record, durable, under this number.
    Entry {
        /// The number in the log, 1 first.
        number: u64,
    },
    /// An entry with this id was there already; nothing was written.
    Already {
        /// Its number.
        number: u64,
    },
    /// What is known about the patient changed since the verdict; nothing was written.
    Conflict(Vec<Facet>),
}

/// An entry as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, 1 first, without gaps.
    pub number: u64,
    /// Its identifier.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who, and at which desk.
    pub actor: Actor,
    /// What; [`Event::Opaque`] where this program does not know the kind, [`Event::Erased`] where the body was
    /// lawfully removed.
    pub event: Event,
    /// The seal over the head of this entry.
    pub seal: Seal,
}

/// The keyed digest over an entry's head: HMAC-SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seal(pub [u8; 32]);

impl Seal {
    /// What the first entry is sealed over.
    pub const NONE: Self = Self([0; 32]);
}

impl std::fmt::Display for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seal({self})")
    }
}

/// The last entry's number and seal: kept elsewhere, it shows a log that was cut or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many entries there are.
    pub number: u64,
    /// The last one's seal.
    pub seal: Seal,
}

/// What a check of all that the record tells found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Of the log itself: its seals, signatures and lists, and what was kept of it outside.
    pub found: Verification,
    /// With how many things that were kept outside it was compared.
    pub compared: usize,
    /// How many checkpoints at hand are of entries that were left by going back to a copy.
    pub left: usize,
    /// What became of the recovery key, with which somebody can act as anybody.
    pub recovery: Vec<String>,
    /// How the key file differs from what the record says of it.
    pub key_file: Vec<String>,
}

impl Checked {
    /// Nothing but what was found in the log.
    pub const fn new(found: Verification) -> Self {
        Self { found, compared: 0, left: 0, recovery: Vec::new(), key_file: Vec::new() }
    }

    /// Whether nobody has to look at anything.
    pub fn is_sound(&self) -> bool {
        matches!(self.found, Verification::Whole(_)) && self.key_file.is_empty()
    }

    /// What there is to say besides what was found in the log, a line each.
    pub fn lines(&self) -> Vec<String> {
        let recovery = self.recovery.iter().map(|words| format!("the recovery key: {words}"));
        let key_file = self.key_file.iter().map(|words| format!("the key file: {words}"));
        let left = (self.left > 0).then(|| {
            format!(
                "checkpoints: {} of entries that were left by going back to a copy, which the record tells of",
                self.left
            )
        });
        recovery.chain(key_file).chain(left).collect()
    }
}

/// What a check of the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// Every entry is as it was sealed.
    Whole(Head),
    /// The first entry that is not.
    Broken {
        /// Its number.
        number: u64,
        /// What is wrong with it.
        reason: String,
    },
}
