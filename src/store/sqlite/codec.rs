//! How domain values stand in columns.

use jiff::Timestamp;

use super::super::{Result, StoreError};
use crate::domain::log::Code;
use crate::domain::settlement::Decision;

/// Milliseconds since 1970, UTC.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The time of so many milliseconds since 1970.
pub(super) fn timestamp(millis: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Damaged(format!("{millis} is not a time")))
}

/// The member of a closed list with this number.
pub(super) fn known<T: Code>(code: u8) -> Result<T> {
    T::from_code(code).ok_or_else(|| StoreError::Damaged(format!("{code} stands for nothing known")))
}

/// The bits of `standing` on the lists.
pub(super) const DECEASED: u8 = 1;
pub(super) const RESTRICTED: u8 = 2;
pub(super) const LEFT: u8 = 4;
pub(super) const LOOKALIKE: u8 = 8;

/// Where the guardian's review of a message stands: nothing to review.
pub(super) const NO_REVIEW: u8 = 0;

/// Where the guardian's review of a message stands after this decision; `None`: nobody has looked at it.
pub(super) fn review(for_guardian: bool, decision: Option<Decision>) -> u8 {
    match (for_guardian, decision) {
        (false, _) => NO_REVIEW,
        (true, None) => 1,
        (true, Some(Decision::FollowUp)) => 2,
        (true, Some(Decision::Upheld)) => 3,
        (true, Some(Decision::NotUpheld)) => 4,
    }
}
