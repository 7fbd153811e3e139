//! `recipient-list`: one message to several addresses, with CC or BCC.

use crate::domain::contact::ContactValue;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;
use crate::policy::text::LinkKind;
use crate::policy::text::token::mark;

static META: Meta = Meta {
    id: "recipient-list",
    group: Group::Recipient,
    summary: "several addresses, CC or BCC",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops a contact point that holds several addresses, and a text with a line of To, CC or BCC.

### Why it matters
781 addresses of an HIV clinic's patients once stood in one visible line; the recall repeated the leak. BCC is the wrong tool too: one slip shows all.

### Example
\"bcc: a@post.example, b@post.example\"

### How to settle it
One message each.

### Source
Information Commissioner's Office, penalty notice on an HIV newsletter, and its guidance on bulk email.",
};

declare! {
    /// Several addresses.
    List, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    let several = case.contact().is_some_and(|contact| match &contact.value {
        ContactValue::Email(address) => address.matches('@').count() > 1,
        _ => false,
    });
    if several {
        report.push(
            Finding::new(
                &META,
                Severity::Stop,
                "The contact point holds several addresses: write one message each",
            )
            .cure("Correct the contact point", Change::OpenPatient),
        );
    }
    for scanned in scan.fields() {
        let list = &scanned.tokens.list;
        let header = (0..list.len()).find(|at| {
            list.get(*at).is_some_and(|token| token.is(mark::LINE))
                && matches!(scanned.word_at(*at), "cc" | "bcc" | "to")
        });
        let Some(header) = header else { continue };
        let from = list.get(header).map_or(0, |token| token.start as usize);
        let line = scanned.folded.text().get(from..).unwrap_or("").lines().next().unwrap_or("");
        let inside = from..from + line.len();
        let emails = scanned.tokens.links.iter().filter(|link| link.kind == LinkKind::Email);
        let count = emails.filter(|link| inside.contains(&link.bytes.start)).count();
        let copy = scanned.word_at(header) != "to";
        if count > 1 || copy && count > 0 {
            let Some(span) = scanned.span(inside.start, inside.end) else { continue };
            report.push(
                Finding::new(
                    &META,
                    Severity::Stop,
                    "A list of addresses shows each to all: write one message each",
                )
                .at([span])
                .cure("Take the line out", Change::Replace { span, with: String::new() }),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn lists_stop() {
        let desk = Desk::with_record();
        assert_finds(&desk, META.id, "[[bcc: a@post.example]]\nHello");
        assert_clean(&desk, META.id, "Mail us at a@post.example or b@post.example");
        let several = Desk::with_record()
            .facts(|d| {
                d.contacts.as_mut().unwrap()[1].value = ContactValue::Email("a@x.example;b@x.example".into());
            })
            .by(crate::domain::channel::Channel::Email, 2);
        assert_eq!(several.severity(META.id, "Hello"), Some(Severity::Stop));
    }
}
