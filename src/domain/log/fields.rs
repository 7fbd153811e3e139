//! Tagged fields: the one form in which bodies of log entries are written, and the strict reading of it.
//!
//! A field is a tag (one byte), a length (four bytes, big-endian) and a value. Tags ascend strictly, so that a value has
//! one encoding only; a list is one field whose value holds its items, each behind its length.

use jiff::Timestamp;

use super::codes::Code;

/// Bytes that are no entry of a known format. The words say what was found, never what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub &'static str);

/// The result of reading.
pub type Read<T> = Result<T, Malformed>;

/// The length of a time: eight bytes of seconds since 1970 and four of nanoseconds.
const TIME: usize = 12;

/// Writes fields in ascending order of their tags.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Writer {
    /// What was written; `None` where a value is longer than a length can say (4 GiB).
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        (!self.too_long).then_some(self.bytes)
    }

    fn length(&mut self, length: usize) {
        let length = u32::try_from(length).unwrap_or_else(|_| {
            self.too_long = true;
            0
        });
        self.bytes.extend_from_slice(&length.to_be_bytes());
    }

    /// A field of bytes as they are.
    pub(super) fn bytes(&mut self, tag: u8, value: &[u8]) -> &mut Self {
        self.bytes.push(tag);
        self.length(value.len());
        self.bytes.extend_from_slice(value);
        self
    }

    /// A field of UTF-8 text.
    pub(super) fn text(&mut self, tag: u8, value: &str) -> &mut Self {
        self.bytes(tag, value.as_bytes())
    }

    /// A field that is left out where there is no value.
    pub(super) fn maybe(&mut self, tag: u8, value: Option<&[u8]>) -> &mut Self {
        if let Some(value) = value {
            self.bytes(tag, value);
        }
        self
    }

    /// A field of one number from a closed list.
    pub(super) fn code(&mut self, tag: u8, value: u8) -> &mut Self {
        self.bytes(tag, &[value])
    }

    /// A count, eight bytes.
    pub(super) fn count(&mut self, tag: u8, value: u64) -> &mut Self {
        self.bytes(tag, &value.to_be_bytes())
    }

    /// A time, to the nanosecond.
    pub(super) fn time(&mut self, tag: u8, value: Timestamp) -> &mut Self {
        let mut bytes = [0; TIME];
        let (seconds, nanos) = bytes.split_at_mut(8);
        // Nanoseconds count forward from the second below, also before 1970.
        let below = value.as_nanosecond().div_euclid(1_000_000_000);
        let rest = value.as_nanosecond().rem_euclid(1_000_000_000);
        seconds.copy_from_slice(&i64::try_from(below).unwrap_or_default().to_be_bytes());
        nanos.copy_from_slice(&u32::try_from(rest).unwrap_or_default().to_be_bytes());
        self.bytes(tag, &bytes)
    }

    /// A field that holds fields.
    pub(super) fn nested(&mut self, tag: u8, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.bytes.push(tag);
        self.behind_length(write)
    }

    /// A field that holds a list of items, each of them fields.
    pub(super) fn list<T>(&mut self, tag: u8, items: &[T], write: impl Fn(&mut Self, &T)) -> &mut Self {
        self.nested(tag, |list| {
            for item in items {
                list.behind_length(|one| write(one, item));
            }
        })
    }

    fn behind_length(&mut self, write: impl FnOnce(&mut Self)) -> &mut Self {
        let mut inner = Self::default();
        write(&mut inner);
        self.too_long |= inner.too_long;
        self.length(inner.bytes.len());
        self.bytes.extend_from_slice(&inner.bytes);
        self
    }
}

