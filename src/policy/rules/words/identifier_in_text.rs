//! `identifier-in-text`: the message carries identifiers, or asks for them.

use std::ops::Range;

use jiff::civil::Date;

use crate::domain::channel::Channel;
use crate::domain::contact::ContactValue;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::severity::Severity;
use crate::domain::span::Span;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Cure, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};
use crate::policy::text::WordSet;
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

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let body = heading_end(case, scanned);
        let found = numbers(scanned)
            .into_iter()
            .chain(births(case, scanned))
            .chain(homes(case, scanned))
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

/// Where the body of a letter begins: its heading, down to the greeting, may carry identifiers, and so may a
/// reference line under it.
fn heading_end(case: &Case<'_>, scanned: &Scanned<'_>) -> usize {
    if case.content.channel != Channel::Letter {
        return 0;
    }
    let list = &scanned.tokens.list;
    let line_starts = |at: usize| list.get(at).is_some_and(|token| token.is(mark::LINE));
    let greeting =
        (0..list.len()).find(|at| line_starts(*at) && matches!(scanned.word_at(*at), "dear" | "annwyl"));
    let from = greeting.unwrap_or(0);
    let reference = (from..list.len()).find(|at| {
        line_starts(*at)
            && matches!(scanned.word_at(*at), "re" | "ref" | "nhs" | "dob" | "patient")
            && matches!(
                scanned.word_at(at + 1),
                "no" | "number" | "nhs" | "dob" | "ref" | "reference" | "name"
            ) | matches!(scanned.word_at(*at), "re" | "dob" | "nhs")
    });
    match reference.filter(|at| *at < from + 16) {
        Some(at) => (at + 1..list.len()).find(|next| line_starts(*next)).unwrap_or(list.len()),
        None => greeting.unwrap_or(0),
    }
}

/// NHS numbers, sort codes, account and card numbers.
fn numbers(scanned: &Scanned<'_>) -> Vec<(Range<usize>, &'static str)> {
    let list = &scanned.tokens.list;
    let mut out = Vec::new();
    let mut at = 0;
    while at < list.len() {
        let says_digit = list.get(at).is_some_and(|token| SPOKEN.may_hold(token.hash));
        let spoken = if says_digit { spoken_digits(scanned, at) } else { at..at };
        if spoken.len() >= 10 {
            at = spoken.end;
            out.push((spoken, "an NHS number"));
            continue;
        }
        let number = list.get(at).is_some_and(|token| token.is(mark::NUMBER));
        let run = if number { run_of_digits(scanned, at) } else { at..at };
        if run.is_empty() {
            at += 1;
            continue;
        }
        let digits: String = run.clone().map(|at| scanned.word_at(at)).collect();
        let near = |words: &[&str]| {
            let from = run.start.saturating_sub(5);
            (from..run.start).any(|at| words.contains(&scanned.word_at(at)))
        };
        let groups = run.len();
        let first = list.get(run.start).map_or(0, |token| token.end - token.start);
        let is_nhs = digits.len() == 10
            && (digits.parse::<NhsNumber>().is_ok()
                && (groups == 1 && !digits.starts_with('0') || groups == 3 && first == 3)
                || near(&["nhs"]) && (groups == 1 || groups == 3));
        let what = if is_nhs {
            Some("an NHS number")
        } else if digits.len() == 6 && groups == 3 && near(&["sort", "code", "bank", "account"]) {
            Some("a bank's sort code")
        } else if digits.len() == 8 && near(&["account", "acc", "acct", "a/c", "bank"]) {
            Some("a bank account")
        } else if digits.len() == 16 && (groups == 4 || near(&["card"])) {
            Some("a card number")
        } else {
            None
        };
        out.extend(what.map(|what| (run.clone(), what)));
        at = run.end;
    }
    out
}

