//! A set of words that is asked by a token's hash, before any letter is compared.

use super::token::hash;

/// Which words may be in a list: one look at a bit a word, and nearly never a wrong "perhaps".
#[derive(Debug, Clone, Copy)]
pub struct WordSet {
    bits: [u64; Self::BLOCKS],
}

impl WordSet {
    const BLOCKS: usize = 32;

    /// No word.
    pub const EMPTY: Self = Self { bits: [0; Self::BLOCKS] };

    /// The set of a list, made when the program is compiled.
    pub const fn of(mut words: &[&str]) -> Self {
        let mut set = Self::EMPTY;
        while let [word, rest @ ..] = words {
            set = set.with(word);
            words = rest;
        }
        set
    }

    /// The set and one word more.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the place is taken modulo the length")]
    pub const fn with(mut self, word: &str) -> Self {
        let (block, bit) = Self::place(hash(word.as_bytes()));
        self.bits[block] |= bit;
        self
    }

    /// The words of both sets.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "both are of one length")]
    pub const fn or(mut self, other: &Self) -> Self {
        let mut block = 0;
        while block < Self::BLOCKS {
            self.bits[block] |= other.bits[block];
            block += 1;
        }
        self
    }

    /// Whether a word with this hash may be in the set: `false` is certain.
    #[inline]
    pub fn may_hold(&self, hash: u32) -> bool {
        let (block, bit) = Self::place(hash);
        self.bits.get(block).is_some_and(|bits| bits & bit != 0)
    }

    #[inline]
    const fn place(hash: u32) -> (usize, u64) {
        ((hash >> 6) as usize % Self::BLOCKS, 1 << (hash % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_its_words_and_little_else() {
        const SET: WordSet = WordSet::of(&["monday", "tuesday", "may"]);
        assert!(["monday", "tuesday", "may"].iter().all(|word| SET.may_hold(hash(word.as_bytes()))));
        let both = SET.or(&WordSet::of(&["noon"]));
        assert!(["monday", "noon"].iter().all(|word| both.may_hold(hash(word.as_bytes()))));
        let others = (0..1000).filter(|n| SET.may_hold(hash(format!("word{n}").as_bytes())));
        assert!(others.count() < 20);
    }
}
