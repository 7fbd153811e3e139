//! FHIR Appointment and CommunicationRequest: reminders.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::super::Reading;
use super::super::csv::due_before;
use super::elements as fhir;
use super::known::Known;
use super::person::{self, Fault};
use crate::domain::import::IncomingReminder;
use crate::domain::purpose::Purpose;
use crate::domain::reminder::Appointment;

/// Takes an appointment: its reminder is due a week before.
///
/// # Errors
/// When patient or start are not known.
pub fn appointment(
    resource: &fhir::Appointment<'_>,
    known: &Known,
    reading: &Reading,
) -> Result<IncomingReminder, Fault> {
    let actors = || resource.participant.iter().filter_map(|participant| participant.actor.as_ref());
    let is = |actor: &&fhir::Reference<'_>, kind: &str| {
        actor.type_.as_deref() == Some(kind)
            || actor.to.as_deref().is_some_and(|name| name.rsplit('/').nth(1) == Some(kind))
    };
    let patient = actors()
        .find(|actor| is(actor, "Patient") || actor.identifier.as_ref().is_some_and(person::is_nhs_number))
        .or_else(|| actors().find(|actor| is_contained_patient(actor, &resource.contained)));
    let patient = known.find("Appointment.participant.actor", patient, &resource.contained)?;
    let Some(start) = resource.start.as_deref() else {
        return Err(Fault::new("Appointment.start", "", "no start: when the appointment is, is not known"));
    };
    let (on, at) = instant(start, &reading.zone)
        .ok_or_else(|| Fault::new("Appointment.start", start, "not a time: write 2026-12-01T09:30:00Z"))?;
    let description = resource.description.as_deref();
    let shown = |kind: &str| {
        actors().find(|actor| is(actor, kind)).and_then(|actor| actor.display.as_deref()).map(str::to_owned)
    };
    Ok(IncomingReminder {
        patient,
        external_id: external_id(&resource.identifier, resource.id.as_deref()),
        purpose: description.and_then(|words| words.parse().ok()).unwrap_or(Purpose::Appointment),
        due: due_before(on),
        appointment: Appointment {
            at: Some(at.unwrap_or_else(|| on.to_datetime(jiff::civil::Time::midnight()))),
            place: shown("Location"),
            with: shown("Practitioner").or_else(|| shown("PractitionerRole")),
        },
        text: None,
        cancelled: matches!(
            resource.status.as_deref(),
            Some("cancelled" | "noshow" | "entered-in-error" | "fulfilled")
        ),
    })
}

/// Takes a request to write to somebody.
///
/// # Errors
/// When the patient or the day is not known.
pub fn communication_request(
    resource: &fhir::CommunicationRequest<'_>,
    known: &Known,
    reading: &Reading,
) -> Result<IncomingReminder, Fault> {
    let patient = resource.subject.as_ref().or(resource.recipient.first());
    let patient = known.find("CommunicationRequest.subject", patient, &resource.contained)?;
    let period = resource.occurrence_period.as_ref().and_then(|period| period.start.as_ref());
    let (path, text) = match (&resource.occurrence, period, &resource.authored) {
        (Some(text), ..) => ("occurrenceDateTime", text),
        (None, Some(text), _) => ("occurrencePeriod.start", text),
        (None, None, Some(text)) => ("authoredOn", text),
        (None, None, None) => {
            let reason = "neither occurrence nor authoredOn: from which day to send it is not known";
            return Err(Fault::new("CommunicationRequest.occurrenceDateTime", "", reason));
        }
    };
    let path = format!("CommunicationRequest.{path}");
    let (due, _) =
        instant(text, &reading.zone).ok_or_else(|| Fault::new(path, text, "not a date: write 2026-12-01"))?;
    let texts: Vec<&str> = resource.payload.iter().filter_map(|payload| payload.text.as_deref()).collect();
    Ok(IncomingReminder {
        patient,
        external_id: external_id(&resource.identifier, resource.id.as_deref()),
        purpose: purpose(resource),
        due,
        appointment: Appointment::default(),
        text: (!texts.is_empty()).then(|| texts.join("\n\n")),
        cancelled: matches!(
            resource.status.as_deref(),
            Some("revoked" | "entered-in-error" | "completed" | "cancelled")
        ),
    })
}

/// The purpose that a reason or category names; [`Purpose::Other`] where none does.
fn purpose(resource: &fhir::CommunicationRequest<'_>) -> Purpose {
    let concepts = resource.reason.iter().chain(&resource.category);
    let mut words = concepts.flat_map(|concept| [concept.code(), concept.words()]).flatten();
    words.find_map(|words| words.parse().ok()).unwrap_or_default()
}

fn is_contained_patient(actor: &fhir::Reference<'_>, contained: &[fhir::Contained<'_>]) -> bool {
    actor.to.as_deref().and_then(|name| name.strip_prefix('#')).is_some_and(|id| {
        contained.iter().any(|inside| {
            inside.id.as_deref() == Some(id) && inside.resource_type.as_deref() == Some("Patient")
        })
    })
}

fn external_id(identifiers: &[fhir::Identifier<'_>], id: Option<&str>) -> Option<String> {
    let value = identifiers.iter().find_map(|identifier| identifier.value.as_deref());
    value.or(id).map(str::to_owned)
}

/// A FHIR dateTime or instant by the practice's clock; a date has no time.
fn instant(text: &str, zone: &TimeZone) -> Option<(Date, Option<DateTime>)> {
    if text.len() <= 10 {
        return person::day(text, false).map(|day| (day, None));
    }
    let at = match text.parse::<jiff::Timestamp>() {
        Ok(at) => zone.to_datetime(at),
        Err(_) => text.parse().ok()?,
    };
    Some((at.date(), Some(at)))
}
