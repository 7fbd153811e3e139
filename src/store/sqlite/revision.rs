//! The revisions of a dossier: every writer of a fact says here what changed.

use rusqlite::{Connection, OptionalExtension};

use super::super::Result;
use super::patients;
use crate::domain::dossier::{Facet, Revisions};
use crate::domain::ids::PatientId;

/// The statement that raises the revision of one facet; the order is that of `Facet::ALL`.
const fn raise(facet: Facet) -> &'static str {
    match facet {
        Facet::Patient => "UPDATE patient SET rev_patient = rev_patient + 1 WHERE number = ?1",
        Facet::Contacts => "UPDATE patient SET rev_contacts = rev_contacts + 1 WHERE number = ?1",
        Facet::Preferences => "UPDATE patient SET rev_preferences = rev_preferences + 1 WHERE number = ?1",
        Facet::Objections => "UPDATE patient SET rev_objections = rev_objections + 1 WHERE number = ?1",
        Facet::Proxies => "UPDATE patient SET rev_proxies = rev_proxies + 1 WHERE number = ?1",
        Facet::Needs => "UPDATE patient SET rev_needs = rev_needs + 1 WHERE number = ?1",
        Facet::Agreements => "UPDATE patient SET rev_agreements = rev_agreements + 1 WHERE number = ?1",
        Facet::Messages => "UPDATE patient SET rev_messages = rev_messages + 1 WHERE number = ?1",
    }
}

/// Says that facts of one kind about a patient changed: a verdict made before is to be made again.
pub(super) fn changed(connection: &Connection, patient: i64, facet: Facet) -> Result<()> {
    connection.prepare_cached(raise(facet))?.execute([patient])?;
    Ok(())
}

/// Says that a number or email came to `patient` or went: it changed for everybody who shares it. Those from the number
/// `below` on are left alone: a run that added them tells nobody of its own patients.
pub(super) fn sharers_changed(connection: &Connection, key: &str, patient: i64, below: i64) -> Result<()> {
    let mut statement = connection
        .prepare_cached("SELECT patient FROM sharing WHERE key = ?1 AND patient < ?2 AND patient <> ?3")?;
    let mut rows = statement.query((key, below, patient))?;
    while let Some(row) = rows.next()? {
        changed(connection, row.get(0)?, Facet::Contacts)?;
    }
    Ok(())
}

/// The present revisions: appending compares them with those that were judged.
pub(super) fn read(connection: &Connection, patient: PatientId) -> Result<Revisions> {
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
        .ok_or_else(|| patients::missing(patient))
}
