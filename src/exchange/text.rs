//! The bytes of a file as text: byte order marks, UTF-16 and line ends are settled here, once for all readers.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

/// How much is read at once.
const BLOCK: usize = 64 * 1024;

/// A file's bytes without byte order mark, in UTF-8 where it was UTF-16, every line ended by one line feed, the last
/// one too. Bytes that are neither (Windows-1252) come as they are: [`decode`] settles them record by record.
pub struct Text {
    source: Box<dyn Read>,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    block: Vec<u8>,
    at: usize,
    bytes: u64,
    begun: bool,
    ended: bool,
    after_return: bool,
    last: u8,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Text {
    /// The text of what `source` gives.
    pub fn new(source: Box<dyn Read>) -> Self {
        Self {
            source,
            decoder: None,
            raw: vec![0; BLOCK],
            block: Vec::new(),
            at: 0,
            bytes: 0,
            begun: false,
            ended: false,
            after_return: false,
            last: b'\n',
        }
    }

    /// How many bytes of the file are read so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// Reads until the block holds something or the file is at its end.
    fn advance(&mut self) -> io::Result<()> {
        self.at = 0;
        self.block.clear();
        while self.block.is_empty() && !self.ended {
            let count = self.pull()?;
            let raw = self.raw.get(..count).unwrap_or(&[]);
            match &mut self.decoder {
                None => self.block.extend_from_slice(raw),
                Some(decoder) => decode_wide(decoder, raw, count == 0, &mut self.block),
            }
            self.ended = count == 0;
            self.after_return = one_line_end(&mut self.block, self.after_return);
            if self.ended && self.block.last().copied().unwrap_or(self.last) != b'\n' {
                self.block.push(b'\n');
            }
            self.last = self.block.last().copied().unwrap_or(self.last);
        }
        Ok(())
    }

    /// One read of the source; the first settles the encoding and leaves the byte order mark behind.
    fn pull(&mut self) -> io::Result<usize> {
        if self.begun {
            let count = read_once(&mut self.source, &mut self.raw)?;
            self.bytes += count as u64;
            return Ok(count);
        }
        self.begun = true;
        // a pipe may give a single byte first: the mark is looked for in what a full block holds
        let mut count = 0;
        while let Some(rest) = self.raw.get_mut(count..).filter(|rest| !rest.is_empty()) {
            match read_once(&mut self.source, rest)? {
                0 => break,
                more => count += more,
            }
        }
        self.bytes += count as u64;
        let (decoder, mark) = match self.raw.get(..count).unwrap_or(&[]) {
            [0xef, 0xbb, 0xbf, ..] => (None, 3),
            [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
            [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
            // UTF-16 without a mark: the first two characters are plain letters
            [1..=0x7f, 0, 1..=0x7f, 0, ..] => (Some(UTF_16LE), 0),
            [0, 1..=0x7f, 0, 1..=0x7f, ..] => (Some(UTF_16BE), 0),
            _ => (None, 0),
        };
        self.decoder = decoder.map(encoding_rs::Encoding::new_decoder_without_bom_handling);
        self.raw.copy_within(mark..count, 0);
        Ok(count - mark)
    }
}

impl Read for Text {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.block.len() {
            self.advance()?;
        }
        Ok(self.block.get(self.at..).unwrap_or(&[]))
    }

    fn consume(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.block.len());
    }
}

fn read_once(source: &mut dyn Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

fn decode_wide(decoder: &mut Decoder, raw: &[u8], last: bool, out: &mut Vec<u8>) {
    let mut text = String::new();
    let mut at = 0;
    loop {
        let rest = raw.get(at..).unwrap_or(&[]);
        text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3) + 16);
        let (result, read, _) = decoder.decode_to_string(rest, &mut text, last);
        at += read;
        if result == CoderResult::InputEmpty {
            break;
        }
    }
    out.extend_from_slice(text.as_bytes());
}

/// Makes every line end one line feed; says whether the block ended with a carriage return, whose line feed may
/// follow in the next one. Stretches between line ends move as they are.
fn one_line_end(block: &mut Vec<u8>, after_return: bool) -> bool {
    if !after_return && !block.contains(&b'\r') {
        return false;
    }
    let mut from = usize::from(after_return && block.first() == Some(&b'\n'));
    // a block that is one line feed leaves open what follows, as an empty one does
    let mut ends_in_return = after_return && block.is_empty();
    let mut to = 0;
    while let Some(rest) = block.get(from..).filter(|rest| !rest.is_empty()) {
        let stretch = rest.iter().position(|byte| *byte == b'\r');
        let length = stretch.unwrap_or(rest.len());
        let feed = rest.get(length + 1) == Some(&b'\n');
        ends_in_return = stretch.is_some() && length + 1 == rest.len();
        block.copy_within(from..from + length, to);
        from += length;
        to += length;
        if stretch.is_some() {
            if let Some(byte) = block.get_mut(to) {
                *byte = b'\n';
            }
            to += 1;
            from += 1 + usize::from(feed);
        }
    }
    block.truncate(to);
    ends_in_return
}

/// Bytes as text: UTF-8 where they are, else Windows-1252, in which every byte means something.
pub fn decode(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> String {
        let mut text = Text::new(Box::new(io::Cursor::new(bytes.to_vec())));
        let mut out = Vec::new();
        text.read_to_end(&mut out).unwrap();
        assert_eq!(text.bytes_read(), bytes.len() as u64);
        decode(&out).into_owned()
    }

    #[test]
    fn marks_and_line_ends_are_settled() {
        for bytes in [&b"a\nb\n"[..], b"a\r\nb\r\n", b"a\rb\r", b"a\r\nb", b"a\nb", b"\xef\xbb\xbfa\r\nb"] {
            assert_eq!(all(bytes), "a\nb\n", "{bytes:?}");
        }
        assert_eq!(all(b""), "");
        assert_eq!(all(b"\r\r\n\n"), "\n\n\n");
    }

    #[test]
    fn every_border_between_blocks_is_met() {
        let text = b"a\r\n\r\rb\n\r\nc\r";
        for first in 0..text.len() {
            let (head, tail) = text.split_at(first);
            let (mut head, mut tail) = (head.to_vec(), tail.to_vec());
            let open = one_line_end(&mut head, false);
            one_line_end(&mut tail, open);
            assert_eq!([head, tail].concat(), b"a\n\n\nb\n\nc\n", "{first}");
        }
    }

    #[test]
    fn wide_text_becomes_utf_8() {
        let wide: Vec<u8> = "Siân,Łucja 𝒳\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(all(&[&[0xff, 0xfe][..], &wide].concat()), "Siân,Łucja 𝒳\n");
        assert_eq!(all(&wide), "Siân,Łucja 𝒳\n");
        let big: Vec<u8> = "Siân\r\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(all(&[&[0xfe, 0xff][..], &big].concat()), "Siân\n");
    }

    #[test]
    fn a_line_end_across_two_blocks_is_one() {
        let mut bytes = vec![b'x'; BLOCK - 1];
        bytes.extend_from_slice(b"\r\ny");
        assert_eq!(all(&bytes).lines().count(), 2);
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_windows_1252() {
        assert_eq!(decode(b"Si\xe2n O\x92Brien"), "Siân O’Brien");
        assert_eq!(decode("Siân".as_bytes()), "Siân");
    }
}
