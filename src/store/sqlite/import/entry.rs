//! Lines of the lists as bytes whose order is that of the lists' keys: texts closed by a zero byte, then numbers, then
//! what only belongs to the line; the lengths of the texts and blobs stand at the end.

use super::super::super::{Result, StoreError};
use super::super::search::{Line, Listing, Order};

/// Puts the parts of one record behind each other.
struct Packer<'a> {
    out: &'a mut Vec<u8>,
    lengths: [u32; 4],
    count: usize,
}

impl<'a> Packer<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, lengths: [0; 4], count: 0 }
    }

    fn text(self, text: &str) -> Self {
        self.blob(text.as_bytes())
    }

    fn blob(mut self, blob: &[u8]) -> Self {
        self.out.extend_from_slice(blob);
        if let Some(length) = self.lengths.get_mut(self.count) {
            *length = u32::try_from(blob.len()).unwrap_or(u32::MAX);
        }
        self.count += 1;
        self
    }

    /// A text that is a part of the key: shorter ones come before those that begin with them.
    fn key(self, text: &str) -> Self {
        self.text(text).bytes(&[0])
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        self.out.extend_from_slice(bytes);
        self
    }

    fn number(self, number: u64) -> Self {
        self.bytes(&number.to_be_bytes())
    }

    /// Numbers here are never below zero.
    fn signed(self, number: i64) -> Self {
        self.number(number.cast_unsigned())
    }

    fn close(self) {
        for length in self.lengths.iter().take(self.count) {
            self.out.extend(length.to_be_bytes());
        }
    }
}

/// Takes the parts of one record off again.
struct Unpacker<'a> {
    rest: &'a [u8],
    lengths: &'a [u8],
}

impl<'a> Unpacker<'a> {
    fn new(record: &'a [u8], lengths: usize) -> Option<Self> {
        let (rest, lengths) = record.split_at_checked(record.len().checked_sub(lengths * 4)?)?;
        Some(Self { rest, lengths })
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.blob()?).ok()
    }

    fn blob(&mut self) -> Option<&'a [u8]> {
        let (length, lengths) = self.lengths.split_first_chunk::<4>()?;
        self.lengths = lengths;
        let (blob, rest) = self.rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        self.rest = rest;
        Some(blob)
    }

    fn key(&mut self) -> Option<&'a str> {
        let text = self.text()?;
        self.bytes::<1>()?;
        Some(text)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*bytes)
    }

    fn number(&mut self) -> Option<u64> {
        self.bytes().map(u64::from_be_bytes)
    }

    fn signed(&mut self) -> Option<i64> {
        self.number().map(u64::cast_signed)
    }
}

fn taken<T>(parts: Option<T>) -> Result<T> {
    parts.ok_or_else(|| StoreError::Other("a sorted record came back in another form".to_owned()))
}

/// A line of `listed`, or of `worded` under a word.
pub(super) fn line(out: &mut Vec<u8>, word: Option<&str>, one: &Listing, words: &str, shown: &[u8]) {
    let mut packer = Packer::new(out);
    if let Some(word) = word {
        packer = packer.key(word);
    }
    packer
        .key(&one.name_key)
        .signed(one.born)
        .signed(one.number)
        .bytes(&[one.standing])
        .text(words)
        .blob(shown)
        .close();
}

/// The word of a line of `worded` (empty in one of `listed`) and the line.
pub(super) fn line_of(record: &[u8], has_word: bool) -> Result<(&str, Line<'_>)> {
    let parts = || {
        let mut parts = Unpacker::new(record, 3 + usize::from(has_word))?;
        let word = if has_word { parts.key()? } else { "" };
        let key = Order { name_key: parts.key()?, born: parts.signed()?, patient: parts.signed()? };
        let [standing] = parts.bytes()?;
        Some((word, Line { key, standing, words: parts.text()?, shown: parts.blob()? }))
    };
    taken(parts())
}

/// A line of `word_pair`.
pub(super) fn pair(out: &mut Vec<u8>, (word, other): (&str, &str), one: &Listing) {
    let packer = Packer::new(out).key(word).key(other).key(&one.name_key);
    packer.signed(one.born).signed(one.number).close();
}

/// Two words and the key.
pub(super) fn pair_of(record: &[u8]) -> Result<(&str, &str, Order<'_>)> {
    let parts = || {
        let mut parts = Unpacker::new(record, 3)?;
        let (word, other, name_key) = (parts.key()?, parts.key()?, parts.key()?);
        Some((word, other, Order { name_key, born: parts.signed()?, patient: parts.signed()? }))
    };
    taken(parts())
}

/// A line of `listed_born`.
pub(super) fn born(out: &mut Vec<u8>, one: &Listing) {
    Packer::new(out).signed(one.born).key(&one.name_key).signed(one.number).close();
}

/// The key of a line of `listed_born`.
pub(super) fn born_of(record: &[u8]) -> Result<Order<'_>> {
    let parts = || {
        let mut parts = Unpacker::new(record, 1)?;
        let born = parts.signed()?;
        Some(Order { born, name_key: parts.key()?, patient: parts.signed()? })
    };
    taken(parts())
}

/// A line of `listed_postcode`.
pub(super) fn postcode(out: &mut Vec<u8>, one: &Listing) {
    let packer = Packer::new(out).key(&one.postcode).key(&one.name_key);
    packer.signed(one.born).signed(one.number).close();
}

/// The postcode and the key.
pub(super) fn postcode_of(record: &[u8]) -> Result<(&str, Order<'_>)> {
    let parts = || {
        let mut parts = Unpacker::new(record, 2)?;
        let (postcode, name_key) = (parts.key()?, parts.key()?);
        Some((postcode, Order { name_key, born: parts.signed()?, patient: parts.signed()? }))
    };
    taken(parts())
}

/// A member of a group of namesakes.
pub(super) struct Member<'a> {
    pub(super) group: &'a str,
    pub(super) born: i64,
    pub(super) number: i64,
    /// It stands for a patient who was listed otherwise before.
    pub(super) revised: bool,
}

/// A member of a group.
pub(super) fn member(out: &mut Vec<u8>, one: &Member<'_>) {
    let packer = Packer::new(out).key(one.group).signed(one.born).signed(one.number);
    packer.bytes(&[u8::from(one.revised)]).close();
}

/// The member.
pub(super) fn member_of(record: &[u8]) -> Result<Member<'_>> {
    let parts = || {
        let mut parts = Unpacker::new(record, 1)?;
        let (group, born, number) = (parts.key()?, parts.signed()?, parts.signed()?);
        Some(Member { group, born, number, revised: parts.bytes()? == [1] })
    };
    taken(parts())
}

/// That a patient has a number or email from now on, and whether as their own; `None`: no longer. Of what is noted of
/// one patient and number the last `turn` counts.
pub(super) struct Share<'a> {
    pub(super) key: &'a str,
    pub(super) patient: i64,
    pub(super) turn: u64,
    pub(super) own: Option<bool>,
}

/// What a patient has.
pub(super) fn share(out: &mut Vec<u8>, one: &Share<'_>) {
    let packer = Packer::new(out).key(one.key).signed(one.patient).number(one.turn);
    packer.bytes(&[one.own.map_or(2, u8::from)]).close();
}

/// What a patient has.
pub(super) fn share_of(record: &[u8]) -> Result<Share<'_>> {
    let parts = || {
        let mut parts = Unpacker::new(record, 1)?;
        let (key, patient, turn) = (parts.key()?, parts.signed()?, parts.number()?);
        let own = match parts.bytes()? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        };
        Some(Share { key, patient, turn, own })
    };
    taken(parts())
}
