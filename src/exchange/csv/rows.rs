//! Rows of a CSV file, one after the other in the same memory, each with the line on which it begins.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Terminator};

use super::super::formula;
use super::super::text::{Text, decode};
use crate::domain::import::Row;

/// The longest row that is read, in bytes: an opened quotation mark that nobody closed does not fill the memory.
pub const LONGEST_ROW: usize = 1024 * 1024;

/// The longest field that is taken, in bytes.
pub const LONGEST_FIELD: usize = 64 * 1024;

/// The most columns that are read.
pub const MOST_COLUMNS: usize = 4096;

/// Splits a text into rows.
pub struct Rows {
    text: Text,
    parser: csv_core::Reader,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// One row.
#[derive(Debug, Default)]
pub struct RawRow {
    text: String,
    ends: Vec<usize>,
    /// The line on which it begins, 1 first.
    pub line: u64,
    /// It is longer than [`LONGEST_ROW`] or wider than [`MOST_COLUMNS`], and cut there.
    pub cut: bool,
}

impl RawRow {
    /// The field with this index; a row that is too short has empty ones.
    pub fn field(&self, index: usize) -> &str {
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).copied().unwrap_or(self.text.len()),
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or("")
    }

    /// How many fields it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether all fields are blank.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The first field that is longer than [`LONGEST_FIELD`].
    pub fn too_long(&self) -> Option<usize> {
        (self.text.len() > LONGEST_FIELD)
            .then(|| (0..self.len()).find(|index| self.field(*index).len() > LONGEST_FIELD))
            .flatten()
    }

    /// Whether a NUL character stands in it.
    pub fn holds_nul(&self) -> bool {
        self.text.as_bytes().contains(&0)
    }

    /// Takes back what keeps the cells of a file of refused rows from a spreadsheet.
    pub fn take_back(&mut self) {
        if !self.text.contains('\'') {
            return;
        }
        let (mut text, mut ends) = (String::with_capacity(self.text.len()), Vec::with_capacity(self.len()));
        for index in 0..self.len() {
            text.push_str(formula::taken_back(self.field(index)));
            ends.push(text.len());
        }
        (self.text, self.ends) = (text, ends);
    }

    /// The row as it is kept until the store has taken it.
    pub fn to_row(&self) -> Row {
        let ends = self.ends.iter().map(|end| u32::try_from(*end).unwrap_or(u32::MAX)).collect();
        Row::new(self.text.clone(), ends)
    }

    /// Takes over the bytes of a row; the fields end at `ends`.
    fn set(&mut self, bytes: &[u8], ends: &[usize]) {
        self.text.clear();
        self.ends.clear();
        if let Ok(text) = std::str::from_utf8(bytes)
            && ends.iter().all(|end| text.is_char_boundary(*end))
        {
            self.text.push_str(text);
            self.ends.extend_from_slice(ends);
            return;
        }
        let mut start = 0;
        for end in ends {
            self.text.push_str(&decode(bytes.get(start..*end).unwrap_or(&[])));
            self.ends.push(self.text.len());
            start = *end;
        }
    }
}

impl Rows {
    /// The rows of `text` behind `line` lines that were taken from it already.
    pub fn new(text: Text, separator: u8, line: u64) -> Self {
        let mut parser =
            csv_core::ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(b'\n')).build();
        parser.set_line(line + 1);
        Self { text, parser, bytes: vec![0; 4096], ends: vec![0; 64] }
    }

    /// How many bytes of the file are read so far.
    pub fn bytes_read(&self) -> u64 {
        self.text.bytes_read()
    }

    /// Reads the next row into `row`; `false` at the end. Empty lines are passed over.
    pub fn next(&mut self, row: &mut RawRow) -> io::Result<bool> {
        let (mut length, mut count, mut breaks) = (0, 0, 0);
        // once a row is cut, what follows is read over this part of the memory again and again
        let mut kept: Option<(usize, usize)> = None;
        loop {
            let input = self.text.fill_buf()?;
            // at the end of the file an open quotation mark leaves a row that no line feed ended
            let terminator = u64::from(!input.is_empty());
            let (Some(out), Some(ends)) = (self.bytes.get_mut(length..), self.ends.get_mut(count..)) else {
                return Ok(false);
            };
            let (result, read, written, ended) = self.parser.read_record(input, out, ends);
            breaks +=
                out.get(..written).map_or(0, |new| new.iter().map(|byte| usize::from(*byte == b'\n')).sum());
            self.text.consume(read);
            length += written;
            count += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() < LONGEST_ROW => {
                    self.bytes.resize(self.bytes.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < MOST_COLUMNS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    let (start, columns) = *kept.get_or_insert((length / 2, count.min(MOST_COLUMNS / 2)));
                    (length, count) = (start, columns);
                }
                ReadRecordResult::End => return Ok(false),
                ReadRecordResult::Record => {
                    row.line = self.parser.line().saturating_sub(terminator + breaks as u64).max(1);
                    break;
                }
            }
        }
        let (length, count) = kept.unwrap_or((length, count));
        let ends = self.ends.get(..count).unwrap_or(&[]);
        let whole = ends.iter().take_while(|end| **end <= length).count();
        row.set(self.bytes.get(..length).unwrap_or(&[]), ends.get(..whole).unwrap_or(&[]));
        row.cut = kept.is_some();
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut rows = Rows::new(Text::new(Box::new(io::Cursor::new(text.to_vec()))), b',', 0);
        let (mut row, mut out) = (RawRow::default(), Vec::new());
        while rows.next(&mut row).unwrap() {
            out.push((row.line, (0..row.len()).map(|i| row.field(i).to_owned()).collect()));
        }
        out
    }

    #[test]
    fn a_row_knows_the_line_on_which_it_begins() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "1,\"x", "y\"", "", "", "2,\"z\"", "3,", ""].join(end);
            let want = [(1, ["a", "b"]), (3, ["1", "x\ny"]), (7, ["2", "z"]), (8, ["3", ""])];
            let found = rows(text.as_bytes());
            assert_eq!(found.len(), want.len(), "{end:?}: {found:?}");
            for ((line, fields), (want_line, want_fields)) in found.iter().zip(want) {
                assert_eq!(
                    (*line, fields.as_slice()),
                    (want_line, &want_fields.map(String::from)[..]),
                    "{end:?}"
                );
            }
        }
    }

    #[test]
    fn windows_1252_is_read_field_by_field() {
        let found = rows(b"Si\xe2n,\xc3,\xa9\n");
        assert_eq!(found, [(1, vec!["Siân".into(), "Ã".into(), "©".into()])]);
    }

    #[test]
    fn an_open_quotation_mark_does_not_fill_the_memory() {
        let mut text = b"a,b\n1,\"x".to_vec();
        text.extend(b"line,\n".repeat(LONGEST_ROW));
        let mut rows = Rows::new(Text::new(Box::new(io::Cursor::new(text))), b',', 0);
        let mut row = RawRow::default();
        assert!(rows.next(&mut row).unwrap());
        assert!(rows.next(&mut row).unwrap());
        assert!(row.cut);
        assert_eq!((row.line, row.field(0)), (2, "1"));
        assert!(rows.bytes.len() <= LONGEST_ROW);
        assert!(!rows.next(&mut row).unwrap());
    }

    #[test]
    fn a_row_that_is_too_wide_is_cut_and_the_next_is_read() {
        let text = [",".repeat(3 * MOST_COLUMNS), "1,2".into()].join("\n");
        let found = rows(text.as_bytes());
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], (2, vec!["1".into(), "2".into()]));
    }
}
