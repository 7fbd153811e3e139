//! JSON as this program writes it: one object a line, and nothing in it that a terminal could obey.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use crate::domain::shown;

/// The compact form, with every character that [`shown::sign`] would replace written as `\uXXXX`: read back it is the
/// same text, printed it does nothing.
struct Harmless(CompactFormatter);

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| shown::sign(*c).is_some()) {
            let (before, behind) = rest.split_at(at);
            self.0.write_string_fragment(writer, before)?;
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = behind.get(c.len_utf8()..).unwrap_or("");
        }
        self.0.write_string_fragment(writer, rest)
    }
}

/// Writes one value on one line, with the line feed.
///
/// # Errors
/// What the writer says, or that the value has no form in JSON.
pub fn write_line(writer: &mut (impl io::Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *writer, Harmless(CompactFormatter));
    value.serialize(&mut serializer)?;
    writer.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing_and_the_text_comes_back() {
        let text = "a\u{1b}[31m \"q\" \u{202e}b\u{9b}c\u{e0041} Siân 漢 \u{200d}";
        let mut line = Vec::new();
        write_line(&mut line, &text).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert!(line.trim_end().chars().all(|c| shown::sign(c).is_none()), "{line}");
        assert!(line.contains("Siân 漢"));
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
