//! Somebody who can open the practice: the key of the database and their own signing key, wrapped by what they know.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::cost::Cost;
use super::key::{Key, KeyError};
use crate::domain::ids::StaffId;
use crate::domain::log::{RECOVERY, Seed, Signer};
use crate::domain::secret::Secret;
use crate::domain::staff::LONGEST_NAME;

/// Bytes that are wrapped: the key of the database, then the seed of the holder's signing key.
const PLAIN: usize = 64;

/// The same wrapped: with the 16 bytes that authenticate it.
pub(super) const WRAPPED: usize = PLAIN + 16;

/// Whose line of the key file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HolderId {
    /// A member of staff.
    Staff(StaffId),
    /// The recovery key, which is nobody's.
    Recovery,
}

impl fmt::Display for HolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(id) => id.fmt(f),
            Self::Recovery => f.write_str("recovery"),
        }
    }
}

/// A holder as the key file names them. Nothing in it is secret without what the holder knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Whose it is.
    pub id: HolderId,
    /// Their name, as it is shown at the door.
    pub name: String,
    /// The public key by which their signatures are checked.
    pub public: [u8; 32],
    pub(super) cost: Cost,
    pub(super) salt: [u8; 16],
    pub(super) nonce: [u8; 24],
    pub(super) wrapped: [u8; WRAPPED],
}

/// What a holder gets who has shown that they are one.
#[derive(Clone)]
pub struct Opened {
    /// The key of the database.
    pub key: Key,
    /// Who can sign now: a member of staff, or the recovery key as [`RECOVERY`]; `None` for a practice that lies open.
    pub signer: Option<Signer>,
    seed: Seed,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({:?})", self.signer)
    }
}

impl Opened {
    /// The key of a practice that lies open: nobody has shown anything.
    pub fn raw(key: Key) -> Self {
        Self { key, signer: None, seed: Seed::default() }
    }
}

impl Holder {
    /// Wraps the key of the database for a member of staff, with a new signing key of their own.
    ///
    /// # Errors
    /// When the system has no randomness or too little memory.
    pub fn staff(
        id: StaffId,
        name: &str,
        key: &Key,
        passphrase: &Secret,
        cost: Cost,
    ) -> Result<Self, KeyError> {
        let seed: Seed = Zeroizing::new(random()?);
        let public = Signer::new(id, &seed).public();
        wrap(HolderId::Staff(id), name, public, (key, &seed), passphrase, cost)
    }

    /// Wraps the key of the database for the recovery key, with a new key that signs what is changed by it.
    ///
    /// # Errors
    /// When the system has no randomness or too little memory.
    pub fn recovery(key: &Key, recovery: &Secret, cost: Cost) -> Result<Self, KeyError> {
        let seed: Seed = Zeroizing::new(random()?);
        let public = Signer::new(RECOVERY, &seed).public();
        wrap(HolderId::Recovery, "", public, (key, &seed), recovery, cost)
    }

    /// The same holder with another passphrase: the keys stay as they are.
    ///
    /// # Errors
    /// When the system has no randomness or too little memory.
    pub fn with_passphrase(
        &self,
        opened: &Opened,
        passphrase: &Secret,
        cost: Cost,
    ) -> Result<Self, KeyError> {
        wrap(self.id, &self.name, self.public, (&opened.key, &opened.seed), passphrase, cost)
    }

    /// Gives what is wrapped to whoever knows the secret.
    ///
    /// # Errors
    /// [`KeyError::Wrong`] when it is another secret, or the line was changed: which of the two cannot be told.
    pub fn open(&self, secret: &Secret) -> Result<Opened, KeyError> {
        let wrapping = self.cost.derive(secret, &self.salt).ok_or(KeyError::Memory)?;
        let cipher = XChaCha20Poly1305::new((&*wrapping).into());
        let bound = self.bound();
        let payload = Payload { msg: &self.wrapped, aad: bound.as_bytes() };
        let plain = cipher.decrypt(&XNonce::from(self.nonce), payload).map_err(|_| KeyError::Wrong)?;
        let plain = Zeroizing::new(plain);
        let (first, behind) = plain.split_first_chunk::<32>().ok_or(KeyError::Wrong)?;
        let (second, _) = behind.split_first_chunk::<32>().ok_or(KeyError::Wrong)?;
        let (mut key, mut seed) = (Key::default(), Seed::default());
        key.copy_from_slice(first);
        seed.copy_from_slice(second);
        let id = match self.id {
            HolderId::Staff(id) => id,
            HolderId::Recovery => RECOVERY,
        };
        let signer = Signer::new(id, &seed);
        if signer.public() != self.public {
            return Err(KeyError::Wrong);
        }
        Ok(Opened { key, signer: Some(signer), seed })
    }

