//! Days and times as staff type them into a form: 23/05/2027, 1 Jun 27, today, 6 months, 7pm.

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use crate::domain::date::{self, PartialDate};
use crate::domain::words::times;

/// The years ahead in which a year of two digits may lie.
const AHEAD: i16 = 20;

/// Reads a day; "6 months", "2w" and "1 year" count from today.
///
/// # Errors
/// What is wrong with it and how to write it.
pub fn day(text: &str, today: Date) -> Result<Date, String> {
    let lower = text.trim().to_lowercase();
    let step = |days: i32| today.checked_add(days.days()).map_err(|_| unread(text));
    match lower.as_str() {
        "today" => return Ok(today),
        "tomorrow" => return step(1),
        "yesterday" => return step(-1),
        _ => {}
    }
    if let Some(span) = span(lower.strip_prefix("in ").unwrap_or(&lower)) {
        return today.checked_add(span).map_err(|_| unread(text));
    }
    let pivot = Date::new(today.year().saturating_add(AHEAD), 1, 1).unwrap_or(today);
    match date::parse(text, pivot) {
        Ok(PartialDate::Day(day)) => Ok(day),
        Ok(_) => Err("write the day too, like 23/05/2027".into()),
        Err(_) => Err(unread(text)),
    }
}

fn unread(text: &str) -> String {
    format!("\"{text}\" is not a day: write 23/05/2027, 23 May 27, today or 6 months")
}

fn span(text: &str) -> Option<jiff::Span> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: i32 = number.parse().ok().filter(|number| (1..=1200).contains(number))?;
    Some(match unit.trim() {
        "d" | "day" | "days" => number.days(),
        "w" | "week" | "weeks" => number.weeks(),
        "m" | "month" | "months" => number.months(),
        "y" | "year" | "years" => number.years(),
        _ => return None,
    })
}

/// Reads a time of day.
///
/// # Errors
/// How to write it.
pub fn time(text: &str) -> Result<Time, String> {
    let whole = |text: &str| text.parse::<i8>().ok().and_then(|hour| Time::new(hour, 0, 0, 0).ok());
    times::time(text)
        .or_else(|| whole(text.trim()))
        .ok_or_else(|| format!("\"{text}\" is not a time of day: write 19:00 or 7pm"))
}

/// For fields: a day.
///
/// # Errors
/// What is wrong with it and how to write it.
pub fn is_day(text: &str, today: Date) -> Result<(), String> {
    day(text, today).map(|_| ())
}

/// For fields: a day that has been, or today.
///
/// # Errors
/// What is wrong with it and how to write it.
pub fn is_past(text: &str, today: Date) -> Result<(), String> {
    let day = day(text, today)?;
    if day > today { Err(format!("{} has not come yet", date::show(day))) } else { Ok(()) }
}

/// For fields: a day to come, or today.
///
/// # Errors
/// What is wrong with it and how to write it.
pub fn is_ahead(text: &str, today: Date) -> Result<(), String> {
    let day = day(text, today)?;
    if day < today { Err(format!("{} is past", date::show(day))) } else { Ok(()) }
}

/// For fields: a time of day.
///
/// # Errors
/// How to write it.
pub fn is_time(text: &str, _: Date) -> Result<(), String> {
    time(text).map(|_| ())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn days_are_read_as_a_desk_writes_them() {
        for (text, day_read) in [
            ("23/05/2027", date(2027, 5, 23)),
            ("23/5/27", date(2027, 5, 23)),
            ("1 Jun 99", date(1999, 6, 1)),
            ("2027-05-23", date(2027, 5, 23)),
            ("today", TODAY),
            ("Tomorrow", date(2026, 11, 23)),
            ("6 months", date(2027, 5, 22)),
            ("in 2 weeks", date(2026, 12, 6)),
            ("1y", date(2027, 11, 22)),
        ] {
            assert_eq!(day(text, TODAY), Ok(day_read), "{text}");
        }
        for (text, words) in [("soon", "not a day"), ("May 2027", "the day too"), ("31/02/2027", "not a day")]
        {
            assert!(day(text, TODAY).unwrap_err().contains(words), "{text}");
        }
        assert!(is_past("tomorrow", TODAY).unwrap_err().contains("not come yet"));
        assert!(is_ahead("yesterday", TODAY).unwrap_err().contains("is past"));
        assert_eq!((is_past("today", TODAY), is_ahead("today", TODAY)), (Ok(()), Ok(())));
    }

    #[test]
    fn times_are_read() {
        for text in ["19:00", "7pm", "19", "7.00 pm"] {
            assert_eq!(time(text), Ok(jiff::civil::time(19, 0, 0, 0)), "{text}");
        }
        assert!(time("evening").is_err());
    }
}
