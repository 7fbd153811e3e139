//! Messages for the tests of what leaves the program.

use jiff::Timestamp;
use jiff::civil::date;
use tactful::domain::channel::Channel;
use tactful::domain::communication::{Communication, HandOver, Message, Recipient, RecordMode, State};
use tactful::domain::date::PartialDate;
use tactful::domain::ids::{CommunicationId, PatientId, StaffId};
use tactful::domain::patient::Patient;
use tactful::domain::person::HumanName;
use tactful::domain::purpose::Purpose;

fn then() -> Timestamp {
    "2026-11-22T14:05:00Z".parse().unwrap()
}

pub fn message(channel: Channel, address: &str, body: &str) -> Message {
    Message {
        id: CommunicationId::from_parts(then(), [7; 10]),
        patient: PatientId::from_parts(then(), [1; 10]),
        recipient: Recipient::Patient,
        recipient_name: "SMYTH, Jayne (Mrs)".into(),
        channel,
        contact: None,
        address: address.into(),
        purpose: Purpose::Appointment,
        subject: String::new(),
        body: body.into(),
        record: RecordMode::Exact,
        findings: Vec::new(),
        template: None,
        reminder: None,
        draft: None,
        hold_until: then(),
        for_guardian: false,
    }
}

pub fn communication(message: Message, state: State) -> Communication {
    Communication {
        message,
        number: 42,
        by: StaffId::from_parts(then(), [2; 10]),
        by_name: "Priya Nair".into(),
        desk: "Front desk".into(),
        prepared: then(),
        state,
        since: then(),
        hand_over: (state != State::Prepared).then_some(HandOver::Outbox),
        not_sent: None,
        corrections: Vec::new(),
        copied: None,
        reviews: Vec::new(),
    }
}

pub fn patient() -> Patient {
    Patient {
        id: PatientId::from_parts(then(), [1; 10]),
        nhs_number: Some("999 000 0018".parse().unwrap()),
        practice_number: None,
        names: vec![HumanName {
            prefix: vec!["Mrs".into()],
            given: vec!["Jayne".into()],
            family: Some("Smyth".into()),
            ..HumanName::default()
        }],
        birth_date: Some(PartialDate::Day(date(1984, 5, 23))),
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    }
}
