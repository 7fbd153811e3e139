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
    /// An element that is no JSON stands in the buffer as received, up to where the next one begins.
    Broken {
        /// The line on which it begins.
        line: u64,
        /// What is wrong with it.
        reason: String,
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
        /// Behind how many bytes of it, and one more.
        column: u64,
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
    /// How many bytes of the line are read.
    column: u64,
    /// How many of them are the blanks at its beginning.
    indent: u64,
    state: State,
}

/// How a value ended.
enum Value {
    Whole,
    /// Only its beginning fitted in.
    Cut,
    /// It is no JSON from here on.
    Broken(&'static str),
}

/// Brackets nested deeper than this are not told apart.
const DEEPEST: usize = 128;

impl<R: BufRead> Scanner<R> {
    /// The resources of `text`, whose first line has the number `line`.
    pub fn new(text: R, line: u64) -> Self {
        Self { text, line, column: 0, indent: 0, state: State::Top }
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

    /// One element of an array. One that is broken ends where a line begins as its own line did.
    fn element(&mut self, buffer: &mut Vec<u8>) -> Result<Piece, Fault> {
        let entry = matches!(self.state, State::Entries(_));
        let state = |read| if entry { State::Entries(read) } else { State::Array(read) };
        self.state = state(true);
        let is_object = self.peek()? == Some(b'{');
        let (line, indent) = (self.line, self.indent);
        let cut = match self.value(buffer)? {
            Value::Broken(reason) if is_object => {
                let broken = self.broken(reason);
                let (at, column) = (self.line, self.column + 1);
                if self.find_next(indent, buffer)? {
                    self.state = state(false);
                } else if self.peek()?.is_none() {
                    return Err(broken);
                }
                let reason = format!("{reason} (line {at}, column {column})");
                return Ok(Piece::Broken { line, reason });
            }
            Value::Broken(reason) => return Err(self.broken(reason)),
            Value::Cut => true,
            Value::Whole => false,
        };
        Ok(if is_object { Piece::Resource { line, entry, cut } } else { Piece::Stray { line } })
    }

    /// Goes on to the next line that is indented so and begins an object, perhaps behind the end of another, or that ends
    /// the array; what is passed over goes into the buffer. Says whether an object begins.
    fn find_next(&mut self, indent: u64, buffer: &mut Vec<u8>) -> Result<bool, Fault> {
        let mut cut = false;
        loop {
            // the rest of the line
            loop {
                let block = self.text.fill_buf()?;
                if block.is_empty() {
                    return Ok(false);
                }
                let end = block.iter().position(|byte| *byte == b'\n').map(|end| end + 1);
                let count = end.unwrap_or(block.len());
                append(buffer, block.get(..count).unwrap_or(&[]), &mut cut);
                self.pass(count);
                if end.is_some() {
                    break;
                }
            }
            loop {
                match self.text.fill_buf()?.first() {
                    Some(b'{') if self.indent == indent => return Ok(true),
                    Some(b']') if self.indent <= indent => return Ok(false),
                    Some(b' ' | b'\t' | b'}' | b',') if self.indent <= indent => self.bump(),
                    _ => break,
                }
            }
        }
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
            self.sound(&mut key)?;
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
            cut |= self.sound(buffer)?;
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
                // no value begins with it: nothing would be read, again and again
                Some(b']') => return Err(self.broken("a bracket is closed that was not opened")),
                Some(_) => {
                    scratch.clear();
                    self.sound(scratch)?;
                }
                None => return Err(self.broken("the file ends before its brackets are closed")),
            }
        }
    }

    /// Copies one value that must be sound; says whether it was cut.
    fn sound(&mut self, buffer: &mut Vec<u8>) -> Result<bool, Fault> {
        match self.value(buffer)? {
            Value::Whole => Ok(false),
            Value::Cut => Ok(true),
            Value::Broken(reason) => Err(self.broken(reason)),
        }
    }

