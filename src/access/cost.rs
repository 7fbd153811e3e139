//! What a guess at a passphrase costs: the parameters of Argon2id, within bounds.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// Parameters of Argon2id (RFC 9106). They stand in the key file with each holder, so that they can grow later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    memory: u32,
    /// Passes over it.
    passes: u32,
    /// Lanes.
    lanes: u32,
}

impl Cost {
    /// What this program takes: RFC 9106's second recommended choice (64 MiB, three passes) on one lane.
    pub const STANDARD: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };

    /// What only tests take: it costs nothing and protects nothing.
    pub const TRIFLING: Self = Self { memory: 8, passes: 1, lanes: 1 };

    /// Memory is never more than 512 MiB, whatever a file says.
    const MOST_MEMORY: u32 = 512 * 1024;
    /// Passes over memory, in KiB, are never more than this in all: some ten seconds.
    const MOST_WORK: u64 = 4 * 1024 * 1024;

    /// These parameters, where they lie within bounds.
    pub fn new(memory: u32, passes: u32, lanes: u32) -> Option<Self> {
        let work = u64::from(memory) * u64::from(passes);
        let sound = (1..=4).contains(&lanes)
            && (8 * lanes..=Self::MOST_MEMORY).contains(&memory)
            && (1..=Self::MOST_WORK).contains(&work);
        sound.then_some(Self { memory, passes, lanes })
    }

    /// Memory in KiB, passes, lanes.
    pub const fn parts(self) -> (u32, u32, u32) {
        (self.memory, self.passes, self.lanes)
    }

    /// Derives the key that a secret gives with this salt; `None` where the memory is not to be had.
    pub fn derive(self, secret: &Secret, salt: &[u8; 16]) -> Option<Zeroizing<[u8; 32]>> {
        let params = Params::new(self.memory, self.passes, self.lanes, Some(32)).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(secret.normal().expose().as_bytes(), salt, key.as_mut_slice()).ok()?;
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_bounds_are_refused() {
        assert_eq!(Cost::new(64 * 1024, 3, 1), Some(Cost::STANDARD));
        assert_eq!(Cost::new(8, 1, 1), Some(Cost::TRIFLING));
        for (memory, passes, lanes) in [
            (7, 1, 1),
            (8, 0, 1),
            (8, 1, 0),
            (8, 1, 5),
            (31, 1, 4),
            (512 * 1024 + 1, 1, 1),
            (512 * 1024, 9, 1),
            (8, u32::MAX, 1),
            (u32::MAX, u32::MAX, 1),
            (1 << 30, 1, 1),
        ] {
            assert_eq!(Cost::new(memory, passes, lanes), None, "{memory} {passes} {lanes}");
        }
    }

    #[test]
    fn another_secret_salt_or_cost_gives_another_key() {
        let secret = Secret::from("heron lamp quilt verse");
        let key = Cost::TRIFLING.derive(&secret, &[1; 16]).unwrap();
        assert_eq!(Cost::TRIFLING.derive(&secret, &[1; 16]).unwrap(), key);
        assert_ne!(Cost::TRIFLING.derive(&secret, &[2; 16]).unwrap(), key);
        assert_ne!(Cost::new(16, 1, 1).unwrap().derive(&secret, &[1; 16]).unwrap(), key);
        assert_ne!(Cost::TRIFLING.derive(&Secret::from("Heron lamp quilt verse"), &[1; 16]).unwrap(), key);
    }
}
