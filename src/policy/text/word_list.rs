//! A list of whole words, found by their hash: one look a word, however long the list.

use std::sync::OnceLock;

use super::token::hash;

/// Words separated by blanks: for lists too long for a `match`.
#[derive(Debug)]
pub struct WordList {
    words: &'static str,
    table: OnceLock<Vec<&'static str>>,
}

impl WordList {
    /// The list of these words, folded, in any order.
    pub const fn of(words: &'static str) -> Self {
        Self { words, table: OnceLock::new() }
    }

    /// Whether the list holds this word.
    pub fn holds(&self, word: &str) -> bool {
        let table = self.table.get_or_init(|| Self::table(self.words));
        Self::places(word, table.len())
            .map_while(|place| table.get(place).filter(|held| !held.is_empty()))
            .any(|held| *held == word)
    }

    /// A table at most half full, made when the list is first asked.
    fn table(words: &'static str) -> Vec<&'static str> {
        let count = words.split_whitespace().count();
        let mut table = vec![""; (2 * count + 1).next_power_of_two()];
        for word in words.split_whitespace() {
            let free = |place: &usize| table.get(*place).is_some_and(|held| held.is_empty() || *held == word);
            let place = Self::places(word, table.len()).find(free);
            if let Some(place) = place.and_then(|place| table.get_mut(place)) {
                *place = word;
            }
        }
        table
    }

    /// Where a word may stand, the likeliest place first.
    fn places(word: &str, length: usize) -> impl Iterator<Item = usize> {
        let first = hash(word.as_bytes()) as usize;
        (0..length).map(move |step| (first + step) & (length - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_whole_words() {
        static LIST: WordList = WordList::of("sister nurse\n  mum nurse");
        static NONE: WordList = WordList::of("");
        assert!(["sister", "nurse", "mum"].iter().all(|word| LIST.holds(word)));
        assert!(!LIST.holds("sist") && !LIST.holds(""));
        assert!(!NONE.holds("mum"));
    }
}
