//! A list of whole words, found by their hash: one look a word, however long the list.

use std::sync::OnceLock;

use super::token::hash;

/// A word with its hash: so it is asked for in several lists.
#[derive(Debug, Clone, Copy)]
pub struct Letters<'w> {
    /// The word, folded.
    pub text: &'w str,
    hash: u32,
}

impl<'w> Letters<'w> {
    /// The word of this [`hash`].
    pub const fn of(text: &'w str, hash: u32) -> Self {
        Self { text, hash }
    }
}

impl<'w> From<&'w str> for Letters<'w> {
    fn from(text: &'w str) -> Self {
        Self { text, hash: hash(text.as_bytes()) }
    }
}

/// Words separated by blanks: for lists too long for a `match`.
#[derive(Debug)]
pub struct WordList {
    words: &'static str,
    table: OnceLock<Vec<Letters<'static>>>,
}

impl WordList {
    /// The list of these words, folded, in any order.
    pub const fn of(words: &'static str) -> Self {
        Self { words, table: OnceLock::new() }
    }

    /// Whether the list holds this word.
    pub fn holds<'w>(&self, word: impl Into<Letters<'w>>) -> bool {
        let word: Letters<'w> = word.into();
        let table = self.table.get_or_init(|| Self::table(self.words));
        Self::places(word.hash, table.len())
            .map_while(|place| table.get(place).filter(|held| !held.text.is_empty()))
            .any(|held| held.hash == word.hash && held.text == word.text)
    }

    /// A table at most half full, made when the list is first asked.
    fn table(words: &'static str) -> Vec<Letters<'static>> {
        let count = words.split_whitespace().count();
        let mut table = vec![Letters::of("", 0); (2 * count + 1).next_power_of_two()];
        for word in words.split_whitespace().map(Letters::from) {
            let free = |place: &usize| {
                table.get(*place).is_some_and(|held| held.text.is_empty() || held.text == word.text)
            };
            let place = Self::places(word.hash, table.len()).find(free);
            if let Some(place) = place.and_then(|place| table.get_mut(place)) {
                *place = word;
            }
        }
        table
    }

    /// Where a word of this hash may stand, the likeliest place first.
    fn places(hash: u32, length: usize) -> impl Iterator<Item = usize> {
        (0..length).map(move |step| (hash as usize + step) & (length - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_whole_words() {
        static LIST: WordList = WordList::of("sister nurse\n  mum nurse");
        static NONE: WordList = WordList::of("");
        assert!(["sister", "nurse", "mum"].iter().all(|word| LIST.holds(*word)));
        assert!(!LIST.holds("sist") && !LIST.holds(""));
        assert!(!NONE.holds("mum"));
    }
}
