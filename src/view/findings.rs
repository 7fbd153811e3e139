//! Draws findings: letter and word before colour, the words they are about, what would cure them.

use ratatui::style::Style;

use super::pen::{Pen, Piece, wrap};
use crate::app::writing::{Standing, Writing, quote};
use crate::domain::severity::Severity;
use crate::policy::Finding;

/// The letter of a severity; a dot where all is clear.
pub const fn letter(severity: Option<Severity>) -> &'static str {
    match severity {
        None => ".",
        Some(Severity::Note) => "N",
        Some(Severity::Warn) => "W",
        Some(Severity::Stop) => "S",
    }
}

/// The letter and word of a verdict.
pub const fn verdict_word(severity: Option<Severity>) -> &'static str {
    match severity {
        None => ". CLEAR",
        Some(Severity::Note) => "N NOTE",
        Some(Severity::Warn) => "W WARN",
        Some(Severity::Stop) => "S STOP",
    }
}

/// The verdict in one line.
pub fn verdict(writing: &Writing, pen: &Pen<'_>) -> Vec<Piece> {
    use crate::app::writing::Facts;
    let text = pen.theme.text.style();
    match &writing.facts {
        Facts::Loading => {
            return vec![
                (" ? PENDING".into(), pen.theme.pending.style()),
                ("  the facts are being read".into(), text),
            ];
        }
        Facts::Failed(trouble) => {
            return vec![
                (" ? PENDING".into(), pen.theme.pending.style()),
                (format!("  {trouble}"), pen.theme.stop.style()),
            ];
        }
        Facts::Known(_) => {}
    }
    if writing.draft.body.trim().is_empty() && writing.verdict.findings.is_empty() {
        return vec![
            (" ? EMPTY".into(), pen.theme.pending.style()),
            ("  nothing is written yet".into(), text),
        ];
    }
    let severity = writing.verdict.severity();
    let mut pieces = vec![(format!(" {}", verdict_word(severity)), pen.theme.severity(severity))];
    let count = |wanted| writing.verdict.findings.iter().filter(|f| f.severity == wanted).count();
    let mut words: Vec<String> = Vec::new();
    for (severity, one, more) in [
        (Severity::Stop, "stop", "stops"),
        (Severity::Warn, "warning", "warnings"),
        (Severity::Note, "note", "notes"),
    ] {
        match count(severity) {
            0 => {}
            1 => words.push(format!("1 {one}")),
            many => words.push(format!("{many} {more}")),
        }
    }
    if words.is_empty() {
        words.push("nothing was found".into());
    }
    pieces.push((format!("  {}", words.join(", ")), text));
    pieces
}

/// How a finding stands, in a word.
const fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Shown => "",
        Standing::Unseen => "not seen yet",
        Standing::Seen => "seen",
        Standing::Holds => "holds",
        Standing::Overridden => "overridden",
    }
}

/// How much of a finding is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// The cursor is on it: who would learn it is drawn too.
    pub open: bool,
    /// The whole sentence, where the cursor is elsewhere; else its first line.
    pub whole: bool,
    /// The cures with their keys, where the cursor is on it.
    pub cures: bool,
}

/// A finding in lines of `width` cells: letter, quote and sentence, who would learn it, the cures with their keys.
pub fn lines(
    finding: &Finding,
    writing: &Writing,
    pen: &Pen<'_>,
    width: usize,
    Detail { open, whole, cures }: Detail,
) -> Vec<(String, Style)> {
    let severity = Some(finding.severity);
    let style = pen.theme.severity(severity);
    let marker = if open { pen.glyph("\u{25b8}", ">") } else { " " };
    let standing = standing_word(writing.standing(finding));
    // most sentences say the words themselves
    let quoted = quote(finding, &writing.draft)
        .filter(|words| !finding.message.contains(words))
        .map(|words| format!("\"{words}\" "))
        .unwrap_or_default();
    let standing = if standing.is_empty() { String::new() } else { format!(" [{standing}]") };
    let first = format!("{quoted}{}{standing}", finding.message);
    let text_width = width.saturating_sub(9);
    let mut found: Vec<(String, Style)> = Vec::new();
    let wrapped = wrap(&first, text_width);
    let shown = if open || whole { wrapped.len() } else { 1 };
    let rest = wrapped.len() > shown;
    for (at, line) in wrapped.into_iter().take(shown).enumerate() {
        let head = if at == 0 { format!("{marker}{} ", verdict_word(severity)) } else { String::new() };
        let more = if rest { pen.glyph("\u{2026}", "~") } else { "" };
        found.push((format!("{}{line}{more}", pen.cell(&head, 9)), style));
    }
    if open {
        let indent = " ".repeat(9);
        if !finding.reveals_to.is_empty() {
            let words = format!("Who would learn it: {}", finding.reveals_to.join("; "));
            found.extend(
                wrap(&words, text_width).into_iter().map(|l| (format!("{indent}{l}"), pen.theme.dim.style())),
            );
        }
        if cures {
            for (at, cure) in finding.cures.iter().take(9).enumerate() {
                let key = if at == 0 {
                    pen.keymap.label(crate::app::Action::Cure)
                } else {
                    format!("Alt+{}", at + 1)
                };
                found.push((
                    format!(
                        "{indent}{} {}",
                        pen.cell(&key, 5),
                        pen.fit(&cure.title, text_width.saturating_sub(6))
                    ),
                    pen.theme.key.style(),
                ));
            }
        }
    }
    found
}
