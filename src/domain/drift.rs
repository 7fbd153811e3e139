//! What was changed in an approved text: the words taken out and put in, run by run.

/// Words that stand no longer, and those that stand in their place; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The approved words.
    pub taken: String,
    /// The words in their place.
    pub put: String,
}

/// A table with more cells is not filled: a text that differs so much is another text.
const MOST_CELLS: usize = 250_000;

/// The edits between two texts, in order. Texts that differ in blanks alone have none.
pub fn edits(approved: &str, now: &str) -> Vec<Edit> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (approved.split_whitespace().collect(), now.split_whitespace().collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let head = before.iter().zip(&after).take_while(same).count();
    let (before, after) = (before.get(head..).unwrap_or_default(), after.get(head..).unwrap_or_default());
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
    let before = before.get(..before.len() - tail).unwrap_or_default();
    let after = after.get(..after.len() - tail).unwrap_or_default();
    if before.is_empty() && after.is_empty() {
        return Vec::new();
    }
    if before.is_empty() || after.is_empty() || before.len() * after.len() > MOST_CELLS {
        return vec![Edit { taken: before.join(" "), put: after.join(" ") }];
    }
    runs(before, after, &lengths(before, after))
}

/// How many words each pair of rests has in common, in order: row by row, one more row and column than words.
fn lengths(before: &[&str], after: &[&str]) -> Vec<Vec<usize>> {
    let mut rows = vec![vec![0; after.len() + 1]];
    for word in before.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0; after.len() + 1];
        for (at, other) in after.iter().enumerate().rev() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(0);
            let best = if word == other {
                cell(&below, at + 1) + 1
            } else {
                cell(&below, at).max(cell(&row, at + 1))
            };
            if let Some(cell) = row.get_mut(at) {
                *cell = best;
            }
        }
        rows.push(row);
    }
    rows.reverse();
    rows
}

/// Walks along the words in common and gathers what lies between them.
fn runs(before: &[&str], after: &[&str], lengths: &[Vec<usize>]) -> Vec<Edit> {
    let cell = |a: usize, b: usize| lengths.get(a).and_then(|row| row.get(b)).copied().unwrap_or(0);
    let (mut a, mut b) = (0, 0);
    let mut edits = Vec::new();
    let (mut taken, mut put) = (Vec::new(), Vec::new());
    loop {
        match (before.get(a), after.get(b)) {
            (Some(one), Some(other)) if one == other => {
                flush(&mut taken, &mut put, &mut edits);
                (a, b) = (a + 1, b + 1);
            }
            (Some(one), other) if other.is_none() || cell(a + 1, b) >= cell(a, b + 1) => {
                taken.push(*one);
                a += 1;
            }
            (_, Some(other)) => {
                put.push(*other);
                b += 1;
            }
            _ => break,
        }
    }
    flush(&mut taken, &mut put, &mut edits);
    edits
}

fn flush(taken: &mut Vec<&str>, put: &mut Vec<&str>, edits: &mut Vec<Edit>) {
    if !taken.is_empty() || !put.is_empty() {
        edits.push(Edit { taken: taken.join(" "), put: put.join(" ") });
        taken.clear();
        put.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(approved: &str, now: &str) -> Vec<(String, String)> {
        edits(approved, now).into_iter().map(|edit| (edit.taken, edit.put)).collect()
    }

    #[test]
    fn the_words_that_changed_are_named() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(shown("Please call us today.", "Please ring us today."), [pair("call", "ring")]);
        assert_eq!(shown("Please call us", "Please call us now, Jo"), [pair("", "now, Jo")]);
        assert_eq!(shown("a b c d e", "a x c e f"), [pair("b", "x"), pair("d", ""), pair("", "f")]);
        assert_eq!(shown("same words", "same\nwords "), []);
        assert_eq!(shown("", "x"), [pair("", "x")]);
    }

    proptest! {
        #[test]
        fn taking_and_putting_gives_the_new_text(
            approved in proptest::collection::vec("[a-c]", 0..14),
            now in proptest::collection::vec("[a-c]", 0..14),
        ) {
            let edits = edits(&approved.join(" "), &now.join(" "));
            let count = |pick: fn(&Edit) -> &String| -> usize {
                edits.iter().map(|edit| pick(edit).split_whitespace().count()).sum()
            };
            prop_assert_eq!(approved.len() - count(|edit| &edit.taken), now.len() - count(|edit| &edit.put));
            prop_assert_eq!(edits.is_empty(), approved == now);
        }
    }
}
