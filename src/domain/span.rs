//! Places in a message's text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Which part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The subject line.
    Subject,
    /// The body.
    Text,
}

/// A stretch of one field, in bytes of its text as received; never empty, both ends on grapheme boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The part of the message.
    pub field: Field,
    /// The first byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

impl Span {
    /// A stretch of the body.
    pub const fn text(start: usize, end: usize) -> Self {
        Self { field: Field::Text, start, end }
    }

    /// As a range of bytes.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether two stretches share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.field == other.field && self.start < other.end && other.start < self.end
    }
}
