//! What every drawing uses: one line of text at a time, cut to its width, in the theme's sense.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
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
        let mut line = String::new();
        self.push(&mut line, text, width);
        line
    }

    /// The same, filled up with blanks to exactly `width` cells.
    pub fn cell(&self, text: &str, width: usize) -> String {
        let mut cell = String::new();
        self.push_cell(&mut cell, text, width);
        cell
    }

    /// Puts such a cell at the end of a line.
    pub fn push_cell(&self, line: &mut String, text: &str, width: usize) {
        let used = self.push(line, text, width);
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    }

    /// Puts text of unknown origin, cut to `width` cells, at the end of a line; how many cells it takes.
    fn push(&self, line: &mut String, text: &str, width: usize) -> usize {
        let sign = if width > 0 { self.glyph("\u{2026}", "~") } else { "" };
        if let Some(cells) = plain(text) {
            if cells <= width {
                line.push_str(text);
                return cells;
            }
            line.extend(text.chars().take(width.saturating_sub(1)));
            line.push_str(sign);
            return width;
        }
        // a megabyte on one line is not measured whole
        let most = width.saturating_mul(8).saturating_add(64);
        let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
        let text = shown::line(text.get(..end).unwrap_or(text));
        let all = text.width();
        if all <= width {
            line.push_str(&text);
            return all;
        }
        let mut used = 0;
        for grapheme in text.graphemes(true) {
            let wide = grapheme.width();
            if used + wide >= width {
                break;
            }
            used += wide;
            line.push_str(grapheme);
        }
        line.push_str(sign);
        used + usize::from(width > 0)
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
        if let Some(length) = plain(text).and_then(|cells| u16::try_from(cells).ok())
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
        let line = self.glyph("\u{2500}", "-").repeat(usize::from(area.width));
        self.line(buffer, area, &line, self.theme.border.style());
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

/// How many cells a text takes whose every character is one cell and none a sign; `None`: it has to be measured.
fn plain(text: &str) -> Option<usize> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Some(text.len());
    }
    text.chars().try_fold(0, |cells, c| is_one_cell(c).then_some(cells + 1))
}

/// Characters of one cell that neither hide nor join others: ASCII, the letters of western and middle Europe with Welsh, and
/// what this program draws lines with.
const fn is_one_cell(c: char) -> bool {
    matches!(
        c,
        ' '..='~'
            | '\u{a1}'..='\u{ac}'
            | '\u{ae}'..='\u{17f}'
            | '\u{2013}'
            | '\u{2014}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201c}'
            | '\u{201d}'
            | '\u{2026}'
            | '\u{2192}'
            | '\u{2500}'
    )
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

/// Gives every cell of an area this look, where that changes anything in a frame just begun.
pub fn ground(buffer: &mut Buffer, area: Rect, style: Style) {
    let is_own = |colour: Option<Color>| colour.is_none_or(|colour| colour == Color::Reset);
    if !(is_own(style.fg) && is_own(style.bg) && style.add_modifier.is_empty()) {
        buffer.set_style(area, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_a_cell_a_character_is_measured_so_by_the_library_too() {
        let simple: Vec<char> = ('\0'..'\u{3000}').filter(|c| is_one_cell(*c)).collect();
        assert!(simple.len() > 300);
        for c in &simple {
            assert_eq!((c.to_string().width(), shown::sign(*c)), (1, None), "{c:?}");
        }
        let all: String = simple.iter().collect();
        assert_eq!(all.graphemes(true).count(), simple.len(), "none joins another");
        assert_eq!(plain(&all), Some(simple.len()));
        assert_eq!(plain("Zo\u{65}\u{308}"), None);
    }
}
