//! `placeholder-unfilled`: a gap that somebody meant to fill.

use std::ops::Range;

use crate::domain::severity::Severity;
use crate::domain::span::Span;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};
use crate::policy::text::Token;
use crate::policy::text::token::mark;

mod brackets;
mod fields;

static META: Meta = Meta {
    id: "placeholder-unfilled",
    group: Group::Words,
    summary: "a gap is not filled: ((x)), [insert], <x>, XX/XX, TBC, \"Dear ,\"",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Finds what templates leave behind: names in double brackets, [insert date], <name>, {{name}}, *|NAME|*, FIELD_NAME, XX/XX, ??, rows of underscores, TBC, what came out empty (\"with undefined\", \"at on\"), and a greeting without a name.

### Why it matters
A message with a gap tells the patient nothing and makes every later message less believed.

### Example
\"Flu jab: you're booked XX/XX at XX:XX\"

### How to settle it
Fill the gap: one key goes there.

### Source
NHS England guidance on electronic messages: check before sending.",
};

declare! {
    /// A gap is not filled.
    PlaceholderUnfilled, META, check
}

fn check(_: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let mut spans: Vec<Span> = brackets::found(scanned)
            .into_iter()
            .chain(greeting_gap(scanned))
            .chain(crosses(scanned))
            .chain(fields::found(scanned))
            .chain(fields::left_out(scanned))
            .chain(fields::named(scanned))
            .filter_map(|range| scanned.span(range.start, range.end))
            .chain(guillemets(scanned))
            .chain(scanned.cue(Cue::Placeholder).into_iter().map(|place| place.span))
            .collect();
        spans.sort_unstable();
        // a gap inside a gap is one gap
        spans.dedup_by(|next, kept| kept.overlaps(*next));
        let Some(first) = spans.first().copied() else { continue };
        report.push(
            Finding::new(
                &META,
                Severity::Stop,
                format!("'{}' is a gap that is not filled", scanned.quote(first)),
            )
            .at(spans)
            .cure("Go to the gap", Change::GoTo(first)),
        );
    }
}

/// `«Consultant»`, as word processors mark a field.
fn guillemets<'a>(scanned: &'a Scanned<'_>) -> impl Iterator<Item = Span> + 'a {
    let source = scanned.folded.source();
    let opened = if scanned.folded.is_ascii() { "" } else { source };
    opened.match_indices('\u{ab}').filter_map(move |(start, _)| {
        let rest = source.get(start..)?;
        let len =
            rest.char_indices().take(40).find(|(_, c)| *c == '\u{bb}').map(|(at, c)| at + c.len_utf8())?;
        Some(Span { field: scanned.field, start, end: start + len })
    })
}

/// "Dear ," and "Hi !": a greeting without a name, in folded bytes.
fn greeting_gap(scanned: &Scanned<'_>) -> Option<Range<usize>> {
    let text = scanned.folded.text();
    for (at, token) in scanned.tokens.list.iter().enumerate() {
        if !token.is(mark::FIRST) && !token.is(mark::LINE) {
            continue;
        }
        let word = scanned.word(token);
        if !matches!(word, "dear" | "hi" | "hello" | "annwyl" | "helo") {
            continue;
        }
        // "Dear Mr/Mrs/Ms" leaves a choice and a name open
        let titles = (at + 1..at + 6).take_while(|at| names(scanned.word_at(*at))).count();
        let title = titles > 0;
        let end = scanned.tokens.list.get(at + titles).map_or(token.end, |t| t.end) as usize;
        let behind = text.get(end..).unwrap_or("");
        let blanks = behind.len() - behind.trim_start_matches(' ').len();
        let next = behind.as_bytes().get(blanks).copied();
        let gap = match next {
            // "Hi, ..." is a greeting of its own; "Hi ," and "Dear," are not
            Some(b',') => blanks > 0 || title || word == "dear" || word == "annwyl",
            Some(b'\n') | None => title || matches!(word, "dear" | "annwyl"),
            Some(b'!' | b'.') => blanks > 0,
            _ => false,
        };
        if gap {
            let end = end + blanks + usize::from(next.is_some_and(|b| b != b'\n'));
            return Some(token.start as usize..end);
        }
    }
    None
}

fn names(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "miss" | "mx")
}

