//! Labelled messages as examples from which the second opinion learns.

use std::fs;
use std::io::{self, BufRead};
use std::path::Path;

use crate::domain::channel::Channel;
use crate::domain::topic::Topic;
use crate::policy::lexicon::compile::FILES as LEXICON;
use crate::policy::lexicon::source;
use crate::policy::opinion::Matter;
use crate::policy::opinion::learn::Example;
use crate::policy::{Case, Checker};

use super::facts::Facts;
use super::{each_line, read};

/// The files of `tests/corpus` that it learns from: those that are tuned on.
const FILES: [&str; 12] = [
    "tuned",
    "rules",
    "desks",
    "breadth",
    "breadth-rules",
    "hands",
    "quiet",
    "sweeps",
    "plays",
    "trades",
    "examiner",
    "exams",
];

/// Those of them whose text rules are labelled too roughly to learn from.
const TOPICS_ONLY: [&str; 1] = ["sweeps"];

/// All examples that it learns from; `corpus` is the folder of the labelled messages.
///
/// # Errors
/// What reading says, and a line that cannot be read.
pub fn all(corpus: &Path, checker: &Checker) -> io::Result<Vec<Example>> {
    let mut all = Vec::new();
    for name in FILES {
        let text = fs::read(corpus.join(format!("{name}.jsonl")))?;
        all.extend(examples(name, text.as_slice(), checker)?);
    }
    all.extend(sentences(checker));
    Ok(all)
}

/// The sentences of the lexicon's own files: each says of one matter whether it is there.
fn sentences(checker: &Checker) -> Vec<Example> {
    let mut out = Vec::new();
    for (name, file) in LEXICON {
        let rule = || Matter::of_rule(name.strip_prefix("rules/")?);
        let topic = Topic::from_slug(name).map(Matter::Topic);
        let (Some(about), Ok(source)) = (topic.or_else(rule), source::read(file, true)) else { continue };
        let told = source.finds.iter().map(|sentence| (sentence, true));
        for (sentence, is_there) in told.chain(source.silent.iter().map(|sentence| (sentence, false))) {
            let text = sentence.replace("[[", "").replace("]]", "");
            let label = |matter| (matter == about).then_some(is_there);
            out.push(Example::new("lexicon".to_owned(), &Case::of(&text, Channel::Text, checker), label));
        }
    }
    out
}

/// The examples of a file.
///
/// # Errors
/// What reading says, and a line that cannot be read.
fn examples(name: &str, mut input: impl BufRead, checker: &Checker) -> io::Result<Vec<Example>> {
    let mut out = Vec::new();
    each_line(&mut input, |_, bytes| {
        let line = read(bytes).map_err(io::Error::other)?;
        let facts = Facts::new(&line).map_err(io::Error::other)?;
        // `w1-066` and `w1-067` are by one hand
        let id = line.id.as_str().unwrap_or_default();
        let own = || id.split_once('-').map(|(hand, _)| hand);
        let hand = (!TOPICS_ONLY.contains(&name)).then(own).flatten().unwrap_or(name);
        let is = |rule: &str| line.rules.iter().any(|label| label == rule);
        let label = |matter: Matter| match matter {
            Matter::Topic(topic) => Some(line.topics.iter().any(|label| label == topic.slug())),
            _ => (!TOPICS_ONLY.contains(&name)).then(|| is(matter.rule())),
        };
        out.push(Example::new(hand.to_owned(), &facts.case(checker), label));
        Ok(())
    })?;
    Ok(out)
}
