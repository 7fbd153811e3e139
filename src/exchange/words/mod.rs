//! The words and codes that other systems use for what the domain has values for.

pub mod answer;
pub mod day;
pub mod method;

pub use crate::domain::words::{language, name, plain, times};

use crate::domain::need::NeedKind;
use crate::domain::words::known;

/// Whether a value only says that there is none.
pub fn is_nothing(text: &str) -> bool {
    // nearly every value is told by its first letter
    let begins = text.bytes().find(|byte| !byte.is_ascii_whitespace()).unwrap_or(b'-');
    text.len() <= 14
        && (matches!(begins, b'n' | b'N' | b'u' | b'U') || !begins.is_ascii_alphanumeric())
        && matches!(
            plain(text).as_str(),
            "" | "n a"
                | "na"
                | "none"
                | "nil"
                | "null"
                | "not known"
                | "unknown"
                | "not recorded"
                | "not given"
        )
}

/// Access needs by the words for them, several parted by `;`, `,` or `|`. Codes 11, 12 and 13 are those of UK Core
/// `PreferredWrittenCommunicationFormat`. Words that are not known are kept as a need in words.
pub fn needs(text: &str) -> Vec<NeedKind> {
    let parts = text.split([';', ',', '|', '\n']).map(str::trim).filter(|part| !is_nothing(part));
    let mut needs = Vec::new();
    for part in parts {
        let need = match plain(part).as_str() {
            "no" | "n" | "standard" | "standard print" | "normal" | "no needs" | "false" | "0" => continue,
            "11" => NeedKind::LargePrint,
            "12" => NeedKind::Braille,
            "13" => NeedKind::Audio,
            words if words.contains("braille") => NeedKind::Braille,
            words if words.contains("large print") || words.contains("large font") => NeedKind::LargePrint,
            words if words.contains("easy read") || words.contains("easyread") => NeedKind::EasyRead,
            words if words.contains("audio") => NeedKind::Audio,
            words if words.contains("sign language") || words == "bsl" || words.contains("needs bsl") => {
                NeedKind::Bsl
            }
            words
                if words.contains("text only")
                    || words.contains("no voice")
                    || words.contains("textphone") =>
            {
                NeedKind::TextOnly
            }
            _ => NeedKind::Other(part.to_owned()),
        };
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_known_by_their_words() {
        assert_eq!(needs("Large Print; Braille"), [NeedKind::LargePrint, NeedKind::Braille]);
        assert_eq!(needs("13"), [NeedKind::Audio]);
        assert_eq!(needs("Requires easy-read information"), [NeedKind::EasyRead]);
        assert_eq!(needs("Yellow paper"), [NeedKind::Other("Yellow paper".into())]);
        assert_eq!(needs("Standard"), []);
        assert!(is_nothing("N/A") && is_nothing("-") && !is_nothing("Nan"));
    }
}
