//! New identifiers in the order in which they are made: an index over them grows at its end.

use jiff::Timestamp;

use super::super::super::{Result, StoreError};
use crate::domain::ids::PatientId;

/// Makes the identifiers of one run: its time, a counter (RFC 9562, 6.2, method 1), then bits of chance that tell runs
/// of the same millisecond apart.
pub(super) struct Mint {
    at: Timestamp,
    count: u64,
    chance: [u8; 5],
}

impl Mint {
    pub(super) fn new(at: Timestamp) -> Result<Self> {
        let mut chance = [0; 5];
        getrandom::fill(&mut chance)
            .map_err(|error| StoreError::Other(format!("the system gives no random numbers: {error}")))?;
        Ok(Self { at, count: 0, chance })
    }

    /// The bytes of the next identifier.
    pub(super) fn bytes(&mut self) -> [u8; 16] {
        let [.., top, high, middle, low, last] = self.count.to_be_bytes();
        self.count += 1;
        // The first four bits, and the first two of the third byte, are those of version and variant.
        let mut spread = [0; 10];
        let (count, chance) = spread.split_at_mut(5);
        count.copy_from_slice(&[
            top << 2 & 0x0c | high >> 6,
            high << 2 | middle >> 6,
            middle & 0x3f,
            low,
            last,
        ]);
        chance.copy_from_slice(&self.chance);
        *PatientId::from_parts(self.at, spread).as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_come_in_order_and_differ() {
        let mut mint = Mint::new(Timestamp::from_second(1_795_338_000).unwrap()).unwrap();
        let mut last = mint.bytes();
        let mut next = |count| {
            mint.count = count;
            mint.bytes()
        };
        for count in [1, 2, 63, 64, 255, 256, 65_535, 65_536, 4_194_303, 4_194_304, 16_777_216, 0x3_ffff_ffff]
        {
            let made = next(count);
            assert!(made > last, "{count}");
            last = made;
        }
    }
}
