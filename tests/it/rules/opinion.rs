//! The second opinion: the shipped weights are those that the command learns, and it never speaks louder than a warning.

use std::path::Path;

use tactful::domain::channel::Channel;
use tactful::domain::severity::Severity;
use tactful::exchange::check::learn;
use tactful::policy::opinion::Matter;
use tactful::policy::opinion::learn::checksum;
use tactful::policy::opinion::model::Model;
use tactful::policy::{Case, Checker, judge};

#[test]
fn the_shipped_weights_were_learnt_from_these_messages() {
    let checker = Checker::default();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let all = learn::all(&corpus, &checker).unwrap();
    let same = Model::shipped().checksum() == checksum(&all);
    assert!(same, "the messages or what of them is weighed have changed: cargo run --example learn");
}

#[test]
fn it_warns_where_no_wording_is_known_and_says_why() {
    let checker = Checker::default();
    let mut case = Case::of(OPINION, Channel::Text, &checker);
    let verdict = judge(&case);
    let found = verdict.findings.iter().find(|finding| finding.rule == Matter::Internal.rule()).unwrap();
    assert_eq!(found.severity, Severity::Warn);
    assert!(found.message.contains("read like a note to colleagues"), "{}", found.message);
    case.content.text = "Your flu jab is on Tuesday at 10am. Please come in good time.";
    assert_eq!(judge(&case).findings, []);
}

/// Nothing in it is in the lexicon.
const OPINION: &str = "Next person to pick up, be nice but firm and stick to what I told her.";
