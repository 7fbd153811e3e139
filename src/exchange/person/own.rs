//! The extensions under which facts leave in this program's own form, to be read again by `exchange::fhir`.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::agreement::Agreement;
use crate::domain::dossier::Dossier;
use crate::domain::need::Need;
use crate::domain::objection::Objection;
use crate::domain::patient::Restriction;

/// Where the definition of an extension of this name stands.
pub fn own_extension(name: &str) -> String {
    format!("https://tactful.example/StructureDefinition/{name}")
}

/// The parts of one extension.
struct Parts(Vec<Value>);

impl Parts {
    fn put(mut self, url: &str, kind: &str, value: Option<Value>) -> Self {
        if let Some(value) = value {
            let mut part = Map::new();
            part.insert("url".to_owned(), json!(url));
            part.insert(kind.to_owned(), value);
            self.0.push(Value::Object(part));
        }
        self
    }

    fn code(self, url: &str, code: Option<impl Serialize>) -> Self {
        self.put(url, "valueCode", code.map(|code| json!(code)))
    }

    /// FHIR has no empty strings.
    fn words(self, url: &str, words: Option<&str>) -> Self {
        self.put(url, "valueString", words.filter(|words| !words.is_empty()).map(|words| json!(words)))
    }

    fn day(self, url: &str, day: Option<jiff::civil::Date>) -> Self {
        self.put(url, "valueDate", day.map(|day| json!(day.to_string())))
    }

    fn close(self, name: &str) -> Value {
        json!([{ "url": own_extension(name), "extension": self.0 }])
    }
}

/// That objections stand in the same bundle as Consent: codes of contact preference that mean one say nothing more.
pub fn told_by_consent() -> Value {
    json!({ "url": own_extension("objections-as-consent"), "valueBoolean": true })
}

pub fn objection(objection: &Objection) -> Value {
    Parts(Vec::new())
        .code("channel", Some(objection.channel))
        .code("purpose", objection.purpose)
        .words("reason", objection.reason.as_deref())
        .words("talk", objection.talk.as_deref())
        .code("outcome", Some(objection.outcome))
        .day("review", objection.review)
        .close("objection")
}

pub fn agreement(agreement: &Agreement) -> Value {
    Parts(Vec::new())
        .code("by", Some(agreement.by))
        .code("channel", Some(agreement.channel))
        .code("topic", agreement.topic)
        .day("until", agreement.until)
        .words("words", agreement.words.as_deref())
        .close("agreement")
}

/// A restriction; its safe contact points as they are shown.
pub fn restriction(restriction: &Restriction, dossier: &Dossier) -> Value {
    let mut parts = Parts(Vec::new()).words("lead", restriction.named_lead.as_deref());
    for channel in &restriction.unsafe_channels {
        parts = parts.code("unsafe", Some(channel));
    }
    for safe in safe(restriction, dossier) {
        parts = parts.words("safe", Some(&safe));
    }
    parts.close("restriction")
}

/// The patient's contact points that the named lead marked safe, as they are shown.
pub fn safe(restriction: &Restriction, dossier: &Dossier) -> Vec<String> {
    let points = dossier.contacts.iter().flatten().filter(|point| restriction.safe.contains(&point.id));
    let mut shown: Vec<String> = points.map(|point| point.value.show()).collect();
    shown.sort_unstable();
    shown.dedup();
    shown
}

pub fn need(need: &Need) -> Value {
    // a code, or a code with words
    let (code, words) = match json!(need.kind) {
        Value::Object(kind) => kind.into_iter().next().unwrap_or_default(),
        kind => (kind.as_str().unwrap_or_default().to_owned(), Value::Null),
    };
    Parts(Vec::new())
        .code("kind", Some(code))
        .words("words", words.as_str())
        .words("note", need.note.as_deref())
        .close("need")
}
