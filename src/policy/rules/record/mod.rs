//! Whether it is put on the record, and what the record already holds.

pub mod record_discloses;
pub mod record_missing;
pub mod repeat_message;
