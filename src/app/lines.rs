//! The cursor of a list: which line it stands on, moved by the same keys everywhere.

use std::cell::Cell;

use super::action::Action;

/// A cursor on one of `len` lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines {
    /// The line under the cursor, 0 first.
    pub at: usize,
    /// How many lines there are.
    pub len: usize,
}

impl Lines {
    /// A cursor on the first of `len` lines.
    pub const fn new(len: usize) -> Self {
        Self { at: 0, len }
    }

    /// The list has another length now; the cursor stays where it can.
    pub fn resize(&mut self, len: usize) {
        self.len = len;
        self.at = self.at.min(len.saturating_sub(1));
    }

    /// Moves by one of the moving actions; `false`: it is none of them.
    pub fn act(&mut self, action: Action, page: u16) -> bool {
        let last = self.len.saturating_sub(1);
        let page = usize::from(page.max(1));
        self.at = match action {
            Action::Up => self.at.saturating_sub(1),
            Action::Down => (self.at + 1).min(last),
            Action::PageUp => self.at.saturating_sub(page),
            Action::PageDown => (self.at + page).min(last),
            Action::First => 0,
            Action::Last => last,
            _ => return false,
        };
        true
    }

    /// The first line to show in a window of `height` lines so that the cursor is in it, near the middle.
    pub fn top(&self, height: usize) -> usize {
        self.at.saturating_sub(height / 2).min(self.len.saturating_sub(height))
    }

    /// The present element of a list.
    pub fn of<'a, T>(&self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.at)
    }
}

/// Where a text that is only read is scrolled to. How many rows it has is known only where it is laid out: the drawing
/// tells, and the next key stops there.
#[derive(Debug, Clone, Default)]
pub struct Scroll {
    top: Cell<usize>,
    last: Cell<usize>,
}

impl Scroll {
    /// Moves by one of the moving actions.
    pub fn act(&self, action: Action, page: u16) {
        let mut lines = Lines { at: self.top.get(), len: self.last.get() + 1 };
        lines.act(action, page);
        self.top.set(lines.at);
    }

    /// The first row shown of `rows` in a window of `height`.
    pub fn top(&self, rows: usize, height: usize) -> usize {
        self.last.set(rows.saturating_sub(height));
        self.top.set(self.top.get().min(self.last.get()));
        self.top.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_stays_within_its_list() {
        let mut lines = Lines::new(3);
        assert!(!lines.act(Action::Open, 5));
        for (action, at) in
            [(Action::Up, 0), (Action::Down, 1), (Action::PageDown, 2), (Action::Down, 2), (Action::First, 0)]
        {
            assert!(lines.act(action, 5));
            assert_eq!(lines.at, at);
        }
        lines.act(Action::Last, 5);
        lines.resize(1);
        assert_eq!(lines.at, 0);
        lines.resize(0);
        lines.act(Action::Down, 5);
        assert_eq!((lines.at, lines.top(10)), (0, 0));
    }

    #[test]
    fn a_text_scrolls_to_its_end_and_no_further() {
        let scroll = Scroll::default();
        assert_eq!(scroll.top(30, 10), 0);
        scroll.act(Action::Last, 9);
        scroll.act(Action::Down, 9);
        assert_eq!(scroll.top(30, 10), 20);
        scroll.act(Action::Up, 9);
        assert_eq!(scroll.top(30, 10), 19);
        assert_eq!(scroll.top(12, 10), 2);
    }

    #[test]
    fn the_cursor_is_always_in_the_window() {
        for at in 0..50 {
            let lines = Lines { at, len: 50 };
            let top = lines.top(7);
            assert!(top <= at && at < top + 7 && top + 7 <= 50);
        }
    }
}
