//! Text laid out and marked: an editor with its cursor, or a text to be read, with findings underlined where they stand.

use std::ops::Range;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::app::Glyphs;
use crate::app::editor::{Cell, Editor, Layout};
use crate::domain::severity::Severity;

/// A stretch of the text that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The bytes.
    pub range: Range<usize>,
    /// How loud.
    pub severity: Severity,
    /// It is the finding that staff look at now.
    pub current: bool,
}

/// How text is drawn. Whatever the colours, a stop is bold and underlined, a warning underlined, a note underlined and
/// dim, what is looked at now or selected is reversed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Plain text.
    pub text: Style,
    /// Words that stop a message.
    pub stop: Style,
    /// Words that warn.
    pub warn: Style,
    /// Words that are noted.
    pub note: Style,
    /// What is selected.
    pub selected: Style,
    /// A sign in place of a character that cannot be seen.
    pub sign: Style,
    /// That there is more above or below.
    pub more: Style,
    /// Which characters the frame is drawn with.
    pub glyphs: Glyphs,
}

impl Look {
    fn of(&self, mark: &Mark) -> Style {
        let (colour, held) = match mark.severity {
            Severity::Stop => (self.stop, Modifier::BOLD | Modifier::UNDERLINED),
            Severity::Warn => (self.warn, Modifier::UNDERLINED),
            Severity::Note => (self.note, Modifier::UNDERLINED | Modifier::DIM),
        };
        let held = if mark.current { held | Modifier::REVERSED } else { held };
        Style { underline_color: colour.fg, ..colour.add_modifier(held) }
    }
}

/// Draws an editor. One column at the right is kept for the signs that there is more above or below, except in an editor of
/// a single row. The cursor is shown only where `focused`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, editor: &Editor, marks: &[Mark], look: &Look, focused: bool) {
    if area.is_empty() {
        return;
    }
    let bar = u16::from(area.height > 1 && area.width > 2);
    let inner = Rect { width: area.width - bar, ..area };
    let view = editor.viewport(inner.width, inner.height);
    let text = Marked {
        text: editor.text(),
        layout: &view.layout,
        left: view.left,
        marks,
        selected: editor.selection(),
    };
    text.draw(frame.buffer_mut(), inner, view.top, look);
    if bar > 0 {
        more(frame.buffer_mut(), area, view.top, view.layout.rows().len(), look);
    }
    if focused {
        let (row, col) = view.cursor;
        let place = (inner.x + col.min(inner.width - 1), inner.y + row.min(inner.height - 1));
        frame.set_cursor_position(place);
    }
}

/// Draws a text to be read, from row `top` of its layout on, with the same marks.
pub fn draw_text(buffer: &mut Buffer, area: Rect, text: &str, marks: &[Mark], top: usize, look: &Look) {
    if area.is_empty() {
        return;
    }
    let bar = u16::from(area.height > 1 && area.width > 2);
    let inner = Rect { width: area.width - bar, ..area };
    let layout = Layout::new(text, inner.width);
    Marked { text, layout: &layout, left: 0, marks, selected: None }.draw(buffer, inner, top, look);
    if bar > 0 {
        more(buffer, area, top, layout.rows().len(), look);
    }
}

/// Says at the right whether there are rows above and below.
fn more(buffer: &mut Buffer, area: Rect, top: usize, rows: usize, look: &Look) {
    let (up, down) = match look.glyphs {
        Glyphs::Unicode => ("\u{25b2}", "\u{25bc}"),
        Glyphs::Ascii => ("^", "v"),
    };
    let x = area.right() - 1;
    if top > 0 {
        buffer.set_stringn(x, area.top(), up, 1, look.more);
    }
    if top + usize::from(area.height) < rows {
        buffer.set_stringn(x, area.bottom() - 1, down, 1, look.more);
    }
}

/// A text with what is marked in it.
struct Marked<'a> {
    text: &'a str,
    layout: &'a Layout,
    left: u16,
    marks: &'a [Mark],
    selected: Option<Range<usize>>,
}

