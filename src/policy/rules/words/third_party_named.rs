//! `third-party-named`: the message tells of another person's health or care.

use std::ops::Range;

use crate::domain::severity::Severity;
use crate::domain::topic::Topic;
use crate::policy::case::{Case, Reader};
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::{Category, Cue};
use crate::policy::opinion::Matter;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::rules::recipient::greeted::is_given;
use crate::policy::rules::recipient::nicknames;
use crate::policy::scan::{Place, Scan, Scanned};
use crate::policy::text::names::{is_greeting, is_title};
use crate::policy::text::token::mark;
use crate::policy::text::{Folded, WordList, WordSet};

use super::people;

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
        let Some(first) = places.first() else {
            if !case.is_for_proxy() {
                report.extend(scanned.opinion(Matter::ThirdParty).map(|likely| {
                    Finding::new(&META, Severity::Warn, likely.message)
                        .at([likely.span])
                        .cure(
                            "Remove the sentence",
                            Change::Replace { span: likely.span, with: String::new() },
                        )
                        .cure("Go to the words", Change::GoTo(likely.span))
                }));
            }
            continue;
        };
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
    // a proxy is told of "your dad": that is the patient; "his brother" is not
    let proxy = case.is_for_proxy();
    let mut places = if proxy { Vec::new() } else { scanned.cue(Cue::ThirdParty) };
    places.extend(relations(scanned, proxy, &own_names(case)));
    places.sort_by_key(|place| place.span.start);
    places.dedup_by(|next, kept| kept.span.overlaps(next.span));
    places
}

/// The folded names of the patient and the reader.
fn own_names(case: &Case<'_>) -> Vec<String> {
    let reader = match case.reader {
        Reader::Proxy(proxy) => Some(&proxy.name),
        _ => None,
    };
    let names = case.patient().into_iter().flat_map(|patient| &patient.names).chain(reader);
    names
        .flat_map(|name| name.given.iter().chain(&name.family))
        .flat_map(|part| part.split([' ', '-']))
        .map(|part| Folded::new(part).text().to_owned())
        .collect()
}

/// How many words behind the person something is still said of them.
const REACH: usize = 22;

/// What is said of health or care: the sentence and the token where it begins, and whether it says whose it is.
struct Told {
    at: usize,
    last: usize,
    sentence: u32,
    care: bool,
}

/// "your wife", "ur mate", "your big sister" of whose health or care the text then tells.
fn relations(scanned: &Scanned<'_>, proxy: bool, own: &[String]) -> Vec<Place> {
    let list = &scanned.tokens.list;
    let persons: Vec<Range<usize>> =
        (0..list.len()).filter_map(|at| person(scanned, at, proxy, own)).collect();
    if persons.is_empty() {
        return Vec::new();
    }
    let told = told(scanned);
    let of = |person: &Range<usize>| {
        let last = person.end - 1;
        let from = told.partition_point(|told| told.at < last);
        told.iter()
            .skip(from)
            .take_while(|told| told.at <= last + REACH)
            .any(|told| is_theirs(scanned, person, told))
    };
    persons
        .into_iter()
        .filter(|person| !is_supposed(scanned, person) && (of(person) || owns(scanned, person)))
        .filter_map(|tokens| Some(Place { span: scanned.span_of(&tokens)?, tokens }))
        .collect()
}

/// "if your wife is unwell"
fn is_supposed(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    (person.start.saturating_sub(3)..person.start)
        .any(|at| matches!(scanned.word_at(at), "if" | "unless" | "os"))
}

/// What a person begins with who does not begin with a capital letter.
const BEGINS: WordSet = WordSet::of(&["mr", "mrs", "ms", "miss", "your", "ur", "yr", "his", "her", "their"]);

