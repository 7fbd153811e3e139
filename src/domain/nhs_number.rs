//! The NHS number: ten digits, the last a Modulus 11 check digit (NHS data dictionary, NHS NUMBER).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A valid NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(u64);

/// Why a text is not an NHS number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNhsNumber {
    /// Not ten digits.
    #[error("an NHS number has 10 digits; '{0}' has {1}")]
    Digits(String, usize),
    /// Characters that do not belong.
    #[error("an NHS number is digits and spaces only; '{0}' is not")]
    Characters(String),
    /// The check digit is wrong.
    #[error("'{0}' fails the NHS number check (Modulus 11): a digit is wrong or two are swapped")]
    CheckDigit(String),
    /// Zeros fit their check digit and stand in lists for a number that is not known.
    #[error("'{0}' is nobody's number: leave it out where none is known")]
    Nobody(String),
}

impl NhsNumber {
    /// The number whose first nine digits are `stem`, or `None` where no check digit exists (Modulus 11 gives 10),
    /// `stem` has more than nine digits, or is nothing but zeros.
    pub fn from_stem(stem: u64) -> Option<Self> {
        if stem == 0 || stem > 999_999_999 {
            return None;
        }
        let (mut sum, mut rest) = (0, stem);
        for weight in 2..=10 {
            sum += (rest % 10) * weight;
            rest /= 10;
        }
        match 11 - sum % 11 {
            10 => None,
            11 => Some(Self(stem * 10)),
            digit => Some(Self(stem * 10 + digit)),
        }
    }

    /// The number as an integer: how it is stored.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The number stored as this integer, checked again.
    pub fn from_u64(number: u64) -> Option<Self> {
        Self::from_stem(number / 10).filter(|found| found.0 == number)
    }

    /// The ten digits without spaces.
    pub fn digits(self) -> String {
        format!("{:010}", self.0)
    }
}

/// Shown as staff read it aloud: 999 123 4567.
impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.0;
        write!(f, "{:03} {:03} {:04}", n / 10_000_000, n / 10_000 % 1000, n % 10_000)
    }
}

impl FromStr for NhsNumber {
    type Err = BadNhsNumber;
    fn from_str(text: &str) -> Result<Self, BadNhsNumber> {
        let mut number = 0u64;
        let mut count = 0usize;
        for c in text.trim().chars() {
            match c.to_digit(10) {
                Some(digit) => {
                    count += 1;
                    if count <= 10 {
                        number = number * 10 + u64::from(digit);
                    }
                }
                None if c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}') => {}
                None => return Err(BadNhsNumber::Characters(text.to_owned())),
            }
        }
        if count != 10 {
            return Err(BadNhsNumber::Digits(text.to_owned(), count));
        }
        if number == 0 {
            return Err(BadNhsNumber::Nobody(text.to_owned()));
        }
        Self::from_u64(number).ok_or_else(|| BadNhsNumber::CheckDigit(text.to_owned()))
    }
}

impl Serialize for NhsNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.digits())
    }
}

impl<'de> Deserialize<'de> for NhsNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_modulus_11() {
        assert_eq!("999 000 0018".parse::<NhsNumber>().map(|n| n.to_string()), Ok("999 000 0018".into()));
        assert!(matches!("943 476 5918".parse::<NhsNumber>(), Err(BadNhsNumber::CheckDigit(_))));
        assert!(matches!("943 476".parse::<NhsNumber>(), Err(BadNhsNumber::Digits(_, 6))));
        assert!(matches!("943476591x".parse::<NhsNumber>(), Err(BadNhsNumber::Characters(_))));
        assert!(matches!("000 000 0000".parse::<NhsNumber>(), Err(BadNhsNumber::Nobody(_))));
        assert_eq!(NhsNumber::from_u64(0), None);
        assert_eq!(NhsNumber::from_stem(943_476_591).map(NhsNumber::digits), Some("9434765919".into()));
    }

    #[test]
    fn some_stems_have_no_number() {
        let without = (999_000_000..999_000_100).filter(|stem| NhsNumber::from_stem(*stem).is_none()).count();
        assert!(without > 0);
    }
}