/// Reads fields in the order of their tags; whatever is not asked for in its turn is refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads these bytes.
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The value of the next field, which must have this tag.
    pub(super) fn bytes(&mut self, tag: u8) -> Read<&'a [u8]> {
        self.maybe(tag)?.ok_or(Malformed("a field is missing, unknown or out of order"))
    }

    /// The value of the next field if it has this tag.
    pub(super) fn maybe(&mut self, tag: u8) -> Read<Option<&'a [u8]>> {
        match self.rest.split_first() {
            Some((found, rest)) if *found == tag => {
                self.rest = rest;
                self.measured().map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The next item of a list.
    pub(super) fn item(&mut self) -> Read<Option<Self>> {
        if self.rest.is_empty() { Ok(None) } else { self.measured().map(|bytes| Some(Self::new(bytes))) }
    }

    fn measured(&mut self) -> Read<&'a [u8]> {
        const CUT: Malformed = Malformed("a field is cut short");
        let (length, rest) = self.rest.split_first_chunk::<4>().ok_or(CUT)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| CUT)?;
        let (value, rest) = rest.split_at_checked(length).ok_or(CUT)?;
        self.rest = rest;
        Ok(value)
    }

    /// That nothing is left.
    pub(super) fn end(self) -> Read<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Malformed("there are bytes behind the last known field"))
        }
    }

    /// A field of UTF-8 text.
    pub(super) fn text(&mut self, tag: u8) -> Read<&'a str> {
        text(self.bytes(tag)?)
    }

    /// A field of sixteen bytes: an identifier.
    pub(super) fn id(&mut self, tag: u8) -> Read<[u8; 16]> {
        exact(self.bytes(tag)?)
    }

    /// An identifier that may be missing.
    pub(super) fn maybe_id(&mut self, tag: u8) -> Read<Option<[u8; 16]>> {
        self.maybe(tag)?.map(exact).transpose()
    }

    /// A field of one number.
    pub(super) fn number(&mut self, tag: u8) -> Read<u8> {
        exact::<1>(self.bytes(tag)?).map(|[number]| number)
    }

    /// A field of one number from a closed list.
    pub(super) fn code<T: Code>(&mut self, tag: u8) -> Read<T> {
        known(self.number(tag)?)
    }

    /// A count of eight bytes.
    pub(super) fn count(&mut self, tag: u8) -> Read<u64> {
        exact(self.bytes(tag)?).map(u64::from_be_bytes)
    }

    /// A time.
    pub(super) fn time(&mut self, tag: u8) -> Read<Timestamp> {
        const NONE: Malformed = Malformed("a time lies outside the years that there are");
        let bytes: [u8; TIME] = exact(self.bytes(tag)?)?;
        let (seconds, nanos) = bytes.split_first_chunk::<8>().ok_or(NONE)?;
        let nanos = u32::from_be_bytes(exact(nanos)?);
        if nanos >= 1_000_000_000 {
            return Err(NONE);
        }
        let whole = i128::from(i64::from_be_bytes(*seconds)) * 1_000_000_000 + i128::from(nanos);
        Timestamp::from_nanosecond(whole).map_err(|_| NONE)
    }

    /// A field that holds fields.
    pub(super) fn nested(&mut self, tag: u8) -> Read<Self> {
        self.bytes(tag).map(Self::new)
    }
}

/// Bytes as text.
pub(super) fn text(bytes: &[u8]) -> Read<&str> {
    std::str::from_utf8(bytes).map_err(|_| Malformed("a text is not UTF-8"))
}

/// Bytes of a fixed length.
pub(super) fn exact<const N: usize>(bytes: &[u8]) -> Read<[u8; N]> {
    bytes.try_into().map_err(|_| Malformed("a value has the wrong length"))
}

/// A yes or no: exactly 0 or 1.
pub(super) fn truth(number: u8) -> Read<bool> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Malformed("a yes or no is neither")),
    }
}

/// The member of a closed list with this number.
pub(super) fn known<T: Code>(number: u8) -> Read<T> {
    T::from_code(number).ok_or(Malformed("a number stands for nothing known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_encoding_is_read() {
        let mut writer = Writer::default();
        writer.text(1, "ab").count(3, 7);
        let bytes = writer.finish().unwrap();
        assert_eq!(bytes, [1, 0, 0, 0, 2, b'a', b'b', 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7]);

        let read = |bytes: &[u8]| -> Read<(String, u64)> {
            let mut reader = Reader::new(bytes);
            let values = (reader.text(1)?.to_owned(), reader.count(3)?);
            reader.end().map(|()| values)
        };
        assert_eq!(read(&bytes), Ok(("ab".into(), 7)));
        let (text, count) = bytes.split_at(7);
        for bad in [
            [count, text].concat(),
            [text, text, count].concat(),
            [text, &[2, 0, 0, 0, 0], count].concat(),
            [&bytes[..], &[4, 0, 0, 0, 0]].concat(),
            bytes[..bytes.len() - 1].to_vec(),
            text.to_vec(),
        ] {
            assert!(read(&bad).is_err(), "{bad:?}");
        }
    }
}
