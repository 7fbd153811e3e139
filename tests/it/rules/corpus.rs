//! The labelled messages of `tests/corpus`: the figures must not fall.
//!
//! `tuned.jsonl` is what the lexicon was written against; `held.jsonl` is a part that nobody reads while tuning, three
//! in ten by a hash of the id; `rules.jsonl` holds more messages for the text rules.

use tactful::exchange::check::score::{Score, score};
use tactful::policy::Checker;

fn of(file: &str) -> Score {
    let path = format!("{}/tests/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read(path).unwrap();
    score(text.as_slice(), &Checker::default()).unwrap()
}

/// Floors of recall and precision over topics and text rules, and ceilings of false alarms.
struct Marks {
    topics: (f64, f64),
    rules: (f64, f64),
    benign: f64,
    hard: f64,
}

fn assert_marks(name: &str, score: &Score, marks: &Marks) {
    let (topics, rules) = (score.all_topics(), score.all_rules());
    assert_eq!(score.bad, 0, "{name}");
    assert!(
        topics.recall() >= marks.topics.0
            && topics.precision() >= marks.topics.1
            && rules.recall() >= marks.rules.0
            && rules.precision() >= marks.rules.1
            && score.alarms("benign") <= marks.benign
            && score.alarms("hard-negative") <= marks.hard,
        "{name} fell:\n{score}"
    );
}

#[test]
fn figures_do_not_fall() {
    let marks = Marks { topics: (0.97, 0.97), rules: (0.95, 0.95), benign: 0.01, hard: 0.03 };
    assert_marks("tuned", &of("tuned.jsonl"), &marks);
    let marks = Marks { topics: (0.90, 0.90), ..marks };
    assert_marks("rules", &of("rules.jsonl"), &marks);
}

#[test]
fn figures_on_held_messages_do_not_fall() {
    let marks = Marks { topics: (0.92, 0.97), rules: (0.72, 0.79), benign: 0.03, hard: 0.03 };
    assert_marks("held", &of("held.jsonl"), &marks);
}

/// Written by another hand, who saw neither the lexicon nor the other messages: what the checker does with texts that
/// nobody tuned it on. The floors are what it reaches today; they are not what it is meant to reach.
#[test]
fn figures_on_another_hands_messages_do_not_fall() {
    let marks = Marks { topics: (0.87, 0.91), rules: (0.79, 0.86), benign: 0.024, hard: 0.094 };
    assert_marks("other hand", &of("other-hand.jsonl"), &marks);
}
