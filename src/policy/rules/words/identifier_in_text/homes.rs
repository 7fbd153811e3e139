//! Home addresses: the patient's own on record, or one that somebody is sent to.

use std::ops::Range;

use super::Place;
use crate::domain::contact::ContactValue;
use crate::policy::case::Case;
use crate::policy::scan::Scanned;
use crate::policy::text::token::mark;
use crate::policy::text::{WordList, WordSet};

/// What a home is announced by, or stands behind where something is brought to it.
const HOMES: WordSet = WordSet::of(&[
    "address", "is", "live", "living", "home", "visit", "at", "to", "yours", "from", "of", "flat", "plot",
    "still", "right",
]);

/// The patient's own address on record, or one that is announced as theirs.
pub(super) fn found(case: &Case<'_>, scanned: &Scanned<'_>) -> Vec<Place> {
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
    // what leads to a house stands in front of its number, behind the number of the house before
    let mut from = 0;
    for number in scanned.tokens.numbers.iter().copied().filter(|number| is_house(scanned, *number)) {
        let leading = from.max(number.saturating_sub(FARTHEST))..number;
        let leads = |at: &usize| {
            list.get(*at).is_some_and(|token| HOMES.may_hold(token.hash))
                && leads_home(scanned, *at).is_some_and(|reach| number - at <= reach)
        };
        if leading.into_iter().any(|at| leads(&at)) {
            out.extend(house(scanned, number).map(|home| (home, "a home address")));
        }
        from = number;
    }
    out.extend(by_postcode(scanned).map(|home| (home, "a home address")));
    out.extend(by_errand(scanned).map(|home| (home, "a home address")));
    out.sort_by_key(|(home, _)| home.start);
    out.dedup_by(|next, kept| kept.0.end >= next.0.start);
    out
}

/// How many tokens in front of a postcode a house's number stands at most.
const ADDRESS: usize = 9;

/// What is said of a home and not of where people are treated.
static HELD: WordList = WordList::of(
    "\
    hold holds held still address live lives living driver deliver delivered delivers parcel posted visit \
    registered home keysafe proof yours transport stay",
);

/// "Is this still you? 14 Beech Grove, Otley LS21 3PQ": a house's number in front of a whole postcode, where the text tells
/// or asks somebody where they live.
fn by_postcode<'a>(scanned: &'a Scanned<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
    let list = &scanned.tokens.list;
    let inward = move |at: usize| {
        let token = list.get(at).filter(|token| token.is(mark::NUMBER) && token.end - token.start == 3)?;
        (is_inward(scanned.word(token)) && is_outward(scanned.word_at(at.checked_sub(1)?))).then_some(at)
    };
    scanned.tokens.numbers.iter().copied().filter_map(inward).filter_map(move |end| {
        let marked = |at: usize, marks: u16| list.get(at).is_some_and(|token| token.is(marks));
        let number = (end.saturating_sub(ADDRESS)..end - 1)
            .find(|at| starts_with_digit(scanned.word_at(*at)) && marked(at + 1, mark::CAPITAL))?;
        let near = scanned.around(number).start.min(number.saturating_sub(HELD_NEAR))..(end + HELD_NEAR);
        let told = near.clone().any(|at| HELD.holds(scanned.letters_at(at)))
            || asks(scanned, number)
            || gives(scanned, number);
        let is_care =
            near.clone().any(|at| CARE.contains(&scanned.word_at(at)) || scanned.word_at(at) == "venue");
        (told && !is_care && !is_ours(scanned, number)).then_some(number..end + 1)
    })
}

/// "Our address is 14 Orchard Street": who writes tells where they are.
fn is_ours(scanned: &Scanned<'_>, number: usize) -> bool {
    let told = |at: usize| (at + 1..at + 4).any(|next| scanned.word_at(next) == "address");
    (scanned.around(number).start..number).any(|at| scanned.word_at(at) == "our" && told(at))
}

