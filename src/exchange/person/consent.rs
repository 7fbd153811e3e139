//! Objections and what was agreed as FHIR Consent; restrictions, needs, conflicts and safeguarding notes as FHIR Flag.

use serde_json::{Map, Value, json};

use super::{WITHHOLD, own};
use crate::domain::agreement::Agreement;
use crate::domain::dossier::Dossier;
use crate::domain::objection::Objection;
use crate::domain::patient::Restriction;
use crate::domain::purpose::Purpose;
use crate::domain::safeguarding::SafeguardingNote;
use crate::domain::told;
use crate::domain::topic::Topic;

/// An objection: a consent that denies messages by a channel.
pub fn objection(objection: &Objection, about: &Value) -> Value {
    let words = format!("objects to {}{}", objection.channel.label(), Purpose::about(objection.purpose));
    let reason = objection.reason.as_deref().unwrap_or("");
    let mut provision = Map::new();
    provision.insert("type".to_owned(), json!("deny"));
    if objection.names_exceptions() {
        let may_come: Vec<Value> =
            objection.exceptions.iter().map(|one| json!({ "text": one.label() })).collect();
        provision.insert("provision".to_owned(), json!([{ "type": "permit", "code": may_come }]));
    }
    json!({
        "resourceType": "Consent",
        "id": objection.id,
        "extension": [own::objection(objection)],
        "status": if objection.is_live() { "active" } else { "inactive" },
        "scope": scope(),
        "category": [{ "text": words }],
        "patient": about,
        "dateTime": objection.recorded.first().at,
        "policyRule": { "text": if reason.is_empty() { words } else { format!("{words}: {reason}") } },
        "provision": provision,
    })
}

/// What was asked and agreed: a consent that permits a route.
pub fn agreement(agreement: &Agreement, about: &Value) -> Value {
    let what = agreement.topic.map_or("results", Topic::label);
    let words = format!("agreed: {what} by {}", agreement.channel.label());
    let period = agreement.until.map(|until| json!({ "end": until.to_string() }));
    let mut provision = Map::new();
    provision.insert("type".to_owned(), json!("permit"));
    provision.extend(period.map(|period| ("period".to_owned(), period)));
    json!({
        "resourceType": "Consent",
        "id": agreement.id,
        "extension": [own::agreement(agreement)],
        "status": "active",
        "scope": scope(),
        "category": [{ "text": words }],
        "patient": about,
        "dateTime": agreement.recorded.first().at,
        "policyRule": { "text": agreement.words.as_deref().filter(|words| !words.is_empty()).unwrap_or(&words) },
        "provision": provision,
    })
}

fn scope() -> Value {
    let system = "http://terminology.hl7.org/CodeSystem/consentscope";
    json!({ "coding": [{ "system": system, "code": "patient-privacy" }] })
}

/// What staff are warned of: a restriction, needs, what sources disagree about, safeguarding notes.
pub fn flags(dossier: &Dossier, about: &Value) -> Vec<Value> {
    let flag = |words: String, extension: Value| {
        json!({
            "resourceType": "Flag",
            "extension": [extension],
            "status": "active",
            "code": { "text": words },
            "subject": about,
        })
    };
    let restriction = dossier.patient.restriction.iter().map(|restriction| {
        let lead = restriction.named_lead.as_deref().unwrap_or("nobody named");
        let mut words = format!("confidential; named lead: {lead}");
        for channel in &restriction.unsafe_channels {
            words.extend(["; not safe: ", channel.label()]);
        }
        for safe in safe(restriction, dossier) {
            words.extend(["; safe: ", &safe]);
        }
        flag(words, own::restriction(restriction))
    });
    let needs = dossier.needs.iter().flatten().map(|need| {
        let note = need.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let mut flag = flag(format!("needs: {}{note}", need.kind.label()), own::need(need));
        if let Some(flag) = flag.as_object_mut() {
            flag.insert("id".to_owned(), json!(need.id));
        }
        flag
    });
    let conflicts = dossier.conflicts.iter().flatten().map(|conflict| {
        let words = format!("conflict: on file: {}; {}: {}", conflict.kept, conflict.source, conflict.other);
        flag(words, own::conflict(conflict))
    });
    let notes = dossier.safeguarding.iter().flatten().filter_map(|note| safeguarding(note, dossier, about));
    restriction.chain(needs).chain(conflicts).chain(notes).collect()
}

/// The contact points that the named lead marked safe, the patient's and their proxies', as they are shown.
fn safe(restriction: &Restriction, dossier: &Dossier) -> Vec<String> {
    let found = restriction.safe.iter().filter_map(|id| dossier.contact(*id));
    let mut shown: Vec<String> = found.map(|point| point.value.show()).collect();
    shown.sort_unstable();
    shown.dedup();
    shown
}

/// A safeguarding note, marked for whoever decides what is handed out; `None`: nobody who exports may know of it.
fn safeguarding(note: &SafeguardingNote, dossier: &Dossier, about: &Value) -> Option<Value> {
    let whom = told::noted(note, dossier);
    let words = match &note.words {
        Some(words) => format!("{whom}: {words}"),
        None => Some(note.request(&whom)).filter(|_| note.asks)?,
    };
    Some(json!({
        "resourceType": "Flag",
        "id": note.id,
        "meta": {
            "security": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V" }],
            "tag": [{ "system": "https://tactful.example/tag", "code": "withhold", "display": WITHHOLD }],
        },
        "status": "active",
        "category": [{
            "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/flag-category", "code": "safety" }],
            "text": "safeguarding",
        }],
        "code": { "text": words },
        "subject": about,
    }))
}
