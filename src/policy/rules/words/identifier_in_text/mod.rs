//! `identifier-in-text`: the message carries identifiers, or asks for them.

pub(in crate::policy::rules) mod births;
pub(in crate::policy::rules) mod homes;
mod numbers;

use std::ops::Range;

use crate::domain::channel::Channel;
use crate::domain::severity::Severity;
use crate::domain::span::Span;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Cure, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};
use crate::policy::text::Token;
use crate::policy::text::token::mark;

static META: Meta = Meta {
    id: "identifier-in-text",
    group: Group::Words,
    summary: "an NHS number, full date of birth, home address or bank details, or asking for them",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds NHS numbers (by their check digit), full dates of birth, the patient's home address, bank and card numbers, and requests to send any of these in answer. A letter's heading may carry them.

### Why it matters
With two of these anyone can pass as the patient. Fraud asks for exactly what such messages would teach people to send.

### Example
\"Please reply with your full name, date of birth and postcode.\"

### How to settle it
Take them out: the patient knows them, and nobody needs them to act.

### Source
NHS England guidance on electronic messages: least disclosure; National Cyber Security Centre.",
};

declare! {
    /// Identifiers in the text.
    IdentifierInText, META, check
}

/// Tokens, and what they are.
type Place = (Range<usize>, &'static str);

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let body = heading_end(case, scanned);
        let found = numbers::found(scanned)
            .into_iter()
            .chain(births::found(case, scanned))
            .chain(homes::found(case, scanned))
            .filter(|(range, _)| range.start >= body)
            .filter_map(|(range, what)| Some((scanned.span_of(&range)?, what)));
        for (span, what) in found {
            let message = format!("'{}' is {what}: nobody needs it to act", scanned.quote(span));
            report.push(Finding::new(&META, Severity::Stop, message).at([span]).cures(strip(span)));
        }
        let asked = scanned.cue(Cue::Identifier).into_iter();
        for place in
            asked.filter(|place| place.tokens.start >= body && !is_warning(scanned, place.tokens.start))
        {
            let message = format!(
                "'{}' asks for what fraud asks for: do not have it sent in a message",
                scanned.quote(place.span)
            );
            report.push(
                Finding::new(&META, Severity::Stop, message)
                    .at([place.span])
                    .cures(sentence(scanned, &place.tokens))
                    .cure("Go to the words", Change::GoTo(place.span)),
            );
        }
    }
}

/// "We will never ask you to reply with your date of birth": who warns does not ask.
fn is_warning(scanned: &Scanned<'_>, token: usize) -> bool {
    (scanned.around(token).start..token + 8).any(|at| {
        matches!(scanned.word_at(at), "never" | "scam" | "scams" | "fraud" | "scammers" | "phishing")
    })
}

fn strip(span: Span) -> Vec<Cure> {
    vec![
        Cure { title: "Take it out".into(), change: Change::Replace { span, with: String::new() } },
        Cure { title: "Go to it".into(), change: Change::GoTo(span) },
    ]
}

fn sentence(scanned: &Scanned<'_>, tokens: &Range<usize>) -> Option<Cure> {
    let sentence = scanned.sentence_of(tokens.start)?;
    let span = scanned.span(sentence.bytes.start, sentence.bytes.end)?;
    Some(Cure { title: "Remove the sentence".into(), change: Change::Replace { span, with: String::new() } })
}

/// How many words behind the greeting a reference line begins at most.
const REFERENCE: usize = 16;

