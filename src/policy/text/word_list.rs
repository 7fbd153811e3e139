//! A list of whole words, put in order when it is first asked.

use std::sync::OnceLock;

/// Words separated by blanks: for lists too long for a `match`.
#[derive(Debug)]
pub struct WordList {
    words: &'static str,
    sorted: OnceLock<Vec<&'static str>>,
}

impl WordList {
    /// The list of these words, folded, in any order.
    pub const fn of(words: &'static str) -> Self {
        Self { words, sorted: OnceLock::new() }
    }

    /// Whether the list holds this word.
    pub fn holds(&self, word: &str) -> bool {
        let sorted = self.sorted.get_or_init(|| {
            let mut words: Vec<&str> = self.words.split_whitespace().collect();
            words.sort_unstable();
            words
        });
        sorted.binary_search(&word).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_whole_words() {
        static LIST: WordList = WordList::of("sister nurse\n  mum");
        assert!(["sister", "nurse", "mum"].iter().all(|word| LIST.holds(word)));
        assert!(!LIST.holds("sist") && !LIST.holds(""));
    }
}
