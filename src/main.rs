//! Tactful.
fn main() {}
