//! `recipient-mismatch`: greeting, date of birth or NHS number in the text belong to someone else.

use std::ops::Range;

use crate::domain::nhs_number::NhsNumber;
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::rules::words::identifier_in_text::births;
use crate::policy::scan::{Scan, Scanned};
use crate::policy::text::Folded;
use crate::policy::text::names::is_title;
use crate::policy::text::token::mark;

use super::given_names::GIVEN_NAMES;
use super::greeted::{greeted, is_given, name_at};
use super::nicknames;

static META: Meta = Meta {
    id: "recipient-mismatch",
    group: Group::Recipient,
    summary: "the greeting, date of birth or NHS number in the text belongs to someone else",
    severity: Severity::Stop,
    always_on: true,
    can_override: true,
    doc: "\
### What it does
Compares the name that the text speaks to (\"Dear Mrs Begum\", \"this is a message for Brian\", \"Patient: K. Olawale\", \"Happy birthday Lillian!\", \"we have your form, Mr Bell\"), an NHS number and a date of birth in the text with the chosen patient. Short forms (Gill for Gillian) and former names are understood.

### Why it matters
A message written for one patient and sent to another tells a stranger about care, and leaves the right one waiting.

### Example
\"Dear Brian\" to Nasima Begum.

### How to settle it
Put the right name, or choose the right patient.

### Source
NHS England guidance on electronic messages: the right recipient.",
};

declare! {
    /// The text belongs to someone else.
    Mismatch, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    if case.patient().is_none() {
        return;
    }
    for scanned in scan.fields() {
        greeting(case, scanned, report);
        child(case, scanned, report);
        number(case, scanned, report);
        birth(case, scanned, report);
    }
}

/// The parts of the names of those the text may greet, folded; `None` where the reader's name is not known.
fn names(case: &Case<'_>) -> Option<(Vec<String>, String)> {
    let parts = |names: &mut dyn Iterator<Item = &str>| -> Vec<String> { names.flat_map(words).collect() };
    let patient = case.patient()?;
    let first = |list: &[crate::domain::person::HumanName]| {
        list.first().and_then(|name| name.first_given()).unwrap_or_default().to_owned()
    };
    match case.reader {
        Reader::Patient => {
            let mut all =
                patient.names.iter().flat_map(|n| n.given.iter().chain(&n.family)).map(String::as_str);
            Some((parts(&mut all), first(&patient.names)))
        }
        Reader::Proxy(proxy) => {
            let both = std::iter::once(&proxy.name).chain(&patient.names);
            let mut all = both.flat_map(|n| n.given.iter().chain(&n.family)).map(String::as_str);
            Some((parts(&mut all), first(std::slice::from_ref(&proxy.name))))
        }
        Reader::Described { .. } => None,
    }
}

fn words(name: &str) -> Vec<String> {
    let folded = Folded::new(name);
    let plain = folded.text().replace('\'', "");
    let mut out: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    // "Mei Ling" is also greeted as Meiling, "O'Brien" as OBrien
    if out.len() > 1 {
        out.push(out.concat());
    }
    out
}

fn greeting(case: &Case<'_>, scanned: &Scanned<'_>, report: &mut Report) {
    let Some((known, first)) = names(case).filter(|(known, _)| !known.is_empty()) else { return };
    let Some(tokens) = greeted(scanned) else { return };
    let matches = tokens.clone().any(|at| {
        let word = scanned.word_at(at);
        let word = word.strip_suffix("'s").unwrap_or(word);
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        is_title(&word) && tokens.len() == 1
            || known.iter().any(|name| {
                // "Hi T" greets Tiegan
                nicknames::same(&word, name)
                    || word.len() == 1 && name.starts_with(&word)
                    || is_heart(&word, name)
            })
    });
    // "Hi Ewan ECT list", "Hi Billy Karen from the team": the name ends where it is the patient's
    let tokens = if matches_first(scanned, &tokens, &known) && !ends_name(scanned, &tokens) {
        tokens.start..tokens.start + 1
    } else {
        tokens
    };
    // "Hi Elsbeth Narayan" to Elsbeth Moore: of a whole name the last part counts
    let last = scanned.word_at(tokens.end - 1);
    let begins = |word: &str| known.iter().any(|name| name.starts_with(word));
    let family = |word: &str| known.iter().any(|name| nicknames::same(word, name));
    let strange = tokens.len() > 1
        && known.len() > 1
        && (!(family(last) || last.len() == 1 && begins(last))
            // "Dear Mr P. Doyle" to Michael Doyle
            || initial(scanned, &tokens).is_some_and(|letter| !begins(letter))
            || is_other_given(scanned, &tokens, &known));
    let joined: String = tokens.clone().map(|at| scanned.word_at(at)).collect();
    if (matches && !strange) || known.contains(&joined) {
        return;
    }
    let Some(span) = scanned.span_of(&tokens) else { return };
    let quote = scanned.quote(span);
    let titled = is_title(scanned.word_at(tokens.start));
    let family = case
        .today()
        .and_then(|today| case.patient()?.name(today))
        .map(crate::domain::person::HumanName::formal);
    let right = if titled { family.unwrap_or(first) } else { first };
    let mut finding =
        Finding::new(&META, Severity::Stop, format!("The text greets {quote}, who is not the chosen person"))
            .at([span]);
    if !right.is_empty() {
        finding = finding.cure(format!("Write {right}"), Change::Replace { span, with: right });
    }
    report.push(finding.cure("Choose another patient", Change::GiveUp));
}

/// Whether a name of several words begins with a given name of the patient.
fn matches_first(scanned: &Scanned<'_>, tokens: &Range<usize>, known: &[String]) -> bool {
    let first = scanned.word_at(tokens.start);
    tokens.len() > 1 && !is_title(first) && known.iter().any(|name| nicknames::same(first, name))
}

/// Whether the last word of a name can be a family name where it stands: a sign follows it, or the reader is spoken to; not
/// an abbreviation, and not the name of who writes ("Karen from the team").
fn ends_name(scanned: &Scanned<'_>, tokens: &Range<usize>) -> bool {
    let list = &scanned.tokens.list;
    let shouts = |at: usize| list.get(at).is_some_and(|token| token.is(mark::SHOUT));
    if shouts(tokens.end - 1) && !shouts(tokens.start) {
        return false;
    }
    let speaks = matches!(
        scanned.word_at(tokens.end),
        "your"
            | "ur"
            | "you"
            | "u"
            | "we"
            | "this"
            | "it"
            | "its"
            | "it's"
            | "please"
            | "pls"
            | "just"
            | "the"
            | "re"
            | "thanks"
    );
    speaks || list.get(tokens.end).is_none_or(|next| next.any(mark::BREAK | mark::LINE | mark::FIRST))
}

/// "Bim" for Abimbola: a part of a long name that is no name of its own.
fn is_heart(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.len() >= 7 && name.contains(word) && !GIVEN_NAMES.holds(word)
}

/// The first initial in a name that also has a family name.
fn initial<'s>(scanned: &'s Scanned<'_>, tokens: &Range<usize>) -> Option<&'s str> {
    let at = tokens.start + usize::from(is_title(scanned.word_at(tokens.start)));
    let word = scanned.word_at(at);
    (word.len() == 1 && at + 1 < tokens.end).then_some(word)
}

/// "Dear Magdalena Kowal" to Agnieszka Kowal: a given name in front of the family name that is none of the patient's.
fn is_other_given(scanned: &Scanned<'_>, tokens: &Range<usize>, known: &[String]) -> bool {
    let at = tokens.start + usize::from(is_title(scanned.word_at(tokens.start)));
    let word = scanned.word_at(at);
    let theirs = |name: &String| nicknames::same(word, name) || is_heart(word, name);
    at + 1 < tokens.end && GIVEN_NAMES.holds(word) && !known.iter().any(theirs)
}

/// "Dear parent of Chloe": the child of whom a proxy is written to.
fn child(case: &Case<'_>, scanned: &Scanned<'_>, report: &mut Report) {
    let Some(patient) = case.patient().filter(|_| case.is_for_proxy()) else { return };
    let known: Vec<String> = patient
        .names
        .iter()
        .flat_map(|name| name.given.iter().chain(&name.family))
        .flat_map(|name| words(name))
        .collect();
    let whose = |word: &str| {
        matches!(
            word,
            "parent"
                | "parents"
                | "carer"
                | "carers"
                | "guardian"
                | "guardians"
                | "mum"
                | "mother"
                | "dad"
                | "father"
                | "family"
                | "daughter"
                | "son"
                | "wife"
                | "husband"
                | "partner"
                | "relatives"
        )
    };
    let list = &scanned.tokens.list;
    let found = (0..list.len().min(20)).find_map(|at| {
        let whose = whose(scanned.word_at(at));
        match scanned.word_at(at + 1) {
            "of" if whose => name_at(scanned, at + 2),
            // "re your mum Phyllis: the clinic has offered her Monday"
            name if whose && scanned.word_at(at.wrapping_sub(1)) == "your" && is_given(name) => {
                Some(at + 1..at + 2)
            }
            _ => None,
        }
    });
    // "as Aidan's mum please give your consent"
    let owned = || {
        (1..list.len().min(20)).find_map(|at| {
            let name = scanned.word_at(at - 1);
            (whose(scanned.word_at(at)) && name.ends_with("'s") && at > 1 && scanned.word_at(at - 2) == "as")
                .then_some(at - 1..at)
        })
    };
    let Some(tokens) = found.or_else(owned).filter(|_| !known.is_empty()) else { return };
    let called = |at: usize| scanned.word_at(at).trim_end_matches("'s");
    if tokens.clone().any(|at| known.iter().any(|name| nicknames::same(called(at), name))) {
        return;
    }
    let Some(span) = scanned.span_of(&tokens) else { return };
    let right = patient.names.first().and_then(|name| name.first_given()).unwrap_or_default().to_owned();
    let message = format!("The text is about {}, who is not the chosen patient", scanned.quote(span));
    let mut finding = Finding::new(&META, Severity::Stop, message).at([span]);
    if !right.is_empty() {
        finding = finding.cure(format!("Write {right}"), Change::Replace { span, with: right });
    }
    report.push(finding.cure("Choose another patient", Change::GiveUp));
}

fn number(case: &Case<'_>, scanned: &Scanned<'_>, report: &mut Report) {
    let Some(own) = case.patient().and_then(|patient| patient.nhs_number) else { return };
    let list = &scanned.tokens.list;
    for (at, _) in list.iter().enumerate().filter(|(_, token)| token.is(mark::NUMBER)) {
        let groups = |len: usize| -> Option<NhsNumber> {
            let digits: String = (at..at + len).map(|at| scanned.word_at(at)).collect();
            (digits.len() == 10 && !digits.starts_with('0')).then(|| digits.parse().ok()).flatten()
        };
        let three = (scanned.word_at(at).len() == 3).then(|| groups(3)).flatten().map(|number| (number, 3));
        let Some((number, len)) = groups(1).map(|number| (number, 1)).or(three) else { continue };
        let Some(span) = scanned.span_of(&(at..at + len)) else { continue };
        if number != own {
            report.push(
                Finding::new(&META, Severity::Stop, "The NHS number in the text is another patient's")
                    .at([span])
                    .cure("Take it out", Change::Replace { span, with: String::new() })
                    .cure("Choose another patient", Change::GiveUp),
            );
        }
    }
}

fn birth(case: &Case<'_>, scanned: &Scanned<'_>, report: &mut Report) {
    let Some(own) = case.patient().and_then(|patient| patient.birth_date?.day()) else { return };
    for mention in scanned.days() {
        let Some(date) = mention.date().filter(|date| !births::is_same(*date, own)) else { continue };
        if !births::is_told(case, scanned, &mention.tokens, date) {
            continue;
        }
        let Some(span) = scanned.span_of(&mention.tokens) else { continue };
        report.push(
            Finding::new(&META, Severity::Stop, "The date of birth in the text is not the patient's")
                .at([span])
                .cure("Take it out", Change::Replace { span, with: String::new() })
                .cure("Choose another patient", Change::GiveUp),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds};

    #[test]
    fn greetings_are_compared() {
        let desk = Desk::with_record();
        assert_finds(&desk, META.id, "Dear [[Brian]], see you");
        assert_finds(&desk, META.id, "Hello, this is a message for [[Brian Oakes]] from us");
        assert_cure(&desk, META.id, "Hi Brian, see you", "Hi Joanne, see you");
        for text in [
            "Hi Jo, see you",
            "Dear Ms Scholes",
            "Dear Joanne Scholes,",
            "Dear patient, see you",
            "Hi, Your review is due",
            "Hi Hope you are well",
            "Hi u can come on Tuesday",
            "Hi Johanne, see you",
        ] {
            assert_clean(&desk, META.id, text);
        }
        assert_clean(&Desk::bare(), META.id, "Dear Brian, see you");
    }

    #[test]
    fn names_are_found_where_one_is_spoken_to() {
        let desk = Desk::with_record();
        for text in [
            "Salaam brother [[Idris]], flu jabs from 11",
            "Merhaba [[Sevgi]], see you at 2",
            "Hi there, is this [[Babajide's]] phone?",
            "Dear [[Mr P. Scholes]]\n\nYour monitor",
            "[[Ms Mehta]] - Dr Lloyd has signed your form.",
            "To: [[Mrs Winifred Pugh]]\n\nYour new date",
            "FAO [[Mr Lindqvist]]\n\nYour exercises",
            "Patient: [[K. Olawale]]. Room 6.",
            "Appt for [[Zofia Kalinowska]]: Friday 1.30pm",
            "Thanks for ringing back [[Alun]], that is you off the list",
            "Happy birthday [[Lillian]]! Your jab is due.",
            "The short answer, [[Hugo]], is yes.",
            "See you then, [[Trevor]].",
            "[[Lexi]], it's your physio!",
            "[[SAMANTHA HADLEY]]: your appointment is on Tuesday",
            "[[Mr D Sowerby]] - your ear syringing is on Friday",
            "Hello, is that [[Irene]]? It's the podiatry clinic.",
            "Your doctor would like to see you for a review, [[Sarah]]. Please book online.",
            "Thanks for coming in today [[Alasdair]]. Your next check is on Monday.",
            "Thanks for your new number, [[Hugo]], it's on your record.",
            "Dear Mr and [[Mrs Osgood]]\n\nYou are both due.",
            "Booked for you: [[ALICE MWANGI]], phone call on Friday",
            "Dear Patient ([[Mrs Rita Patel]]), your splint has come.",
            "Hi [[Elsbeth Narayan]], your splint has come.",
            "Well done [[Kirsty]] on the new arrival! Your check is on Monday.",
            "Good afternoon, this is Braeside Surgery for [[Mr Alan Prudhoe]]. Your appointment has moved.",
            "Hello, I'm looking for [[Jasmine Aldous]], it's the foot clinic.",
            "Dear [[Magdalena Scholes]], your machine is in.",
            "Sorry for the mix-up. [[Ted]], your hearing aid is back.",
            "Can you confirm you are [[Faith Mutasa]]? If so your jabs are booked.",
            "Please bring this with you, [[Mr Ferreira]], when you come for your X-ray.",
            "We have updated your record, [[Mr Ollerenshaw]].",
            "Happy 70th [[Maureen]]! Time for your vaccine.",
            "Cher Monsieur [[Delacroix]], votre ordonnance est prête.",
            "This is a message for the [[Banerjee]] household. Dr Lall is late.",
            "Re: [[Mr Bartholomew Frith]]\n\nYour truss will be posted.",
            "Thanks for ringing, [[Aoife]]. The cream is at the chemist.",
            "Could you please call us back, [[Jasmine]].",
        ] {
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Thanks, Trevor",
            "Is that clear? It's the physio.",
            "Your midwife is Jane, and she will ring you, she says. Sarah is away.",
            "It is your turn for the class with our physio, Hugo. Bring shoes.",
            "Thanks for seeing Dr Bell today. Hugo will ring you.",
            "Your nurse, Hugo, will ring you.",
            "See Emma, our nurse, on Monday.",
            "Emma, our nurse, will ring you.",
            "Hi Joanne, the short answer, Hugo, is yes.",
            "Dear Ms J. Scholes",
            "Appointment for Flu Jab: Friday",
            "Dear \u{ab}Forename\u{bb}, see you",
            "Name: Joanne Scholes",
            "Is this your phone?",
            "Hi Joanne ECG list is on Monday",
            "Hi Joanne Karen from the team is in on Wednesday",
            "Hi Joanne Wegovy pens: moving up on Monday",
            "Hi FIRSTNAME, your scan is on Monday",
            "We shut at noon on Christmas Eve, Thursday 24 December.",
            "Saima, the adviser on benefits, is in room 6 on Wednesday.",
            "You will be seen by the hand surgeon, Mr Rooke, on Monday.",
            "Your appointment is with our eye specialist, Mr Shah.",
            "Please ask for the receptionist, Jasmine.",
            "Thanks for waiting for us. Many thanks, Hugo",
            "Re: Mr Rooke's list\n\nYour operation is on Monday.",
            "You are booked on Mon 30 Nov, 8.40, Ms Sandhu, Restorative",
            "The letter we posted you was for another patient, Mr Alan Rigby, about his clinic.",
            "Eid Mubarak! We are open on Monday.",
            "Cher Monsieur, votre ordonnance est prête.",
            "Dear Joanne Mary Scholes",
            "Are you sure you are Well? Ring us if not.",
            "Hi Ms Scholes\nI'm writing to everyone who saw our locum.",
            "Dear Ms Scholes I've rebooked you for Monday.",
            "Annwyl Ms Scholes / Dear Ms Scholes\n\nThe nurse will call on Monday.",
            "Dear Alumni of the Cardiac Ward! The dinner is on Monday.",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }

    #[test]
    fn numbers_and_birthdays_are_compared() {
        let desk = Desk::with_record();
        assert_finds(&desk, META.id, "NHS no [[999 005 3456]]");
        assert_finds(&desk, META.id, "DOB [[22/09/1977]]");
        assert_finds(&desk, META.id, "DOB [[22.9.77]]");
        assert_finds(&desk, META.id, "Ridley Joan [[12/08/1971]] - your form is at the desk");
        assert_clean(&desk, META.id, "NHS no 999 005 3413, DOB 21/09/1977, born 21.9.77");
        assert_clean(&desk, META.id, "Anyone born between 1 September 1946 and 31 August 1951 can have it");
    }
}
