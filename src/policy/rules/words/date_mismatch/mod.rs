//! `date-mismatch`: weekday and date disagree, a date does not exist, or it is already past.

mod whole;

use jiff::civil::{Date, Weekday};

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};
use crate::policy::text::WordList;
use crate::policy::text::dates::DayMention;

static META: Meta = Meta {
    id: "date-mismatch",
    group: Group::Words,
    summary: "weekday and date disagree, or the date is already past",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Compares weekdays with dates, \"today\" and \"tomorrow\" with the day beside them, finds days that no calendar has, and appointments on a day that is over.

### Why it matters
The patient comes on the wrong day, or cannot know which of the two is meant.

### Example
\"Tuesday 9 December\" in a year in which that is a Wednesday.

### How to settle it
Correct the weekday or the date; one key puts the weekday that fits.

### Source
NHS England guidance on electronic messages: check before sending.",
};

declare! {
    /// Weekday and date disagree, or the date is past.
    DateMismatch, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let days = scanned.days();
        for (at, mention) in days.iter().enumerate() {
            let whole = whole::whole(scanned, days, at);
            if let Some(finding) = fault(case, scanned, whole.as_ref().unwrap_or(mention)) {
                report.push(finding);
            } else {
                report.extend(relative(case, scanned, mention));
            }
        }
    }
}

/// "tomorrow, Tuesday", "today, 24 November": what is said of today and tomorrow is not that day.
fn relative(case: &Case<'_>, scanned: &Scanned<'_>, mention: &DayMention) -> Option<Finding> {
    let today = case.today()?;
    let said = mention.tokens.start.checked_sub(1)?;
    let token = scanned.tokens.list.get(mention.tokens.start)?;
    let same = scanned.tokens.list.get(said)?.sentence == token.sentence;
    let date = match scanned.word_at(said) {
        "today" | "tonight" | "2day" => Some(today),
        "tomorrow" | "tomoro" | "tomorow" | "tmrw" | "2moro" => today.tomorrow().ok(),
        _ => None,
    };
    let date = date.filter(|_| same)?;
    let other_weekday = mention.weekday.is_some_and(|weekday| weekday != date.weekday());
    let other_day = mention.day.is_some_and(|day| day != date.day())
        || mention.month.is_some_and(|month| month != date.month());
    let span = scanned.span_of(&(said..mention.tokens.end))?;
    (other_weekday || other_day).then(|| {
        let message = format!("'{}': that day is a {}", scanned.quote(span), name(date.weekday()));
        Finding::new(&META, Severity::Warn, message).at([span]).cure("Go to the date", Change::GoTo(span))
    })
}

fn fault(case: &Case<'_>, scanned: &Scanned<'_>, mention: &DayMention) -> Option<Finding> {
    let span = scanned.span_of(&mention.tokens)?;
    let quote = scanned.quote(span);
    let finding = |message: String| Finding::new(&META, Severity::Warn, message).at([span]);
    let today = case.today();
    let (day, month) = (mention.day?, mention.month);
    let Some(month) = month else {
        // "Tues 10th": this month or the next two
        let (weekday, today) = (mention.weekday?, today?);
        let fits = (0..3i16).any(|ahead| {
            let months = i16::from(today.month()) - 1 + ahead;
            let month = i8::try_from(months % 12 + 1).unwrap_or(1);
            let date = Date::new(today.year() + months / 12, month, day);
            date.is_ok_and(|date| date.weekday() == weekday)
        });
        return (!fits).then(|| {
            finding(format!("'{quote}': no such day in the next weeks"))
                .cure("Go to the date", Change::GoTo(span))
        });
    };
    // 29 February exists in a leap year
    if Date::new(mention.year.unwrap_or(2024), month, day).is_err() {
        return Some(
            finding(format!("'{quote}' is in no calendar")).cure("Go to the date", Change::GoTo(span)),
        );
    }
    let date = match (mention.year, today) {
        (Some(year), _) => Date::new(year, month, day).ok()?,
        (None, Some(today)) => nearest(today, month, day, mention.weekday)?,
        (None, None) => return None,
    };
    if let Some(weekday) = mention.weekday.filter(|weekday| *weekday != date.weekday()) {
        let right = name(date.weekday());
        let message = format!("'{quote}' is a {right}, not a {}", name(weekday));
        let mut out = finding(message);
        // where the weekday stands behind, one goes there by hand
        let leads = scanned.word_at(mention.tokens.start).starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some(word) =
            scanned.span_of(&(mention.tokens.start..mention.tokens.start + 1)).filter(|_| leads)
        {
            out = out.cure(format!("Write {right}"), Change::Replace { span: word, with: right.to_owned() });
        }
        return Some(out.cure("Go to the date", Change::GoTo(span)));
    }
    let today = today?;
    let age = (today - date).get_days();
    // a year long ago is a date of birth or of a record, not of an appointment
    let over = date < today && age <= 400 && is_ahead(scanned, mention);
    over.then(|| finding(format!("'{quote}' is already past")).cure("Go to the date", Change::GoTo(span)))
}

/// The year that the text means: one in which the weekday fits, else the one nearest to today.
fn nearest(today: Date, month: i8, day: i8, weekday: Option<Weekday>) -> Option<Date> {
    let years = [today.year() - 1, today.year(), today.year() + 1];
    let dates = years.iter().filter_map(|year| Date::new(*year, month, day).ok());
    let distance = |date: &Date| {
        let days = (*date - today).get_days();
        // texts speak of what comes: the past is three times as far
        if days < 0 { -days * 3 / 2 } else { days }
    };
    let _ = weekday;
    dates.min_by_key(distance)
}

