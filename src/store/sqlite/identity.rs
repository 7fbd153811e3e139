//! The patient's own row: who they are, and what they are listed under.

use rusqlite::{Connection, Row, Statement, ToSql};

use super::super::Result;
use super::column::{self, damaged};
use super::patients::nhs_number_of;
use super::search::Listing;
use crate::domain::channel::Channel;
use crate::domain::ids::{ContactPointId, PatientId};
use crate::domain::merge::Own;
use crate::domain::patient::{Confidentiality, Death, DeathNotice, Left, Patient, Restriction};

const NOTICES: [DeathNotice; 2] = [DeathNotice::Informal, DeathNotice::Formal];
const LEVELS: [Confidentiality; 3] =
    [Confidentiality::Unrestricted, Confidentiality::Restricted, Confidentiality::VeryRestricted];

/// The patient with this internal number and which of the facts the desk recorded. `safe` are the contact points that
/// the named lead marked safe; they stand with the contact points.
pub(super) fn read(
    connection: &Connection,
    number: i64,
    safe: Vec<ContactPointId>,
) -> Result<(Patient, Own)> {
    let mut statement = connection.prepare_cached(
        "SELECT id, nhs_number, practice_number, names, born, gender, death, died, has_left, left_on, left_reason,
                confidentiality, named_lead, unsafe_channels, missing, desk
         FROM patient WHERE number = ?1",
    )?;
    let mut rows = statement.query([number])?;
    let row = rows.next()?.ok_or_else(|| damaged("the number of a patient", number))?;
    let nhs_number: Option<u64> = row.get(1)?;
    let patient = Patient {
        id: PatientId::from_bytes(row.get(0)?),
        nhs_number: nhs_number.map(nhs_number_of).transpose()?,
        practice_number: row.get(2)?,
        names: column::json_of(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?,
        birth_date: column::partial_of(row.get(4)?)?,
        gender: row.get(5)?,
        death: death_of(row)?,
        left: left_of(row)?,
        restriction: restriction_of(row, safe)?,
        missing_from_list: row.get(14)?,
    };
    Ok((patient, Own(row.get(15)?)))
}

fn death_of(row: &Row<'_>) -> Result<Option<Death>> {
    let Some(place) = row.get(6)? else { return Ok(None) };
    let notice = column::at_place(&NOTICES, place, "a notice of a death")?;
    Ok(Some(Death { on: column::day_of(row.get(7)?)?, notice }))
}

fn left_of(row: &Row<'_>) -> Result<Option<Left>> {
    if !row.get::<_, bool>(8)? {
        return Ok(None);
    }
    Ok(Some(Left { on: column::day_of(row.get(9)?)?, reason: row.get(10)? }))
}

fn restriction_of(row: &Row<'_>, safe: Vec<ContactPointId>) -> Result<Option<Restriction>> {
    let bits: u32 = row.get(13)?;
    let found = Restriction {
        level: column::at_place(&LEVELS, row.get(11)?, "a confidentiality")?,
        named_lead: row.get(12)?,
        safe,
        unsafe_channels: Channel::ALL
            .into_iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, channel)| channel)
            .collect(),
    };
    Ok((found != Restriction::default()).then_some(found))
}

fn bits(channels: &[Channel]) -> u32 {
    let all = Channel::ALL.iter().enumerate();
    all.filter(|(_, channel)| channels.contains(channel)).fold(0, |bits, (at, _)| bits | 1 << at)
}

