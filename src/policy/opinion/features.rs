//! What of a text is weighed: its words, their beginnings, and pairs of these, next to each other or with one word
//! between, each as one number.

use std::ops::Range;

use crate::policy::text::token::{hash, mark};
use crate::policy::text::{Folded, Token, Tokens};

/// How many letters of a word stand for it and its forms.
const FRONT: usize = 5;

/// How many features a word has at most.
pub const MOST: usize = 4;

/// What stands for any name, any number, and the edges of a sentence.
const NAME: u32 = hash(b"<name>");
const NUMBER: u32 = hash(b"<number>");
const EDGE: u32 = hash(b"<edge>");

/// Mixes two numbers; `turn` tells apart what they are to each other.
const fn mix(turn: u32, left: u32, right: u32) -> u32 {
    let mixed = (left.rotate_left(turn) ^ right).wrapping_mul(0x9e37_79b1);
    mixed ^ (mixed >> 15)
}

/// Calls `take` with every feature of a text and the tokens in which it lies, in their order.
pub fn each(folded: &Folded<'_>, tokens: &Tokens, mut take: impl FnMut(u32, Range<usize>)) {
    let bytes = folded.text().as_bytes();
    let mut sentence = None;
    // the word before, and the one before that, with their places
    let (mut last, mut older) = ((EDGE, 0), None);
    for (at, token) in tokens.list.iter().enumerate() {
        if token.is(mark::HOST) {
            continue;
        }
        if sentence != Some(token.sentence) {
            if sentence.is_some() {
                close(last, older, &mut take);
            }
            (last, older, sentence) = ((EDGE, at), None, Some(token.sentence));
        }
        let front = front(bytes, token);
        take(mix(1, front, 0), at..at + 1);
        if front != token.hash && !token.any(mark::NAME | mark::NUMBER) {
            take(mix(2, token.hash, 0), at..at + 1);
        }
        take(mix(7, last.0, front), last.1..at + 1);
        if let Some((word, from)) = older {
            take(mix(13, word, front), from..at + 1);
        }
        older = Some(last);
        last = (front, at);
    }
    if sentence.is_some() {
        close(last, older, &mut take);
    }
}

/// From how many letters on a word is known by itself alone, and not by its beginning.
const LONG: usize = 8;

/// The feature of a word by itself: of a long one in the form in which it stands, else as far as its forms share it.
pub fn word(folded: &Folded<'_>, token: &Token) -> u32 {
    if token.range().len() >= LONG && !token.any(mark::NAME | mark::NUMBER) {
        return mix(2, token.hash, 0);
    }
    mix(1, front(folded.text().as_bytes(), token), 0)
}

/// The pairs with the end of a sentence.
fn close(last: (u32, usize), older: Option<(u32, usize)>, take: &mut impl FnMut(u32, Range<usize>)) {
    take(mix(7, last.0, EDGE), last.1..last.1 + 1);
    if let Some((word, from)) = older {
        take(mix(13, word, EDGE), from..last.1 + 1);
    }
}

/// What stands for a word in pairs.
fn front(bytes: &[u8], token: &Token) -> u32 {
    if token.is(mark::NAME) {
        return NAME;
    }
    if token.is(mark::NUMBER) {
        return NUMBER;
    }
    let range = token.range();
    if range.len() <= FRONT {
        return token.hash;
    }
    bytes.get(range.start..range.start + FRONT).map_or(token.hash, hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::text::cut;

    fn of(text: &str) -> Vec<u32> {
        let folded = Folded::new(text);
        let mut out = Vec::new();
        each(&folded, &cut(&folded), |feature, _| out.push(feature));
        out
    }

    #[test]
    fn forms_of_a_word_share_features_and_order_counts() {
        let shared = |one: &str, other: &str| {
            let other = of(other);
            of(one).iter().filter(|feature| other.contains(feature)).count()
        };
        // the beginning, its pairs with both edges, and the pair of these
        assert_eq!(shared("collected", "collecting"), 4);
        assert!(shared("ring us", "ring us") > shared("ring us", "us ring"));
        assert_eq!(of(""), [0; 0]);
        assert_eq!(of("ring 9").len(), of("ring 12").len());
    }
}
