//! Facts that a file has as records of their own: merged into what is on file about a patient who is known.

use rusqlite::Connection;

use super::super::super::Result;
use super::super::amend;
use super::matching::{self, Known};
use super::{Refused, Run, patient};
use crate::domain::agreement::Agreement;
use crate::domain::fact::Fact;
use crate::domain::import::IncomingPatient;
use crate::domain::log::Event;

/// Takes facts about a patient; nobody is added for them.
pub(super) fn take(
    run: &mut Run,
    connection: &Connection,
    said: &IncomingPatient,
) -> Result<Option<Refused>> {
    match matching::owner(connection, &said.key)? {
        Ok(known) => {
            patient::update(run, connection, &known, (said, false))?;
            Ok(None)
        }
        Err(refused) => Ok(Some(refused)),
    }
}

/// The agreements with a patient that the desk took back: their rows are gone, the log tells of them.
pub(super) fn taken_back(connection: &Connection, known: &Known) -> Result<Vec<Agreement>> {
    let mut gone = Vec::new();
    for entry in amend::history(connection, known.id, None, MOST)? {
        let Event::Amended(amendment) = entry.event else { continue };
        for change in amendment.changes {
            if let (Some(Fact::Agreement(agreement)), None) = (change.before, change.after) {
                gone.push(agreement);
            }
        }
    }
    Ok(gone)
}

/// How many changes are looked through: far more than a desk makes about one person.
const MOST: usize = 10_000;
