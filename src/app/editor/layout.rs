//! A text laid out in rows of a given width: soft wrap by words, counted in the cells that a terminal gives a grapheme.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::shown;

/// The sign for a tab: it takes one cell.
pub const TAB: &str = "\u{2192}";

/// One row on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The bytes shown on it, blanks at its end included, a line feed not.
    pub range: Range<usize>,
    /// Whether a line feed or the end of the text ends it, rather than the width.
    pub ends: bool,
}

/// The rows of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    width: u16,
    rows: Vec<Row>,
}

/// A grapheme in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The column in which it starts.
    pub col: u16,
    /// How many cells it takes; never none.
    pub width: u16,
    /// What is drawn: what a terminal could obey is replaced by its sign.
    pub shown: Cow<'a, str>,
    /// Whether what is drawn stands for something that cannot be seen.
    pub sign: bool,
}

impl Layout {
    /// Lays `text` out in rows of `width` cells. The last cell is kept for the cursor and for a blank at a row's end.
    ///
    /// A grapheme wider than a row stands alone on its row and is cut off by whoever draws it.
    pub fn new(text: &str, width: u16) -> Self {
        let width = width.max(2);
        let mut rows = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            wrap(line, start, width, &mut rows);
            start += line.len() + 1;
        }
        Self { width, rows }
    }

    /// How many cells a row has.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// The rows; there is always one.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row on which the cursor before byte `at` is shown.
    pub fn row_of(&self, at: usize) -> usize {
        self.rows.partition_point(|row| row.range.start <= at).saturating_sub(1)
    }

    /// Row and column of the cursor before byte `at`.
    pub fn place(&self, text: &str, at: usize) -> (usize, u16) {
        let row = self.row_of(at);
        let cells = self.cells(text, row);
        let last = cells.take_while(|cell| cell.range.start < at).last();
        (row, last.map_or(0, |cell| cell.col + cell.width).min(self.width.saturating_sub(1)))
    }

    /// The byte before which a cursor in this row and column stands: the nearest to its left.
    pub fn at(&self, text: &str, row: usize, col: u16) -> usize {
        let row = row.min(self.rows.len().saturating_sub(1));
        let mut at = self.rows.get(row).map_or(0, |row| row.range.start);
        for cell in self.cells(text, row) {
            if cell.col + cell.width > col {
                return cell.range.start;
            }
            at = cell.range.end;
        }
        // behind the last grapheme of a wrapped row the cursor would be shown on the next one
        let wrapped = self.rows.get(row).is_some_and(|row| !row.ends);
        if wrapped { self.cells(text, row).last().map_or(at, |cell| cell.range.start) } else { at }
    }

    /// The graphemes of one row in their places.
    pub fn cells<'a>(&self, text: &'a str, row: usize) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let range = self.rows.get(row).map_or(0..0, |row| row.range.clone());
        let mut at = range.start;
        let mut col = 0;
        text.get(range).unwrap_or_default().graphemes(true).map(move |grapheme| {
            let (shown, width, sign) = show(grapheme);
            let cell = Cell { range: at..at + grapheme.len(), col, width, shown, sign };
            at += grapheme.len();
            col += width;
            cell
        })
    }
}

/// What is drawn for a grapheme, how many cells it takes, and whether it is a sign.
fn show(grapheme: &str) -> (Cow<'_, str>, u16, bool) {
    if let [byte @ b' '..=b'~'] = grapheme.as_bytes() {
        debug_assert!(byte.is_ascii());
        return (Cow::Borrowed(grapheme), 1, false);
    }
    if grapheme == "\t" {
        return (Cow::Borrowed(TAB), 1, true);
    }
    let shown = shown::line(grapheme);
    let sign = matches!(shown, Cow::Owned(_));
    let width = u16::try_from(shown.width()).unwrap_or(u16::MAX).min(64);
    if width == 0 {
        // a mark without a letter: on a dotted circle, so that it can be seen and reached
        return (Cow::Owned(format!("\u{25cc}{shown}")), 1, true);
    }
    (shown, width, sign)
}

/// Whether a row may end behind this grapheme.
fn blank(grapheme: &str) -> bool {
    // not the no-break spaces
    matches!(grapheme, " " | "\t" | "\u{3000}" | "\u{2002}" | "\u{2003}" | "\u{2009}")
}

/// Wraps one line that starts at byte `start` of the text.
fn wrap(line: &str, start: usize, width: u16, rows: &mut Vec<Row>) {
    let mut row = 0; // where the row starts
    let mut used = 0; // cells on it
    let mut word = 0; // where the present word starts
    let mut before_word = 0; // cells before it
    for (at, grapheme) in line.grapheme_indices(true) {
        let cells = show(grapheme).1;
        let blank = blank(grapheme);
        let room = if blank { width } else { width - 1 };
        // twice where what is left of the word and this do not fit on a row either
        while used + cells > room && at > row {
            let cut = if blank || word == row { at } else { word };
            used -= if cut == at { used } else { before_word };
            rows.push(Row { range: start + row..start + cut, ends: false });
            row = cut;
            if cut == at {
                word = at;
            }
            before_word = 0;
        }
        used += cells;
        if blank {
            word = at + grapheme.len();
            before_word = used;
        }
    }
    let full = used >= width && row < line.len();
    rows.push(Row { range: start + row..start + line.len(), ends: !full });
    if full {
        rows.push(Row { range: start + line.len()..start + line.len(), ends: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: u16) -> Vec<&str> {
        Layout::new(text, width).rows().iter().map(|row| &text[row.range.clone()]).collect()
    }

    #[test]
    fn wraps_by_words_and_keeps_a_cell_for_the_cursor() {
        assert_eq!(rows("Dear Jayne, your results", 12), ["Dear Jayne, ", "your ", "results"]);
        assert_eq!(rows("", 10), [""]);
        assert_eq!(rows("a\n\nb\n", 10), ["a", "", "b", ""]);
        assert_eq!(rows("abcdefghij", 5), ["abcd", "efgh", "ij"]);
        assert_eq!(rows("ab cdefghij", 5), ["ab ", "cdef", "ghij"]);
        assert_eq!(rows("abcd ", 5), ["abcd ", ""]);
        assert_eq!(rows("a     b", 5), ["a    ", " b"]);
    }

    #[test]
    fn wide_characters_count_two_and_hidden_ones_show() {
        assert_eq!(rows("王小明你好", 5), ["王小", "明你", "好"]);
        let text = "a\u{200b}\t\u{1b}b\u{202e}";
        let layout = Layout::new(text, 20);
        let shown: String = layout.cells(text, 0).map(|cell| cell.shown.into_owned()).collect();
        assert_eq!(shown, "a·→␛b↔");
        assert_eq!(layout.place(text, text.len()), (0, 6));
        let lone = "\u{301}x";
        let mark = Layout::new(lone, 9).cells(lone, 0).next().unwrap();
        assert_eq!((mark.width, mark.sign), (1, true));
    }

    #[test]
    fn the_cursor_goes_to_a_place_and_back() {
        let text = "Dear Jayne, your 王 results";
        let layout = Layout::new(text, 12);
        assert_eq!(layout.place(text, 12), (1, 0));
        assert_eq!(layout.place(text, text.len()), (2, 7));
        assert_eq!(layout.at(text, 1, 0), 12);
        assert_eq!(layout.at(text, 1, 6), 17);
        // behind the blank that ends a wrapped row would be the next row
        assert_eq!(layout.at(text, 0, 50), 11);
        assert_eq!(layout.at(text, 2, 50), text.len());
        assert_eq!(layout.at(text, 9, 0), 21);
    }
}
