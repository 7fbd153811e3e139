//! `channel-not-approved`: a consumer app or personal account is named.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "channel-not-approved",
    group: Group::Route,
    summary: "a consumer app or personal account is named or chosen",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds invitations to write by WhatsApp, Messenger, a personal email or a private mobile.

### Why it matters
What is said there is not on the record, is kept by others, and cannot be audited.

### Example
\"Just WhatsApp me a photo of it.\"

### How to settle it
Name a route from the approved list.

### Source
NHS England guidance on electronic messages: secure platforms (this program's own reading).",
};

declare! {
    /// A consumer app or personal account.
    ChannelNotApproved, META, check
}

fn check(_: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let places = scanned.cue(Cue::ConsumerApp);
        let Some(first) = places.first() else { continue };
        report.push(
            Finding::new(
                &META,
                Severity::Stop,
                format!("'{}' is not an approved route", scanned.quote(first.span)),
            )
            .at(places.iter().map(|place| place.span))
            .cure("Go to the words", Change::GoTo(first.span)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn consumer_apps_are_named() {
        let desk = Desk::bare();
        assert_finds(&desk, META.id, "Just [[WhatsApp me]] a photo");
        assert_clean(&desk, META.id, "Reply to this text with a photo");
    }
}