/// A person around the patient who is named from a token on: "your", at most two words, and who it is.
fn person(scanned: &Scanned<'_>, at: usize, proxy: bool, own: &[String]) -> Option<Range<usize>> {
    // most words are looked at no further
    if !scanned
        .tokens
        .list
        .get(at)
        .is_some_and(|token| token.is(mark::CAPITAL) || BEGINS.may_hold(token.hash))
    {
        return None;
    }
    if matches!(scanned.word_at(at), "mr" | "mrs" | "ms" | "miss") && !proxy {
        return titled(scanned, at);
    }
    if is_named(scanned, at, own) {
        return Some(at..at + 1);
    }
    // "Dad's been asking again", said to his daughter
    let list = &scanned.tokens.list;
    let bare = !proxy && list.get(at).is_some_and(|token| token.is(mark::CAPITAL) && !token.is(mark::NAME));
    let elder = scanned.word_at(at);
    if bare
        && matches!(
            elder.strip_suffix("'s").unwrap_or(elder),
            "mum"
                | "dad"
                | "gran"
                | "nan"
                | "mam"
                | "grandad"
                | "uncle"
                | "auntie"
                | "aunty"
                | "nana"
                | "grandma"
                | "grandpa"
                | "cousin"
        )
    {
        return Some(at..at + 1);
    }
    let whose = match scanned.word_at(at) {
        "your" | "ur" | "yr" => !proxy,
        "his" | "her" | "their" => proxy,
        _ => false,
    };
    if !whose {
        return None;
    }
    (at + 1..(at + 4).min(list.len()))
        .take_while(|next| !list.get(*next).is_some_and(|token| token.is(mark::BREAK)))
        .find(|next| is_relation(scanned.word_at(*next), proxy))
        .map(|next| at..next + 1)
}

/// "Mrs Pereira from the balance class", but for a name that is greeted or signs.
fn titled(scanned: &Scanned<'_>, at: usize) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let before = at.checked_sub(1).map_or("", |at| scanned.word_at(at));
    let greets = works(scanned, at + 2)
        || list.get(at).is_some_and(|token| token.is(mark::LINE))
        || is_greeting(before)
        || before == "for";
    let capital = |at: &usize| {
        list.get(*at).is_some_and(|token| token.is(mark::CAPITAL) && !token.any(mark::BREAK | mark::LINE))
    };
    let end = (at + 1..at + 3).take_while(capital).last()?;
    (!greets).then_some(at..end + 1)
}

/// Whether the words behind a name say that the person works here or elsewhere: "Siwan Parry, his social worker".
fn works(scanned: &Scanned<'_>, behind: usize) -> bool {
    (behind..behind + 4).any(|at| {
        let word = scanned.word_at(at);
        matches!(
            word,
            "nurse" | "worker" | "probation" | "doctor" | "team" | "midwife" | "physio" | "practitioner"
        ) || matches!(
            word,
            "ward" | "protocol" | "clinic" | "centre" | "unit" | "trust" | "suite" | "hca" | "surgeon"
        )
    })
}

/// "Priya's review", "Liam has chickenpox": a given name inside a text that is neither the patient's nor greeted.
fn is_named(scanned: &Scanned<'_>, at: usize, own: &[String]) -> bool {
    let list = &scanned.tokens.list;
    let Some(token) = list.get(at) else { return false };
    if !token.is(mark::CAPITAL) || token.any(mark::NAME | mark::SHOUT | mark::PLACE) {
        return false;
    }
    let word = scanned.word(token);
    let name = word.strip_suffix("'s").unwrap_or(word);
    let owned = word != name;
    // "Dear parent of Chloe, Chloe's brace"
    let greeted = || {
        (1..at.min(8)).any(|before| scanned.word_at(before) == name && scanned.word_at(before - 1) == "of")
    };
    if !is_given(name) {
        return false;
    }
    if own.iter().any(|own| nicknames::same(name, own)) || works(scanned, at + 1) || owned && greeted() {
        return false;
    }
    // "Alun, it's your turn" is spoken to, "Karen from the surgery" speaks
    let spoken_to = !owned && list.get(at + 1).is_some_and(|next| next.any(mark::BREAK | mark::LINE));
    let speaks = scanned.word_at(at + 1) == "from"
        && matches!(scanned.word_at(at + 2), "the" | "our" | "reception" | "your" | "here" | "a");
    // "Nurse Emma" works here, "your housemate Ottilie" is found by who she is
    let known = at.checked_sub(1).is_some_and(|before| {
        let word = scanned.word_at(before);
        is_title(word)
            || people::STAFF.holds(word) && (!owned || word != "and")
            || is_relation(word, false)
            || list.get(before).is_some_and(|token| token.is(mark::NAME))
    });
    !spoken_to && !speaks && !known
}

fn is_relation(word: &str, proxy: bool) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word).trim_end_matches('\'');
    let one = |word: &str| people::RELATIONS.holds(word) && !(proxy && people::PARENTS.holds(word));
    one(word) || word.strip_suffix('s').is_some_and(one)
}

