//! FHIR Consent and Flag as `export person` writes them: objections, agreements, restrictions, needs. Those of other
//! programs have no form from which one could tell what follows: they are left aside.

use serde::de::value::Error as WrongCode;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::json;

use super::Wrong;
use super::elements as fhir;
use super::known::Known;
use super::person::{self, Fault};
use crate::domain::channel::Channel;
use crate::domain::import::{
    IncomingAgreement, IncomingNeed, IncomingObjection, IncomingPatient, IncomingTalk,
};
use crate::domain::objection::Outcome;
use crate::exchange::person::own_extension;

/// Whether the patient's objections stand as Consent in the same file, with all that is known of them.
pub fn are_objections_apart(patient: &fhir::Patient<'_>) -> bool {
    Own::find(&patient.extension, "Patient", "objections-as-consent")
        .is_some_and(|own| own.extension.boolean == Some(true))
}

/// Takes a consent: an objection, or what was agreed.
///
/// # Errors
/// When it is of another form, speaks of nobody who is known, or a part of it is wrong.
pub fn consent(consent: &fhir::Consent<'_>, known: &Known) -> Result<IncomingPatient, Wrong> {
    let objection = Own::find(&consent.extension, "Consent", "objection");
    let agreement = Own::find(&consent.extension, "Consent", "agreement");
    if objection.is_none() && agreement.is_none() {
        return Err(foreign("Consent"));
    }
    let key = known.find("Consent.patient", consent.patient.as_ref(), &consent.contained)?;
    let mut taken = IncomingPatient { key, ..IncomingPatient::default() };
    if let Some(own) = objection {
        let outcome = own.needed("outcome")?;
        taken.objections.push(IncomingObjection {
            channel: own.needed("channel")?,
            purpose: own.code("purpose")?,
            objects: outcome != Outcome::Withdrawn,
            words: own.words("reason").unwrap_or_default(),
            talk: Some(IncomingTalk {
                id: consent.id.as_deref().and_then(|id| id.parse().ok()),
                words: own.words("talk"),
                outcome,
                review: own.day("review")?,
            }),
        });
    }
    if let Some(own) = agreement {
        taken.agreements.push(IncomingAgreement {
            id: consent.id.as_deref().and_then(|id| id.parse().ok()),
            by: own.needed("by")?,
            channel: own.needed("channel")?,
            topic: own.code("topic")?,
            until: own.day("until")?,
            words: own.words("words"),
        });
    }
    Ok(taken)
}

/// Takes a flag: a restriction, or an access need. Safeguarding notes are never taken: only some roles write them, and
/// every role may import.
///
/// # Errors
/// When it is of another form or a safeguarding note, speaks of nobody who is known, or a part of it is wrong.
pub fn flag(flag: &fhir::Flag<'_>, known: &Known) -> Result<IncomingPatient, Wrong> {
    if flag.category.iter().any(|category| category.words() == Some("safeguarding")) {
        return Err(Wrong::Foreign(
            "safeguarding notes (Flag): no import brings them; whoever may write them does so at the desk"
                .to_owned(),
        ));
    }
    let restriction = Own::find(&flag.extension, "Flag", "restriction");
    let need = Own::find(&flag.extension, "Flag", "need");
    if restriction.is_none() && need.is_none() {
        return Err(foreign("Flag"));
    }
    let key = known.find("Flag.subject", flag.subject.as_ref(), &flag.contained)?;
    let mut taken = IncomingPatient { key, ..IncomingPatient::default() };
    if let Some(own) = restriction {
        taken.named_lead = own.words("lead");
        taken.safe = own.parts("safe").filter_map(|part| part.string.as_deref().map(str::to_owned)).collect();
        for part in own.parts("unsafe") {
            let channel: Option<Channel> = own.read(part)?;
            taken.unsafe_channels.extend(channel);
        }
    }
    if let Some(own) = need {
        taken.noted.push(IncomingNeed { kind: own.kind()?, note: own.words("note") });
    }
    Ok(taken)
}

fn foreign(kind: &str) -> Wrong {
    Wrong::Foreign(format!(
        "resources of type {kind} in another form than this program writes: nothing follows from them"
    ))
}

/// An extension of this program.
struct Own<'p, 'a> {
    extension: &'p fhir::Extension<'a>,
    path: String,
}

impl<'p, 'a> Own<'p, 'a> {
    fn find(extensions: &'p [fhir::Extension<'a>], resource: &str, name: &str) -> Option<Self> {
        let url = own_extension(name);
        let extension = extensions.iter().find(|one| one.url.as_deref() == Some(url.as_str()))?;
        Some(Self { extension, path: format!("{resource}.extension({name})") })
    }

    fn parts(&self, name: &str) -> impl Iterator<Item = &'p fhir::Extension<'a>> {
        self.extension.parts.iter().filter(move |part| part.url.as_deref() == Some(name))
    }

    fn fault(&self, name: &str, value: &str, reason: impl std::fmt::Display) -> Fault {
        Fault::new(format!("{}.{name}", self.path), value, reason)
    }

    fn read<T: DeserializeOwned>(&self, part: &fhir::Extension<'_>) -> Result<Option<T>, Fault> {
        let Some(code) = part.code.as_deref() else { return Ok(None) };
        let read = T::deserialize(IntoDeserializer::<WrongCode>::into_deserializer(code));
        read.map(Some).map_err(|wrong| self.fault(part.url.as_deref().unwrap_or(""), code, wrong))
    }

    fn code<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Fault> {
        self.parts(name).next().map_or(Ok(None), |part| self.read(part))
    }

    fn needed<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        self.code(name)?.ok_or_else(|| self.fault(name, "", "this part is missing"))
    }

    fn words(&self, name: &str) -> Option<String> {
        let words = self.parts(name).find_map(|part| part.string.as_deref());
        words.filter(|words| !words.is_empty()).map(str::to_owned)
    }

    fn day(&self, name: &str) -> Result<Option<jiff::civil::Date>, Fault> {
        let Some(text) = self.parts(name).find_map(|part| part.date.as_deref()) else { return Ok(None) };
        let day = person::partial(text).and_then(crate::domain::date::PartialDate::day);
        day.map(Some).ok_or_else(|| self.fault(name, text, "not a day: write 2026-12-01"))
    }

    /// The kind of a need: a code, or a code with words.
    fn kind<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        let code: String = self.needed("kind")?;
        let kind = match code.as_str() {
            "interpreter" | "other" => json!({ &code: self.words("words").unwrap_or_default() }),
            _ => json!(code),
        };
        T::deserialize(kind).map_err(|wrong| self.fault("kind", &code, wrong))
    }
}
