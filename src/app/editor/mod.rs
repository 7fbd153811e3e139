//! The editor of a message: text, cursor, selection, undo and soft wrap, as a value that keys change.
//!
//! The cursor and both ends of a selection always stand on grapheme boundaries, whatever is typed, pasted or replaced.

mod history;
mod keys;
mod layout;
mod motion;
#[cfg(test)]
mod tests;

use std::cell::{Cell as Memo, RefCell};
use std::ops::Range;
use std::sync::Arc;

use history::{History, Kind};
pub use layout::{Cell, Layout, Row, TAB};

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditorEvent {
    /// Nothing: the key is not the editor's.
    Ignored,
    /// The cursor or the selection, or nothing at an end of the text.
    Moved,
    /// The text.
    Changed,
    /// Nothing; these words are to go to the clipboard.
    Copy(String),
    /// The text; the words cut out are to go to the clipboard.
    Cut(String),
}

/// What of a layout is on the screen.
#[derive(Debug, Clone)]
pub struct Viewport {
    /// All rows.
    pub layout: Arc<Layout>,
    /// The first row shown.
    pub top: usize,
    /// The first column shown: only an editor of one line moves sideways.
    pub left: u16,
    /// The cursor's row and column, counted from the first shown.
    pub cursor: (u16, u16),
}

/// A text being edited.
#[derive(Debug, Clone)]
pub struct Editor {
    text: String,
    cursor: usize,
    anchor: Option<usize>,
    single: bool,
    history: History,
    /// The column that movement up and down keeps to.
    goal: Option<u16>,
    /// The layout of the present text that was last asked for.
    laid_out: RefCell<Option<Arc<Layout>>>,
    /// What was last shown: movement by rows and pages follows what is on the screen.
    screen: Memo<Screen>,
}

/// The part of the screen on which an editor was last shown.
#[derive(Debug, Clone, Copy)]
struct Screen {
    width: u16,
    height: u16,
    top: usize,
    left: u16,
}

