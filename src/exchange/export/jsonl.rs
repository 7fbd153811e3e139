//! A message as one JSON object.

use std::io::{self, Write};

use serde_json::json;

use super::super::json::write_line;
use super::Subject;
use crate::domain::communication::{Communication, Recipient};

pub fn write(out: &mut impl Write, communication: &Communication, subject: &Subject) -> io::Result<()> {
    let message = &communication.message;
    let recipient = match &message.recipient {
        Recipient::Patient => json!({ "kind": "patient", "name": message.recipient_name }),
        Recipient::Proxy(id) => json!({ "kind": "proxy", "id": id, "name": message.recipient_name }),
    };
    let not_sent = communication
        .not_sent
        .as_ref()
        .map(|(reason, words)| json!({ "reason": reason.slug(), "words": words }));
    write_line(
        out,
        &json!({
            "id": message.id,
            "number": communication.number,
            "prepared": communication.prepared,
            "state": communication.state.slug(),
            "since": communication.since,
            "patient": {
                "id": subject.id,
                "nhs_number": subject.nhs_number,
                "practice_number": subject.practice_number,
                "name": subject.name,
                "birth_date": subject.birth_date,
            },
            "recipient": recipient,
            "channel": message.channel,
            "address": message.address,
            "purpose": message.purpose,
            "subject": message.subject,
            "text": message.body,
            "record": message.record,
            "findings": message.findings,
            "template": message.template,
            "reminder": message.reminder,
            "hand_over": communication.hand_over,
            "not_sent": not_sent,
            "corrections": communication.corrections,
            "copied": communication.copied,
            "by": { "id": communication.by, "name": communication.by_name, "desk": communication.desk },
        }),
    )
}
