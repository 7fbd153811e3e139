//! Full dates of birth: the patient's own in any form, or one that is announced.

use std::ops::Range;

use jiff::civil::Date;

use super::Place;
use crate::domain::date::PartialDate;
use crate::policy::case::Case;
use crate::policy::lexicon::vocabulary::NUMBER_WORDS;
use crate::policy::scan::Scanned;
use crate::policy::text::token::mark;

const WHAT: &str = "a date of birth";

/// Years after which a date at the head of a text, behind a name, is no date of a visit.
const GROWN: i16 = 2;

/// Full dates of birth.
pub(super) fn found(case: &Case<'_>, scanned: &Scanned<'_>) -> Vec<Place> {
    let born = case.patient().and_then(|patient| patient.birth_date).and_then(PartialDate::day);
    let mut out: Vec<Place> = Vec::new();
    for mention in scanned.days() {
        let tokens = &mention.tokens;
        let Some(date) = mention.date() else {
            let year = spoken_year(scanned, tokens.end);
            if is_announced(scanned, tokens)
                && mention.day.is_some()
                && mention.month.is_some()
                && !year.is_empty()
            {
                out.push((tokens.start..year.end, WHAT));
            }
            continue;
        };
        if born.is_some_and(|born| is_same(date, born)) || is_told(case, scanned, tokens, date) {
            out.push((tokens.clone(), WHAT));
        }
    }
    if let Some(born) = born {
        let is_new = |place: &Place| out.iter().all(|(known, _)| !known.contains(&place.0.start));
        let written: Vec<Place> = written(scanned, born).into_iter().filter(is_new).collect();
        out.extend(written);
    }
    out
}

/// The date, and what it is in the last century: "19.3.87".
fn readings(date: Date) -> impl Iterator<Item = Date> {
    std::iter::once(date).chain(Date::new(date.year() - 100, date.month(), date.day()))
}

/// Whether a date in a text can be this date of birth.
pub(in crate::policy::rules) fn is_same(date: Date, born: Date) -> bool {
    readings(date).any(|reading| reading == born)
}

/// Whether a date in a text is told as somebody's date of birth.
pub(in crate::policy::rules) fn is_told(
    case: &Case<'_>,
    scanned: &Scanned<'_>,
    tokens: &Range<usize>,
    date: Date,
) -> bool {
    let is_past = |date: Date| case.today().is_none_or(|today| date < today);
    is_announced(scanned, tokens) && readings(date).any(is_past) || heads(case, scanned, tokens, date)
}

/// "DOB 19.3.87", "born on ...", "19.3.87 (dob)"; not "everybody born before ...".
fn is_announced(scanned: &Scanned<'_>, tokens: &Range<usize>) -> bool {
    if matches!(
        scanned.word_at(tokens.start.wrapping_sub(1)),
        "between" | "before" | "after" | "since" | "and"
    ) {
        return false;
    }
    let from = tokens.start.saturating_sub(4);
    // "Zaynah Iqbal (b. 12/11/2001)"
    scanned.word_at(tokens.start.wrapping_sub(1)) == "b"
        || (from..tokens.start).any(|at| matches!(scanned.word_at(at), "dob" | "d.o.b" | "birth" | "born"))
        || (tokens.end..tokens.end + 3).any(|at| scanned.word_at(at) == "dob")
}

/// The year as it is said: "nineteen forty three", "two thousand and four".
fn spoken_year(scanned: &Scanned<'_>, from: usize) -> Range<usize> {
    let behind = match (scanned.word_at(from), scanned.word_at(from + 1)) {
        ("two", "thousand") => from + 2,
        ("nineteen" | "twenty", next) if is_spoken_number(next) => from + 1,
        _ => return from..from,
    };
    let words = (behind..behind + 3).take_while(|at| is_spoken_number(scanned.word_at(*at)));
    from..behind + words.count()
}

fn is_spoken_number(word: &str) -> bool {
    NUMBER_WORDS.contains(&word) || matches!(word, "and" | "oh")
}

/// "Ridley Joan 12/08/1971 - your form is at the desk": a date long past behind the name that a text begins with.
fn heads(case: &Case<'_>, scanned: &Scanned<'_>, tokens: &Range<usize>, date: Date) -> bool {
    let is_name = |at: usize| scanned.tokens.list.get(at).is_some_and(|token| token.is(mark::CAPITAL));
    let long_past = case.today().is_none_or(|today| date.year() + GROWN < today.year());
    (2..=3).contains(&tokens.start) && (0..tokens.start).all(is_name) && long_past
}

/// With the month's name grown in: "06nov1982", "6nov82".
fn month_named(born: Date) -> [String; 4] {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = usize::try_from(born.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("");
    let (day, year) = (born.day(), born.year());
    let short = year % 100;
    [
        format!("{day:02}{month}{year}"),
        format!("{day:02}{month}{short:02}"),
        format!("{day}{month}{year}"),
        format!("{day}{month}{short:02}"),
    ]
}

/// The patient's own as bare digits, alone or grown into a word, or in a link: "051182", "JSMITH05111982", "dob=1982-11-05".
fn written(scanned: &Scanned<'_>, born: Date) -> Vec<Place> {
    let (day, month, year) = (born.day(), born.month(), born.year());
    let long = [format!("{day:02}{month:02}{year:04}"), format!("{year:04}{month:02}{day:02}")];
    let named = month_named(born);
    let short = format!("{day:02}{month:02}{:02}", year % 100);
    let parts = [format!("{day:02}"), format!("{month:02}"), format!("{year:04}")];
    let in_link = |at: usize| scanned.tokens.list.get(at).is_some_and(|token| token.is(mark::PATH));
    let word = |at: usize| scanned.word_at(at);
    (0..scanned.tokens.list.len())
        .filter_map(|at| {
            let mut runs = word(at).split(|c: char| !c.is_ascii_digit());
            let grown = runs.any(|run| long.iter().any(|form| run == form));
            if grown || word(at) == short || named.iter().any(|form| word(at) == form) {
                return Some((at..at + 1, WHAT));
            }
            let three = [word(at), word(at + 1), word(at + 2)];
            let same = three.iter().eq(parts.iter()) || three.iter().eq(parts.iter().rev());
            (in_link(at) && same).then_some((at..at + 3, WHAT))
        })
        .collect()
}
