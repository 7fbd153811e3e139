//! Identifiers, made here so that every store agrees on them: UUID version 7 in one newtype a noun.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The ten random bytes of a version 7 UUID.
pub type Entropy = [u8; 10];

/// A text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an identifier (expected a UUID such as 0190f3c8-7a01-7c3e-9a55-1f0e6d1c2b3a)")]
pub struct BadId(pub String);

fn compose(at: Timestamp, random: Entropy) -> Uuid {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Ten bytes of the system's randomness.
///
/// # Panics
/// Never in practice: a system without a source of randomness cannot open an encrypted database either. The bytes
/// are then zero and a clash of identifiers is refused by the store's unique keys.
fn entropy() -> Entropy {
    let mut bytes = Entropy::default();
    if getrandom::fill(&mut bytes).is_err() {
        bytes = Entropy::default();
    }
    bytes
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier: the time `at` in milliseconds, then 74 random bits.
            pub fn new(at: Timestamp) -> Self {
                Self(compose(at, entropy()))
            }

            /// The identifier made of exactly these parts: for invented practices that must come out the same.
            pub fn from_parts(at: Timestamp, random: Entropy) -> Self {
                Self(compose(at, random))
            }

            /// The identifier with these sixteen bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The sixteen bytes, as they are stored and sealed.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Uuid::parse_str(text).map(Self).map_err(|_| BadId(text.to_owned()))
            }
        }
    )+};
}

ids! {
    /// One practice: the owner of one database.
    PracticeId
    /// A member of staff.
    StaffId
    /// A patient (FHIR Patient).
    PatientId
    /// A phone number, email address, postal address or app of one person (FHIR ContactPoint, Address).
    ContactPointId
    /// Someone who may act or read for a patient (FHIR RelatedPerson).
    ProxyId
    /// A stated wish about channel, time, language or format.
    PreferenceId
    /// A refusal of a channel, or of a purpose on a channel.
    ObjectionId
    /// An access need (Accessible Information Standard).
    NeedId
    /// "Asked and agreed", or advice of the Caldicott Guardian.
    AgreementId
    /// A safeguarding note (FHIR Flag).
    NoteId
    /// A message that waits to be written and sent.
    ReminderId
    /// A message being written.
    DraftId
    /// A message on the record (FHIR Communication).
    CommunicationId
    /// One entry of the sealed log.
    EntryId
    /// One run of an import.
    ImportId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_print_as_uuids() {
        let early = PatientId::from_parts(Timestamp::from_second(1).unwrap(), [255; 10]);
        let late = PatientId::from_parts(Timestamp::from_second(2).unwrap(), [0; 10]);
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!("x".parse::<PatientId>(), Err(BadId("x".into())));
    }
}
