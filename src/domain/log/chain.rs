//! The chain: heads as they are sealed, the seal, and the check of one entry after the other.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::super::ids::{EntryId, PracticeId, StaffId};
use super::body::Unsealable;
use super::event::Kind;
use super::fields::Malformed;
use super::{NewEntry, Seal, Signature, Signer};

/// The format of heads and bodies that this program writes: the first byte of every head.
pub const FORMAT: u8 = 1;

/// What stands behind the format byte: no other bytes of ours can be taken for a head.
const DOMAIN: &[u8; 8] = b"TACTFLOG";

/// What the key of the seals is made from, besides the key of the database.
const LABEL: &[u8] = b"tactful log seal 1";

/// The key of the seals, its states prepared once: an entry costs the hashing of its own bytes only.
#[derive(Clone)]
pub struct SealKey(Hmac<Sha256>);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    /// The key that belongs to this key of a database.
    pub fn derive(key: &[u8; 32]) -> Self {
        let derived: Zeroizing<[u8; 32]> =
            Zeroizing::new(keyed(key).chain_update(LABEL).finalize().into_bytes().into());
        Self(keyed(&derived))
    }

    /// The seal over these bytes.
    fn seal(&self, head: &[u8]) -> Seal {
        Seal(self.0.clone().chain_update(head).finalize().into_bytes().into())
    }
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    // A key shorter than a block is filled with zeros (RFC 2104): the same HMAC, and this way cannot fail.
    Hmac::new((&*block).into())
}

/// The salted digest of a body: without the salt nobody can guess a body that was removed.
pub fn digest(salt: &[u8; 32], body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(body).finalize().into()
}

/// The head of an entry, borrowed from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head<'a> {
    /// Whose log it is.
    pub practice: PracticeId,
    /// Its number, 1 first.
    pub number: u64,
    /// When, in milliseconds UTC.
    pub millis: i64,
    /// Who.
    pub staff: StaffId,
    /// At which desk.
    pub desk: &'a str,
    /// What kind of thing happened.
    pub kind: Kind,
    /// The entry's identifier.
    pub id: EntryId,
    /// The digest of salt and body.
    pub digest: [u8; 32],
    /// The seal of the entry before.
    pub previous: Seal,
}

impl<'a> Head<'a> {
    /// The bytes that are sealed.
    pub fn encode(&self) -> Result<Vec<u8>, Unsealable> {
        let desk = u16::try_from(self.desk.len()).map_err(|_| Unsealable("the desk's name is too long"))?;
        let mut bytes = Vec::with_capacity(141 + self.desk.len());
        bytes.push(FORMAT);
        bytes.extend_from_slice(DOMAIN);
        bytes.extend_from_slice(self.practice.as_bytes());
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.millis.to_be_bytes());
        bytes.extend_from_slice(self.staff.as_bytes());
        bytes.extend_from_slice(&desk.to_be_bytes());
        bytes.extend_from_slice(self.desk.as_bytes());
        bytes.extend_from_slice(&self.kind.0.to_be_bytes());
        bytes.extend_from_slice(self.id.as_bytes());
        bytes.extend_from_slice(&self.digest);
        bytes.extend_from_slice(&self.previous.0);
        Ok(bytes)
    }

    /// Reads the bytes of a head.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut rest = bytes;
        match take::<1>(&mut rest)? {
            [FORMAT] => {}
            _ => return Err(Malformed("its format is not known: a newer program may have written it")),
        }
        if take(&mut rest)? != *DOMAIN {
            return Err(Malformed("it is not the head of a log entry"));
        }
        let practice = PracticeId::from_bytes(take(&mut rest)?);
        let number = u64::from_be_bytes(take(&mut rest)?);
        let millis = i64::from_be_bytes(take(&mut rest)?);
        let staff = StaffId::from_bytes(take(&mut rest)?);
        let length = usize::from(u16::from_be_bytes(take(&mut rest)?));
        let (desk, behind) = rest.split_at_checked(length).ok_or(CUT)?;
        rest = behind;
        let head = Self {
            practice,
            number,
            millis,
            staff,
            desk: super::fields::text(desk)?,
            kind: Kind(u16::from_be_bytes(take(&mut rest)?)),
            id: EntryId::from_bytes(take(&mut rest)?),
            digest: take(&mut rest)?,
            previous: Seal(take(&mut rest)?),
        };
        if rest.is_empty() { Ok(head) } else { Err(Malformed("there are bytes behind the head")) }
    }

    /// When, if that is a time.
    pub fn at(&self) -> Result<Timestamp, Malformed> {
        Timestamp::from_millisecond(self.millis)
            .map_err(|_| Malformed("a time lies outside the years that there are"))
    }
}

const CUT: Malformed = Malformed("the head is cut short");

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Malformed> {
    let (value, behind) = rest.split_first_chunk::<N>().ok_or(CUT)?;
    *rest = behind;
    Ok(*value)
}

