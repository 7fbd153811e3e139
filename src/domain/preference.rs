//! Preferences: wishes about channel, time, language and format, followed where that is feasible.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::date::Period;
use super::ids::PreferenceId;
use super::purpose::Purpose;
use super::staff::Recorded;

/// What is wished for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wish {
    /// To be reached by this channel.
    Channel(Channel),
    /// To be reached at these times, in the person's words ("Not after 7pm").
    Times {
        /// The words.
        words: String,
        /// No messages from this time of day, where the words could be read ...
        quiet_from: Option<Time>,
        /// ... until this one.
        quiet_until: Option<Time>,
    },
    /// To be written to in this language (BCP 47, as FHIR has it).
    Language(String),
}

/// A wish of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Preference {
    /// Its identifier.
    pub id: PreferenceId,
    /// What is wished for.
    pub wish: Wish,
    /// Only for messages of this purpose; `None`: for all.
    pub purpose: Option<Purpose>,
    /// The order among wishes of one kind, 1 first.
    pub rank: u32,
    /// When it holds.
    pub period: Period,
    /// Who took it down.
    pub recorded: Recorded,
}
