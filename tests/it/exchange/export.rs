//! What leaves the record.

use jiff::civil::date;
use serde_json::Value;
use tactful::domain::channel::Channel;
use tactful::domain::communication::{Communication, Correction, NotSent, Recipient, RecordMode, State};
use tactful::domain::ids::{ProxyId, StaffId};
use tactful::domain::purpose::Purpose;
use tactful::domain::settlement::{Override, OverrideReason, SettledFinding, Settlement};
use tactful::domain::severity::Severity;
use tactful::exchange::export::{Form, Subject, Writer};

use super::messages::{communication, message, patient};

/// An element of a type: its name, its type, how many at least and at most.
type Element = (&'static str, &'static str, char, char);

/// Communication in R4 (4.0.1): element, type, least and most. `x` stands for any number.
const COMMUNICATION: &[Element] = &[
    ("id", "id", '0', '1'),
    ("meta", "Meta", '0', '1'),
    ("implicitRules", "uri", '0', '1'),
    ("language", "code", '0', '1'),
    ("text", "Narrative", '0', '1'),
    ("identifier", "Identifier", '0', 'x'),
    ("instantiatesCanonical", "canonical", '0', 'x'),
    ("instantiatesUri", "uri", '0', 'x'),
    ("basedOn", "Reference", '0', 'x'),
    ("partOf", "Reference", '0', 'x'),
    ("inResponseTo", "Reference", '0', 'x'),
    ("status", "EventStatus", '1', '1'),
    ("statusReason", "CodeableConcept", '0', '1'),
    ("category", "CodeableConcept", '0', 'x'),
    ("priority", "code", '0', '1'),
    ("medium", "CodeableConcept", '0', 'x'),
    ("subject", "Reference(Patient|Group)", '0', '1'),
    ("topic", "CodeableConcept", '0', '1'),
    ("about", "Reference", '0', 'x'),
    ("encounter", "Reference(Encounter)", '0', '1'),
    ("sent", "dateTime", '0', '1'),
    ("received", "dateTime", '0', '1'),
    (
        "recipient",
        "Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson|Group|CareTeam|HealthcareService)",
        '0',
        'x',
    ),
    (
        "sender",
        "Reference(Device|Organization|Patient|Practitioner|PractitionerRole|RelatedPerson|HealthcareService)",
        '0',
        '1',
    ),
    ("reasonCode", "CodeableConcept", '0', 'x'),
    ("reasonReference", "Reference", '0', 'x'),
    ("payload", "Payload", '0', 'x'),
    ("note", "Annotation", '0', 'x'),
];

/// The parts of the types above, those that must be there marked.
const TYPES: &[(&str, &[Element])] = &[
    ("Meta", &[("profile", "canonical", '0', 'x')]),
    ("Identifier", &[("system", "uri", '0', '1'), ("value", "string", '0', '1')]),
    ("CodeableConcept", &[("coding", "Coding", '0', 'x'), ("text", "string", '0', '1')]),
    ("Coding", &[("system", "uri", '0', '1'), ("code", "code", '0', '1'), ("display", "string", '0', '1')]),
    (
        "Reference",
        &[
            ("reference", "string", '0', '1'),
            ("type", "uri", '0', '1'),
            ("identifier", "Identifier", '0', '1'),
            ("display", "string", '0', '1'),
        ],
    ),
    ("Payload", &[("contentString", "string", '1', '1')]),
    (
        "Annotation",
        &[("authorString", "string", '0', '1'), ("time", "dateTime", '0', '1'), ("text", "string", '1', '1')],
    ),
];

const EVENT_STATUS: [&str; 8] = [
    "preparation",
    "in-progress",
    "not-done",
    "on-hold",
    "stopped",
    "completed",
    "entered-in-error",
    "unknown",
];

fn conforms(path: &str, value: &Value, elements: &[Element]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{path} is no object"));
    assert!(!object.is_empty(), "{path} is empty");
    for (name, least, ..) in elements.iter().map(|(name, _, least, most)| (name, least, most)) {
        assert!(*least == '0' || object.contains_key(*name), "{path}.{name} is missing");
    }
    for (name, value) in object {
        if path == "Communication" && name == "resourceType" {
            continue;
        }
        let path = format!("{path}.{name}");
        let (_, kind, _, most) = elements
            .iter()
            .find(|(known, ..)| known == name)
            .unwrap_or_else(|| panic!("{path} is not in R4"));
        if *most == 'x' {
            let list = value.as_array().unwrap_or_else(|| panic!("{path} is no list"));
            assert!(!list.is_empty(), "{path} is empty");
            for value in list {
                is_a(&path, value, kind);
            }
        } else {
            is_a(&path, value, kind);
        }
    }
}

fn is_a(path: &str, value: &Value, kind: &str) {
    let text = || value.as_str().unwrap_or_else(|| panic!("{path} is no string"));
    if let Some((_, parts)) = TYPES.iter().find(|(name, _)| kind.starts_with(name)) {
        conforms(path, value, parts);
        if let Some(targets) = kind.strip_prefix("Reference(") {
            let target = value["type"].as_str().unwrap();
            assert!(
                targets.trim_end_matches(')').split('|').any(|known| known == target),
                "{path}: {target}"
            );
        }
        return;
    }
    assert!(!text().trim().is_empty(), "{path} is blank");
    match kind {
        "EventStatus" => assert!(EVENT_STATUS.contains(&text()), "{path}: {}", text()),
        "dateTime" => assert!(text().parse::<jiff::Timestamp>().is_ok(), "{path}: {}", text()),
        "id" => assert!(
            text().len() <= 64 && text().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
        ),
        "code" | "uri" | "canonical" => assert!(!text().contains(char::is_whitespace), "{path}: {}", text()),
        "string" => {}
        other => panic!("{path}: {other} is not checked here"),
    }
}

