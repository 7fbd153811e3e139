//! The kinds of things that the log holds.

use super::super::communication::{HandOver, Message, NotSent};
use super::super::ids::{CommunicationId, ImportId, ReminderId, StaffId};
use super::super::import::ImportReport;
use super::super::staff::Role;

/// The number of a kind of event in the log. Numbers are never used again for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

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
    /// A reminder was closed without a message.
    ReminderDismissed {
        /// Which.
        reminder: ReminderId,
        /// Why.
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
