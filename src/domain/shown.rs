//! The one way in which text of unknown origin is shown: what a terminal could obey is replaced by a visible sign.
//!
//! Text is kept as received; only what is shown goes through here. Nothing is dropped: dropping joins words, and
//! "take 1" over "0 mg" must not become "take 10 mg".

use std::borrow::Cow;
use std::io;

/// The visible sign for a character that must not reach a terminal, or `None` for an ordinary one.
///
/// Replaced are: control characters (C0, DEL, C1), bidirectional controls, zero-width characters other than the
/// joiners inside words that need them, tag characters, invisible operators, other format characters and noncharacters.
/// Line feed and tab are left to those who lay text out; [`line()`] shows them too.
pub fn sign(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        // C1, and tags and other format characters of plane 14
        '\u{80}'..='\u{9f}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{fffe}'
        | '\u{ffff}' => Some('\u{fffd}'),
        // bidirectional marks, embeddings, overrides and isolates
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some('\u{2194}')
        }
        // zero-width and invisible
        '\u{200b}'
        | '\u{200c}'
        | '\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{180e}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{3164}'
        | '\u{ffa0}' => Some('\u{b7}'),
        // line and paragraph separator
        '\u{2028}' | '\u{2029}' => Some('\u{21b5}'),
        _ => None,
    }
}

/// What to call a character that has a [`sign`], for a message to staff.
pub fn name(c: char) -> &'static str {
    match c {
        '\u{1b}' => "escape character",
        '\0' => "NUL character",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "character that turns the direction of text"
        }
        '\u{e0000}'..='\u{e0fff}' => "invisible tag character",
        _ if c.is_control() => "control character",
        _ => "invisible character",
    }
}

/// The same with its article.
pub fn named(c: char) -> String {
    let name = name(c);
    format!("{} {name}", if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" })
}

/// What a reader of a format says was wrong, in words of people: no names of a programmer's types.
pub fn plain(message: &str) -> String {
    const WORDS: [(&str, &str); 13] = [
        (" as i128", ""),
        (" as u128", ""),
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u16", "expected a whole number from 0 to 65535"),
        ("expected u32", "expected a whole number from 0 to 4294967295"),
        ("expected u64", "expected a whole number"),
        ("expected usize", "expected a whole number"),
        ("expected i64", "expected a whole number"),
        ("floating point", "the number"),
        ("expected a sequence", "expected a list in square brackets"),
        ("recursion limit exceeded", "there are too many brackets within each other"),
        ("lone leading surrogate in hex escape", "half a character is missing behind \\u"),
        ("unexpected end of hex escape", "half a character is missing behind \\u"),
    ];
    let plain = message.trim_end().to_owned();
    WORDS.iter().fold(plain, |told, (words, people)| told.replace(words, people))
}

/// Why the system refused a file or folder, in words of people.
pub fn refusal(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::NotFound => "it is not there",
        io::ErrorKind::PermissionDenied => "its rights do not allow it",
        io::ErrorKind::NotADirectory => "a file or a link is where a folder should be",
        io::ErrorKind::AlreadyExists => "a file or a link is in its place",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full",
        io::ErrorKind::ReadOnlyFilesystem => "nothing can be written on this disk",
        io::ErrorKind::InvalidFilename => "its name is too long or holds what no name may hold",
        _ => {
            let told = error.to_string();
            return told.split(" (os error").next().unwrap_or_default().to_owned();
        }
    };
    words.to_owned()
}

/// No answer on a terminal is longer, in characters: what somebody gave is quoted in it, however long it is.
const LONGEST: usize = 2_000;

/// An answer with its middle left out where it is too long to be read.
pub fn brief(text: &str) -> Cow<'_, str> {
    let length = text.chars().count();
    if length <= LONGEST {
        return Cow::Borrowed(text);
    }
    let head: String = text.chars().take(LONGEST / 2).collect();
    let tail: String = text.chars().skip(length - LONGEST / 4).collect();
    Cow::Owned(format!("{head} ... {tail}"))
}

/// The first byte and character of `text` that must not be handed over, or `None` where all is plain.
///
/// A zero-width joiner between emoji and a soft hyphen are as invisible as the rest: staff decide, with one key.
pub fn first_hidden(text: &str) -> Option<(usize, char)> {
    // nearly every text is plain: that is seen without looking at one character after the other
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.as_bytes().iter().fold(true, |all, byte| all & plain(byte)) {
        return None;
    }
    text.char_indices().find(|(_, c)| *c == '\r' || sign(*c).is_some())
}

/// Text laid out over lines: every sign replaced, line feeds and tabs kept.
pub fn block(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| sign(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| sign(c).unwrap_or(c)).collect())
}

/// Text on one line: every sign replaced, line feeds and tabs shown as a blank.
pub fn line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| sign(c).is_none() && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { sign(c).unwrap_or(c) }).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_refuses_is_said_without_its_numbers() {
        for number in 1..=133 {
            let told = refusal(&io::Error::from_raw_os_error(number));
            assert!(!told.is_empty() && !told.contains("os error"), "{number}: {told}");
        }
        assert_eq!(
            refusal(&io::ErrorKind::NotADirectory.into()),
            "a file or a link is where a folder should be"
        );
    }

    #[test]
    fn answers_are_in_words_of_people_and_can_be_read() {
        let told = plain("invalid type: integer `-1` as i128, expected u8\n");
        assert_eq!(told, "invalid type: integer `-1`, expected a whole number from 0 to 255");
        assert_eq!(brief("short"), "short");
        let long = format!("a{}z", "x".repeat(100_000));
        let told = brief(&long);
        assert!(told.chars().count() < LONGEST && told.starts_with('a') && told.ends_with('z'));
    }

    #[test]
    fn shows_what_a_terminal_would_obey() {
        assert_eq!(line("a\u{1b}[31mb"), "a\u{241b}[31mb");
        assert_eq!(line("take 1\n0 mg"), "take 1 0 mg");
        assert_eq!(block("take 1\n0 mg"), "take 1\n0 mg");
        assert_eq!(line("a\u{202e}b\u{200b}c\u{0}\u{9b}"), "a\u{2194}b\u{b7}c\u{2400}\u{fffd}");
        assert!(matches!(line("Siân Ó Súilleabháin"), Cow::Borrowed(_)));
        assert_eq!(named('\u{1b}'), "an escape character");
        assert_eq!(named('\u{202e}'), "a character that turns the direction of text");
        assert_eq!(first_hidden("ok\u{202e}"), Some((2, '\u{202e}')));
        assert_eq!(first_hidden("a\nb\tc"), None);
    }
}