impl Editor {
    /// An editor of several lines with the cursor at the end of `text`.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            cursor: text.len(),
            text,
            anchor: None,
            single: false,
            history: History::default(),
            goal: None,
            laid_out: RefCell::default(),
            screen: Memo::new(Screen { width: 80, height: 10, top: 0, left: 0 }),
        }
    }

    /// An editor of one line: Enter, Up, Down and the page keys are left to others, pasted line breaks become blanks.
    pub fn single_line(text: impl Into<String>) -> Self {
        Self { single: true, ..Self::new(one_line(text.into())) }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte before which the cursor stands.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// What is selected; never empty.
    pub fn selection(&self) -> Option<Range<usize>> {
        let anchor = self.anchor.filter(|anchor| *anchor != self.cursor)?;
        Some(anchor.min(self.cursor)..anchor.max(self.cursor))
    }

    /// The words selected.
    pub fn selected(&self) -> Option<&str> {
        self.selection().and_then(|range| self.text.get(range))
    }

    /// Puts another text in place of all, as one step that can be undone. The cursor stays where the text stays.
    pub fn set_text(&mut self, text: impl Into<String>) {
        let text = if self.single { one_line(text.into()) } else { text.into() };
        let same = |(a, b): (char, char)| if a == b { Some(a.len_utf8()) } else { None };
        let head: usize = self.text.chars().zip(text.chars()).map_while(same).sum();
        let (old, new) = (self.text.get(head..).unwrap_or_default(), text.get(head..).unwrap_or_default());
        let tail: usize = old.chars().rev().zip(new.chars().rev()).map_while(same).sum();
        let (end, with) =
            (self.text.len() - tail, new.get(..new.len() - tail).unwrap_or_default().to_owned());
        self.replace(head..end, &with);
    }

    /// Puts other words in place of a stretch, as one step that can be undone. The ends are moved outwards to whole
    /// characters; a stretch that lies behind the text is its end.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.ceil_char_boundary(range.end.max(start));
        if self.text.get(start..end) == Some(with) {
            return;
        }
        let cursor = match self.cursor {
            at if at >= end => at - end + start + with.len(),
            at if at > start => start + with.len(),
            at => at,
        };
        self.history.close();
        self.change(start..end, with, Kind::Whole);
        self.place(cursor);
        self.history.close();
    }

    /// Selects a stretch and puts the cursor behind it; its ends are moved to the next grapheme boundary.
    pub fn select(&mut self, range: Range<usize>) {
        self.history.close();
        let start = motion::snap(&self.text, range.start);
        self.place(range.end.max(range.start));
        self.anchor = Some(start);
    }

    /// Puts the cursor before the grapheme at `at`, or the next one, and selects nothing.
    pub fn go_to(&mut self, at: usize) {
        self.history.close();
        self.place(at);
    }

    /// Takes a pasted block as text, whatever it holds, in place of what is selected: one step that can be undone.
    /// CR LF becomes LF (in an editor of one line: a blank), everything else is kept as received.
    pub fn paste(&mut self, text: &str) -> EditorEvent {
        let text = text.replace("\r\n", "\n");
        let text = if self.single { one_line(text) } else { text };
        let range = self.selection().unwrap_or(self.cursor..self.cursor);
        if text.is_empty() {
            return EditorEvent::Moved;
        }
        self.history.close();
        self.change(range, &text, Kind::Whole);
        self.history.close();
        EditorEvent::Changed
    }

    /// Takes the last step back; `false`: there is none.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.undo() else { return false };
        self.write(step.written(), &step.old);
        self.place(step.cursor);
        self.anchor = step.anchor.map(|at| motion::snap(&self.text, at));
        true
    }

    /// Does the step last taken back again; `false`: there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.redo() else { return false };
        self.write(step.replaced(), &step.new);
        self.place(step.written().end);
        true
    }

    /// The text laid out in rows of `width` cells; kept until text or width change.
    pub fn layout(&self, width: u16) -> Arc<Layout> {
        self.screen.set(Screen { width, ..self.screen.get() });
        let mut kept = self.laid_out.borrow_mut();
        match kept.as_ref() {
            Some(layout) if layout.width() == width.max(2) => Arc::clone(layout),
            _ => Arc::clone(kept.insert(Arc::new(Layout::new(&self.text, width)))),
        }
    }

    /// What of the text is on a screen of `width` cells and `height` rows: the cursor is always on it, with a row or two
    /// (in an editor of one line, a few columns) around it where there is room, and nothing scrolls that need not.
    pub fn viewport(&self, width: u16, height: u16) -> Viewport {
        if self.single {
            return self.strip(width.max(1));
        }
        let layout = self.layout(width);
        let (row, col) = layout.place(&self.text, self.cursor);
        let rows = usize::from(height.max(1));
        let margin = (rows.saturating_sub(1) / 2).min(2);
        let last = layout.rows().len().saturating_sub(rows);
        let lowest = (row + margin + 1).saturating_sub(rows);
        let top = self.screen.get().top.clamp(lowest, row.saturating_sub(margin).max(lowest)).min(last);
        self.screen.set(Screen { width, height, top, left: 0 });
        let row = u16::try_from(row.saturating_sub(top)).unwrap_or(u16::MAX);
        Viewport { layout, top, left: 0, cursor: (row, col) }
    }

    /// What of an editor of one line is on a screen of `width` cells.
    fn strip(&self, width: u16) -> Viewport {
        let layout = self.layout(u16::MAX);
        let (row, col) = layout.place(&self.text, self.cursor);
        let end = layout.cells(&self.text, row).last().map_or(0, |cell| cell.col + cell.width);
        let margin = (width.saturating_sub(1) / 2).min(4);
        let lowest = (col + margin + 1).saturating_sub(width).min(col);
        let left = self.screen.get().left.clamp(lowest, col.saturating_sub(margin).max(lowest));
        let left = left.min((end + 1).saturating_sub(width));
        self.screen.set(Screen { width, height: 1, top: row, left });
        Viewport { layout, top: row, left, cursor: (0, col - left) }
    }

    /// Replaces a stretch (of whole characters), puts the cursor behind what is new and notes the step.
    fn change(&mut self, range: Range<usize>, with: &str, kind: Kind) {
        let old = self.text.get(range.clone()).unwrap_or_default().to_owned();
        if old.is_empty() && with.is_empty() {
            return;
        }
        let before = (self.cursor, self.anchor);
        self.write(range.clone(), with);
        self.history.push(range.start, old, with.to_owned(), before, kind);
        self.place(range.start + with.len());
    }

    fn write(&mut self, range: Range<usize>, with: &str) {
        self.text.replace_range(range, with);
        *self.laid_out.get_mut() = None;
    }

    /// Puts the cursor somewhere: nothing is selected, no column is kept.
    fn place(&mut self, at: usize) {
        self.cursor = motion::snap(&self.text, at);
        self.anchor = None;
        self.goal = None;
    }
}

/// A text on one line: each line break becomes a blank.
fn one_line(text: String) -> String {
    if text.contains(['\n', '\r']) { text.replace("\r\n", " ").replace(['\n', '\r'], " ") } else { text }
}
