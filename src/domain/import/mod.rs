//! What an import brings: values read from a file of another system, before they are compared with what is on file.

mod kept;

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::contact::ContactValue;
use super::date::{PartialDate, Period};
use super::dossier::Conflict;
use super::ids::{ContactPointId, ImportId};
use super::need::NeedKind;
use super::nhs_number::NhsNumber;
use super::patient::{Confidentiality, Death, Left};
use super::person::{HumanName, Use};
use super::proxy::{Basis, Scope};
use super::purpose::Purpose;
use super::reminder::Appointment;
use super::staff::Actor;

pub use kept::{
    IncomingAgreement, IncomingNeed, IncomingTalk, IncomingWish, KeptContact, KeptProxy, KeptVerified,
};

/// Where in a file something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The line, 1 first: for CSV the line on which the row begins, for JSON the line of the resource.
    pub line: u64,
    /// The column's heading, or the FHIR path (`Patient.birthDate`).
    pub column: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        self.column.iter().try_for_each(|column| write!(f, ", {column}"))
    }
}

/// A row that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Where.
    pub place: Place,
    /// The value that is wrong, as received.
    pub value: String,
    /// What is wrong with it and what to do.
    pub reason: String,
    /// The row as received, so that it can be corrected and imported again.
    pub source: Source,
}

/// A row or resource as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The fields of a CSV row in the order of the file.
    Row(Row),
    /// A FHIR resource as JSON text.
    Resource(String),
    /// Nothing that could be corrected in another file: the file itself is wrong.
    Nothing,
}

/// The fields of a CSV row in one piece of memory: one is kept for every row until the store has taken it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    text: String,
    ends: Vec<u32>,
}

impl Row {
    /// The row of these fields joined in `text`, which end at these bytes; ends out of order or beyond the text give
    /// empty fields.
    pub fn new(text: String, ends: Vec<u32>) -> Self {
        Self { text, ends }
    }

    /// The fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = usize::try_from(*end).unwrap_or(usize::MAX);
            let field = self.text.get(start..end).unwrap_or("");
            start = end;
            field
        })
    }
}

impl<T: AsRef<str>> FromIterator<T> for Row {
    fn from_iter<I: IntoIterator<Item = T>>(fields: I) -> Self {
        let mut row = Self::default();
        for field in fields {
            row.text.push_str(field.as_ref());
            row.ends.push(u32::try_from(row.text.len()).unwrap_or(u32::MAX));
        }
        row
    }
}

impl Serialize for Row {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.fields())
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<String>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// Which patient a record speaks of; at least one is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PatientKey {
    /// By NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// By the practice's own number.
    pub practice_number: Option<String>,
}

/// A contact point as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingContact {
    /// Where it leads.
    pub value: ContactValue,
    /// What it is used for.
    #[serde(rename = "use")]
    pub use_: Use,
    /// The order of preference, 1 first.
    pub rank: Option<u32>,
    /// When it is in use.
    pub period: Period,
    /// What another practice found out about it.
    pub kept: Option<Box<KeptContact>>,
}

impl IncomingContact {
    /// What the practice that took it down calls it.
    pub fn id(&self) -> Option<ContactPointId> {
        self.kept.as_ref().and_then(|kept| kept.id)
    }
}

/// A patient as a file has it. An empty list or `None` says that the file is silent, not that there is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingPatient {
    /// Who.
    pub key: PatientKey,
    /// The names, past ones included.
    pub names: Vec<HumanName>,
    /// The date of birth.
    pub birth_date: Option<PartialDate>,
    /// Administrative gender in FHIR's words.
    pub gender: Option<String>,
    /// The death.
    pub death: Option<Death>,
    /// That the patient left.
    pub left: Option<Left>,
    /// The confidentiality of the record.
    pub confidentiality: Option<Confidentiality>,
    /// Who leads on a restricted record and knows the safe route.
    pub named_lead: Option<String>,
    /// Channels that the person said are not safe.
    pub unsafe_channels: Vec<Channel>,
    /// How to reach the patient.
    pub contacts: Vec<IncomingContact>,
    /// The preferred channel.
    pub preferred: Option<Channel>,
    /// Preferred times, in words.
    pub times: Option<String>,
    /// Quiet hours, where the words could be read.
    pub quiet: Option<(Option<Time>, Option<Time>)>,
    /// The language (BCP 47).
    pub language: Option<String>,
    /// Wishes as another practice kept them, the past ones too.
    pub wishes: Vec<IncomingWish>,
    /// Access needs, an interpreter among them.
    pub needs: Vec<NeedKind>,
    /// Access needs with what was noted of them.
    pub noted: Vec<IncomingNeed>,
    /// Consent and refusal by channel: `true` is an objection, `false` says that there is none.
    pub objections: Vec<IncomingObjection>,
    /// What was agreed beforehand.
    pub agreements: Vec<IncomingAgreement>,
    /// What sources disagree about in another practice.
    pub conflicts: Vec<Conflict>,
    /// Contact persons whom the record itself names: proxies without a basis.
    pub contact_persons: Vec<IncomingProxy>,
}

