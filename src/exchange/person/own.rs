//! The extensions under which facts leave in this program's own form, to be read again by `exchange::fhir`.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::agreement::Agreement;
use crate::domain::contact::{ContactPoint, ContactValue, Trouble};
use crate::domain::date::Period;
use crate::domain::dossier::Conflict;
use crate::domain::need::Need;
use crate::domain::objection::Objection;
use crate::domain::patient::Restriction;
use crate::domain::person::Use;
use crate::domain::preference::{Preference, Wish};
use crate::domain::proxy::{Lives, Proxy};
use crate::domain::staff::Recorded;

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

    fn count(self, url: &str, count: Option<u32>) -> Self {
        self.put(url, "valueUnsignedInt", count.map(|count| json!(count)))
    }

    fn yes(self, url: &str, holds: bool) -> Self {
        self.put(url, "valueBoolean", holds.then_some(Value::Bool(true)))
    }

    fn time(self, url: &str, time: Option<jiff::civil::Time>) -> Self {
        self.put(url, "valueTime", time.map(|time| json!(time.to_string())))
    }

    fn instant(self, url: &str, at: Option<Timestamp>) -> Self {
        self.put(url, "valueInstant", at.map(|at| json!(at)))
    }

    fn period(self, period: Period) -> Self {
        self.day("from", period.start).day("until", period.end)
    }

    /// Who took the fact down, and when.
    fn by(self, recorded: &Recorded) -> Self {
        self.author("by", "taken-down", recorded)
    }

    fn author(self, by: &str, at: &str, recorded: &Recorded) -> Self {
        let first = recorded.first();
        self.words(by, Some(&first.by)).instant(at, Some(first.at))
    }

    fn close(self, name: &str) -> Value {
        json!({ "url": own_extension(name), "extension": self.0 })
    }
}

/// That objections, wishes and needs stand in the same bundle in this program's own form: what other programs read of
/// them says nothing more.
pub fn kept_apart() -> Value {
    json!({ "url": own_extension("kept-apart"), "valueBoolean": true })
}

/// What was found out about a contact point. `written` is the use that stands in FHIR's own element.
pub fn contact(point: &ContactPoint, safe: bool, written: Option<Use>) -> Value {
    let is_post = matches!(point.value, ContactValue::Post(_));
    let failed = match point.trouble {
        Some(Trouble::Failed { times }) => Some(times),
        _ => None,
    };
    let mut parts = Parts(Vec::new())
        .words("id", Some(&point.id.to_string()))
        .code("use", (written != Some(point.use_)).then_some(point.use_))
        .count("rank", point.rank.filter(|_| is_post))
        .yes("not-me", point.trouble == Some(Trouble::NotMe))
        .count("failed", failed)
        .instant("changed", point.changed)
        .yes("safe", safe)
        .by(&point.recorded);
    if let Some(verified) = &point.verified {
        parts = parts.day("verified", Some(verified.on)).code("verified-how", Some(verified.how)).author(
            "verified-by",
            "verified-at",
            &verified.recorded,
        );
    }
    parts.close("contact")
}

pub fn wish(preference: &Preference) -> Value {
    let parts = Parts(Vec::new()).words("id", Some(&preference.id.to_string()));
    let parts = match &preference.wish {
        Wish::Channel(channel) => parts.code("channel", Some(channel)),
        Wish::Times { words, quiet_from, quiet_until } => parts
            .words("times", Some(words))
            .time("quiet-from", *quiet_from)
            .time("quiet-until", *quiet_until),
        Wish::Language(language) => parts.words("language", Some(language)),
    };
    parts
        .code("purpose", preference.purpose)
        .count("rank", Some(preference.rank))
        .period(preference.period)
        .by(&preference.recorded)
        .close("wish")
}

/// On what ground a proxy may be told what, who decided so, and that they must not be told.
pub fn proxy(proxy: &Proxy) -> Value {
    let mut parts = Parts(Vec::new())
        .code("basis", Some(proxy.basis))
        .words("evidence", proxy.evidence.as_deref())
        .yes("limited", proxy.scope.purposes.is_some());
    for purpose in proxy.scope.purposes.iter().flatten() {
        parts = parts.code("purpose", Some(purpose));
    }
    for topic in &proxy.scope.without {
        parts = parts.code("without", Some(topic));
    }
    parts
        .day("review", proxy.review)
        .yes("do-not-tell", proxy.do_not_tell)
        .code("lives", (proxy.lives != Lives::NotSaid).then_some(proxy.lives))
        .by(&proxy.recorded)
        .close("proxy")
}

pub fn conflict(conflict: &Conflict) -> Value {
    let parts = Parts(Vec::new())
        .code("facet", Some(conflict.facet))
        .code("channel", conflict.channel)
        .words("kept", Some(&conflict.kept))
        .words("other", Some(&conflict.other))
        .words("source", Some(&conflict.source));
    parts.instant("at", Some(conflict.at)).close("conflict")
}

pub fn objection(objection: &Objection) -> Value {
    let mut parts = Parts(Vec::new())
        .code("channel", Some(objection.channel))
        .code("purpose", objection.purpose)
        .words("reason", objection.reason.as_deref())
        .words("talk", objection.talk.as_deref())
        .code("outcome", Some(objection.outcome));
    for purpose in &objection.exceptions {
        parts = parts.code("exception", Some(purpose));
    }
    parts.day("review", objection.review).by(&objection.recorded).close("objection")
}

pub fn agreement(agreement: &Agreement) -> Value {
    Parts(Vec::new())
        .code("by", Some(agreement.by))
        .code("channel", Some(agreement.channel))
        .code("topic", agreement.topic)
        .day("until", agreement.until)
        .words("words", agreement.words.as_deref())
        .by(&agreement.recorded)
        .close("agreement")
}

/// A restriction; which contact points are safe stands with each of them.
pub fn restriction(restriction: &Restriction) -> Value {
    let mut parts = Parts(Vec::new()).words("lead", restriction.named_lead.as_deref());
    for channel in &restriction.unsafe_channels {
        parts = parts.code("unsafe", Some(channel));
    }
    parts.close("restriction")
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
        .by(&need.recorded)
        .close("need")
}
