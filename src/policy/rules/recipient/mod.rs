//! Whether the right person is written to.

pub mod deceased;
pub mod given_names;
pub mod greeted;
pub mod left;
pub mod list;
pub mod lookalike;
pub mod mismatch;
pub mod nicknames;
pub mod proxy_age_16;
pub mod proxy_age_review;
pub mod proxy_ended;
pub mod proxy_no_authority;
pub mod proxy_other_detail;
pub mod proxy_out_of_scope;
pub mod restricted;
mod spoken;
