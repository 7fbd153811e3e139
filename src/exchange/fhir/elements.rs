//! The elements of FHIR R4 that are read, borrowed from the text; everything else is passed over.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

/// A string.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

type List<T> = Vec<T>;

/// Just the type of a resource.
#[derive(Debug, Default, Deserialize)]
pub struct Typed<'a> {
    #[serde(borrow, rename = "resourceType", default)]
    pub resource_type: Option<Text<'a>>,
}

/// An element of `Bundle.entry`; the resource as text.
#[derive(Debug, Deserialize)]
pub struct Entry<'a> {
    #[serde(borrow, rename = "fullUrl", default)]
    pub full_url: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub resource: Option<&'a serde_json::value::RawValue>,
}

/// A period; its ends are dates or times, perhaps partial.
#[derive(Debug, Default, Deserialize)]
pub struct Period<'a> {
    #[serde(borrow, default)]
    pub start: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub end: Option<Text<'a>>,
}

/// A code of a system.
#[derive(Debug, Default, Deserialize)]
pub struct Coding<'a> {
    #[serde(borrow, default)]
    pub code: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub display: Option<Text<'a>>,
}

/// A concept: codes, or words.
#[derive(Debug, Default, Deserialize)]
pub struct CodeableConcept<'a> {
    #[serde(borrow, default)]
    pub coding: List<Coding<'a>>,
    #[serde(borrow, default)]
    pub text: Option<Text<'a>>,
}

impl CodeableConcept<'_> {
    /// The first code.
    pub fn code(&self) -> Option<&str> {
        self.coding.iter().find_map(|coding| coding.code.as_deref())
    }

    /// In words: the text, a display, else the code.
    pub fn words(&self) -> Option<&str> {
        let display = || self.coding.iter().find_map(|coding| coding.display.as_deref());
        self.text.as_deref().or_else(display).or_else(|| self.code())
    }
}

/// An extension.
#[derive(Debug, Default, Deserialize)]
pub struct Extension<'a> {
    #[serde(borrow, default)]
    pub url: Option<Text<'a>>,
    #[serde(borrow, rename = "extension", default)]
    pub parts: List<Extension<'a>>,
    #[serde(rename = "valueBoolean", default)]
    pub boolean: Option<bool>,
    #[serde(borrow, rename = "valueString", default)]
    pub string: Option<Text<'a>>,
    #[serde(borrow, rename = "valueCode", default)]
    pub code: Option<Text<'a>>,
    #[serde(borrow, rename = "valueDate", default)]
    pub date: Option<Text<'a>>,
    #[serde(borrow, rename = "valueInstant", default)]
    pub instant: Option<Text<'a>>,
    #[serde(borrow, rename = "valueTime", default)]
    pub time: Option<Text<'a>>,
    #[serde(rename = "valueUnsignedInt", default)]
    pub count: Option<u32>,
    #[serde(borrow, rename = "valueCodeableConcept", default)]
    pub concept: Option<CodeableConcept<'a>>,
    #[serde(borrow, rename = "valueCoding", default)]
    pub coding: Option<Coding<'a>>,
    #[serde(borrow, rename = "valuePeriod", default)]
    pub period: Option<Period<'a>>,
    #[serde(borrow, rename = "valueTiming", default)]
    pub timing: Option<Box<Timing<'a>>>,
}

impl Extension<'_> {
    /// Whether its URL ends so; versions and hosts of the profiles differ.
    pub fn is(&self, name: &str) -> bool {
        self.url.as_deref().is_some_and(|url| url.rsplit('/').next() == Some(name))
    }
}

/// When something happens.
#[derive(Debug, Default, Deserialize)]
pub struct Timing<'a> {
    #[serde(borrow, default)]
    pub repeat: Option<Repeat<'a>>,
    #[serde(borrow, default)]
    pub code: Option<CodeableConcept<'a>>,
}

/// `Timing.repeat`.
#[derive(Debug, Default, Deserialize)]
pub struct Repeat<'a> {
    #[serde(borrow, rename = "dayOfWeek", default)]
    pub days: List<Option<Text<'a>>>,
    #[serde(borrow, rename = "timeOfDay", default)]
    pub times: List<Option<Text<'a>>>,
    #[serde(borrow, default)]
    pub when: List<Option<Text<'a>>>,
    #[serde(default)]
    pub duration: Option<f64>,
    #[serde(borrow, rename = "durationUnit", default)]
    pub unit: Option<Text<'a>>,
}