/// XX/XX, XX:XX, XXX: words of nothing but crosses, in capitals or with signs between.
fn crosses(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    let bytes = scanned.folded.text().as_bytes();
    let is_x = |token: &Token| {
        bytes.get(token.start as usize) == Some(&b'x')
            && token.range().len() >= 2
            && scanned.word(token).bytes().all(|b| b == b'x')
    };
    let only_x = |at: usize| scanned.tokens.list.get(at).is_some_and(is_x);
    let next = |from: usize| {
        let rest = scanned.tokens.list.get(from..).unwrap_or(&[]);
        rest.iter().position(is_x).map(|at| from + at)
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(start) = next(at) {
        at = start;
        while only_x(at) {
            at += 1;
        }
        let (Some(first), Some(last)) = (scanned.tokens.list.get(start), scanned.tokens.list.get(at - 1))
        else {
            break;
        };
        let range = first.start as usize..last.end as usize;
        let words = at - start;
        let joined =
            scanned.folded.text().get(range.clone()).is_some_and(|t| t.contains(['/', ':', '.', '-']));
        // small crosses at the end are kisses
        let closing = at == scanned.tokens.list.len();
        if joined
            || words == 1 && !closing && fields::expects(scanned, start)
            || (first.is(mark::SHOUT) && !(closing && words == 1))
            || (first.is(mark::SHOUT) && words > 1)
            || !closing && words == 1 && first.is(mark::CAPITAL) && range.len() > 3
        {
            out.push(range);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_finds};

    #[test]
    fn gaps_are_found() {
        let desk = Desk::bare();
        for text in [
            "Hello [[((first_name))]], hello",
            "See [[<name>]] at 3pm",
            "Flu jab: you're booked [[XX/XX]] at [[XX:XX]]",
            "[[Dear ,]]\n\nYour appointment",
            "Hello {{name}}".replace("{{name}}", "[[{{name}}]]").as_str(),
            "Your time is [[____]]",
            "It is on the XXX of May".replace("XXX", "[[XXX]]").as_str(),
        ] {
            assert_finds(&Desk::bare(), META.id, "Outpatient clinic with [[«Consultant»]] on [[«Date»]]");
            assert_finds(&desk, META.id, text);
        }
        for text in [
            "Your clinic is at [[**SITE NAME**]] on Friday",
            "Dear [[$patient.salutation]],",
            "Hiya [[@name@]], your form is here",
            "Clinic on [[****]] at 3",
            "Your appointment [[with  is]] [[on  at]] . Ring to change it",
            "Your X-ray is [[at ...]] [[on ...]] bring this",
            "Fitting with Dr [[Xxxxx]] on Monday",
            "The vaccine for your child [[NAME]] is on [[DATE]] at [[SCHOOL NAME]]",
            "Your check is on [[???]] at 3",
            "Dr Ali says: [[(answer)]].",
            "You are [[#N#]] on the list",
            "Your exercises: [[*paste link*]]",
            "Your complaint about [[INSERT ISSUE HERE]] is with us",
            "Dear [[*|FNAME|*]], our winter hours are below.",
            "[[Dear Mr/Mrs/Miss/Ms]]\nWe have moved your clinic.",
            "Your review is with [[undefined]] on Friday",
            "[[undefined]], your check is on Friday",
            "See you [[at in]] on for your dressing.",
            "The loan ends in [[??]] weeks.",
            "Your Dr [[-----]] would like to see you",
            "You are due at [[FACILITY_NAME]] on Tuesday",
            "Your nurse is [[nurse_name]] on Monday",
            "Hi [[PatientName]], your form is here",
            "Midwife on [[xx]] Dec at 3, bring notes",
        ] {
            assert_finds(&desk, META.id, text);
        }
    }

    #[test]
    fn square_brackets_hold_a_gap() {
        let findings = Desk::bare().findings(META.id, "On [insert date] at 3pm");
        assert_eq!(findings.first().and_then(|f| f.span), Some(Span::text(3, 16)));
    }

    #[test]
    fn signs_are_no_gaps() {
        let desk = Desk::bare();
        for text in [
            "[secure] your letter",
            "Hi, see you at 3 xx",
            "We <3 our patients",
            "Mail <jo@x.example>",
            "Dear Jo,\nsee you... soon",
            "50% off and 20% more",
            "Hello! See you soon.",
            "Thanks XX",
            "Did you forget??? See you soon",
            "Please do *not* eat and **ring us** first",
            "It is $5 in the shop (number 4)",
            "Reply with your GP [if you have one]",
            "Press # and wait, then # again",
            "Mail a@b.example or c@d.example",
            "YOUR NEW DATE IS BELOW",
            "Write your NAME and DATE on the pot",
            "Come on Monday  at 3 or on Friday",
            "We are here for you ... on your side",
            "Room 2 [upstairs] for ears, Room 3 [ground floor] for feet.",
            "I cannot come on Wednesday (cross one out)\n\nSigned ..................",
            "Please tick [ ] yes or [ ] no",
            "The clinic you were seen at in June is shut",
            "Were you at the one you came to? What are you in ?? Ring us",
            "Mail jo_hall@x.example or see x.example/MY_FORM_A",
            "The photo is IMG_2041",
            "Bring somebody with at least one car",
            "Love from us xx and see you soon",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }
}