/// Who comes to a home.
static CALLERS: WordList = WordList::of(
    "driver courier van crew ambulance taxi minibus transport delivery engineer fitter midwife carers nurses nurse",
);

/// "Driver will be with you at 9, the bungalow, 2 Quarry Rise", "22 Gelli Road still where you live?": a house in a road where
/// somebody comes to the reader, or asks where they live.
fn by_errand<'a>(scanned: &'a Scanned<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
    let list = &scanned.tokens.list;
    let marked = move |at: usize, marks: u16| list.get(at).is_some_and(|token| token.is(marks));
    scanned.tokens.numbers.iter().copied().filter(move |at| marked(*at + 1, mark::PLACE)).filter_map(
        move |number| {
            let end = number + 1 + (number + 1..list.len()).take_while(|at| marked(*at, mark::PLACE)).count();
            let near = scanned.around(number);
            let at_hand = number.saturating_sub(14).max(near.start)..(end + 8).min(near.end);
            let said = |word: &str| at_hand.clone().any(|at| scanned.word_at(at) == word);
            let caller = || at_hand.clone().any(|at| CALLERS.holds(scanned.letters_at(at)));
            let to_you = || {
                at_hand.clone().any(|at| {
                    matches!(
                        (scanned.word_at(at), scanned.word_at(at + 1)),
                        ("with" | "to" | "for", "you" | "u") | ("ring" | "rings" | "text", "when")
                    )
                })
            };
            let lives =
                || said("where") && (said("you") || said("u")) && said("live") && asks(scanned, number);
            let is_care = at_hand.clone().any(|at| CARE.contains(&scanned.word_at(at)));
            // "come to us at 3 Mill Lane"
            let comes = (number.saturating_sub(4)..number)
                .any(|at| matches!(scanned.word_at(at), "us" | "our" | "from" | "we" | "we're"));
            ((caller() && to_you() || lives()) && !is_care && !comes && !is_ours(scanned, number))
                .then_some(number..end)
        },
    )
}

/// How many words around an address say whose it is.
const HELD_NEAR: usize = 6;

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 4
}

/// The second half of a postcode: "3PQ".
pub(in crate::policy::rules) fn is_inward(word: &str) -> bool {
    matches!(word.as_bytes(), [digit, one, other] if digit.is_ascii_digit() && one.is_ascii_alphabetic() && other.is_ascii_alphabetic())
}

