//! `voicemail-detail`: a voicemail says more than name and number.

use crate::domain::channel::Channel;
use crate::domain::severity::Severity;
use crate::domain::span::Field;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "voicemail-detail",
    group: Group::Words,
    summary: "a voicemail script says more than name and number",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds words about care in a script for an answering machine: an appointment, a result, a clinic, a medicine.

### Why it matters
An answering machine plays to whoever is in the room.

### Example
\"It's about your blood results\" becomes \"Hello, this is a message for Joanne. Please call Tarn Lane Surgery on 01632 960114. Thank you.\"

### How to settle it
Use the script: name, who calls, the number.

### Source
NHS England guidance on electronic messages: answering machines; Information Commissioner's Office, sharing with others.",
};

declare! {
    /// A voicemail says more than name and number.
    VoicemailDetail, META, check
}

const DETAIL: &[&str] = &[
    "appointment",
    "appointments",
    "appt",
    "result",
    "results",
    "test",
    "tests",
    "bloods",
    "scan",
    "prescription",
    "tablets",
    "medication",
    "medicine",
    "clinic",
    "referral",
    "operation",
    "procedure",
    "review",
    "vaccine",
    "jab",
    "doctor",
    "nurse",
    "physio",
    "dose",
    "letter",
    "screening",
    "sample",
    "treatment",
    "booked",
];

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    if case.content.channel != Channel::Voicemail {
        return;
    }
    let scanned = &scan.text;
    let told = (0..scanned.tokens.list.len()).find(|at| DETAIL.contains(&scanned.word_at(*at)));
    let Some(span) = told.and_then(|at| scanned.span_of(&(at..at + 1))) else { return };
    report.push(
        Finding::new(
            &META,
            Severity::Warn,
            format!("'{}' plays to whoever is in the room", scanned.quote(span)),
        )
        .at([span])
        .seen_by(vec!["whoever hears the answering machine".into()])
        .cure("Use the script", Change::Rewrite { field: Field::Text, text: script(case) }),
    );
}

/// What may be said: name, who calls, the number.
pub fn script(case: &Case<'_>) -> String {
    let practice = &case.checker.settings.practice;
    let name = case
        .today()
        .and_then(|today| case.patient()?.name(today)?.first_given().map(str::to_owned))
        .map(|name| format!("this is a message for {name}. "))
        .unwrap_or_default();
    let number = practice.phones.first().map(|phone| format!(" on {phone}")).unwrap_or_default();
    let whom = if practice.name.is_empty() { "us" } else { &practice.name };
    let opening = if name.is_empty() { "Hello. ".to_owned() } else { format!("Hello, {name}") };
    format!("{opening}Please call {whom}{number}. Thank you.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds};

    #[test]
    fn only_name_and_number_are_said() {
        let desk = Desk::with_record().by(Channel::Voicemail, 1);
        assert_finds(&desk, META.id, "Hi Joanne, your [[results]] are in, please ring us.");
        assert_clean(&desk, META.id, "Hello, this is a message for Joanne. Please call us on 01632 960114.");
        assert_cure(
            &desk,
            META.id,
            "Hi Joanne, your asthma review is on Friday.",
            "Hello, this is a message for Joanne. Please call Tarn Lane Surgery on 01632 960114. Thank you.",
        );
        assert_clean(&Desk::with_record(), META.id, "Hi Joanne, your results are in.");
    }
}
