//! The words and codes that other systems use for what the domain has values for.

pub mod answer;
pub mod day;
pub mod language;
pub mod method;
pub mod name;
pub mod times;

use crate::domain::need::NeedKind;

/// The meaning of a value that is written just so, whatever its case: most of a list are a few such words, again and
/// again, and need not be taken apart.
fn known<T: Copy>(text: &str, table: &[(&str, T)]) -> Option<T> {
    table.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, meaning)| *meaning)
}

/// Lower case, blanks and punctuation as single blanks: the form in which words are compared.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') && c != '\'' && c != '\u{2019}' {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

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
