//! Of whom a record speaks.

use rusqlite::{Connection, Row};

use super::super::super::Result;
use super::super::patients::nhs_number_of;
use super::Refused;
use crate::domain::ids::PatientId;
use crate::domain::import::PatientKey;
use crate::domain::nhs_number::NhsNumber;

/// A patient on file, as far as an import must know them before it reads more.
pub(super) struct Known {
    /// The internal number.
    pub(super) number: i64,
    /// The identifier.
    pub(super) id: PatientId,
    nhs_number: Option<NhsNumber>,
    /// The run that last brought something.
    pub(super) taken_by: Option<i64>,
    /// What it brought: see [`super::patient`].
    pub(super) taken: Vec<u8>,
    /// The sum of the revisions of what imports write.
    pub(super) revisions: u64,
}

/// Whom a key names.
pub(super) enum Match {
    /// This patient.
    Known(Known),
    /// Nobody on file.
    Unknown,
    /// Nobody can tell; these patients are named.
    Refused(Refused, Vec<i64>),
}

const FIND: &str = "
    SELECT number, id, nhs_number, taken_by, taken, rev_patient + rev_contacts + rev_preferences + rev_objections
        + rev_proxies + rev_needs + rev_agreements FROM patient WHERE nhs_number = ?1
    UNION ALL
    SELECT number, id, nhs_number, taken_by, taken, rev_patient + rev_contacts + rev_preferences + rev_objections
        + rev_proxies + rev_needs + rev_agreements FROM patient WHERE practice_number = ?2";

/// Finds the patient: by NHS number, else by practice number. Where the two numbers speak of two people, nobody is taken
/// for the other: the record is refused.
pub(super) fn find(connection: &Connection, key: &PatientKey) -> Result<Match> {
    if key.nhs_number.is_none() && key.practice_number.is_none() {
        let reason = "neither an NHS number nor a practice number: give one of them".to_owned();
        return Ok(Match::Refused(Refused { value: String::new(), reason }, Vec::new()));
    }
    let mut statement = connection.prepare_cached(FIND)?;
    let mut rows = statement.query((key.nhs_number.map(NhsNumber::as_u64), &key.practice_number))?;
    let Some(row) = rows.next()? else { return Ok(Match::Unknown) };
    let found = known(row)?;
    let other = rows.next()?.map(|row| row.get::<_, i64>(0)).transpose()?;
    if let Some(other) = other.filter(|other| *other != found.number) {
        let reason = "the NHS number is that of one patient on file and the practice number that of another: find out \
                      whose record this is and correct the wrong number";
        let refused = Refused { value: show(key), reason: reason.to_owned() };
        return Ok(Match::Refused(refused, vec![found.number, other]));
    }
    if let (Some(said), Some(kept)) = (key.nhs_number, found.nhs_number)
        && said != kept
    {
        let reason = format!(
            "the practice number is on file with the NHS number {kept}: find out whose record this is and correct the \
             wrong number"
        );
        return Ok(Match::Refused(Refused { value: show(key), reason }, vec![found.number]));
    }
    Ok(Match::Known(found))
}

/// Finds the patient of whom a proxy or a reminder speaks.
pub(super) fn owner(
    connection: &Connection,
    key: &PatientKey,
) -> Result<std::result::Result<Known, Refused>> {
    Ok(match find(connection, key)? {
        Match::Known(known) => Ok(known),
        Match::Refused(refused, _) => Err(refused),
        Match::Unknown => {
            let reason = "no patient on file has this number: import the patient first".to_owned();
            Err(Refused { value: show(key), reason })
        }
    })
}

fn known(row: &Row<'_>) -> Result<Known> {
    let nhs_number: Option<u64> = row.get(2)?;
    Ok(Known {
        number: row.get(0)?,
        id: PatientId::from_bytes(row.get(1)?),
        nhs_number: nhs_number.map(nhs_number_of).transpose()?,
        taken_by: row.get(3)?,
        taken: row.get::<_, Option<Vec<u8>>>(4)?.unwrap_or_default(),
        revisions: row.get(5)?,
    })
}

fn show(key: &PatientKey) -> String {
    let numbers = [key.nhs_number.map(|number| number.to_string()), key.practice_number.clone()];
    numbers.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
