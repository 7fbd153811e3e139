//! What is asked of whoever can unwrap the key, and what they answer.

use super::Person;
use crate::app::msg::Trouble;
use crate::domain::ids::StaffId;
use crate::domain::secret::Secret;
use crate::domain::staff::Staff;

/// Somebody wants to come in.
#[derive(Debug, Clone, PartialEq)]
pub enum Knock {
    /// With their passphrase.
    SignIn {
        /// Who.
        who: StaffId,
        /// Their passphrase.
        passphrase: Secret,
    },
    /// And closes the practice, which lies open.
    Close {
        /// Who.
        who: StaffId,
        /// The passphrase they chose.
        passphrase: Secret,
        /// The recovery key they wrote down.
        recovery: Secret,
    },
    /// With the recovery key.
    Recover {
        /// Who.
        who: StaffId,
        /// The recovery key.
        recovery: Secret,
        /// The passphrase they chose.
        passphrase: Secret,
    },
}

impl Knock {
    /// Who wants to come in.
    pub const fn who(&self) -> StaffId {
        match self {
            Self::SignIn { who, .. } | Self::Close { who, .. } | Self::Recover { who, .. } => *who,
        }
    }
}

/// Somebody may come in.
#[derive(Debug, Clone, PartialEq)]
pub struct Welcome {
    /// Who.
    pub who: StaffId,
    /// All members of staff.
    pub staff: Vec<Staff>,
    /// Those who can come in from now on.
    pub people: Vec<Person>,
    /// What they have to know of what happened at the door since they were last here.
    pub news: Option<String>,
}

/// Somebody may not come in.
#[derive(Debug, Clone, PartialEq)]
pub enum Denied {
    /// The passphrase or the recovery key is not the right one.
    Wrong,
    /// Something else is in the way.
    Trouble(Trouble),
}
