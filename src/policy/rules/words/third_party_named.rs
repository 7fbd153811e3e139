//! `third-party-named`: the message tells of another person's health or care.

use crate::domain::severity::Severity;
use crate::domain::topic::Topic;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::{Category, Cue};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Place, Scan, Scanned};

static META: Meta = Meta {
    id: "third-party-named",
    group: Group::Words,
    summary: "another person's health or care",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds what a message says of somebody else's health or care: a relative's results, a flatmate's treatment, a neighbour's visit. The patient of whom a proxy is told is no third party.

### Why it matters
That person is a patient too and has not agreed. Being related is no ground.

### Example
\"Can you tell your sister that her blood results are in?\"

### How to settle it
Leave the other person out and write to them themselves.

### Source
NHS England guidance on electronic messages: the right recipient; UK GDPR article 5(1)(f).",
};

declare! {
    /// Another person's health or care.
    ThirdPartyNamed, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let places = third_party(case, scanned);
        let Some(first) = places.first() else { continue };
        let mut finding = Finding::new(
            &META,
            Severity::Warn,
            format!(
                "'{}' tells of another person's care; write to them themselves",
                scanned.quote(first.span)
            ),
        )
        .at(places.iter().map(|place| place.span));
        if let Some(sentence) = scanned.sentence_of(first.tokens.start)
            && let Some(span) = scanned.span(sentence.bytes.start, sentence.bytes.end)
        {
            finding = finding.cure("Remove the sentence", Change::Replace { span, with: String::new() });
        }
        report.push(finding.cure("Go to the words", Change::GoTo(first.span)));
    }
}

/// The places that tell of somebody who is neither the patient nor the reader.
fn third_party(case: &Case<'_>, scanned: &Scanned<'_>) -> Vec<Place> {
    // a proxy is told of "your dad": that is the patient
    if case.is_for_proxy() {
        return Vec::new();
    }
    let mut places = scanned.cue(Cue::ThirdParty);
    places.extend(relations(scanned));
    places.sort_by_key(|place| place.span.start);
    places.dedup_by(|next, kept| kept.span.overlaps(next.span));
    places
}

/// "your wife", "ur mate", "yr nan", where the same sentence then names a sensitive topic: it is theirs.
fn relations(scanned: &Scanned<'_>) -> Vec<Place> {
    // who has lost somebody is told of it
    let mut topics: Vec<(u32, usize)> = Topic::ALL
        .into_iter()
        .filter(|topic| *topic != Topic::EndOfLife)
        .flat_map(|topic| scanned.matches(Category::Topic(topic)))
        .filter_map(|m| Some((scanned.tokens.list.get(m.first)?.sentence, m.first)))
        .collect();
    if topics.is_empty() {
        return Vec::new();
    }
    topics.sort_by_key(|(_, first)| *first);
    let list = &scanned.tokens.list;
    let named = |at: usize| {
        matches!(scanned.word_at(at), "your" | "ur" | "yr")
            && RELATIONS.contains(&scanned.word_at(at + 1).trim_end_matches('s').trim_end_matches('\''))
    };
    let told = |at: &usize| {
        let theirs = |(sentence, first): &(u32, usize)| {
            list.get(*at).is_some_and(|t| t.sentence == *sentence)
                && *first > at + 1
                && *first <= at + 14
                // "with your wife about your prostate" is the patient's again
                && !(at + 2..*first).any(|between| matches!(scanned.word_at(between), "your" | "ur" | "yr" | "you" | "u"))
        };
        let from = topics.partition_point(|(_, first)| *first <= at + 1);
        topics.iter().skip(from).take_while(|(_, first)| *first <= at + 14).any(theirs)
    };
    (0..list.len())
        .filter(|at| named(*at))
        .filter(told)
        .filter_map(|at| Some(Place { span: scanned.span_of(&(at..at + 2))?, tokens: at..at + 2 }))
        .collect()
}

/// People whom a patient has around them.
const RELATIONS: &[&str] = &[
    "husband",
    "wife",
    "partner",
    "boyfriend",
    "girlfriend",
    "mum",
    "mother",
    "dad",
    "father",
    "sister",
    "brother",
    "son",
    "daughter",
    "neighbour",
    "flatmate",
    "housemate",
    "friend",
    "ex",
    "colleague",
    "workmate",
    "aunt",
    "auntie",
    "uncle",
    "cousin",
    "nan",
    "gran",
    "grandma",
    "grandad",
    "grandmother",
    "grandfather",
    "nephew",
    "niece",
    "lodger",
    "mate",
    "boss",
    "twin",
    "bf",
    "gf",
    "stepson",
    "stepdad",
    "stepmum",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn others_care_is_told_from_their_help() {
        let desk = Desk::bare();
        let findings =
            desk.findings(META.id, "Can you tell your sister Adaora that her blood results are in too");
        assert_eq!(findings.len(), 1);
        assert_finds(&desk, META.id, "Your appointment is on Monday. [[Your husband's results]] are in.");
        assert_clean(&desk, META.id, "Your sister is welcome to come with you.");
    }
}
