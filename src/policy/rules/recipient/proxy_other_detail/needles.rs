//! How a contact point may stand in a text, and where it does.

use std::ops::Range;

use crate::domain::contact::ContactValue;

/// Shorter needles ("Flat 3") say nothing of whose they are.
const LEAST: usize = 6;

/// How a contact point may stand in a text: its letters and digits alone, in lower case.
pub(super) fn needles(value: &ContactValue) -> Vec<String> {
    let found = match value {
        ContactValue::Phone(number) | ContactValue::Textphone(number) => {
            let abroad = number.international().map(|number| plain(&number));
            let at_home = abroad.as_ref().and_then(|number| number.strip_prefix("44"));
            let at_home = at_home.map(|number| format!("0{number}"));
            at_home.into_iter().chain(abroad).collect()
        }
        ContactValue::Email(address) => vec![plain(address)],
        ContactValue::Post(address) => {
            let lines: Vec<String> = address.lines.iter().map(|line| plain(line)).collect();
            let street = lines.iter().find(|line| line.len() >= LEAST).cloned();
            street.into_iter().chain(address.postcode.as_deref().map(plain)).collect()
        }
        ContactValue::NhsApp => Vec::new(),
    };
    found.into_iter().filter(|needle: &String| needle.len() >= LEAST).collect()
}

/// Where a text holds these letters and digits, whatever stands between them, and nothing that goes on before or behind.
pub(super) fn place(text: &str, needle: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let goes_on = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let first = needle.bytes().next()?;
    let starts = (0..bytes.len()).filter(|at| {
        bytes.get(*at).is_some_and(|byte| byte.to_ascii_lowercase() == first) && !goes_on(at.checked_sub(1))
    });
    starts.into_iter().find_map(|start| {
        let mut end = start;
        for wanted in needle.bytes() {
            // a blank or two, a hyphen, a bracket; not a sentence
            let gap =
                bytes.get(end..)?.iter().take(3).take_while(|byte| !byte.is_ascii_alphanumeric()).count();
            if bytes.get(end..end + gap)?.starts_with(b". ") {
                return None;
            }
            end += gap;
            if bytes.get(end)?.to_ascii_lowercase() != wanted {
                return None;
            }
            end += 1;
        }
        (!goes_on(Some(end))).then_some(start..end)
    })
}

/// Letters and digits alone, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect()
}
