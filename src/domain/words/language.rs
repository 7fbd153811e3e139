//! Languages by their names, as lists write them, to BCP 47.

use super::{known, plain};

/// Names and codes (ISO 639-1, else 639-3) of languages spoken in the United Kingdom, in the order of the alphabet.
const LANGUAGES: &[(&str, &str)] = &[
    ("afrikaans", "af"),
    ("akan", "ak"),
    ("albanian", "sq"),
    ("amharic", "am"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("assyrian", "aii"),
    ("azerbaijani", "az"),
    ("bengali", "bn"),
    ("bosnian", "bs"),
    ("brawa", "swh"),
    ("british sign language", "bfi"),
    ("bsl", "bfi"),
    ("bulgarian", "bg"),
    ("burmese", "my"),
    ("cantonese", "yue"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("creole", "crp"),
    ("croatian", "hr"),
    ("cymraeg", "cy"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dari", "prs"),
    ("dutch", "nl"),
    ("english", "en"),
    ("estonian", "et"),
    ("ethiopian", "am"),
    ("ewe", "ee"),
    ("farsi", "fa"),
    ("filipino", "fil"),
    ("finnish", "fi"),
    ("flemish", "nl-BE"),
    ("french", "fr"),
    ("fula", "ff"),
    ("fulani", "ff"),
    ("gaelic", "gd"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("gujarati", "gu"),
    ("hakka", "hak"),
    ("hausa", "ha"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hindko", "hno"),
    ("hungarian", "hu"),
    ("iba", "iba"),
    ("icelandic", "is"),
    ("igbo", "ig"),
    ("ibo", "ig"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("irish gaelic", "ga"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("kashmiri", "ks"),
    ("kazakh", "kk"),
    ("kinyarwanda", "rw"),
    ("konkani", "kok"),
    ("korean", "ko"),
    ("krio", "kri"),
    ("kurdish", "ku"),
    ("kutchi", "kfr"),
    ("kyrgyz", "ky"),
    ("lao", "lo"),
    ("latvian", "lv"),
    ("lingala", "ln"),
    ("lithuanian", "lt"),
    ("luganda", "lg"),
    ("macedonian", "mk"),
    ("makaton", "x-makaton"),
    ("malay", "ms"),
    ("malayalam", "ml"),
    ("maltese", "mt"),
    ("mandarin", "cmn"),
    ("marathi", "mr"),
    ("mirpuri", "pmu"),
    ("moldovan", "ro"),
    ("mongolian", "mn"),
    ("ndebele", "nd"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("oromo", "om"),
    ("pahari", "phr"),
    ("pashto", "ps"),
    ("pashtu", "ps"),
    ("patois", "jam"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("pothwari", "phr"),
    ("potwari", "phr"),
    ("punjabi", "pa"),
    ("panjabi", "pa"),
    ("romani", "rom"),
    ("romanian", "ro"),
    ("roma", "rom"),
    ("russian", "ru"),
    ("rwandan", "rw"),
    ("saraiki", "skr"),
    ("scots", "sco"),
    ("scottish gaelic", "gd"),
    ("serbian", "sr"),
    ("shona", "sn"),
    ("sindhi", "sd"),
    ("sinhala", "si"),
    ("sinhalese", "si"),
    ("slovak", "sk"),
    ("slovenian", "sl"),
    ("somali", "so"),
    ("sorani", "ckb"),
    ("spanish", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("sylheti", "syl"),
    ("tagalog", "tl"),
    ("tamil", "ta"),
    ("telugu", "te"),
    ("tetum", "tet"),
    ("thai", "th"),
    ("tibetan", "bo"),
    ("tigrinya", "ti"),
    ("turkish", "tr"),
    ("twi", "tw"),
    ("uighur", "ug"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("uyghur", "ug"),
    ("uzbek", "uz"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
    ("wolof", "wo"),
    ("xhosa", "xh"),
    ("yiddish", "yi"),
    ("yoruba", "yo"),
    ("zulu", "zu"),
];

/// British Sign Language.
pub const BSL: &str = "bfi";

/// The language with this name or code; `None` where it is neither.
pub fn language(text: &str) -> Option<String> {
    if is_code(text.trim()) {
        return Some(text.trim().to_owned());
    }
    if let Some(code) = known(text.trim(), LANGUAGES) {
        return Some(code.to_owned());
    }
    let words = plain(text);
    let words = words.strip_prefix("main spoken language ").unwrap_or(&words);
    let words = words.strip_suffix(" language").unwrap_or(words);
    let words =
        words.strip_suffix(" interpreter").or_else(|| words.strip_suffix(" speaking")).unwrap_or(words);
    LANGUAGES.iter().find(|(name, _)| *name == words).map(|(_, code)| (*code).to_owned())
}

/// The English name of the language with this code, as staff read it; the code itself where it is not known.
pub fn name(code: &str) -> String {
    let known = LANGUAGES.iter().find(|(name, known)| *known == code && *name != "cymraeg");
    let Some((name, _)) = known else { return code.to_owned() };
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether a text has the form of a language tag: a lower-case code of two or three letters, perhaps with subtags.
fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let head = parts.next().unwrap_or("");
    let code = (2..=3).contains(&head.len()) && head.bytes().all(|b| b.is_ascii_lowercase())
        || head == "x" && text.len() > 2;
    code && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && known(text, LANGUAGES).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names() {
        for (code, want) in [("cy", "Welsh"), ("pl", "Polish"), ("x-none", "x-none")] {
            assert_eq!(name(code), want);
        }
        // what is shown is read again as the same language
        for (_, code) in LANGUAGES {
            assert_eq!(language(&name(code)).as_deref(), Some(*code), "{}", name(code));
        }
    }

    #[test]
    fn names_and_codes_are_known() {
        for (text, code) in [
            ("Polish", "pl"),
            ("pl", "pl"),
            ("zh-Hant", "zh-Hant"),
            ("Main spoken language Welsh", "cy"),
            ("BSL", "bfi"),
            ("Urdu interpreter", "ur"),
            ("Cymraeg", "cy"),
            ("bsl", "bfi"),
            ("twi", "tw"),
        ] {
            assert_eq!(language(text).as_deref(), Some(code), "{text}");
        }
        for text in ["", "Elvish", "?", "-"] {
            assert_eq!(language(text), None, "{text}");
        }
    }
}
