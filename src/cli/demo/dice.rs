//! Chance with a constant seed (`SplitMix64`), so that the invented practice comes out the same everywhere.

/// A source of numbers that look like chance.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` - 1; 0 where `below` is 0.
    pub fn below(&mut self, below: u32) -> u32 {
        let scaled = (self.next() >> 32) * u64::from(below);
        u32::try_from(scaled >> 32).unwrap_or(0)
    }

    /// Ten bytes, for an identifier.
    pub fn entropy(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        let (head, tail) = bytes.split_at_mut(8);
        head.copy_from_slice(&self.next().to_be_bytes());
        tail.copy_from_slice(self.next().to_be_bytes().split_at(2).0);
        bytes
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of these; `None` where there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(u32::try_from(from.len()).unwrap_or(u32::MAX)) as usize)
    }

    /// One of these, each as likely as its weight says; `None` where there are none.
    pub fn weighted<'a, T>(&mut self, from: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let mut left = self.below(from.iter().map(&weight).sum());
        from.iter().find(|item| {
            let own = weight(item);
            let hit = left < own;
            left = left.saturating_sub(own);
            hit
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_way() {
        let (mut a, mut b) = (Dice::new(7), Dice::new(7));
        let rolls: Vec<u32> = (0..1000).map(|_| a.below(6)).collect();
        assert!(rolls.iter().all(|roll| *roll == b.below(6)));
        assert!((0..6).all(|face| rolls.contains(&face)));
        assert_eq!(Dice::new(1).pick::<u8>(&[]), None);
        assert_eq!(
            Dice::new(1).weighted(&["never", "always"], |word| u32::from(*word == "always")),
            Some(&"always")
        );
    }
}
