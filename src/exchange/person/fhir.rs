//! What is held about one person as a FHIR R4 Bundle, in the profiles of UK Core where it has them.

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Held, consent, own};
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::contact::{ContactPoint, ContactValue, Trouble};
use crate::domain::date::Period;
use crate::domain::dossier::Dossier;
use crate::domain::need::NeedKind;
use crate::domain::objection::Objection;
use crate::domain::patient::{Confidentiality, DeathNotice, Patient};
use crate::domain::person::{HumanName, Use};
use crate::domain::preference::{Preference, Wish};
use crate::domain::proxy::Proxy;
use crate::exchange::export::{Subject, communication};
use crate::exchange::json::write_line;
use crate::exchange::words::language::BSL;

const CORE: &str = "https://fhir.hl7.org.uk/StructureDefinition/";
const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
const PRACTICE_NUMBER: &str = "https://tactful.example/Id/practice-number";

pub fn write(out: &mut dyn Write, held: &Held<'_>, now: &Moment) -> io::Result<()> {
    let dossier = held.dossier;
    let subject = Subject::of(&dossier.patient, now.today());
    let mut resources = vec![patient(dossier, now.today())];
    resources.extend(dossier.proxies.iter().flatten().map(|proxy| related(proxy, dossier)));
    let about = reference(&dossier.patient);
    resources.extend(dossier.objections.iter().flatten().map(|one| consent::objection(one, &about)));
    resources.extend(dossier.agreements.iter().flatten().map(|one| consent::agreement(one, &about)));
    resources.extend(consent::flags(dossier, &about));
    resources.extend(held.messages.iter().map(|message| communication(message, &subject)));
    let entries: Vec<Value> = resources.into_iter().map(|resource| json!({ "resource": resource })).collect();
    write_line(
        out,
        &json!({ "resourceType": "Bundle", "type": "collection", "timestamp": now.at, "entry": entries }),
    )
}

/// The patient as other resources name them.
fn reference(patient: &Patient) -> Value {
    let identifier = identifiers(patient).into_iter().next();
    json!({ "type": "Patient", "reference": format!("Patient/{}", patient.id), "identifier": identifier })
}

fn identifiers(patient: &Patient) -> Vec<Value> {
    let nhs = patient.nhs_number.map(|number| json!({ "system": NHS_NUMBER, "value": number.digits() }));
    let own =
        patient.practice_number.as_ref().map(|value| json!({ "system": PRACTICE_NUMBER, "value": value }));
    nhs.into_iter().chain(own).collect()
}

fn set(resource: &mut Map<String, Value>, element: &str, value: Option<Value>) {
    if let Some(value) = value.filter(|value| !value.as_array().is_some_and(Vec::is_empty)) {
        resource.insert(element.to_owned(), value);
    }
}

fn patient(dossier: &Dossier, today: Date) -> Value {
    let patient = &dossier.patient;
    let mut resource = Map::new();
    let mut put = |element: &str, value: Option<Value>| set(&mut resource, element, value);
    put("resourceType", Some(json!("Patient")));
    put("id", Some(json!(patient.id)));
    let security = patient.restriction.as_ref().and_then(|restriction| match restriction.level {
        Confidentiality::Unrestricted => None,
        Confidentiality::Restricted => Some("R"),
        Confidentiality::VeryRestricted => Some("V"),
    });
    let confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    let security: Vec<Value> =
        security.map(|code| json!({ "system": confidentiality, "code": code })).into_iter().collect();
    put("meta", Some(json!({ "profile": [format!("{CORE}UKCore-Patient")], "security": security })));
    put("identifier", Some(json!(identifiers(patient))));
    put("name", Some(json!(patient.names.iter().map(name).collect::<Vec<_>>())));
    put("gender", patient.gender.as_ref().map(|gender| json!(gender)));
    put("birthDate", patient.birth_date.map(|date| json!(date.to_string())));
    if let Some(death) = &patient.death {
        match death.on {
            Some(on) => put("deceasedDateTime", Some(json!(on.to_string()))),
            None => put("deceasedBoolean", Some(json!(true))),
        }
    }
    let contacts = dossier.contacts.as_deref().unwrap_or_default();
    let (telecom, address) = reach(contacts, patient);
    put("telecom", Some(telecom));
    put("address", Some(address));
    put("extension", Some(json!(extensions(dossier, today))));
    Value::Object(resource)
}

fn name(name: &HumanName) -> Value {
    let mut element = Map::new();
    let use_ = match name.use_ {
        Use::Official => "official",
        Use::Temp => "temp",
        Use::Nickname => "nickname",
        Use::Maiden => "maiden",
        Use::Old => "old",
        _ => "usual",
    };
    set(&mut element, "use", Some(json!(use_)));
    set(&mut element, "family", name.family.as_ref().map(|family| json!(family)));
    set(&mut element, "given", Some(json!(name.given)));
    set(&mut element, "prefix", Some(json!(name.prefix)));
    set(&mut element, "suffix", Some(json!(name.suffix)));
    set(&mut element, "period", period(name.period));
    Value::Object(element)
}

