//! What staff type to find a patient, read into its parts.
//!
//! Anything can be read: what is no date, number or postcode is the beginning of a name. Digits alone may be the
//! beginning of a number or a date of birth without separators; both readings are kept and either may match.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::date::{self, PartialDate};
use super::dossier::PatientRow;
use super::fold;

/// A query: every part must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Beginnings of names, folded, in the order typed.
    pub names: Vec<String>,
    /// A date of birth.
    pub born: Option<PartialDate>,
    /// The beginning (or all) of an NHS number, a practice number or a telephone number: digits only, a UK number with
    /// its 0, one from abroad with 00.
    pub digits: Option<String>,
    /// The date of birth that `digits` could be as well: then either may match.
    pub digits_born: Option<PartialDate>,
    /// The beginning of a postcode, in capitals without blanks.
    pub postcode: Option<String>,
}

/// How many characters of a query are read; the rest is a slip of the clipboard.
const LONGEST: usize = 200;
/// How many parts of names are looked for; more narrow nothing down.
const MOST_NAMES: usize = 8;
/// Titles, which are no part of the names that are searched.
const TITLES: [&str; 5] = ["mr", "mrs", "ms", "miss", "mx"];
/// What people write before a number or a date.
const LABELS: [&str; 8] = ["dob", "born", "nhs", "no", "tel", "phone", "mobile", "mob"];

impl Query {
    /// Reads what was typed. Anything can be read: what is no date, number or postcode is a part of a name.
    /// A date of birth lies not after `today`.
    pub fn parse(text: &str, today: Date) -> Self {
        let text: String = text.chars().take(LONGEST).nfkc().collect();
        let tokens: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
            .filter(|t| !t.is_empty())
            .collect();
        let mut reading = Reading { today, query: Self::default(), words: Vec::new(), runs: Vec::new() };
        let mut rest = tokens.as_slice();
        while !rest.is_empty() {
            let used = reading.take(rest).max(1);
            rest = rest.get(used..).unwrap_or(&[]);
        }
        reading.finish()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Patients found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The patients, at most as many as asked for: those whose family name matched first, then those found by
    /// another name; each in order of name and date of birth.
    pub rows: Vec<PatientRow>,
    /// Whether there are more.
    pub more: bool,
    /// The words that were read differently because nothing matched them exactly: (typed, taken).
    pub corrected: Vec<(String, String)>,
}

struct Reading<'a> {
    today: Date,
    query: Query,
    words: Vec<&'a str>,
    /// Digits as typed, neighbouring groups joined.
    runs: Vec<String>,
}

