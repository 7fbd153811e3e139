//! Which patient a reference speaks of.

use std::collections::HashMap;

use super::elements as fhir;
use super::person::{self, Fault};
use crate::domain::import::PatientKey;

/// How many patients of one file are remembered by names of their own; those known by NHS number need no memory.
const MOST: usize = 100_000;

/// The patients of a file by the names under which its other resources may refer to them.
#[derive(Debug, Default)]
pub struct Known {
    by_name: HashMap<String, PatientKey>,
}

impl Known {
    /// Remembers a patient under its id and the URL of its entry.
    pub fn remember(&mut self, id: Option<&str>, full_url: Option<&str>, key: &PatientKey) {
        for name in [id, full_url].into_iter().flatten() {
            if self.by_name.len() < MOST && from_name(name).is_none() {
                self.by_name.insert(name.to_owned(), key.clone());
            }
        }
    }

    /// The patient to whom this refers: by identifier, by an NHS number in the reference, contained, or earlier in the
    /// same file.
    ///
    /// # Errors
    /// When it refers to nobody who is known.
    pub fn find(
        &self,
        path: &str,
        reference: Option<&fhir::Reference<'_>>,
        contained: &[fhir::Contained<'_>],
    ) -> Result<PatientKey, Fault> {
        let Some(reference) = reference else {
            return Err(Fault::new(
                path,
                "",
                "no patient is named: whose record this belongs to is not known",
            ));
        };
        if let Some(identifier) = &reference.identifier {
            let path = format!("{path}.identifier");
            let (nhs_number, practice_number) = person::identifiers(&path, std::slice::from_ref(identifier))?;
            let key = PatientKey { nhs_number, practice_number };
            if key != PatientKey::default() {
                return Ok(key);
            }
        }
        let Some(name) = reference.to.as_deref() else {
            return Err(Fault::new(
                path,
                "",
                "no patient is named: whose record this belongs to is not known",
            ));
        };
        if let Some(id) = name.strip_prefix('#')
            && let Some(patient) = contained.iter().find(|patient| patient.id.as_deref() == Some(id))
        {
            let (nhs_number, practice_number) =
                person::identifiers("contained.identifier", &patient.identifier)?;
            let key = PatientKey { nhs_number, practice_number };
            if key != PatientKey::default() {
                return Ok(key);
            }
        }
        let last = name.rsplit('/').next().unwrap_or(name);
        from_name(name)
            .or_else(|| self.by_name.get(name).or_else(|| self.by_name.get(last)).cloned())
            .ok_or_else(|| {
                let reason = "this patient stands nowhere before in the file: put the Patient in front, or name the NHS number";
                Fault::new(format!("{path}.reference"), name, reason)
            })
    }
}

/// `Patient/9000000009`, with a server in front or without: PDS names patients by their NHS numbers.
fn from_name(name: &str) -> Option<PatientKey> {
    let number = name.rsplit('/').next()?.parse().ok()?;
    Some(PatientKey { nhs_number: Some(number), practice_number: None })
}
