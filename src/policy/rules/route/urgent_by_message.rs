//! `urgent-by-message`: something that cannot wait is carried by a message alone.

use crate::domain::channel::Channel;
use crate::domain::severity::Severity;
use crate::domain::span::Span;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::opinion::Matter;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "urgent-by-message",
    group: Group::Route,
    summary: "a time-critical need carried by text, email, app or letter alone",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds words that ask for action now: within the hour, straight to A&E, before anything else today. A stop; a note once a call was tried today. A voicemail is a call that was tried. Safety-net lines (\"in an emergency call 999\") set nothing off.

### Why it matters
A message may be late, unread or unheard, and nobody would know.

### Example
\"Please ring us back within the hour, the doctor has to speak to you.\"

### How to settle it
Phone, and put each attempt on the record; the message may then follow.

### Source
NHS England guidance on electronic messages: urgent messages (this program's own reading).",
};

declare! {
    /// Something urgent by message alone.
    UrgentByMessage, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    // a call is what it asks for, and a voicemail is one that was tried
    if case.content.channel.is_spoken() {
        return;
    }
    for scanned in scan.fields() {
        let mut places = scanned.cue(Cue::Urgent);
        places.retain(|place| !scanned.is_conditional(place.tokens.start));
        let called = called_today(case);
        let Some(first) = places.first() else {
            let severity = if called { Severity::Note } else { Severity::Warn };
            let likely = scanned.opinion(Matter::Urgent);
            report.extend(likely.map(|likely| {
                cured(Finding::new(&META, severity, likely.message).at([likely.span]), likely.span)
            }));
            continue;
        };
        let severity = if called { Severity::Note } else { Severity::Stop };
        let words = scanned.quote(first.span);
        let message = if called {
            format!("'{words}' is urgent; a call was tried today")
        } else {
            format!("'{words}' cannot wait for a message to be read: call first")
        };
        let finding = Finding::new(&META, severity, message).at(places.iter().map(|place| place.span));
        report.push(cured(finding, first.span));
    }
}

fn cured(finding: Finding, words: Span) -> Finding {
    finding.cure("Call instead", Change::Channel(Channel::Phone)).cure("Go to the words", Change::GoTo(words))
}

/// Whether a call to this patient stands on the record today.
fn called_today(case: &Case<'_>) -> bool {
    let (Some(now), Some(dossier)) = (case.now, case.dossier) else { return false };
    dossier
        .recent
        .iter()
        .flatten()
        .any(|row| row.channel.is_spoken() && now.local_of(row.prepared).date() == now.today())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn urgency_is_told_from_safety_nets() {
        let desk = Desk::bare();
        assert_finds(&desk, META.id, "Please ring us back [[within the hour]] please");
        assert_clean(&desk, META.id, "In an emergency call 999.");
        assert_clean(&Desk::bare().by(Channel::Phone, 0), META.id, "Please ring us back within the hour");
    }

    #[test]
    fn families_of_urgency() {
        let desk = Desk::bare();
        for text in [
            "Please [[telephone on receipt of this letter]]",
            "[[Do not get in the car]], your pacemaker may have slipped",
            "You want to be [[in an ambulance rather than reading this]]",
            "A [[kidney has come up for]] you, nothing to eat or drink",
            "[[Turn it off as you read this]]",
            "You [[must not take any more of]] the tablets",
            "The doctor is [[holding a bed]] for you",
            "You [[could lose the fingers]]",
            "The consultant [[wants you induced tonight]]",
            "This [[can't sit till]] tomorrow",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Do not fly within 24 hours of the dive.",
            "Collect it before 5 or ask a friend.",
            "The ward is now Ward 9.",
            "Get someone to take you home afterwards.",
            "Turn it off at the wall when you leave.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