impl<'a> Reading<'a> {
    /// Reads what stands at the front; gives how many tokens that took.
    fn take(&mut self, tokens: &[&'a str]) -> usize {
        let [first, after @ ..] = tokens else { return 0 };
        let next_is_number =
            after.first().is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit() || c == '+'));
        let bare = first.trim_end_matches([':', '.']).to_ascii_lowercase().replace('.', "");
        if next_is_number && LABELS.contains(&bare.as_str()) {
            return 1;
        }
        self.take_date(tokens)
            .or_else(|| self.take_postcode(tokens))
            .or_else(|| self.take_digits(tokens))
            .unwrap_or_else(|| {
                self.words.push(first);
                1
            })
    }

    fn take_date(&mut self, tokens: &[&str]) -> Option<usize> {
        if self.query.born.is_some() {
            return None;
        }
        for length in [4, 3, 2, 1] {
            let Some(window) = tokens.get(..length) else { continue };
            if !window.iter().any(|t| t.starts_with(|c: char| c.is_ascii_digit())) {
                continue;
            }
            let joined = window
                .iter()
                .filter(|t| !t.eq_ignore_ascii_case("of"))
                .copied()
                .collect::<Vec<_>>()
                .join(" ");
            // digits without separators may be a number as well: they are read as such
            if joined.bytes().all(|b| b.is_ascii_digit()) {
                continue;
            }
            let Ok(found) = date::parse(&joined, self.today) else { continue };
            // "5 1999" and "4567-89" are rather numbers; "May 1999" and "05/1999" are not
            let certain = match found {
                PartialDate::Day(_) => true,
                PartialDate::Month(..) => {
                    joined.chars().any(char::is_alphabetic)
                        || joined.contains('/')
                        || joined.len() == 7 && length == 1
                }
                PartialDate::Year(_) => false,
            };
            if certain && self.is_plausible(found) {
                self.query.born = Some(found);
                return Some(length);
            }
        }
        None
    }

    /// Nobody at a desk was born before 1880 or after today.
    fn is_plausible(&self, born: PartialDate) -> bool {
        let early_enough = match born {
            PartialDate::Day(day) => day <= self.today,
            PartialDate::Month(year, _) | PartialDate::Year(year) => year <= self.today.year(),
        };
        early_enough && born.year() >= 1880
    }

    fn take_postcode(&mut self, tokens: &[&str]) -> Option<usize> {
        if self.query.postcode.is_some() {
            return None;
        }
        let [first, after @ ..] = tokens else { return None };
        let first = first.to_ascii_uppercase();
        if is_outward(first.as_bytes()) {
            if let Some(inward) = after.first().filter(|t| is_inward_beginning(t.as_bytes())) {
                self.query.postcode = Some(first + &inward.to_ascii_uppercase());
                return Some(2);
            }
            self.query.postcode = Some(first);
            return Some(1);
        }
        let joined = (2..=4).any(|at| {
            matches!((first.as_bytes().get(..at), first.as_bytes().get(at..)),
                (Some(out), Some(inward)) if is_outward(out) && is_inward_beginning(inward))
        });
        joined.then(|| {
            self.query.postcode = Some(first);
            1
        })
    }

    /// Neighbouring groups of digits are one number: 999 123 4567, (01632) 960-123, +44 (0)7700 900123. A year in
    /// front of a longer number stands for itself.
    fn take_digits(&mut self, tokens: &[&str]) -> Option<usize> {
        let mut run = String::new();
        let mut used = 0;
        for token in tokens {
            let Some(digits) = digits_of(token) else { break };
            if used == 1 && self.query.born.is_none() && self.year(&run).is_some() && digits.len() != 6 {
                break;
            }
            run.push_str(&digits);
            used += 1;
        }
        if used == 0 {
            return None;
        }
        self.runs.push(run);
        Some(used)
    }

    /// The year of birth that four digits can be.
    fn year(&self, digits: &str) -> Option<PartialDate> {
        (digits.len() == 4).then(|| self.dated(digits)).flatten()
    }

    /// The date of birth that digits alone can be.
    fn dated(&self, digits: &str) -> Option<PartialDate> {
        date::parse(digits, self.today).ok().filter(|found| self.is_plausible(*found))
    }

    fn finish(mut self) -> Query {
        let mut runs = std::mem::take(&mut self.runs);
        // of several numbers, one that can be a date of birth is one
        if runs.len() > 1
            && self.query.born.is_none()
            && let Some(at) = runs.iter().position(|run| self.dated(run).is_some())
        {
            self.query.born = self.dated(&runs.remove(at));
        }
        let digits = runs.concat();
        if !digits.is_empty() {
            if self.query.born.is_none() {
                self.query.digits_born = self.dated(&digits);
            }
            self.query.digits = Some(national(&digits));
        }
        let titled = self.words.len() > 1;
        let is_title =
            |word: &str| TITLES.contains(&word.trim_matches(['.', '(', ')']).to_ascii_lowercase().as_str());
        let words: Vec<&str> =
            self.words.iter().copied().filter(|word| !(titled && is_title(word))).collect();
        let kept = if words.is_empty() { &self.words } else { &words };
        for part in kept.iter().flat_map(|word| fold::words(word)) {
            if self.query.names.len() < MOST_NAMES && !self.query.names.contains(&part) {
                self.query.names.push(part);
            }
        }
        self.query
    }
}

