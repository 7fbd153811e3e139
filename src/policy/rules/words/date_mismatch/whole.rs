//! What a day means with the words around it: its weekday behind it, in front of a list or misspelt, its month behind a list.

use std::ops::Range;

use jiff::civil::Weekday;

use crate::policy::scan::Scanned;
use crate::policy::text::dates::DayMention;
use crate::policy::text::token::is_one_error;

use super::name;

/// The day with what the words around it add; `None` where they add nothing.
pub(super) fn whole(scanned: &Scanned<'_>, days: &[DayMention], at: usize) -> Option<DayMention> {
    let mention = days.get(at)?;
    joined(scanned, mention, days.get(at + 1))
        .or_else(|| listed(scanned, days, at))
        .or_else(|| misspelt(scanned, mention))
}

/// "1st Dec (Mon)", "30 November, that's the Sunday": the weekday behind a date belongs to it.
fn joined(scanned: &Scanned<'_>, date: &DayMention, next: Option<&DayMention>) -> Option<DayMention> {
    let next = next.filter(|next| date.weekday.is_none() && next.weekday.is_some() && next.day.is_none())?;
    date.month?;
    let between = date.tokens.end..next.tokens.start;
    let links = between.clone().all(|at| {
        matches!(
            scanned.word_at(at),
            "a" | "that's" | "thats" | "which" | "is" | "the" | "its" | "it's" | "this" | "on"
        )
    });
    let first = scanned.tokens.list.get(date.tokens.end)?;
    let end = scanned.tokens.list.get(date.tokens.end - 1)?.end as usize;
    let bracket = scanned.folded.text().get(end..first.start as usize).is_some_and(|gap| gap.contains('('));
    let told = between.len() >= 2
        && between.clone().any(|at| matches!(scanned.word_at(at), "that's" | "thats" | "which" | "is"));
    let same = first.sentence == scanned.tokens.list.get(next.tokens.start)?.sentence;
    (same && links && (bracket && between.len() <= 1 || told)).then(|| DayMention {
        tokens: date.tokens.start..next.tokens.end,
        weekday: next.weekday,
        ..date.clone()
    })
}

/// What a list of days shares: "three Saturdays: 28 November and 5 December", "Mon 23, Tue 24 and Wed 25 November".
fn listed(scanned: &Scanned<'_>, days: &[DayMention], at: usize) -> Option<DayMention> {
    let mention = days.get(at)?;
    let word = |at: usize| scanned.word_at(at);
    let joins = |mut between: Range<usize>| between.all(|at| matches!(word(at), "and" | "or" | "to"));
    if mention.weekday.is_none() && mention.month.is_some() {
        // the first of the dates in a row, and the weekdays in front of it
        let row = |at: &usize| {
            days.get(at + 1).zip(days.get(*at)).is_some_and(|(next, day)| {
                day.month.is_some() && next.weekday.is_none() && joins(day.tokens.end..next.tokens.start)
            })
        };
        let first = at - (0..at).rev().take_while(row).count();
        let head = first.checked_sub(1).and_then(|head| days.get(head)).or_else(|| days.get(first))?;
        let plural = head.weekday.is_some() && word(head.tokens.start).ends_with("days");
        let near = first == 0 || joins(head.tokens.end..days.get(first)?.tokens.start);
        return (plural && near).then(|| DayMention { weekday: head.weekday, ..mention.clone() });
    }
    // the month stands behind the last
    let number = mention.tokens.end;
    let day = word(number).parse().ok().filter(|day| (1..=31).contains(day))?;
    let last = days.get(at + 1..)?.iter().take(4).find(|next| next.month.is_some())?;
    let between = number + 1..last.tokens.start;
    let row = between.clone().all(|at| {
        matches!(word(at), "and" | "or")
            || word(at).parse::<i8>().is_ok()
            || days.iter().any(|day| day.month.is_none() && day.tokens.contains(&at))
    });
    let alone = mention.weekday.is_some() && mention.day.is_none() && last.weekday.is_some();
    (alone && row && between.len() < 8).then(|| DayMention {
        tokens: mention.tokens.start..number + 1,
        day: Some(day),
        month: last.month,
        year: last.year,
        ..mention.clone()
    })
}

/// "satuday 29 nov": a weekday with one letter wrong in front of a date.
fn misspelt(scanned: &Scanned<'_>, mention: &DayMention) -> Option<DayMention> {
    mention.month.filter(|_| mention.weekday.is_none())?;
    let at = mention.tokens.start.checked_sub(1)?;
    let word = scanned.word_at(at);
    // "Sundry" and "money" are no days
    let slip = |day: &Weekday| {
        word.len() >= 5
            && word.ends_with('y')
            && is_one_error(word.as_bytes(), name(*day).to_ascii_lowercase().as_bytes())
    };
    let weekday = Weekday::Monday.cycle_forward().take(7).find(slip)?;
    Some(DayMention { tokens: at..mention.tokens.end, weekday: Some(weekday), ..mention.clone() })
}
