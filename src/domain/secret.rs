//! What somebody types and nobody else may read: a passphrase, a PIN, a recovery key; and the rule for passphrases.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

/// Text that is wiped when it is dropped and that no debugging output shows.
#[derive(Default, Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// No secret is longer, in characters; what is typed beyond is not taken.
    pub const MOST: usize = 256;

    /// An empty one. Its room never moves, so that no copy of what was typed stays behind.
    pub fn new() -> Self {
        Self(Zeroizing::new(String::with_capacity(Self::MOST * 4)))
    }

    /// This text; the caller's own copy is wiped.
    pub fn of(mut text: String) -> Self {
        let secret = Self::from(text.as_str());
        text.zeroize();
        secret
    }

    /// Adds a character, unless it is full.
    pub fn push(&mut self, letter: char) {
        if self.0.capacity() < Self::MOST * 4 {
            *self = Self::from(self.0.as_str());
        }
        if self.letters() < Self::MOST && !letter.is_control() {
            self.0.push(letter);
        }
    }

    /// Takes the last character away.
    pub fn pop(&mut self) {
        if let Some((at, _)) = self.0.char_indices().next_back() {
            // not `pop`: it would leave the bytes in place
            let kept = Self::from(self.0.get(..at).unwrap_or_default());
            *self = kept;
        }
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.0.zeroize();
        *self = Self::new();
    }

    /// How many characters it has.
    pub fn letters(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text itself: for deriving a key from it, and for nothing that shows or keeps it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The same in one spelling (NFC): the same passphrase typed on another keyboard has other code points.
    #[must_use]
    pub fn normal(&self) -> Self {
        let mut normal = Self::new();
        self.0.nfc().for_each(|letter| normal.push(letter));
        normal
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        let mut secret = Self::new();
        text.chars().filter(|letter| !letter.is_control()).take(Self::MOST).for_each(|c| secret.0.push(c));
        secret
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Compares without telling by its time where two texts differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        let differs = ours.iter().zip(theirs).fold(0, |differs, (a, b)| differs | (a ^ b));
        ours.len() == theirs.len() && differs == 0
    }
}

impl Eq for Secret {}

/// Why a passphrase is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// It is too short.
    #[error("a passphrase has at least 12 characters: four words that do not belong together do it")]
    Short,
    /// It is too long: what does not fit would be left out in silence.
    #[error("a passphrase has at most 255 characters")]
    Long,
    /// It is one of those that are tried first.
    #[error(
        "this passphrase is one of those that are tried first: take four words that do not belong together"
    )]
    Common,
    /// It says little more than a name that everybody here knows.
    #[error("this passphrase is little more than a name: take four words that do not belong together")]
    Name,
}

/// The least number of characters of a passphrase. Four words of the language have more.
pub const SHORTEST: usize = 12;

/// Parts of passphrases that are tried first: what is left when these are taken out has to be long enough.
const COMMON: [&str; 24] = [
    "correcthorsebatterystaple",
    "password",
    "passphrase",
    "passwort",
    "letmein",
    "welcome",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "123456789",
    "123456",
    "1234",
    "abcdefgh",
    "abcd",
    "iloveyou",
    "reception",
    "tactful",
    "surgery",
    "practice",
    "admin",
    "changeme",
    "secret",
];

/// Whether this passphrase may be taken by somebody with this name.
///
/// # Errors
/// Why not.
pub fn check_passphrase(passphrase: &Secret, name: &str) -> Result<(), Weak> {
    let normal = passphrase.normal();
    if normal.letters() >= Secret::MOST {
        return Err(Weak::Long);
    }
    if normal.expose().trim().chars().count() < SHORTEST {
        return Err(Weak::Short);
    }
    // what is left once all that is tried first is taken away has to be worth something
    let mut rest = Zeroizing::new(plain(normal.expose()));
    for common in COMMON {
        rest = Zeroizing::new(rest.replace(common, ""));
    }
    let mut kinds: Vec<char> = rest.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let few = kinds.len() < 5;
    kinds.zeroize();
    if few {
        return Err(Weak::Common);
    }
    for word in name.split_whitespace() {
        rest = Zeroizing::new(rest.replace(&plain(word), ""));
    }
    if rest.chars().filter(|letter| letter.is_alphanumeric()).count() < 6 { Err(Weak::Name) } else { Ok(()) }
}

/// Letters and digits in lower case.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() * 2);
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).for_each(|c| plain.push(c));
    plain
}

/// Why a PIN is not taken: it is four to eight digits, and not one that is tried first.
///
/// # Errors
/// Why not, in words.
pub fn check_pin(pin: &Secret) -> Result<(), &'static str> {
    let text = pin.expose();
    if !(4..=8).contains(&text.len()) || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err("a PIN is four to eight digits");
    }
    let steps: Vec<i16> = text
        .as_bytes()
        .windows(2)
        .filter_map(|pair| Some(i16::from(*pair.get(1)?) - i16::from(*pair.first()?)))
        .collect();
    let even = steps.first().is_some_and(|first| first.abs() <= 1 && steps.iter().all(|step| step == first));
    if even { Err("this PIN is one of those that are tried first") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(passphrase: &str) -> Result<(), Weak> {
        check_passphrase(&Secret::from(passphrase), "Kirsty Holdgate")
    }

    #[test]
    fn a_passphrase_is_long_and_not_one_that_is_tried_first() {
        assert_eq!(check("heron lamp quilt verse"), Ok(()));
        assert_eq!(check("žlutý kůň pěl"), Ok(()));
        assert_eq!(check("heron lamp"), Err(Weak::Short));
        assert_eq!(check("   heron lamp   "), Err(Weak::Short));
        for common in [
            "password1234",
            "Correct Horse Battery Staple",
            "1234567890123",
            "aaaaaaaaaaaaaaa",
            "qwerty123456!",
        ] {
            assert_eq!(check(common), Err(Weak::Common), "{common}");
        }
        assert_eq!(check("kirsty holdgate 1"), Err(Weak::Name));
        assert_eq!(check(&"abcdefg1".repeat(40)), Err(Weak::Long));
    }

    #[test]
    fn a_secret_is_not_shown_and_has_one_spelling() {
        let mut secret = Secret::from("caf\u{e9}");
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(secret, Secret::from("cafe\u{301}").normal());
        assert_ne!(secret, Secret::from("cafe"));
        secret.pop();
        assert_eq!(secret.expose(), "caf");
        secret.push('\n');
        secret.push('e');
        assert_eq!(secret, Secret::of("cafe".to_owned()));
        secret.clear();
        assert!(secret.is_empty());
        for _ in 0..400 {
            secret.push('\u{1f600}');
        }
        assert_eq!(secret.letters(), Secret::MOST);
    }

    #[test]
    fn a_pin_is_four_to_eight_digits() {
        assert!(check_pin(&Secret::from("4711")).is_ok() && check_pin(&Secret::from("90210768")).is_ok());
        for bad in ["", "471", "471a", "123456789", "1111", "1234", "87654321"] {
            assert!(check_pin(&Secret::from(bad)).is_err(), "{bad}");
        }
    }
}
