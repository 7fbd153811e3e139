//! That the lexicon's files stay in order: nothing stands there twice, and nothing that a shorter entry finds anyway.

use std::collections::BTreeSet;

use super::compile::{FILES, choices, spell};
use super::source::{Source, read};

/// The longest line of a file.
const WIDTH: usize = 110;

/// All readings of an entry, word by word.
fn readings(entry: &str) -> Vec<Vec<String>> {
    match choices(entry) {
        Some(choices) => choices.iter().flat_map(|choice| readings(choice)).collect(),
        None => vec![spell(entry)],
    }
}

/// Every stretch of words in a phrase.
fn stretches(phrase: &[String]) -> impl Iterator<Item = &[String]> {
    let ends = |from: usize| (from + 1..=phrase.len()).map(move |to| (from, to));
    (0..phrase.len()).flat_map(ends).map(|(from, to)| &phrase[from..to])
}

/// What stands twice in a list, by its readings; words by case are told apart by it.
fn doubles(list: &[std::borrow::Cow<'_, str>], cased: bool) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for entry in list {
        let own = if cased { vec![vec![entry.to_string()]] } else { readings(entry) };
        if own.iter().all(|reading| seen.contains(reading)) {
            out.push(format!("twice: {entry}"));
        }
        seen.extend(own);
    }
    out
}

/// Entries whose every reading holds a shorter entry of the file. One that stands in a phrase which is harmless or faint
/// may be said again at more length.
fn covered(source: &Source<'_>) -> Vec<String> {
    let spared: Vec<Vec<String>> =
        source.harmless.iter().chain(&source.faint).flat_map(|entry| readings(entry)).collect();
    let spared: BTreeSet<&[String]> = spared.iter().flat_map(|phrase| stretches(phrase)).collect();
    let all: Vec<Vec<Vec<String>>> = source.words.iter().map(|entry| readings(entry)).collect();
    let known: BTreeSet<&[String]> = all.iter().flatten().map(Vec::as_slice).collect();
    let finds = |stretch: &[String]| known.contains(stretch) && !spared.contains(stretch);
    let shorter = |reading: &Vec<String>| {
        stretches(reading).any(|stretch| stretch.len() < reading.len() && finds(stretch))
    };
    let mut out: Vec<String> = source
        .words
        .iter()
        .zip(&all)
        .filter(|(_, readings)| readings.iter().all(shorter))
        .map(|(entry, _)| format!("a shorter entry finds: {entry}"))
        .collect();
    for block in source.blocks.iter().filter(|block| block.with && !block.cased) {
        let plain = |entry: &&std::borrow::Cow<'_, str>| {
            readings(entry).iter().all(|reading| stretches(reading).any(finds))
        };
        out.extend(
            block.words.iter().filter(plain).map(|entry| format!("found without the words near it: {entry}")),
        );
    }
    out
}

#[test]
fn no_entry_is_idle() {
    let mut idle = Vec::new();
    for (name, text) in FILES {
        let source = read(text, true).unwrap();
        let lists = [&source.words, &source.harmless, &source.faint];
        let mut faults: Vec<String> = lists.iter().flat_map(|list| doubles(list, false)).collect();
        let lists = [&source.cased, &source.finds, &source.silent];
        faults.extend(lists.iter().flat_map(|list| doubles(list, true)));
        for block in &source.blocks {
            faults.extend(doubles(&block.words, block.cased));
            faults.extend(
                [&block.near, &block.without].into_iter().flat_map(|list| doubles(list, block.cased)),
            );
        }
        faults.extend(covered(&source));
        idle.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(idle.is_empty(), "{} of them: {idle:#?}", idle.len());
}

#[test]
fn lines_are_no_wider_than_a_screen() {
    for (name, text) in FILES {
        // one text may be longer than a line
        let wide = text.lines().find(|line| line.chars().count() > WIDTH && line.contains("\", \""));
        assert_eq!(wide, None, "{name}");
    }
}

#[test]
fn what_is_idle_is_seen() {
    let source = read(
        "topic = \"sti\"\nwords = [\"a b\", \"c a b\", \"a b\", \"d|e f\", \"e f\", \"x\", \"x y z\"]\nharmless = [\"x y\"]\n[[with]]\nwords = [\"a b d\", \"y\"]\nnear = [\"q\"]\n",
        true,
    )
    .unwrap();
    assert_eq!(doubles(&source.words, false), ["twice: a b", "twice: e f"]);
    let idle = covered(&source);
    assert_eq!(idle, ["a shorter entry finds: c a b", "found without the words near it: a b d"]);
}
