//! Gaps without a sign around them: a field's name in capitals, and a place where a field came out empty.

use std::ops::Range;

use crate::policy::scan::Scanned;
use crate::policy::text::token::mark;
use crate::policy::text::{Token, WordList, WordSet};

/// Fields of a template.
static FIELDS: WordList = WordList::of(
    "\
    name firstname surname forename date time day month school clinic clinician doctor nurse venue location place \
    number amount reason link postcode site practice surgery child",
);

/// Words that lead to what was to be filled in: "on DATE", "at TIME", "your child NAME".
const LEADS: [&str; 13] =
    ["on", "at", "with", "dear", "hi", "hello", "is", "for", "by", "child", "from", "of", "named"];

/// "your child NAME is on DATE at SCHOOL NAME": fields in capitals in a text that is not, in folded bytes.
pub(super) fn found(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    let list = &scanned.tokens.list;
    let shouts = |at: usize| list.get(at).is_some_and(|token| token.is(mark::SHOUT));
    let is_field = |at: usize| shouts(at) && FIELDS.holds(scanned.letters_at(at));
    let shouted = list.iter().enumerate().skip(1).filter(|(_, token)| token.is(mark::SHOUT));
    let fields = shouted.map(|(at, _)| at).filter(|at| is_field(*at)).filter_map(|last| {
        let first = if is_field(last - 1) { last - 1 } else { last };
        let led = first.checked_sub(1)?;
        // a field, not a heading or a text that shouts
        let fits = LEADS.contains(&scanned.word_at(led)) && !shouts(led) && !shouts(last + 1);
        fits.then_some(first..last + 1)
    });
    fields.filter_map(|tokens| bytes(scanned, &tokens)).collect()
}

/// Names that programs give to fields, grown together.
const FIELD_NAMES: [&str; 26] = [
    "firstname",
    "lastname",
    "patientname",
    "givenname",
    "familyname",
    "fullname",
    "preferredname",
    "childname",
    "parentname",
    "clinicname",
    "clinicianname",
    "doctorname",
    "nursename",
    "practicename",
    "surgeryname",
    "hospitalname",
    "sitename",
    "facilityname",
    "appointmentdate",
    "appointmenttime",
    "apptdate",
    "appttime",
    "appdate",
    "apptime",
    "duedate",
    "practicephone",
];

/// What programs write where they know no value.
const VOID: [&str; 2] = ["undefined", "null"];

/// The hashes of both: most words are passed over by theirs.
const NAMED: WordSet = WordSet::of(&FIELD_NAMES).with(VOID[0]).with(VOID[1]);

/// `FACILITY_NAME`, `first_name`, `PatientName`, "with undefined on": a field by its own name or without a value, in folded
/// bytes.
pub(super) fn named(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    let list = &scanned.tokens.list;
    let mut out = Vec::new();
    let underscores = scanned.tokens.signs.may_hold(b"_");
    let may_name =
        |token: &Token| (underscores || NAMED.may_hold(token.hash)) && !token.any(mark::HOST | mark::PATH);
    for (at, token) in list.iter().enumerate().filter(|(_, token)| may_name(token)) {
        let grown = || token.is(mark::CAPITAL) && FIELD_NAMES.contains(&scanned.word(token));
        let void = || {
            let opens = at == 0 && sign_behind(scanned, at) == Some(b',');
            let led = at.checked_sub(1).is_some_and(|led| LEADS.contains(&scanned.word_at(led)));
            VOID.contains(&scanned.word_at(at)) && (opens || led) && scanned.word_at(at + 1) != "and"
        };
        if NAMED.may_hold(token.hash) && (grown() || void()) {
            out.push(token.start as usize..token.end as usize);
        } else if underscores && sign_behind(scanned, at) == Some(b'_') {
            out.extend(snake(scanned, at));
        }
    }
    out
}

/// The sign right behind a token.
fn sign_behind(scanned: &Scanned<'_>, at: usize) -> Option<u8> {
    let end = scanned.tokens.list.get(at)?.end as usize;
    scanned.folded.text().as_bytes().get(end).copied()
}

