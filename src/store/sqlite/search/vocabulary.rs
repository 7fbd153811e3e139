//! The words of all names, as an automaton that finds those one typing error away.
//!
//! It is read when the first query matches nothing, and again after it was built anew. Words that came since stand in a
//! short list beside it.

use fst::automaton::{Automaton, Levenshtein};
use fst::{IntoStreamer, Set, SetBuilder, Streamer};
use rusqlite::{Connection, OptionalExtension};

use super::super::super::{Result, StoreError};

/// A shorter word is never read as another one.
const SHORTEST: usize = 4;
/// From this length on the beginning of a longer name may hold the error.
const SHORTEST_BEGINNING: usize = 5;
/// How many words are offered at most.
const MOST: usize = 12;
/// How many words the automaton may not know before it is built anew.
const MOST_ADDED: u64 = 512;

/// The automaton, once it is read.
#[derive(Default)]
pub(in super::super) struct Vocabulary {
    known: Option<(u64, Set<Vec<u8>>)>,
}

impl Vocabulary {
    /// The words on file that are one error away from `typed` (a letter too many, too few, another one, or two swapped),
    /// whole words first, and of those the ones that most people have.
    pub(super) fn nearest(&mut self, connection: &Connection, typed: &str) -> Result<Vec<String>> {
        let letters = typed.chars().count();
        if letters < SHORTEST {
            return Ok(Vec::new());
        }
        let mut near: Vec<(bool, String)> = Vec::new();
        let beginnings = letters >= SHORTEST_BEGINNING;
        if let Some(set) = self.read(connection)? {
            let whole = Levenshtein::new(typed, 1).map_err(|error| StoreError::Other(error.to_string()))?;
            gather(set.search(&whole), true, &mut near);
            if beginnings && near.len() < MOST {
                gather(set.search(whole.starts_with()), false, &mut near);
            }
        }
        let mut added = connection.prepare_cached("SELECT word FROM vocabulary WHERE added = 1")?;
        let mut rows = added.query([])?;
        while let Some(row) = rows.next()? {
            let word: String = row.get(0)?;
            match distance(typed, &word) {
                Near::Whole => near.push((true, word)),
                Near::Beginning if beginnings => near.push((false, word)),
                _ => {}
            }
        }
        near.extend(swapped(typed).map(|word| (true, word)));
        ranked(connection, near)
    }

    /// The automaton as it was last built; `None` where there is none.
    fn read(&mut self, connection: &Connection) -> Result<Option<&Set<Vec<u8>>>> {
        let generation: Option<u64> = connection
            .prepare_cached("SELECT generation FROM automaton")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(generation) = generation else { return Ok(None) };
        if self.known.as_ref().is_none_or(|(known, _)| *known != generation) {
            let bytes: Vec<u8> = connection.query_row("SELECT bytes FROM automaton", [], |row| row.get(0))?;
            let set = Set::new(bytes)
                .map_err(|error| StoreError::Damaged(format!("the list of names: {error}")))?;
            self.known = Some((generation, set));
        }
        Ok(self.known.as_ref().map(|(_, set)| set))
    }
}

fn gather<A: Automaton>(found: fst::set::StreamBuilder<'_, A>, whole: bool, near: &mut Vec<(bool, String)>) {
    /// A common beginning has very many endings; the first of them show the way.
    const MOST_READ: usize = 256;
    let mut stream = found.into_stream();
    let mut read = 0;
    while let Some(key) = stream.next() {
        read += 1;
        if read > MOST_READ {
            break;
        }
        if let Ok(word) = std::str::from_utf8(key)
            && near.iter().all(|(_, known)| known != word)
        {
            near.push((whole, word.to_owned()));
        }
    }
}

/// Those that somebody is called, whole words first, then by how many people have them.
fn ranked(connection: &Connection, near: Vec<(bool, String)>) -> Result<Vec<String>> {
    let mut lines = connection.prepare_cached("SELECT lines FROM vocabulary WHERE word = ?1")?;
    let mut counted: Vec<(bool, u64, String)> = Vec::with_capacity(near.len());
    for (whole, word) in near {
        let people: u64 = lines.query_row([&word], |row| row.get(0)).optional()?.unwrap_or(0);
        if people > 0 && counted.iter().all(|(_, _, known)| *known != word) {
            counted.push((whole, people, word));
        }
    }
    counted.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.cmp(&b.2)));
    counted.truncate(MOST);
    Ok(counted.into_iter().map(|(_, _, word)| word).collect())
}

/// The word with two neighbouring letters swapped, at each place.
fn swapped(typed: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = typed.chars().collect();
    (1..letters.len()).filter_map(move |at| {
        let mut other = letters.clone();
        other.swap(at - 1, at);
        (other != letters).then(|| other.into_iter().collect())
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Near {
    Whole,
    Beginning,
    Far,
}

/// Whether two words, or the first and a beginning of the second, are one letter apart.
fn distance(typed: &str, word: &str) -> Near {
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (at, letter) in typed.iter().enumerate() {
        let mut corner = at;
        let mut left = at + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&word) {
            let cost = (corner + usize::from(letter != other)).min(*cell + 1).min(left + 1);
            corner = *cell;
            *cell = cost;
            left = cost;
        }
    }
    match row.last() {
        Some(0 | 1) => Near::Whole,
        _ if row.iter().any(|cost| *cost <= 1) => Near::Beginning,
        _ => Near::Far,
    }
}

/// Builds the automaton anew where it knows too few of the words; within the open transaction.
pub(in super::super) fn rebuild(connection: &Connection) -> Result<()> {
    let added: u64 =
        connection.query_row("SELECT count(*) FROM vocabulary WHERE added = 1", [], |row| row.get(0))?;
    if added <= MOST_ADDED {
        return Ok(());
    }
    connection.execute("DELETE FROM vocabulary WHERE lines = 0", [])?;
    let failed = |error: fst::Error| StoreError::Other(error.to_string());
    let mut builder = SetBuilder::memory();
    {
        let mut words = connection.prepare("SELECT word FROM vocabulary ORDER BY word")?;
        let mut rows = words.query([])?;
        while let Some(row) = rows.next()? {
            builder.insert(row.get_ref(0)?.as_bytes().unwrap_or_default()).map_err(failed)?;
        }
    }
    let bytes = builder.into_inner().map_err(failed)?;
    connection.execute(
        "INSERT INTO automaton (only_row, generation, bytes) VALUES (1, 1, ?1)
         ON CONFLICT (only_row) DO UPDATE SET generation = generation + 1, bytes = excluded.bytes",
        [bytes],
    )?;
    connection.execute("UPDATE vocabulary SET added = 0 WHERE added = 1", [])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_is_near_and_two_are_far() {
        assert_eq!(distance("smiht", "smith"), Near::Beginning);
        assert!(swapped("smiht").any(|word| word == "smith"));
        assert_eq!(distance("smyth", "smith"), Near::Whole);
        assert_eq!(distance("smth", "smith"), Near::Whole);
        assert_eq!(distance("wisnewsk", "wisniewska"), Near::Beginning);
        assert_eq!(distance("jones", "smith"), Near::Far);
    }
}
