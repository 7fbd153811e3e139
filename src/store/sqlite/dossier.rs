//! A dossier: everything on file about one patient, read at one moment.

use rusqlite::Connection;

use super::super::Result;
use super::patients::{self, LINE};
use super::{
    codec, conflicts, contacts, identity, likeness, messages, proxies, revision, safeguarding, wishes,
};
use crate::domain::communication::RecordView;
use crate::domain::contact::ContactPoint;
use crate::domain::dossier::{Dossier, PatientRow, Sharer};
use crate::domain::ids::{ContactPointId, PatientId, ProxyId};
use crate::domain::proxy::Proxy;

/// How many who share a number or email are named: of a number that a whole care home gives, more say nothing new.
const MOST_SHARERS: usize = 20;

/// Reads it; the caller holds a transaction, so that all of it is of one moment.
pub(super) fn read(connection: &Connection, patient: PatientId) -> Result<Dossier> {
    let number = patients::number(connection, patient)?;
    let (held, safe) = contacts::read(connection, number)?;
    let (found, _) = identity::read(connection, number, safe)?;
    let recent = RecordView { patient: Some(patient), ..RecordView::default() };
    let sharers = sharers(connection, number, &held)?;
    let (own, theirs): (Vec<_>, Vec<_>) = held.into_iter().partition(|(proxy, _)| proxy.is_none());
    Ok(Dossier {
        contacts: Some(own.into_iter().map(|(_, point)| point).collect()),
        sharers: Some(sharers),
        lookalikes: Some(likeness::rows(connection, number)?),
        preferences: Some(wishes::preferences(connection, number)?),
        objections: Some(wishes::objections(connection, number)?),
        proxies: Some(with_contacts(proxies::read(connection, number)?, theirs)),
        needs: Some(wishes::needs(connection, number)?),
        agreements: Some(wishes::agreements(connection, number)?),
        safeguarding: Some(safeguarding::read(connection, number)?),
        recent: Some(messages::page(connection, &recent, None, Dossier::RECENT)?),
        conflicts: Some(conflicts::read(connection, number)?),
        imported: imported(connection)?,
        revisions: revision::read(connection, patient)?,
        ..Dossier::of(found)
    })
}

fn with_contacts(
    found: Vec<(Option<String>, Proxy)>,
    mut held: Vec<(Option<ProxyId>, ContactPoint)>,
) -> Vec<Proxy> {
    let mut all: Vec<Proxy> = found.into_iter().map(|(_, proxy)| proxy).collect();
    for proxy in &mut all {
        let theirs = held.extract_if(.., |(of, _)| *of == Some(proxy.id));
        proxy.contacts.extend(theirs.map(|(_, point)| point));
    }
    all
}

/// Who else can be reached by the numbers and emails of this patient and the patient's proxies.
fn sharers(
    connection: &Connection,
    number: i64,
    held: &[(Option<ProxyId>, ContactPoint)],
) -> Result<Vec<Sharer>> {
    let mut keys: Vec<(String, ContactPointId)> = Vec::new();
    // of two contact points with one number, the patient's own comes first
    for (_, point) in
        held.iter().filter(|(of, _)| of.is_none()).chain(held.iter().filter(|(of, _)| of.is_some()))
    {
        let Some(key) = point.value.sharing_key() else { continue };
        if !keys.iter().any(|(known, _)| *known == key) {
            keys.push((key, point.id));
        }
    }
    let mut found = Vec::new();
    for (key, contact) in keys {
        if found.len() < MOST_SHARERS {
            sharers_of(connection, number, (&key, contact), &mut found)?;
        }
    }
    Ok(found)
}

/// Those who share one number. A number that this patient no longer has is shared with nobody.
fn sharers_of(
    connection: &Connection,
    number: i64,
    (key, contact): (&str, ContactPointId),
    found: &mut Vec<Sharer>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {LINE},
             (SELECT x.relationship FROM proxy x WHERE x.person = p.number AND x.patient = ?2 LIMIT 1),
             (SELECT x.relationship FROM proxy x WHERE x.person = ?2 AND x.patient = p.number LIMIT 1)
         FROM sharing s CROSS JOIN patient p ON p.number = s.patient
         WHERE s.key = ?1 AND s.patient <> ?2
             AND EXISTS (SELECT 1 FROM sharing o WHERE o.key = ?1 AND o.patient = ?2)
         LIMIT ?3"
    ))?;
    let mut rows = statement.query((key, number, MOST_SHARERS - found.len()))?;
    while let Some(row) = rows.next()? {
        let theirs: Option<String> = row.get(10)?;
        let ours: Option<String> = row.get(11)?;
        let ours =
            ours.filter(|words| !words.is_empty()).map(|words| format!("this patient is their {words}"));
        let patient: PatientRow = patients::line(row)?;
        found.push(Sharer {
            contact,
            patient,
            relationship: theirs.filter(|words| !words.is_empty()).or(ours),
        });
    }
    Ok(())
}

fn imported(connection: &Connection) -> Result<Option<jiff::Timestamp>> {
    let millis: Option<i64> =
        connection.prepare_cached("SELECT last_import FROM practice")?.query_row([], |row| row.get(0))?;
    millis.map(codec::timestamp).transpose()
}