/// What was done or came about where a date stands right behind it: "stopped working on 1 September", "the panel met on".
static DONE: WordList = WordList::of(
    "\
    met given stopped began started ended held left went joined discharged admitted issued posted collected reported \
    registered decided tested ordered delivered dispensed fitted repaired lost found fell opened turned became died \
    happened paid bought kept agreed dated prescribed scanned tried",
);

/// Whether what stands before a date is over, or says that it is not that day: "given by the pharmacy on 20 Nov".
fn is_over(scanned: &Scanned<'_>, date: usize) -> bool {
    let near = date.saturating_sub(6).max(scanned.around(date).start)..date;
    let to_be = |at: usize| {
        (at.saturating_sub(3)..at).any(|at| {
            matches!(
                scanned.word_at(at),
                "be" | "is" | "are" | "will" | "being" | "get" | "to" | "not" | "isn't"
            )
        })
    };
    near.clone().any(|at| DONE.holds(scanned.letters_at(at)) && !to_be(at))
        || (date.saturating_sub(2)..date)
            .any(|at| matches!(scanned.word_at(at), "isn't" | "isnt" | "not" | "wasn't"))
}

/// Whether the sentence speaks of something to come.
fn is_ahead(scanned: &Scanned<'_>, mention: &DayMention) -> bool {
    let near = scanned.around(mention.tokens.start);
    let (mut ahead, mut behind) = (false, false);
    for at in near.clone() {
        let near_before = at < mention.tokens.start && at + 2 >= mention.tokens.start;
        match scanned.word_at(at) {
            "is" | "are" | "will" | "ll" | "please" | "pls" | "booked" | "come" | "due" | "bring" | "by"
            | "see" | "moved" | "appointment" | "appt" | "arrive" | "attend" | "youre" | "until" | "next"
            | "clinic" | "slot" | "jab" | "review" | "seeing" | "forward" => {
                ahead = true;
            }
            "was" | "were" | "came" | "missed" | "had" | "since" | "dated" | "took" | "sent" | "saw"
            | "did" | "been" | "attended" | "visited" | "seen" | "received" | "wrote" | "spoke" | "gave"
            | "asked" | "rang" | "called" | "thank" | "thanks" | "thx" | "coming" | "letter" | "taken"
            | "following" | "feedback" | "recording" | "born" | "dob" | "last" | "after" | "got" | "told"
            | "ago" | "filled" | "signed" | "completed" | "returned" => {
                behind = true;
            }
            "of" if near_before => behind = true,
            "visit" if matches!(scanned.word_at(at.wrapping_sub(1)), "your" | "recent" | "ur") => {
                behind = true;
            }
            // "sixteen weeks from 2 November"
            "weeks" | "months" | "days" if near_before && scanned.word_at(at + 1) == "from" => behind = true,
            _ => {}
        }
    }
    !behind && !is_over(scanned, mention.tokens.start) && (ahead || near.len() <= 12)
}

const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds};

    #[test]
    fn weekday_and_date_must_agree() {
        let desk = Desk::bare();
        assert_finds(&desk, META.id, "Your review is on [[Tuesday 9 December]] at 10am");
        assert_finds(&desk, META.id, "Come on [[31 November]]");
        assert_finds(&desk, META.id, "Your appointment is on [[Wednesday 18 November]] at 10am");
        assert_cure(&desk, META.id, "Come on Tuesday 9 December", "Come on Wednesday 9 December");
        assert_finds(&desk, META.id, "BP check [[1st Dec (Mon]]) 8.50");
        assert_finds(&desk, META.id, "It starts on [[30 November, that's the Sunday]] after next");
        assert_finds(&desk, META.id, "Now on [[2026-12-16 (a Thursday]]) at 11:00");
        assert_finds(&desk, META.id, "Brace fitting: [[Wed 25.12.26]] 9am");
        assert_finds(
            &desk,
            META.id,
            "We look forward to seeing you on [[Friday 20 November]] for your check",
        );
        assert_finds(&desk, META.id, "You have an appointment [[tomorrow, Tuesday]], at 12 noon");
        assert_finds(&desk, META.id, "Your call is [[today, 23 November]], at 3");
        assert_finds(&desk, META.id, "On three Saturdays: 28 November, 5 December and [[13 December]]");
        assert_finds(&desk, META.id, "Dressings on Mon 23, [[Wed 26]] and Fri 27 November");
        assert_finds(&desk, META.id, "hiya ur jab is [[satuday 29 nov]] any time");
        for text in [
            "1st Dec (Tue) 8.50",
            "The form you filled in on 02/11/2026 (a Monday) is with us",
            "Your review is on Wednesday 9 December at 10am",
            "You came on 12 November and we asked you then",
            "Tuesday 12 January 2027 at 1pm",
            "Your first appointment is on Tuesday 12 January",
            "Born 23 May 1999",
            "Our old number stopped working on 1 September. Use the new one.",
            "The tablet given by the pharmacy on 20 Nov is now on your record",
            "The panel met on 16 November. Please ring us.",
            "5/7 means five days. It isn't the fifth of July!",
            "You have an appointment tomorrow, Monday, at 12 noon",
            "Come today, Sunday 22 November, or tomorrow",
            "On three Saturdays: 28 November, 5 December and 12 December",
            "Dressings on Mon 23, Wed 25 and Fri 27 November",
            "hiya ur jab is satuday 28 nov",
            "Mondays 9 to 5. We shut from 24 December to 28 December",
        ] {
            assert_clean(&desk, META.id, text);
        }
    }

    #[test]
    fn without_a_day_of_the_check_only_whole_dates_are_compared() {
        let mut desk = Desk::bare();
        desk.now = None;
        assert_clean(&desk, META.id, "Tuesday 9 December");
        assert_finds(&desk, META.id, "[[Tuesday 9 December 2026]]");
    }
}