fn told(scanned: &Scanned<'_>) -> Vec<Told> {
    // who has lost somebody is told of it, and who was hurt is told by whom
    let topics = Topic::ALL.into_iter().filter(|topic| *topic != Topic::Abuse && !scanned.is_likely(*topic));
    let topics = topics.flat_map(|topic| {
        let found = scanned.matches(Category::Topic(topic)).iter();
        found.filter(move |m| topic != Topic::EndOfLife || !is_loss(scanned, m.first..m.last + 1))
    });
    let care = scanned.matches(Category::Cue(Cue::Care)).iter().map(|m| (*m, true));
    let mut out: Vec<Told> = topics
        .map(|m| (*m, false))
        .chain(care)
        .filter_map(|(m, care)| {
            let sentence = scanned.tokens.list.get(m.first)?.sentence;
            Some(Told { at: m.first, last: m.last, sentence, care })
        })
        .collect();
    out.sort_by_key(|told| told.at);
    out
}

/// Whether words of the end of life tell of a loss: the one who is left is told.
fn is_loss(scanned: &Scanned<'_>, words: Range<usize>) -> bool {
    !words.clone().any(|at| {
        matches!(
            scanned.word_at(at),
            "hospice" | "palliative" | "syringe" | "driver" | "comfort" | "morphine"
        )
    })
}

/// Whether a person is followed at once by what they are or have: "your neighbour Maureen has had to".
fn is_or_has(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    let owned = scanned.word_at(person.end - 1).ends_with("'s");
    !owned
        && (person.end..person.end + 3).any(|at| {
            matches!(scanned.word_at(at), "has" | "had" | "is" | "was" | "been" | "got" | "caught" | "needs")
        })
}

/// Whether what is told is told of this person: in the same sentence or, where it says "she" or "his", the next.
fn is_theirs(scanned: &Scanned<'_>, person: &Range<usize>, told: &Told) -> bool {
    let Some(sentence) = scanned.tokens.list.get(person.start).map(|token| token.sentence) else {
        return false;
    };
    let between = person.end..told.at;
    let is_third = |at: usize| {
        matches!(
            scanned.word_at(at),
            "he" | "she" | "his" | "her" | "him" | "their" | "he's" | "she's" | "hes" | "shes" | "they"
        )
    };
    // "with your wife about your prostate" is the patient's again
    let owner = between.clone().rev().find(|at| {
        is_third(*at)
            || matches!(scanned.word_at(*at), "your" | "ur" | "yr" | "you" | "u" | "yours" | "we")
            || matches!(scanned.word_at(*at), "you're" | "you've" | "you'd" | "you'll" | "youve")
    });
    let third = owner.map_or(told.care && is_third(told.at), is_third);
    let helps = |words: &WordList| between.clone().any(|at| words.holds(scanned.word_at(at)));
    if told.sentence != sentence {
        return third && told.sentence == sentence + 1;
    }
    // "Emma has your results"
    let behind = scanned.tokens.list.get(told.last + 1).is_some_and(|token| token.sentence == sentence);
    let end = told.last + 1 + usize::from(behind);
    if (told.at..end).any(|at| matches!(scanned.word_at(at), "your" | "ur" | "yr")) {
        return false;
    }
    if third {
        return !helps(&people::HELP);
    }
    // "your mum found the note"
    if people::TELLS.holds(scanned.word_at(person.end)) {
        return false;
    }
    let first = scanned.word_at(person.start);
    let stranger = is_title(first) || person.len() == 1 && !is_relation(first, false);
    if stranger {
        let ill = told.care
            && matches!(
                scanned.word_at(told.at),
                "has"
                    | "had"
                    | "got"
                    | "caught"
                    | "tested"
                    | "is"
                    | "was"
                    | "been"
                    | "collapsed"
                    | "moved"
                    | "signed"
                    | "settled"
                    | "start"
                    | "started"
            )
            && !matches!(
                scanned.word_at(told.last),
                "scan"
                    | "test"
                    | "bloods"
                    | "operation"
                    | "appointment"
                    | "jab"
                    | "vaccine"
                    | "biopsy"
                    | "for"
                    | "in"
                    | "unwell"
                    | "ill"
                    | "sick"
                    | "poorly"
                    | "due"
                    | "turn"
                    | "fit"
                    | "fits"
            );
        // "Mrs Ogunleye before you has norovirus"
        let of_reader = told.at.checked_sub(1).is_some_and(|at| {
            let near = scanned.word_at(at.wrapping_sub(1));
            matches!(scanned.word_at(at), "you" | "u" | "your" | "ur" | "we" | "i")
                && !matches!(near, "before" | "after" | "beside" | "near" | "with" | "opposite")
        });
        // "Ron Tasker collapsed", "Pete has been signed off"
        let other = !told.care && is_or_has(scanned, person) && owner.is_none();
        let near = told.at <= person.end + if owner.is_none() { 4 } else { 7 };
        return ill && near && !of_reader || other && told.at <= person.end + 6;
    }
    let before = person.start.checked_sub(1).map_or("", |at| scanned.word_at(at));
    let with = helps(&people::WITH) && !is_or_has(scanned, person);
    owner.is_none() && !helps(&people::HELP) && !with && !people::WITH.holds(before)
}