fn period(period: Period) -> Option<Value> {
    let mut element = Map::new();
    set(&mut element, "start", period.start.map(|day| json!(day.to_string())));
    set(&mut element, "end", period.end.map(|day| json!(day.to_string())));
    (!element.is_empty()).then_some(Value::Object(element))
}

/// Contact points as `telecom` and `address`.
fn reach(points: &[ContactPoint], patient: &Patient) -> (Value, Value) {
    let is_safe = |point: &ContactPoint| patient.restriction.iter().any(|one| one.safe.contains(&point.id));
    let each = |of: fn(&ContactPoint, bool) -> Option<Value>| -> Value {
        points.iter().filter_map(|point| of(point, is_safe(point))).collect()
    };
    (each(telecom), each(address))
}

/// The use of a contact point or address; `None` where FHIR has no word for it. A number that is somebody else's is no
/// longer in use, whoever reads this.
fn use_of(point: &ContactPoint) -> Option<(&'static str, Use)> {
    if point.trouble == Some(Trouble::NotMe) {
        return Some(("old", Use::Old));
    }
    let word = match point.use_ {
        Use::Home => "home",
        Use::Work => "work",
        Use::Mobile => "mobile",
        Use::Temp => "temp",
        Use::Billing => "billing",
        Use::Old => "old",
        Use::Usual | Use::Official | Use::Nickname | Use::Maiden => return None,
    };
    Some((word, point.use_))
}

/// What telecom and address have in common.
fn element_of(point: &ContactPoint, safe: bool) -> (Map<String, Value>, Vec<Value>) {
    let mut element = Map::new();
    let written = use_of(point);
    set(&mut element, "use", written.map(|(word, _)| json!(word)));
    set(&mut element, "period", period(point.period));
    (element, vec![own::contact(point, safe, written.map(|(_, use_)| use_))])
}

fn telecom(point: &ContactPoint, safe: bool) -> Option<Value> {
    let app = ContactValue::NhsApp.show();
    let (system, value) = match &point.value {
        ContactValue::Phone(number) => ("phone", number.as_written()),
        ContactValue::Textphone(number) => ("other", number.as_written()),
        ContactValue::Email(address) => ("email", address.as_str()),
        ContactValue::NhsApp => ("other", app.as_str()),
        ContactValue::Post(_) => return None,
    };
    let (mut element, mut extensions) = element_of(point, safe);
    if matches!(point.value, ContactValue::Textphone(_)) {
        let coding = json!({
            "system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-OtherContactSystem", "code": "textphone",
        });
        extensions.push(
            json!({ "url": format!("{CORE}Extension-UKCore-OtherContactSystem"), "valueCoding": coding }),
        );
    }
    set(&mut element, "extension", Some(json!(extensions)));
    set(&mut element, "system", Some(json!(system)));
    set(&mut element, "value", Some(json!(value)));
    set(&mut element, "rank", point.rank.map(|rank| json!(rank)));
    Some(Value::Object(element))
}

fn address(point: &ContactPoint, safe: bool) -> Option<Value> {
    let ContactValue::Post(place) = &point.value else { return None };
    let (mut element, extensions) = element_of(point, safe);
    set(&mut element, "extension", Some(json!(extensions)));
    set(&mut element, "line", Some(json!(place.lines)));
    set(&mut element, "postalCode", place.postcode.as_ref().map(|code| json!(code)));
    Some(Value::Object(element))
}

fn extension(name: &str, parts: &[Value]) -> Option<Value> {
    (!parts.is_empty()).then(|| json!({ "url": format!("{CORE}{name}"), "extension": parts }))
}

fn code(url: &str, code: &str) -> Value {
    json!({ "url": url, "valueCodeableConcept": { "coding": [{ "code": code }] } })
}

fn words(url: &str, words: &str) -> Value {
    json!({ "url": url, "valueCodeableConcept": { "text": words } })
}

fn extensions(dossier: &Dossier, today: Date) -> Vec<Value> {
    let patient = &dossier.patient;
    let mut all = Vec::new();
    if let Some(death) = &patient.death {
        let status = match death.notice {
            DeathNotice::Informal => "1",
            DeathNotice::Formal => "2",
        };
        all.extend(extension(
            "Extension-UKCore-DeathNotificationStatus",
            &[code("deathNotificationStatus", status)],
        ));
    }
    if let Some(left) = &patient.left {
        let mut parts: Vec<Value> =
            left.reason.iter().map(|reason| code("removalFromRegistrationCode", reason)).collect();
        let since = Period { start: left.on, end: None };
        parts.push(json!({ "url": "effectiveTime", "valuePeriod": period(since).unwrap_or(json!({})) }));
        all.extend(extension("Extension-PDS-RemovalFromRegistration", &parts));
    }
    all.extend(language(dossier, today));
    all.extend(preferences(dossier, today));
    all.extend(dossier.preferences.iter().flatten().map(own::wish));
    all.push(own::kept_apart());
    all
}

