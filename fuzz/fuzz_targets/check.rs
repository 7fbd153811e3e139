//! Any text is checked without a panic, with whole and non-empty spans, and twice alike.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tactful::domain::channel::Channel;
use tactful::domain::clock::Moment;
use tactful::policy::{Case, Checker, Content, Reader, judge};

static CHECKER: LazyLock<Checker> = LazyLock::new(Checker::default);

fuzz_target!(|text: &str| {
    let now = Moment::noon(jiff::civil::date(2026, 11, 22)).unwrap();
    for channel in [Channel::Text, Channel::Email] {
        let content =
            Content { subject: Some(text), text, channel, contact: None, record: None, approved_template: false };
        let reader = Reader::Patient;
        let case = Case { content, reader, dossier: None, purpose: None, now: Some(&now), checker: &CHECKER };
        let verdict = judge(&case);
        for finding in &verdict.findings {
            for span in finding.span.iter().chain(&finding.others) {
                assert!(!text.get(span.range()).expect("on boundaries").is_empty());
            }
            for cure in &finding.cures {
                let _ = cure.change.text(&case);
            }
        }
        assert_eq!(verdict, judge(&case));
    }
});
