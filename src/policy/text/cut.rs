//! Words and sentences of a folded text, in one pass.

use super::fold::Folded;
use super::links;
use super::token::{SEED, Sentence, Token, Tokens, hash, mark, step};

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
    /// The same as received, where the text is ASCII.
    own: &'a [u8],
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
#[inline]
fn is_word(byte: u8) -> bool {
    /// A look is cheaper than two comparisons, for every letter of every text.
    #[expect(clippy::indexing_slicing, reason = "there is a place for every byte")]
    static WORD: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = u8::MAX;
        while byte > 0 {
            table[byte as usize] = matches!(byte, b'a'..=b'z' | b'0'..=b'9');
            byte -= 1;
        }
        table
    };
    WORD.get(usize::from(byte)).is_some_and(|is_word| *is_word)
}

impl<'a> Cutter<'a> {
    fn new(folded: &'a Folded<'a>, bytes: &'a [u8]) -> Self {
        Self {
            folded,
            bytes,
            own: if folded.is_ascii() { folded.source().as_bytes() } else { bytes },
            out: Tokens {
                list: Vec::with_capacity(bytes.len() / 5 + 4),
                sentences: Vec::with_capacity(bytes.len() / 64 + 4),
                numbers: Vec::with_capacity(bytes.len() / 64 + 4),
                ..Tokens::default()
            },
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
        let (mut hash, mut joined, mut small) = (SEED, false, true);
        let number = self.byte(start).is_ascii_digit();
        loop {
            let (rest, own) = (self.bytes.get(self.at..), self.own.get(self.at..));
            let mut length = 0;
            for (byte, own) in rest.unwrap_or(&[]).iter().zip(own.unwrap_or(&[])) {
                if !is_word(*byte) {
                    break;
                }
                hash = step(hash, *byte);
                small &= byte == own;
                length += 1;
            }
            self.at += length;
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
        let marks = self.marks | self.case(start, self.at, small) | if number { mark::NUMBER } else { 0 };
        let marks = marks | self.link_mark(start);
        if number {
            self.out.numbers.push(self.out.list.len());
        }
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

    /// How a word is written; `small`: as it is folded, where the text is ASCII.
    fn case(&self, start: usize, end: usize, small: bool) -> u16 {
        if self.folded.is_ascii() {
            return ascii_case(self.own.get(start..end).unwrap_or(&[]), small);
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
        if in_link || !matches!(byte, b'.' | b'!' | b'?') {
            self.out.signs.add(byte);
        }
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
        if self.at > start + 1 {
            b".!?".iter().for_each(|sign| self.out.signs.add(*sign));
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
    if small && word.first().is_some_and(u8::is_ascii_lowercase) {
        return mark::SMALL;
    }
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
