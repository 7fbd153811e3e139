//! Contact points in their table, and who shares them.

use rusqlite::{Connection, Row, params};

use super::super::Result;
use super::codec;
use super::column::{self, AUTHOR, AUTHOR_JOIN, Running, USES, author_columns, damaged};
use crate::domain::contact::{ContactPoint, ContactValue, Trouble, Verification, Verified};
use crate::domain::ids::{ContactPointId, ProxyId};
use crate::domain::person::{Address, Use};
use crate::domain::staff::Recorded;
use crate::domain::telephone::Telephone;

/// A contact point, and the proxy whose it is; `None`: the patient's own.
pub(super) type Held = (Option<ProxyId>, ContactPoint);

const VERIFICATIONS: [Verification; 4] =
    [Verification::Desk, Verification::Phone, Verification::Letter, Verification::Import];

/// All contact points of a patient and of the patient's proxies, and which of them the named lead marked safe.
pub(super) fn read(connection: &Connection, patient: i64) -> Result<(Vec<Held>, Vec<ContactPointId>)> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.proxy, f.kind, f.value, f.postcode, f.use, f.rank, f.starts, f.ends, f.safe, f.trouble,
                f.changed, f.verified_on, f.verified_how, f.verified_staff, vs.name, vi.id, vi.source,
                f.verified_elsewhere, f.verified_at,
                {AUTHOR}
         FROM contact f {AUTHOR_JOIN}
         LEFT JOIN staff vs ON vs.id = f.verified_staff LEFT JOIN import vi ON vi.number = f.verified_import
         WHERE f.patient = ?1 ORDER BY f.id"
    ))?;
    let mut rows = statement.query([patient])?;
    let mut held = Vec::new();
    let mut safe = Vec::new();
    while let Some(row) = rows.next()? {
        let id = ContactPointId::from_bytes(row.get(0)?);
        let proxy = row.get::<_, Option<[u8; 16]>>(1)?.map(ProxyId::from_bytes);
        if row.get::<_, i64>(9)? == 1 {
            safe.push(id);
        }
        let changed: Option<i64> = row.get(11)?;
        let point = ContactPoint {
            id,
            value: value_of(row.get(2)?, row.get(3)?, row.get(4)?)?,
            use_: column::at_place(&USES, row.get(5)?, "a use")?,
            rank: row.get(6)?,
            period: column::period(row, 7)?,
            verified: verified_of(row)?,
            trouble: row.get::<_, Option<u32>>(10)?.map(|times| match times {
                0 => Trouble::NotMe,
                times => Trouble::Failed { times },
            }),
            changed: changed.map(codec::timestamp).transpose()?,
            recorded: column::recorded(row, 20)?,
        };
        held.push((proxy, point));
    }
    Ok((held, safe))
}

/// Marks the contact points of a patient that are safe, and no others.
pub(super) fn mark_safe(connection: &Connection, patient: i64, safe: &[ContactPointId]) -> Result<()> {
    connection
        .prepare_cached("UPDATE contact SET safe = 0 WHERE patient = ?1 AND safe = 1")?
        .execute([patient])?;
    let mut mark = connection.prepare_cached("UPDATE contact SET safe = 1 WHERE patient = ?1 AND id = ?2")?;
    for id in safe {
        mark.execute((patient, id.as_bytes()))?;
    }
    Ok(())
}

fn verified_of(row: &Row<'_>) -> Result<Option<Verified>> {
    let Some(how) = row.get::<_, Option<i64>>(13)? else { return Ok(None) };
    let on: i64 = row.get(12)?;
    Ok(Some(Verified {
        on: column::day_of(on)?.ok_or_else(|| damaged("a day", on))?,
        how: column::at_place(&VERIFICATIONS, how, "a way to verify")?,
        recorded: Recorded { by: column::author(row, 14)?, at: codec::timestamp(row.get(19)?)? },
    }))
}

/// The value in the columns of a contact point.
pub(super) fn value_of(kind: i64, value: String, postcode: Option<String>) -> Result<ContactValue> {
    Ok(match kind {
        0 => ContactValue::Phone(Telephone::new(value)),
        1 => ContactValue::Textphone(Telephone::new(value)),
        2 => ContactValue::Email(value),
        3 => ContactValue::Post(Address { lines: column::json_of(&value)?, postcode }),
        4 => ContactValue::NhsApp,
        _ => return Err(damaged("a kind of contact point", kind)),
    })
}