/// Writes the row of a patient who is new; `taken` is the run of an import and what it keeps of the record. `false`, and
/// nothing is written, where somebody has the NHS number or the practice number.
///
/// Adding and changing are two statements: one that could do either would copy every page it touches, since the list of
/// messages follows changes of the name.
pub(super) fn insert(
    connection: &Connection,
    patient: &Patient,
    listing: &Listing,
    taken: (i64, &[u8]),
) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO patient (number, id, nhs_number, practice_number, names, born, gender, death, died, has_left,
                              left_on, left_reason, confidentiality, named_lead, unsafe_channels, missing,
                              shown_name, name_key, postcode, taken_by, taken)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
    )?;
    bind(&mut statement, patient, listing)?;
    statement.raw_bind_parameter(20, taken.0)?;
    statement.raw_bind_parameter(21, taken.1)?;
    Ok(statement.raw_execute()? > 0)
}

/// Writes the row of a patient who is on file.
pub(super) fn update(connection: &Connection, patient: &Patient, listing: &Listing) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE patient SET nhs_number = ?3, practice_number = ?4, names = ?5, born = ?6, gender = ?7,
             death = ?8, died = ?9, has_left = ?10, left_on = ?11, left_reason = ?12, confidentiality = ?13,
             named_lead = ?14, unsafe_channels = ?15, missing = ?16, shown_name = ?17, name_key = ?18, postcode = ?19
         WHERE number = ?1",
    )?;
    bind(&mut statement, patient, listing)?;
    statement.raw_execute()?;
    Ok(())
}

/// Binds the first nineteen columns.
fn bind(statement: &mut Statement<'_>, patient: &Patient, listing: &Listing) -> Result<()> {
    let plain = Restriction::default();
    let restriction = patient.restriction.as_ref().unwrap_or(&plain);
    let death = patient.death.as_ref();
    let left = patient.left.as_ref();
    let columns: [&dyn ToSql; 19] = [
        &listing.number,
        patient.id.as_bytes(),
        &listing.nhs_number,
        &patient.practice_number,
        &column::json(&patient.names)?,
        &listing.born,
        &patient.gender,
        &death.map(|death| column::place(&NOTICES, &death.notice)),
        &column::day(death.and_then(|death| death.on)),
        &left.is_some(),
        &column::day(left.and_then(|left| left.on)),
        &left.and_then(|left| left.reason.as_ref()),
        &column::place(&LEVELS, &restriction.level),
        &restriction.named_lead,
        &bits(&restriction.unsafe_channels),
        &patient.missing_from_list,
        &listing.name,
        &listing.name_key,
        &listing.postcode,
    ];
    for (at, column) in columns.into_iter().enumerate() {
        statement.raw_bind_parameter(at + 1, column)?;
    }
    Ok(())
}

/// Writes what the desk says of a death, a leaving or a restriction, and that it was the desk: `desk` are all parts that
/// it recorded.
pub(super) fn amend(connection: &Connection, number: i64, patient: &Patient, desk: Own) -> Result<()> {
    let plain = Restriction::default();
    let restriction = patient.restriction.as_ref().unwrap_or(&plain);
    let death = patient.death.as_ref();
    let left = patient.left.as_ref();
    connection
        .prepare_cached(
            "UPDATE patient SET death = ?2, died = ?3, has_left = ?4, left_on = ?5, left_reason = ?6,
                 confidentiality = ?7, named_lead = ?8, unsafe_channels = ?9, desk = ?10
             WHERE number = ?1",
        )?
        .execute((
            number,
            death.map(|death| column::place(&NOTICES, &death.notice)),
            column::day(death.and_then(|death| death.on)),
            left.is_some(),
            column::day(left.and_then(|left| left.on)),
            left.and_then(|left| left.reason.as_ref()),
            column::place(&LEVELS, &restriction.level),
            &restriction.named_lead,
            bits(&restriction.unsafe_channels),
            desk.0,
        ))?;
    Ok(())
}

/// Keeps what a run brought about a patient.
pub(super) fn took(connection: &Connection, number: i64, run: i64, taken: &[u8]) -> Result<()> {
    connection
        .prepare_cached("UPDATE patient SET taken_by = ?2, taken = ?3 WHERE number = ?1")?
        .execute((number, run, taken))?;
    Ok(())
}
