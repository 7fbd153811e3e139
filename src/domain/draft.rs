//! A message being written.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::communication::{Recipient, RecordMode};
use super::ids::{ContactPointId, DraftId, PatientId, ReminderId, StaffId};
use super::purpose::Purpose;
use super::settlement::SettledFinding;
use super::template::TemplateUse;

/// An emergency: the quickest safe route may be used even against a wish or an objection (guidance, section 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// What it is, and what else was tried.
    pub words: String,
    /// Who declared it.
    pub declared_by: String,
}

/// What the composer holds, as it is saved while typing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its identifier.
    pub id: DraftId,
    /// Who is written about.
    pub patient: PatientId,
    /// Who writes.
    pub staff: StaffId,
    /// Who will read.
    pub recipient: Recipient,
    /// By what.
    pub channel: Channel,
    /// Where to; `None` until one is chosen.
    pub contact: Option<ContactPointId>,
    /// Why.
    pub purpose: Purpose,
    /// The subject line; empty where the channel has none.
    pub subject: String,
    /// The text as typed or pasted, nothing dropped.
    pub body: String,
    /// How it will be put on the record; `None` until chosen.
    pub record: Option<RecordMode>,
    /// The template it was made from.
    pub template: Option<TemplateUse>,
    /// The reminder it answers.
    pub reminder: Option<ReminderId>,
    /// What staff have settled so far: warnings seen, stops overridden, findings cured.
    pub settled: Vec<SettledFinding>,
    /// The emergency that lifts wishes and objections, where one was declared: why, and who said so.
    #[serde(default)]
    pub emergency: Option<Emergency>,
    /// Grows by one with each save: a stale save never overwrites a newer one.
    pub revision: u64,
    /// When it was last saved.
    pub saved: Timestamp,
}
