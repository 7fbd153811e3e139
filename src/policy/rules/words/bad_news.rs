//! `bad-news`: serious or distressing news in writing.

use crate::domain::channel::Channel;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::neutral::{self, Against};
use crate::policy::opinion::Matter;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Place, Scan, Scanned};

static META: Meta = Meta {
    id: "bad-news",
    group: Group::Words,
    summary: "serious or distressing news in writing",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds words that break serious news: a death, a cancer, a loss, a condition that cannot be cured.

### Why it matters
Such news is told by a clinician in a conversation. In writing it meets a person alone, at work, or through somebody else's eyes.

### Example
\"I am sorry to say that the biopsy has shown cancer.\"

### How to settle it
A clinician phones. A message may only ask for contact.

### Source
NHS England guidance on electronic messages: what must not be sent; SPIKES (breaking bad news).",
};

declare! {
    /// Serious news in writing.
    BadNews, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    if case.content.channel == Channel::Phone {
        return;
    }
    for scanned in scan.fields() {
        let places = given(scanned);
        let finding = match places.first() {
            Some(first) => {
                let quote = scanned.quote(first.span);
                let message = format!("'{quote}' is news that a clinician gives in a call");
                Finding::new(&META, Severity::Stop, message).at(places.iter().map(|place| place.span))
            }
            None => match scanned.opinion(Matter::BadNews) {
                Some(likely) => Finding::new(&META, Severity::Warn, likely.message).at([likely.span]),
                None => continue,
            },
        };
        report.push(
            finding
                .cure("A clinician calls instead", Change::Channel(Channel::Phone))
                .cures(neutral::cure(scanned, Against::BadNews)),
        );
    }
}

/// The places that give serious news; what is said under a condition is none.
fn given(scanned: &Scanned<'_>) -> Vec<Place> {
    let mut places = scanned.cue(Cue::BadNews);
    places.retain(|place| !scanned.is_conditional(place.tokens.start));
    places
}

/// The sentences that give serious news.
pub fn flagged(scanned: &Scanned<'_>) -> Vec<usize> {
    let given = given(scanned);
    if given.is_empty() { scanned.likely_sentence(Matter::BadNews) } else { scanned.sentences_of(&given) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn news_is_told_from_staff_moves() {
        let desk = Desk::bare();
        assert_finds(&desk, META.id, "I must tell you that your dad [[passed away this]] morning");
        assert_clean(&desk, META.id, "We are sad to tell you that Dr Bright is leaving us on 31 December.");
    }

    #[test]
    fn families_of_bad_news() {
        let desk = Desk::bare();
        for text in [
            "There [[isn't any more treatment]] that would help",
            "From here on it is [[about keeping you comfortable]]",
            "The tests [[point to motor]] neurone disease",
            "Finlay's [[leukaemia is back]], pack for a week",
            "The path report says the [[margins weren't clear]]",
            "The [[wrong knee was]] operated on in April",
            "You will [[not be allowed to drive again]]",
            "Prof [[thinks months not years]]",
            "She is [[not going to wake]] up",
            "The [[kidney isn't coming]] after all",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Your glasses couldn't be saved, the frame snapped.",
            "Leukaemia Care meets on Monday.",
            "The pool is not able to open this month.",
            "Wear something comfortable.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
