//! Words and sentences of a folded text, in one pass.

use std::ops::Range;

use super::fold::Folded;
use super::links::{self, Link};

/// Marks of a token, as bits.
pub mod mark {
    /// Written with a capital first letter.
    pub const CAPITAL: u16 = 1;
    /// All letters are capitals (two at least).
    pub const SHOUT: u16 = 1 << 1;
    /// Starts with a digit.
    pub const NUMBER: u16 = 1 << 2;
    /// Lies in the host of a link or in an email address: never the message.
    pub const HOST: u16 = 1 << 3;
    /// Lies in the path of a link.
    pub const PATH: u16 = 1 << 4;
    /// A phrase cannot reach over the gap in front of it (a comma, a bracket).
    pub const BREAK: u16 = 1 << 5;
    /// The name of a person, by its place.
    pub const NAME: u16 = 1 << 6;
    /// Part of a postal address or of the practice's own name or address.
    pub const PLACE: u16 = 1 << 7;
    /// The first word of a line.
    pub const LINE: u16 = 1 << 8;
    /// The first word of a sentence.
    pub const FIRST: u16 = 1 << 9;
    /// Written with small letters only.
    pub const SMALL: u16 = 1 << 10;
}

/// A word or number.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Its first byte in the folded text.
    pub start: u32,
    /// The byte behind its last.
    pub end: u32,
    /// The hash of its letters, apostrophes and dots of initials left out.
    pub hash: u32,
    /// The sentence it belongs to.
    pub sentence: u32,
    /// [`mark`] bits.
    pub marks: u16,
    /// It holds apostrophes or dots that do not count.
    pub joined: bool,
}

impl Token {
    /// Whether all these marks are set.
    pub const fn is(&self, marks: u16) -> bool {
        self.marks & marks == marks
    }

    /// Whether one of these marks is set.
    pub const fn any(&self, marks: u16) -> bool {
        self.marks & marks != 0
    }

    /// Its bytes in the folded text.
    pub const fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A sentence: a stretch of the folded text and the tokens in it.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its bytes in the folded text, closing sign included, blanks around it not.
    pub bytes: Range<usize>,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// A new paragraph begins with it.
    pub paragraph: bool,
}

/// Words, sentences and links of a text.
#[derive(Debug, Default)]
pub struct Tokens {
    /// The words, in order.
    pub list: Vec<Token>,
    /// The sentences, in order.
    pub sentences: Vec<Sentence>,
    /// Links and email addresses, in order.
    pub links: Vec<Link>,
}

/// The start value of [`step`].
pub const SEED: u32 = 0x811c_9dc5;

/// One step of the hash of a word (FNV-1a, 32 bits).
#[inline]
pub const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// The hash of a word.
pub const fn hash(mut word: &[u8]) -> u32 {
    let mut hash = SEED;
    while let [byte, rest @ ..] = word {
        hash = step(hash, *byte);
        word = rest;
    }
    hash
}

/// Whether two words differ by one letter left out, put in, changed, or by two neighbours swapped.
pub fn is_one_error(left: &[u8], right: &[u8]) -> bool {
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let front = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let (left, right) = (left.get(front..).unwrap_or(&[]), right.get(front..).unwrap_or(&[]));
    let back = left.iter().rev().zip(right.iter().rev()).take_while(|(l, r)| l == r).count();
    let left = left.get(..left.len() - back).unwrap_or(&[]);
    let right = right.get(..right.len() - back).unwrap_or(&[]);
    match (left, right) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([first, second], other) => *other == [*second, *first],
        _ => false,
    }
}

/// Cuts a folded text.
pub fn cut(folded: &Folded<'_>) -> Tokens {
    let bytes = folded.text().as_bytes();
    let mut cutter = Cutter::new(folded, bytes);
    cutter.out.links = links::find(folded.text());
    cutter.run();
    cutter.out
}