/// The digits of a token that holds nothing but digits and what separates them; a leading `+` becomes 00.
fn digits_of(token: &str) -> Option<String> {
    let plain = |c: char| {
        c.is_ascii_digit() || matches!(c, '(' | ')' | '-' | '.' | '/' | '+' | '\u{2010}'..='\u{2013}')
    };
    if !token.chars().all(plain) || !token.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let abroad = token.starts_with('+') || token.starts_with("(+");
    // "+44(0)7700" carries a trunk zero that is not dialled; "(0)7700" alone on its token does as well
    let inner = if token.starts_with("(0)") && token.len() > 3 {
        token.replacen("(0)", "0", 1)
    } else {
        token.replace("(0)", "")
    };
    let digits: String = inner.chars().filter(char::is_ascii_digit).collect();
    Some(if abroad { format!("00{digits}") } else { digits })
}

/// A telephone number in national form: 0044 and 44 before a number that can only be one become 0.
fn national(digits: &str) -> String {
    let rest = digits.strip_prefix("0044").or_else(|| {
        // 44 77... is twelve digits long and no NHS number (ten)
        digits.strip_prefix("44").filter(|rest| rest.len() == 10)
    });
    match rest {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None if digits.len() > 20 => digits.chars().take(20).collect(),
        None => digits.to_owned(),
    }
}

