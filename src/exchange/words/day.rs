//! Days as files write them.

use jiff::civil::Date;

use super::super::Reading;
use crate::domain::date::{self, BadDate, PartialDate};

/// Reads a date in any form of [`date::parse`]; the two forms that nearly every list has are read at once.
///
/// # Errors
/// When the text is no date.
pub fn partial(text: &str, reading: &Reading) -> Result<PartialDate, BadDate> {
    match usual(text.as_bytes()) {
        Some(day) => Ok(PartialDate::Day(day)),
        None => date::parse(text, reading.today),
    }
}

/// As [`partial`], but the day must be known.
///
/// # Errors
/// When the text is no date, or only a month or a year.
pub fn whole(text: &str, reading: &Reading) -> Result<Date, BadDate> {
    partial(text, reading)?.day().ok_or_else(|| BadDate(text.to_owned()))
}

/// `23/05/1999` and `1999-05-23`.
fn usual(text: &[u8]) -> Option<Date> {
    let (year, month, day) = match text {
        [d1, d2, b'/', m1, m2, b'/', y1, y2, y3, y4] | [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            ([*y1, *y2, *y3, *y4], [*m1, *m2], [*d1, *d2])
        }
        _ => return None,
    };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    let small = |digits: &[u8]| number(digits).and_then(|value| i8::try_from(value).ok());
    Date::new(number(&year)?, small(&month)?, small(&day)?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil;
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn both_ways_of_reading_agree() {
        let reading = Reading { today: civil::date(2026, 11, 22), zone: TimeZone::UTC };
        for text in [
            "23/05/1999",
            "1999-05-23",
            "29/02/2000",
            "31/02/1999",
            "00/01/1999",
            "1999-13-01",
            "1/2/99",
            "2x/05/1999",
        ] {
            assert_eq!(partial(text, &reading), date::parse(text, reading.today), "{text}");
        }
        assert!(whole("1999", &reading).is_err());
    }
}
