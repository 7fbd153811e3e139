//! Patients: found and read.

use rusqlite::{Connection, OptionalExtension};

use super::super::{Result, StoreError};
use crate::domain::dossier::{PatientRow, Revisions, Standing};
use crate::domain::ids::PatientId;

fn missing(patient: PatientId) -> StoreError {
    StoreError::NotFound(format!("patient {patient}"))
}

/// One patient as a line of a list: drafts and lists of messages need it.
pub(super) fn row(connection: &Connection, patient: PatientId) -> Result<PatientRow> {
    Ok(PatientRow {
        id: patient,
        nhs_number: None,
        practice_number: None,
        name: shown_name(connection, patient)?,
        birth_date: None,
        postcode: None,
        standing: Standing::default(),
        lookalike: false,
    })
}

/// The name as staff read it: appending copies it into the list of messages.
pub(super) fn shown_name(connection: &Connection, patient: PatientId) -> Result<String> {
    connection
        .prepare_cached("SELECT shown_name FROM patient WHERE id = ?1")?
        .query_row([patient.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| missing(patient))
}

/// The present revisions: appending compares them with those that were judged.
pub(super) fn revisions(connection: &Connection, patient: PatientId) -> Result<Revisions> {
    connection
        .prepare_cached(
            "SELECT rev_patient, rev_contacts, rev_preferences, rev_objections, rev_proxies, rev_needs,
                    rev_agreements, rev_messages
             FROM patient WHERE id = ?1",
        )?
        .query_row([patient.as_bytes()], |row| {
            let mut numbers = [0; 8];
            for (column, number) in numbers.iter_mut().enumerate() {
                *number = row.get(column)?;
            }
            Ok(Revisions::new(numbers))
        })
        .optional()?
        .ok_or_else(|| missing(patient))
}

/// Says that the messages of a patient changed.
pub(super) fn messages_changed(connection: &Connection, patient: PatientId) -> Result<()> {
    connection
        .prepare_cached("UPDATE patient SET rev_messages = rev_messages + 1 WHERE id = ?1")?
        .execute([patient.as_bytes()])?;
    Ok(())
}
