//! The bodies of log entries: every event as tagged fields, and back.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::communication::HandOver;
use super::super::fact::{Amendment, FactChange};
use super::super::ids::{CommunicationId, ImportId, PatientId, ReminderId, StaffId};
use super::super::import::ImportReport;
use super::super::settlement::Decision;
use super::admission::Admission;
use super::codes::Code;
use super::event::{Event, Kind};
use super::fields::{Malformed, Read, Reader, Writer, exact, text};
use super::message::{self, Sketch};
use super::{Head, Root, Seal};

/// An event that cannot be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry cannot hold this: {0}")]
pub struct Unsealable(pub &'static str);

impl Event {
    /// The body of the entry that says this happened.
    pub fn encode(&self) -> Result<Vec<u8>, Unsealable> {
        let mut fields = Writer::default();
        match self {
            Self::Opaque { body, .. } => return Ok(body.clone()),
            Self::Erased { .. } => return Err(Unsealable("its body was removed")),
            Self::Founded { practice } => {
                fields.text(1, practice);
            }
            Self::StaffAdded { staff, name, role } => {
                fields.bytes(1, staff.as_bytes()).text(2, name).code(3, role.code());
            }
            Self::Prepared(message) => message::write(&mut fields, message),
            Self::HandingOver { communication, how } => write_hand_over(&mut fields, *communication, how),
            Self::HandedOver { communication, how, file } => {
                write_hand_over(&mut fields, *communication, how);
                fields.maybe(3, file.as_deref().map(str::as_bytes));
            }
            Self::Sent { communication } | Self::Copied { communication } => {
                fields.bytes(1, communication.as_bytes());
            }
            Self::NotSent { communication, reason, words } => {
                fields.bytes(1, communication.as_bytes()).code(2, reason.code()).text(3, words);
            }
            Self::GivenUp { message, reason, words } => {
                fields.nested(1, |inner| message::write(inner, message));
                fields.code(2, reason.code()).text(3, words);
            }
            Self::Corrected { communication, words } => {
                fields.bytes(1, communication.as_bytes()).text(2, words);
            }
            Self::Reviewed { communication, decision, words } => {
                fields.bytes(1, communication.as_bytes()).code(2, decision.code()).text(3, words);
            }
            Self::ReminderDismissed { reminder, words } | Self::ReminderReopened { reminder, words } => {
                fields.bytes(1, reminder.as_bytes()).text(2, words);
            }
            Self::Imported { import, source, report } => {
                fields.bytes(1, import.as_bytes()).text(2, source);
                fields.nested(3, |inner| write_report(inner, report));
            }
            Self::Exported { what, count } => {
                fields.text(1, what).count(2, *count);
            }
            Self::Amended(amendment) => write_amendment(&mut fields, amendment),
            Self::Admission(admission) => admission.write(&mut fields),
            Self::Checkpointed { number, root } => {
                fields.count(1, *number).bytes(2, &root.0);
            }
            Self::Restored { copy, common, before } => {
                fields.text(1, copy).count(2, *common);
                if let Some(before) = before {
                    fields.count(3, before.number).bytes(4, &before.seal.0);
                }
            }
            Self::RulesSet { settings } => {
                fields.text(1, settings);
            }
        }
        fields.finish().ok_or(Unsealable("a part of it is longer than 4 GiB"))
    }

    /// The event that a body of this kind holds; [`Event::Opaque`] where the kind is not known.
    pub fn decode(kind: Kind, body: &[u8]) -> Read<Self> {
        let mut fields = Reader::new(body);
        let event = match kind {
            Kind::FOUNDED => Self::Founded { practice: fields.text(1)?.to_owned() },
            Kind::STAFF_ADDED => Self::StaffAdded {
                staff: StaffId::from_bytes(fields.id(1)?),
                name: fields.text(2)?.to_owned(),
                role: fields.code(3)?,
            },
            Kind::PREPARED => return message::read(fields).map(|message| Self::Prepared(Box::new(message))),
            Kind::HANDING_OVER => {
                Self::HandingOver { communication: about(&mut fields)?, how: hand_over(&mut fields)? }
            }
            Kind::HANDED_OVER => Self::HandedOver {
                communication: about(&mut fields)?,
                how: hand_over(&mut fields)?,
                file: fields.maybe(3)?.map(|bytes| text(bytes).map(str::to_owned)).transpose()?,
            },
            Kind::SENT => Self::Sent { communication: about(&mut fields)? },
            Kind::NOT_SENT => Self::NotSent {
                communication: about(&mut fields)?,
                reason: fields.code(2)?,
                words: fields.text(3)?.to_owned(),
            },
            Kind::GIVEN_UP => Self::GivenUp {
                message: Box::new(message::read(fields.nested(1)?)?),
                reason: fields.code(2)?,
                words: fields.text(3)?.to_owned(),
            },
            Kind::CORRECTED => {
                Self::Corrected { communication: about(&mut fields)?, words: fields.text(2)?.to_owned() }
            }
            Kind::COPIED => Self::Copied { communication: about(&mut fields)? },
            Kind::REVIEWED => Self::Reviewed {
                communication: about(&mut fields)?,
                decision: fields.code(2)?,
                words: fields.text(3)?.to_owned(),
            },
            Kind::REMINDER_DISMISSED => Self::ReminderDismissed {
                reminder: ReminderId::from_bytes(fields.id(1)?),
                words: fields.text(2)?.to_owned(),
            },
            Kind::REMINDER_REOPENED => Self::ReminderReopened {
                reminder: ReminderId::from_bytes(fields.id(1)?),
                words: fields.text(2)?.to_owned(),
            },
            Kind::IMPORTED => Self::Imported {
                import: ImportId::from_bytes(fields.id(1)?),
                source: fields.text(2)?.to_owned(),
                report: read_report(fields.nested(3)?)?,
            },
            Kind::EXPORTED => Self::Exported { what: fields.text(1)?.to_owned(), count: fields.count(2)? },
            Kind::AMENDED => Self::Amended(Box::new(read_amendment(&mut fields)?)),
            Kind::CHECKPOINTED => {
                Self::Checkpointed { number: fields.count(1)?, root: Root(exact(fields.bytes(2)?)?) }
            }
            Kind::RESTORED => Self::Restored {
                copy: fields.text(1)?.to_owned(),
                common: fields.count(2)?,
                before: match fields.maybe(3)? {
                    Some(number) => Some(Head {
                        number: u64::from_be_bytes(exact(number)?),
                        seal: Seal(exact(fields.bytes(4)?)?),
                    }),
                    None => None,
                },
            },
            Kind::RULES_SET => Self::RulesSet { settings: fields.text(1)?.to_owned() },
            _ if kind.is_admission() => Self::Admission(Admission::read(kind, &mut fields)?),
            _ => return Ok(Self::Opaque { kind, body: body.to_owned() }),
        };
        fields.end().map(|()| event)
    }
}

fn about(fields: &mut Reader<'_>) -> Read<CommunicationId> {
    fields.id(1).map(CommunicationId::from_bytes)
}

fn write_hand_over(fields: &mut Writer, communication: CommunicationId, how: &HandOver) {
    fields.bytes(1, communication.as_bytes());
    fields.nested(2, |inner| message::write_hand_over(inner, how));
}

fn hand_over(fields: &mut Reader<'_>) -> Read<HandOver> {
    message::read_hand_over(fields.nested(2)?)
}

fn write_amendment(fields: &mut Writer, amendment: &Amendment) {
    fields.bytes(1, amendment.patient.as_bytes());
    fields.list(2, &amendment.changes, |inner, change| {
        inner.maybe(1, change.before.as_ref().map(json).as_deref());
        inner.maybe(2, change.after.as_ref().map(json).as_deref());
    });
    fields.text(3, &amendment.words);
}

fn read_amendment(fields: &mut Reader<'_>) -> Read<Amendment> {
    let patient = PatientId::from_bytes(fields.id(1)?);
    let mut list = fields.nested(2)?;
    let mut changes = Vec::new();
    while let Some(mut inner) = list.item()? {
        changes.push(FactChange {
            before: inner.maybe(1)?.map(from_json).transpose()?,
            after: inner.maybe(2)?.map(from_json).transpose()?,
        });
        inner.end()?;
    }
    Ok(Amendment { patient, changes, words: fields.text(3)?.to_owned() })
}

/// A fact as JSON, which has one spelling: the fields in their order, no blanks.
fn json(value: &impl Serialize) -> Vec<u8> {
    // a fact has no keys but words and no numbers but finite ones, which is all that could fail
    serde_json::to_vec(value).unwrap_or_default()
}

fn from_json<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Read<T> {
    let value = serde_json::from_slice(bytes).map_err(|_| Malformed("a fact cannot be read"))?;
    if json(&value) == bytes { Ok(value) } else { Err(Malformed("a fact is spelt in another way")) }
}

fn write_report(fields: &mut Writer, report: &ImportReport) {
    fields
        .count(1, report.added)
        .count(2, report.changed)
        .count(3, report.unchanged)
        .count(4, report.proxies)
        .count(5, report.reminders)
        .count(6, report.reminders_unchanged)
        .count(7, report.conflicts)
        .count(8, report.missing)
        .count(9, report.refused);
}

fn read_report(mut fields: Reader<'_>) -> Read<ImportReport> {
    let report = ImportReport {
        added: fields.count(1)?,
        changed: fields.count(2)?,
        unchanged: fields.count(3)?,
        proxies: fields.count(4)?,
        reminders: fields.count(5)?,
        reminders_unchanged: fields.count(6)?,
        conflicts: fields.count(7)?,
        missing: fields.count(8)?,
        refused: fields.count(9)?,
    };
    fields.end().map(|()| report)
}

/// What an entry says about messages, borrowed from its body: enough to keep and to check the list of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gist<'a> {
    /// A message came onto the record.
    Message(Sketch<'a>),
    /// Something became of a message that is on the record already.
    About(CommunicationId),
    /// The guardian said this of a message that is on the record already.
    Reviewed(CommunicationId, Decision),
    /// Facts about this patient changed.
    Amended(PatientId),
    /// Nothing about messages.
    Other,
}

impl<'a> Gist<'a> {
    /// Reads it from the body of an entry.
    pub fn read(kind: Kind, body: &'a [u8]) -> Read<Self> {
        let mut fields = Reader::new(body);
        match kind {
            Kind::PREPARED => Sketch::read(fields).map(Self::Message),
            Kind::GIVEN_UP => Sketch::read(fields.nested(1)?).map(Self::Message),
            Kind::HANDING_OVER
            | Kind::HANDED_OVER
            | Kind::SENT
            | Kind::NOT_SENT
            | Kind::CORRECTED
            | Kind::COPIED => about(&mut fields).map(Self::About),
            Kind::REVIEWED => Ok(Self::Reviewed(about(&mut fields)?, fields.code(2)?)),
            Kind::AMENDED => Ok(Self::Amended(PatientId::from_bytes(fields.id(1)?))),
            _ => Ok(Self::Other),
        }
    }

    /// The message that the entry is about, read alone.
    pub fn communication(&self) -> Option<CommunicationId> {
        match self {
            Self::Message(sketch) => Some(sketch.id),
            Self::About(communication) | Self::Reviewed(communication, _) => Some(*communication),
            Self::Amended(_) | Self::Other => None,
        }
    }
}
