//! Objections: refusals of a channel, or of a purpose on a channel. They belong to the person, never to a number.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::ids::ObjectionId;
use super::purpose::Purpose;
use super::staff::Recorded;

/// How an objection stands after it was talked through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It stands.
    #[default]
    Stands,
    /// The patient took it back.
    Withdrawn,
    /// It stands, but may be overridden for the reasons in the talk.
    MayBeOverridden,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Objection {
    /// Its identifier.
    pub id: ObjectionId,
    /// The channel refused. An objection to the telephone ([`Channel::Phone`]) is one to voicemail too.
    pub channel: Channel,
    /// Only messages of this purpose are refused; `None`: all.
    pub purpose: Option<Purpose>,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// What was said when it was talked through.
    pub talk: Option<String>,
    /// How it stands.
    pub outcome: Outcome,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// Who took it down; of two that contradict each other the latest counts.
    pub recorded: Recorded,
}

impl Objection {
    /// Whether it is in force.
    pub fn is_live(&self) -> bool {
        self.outcome != Outcome::Withdrawn
    }

    /// Whether it refuses messages of `channel` whatever their purpose.
    pub fn refuses(&self, channel: Channel) -> bool {
        self.is_live() && self.purpose.is_none() && self.covers(channel)
    }

    /// Whether it refuses messages of this purpose on this channel in particular.
    pub fn refuses_purpose(&self, channel: Channel, purpose: Purpose) -> bool {
        self.is_live() && self.purpose == Some(purpose) && self.covers(channel)
    }

    fn covers(&self, channel: Channel) -> bool {
        self.channel == channel || (self.channel == Channel::Phone && channel == Channel::Voicemail)
    }
}