/// What a file says about an objection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingObjection {
    /// The channel.
    pub channel: Channel,
    /// The purpose; `None`: all.
    pub purpose: Option<Purpose>,
    /// Whether the person objects, or the file says that they do not.
    pub objects: bool,
    /// The words or code of the file.
    pub words: String,
    /// How it was talked through; `None`: a list that says only whether they object.
    pub talk: Option<IncomingTalk>,
}

/// A proxy as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncomingProxy {
    /// For whom.
    pub patient: PatientKey,
    /// What the other system calls this record.
    pub external_id: Option<String>,
    /// The proxy's own NHS number, where given.
    pub nhs_number: Option<NhsNumber>,
    /// Their name.
    pub name: HumanName,
    /// What they are to the patient.
    pub relationship: String,
    /// The ground, where the file gives one; most do not: [`Basis::None`].
    pub basis: Basis,
    /// What they may be told, where the file says so.
    pub scope: Scope,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// From when to when.
    pub period: Period,
    /// How to reach them.
    pub contacts: Vec<IncomingContact>,
    /// What another practice decided about them.
    pub kept: Option<Box<KeptProxy>>,
}

/// A reminder as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingReminder {
    /// For whom.
    pub patient: PatientKey,
    /// What the other system calls it.
    pub external_id: Option<String>,
    /// Why.
    pub purpose: Purpose,
    /// The day from which it is to be sent.
    pub due: Date,
    /// The appointment.
    pub appointment: Appointment,
    /// The text to send.
    pub text: Option<String>,
    /// The other system says that it is cancelled.
    pub cancelled: bool,
}

/// One thing that a file brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Incoming {
    /// A patient.
    Patient(Box<IncomingPatient>),
    /// Facts about a patient whose own record stands elsewhere: they add nobody, and say nothing of the rest.
    Facts(Box<IncomingPatient>),
    /// A proxy.
    Proxy(Box<IncomingProxy>),
    /// A reminder.
    Reminder(Box<IncomingReminder>),
}

/// Something read, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located {
    /// Where.
    pub place: Place,
    /// As received, to be written out again if the store refuses it.
    pub source: Source,
    /// What.
    pub what: Incoming,
}

/// What an import is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPlan {
    /// Its identifier.
    pub id: ImportId,
    /// The files, in words, for the provenance of each fact.
    pub source: String,
    /// The files hold every registered patient: whoever is missing goes to the worklist "left?".
    pub full_list: bool,
    /// Who imports.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The day, by the desk's calendar.
    pub today: Date,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Patients that were not known.
    pub added: u64,
    /// Patients of whom something changed.
    pub changed: u64,
    /// Patients of whom nothing changed.
    pub unchanged: u64,
    /// Proxies added or changed.
    pub proxies: u64,
    /// Reminders added or changed.
    pub reminders: u64,
    /// Reminders of which nothing changed.
    pub reminders_unchanged: u64,
    /// Disagreements with what the desk recorded, now on the worklist.
    pub conflicts: u64,
    /// Patients missing from a full list.
    pub missing: u64,
    /// Records refused.
    pub refused: u64,
}

/// Where an import goes: the store, as those who read files see it. One transaction from `begin` to `finish`.
pub trait Destination {
    /// Why it could not; nothing was written then.
    type Error;
    /// Opens the transaction.
    ///
    /// # Errors
    /// What the destination says.
    fn begin(&mut self, plan: &ImportPlan) -> Result<(), Self::Error>;
    /// Takes records; gives back those that are refused.
    ///
    /// # Errors
    /// What the destination says.
    fn receive(&mut self, records: Vec<Located>) -> Result<Vec<Refusal>, Self::Error>;
    /// Writes everything, or nothing (`commit` false).
    ///
    /// # Errors
    /// What the destination says.
    fn finish(&mut self, commit: bool) -> Result<ImportReport, Self::Error>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_fields() {
        let fields = ["999 000 0018", "", "Siân", ""];
        let row: Row = fields.iter().collect();
        assert_eq!(row.fields().collect::<Vec<_>>(), fields);
        let json = serde_json::to_string(&Source::Row(row.clone())).unwrap();
        assert_eq!(json, r#"{"row":["999 000 0018","","Siân",""]}"#);
        assert_eq!(serde_json::from_str::<Source>(&json).unwrap(), Source::Row(row));
        let broken = Row::new("ab".into(), vec![1, 9, 2]);
        assert_eq!(broken.fields().collect::<Vec<_>>(), ["a", "", ""]);
    }
}
