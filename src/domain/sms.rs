//! SMS parts: how many text messages a text costs, and which characters are to blame (3GPP TS 23.038 and 23.040).

/// What a text costs when it is sent as SMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// How many messages it takes; 0 for an empty text.
    pub parts: usize,
    /// Septets (GSM-7) or UTF-16 units (UCS-2) used.
    pub used: usize,
    /// Units left in the last part.
    pub left: usize,
    /// Characters outside GSM-7, in order, each once: they force parts of 70 (67).
    pub culprits: Vec<char>,
}

/// Septets in one message, and in each part of several (six bytes of header).
const GSM: (usize, usize) = (160, 153);

/// UTF-16 units in one message, and in each part of several.
const UCS2: (usize, usize) = (70, 67);

/// How many septets a character takes in the GSM 7-bit default alphabet: 1, 2 with the escape of the extension table;
/// `None` where it has no place there.
pub const fn septets(c: char) -> Option<usize> {
    match c {
        '\n'
        | '\r'
        | ' '..='#'
        | '%'..='?'
        | 'A'..='Z'
        | 'a'..='z'
        | '$'
        | '@'
        | '_'
        | '£'
        | '¥'
        | 'è'
        | 'é'
        | 'ù'
        | 'ì'
        | 'ò'
        | 'Ç'
        | 'Ø'
        | 'ø'
        | 'Å'
        | 'å'
        | 'Δ'
        | 'Φ'
        | 'Γ'
        | 'Λ'
        | 'Ω'
        | 'Π'
        | 'Ψ'
        | 'Σ'
        | 'Θ'
        | 'Ξ'
        | 'Æ'
        | 'æ'
        | 'ß'
        | 'É'
        | '¤'
        | '¡'
        | 'Ä'
        | 'Ö'
        | 'Ñ'
        | 'Ü'
        | '§'
        | '¿'
        | 'ä'
        | 'ö'
        | 'ñ'
        | 'ü'
        | 'à' => Some(1),
        '\u{c}' | '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' => Some(2),
        _ => None,
    }
}

/// Counts a text. An extension character never straddles two parts, nor does a surrogate pair.
pub fn count(text: &str) -> Parts {
    let mut seen = std::collections::BTreeSet::new();
    let culprits: Vec<char> = text.chars().filter(|c| septets(*c).is_none() && seen.insert(*c)).collect();
    let (one, many) = if culprits.is_empty() { GSM } else { UCS2 };
    let size = |c: char| if culprits.is_empty() { septets(c).unwrap_or(1) } else { c.len_utf16() };
    let used: usize = text.chars().map(size).sum();
    let (parts, left) = if used == 0 {
        (0, one)
    } else if used <= one {
        (1, one - used)
    } else {
        let (mut parts, mut filled) = (1, 0);
        for c in text.chars() {
            if filled + size(c) > many {
                parts += 1;
                filled = 0;
            }
            filled += size(c);
        }
        (parts, many - filled)
    };
    Parts { parts, used, left, culprits }
}

/// What to write instead of a character outside GSM-7, in letters that are inside; `None` where nothing plain stands
/// for it (an emoji, another script).
pub fn substitute(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{b4}' | '`' | '\u{2bc}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2033}' | '«' | '»' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2022}' | '\u{b7}' | '\u{25cf}' => "-",
        '\u{2026}' => "...",
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\t' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '°' => " degrees",
        '×' => "x",
        '÷' => "/",
        '©' => "(c)",
        '®' => "(R)",
        '™' => "(TM)",
        '→' => "->",
        '≥' => ">=",
        '≤' => "<=",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
        'Ŵ' | 'Ẁ' | 'Ẃ' | 'Ẅ' => "W",
        'ŷ' | 'ỳ' | 'ý' | 'ÿ' => "y",
        'Ŷ' | 'Ỳ' | 'Ý' | 'Ÿ' => "Y",
        'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => "a",
        'À' | 'Á' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => "A",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'Ć' | 'Č' | 'Ĉ' | 'Ċ' => "C",
        'ď' | 'đ' => "d",
        'Ď' | 'Đ' => "D",
        'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ė' => "e",
        'È' | 'Ê' | 'Ë' | 'Ē' | 'Ę' | 'Ě' | 'Ė' => "E",
        'ğ' | 'ģ' => "g",
        'Ğ' | 'Ģ' => "G",
        'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' | 'İ' => "I",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'Ł' | 'Ľ' | 'Ĺ' | 'Ļ' => "L",
        'ń' | 'ň' | 'ņ' => "n",
        'Ń' | 'Ň' | 'Ņ' => "N",
        'ó' | 'ô' | 'õ' | 'ō' | 'ő' | 'ọ' => "o",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' | 'Ő' | 'Ọ' => "O",
        'œ' => "oe",
        'Œ' => "OE",
        'ŕ' | 'ř' => "r",
        'Ŕ' | 'Ř' => "R",
        'ś' | 'š' | 'ş' | 'ș' | 'ṣ' => "s",
        'Ś' | 'Š' | 'Ş' | 'Ș' | 'Ṣ' => "S",
        'ť' | 'ţ' | 'ț' => "t",
        'Ť' | 'Ţ' | 'Ț' => "T",
        'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'Ù' | 'Ú' | 'Û' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => return None,
    })
}

/// The text with every character replaced for which there is a [`substitute`].
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match substitute(c).filter(|_| septets(c).is_none()) {
            Some(instead) => out.push_str(instead),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (usize, usize, usize) {
        let counted = count(text);
        (counted.parts, counted.used, counted.left)
    }

    #[test]
    fn counts_septets() {
        assert_eq!(parts(""), (0, 0, 160));
        assert_eq!(parts(&"a".repeat(160)), (1, 160, 0));
        assert_eq!(parts(&"a".repeat(161)), (2, 161, 145));
        assert_eq!(parts(&"a".repeat(306)), (2, 306, 0));
        assert_eq!(parts(&"a".repeat(918)), (6, 918, 0));
        assert_eq!(parts(&"€".repeat(80)), (1, 160, 0));
        // 153 is odd: an extension character does not straddle
        assert_eq!(parts(&"€".repeat(81)), (2, 162, 153 - 10));
        assert_eq!(parts("é£@\n_"), (1, 5, 155));
    }

    #[test]
    fn counts_utf16_units() {
        assert_eq!(parts(&"ŵ".repeat(70)), (1, 70, 0));
        assert_eq!(parts(&"ŵ".repeat(71)), (2, 71, 63));
        // 67 is odd: a surrogate pair does not straddle
        assert_eq!(parts(&"😀".repeat(36)), (2, 72, 67 - 6));
        assert_eq!(count("a’b–c’").culprits, ['’', '–']);
    }

    #[test]
    fn plain_words_stand_for_culprits() {
        assert_eq!(plain("You’re – “ŵyth”… £5 café"), "You're - \"wyth\"... £5 café");
        assert!(count(&plain("You’re – “ŵyth”…")).culprits.is_empty());
        assert_eq!(plain("😀"), "😀");
    }
}
