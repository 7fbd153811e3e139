//! The lexicon's files, read: the small part of TOML that they use, at start, in well under a millisecond.
//!
//! A test holds that a full TOML reader finds the same in every file.

use std::borrow::Cow;

use crate::policy::text::seek::seek;

/// One `[[with]]` or `[[unless]]` block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block<'a> {
    /// The block asks for a word near by; otherwise it is silenced by one.
    pub with: bool,
    /// The words it is about.
    pub words: Vec<Cow<'a, str>>,
    /// The words near by.
    pub near: Vec<Cow<'a, str>>,
    /// The words that keep a `[[with]]` block silent when one of them is as near.
    pub without: Vec<Cow<'a, str>>,
    /// At most so many words away.
    pub within: u16,
    /// The word near by may stand in another sentence.
    pub across: bool,
    /// The words are matched in the case in which they are written here.
    pub cased: bool,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source<'a> {
    /// The topic, rule or cue it is about.
    pub name: Cow<'a, str>,
    /// What reveals whatever stands around it.
    pub words: Vec<Cow<'a, str>>,
    /// What reveals in this case only.
    pub cased: Vec<Cow<'a, str>>,
    /// What is harmless although it holds an entry.
    pub harmless: Vec<Cow<'a, str>>,
    /// What reveals only where no other topic is told of.
    pub faint: Vec<Cow<'a, str>>,
    /// Sentences with what must be found in `[[ ]]`.
    pub finds: Vec<Cow<'a, str>>,
    /// Sentences that must stay silent.
    pub silent: Vec<Cow<'a, str>>,
    /// The blocks, in order.
    pub blocks: Vec<Block<'a>>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadSource {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// Reads a file; `sentences` also reads the examples, which only tests need.
///
/// # Errors
/// When a line is none that the format knows.
pub fn read(text: &str, sentences: bool) -> Result<Source<'_>, BadSource> {
    Reader { text, at: 0, sentences }.file()
}

