//! The key by which a member of staff is known to the log: Ed25519, theirs alone.

use std::fmt;

use ed25519_dalek::{Signature as Bytes, Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::super::ids::StaffId;

/// What stands before the bytes that are signed: no other bytes of ours can be taken for them.
const LABEL: &[u8] = b"tactful log signature 1";

/// An Ed25519 signature.
pub type Signature = [u8; 64];

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

    /// The signature over these bytes of an entry.
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        self.sign_for(LABEL, bytes)
    }

    /// The signature over bytes of another kind, which is told apart by its label.
    pub fn sign_for(&self, label: &[u8], bytes: &[u8]) -> Signature {
        self.key.sign(&[label, bytes].concat()).to_bytes()
    }
}

/// Finds this signer, and nobody else's.
pub fn only(signer: Option<Signer>) -> impl Fn(StaffId) -> Option<Signer> + Send + 'static {
    move |staff| signer.clone().filter(|signer| signer.staff() == staff)
}

/// Whether this is the signature over these bytes of an entry by whoever has the secret of this public key.
pub fn is_signed(public: &[u8; 32], bytes: &[u8], signature: &Signature) -> bool {
    is_signed_for(LABEL, public, bytes, signature)
}

/// The same for bytes of another kind.
pub fn is_signed_for(label: &[u8], public: &[u8; 32], bytes: &[u8], signature: &Signature) -> bool {
    let key = VerifyingKey::from_bytes(public);
    key.is_ok_and(|key| key.verify_strict(&[label, bytes].concat(), &Bytes::from_bytes(signature)).is_ok())
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.staff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_one_key_and_one_text() {
        let signer = |seed| Signer::new(StaffId::from_bytes([1; 16]), &Seed::new([seed; 32]));
        let (sam, alex) = (signer(1), signer(2));
        let signature = sam.sign(b"entry");
        assert!(is_signed(&sam.public(), b"entry", &signature));
        assert!(!is_signed(&alex.public(), b"entry", &signature));
        assert!(!is_signed(&sam.public(), b"entrx", &signature));
        for bit in 0..512 {
            let mut other = signature;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!is_signed(&sam.public(), b"entry", &other), "{bit}");
        }
        assert!(!is_signed(&[0; 32], b"entry", &[0; 64]), "a key of small order signs nothing");
    }
}
