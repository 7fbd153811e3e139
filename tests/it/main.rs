//! What crosses rooms, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to stop, in what it calls as well"
)]

mod architecture;
mod cli;
mod cli_import;
mod exchange;
mod fuzz;
#[cfg(unix)]
mod hostile;
mod rules;
mod screens;
mod store;
#[cfg(unix)]
mod terminal;
