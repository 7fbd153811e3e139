//! The kinds of things that the log holds.

use super::super::communication::{HandOver, Message, NotSent, State};
use super::super::fact::Amendment;
use super::super::ids::{CommunicationId, ImportId, ReminderId, StaffId};
use super::super::import::ImportReport;
use super::super::reminder::ReminderState;
use super::super::settlement::Decision;
use super::super::staff::Role;
use super::admission::Admission;
use super::{Head, Root};

/// The number of a kind of event in the log. Numbers are never used again for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

impl Kind {
    /// [`Event::Founded`].
    pub const FOUNDED: Self = Self(1);
    /// [`Event::StaffAdded`].
    pub const STAFF_ADDED: Self = Self(2);
    /// [`Event::Prepared`].
    pub const PREPARED: Self = Self(16);
    /// [`Event::HandingOver`].
    pub const HANDING_OVER: Self = Self(17);
    /// [`Event::HandedOver`].
    pub const HANDED_OVER: Self = Self(18);
    /// [`Event::Sent`].
    pub const SENT: Self = Self(19);
    /// [`Event::NotSent`].
    pub const NOT_SENT: Self = Self(20);
    /// [`Event::GivenUp`].
    pub const GIVEN_UP: Self = Self(21);
    /// [`Event::Corrected`].
    pub const CORRECTED: Self = Self(22);
    /// [`Event::Copied`].
    pub const COPIED: Self = Self(23);
    /// [`Event::Reviewed`].
    pub const REVIEWED: Self = Self(24);
    /// [`Event::ReminderDismissed`].
    pub const REMINDER_DISMISSED: Self = Self(32);
    /// [`Event::ReminderReopened`].
    pub const REMINDER_REOPENED: Self = Self(33);
    /// [`Event::Imported`].
    pub const IMPORTED: Self = Self(48);
    /// [`Event::Exported`].
    pub const EXPORTED: Self = Self(49);
    /// [`Event::Amended`].
    pub const AMENDED: Self = Self(64);
    /// [`Admission::SignedIn`].
    pub const SIGNED_IN: Self = Self(80);
    /// [`Admission::HolderAdded`].
    pub const HOLDER_ADDED: Self = Self(81);
    /// [`Admission::HolderRemoved`].
    pub const HOLDER_REMOVED: Self = Self(82);
    /// [`Admission::PassphraseChanged`].
    pub const PASSPHRASE_CHANGED: Self = Self(83);
    /// [`Admission::RecoveryChanged`].
    pub const RECOVERY_CHANGED: Self = Self(84);

    /// [`Admission::Recovered`].
    pub const RECOVERED: Self = Self(85);
    /// [`Event::Checkpointed`].
    pub const CHECKPOINTED: Self = Self(96);

    /// [`Event::Restored`].
    pub const RESTORED: Self = Self(97);
    /// [`Event::RulesSet`].
    pub const RULES_SET: Self = Self(98);

    /// Whether an entry of this kind is about who may come in.
    pub const fn is_admission(self) -> bool {
        Self::SIGNED_IN.0 <= self.0 && self.0 <= Self::RECOVERED.0
    }