/// Where the body of a letter begins: its heading, down to the greeting, may carry identifiers, and so may a
/// reference line under it.
fn heading_end(case: &Case<'_>, scanned: &Scanned<'_>) -> usize {
    if case.content.channel != Channel::Letter {
        return 0;
    }
    let list = &scanned.tokens.list;
    let line_starts = |at: usize| list.get(at).is_some_and(|token| token.is(mark::LINE));
    let starts = |token: &Token| token.is(mark::LINE) && matches!(scanned.word(token), "dear" | "annwyl");
    let greeting = list.iter().position(starts);
    let from = greeting.unwrap_or(0);
    let reference = (from..list.len().min(from + REFERENCE)).find(|at| {
        line_starts(*at)
            && matches!(scanned.word_at(*at), "re" | "ref" | "nhs" | "dob" | "patient")
            && matches!(
                scanned.word_at(at + 1),
                "no" | "number" | "nhs" | "dob" | "ref" | "reference" | "name"
            ) | matches!(scanned.word_at(*at), "re" | "dob" | "nhs")
    });
    match reference {
        Some(at) => (at + 1..list.len()).find(|next| line_starts(*next)).unwrap_or(list.len()),
        None => greeting.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds};

    #[test]
    fn identifiers_are_found() {
        let desk = Desk::with_record();
        assert_finds(&desk, META.id, "NHS no [[999 005 3413]] is yours");
        assert_finds(&desk, META.id, "your number [[9990053413]] is on file");
        assert_finds(&desk, META.id, "You were born [[21/09/1977]], right?");
        assert_finds(&desk, META.id, "We will visit you at [[3 Elm Row]] on Monday");
        assert_finds(&Desk::bare(), META.id, "We come to dress your leg at [[27 Sycamore Close]], BK4 7QT");
        assert_finds(&Desk::bare(), META.id, "The driver is coming to [[7 Quarry Road]] at 8.40");
        assert_finds(
            &Desk::bare(),
            META.id,
            "Batteries were posted to Flat 3, [[22 Inkerman Street]], Grimsby",
        );
        for text in [
            "Dressings dropped at yours, [[88 Cowpasture Lane]], at 2",
            "Crew will collect from Flat 6, [[22 Wharf Terrace]], Dewsford DW3 1LE",
            "Driver will be with you at 9, the bungalow, [[2 Quarry Rise]], Hensham.",
            "Is 07700 900318 still your mobile and [[22 Gelli Road]], Porth still where you live?",
            "Hi Zaynah Iqbal (b. [[12/11/2001]]), your physio is on Monday",
            "Just to confirm we now hold you at [[14 Pargeter Close]], Nettlebridge",
            "Is this still right: Flat 3, [[11 Harrow Street]], Grimsby DN31 2LB? Y/N",
            "Midwife home visit Fri 27 Nov AM, [[28 Sycamore Avenue]], Smethwick",
            "Mr P Maddox of [[57 Chapel Street]]: your jab is due",
            "The transport picks up from [[19 Elgin Terrace]], Hove at 8.15am",
            "This is for Phyllis, born [[the nineteenth of January nineteen forty three]]. Please call back.",
            "Ridley Joan [[12/08/1971]] - your form is at the desk",
            "Marcus is this still you? [[14 Beech Grove, Otley LS21 3PQ]]. Reply YES",
            "We hold [[27b Salt Lane, Deal, CT14 6QX]] for u, text back if u have moved",
            "Our driver has [[31 Coronation Parade Wigan WN5 9QT]] for you",
            "Is 07700 900318 still your mobile and is [[22 Gelli Road]], Porth where you live?",
            "To book, send [[DOB]], [[NHS number]] and a photo of your card to this number",
            "What's your bank [[sort code]]? We need it for the refund, text back",
            "Refund: confirm a/c [[60881234]], s/c [[30-90-21]]?",
        ] {
            assert_finds(&Desk::bare(), META.id, text);
        }
        assert_finds(&desk, META.id, "Joanne Scholes ([[21.9.77]]) on Monday");
        assert_finds(&desk, META.id, "Appt for SCHOLES Joanne [[21SEP1977]] Bay 2 Mon 30 Nov");
        assert_finds(&desk, META.id, "scholes joanne [[210977]] pls ring");
        assert_finds(&desk, META.id, "Your username is [[JSCHOLES21091977]]");
        assert_finds(&desk, META.id, "https://a.example/c?dob=[[1977-09-21]]&n=1");
        assert_finds(&desk, META.id, "It's [[nine nine nine, seven one three, six nine three four]]. Bye");
        assert_finds(&desk, META.id, "Pay to sort code [[20-00-00]] account [[12345678]]");
        assert_cure(&desk, META.id, "Ref 9990053413 ok", "Ref  ok");
    }

    #[test]
    fn numbers_of_other_kinds_are_not() {
        let desk = Desk::with_record();
        for text in [
            "Ring 01632 960114 or 07700 900123",
            "We are at 4 Tarn Lane, Boldon",
            "Your form was posted to 3 Lewis wards",
            "Ring oh one six three two nine six oh one one four",
            "Please come to 22 Mill Lane for your flu jab",
            "Please collect it from 22 Mill Lane",
            "Your prescription was sent to 27 High Street Pharmacy",
            "Is it still right for you? 3 weeks from Monday",
            "One of 12 Lewis wards",
            "Review 12/08/2021 and 14/09/2022 were missed",
            "See you at 10.30 at the Mill Lane entrance",
            "Booked on 08/12/2026 at 10.30",
            "Anyone born between 1 September 1946 and 31 August 1951 can have it",
            "Dose 12 345 678 units",
            "Our address is 14 Orchard Street, Ludlow SY8 9ZZ. The door is at the side.",
            "The nurse will be with you soon, we are at 3 Mill Lane",
            "The driver will bring you to us at 3 Mill Lane",
            "The clinic has moved to 14 Beech Grove, Otley LS21 3PQ",
            "We've moved! Now at 14 Beech Grove, Otley LS21 3PQ, next to the bank",
            "We are at 14 Beech Grove, Otley LS21 3PQ, ring the bell",
            "Have your NHS number and date of birth by you when you ring",
        ] {
            assert_clean(&desk, META.id, text);
        }
        let letter = Desk::with_record().by(Channel::Letter, 3);
        assert_clean(&letter, META.id, "NHS number: 999 005 3413\n\nDear Joanne\n\nPlease book your review.");
        assert_finds(&letter, META.id, "Dear Joanne\n\nYour number is [[999 005 3413]] as you asked.");
    }
}
