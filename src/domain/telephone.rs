//! UK telephone numbers: kept as written, compared in one form, told apart as mobile or landline.

use serde::{Deserialize, Serialize};

/// What kind of line a number belongs to, by Ofcom's numbering plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// 07 but not 070 or 076 (07624 is the Isle of Man's and a mobile): can receive texts.
    Mobile,
    /// 01, 02 and 03: cannot receive ordinary texts.
    Landline,
    /// A number abroad, or of a range that is neither.
    Other,
    /// Not a number that can be dialled.
    Invalid,
}

/// A telephone number: the text as it was received and its digits in international form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Telephone {
    text: String,
}

impl Telephone {
    /// A number from the text in which it came; anything is taken, [`Telephone::line`] says what it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// The text as it was received.
    pub fn as_written(&self) -> &str {
        &self.text
    }

    /// The number in the one form in which numbers are compared: `+447700900123`; `None` where it is not a number.
    ///
    /// An extension ("x12", "ext 12") and words behind the number ("01632 960123 (mum)") are left aside.
    pub fn international(&self) -> Option<String> {
        let cut = self.text.find(|c: char| c.is_alphabetic()).unwrap_or(self.text.len());
        let head = self.text.get(..cut).unwrap_or("").trim();
        let plus = head.starts_with('+') || head.starts_with("(+");
        // "+44 (0)7700" carries a trunk zero that is not dialled
        let head = head.replace("(0)", "");
        let digits: String = head.chars().filter(char::is_ascii_digit).collect();
        let national = if plus {
            match digits.strip_prefix("44") {
                Some(rest) => rest.trim_start_matches('0').to_owned(),
                None => return (8..=15).contains(&digits.len()).then(|| format!("+{digits}")),
            }
        } else if let Some(rest) = digits.strip_prefix("0044") {
            rest.trim_start_matches('0').to_owned()
        } else if let Some(rest) = digits.strip_prefix("00") {
            return (8..=15).contains(&rest.len()).then(|| format!("+{rest}"));
        } else if let Some(rest) = digits.strip_prefix('0') {
            rest.to_owned()
        } else if digits.len() == 10 && digits.starts_with('7') {
            // spreadsheets drop the leading zero
            digits
        } else if digits.len() == 12 && digits.starts_with("447") {
            digits.get(2..).unwrap_or("").to_owned()
        } else {
            return None;
        };
        (9..=10).contains(&national.len()).then(|| format!("+44{national}"))
    }

    /// What kind of line this is.
    pub fn line(&self) -> Line {
        let Some(number) = self.international() else { return Line::Invalid };
        let Some(national) = number.strip_prefix("+44") else { return Line::Other };
        match national.as_bytes() {
            [b'7', b'6', b'2', b'4', ..] if national.len() == 10 => Line::Mobile,
            [b'7', b'0' | b'6', ..] => Line::Other,
            [b'7', ..] if national.len() == 10 => Line::Mobile,
            [b'1' | b'2' | b'3', ..] => Line::Landline,
            [b'7', ..] | [] => Line::Invalid,
            _ => Line::Other,
        }
    }

    /// As staff read it, in the groups of Ofcom's area codes: 07700 900123, 0113 496 0123, 020 7946 0123; the text as
    /// received where it is not a UK number.
    pub fn show(&self) -> String {
        let number = self.international();
        let Some(national) = number.as_deref().and_then(|number| number.strip_prefix("+44")) else {
            return self.text.clone();
        };
        let area = match national.as_bytes() {
            [b'2', ..] => 2,
            [b'1', b'1', ..] | [b'1', _, b'1', ..] | [b'3' | b'8' | b'9', ..] => 3,
            _ => 4,
        };
        if national.len() != 10 {
            return self.text.clone();
        }
        let (code, rest) = national.split_at(area);
        match rest.split_at_checked(rest.len() - 4).filter(|(middle, _)| middle.len() > 2) {
            Some((middle, end)) => format!("0{code} {middle} {end}"),
            None => format!("0{code} {rest}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_number_are_equal() {
        for text in [
            "07700 900123",
            "07700900123",
            "+44 7700 900123",
            "+44 (0)7700 900123",
            "0044 7700 900 123",
            "7700900123",
            "447700900123",
            "07700-900-123",
            "07700 900123 (mum)",
        ] {
            let number = Telephone::new(text);
            assert_eq!(number.international().as_deref(), Some("+447700900123"), "{text}");
            assert_eq!(number.line(), Line::Mobile, "{text}");
        }
        for number in [
            "07700 900123",
            "01632 960123",
            "0113 496 0123",
            "0161 496 0123",
            "020 7946 0123",
            "0300 123 4567",
        ] {
            assert_eq!(Telephone::new(number.replace(' ', "")).show(), number);
        }
        assert_eq!(Telephone::new("not known").show(), "not known");
    }

    #[test]
    fn lines_are_told_apart() {
        for (text, line) in [
            ("01632 960123", Line::Landline),
            ("020 7946 0123", Line::Landline),
            ("0113 496 0123", Line::Landline),
            ("0300 123 4567", Line::Landline),
            ("0770090012", Line::Invalid),
            ("07624 123456", Line::Mobile),
            ("070 1234 5678", Line::Other),
            ("+33 1 23 45 67 89", Line::Other),
            ("none", Line::Invalid),
            ("12345", Line::Invalid),
            ("", Line::Invalid),
        ] {
            assert_eq!(Telephone::new(text).line(), line, "{text}");
        }
    }
}