/// Writes a new contact point.
pub(super) fn insert(
    connection: &Connection,
    patient: i64,
    held: (Option<ProxyId>, &ContactPoint),
    running: Option<Running>,
) -> Result<()> {
    // two statements instead of one that could do either, which would copy every page it touches
    let sql = "INSERT INTO contact (patient, id, proxy, kind, value, postcode, use, rank, starts, ends, trouble, changed,
                   verified_on, verified_how, verified_staff, verified_import, verified_elsewhere, verified_at,
                   import, staff, elsewhere, at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                   ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
    write(connection, sql, patient, held, running)
}

/// Writes a contact point that is on file as it is now.
pub(super) fn update(
    connection: &Connection,
    patient: i64,
    held: (Option<ProxyId>, &ContactPoint),
    running: Option<Running>,
) -> Result<()> {
    let sql = "UPDATE contact SET proxy = ?3, kind = ?4, value = ?5, postcode = ?6, use = ?7, rank = ?8, starts = ?9,
                   ends = ?10, trouble = ?11, changed = ?12, verified_on = ?13, verified_how = ?14, verified_staff = ?15,
                   verified_import = ?16, verified_elsewhere = ?17,
                   verified_at = ?18, import = ?19, staff = ?20, elsewhere = ?21, at = ?22
               WHERE patient = ?1 AND id = ?2";
    write(connection, sql, patient, held, running)
}

fn write(
    connection: &Connection,
    sql: &str,
    patient: i64,
    (proxy, point): (Option<ProxyId>, &ContactPoint),
    running: Option<Running>,
) -> Result<()> {
    let (staff, import, elsewhere) = author_columns(connection, &point.recorded.by, running)?;
    let lines;
    let (kind, value, postcode) = match &point.value {
        ContactValue::Phone(number) => (0, number.as_written(), None),
        ContactValue::Textphone(number) => (1, number.as_written(), None),
        ContactValue::Email(address) => (2, address.as_str(), None),
        ContactValue::Post(address) => {
            lines = column::json(&address.lines)?;
            (3, lines.as_str(), address.postcode.as_deref())
        }
        ContactValue::NhsApp => (4, "", None),
    };
    let verified = point.verified.as_ref();
    let verifier = verified.map(|verified| &verified.recorded.by);
    let (by_staff, by_import, by_elsewhere) =
        verifier.map(|author| author_columns(connection, author, running)).transpose()?.unwrap_or_default();
    connection.prepare_cached(sql)?.execute(params![
        patient,
        point.id.as_bytes(),
        proxy.as_ref().map(ProxyId::as_bytes),
        kind,
        value,
        postcode,
        column::place(&USES, &point.use_),
        point.rank,
        column::day(point.period.start),
        column::day(point.period.end),
        point.trouble.as_ref().map(|trouble| match trouble {
            Trouble::NotMe => 0,
            Trouble::Failed { times } => *times,
        }),
        point.changed.map(codec::millis),
        column::day(verified.map(|verified| verified.on)),
        verified.map(|verified| column::place(&VERIFICATIONS, &verified.how)),
        by_staff,
        by_import,
        by_elsewhere,
        verified.map(|verified| codec::millis(verified.recorded.at)),
        import,
        staff,
        elsewhere,
        codec::millis(point.recorded.at),
    ])?;
    Ok(())
}

/// What a patient is listed under, up to the first blank: people who share it look like a household on file.
pub(super) fn family_of(patient: &str) -> String {
    format!("substr({patient}.name_key, 1, instr({patient}.name_key || ' ', ' '))")
}

/// The forms in which present contact points compare, each once: whether it is the patient's own.
pub(super) fn sharing_keys<'a>(
    held: impl Iterator<Item = (bool, &'a ContactPoint)>,
    today: jiff::civil::Date,
) -> Vec<(String, bool)> {
    let mut keys: Vec<(String, bool)> = Vec::new();
    for (own, point) in held {
        if point.period.is_over(today) || point.use_ == Use::Old {
            continue;
        }
        let Some(key) = point.value.sharing_key() else { continue };
        match keys.iter_mut().find(|(known, _)| *known == key) {
            Some((_, owned)) => *owned |= own,
            None => keys.push((key, own)),
        }
    }
    keys
}
