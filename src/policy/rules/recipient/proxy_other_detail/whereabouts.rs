//! Where somebody may be who lives apart and of whom nothing is on file: numbers, emails and homes told in one sentence with
//! their name or with what they are to the patient, or in the next one about them.

use std::ops::Range;

use super::needles::{needles, plain};
use crate::domain::proxy::Proxy;
use crate::domain::span::Span;
use crate::domain::telephone::{Line, Telephone};
use crate::policy::case::Case;
use crate::policy::rules::words::identifier_in_text::homes::{CARE, is_inward, is_outward};
use crate::policy::scan::Scanned;
use crate::policy::text::Folded;
use crate::policy::text::token::mark;

/// What parents are called, the word of the record first.
const CALLED: [&[&str]; 2] =
    [&["mother", "mum", "mam", "mom", "mummy", "mama"], &["father", "dad", "da", "daddy", "papa", "tata"]];

/// The places that may say where `other` is, which `reader` does not have on file.
pub(super) fn told(case: &Case<'_>, scanned: &Scanned<'_>, reader: &Proxy, other: &Proxy) -> Vec<Span> {
    let names = names(case, reader, other);
    let known = known(case, reader);
    let list = &scanned.tokens.list;
    let mut found: Vec<Span> = Vec::new();
    for at in (0..list.len()).filter(|at| names.iter().any(|name| name == scanned.word_at(*at))) {
        let near = told_near(scanned, at);
        if near.clone().any(|at| CARE.contains(&scanned.word_at(at))) {
            continue;
        }
        for tokens in places(scanned, near) {
            let Some(span) = scanned.span_of(&tokens) else { continue };
            let is_known = known.contains(&plain(scanned.quote(span)));
            if !is_known && !found.iter().any(|other| other.overlaps(span)) {
                found.push(span);
            }
        }
    }
    found
}

/// What follows of these in the next sentence.
const PRONOUNS: [&str; 12] =
    ["he", "she", "they", "his", "her", "their", "he's", "hes", "she's", "shes", "they're", "theyre"];

/// The sentence of somebody's name, and the next one where it goes on about them: "We rang Tom. He is at 8 Quay Rise."
fn told_near(scanned: &Scanned<'_>, at: usize) -> Range<usize> {
    let near = scanned.around(at);
    let goes_on = PRONOUNS.contains(&scanned.word_at(near.end));
    near.start..if goes_on { scanned.around(near.end).end } else { near.end }
}

/// What somebody is called and neither the patient nor the reader is.
fn names(case: &Case<'_>, reader: &Proxy, other: &Proxy) -> Vec<String> {
    let folded = |part: &String| Folded::new(part).text().to_owned();
    let parts = |name: &crate::domain::person::HumanName| -> Vec<String> {
        name.given.iter().chain(&name.family).map(folded).collect()
    };
    let own = case.patient().into_iter().flat_map(|patient| &patient.names).chain([&reader.name]);
    let own: Vec<String> = own.flat_map(parts).collect();
    let relationship = Folded::new(&other.relationship).text().to_owned();
    let called = CALLED.into_iter().find(|words| words.contains(&relationship.as_str()));
    let mut names = parts(&other.name);
    names.extend(called.into_iter().flatten().map(|word| (*word).to_owned()));
    names.push(relationship);
    names.retain(|name| name.len() > 1 && !own.contains(name));
    names
}

/// The reader's own contact points and the practice's, which tell of nobody else.
fn known(case: &Case<'_>, reader: &Proxy) -> Vec<String> {
    let practice = &case.checker.settings.practice;
    let phones = practice.phones.iter().map(|number| plain(number));
    reader.contacts.iter().flat_map(|own| needles(&own.value)).chain(phones).collect()
}

/// Telephone numbers, emails, houses and postcodes among these tokens.
fn places(scanned: &Scanned<'_>, near: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = near.start;
    while at < near.end {
        let place = [number, email, house, postcode]
            .into_iter()
            .filter_map(|read| read(scanned, at))
            .find(|end| *end <= near.end);
        match place {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn is(scanned: &Scanned<'_>, at: usize, marks: u16) -> bool {
    scanned.tokens.list.get(at).is_some_and(|token| token.is(marks))
}

/// A telephone number that begins here: where it ends.
fn number(scanned: &Scanned<'_>, at: usize) -> Option<usize> {
    let digits = |at: usize| {
        let word = scanned.word_at(at);
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !digits(at) || at.checked_sub(1).is_some_and(digits) {
        return None;
    }
    let mut end = at;
    let mut written = String::new();
    while digits(end) && written.len() < 14 {
        written.push_str(scanned.word_at(end));
        end += 1;
    }
    let written = if written.starts_with("44") { format!("+{written}") } else { written };
    matches!(Telephone::new(written).line(), Line::Mobile | Line::Landline).then_some(end)
}

/// An email address that begins here: where it ends.
fn email(scanned: &Scanned<'_>, at: usize) -> Option<usize> {
    let list = &scanned.tokens.list;
    let text = scanned.folded.text();
    let start = list.get(at)?.start as usize;
    let whole = text.get(start..)?.split_whitespace().next()?.trim_end_matches(['.', ',', ')', ';', ':']);
    let begins = text.get(..start)?.chars().next_back().is_none_or(char::is_whitespace);
    let (_, domain) = whole.split_once('@').filter(|_| begins)?;
    let end = start + whole.len();
    let behind = list.iter().skip(at).take_while(|token| (token.start as usize) < end).count();
    domain.contains('.').then_some(at + behind)
}

/// A house and its street that begin here: where they end. The practice's own number is part of its place.
fn house(scanned: &Scanned<'_>, at: usize) -> Option<usize> {
    let is_number = is(scanned, at, mark::NUMBER) && !is(scanned, at, mark::PLACE);
    if !is_number || scanned.word_at(at).len() > 4 {
        return None;
    }
    let behind = scanned.tokens.list.iter().skip(at + 1);
    let street = behind.take_while(|token| token.is(mark::PLACE)).count();
    (street > 0).then_some(at + 1 + street)
}

/// A whole postcode that begins here: where it ends.
fn postcode(scanned: &Scanned<'_>, at: usize) -> Option<usize> {
    let is_own = is(scanned, at, mark::PLACE);
    (!is_own && is_outward(scanned.word_at(at)) && is_inward(scanned.word_at(at + 1))).then_some(at + 2)
}
