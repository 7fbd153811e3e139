//! The words of all names: how many lines hold each, and an automaton over them that forgives one slip.
//!
//! The automaton (an `fst`) takes half a megabyte at a million patients. It is loaded when a search finds nothing for
//! the first time; words that came since it was built stand beside it until the next import builds it again.

use fst::raw::{Fst, Node, Output};
use rusqlite::{Connection, OptionalExtension};

use super::super::super::{Result, StoreError};

/// How many words may stand beside the automaton before an import builds it again.
const MOST_ADDED: i64 = 512;

/// The shortest word, in bytes, in which a slip is forgiven: in shorter ones everything is near everything.
pub(super) const SHORTEST: usize = 4;

/// How many nodes of the automaton one look may visit, so that it always ends soon.
const MOST_NODES: usize = 6_000;

/// Builds the automaton anew where too many words stand beside it; within the open transaction.
pub(in super::super) fn rebuild(connection: &Connection) -> Result<()> {
    let added: i64 =
        connection.query_row("SELECT count(*) FROM vocabulary WHERE added = 1", [], |row| row.get(0))?;
    if added <= MOST_ADDED {
        return Ok(());
    }
    connection.execute("DELETE FROM vocabulary WHERE lines = 0", [])?;
    let failed = |error: fst::Error| StoreError::Other(error.to_string());
    let mut builder = fst::MapBuilder::memory();
    {
        let mut words = connection.prepare("SELECT word, lines FROM vocabulary ORDER BY word")?;
        let mut rows = words.query([])?;
        while let Some(row) = rows.next()? {
            let word = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            builder.insert(word, row.get::<_, u64>(1)?).map_err(failed)?;
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

/// A word near one that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Near {
    pub word: String,
    /// In how many lines it stands.
    pub lines: u64,
}

/// The vocabulary in memory, once a search needed it.
#[derive(Default)]
pub(in super::super) struct Vocabulary {
    /// The state of the database that it was read from: what others and what this program changed.
    mark: Option<(i64, u64)>,
    /// The automaton, and which one it is.
    automaton: Option<(i64, Fst<Vec<u8>>)>,
    /// The words beside it.
    added: Vec<Near>,
}

impl Vocabulary {
    /// Reads what changed since it was read last.
    pub(super) fn refresh(&mut self, connection: &Connection) -> Result<()> {
        let others = connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        let mark = Some((others, connection.total_changes()));
        if self.mark == mark {
            return Ok(());
        }
        let generation: Option<i64> = connection
            .prepare_cached("SELECT generation FROM automaton")?
            .query_row([], |row| row.get(0))
            .optional()?;
        if self.automaton.as_ref().map(|(known, _)| *known) != generation {
            let found: Option<(i64, Vec<u8>)> = connection
                .query_row("SELECT generation, bytes FROM automaton", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            let read = |(generation, bytes)| Fst::new(bytes).map(|fst| (generation, fst));
            self.automaton = found
                .map(read)
                .transpose()
                .map_err(|error| StoreError::Damaged(format!("the list of names: {error}")))?;
        }
        self.added = added(connection)?;
        self.mark = mark;
        Ok(())
    }

    /// The words that differ from `typed` by one slip (a letter too many, one missing, a wrong one, or two swapped), the
    /// commonest first; `open`: also words that go on behind it.
    pub(super) fn near(&self, typed: &str, open: bool, most: usize) -> Vec<Near> {
        let mut found = Vec::new();
        if let Some((_, automaton)) = &self.automaton {
            let mut walk = Walk {
                automaton,
                typed: typed.as_bytes(),
                open,
                visits: 0,
                path: Vec::new(),
                found: &mut found,
            };
            walk.step(&automaton.root(), Output::zero(), 0, false);
        }
        found.extend(self.added.iter().filter(|one| is_near(typed, &one.word, open)).cloned());
        let start = typed.chars().next();
        found.sort_by(|one, other| {
            let key = |near: &Near| (near.word.chars().next() == start, near.lines);
            key(other).cmp(&key(one)).then_with(|| one.word.cmp(&other.word))
        });
        found.dedup_by(|one, other| one.word == other.word);
        found.truncate(most);
        found
    }
}

fn added(connection: &Connection) -> Result<Vec<Near>> {
    let mut statement =
        connection.prepare_cached("SELECT word, lines FROM vocabulary WHERE added = 1 AND lines > 0")?;
    let rows = statement.query_map([], |row| Ok(Near { word: row.get(0)?, lines: row.get(1)? }))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// A walk through the automaton along `typed` with at most one slip.
struct Walk<'a> {
    automaton: &'a Fst<Vec<u8>>,
    typed: &'a [u8],
    open: bool,
    visits: usize,
    path: Vec<u8>,
    found: &'a mut Vec<Near>,
}

impl Walk<'_> {
    /// Goes on at `node` with `at` bytes of the typed word behind it.
    fn step(&mut self, node: &Node<'_>, output: Output, at: usize, slipped: bool) {
        self.visits += 1;
        if self.visits > MOST_NODES {
            return;
        }
        let rest = self.typed.get(at..).unwrap_or(&[]);
        if slipped {
            return self.exact(node, output, rest);
        }
        // one letter too many was typed
        if !rest.is_empty() {
            self.exact(node, output, rest.get(1..).unwrap_or(&[]));
        }
        for transition in node.transitions() {
            let next = self.automaton.node(transition.addr);
            let sum = output.cat(transition.out);
            self.path.push(transition.inp);
            if rest.first() == Some(&transition.inp) {
                self.step(&next, sum, at + 1, false);
            } else if !rest.is_empty() {
                // a wrong letter
                self.step(&next, sum, at + 1, true);
            }
            // one letter is missing
            self.step(&next, sum, at, true);
            // two letters are swapped
            if let [first, second, ..] = *rest
                && second == transition.inp
                && first != second
                && let Some(index) = next.find_input(first)
            {
                let crossed = next.transition(index);
                self.path.push(first);
                self.step(&self.automaton.node(crossed.addr), sum.cat(crossed.out), at + 2, true);
                self.path.pop();
            }
            self.path.pop();
        }
    }

    /// Follows the rest of the typed word letter by letter.
    fn exact(&mut self, node: &Node<'_>, output: Output, rest: &[u8]) {
        let depth = self.path.len();
        let mut at = self.automaton.node(node.addr());
        let mut sum = output;
        for byte in rest {
            let Some(index) = at.find_input(*byte) else {
                self.path.truncate(depth);
                return;
            };
            let transition = at.transition(index);
            sum = sum.cat(transition.out);
            at = self.automaton.node(transition.addr);
            self.path.push(*byte);
        }
        self.accept(&at, sum);
        self.path.truncate(depth);
    }

    fn accept(&mut self, node: &Node<'_>, output: Output) {
        if node.is_final()
            && self.path != self.typed
            && let Ok(word) = std::str::from_utf8(&self.path)
        {
            self.found.push(Near { word: word.to_owned(), lines: output.cat(node.final_output()).value() });
        }
        if !self.open {
            return;
        }
        for transition in node.transitions() {
            self.visits += 1;
            if self.visits > MOST_NODES {
                return;
            }
            self.path.push(transition.inp);
            self.accept(&self.automaton.node(transition.addr), output.cat(transition.out));
            self.path.pop();
        }
    }
}

/// Whether one slip makes `typed` of `word`, or of its beginning where `open`.
fn is_near(typed: &str, word: &str, open: bool) -> bool {
    let (typed, word) = (typed.as_bytes(), word.as_bytes());
    if typed == word {
        return false;
    }
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let rest = |bytes: &'_ [u8], skip: usize| bytes.get(same + skip..).map(<[u8]>::to_vec);
    let meets = |one: Option<Vec<u8>>, other: Option<Vec<u8>>| match (one, other) {
        (Some(one), Some(other)) => one == other || open && other.starts_with(&one),
        _ => false,
    };
    let swapped = typed
        .get(same..same + 2)
        .zip(word.get(same..same + 2))
        .is_some_and(|(a, b)| matches!((a, b), ([a1, a2], [b1, b2]) if a1 == b2 && a2 == b1));
    meets(rest(typed, 1), rest(word, 1))
        || meets(rest(typed, 1), rest(word, 0))
        || meets(rest(typed, 0), rest(word, 1))
        || swapped && meets(rest(typed, 2), rest(word, 2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vocabulary(words: &[&str], added: &[&str]) -> Vocabulary {
        let mut words = words.to_vec();
        words.sort_unstable();
        words.dedup();
        let map = fst::Map::from_iter(words.iter().zip(1..)).unwrap();
        let added = added.iter().map(|word| Near { word: (*word).to_owned(), lines: 1 }).collect();
        Vocabulary { mark: None, automaton: Some((1, map.into_fst())), added }
    }

    fn found(vocabulary: &Vocabulary, typed: &str, open: bool) -> Vec<String> {
        let mut words: Vec<_> = vocabulary.near(typed, open, 100).into_iter().map(|near| near.word).collect();
        words.sort_unstable();
        words
    }

    #[test]
    fn one_slip_is_forgiven() {
        for words in [(&["smith", "jones", "smithson"][..], &[][..]), (&[], &["smith", "jones", "smithson"])]
        {
            let vocabulary = vocabulary(words.0, words.1);
            for typed in ["smiht", "smitth", "smth", "smyth", "msith", "smit", "mith", "smithx", "xsmith"] {
                assert_eq!(found(&vocabulary, typed, false), ["smith"], "{typed}");
            }
            for typed in ["smith", "smiiith", "htims", "sm"] {
                assert!(found(&vocabulary, typed, false).is_empty(), "{typed}");
            }
            assert_eq!(found(&vocabulary, "smihts", true), ["smithson"]);
            assert_eq!(found(&vocabulary, "smiht", true), ["smith", "smithson"]);
        }
    }

    proptest! {
        #[test]
        fn the_automaton_finds_what_a_scan_finds(
            words in prop::collection::vec("[abc]{1,6}", 1..30),
            typed in "[abc]{1,6}",
            open in any::<bool>(),
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let walked = found(&vocabulary(&words, &[]), &typed, open);
            let scanned = found(&vocabulary(&[], &words), &typed, open);
            prop_assert_eq!(walked, scanned);
        }
    }
}
