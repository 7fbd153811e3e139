//! `internal-wording`: the text is meant for colleagues.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::opinion::Matter;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Place, Scan, Scanned};
use crate::policy::text::token::mark;
use crate::policy::text::{Folded, WordSet};

static META: Meta = Meta {
    id: "internal-wording",
    group: Group::Words,
    summary: "text meant for colleagues",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds the words of tasks and notes between colleagues: \"pt not told\", \"FAO reception\", \"pls code\", \"DNA x2\".

### Why it matters
A practice once texted an internal task about lung cancer to some 8,000 patients instead of a greeting.

### Example
\"2WW ref gone, secs to check. Pt not told yet.\"

### How to settle it
Do not send it. Put it where colleagues read it.

### Source
NHS England guidance on electronic messages: the right recipient; Information Commissioner's Office, reprimands to general practices.",
};

declare! {
    /// Text meant for colleagues.
    InternalWording, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let mut places = scanned.cue(Cue::Internal);
        if places.is_empty() {
            places = hints(case, scanned);
        }
        let Some(first) = places.first() else {
            report.extend(scanned.opinion(Matter::Internal).map(|likely| {
                Finding::new(&META, Severity::Warn, likely.message)
                    .at([likely.span])
                    .cure("Do not send it", Change::GiveUp)
                    .cure("Go to the words", Change::GoTo(likely.span))
            }));
            continue;
        };
        report.push(
            Finding::new(
                &META,
                Severity::Stop,
                format!(
                    "'{}' reads like a note to colleagues, not to the patient",
                    scanned.quote(first.span)
                ),
            )
            .at(places.iter().map(|place| place.span))
            .cure("Do not send it", Change::GiveUp)
            .cure("Go to the words", Change::GoTo(first.span)),
        );
    }
}

/// Shorthand in a text that speaks to nobody: without "you", two signs of a note, or one and talk of "him" or "her".
fn hints(case: &Case<'_>, scanned: &Scanned<'_>) -> Vec<Place> {
    let mut places = scanned.cue(Cue::InternalHint);
    let told_of = told_of_patient(case, scanned);
    if places.is_empty() && told_of.is_none() {
        return places;
    }
    let (mut addressed, mut third) = (false, false);
    // "Yan, pls come early" speaks to Yan
    let list = &scanned.tokens.list;
    addressed |= list.first().is_some_and(|token| token.is(mark::NAME))
        && list.get(1).is_some_and(|token| token.is(mark::BREAK));
    for at in 0..scanned.tokens.list.len() {
        match scanned.word_at(at) {
            "you" | "your" | "yours" | "u" | "ur" | "yr" | "youre" | "youve" | "youll" | "dear" | "ch"
            | "eich" | "chi" | "yourself" | "hi" | "hello" => addressed = true,
            "he" | "she" | "him" | "her" | "his" | "hes" | "shes" | "gent" | "lady" | "pt" | "patient" => {
                third = true;
            }
            _ => {}
        }
    }
    // of a child or a cared-for person a proxy is told as "she"
    let third = third && !case.is_for_proxy();
    let enough = places.len() >= 2 || places.len() == 1 && third || told_of.is_some();
    places.splice(0..0, told_of);
    if addressed || !enough { Vec::new() } else { places }
}

/// What is said of somebody in the third person, or done about them.
const SAID: [&str; 20] = [
    "wants",
    "wanted",
    "owes",
    "owed",
    "rang",
    "keeps",
    "says",
    "said",
    "asked",
    "asking",
    "refused",
    "refuses",
    "phoned",
    "called",
    "complained",
    "moaned",
    "needs",
    "od",
    "dna",
    "dnad",
];

/// Their hashes.
const SAID_WORDS: WordSet = WordSet::of(&SAID);

/// "Sheila P wants a house call", "G Watt rang again", "Mr N still owes": the patient told of by name, as colleagues do.
fn told_of_patient(case: &Case<'_>, scanned: &Scanned<'_>) -> Option<Place> {
    // most notes say nothing of the kind, and no name is folded for them
    let says = |at: usize| scanned.tokens.list.get(at).is_some_and(|token| SAID_WORDS.may_hold(token.hash));
    if !(2..HEAD + 3).any(says) {
        return None;
    }
    let name = case.patient()?.names.first()?;
    let family = Folded::new(name.family.as_deref()?).text().to_owned();
    let given = Folded::new(name.first_given()?).text().to_owned();
    let initial = |word: &str, of: &str| word == of || word.len() == 1 && of.starts_with(word);
    (0..scanned.tokens.list.len().min(HEAD)).find_map(|at| {
        let (one, other) = (scanned.word_at(at), scanned.word_at(at + 1));
        let titled = matches!(one, "mr" | "mrs" | "ms" | "miss") && initial(other, &family);
        let named = initial(one, &given) && initial(other, &family) && one.len() + other.len() > 2;
        let behind =
            at + 2 + usize::from(matches!(scanned.word_at(at + 2), "still" | "has" | "just" | "again"));
        let tokens = at..behind + 1;
        ((titled || named) && SAID.contains(&scanned.word_at(behind)))
            .then(|| Some(Place { span: scanned.span_of(&tokens)?, tokens }))?
    })
}

/// How far into a note the patient is named.
const HEAD: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn tasks_are_told_from_messages() {
        let desk = Desk::bare();
        assert_finds(&desk, META.id, "Gastro is done. [[Pt not told]] yet what it's for.");
        assert_clean(&desk, META.id, "Please tell the receptionist when you arrive.");
    }

    #[test]
    fn a_patient_who_is_told_of_reads_no_message() {
        let desk = Desk::with_record();
        assert_finds(&desk, META.id, "[[Joanne S wants]] a house call for the flu jab. Say no.");
        assert_finds(&desk, META.id, "[[Ms Scholes still owes]] for the form, no more letters til paid");
        assert_clean(&desk, META.id, "Joanne Scholes asked us to ring: your review is on Monday.");
        assert_clean(&desk, META.id, "Joanne Scholes - flu jab Friday 9.10, bring a mask");
    }

    #[test]
    fn families_of_internal_wording() {
        let desk = Desk::bare();
        for text in [
            "Letter for W, [[do not let it go out online]]",
            "[[Two staff in room]] pls",
            "Added to the list, [[back to you for the recall]]",
            "[[Wrong button can]] you move it",
            "[[Can you fit him in]] or not",
            "[[GP to GP came]] through degraded",
            "[[Who booked this]] in there",
            "[[Draft reply]] with [[MDU]]",
            "[[Merge both recs]] before clinic",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Your fit note request is with the doctor.",
            "Your recall date is in March.",
            "We pass it to the partners on Monday.",
            "Kick off at 3pm, the walking football group.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
