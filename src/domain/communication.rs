//! Messages on the record (FHIR Communication): what was said to whom, and what became of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::ids::{CommunicationId, ContactPointId, DraftId, PatientId, ProxyId, ReminderId, StaffId};
use super::purpose::Purpose;
use super::settlement::{Decision, SettledFinding};
use super::template::TemplateUse;

/// Who reads the message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The patient.
    Patient,
    /// A proxy of the patient.
    Proxy(ProxyId),
}

/// How a message stands on the record: the three modes of the guidance.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordMode {
    /// The exact text.
    Exact,
    /// A summary in these words.
    Summary(String),
    /// Another system, named here, already records it.
    RecordedBy(String),
}

/// What a message was when it was prepared; nothing of it ever changes afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier.
    pub id: CommunicationId,
    /// Who it is about.
    pub patient: PatientId,
    /// Who reads it.
    pub recipient: Recipient,
    /// The reader's name as it was shown when the message was reviewed.
    pub recipient_name: String,
    /// By what it goes.
    pub channel: Channel,
    /// Where to.
    pub contact: Option<ContactPointId>,
    /// Where to, as it was shown: the number, the address.
    pub address: String,
    /// Why.
    pub purpose: Purpose,
    /// The subject line; empty where the channel has none.
    pub subject: String,
    /// The exact text that is handed over.
    pub body: String,
    /// How it stands on the record.
    pub record: RecordMode,
    /// Every finding and how it was settled.
    pub findings: Vec<SettledFinding>,
    /// The template it was made from.
    pub template: Option<TemplateUse>,
    /// The reminder it answers; recording settles it.
    pub reminder: Option<ReminderId>,
    /// The draft it was; recording removes it.
    pub draft: Option<DraftId>,
    /// Until when it is held and can be taken back.
    pub hold_until: Timestamp,
    /// Whether an override in it has to be looked at by the Caldicott Guardian.
    pub for_guardian: bool,
}

/// By what way a message leaves this program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandOver {
    /// Copied, to be pasted into the system that sends it.
    Clipboard,
    /// Written as a file into the outbox folder.
    Outbox,
    /// Staff send it with this other system, by name.
    System(String),
    /// Said on the telephone.
    Spoken,
}

impl HandOver {
    /// In words for the screen.
    pub fn label(&self) -> String {
        match self {
            Self::Clipboard => "copied to the clipboard".into(),
            Self::Outbox => "written to the outbox".into(),
            Self::System(name) => format!("sent with {name}"),
            Self::Spoken => "said on the phone".into(),
        }
    }
}

/// Why a message was not sent (FHIR Communication.statusReason, in the clinic's words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotSent {
    /// Taken back during the hold.
    TakenBack,
    /// A finding stopped it.
    Stopped,
    /// The patient objects.
    Objection,
    /// Another route was used.
    OtherRoute,
    /// It failed or came back.
    Failed,
    /// Another reason, given in words.
    Other,
}

impl NotSent {
    /// All reasons that staff can choose.
    pub const CHOICES: [Self; 5] =
        [Self::Stopped, Self::Objection, Self::OtherRoute, Self::Failed, Self::Other];

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TakenBack => "taken back before it went",
            Self::Stopped => "stopped by a warning",
            Self::Objection => "the patient objects",
            Self::OtherRoute => "another route was used",
            Self::Failed => "failed or came back",
            Self::Other => "other reason",
        }
    }

    /// The word in files.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::TakenBack => "taken-back",
            Self::Stopped => "stopped",
            Self::Objection => "objection",
            Self::OtherRoute => "other-route",
            Self::Failed => "failed",
            Self::Other => "other",
        }
    }

    /// The reason with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::TakenBack].into_iter().chain(Self::CHOICES).find(|reason| reason.slug() == slug)
    }
}

/// Where a message stands. It only ever moves along the arrows of [`State::may_become`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// On the record, held: it can still be taken back.
    Prepared,
    /// The intent to hand it over is on the record and its outcome is not: if the program ended here, a person decides.
    HandingOver,
    /// It left this program; nobody has confirmed that it was sent.
    HandedOver,
    /// Somebody confirmed that it was sent.
    Sent,
    /// It was not sent, and the record says why.
    NotSent,
}

impl State {
    /// The word in files.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::HandingOver => "handing-over",
            Self::HandedOver => "handed-over",
            Self::Sent => "sent",
            Self::NotSent => "not-sent",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::HandingOver => "handing over",
            Self::HandedOver => "handed over",
            Self::Sent => "sent",
            Self::NotSent => "not sent",
        }
    }

    /// Whether a message in this state may next be in `next`.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Prepared, Self::HandingOver | Self::NotSent)
                | (Self::HandingOver, Self::HandedOver | Self::NotSent)
                | (Self::HandedOver, Self::Sent | Self::NotSent)
                | (Self::Sent, Self::NotSent)
        )
    }

    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Prepared | Self::HandingOver | Self::HandedOver)
    }
}

/// A correction, appended; the message itself stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What was wrong and what is right.
    pub words: String,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

/// What the Caldicott Guardian said about the overrides of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The decision.
    pub decision: Decision,
    /// Why, or what is to be done.
    pub words: String,
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

/// A message on the record with all that became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Communication {
    /// What it was when it was prepared.
    pub message: Message,
    /// The number of its first entry in the log.
    pub number: u64,
    /// Who prepared it.
    pub by: StaffId,
    /// Their name.
    pub by_name: String,
    /// At which desk.
    pub desk: String,
    /// When it was prepared.
    pub prepared: Timestamp,
    /// Where it stands.
    pub state: State,
    /// When that state began.
    pub since: Timestamp,
    /// By what way it left, once it did.
    pub hand_over: Option<HandOver>,
    /// Why it was not sent, and more words.
    pub not_sent: Option<(NotSent, String)>,
    /// Corrections, the oldest first.
    pub corrections: Vec<Correction>,
    /// When it was copied into the clinical record; `None`: still to do, unless another system records it.
    pub copied: Option<Timestamp>,
    /// What the guardian said of its overrides, the oldest first; the last one holds.
    pub reviews: Vec<Review>,
}

/// A line of a list of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunicationRow {
    /// Its identifier.
    pub id: CommunicationId,
    /// The number of its first entry: newer messages have higher ones.
    pub number: u64,
    /// Who it is about.
    pub patient: PatientId,
    /// The patient's name as staff read it.
    pub patient_name: String,
    /// The patient's date of birth as staff read it; empty where it is not known.
    #[serde(default)]
    pub patient_birth: String,
    /// When it was prepared.
    pub prepared: Timestamp,
    /// By what it goes.
    pub channel: Channel,
    /// Why.
    pub purpose: Purpose,
    /// Where it stands.
    pub state: State,
    /// Who prepared it.
    pub by_name: String,
    /// The first words, as the record has them.
    pub excerpt: String,
}

/// Which messages to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordView {
    /// Only of this patient.
    pub patient: Option<PatientId>,
    /// Only in these states; empty: all.
    pub states: Vec<State>,
    /// Only those that still have to be copied into the clinical record.
    pub to_copy: bool,
    /// Only with all of these words in text, subject or patient's name.
    pub words: String,
}
