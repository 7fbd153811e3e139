//! Which words are names of people or places by where they stand: those are never read as words.

use std::sync::Arc;

use super::fold::Folded;
use super::token::{Token, Tokens, mark};
use super::words::WordSet;

/// The hashes of names that are known: the patient's, the recipient's.
#[derive(Debug, Default, Clone)]
pub struct Known {
    /// One hash a name part, as [`super::token::hash`] makes it.
    pub people: Vec<u32>,
    /// Phrases of the practice's own name and address, word by word.
    pub own: Arc<Vec<Vec<u32>>>,
}

impl Known {
    /// Adds every part of a name.
    pub fn add_name(&mut self, name: &str) {
        let folded = Folded::new(name);
        self.people.extend(super::cut(&folded).list.iter().map(|token| token.hash));
    }

    /// Adds a phrase of the practice's own.
    pub fn add_own(&mut self, phrase: &str) {
        let folded = Folded::new(phrase);
        let words: Vec<u32> = super::cut(&folded).list.iter().map(|token| token.hash).collect();
        if !words.is_empty() {
            Arc::make_mut(&mut self.own).push(words);
        }
    }
}

/// Marks names and places.
pub fn mark(folded: &Folded<'_>, tokens: &mut Tokens, known: &Known) {
    people(folded, tokens, known);
    streets(folded, tokens);
    for phrase in known.own.iter() {
        own(tokens, phrase);
    }
}

fn word<'t>(text: &'t str, token: Option<&Token>) -> &'t str {
    token.and_then(|token| text.get(token.range())).unwrap_or("")
}

const TITLES: [&str; 20] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "doctor",
    "prof",
    "professor",
    "sister",
    "nurse",
    "matron",
    "sir",
    "lady",
    "midwife",
    "rev",
    "master",
    "pharmacist",
    "physio",
    "dentist",
];

const GREETINGS: [&str; 26] = [
    "hi",
    "hello",
    "hiya",
    "hey",
    "dear",
    "morning",
    "afternoon",
    "evening",
    "annwyl",
    "helo",
    "shwmae",
    "shwmai",
    "hia",
    "its",
    "im",
    "regards",
    "thanks",
    "wishes",
    "sincerely",
    "faithfully",
    "diolch",
    "cofion",
    "bye",
    "drogi",
    "droga",
    "czesc",
];

/// Words behind which a name may stand; "it's" and "i'm" have the hashes of "its" and "im".
const OPENINGS: WordSet = WordSet::of(&TITLES).or(&WordSet::of(&GREETINGS));

/// A word in front of a person's name.
pub fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// A word that greets, or announces the name of who speaks.
pub fn is_greeting(word: &str) -> bool {
    GREETINGS.contains(&word)
}

fn people(folded: &Folded<'_>, tokens: &mut Tokens, known: &Known) {
    let text = folded.text();
    // how many words of a name were just read; 0: none
    let mut run = 0u32;
    let mut opened = false;
    // most words are no name and stand before none
    let may_matter = |token: &Token| token.is(mark::CAPITAL) || OPENINGS.may_hold(token.hash);
    let mut at = 0;
    loop {
        if !opened {
            let rest = tokens.list.get(at..).unwrap_or(&[]);
            let Some(passed) = rest.iter().position(may_matter) else { break };
            at += passed;
            run = if passed > 0 { 0 } else { run };
        }
        let Some(token) = tokens.list.get(at).copied() else { break };
        let opening = OPENINGS.may_hold(token.hash);
        let length = token.end - token.start;
        let broken = token.is(mark::BREAK);
        let capital = token.is(mark::CAPITAL) && !token.is(mark::SHOUT);
        let is_known = known.people.contains(&token.hash);
        let short = length <= 7;
        let follows = (opened || (run > 0 && run < 3)) && (!broken || opened && token.is(mark::LINE));
        let named = (capital && follows && short)
            || (is_known && (token.any(mark::CAPITAL) || opened))
            || (capital && follows && run == 0 && length <= 9 && opened);
        let spoken = if opening { word(text, Some(&token)) } else { "" };
        let title = is_title(spoken);
        if named && !title {
            if let Some(token) = tokens.list.get_mut(at) {
                token.marks |= mark::NAME;
            }
            run += 1;
        } else {
            run = 0;
        }
        opened = title
            || is_greeting(spoken)
            || matches!(spoken, "it's" | "i'm") && says_where(word(text, tokens.list.get(at + 2)));
        at += 1;
    }
}

/// What follows the name of who speaks: "it's Gay from the surgery".
fn says_where(word: &str) -> bool {
    matches!(word, "from" | "at" | "here" | "calling" | "ringing")
}

/// Words of a road that stand for no other thing.
const ROADS: [&str; 12] =
    ["road", "rd", "street", "lane", "ln", "avenue", "ave", "crescent", "terrace", "mews", "parade", "grove"];

/// Those that do, which count with a house number only.
const ROADS_AT_TIMES: [&str; 34] = [
    "st", "close", "drive", "way", "court", "place", "gardens", "square", "hill", "row", "walk", "yard",
    "park", "green", "house", "gate", "wharf", "view", "rise", "heol", "stryd", "bank", "brae", "cottages",
    "mount", "ffordd", "maes", "clos", "llys", "bron", "cres", "gdns", "cl", "tce",
];

