//! What is begun and not finished: a message being written, a form being filled in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::communication::{Recipient, RecordMode};
use super::dossier::Conflict;
use super::fact::Fact;
use super::ids::{CommunicationId, ContactPointId, DraftId, PatientId, ProxyId, ReminderId, StaffId};
use super::purpose::Purpose;
use super::settlement::SettledFinding;
use super::staff::{Role, Staff};
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
    /// A form that is not finished: it asks for something about this message, or stands alone and the draft is no message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Unfinished>,
    /// Grows by one with each save: a stale save never overwrites a newer one.
    pub revision: u64,
    /// When it was last saved.
    pub saved: Timestamp,
}

/// A form that was begun and is not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfinished {
    /// It keeps a fact: the draft holds no message.
    Fact {
        /// What is kept.
        kind: Kind,
        /// The fact that changes; `None`: a new one.
        fact: Option<Box<Fact>>,
        /// Whose contact point; `None`: the patient's.
        of: Option<ProxyId>,
        /// The conflict that it settles.
        settles: Option<Box<Conflict>>,
        /// The answers so far.
        answers: Answered,
    },
    /// It asks for something about a message: the draft's own, or one that is on the record; or about a reminder.
    Asked {
        /// For what.
        asks: Asks,
        /// The answers so far.
        answers: Answered,
    },
}

/// What a form asks about a message or a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// Why the stop that says this is overridden.
    Override(String),
    /// What the emergency is.
    Emergency,
    /// Why it is given up.
    GivenUp,
    /// The summary of it for the record.
    Summary,
    /// Why this message on the record was not sent.
    NotSent(CommunicationId),
    /// What was wrong in it.
    Correction(CommunicationId),
    /// What the guardian decides about its overrides.
    Decision(CommunicationId),
    /// Why this reminder is closed.
    Closing(ReminderId),
    /// Until which day this reminder is put off.
    PutOff(ReminderId),
}

impl Asks {
    /// The message on the record that is asked about; `None`: one that is being written.
    pub const fn on_record(&self) -> Option<CommunicationId> {
        match self {
            Self::NotSent(id) | Self::Correction(id) | Self::Decision(id) => Some(*id),
            Self::Override(_)
            | Self::Emergency
            | Self::GivenUp
            | Self::Summary
            | Self::Closing(_)
            | Self::PutOff(_) => None,
        }
    }

    /// Whether it is about a reminder.
    pub const fn is_of_reminder(&self) -> bool {
        matches!(self, Self::Closing(_) | Self::PutOff(_))
    }

    /// Whether it is kept in a draft of its own, since no message is being written that could hold it.
    pub const fn stands_alone(&self) -> bool {
        self.on_record().is_some() || self.is_of_reminder()
    }

    /// What it is about, in words.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Override(_) => "an override",
            Self::Emergency => "an emergency",
            Self::GivenUp | Self::NotSent(_) => "why a message was not sent",
            Self::Summary => "a summary for the record",
            Self::Correction(_) => "a correction of a message",
            Self::Decision(_) => "the guardian's decision",
            Self::Closing(_) => "why a reminder is closed",
            Self::PutOff(_) => "until when a reminder is put off",
        }
    }
}

impl Unfinished {
    /// Whether it is kept in a draft of its own; else with the message that is being written.
    pub const fn stands_alone(&self) -> bool {
        match self {
            Self::Fact { .. } => true,
            Self::Asked { asks, .. } => asks.stands_alone(),
        }
    }

    /// What it is about, in words.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Fact { kind, .. } => kind.label(),
            Self::Asked { asks, .. } => asks.label(),
        }
    }

    /// The answers, where it asks for this.
    pub fn answers(&self, about: &Asks) -> Option<&Answered> {
        match self {
            Self::Asked { asks, answers } if asks == about => Some(answers),
            _ => None,
        }
    }
}

/// Answers by the labels of their fields.
pub type Answered = Vec<(String, Typed)>;

/// An answer as it can be kept and put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Typed {
    /// The chosen one of several.
    Chosen(usize),
    /// Which of several are ticked.
    Ticked(Vec<bool>),
    /// Words.
    Words(String),
    /// Yes or no.
    Answer(Option<bool>),
}

/// What a form keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A contact point.
    Contact,
    /// An objection.
    Objection,
    /// A preference.
    Preference,
    /// A proxy.
    Proxy,
    /// An access need.
    Need,
    /// That the patient was asked and agreed.
    Agreed,
    /// That the Caldicott Guardian was consulted.
    Consulted,
    /// A restriction.
    Restriction,
    /// A death.
    Death,
    /// That they left.
    Left,
    /// The end of any of these.
    End,
    /// When it is looked at again.
    Review,
    /// That a contact point is safe.
    Safe,
    /// A safeguarding note.
    Safeguarding,
}

impl Kind {
    /// What it is about, in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Contact | Self::Safe => "contact point",
            Self::Objection => "objection",
            Self::Preference => "preference",
            Self::Proxy => "proxy",
            Self::Need => "access need",
            Self::Agreed => "what was asked and agreed",
            Self::Consulted => "what the Caldicott Guardian advised",
            Self::Restriction => "restriction",
            Self::Death => "death",
            Self::Left => "that they left",
            Self::End => "the end of something",
            Self::Review => "a review",
            Self::Safeguarding => "safeguarding note",
        }
    }
}

impl Draft {
    /// The draft of a form that stands alone.
    pub fn of_form(id: DraftId, (patient, staff): (PatientId, StaffId), form: Unfinished) -> Self {
        Self {
            id,
            patient,
            staff,
            recipient: Recipient::Patient,
            channel: Channel::Text,
            contact: None,
            purpose: Purpose::Other,
            subject: String::new(),
            body: String::new(),
            record: None,
            template: None,
            reminder: None,
            settled: Vec::new(),
            emergency: None,
            form: Some(form),
            revision: 0,
            saved: Timestamp::UNIX_EPOCH,
        }
    }

    /// The form, where the draft is one and no message.
    pub fn own_form(&self) -> Option<&Unfinished> {
        self.form.as_ref().filter(|form| form.stands_alone())
    }

    /// The draft as this member of staff may see it: nobody sees what others typed into forms, nor into one for which their
    /// role is gone. `None`: not at all.
    #[must_use]
    pub fn seen_by(mut self, reader: Option<&Staff>) -> Option<Self> {
        let is_theirs = reader.is_some_and(|staff| staff.id == self.staff);
        let Some(form) = self.own_form() else {
            self.form = self.form.filter(|_| is_theirs);
            return Some(self);
        };
        let is_note = matches!(form, Unfinished::Fact { kind: Kind::Safeguarding, .. });
        let may = !is_note || Role::reads_safeguarding(reader.map(|staff| staff.role));
        (is_theirs && may).then_some(self)
    }
}
