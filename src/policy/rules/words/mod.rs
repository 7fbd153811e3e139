//! Whether the words are right.

pub mod bad_news;
pub mod date_mismatch;
pub mod hidden_characters;
pub mod identifier_in_text;
pub mod internal_wording;
pub mod length_cost;
pub mod link_risky;
pub mod no_reply_route;
pub mod out_of_scope;
pub mod people;
pub mod placeholder_unfilled;
pub mod result_detail;
pub mod sensitive_topic;
pub mod third_party_named;
pub mod voicemail_detail;