enum Value<'a> {
    Word(Cow<'a, str>),
    List(Vec<Cow<'a, str>>),
    Number(u16),
    Flag(bool),
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    sentences: bool,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn bad<T>(&self, what: &str) -> Result<T, BadSource> {
        let line = self.text.get(..self.at).unwrap_or("").bytes().filter(|b| *b == b'\n').count() + 1;
        Err(BadSource { line, what: what.to_owned() })
    }

    /// Blanks, line breaks, commas of lists and comments.
    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.at += 1,
                b'#' => {
                    while self.peek().is_some_and(|b| b != b'\n') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
    }

    fn file(mut self) -> Result<Source<'a>, BadSource> {
        let mut out = Source::default();
        loop {
            self.skip();
            match self.peek() {
                None => return Ok(out),
                Some(b'[') => out.blocks.push(self.header()?),
                Some(_) => {
                    let key = self.key()?;
                    let value = self.value(key == "finds" || key == "silent")?;
                    if !set(&mut out, key, value) {
                        return self.bad(&format!("'{key}' is not known here"));
                    }
                }
            }
        }
    }

    fn header(&mut self) -> Result<Block<'a>, BadSource> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let with = rest.starts_with("[[with]]");
        if !with && !rest.starts_with("[[unless]]") {
            return self.bad("a block is [[with]] or [[unless]]");
        }
        self.at += if with { 8 } else { 10 };
        Ok(Block { with, within: 8, ..Block::default() })
    }

    fn key(&mut self) -> Result<&'a str, BadSource> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let Some((key, _)) = rest.split_once('=') else { return self.bad("a key without '='") };
        self.at += key.len() + 1;
        Ok(key.trim())
    }

    fn value(&mut self, example: bool) -> Result<Value<'a>, BadSource> {
        self.skip();
        match self.peek() {
            Some(b'[') => self.list(example && !self.sentences),
            Some(b'"' | b'\'') => self.string().map(Value::Word),
            Some(b't') => {
                self.at += 4;
                Ok(Value::Flag(true))
            }
            Some(b'f') => {
                self.at += 5;
                Ok(Value::Flag(false))
            }
            Some(b'0'..=b'9') => {
                let start = self.at;
                while self.peek().is_some_and(|b| b.is_ascii_digit()) {
                    self.at += 1;
                }
                let digits = self.text.get(start..self.at).unwrap_or("");
                digits.parse().map(Value::Number).or_else(|_| self.bad("a number too large"))
            }
            _ => self.bad("a value that is no list, text or number"),
        }
    }

    fn list(&mut self, drop: bool) -> Result<Value<'a>, BadSource> {
        self.at += 1;
        let mut out = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::List(out));
                }
                Some(b'"' | b'\'') if drop => {
                    self.pass()?;
                }
                Some(b'"' | b'\'') => out.push(self.string()?),
                _ => return self.bad("a list holds texts in quotes"),
            }
        }
    }

    /// Steps over a text; whether it holds an escape.
    fn pass(&mut self) -> Result<bool, BadSource> {
        let bytes = self.text.as_bytes();
        let quote = self.peek().unwrap_or(b'"');
        let mut escaped = false;
        let mut at = self.at + 1;
        while let Some(sign) = seek(bytes, at, [quote, b'\\']) {
            at = sign + 1;
            if bytes.get(sign) == Some(&quote) {
                self.at = at;
                return Ok(escaped);
            }
            if quote == b'"' {
                escaped = true;
                at += 1;
            }
        }
        self.bad("a text without its end")
    }

    fn string(&mut self) -> Result<Cow<'a, str>, BadSource> {
        let start = self.at + 1;
        let escaped = self.pass()?;
        let inner = self.text.get(start..self.at - 1).unwrap_or("");
        if !escaped {
            return Ok(Cow::Borrowed(inner));
        }
        let mut out = String::with_capacity(inner.len());
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(c @ ('"' | '\\')) => out.push(c),
                Some(width @ ('u' | 'U')) => {
                    let take = if width == 'u' { 4 } else { 8 };
                    let digits: String = chars.by_ref().take(take).collect();
                    match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
                        Some(c) => out.push(c),
                        None => return self.bad("an escape that is no character"),
                    }
                }
                _ => return self.bad("an escape that is not known"),
            }
        }
        Ok(Cow::Owned(out))
    }
}

fn set<'a>(out: &mut Source<'a>, key: &str, value: Value<'a>) -> bool {
    let block = out.blocks.last_mut();
    match (key, value, block) {
        ("words", Value::List(list), Some(block)) => block.words = list,
        ("near", Value::List(list), Some(block)) => block.near = list,
        ("without", Value::List(list), Some(block)) => block.without = list,
        ("within", Value::Number(number), Some(block)) => block.within = number,
        ("cased", Value::Flag(flag), Some(block)) => block.cased = flag,
        ("across", Value::Flag(flag), Some(block)) => block.across = flag,
        ("topic" | "rule" | "cue", Value::Word(word), None) => out.name = word,
        ("words", Value::List(list), None) => out.words = list,
        ("cased", Value::List(list), None) => out.cased = list,
        ("harmless", Value::List(list), None) => out.harmless = list,
        ("faint", Value::List(list), None) => out.faint = list,
        ("finds", Value::List(list), None) => out.finds = list,
        ("silent", Value::List(list), None) => out.silent = list,
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_format() {
        let text = "# c\ntopic = \"sti\"\nwords = [\n  \"a b\", # why\n  \"c\"]\nfinds = [\"x \\\"[[a]]\\\"\"]\n[[with]]\nwords = ['d']\nnear = [\"e\"]\nwithin = 3\ncased = true\n[[unless]]\nwords=[\"f\"]\nnear=[]\n";
        let source = read(text, true).unwrap();
        assert_eq!(source.words, ["a b", "c"]);
        assert_eq!(source.finds, ["x \"[[a]]\""]);
        assert_eq!(source.blocks.len(), 2);
        assert_eq!((source.blocks[0].within, source.blocks[0].cased), (3, true));
        assert_eq!(read(text, false).unwrap().finds, [""; 0]);
        assert_eq!(read("topic = \"x\"\nodd = 1", true).unwrap_err().line, 2);
    }
}