/// An identifier.
#[derive(Debug, Default, Deserialize)]
pub struct Identifier<'a> {
    #[serde(borrow, rename = "use", default)]
    pub use_: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub system: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub value: Option<Text<'a>>,
}

/// A reference.
#[derive(Debug, Default, Deserialize)]
pub struct Reference<'a> {
    #[serde(borrow, rename = "reference", default)]
    pub to: Option<Text<'a>>,
    #[serde(borrow, rename = "type", default)]
    pub type_: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub identifier: Option<Identifier<'a>>,
    #[serde(borrow, default)]
    pub display: Option<Text<'a>>,
}

/// A name.
#[derive(Debug, Default, Deserialize)]
pub struct HumanName<'a> {
    #[serde(borrow, rename = "use", default)]
    pub use_: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub text: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub family: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub given: List<Option<Text<'a>>>,
    #[serde(borrow, default)]
    pub prefix: List<Option<Text<'a>>>,
    #[serde(borrow, default)]
    pub suffix: List<Option<Text<'a>>>,
    #[serde(borrow, default)]
    pub period: Option<Period<'a>>,
}

/// A contact point.
#[derive(Debug, Default, Deserialize)]
pub struct ContactPoint<'a> {
    #[serde(borrow, default)]
    pub system: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub value: Option<Text<'a>>,
    #[serde(borrow, rename = "use", default)]
    pub use_: Option<Text<'a>>,
    #[serde(default)]
    pub rank: Option<u32>,
    #[serde(borrow, default)]
    pub period: Option<Period<'a>>,
    #[serde(borrow, default)]
    pub extension: List<Extension<'a>>,
}

/// An address.
#[derive(Debug, Default, Deserialize)]
pub struct Address<'a> {
    #[serde(borrow, rename = "use", default)]
    pub use_: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub text: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub line: List<Option<Text<'a>>>,
    #[serde(borrow, default)]
    pub city: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub district: Option<Text<'a>>,
    #[serde(borrow, rename = "postalCode", default)]
    pub postcode: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub period: Option<Period<'a>>,
    #[serde(borrow, default)]
    pub extension: List<Extension<'a>>,
}

/// `Resource.meta`.
#[derive(Debug, Default, Deserialize)]
pub struct Meta<'a> {
    #[serde(borrow, default)]
    pub security: List<Coding<'a>>,
}

/// `Patient.communication`.
#[derive(Debug, Default, Deserialize)]
pub struct Communication<'a> {
    #[serde(borrow, default)]
    pub language: Option<CodeableConcept<'a>>,
    #[serde(default)]
    pub preferred: Option<bool>,
}

/// `Patient.contact`.
#[derive(Debug, Default, Deserialize)]
pub struct Contact<'a> {
    #[serde(borrow, default)]
    pub relationship: List<CodeableConcept<'a>>,
    #[serde(borrow, default)]
    pub name: Option<HumanName<'a>>,
    #[serde(borrow, default)]
    pub telecom: List<ContactPoint<'a>>,
    #[serde(borrow, default)]
    pub address: Option<Address<'a>>,
    #[serde(borrow, default)]
    pub period: Option<Period<'a>>,
}

/// A patient.
#[derive(Debug, Default, Deserialize)]
pub struct Patient<'a> {
    #[serde(borrow, default)]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub meta: Option<Meta<'a>>,
    #[serde(borrow, default)]
    pub identifier: List<Identifier<'a>>,
    #[serde(borrow, default)]
    pub name: List<HumanName<'a>>,
    #[serde(borrow, default)]
    pub gender: Option<Text<'a>>,
    #[serde(borrow, rename = "birthDate", default)]
    pub birth_date: Option<Text<'a>>,
    #[serde(rename = "deceasedBoolean", default)]
    pub deceased_boolean: Option<bool>,
    #[serde(borrow, rename = "deceasedDateTime", default)]
    pub deceased_date: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub telecom: List<ContactPoint<'a>>,
    #[serde(borrow, default)]
    pub address: List<Address<'a>>,
    #[serde(borrow, default)]
    pub communication: List<Communication<'a>>,
    #[serde(borrow, default)]
    pub contact: List<Contact<'a>>,
    #[serde(borrow, default)]
    pub extension: List<Extension<'a>>,
}

