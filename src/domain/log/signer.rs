//! The key by which a member of staff is known to the log: Ed25519, theirs alone.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use super::super::ids::StaffId;

/// The 32 secret bytes that a signing key is made from, wiped when dropped.
pub type Seed = Zeroizing<[u8; 32]>;

/// A member of staff who has signed in, and can sign. Its key is wiped when it is dropped.
#[derive(Clone)]
pub struct Signer {
    staff: StaffId,
    key: SigningKey,
}

impl Signer {
    /// The signer with this seed.
    pub fn new(staff: StaffId, seed: &Seed) -> Self {
        Self { staff, key: SigningKey::from_bytes(seed) }
    }

    /// Who signs.
    pub const fn staff(&self) -> StaffId {
        self.staff
    }

    /// The public key, by which anybody can check a signature.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The signature over these bytes.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.staff)
    }
}