fn subject() -> Subject {
    Subject::of(&patient(), date(2026, 11, 22))
}

fn export(form: Form, communications: &[Communication]) -> String {
    let mut writer = Writer::new(form, Vec::new());
    for communication in communications {
        writer.put(communication, &subject()).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

/// One message of every kind.
fn all() -> Vec<Communication> {
    let mut all = Vec::new();
    for channel in Channel::ALL {
        for state in [State::Prepared, State::HandingOver, State::HandedOver, State::Sent, State::NotSent] {
            for (purpose, reason) in Purpose::ALL.into_iter().zip(NotSent::CHOICES.into_iter().cycle()) {
                let mut one = communication(message(channel, "07700 900123", "Please call us."), state);
                one.message.purpose = purpose;
                one.not_sent = (state == State::NotSent).then(|| (reason, String::new()));
                all.push(one);
            }
        }
    }
    let mut rich =
        communication(message(Channel::Email, "a@b.example", "=HYPERLINK(\"x\")\u{1b}[31m"), State::NotSent);
    rich.message.subject = "Your appointment".into();
    rich.message.recipient = Recipient::Proxy(ProxyId::from_bytes([3; 16]));
    rich.message.record = RecordMode::Summary("asked to call".into());
    rich.message.findings = vec![SettledFinding {
        rule: "objection-channel".into(),
        topic: None,
        severity: Severity::Stop,
        quote: None,
        settlement: Settlement::Overridden(Override {
            reason: OverrideReason::LegalDuty,
            words: "court order".into(),
            authorised_by: "Dr Abara".into(),
            patient_told: false,
        }),
    }];
    rich.not_sent = Some((NotSent::Objection, "asked us not to".into()));
    rich.corrections =
        vec![Correction { words: "it went".into(), by: StaffId::from_bytes([4; 16]), at: rich.since }];
    all.push(rich);
    let empty = communication(message(Channel::Letter, "", ""), State::Prepared);
    all.push(empty);
    all
}

#[test]
fn fhir_holds_to_the_elements_of_r4() {
    let text = export(Form::Fhir, &all());
    assert_eq!(text.lines().count(), all().len());
    for line in text.lines() {
        let resource: Value = serde_json::from_str(line).unwrap();
        assert_eq!(resource["resourceType"], "Communication");
        conforms("Communication", &resource, COMMUNICATION);
    }
}

#[test]
fn fhir_says_what_became_of_a_message() {
    let all = all();
    let rich = &all[all.len() - 2];
    let resource: Value = serde_json::from_str(&export(Form::Fhir, std::slice::from_ref(rich))).unwrap();
    assert_eq!(resource["status"], "not-done");
    assert_eq!(resource["statusReason"]["coding"][0]["code"], "patient-objection");
    assert_eq!(resource["category"][0]["coding"][0]["code"], "reminder");
    assert_eq!(resource["medium"][0]["coding"][0]["code"], "EMAILWRIT");
    assert_eq!(resource["subject"]["identifier"]["value"], "9990000018");
    assert_eq!(resource["recipient"][0]["type"], "RelatedPerson");
    assert_eq!(resource["topic"]["text"], "Your appointment");
    assert_eq!(resource["payload"][0]["contentString"], rich.message.body);
    assert_eq!(resource["note"].as_array().unwrap().len(), 3);
    assert_eq!(resource.get("sent"), None);
    let sent = communication(message(Channel::Text, "07700 900123", "x"), State::Sent);
    let resource: Value = serde_json::from_str(&export(Form::Fhir, &[sent])).unwrap();
    assert_eq!(
        (&resource["status"], &resource["sent"]),
        (&"completed".into(), &"2026-11-22T14:05:00Z".into())
    );
    assert_eq!(resource["medium"][0]["coding"][1]["code"], "279991000000102");
}

#[test]
fn json_lines_hold_the_exact_text_and_no_terminal_obeys_them() {
    let all = all();
    let text = export(Form::JsonLines, &all);
    assert!(!text.contains('\u{1b}'));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), all.len());
    let rich = &lines[all.len() - 2];
    assert_eq!(rich["text"], "=HYPERLINK(\"x\")\u{1b}[31m");
    assert_eq!(rich["not_sent"]["reason"], "objection");
    assert_eq!(rich["findings"][0]["rule"], "objection-channel");
    assert_eq!(rich["patient"]["nhs_number"], "9990000018");
    assert_eq!(rich["state"], "not-sent");
}

#[test]
fn csv_can_be_opened_in_a_spreadsheet() {
    let all = all();
    let text = export(Form::Csv, &all);
    assert!(!text.contains('\u{1b}'));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let column = reader.headers().unwrap().iter().position(|heading| heading == "Text").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), all.len());
    assert_eq!(&rows[all.len() - 2][column], "'=HYPERLINK(\"x\")\u{241b}[31m");
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
    assert_eq!(export(Form::Csv, &[]).lines().count(), 1, "the headings alone");
}
