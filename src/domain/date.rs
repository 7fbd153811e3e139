//! Dates as people write them: partial dates (FHIR `date`), UK forms, and how they are shown.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date known to the year, the month or the day (FHIR `date`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// Only the year.
    Year(i16),
    /// Year and month, 1 to 12.
    Month(i16, i8),
    /// A whole date.
    Day(Date),
}

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a date (write 23/05/1999, 23 May 1999 or 1999-05-23)")]
pub struct BadDate(pub String);

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Short month names as the NHS shows dates: 23-May-1999.
const SHORT: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl PartialDate {
    /// The whole date, where it is known.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            Self::Year(_) | Self::Month(..) => None,
        }
    }

    /// The year, which is always known.
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(date) => date.year(),
        }
    }

    /// Full years of age on `today`; where day or month is unknown, the least that it can be. Negative never: a date
    /// of birth in the future gives 0.
    pub fn age_on(self, today: Date) -> u16 {
        let (month, day) = match self {
            Self::Year(_) => (12, 31),
            Self::Month(_, month) => (month, 31),
            Self::Day(date) => (date.month(), date.day()),
        };
        let had_birthday = (today.month(), today.day()) >= (month, day);
        u16::try_from(today.year() - self.year() - i16::from(!had_birthday)).unwrap_or(0)
    }
}

/// Reads a date in the forms in use at a desk: 23/05/1999, 23.5.99, 23-May-1999, 23 May 1999, 230599, 23051999,
/// 1999-05-23 (with or without a time behind it), 19990523, 1999-05, 1999. The day comes before the month. A year of
/// two digits is the latest such year that is not after `pivot`.
///
/// # Errors
/// When the text is none of these, or the day does not exist.
pub fn parse(text: &str, pivot: Date) -> Result<PartialDate, BadDate> {
    let bad = || BadDate(text.to_owned());
    let trimmed = text.trim();
    let head = trimmed.split_once('T').map_or(trimmed, |(date, _)| date);
    let parts: Vec<&str> = head
        .split(|c: char| matches!(c, '/' | '-' | '.' | ',') || c.is_whitespace())
        .filter(|p| !p.is_empty())
        .collect();
    let number = |part: &str| -> Option<i16> {
        (part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
    };
    let year = |part: &str| -> Option<i16> {
        let value = number(part)?;
        match part.len() {
            4 => Some(value),
            2 => {
                let this_century = pivot.year() / 100 * 100 + value;
                Some(if this_century > pivot.year() { this_century - 100 } else { this_century })
            }
            _ => None,
        }
    };
    let month = |part: &str| -> Option<i8> {
        if let Some(value) = number(part) {
            return i8::try_from(value).ok().filter(|m| (1..=12).contains(m));
        }
        let word = part.to_ascii_lowercase();
        let at = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(word.as_str()))?;
        i8::try_from(at + 1).ok()
    };
    let day = |part: &str| -> Option<i8> {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        number(digits).and_then(|value| i8::try_from(value).ok())
    };
    let whole = |y: Option<i16>, m: Option<i8>, d: Option<i8>| -> Option<PartialDate> {
        Date::new(y?, m?, d?).ok().map(PartialDate::Day)
    };
    let found = match *parts.as_slice() {
        [one] if one.len() == 4 => number(one).map(PartialDate::Year),
        [one] if one.len() == 6 && one.is_ascii() => whole(
            year(one.get(4..).unwrap_or("")),
            month(one.get(2..4).unwrap_or("")),
            day(one.get(..2).unwrap_or("")),
        ),
        [one] if one.len() == 8 && one.bytes().all(|b| b.is_ascii_digit()) => {
            let iso = whole(
                year(one.get(..4).unwrap_or("")),
                month(one.get(4..6).unwrap_or("")),
                day(one.get(6..).unwrap_or("")),
            )
            .filter(|date| (1850..=pivot.year() + 5).contains(&date.year()));
            let uk = whole(
                year(one.get(4..).unwrap_or("")),
                month(one.get(2..4).unwrap_or("")),
                day(one.get(..2).unwrap_or("")),
            );
            iso.or(uk)
        }
        [y, m] if y.len() == 4 && number(y).is_some() => {
            number(y).zip(month(m)).map(|(y, m)| PartialDate::Month(y, m))
        }
        [m, y] if y.len() == 4 => number(y).zip(month(m)).map(|(y, m)| PartialDate::Month(y, m)),
        [y, m, d] if y.len() == 4 && number(y).is_some() => whole(year(y), month(m), day(d)),
        [d, m, y] => whole(year(y), month(m), day(d)),
        [d, m, y, ref rest @ ..] if rest.iter().all(|part| part.contains(':')) => {
            whole(year(y), month(m), day(d))
        }
        _ => None,
    };
    found.ok_or_else(bad)
}