struct Cutter<'a> {
    folded: &'a Folded<'a>,
    bytes: &'a [u8],
    out: Tokens,
    at: usize,
    sentence_start: usize,
    sentence_tokens: usize,
    last_end: usize,
    marks: u16,
    paragraph: bool,
    link: usize,
}

/// Whether a byte of a folded text belongs to a word.
const fn is_word(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9')
}

impl<'a> Cutter<'a> {
    fn new(folded: &'a Folded<'a>, bytes: &'a [u8]) -> Self {
        Self {
            folded,
            bytes,
            out: Tokens { list: Vec::with_capacity(bytes.len() / 5 + 4), ..Tokens::default() },
            at: 0,
            sentence_start: 0,
            sentence_tokens: 0,
            last_end: 0,
            marks: mark::LINE | mark::FIRST | mark::BREAK,
            paragraph: true,
            link: 0,
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            if is_word(byte) {
                self.word();
            } else {
                self.gap(byte);
            }
        }
        self.close(self.bytes.len());
    }

    fn word(&mut self) {
        let start = self.at;
        let (mut hash, mut joined) = (SEED, false);
        let number = self.byte(start).is_ascii_digit();
        loop {
            while let Some(byte) = self.bytes.get(self.at).copied()
                && is_word(byte)
            {
                hash = step(hash, byte);
                self.at += 1;
            }
            let byte = self.byte(self.at);
            if byte == b' ' {
                break;
            }
            let next = self.byte(self.at + 1);
            let joins = match byte {
                b'\'' => next.is_ascii_alphabetic() && !number,
                // 7.5 and 10.30am are one number; H.I.V. is one word
                b'.' if number => next.is_ascii_digit(),
                b'.' => {
                    self.initial(self.at - 1)
                        && next.is_ascii_alphabetic()
                        && !is_word(self.byte(self.at + 2))
                }
                b',' => number && next.is_ascii_digit() && self.thousands(self.at + 1),
                _ => false,
            };
            if !joins {
                break;
            }
            joined = true;
            if number && byte == b'.' {
                hash = step(hash, byte);
                joined = false;
            }
            self.at += 1;
        }
        let marks = self.marks | self.case(start, self.at) | if number { mark::NUMBER } else { 0 };
        let marks = marks | self.link_mark(start);
        self.push(Token {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(self.at).unwrap_or(u32::MAX),
            hash,
            sentence: u32::try_from(self.out.sentences.len()).unwrap_or(u32::MAX),
            marks,
            joined,
        });
    }

    fn push(&mut self, token: Token) {
        self.last_end = token.end as usize;
        self.out.list.push(token);
        self.marks = 0;
    }

    /// Whether the letter at `at` stands alone: one initial of an abbreviation with dots.
    fn initial(&self, at: usize) -> bool {
        self.byte(at).is_ascii_alphabetic() && (at == 0 || !is_word(self.byte(at - 1)))
    }

    fn thousands(&self, at: usize) -> bool {
        (at..at + 3).all(|i| self.byte(i).is_ascii_digit()) && !is_word(self.byte(at + 3))
    }

    fn case(&self, start: usize, end: usize) -> u16 {
        if self.folded.is_ascii() {
            let source = self.folded.source().as_bytes().get(start..end).unwrap_or(&[]);
            let folded = self.bytes.get(start..end).unwrap_or(&[]);
            return ascii_case(source, source == folded);
        }
        let source = self.folded.quote(start, end);
        let mut letters = source.chars().filter(|c| c.is_alphabetic());
        let Some(first) = letters.next() else { return 0 };
        if !first.is_uppercase() {
            return if letters.all(|c| !c.is_uppercase()) { mark::SMALL } else { 0 };
        }
        let mut rest = 0;
        let mut upper = 0;
        for c in letters {
            rest += 1;
            upper += i32::from(c.is_uppercase());
        }
        mark::CAPITAL | if rest > 0 && upper == rest { mark::SHOUT } else { 0 }
    }