/// The first half of a postcode: one or two letters, a digit, perhaps a digit or letter (Royal Mail's PAF formats).
fn is_outward(code: &[u8]) -> bool {
    let letters = code.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if !(1..=2).contains(&letters) {
        return false;
    }
    match code.get(letters..) {
        Some([a]) => a.is_ascii_digit(),
        Some([a, b]) => a.is_ascii_digit() && b.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// The second half, or its beginning: a digit, then up to two letters.
fn is_inward_beginning(code: &[u8]) -> bool {
    match code {
        [digit, letters @ ..] => {
            digit.is_ascii_digit() && letters.len() <= 2 && letters.iter().all(u8::is_ascii_alphabetic)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn read(text: &str) -> Query {
        Query::parse(text, TODAY)
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn reads_names_in_any_form() {
        assert_eq!(read("  Siân O'Brien-Łuczak ").names, names(&["sian", "obrien", "luczak"]));
        assert_eq!(read("SMYTH, Jayne (Mrs)").names, names(&["smyth", "jayne"]));
        assert_eq!(read("mrs smith").names, names(&["smith"]));
        assert_eq!(read("mr").names, names(&["mr"]));
        assert_eq!(read("P00123x").names, names(&["p00123x"]));
        assert_eq!(read("ann ann").names, names(&["ann"]));
        assert!(read("  ").is_empty());
        assert!(read("--").is_empty());
    }

    #[test]
    fn reads_dates_of_birth_in_any_form() {
        let want = Some(PartialDate::Day(date(1999, 5, 23)));
        for text in [
            "23/05/1999",
            "23/5/99",
            "23-May-1999",
            "23 may 1999",
            "23rd of May 1999",
            "1999-05-23",
            "23 5 1999 ",
            "dob 23.5.99",
            "D.O.B.: 23.5.99",
        ] {
            let query = read(&format!("smith {text} j"));
            let found = query.born;
            assert_eq!(found, want, "{text}");
            assert_eq!(query.names, names(&["smith", "j"]), "{text}");
            assert_eq!(query.digits, None, "{text}");
        }
        assert_eq!(read("May 1999").born, Some(PartialDate::Month(1999, 5)));
        assert_eq!(read("05/1999").born, Some(PartialDate::Month(1999, 5)));
        assert_eq!(read("1999-05").born, Some(PartialDate::Month(1999, 5)));
        assert_eq!(read("may").names, names(&["may"]));
    }

    #[test]
    fn digits_alone_may_be_either() {
        let query = read("smith 230599");
        assert_eq!(query.digits.as_deref(), Some("230599"));
        assert_eq!(query.digits_born, Some(PartialDate::Day(date(1999, 5, 23))));
        assert_eq!(read("1999").digits_born, Some(PartialDate::Year(1999)));
        assert_eq!(read("9991").digits_born, None);
        let both = read("1999 07700 900123");
        assert_eq!((both.born, both.digits.as_deref()), (Some(PartialDate::Year(1999)), Some("07700900123")));
        let date_and_number = read("23/5/1999 999 000 0018");
        assert_eq!(date_and_number.digits.as_deref(), Some("9990000018"));
        assert_eq!(date_and_number.digits_born, None);
    }

    #[test]
    fn reads_numbers_with_and_without_blanks() {
        for text in
            ["999 000 0018", "9990000018", "999-000-0018", "nhs 999 000 0018", "９９９ ０００ ００１８"]
        {
            assert_eq!(read(text).digits.as_deref(), Some("9990000018"), "{text}");
        }
        for text in [
            "07700 900123",
            "+44 7700 900123",
            "+44 (0)7700 900123",
            "0044 7700 900 123",
            "447700900123",
            "(07700) 900-123",
        ] {
            let query = read(text);
            assert_eq!(query.digits.as_deref(), Some("07700900123"), "{text}");
            assert!(query.names.is_empty(), "{text}");
        }
        assert_eq!(read("0113 496 0123").digits.as_deref(), Some("01134960123"));
        assert_eq!(read("020 7946 0123").digits.as_deref(), Some("02079460123"));
        assert_eq!(read("+33 1 23 45 67 89").digits.as_deref(), Some("0033123456789"));
        assert_eq!(read("0770").digits.as_deref(), Some("0770"));
    }

    #[test]
    fn reads_postcodes_and_their_beginnings() {
        for (text, want) in [
            ("LS1 6AE", "LS16AE"),
            ("ls16ae", "LS16AE"),
            ("ls1", "LS1"),
            ("LS1 6", "LS16"),
            ("sw1a 1a", "SW1A1A"),
            ("m1 smith", "M1"),
        ] {
            assert_eq!(read(text).postcode.as_deref(), Some(want), "{text}");
        }
        assert_eq!(read("ls").postcode, None);
        let mixed = read("jones ls1 6ae 23 may 1999 gareth");
        assert_eq!(mixed.postcode.as_deref(), Some("LS16AE"));
        assert_eq!(mixed.names, names(&["jones", "gareth"]));
        assert!(mixed.born.is_some());
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let query = read(&text);
            prop_assert!(query.names.iter().all(|n| !n.is_empty() && n == &fold::name(n)));
            prop_assert!(query.digits.iter().all(|d| d.bytes().all(|b| b.is_ascii_digit())));
        }

        #[test]
        fn mixtures_do_not_panic(parts in prop::collection::vec("[a-z]{1,4}|[0-9/ .-]{1,9}|\\+44|\\(0\\)|of|may|dob|ls1|6ae|'", 0..9)) {
            let query = read(&parts.join(" "));
            prop_assert!(query.names.len() <= MOST_NAMES);
        }

        #[test]
        fn every_date_is_read(day in 1i8..=28, month in 1i8..=12, year in 1927i16..=2025) {
            let born = date(year, month, day);
            for text in [
                format!("{day}/{month}/{year}"),
                format!("{day:02}.{month:02}.{:02}", year % 100),
                date::show(born),
                born.to_string(),
                date::show(born).replace('-', " "),
            ] {
                prop_assert_eq!(read(&text).born, Some(PartialDate::Day(born)), "{}", text);
            }
            prop_assert_eq!(read(&format!("{day:02}{month:02}{year}")).digits_born, Some(PartialDate::Day(born)));
        }
    }
}
