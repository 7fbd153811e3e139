//! A walk through the rows of a table in the order of their key, beside another walk.

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::{Row, Rows, Statement};

use super::super::super::Result;

/// Rows of which the first column is a number by which they are in order.
pub(super) struct Walk<'s> {
    rows: Rows<'s>,
    /// The number of the row that waits; `None` at the end.
    waiting: Option<u64>,
}

impl<'s> Walk<'s> {
    /// Before the first row.
    pub(super) fn begin(statement: &'s mut Statement<'_>) -> Result<Self> {
        let mut walk = Self { rows: statement.query([])?, waiting: None };
        walk.step()?;
        Ok(walk)
    }

    /// The number of the row that waits.
    pub(super) const fn waiting(&self) -> Option<u64> {
        self.waiting
    }

    /// The row that waits, if it has this number.
    pub(super) fn at(&self, number: u64) -> Option<&Row<'s>> {
        if self.waiting == Some(number) { self.rows.get() } else { None }
    }

    /// On to the next row.
    pub(super) fn step(&mut self) -> Result<()> {
        self.rows.advance()?;
        // A negative number sorts before all others and matches none.
        self.waiting = self.rows.get().map(|row| row.get::<_, i64>(0)).transpose()?.map(i64::cast_unsigned);
        Ok(())
    }
}
