//! FHIR Patient as UK Core and PDS have it.

use super::super::Reading;
use super::super::words::method::{self, Method};
use super::super::words::{language, needs, times};
use super::elements as fhir;
use super::person::{self, Fault};
use super::{facts, related, timing};
use crate::domain::date::PartialDate;
use crate::domain::import::{IncomingPatient, PatientKey};
use crate::domain::need::NeedKind;
use crate::domain::patient::{Confidentiality, Death, DeathNotice, Left};

/// Takes a patient.
///
/// # Errors
/// When it has no identifier, or an element is wrong.
pub fn take(patient: &fhir::Patient<'_>, reading: &Reading) -> Result<IncomingPatient, Fault> {
    let mut taken = IncomingPatient {
        key: key(patient)?,
        names: person::names("Patient.name", &patient.name)?,
        birth_date: birth_date(patient, reading)?,
        gender: gender(patient)?,
        death: death(patient, reading)?,
        left: left(patient, reading)?,
        confidentiality: confidentiality(patient),
        contacts: person::contacts("Patient", &patient.telecom, &patient.address)?,
        ..IncomingPatient::default()
    };
    speak(patient, &mut taken);
    contact_preference(patient, &mut taken)?;
    if facts::are_apart(patient) {
        // what other programs read of them says nothing more
        let IncomingPatient { preferred, times, quiet, language, needs, objections, .. } = &mut taken;
        (*preferred, *times, *quiet, *language) = (None, None, None, None);
        needs.clear();
        objections.clear();
        taken.wishes = facts::wishes(patient)?;
    }
    taken.contact_persons = related::contact_persons(patient, &taken.key)?;
    Ok(taken)
}

/// Which patient this is: by identifiers, else by an `id` that is an NHS number, as PDS has them.
pub fn key(patient: &fhir::Patient<'_>) -> Result<PatientKey, Fault> {
    let (nhs_number, practice_number) = person::identifiers("Patient.identifier", &patient.identifier)?;
    let by_id = || patient.id.as_deref().and_then(|id| id.parse().ok());
    let key = PatientKey { nhs_number: nhs_number.or_else(by_id), practice_number };
    if key == PatientKey::default() {
        let reason = "no NHS number and no other identifier: a record needs one";
        return Err(Fault::new("Patient.identifier", "", reason));
    }
    Ok(key)
}

fn birth_date(patient: &fhir::Patient<'_>, reading: &Reading) -> Result<Option<PartialDate>, Fault> {
    let Some(text) = patient.birth_date.as_deref() else { return Ok(None) };
    let wrong = |reason: &str| Fault::new("Patient.birthDate", text, reason);
    let date = person::partial(text).ok_or_else(|| wrong("not a date: write 1999-05-23"))?;
    let first = person::day(text, false);
    if first.is_some_and(|first| first > reading.today) {
        return Err(wrong("the date lies in the future"));
    }
    Ok(Some(date))
}

fn gender(patient: &fhir::Patient<'_>) -> Result<Option<String>, Fault> {
    match patient.gender.as_deref() {
        None => Ok(None),
        Some(gender @ ("female" | "male" | "other" | "unknown")) => Ok(Some(gender.to_owned())),
        Some(wrong) => Err(Fault::new("Patient.gender", wrong, "not one of female, male, other, unknown")),
    }
}

/// The death: the day from `deceased[x]`, how sure it is from UK Core `DeathNotificationStatus`; status `U` says that
/// a notice was taken back.
fn death(patient: &fhir::Patient<'_>, reading: &Reading) -> Result<Option<Death>, Fault> {
    let status = find(patient, "Extension-UKCore-DeathNotificationStatus")
        .and_then(|found| part(found, "deathNotificationStatus"))
        .and_then(|found| found.concept.as_ref()?.code());
    let notice = match status {
        Some("U") => return Ok(None),
        Some("2") => Some(DeathNotice::Formal),
        Some("1") => Some(DeathNotice::Informal),
        _ => None,
    };
    let on = match patient.deceased_date.as_deref() {
        None => None,
        Some(text) => {
            let wrong = |reason: &str| Fault::new("Patient.deceasedDateTime", text, reason);
            let date = person::partial(text).ok_or_else(|| wrong("not a date: write 2024-01-31"))?;
            if person::day(text, false).is_some_and(|day| day > reading.today) {
                return Err(wrong("the date lies in the future"));
            }
            Some(date)
        }
    };
    let dead = on.is_some() || notice.is_some() || patient.deceased_boolean == Some(true);
    Ok(dead.then(|| Death {
        on: on.and_then(PartialDate::day),
        notice: notice.unwrap_or(DeathNotice::Informal),
    }))
}

