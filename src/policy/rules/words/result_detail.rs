//! `result-detail`: a result, a value or its meaning stands in the message instead of "your results are available".

use crate::domain::channel::Channel;
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::facts::{self, Eyes};
use crate::policy::finding::{Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::neutral::{self, Against};
use crate::policy::opinion::Matter;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Place, Scan, Scanned};
use crate::policy::text::token::mark;

static META: Meta = Meta {
    id: "result-detail",
    group: Group::Words,
    summary: "a result, a value or its meaning rather than \"your results are available\"",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds what a test showed: a value, a finding, or words for what it means. A stop; a warning when it only says that all is normal, to the patient's own unshared contact or where the patient agreed to results on this channel; a note in the NHS App and in a call.

### Why it matters
A result is health information of the most private kind, and read alone it is easily misunderstood. That results are there is enough to act on.

### Example
\"Your iron is low (ferritin 9)\" becomes \"Your recent test result is available. Please contact us on 01632 960114.\"

### How to settle it
Say that results are available and how to reach you, use the NHS App, or put on the record that the patient agreed to results on this channel.

### Source
NHS England guidance on electronic messages: least disclosure; General Medical Council, Confidentiality.",
};

declare! {
    /// A result stands in the message.
    ResultDetail, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let places = told(scanned);
        if places.is_empty() {
            report.extend(likely(case, scanned));
            continue;
        }
        let severity = severity(case, scanned, &places);
        let quote = places.first().map_or("", |place| scanned.quote(place.span));
        let message = format!("'{quote}' tells what a test showed; say only that it is there");
        let finding = Finding::new(&META, severity, message).at(places.iter().map(|place| place.span));
        report.push(cured(case, scanned, finding));
    }
}

/// What reads like a result although no wording of one is known in it.
fn likely(case: &Case<'_>, scanned: &Scanned<'_>) -> Option<Finding> {
    let opinion = scanned.opinion(Matter::Result)?;
    let severity = severity(case, scanned, &[]).min(Severity::Warn);
    Some(cured(case, scanned, Finding::new(&META, severity, opinion.message).at([opinion.span])))
}

fn cured(case: &Case<'_>, scanned: &Scanned<'_>, finding: Finding) -> Finding {
    let readers = match case.eyes(scanned.field) {
        Eyes::Others(readers) => readers,
        Eyes::Own => vec!["a lock screen".into()],
        Eyes::Guarded => Vec::new(),
    };
    let mut read = case.checker.settings.channels.exposing();
    read.push(Channel::Letter);
    finding
        .seen_by(readers)
        .cures(neutral::cure(scanned, Against::Results))
        .cures(facts::other_channels(case, &read))
}

/// The places that tell a result; what is said under a condition is none.
fn told(scanned: &Scanned<'_>) -> Vec<Place> {
    let mut places = scanned.cue(Cue::Result);
    places.retain(|place| !scanned.is_conditional(place.tokens.start));
    places.retain(|place| !is_leave(scanned, place));
    if !places.is_empty() {
        // "cholesterol 8 December" names a day, not a value
        let days = scanned.days();
        places.retain(|place| {
            // days stand in order and apart
            let at = days.partition_point(|day| day.tokens.end < place.tokens.end);
            days.get(at).is_none_or(|day| day.tokens.start >= place.tokens.end)
        });
    }
    places
}

/// "ok for Monday", "high street", "fine to eat": a word that says how a result is, said of something else.
fn is_leave(scanned: &Scanned<'_>, place: &Place) -> bool {
    place.tokens.len() == 1
        && match scanned.word_at(place.tokens.start) {
            "ok" | "okay" | "fine" | "normal" | "clear" => {
                matches!(
                    scanned.word_at(place.tokens.end),
                    "for" | "to" | "if" | "with" | "by" | "till" | "until"
                )
            }
            "high" => matches!(scanned.word_at(place.tokens.end), "st" | "street" | "rd" | "road"),
            _ => false,
        }
}

/// The sentences that tell a result.
pub fn flagged(scanned: &Scanned<'_>) -> Vec<usize> {
    let told = told(scanned);
    if told.is_empty() { scanned.likely_sentence(Matter::Result) } else { scanned.sentences_of(&told) }
}

