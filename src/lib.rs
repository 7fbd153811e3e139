//! Tactful: the workstation at a clinic's reception desk for messages to patients.

pub mod config;
pub mod domain;
pub mod policy;
pub mod store;
