//! The rules, one a file, by the part of the guidance they belong to.

pub mod recipient;
pub mod record;
pub mod route;
pub mod words;
