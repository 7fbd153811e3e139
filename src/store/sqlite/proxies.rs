//! Proxies in their table; their contact points stand with those of the patient.

use rusqlite::{Connection, params};

use super::super::Result;
use super::codec;
use super::column::{self, AUTHOR, AUTHOR_JOIN, Running, author_columns, damaged};
use crate::domain::ids::{PatientId, ProxyId};
use crate::domain::proxy::{Basis, Lives, Proxy, Scope};
use crate::domain::purpose::Purpose;
use crate::domain::topic::Topic;

/// The proxies of a patient without their contact points, each with what the other system calls it.
pub(super) fn read(connection: &Connection, patient: i64) -> Result<Vec<(Option<String>, Proxy)>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.external_id, f.name, f.relationship, f.basis, f.evidence, f.purposes, f.without, p.id,
                f.starts, f.ends, f.review, f.do_not_tell, f.lives, {AUTHOR}
         FROM proxy f {AUTHOR_JOIN} LEFT JOIN patient p ON p.number = f.person
         WHERE f.patient = ?1 ORDER BY f.id"
    ))?;
    let mut rows = statement.query([patient])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let basis: String = row.get(4)?;
        let purposes: Option<String> = row.get(6)?;
        found.push((
            row.get(1)?,
            Proxy {
                id: ProxyId::from_bytes(row.get(0)?),
                name: column::json_of(&row.get::<_, String>(2)?)?,
                relationship: row.get(3)?,
                basis: Basis::from_slug(&basis).ok_or_else(|| damaged("a basis", &basis))?,
                evidence: row.get(5)?,
                scope: Scope {
                    purposes: purposes.map(|text| column::json_of::<Vec<Purpose>>(&text)).transpose()?,
                    without: column::json_of::<Vec<Topic>>(&row.get::<_, String>(7)?)?,
                },
                contacts: Vec::new(),
                patient: row.get::<_, Option<[u8; 16]>>(8)?.map(PatientId::from_bytes),
                period: column::period(row, 9)?,
                review: column::day_of(row.get(11)?)?,
                do_not_tell: row.get(12)?,
                lives: column::at_place(&Lives::ALL, row.get(13)?, "where a proxy lives")?,
                recorded: column::recorded(row, 14)?,
            },
        ));
    }
    Ok(found)
}

/// Writes a proxy that is new or changed; their own record is found by its identifier. What another system calls them
/// stays where nothing new is said.
pub(super) fn write(
    connection: &Connection,
    patient: i64,
    (external_id, proxy): (Option<&str>, &Proxy),
    running: Option<Running>,
) -> Result<()> {
    let (staff, import, elsewhere) = author_columns(connection, &proxy.recorded.by, running)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO proxy (patient, id, external_id, name, relationship, basis, evidence, purposes,
                                           without, person, starts, ends, review, do_not_tell, lives, import,
                                           staff, elsewhere, at)
             VALUES (?1, ?2, coalesce(?3, (SELECT external_id FROM proxy WHERE patient = ?1 AND id = ?2)), ?4, ?5, ?6,
                     ?7, ?8, ?9, (SELECT number FROM patient WHERE id = ?10), ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(params![
            patient,
            proxy.id.as_bytes(),
            external_id,
            column::json(&proxy.name)?,
            proxy.relationship,
            proxy.basis.slug(),
            proxy.evidence,
            proxy.scope.purposes.as_ref().map(column::json).transpose()?,
            column::json(&proxy.scope.without)?,
            proxy.patient.as_ref().map(PatientId::as_bytes),
            column::day(proxy.period.start),
            column::day(proxy.period.end),
            column::day(proxy.review),
            proxy.do_not_tell,
            column::place(&Lives::ALL, &proxy.lives),
            import,
            staff,
            elsewhere,
            codec::millis(proxy.recorded.at),
        ])?;
    Ok(())
}
