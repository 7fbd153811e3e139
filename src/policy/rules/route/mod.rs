//! Whether the route is right.

pub mod access_need_unmet;
pub mod channel_not_approved;
pub mod channel_unsafe;
pub mod contact_changed;
pub mod contact_failed;
pub mod contact_invalid;
pub mod contact_missing;
pub mod contact_shared;
pub mod contact_stale;
pub mod email_not_secure;
pub mod objection_channel;
pub mod objection_conflict;
pub mod objection_purpose;
pub mod preference_channel;
pub mod preference_time;
pub mod urgent_by_message;
