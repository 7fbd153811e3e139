//! How domain values stand in columns.

use jiff::Timestamp;

use super::super::{Result, StoreError};

/// Milliseconds since 1970, UTC.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The time of so many milliseconds since 1970.
pub(super) fn timestamp(millis: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Damaged(format!("{millis} is not a time")))
}