const SPOKEN: WordSet =
    WordSet::of(&["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]);

/// Ten digits said as words: "nine nine nine, seven one three, six nine three four".
fn spoken_digits(scanned: &Scanned<'_>, from: usize) -> Range<usize> {
    let digit = |at: &usize| {
        matches!(
            scanned.word_at(*at),
            "zero" | "oh" | "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine"
        )
    };
    if from.checked_sub(1).is_some_and(|before| digit(&before)) {
        return from..from;
    }
    let run = (from..from + 11).take_while(digit).count();
    // a telephone number begins with nought or has eleven
    let phone = matches!(scanned.word_at(from), "zero" | "oh") || run > 10;
    from..from + if phone { 0 } else { run }
}

/// Tokens of digits that belong together: only a blank or a hyphen between them.
fn run_of_digits(scanned: &Scanned<'_>, from: usize) -> Range<usize> {
    let text = scanned.folded.text();
    let list = &scanned.tokens.list;
    let digits = |at: usize| {
        let word = scanned.word_at(at);
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_digit())
            && !list.get(at).is_some_and(|t| t.is(mark::HOST))
    };
    let mut end = from;
    while digits(end) {
        end += 1;
        let behind = list.get(end - 1).map_or(0, |t| t.end as usize);
        let next = list.get(end).map_or(behind, |t| t.start as usize);
        if !matches!(text.get(behind..next), Some(" " | "-")) {
            break;
        }
    }
    from..end
}

/// Full dates of birth: the patient's own, or one that is announced.
fn births(case: &Case<'_>, scanned: &Scanned<'_>) -> Vec<(Range<usize>, &'static str)> {
    let born =
        case.patient().and_then(|patient| patient.birth_date).and_then(crate::domain::date::PartialDate::day);
    let today = case.today();
    scanned
        .days()
        .iter()
        .filter(|mention| {
            let Some(date) = mention.date() else { return false };
            let from = mention.tokens.start.saturating_sub(4);
            let announced = (from..mention.tokens.start)
                .any(|at| matches!(scanned.word_at(at), "dob" | "birth" | "born"))
                || (mention.tokens.end..mention.tokens.end + 3).any(|at| scanned.word_at(at) == "dob");
            // "19.3.87" is of the last century
            let older = Date::new(date.year() - 100, date.month(), date.day()).ok();
            let grown = today.is_none_or(|today| date < today);
            Some(date) == born || older.is_some() && older == born || announced && grown
        })
        .map(|mention| (mention.tokens.clone(), "a date of birth"))
        .collect()
}

/// What a home is announced by, or stands behind where something is brought to it.
const HOMES: WordSet = WordSet::of(&["address", "live", "living", "home", "at", "to", "yours", "from"]);

/// The patient's own address on record, or one that is announced as theirs.
fn homes(case: &Case<'_>, scanned: &Scanned<'_>) -> Vec<(Range<usize>, &'static str)> {
    let list = &scanned.tokens.list;
    let mut out = Vec::new();
    let own: Vec<Vec<String>> = case
        .dossier
        .iter()
        .flat_map(|dossier| dossier.contacts.iter().flatten())
        .filter_map(|contact| match &contact.value {
            ContactValue::Post(address) => address.lines.first(),
            _ => None,
        })
        .map(|line| line.to_lowercase().split_whitespace().map(|w| w.trim_matches(',').to_owned()).collect())
        .filter(|words: &Vec<String>| words.len() >= 2)
        .collect();
    for words in &own {
        let at = (0..list.len())
            .find(|at| words.iter().enumerate().all(|(i, word)| scanned.word_at(at + i) == word));
        out.extend(at.map(|at| (at..at + words.len(), "a home address")));
    }
    if !out.is_empty() {
        return out;
    }
    for (at, _) in list.iter().enumerate().filter(|(_, token)| HOMES.may_hold(token.hash)) {
        let Some(reach) = leads_home(scanned, at) else { continue };
        let end = (at + reach).min(list.len());
        let number = (at + 1..end).find(|n| {
            list.get(*n).is_some_and(|t| t.is(mark::NUMBER) && scanned.word(t).len() <= 4)
                && !list.get(n + 1).is_some_and(|next| next.is(mark::NUMBER))
                && (n + 1..n + 4)
                    .any(|next| list.get(next).is_some_and(|t| t.is(mark::CAPITAL | mark::PLACE)))
        });
        let Some(number) = number else { continue };
        let mut last = number + 1;
        while list.get(last).is_some_and(|t| t.is(mark::PLACE)) {
            last += 1;
        }
        out.push((number..last, "a home address"));
    }
    out.dedup();
    out
}

/// What is done at a home.
const VISITED: [&str; 15] = [
    "visit",
    "visiting",
    "dress",
    "deliver",
    "delivered",
    "delivering",
    "calling",
    "visited",
    "safe",
    "dropped",
    "driver",
    "call",
    "see",
    "stays",
    "keysafe",
];

/// Who or what is sent to a home.
const SENT: [&str; 13] = [
    "posted",
    "driver",
    "transport",
    "crew",
    "van",
    "taxi",
    "ambulance",
    "delivered",
    "courier",
    "nurse",
    "pack",
    "parcel",
    "box",
];

/// Who fetches a patient.
const FETCHED_BY: [&str; 6] = ["transport", "crew", "taxi", "ambulance", "driver", "minibus"];

/// How many tokens behind this word a home's number stands at most; `None` where the word leads to no home.
fn leads_home(scanned: &Scanned<'_>, at: usize) -> Option<usize> {
    let near = |back: usize, words: &[&str]| {
        (at.saturating_sub(back)..at).any(|i| words.contains(&scanned.word_at(i)))
    };
    let before = scanned.word_at(at.wrapping_sub(1));
    let is_number = |at: usize| scanned.tokens.list.get(at).is_some_and(|t| t.is(mark::NUMBER));
    let home = match scanned.word_at(at) {
        // "your address ... 12 Elm Row, LS1 6AE"
        "address" | "live" | "living" | "home" => {
            return near(4, &["your", "you", "home", "youre", "patients", "address"]).then_some(12);
        }
        // "to dress your leg at 27 Sycamore Close", "we now hold you at 14 Pargeter Close"
        "at" if is_number(at + 1) => {
            near(8, &VISITED) || before == "you" && near(5, &["hold", "have", "got", "down"])
        }
        // "posted to Flat 3, 22 Inkerman Street", "the driver is coming to 7 Quarry Bank"
        "to" => near(5, &SENT),
        // "dropped at yours, 88 Cowpasture Lane"
        "yours" => matches!(before, "at" | "to"),
        // "to collect you from 9 Elm Row", "the crew will collect from Flat 6, 22 Wharf Terrace"
        "from" => near(5, &["collect", "pick", "collecting"]) && (before == "you" || near(8, &FETCHED_BY)),
        _ => false,
    };
    home.then_some(4)
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
            "Just to confirm we now hold you at [[14 Pargeter Close]], Nettlebridge",
        ] {
            assert_finds(&Desk::bare(), META.id, text);
        }
        assert_finds(&desk, META.id, "Joanne Scholes ([[21.9.77]]) on Monday");
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
            "See you at 10.30 at the Mill Lane entrance",
            "Booked on 08/12/2026 at 10.30",
            "Dose 12 345 678 units",
        ] {
            assert_clean(&desk, META.id, text);
        }
        let letter = Desk::with_record().by(Channel::Letter, 3);
        assert_clean(&letter, META.id, "NHS number: 999 005 3413\n\nDear Joanne\n\nPlease book your review.");
        assert_finds(&letter, META.id, "Dear Joanne\n\nYour number is [[999 005 3413]] as you asked.");
    }
}
