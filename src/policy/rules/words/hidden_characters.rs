//! `hidden-characters`: the text holds characters that nobody sees and a screen or telephone could obey.

use crate::domain::severity::Severity;
use crate::domain::shown;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Scan, Scanned};

static META: Meta = Meta {
    id: "hidden-characters",
    group: Group::Words,
    summary: "characters that nobody sees: control, direction and zero-width characters (this program's own rule)",
    severity: Severity::Stop,
    always_on: true,
    can_override: false,
    doc: "\
### What it does
Finds control characters, characters that turn the direction of text, and invisible ones. They come with text pasted from other programs. This rule is this program's own addition to the list.

### Why it matters
Such a character can hide words, show them in another order, or be obeyed by the screen it is shown on: what staff review would not be what the patient reads.

### Example
\"Take 1\" and an invisible line before \"0 mg\".

### How to settle it
Remove them: one key. A carriage return becomes a line break.

### Source
Unicode Technical Report 36 (security considerations).",
};

declare! {
    /// Characters that nobody sees.
    HiddenCharacters, META, check
}

fn check(_: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields() {
        let source = scanned.folded.source();
        let Some((at, hidden)) = shown::first_hidden(source) else { continue };
        let span = widened(scanned, at, hidden);
        let count = source.chars().filter(|c| is_hidden(*c)).count();
        let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        report.push(
            Finding::new(
                &META,
                Severity::Stop,
                format!("The text holds an invisible {}{more}", shown::name(hidden)),
            )
            .at(span)
            .cure(
                "Remove what is invisible",
                Change::Rewrite { field: scanned.field, text: without(source) },
            ),
        );
    }
}

fn is_hidden(c: char) -> bool {
    c == '\r' || shown::sign(c).is_some()
}

/// The text without what is invisible; separators of lines become line breaks.
pub fn without(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// The stretch of a hidden character, on grapheme boundaries.
fn widened(scanned: &Scanned<'_>, at: usize, c: char) -> Option<crate::domain::span::Span> {
    let source = scanned.folded.source();
    let (mut start, mut end) = (at, at + c.len_utf8());
    for (from, grapheme) in unicode_segmentation::UnicodeSegmentation::grapheme_indices(source, true) {
        if from <= at && at < from + grapheme.len() {
            (start, end) = (from, from + grapheme.len());
            break;
        }
    }
    (start < end).then_some(crate::domain::span::Span { field: scanned.field, start, end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure};

    #[test]
    fn removes_what_nobody_sees() {
        let desk = Desk::bare();
        assert_cure(&desk, META.id, "a\u{202e}b\u{200b}c\r\nd\u{1b}[0m", "abc\nd[0m");
        assert_clean(&desk, META.id, "Siân\n\tŁódź ☺");
    }
}