fn severity(case: &Case<'_>, scanned: &Scanned<'_>, places: &[Place]) -> Severity {
    let to_patient = matches!(case.reader, Reader::Patient);
    let channel = case.content.channel;
    let guards = case.protects(channel);
    let signed_in = guards.login && !guards.exposes(channel);
    if to_patient && (signed_in || channel == Channel::Phone) {
        return Severity::Note;
    }
    let own = case.eyes(scanned.field) == Eyes::Own && case.contact().is_some();
    let agreed = to_patient
        && case.today().is_some_and(|today| {
            case.dossier.iter().flat_map(|dossier| dossier.agreements.iter().flatten()).any(|agreement| {
                agreement.topic.is_none()
                    && agreement.channel == case.content.channel
                    && agreement.holds(today)
            })
        });
    if agreed || (own && places.iter().all(|place| is_normal(scanned, place))) {
        Severity::Warn
    } else {
        Severity::Stop
    }
}

/// Whether a place only says that all is well, without a value.
fn is_normal(scanned: &Scanned<'_>, place: &Place) -> bool {
    let (mut well, mut worse) = (false, false);
    for at in scanned.around(place.tokens.start) {
        worse |= scanned.tokens.list.get(at).is_some_and(|token| token.is(mark::NUMBER));
        match scanned.word_at(at) {
            "normal" | "fine" | "clear" | "ok" | "okay" | "satisfactory" | "good" | "worry" | "action"
            | "stable" => {
                well = true;
            }
            "abnormal" | "positive" | "raised" | "high" | "low" | "borderline" | "not" | "anaemic"
            | "shows" | "showed" => {
                worse = true;
            }
            _ => {}
        }
    }
    well && !worse
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds};

    const RULE: &str = "result-detail";

    #[test]
    fn results_are_told_from_their_availability() {
        let desk = Desk::bare();
        assert_finds(&desk, RULE, "Your blood [[test was normal]].");
        assert_clean(&desk, RULE, "Your results are available, please ring us.");
        assert_clean(&desk, RULE, "If your result is abnormal we will ring you.");
    }

    #[test]
    fn the_cure_says_that_it_is_there() {
        let desk = Desk::bare();
        assert_cure(
            &desk,
            RULE,
            "Hi Joanne, your iron is low (ferritin 9). The surgery",
            "Hi Joanne, your recent test result is available. Please contact us on 01632 960114. The surgery",
        );
    }

    #[test]
    fn loudness_depends_on_value_and_route() {
        let desk = Desk::with_record();
        assert_eq!(desk.severity(RULE, "Your blood test was normal."), Some(Severity::Warn));
        assert_eq!(desk.severity(RULE, "Your cholesterol is 6.2"), Some(Severity::Stop));
        let app = Desk::with_record().by(Channel::NhsApp, 4);
        assert_eq!(app.severity(RULE, "Your cholesterol is 6.2"), Some(Severity::Note));
    }

    #[test]
    fn families_of_results() {
        let desk = Desk::bare();
        for text in [
            "Your [[MoCA was 21 out of 30]]",
            "[[You blew 71]]% of what we expect",
            "[[Nothing grew]] from the sample",
            "[[No HPV seen]], next invite in five years",
            "The [[mole was harmless]]",
            "The report says that it [[meets the criteria for]] autism",
            "Your second blood has [[more than doubled]]",
            "You [[remain undetectable]]",
            "[[They got it all out]]",
            "Your [[troponin's up]]",
            "Your nail clipping [[grew]] a [[fungus]], so tablets for three months",
            "Your water [[showed a]] bug",
            "Your swab's [[come back as]] thrush",
        ] {
            assert_finds(&desk, RULE, text);
        }
        for text in [
            "Come back up to us straight after your x-ray.",
            "Plain toast is fine before your kidney scan.",
            "The vit D is 7 capsules, one a week.",
            "We're a bit low on blue bottles today.",
            "Can you do 10.30, still ok for your knee x-ray?",
            "The bus to your scan stops on High St.",
        ] {
            assert_clean(&desk, RULE, text);
        }
    }
}