    fn link_mark(&mut self, start: usize) -> u16 {
        while self.out.links.get(self.link).is_some_and(|link| link.bytes.end <= start) {
            self.link += 1;
        }
        match self.out.links.get(self.link) {
            Some(link) if link.bytes.contains(&start) => {
                if start < link.path {
                    mark::HOST | mark::BREAK
                } else {
                    mark::PATH
                }
            }
            _ => 0,
        }
    }

    fn gap(&mut self, byte: u8) {
        let in_link = self
            .out
            .links
            .get(self.link)
            .is_some_and(|l| l.bytes.contains(&self.at) && self.at > l.bytes.start);
        match byte {
            _ if in_link => {}
            b' ' | b'-' | b'\'' | b'/' | b'\t' | b'"' | b'_' | b'*' | b'\r' => {}
            b'\n' => self.line(),
            b'&' => self.ampersand(),
            b'.' | b'!' | b'?' => return self.stop(),
            b':' if is_word(self.byte(self.at + 1)) && self.at == self.last_end => {}
            _ => self.marks |= mark::BREAK,
        }
        self.at += 1;
    }

    /// `drug & alcohol` reads "drug and alcohol".
    fn ampersand(&mut self) {
        self.push(Token {
            start: u32::try_from(self.at).unwrap_or(u32::MAX),
            end: u32::try_from(self.at + 1).unwrap_or(u32::MAX),
            hash: hash(b"and"),
            sentence: u32::try_from(self.out.sentences.len()).unwrap_or(u32::MAX),
            marks: self.marks | mark::SMALL,
            joined: false,
        });
    }

    fn line(&mut self) {
        let rest = self.bytes.get(self.at + 1..).unwrap_or(&[]);
        let blank = rest.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r')) == Some(&b'\n');
        let before = self.bytes.get(..self.at).unwrap_or(&[]);
        let closed = before.iter().rev().find(|b| !matches!(b, b' ' | b'\t' | b'\r'));
        if blank || matches!(closed, Some(b':' | b';')) {
            self.close(self.at);
            self.paragraph |= blank;
        } else if matches!(closed, Some(b',' | b')')) {
            self.marks |= mark::BREAK;
        }
        self.marks |= mark::LINE;
    }

    fn stop(&mut self) {
        let start = self.at;
        while matches!(self.byte(self.at), b'.' | b'!' | b'?') && self.at < self.bytes.len() {
            self.at += 1;
        }
        // a closing quote or bracket belongs to the sentence
        while matches!(self.byte(self.at), b'"' | b'\'' | b')') && self.at < self.bytes.len() {
            self.at += 1;
        }
        let one_dot = self.at == start + 1 && self.byte(start) == b'.';
        let spaced =
            matches!(self.byte(self.at), b' ' | b'\n' | b'\t' | b'\r') || self.at >= self.bytes.len();
        if one_dot && (self.abbreviation() || !spaced && !self.byte(self.at).is_ascii_alphabetic()) {
            return;
        }
        self.close(self.at);
    }

    /// Whether the dot just read belongs to an abbreviation before something that goes on.
    fn abbreviation(&self) -> bool {
        let Some(token) = self.out.list.last() else { return false };
        if token.end as usize + 1 != self.at {
            return false;
        }
        let word = self.bytes.get(token.range()).unwrap_or(&[]);
        matches!(
            word,
            b"dr"
                | b"mr"
                | b"mrs"
                | b"ms"
                | b"prof"
                | b"st"
                | b"no"
                | b"tel"
                | b"ext"
                | b"approx"
                | b"appt"
                | b"eg"
                | b"e.g"
                | b"i.e"
                | b"vs"
                | b"rd"
                | b"nr"
                | b"opp"
                | b"ref"
                | b"dept"
                | b"sr"
        ) || (word.len() == 1 && word.first().is_some_and(u8::is_ascii_alphabetic))
            || (is_calendar(word) && self.next_is_digit())
    }

    fn next_is_digit(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        rest.iter().find(|b| **b != b' ').is_some_and(u8::is_ascii_digit)
    }

