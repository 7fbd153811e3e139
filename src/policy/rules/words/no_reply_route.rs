//! `no-reply-route`: a template gives no way to answer and does not say so.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "no-reply-route",
    group: Group::Words,
    summary: "a template gives no way to answer and does not say so",
    severity: Severity::Note,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Looks at templates only (a text that is checked as an approved template without a patient): one should hold a number, an address, a link or a request to reply, or say that nobody reads replies.

### Why it matters
Patients answer messages. An answer that nobody reads is a safety risk.

### Example
\"Your review is due.\"

### How to settle it
Add a line: how to reach the practice, or that replies are not read.

### Source
NHS England guidance on electronic messages: two-way messages.",
};

declare! {
    /// A template without a way to answer.
    NoReplyRoute, META, check
}

const ROUTES: &[&str] = &[
    "reply",
    "replies",
    "call",
    "ring",
    "phone",
    "contact",
    "email",
    "visit",
    "book",
    "practice_phone",
    "ffoniwch",
    "ffonio",
    "cysylltwch",
    "ateb",
    "respond",
    "telephone",
    "text",
    "zadzwon",
    "chiama",
];

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    if case.dossier.is_some() || !case.content.approved_template {
        return;
    }
    let text = &scan.text;
    let routes = (0..text.tokens.list.len()).any(|at| ROUTES.contains(&text.word_at(at)));
    if routes || !text.tokens.links.is_empty() || text.tokens.list.is_empty() {
        return;
    }
    let source = text.folded.source();
    let practice = &case.checker.settings.practice;
    // a number alone says what to do with it
    if practice.phones.iter().any(|phone| !phone.is_empty() && source.contains(phone.as_str())) {
        return;
    }
    let line =
        practice.phones.first().map_or("Replies are not read.".to_owned(), |phone| format!("Call {phone}."));
    let rewritten = format!("{} {line}", source.trim_end());
    report.push(
        Finding::new(&META, Severity::Note, "It gives no way to answer and does not say so")
            .cure("Add a line", Change::Rewrite { field: crate::domain::span::Field::Text, text: rewritten }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure};

    #[test]
    fn templates_say_how_to_answer() {
        let mut desk = Desk::bare();
        assert_clean(&desk, META.id, "Your review is due.");
        desk.approved = true;
        assert_cure(&desk, META.id, "Your review is due.", "Your review is due. Call 01632 960114.");
    }
}
