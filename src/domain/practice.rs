//! The practice itself: what its own texts may hold without revealing anything.

use serde::{Deserialize, Serialize};

/// Names and addresses of the practice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Practice {
    /// The name under which it signs.
    pub name: String,
    /// Its telephone numbers, the main one first.
    pub phones: Vec<String>,
    /// Its web and email domains: "tarnlane.example".
    pub domains: Vec<String>,
    /// Its address on one line.
    pub address: String,
}

/// The counts shown on the home screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Patients on file.
    pub patients: u64,
    /// Reminders due, counted up to one more than [`Counts::MOST_DUE`].
    pub due: u64,
    /// Messages handed over but not confirmed, or held, or of unknown outcome.
    pub unconfirmed: u64,
    /// Messages to be copied into the clinical record.
    pub to_copy: u64,
    /// Conflicts to be settled.
    pub conflicts: u64,
    /// Patients missing from the last full list.
    pub missing: u64,
    /// Messages whose overrides wait for the Caldicott Guardian.
    pub for_guardian: u64,
}

impl Counts {
    /// Counting what is due stops here: more are "10000+".
    pub const MOST_DUE: u64 = 10_000;
}
