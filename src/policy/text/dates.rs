//! Days and times of day that a text names.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::token::mark;
use super::{Folded, Token, Tokens, WordSet};

/// A day that a text names, as far as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayMention {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The weekday.
    pub weekday: Option<Weekday>,
    /// The day of the month.
    pub day: Option<i8>,
    /// The month, 1 to 12.
    pub month: Option<i8>,
    /// The year.
    pub year: Option<i16>,
}

impl DayMention {
    /// The whole date, where the text gives one that exists.
    pub fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }
}

const WEEKDAYS: [(&str, Weekday); 32] = {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    [
        ("monday", Monday),
        ("mon", Monday),
        ("mondays", Monday),
        ("llun", Monday),
        ("tuesday", Tuesday),
        ("tue", Tuesday),
        ("tues", Tuesday),
        ("tuesdays", Tuesday),
        ("mawrth", Tuesday),
        ("wednesday", Wednesday),
        ("wed", Wednesday),
        ("weds", Wednesday),
        ("wednesdays", Wednesday),
        ("mercher", Wednesday),
        ("thursday", Thursday),
        ("thu", Thursday),
        ("thur", Thursday),
        ("thurs", Thursday),
        ("thursdays", Thursday),
        ("iau", Thursday),
        ("friday", Friday),
        ("fri", Friday),
        ("fridays", Friday),
        ("gwener", Friday),
        ("saturday", Saturday),
        ("sat", Saturday),
        ("saturdays", Saturday),
        ("sadwrn", Saturday),
        ("sunday", Sunday),
        ("sun", Sunday),
        ("sundays", Sunday),
        ("sul", Sunday),
    ]
};

