//! What every drawing uses: one line of text at a time, cut to its width, in the theme's sense.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::editor;
use super::theme::Theme;
use crate::app::editor::Layout;
use crate::app::{Action, App, Context, Glyphs, Keymap};
use crate::domain::shown;

/// What every drawing reads.
#[derive(Debug, Clone, Copy)]
pub struct Pen<'a> {
    /// How each meaning looks.
    pub theme: &'a Theme,
    /// The surroundings.
    pub cx: &'a Context<'a>,
    /// The keys.
    pub keymap: &'a Keymap,
    /// What marks somebody as at risk is held back.
    pub holds_back: bool,
}

/// A piece of a line: its words and how they look.
pub type Piece = (String, Style);

impl<'a> Pen<'a> {
    /// The pen for an app.
    pub fn new(app: &'a App, cx: &'a Context<'a>) -> Self {
        Self { theme: Theme::named(app.theme()), cx, keymap: app.keymap(), holds_back: app.holds_back(cx) }
    }

    /// What stands for words that are held back: the key that shows them.
    pub fn held(&self, words: &str) -> String {
        let gap = if words.is_empty() { "" } else { "  " };
        format!("{words}{gap}({} shows it)", self.keymap.label(Action::Reveal))
    }

    /// One of two texts, by the set of characters in use.
    pub fn glyph(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.cx.glyphs {
            Glyphs::Unicode => unicode,
            Glyphs::Ascii => ascii,
        }
    }

    /// Text of unknown origin on one line, cut to `width` cells with a sign where it was cut.
    pub fn fit(&self, text: &str, width: usize) -> String {
        if is_plain(text) {
            return match text.get(..width.saturating_sub(1)) {
                Some(cut) if text.len() > width && width > 0 => [cut, self.glyph("\u{2026}", "~")].concat(),
                _ => text.get(..width).unwrap_or(text).to_owned(),
            };
        }
        // a megabyte on one line is not measured whole
        let most = width.saturating_mul(8).saturating_add(64);
        let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
        let text = shown::line(text.get(..end).unwrap_or(text));
        if text.width() <= width {
            return text.into_owned();
        }
        let mut cut = String::new();
        let mut used = 0;
        for grapheme in text.graphemes(true) {
            used += grapheme.width();
            if used >= width {
                break;
            }
            cut.push_str(grapheme);
        }
        if width > 0 {
            cut.push_str(self.glyph("\u{2026}", "~"));
        }
        cut
    }

    /// The same, filled up with blanks to exactly `width` cells.
    pub fn cell(&self, text: &str, width: usize) -> String {
        let mut cell = self.fit(text, width);
        let used = if is_plain(&cell) { cell.len() } else { cell.width() };
        cell.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
        cell
    }

    /// Draws one line of text, cut to the area, in its first row.
    pub fn line(&self, buffer: &mut Buffer, area: Rect, text: &str, style: Style) {
        if !area.is_empty() {
            self.put(buffer, (area.x, area), text, style);
        }
    }

    /// Draws pieces one after the other in the first row of the area, cut where it ends.
    pub fn pieces(&self, buffer: &mut Buffer, area: Rect, pieces: &[Piece]) {
        if area.is_empty() {
            return;
        }
        let mut x = area.x;
        for (text, style) in pieces {
            if x >= area.right() {
                return;
            }
            x = self.put(buffer, (x, area), text, *style);
        }
    }

    /// Draws words from a column on, cut where the area ends; gives the column behind them.
    fn put(&self, buffer: &mut Buffer, (x, area): (u16, Rect), text: &str, style: Style) -> u16 {
        let left = area.right().saturating_sub(x);
        // nearly every line is plain and fits: a cell a character
        if is_plain(text)
            && let Ok(length) = u16::try_from(text.len())
            && length <= left
        {
            for (at, letter) in (x..).zip(text.chars()) {
                if let Some(cell) = buffer.cell_mut((at, area.y)) {
                    cell.set_char(letter).set_style(style);
                }
            }
            return x + length;
        }
        let text = self.fit(text, usize::from(left));
        buffer.set_stringn(x, area.y, &text, usize::from(left), style).0
    }

    /// A rule across the area with words in it.
    pub fn rule(&self, buffer: &mut Buffer, area: Rect, words: &str) {
        let line = self.glyph("\u{2500}", "-");
        buffer.set_stringn(
            area.x,
            area.y,
            line.repeat(usize::from(area.width)),
            usize::from(area.width),
            self.theme.border.style(),
        );
        if !words.is_empty() {
            let words = format!(" {words} ");
            let place = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
            self.line(buffer, place, &words, self.theme.head.style());
        }
    }

    /// How texts and findings look in an editor.
    pub fn look(&self) -> editor::Look {
        editor::Look {
            text: self.theme.text.style(),
            stop: self.theme.stop.style(),
            warn: self.theme.warn.style(),
            note: self.theme.note.style(),
            selected: self.theme.selected.style(),
            sign: self.theme.warn.style(),
            more: self.theme.dim.style(),
            glyphs: self.cx.glyphs,
        }
    }

    /// A key in its brackets with what it does: for lines that teach the next key.
    pub fn hint(&self, action: crate::app::Action, words: &str) -> [Piece; 2] {
        let key = self.keymap.label(action);
        [(key, self.theme.key.style()), (format!(" {words}   "), self.theme.text.style())]
    }
}

/// Whether a text is nothing but printable ASCII: each character is one cell and none is a sign.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Text of unknown origin wrapped to `width` cells; its own line breaks stay.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = shown::block(text).replace('\t', " ");
    let width = u16::try_from(width.max(2)).unwrap_or(u16::MAX);
    let layout = Layout::new(&text, width);
    let words =
        |row: &crate::app::editor::Row| text.get(row.range.clone()).unwrap_or_default().trim_end().to_owned();
    layout.rows().iter().map(words).collect()
}

/// The row of an area with this number; empty where it lies below.
pub fn row(area: Rect, at: usize) -> Rect {
    let at = u16::try_from(at).unwrap_or(u16::MAX);
    if at < area.height { Rect { y: area.y + at, height: 1, ..area } } else { Rect { height: 0, ..area } }
}

/// An area without its first rows.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The first rows of an area, and the rest.
pub fn split(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (Rect { height: rows, ..area }, below(area, rows))
}