impl Marked<'_> {
    fn draw(&self, buffer: &mut Buffer, area: Rect, top: usize, look: &Look) {
        buffer.set_style(area, look.text);
        for (y, row) in (area.top()..area.bottom()).zip(top..self.layout.rows().len()) {
            self.draw_row(buffer, Rect { y, height: 1, ..area }, row, look);
        }
    }

    fn draw_row(&self, buffer: &mut Buffer, area: Rect, row: usize, look: &Look) {
        let Some(bytes) = self.layout.rows().get(row).map(|row| row.range.clone()) else { return };
        let marks: Vec<&Mark> = self.marks.iter().filter(|mark| overlap(&mark.range, &bytes)).collect();
        let mut end = 0;
        for cell in self.layout.cells(self.text, row) {
            let Some(col) = cell.col.checked_sub(self.left) else { continue };
            let room = area.width.saturating_sub(col);
            if room == 0 {
                break;
            }
            let style = self.style(&cell, &marks, look);
            buffer.set_stringn(area.x + col, area.y, shown(&cell, look), room.into(), style);
            end = col + cell.width;
        }
        // a line feed that is selected shows as a blank behind its line
        let feed = self.text.get(bytes.end..).is_some_and(|rest| rest.starts_with('\n'));
        if feed && end < area.width && self.selected.as_ref().is_some_and(|held| held.contains(&bytes.end)) {
            buffer.set_stringn(area.x + end, area.y, " ", 1, selected(look));
        }
    }

    fn style(&self, cell: &Cell<'_>, marks: &[&Mark], look: &Look) -> Style {
        let mut style = if cell.sign { look.text.patch(look.sign) } else { look.text };
        let loudest = marks
            .iter()
            .filter(|mark| overlap(&mark.range, &cell.range))
            .max_by_key(|mark| (mark.current, mark.severity));
        if let Some(mark) = loudest {
            style = style.patch(look.of(mark));
        }
        if self.selected.as_ref().is_some_and(|held| overlap(held, &cell.range)) {
            style = style.patch(selected(look));
        }
        style
    }
}

fn selected(look: &Look) -> Style {
    look.selected.add_modifier(Modifier::REVERSED)
}

/// What stands in a cell; where only ASCII can be drawn, signs are drawn with it too.
fn shown<'a>(cell: &'a Cell<'_>, look: &Look) -> &'a str {
    match look.glyphs {
        Glyphs::Ascii if cell.sign && cell.width == 1 => match cell.shown.as_ref() {
            crate::app::editor::TAB => ">",
            _ => "?",
        },
        _ => &cell.shown,
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::style::Color;

    type Run = (u16, u16, String, Modifier);

    /// The rows, and below them the stretches drawn otherwise than plain: (column, row, words, modifiers).
    fn drawn(editor: &Editor, marks: &[Mark], size: (u16, u16)) -> (Vec<String>, Vec<Run>) {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        let look = Look { stop: Style::new().fg(Color::Red), ..Look::default() };
        let frame = terminal.draw(|frame| draw(frame, frame.area(), editor, marks, &look, true)).unwrap();
        let buffer = frame.buffer;
        let mut rows = Vec::new();
        let mut runs: Vec<Run> = Vec::new();
        for y in 0..size.1 {
            let cells = (0..size.0).map(|x| &buffer[(x, y)]);
            rows.push(
                cells.clone().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned(),
            );
            let mut open = false;
            for (x, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.symbol().is_empty()) {
                if cell.modifier.is_empty() {
                    open = false;
                    continue;
                }
                match runs.last_mut().filter(|run| open && run.3 == cell.modifier) {
                    Some(run) => run.2.push_str(cell.symbol()),
                    None => runs.push((x, y, cell.symbol().to_owned(), cell.modifier)),
                }
                open = true;
            }
        }
        (rows, runs)
    }

    fn mark(text: &str, words: &str, severity: Severity) -> Mark {
        let start = text.find(words).unwrap();
        Mark { range: start..start + words.len(), severity, current: false }
    }

    #[test]
    fn a_finding_is_underlined_over_wrapped_rows() {
        let text = "Your chlamydia test result";
        let editor = Editor::new(text);
        let marks = [mark(text, "chlamydia test", Severity::Stop), mark(text, "result", Severity::Warn)];
        let (rows, runs) = drawn(&editor, &marks, (18, 3));
        assert_eq!(rows, ["Your chlamydia", "test result", ""]);
        let loud = Modifier::BOLD | Modifier::UNDERLINED;
        let expected = [
            (5, 0, "chlamydia ".to_owned(), loud),
            (0, 1, "test".to_owned(), loud),
            (5, 1, "result".to_owned(), Modifier::UNDERLINED),
        ];
        assert_eq!(runs, expected);
    }

    #[test]
    fn hidden_characters_and_line_ends_in_a_selection_show() {
        let mut editor = Editor::new("a\u{202e}王\u{1b}[2J\nb");
        editor.select(0..4);
        let (rows, runs) = drawn(&editor, &[], (12, 3));
        assert_eq!(rows, ["a↔王␛[2J", "b", ""].map(|row| row.replace("王", "王 ")));
        assert_eq!(runs, [(0, 0, "a↔".to_owned(), Modifier::REVERSED)]);
        editor.select(10..12);
        assert_eq!(drawn(&editor, &[], (12, 3)).1.last().unwrap().2, "J ");
    }

    #[test]
    fn more_above_and_below_is_said_and_no_size_is_too_small() {
        let mut editor = Editor::new("a\nb\nc\nd\ne\nf");
        editor.go_to(6);
        let (rows, _) = drawn(&editor, &[], (4, 3));
        assert_eq!(rows, ["c  ▲", "d", "e  ▼"]);
        for width in 1..4 {
            for height in 1..4 {
                drawn(&editor, &[mark(editor.text(), "d", Severity::Note)], (width, height));
            }
        }
    }
}
