//! Words, sentences and signs of a text, and the hash by which words are known.

use std::ops::Range;

use super::links::Link;

/// Marks of a token, as bits.
pub mod mark {
    /// Written with a capital first letter.
    pub const CAPITAL: u16 = 1;
    /// All letters are capitals (two at least).
    pub const SHOUT: u16 = 1 << 1;
    /// Starts with a digit.
    pub const NUMBER: u16 = 1 << 2;
    /// Lies in the host of a link or in an email address: never the message.
    pub const HOST: u16 = 1 << 3;
    /// Lies in the path of a link.
    pub const PATH: u16 = 1 << 4;
    /// A phrase cannot reach over the gap in front of it (a comma, a bracket).
    pub const BREAK: u16 = 1 << 5;
    /// The name of a person, by its place.
    pub const NAME: u16 = 1 << 6;
    /// Part of a postal address or of the practice's own name or address.
    pub const PLACE: u16 = 1 << 7;
    /// The first word of a line.
    pub const LINE: u16 = 1 << 8;
    /// The first word of a sentence.
    pub const FIRST: u16 = 1 << 9;
    /// Written with small letters only.
    pub const SMALL: u16 = 1 << 10;
}

/// A word or number.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Its first byte in the folded text.
    pub start: u32,
    /// The byte behind its last.
    pub end: u32,
    /// The hash of its letters, apostrophes and dots of initials left out.
    pub hash: u32,
    /// The sentence it belongs to.
    pub sentence: u32,
    /// [`mark`] bits.
    pub marks: u16,
    /// It holds apostrophes or dots that do not count.
    pub joined: bool,
}

impl Token {
    /// Whether all these marks are set.
    pub const fn is(&self, marks: u16) -> bool {
        self.marks & marks == marks
    }

    /// Whether one of these marks is set.
    pub const fn any(&self, marks: u16) -> bool {
        self.marks & marks != 0
    }

    /// Its bytes in the folded text.
    pub const fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A sentence: a stretch of the folded text and the tokens in it.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its bytes in the folded text, closing sign included, blanks around it not.
    pub bytes: Range<usize>,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// A new paragraph begins with it.
    pub paragraph: bool,
}

/// Words, sentences and links of a text.
#[derive(Debug, Default)]
pub struct Tokens {
    /// The words, in order.
    pub list: Vec<Token>,
    /// The sentences, in order.
    pub sentences: Vec<Sentence>,
    /// Links and email addresses, in order.
    pub links: Vec<Link>,
    /// The places in `list` of those that start with a digit, in order.
    pub numbers: Vec<usize>,
    /// The signs that stand between words.
    pub signs: Signs,
}

/// Which signs a text may hold: one bit for each, two to a bit at most. Of dots, question and exclamation marks only those
/// are told that stand in a row.
#[derive(Debug, Default, Clone, Copy)]
pub struct Signs(u64);

impl Signs {
    /// Adds a sign.
    pub fn add(&mut self, sign: u8) {
        self.0 |= Self::bit(sign);
    }

    /// Whether one of these signs may be there: `false` is certain.
    pub fn may_hold(self, signs: &[u8]) -> bool {
        signs.iter().any(|sign| self.0 & Self::bit(*sign) != 0)
    }

    const fn bit(sign: u8) -> u64 {
        1 << (sign % 64)
    }
}

/// The start value of [`step`].
pub const SEED: u32 = 0x811c_9dc5;

/// One step of the hash of a word (FNV-1a, 32 bits).
#[inline]
pub const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// The hash of a word.
pub const fn hash(mut word: &[u8]) -> u32 {
    let mut hash = SEED;
    while let [byte, rest @ ..] = word {
        hash = step(hash, *byte);
        word = rest;
    }
    hash
}

/// Whether two words are the same: short ones, as nearly all are, are compared in two looks.
#[inline]
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        1..4 => one.first() == other.first() && one.iter().skip(1).eq(other.iter().skip(1)),
        4..=8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        9..=16 => {
            one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk()
        }
        _ => one == other,
    }
}

/// Whether two words differ by one letter left out, put in, changed, or by two neighbours swapped.
pub fn is_one_error(left: &[u8], right: &[u8]) -> bool {
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let front = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let (left, right) = (left.get(front..).unwrap_or(&[]), right.get(front..).unwrap_or(&[]));
    let back = left.iter().rev().zip(right.iter().rev()).take_while(|(l, r)| l == r).count();
    let left = left.get(..left.len() - back).unwrap_or(&[]);
    let right = right.get(..right.len() - back).unwrap_or(&[]);
    match (left, right) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([first, second], other) => *other == [*second, *first],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn short_words_are_the_same_or_not(one in "[ab]{0,20}", other in "[ab]{0,20}") {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            proptest::prop_assert_eq!(is_same(one, other), one == other);
            proptest::prop_assert!(is_same(one, one));
        }
    }
}
