//! The approved texts: which one fits, what fills it, and whether it stands awkward values.

mod awkward;
mod fill;
mod inspect;

pub use fill::{Sources, speaks};
pub use inspect::{Fault, Inspected, Inspection, REVIEW_MONTHS, Worst, characters, inspect};