const MONTHS: [(&str, i8); 34] = [
    ("january", 1),
    ("jan", 1),
    ("ionawr", 1),
    ("february", 2),
    ("feb", 2),
    ("chwefror", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("ebrill", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("mehefin", 6),
    ("july", 7),
    ("jul", 7),
    ("gorffennaf", 7),
    ("august", 8),
    ("aug", 8),
    ("awst", 8),
    ("september", 9),
    ("sep", 9),
    ("sept", 9),
    ("medi", 9),
    ("october", 10),
    ("oct", 10),
    ("hydref", 10),
    ("november", 11),
    ("nov", 11),
    ("tachwedd", 11),
    ("december", 12),
    ("dec", 12),
    ("rhagfyr", 12),
];

/// Weekdays, months and ordinals as sets of words, and all words with which a day begins.
const WEEKDAY_WORDS: WordSet = {
    let mut set = WordSet::EMPTY;
    let mut weekdays: &[(&str, Weekday)] = &WEEKDAYS;
    while let [(word, _), rest @ ..] = weekdays {
        set = set.with(word);
        weekdays = rest;
    }
    set
};

const MONTH_WORDS: WordSet = {
    let mut set = WordSet::EMPTY;
    let mut months: &[(&str, i8)] = &MONTHS;
    while let [(word, _), rest @ ..] = months {
        set = set.with(word);
        months = rest;
    }
    set
};

const ORDINAL_WORDS: WordSet = WordSet::of(&ORDINALS);

const OPENINGS: WordSet = WEEKDAY_WORDS.or(&MONTH_WORDS).or(&ORDINAL_WORDS).with("the");

/// Days of the month as words.
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

fn year(word: &str) -> Option<i16> {
    let four = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    four.then(|| word.parse().ok()).flatten().filter(|y| (1880..2200).contains(y))
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a Tokens,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.list.get(at).and_then(|token| self.text.get(token.range())).unwrap_or("")
    }

    /// Whether the token at a place may be one of a set of words.
    fn may_be(&self, at: usize, words: &WordSet) -> bool {
        self.tokens.list.get(at).is_some_and(|token| words.may_hold(token.hash))
    }

    fn weekday(&self, at: usize) -> Option<Weekday> {
        let is_it = |(name, _): &&(&str, Weekday)| *name == self.word(at);
        self.may_be(at, &WEEKDAY_WORDS).then(|| WEEKDAYS.iter().find(is_it).map(|(_, weekday)| *weekday))?
    }

    fn month(&self, at: usize) -> Option<i8> {
        let is_it = |(name, _): &&(&str, i8)| *name == self.word(at);
        self.may_be(at, &MONTH_WORDS).then(|| MONTHS.iter().find(is_it).map(|(_, month)| *month))?
    }

    /// A day of the month, in figures or as a word: 3, 3rd, third.
    fn day(&self, at: usize) -> Option<i8> {
        let word = self.word(at);
        if self.may_be(at, &ORDINAL_WORDS)
            && let Some(place) = ORDINALS.iter().position(|ordinal| *ordinal == word)
        {
            return i8::try_from(place + 1).ok();
        }
        let figures = word.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&figures) || !matches!(word.get(figures..)?, "" | "st" | "nd" | "rd" | "th") {
            return None;
        }
        word.get(..figures)?.parse().ok().filter(|day| (1..=31).contains(day))
    }

    fn between(&self, at: usize) -> &str {
        let end = self.tokens.list.get(at).map_or(0, |t| t.end as usize);
        let start = self.tokens.list.get(at + 1).map_or(end, |t| t.start as usize);
        self.text.get(end..start).unwrap_or("")
    }

    /// 08/12/2026, 8-12-26, 2026-12-08: three numbers with one sign between them; 08/12 behind a weekday.
    fn figures(&self, at: usize, two: bool) -> Option<DayMention> {
        if !self.tokens.list.get(at)?.is(mark::NUMBER) {
            return None;
        }
        if let Some(found) = self.dotted(at) {
            return Some(found);
        }
        let sign = self.between(at);
        if !matches!(sign, "/" | "-") || !self.word(at).bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number = |at: usize| self.word(at).parse::<i16>().ok();
        let third = (self.between(at + 1) == sign).then(|| number(at + 2)).flatten();
        let (first, second) = (number(at)?, number(at + 1)?);
        let (day, month, year, len) = match third {
            Some(last) if self.word(at).len() == 4 => (last, second, Some(first), 3),
            Some(last) if self.word(at + 2).len() == 2 => (first, second, Some(2000 + last), 3),
            Some(last) => (first, second, Some(last), 3),
            // "Thurs 10-2" says from when to when
            None if two && sign == "/" => (first, second, None, 2),
            None => return None,
        };
        let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
        ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some(DayMention {
            tokens: at..at + len,
            weekday: None,
            day: Some(day),
            month: Some(month),
            year,
        })
    }

    /// 25.12.26, 8.12.2026: one token, or a number with a dot and the year behind it.
    fn dotted(&self, at: usize) -> Option<DayMention> {
        let word = self.word(at);
        let (whole, len) = match word.bytes().filter(|byte| *byte == b'.').count() {
            0 => return None,
            1 if self.between(at) == "." => (Cow::Owned(format!("{word}.{}", self.word(at + 1))), 2),
            _ => (Cow::Borrowed(word), 1),
        };
        let mut parts = whole.split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !matches!(year.len(), 2 | 4) || day.len() > 2 || month.len() > 2 {
            return None;
        }
        let year: i16 = year.parse().ok().map(|y: i16| if y < 100 { y + 2000 } else { y })?;
        let (day, month) = (day.parse().ok()?, month.parse().ok()?);
        ((1..=31).contains(&day) && (1..=12).contains(&month) && (1880..2200).contains(&year)).then_some(
            DayMention {
                tokens: at..at + len,
                weekday: None,
                day: Some(day),
                month: Some(month),
                year: Some(year),
            },
        )
    }

    /// 8 December 2026, the eighth of December, December 8th.
    fn words(&self, at: usize) -> Option<DayMention> {
        let mut next = at + usize::from(self.word(at) == "the");
        let found = |day, month, next: usize| {
            let year = year(self.word(next));
            Some(DayMention {
                tokens: at..next + usize::from(year.is_some()),
                weekday: None,
                day: Some(day),
                month: Some(month),
                year,
            })
        };
        if let Some(number) = self.day(next) {
            next += 1;
            next += usize::from(self.word(next) == "of");
            let name = self.month(next)?;
            return found(number, name, next + 1);
        }
        let name = self.month(next)?;
        let number = self.day(next + 1)?;
        let capital = self.tokens.list.get(next).is_some_and(|t| t.any(mark::CAPITAL));
        // "may 10 of you", "may 1 in 5"
        let modal = self.word(next) == "may" && !capital;
        (!modal).then(|| found(number, name, next + 2)).flatten()
    }

    fn mention(&self, at: usize) -> Option<DayMention> {
        let Some(name) = self.weekday(at) else {
            return self.figures(at, false).or_else(|| self.words(at));
        };
        // "sat" and "sun" are words too
        let token = self.tokens.list.get(at)?;
        let next = at + 1;
        let near = self.tokens.list.get(next).is_some_and(|t| t.sentence == token.sentence);
        let rest = near.then(|| self.figures(next, true).or_else(|| self.words(next))).flatten();
        if let Some(rest) = rest {
            return Some(DayMention { tokens: at..rest.tokens.end, weekday: Some(name), ..rest });
        }
        if matches!(self.word(at), "sat" | "sun") && token.is(mark::SMALL) {
            return None;
        }
        // "Tues 10th": a day without its month
        let ordinal = self.word(next).ends_with(|c: char| c.is_ascii_alphabetic())
            && self.word(next).starts_with(|c: char| c.is_ascii_digit());
        let number = (near && ordinal).then(|| self.day(next)).flatten();
        let len = 1 + usize::from(number.is_some());
        Some(DayMention { tokens: at..at + len, weekday: Some(name), day: number, month: None, year: None })
    }

    /// How many tokens a time of day takes here; 0: there is none.
    fn time(&self, at: usize) -> usize {
        let word = self.word(at);
        if matches!(word, "noon" | "midday" | "midnight") {
            return 1;
        }
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return 0;
        }
        let figures = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = word.get(figures.len()..).unwrap_or("");
        let (hour, minute) = figures.split_once('.').unwrap_or((figures, ""));
        let fits = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|n| n <= most);
        let half_day = matches!(ending, "am" | "pm");
        if !(fits(hour, 23) && (minute.is_empty() || minute.len() == 2 && fits(minute, 59))) {
            return 0;
        }
        if half_day {
            return 1;
        }
        if !ending.is_empty() {
            return 0;
        }
        let next = self.word(at + 1);
        if matches!(next, "am" | "pm" | "a.m" | "p.m") {
            return 2;
        }
        if !minute.is_empty() {
            return 1;
        }
        let tail = next.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if self.between(at) == ":" && tail.len() == 2 && fits(tail, 59) {
            return 2 + usize::from(matches!(self.word(at + 2), "am" | "pm"));
        }
        // "at 2", "at 10"
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        usize::from(before == "at" && fits(hour, 12))
    }
}

