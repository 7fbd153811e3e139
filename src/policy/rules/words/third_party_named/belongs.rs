//! Care that is told of somebody by what belongs to them: "your sister's results", "the insulin belongs to Stan".

use std::ops::Range;

use crate::policy::rules::words::people;
use crate::policy::scan::Scanned;
use crate::policy::text::WordList;
use crate::policy::text::names::is_title;

use super::said::{Told, is_first_or_second};

/// How many words before a person that which is theirs stands at most.
const BEFORE: usize = 10;

/// What people have of health and care, where it is said whose: "your sister's results".
static BELONGS: WordList = WordList::of(
    "\
    result appointment appt prescription tablet med medication medicine scan operation op blood biopsy smear diagnosi \
    inhaler insulin jab vaccine vaccination mmr booster immunisation lice nit threadworm chickenpox test referral review treatment surgery asthma diabete dementia cancer depression \
    epilepsy stroke heart fit sick chemo dialysi injection xray swab wound dressing check screening record knee hip \
    grommet morphine catheter pad stoma pump drip pacemaker stent transplant cataract gallstone hernia counselling \
    therapy methadone antidepressant sleeping bowel bladder kidney liver lung thyroid cholesterol memory hearing \
    oxygen nebuliser wheelchair eczema arthriti gout angina anxiety pregnancy scabie rash fracture colonoscopy \
    ultrasound mri physio discharge overdose rehab detox seizure ulcer allergy warfarin steroid glaucoma migraine embryo iud coil implant",
);

/// What belongs to who treats as well as to who is treated: "Mr Shah's surgery".
const OF_BOTH: [&str; 12] = [
    "review",
    "surgery",
    "operation",
    "referral",
    "appointment",
    "appointments",
    "test",
    "check",
    "treatment",
    "screening",
    "therapy",
    "prescription",
];

/// "your sister's results": what belongs to the person.
pub(super) fn owns(scanned: &Scanned<'_>, person: &Range<usize>, told: &[Told]) -> bool {
    let last = scanned.word_at(person.end - 1);
    let owner = last.ends_with("'s") || last.ends_with('s') && !people::RELATIONS.holds(last);
    // "your daughter Amy's test results"
    let named = (person.end..person.end + 3).find(|at| scanned.word_at(*at).ends_with("'s"));
    let behind = if owner { Some(person.end) } else { named.map(|at| at + 1) };
    // the things of the dead, and a thing that is handed on, tell nothing of care
    let late = (person.start..person.end).any(|at| scanned.word_at(at) == "late");
    let thing = |at: usize| matches!(scanned.word_at(at), "old" | "spare" | "side" | "family");
    let of_both =
        |at: usize| is_title(scanned.word_at(person.start)) && OF_BOTH.contains(&scanned.word_at(at));
    behind.filter(|at| !late && !thing(*at) && !of_both(*at)).is_some_and(|at| {
        let goes_on = |at: &usize| !is_first_or_second(scanned, *at) && scanned.word_at(*at) != "and";
        owns_topic(scanned, person, told, at)
            || (at..at + 3).take_while(goes_on).any(|at| is_care(scanned, at))
    })
}

/// "Farah's IVF is on the same morning": a topic right behind the owner; "Maggie's" is where people are helped, as is a
/// clinic.
fn owns_topic(scanned: &Scanned<'_>, person: &Range<usize>, told: &[Told], at: usize) -> bool {
    let word = |at: usize| scanned.word_at(at);
    let helps = (at..at + 4).any(|at| people::WORKPLACES.holds(word(at)) || is_circle(word(at)));
    // "your wife's egg and your womb"
    let both = (at..at + 4).any(|at| is_first_or_second(scanned, at));
    if is_title(word(person.start)) || helps || both || word(person.end - 1) == "maggie's" {
        return false;
    }
    // not "at your uncle's after losing the flat"
    let reach = if PARTS.holds(word(at)) { 1 } else { 2 };
    told.iter().any(|told| told.is_topic_in(&(at..at + reach)))
}

/// Words with which something else begins.
static PARTS: WordList = WordList::of("after before for in and to with about as because while when");

/// "support", "group": where more than one is helped.
fn is_circle(word: &str) -> bool {
    matches!(
        word,
        "support" | "group" | "class" | "service" | "services" | "line" | "line's" | "course" | "charity"
    )
}

/// "The insulin in your bag belongs to Stan", "those tablets are Mr Bell's".
pub(super) fn belongs_to(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    let word = |back: usize| person.start.checked_sub(back).map_or("", |at| scanned.word_at(at));
    let owner = word(1) == "to" && matches!(word(2), "belongs" | "belong" | "belonged");
    let owned = scanned.word_at(person.end - 1).ends_with("'s")
        && matches!(word(1), "is" | "are" | "was" | "were" | "be")
        && scanned.sentence_of(person.start).is_some_and(|sentence| sentence.tokens.end == person.end);
    (owner || owned) && things_before(scanned, person.start)
}

/// "His sister Maryam has had hers", "your flatmate Rory is on the same list": the same care as was told of before.
pub(super) fn shares(scanned: &Scanned<'_>, person: &Range<usize>, told: &[Told]) -> bool {
    let mut behind = person.end..person.end + 6;
    let closes = |at: usize| scanned.sentence_of(at).is_some_and(|sentence| sentence.tokens.end == at + 1);
    let has = behind.clone().any(|at| {
        matches!(scanned.word_at(at), "has" | "had" | "needs" | "got" | "caught")
            && match scanned.word_at(at + 1) {
                "hers" | "theirs" => true,
                "his" => closes(at + 1),
                // "it was Poppy in his class that had them first"
                "them" | "it" => matches!(scanned.word_at(at + 2), "first" | "too"),
                _ => false,
            }
    });
    let same = behind.any(|at| {
        scanned.word_at(at) == "same"
            && matches!(
                scanned.word_at(at + 1),
                "list" | "ward" | "treatment" | "tablets" | "clinic" | "drug"
            )
    });
    has && things_before(scanned, person.start)
        || same && told.iter().any(|told| told.is_before(person.start))
}

/// "one of our other patients, Joan Tiplady": being treated here is told of itself.
pub(super) fn is_other_patient(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    (person.start.saturating_sub(3)..person.start).any(|at| {
        matches!(scanned.word_at(at), "patient" | "patients")
            && matches!(scanned.word_at(at.wrapping_sub(1)), "other" | "another")
    })
}

/// "Carol Enderby, whose asthma inhaler has been recalled too".
pub(super) fn is_whose(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    let behind = person.end + 1..person.end + 4;
    scanned.word_at(person.end) == "whose"
        && behind.clone().any(|at| is_care(scanned, at))
        && !behind.clone().any(|at| is_first_or_second(scanned, at))
}

/// Whether something of health and care is named shortly before a token.
fn things_before(scanned: &Scanned<'_>, at: usize) -> bool {
    (at.saturating_sub(BEFORE)..at).any(|at| is_care(scanned, at))
}

/// Whether a token is something of health and care that people have, one or many.
fn is_care(scanned: &Scanned<'_>, at: usize) -> bool {
    BELONGS.holds(scanned.word_at(at).trim_end_matches('s'))
}
