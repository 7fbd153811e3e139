//! Filling a template: placeholders take their values from the record.
//!
//! `((first_name))` is replaced by its value; `((first_name|Patient))` has words for when there is none;
//! `((if appointment.place)) at ((appointment.place))((end))` stands only where the value is known. A placeholder
//! without a value or fallback stays as it is, so that the checker stops the message and staff see the gap.

use std::collections::BTreeMap;

use super::template::Template;

/// The values of placeholders, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<&'static str, String>);

/// The names that templates may use; a template with another one is refused when the library is read.
pub const NAMES: [&str; 13] = [
    "first_name",
    "title_and_family",
    "full_name",
    "appointment.date",
    "appointment.time",
    "appointment.place",
    "appointment.with",
    "practice_name",
    "practice_phone",
    "practice_address",
    "practice_website",
    "today",
    "staff_name",
];

impl Values {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the value of a placeholder; an empty value counts as unknown, an unknown name is left aside.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if let Some(known) = NAMES.into_iter().find(|known| *known == name)
            && !value.trim().is_empty()
        {
            self.0.insert(known, value);
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// A filled template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The subject line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// The placeholders that had neither value nor fallback, each once.
    pub missing: Vec<String>,
}

/// A mistake in a template's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// A name outside [`NAMES`].
    #[error("(({0})) is not a placeholder (use one of {names})", names = NAMES.join(", "))]
    Unknown(String),
    /// An `((if ..))` without `((end))`, or the other way round.
    #[error("((if ..)) and ((end)) do not match")]
    Unbalanced,
    /// `((` without `))`.
    #[error("a (( is not closed")]
    Unclosed,
}

enum Piece<'a> {
    Words(&'a str),
    Slot { whole: &'a str, name: &'a str, fallback: Option<&'a str> },
    If(&'a str),
    End,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("((") {
        let Some((inside, behind)) = after.split_once("))") else { break };
        if !before.is_empty() {
            found.push(Piece::Words(before));
        }
        let word = inside.trim();
        found.push(if word == "end" {
            Piece::End
        } else if let Some(name) = word.strip_prefix("if ") {
            Piece::If(name.trim())
        } else {
            let start = before.len();
            let whole = rest.get(start..start + inside.len() + 4).unwrap_or("");
            match word.split_once('|') {
                Some((name, fallback)) => Piece::Slot { whole, name: name.trim(), fallback: Some(fallback) },
                None => Piece::Slot { whole, name: word, fallback: None },
            }
        });
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

/// Fills one text; names of placeholders without a value are added to `missing`.
pub fn fill_text(text: &str, values: &Values, missing: &mut Vec<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut hidden = 0usize;
    for piece in pieces(text) {
        match piece {
            Piece::If(name) => hidden += usize::from(hidden > 0 || values.get(name).is_none()),
            Piece::End => hidden = hidden.saturating_sub(1),
            _ if hidden > 0 => {}
            Piece::Words(words) => filled.push_str(words),
            Piece::Slot { whole, name, fallback } => {
                let value = values.get(name).or(fallback);
                filled.push_str(value.unwrap_or(whole));
                if value.is_none() && !missing.iter().any(|known| known == name) {
                    missing.push(name.to_owned());
                }
            }
        }
    }
    filled
}

/// Fills a template.
pub fn fill(template: &Template, values: &Values) -> Filled {
    let mut missing = Vec::new();
    let subject = fill_text(&template.subject, values, &mut missing);
    let body = fill_text(&template.body, values, &mut missing).trim_end().to_owned();
    Filled { subject, body, missing }
}

/// Checks that a template's text can be filled.
///
/// # Errors
/// The first mistake.
pub fn check(text: &str) -> Result<(), BadTemplate> {
    let mut open = 0usize;
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) if words.contains("((") => return Err(BadTemplate::Unclosed),
            Piece::If(name) | Piece::Slot { name, .. } if !NAMES.contains(&name) => {
                return Err(BadTemplate::Unknown(name.to_owned()));
            }
            Piece::Words(_) | Piece::Slot { .. } => {}
            Piece::If(_) => open += 1,
            Piece::End => open = open.checked_sub(1).ok_or(BadTemplate::Unbalanced)?,
        }
    }
    if open == 0 { Ok(()) } else { Err(BadTemplate::Unbalanced) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, pairs: &[(&str, &str)]) -> (String, Vec<String>) {
        let mut values = Values::new();
        for (name, value) in pairs {
            values.set(name, *value);
        }
        let mut missing = Vec::new();
        let text = fill_text(text, &values, &mut missing);
        (text, missing)
    }

    #[test]
    fn fills_values_fallbacks_and_conditions() {
        let text =
            "Hi ((first_name|Patient)), see you((if appointment.place)) at ((appointment.place))((end)).";
        assert_eq!(
            filled(text, &[("first_name", "Siân"), ("appointment.place", "Room 4")]).0,
            "Hi Siân, see you at Room 4."
        );
        assert_eq!(filled(text, &[]), ("Hi Patient, see you.".into(), vec![]));
    }

    #[test]
    fn gaps_stay_visible() {
        let (text, missing) = filled("On ((appointment.date)), (( today ))", &[("today", " ")]);
        assert_eq!(text, "On ((appointment.date)), (( today ))");
        assert_eq!(missing, ["appointment.date", "today"]);
    }

    #[test]
    fn values_are_not_read_as_templates() {
        assert_eq!(filled("Hi ((first_name))", &[("first_name", "((today))")]).0, "Hi ((today))");
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(check("((first_name)) ((if today))x((end))"), Ok(()));
        assert_eq!(check("((firstname))"), Err(BadTemplate::Unknown("firstname".into())));
        assert_eq!(check("((if today))x"), Err(BadTemplate::Unbalanced));
        assert_eq!(check("((end))"), Err(BadTemplate::Unbalanced));
        assert_eq!(check("((today"), Err(BadTemplate::Unclosed));
    }
}
