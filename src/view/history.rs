//! Draws the history of the facts about a patient.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::frame::strip;
use super::pen::{Pen, below, row, wrap};
use crate::app::Action;
use crate::app::lines::Lines;
use crate::app::screen::history::History;

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &History, pen: &Pen<'_>) {
    strip(frame, row(area, 0), &screen.who, pen);
    pen.rule(frame.buffer_mut(), row(area, 1), "What was put on file, the newest first");
    let area = below(area, 2);
    let buffer = frame.buffer_mut();
    let Some(told) = &screen.lines else {
        return pen.line(buffer, row(area, 0), " Reading the history", pen.theme.pending.style());
    };
    if told.is_empty() {
        let back = pen.keymap.label(Action::Back);
        let words = " Nothing was put on file here yet. What imports brought is not listed.";
        pen.line(buffer, row(area, 0), words, pen.theme.text.style());
        let words = format!(" {back} goes back; {} there adds the first.", pen.keymap.label(Action::Add));
        return pen.line(buffer, row(area, 1), &words, pen.theme.dim.style());
    }
    let width = usize::from(area.width);
    let mut rows: Vec<(String, bool, bool)> = Vec::new();
    let mut cursor = 0..1;
    for (at, line) in told.iter().enumerate() {
        let on = at == screen.cursor.at;
        let start = rows.len();
        let mark = if line.taken_back { "  (taken back)" } else { "" };
        rows.push((format!(" {}  {}{mark}", line.when, line.who), true, on));
        let held = line.discreet && pen.holds_back;
        let words = if held { pen.held("") } else { line.words.clone() };
        let words = wrap(&words, width.saturating_sub(4));
        rows.extend(words.into_iter().map(|words| (format!("   {words}"), false, on)));
        if on {
            cursor = start..rows.len();
        }
    }
    let height = usize::from(area.height);
    let window = Lines { at: cursor.start, len: rows.len() };
    let top = window.top(height).max(cursor.end.saturating_sub(height));
    for (at, (words, head, on)) in rows.iter().enumerate().skip(top).take(height) {
        let place = row(area, at - top);
        let style = match (on, head) {
            (true, _) => pen.theme.cursor.style(),
            (false, true) => pen.theme.head.style(),
            (false, false) => pen.theme.text.style(),
        };
        let words = if *on { pen.cell(words, width) } else { words.clone() };
        pen.line(buffer, place, &words, style);
    }
}
