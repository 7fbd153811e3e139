//! Objections as FHIR Consent; restrictions, needs, what was agreed and safeguarding notes as FHIR Flag.

use serde_json::{Value, json};

use super::WITHHOLD;
use crate::domain::dossier::Dossier;
use crate::domain::objection::{Objection, Outcome};
use crate::domain::safeguarding::SafeguardingNote;
use crate::domain::told;

/// An objection: a consent that denies messages by a channel.
pub fn consent(objection: &Objection, about: &Value) -> Value {
    let purpose = objection.purpose.map(|purpose| format!(" about {}", purpose.label())).unwrap_or_default();
    let words = format!("objects to {}{purpose}", objection.channel.label());
    let reason = objection.reason.as_deref().unwrap_or("");
    let status = if objection.outcome == Outcome::Withdrawn { "inactive" } else { "active" };
    json!({
        "resourceType": "Consent",
        "id": objection.id,
        "status": status,
        "scope": { "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy",
        }] },
        "category": [{ "text": words }],
        "patient": about,
        "dateTime": objection.recorded.at,
        "policyRule": { "text": if reason.is_empty() { words } else { format!("{words}: {reason}") } },
        "provision": { "type": "deny" },
    })
}

/// What staff are warned of: a restriction, needs, what was asked and agreed.
pub fn flags(dossier: &Dossier, about: &Value) -> Vec<Value> {
    let flag = |words: String| {
        json!({
            "resourceType": "Flag",
            "status": "active",
            "code": { "text": words },
            "subject": about,
        })
    };
    let mut all = Vec::new();
    if let Some(restriction) = &dossier.patient.restriction {
        let lead = restriction.named_lead.as_deref().unwrap_or("nobody named");
        all.push(flag(format!("confidential; named lead: {lead}")));
        let unsafe_channels = restriction.unsafe_channels.iter();
        all.extend(unsafe_channels.map(|channel| flag(format!("not safe: {}", channel.label()))));
    }
    all.extend(dossier.needs.iter().flatten().map(|need| flag(format!("needs: {}", need.kind.label()))));
    all.extend(dossier.agreements.iter().flatten().map(|agreement| {
        let what = agreement.topic.map_or("results", crate::domain::topic::Topic::label);
        flag(format!("agreed: {what} by {}", agreement.channel.label()))
    }));
    all.extend(dossier.safeguarding.iter().flatten().filter_map(|note| safeguarding(note, dossier, about)));
    all
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
