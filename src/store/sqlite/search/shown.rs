//! What a list shows of a patient, as one value: a line is read by the hundred and shown by the dozen, so its parts are
//! taken apart only when it is shown.

use super::super::super::{Result, StoreError};
use crate::domain::ids::PatientId;

/// What a list shows, but for the name's order, the date of birth and the standing: those are columns of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Shown<'a> {
    pub id: PatientId,
    pub nhs_number: Option<u64>,
    /// The postcode in capitals without blanks, at most eight; empty where there is none or it is hidden.
    pub postcode: &'a str,
    /// At most 120 characters.
    pub name: &'a str,
    /// Never empty.
    pub practice_number: Option<&'a str>,
}

impl<'a> Shown<'a> {
    /// The identifier; the NHS number in five bytes, 0 for none; the postcode behind its length in one byte, the name
    /// behind its length in two; the practice number.
    pub(in super::super) fn pack(&self) -> Vec<u8> {
        let practice_number = self.practice_number.unwrap_or_default();
        let texts = self.postcode.len() + self.name.len() + practice_number.len();
        let mut packed = Vec::with_capacity(16 + 5 + 3 + texts);
        packed.extend_from_slice(self.id.as_bytes());
        let [_, _, _, nhs_number @ ..] = self.nhs_number.unwrap_or(0).to_be_bytes();
        packed.extend(nhs_number);
        packed.push(u8::try_from(self.postcode.len()).unwrap_or(u8::MAX));
        packed.extend_from_slice(self.postcode.as_bytes());
        packed.extend(u16::try_from(self.name.len()).unwrap_or(u16::MAX).to_be_bytes());
        packed.extend_from_slice(self.name.as_bytes());
        packed.extend_from_slice(practice_number.as_bytes());
        packed
    }

    /// Takes it apart.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is none.
    pub(in super::super) fn unpack(packed: &'a [u8]) -> Result<Self> {
        Self::parts(packed)
            .ok_or_else(|| StoreError::Damaged("a line of the lists cannot be read".to_owned()))
    }

    fn parts(packed: &'a [u8]) -> Option<Self> {
        let (id, rest) = packed.split_first_chunk::<16>()?;
        let (digits, rest) = rest.split_first_chunk::<5>()?;
        let nhs_number = digits.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let (length, rest) = rest.split_first()?;
        let (postcode, rest) = rest.split_at_checked(usize::from(*length))?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (name, practice_number) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let text = |bytes| std::str::from_utf8(bytes).ok();
        Some(Self {
            id: PatientId::from_bytes(*id),
            nhs_number: Some(nhs_number).filter(|number| *number != 0),
            postcode: text(postcode)?,
            name: text(name)?,
            practice_number: Some(text(practice_number)?).filter(|number| !number.is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            id: [u8; 16],
            nhs_number in proptest::option::of(1..10_000_000_000u64),
            postcode in "[A-Z0-9]{0,8}",
            name in "\\PC{0,120}",
            practice_number in proptest::option::of("\\PC{1,40}"),
        ) {
            let practice_number = practice_number.as_deref();
            let id = PatientId::from_bytes(id);
            let shown = Shown { id, nhs_number, postcode: &postcode, name: &name, practice_number };
            let packed = shown.pack();
            prop_assert_eq!(Shown::unpack(&packed).unwrap(), shown);
            let texts = 16 + 5 + 1 + postcode.len() + 2 + name.len();
            for short in 0..texts {
                prop_assert!(Shown::unpack(&packed[..short]).is_err(), "cut off at {}", short);
            }
        }
    }
}
