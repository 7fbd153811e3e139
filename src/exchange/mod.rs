//! Other systems' formats, to and from domain values.

pub mod json;
