//! `third-party-named`: the message tells of another person's health or care.

mod belongs;
mod persons;
mod said;

use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::opinion::Matter;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Place, Scan, Scanned};
use crate::policy::text::Folded;

use persons::Person;

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
    places.retain(|place| !is_refused(scanned, place.tokens.start));
    places.extend(people_told_of(scanned, proxy, &own_names(case)));
    places.sort_by_key(|place| place.span.start);
    places.dedup_by(|next, kept| kept.span.overlaps(next.span));
    places
}

/// "Your wife", "ur mate", "the lady opposite" of whose health or care the text tells.
fn people_told_of(scanned: &Scanned<'_>, proxy: bool, own: &[String]) -> Vec<Place> {
    let persons = persons::persons(scanned, proxy, own);
    if persons.is_empty() {
        return Vec::new();
    }
    let told = said::told(scanned, proxy);
    let told_of = |person: &Person| {
        let at = person.tokens.start;
        !is_supposed(scanned, at) && !is_refused(scanned, at) && said::tells_of(scanned, person, &told, proxy)
    };
    let places = persons.into_iter().filter(told_of).map(|person| person.tokens);
    places.filter_map(|tokens| Some(Place { span: scanned.span_of(&tokens)?, tokens })).collect()
}

/// "if your wife is unwell"
fn is_supposed(scanned: &Scanned<'_>, person: usize) -> bool {
    (person.saturating_sub(3)..person).any(|at| matches!(scanned.word_at(at), "if" | "unless" | "os"))
}

/// "we can't send your mum's appointment": who refuses tells nothing.
fn is_refused(scanned: &Scanned<'_>, person: usize) -> bool {
    let near =
        |words: &[&str]| (person.saturating_sub(5)..person).any(|at| words.contains(&scanned.word_at(at)));
    near(&["can't", "cant", "cannot", "unable", "not", "won't", "couldn't"])
        && near(&["send", "share", "discuss", "give", "tell", "talk", "pass"])
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
            "[[Your lodger]] Vasile came to us with chlamydia. You will be sent for an X-ray.",
            "Dr Sethi is on the ward with [[her daughter]] Anya who has broken her arm.",
            "One of our other patients, [[Edna Tiplady]] of Mill Lane, had the same done.",
            "The insulin in your carrier bag belongs to [[Stan]] upstairs.",
            "[[Denise]] who does your shopping has been in with her back again.",
            "[[Granddad's]] leg ulcer needs dressing. Will you be in with him on Wednesday?",
            "We have written to [[Carol Enderby]], whose asthma inhaler is the same as yours.",
            "[[Farah's]] IVF is on the same morning as yours.",
            "Al-Anon is for you rather than for [[Graham]]. His drinking may never change.",
            "It calls next door first for [[Mr Platt]], who has dementia.",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Your Carer's Allowance people rang about your depression.",
            "You missed the appointment at Ashley House for your depression.",
            "While you are at your uncle's after losing the flat we will post your specs.",
            "Maggie's cancer support is open on Monday.",
            "Your wife has your tablets already, so she has them at home.",
            "Our nurse Carol, whose clinic is on Monday, will see you.",
            "Your wife came in with your blood pressure machine.",
            "Your neighbour kindly dropped off the blood pressure machine you borrowed.",
            "Emma has your blood form, ask for her at the desk.",
            "We were so sorry to hear that your wife passed away.",
            "Please see Emma for your knee.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }

    #[test]
    fn a_stranger_is_known_by_a_name_or_by_where_they_are() {
        let desk = Desk::with_record();
        for text in [
            "The change is because [[Grace Foyle]] in bed 4 is bipolar and up all night.",
            "Kindly note the [[lady opposite]] has C diff, so gown up at the door.",
            "He had a row with [[Kai Evans]] who's got ADHD, no harm done.",
            "[[Jean Pirie]] from the bowls has had a stroke.",
            "[[Chloe Banner]], who says she was with you in August, has been treated for chlamydia.",
            "Sadly [[Arthur Mills]] from your group passed away on Tuesday.",
            "[[Your Beth]] has her implant fitted on Friday, so come then.",
            "We treated [[your wife]] for chlamydia so come in for yours.",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Grace Foyle, our nurse, will see you about your implant.",
            "Miss Wu dictated that the bone was depressed by the fall.",
            "Your check with Miss Roe for the tear is on Monday.",
            "Lucy is in on Wednesday if the urges get bad again.",
            "We can't send your mum's appointment to your phone.",
            "The ramp of your late husband's hearing aids can be handed in.",
            "Saint Mary's has your IVF notes.",
            "Ms Scholes, your IVF scan is on Monday.",
        ] {
            assert_clean(&desk, META.id, text);
        }
        let proxy = Desk::with_record().for_ewa();
        assert_finds(&proxy, META.id, "Ewa is due her MMR. [[Her sister]] Maryam has had hers.");
        assert_finds(
            &proxy,
            META.id,
            "Head lice: it was [[Poppy Langdale]] in Ewa's class that had them first.",
        );
        assert_finds(&proxy, META.id, "She can come back. The [[child she sat]] next to has slapped cheek.");
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