fn needs(dossier: &Dossier) -> impl Iterator<Item = &NeedKind> {
    dossier.needs.iter().flatten().map(|need| &need.kind)
}

/// UK Core `NHSCommunication`: the language wished for, and whether an interpreter is needed.
fn language(dossier: &Dossier, today: Date) -> Option<Value> {
    let wished = dossier.language(today);
    let interpreted = needs(dossier).find_map(|need| match need {
        NeedKind::Interpreter(language) => Some(language.as_str()),
        NeedKind::Bsl => Some(BSL),
        _ => None,
    });
    let spoken = interpreted.filter(|language| !language.is_empty()).or(wished)?;
    let mut parts = vec![code("language", spoken)];
    if interpreted.is_some() {
        parts.push(json!({ "url": "interpreterRequired", "valueBoolean": true }));
    }
    extension("Extension-UKCore-NHSCommunication", &parts)
}

/// UK Core `ContactPreference`, one for each method: the preferred channel, no telephone, text only; times and formats.
fn preferences(dossier: &Dossier, today: Date) -> Vec<Value> {
    let method = |channel: Channel| match channel {
        Channel::Letter => Some("1"),
        Channel::Phone => Some("3"),
        Channel::Email => Some("4"),
        Channel::Text => Some("9"),
        Channel::NhsApp | Channel::Voicemail => None,
    };
    let mut all: Vec<Vec<Value>> = Vec::new();
    let in_force = |one: &&Preference| one.purpose.is_none() && !one.period.is_over(today);
    for preference in dossier.preferences.iter().flatten().filter(in_force) {
        match &preference.wish {
            Wish::Channel(channel) => {
                all.push(vec![match method(*channel) {
                    Some(method) => code("PreferredContactMethod", method),
                    // the list of codes has none for it
                    None => words("PreferredContactMethod", channel.label()),
                }]);
            }
            Wish::Times { words, .. } => {
                all.push(vec![json!({ "url": "PreferredContactTimes", "valueString": words })]);
            }
            Wish::Language(_) => {}
        }
    }
    let refuses = |objection: &&Objection| objection.refuses(Channel::Phone);
    if dossier.objections.iter().flatten().any(|objection| refuses(&objection)) {
        all.push(vec![code("PreferredContactMethod", "8")]);
    }
    for need in needs(dossier) {
        let part = match need {
            NeedKind::TextOnly => code("PreferredContactMethod", "5"),
            NeedKind::LargePrint => code("PreferredWrittenCommunicationFormat", "11"),
            NeedKind::Braille => code("PreferredWrittenCommunicationFormat", "12"),
            NeedKind::Audio => code("PreferredWrittenCommunicationFormat", "13"),
            NeedKind::EasyRead => words("PreferredWrittenCommunicationFormat", "Easy read"),
            NeedKind::Other(other) => words("PreferredWrittenCommunicationFormat", other),
            NeedKind::Bsl | NeedKind::Interpreter(_) => continue,
        };
        all.push(vec![part]);
    }
    all.iter().filter_map(|parts| extension("Extension-UKCore-ContactPreference", parts)).collect()
}

/// A proxy: a third party's details, marked so for whoever redacts.
fn related(proxy: &Proxy, of: &Dossier) -> Value {
    let mut resource = Map::new();
    let mut put = |element: &str, value: Option<Value>| set(&mut resource, element, value);
    put("resourceType", Some(json!("RelatedPerson")));
    put("id", Some(json!(proxy.id)));
    put(
        "meta",
        Some(json!({
            "profile": [format!("{CORE}UKCore-RelatedPerson")],
            "tag": [{ "system": "https://tactful.example/tag", "code": "third-party", "display": "Third party: redact where it must be" }],
        })),
    );
    put("patient", Some(reference(&of.patient)));
    put("relationship", (!proxy.relationship.is_empty()).then(|| json!([{ "text": proxy.relationship }])));
    put("name", Some(json!([name(&proxy.name)])));
    let (telecom, address) = reach(&proxy.contacts, &of.patient);
    put("telecom", Some(telecom));
    put("address", Some(address));
    put("period", period(proxy.period));
    put("extension", Some(json!([own::proxy(proxy)])));
    Value::Object(resource)
}
