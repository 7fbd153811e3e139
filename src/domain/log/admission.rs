//! Who came in, and who may: the entries about signing in and about the holders of the key.

use super::super::ids::StaffId;
use super::event::Kind;
use super::fields::{Malformed, Read, Reader, Writer, exact};

/// Something about who may open the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Whoever the entry is by signed in with their passphrase.
    SignedIn {
        /// Attempts at this desk that failed since anybody last signed in there.
        failed: u64,
    },
    /// Somebody got a passphrase and a key to sign with.
    HolderAdded {
        /// Who.
        staff: StaffId,
        /// The public key by which their signatures are checked.
        public: [u8; 32],
    },
    /// Somebody's passphrase opens the practice no more.
    HolderRemoved {
        /// Who.
        staff: StaffId,
    },
    /// Somebody has a new passphrase, by the one before; the key that they sign with stays.
    PassphraseChanged {
        /// Who.
        staff: StaffId,
    },
    /// There is a new recovery key; the one before opens nothing.
    RecoveryChanged {
        /// The public key by which its signatures are checked.
        public: [u8; 32],
    },
    /// Somebody has a new passphrase and a new key to sign with, by the recovery key, which signs this.
    Recovered {
        /// Who.
        staff: StaffId,
        /// The public key by which their signatures are checked from now on.
        public: [u8; 32],
    },
}

impl Admission {
    /// The kind of its entry.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::SignedIn { .. } => Kind::SIGNED_IN,
            Self::HolderAdded { .. } => Kind::HOLDER_ADDED,
            Self::HolderRemoved { .. } => Kind::HOLDER_REMOVED,
            Self::PassphraseChanged { .. } => Kind::PASSPHRASE_CHANGED,
            Self::RecoveryChanged { .. } => Kind::RECOVERY_CHANGED,
            Self::Recovered { .. } => Kind::RECOVERED,
        }
    }

    pub(super) fn write(&self, fields: &mut Writer) {
        match self {
            Self::SignedIn { failed } => fields.count(1, *failed),
            Self::HolderAdded { staff, public } | Self::Recovered { staff, public } => {
                fields.bytes(1, staff.as_bytes()).bytes(2, public)
            }
            Self::HolderRemoved { staff } | Self::PassphraseChanged { staff } => {
                fields.bytes(1, staff.as_bytes())
            }
            Self::RecoveryChanged { public } => fields.bytes(1, public),
        };
    }

    pub(super) fn read(kind: Kind, fields: &mut Reader<'_>) -> Read<Self> {
        let staff = |fields: &mut Reader<'_>| fields.id(1).map(StaffId::from_bytes);
        match kind {
            Kind::SIGNED_IN => Ok(Self::SignedIn { failed: fields.count(1)? }),
            Kind::HOLDER_ADDED => {
                Ok(Self::HolderAdded { staff: staff(fields)?, public: exact(fields.bytes(2)?)? })
            }
            Kind::HOLDER_REMOVED => Ok(Self::HolderRemoved { staff: staff(fields)? }),
            Kind::PASSPHRASE_CHANGED => Ok(Self::PassphraseChanged { staff: staff(fields)? }),
            Kind::RECOVERY_CHANGED => Ok(Self::RecoveryChanged { public: exact(fields.bytes(1)?)? }),
            Kind::RECOVERED => {
                Ok(Self::Recovered { staff: staff(fields)?, public: exact(fields.bytes(2)?)? })
            }
            _ => Err(Malformed("it is not about who may come in")),
        }
    }

    /// What happened, in a sentence without its subject's name and without a full stop.
    pub fn told(&self, name_of: impl Fn(StaffId) -> String) -> String {
        match self {
            Self::SignedIn { failed: 0 } => "Signed in".into(),
            Self::SignedIn { failed: 1 } => "Signed in after one attempt had failed at this desk".into(),
            Self::SignedIn { failed } => {
                format!("Signed in after {failed} attempts had failed at this desk")
            }
            Self::HolderAdded { staff, .. } => format!("{} got a passphrase", name_of(*staff)),
            Self::HolderRemoved { staff } => {
                format!("The passphrase of {} opens the practice no more", name_of(*staff))
            }
            Self::PassphraseChanged { staff } => format!("{} has a new passphrase", name_of(*staff)),
            Self::Recovered { staff, .. } => {
                format!("{} has a new passphrase, by the recovery key", name_of(*staff))
            }
            Self::RecoveryChanged { .. } => "There is a new recovery key".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_with_names_and_without_secrets() {
        let staff = StaffId::from_bytes([5; 16]);
        let name = |_| "Sam Reed".to_owned();
        let told = |admission: Admission| admission.told(name);
        assert_eq!(told(Admission::SignedIn { failed: 0 }), "Signed in");
        assert_eq!(
            told(Admission::SignedIn { failed: 3 }),
            "Signed in after 3 attempts had failed at this desk"
        );
        assert_eq!(told(Admission::HolderAdded { staff, public: [9; 32] }), "Sam Reed got a passphrase");
        assert!(told(Admission::Recovered { staff, public: [9; 32] }).ends_with("recovery key"));
        assert!(told(Admission::HolderRemoved { staff }).contains("no more"));
    }
}