/// A removal from registration in force today: one whose period is over or has not begun is none.
fn left(patient: &fhir::Patient<'_>, reading: &Reading) -> Result<Option<Left>, Fault> {
    let Some(removal) = find(patient, "Extension-PDS-RemovalFromRegistration") else { return Ok(None) };
    let path = "Patient.extension(RemovalFromRegistration).effectiveTime";
    let period = person::period(path, part(removal, "effectiveTime").and_then(|time| time.period.as_ref()))?;
    let reason = part(removal, "removalFromRegistrationCode").and_then(|code| code.concept.as_ref()?.code());
    Ok(period.holds(reading.today).then(|| Left { on: period.start, reason: reason.map(str::to_owned) }))
}

/// `meta.security`, HL7 v3-Confidentiality: R restricted, V very restricted; what PDS calls REDACTED hides most of all.
fn confidentiality(patient: &fhir::Patient<'_>) -> Option<Confidentiality> {
    let codes =
        patient.meta.iter().flat_map(|meta| &meta.security).filter_map(|coding| coding.code.as_deref());
    codes
        .filter_map(|code| match code {
            "U" | "L" | "M" | "N" => Some(Confidentiality::Unrestricted),
            "R" => Some(Confidentiality::Restricted),
            "V" | "REDACTED" => Some(Confidentiality::VeryRestricted),
            _ => None,
        })
        .max()
}

/// Language and interpreter: UK Core `NHSCommunication`, else `Patient.communication`.
fn speak(patient: &fhir::Patient<'_>, taken: &mut IncomingPatient) {
    let concept = |concept: Option<&fhir::CodeableConcept<'_>>| {
        concept.and_then(|concept| Some(concept.code().or_else(|| concept.words())?.to_owned()))
    };
    if let Some(found) = find(patient, "Extension-UKCore-NHSCommunication") {
        taken.language = concept(part(found, "language").and_then(|language| language.concept.as_ref()));
        if part(found, "interpreterRequired").and_then(|needed| needed.boolean) == Some(true) {
            let language = taken.language.clone().unwrap_or_default();
            let need =
                if language == language::BSL { NeedKind::Bsl } else { NeedKind::Interpreter(language) };
            method::need(taken, need);
        }
    }
    if taken.language.is_none() {
        let preferred = patient.communication.iter().find(|spoken| spoken.preferred == Some(true));
        let spoken = preferred.or(patient.communication.first());
        taken.language = concept(spoken.and_then(|spoken| spoken.language.as_ref()));
    }
}

/// UK Core `ContactPreference`: method, times, written format.
fn contact_preference(patient: &fhir::Patient<'_>, taken: &mut IncomingPatient) -> Result<(), Fault> {
    for preference in patient.extension.iter().filter(|found| found.is("Extension-UKCore-ContactPreference"))
    {
        if let Some(concept) =
            part(preference, "PreferredContactMethod").and_then(|found| found.concept.as_ref())
        {
            let Some(code) = concept.code() else {
                // the list of codes has no NHS App: it comes in words
                if let Some(method) = concept.words().and_then(Method::from_words) {
                    method.apply(&mut *taken, concept.words().unwrap_or(""));
                }
                continue;
            };
            let path = "Patient.extension(ContactPreference).PreferredContactMethod";
            let method = Method::from_code(code)
                .ok_or_else(|| Fault::new(path, code, "not one of the codes 1 to 9"))?;
            let words = concept.words().filter(|words| *words != code).unwrap_or("");
            method.apply(taken, format!("{code} {words}").trim());
        }
        let said = part(preference, "PreferredContactTimes");
        let text = said.and_then(|found| found.string.as_deref()).map(str::to_owned);
        let words = text.or_else(|| said?.timing.as_deref().and_then(timing::words));
        if let Some(words) = words.filter(|words| !words.trim().is_empty()) {
            taken.quiet = times::quiet(&words);
            taken.times = Some(words);
        }
        let format =
            part(preference, "PreferredWrittenCommunicationFormat").and_then(|found| found.concept.as_ref());
        for need in
            format.map(|format| format.code().map_or_else(|| spoken_needs(format), needs)).unwrap_or_default()
        {
            method::need(taken, need);
        }
    }
    Ok(())
}

/// Needs that come in words: where none of them is known, the words are one need.
fn spoken_needs(format: &fhir::CodeableConcept<'_>) -> Vec<NeedKind> {
    let words = format.words().unwrap_or_default();
    let found = needs(words);
    if found.iter().all(|need| matches!(need, NeedKind::Other(_))) && !found.is_empty() {
        return vec![NeedKind::Other(words.trim().to_owned())];
    }
    found
}

fn find<'p, 'a>(patient: &'p fhir::Patient<'a>, name: &str) -> Option<&'p fhir::Extension<'a>> {
    patient.extension.iter().find(|extension| extension.is(name))
}

fn part<'p, 'a>(extension: &'p fhir::Extension<'a>, name: &str) -> Option<&'p fhir::Extension<'a>> {
    extension.parts.iter().find(|part| part.url.as_deref() == Some(name))
}