/// A related person.
#[derive(Debug, Default, Deserialize)]
pub struct RelatedPerson<'a> {
    #[serde(borrow, default)]
    pub id: Option<Text<'a>>,
    #[serde(default)]
    pub active: Option<bool>,
    #[serde(borrow, default)]
    pub identifier: List<Identifier<'a>>,
    #[serde(borrow, default)]
    pub patient: Option<Reference<'a>>,
    #[serde(borrow, default)]
    pub relationship: List<CodeableConcept<'a>>,
    #[serde(borrow, default)]
    pub name: List<HumanName<'a>>,
    #[serde(borrow, default)]
    pub telecom: List<ContactPoint<'a>>,
    #[serde(borrow, default)]
    pub address: List<Address<'a>>,
    #[serde(borrow, default)]
    pub period: Option<Period<'a>>,
    #[serde(borrow, default)]
    pub extension: List<Extension<'a>>,
    #[serde(borrow, default)]
    pub contained: List<Contained<'a>>,
}

/// A patient inside another resource: enough to say who it is.
#[derive(Debug, Default, Deserialize)]
pub struct Contained<'a> {
    #[serde(borrow, rename = "resourceType", default)]
    pub resource_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub identifier: List<Identifier<'a>>,
}

/// `Appointment.participant`.
#[derive(Debug, Default, Deserialize)]
pub struct Participant<'a> {
    #[serde(borrow, default)]
    pub actor: Option<Reference<'a>>,
}

/// An appointment.
#[derive(Debug, Default, Deserialize)]
pub struct Appointment<'a> {
    #[serde(borrow, default)]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub identifier: List<Identifier<'a>>,
    #[serde(borrow, default)]
    pub status: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub start: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub description: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub participant: List<Participant<'a>>,
    #[serde(borrow, default)]
    pub contained: List<Contained<'a>>,
}

/// `CommunicationRequest.payload`.
#[derive(Debug, Default, Deserialize)]
pub struct Payload<'a> {
    #[serde(borrow, rename = "contentString", default)]
    pub text: Option<Text<'a>>,
}

/// A request to write to somebody.
#[derive(Debug, Default, Deserialize)]
pub struct CommunicationRequest<'a> {
    #[serde(borrow, default)]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub identifier: List<Identifier<'a>>,
    #[serde(borrow, default)]
    pub status: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub category: List<CodeableConcept<'a>>,
    #[serde(borrow, rename = "reasonCode", default)]
    pub reason: List<CodeableConcept<'a>>,
    #[serde(borrow, default)]
    pub subject: Option<Reference<'a>>,
    #[serde(borrow, default)]
    pub recipient: List<Reference<'a>>,
    #[serde(borrow, default)]
    pub payload: List<Payload<'a>>,
    #[serde(borrow, rename = "occurrenceDateTime", default)]
    pub occurrence: Option<Text<'a>>,
    #[serde(borrow, rename = "occurrencePeriod", default)]
    pub occurrence_period: Option<Period<'a>>,
    #[serde(borrow, rename = "authoredOn", default)]
    pub authored: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub contained: List<Contained<'a>>,
}

/// A consent.
#[derive(Debug, Default, Deserialize)]
pub struct Consent<'a> {
    #[serde(borrow, default)]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub patient: Option<Reference<'a>>,
    #[serde(borrow, default)]
    pub extension: List<Extension<'a>>,
    #[serde(borrow, default)]
    pub contained: List<Contained<'a>>,
}

/// A warning to staff.
#[derive(Debug, Default, Deserialize)]
pub struct Flag<'a> {
    #[serde(borrow, default)]
    pub id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub category: List<CodeableConcept<'a>>,
    #[serde(borrow, default)]
    pub subject: Option<Reference<'a>>,
    #[serde(borrow, default)]
    pub extension: List<Extension<'a>>,
    #[serde(borrow, default)]
    pub contained: List<Contained<'a>>,
}
