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
