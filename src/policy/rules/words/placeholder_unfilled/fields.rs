//! Gaps without a sign around them: a field's name in capitals, and a place where a field came out empty.

use std::ops::Range;

use crate::policy::scan::Scanned;
use crate::policy::text::token::mark;
use crate::policy::text::{WordList, WordSet};

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
    let is_field = |at: usize| shouts(at) && FIELDS.holds(scanned.word_at(at));
    let fields = (1..list.len()).filter(|at| is_field(*at)).filter_map(|last| {
        let first = if is_field(last - 1) { last - 1 } else { last };
        let led = first.checked_sub(1)?;
        // a field, not a heading or a text that shouts
        let fits = LEADS.contains(&scanned.word_at(led)) && !shouts(led) && !shouts(last + 1);
        fits.then_some(first..last + 1)
    });
    fields.filter_map(|tokens| bytes(scanned, &tokens)).collect()
}

/// Words behind which a field may have come out empty.
const EMPTY_BEHIND: [&str; 3] = ["on", "at", "with"];

/// Their hashes.
const BEHIND: WordSet = WordSet::of(&EMPTY_BEHIND);

/// "with  is on  at .", "at ... on ...": nothing, or dots, where a name or a time was to come, in folded bytes.
pub(super) fn left_out(scanned: &Scanned<'_>) -> Vec<Range<usize>> {
    let list = &scanned.tokens.list;
    let text = scanned.folded.text();
    let leads = |at: usize| {
        list.get(at).is_some_and(|token| BEHIND.may_hold(token.hash))
            && EMPTY_BEHIND.contains(&scanned.word_at(at))
    };
    let gap = |at: usize| {
        let end = list.get(at)?.end as usize;
        let next = list.get(at + 1).map_or(text.len(), |next| next.start as usize);
        let between = text.get(end..next)?;
        let goes_on = matches!(scanned.word_at(at + 1), "is" | "on" | "at" | "with" | "in");
        let len = if between.trim_matches(' ') == "..." && between.starts_with(' ') {
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
    (0..list.len()).filter(|at| leads(*at)).filter_map(gap).collect()
}

fn bytes(scanned: &Scanned<'_>, tokens: &Range<usize>) -> Option<Range<usize>> {
    let first = scanned.tokens.list.get(tokens.start)?.start as usize;
    Some(first..scanned.tokens.list.get(tokens.end.checked_sub(1)?)?.end as usize)
}
