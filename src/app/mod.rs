//! The program as a state machine: no terminal, no store, no clock of its own.

pub mod editor;
pub mod key;
