//! Objections as FHIR Consent; restrictions, needs and what was agreed as FHIR Flag.

use serde_json::{Value, json};

use crate::domain::dossier::Dossier;
use crate::domain::objection::{Objection, Outcome};

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
    all
}