/// An entry ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its number.
    pub number: u64,
    /// Its identifier.
    pub id: EntryId,
    /// The sealed bytes.
    pub head: Vec<u8>,
    /// The seal over them.
    pub seal: Seal,
    /// The signature over them by whoever they name, where the practice is closed.
    pub signature: Option<Signature>,
    /// What the body is salted with.
    pub salt: [u8; 32],
    /// What happened.
    pub body: Vec<u8>,
}

/// An entry as a store keeps it, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// The number under which it is kept.
    pub number: u64,
    /// The identifier under which it is kept.
    pub id: &'a [u8],
    /// The sealed bytes.
    pub head: &'a [u8],
    /// The seal over them.
    pub seal: &'a [u8],
    /// The signature over them, where there is one.
    pub signature: Option<&'a [u8]>,
    /// Salt and body; `None` where they are gone.
    pub body: Option<(&'a [u8], &'a [u8])>,
}

impl Sealed {
    /// The same, borrowed.
    pub fn stored(&self) -> Stored<'_> {
        Stored {
            number: self.number,
            id: self.id.as_bytes(),
            head: &self.head,
            seal: &self.seal.0,
            signature: self.signature.as_ref().map(<[u8; 64]>::as_slice),
            body: Some((&self.salt, &self.body)),
        }
    }
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Its number does not follow.
    #[error("this entry is missing; the next one kept is number {0}")]
    Gap(u64),
    /// The seal is not the one that this head has with this key.
    #[error("its seal does not fit: the entry was changed or written without the key")]
    Seal,
    /// It is sealed, but not over the entry before.
    #[error("it does not follow on the entry before: one was removed, put in or exchanged")]
    Previous,
    /// It is another practice's.
    #[error("it belongs to another practice")]
    Practice,
    /// It is kept under a number or identifier that is not its own.
    #[error("it is kept under another number or identifier than it was sealed with")]
    Place,
    /// The body is not the one whose digest was sealed.
    #[error("its body was changed")]
    Body,
    /// The body is gone.
    #[error("its body is missing")]
    NoBody,
    /// It is signed, or not, as it should not be.
    #[error("it was not signed by the member of staff whom it names")]
    Signature,
    /// The bytes mean nothing.
    #[error("{0}")]
    Malformed(#[from] Malformed),
}

/// A log as far as it is known: what the next entry follows on.
#[derive(Debug, Clone)]
pub struct Chain {
    key: SealKey,
    practice: PracticeId,
    number: u64,
    seal: Seal,
}

impl Chain {
    /// The chain of a practice whose last entry has this number and seal; 0 and [`Seal::NONE`] before the first.
    pub fn new(key: SealKey, practice: PracticeId, number: u64, seal: Seal) -> Self {
        Self { key, practice, number, seal }
    }

    /// Number and seal of the last entry.
    pub const fn head(&self) -> super::Head {
        super::Head { number: self.number, seal: self.seal }
    }

    /// Seals what happened as the next entry, and signs it where somebody is to. Times are kept to the millisecond.
    pub fn append(
        &mut self,
        entry: &NewEntry,
        salt: [u8; 32],
        signer: Option<&Signer>,
    ) -> Result<Sealed, Unsealable> {
        let body = entry.event.encode()?;
        let number = self.number + 1;
        let head = Head {
            practice: self.practice,
            number,
            millis: entry.at.as_millisecond(),
            staff: entry.actor.staff,
            desk: &entry.actor.desk,
            kind: entry.event.kind(),
            id: entry.id,
            digest: digest(&salt, &body),
            previous: self.seal,
        }
        .encode()?;
        let seal = self.key.seal(&head);
        (self.number, self.seal) = (number, seal);
        let signature = signer.map(|signer| signer.sign(&head));
        Ok(Sealed { number, id: entry.id, head, seal, signature, salt, body })
    }

    /// Checks that this is the next entry, whole; gives its head. After a flaw the chain says nothing more.
    pub fn check<'a>(&mut self, stored: &Stored<'a>) -> Result<Head<'a>, Flaw> {
        let number = self.number + 1;
        if stored.number != number {
            return Err(Flaw::Gap(stored.number));
        }
        let seal = self.key.seal(stored.head);
        if seal.0 != stored.seal {
            return Err(Flaw::Seal);
        }
        let head = Head::decode(stored.head)?;
        if head.practice != self.practice {
            return Err(Flaw::Practice);
        }
        if head.number != number || head.id.as_bytes() != stored.id {
            return Err(Flaw::Place);
        }
        if head.previous != self.seal {
            return Err(Flaw::Previous);
        }
        let (salt, body) = stored.body.ok_or(Flaw::NoBody)?;
        let salt = salt.try_into().map_err(|_| Flaw::Body)?;
        if digest(salt, body) != head.digest {
            return Err(Flaw::Body);
        }
        (self.number, self.seal) = (number, seal);
        Ok(head)
    }
}
