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
    /// It stands, but may be overridden: for the purposes that were named, or as the talk says.
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
    /// Messages of these purposes may come all the same, where it may be overridden.
    pub exceptions: Vec<Purpose>,
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

    /// Whether the person said that messages of this purpose may come all the same. What only a file says of it opens no
    /// route.
    pub fn excepts(&self, purpose: Option<Purpose>) -> bool {
        self.names_exceptions()
            && self.recorded.is_by_staff()
            && purpose.is_some_and(|purpose| self.exceptions.contains(&purpose))
    }

    /// Whether a file alone says that some messages may come all the same.
    pub fn is_claimed(&self) -> bool {
        self.names_exceptions() && !self.recorded.is_by_staff()
    }

    /// Who stands for it once something else is changed: exceptions that only a file names are not taken over so.
    pub fn changed_by(&self, recorded: &Recorded) -> Recorded {
        if self.is_claimed() { &self.recorded } else { recorded }.clone()
    }

    /// " for Recall and Screening" behind "may be overridden"; empty where no purposes are named.
    pub fn for_what(&self) -> String {
        if self.names_exceptions() {
            format!(" for {}", Purpose::list(&self.exceptions))
        } else {
            String::new()
        }
    }

    /// Whether it may be overridden for some purposes.
    pub fn names_exceptions(&self) -> bool {
        self.outcome == Outcome::MayBeOverridden && !self.exceptions.is_empty()
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
