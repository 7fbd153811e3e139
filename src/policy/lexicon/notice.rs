//! What reveals nobody: notices to everyone, and places by which the way is told.

use std::ops::Range;

use crate::policy::text::token::mark;
use crate::policy::text::{Token, Tokens};

use super::cue::{Category, Cue};
use super::matcher::Match;

/// How many words behind "opposite the" still name the place.
const NAMED: usize = 4;

/// How far behind a thing what is said of it stands.
const SAID: usize = 9;

/// Takes out the topics that a notice or a way to somewhere names, and results and news of mere things.
pub fn silence(matches: &mut Vec<Match>, tokens: &Tokens) {
    let (mut still, mut mere) = (Vec::new(), Vec::new());
    for m in matches.iter() {
        let Some(token) = tokens.list.get(m.first) else { continue };
        let sentence = || tokens.sentences.get(token.sentence as usize).map_or(0..0, |s| s.tokens.clone());
        let category = Category::from_number(m.category);
        if category == Some(Category::Cue(Cue::Thing)) {
            mere.push(m.first..sentence().end.min(m.last + SAID));
        }
        still.extend(match category {
            Some(Category::Cue(Cue::Notice)) => Some(m.first..sentence().end),
            Some(Category::Cue(Cue::Everyone)) => Some(sentence()),
            Some(Category::Cue(Cue::Landmark)) => Some(m.last + 1..named(tokens, m.last + 1)),
            Some(Category::Cue(Cue::Building)) if !token.is(mark::BREAK) => {
                Some(m.first.saturating_sub(1)..m.first)
            }
            _ => None,
        });
    }
    if still.is_empty() && mere.is_empty() {
        return;
    }
    let (still, mere) = (merged(still), merged(mere));
    matches.retain(|m| match Category::from_number(m.category) {
        Some(Category::Topic(_)) => !touches(&still, m),
        Some(Category::Cue(Cue::Result | Cue::BadNews)) => !touches(&mere, m),
        _ => true,
    });
}

/// The end of the name of a place that begins at a token: a few words, up to a sign or a word that leads on.
fn named(tokens: &Tokens, from: usize) -> usize {
    let words = tokens.list.get(from..).unwrap_or(&[]).iter().take(NAMED);
    from + words.take_while(|token: &&Token| !token.is(mark::BREAK)).count()
}

/// Ranges in order, each once where they overlap.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Whether a match begins or ends in one of these ranges.
fn touches(ranges: &[Range<usize>], m: &Match) -> bool {
    let within = |at: usize| {
        let next = ranges.partition_point(|range| range.end <= at);
        ranges.get(next).is_some_and(|range| range.contains(&at))
    };
    within(m.first) || within(m.last)
}

#[cfg(test)]
mod tests {
    use crate::domain::span::Field;
    use crate::policy::Checker;
    use crate::policy::scan::Scanned;
    use crate::policy::text::names::Known;

    fn reveals(text: &str) -> bool {
        Scanned::new(&Checker::default(), &Known::default(), Field::Text, text).is_sensitive()
    }

    #[test]
    fn the_way_past_a_place_is_told_from_the_way_to_it() {
        for text in [
            "Turn right at Antenatal and follow the blue line to X-ray.",
            "Park in car park C behind the Oncology building.",
            "Your hearing test is at the Sexual Health building on Mill Street.",
            "Blood tests have moved to the old mental health unit.",
        ] {
            assert!(!reveals(text), "{text}");
        }
        for text in [
            "Come to the antenatal clinic, opposite the chapel.",
            "Turn right at X-ray for your oncology visit.",
            "Your appointment is in the Sexual Health building.",
            "Please go to the maternity building when your waters break.",
        ] {
            assert!(reveals(text), "{text}");
        }
    }

    #[test]
    fn everyone_is_told_from_one() {
        for text in [
            "Our talk on the menopause is open to everyone.",
            "We ask all patients about their alcohol and sexual orientation.",
        ] {
            assert!(!reveals(text), "{text}");
        }
        for text in
            ["Everyone here wishes you well with your pregnancy.", "Your menopause talk is on Monday."]
        {
            assert!(reveals(text), "{text}");
        }
    }
}
