//! FHIR RelatedPerson: a proxy.

use super::super::Reading;
use super::elements as fhir;
use super::facts;
use super::known::Known;
use super::person::{self, Fault};
use crate::domain::import::{IncomingProxy, PatientKey};
use crate::domain::proxy::{Basis, Scope};

/// Takes a related person. FHIR says what they are to the patient, not on what ground they may be told anything: unless
/// this program wrote it, the basis stays open until somebody at the desk records one.
///
/// # Errors
/// When the patient is not known, or an element is wrong.
pub fn take(
    person: &fhir::RelatedPerson<'_>,
    known: &Known,
    reading: &Reading,
) -> Result<IncomingProxy, Fault> {
    let patient = known.find("RelatedPerson.patient", person.patient.as_ref(), &person.contained)?;
    let names = person::names("RelatedPerson.name", &person.name)?;
    let current = names.iter().position(|name| name.period.holds(reading.today)).unwrap_or(0);
    let (nhs_number, _) = person::identifiers("RelatedPerson.identifier", &person.identifier)?;
    let mut period = person::period("RelatedPerson.period", person.period.as_ref())?;
    if person.active == Some(false) && period.end.is_none() {
        period.end = period.start.or(Some(reading.today));
    }
    let relationship: Vec<&str> =
        person.relationship.iter().filter_map(fhir::CodeableConcept::words).collect();
    let mut taken = IncomingProxy {
        patient,
        external_id: person.id.as_deref().map(str::to_owned),
        nhs_number,
        name: names.into_iter().nth(current).unwrap_or_default(),
        relationship: relationship.join(", "),
        basis: Basis::None,
        scope: Scope::default(),
        review: None,
        period,
        contacts: person::contacts("RelatedPerson", &person.telecom, &person.address)?,
        kept: None,
    };
    facts::decided(person, &mut taken)?;
    Ok(taken)
}

/// The people whom `Patient.contact` names. FHIR keeps them apart from people with a record of their own: nothing but their
/// name and what they are to the patient tells them from each other, so that those who share both are one, with the contact
/// points of all.
///
/// # Errors
/// When an element is wrong.
pub fn contact_persons(patient: &fhir::Patient<'_>, key: &PatientKey) -> Result<Vec<IncomingProxy>, Fault> {
    let mut taken: Vec<IncomingProxy> = Vec::new();
    for (at, contact) in patient.contact.iter().enumerate() {
        let path = format!("Patient.contact[{at}]");
        let named = person::names(&format!("{path}.name"), contact.name.as_slice())?;
        let relationship: Vec<&str> =
            contact.relationship.iter().filter_map(fhir::CodeableConcept::words).collect();
        let one = IncomingProxy {
            patient: key.clone(),
            external_id: None,
            nhs_number: None,
            name: named.into_iter().next().unwrap_or_default(),
            relationship: relationship.join(", "),
            basis: Basis::None,
            scope: Scope::default(),
            review: None,
            period: person::period(&format!("{path}.period"), contact.period.as_ref())?,
            contacts: person::contacts(&path, &contact.telecom, contact.address.as_slice())?,
            kept: None,
        };
        if one.name.show().trim().is_empty() && one.relationship.is_empty() && one.contacts.is_empty() {
            // an organisation, or nothing at all
            continue;
        }
        let is_same =
            |known: &&mut IncomingProxy| (&known.name, &known.relationship) == (&one.name, &one.relationship);
        match taken.iter_mut().find(is_same) {
            None => taken.push(one),
            Some(known) => {
                let new = one.contacts.into_iter().filter(|point| !known.contacts.contains(point));
                let new: Vec<_> = new.collect();
                known.contacts.extend(new);
            }
        }
    }
    Ok(taken)
}