    /// What is authenticated with the wrapped bytes, as it stands in the file.
    pub(super) fn bound(&self) -> String {
        let (memory, passes, lanes) = self.cost.parts();
        let name = serde_json::to_string(&self.name).unwrap_or_default();
        let (salt, public) = (hex::encode(self.salt), hex::encode(self.public));
        format!("holder {} m={memory},t={passes},p={lanes} {salt} {public} {name}", self.id)
    }
}

fn wrap(
    id: HolderId,
    name: &str,
    public: [u8; 32],
    (key, seed): (&Key, &Seed),
    secret: &Secret,
    cost: Cost,
) -> Result<Holder, KeyError> {
    let name = name.trim().to_owned();
    if name.len() > LONGEST_NAME {
        return Err(KeyError::Name);
    }
    let mut holder =
        Holder { id, name, public, cost, salt: random()?, nonce: random()?, wrapped: [0; WRAPPED] };
    let wrapping = cost.derive(secret, &holder.salt).ok_or(KeyError::Memory)?;
    let mut plain = Zeroizing::new([0; PLAIN]);
    plain.iter_mut().zip(key.iter().chain(seed.iter())).for_each(|(to, from)| *to = *from);
    let bound = holder.bound();
    let payload = Payload { msg: plain.as_slice(), aad: bound.as_bytes() };
    let wrapped = XChaCha20Poly1305::new((&*wrapping).into())
        .encrypt(&XNonce::from(holder.nonce), payload)
        .map_err(|_| KeyError::Memory)?;
    holder.wrapped = wrapped.try_into().map_err(|_| KeyError::Memory)?;
    Ok(holder)
}

fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| KeyError::Random(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::is_signed;

    fn sam() -> (Key, Holder, Secret) {
        let key = Key::new([7; 32]);
        let passphrase = Secret::from("heron lamp quilt verse");
        let id = StaffId::from_bytes([5; 16]);
        let holder = Holder::staff(id, "Sam Reed", &key, &passphrase, Cost::TRIFLING).unwrap();
        (key, holder, passphrase)
    }

    #[test]
    fn who_knows_the_passphrase_gets_the_key_and_can_sign() {
        let (key, holder, passphrase) = sam();
        let opened = holder.open(&passphrase).unwrap();
        assert_eq!(opened.key, key);
        let signer = opened.signer.unwrap();
        assert_eq!((signer.public(), HolderId::Staff(signer.staff())), (holder.public, holder.id));
        assert!(is_signed(&holder.public, b"entry", &signer.sign(b"entry")));
        for wrong in ["Heron lamp quilt verse", "", "heron lamp quilt verse "] {
            assert!(matches!(holder.open(&Secret::from(wrong)), Err(KeyError::Wrong)), "{wrong}");
        }
    }

    #[test]
    fn a_new_passphrase_leaves_the_keys_as_they_are() {
        let (key, holder, passphrase) = sam();
        let opened = holder.open(&passphrase).unwrap();
        let new = Secret::from("orchid tunnel brisk ladder");
        let changed = holder.with_passphrase(&opened, &new, Cost::TRIFLING).unwrap();
        assert!(matches!(changed.open(&passphrase), Err(KeyError::Wrong)));
        let again = changed.open(&new).unwrap();
        assert_eq!((again.key, again.signer.unwrap().public()), (key, holder.public));
        assert_ne!((changed.salt, changed.nonce), (holder.salt, holder.nonce));
    }

    #[test]
    fn what_is_wrapped_is_bound_to_name_parameters_and_public_key() {
        let (_, holder, passphrase) = sam();
        let other = StaffId::from_bytes([6; 16]);
        for changed in [
            Holder { id: HolderId::Staff(other), ..holder.clone() },
            Holder { name: "Max Reed".into(), ..holder.clone() },
            Holder { public: [1; 32], ..holder.clone() },
            Holder { cost: Cost::new(16, 1, 1).unwrap(), ..holder.clone() },
            Holder { salt: [0; 16], ..holder.clone() },
            Holder { nonce: [0; 24], ..holder.clone() },
            Holder { id: HolderId::Recovery, ..holder },
        ] {
            assert!(matches!(changed.open(&passphrase), Err(KeyError::Wrong)));
        }
    }

    #[test]
    fn the_recovery_key_opens_and_signs_as_nobody() {
        let key = Key::new([7; 32]);
        let recovery = crate::domain::recovery::make().unwrap();
        let holder = Holder::recovery(&key, &recovery, Cost::TRIFLING).unwrap();
        let opened = holder.open(&recovery).unwrap();
        let signer = opened.signer.unwrap();
        assert!(opened.key == key && signer.staff() == RECOVERY && signer.public() == holder.public);
        assert_ne!(Holder::recovery(&key, &recovery, Cost::TRIFLING).unwrap().public, holder.public);
    }
}
