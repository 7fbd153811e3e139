//! Cells that a spreadsheet would take for a formula, and run: kept from it by an apostrophe (OWASP, CSV injection).

use std::borrow::Cow;

/// Whether a spreadsheet would run the text.
fn runs(text: &str) -> bool {
    let begins =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    text.trim_start_matches(' ').starts_with(begins)
}

/// The text as a cell that is taken for text: behind an apostrophe where it would be run.
pub(super) fn disarmed(text: Cow<'_, str>) -> Cow<'_, str> {
    if runs(&text) { format!("'{text}").into() } else { text }
}

/// The same so that [`taken_back`] gives the very text: one that stands behind apostrophes already gets another.
pub(super) fn set_apart(text: &str) -> Cow<'_, str> {
    if runs(text.trim_start_matches('\'')) { format!("'{text}").into() } else { text.into() }
}

/// The text that [`set_apart`] was given.
pub(super) fn taken_back(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| runs(text.trim_start_matches('\''))).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_set_apart_and_comes_back() {
        for text in ["=1+1", "+44 7700 900123", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "'=1", "''+1"] {
            let cell = set_apart(text);
            assert_eq!(cell, format!("'{text}"));
            assert_eq!(taken_back(&cell), text);
        }
        for text in ["", "a=1\nb", "'", "'tHooft", "O'Brien"] {
            assert_eq!(set_apart(text), text);
            assert_eq!(taken_back(text), text);
        }
    }
}
