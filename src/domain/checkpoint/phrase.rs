//! A checkpoint as a few words: short enough to be printed and read out, and too costly to be met by another log.
//!
//! Ten words of a list of 2,048 are 110 bits. Somebody who writes two logs that have the same phrase has to try some 2^55
//! of them, and each try costs what a try at a passphrase costs: Argon2id with 64 MiB and three passes.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Serialize, Serializer};

use super::TreeHead;

/// The words, in the order of the alphabet; none is a slip of one letter away from another.
const WORDS: &str = include_str!("../../../assets/checkpoint/words.txt");

/// How many words the list has.
const COUNT: usize = 2048;

/// Bits that a word stands for.
const BITS: usize = 11;

/// Words in a phrase.
pub const LENGTH: usize = 10;

/// What the derivation is told apart by.
const SALT: &[u8; 16] = b"tactful phrase 1";

/// What a try costs: memory in KiB, passes, lanes.
const COST: (u32, u32, u32) = (64 * 1024, 3, 1);

/// The phrase of a log at one of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// The number of the entry.
    pub number: u64,
    /// The places of the words in the list.
    words: [u16; LENGTH],
}

/// A text that is no phrase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPhrase {
    /// It does not begin with a number.
    #[error("a phrase begins with the number of an entry, such as '1284 anchor basin ...'")]
    Number,
    /// There are too few words or too many.
    #[error("a phrase has a number and {LENGTH} words: here are {0} words")]
    Length(usize),
    /// A word is not in the list.
    #[error("'{word}' is not one of the words{}", near.map(|near| format!("; '{near}' is")).unwrap_or_default())]
    Word {
        /// The word.
        word: String,
        /// The word of the list that is one slip away.
        near: Option<&'static str>,
    },
}

impl Phrase {
    /// The phrase of a log that stands so. Takes a quarter of a second. `None`: there is too little memory.
    pub fn of(tree: &TreeHead) -> Option<Self> {
        let params = Params::new(COST.0, COST.1, COST.2, Some(LENGTH * BITS / 8 + 1)).ok()?;
        let mut bytes = [0; LENGTH * BITS / 8 + 1];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&tree.encode(), SALT, &mut bytes)
            .ok()?;
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| u16::from(byte >> (7 - at % 8) & 1));
        let mut words = [0; LENGTH];
        for (place, word) in words.iter_mut().enumerate() {
            *word = (0..BITS).fold(0, |number, next| number << 1 | bit(place * BITS + next));
        }
        Some(Self { number: tree.head.number, words })
    }

    /// Reads a phrase as somebody typed it: in any case, the words divided by blanks, hyphens or commas.
    ///
    /// # Errors
    /// When it is none; a word that is misspelt is named.
    pub fn read(text: &str) -> Result<Self, BadPhrase> {
        let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | ',' | ':' | '.');
        let mut parts = text.split(is_between).filter(|part| !part.is_empty());
        let number = parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|part| part.parse().ok()).filter(|number| *number > 0);
        let number = number.ok_or(BadPhrase::Number)?;
        let typed: Vec<String> = parts.take(4 * LENGTH).map(str::to_lowercase).collect();
        let mut words = [0; LENGTH];
        if typed.len() != LENGTH {
            return Err(BadPhrase::Length(typed.len()));
        }
        for (place, word) in words.iter_mut().zip(typed) {
            let found = list().position(|known| known == word).and_then(|at| u16::try_from(at).ok());
            *place = match found {
                Some(at) => at,
                None => {
                    return Err(BadPhrase::Word { near: list().find(|known| is_slip(known, &word)), word });
                }
            };
        }
        Ok(Self { number, words })
    }

    /// The words alone, divided by blanks.
    pub fn words(&self) -> String {
        let words: Vec<&str> =
            self.words.iter().filter_map(|at| list().nth(usize::from(*at) % COUNT)).collect();
        words.join(" ")
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.words())
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn list() -> impl Iterator<Item = &'static str> {
    WORDS.lines()
}

/// Whether one letter was changed, left out, put in, or two were exchanged.
fn is_slip(known: &str, typed: &str) -> bool {
    let (known, typed) = (known.as_bytes(), typed.as_bytes());
    let same = known.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let rest = |bytes: &[u8], skip: usize| bytes.get(same + skip..).map(<[u8]>::to_vec);
    let equal = |a: usize, b: usize| rest(known, a).is_some_and(|known| Some(known) == rest(typed, b));
    let exchanged = known.get(same) == typed.get(same + 1) && known.get(same + 1) == typed.get(same);
    equal(1, 1) || equal(1, 0) || equal(0, 1) || (exchanged && equal(2, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PracticeId;
    use crate::domain::log::{Head, Root, Seal};

    fn tree(number: u64) -> TreeHead {
        TreeHead {
            practice: PracticeId::from_bytes([9; 16]),
            head: Head { number, seal: Seal([3; 32]) },
            root: Root([4; 32]),
        }
    }

    #[test]
    fn the_list_is_whole_and_no_word_is_a_slip_of_another() {
        let words: Vec<&str> = list().collect();
        assert_eq!(words.len(), COUNT);
        assert!(words.windows(2).all(|two| two[0] < two[1]), "in order, none twice");
        for (at, word) in words.iter().enumerate() {
            assert!((4..=7).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
            let near = words[at + 1..].iter().find(|other| is_slip(word, other));
            assert_eq!(near, None, "{word}");
        }
    }

    #[test]
    fn it_is_read_as_it_is_typed_and_a_slip_is_named() {
        let phrase = Phrase::of(&tree(1284)).unwrap();
        let text = phrase.to_string();
        assert_eq!(text, "1284 glacier lusty govern octopus ermine grab whip cinema chaotic panda");
        for typed in [
            text.clone(),
            text.to_uppercase(),
            text.replace(' ', "-"),
            text.replace(' ', ",  "),
            text.replacen(' ', ": ", 1),
        ] {
            assert_eq!(Phrase::read(&typed), Ok(phrase), "{typed}");
        }
        assert_eq!(Phrase::read(""), Err(BadPhrase::Number));
        assert_eq!(Phrase::read(&phrase.words()), Err(BadPhrase::Number));
        assert_eq!(Phrase::read("99999999999999999999999 anchor"), Err(BadPhrase::Number));
        assert_eq!(Phrase::read("12 anchor basin"), Err(BadPhrase::Length(2)));
        assert_eq!(Phrase::read(&format!("{text} anchor")), Err(BadPhrase::Length(11)));
        let slipped = format!("1 ancor {}", ["basin"; 9].join(" "));
        let found = Phrase::read(&slipped).unwrap_err();
        assert_eq!(found, BadPhrase::Word { word: "ancor".into(), near: Some("anchor") });
        assert_eq!(found.to_string(), "'ancor' is not one of the words; 'anchor' is");
    }

    #[test]
    fn whatever_differs_gives_another_phrase() {
        let phrase = Phrase::of(&tree(7)).unwrap();
        for other in [
            TreeHead { practice: PracticeId::from_bytes([8; 16]), ..tree(7) },
            TreeHead { head: Head { number: 7, seal: Seal([4; 32]) }, ..tree(7) },
            TreeHead { root: Root([5; 32]), ..tree(7) },
            tree(8),
        ] {
            assert_ne!(Phrase::of(&other).unwrap().words, phrase.words);
        }
    }
}
