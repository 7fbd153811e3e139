//! The words of the lexicon, each with a number: exact, inflected, and with one typing error.

use super::image::{Reader, Writer};
use crate::policy::text::token::{SEED, hash, is_one_error, is_same, step};

/// The number of a word.
pub type WordId = u32;

/// No word.
pub const NONE: WordId = u32::MAX;

/// Stands for any number in an entry: `#`.
pub const NUMBER: WordId = 0;

/// Stands for any one word in an entry: `*`.
pub const ANY: WordId = 1;

/// Numbers as words, which `#` takes too.
pub const NUMBER_WORDS: [&str; 27] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
];

/// What goes on with a number in words.
const NUMBER_ENDS: [&str; 2] = ["hundred", "point"];

/// The least letters of a word whose misspellings are understood.
const FUZZY: usize = 8;

/// What a word of a text can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The very word.
    pub exact: WordId,
    /// The word of which it is a plural or possessive.
    pub plural: WordId,
    /// The word of which it is a form in -ed or -ing.
    pub verb: WordId,
    /// The word of which it is a misspelling, one error away, or another spelling: "u" is "you".
    pub near: WordId,
    /// The class of words to which it belongs: `@ring` holds "call" and "phone".
    pub class: WordId,
}

impl Reading {
    /// No word of the lexicon.
    pub const UNKNOWN: Self = Self { exact: NONE, plural: NONE, verb: NONE, near: NONE, class: NONE };
}

/// All words of the lexicon.
#[derive(Debug, PartialEq, Eq)]
pub struct Vocabulary {
    arena: Vec<u8>,
    words: Vec<(u32, u32)>,
    slots: Vec<(u32, WordId)>,
    readings: Vec<Reading>,
    others: Vec<(WordId, WordId)>,
    classes: Vec<(WordId, WordId)>,
    heads: Vec<(u32, WordId)>,
    tails: Vec<(u32, WordId)>,
    filter: Vec<u64>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        let mut new = Self {
            arena: Vec::with_capacity(64 * 1024),
            words: Vec::with_capacity(8 * 1024),
            slots: vec![(0, NONE); 1 << 15],
            readings: Vec::new(),
            others: Vec::new(),
            classes: Vec::new(),
            heads: Vec::new(),
            tails: Vec::new(),
            filter: Vec::new(),
        };
        new.add("#");
        new.add("*");
        for word in NUMBER_WORDS.iter().chain(&NUMBER_ENDS) {
            new.add(word);
        }
        new
    }
}

impl Vocabulary {
    /// Writes the sealed vocabulary into an image.
    pub(super) fn write(&self, out: &mut Writer) {
        out.bytes(&self.arena);
        for pairs in [&self.words, &self.heads, &self.tails] {
            out.rows(pairs, |(a, b)| [*a, *b]);
        }
        out.places(&self.slots, |(code, id)| (*id != NONE).then_some([*code, *id]));
        out.rows(&self.readings, |one| [one.exact, one.plural, one.verb, one.near, one.class]);
        out.rows(&self.filter, |bits| [(bits >> 32) as u32, (bits & 0xffff_ffff) as u32]);
    }

    /// The same, read.
    pub(super) fn read_image(from: &mut Reader<'_>) -> Option<Self> {
        let reading =
            |[exact, plural, verb, near, class]: [u32; 5]| Reading { exact, plural, verb, near, class };
        let pair = |[a, b]: [u32; 2]| (a, b);
        Some(Self {
            arena: from.bytes()?.to_vec(),
            words: from.rows(pair)?,
            heads: from.rows(pair)?,
            tails: from.rows(pair)?,
            slots: from.places((0, NONE), |[code, id]| (code, id))?,
            readings: from.rows(reading)?,
            filter: from.rows(|[high, low]| u64::from(high) << 32 | u64::from(low))?,
            others: Vec::new(),
            classes: Vec::new(),
        })
    }

    /// The number of a word, given one if it has none.
    pub fn add(&mut self, word: &str) -> WordId {
        self.add_letters(word.as_bytes())
    }

    /// The number of a word of ASCII letters, given one if it has none.
    pub fn add_letters(&mut self, word: &[u8]) -> WordId {
        self.add_hashed(word, hash(word))
    }

