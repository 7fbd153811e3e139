//! Patients: found by their numbers, and read as a line of a list.

use rusqlite::{Connection, OptionalExtension, Row};

use super::super::{Found, Patients, Result, StoreError};
use super::{SqliteStore, column, dossier, search};
use crate::domain::dossier::{Dossier, Facet, PatientRow, Standing};
use crate::domain::ids::PatientId;
use crate::domain::import::PatientKey;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::search::Query;

impl Patients for SqliteStore {
    fn search(&mut self, query: &Query, limit: usize) -> Result<Found> {
        let mut vocabulary = std::mem::take(&mut self.vocabulary);
        let found = self.read(|store| search::search(&store.connection, &mut vocabulary, query, limit));
        self.vocabulary = vocabulary;
        found
    }

    fn dossier(&mut self, patient: PatientId) -> Result<Dossier> {
        self.read(|store| dossier::read(&store.connection, patient))
    }

    fn find(&mut self, key: &PatientKey) -> Result<Option<PatientId>> {
        find(&self.connection, key)
    }
}

pub(super) fn missing(patient: PatientId) -> StoreError {
    StoreError::NotFound(format!("patient {patient}"))
}

/// The patient with this NHS number, else the one with this practice number.
fn find(connection: &Connection, key: &PatientKey) -> Result<Option<PatientId>> {
    let id = |row: &Row<'_>| Ok(PatientId::from_bytes(row.get(0)?));
    if let Some(number) = key.nhs_number {
        let found = connection
            .prepare_cached("SELECT id FROM patient WHERE nhs_number = ?1")?
            .query_row([number.as_u64()], id)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let Some(number) = &key.practice_number else { return Ok(None) };
    Ok(connection
        .prepare_cached("SELECT id FROM patient WHERE practice_number = ?1")?
        .query_row([number], id)
        .optional()?)
}

/// The internal number: every table of facts has it as its key.
pub(super) fn number(connection: &Connection, patient: PatientId) -> Result<i64> {
    connection
        .prepare_cached("SELECT number FROM patient WHERE id = ?1")?
        .query_row([patient.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| missing(patient))
}

/// The columns of `patient p` that [`line`] reads.
pub(super) const LINE: &str = "p.id, p.nhs_number, p.practice_number, p.shown_name, p.born, p.postcode,
    p.death IS NOT NULL, p.confidentiality <> 0 OR p.named_lead IS NOT NULL OR p.unsafe_channels <> 0, p.has_left,
    p.lookalike";

/// A patient as a line of a list, from the columns of [`LINE`].
pub(super) fn line(row: &Row<'_>) -> Result<PatientRow> {
    let nhs_number: Option<u64> = row.get(1)?;
    Ok(PatientRow {
        id: PatientId::from_bytes(row.get(0)?),
        nhs_number: nhs_number.map(nhs_number_of).transpose()?,
        practice_number: row.get(2)?,
        name: row.get(3)?,
        birth_date: column::partial_of(row.get(4)?)?,
        postcode: column::postcode_of(row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?),
        standing: Standing { deceased: row.get(6)?, restricted: row.get(7)?, left: row.get(8)? },
        lookalike: row.get(9)?,
    })
}

/// The NHS number that a column holds.
pub(super) fn nhs_number_of(number: u64) -> Result<NhsNumber> {
    NhsNumber::from_u64(number).ok_or_else(|| column::damaged("an NHS number", number))
}

/// One patient as a line of a list: drafts and lists of messages need it.
pub(super) fn row(connection: &Connection, patient: PatientId) -> Result<PatientRow> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {LINE} FROM patient p WHERE p.id = ?1"))?;
    let mut rows = statement.query([patient.as_bytes()])?;
    line(rows.next()?.ok_or_else(|| missing(patient))?)
}

/// The name as staff read it: appending copies it into the list of messages.
pub(super) fn shown_name(connection: &Connection, patient: PatientId) -> Result<String> {
    connection
        .prepare_cached("SELECT shown_name FROM patient WHERE id = ?1")?
        .query_row([patient.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| missing(patient))
}

/// Says that the messages of a patient changed.
pub(super) fn messages_changed(connection: &Connection, patient: PatientId) -> Result<()> {
    super::revision::changed(connection, number(connection, patient)?, Facet::Messages)
}