    fn close(&mut self, end: usize) {
        let tokens = self.sentence_tokens..self.out.list.len();
        let text = self.bytes.get(self.sentence_start..end).unwrap_or(&[]);
        let blank = |b: &u8| b.is_ascii_whitespace();
        let Some(lead) = text.iter().position(|b| !blank(b)) else {
            self.sentence_start = end;
            self.marks |= mark::BREAK | mark::FIRST;
            return;
        };
        let tail = text.iter().rev().position(|b| !blank(b)).unwrap_or(0);
        self.out.sentences.push(Sentence {
            bytes: self.sentence_start + lead..end - tail,
            tokens: tokens.clone(),
            paragraph: self.paragraph,
        });
        self.paragraph = false;
        self.sentence_start = end;
        self.sentence_tokens = tokens.end;
        self.marks |= mark::BREAK | mark::FIRST;
    }
}

/// How a word of ASCII letters and digits is written; `small`: as it is folded.
fn ascii_case(word: &[u8], small: bool) -> u16 {
    match word.iter().find(|byte| byte.is_ascii_alphabetic()) {
        None => 0,
        Some(_) if small => mark::SMALL,
        Some(first) if !first.is_ascii_uppercase() => 0,
        Some(_) => {
            let capitals = word.iter().filter(|byte| byte.is_ascii_uppercase()).count();
            let letters = word.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
            mark::CAPITAL | if letters > 1 && capitals == letters { mark::SHOUT } else { 0 }
        }
    }
}

fn is_calendar(word: &[u8]) -> bool {
    matches!(
        word,
        b"mon"
            | b"tue"
            | b"tues"
            | b"wed"
            | b"weds"
            | b"thu"
            | b"thur"
            | b"thurs"
            | b"fri"
            | b"sat"
            | b"sun"
            | b"jan"
            | b"feb"
            | b"mar"
            | b"apr"
            | b"jun"
            | b"jul"
            | b"aug"
            | b"sep"
            | b"sept"
            | b"oct"
            | b"nov"
            | b"dec"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let folded = Folded::new(text);
        cut(&folded).list.iter().map(|t| folded.text()[t.range()].to_owned()).collect()
    }

    fn sentences(text: &str) -> Vec<String> {
        let folded = Folded::new(text);
        cut(&folded).sentences.iter().map(|s| folded.text()[s.bytes.clone()].to_owned()).collect()
    }

    #[test]
    fn cuts_words() {
        assert_eq!(words("Women's Aid, H.I.V. at 10.30am"), ["women's", "aid", "h.i.v", "at", "10.30am"]);
        assert_eq!(words("drug & alcohol self-harm/OD"), ["drug", "&", "alcohol", "self", "harm", "od"]);
        assert_eq!(words("'blood pressure' 1,250"), ["blood", "pressure", "1,250"]);
        let folded = Folded::new("It's");
        assert_eq!(cut(&folded).list[0].hash, hash(b"its"));
    }

    #[test]
    fn cuts_sentences() {
        assert_eq!(
            sentences("Hi Jo. See Dr. Ali on Thurs. 10 Dec at 9.30. Bring it!\n\nBye"),
            ["hi jo.", "see dr. ali on thurs. 10 dec at 9.30.", "bring it!", "bye"]
        );
        assert_eq!(sentences("your breast\ncancer nurse"), ["your breast\ncancer nurse"]);
        assert_eq!(sentences("  \n \n"), [""; 0]);
    }

    #[test]
    fn marks_case_and_links() {
        let folded = Folded::new("PrEP at www.x.example/sti-clinic Ward HIV");
        let cut = cut(&folded);
        let marks: Vec<u16> = cut.list.iter().map(|t| t.marks).collect();
        assert!(cut.list[0].is(mark::CAPITAL) && !cut.list[0].is(mark::SHOUT));
        assert!(cut.list[2].is(mark::HOST), "{marks:?}");
        assert!(cut.list.iter().filter(|t| t.is(mark::PATH)).count() == 2);
        assert!(cut.list.last().unwrap().is(mark::SHOUT));
    }
}
