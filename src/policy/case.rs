//! What a rule reads: the message, everything known about the person, the time and the settings.

use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::communication::RecordMode;
use crate::domain::dossier::Dossier;
use crate::domain::ids::ContactPointId;
use crate::domain::need::{NeedKind, Unmet};
use crate::domain::proxy::{Basis, Proxy};
use crate::domain::purpose::Purpose;
use crate::domain::span::Field;
use crate::domain::template::Format;

use super::settings::Checker;

/// Who reads the message, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    /// The patient.
    Patient,
    /// A proxy on record.
    Proxy(&'a Proxy),
    /// A proxy of whom only this is known (a check without a record).
    Described {
        /// What they are to the patient.
        relationship: &'a str,
        /// On what ground; `None`: not known.
        basis: Option<Basis>,
    },
}

/// The message as it stands, in the words of the composer.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The subject line; `None` where the channel has none.
    pub subject: Option<&'a str>,
    /// The text.
    pub text: &'a str,
    /// By what it goes.
    pub channel: Channel,
    /// Where to; `None` where none is chosen or known.
    pub contact: Option<ContactPointId>,
    /// How it will stand on the record. The outer `None`: unknown (a check of a text alone); `Some(None)`: not chosen yet.
    pub record: Option<Option<&'a RecordMode>>,
    /// It is the filled text of a template approved for this channel, unchanged.
    pub approved_template: bool,
    /// In what layout it is written: that of the approved text with which it began.
    pub format: Format,
}

impl<'a> Content<'a> {
    /// In what way this message does not meet a need; `None`: it serves.
    pub fn unmet(&self, need: &NeedKind) -> Option<Unmet> {
        need.unmet_by(self.channel).filter(|unmet| *unmet != Unmet::Format || !self.format.serves(need))
    }

    /// The text of a field; empty where there is none.
    pub fn field(&self, field: Field) -> &'a str {
        match field {
            Field::Text => self.text,
            Field::Subject => self.subject.unwrap_or(""),
        }
    }
}

/// All that a rule may read. An unknown fact is `None`, never a default.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The message.
    pub content: Content<'a>,
    /// Who reads it.
    pub reader: Reader<'a>,
    /// What is known about the patient; `None`: nothing.
    pub dossier: Option<&'a Dossier>,
    /// Why it is written; `None`: unknown.
    pub purpose: Option<Purpose>,
    /// The time; `None` where the day of the check is not known: rules about dates and ages then do not run.
    pub now: Option<&'a Moment>,
    /// Settings and lexicon.
    pub checker: &'a Checker,
}

impl<'a> Case<'a> {
    /// A message to the patient, of which nothing else is known.
    pub const fn of(text: &'a str, channel: Channel, checker: &'a Checker) -> Self {
        let content = Content {
            subject: None,
            text,
            channel,
            contact: None,
            record: None,
            approved_template: false,
            format: Format::Standard,
        };
        Self { content, reader: Reader::Patient, dossier: None, purpose: None, now: None, checker }
    }
}
