//! A message as the body of a log entry, and the few parts of it that lists show, read without copying.

use super::super::communication::{HandOver, Message, Recipient, RecordMode};
use super::super::ids::{CommunicationId, ContactPointId, DraftId, PatientId, ProxyId, ReminderId};
use super::super::settlement::{Override, SettledFinding, Settlement};
use super::super::template::TemplateUse;
use super::super::{channel::Channel, purpose::Purpose};
use super::codes::Code;
use super::fields::{Malformed, Read, Reader, Writer, exact, known, text, truth};

/// How many bytes of a text an excerpt has at most.
const EXCERPT: usize = 96;

const UNKNOWN: Malformed = Malformed("a number stands for nothing known");

pub(super) fn write(fields: &mut Writer, message: &Message) {
    fields
        .bytes(1, message.id.as_bytes())
        .bytes(2, message.patient.as_bytes())
        .nested(3, |inner| {
            match &message.recipient {
                Recipient::Patient => inner.code(1, 1),
                Recipient::Proxy(proxy) => inner.code(1, 2).bytes(2, proxy.as_bytes()),
            };
        })
        .text(4, &message.recipient_name)
        .code(5, message.channel.code())
        .maybe(6, message.contact.as_ref().map(|id| &id.as_bytes()[..]))
        .text(7, &message.address)
        .code(8, message.purpose.code())
        .text(9, &message.subject)
        .text(10, &message.body)
        .nested(11, |inner| {
            inner.code(1, message.record.code());
            match &message.record {
                RecordMode::Exact => {}
                RecordMode::Summary(words) | RecordMode::RecordedBy(words) => {
                    inner.text(2, words);
                }
            }
        })
        .list(12, &message.findings, write_finding);
    if let Some(template) = &message.template {
        fields.nested(13, |inner| {
            inner.text(1, &template.id);
            inner.bytes(2, &template.version.to_be_bytes()).code(3, u8::from(template.unchanged));
        });
    }
    fields
        .maybe(14, message.reminder.as_ref().map(|id| &id.as_bytes()[..]))
        .maybe(15, message.draft.as_ref().map(|id| &id.as_bytes()[..]))
        .time(16, message.hold_until);
    if message.for_guardian {
        fields.code(17, 1);
    }
}

pub(super) fn read(mut fields: Reader<'_>) -> Read<Message> {
    let message = Message {
        id: CommunicationId::from_bytes(fields.id(1)?),
        patient: PatientId::from_bytes(fields.id(2)?),
        recipient: read_recipient(fields.nested(3)?)?,
        recipient_name: fields.text(4)?.to_owned(),
        channel: fields.code(5)?,
        contact: fields.maybe_id(6)?.map(ContactPointId::from_bytes),
        address: fields.text(7)?.to_owned(),
        purpose: fields.code(8)?,
        subject: fields.text(9)?.to_owned(),
        body: fields.text(10)?.to_owned(),
        record: read_record(fields.nested(11)?)?,
        findings: read_findings(fields.nested(12)?)?,
        template: fields.maybe(13)?.map(|bytes| read_template(Reader::new(bytes))).transpose()?,
        reminder: fields.maybe_id(14)?.map(ReminderId::from_bytes),
        draft: fields.maybe_id(15)?.map(DraftId::from_bytes),
        hold_until: fields.time(16)?,
        for_guardian: for_guardian(&mut fields)?,
    };
    fields.end().map(|()| message)
}

/// The mark stands only where it holds, so that there is one encoding.
fn for_guardian(fields: &mut Reader<'_>) -> Read<bool> {
    match fields.maybe(17)? {
        None => Ok(false),
        Some([1]) => Ok(true),
        Some(_) => Err(UNKNOWN),
    }
}

fn read_recipient(mut fields: Reader<'_>) -> Read<Recipient> {
    let recipient = match fields.number(1)? {
        1 => Recipient::Patient,
        2 => Recipient::Proxy(ProxyId::from_bytes(fields.id(2)?)),
        _ => return Err(UNKNOWN),
    };
    fields.end().map(|()| recipient)
}

fn read_record(mut fields: Reader<'_>) -> Read<RecordMode> {
    let record = match fields.number(1)? {
        RecordMode::EXACT => RecordMode::Exact,
        RecordMode::SUMMARY => RecordMode::Summary(fields.text(2)?.to_owned()),
        RecordMode::RECORDED_BY => RecordMode::RecordedBy(fields.text(2)?.to_owned()),
        _ => return Err(UNKNOWN),
    };
    fields.end().map(|()| record)
}

fn read_template(mut fields: Reader<'_>) -> Read<TemplateUse> {
    let template = TemplateUse {
        id: fields.text(1)?.to_owned(),
        version: u32::from_be_bytes(exact(fields.bytes(2)?)?),
        unchanged: truth(fields.number(3)?)?,
    };
    fields.end().map(|()| template)
}

