//! Tactful: the workstation at a clinic's reception desk for messages to patients.

pub mod access;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod policy;
pub mod shell;
pub mod store;
pub mod view;