    /// The same where the word's hash is known.
    pub fn add_hashed(&mut self, word: &[u8], code: u32) -> WordId {
        if let Some(id) = self.find(code, word) {
            return id;
        }
        if (self.words.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let id = u32::try_from(self.words.len()).unwrap_or(NONE);
        let start = u32::try_from(self.arena.len()).unwrap_or(u32::MAX);
        self.arena.extend_from_slice(word);
        self.words.push((start, u32::try_from(self.arena.len()).unwrap_or(u32::MAX)));
        self.place(code, id);
        id
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![(0, NONE); old.len() * 2];
        for (code, id) in old.into_iter().filter(|(_, id)| *id != NONE) {
            self.place(code, id);
        }
    }

    /// Says that `word` is another spelling of `other`. Counts from the sealing on.
    pub fn add_spelling(&mut self, word: &str, other: &str) {
        let pair = (self.add(word), self.add(other));
        self.others.push(pair);
    }

    /// Says that `word` belongs to a class, whose name begins with `@`. Counts from the sealing on.
    pub fn add_class(&mut self, word: &str, class: &str) {
        let pair = (self.add(word), self.add(class));
        self.classes.push(pair);
    }

    fn place(&mut self, code: u32, id: WordId) {
        let mask = self.slots.len() - 1;
        let mut at = code as usize & mask;
        while self.slots.get(at).is_some_and(|(_, id)| *id != NONE) {
            at = (at + 1) & mask;
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = (code, id);
        }
    }

    /// The letters of a word.
    #[inline]
    pub fn letters(&self, id: WordId) -> &[u8] {
        self.words
            .get(id as usize)
            .and_then(|(from, to)| self.arena.get(*from as usize..*to as usize))
            .unwrap_or(&[])
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it is without words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether `id` is a number written as a word.
    pub fn is_number_word(id: WordId) -> bool {
        (2..2 + NUMBER_WORDS.len() + NUMBER_ENDS.len()).contains(&(id as usize))
    }

    #[inline]
    fn find(&self, code: u32, word: &[u8]) -> Option<WordId> {
        self.find_by(code, |known| is_same(known, word))
    }

    /// The word with this hash that `is_it`.
    #[inline]
    fn find_by(&self, code: u32, is_it: impl Fn(&[u8]) -> bool) -> Option<WordId> {
        let mask = self.slots.len() - 1;
        let mut at = code as usize & mask;
        loop {
            let (seen, id) = self.slots.get(at).copied()?;
            if id == NONE {
                return None;
            }
            if seen == code && is_it(self.letters(id)) {
                return Some(id);
            }
            at = (at + 1) & mask;
        }
    }

    fn find_word(&self, word: &[u8]) -> WordId {
        self.find(hash(word), word).unwrap_or(NONE)
    }

    /// The word of these letters and one more.
    fn find_longer(&self, stem: &[u8], last: u8) -> WordId {
        let code = step(hash(stem), last);
        self.find_by(code, |known| known.split_last() == Some((&last, stem))).unwrap_or(NONE)
    }

    /// Ends the adding: inflections of known words and the index of misspellings are made. `fuzzy` are the words whose
    /// misspellings count.
    pub fn seal(&mut self, fuzzy: impl IntoIterator<Item = WordId>) {
        self.readings = (0..self.words.len())
            .map(|id| {
                let exact = u32::try_from(id).unwrap_or(NONE);
                let word = self.letters(exact);
                Reading { exact, plural: self.plural(word), verb: self.verb(word), ..Reading::UNKNOWN }
            })
            .collect();
        for (word, other) in std::mem::take(&mut self.others) {
            if let Some(reading) = self.readings.get_mut(word as usize) {
                reading.near = other;
            }
        }
        for (word, class) in std::mem::take(&mut self.classes) {
            if let Some(reading) = self.readings.get_mut(word as usize) {
                reading.class = class;
            }
        }
        let mut filter = vec![0u64; 1 << 10];
        let (mut heads, mut tails) = (Vec::new(), Vec::new());
        for id in fuzzy {
            let word = self.letters(id);
            if word.len() < FUZZY || !word.iter().all(u8::is_ascii_alphabetic) {
                continue;
            }
            for (key, list) in [(head(word), &mut heads), (tail(word), &mut tails)] {
                list.push((key, id));
                if let Some(bits) = filter.get_mut((key >> 6) as usize & 1023) {
                    *bits |= 1 << (key & 63);
                }
            }
        }
        for list in [&mut heads, &mut tails] {
            list.sort_unstable();
            list.dedup();
        }
        (self.heads, self.tails, self.filter) = (heads, tails, filter);
    }

    /// What a word of a text can be; `code` is its hash. `strict` words are taken as they are spelt.
    pub fn read(&self, word: &[u8], code: u32, strict: bool) -> Reading {
        if let Some(exact) = self.find(code, word) {
            let reading = self.readings.get(exact as usize).copied();
            let reading = reading.unwrap_or(Reading { exact, ..Reading::UNKNOWN });
            return if strict { Reading { near: NONE, class: NONE, ..reading } } else { reading };
        }
        let mut out = Reading { plural: self.plural(word), verb: self.verb(word), ..Reading::UNKNOWN };
        if !strict && out.plural == NONE && out.verb == NONE && word.len() + 1 >= FUZZY {
            out.near = self.misspelt(word);
            if out.near == NONE && word.len() > FUZZY && word.last() == Some(&b's') {
                out.near = self.misspelt(word.split_last().map_or(&[], |(_, rest)| rest));
            }
        }
        out
    }

    fn plural(&self, word: &[u8]) -> WordId {
        let [stem @ .., b's'] = word else { return NONE };
        if stem.len() < 2 || stem.last() == Some(&b's') && stem.len() < 4 {
            return NONE;
        }
        let one = self.find_word(stem);
        if one != NONE {
            return one;
        }
        let [stem @ .., b'e'] = stem else { return NONE };
        match stem {
            [root @ .., b'i'] if root.len() > 2 => self.find_longer(root, b'y'),
            [.., b's' | b'x' | b'h' | b'z'] if stem.len() > 2 => self.find_word(stem),
            _ => NONE,
        }
    }

    fn verb(&self, word: &[u8]) -> WordId {
        let ([stem @ .., b'e', b'd'] | [stem @ .., b'i', b'n', b'g']) = word else { return NONE };
        if stem.len() < 3 {
            return NONE;
        }
        let found = self.find_word(stem);
        if found != NONE {
            return found;
        }
        let with_e = self.find_longer(stem, b'e');
        if with_e != NONE {
            return with_e;
        }
        match stem {
            // stopped, cutting
            [root @ .., a, b] if a == b => self.find_longer(root, *a),
            [root @ .., b'i'] => self.find_longer(root, b'y'),
            _ => NONE,
        }
    }

    fn misspelt(&self, word: &[u8]) -> WordId {
        if !word.iter().all(u8::is_ascii_alphabetic) {
            return NONE;
        }
        for (key, list) in [(head(word), &self.heads), (tail(word), &self.tails)] {
            let bits = self.filter.get((key >> 6) as usize & 1023).copied().unwrap_or(0);
            if bits & (1 << (key & 63)) == 0 {
                continue;
            }
            let from = list.partition_point(|(k, _)| *k < key);
            let found = list.iter().skip(from).take_while(|(k, _)| *k == key);
            for (_, id) in found {
                if is_one_error(word, self.letters(*id)) {
                    return *id;
                }
            }
        }
        NONE
    }
}

/// The first four letters: right when the error is in the rest.
fn head(word: &[u8]) -> u32 {
    hash(word.get(..4).unwrap_or(word))
}

/// The first and the last four letters: right when the error is in front of them.
fn tail(word: &[u8]) -> u32 {
    let last = word.get(word.len().saturating_sub(4)..).unwrap_or(word);
    let first = word.get(..1).unwrap_or(word);
    last.iter().chain(first).fold(SEED ^ 1, |hash, byte| step(hash, *byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vocabulary: &Vocabulary, word: &str) -> Reading {
        vocabulary.read(word.as_bytes(), hash(word.as_bytes()), false)
    }

    #[test]
    fn reads_inflections_and_errors() {
        let mut all = Vocabulary::default();
        let ids: Vec<WordId> =
            ["chlamydia", "biopsy", "overdose", "coil", "abuse"].map(|w| all.add(w)).into();
        all.seal(ids.clone());
        for wrong in ["clamydia", "chlamidia", "chlamydai", "chlamydiaa"] {
            assert_eq!(read(&all, wrong).near, ids[0], "{wrong}");
        }
        for right in ["hlamydia", "clamidia", "coyl", "abose"] {
            assert_eq!(read(&all, right).near, NONE, "{right}");
        }
        assert_eq!(read(&all, "biopsies").plural, ids[1]);
        assert_eq!(read(&all, "overdosed").verb, ids[2]);
        assert_eq!(read(&all, "overdosing").verb, ids[2]);
        assert_eq!(read(&all, "coils").plural, ids[3]);
        assert_eq!(read(&all, "coil").exact, ids[3]);
        assert_eq!(read(&all, "fifty").exact != NONE, Vocabulary::is_number_word(read(&all, "fifty").exact));
    }
}
