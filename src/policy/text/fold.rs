//! Folding of a message's text to lower-case ASCII, with the way back to the bytes as received.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

/// A text in lower-case ASCII: accents dropped, dashes and quotes made plain, what has no ASCII letter kept as one
/// byte `\x01`. Every byte knows where it came from.
#[derive(Debug)]
pub struct Folded<'a> {
    source: &'a str,
    text: String,
    /// For each folded byte the byte it came from, then the length of the source; `None` where both run alike.
    map: Option<Vec<u32>>,
    /// A byte may be no grapheme of its own: there is more than ASCII, or a carriage return.
    clusters: bool,
}

impl<'a> Folded<'a> {
    /// Folds a text.
    pub fn new(source: &'a str) -> Self {
        if source.is_ascii() {
            let clusters = source.as_bytes().contains(&b'\r');
            return Self { source, text: source.to_ascii_lowercase(), map: None, clusters };
        }
        let mut text = String::with_capacity(source.len());
        let mut map = Vec::with_capacity(source.len() + 1);
        for (at, c) in source.char_indices() {
            let before = text.len();
            push(&mut text, c);
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            map.extend(std::iter::repeat_n(at, text.len() - before));
        }
        map.push(u32::try_from(source.len()).unwrap_or(u32::MAX));
        Self { source, text, map: Some(map), clusters: true }
    }

    /// The folded text; pure ASCII.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as received.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// Whether the source is ASCII: each of its bytes is then one byte of the folded text.
    pub const fn is_ascii(&self) -> bool {
        self.map.is_none()
    }

    /// The byte of the source that folded byte `at` came from; the end of the source for the end.
    pub fn origin(&self, at: usize) -> usize {
        match &self.map {
            None => at.min(self.source.len()),
            Some(map) => map.get(at).map_or(self.source.len(), |origin| *origin as usize),
        }
    }

    /// The stretch of the source behind a stretch of the folded text, widened to whole graphemes; `None` when empty.
    pub fn span(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let (mut from, mut to) = (self.origin(start), self.origin(end));
        if self.clusters {
            // what was dropped behind the last letter (a combining mark) belongs to it, a blank does not
            from = self.boundary(from, false);
            to = self.boundary(to.max(from), true);
        }
        (from < to).then_some((from, to))
    }

    /// The stretch of the source, as received.
    pub fn quote(&self, start: usize, end: usize) -> &'a str {
        self.source.get(self.origin(start)..self.origin(end)).unwrap_or("")
    }

    fn boundary(&self, at: usize, forward: bool) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.source.len(), true);
        let near = match cursor.is_boundary(self.source, 0) {
            Ok(true) => Ok(Some(at)),
            Ok(false) if forward => cursor.next_boundary(self.source, 0),
            Ok(false) => cursor.prev_boundary(self.source, 0),
            Err(broken) => Err::<Option<usize>, GraphemeIncomplete>(broken),
        };
        match near {
            Ok(Some(found)) => found,
            _ if forward => self.source.len(),
            _ => 0,
        }
    }
}

/// Appends the folded form of one character; nothing where it is a mark or invisible.
fn push(text: &mut String, c: char) {
    if c.is_ascii() {
        text.push(c.to_ascii_lowercase());
        return;
    }
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{b4}' | '\u{2032}' | '\u{ff07}' => {
            text.push('\'');
        }
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => text.push('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => text.push('-'),
        '\u{2026}' => text.push_str("..."),
        '\u{2028}' | '\u{2029}' | '\u{85}' => text.push('\n'),
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{34f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e0fff}' => {}
        _ if c.is_whitespace() => text.push(' '),
        _ => match plain(c) {
            Some(letters) => text.push_str(letters),
            None => decompose(text, c),
        },
    }
}

/// Letters that Unicode does not take apart, and letters of other scripts that look like Latin ones.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' | 'Ł' => "l",
        'ø' | 'Ø' | 'ɔ' | 'Ɔ' | 'о' | 'О' | 'ο' | 'Ο' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' | 'ɗ' => "d",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'þ' | 'Þ' => "th",
        'ı' | 'і' | 'І' => "i",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'ɛ' | 'Ɛ' | 'ə' | 'Ə' | 'е' | 'Е' => "e",
        'ŋ' | 'Ŋ' => "ng",
        'ƙ' => "k",
        'ɓ' => "b",
        'а' | 'А' => "a",
        'с' | 'С' => "c",
        'р' | 'Р' => "p",
        'х' | 'Х' => "x",
        'у' | 'У' => "y",
        _ => return None,
    })
}

fn decompose(text: &mut String, c: char) {
    let before = text.len();
    let mut only_marks = true;
    for part in std::iter::once(c).nfkd() {
        if part.is_ascii() {
            text.push(part.to_ascii_lowercase());
            only_marks = false;
        } else if canonical_combining_class(part) == 0 {
            only_marks = false;
            if let Some(letters) = plain(part) {
                text.push_str(letters);
            }
        }
    }
    if text.len() == before && !only_marks {
        text.push('\u{1}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_accents_forms_and_signs() {
        for (text, want) in [
            ("Paweł Ó Súilleabháin", "pawel o suilleabhain"),
            ("ＨＩＶ ｔｅｓｔ", "hiv test"),
            ("self‑harm – it’s…", "self-harm - it's..."),
            ("chla\u{200b}mydia\u{301}", "chlamydia"),
            ("Straße Œuvre", "strasse oeuvre"),
            ("中文", "\u{1}\u{1}"),
        ] {
            assert_eq!(Folded::new(text).text(), want, "{text}");
        }
    }

    #[test]
    fn leads_back_to_whole_graphemes() {
        let text = "a cafe\u{301}! ÆON";
        let folded = Folded::new(text);
        let at = folded.text().find("cafe").unwrap();
        let (from, to) = folded.span(at, at + 4).unwrap();
        assert_eq!(&text[from..to], "cafe\u{301}");
        let at = folded.text().find("eon").unwrap();
        let (from, to) = folded.span(at, at + 1).unwrap();
        assert_eq!(&text[from..to], "Æ");
        assert_eq!(folded.span(2, 2), None);
    }
}
