//! Proxies in their table; their contact points stand with those of the patient.

use rusqlite::{Connection, params};

use super::super::Result;
use super::codec;
use super::column::{self, AUTHOR, AUTHOR_JOIN, damaged};
use super::contacts::author_columns;
use crate::domain::ids::{PatientId, ProxyId};
use crate::domain::proxy::{Basis, Proxy, Scope};
use crate::domain::purpose::Purpose;
use crate::domain::topic::Topic;

/// The proxies of a patient without their contact points, each with what the other system calls it.
pub(super) fn read(connection: &Connection, patient: i64) -> Result<Vec<(Option<String>, Proxy)>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.external_id, f.name, f.relationship, f.basis, f.evidence, f.purposes, f.without, p.id,
                f.starts, f.ends, f.review, f.do_not_tell, {AUTHOR}
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
                recorded: column::recorded(row, 13)?,
            },
        ));
    }
    Ok(found)
}

/// Writes a proxy that is new or changed; their own record is found by its identifier.
pub(super) fn write(
    connection: &Connection,
    patient: i64,
    (external_id, proxy): (Option<&str>, &Proxy),
    import: Option<i64>,
) -> Result<()> {
    let (staff, import) = author_columns(&proxy.recorded, import);
    connection
        .prepare_cached(
            "INSERT INTO proxy (patient, id, external_id, name, relationship, basis, evidence, purposes, without,
                                person, starts, ends, review, do_not_tell, import, staff, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT number FROM patient WHERE id = ?10), ?11, ?12, ?13,
                     ?14, ?15, ?16, ?17)
             ON CONFLICT DO UPDATE SET external_id = excluded.external_id, name = excluded.name,
                 relationship = excluded.relationship, basis = excluded.basis, evidence = excluded.evidence,
                 purposes = excluded.purposes, without = excluded.without, person = excluded.person,
                 starts = excluded.starts, ends = excluded.ends, review = excluded.review,
                 do_not_tell = excluded.do_not_tell",
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
            import,
            staff,
            codec::millis(proxy.recorded.at),
        ])?;
    Ok(())
}
