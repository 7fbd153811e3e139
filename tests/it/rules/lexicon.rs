//! Every file of the lexicon finds what it says it finds and is silent where it says so.

use std::borrow::Cow;
use std::fmt::Write;

use tactful::domain::channel::Channel;
use tactful::domain::span::Field;
use tactful::policy::lexicon::compile::FILES;
use tactful::policy::lexicon::source::{Block, Source, read};
use tactful::policy::lexicon::{Category, Cue};
use tactful::policy::scan::Scanned;
use tactful::policy::text::names::Known;
use tactful::policy::{Case, Checker};

/// A sentence with `[[ ]]` as plain text and the stretches that are marked.
fn unmark(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, after)) = rest.split_once("[[") {
        let (inside, behind) = after.split_once("]]").expect("a closing ]]");
        text.push_str(before);
        spans.push((text.len(), text.len() + inside.len()));
        text.push_str(inside);
        rest = behind;
    }
    text.push_str(rest);
    (text, spans)
}

fn faults(checker: &Checker, name: &str, source: &Source<'_>) -> String {
    let category = Category::from_slug(&source.name).expect("a topic or rule");
    let mut out = String::new();
    let scan = |text: &str| {
        let scanned = Scanned::new(checker, &Known::default(), Field::Text, text);
        let places: Vec<(usize, usize)> =
            scanned.places(category).iter().map(|place| (place.span.start, place.span.end)).collect();
        places
    };
    for sentence in &source.finds {
        let (text, marked) = unmark(sentence);
        let found = scan(&text);
        let hit = marked.iter().all(|(a, b)| found.iter().any(|(from, to)| a < to && from < b));
        if !hit || marked.is_empty() {
            let quotes: Vec<&str> = found.iter().map(|(a, b)| &text[*a..*b]).collect();
            let _ = writeln!(out, "{name}: not found: {sentence}   (found {quotes:?})");
        }
    }
    for sentence in &source.silent {
        let quotes: Vec<String> = scan(sentence).iter().map(|(a, b)| sentence[*a..*b].to_owned()).collect();
        if !quotes.is_empty() {
            let _ = writeln!(out, "{name}: not silent: {sentence}   (found {quotes:?})");
        }
    }
    out
}

#[test]
fn every_sentence_is_read_as_its_file_says() {
    let checker = Checker::default();
    let mut out = String::new();
    for (name, text) in FILES {
        let source = read(text, true).expect("a file of the lexicon");
        out.push_str(&faults(&checker, name, &source));
    }
    assert!(out.is_empty(), "\n{out}");
}

#[test]
fn a_full_toml_reader_finds_the_same() {
    for (name, text) in FILES {
        let source = read(text, true).expect("a file of the lexicon");
        let table: toml::Table = text.parse().expect("TOML");
        let list = |table: &toml::Table, key: &str| -> Vec<String> {
            let values = table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
            values.iter().map(|v| v.as_str().expect("a text").to_owned()).collect()
        };
        assert_eq!(source.words, list(&table, "words"), "{name}");
        assert_eq!(source.cased, list(&table, "cased"), "{name}");
        assert_eq!(source.harmless, list(&table, "harmless"), "{name}");
        assert_eq!(source.faint, list(&table, "faint"), "{name}");
        assert_eq!(source.finds, list(&table, "finds"), "{name}");
        assert_eq!(source.silent, list(&table, "silent"), "{name}");
        let texts = |table: &toml::Table, key: &str| list(table, key).into_iter().map(Cow::Owned).collect();
        let blocks = |key: &str| -> Vec<Block<'static>> {
            let all = table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
            all.iter()
                .filter_map(toml::Value::as_table)
                .map(|block| Block {
                    with: key == "with",
                    words: texts(block, "words"),
                    near: texts(block, "near"),
                    without: texts(block, "without"),
                    within: block
                        .get("within")
                        .and_then(toml::Value::as_integer)
                        .map_or(8, |n| u16::try_from(n).unwrap()),
                    across: block.get("across").and_then(toml::Value::as_bool).unwrap_or(false),
                    cased: block.get("cased").and_then(toml::Value::as_bool).unwrap_or(false),
                })
                .collect()
        };
        for (key, with) in [("with", true), ("unless", false)] {
            let own: Vec<Block<'_>> = source.blocks.iter().filter(|b| b.with == with).cloned().collect();
            assert_eq!(own, blocks(key), "{name}");
        }
    }
}

#[test]
fn notices_reveal_nothing() {
    let checker = Checker::default();
    for text in [
        "Tell the radiographer if you are or might be pregnant.",
        "We have zero tolerance of abuse.",
        "Some people feel anxious in the scanner.",
    ] {
        let case = Case::of(text, Channel::Text, &checker);
        assert_eq!(tactful::policy::judge(&case).findings, [], "{text}");
        let scanned = Scanned::new(&checker, &Known::default(), Field::Text, text);
        assert!(!scanned.cue(Cue::Notice).is_empty(), "{text}");
    }
}
