//! Splits JSON into resources without holding more than one of them: a Bundle's entries, an array's elements, one
//! object after the other.

use std::io::{self, BufRead};

/// The largest resource that is read, in bytes.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// What comes next in a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// A resource stands in the buffer, or an entry of a Bundle that holds one (`entry` true).
    Resource {
        /// The line on which it begins.
        line: u64,
        /// Whether it is an element of `Bundle.entry`.
        entry: bool,
        /// Whether it was larger than [`LARGEST`] and only its beginning is in the buffer.
        cut: bool,
    },
    /// Something else than an object where a resource should stand.
    Stray {
        /// The line on which it begins.
        line: u64,
    },
    /// The file is at its end.
    End,
}

/// Why a file is not JSON.
#[derive(Debug)]
pub enum Fault {
    /// It cannot be read.
    Io(io::Error),
    /// Its structure is broken.
    Broken {
        /// On which line.
        line: u64,
        /// What is wrong.
        reason: &'static str,
    },
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Where the scanner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between values of the file.
    Top,
    /// Inside an array of resources; the flag: an element has been read.
    Array(bool),
    /// Inside `Bundle.entry`.
    Entries(bool),
}

/// Splits a text.
#[derive(Debug)]
pub struct Scanner<R> {
    text: R,
    line: u64,
    state: State,
}

impl<R: BufRead> Scanner<R> {
    /// The resources of `text`, whose first line has the number `line`.
    pub fn new(text: R, line: u64) -> Self {
        Self { text, line, state: State::Top }
    }

    /// What is read from.
    pub fn source(&self) -> &R {
        &self.text
    }

    /// Puts the next resource into `buffer`.
    pub fn next(&mut self, buffer: &mut Vec<u8>) -> Result<Piece, Fault> {
        loop {
            buffer.clear();
            let next = self.peek()?;
            match (self.state, next) {
                (State::Top, None) => return Ok(Piece::End),
                (_, None) => return Err(self.broken("the file ends before its brackets are closed")),
                (State::Top, Some(b'[')) => {
                    self.bump();
                    self.state = State::Array(false);
                }
                (State::Top, Some(b'{')) => {
                    if let Some(piece) = self.object(buffer)? {
                        return Ok(piece);
                    }
                }
                (State::Array(_), Some(b']')) => {
                    self.bump();
                    self.state = State::Top;
                }
                (State::Entries(_), Some(b']')) => {
                    self.bump();
                    self.state = State::Top;
                    self.rest_of_bundle(buffer)?;
                }
                (State::Array(true) | State::Entries(true), Some(b',')) => {
                    self.bump();
                    let element = self.peek()?;
                    if matches!(element, Some(b']' | b',')) {
                        return Err(self.broken("a comma with nothing behind it"));
                    }
                    return self.element(buffer);
                }
                (State::Array(false) | State::Entries(false), Some(_)) => return self.element(buffer),
                (State::Array(true) | State::Entries(true), Some(_)) => {
                    return Err(self.broken("a comma is missing between two elements"));
                }
                (State::Top, Some(_)) => {
                    return Err(self.broken("an object or an array should begin here"));
                }
            }
        }
    }

    /// One element of an array.
    fn element(&mut self, buffer: &mut Vec<u8>) -> Result<Piece, Fault> {
        let entry = matches!(self.state, State::Entries(_));
        self.state = if entry { State::Entries(true) } else { State::Array(true) };
        let is_object = self.peek()? == Some(b'{');
        let line = self.line;
        let cut = self.value(buffer)?;
        Ok(if is_object { Piece::Resource { line, entry, cut } } else { Piece::Stray { line } })
    }

    /// An object of the file: a resource, kept whole, or a Bundle, whose entries are then read one by one.
    fn object(&mut self, buffer: &mut Vec<u8>) -> Result<Option<Piece>, Fault> {
        let line = self.line;
        let mut key = Vec::new();
        let (mut cut, mut other, mut first) = (false, false, true);
        self.take(buffer, &mut cut);
        loop {
            match self.peek()? {
                Some(b'}') => {
                    self.take(buffer, &mut cut);
                    return Ok(Some(Piece::Resource { line, entry: false, cut }));
                }
                Some(b',') if !first => {
                    self.take(buffer, &mut cut);
                }
                _ => {}
            }
            first = false;
            if self.peek()? != Some(b'"') {
                return Err(self.broken("a name in quotation marks should stand here"));
            }
            key.clear();
            self.value(&mut key)?;
            if self.peek()? != Some(b':') {
                return Err(self.broken("a colon is missing"));
            }
            self.bump();
            let begins = self.peek()?;
            if key == b"\"entry\"" && begins == Some(b'[') && !other {
                self.bump();
                self.state = State::Entries(false);
                return Ok(None);
            }
            append(buffer, &key, &mut cut);
            append(buffer, b":", &mut cut);
            let from = buffer.len();
            cut |= self.value(buffer)?;
            if key == b"\"resourceType\"" {
                other = buffer.get(from..) != Some(b"\"Bundle\"");
            }
        }
    }

    /// What stands behind the entries of a Bundle.
    fn rest_of_bundle(&mut self, scratch: &mut Vec<u8>) -> Result<(), Fault> {
        loop {
            match self.peek()? {
                Some(b'}') => {
                    self.bump();
                    return Ok(());
                }
                Some(b',' | b':') => self.bump(),
                Some(_) => {
                    scratch.clear();
                    self.value(scratch)?;
                }
                None => return Err(self.broken("the file ends before its brackets are closed")),
            }
        }
    }

