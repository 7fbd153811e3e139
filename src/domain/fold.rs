//! Folding: the one form in which names are compared, so that every store searches alike.
//!
//! Case, accents, apostrophes and the width of letters never matter. What separates words (blanks, hyphens, dots)
//! splits a name into words, and the words joined are a form of their own: `Anne-Marie` is found as `anne`, `marie` and
//! `annemarie`. Latin letters become ASCII; other scripts keep their letters, in lower case.

use unicode_normalization::UnicodeNormalization;

use super::person::HumanName;

/// The longest form that is kept, in characters: nobody types more to find a patient.
pub const LONGEST: usize = 48;

/// How many forms of one person's names are kept at most, so that a hostile record cannot swell an index.
pub const MOST_FORMS: usize = 32;

/// A name in one piece: without case, accents, apostrophes, hyphens and blanks, in ASCII letters where there is one
/// for it. `O'Brien-Łuczak` becomes `obrienluczak`.
pub fn name(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    each(text, &mut |piece| {
        if let Piece::Letters(letters) = piece {
            joined.push_str(letters);
        }
    });
    compose(joined)
}

/// The words of a name, folded; blanks, hyphens and other punctuation separate them. `van der Berg-Ó Sé` becomes
/// `van`, `der`, `berg`, `o`, `se`.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    each(text, &mut |piece| match piece {
        Piece::Letters(letters) => word.push_str(letters),
        Piece::Break if word.is_empty() => {}
        Piece::Break => words.push(compose(std::mem::take(&mut word))),
    });
    if !word.is_empty() {
        words.push(compose(word));
    }
    words
}

/// Every form under which one name can be found, the joined form first: the words, the words joined, what stands
/// behind a short elision (`O'Brien` also as `brien`), and umlauts written out (`Müller` also as `mueller`).
pub fn forms(text: &str) -> Vec<String> {
    let mut forms = Vec::with_capacity(2);
    push(&mut forms, name(text));
    if text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return forms;
    }
    for word in text.split_whitespace() {
        let parts = words(word);
        if parts.len() > 1 {
            push(&mut forms, name(word));
        }
        for part in parts {
            push(&mut forms, part);
        }
        if let Some(tail) = behind_elision(word) {
            push(&mut forms, name(tail));
        }
        if let Some(out) = written_out(word) {
            push(&mut forms, name(&out));
        }
    }
    forms
}

/// The key by which names are put in order: the family name in one piece, then the given names.
pub fn order_key(name_of: &HumanName) -> String {
    let mut key = name_of.family.as_deref().map(name).unwrap_or_default();
    for given in &name_of.given {
        let folded = name(given);
        if !folded.is_empty() {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&folded);
        }
    }
    cut(key, 2 * LONGEST)
}

/// The key by which two people could be taken for each other: first given and family name folded, in the order of the
/// alphabet, so that names the wrong way round still meet. `None` where there are not two of them.
pub fn likeness_key(name_of: &HumanName) -> Option<String> {
    let family = name(name_of.family.as_deref()?);
    let given = name(name_of.first_given()?);
    if family.is_empty() || given.is_empty() {
        return None;
    }
    let (first, second) = if given < family { (given, family) } else { (family, given) };
    Some(cut(format!("{first} {second}"), 2 * LONGEST))
}

fn push(forms: &mut Vec<String>, form: String) {
    let form = cut(form, LONGEST);
    if !form.is_empty() && !forms.contains(&form) && forms.len() < MOST_FORMS {
        forms.push(form);
    }
}

fn cut(mut text: String, longest: usize) -> String {
    if text.len() > longest
        && let Some((at, _)) = text.char_indices().nth(longest)
    {
        text.truncate(at);
    }
    text
}

/// What stands behind an apostrophe that follows one or two letters.
fn behind_elision(word: &str) -> Option<&str> {
    let (at, sign) = word.char_indices().find(|(_, c)| is_apostrophe(*c))?;
    let head = word.get(..at)?.chars().count();
    let tail = word.get(at + sign.len_utf8()..)?;
    ((1..=2).contains(&head) && tail.chars().count() >= 3).then_some(tail)
}