/// A date as the NHS shows it to staff: 23-May-1999.
pub fn show(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| SHORT.get(at)).copied().unwrap_or("???");
    format!("{:02}-{month}-{:04}", date.day(), date.year())
}

/// ISO 8601, as files and FHIR have it: 1999-05-23, 1999-05, 1999.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}

impl PartialDate {
    /// As the NHS shows it to staff: 23-May-1999, May-1999, 1999.
    pub fn show(self) -> String {
        match self {
            Self::Day(date) => show(date),
            Self::Year(year) => format!("{year:04}"),
            Self::Month(year, month) => {
                let name =
                    usize::try_from(month - 1).ok().and_then(|at| SHORT.get(at)).copied().unwrap_or("???");
                format!("{name}-{year:04}")
            }
        }
    }
}

/// Reads the ISO forms only, as files hold them.
impl FromStr for PartialDate {
    type Err = BadDate;
    fn from_str(text: &str) -> Result<Self, BadDate> {
        let bad = || BadDate(text.to_owned());
        match text.len() {
            4 => text.parse().map(Self::Year).map_err(|_| bad()),
            7 => {
                let (year, month) = text.split_once('-').ok_or_else(bad)?;
                let month = month.parse().ok().filter(|m| (1..=12).contains(m)).ok_or_else(bad)?;
                Ok(Self::Month(year.parse().map_err(|_| bad())?, month))
            }
            _ => text.parse().map(Self::Day).map_err(|_| bad()),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A span of days, either end open (FHIR Period).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day, or `None`: since ever.
    pub start: Option<Date>,
    /// The last day, or `None`: until further notice.
    pub end: Option<Date>,
}

impl Period {
    /// Whether `day` lies within the period; both ends belong to it.
    pub fn holds(&self, day: Date) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day <= end)
    }

    /// Whether the period is over on `day`.
    pub fn is_over(&self, day: Date) -> bool {
        self.end.is_some_and(|end| end < day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn reads_the_usual_forms() {
        let want = Ok(PartialDate::Day(date(1999, 5, 23)));
        let pivot = date(2026, 11, 22);
        for text in [
            "23/05/1999",
            "23/5/99",
            "23.5.99",
            "23-May-1999",
            "23 May 1999",
            "23rd may 1999",
            "230599",
            "23051999",
            "19990523",
            "1999-05-23",
            "1999-05-23T00:00:00+00:00",
            " 23 05 1999 ",
            "23/05/1999 00:00",
            "23 May, 1999",
        ] {
            assert_eq!(parse(text, pivot), want, "{text}");
        }
        assert_eq!(parse("1999", pivot), Ok(PartialDate::Year(1999)));
        assert_eq!(parse("1999-05", pivot), Ok(PartialDate::Month(1999, 5)));
        assert_eq!(parse("May 1999", pivot), Ok(PartialDate::Month(1999, 5)));
        assert_eq!(parse("July 1999", pivot), Ok(PartialDate::Month(1999, 7)));
        assert_eq!(parse("01/02/27", pivot), Ok(PartialDate::Day(date(1927, 2, 1))));
        for text in ["31/02/1999", "May", "", "5/23/1999", "23/05/1999/7", "yesterday", "١٢/٠٥/١٩٩٩"]
        {
            assert!(parse(text, pivot).is_err(), "{text}");
        }
    }

    #[test]
    fn ages_count_whole_years() {
        let born = PartialDate::Day(date(2010, 11, 23));
        assert_eq!(born.age_on(date(2026, 11, 22)), 15);
        assert_eq!(born.age_on(date(2026, 11, 23)), 16);
        assert_eq!(PartialDate::Year(2010).age_on(date(2026, 11, 22)), 15);
        assert_eq!(born.age_on(date(2001, 1, 1)), 0);
    }
}