    /// Copies one value, of any kind and depth, into `buffer`; says whether it was cut.
    fn value(&mut self, buffer: &mut Vec<u8>) -> Result<bool, Fault> {
        let (mut depth, mut quoted, mut escaped, mut cut) = (0usize, false, false, false);
        loop {
            let block = self.text.fill_buf()?;
            if block.is_empty() {
                return Err(self.broken("the file ends before its brackets are closed"));
            }
            let (mut end, mut done) = (block.len(), false);
            let mut lines = 0;
            for (at, byte) in block.iter().enumerate() {
                lines += u64::from(*byte == b'\n');
                if quoted {
                    if escaped {
                        escaped = false;
                    } else if *byte == b'\\' {
                        escaped = true;
                    } else if *byte == b'"' {
                        quoted = false;
                        done = depth == 0;
                    }
                } else {
                    match byte {
                        b'"' => quoted = true,
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' if depth == 0 => {
                            (end, done) = (at, true);
                            break;
                        }
                        b'}' | b']' => {
                            depth -= 1;
                            done = depth == 0;
                        }
                        // a number or a word ends where something else begins
                        b',' | b' ' | b'\n' | b'\t' | b':' if depth == 0 => {
                            lines -= u64::from(*byte == b'\n');
                            (end, done) = (at, true);
                            break;
                        }
                        _ => {}
                    }
                }
                if done {
                    end = at + 1;
                    break;
                }
            }
            append(buffer, block.get(..end).unwrap_or(&[]), &mut cut);
            self.line += lines;
            self.text.consume(end);
            if done {
                return Ok(cut);
            }
        }
    }

    /// The next byte that is not blank.
    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            let block = self.text.fill_buf()?;
            if block.is_empty() {
                return Ok(None);
            }
            let blanks = block.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let found = block.get(blanks).copied();
            let lines: u64 = block.iter().take(blanks).map(|byte| u64::from(*byte == b'\n')).sum();
            self.line += lines;
            self.text.consume(blanks);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    fn bump(&mut self) {
        self.text.consume(1);
    }

    /// Moves one byte that was looked at into the buffer.
    fn take(&mut self, buffer: &mut Vec<u8>, cut: &mut bool) {
        if let Ok(Some(byte)) = self.text.fill_buf().map(|block| block.first().copied()) {
            append(buffer, &[byte], cut);
            self.text.consume(1);
        }
    }

    fn broken(&self, reason: &'static str) -> Fault {
        Fault::Broken { line: self.line, reason }
    }
}

fn append(buffer: &mut Vec<u8>, bytes: &[u8], cut: &mut bool) {
    let room = LARGEST.saturating_sub(buffer.len());
    *cut |= bytes.len() > room;
    buffer.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or(&[]));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Result<Vec<(u64, bool, String)>, String> {
        // a small buffer: every border between blocks is met
        let mut scanner = Scanner::new(io::BufReader::with_capacity(3, text.as_bytes()), 1);
        let (mut buffer, mut out) = (Vec::new(), Vec::new());
        loop {
            match scanner.next(&mut buffer) {
                Ok(Piece::Resource { line, entry, .. }) => {
                    out.push((line, entry, String::from_utf8(buffer.clone()).unwrap()));
                }
                Ok(Piece::Stray { line }) => out.push((line, false, "stray".into())),
                Ok(Piece::End) => return Ok(out),
                Err(Fault::Broken { line, reason }) => return Err(format!("{line}: {reason}")),
                Err(Fault::Io(error)) => return Err(error.to_string()),
            }
        }
    }

    #[test]
    fn one_object_an_array_and_lines_are_split() {
        let one = "{\"resourceType\":\"Patient\",\"a\":[1,{\"b\":\"}\\\"\"}]}";
        assert_eq!(pieces(one), Ok(vec![(1, false, one.into())]));
        assert_eq!(
            pieces("[\n{\"a\":1},\n {\"b\":2}\n]").map(|p| p.iter().map(|p| p.0).collect()),
            Ok(vec![2, 3])
        );
        assert_eq!(
            pieces("{\"a\":1}\n\n{\"b\":2}\n").map(|p| p.iter().map(|p| p.0).collect()),
            Ok(vec![1, 3])
        );
        assert_eq!(pieces("[]"), Ok(vec![]));
        assert_eq!(pieces("[1,{}]"), Ok(vec![(1, false, "stray".into()), (1, false, "{}".into())]));
    }

    #[test]
    fn the_entries_of_a_bundle_come_one_by_one() {
        let bundle = "{\"resourceType\":\"Bundle\",\"entry\":[\n{\"resource\":{\"id\":\"1\"}},\n\n{\"resource\":{}}\n],\"total\":2}";
        let want =
            vec![(2, true, "{\"resource\":{\"id\":\"1\"}}".into()), (4, true, "{\"resource\":{}}".into())];
        assert_eq!(pieces(bundle), Ok(want.clone()));
        let late = "{\"entry\":[\n{\"resource\":{\"id\":\"1\"}},\n\n{\"resource\":{}}\n],\"resourceType\":\"Bundle\"}\n";
        assert_eq!(pieces(late), Ok(want));
        let list = "{\"resourceType\":\"List\",\"entry\":[{}]}";
        assert_eq!(pieces(list), Ok(vec![(1, false, list.into())]));
    }

    #[test]
    fn broken_files_say_where() {
        for (text, line) in [
            ("{\"a\":1", 1),
            ("[\n{}\n{}]", 3),
            ("[{},]", 1),
            ("{\n1}", 2),
            ("{\"a\"}", 1),
            ("nonsense", 1),
            ("{\"entry\":[{}", 1),
        ] {
            let fault = pieces(text).unwrap_err();
            assert!(fault.starts_with(&format!("{line}: ")), "{text}: {fault}");
        }
    }
}