fn write_finding(fields: &mut Writer, finding: &SettledFinding) {
    fields.text(1, &finding.rule);
    if let Some(topic) = finding.topic {
        fields.code(2, topic.code());
    }
    fields.code(3, finding.severity.code()).maybe(4, finding.quote.as_deref().map(str::as_bytes));
    fields.nested(5, |inner| {
        match &finding.settlement {
            Settlement::Shown => inner.code(1, 1),
            Settlement::Seen => inner.code(1, 2),
            Settlement::Overridden(given) => inner
                .code(1, 3)
                .code(2, given.reason.code())
                .text(3, &given.words)
                .text(4, &given.authorised_by)
                .code(5, u8::from(given.patient_told)),
            Settlement::Cured { cure } => inner.code(1, 4).text(2, cure),
        };
    });
}

fn read_findings(mut list: Reader<'_>) -> Read<Vec<SettledFinding>> {
    let mut findings = Vec::new();
    while let Some(mut fields) = list.item()? {
        findings.push(SettledFinding {
            rule: fields.text(1)?.to_owned(),
            topic: fields
                .maybe(2)?
                .map(|bytes| exact(bytes).and_then(|[number]| known(number)))
                .transpose()?,
            severity: fields.code(3)?,
            quote: fields.maybe(4)?.map(|bytes| text(bytes).map(str::to_owned)).transpose()?,
            settlement: read_settlement(fields.nested(5)?)?,
        });
        fields.end()?;
    }
    Ok(findings)
}

fn read_settlement(mut fields: Reader<'_>) -> Read<Settlement> {
    let settlement = match fields.number(1)? {
        1 => Settlement::Shown,
        2 => Settlement::Seen,
        3 => Settlement::Overridden(Override {
            reason: fields.code(2)?,
            words: fields.text(3)?.to_owned(),
            authorised_by: fields.text(4)?.to_owned(),
            patient_told: truth(fields.number(5)?)?,
        }),
        4 => Settlement::Cured { cure: fields.text(2)?.to_owned() },
        _ => return Err(UNKNOWN),
    };
    fields.end().map(|()| settlement)
}

pub(super) fn write_hand_over(fields: &mut Writer, how: &HandOver) {
    fields.code(1, how.code());
    if let HandOver::System(name) = how {
        fields.text(2, name);
    }
}

pub(super) fn read_hand_over(mut fields: Reader<'_>) -> Read<HandOver> {
    let how = match fields.number(1)? {
        1 => HandOver::Clipboard,
        2 => HandOver::Outbox,
        3 => HandOver::System(fields.text(2)?.to_owned()),
        4 => HandOver::Spoken,
        _ => return Err(UNKNOWN),
    };
    fields.end().map(|()| how)
}

/// What lists show of a message, borrowed from the body of its first entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch<'a> {
    /// Which message.
    pub id: CommunicationId,
    /// Who it is about.
    pub patient: PatientId,
    /// By what it goes.
    pub channel: Channel,
    /// Why.
    pub purpose: Purpose,
    /// The number of its mode on the record ([`RecordMode::code`]).
    pub record: u8,
    /// The first words as the record has them: of the text, or of the summary; the system's name where another one
    /// records it.
    pub excerpt: &'a str,
    /// The reminder it answers.
    pub reminder: Option<ReminderId>,
    /// Whether the guardian has to look at it.
    pub for_guardian: bool,
}

impl<'a> Sketch<'a> {
    /// Reads it from the fields of a message; what it does not need is passed over unread.
    pub(super) fn read(mut fields: Reader<'a>) -> Read<Self> {
        let id = CommunicationId::from_bytes(fields.id(1)?);
        let patient = PatientId::from_bytes(fields.id(2)?);
        fields.bytes(3)?;
        fields.bytes(4)?;
        let channel = fields.code(5)?;
        fields.maybe(6)?;
        fields.bytes(7)?;
        let purpose = fields.code(8)?;
        fields.bytes(9)?;
        let body = fields.bytes(10)?;
        let mut mode = fields.nested(11)?;
        let record = mode.number(1)?;
        let shown = if record == RecordMode::EXACT { body } else { mode.bytes(2)? };
        mode.end()?;
        fields.bytes(12)?;
        fields.maybe(13)?;
        let reminder = fields.maybe_id(14)?.map(ReminderId::from_bytes);
        fields.maybe(15)?;
        fields.bytes(16)?;
        let for_guardian = for_guardian(&mut fields)?;
        fields.end()?;
        Ok(Self { id, patient, channel, purpose, record, excerpt: excerpt(shown)?, reminder, for_guardian })
    }
}

/// The beginning of a text: its first line that says something, cut between two characters.
fn excerpt(bytes: &[u8]) -> Read<&str> {
    let line = bytes
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    match line.get(..EXCERPT) {
        None => text(line),
        Some(start) => match std::str::from_utf8(start) {
            Ok(whole) => Ok(whole),
            // The cut fell into a character.
            Err(cut) if cut.error_len().is_none() => text(start.get(..cut.valid_up_to()).unwrap_or_default()),
            Err(_) => Err(Malformed("a text is not UTF-8")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_of_whole_characters() {
        assert_eq!(excerpt(b"\n  \r\nDear Mrs Smyth,\nplease call"), Ok("Dear Mrs Smyth,"));
        assert_eq!(excerpt(b""), Ok(""));
        let welsh = "ŵ".repeat(60);
        assert_eq!(excerpt(welsh.as_bytes()), Ok(&welsh[..96]));
        let shifted = format!("a{welsh}");
        assert_eq!(excerpt(shifted.as_bytes()), Ok(&shifted[..95]));
    }
}
