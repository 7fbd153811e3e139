//! What is wrong with a file of settings or texts, and where, for whoever wrote it.

use crate::domain::shown;

/// Characters of a line that are quoted at most.
const QUOTED: usize = 60;

/// The line that is wrong, and what is wrong with it.
pub(super) fn told(text: &str, error: &toml::de::Error) -> String {
    let message = shown::plain(error.message()).replace('\n', "; ");
    let Some(span) = error.span() else { return message };
    let before = text.get(..span.start).unwrap_or(text);
    let number = before.matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default().trim();
    // a heading stands for all below it: what is wrong there is named in the words
    if line.is_empty() || line.starts_with('[') {
        return format!("line {number}: {message}");
    }
    let quoted: String = line.chars().take(QUOTED).collect();
    let more = if line.chars().count() > QUOTED { " ..." } else { "" };
    format!("line {number}, {quoted}{more}: {message}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_named_and_what_is_wrong_said_in_words() {
        let of = |text: &str| {
            let error = toml::from_str::<crate::config::Config>(text).unwrap_err();
            told(text, &error)
        };
        assert_eq!(
            of("[desk]\nhold_seconds = -1\n"),
            "line 2, hold_seconds = -1: invalid value: integer `-1`, expected a whole number from 0 to 255"
        );
        assert_eq!(
            of("[keys]\nquit = []\n"),
            "line 1: keys.quit: this action needs a key that types nothing"
        );
        let brackets = of(&format!("[desk]\nsystems = {}\n", "[".repeat(100_000)));
        assert!(brackets.starts_with("line 2, systems = [") && brackets.len() < 300, "{brackets}");
    }
}
