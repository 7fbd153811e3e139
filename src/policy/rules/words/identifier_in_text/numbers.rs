//! Numbers that name or pay a person: NHS numbers, sort codes, accounts, cards.

use std::ops::Range;

use super::Place;
use crate::domain::nhs_number::NhsNumber;
use crate::policy::scan::Scanned;
use crate::policy::text::token::mark;
use crate::policy::text::{Token, WordSet};

/// What stands before a sort code or an account.
const BANKING: [&str; 14] = [
    "sort",
    "code",
    "bank",
    "account",
    "acc",
    "acct",
    "bacs",
    "barclays",
    "lloyds",
    "natwest",
    "hsbc",
    "santander",
    "monzo",
    "nationwide",
];

/// NHS numbers, sort codes, account and card numbers.
pub(super) fn found(scanned: &Scanned<'_>) -> Vec<Place> {
    let list = &scanned.tokens.list;
    let mut out = Vec::new();
    // most words are no numbers
    let may_begin = |token: &Token| token.is(mark::NUMBER) || SPOKEN.may_hold(token.hash);
    let mut at = 0;
    while let Some(passed) = list.get(at..).and_then(|rest| rest.iter().position(may_begin)) {
        at += passed;
        let number = list.get(at).is_some_and(|token| token.is(mark::NUMBER));
        let spoken = if number { at..at } else { spoken_digits(scanned, at) };
        if spoken.len() >= 10 {
            at = spoken.end;
            out.push((spoken, "an NHS number"));
            continue;
        }
        let run = if number { run_of_digits(scanned, at) } else { at..at };
        at = run.end.max(at + 1);
        out.extend(what(scanned, &run).map(|what| (run, what)));
    }
    out
}

/// What a run of digits names or pays, if anybody.
fn what(scanned: &Scanned<'_>, run: &Range<usize>) -> Option<&'static str> {
    let count: usize = run.clone().map(|at| scanned.word_at(at).len()).sum();
    if !matches!(count, 6 | 8 | 10 | 16) {
        return None;
    }
    let digits: String = run.clone().map(|at| scanned.word_at(at)).collect();
    let near = |words: &[&str]| {
        let from = run.start.saturating_sub(5);
        (from..run.start).any(|at| words.contains(&scanned.word_at(at)))
    };
    let slashed = matches!(scanned.word_at(run.start.wrapping_sub(2)), "a" | "s")
        && scanned.word_at(run.start.wrapping_sub(1)) == "c";
    let is_banking = near(&BANKING) || slashed;
    let groups = run.len();
    let first = scanned.word_at(run.start).len();
    let is_nhs = digits.len() == 10
        && (digits.parse::<NhsNumber>().is_ok()
            && (groups == 1 && !digits.starts_with('0') || groups == 3 && first == 3)
            || near(&["nhs"]) && (groups == 1 || groups == 3));
    if is_nhs {
        Some("an NHS number")
    } else if digits.len() == 6 && groups == 3 && is_banking {
        Some("a bank's sort code")
    } else if digits.len() == 8 && groups == 1 && is_banking {
        Some("a bank account")
    } else if digits.len() == 16 && (groups == 4 || near(&["card"])) {
        Some("a card number")
    } else {
        None
    }
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