/// `FACILITY_NAME`, `first_name`: words joined by underscores, all in capitals or one of them a field's.
fn snake(scanned: &Scanned<'_>, first: usize) -> Option<Range<usize>> {
    let list = &scanned.tokens.list;
    let joined = |at: &usize| sign_behind(scanned, *at) == Some(b'_');
    let last = first + (first..list.len()).take_while(joined).count();
    let (from, to) = (list.get(first)?.start as usize, list.get(last)?.end as usize);
    // nothing grows on, as in the name of a file
    let apart = |at: Option<usize>| {
        at.and_then(|at| scanned.folded.text().as_bytes().get(at))
            .is_none_or(|b| !matches!(b, b'_' | b'@' | b'/'))
    };
    let words = first..last + 1;
    let letters = words.clone().all(|at| list.get(at).is_some_and(|token| !token.is(mark::NUMBER)));
    let shouts = words.clone().all(|at| list.get(at).is_some_and(|token| token.is(mark::SHOUT)));
    let field =
        words.clone().any(|at| FIELDS.holds(scanned.letters_at(at)) || scanned.word_at(at) == "first");
    let whole = apart(from.checked_sub(1)) && apart(Some(to)) && to - from > words.len();
    (whole && letters && (shouts || field)).then_some(from..to)
}

/// Whether a token stands where a day, a time or a name is to be: "on xx Dec", "time xx".
pub(super) fn expects(scanned: &Scanned<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|led| matches!(scanned.word_at(led), "on" | "at" | "time" | "room" | "dr"))
}

/// Words behind which a sign stands for what is missing: "in ?? weeks", "Dr ----- would".
const SIGN_BEHIND: [&str; 16] = [
    "on", "at", "with", "in", "by", "dr", "mr", "mrs", "ms", "miss", "is", "for", "of", "room", "from", "to",
];

/// Words behind which a field may have come out empty.
const EMPTY_BEHIND: [&str; 3] = ["on", "at", "with"];

/// Their hashes.
const BEHIND: WordSet = WordSet::of(&SIGN_BEHIND);

/// "with  is on  at .", "at ... on ...": nothing, or dots, where a name or a time was to come, in folded bytes.
pub(super) fn left_out(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    let list = &scanned.tokens.list;
    let text = scanned.folded.text();
    let leads = |token: &Token| BEHIND.may_hold(token.hash) && SIGN_BEHIND.contains(&scanned.word(token));
    let gap = |at: usize| {
        let end = list.get(at)?.end as usize;
        let next = list.get(at + 1).map_or(text.len(), |next| next.start as usize);
        let between = text.get(end..next)?;
        // most words have nothing but a blank behind them
        if between == " " {
            let empty = EMPTY_BEHIND.contains(&scanned.word_at(at)) && skips(scanned, at);
            return empty.then_some(list.get(at)?.start as usize..end + 1 + scanned.word_at(at + 1).len());
        }
        let goes_on = matches!(scanned.word_at(at + 1), "is" | "on" | "at" | "with" | "in");
        let signs = between.trim_matches(' ');
        let small = list.get(at + 1).is_some_and(|next| next.any(mark::SMALL | mark::NUMBER));
        let stands_for = between.starts_with(' ') && between.ends_with(' ') && small;
        if stands_for && (is_run(signs, '?', 2) || is_run(signs, '-', 3)) {
            return Some(end + 1..end + 1 + signs.len());
        }
        let len = if !EMPTY_BEHIND.contains(&scanned.word_at(at)) {
            return None;
        } else if signs == "..." && between.starts_with(' ') {
            4
        } else if between.starts_with("  ") && goes_on {
            between.len() + scanned.word_at(at + 1).len()
        } else if between.starts_with(" .") && !between.starts_with(" ..") {
            1
        } else {
            return None;
        };
        Some(list.get(at)?.start as usize..end + len)
    };
    let leading = list.iter().enumerate().filter(|(_, token)| leads(token));
    leading.filter_map(|(at, _)| gap(at)).collect()
}

/// Whether a text is a run of one sign.
fn is_run(text: &str, sign: char, least: usize) -> bool {
    text.len() >= least && text.chars().all(|c| c == sign)
}

/// "See you at in on for your dressing", "is at on Monday": one lead behind another.
fn skips(scanned: &Scanned<'_>, at: usize) -> bool {
    let next = scanned.word_at(at + 1);
    let pair = matches!((scanned.word_at(at), next), ("at", "in" | "on" | "at" | "for") | ("with", "on"));
    let before = at.checked_sub(1).map_or("", |at| scanned.word_at(at));
    let third =
        matches!(scanned.word_at(at + 2), "on" | "at" | "for" | "with") && scanned.word_at(at + 2) != next;
    pair && (third || matches!(before, "is" | "appointment" | "appt" | "booked"))
}

fn bytes(scanned: &Scanned<'_>, tokens: &Range<usize>) -> Option<Range<usize>> {
    let first = scanned.tokens.list.get(tokens.start)?.start as usize;
    Some(first..scanned.tokens.list.get(tokens.end.checked_sub(1)?)?.end as usize)
}