/// Umlauts and their Nordic kin written out, where the word has one: ä ae, ö ø oe, ü ue, å aa.
fn written_out(word: &str) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let mut out = String::with_capacity(word.len());
    let mut found = false;
    for c in word.nfc().flat_map(char::to_lowercase) {
        let letters = match c {
            'ä' => "ae",
            'ö' | 'ø' => "oe",
            'ü' => "ue",
            'å' => "aa",
            _ => {
                out.push(c);
                continue;
            }
        };
        found = true;
        out.push_str(letters);
    }
    found.then_some(out)
}

/// A piece of folded text.
enum Piece<'a> {
    /// Letters or digits.
    Letters(&'a str),
    /// Something between words.
    Break,
}

fn each(text: &str, tell: &mut dyn FnMut(Piece<'_>)) {
    let mut buffer = [0; 4];
    if text.is_ascii() {
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                tell(Piece::Letters(c.to_ascii_lowercase().encode_utf8(&mut buffer)));
            } else if c != '\'' && c != '`' && !c.is_ascii_control() || c.is_ascii_whitespace() {
                tell(Piece::Break);
            }
        }
        return;
    }
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if let Some(letters) = undecomposed(c) {
            tell(Piece::Letters(letters));
        } else if is_dropped(c) {
        } else if is_break(c) {
            tell(Piece::Break);
        } else {
            tell(Piece::Letters(c.encode_utf8(&mut buffer)));
        }
    }
}

fn compose(text: String) -> String {
    if text.is_ascii() { text } else { text.nfc().collect() }
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{b4}' | '\u{2b9}'..='\u{2bf}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}'
            | '\u{a78b}' | '\u{a78c}' | '\u{ff07}' | '\u{5f3}' | '\u{7f4}'
    )
}

