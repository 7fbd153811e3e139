//! Labelled messages as examples from which the second opinion learns.

use std::io::{self, BufRead};

use crate::policy::Checker;
use crate::policy::opinion::learn::Example;

use super::facts::Facts;
use super::{each_line, read};

/// The files of `tests/corpus` that it learns from: those whose text rules are labelled with care and tuned on.
pub const FILES: [&str; 7] = ["tuned", "rules", "desks", "breadth", "breadth-rules", "hands", "quiet"];

/// The examples of a file.
///
/// # Errors
/// What reading says, and a line that cannot be read.
pub fn examples(name: &str, mut input: impl BufRead, checker: &Checker) -> io::Result<Vec<Example>> {
    let mut out = Vec::new();
    each_line(&mut input, |_, bytes| {
        let line = read(bytes).map_err(io::Error::other)?;
        let facts = Facts::new(&line).map_err(io::Error::other)?;
        // `w1-066` and `w1-067` are by one hand
        let id = line.id.as_str().unwrap_or_default();
        let hand = id.split_once('-').map_or(name, |(hand, _)| hand);
        let is = |rule: &str| line.rules.iter().any(|label| label == rule);
        out.push(Example::new(hand.to_owned(), &facts.case(checker), |matter| is(matter.rule())));
        Ok(())
    })?;
    Ok(out)
}
