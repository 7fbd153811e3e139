//! Where a cursor may stand and where it goes: grapheme boundaries, words, lines.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// The nearest grapheme boundary at or behind `at`.
pub(super) fn snap(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
    }
}

/// The boundary behind the grapheme at `at`; the end stays the end.
pub(super) fn next(text: &str, at: usize) -> usize {
    at + after(text, at).graphemes(true).next().map_or(0, str::len)
}

/// The boundary before the grapheme that ends at `at`; the start stays the start.
pub(super) fn previous(text: &str, at: usize) -> usize {
    at - before(text, at).graphemes(true).next_back().map_or(0, str::len)
}

/// What a grapheme is to a movement by words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Other,
}

fn class(grapheme: &str) -> Class {
    match grapheme.chars().next() {
        Some(c) if c.is_whitespace() => Class::Blank,
        // an apostrophe stays inside its word: "don't", "O'Brien"
        Some(c) if c.is_alphanumeric() || matches!(c, '_' | '\'' | '\u{2019}') => Class::Word,
        _ => Class::Other,
    }
}

/// The end of the word at or behind `at`.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let mut kind = Class::Blank;
    for (offset, grapheme) in after(text, at).grapheme_indices(true) {
        let here = class(grapheme);
        if kind == Class::Blank {
            kind = here;
        } else if here != kind {
            return at + offset;
        }
    }
    text.len()
}

/// The start of the word before `at`.
pub(super) fn word_start(text: &str, at: usize) -> usize {
    backwards(text, at, class)
}

/// The start of what stands between blanks before `at`.
pub(super) fn blank_start(text: &str, at: usize) -> usize {
    backwards(text, at, |grapheme| match class(grapheme) {
        Class::Blank => Class::Blank,
        _ => Class::Word,
    })
}

fn backwards(text: &str, at: usize, class: impl Fn(&str) -> Class) -> usize {
    let mut kind = Class::Blank;
    for (offset, grapheme) in before(text, at).grapheme_indices(true).rev() {
        let here = class(grapheme);
        if kind == Class::Blank {
            kind = here;
        } else if here != kind {
            return offset + grapheme.len();
        }
    }
    0
}

fn after(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

fn before(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_and_start_where_a_reader_says() {
        let text = "Dear O'Brien,  don't\u{a0}wait";
        let mut ends = vec![];
        let mut at = 0;
        while at < text.len() {
            at = word_end(text, at);
            ends.push(&text[..at]);
        }
        let expected = ["Dear", "Dear O'Brien", "Dear O'Brien,", "Dear O'Brien,  don't", text];
        assert_eq!(ends, expected);
        assert_eq!(&text[word_start(text, text.len())..], "wait");
        assert_eq!(&text[word_start(text, 13)..13], ",");
        assert_eq!(&text[blank_start(text, 13)..13], "O'Brien,");
    }

    #[test]
    fn a_flag_and_a_letter_with_its_accents_are_one_step() {
        let text = "e\u{301}\u{1f1ec}\u{1f1e7}x";
        assert_eq!(next(text, 0), 3);
        assert_eq!(next(text, 3), 11);
        assert_eq!(previous(text, 11), 3);
        assert_eq!(snap(text, 1), 3);
        assert_eq!(snap(text, 5), 11);
        assert_eq!(snap(text, 99), text.len());
        assert_eq!(snap("\r\n", 1), 2);
    }
}