    /// What happened, in words that say nothing of whom it is about.
    pub const fn told(self) -> &'static str {
        match self {
            Self::FOUNDED => "the practice was founded",
            Self::STAFF_ADDED => "a member of staff was added",
            Self::PREPARED => "a message was prepared",
            Self::HANDING_OVER | Self::HANDED_OVER => "a message was handed over",
            Self::SENT => "a message was sent",
            Self::NOT_SENT | Self::GIVEN_UP => "a message was not sent",
            Self::CORRECTED => "a message was corrected",
            Self::COPIED => "a message was copied to the clinical record",
            Self::REVIEWED => "the Caldicott Guardian decided",
            Self::REMINDER_DISMISSED | Self::REMINDER_REOPENED => "a reminder was closed or opened again",
            Self::IMPORTED => "a file was imported",
            Self::EXPORTED => "something was exported",
            Self::CHECKPOINTED => "a checkpoint was written",
            Self::RESTORED => "the practice went back to a copy",
            Self::RULES_SET => "the rules were set otherwise",
            Self::AMENDED => "facts about a patient were changed",
            Self::SIGNED_IN => "somebody signed in",
            Self::HOLDER_ADDED
            | Self::HOLDER_REMOVED
            | Self::PASSPHRASE_CHANGED
            | Self::RECOVERY_CHANGED
            | Self::RECOVERED => "who may open the practice was changed",
            _ => "something else",
        }
    }

    /// The state into which an entry of this kind brings the message that it is about; `None` where it leaves it.
    pub const fn brings(self) -> Option<State> {
        match self {
            Self::PREPARED => Some(State::Prepared),
            Self::HANDING_OVER => Some(State::HandingOver),
            Self::HANDED_OVER => Some(State::HandedOver),
            Self::SENT => Some(State::Sent),
            Self::NOT_SENT | Self::GIVEN_UP => Some(State::NotSent),
            _ => None,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The practice's record was opened for the first time.
    Founded {
        /// The practice's name.
        practice: String,
    },
    /// A member of staff was added.
    StaffAdded {
        /// Who.
        staff: StaffId,
        /// Their name.
        name: String,
        /// What they may do.
        role: Role,
    },
    /// A message was prepared; it is held and can be taken back.
    Prepared(Box<Message>),
    /// A message is about to be handed over: the intent, committed before.
    HandingOver {
        /// Which message.
        communication: CommunicationId,
        /// By what way.
        how: HandOver,
    },
    /// A message was handed over: the outcome, committed after.
    HandedOver {
        /// Which message.
        communication: CommunicationId,
        /// By what way.
        how: HandOver,
        /// The file in the outbox, where there is one.
        file: Option<String>,
    },
    /// Somebody confirmed that a message was sent.
    Sent {
        /// Which message.
        communication: CommunicationId,
    },
    /// A message was not sent.
    NotSent {
        /// Which message.
        communication: CommunicationId,
        /// Why.
        reason: NotSent,
        /// More words.
        words: String,
    },
    /// A message that was never prepared was given up, and why: attempts that were not sent are on the record too.
    GivenUp {
        /// What it would have been.
        message: Box<Message>,
        /// Why.
        reason: NotSent,
        /// More words.
        words: String,
    },
    /// Something about a message was put right.
    Corrected {
        /// Which message.
        communication: CommunicationId,
        /// What was wrong and what is right.
        words: String,
    },
    /// A message was copied into the clinical record.
    Copied {
        /// Which message.
        communication: CommunicationId,
    },
    /// The Caldicott Guardian looked at the overrides of a message.
    Reviewed {
        /// Which message.
        communication: CommunicationId,
        /// What was decided.
        decision: Decision,
        /// Why, or what is to be done.
        words: String,
    },
    /// A reminder was closed without a message.
    ReminderDismissed {
        /// Which.
        reminder: ReminderId,
        /// Why.
        words: String,
    },
    /// A reminder that was closed without a message waits again.
    ReminderReopened {
        /// Which.
        reminder: ReminderId,
        /// Why; may be empty.
        words: String,
    },
    /// A file was imported.
    Imported {
        /// Which run.
        import: ImportId,
        /// The files, in words.
        source: String,
        /// What it did.
        report: ImportReport,
    },
    /// Something left the program as a file: an export.
    Exported {
        /// What, in words.
        what: String,
        /// How many records.
        count: u64,
    },
    /// The desk changed facts about a patient.
    Amended(Box<Amendment>),
    /// Somebody signed in, or something changed about who may.
    Admission(Admission),
    /// A checkpoint of the log before this entry was written outside the database.
    Checkpointed {
        /// The number of its last entry.
        number: u64,
        /// The root of the tree over its entries.
        root: Root,
    },
    /// The practice went back to a copy: this is the first entry behind those of the copy.
    Restored {
        /// The name of the copy's file.
        copy: String,
        /// The last entry that the copy and what was there had in common; 0: none, or what was there could not be read.
        common: u64,
        /// The head of what was there and is kept aside: the entries behind the common one are lost by it. `None`: there was
        /// nothing, or it could not be read.
        before: Option<Head>,
    },
    /// The site's settings of the rules and channels are others than the log knew, from here on.
    RulesSet {
        /// All of them, as JSON: the fields in the order of this program.
        settings: String,
    },
    /// A kind that this version of the program does not know, kept as it is.
    Opaque {
        /// The kind.
        kind: Kind,
        /// The body.
        body: Vec<u8>,
    },
    /// The body was lawfully removed; the head still stands.
    Erased {
        /// The kind.
        kind: Kind,
    },
}

impl Event {
    /// Its kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Founded { .. } => Kind::FOUNDED,
            Self::StaffAdded { .. } => Kind::STAFF_ADDED,
            Self::Prepared(_) => Kind::PREPARED,
            Self::HandingOver { .. } => Kind::HANDING_OVER,
            Self::HandedOver { .. } => Kind::HANDED_OVER,
            Self::Sent { .. } => Kind::SENT,
            Self::NotSent { .. } => Kind::NOT_SENT,
            Self::GivenUp { .. } => Kind::GIVEN_UP,
            Self::Corrected { .. } => Kind::CORRECTED,
            Self::Copied { .. } => Kind::COPIED,
            Self::Reviewed { .. } => Kind::REVIEWED,
            Self::ReminderDismissed { .. } => Kind::REMINDER_DISMISSED,
            Self::ReminderReopened { .. } => Kind::REMINDER_REOPENED,
            Self::Imported { .. } => Kind::IMPORTED,
            Self::Exported { .. } => Kind::EXPORTED,
            Self::Amended(_) => Kind::AMENDED,
            Self::Admission(admission) => admission.kind(),
            Self::Checkpointed { .. } => Kind::CHECKPOINTED,
            Self::Restored { .. } => Kind::RESTORED,
            Self::RulesSet { .. } => Kind::RULES_SET,
            Self::Opaque { kind, .. } | Self::Erased { kind } => *kind,
        }
    }

    /// The message that this brings onto the record.
    pub const fn message(&self) -> Option<&Message> {
        match self {
            Self::Prepared(message) | Self::GivenUp { message, .. } => Some(message),
            _ => None,
        }
    }

    /// The message that this is about.
    pub const fn communication(&self) -> Option<CommunicationId> {
        match self {
            Self::Prepared(message) | Self::GivenUp { message, .. } => Some(message.id),
            Self::HandingOver { communication, .. }
            | Self::HandedOver { communication, .. }
            | Self::Sent { communication }
            | Self::NotSent { communication, .. }
            | Self::Corrected { communication, .. }
            | Self::Copied { communication }
            | Self::Reviewed { communication, .. } => Some(*communication),
            _ => None,
        }
    }

    /// Where the reminder that the message answers stands afterwards; `None` where this leaves it. What was taken back
    /// or given up waits again, what failed says so.
    pub const fn settles(&self) -> Option<ReminderState> {
        match self {
            Self::Prepared(_) => Some(ReminderState::Prepared),
            Self::HandedOver { .. } => Some(ReminderState::HandedOver),
            Self::Sent { .. } => Some(ReminderState::Recorded),
            Self::NotSent { reason: NotSent::TakenBack, .. }
            | Self::GivenUp { .. }
            | Self::ReminderReopened { .. } => Some(ReminderState::Due),
            Self::NotSent { .. } => Some(ReminderState::Failed),
            Self::ReminderDismissed { .. } => Some(ReminderState::Dismissed),
            _ => None,
        }
    }
}
