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

/// The lines in sight of a long list. It stands still while the cursor moves within it, so that a key changes two lines and
/// not the whole window; at its edge the cursor comes to the middle again.
#[derive(Debug, Clone, Default)]
pub struct Sight(Cell<usize>);

impl Sight {
    /// The first line to show in a window of `height` lines so that the cursor is in it.
    pub fn top(&self, lines: Lines, height: usize) -> usize {
        let last = lines.len.saturating_sub(height);
        let top = self.0.get().min(last);
        // a line before and behind the cursor is seen, where there is one
        let is_before = lines.at < top + usize::from(top > 0);
        let is_behind = lines.at + usize::from(top < last) >= top + height;
        self.0.set(if is_before || is_behind { lines.top(height) } else { top });
        self.0.get()
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
    fn the_lines_in_sight_stand_still_until_the_cursor_comes_to_their_edge() {
        let sight = Sight::default();
        let top = |at| sight.top(Lines { at, len: 50 }, 7);
        for at in 0..6 {
            assert_eq!(top(at), 0, "{at}");
        }
        assert_eq!(top(6), 3, "in the middle again, with a line to come");
        assert_eq!((top(7), top(8), top(4)), (3, 3, 3));
        assert_eq!(top(3), 0);
        for at in (0..50).chain((0..50).rev()).chain([49, 0, 25]) {
            let top = top(at);
            assert!(top <= at && at < top + 7 && top + 7 <= 50, "{at} {top}");
        }
        assert_eq!(sight.top(Lines { at: 2, len: 3 }, 7), 0);
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