/// What people have of health and care, where it is said whose: "your sister's results".
static BELONGS: WordList = WordList::of(
    "\
    result appointment appt prescription tablet med medication medicine scan operation op blood biopsy smear diagnosi \
    inhaler insulin jab vaccine test referral review treatment surgery asthma diabete dementia cancer depression \
    epilepsy stroke heart fit sick chemo dialysi injection xray swab wound dressing check screening record knee hip \
    grommet morphine catheter pad stoma pump drip pacemaker stent transplant cataract gallstone hernia counselling \
    therapy methadone antidepressant sleeping bowel bladder kidney liver lung thyroid cholesterol memory hearing \
    oxygen nebuliser wheelchair eczema arthriti gout angina anxiety pregnancy scabie rash fracture colonoscopy \
    ultrasound mri physio discharge overdose rehab detox seizure ulcer allergy warfarin steroid",
);

/// "your sister's results": what belongs to the person.
fn owns(scanned: &Scanned<'_>, person: &Range<usize>) -> bool {
    let last = scanned.word_at(person.end - 1);
    let owner = last.ends_with("'s") || last.ends_with('s') && !people::RELATIONS.holds(last);
    let belongs = |at: usize| BELONGS.holds(scanned.word_at(at).trim_end_matches('s'));
    // "your daughter Amy's test results"
    let named = (person.end..person.end + 3).find(|at| scanned.word_at(*at).ends_with("'s"));
    let behind = if owner { Some(person.end) } else { named.map(|at| at + 1) };
    behind.is_some_and(|at| belongs(at) || belongs(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn a_person_who_is_named_is_a_third_party() {
        let desk = Desk::with_record();
        for text in [
            "So sorry that [[your neighbour]] Maureen has had to start chemo.",
            "Good to hear [[your wife's]] new knee is doing well.",
            "The wait is long as [[Pete]] downstairs has been signed off for his back.",
            "Your slot is off, [[Mrs Ogunleye]] before you has norovirus",
            "Please stop ordering [[your nan's]] morphine, the nurses bring it.",
            "Results for two of you came: [[Alun's]] kidney scan needs repeating.",
            "[[Your neighbour]] Irene is on the hospice list now so nurses may park there.",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Your neighbour kindly dropped off the blood pressure machine you borrowed.",
            "Emma has your blood form, ask for her at the desk.",
            "We were so sorry to hear that your wife passed away.",
            "Please see Emma for your knee.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }

    #[test]
    fn others_care_is_told_from_their_help() {
        let desk = Desk::bare();
        let findings =
            desk.findings(META.id, "Can you tell your sister Adaora that her blood results are in too");
        assert_eq!(findings.len(), 1);
        assert_finds(&desk, META.id, "Your appointment is on Monday. [[Your husband's results]] are in.");
        assert_finds(&desk, META.id, "[[Your housemate]] Ottilie rang for us to tell you she's got the flu.");
        assert_finds(&desk, META.id, "We saw [[your big brother]] on Monday. His knee is no better.");
        for text in [
            "Your sister is welcome to come with you.",
            "Your wife can drive you home after your operation.",
            "Bring your partner to the scan.",
            "Your son can collect your tablets.",
            "If your wife is unwell tell us.",
            "Your mum found the tablets in your room, can we talk?",
            "Your wife rang. She says you've been drinking.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
