//! What was agreed or advised beforehand: "patient asked and agreed", "Caldicott Guardian consulted".

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::ids::AgreementId;
use super::staff::Recorded;
use super::topic::Topic;

/// Who agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgreedBy {
    /// The patient was asked and agreed.
    Patient,
    /// The Caldicott Guardian was asked and advised so.
    CaldicottGuardian,
}

/// That something sensitive may go by this route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Agreement {
    /// Its identifier.
    pub id: AgreementId,
    /// Who agreed.
    pub by: AgreedBy,
    /// The route.
    pub channel: Channel,
    /// The topic that may be named; `None`: results may be told on this route.
    pub topic: Option<Topic>,
    /// The last day on which it holds; `None`: until taken back.
    pub until: Option<Date>,
    /// The question and the answer, in words.
    pub words: Option<String>,
    /// Who asked.
    pub recorded: Recorded,
}

impl Agreement {
    /// Whether it holds on `day`: somebody here took it down, and its last day is not past.
    pub fn holds(&self, day: Date) -> bool {
        !self.is_claimed() && self.until.is_none_or(|until| day <= until)
    }

    /// Whether a file alone says so: it opens no route until somebody at the desk takes it over.
    pub const fn is_claimed(&self) -> bool {
        !self.recorded.is_by_staff()
    }
}