/// The first half of a postcode: "LS21", "B16", "W1A".
pub(in crate::policy::rules) fn is_outward(word: &str) -> bool {
    (2..=4).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// "We have 12 Elm Row for you", "got you at": the address that somebody has of the reader.
fn gives(scanned: &Scanned<'_>, at: usize) -> bool {
    let near = |words: &[&str]| scanned.around(at).any(|at| words.contains(&scanned.word_at(at)));
    near(&["have", "got", "has"]) && near(&["you", "u", "ur", "your"])
        || scanned.around(at).any(|at| {
            scanned.word_at(at) == "moved"
                && matches!(scanned.word_at(at.wrapping_sub(2)), "you" | "u" | "if")
        })
}

/// Whether a number can be that of a house: a street stands behind it.
fn is_house(scanned: &Scanned<'_>, number: usize) -> bool {
    let marked = |at: usize, marks: u16| scanned.tokens.list.get(at).is_some_and(|token| token.is(marks));
    scanned.word_at(number).len() <= 4
        && !marked(number + 1, mark::NUMBER)
        && (number + 1..number + 4).any(|next| marked(next, mark::CAPITAL | mark::PLACE))
}

/// The number of a house and the street behind it: "12 Elm Row"; `None` where people are treated in it.
fn house(scanned: &Scanned<'_>, number: usize) -> Option<Range<usize>> {
    let marked = |at: usize, marks: u16| scanned.tokens.list.get(at).is_some_and(|token| token.is(marks));
    let mut end = number + 1;
    while marked(end, mark::PLACE) {
        end += 1;
    }
    let is_care = (number..end + 3).any(|at| CARE.contains(&scanned.word_at(at)));
    (!is_care).then_some(number..end)
}

/// What is no home.
pub(in crate::policy::rules) const CARE: [&str; 14] = [
    "pharmacy",
    "chemist",
    "chemists",
    "surgery",
    "clinic",
    "hospital",
    "practice",
    "centre",
    "center",
    "ward",
    "suite",
    "department",
    "office",
    "hub",
];

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
const SENT: [&str; 14] = [
    "posted",
    "sent",
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

/// No word leads to a home's number that stands further behind it.
const FARTHEST: usize = 11;

/// How many tokens behind this word a home's number stands at most; `None` where the word leads to no home.
fn leads_home(scanned: &Scanned<'_>, at: usize) -> Option<usize> {
    let marked = |at: usize, marks: u16| scanned.tokens.list.get(at).is_some_and(|token| token.is(marks));
    let is_number = |at: usize| marked(at, mark::NUMBER);
    let near = |back: usize, words: &[&str]| {
        (at.saturating_sub(back)..at).any(|i| words.contains(&scanned.word_at(i)))
    };
    let before = scanned.word_at(at.wrapping_sub(1));
    let next = scanned.word_at(at + 1);
    let home = match scanned.word_at(at) {
        // "your address ... 12 Elm Row, LS1 6AE"
        "address" | "live" | "living" | "home" => {
            return near(4, &["your", "ur", "yr", "you", "home", "youre", "patients", "address"])
                .then_some(FARTHEST);
        }
        // "home visit Fri 27 Nov AM, 28 Sycamore Ave"
        "visit" if before == "home" => return Some(8),
        // "Is it still 7 Heol y Felin?", "is this still right: Flat 3, 11 Harrow Street?"
        "still" | "right" => {
            let asks = near(3, &["is", "it", "this", "address"]) && asks(scanned, at);
            asks && (is_number(at + 1) || matches!(next, "flat" | "right"))
        }
        // "is 22 Gelli Road still where you live?"
        "is" => is_number(at + 1) && (at + 2..at + 9).any(|i| scanned.word_at(i) == "live"),
        // "Flat 3, 118 Ormeau Parade"
        "flat" | "plot" => {
            is_number(at + 1) && (is_number(at + 2) || next.len() <= 3 && marked(at + 2, mark::CAPITAL))
        }
        // "Mr P Maddox of 57 Chapel Street"
        "of" => is_number(at + 1) && marked(at.wrapping_sub(1), mark::CAPITAL),
        // "to dress your leg at 27 Sycamore Close", "we now hold you at 14 Pargeter Close", "told them that ur at 9 Elm Row"
        "at" if is_number(at + 1) && before != "us" => {
            let held = before == "you" && near(5, &["hold", "have", "got", "down"]);
            near(8, &VISITED) || held || matches!(before, "ur" | "youre")
        }
        // "posted to Flat 3, 22 Inkerman Street", "the driver is coming to 7 Quarry Bank"
        "to" => next != "us" && near(5, &SENT),
        // "dropped at yours, 88 Cowpasture Lane"
        "yours" => matches!(before, "at" | "to"),
        // "to collect you from 9 Elm Row", "the crew will collect from Flat 6, 22 Wharf Terrace"
        "from" => {
            let fetched = near(5, &["collect", "collects", "collecting", "pick", "picks", "picking"]);
            fetched && (before == "you" || near(8, &FETCHED_BY))
        }
        _ => false,
    };
    home.then_some(3)
}

/// Whether the sentence of this token asks.
fn asks(scanned: &Scanned<'_>, at: usize) -> bool {
    let sentence = scanned.sentence_of(at).map(|sentence| sentence.bytes.clone());
    sentence.and_then(|bytes| scanned.folded.text().get(bytes)).is_some_and(|words| words.contains('?'))
}
