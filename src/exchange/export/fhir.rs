//! A message as FHIR R4 Communication, as UK Core profiles it.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::super::json::write_line;
use super::Subject;
use crate::domain::channel::Channel;
use crate::domain::communication::{Communication, NotSent, Recipient, RecordMode, State};
use crate::domain::purpose::Purpose;
use crate::domain::record_block;
use crate::domain::settlement::{SettledFinding, Settlement};

const PROFILE: &str = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Communication";
const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
const URI: &str = "urn:ietf:rfc:3986";

pub fn write(out: &mut impl Write, communication: &Communication, subject: &Subject) -> io::Result<()> {
    write_line(out, &resource(communication, subject))
}

/// The message as a resource.
pub fn resource(communication: &Communication, subject: &Subject) -> Value {
    let message = &communication.message;
    let mut resource = Map::new();
    let mut set = |element: &str, value: Value| {
        resource.insert(element.to_owned(), value);
    };
    set("resourceType", json!("Communication"));
    set("id", json!(message.id));
    set("meta", json!({ "profile": [PROFILE] }));
    set("identifier", json!([uuid(&message.id)]));
    set("status", json!(status(communication.state)));
    if let Some((reason, words)) = &communication.not_sent {
        set("statusReason", status_reason(*reason, words));
    }
    set("category", json!([category(message.purpose)]));
    set("medium", json!([medium(message.channel)]));
    set("subject", patient(subject));
    if !message.subject.trim().is_empty() {
        // R4 describes topic as an email's subject line
        set("topic", json!({ "text": message.subject }));
    }
    if matches!(communication.state, State::HandedOver | State::Sent) {
        set("sent", json!(communication.since));
    }
    set("recipient", json!([recipient(communication, subject)]));
    set(
        "sender",
        json!({ "type": "Practitioner", "identifier": uuid(&communication.by), "display": communication.by_name }),
    );
    set("reasonCode", json!([{ "text": message.purpose.label() }]));
    if !message.body.trim().is_empty() {
        set("payload", json!([{ "contentString": message.body }]));
    }
    let notes = notes(communication);
    if !notes.is_empty() {
        set("note", json!(notes));
    }
    Value::Object(resource)
}

fn uuid(id: &impl std::fmt::Display) -> Value {
    json!({ "system": URI, "value": format!("urn:uuid:{id}") })
}

/// `EventStatus`: what is not confirmed is still in progress.
const fn status(state: State) -> &'static str {
    match state {
        State::Prepared => "preparation",
        State::HandingOver | State::HandedOver => "in-progress",
        State::Sent => "completed",
        State::NotSent => "not-done",
    }
}

/// `communication-not-done-reason` where it has a code for it, the words in any case.
fn status_reason(reason: NotSent, words: &str) -> Value {
    let text = if words.trim().is_empty() {
        reason.label().to_owned()
    } else {
        format!("{}: {words}", reason.label())
    };
    let code = match reason {
        NotSent::Objection => ("patient-objection", "Patient Objection"),
        NotSent::Failed => ("system-error", "System Error"),
        NotSent::TakenBack | NotSent::Stopped | NotSent::OtherRoute | NotSent::Other => {
            return json!({ "text": text });
        }
    };
    coded("http://terminology.hl7.org/CodeSystem/communication-not-done-reason", code, &text)
}

fn category(purpose: Purpose) -> Value {
    let code = match purpose {
        Purpose::Appointment | Purpose::Recall | Purpose::Screening | Purpose::Vaccination => {
            ("reminder", "Reminder")
        }
        Purpose::ResultAvailable | Purpose::PrescriptionReady | Purpose::Registration | Purpose::Other => {
            ("notification", "Notification")
        }
    };
    coded("http://terminology.hl7.org/CodeSystem/communication-category", code, purpose.label())
}

/// HL7 v3-ParticipationMode, and SNOMED CT where it has a concept for the channel.
fn medium(channel: Channel) -> Value {
    let (code, display) = match channel {
        Channel::Text => ("ELECTRONIC", "electronic data"),
        Channel::Email => ("EMAILWRIT", "email"),
        Channel::Letter => ("MAILWRIT", "mail"),
        Channel::NhsApp => ("ONLINEWRIT", "online written"),
        Channel::Phone | Channel::Voicemail => ("PHONE", "telephone"),
    };
    let system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";
    let mut coding = vec![json!({ "system": system, "code": code, "display": display })];
    coding.extend(record_block::concept(channel).map(|concept| {
        json!({ "system": "http://snomed.info/sct", "code": concept.code, "display": concept.display })
    }));
    json!({ "coding": coding, "text": channel.label() })
}

fn coded(system: &str, (code, display): (&str, &str), text: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code, "display": display }], "text": text })
}

fn patient(subject: &Subject) -> Value {
    let identifier = match subject.nhs_number {
        Some(number) => json!({ "system": NHS_NUMBER, "value": number.digits() }),
        None => uuid(&subject.id),
    };
    json!({ "type": "Patient", "identifier": identifier, "display": subject.name })
}

fn recipient(communication: &Communication, subject: &Subject) -> Value {
    match &communication.message.recipient {
        Recipient::Patient => patient(subject),
        Recipient::Proxy(id) => json!({
            "type": "RelatedPerson",
            "identifier": uuid(id),
            "display": communication.message.recipient_name,
        }),
    }
}

/// What R4 has no element for: how it was recorded, what was overridden, what was corrected.
fn notes(communication: &Communication) -> Vec<Value> {
    let author = &communication.by_name;
    let note = |text: String| json!({ "authorString": author, "time": communication.prepared, "text": text });
    let mut notes = Vec::new();
    match &communication.message.record {
        RecordMode::Exact => {}
        RecordMode::Summary(words) => notes.push(note(format!("Recorded as a summary: {words}"))),
        RecordMode::RecordedBy(system) => notes.push(note(format!("Recorded by {system}"))),
    }
    notes.extend(communication.message.findings.iter().filter_map(overridden).map(note));
    notes.extend(communication.corrections.iter().map(
        |correction| json!({ "time": correction.at, "text": format!("Correction: {}", correction.words) }),
    ));
    notes
}

fn overridden(found: &SettledFinding) -> Option<String> {
    let Settlement::Overridden(over) = &found.settlement else { return None };
    Some(format!(
        "{} overridden: {} ({}); authorised by {}; patient told: {}",
        found.rule,
        over.reason.label(),
        over.words,
        over.authorised_by,
        if over.patient_told { "yes" } else { "no" }
    ))
}
