//! What each key does to a text being edited.

use super::history::Kind;
use super::{Editor, EditorEvent, motion};
use crate::app::key::{Code, Key};

/// Where a movement leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Left,
    Right,
    WordLeft,
    WordRight,
    RowStart,
    RowEnd,
    Start,
    End,
    /// Rows on the screen, negative upwards.
    Rows(isize),
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Go(To),
    Erase(To),
    /// Back to the blank before.
    EraseBlank,
    Write(char),
    SelectAll,
    Copy,
    Cut,
    Undo,
    Redo,
}

impl Editor {
    /// Takes a key.
    pub fn key(&mut self, key: &Key) -> EditorEvent {
        let Some(ask) = self.read(key) else { return EditorEvent::Ignored };
        match ask {
            Ask::Go(to) => self.go(to, key.shift),
            Ask::Erase(to) => self.erase(to),
            Ask::EraseBlank => {
                let start = motion::blank_start(&self.text, self.cursor);
                self.remove(start, Kind::Whole)
            }
            Ask::Write(c) => self.write_char(c),
            Ask::SelectAll => {
                self.select(0..self.text.len());
                EditorEvent::Moved
            }
            Ask::Copy => match self.selected() {
                Some(words) => EditorEvent::Copy(words.to_owned()),
                None => EditorEvent::Ignored,
            },
            Ask::Cut => match self.selected().map(str::to_owned) {
                Some(words) => {
                    self.remove(self.cursor, Kind::Whole);
                    EditorEvent::Cut(words)
                }
                None => EditorEvent::Ignored,
            },
            Ask::Undo if self.undo() => EditorEvent::Changed,
            Ask::Redo if self.redo() => EditorEvent::Changed,
            Ask::Undo | Ask::Redo => EditorEvent::Moved,
        }
    }

    fn read(&self, key: &Key) -> Option<Ask> {
        if let Some(c) = key.text() {
            return Some(Ask::Write(c));
        }
        let Key { shift, ctrl, alt, .. } = *key;
        let word = ctrl || alt;
        let page = isize::try_from(self.screen.get().height.max(2) - 1).unwrap_or(1);
        let ask = match key.code {
            Code::Char(c) if ctrl => match (c.to_ascii_lowercase(), shift) {
                ('a', false) => Ask::SelectAll,
                ('c', false) => Ask::Copy,
                ('x', false) => Ask::Cut,
                ('y', false) | ('z', true) => Ask::Redo,
                ('z', false) => Ask::Undo,
                ('w', false) => Ask::EraseBlank,
                // what some terminals send for Backspace
                ('h', false) => Ask::Erase(To::Left),
                _ => return None,
            },
            Code::Char(c) => match c {
                'b' => Ask::Go(To::WordLeft),
                'f' => Ask::Go(To::WordRight),
                'd' => Ask::Erase(To::WordRight),
                _ => return None,
            },
            Code::Enter if !self.single && !word => Ask::Write('\n'),
            Code::Backspace if word => Ask::Erase(To::WordLeft),
            Code::Backspace => Ask::Erase(To::Left),
            Code::Delete if word => Ask::Erase(To::WordRight),
            Code::Delete if !shift => Ask::Erase(To::Right),
            Code::Left if word => Ask::Go(To::WordLeft),
            Code::Left => Ask::Go(To::Left),
            Code::Right if word => Ask::Go(To::WordRight),
            Code::Right => Ask::Go(To::Right),
            Code::Home if ctrl => Ask::Go(To::Start),
            Code::End if ctrl => Ask::Go(To::End),
            Code::Home => Ask::Go(To::RowStart),
            Code::End => Ask::Go(To::RowEnd),
            Code::Up if !self.single && !word => Ask::Go(To::Rows(-1)),
            Code::Down if !self.single && !word => Ask::Go(To::Rows(1)),
            Code::PageUp if !self.single && !word => Ask::Go(To::Rows(-page)),
            Code::PageDown if !self.single && !word => Ask::Go(To::Rows(page)),
            _ => return None,
        };
        Some(ask)
    }

    fn write_char(&mut self, c: char) -> EditorEvent {
        let range = self.selection().unwrap_or(self.cursor..self.cursor);
        self.change(range, c.encode_utf8(&mut [0; 4]), Kind::Typed);
        EditorEvent::Changed
    }

    fn go(&mut self, to: To, selecting: bool) -> EditorEvent {
        self.history.close();
        let from = match (selecting, self.selection(), to) {
            // without shift, a selection ends at the side to which the arrow points
            (false, Some(range), To::Left) => {
                self.place(range.start);
                return EditorEvent::Moved;
            }
            (false, Some(range), To::Right) => {
                self.place(range.end);
                return EditorEvent::Moved;
            }
            _ => self.anchor.unwrap_or(self.cursor),
        };
        let (at, goal) = self.target(to);
        self.place(at);
        self.goal = goal;
        self.anchor = selecting.then_some(from);
        EditorEvent::Moved
    }

    /// Where a movement ends, and the column that the next one up or down keeps to.
    fn target(&self, to: To) -> (usize, Option<u16>) {
        let (text, at) = (self.text.as_str(), self.cursor);
        let place = match to {
            To::Left => motion::previous(text, at),
            To::Right => motion::next(text, at),
            To::WordLeft => motion::word_start(text, at),
            To::WordRight => motion::word_end(text, at),
            To::Start => 0,
            To::End => text.len(),
            To::RowStart | To::RowEnd if self.single => {
                if to == To::RowStart {
                    0
                } else {
                    text.len()
                }
            }
            To::RowStart | To::RowEnd | To::Rows(_) => {
                let layout = self.layout(self.screen.get().width);
                let (row, col) = layout.place(text, at);
                match to {
                    To::Rows(by) => {
                        let goal = self.goal.unwrap_or(col);
                        return (layout.at(text, row.saturating_add_signed(by), goal), Some(goal));
                    }
                    To::RowStart => layout.at(text, row, 0),
                    _ => layout.at(text, row, u16::MAX),
                }
            }
        };
        (place, None)
    }

    fn erase(&mut self, to: To) -> EditorEvent {
        let kind = match to {
            To::Left => Kind::Erased,
            To::Right => Kind::Deleted,
            _ => Kind::Whole,
        };
        let (at, _) = self.target(to);
        self.remove(at, kind)
    }

    /// Removes what is selected, or else what lies between the cursor and `at`.
    fn remove(&mut self, at: usize, kind: Kind) -> EditorEvent {
        let (range, kind) = match self.selection() {
            Some(range) => (range, Kind::Whole),
            None => (at.min(self.cursor)..at.max(self.cursor), kind),
        };
        if range.is_empty() {
            return EditorEvent::Moved;
        }
        self.change(range, "", kind);
        EditorEvent::Changed
    }
}
