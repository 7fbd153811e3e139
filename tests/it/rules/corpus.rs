//! The labelled messages of `tests/corpus`: the figures must not fall.
//!
//! `tuned.jsonl`, `rules.jsonl`, `desks.jsonl`, `breadth.jsonl`, `breadth-rules.jsonl`, `hands.jsonl`, `quiet.jsonl` and
//! `sweeps.jsonl` are what the lexicon was written against. Nobody reads the others while tuning: `held.jsonl` is three in ten of the first by a hash of the id;
//! `other-hand.jsonl`, `examiner.jsonl` and `fresh.jsonl` are by hands that saw neither the lexicon nor the other messages, and
//! by the last no entry was ever chosen. Their floors are what the checker reaches on texts that it was never tuned on; they
//! are not what it is meant to reach.

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
    let marks = Marks { topics: (0.97, 0.97), rules: (0.97, 0.97), benign: 0.01, hard: 0.03 };
    assert_marks("tuned", &of("tuned.jsonl"), &marks);
    // one in 37: a sister who retires reads like bad news to the second opinion
    let marks = Marks { topics: (0.97, 0.92), benign: 0.03, ..marks };
    assert_marks("rules", &of("rules.jsonl"), &marks);
    let marks = Marks { topics: (0.985, 0.97), rules: (0.98, 0.975), benign: 0.01, hard: 0.046 };
    assert_marks("desks", &of("desks.jsonl"), &marks);
    let marks = Marks { topics: (0.80, 0.95), rules: (0.98, 0.985), benign: 0.01, hard: 0.025 };
    assert_marks("breadth of rules", &of("breadth-rules.jsonl"), &marks);
    // its topics are tuned on, its text rules are not
    let marks = Marks { topics: (0.985, 0.985), rules: (0.97, 0.60), benign: 0.01, hard: 0.025 };
    assert_marks("breadth of topics", &of("breadth.jsonl"), &marks);
    let marks = Marks { topics: (0.985, 0.975), rules: (0.93, 0.91), benign: 0.02, hard: 0.05 };
    assert_marks("hands", &of("hands.jsonl"), &marks);
    // nearly nothing is to be found in it
    let marks = Marks { topics: (0.0, 0.0), rules: (0.0, 0.0), benign: 0.02, hard: 0.07 };
    assert_marks("quiet", &of("quiet.jsonl"), &marks);
    // its text rules are labelled roughly
    let marks = Marks { topics: (0.97, 0.98), rules: (0.70, 0.45), benign: 0.01, hard: 0.045 };
    assert_marks("sweeps", &of("sweeps.jsonl"), &marks);
}

#[test]
fn figures_on_held_messages_do_not_fall() {
    let marks = Marks { topics: (0.92, 0.955), rules: (0.90, 0.925), benign: 0.02, hard: 0.03 };
    assert_marks("held", &of("held.jsonl"), &marks);
}

#[test]
fn figures_on_other_hands_messages_do_not_fall() {
    let marks = Marks { topics: (0.93, 0.91), rules: (0.915, 0.835), benign: 0.031, hard: 0.095 };
    assert_marks("other hand", &of("other-hand.jsonl"), &marks);
    let marks = Marks { topics: (0.92, 0.89), rules: (0.80, 0.81), benign: 0.016, hard: 0.19 };
    assert_marks("examiner", &of("examiner.jsonl"), &marks);
    let marks = Marks { topics: (0.87, 0.875), rules: (0.90, 0.855), benign: 0.028, hard: 0.195 };
    assert_marks("fresh", &of("fresh.jsonl"), &marks);
}