/// What is no letter of its own: accents, apostrophes, tone letters, vowel points, invisible characters.
fn is_dropped(c: char) -> bool {
    is_apostrophe(c)
        || (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
                // modifier letters and tone signs, the Catalan dot, the glottal stops, the clicks
                | '\u{2b0}'..='\u{2ff}' | '\u{b7}' | '\u{2027}' | '\u{294}'..='\u{296}' | '\u{1c0}'..='\u{1c3}'
                // Hebrew points; Arabic vowel signs and the kashida
                | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
                | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
                // zero-width, bidirectional controls, tags
                | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// What separates words.
fn is_break(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric();
    }
    c.is_whitespace()
        || matches!(
            c,
            '\u{a0}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}'
                | '\u{2190}'..='\u{2bff}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{30fb}'
                | '\u{55a}'..='\u{55f}' | '\u{589}' | '\u{58a}' | '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{5f4}'
                | '\u{60c}' | '\u{60d}' | '\u{61b}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}'
                | '\u{964}' | '\u{965}' | '\u{fff0}'..='\u{ffff}'
        )
}

/// Letters without a decomposition, in lower case, and the ASCII letters people type for them.
fn undecomposed(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ŋ' => "ng",
        'ʃ' => "sh",
        'ʒ' => "zh",
        'ⱥ' | 'ə' | 'ɑ' | 'ɐ' => "a", // the Azerbaijani schwa is an a in passports
        'ƀ' | 'ɓ' | 'ƃ' => "b",
        'ȼ' | 'ƈ' | 'ɕ' => "c",
        'đ' | 'ð' | 'ɖ' | 'ɗ' | 'ƌ' | 'ȡ' => "d",
        'ɛ' | 'ɇ' | 'ǝ' | 'ɜ' => "e",
        'ƒ' => "f",
        'ǥ' | 'ɠ' | 'ɣ' => "g",
        'ħ' | 'ɦ' | 'ⱨ' => "h",
        'ı' | 'ɨ' | 'ɩ' | 'ɪ' => "i",
        'ɉ' | 'ȷ' | 'ʝ' => "j",
        'ƙ' | 'ĸ' | 'ⱪ' => "k",
        'ł' | 'ƚ' | 'ɫ' | 'ɭ' | 'ⱡ' | 'ȴ' => "l",
        'ɱ' => "m",
        'ɲ' | 'ɳ' | 'ƞ' | 'ȵ' => "n",
        'ø' | 'ɔ' | 'ɵ' => "o",
        'ƥ' | 'ᵽ' => "p",
        'ɋ' => "q",
        'ɍ' | 'ɽ' | 'ɾ' => "r",
        'ʂ' | 'ȿ' => "s",
        'ŧ' | 'ƭ' | 'ʈ' | 'ⱦ' | 'ȶ' => "t",
        'ʉ' | 'ʊ' | 'ɯ' => "u",
        'ʋ' | 'ʌ' | 'ⱱ' => "v",
        'ⱳ' => "w",
        'ƴ' | 'ɏ' | 'ʏ' => "y",
        'ƶ' | 'ȥ' | 'ɀ' | 'ʐ' | 'ʑ' | 'ⱬ' => "z",
        'ς' => "σ",
        'ى' => "ي",
        'ة' => "ه",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_what_nobody_types() {
        for (text, want) in [
            ("O'Brien", "obrien"),
            ("O’Brien", "obrien"),
            ("Siân", "sian"),
            ("Łuczak", "luczak"),
            ("Ødegård", "odegard"),
            ("Đặng", "dang"),
            ("Weiß", "weiss"),
            ("WEISS", "weiss"),
            ("Guðrún Þórsdóttir", "gudrunthorsdottir"),
            ("Ọlájùmọ̀kẹ́ Ṣadé", "olajumokesade"),
            ("Ɛsi Ɔfori", "esiofori"),
            ("Yıldız İpek", "yildizipek"),
            ("Ｓｍｉｔｈ", "smith"),
            ("Smith-Jones", "smithjones"),
            ("Gal·la", "galla"),
            ("Æthelflæd", "aethelflaed"),
            ("Hawaiʻi", "hawaii"),
            ("Søren\u{200b}\u{202e}", "soren"),
            ("王小明", "王小明"),
            ("Ελένη ΣΟΦΌΣ", "ελενησοφοσ"),
            ("Фёдор", "федор"),
            ("أحمد", "احمد"),
            ("प्रिया", "प्रिया"),
            ("김민준", "김민준"),
            ("", ""),
            ("--", ""),
        ] {
            assert_eq!(name(text), want, "{text}");
        }
    }

    #[test]
    fn words_split_at_hyphens_and_dots() {
        assert_eq!(words("van der Berg-Ó Sé"), ["van", "der", "berg", "o", "se"]);
        assert_eq!(words("St.John"), ["st", "john"]);
        assert_eq!(words(" — "), Vec::<String>::new());
    }

    #[test]
    fn every_form_can_be_found() {
        assert_eq!(forms("Smith"), ["smith"]);
        assert_eq!(forms("Anne-Marie"), ["annemarie", "anne", "marie"]);
        assert_eq!(forms("O'Brien"), ["obrien", "brien"]);
        assert_eq!(forms("Müller"), ["muller", "mueller"]);
        assert_eq!(forms("van der Berg"), ["vanderberg", "van", "der", "berg"]);
        assert_eq!(forms("Mac Donald-Ross"), ["macdonaldross", "mac", "donaldross", "donald", "ross"]);
        assert_eq!(forms("!"), Vec::<String>::new());
    }

    #[test]
    fn keys_put_names_in_order_and_beside_each_other() {
        let of = |given: &[&str], family: &str| HumanName {
            given: given.iter().map(|g| (*g).to_owned()).collect(),
            family: (!family.is_empty()).then(|| family.to_owned()),
            ..HumanName::default()
        };
        assert_eq!(order_key(&of(&["Jayne", "Ann"], "Smyth-Ó Sé")), "smythose jayne ann");
        assert_eq!(order_key(&of(&["Jayne"], "")), "jayne");
        assert_eq!(likeness_key(&of(&["Li"], "Wei")), likeness_key(&of(&["Wei"], "Li")));
        assert_eq!(likeness_key(&of(&["Li"], "")), None);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = name(&text);
            prop_assert_eq!(&name(&once), &once);
            for word in words(&text) {
                prop_assert!(!word.is_empty());
                prop_assert_eq!(name(&word), word);
            }
        }

        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            let all = forms(&text);
            prop_assert!(all.len() <= MOST_FORMS);
            prop_assert!(all.iter().all(|form| form.chars().count() <= LONGEST));
        }
    }
}