/// All days, in order.
pub fn days(folded: &Folded<'_>, tokens: &Tokens) -> Vec<DayMention> {
    let reader = Reader { text: folded.text(), tokens };
    // most words are passed over by their hash alone
    let may_open = |token: &Token| {
        (token.is(mark::NUMBER) || OPENINGS.may_hold(token.hash)) && !token.any(mark::HOST | mark::PATH)
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(passed) = tokens.list.get(at..).and_then(|rest| rest.iter().position(may_open)) {
        at += passed;
        match reader.mention(at) {
            Some(mention) => {
                at = mention.tokens.end;
                out.push(mention);
            }
            None => at += 1,
        }
    }
    out
}

/// The stretch of tokens in `within` that says when: a day, a time, or both together.
pub fn when(folded: &Folded<'_>, tokens: &Tokens, within: Range<usize>) -> Option<Range<usize>> {
    let reader = Reader { text: folded.text(), tokens };
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let len = reader.mention(at).map_or_else(|| reader.time(at), |m| m.tokens.end - at);
        if len > 0 {
            parts.push(at..(at + len).min(within.end));
        }
        at += len.max(1);
    }
    let mut out: Option<Range<usize>> = None;
    for part in parts {
        match &mut out {
            Some(range) if part.start <= range.end + 2 => {
                let joins = (range.end..part.start).all(|at| {
                    matches!(reader.word(at), "at" | "from" | "to" | "until" | "and" | "between" | "on")
                });
                if joins {
                    range.end = part.end;
                }
            }
            Some(_) => {}
            None => out = Some(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::cut;
    use super::*;

    type Parts = (Option<Weekday>, Option<i8>, Option<i8>, Option<i16>);

    fn read(text: &str) -> Vec<Parts> {
        let folded = Folded::new(text);
        days(&folded, &cut(&folded)).into_iter().map(|d| (d.weekday, d.day, d.month, d.year)).collect()
    }

    #[test]
    fn reads_days() {
        use Weekday::{Friday, Thursday, Tuesday};
        let tuesday = (Some(Tuesday), Some(8), Some(12), None);
        for text in [
            "Tuesday 8 December",
            "Tues 8th Dec",
            "Tue 08/12",
            "Tuesday, December 8",
            "tues the 8th of december",
        ] {
            assert_eq!(read(text), [tuesday], "{text}");
        }
        assert_eq!(read("Friday the fourth of December"), [(Some(Friday), Some(4), Some(12), None)]);
        assert_eq!(read("on 08/12/2026"), [(None, Some(8), Some(12), Some(2026))]);
        assert_eq!(read("on 8.12.2026"), [(None, Some(8), Some(12), Some(2026))]);
        assert_eq!(read("on 08.12.26 at 3"), [(None, Some(8), Some(12), Some(2026))]);
        assert_eq!(read("at 10.30 or 8.12"), []);
        assert_eq!(read("on 2026-12-08"), [(None, Some(8), Some(12), Some(2026))]);
        assert_eq!(read("Thurs 10-2, no appt"), [(Some(Thursday), None, None, None)]);
        assert_eq!(read("Thurs 10th at 2"), [(Some(Thursday), Some(10), None, None)]);
        assert_eq!(read("you may 1 in 5 BP 120/80"), []);
    }

    #[test]
    fn reads_when() {
        for (text, want) in [
            ("see you on Tue 1 Dec at 10.30am at Elm Tree", Some("Tue 1 Dec at 10.30am")),
            ("it is Thursday 26 November, 2pm with Jo", Some("Thursday 26 November, 2pm")),
            ("come at 9:15", Some("9:15")),
            ("come soon", None),
        ] {
            let folded = Folded::new(text);
            let tokens = cut(&folded);
            let found = when(&folded, &tokens, 0..tokens.list.len()).map(|range| {
                let (a, b) = (tokens.list[range.start], tokens.list[range.end - 1]);
                folded.quote(a.start as usize, b.end as usize)
            });
            assert_eq!(found, want, "{text}");
        }
    }
}