    /// Copies one value, of any kind and depth, into `buffer`.
    fn value(&mut self, buffer: &mut Vec<u8>) -> Result<Value, Fault> {
        let (mut depth, mut quoted, mut escaped, mut cut) = (0usize, false, false, false);
        // one bit for each bracket that is open, the last one lowest: set for an object
        let mut objects = 0u128;
        loop {
            let block = self.text.fill_buf()?;
            if block.is_empty() {
                return Ok(Value::Broken("the file ends before its brackets are closed"));
            }
            let (mut end, mut done, mut wrong) = (block.len(), false, None);
            for (at, byte) in block.iter().enumerate() {
                if quoted {
                    if escaped {
                        escaped = false;
                    } else if *byte == b'\\' {
                        escaped = true;
                    } else if *byte == b'"' {
                        quoted = false;
                        done = depth == 0;
                    } else if *byte == b'\n' {
                        wrong = Some("the line ends within a text: a quotation mark is missing");
                    }
                } else {
                    match byte {
                        b'"' => quoted = true,
                        // a number or a word ends where something else begins
                        b'}' | b']' | b',' | b' ' | b'\n' | b'\t' | b':' if depth == 0 => {
                            (end, done) = (at, true);
                        }
                        b'{' | b'[' => {
                            depth += 1;
                            if depth <= DEEPEST {
                                objects = objects << 1 | u128::from(*byte == b'{');
                            }
                        }
                        b'}' | b']'
                            if (1..=DEEPEST).contains(&depth) && (objects & 1 == 1) != (*byte == b'}') =>
                        {
                            wrong = Some("a bracket is closed by one of another kind");
                        }
                        b'}' | b']' => {
                            if depth <= DEEPEST {
                                objects >>= 1;
                            }
                            depth -= 1;
                            done = depth == 0;
                        }
                        _ => {}
                    }
                }
                if done || wrong.is_some() {
                    // what ends a value without brackets or marks, or breaks it, is no part of it
                    end = if wrong.is_some() { at } else { end.min(at + 1) };
                    break;
                }
            }
            append(buffer, block.get(..end).unwrap_or(&[]), &mut cut);
            self.pass(end);
            if let Some(reason) = wrong {
                return Ok(Value::Broken(reason));
            }
            if done {
                return Ok(if cut { Value::Cut } else { Value::Whole });
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
            self.pass(blanks);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    fn bump(&mut self) {
        self.pass(1);
    }

    /// Leaves so many bytes of the block behind.
    fn pass(&mut self, count: usize) {
        let Ok(block) = self.text.fill_buf() else { return };
        let passed = block.get(..count).unwrap_or(block);
        let mut line = passed;
        if let Some(last) = passed.iter().rposition(|byte| *byte == b'\n') {
            self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            (self.column, self.indent) = (0, 0);
            line = passed.get(last + 1..).unwrap_or(&[]);
        }
        if self.indent == self.column {
            self.indent += line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count() as u64;
        }
        self.column += line.len() as u64;
        self.text.consume(count);
    }

    /// Moves one byte that was looked at into the buffer.
    fn take(&mut self, buffer: &mut Vec<u8>, cut: &mut bool) {
        if let Ok(Some(byte)) = self.text.fill_buf().map(|block| block.first().copied()) {
            append(buffer, &[byte], cut);
            self.bump();
        }
    }

    fn broken(&self, reason: &'static str) -> Fault {
        Fault::Broken { line: self.line, column: self.column + 1, reason }
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
                Ok(Piece::Broken { line, reason }) => out.push((line, false, reason)),
                Ok(Piece::Stray { line }) => out.push((line, false, "stray".into())),
                Ok(Piece::End) => return Ok(out),
                Err(Fault::Broken { line, reason, .. }) => return Err(format!("{line}: {reason}")),
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
    fn behind_a_broken_entry_the_next_one_is_read() {
        let forms = [
            "{\"entry\":[\n{\"a\":1},\n{\"a\":\"x},\n{\"b\":2},\n{\"b\":[}},\n{\"c\":3}\n]}",
            "{\"entry\": [\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": \"x\n  },\n  {\n    \"c\": 3\n  }\n]}",
            "{\n  \"entry\": [ {\n    \"a\": 1\n  }, {\n    \"a\": [ {\n } }\n  }, {\n    \"c\": 3\n  } ]\n}",
        ];
        for (form, want) in forms.into_iter().zip([vec![2, 3, 4, 5, 6], vec![2, 5, 8], vec![2, 4, 7]]) {
            let found = pieces(form).unwrap();
            assert_eq!(found.iter().map(|piece| piece.0).collect::<Vec<_>>(), want, "{form}: {found:?}");
            let broken = found.iter().filter(|piece| piece.2.contains("(line")).count();
            assert_eq!(broken, found.len() / 2, "{found:?}");
        }
        // the last one
        let found = pieces("[\n{\"a\":1},\n{\"a\":\"x}\n]\n").unwrap();
        assert_eq!(
            found.last().unwrap().2,
            "the line ends within a text: a quotation mark is missing (line 3, column 9)"
        );
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