/// The words of both.
const ROAD_WORDS: WordSet = WordSet::of(&ROADS).or(&WordSet::of(&ROADS_AT_TIMES));

/// Whether a word is that of a road, and whether it stands for no other thing.
fn is_road(word: &str) -> Option<bool> {
    if ROADS.contains(&word) {
        return Some(true);
    }
    ROADS_AT_TIMES.contains(&word).then_some(false)
}

fn streets(folded: &Folded<'_>, tokens: &mut Tokens) {
    let text = folded.text();
    let may_end =
        |token: &Token| token.is(mark::CAPITAL) && !token.is(mark::BREAK) && ROAD_WORDS.may_hold(token.hash);
    let mut next = 1;
    while let Some(found) = tokens.list.get(next..).and_then(|rest| rest.iter().position(may_end)) {
        let at = next + found;
        next = at + 1;
        let letters = word(text, tokens.list.get(at));
        let Some(strong) = is_road(letters) else { continue };
        // "St Brannoc's" is a saint
        let saint = letters == "st"
            && tokens.list.get(at + 1).is_some_and(|next| next.is(mark::CAPITAL) && !next.is(mark::BREAK));
        if saint {
            continue;
        }
        let mut from = at;
        let mut numbered = false;
        for back in (at.saturating_sub(4)..at).rev() {
            let Some(before) = tokens.list.get(back) else { break };
            if before.is(mark::NUMBER) {
                numbered = true;
                break;
            }
            if !before.is(mark::CAPITAL) {
                break;
            }
            from = back;
            if before.is(mark::BREAK) {
                break;
            }
        }
        if strong || numbered || letters == "st" || letters == "house" && leads_to_road(text, tokens, at + 1)
        {
            for part in tokens.list.get_mut(from..=at).into_iter().flatten() {
                part.marks |= mark::PLACE;
            }
        }
    }
}

/// Whether the line of an address goes on with a road: "Refuge House, Mill Lane".
fn leads_to_road(text: &str, tokens: &Tokens, from: usize) -> bool {
    let line = tokens.list.get(from..).unwrap_or(&[]).iter().take(4);
    let mut line = line.take_while(|token| token.any(mark::CAPITAL | mark::NUMBER));
    line.any(|token| is_road(word(text, Some(token))) == Some(true))
}

fn own(tokens: &mut Tokens, phrase: &[u32]) {
    let mut found: Vec<usize> = Vec::new();
    for (at, window) in tokens.list.windows(phrase.len().max(1)).enumerate() {
        if window.iter().map(|token| token.hash).eq(phrase.iter().copied()) {
            found.push(at);
        }
    }
    for at in found {
        for part in tokens.list.get_mut(at..at + phrase.len()).into_iter().flatten() {
            part.marks |= mark::PLACE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cut;
    use super::*;

    fn marked(text: &str, patient: &str, which: u16) -> Vec<String> {
        let folded = Folded::new(text);
        let mut tokens = cut(&folded);
        let mut known = Known::default();
        known.add_name(patient);
        known.add_own("Hope Practice");
        mark(&folded, &mut tokens, &known);
        let list = tokens.list.iter().filter(|t| t.is(which));
        list.map(|t| folded.quote(t.start as usize, t.end as usize).to_owned()).collect()
    }

    #[test]
    fn names_stand_in_their_place() {
        assert_eq!(marked("Hi Will, we will ring", "Will Ashdown", mark::NAME), ["Will"]);
        assert_eq!(marked("Sister Grace Hope, your nurse", "Rose", mark::NAME), ["Grace", "Hope"]);
        assert_eq!(marked("hi pip your PIP form", "Pip", mark::NAME), ["pip", "PIP"]);
        assert_eq!(marked("Nurse Colposcopy", "Rose", mark::NAME), [""; 0]);
        assert_eq!(marked("Kind regards\nHope", "Rose", mark::NAME), ["Hope"]);
        assert_eq!(marked("it's Gay from Seaview Dental", "Rose", mark::NAME), ["Gay"]);
        assert_eq!(marked("it's Truvada that you take", "Rose", mark::NAME), [""; 0]);
    }

    #[test]
    fn roads_and_the_own_name_are_places() {
        assert_eq!(marked("up Old Prison Road, past", "", mark::PLACE), ["Old", "Prison", "Road"]);
        assert_eq!(marked("at 12 Hospice Court", "", mark::PLACE), ["Hospice", "Court"]);
        assert_eq!(marked("the Crown Court wrote", "", mark::PLACE), [""; 0]);
        let house = marked("at Refuge House, Mill Lane, on", "", mark::PLACE);
        assert_eq!(house, ["Refuge", "House", "Mill", "Lane"]);
        assert_eq!(marked("at Refuge House, Mondays", "", mark::PLACE), [""; 0]);
        assert_eq!(marked("Hospice St Brannoc's", "", mark::PLACE), [""; 0]);
        assert_eq!(marked("from Hope Practice now", "", mark::PLACE), ["Hope", "Practice"]);
    }
}
