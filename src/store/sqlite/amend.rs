//! Amendments: what the desk changes of the facts about a patient, brought into their tables.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::super::{Result, StoreError};
use super::column::place;
use super::import::Lists;
use super::search::Listing;
use super::{
    codec, contacts, dossier, identity, log, patients, practices, proxies, revision, safeguarding, wishes,
};
use crate::domain::contact::ContactPoint;
use crate::domain::dossier::{Conflict, Dossier, Facet};
use crate::domain::fact::{Amendment, Fact};
use crate::domain::ids::{PatientId, ProxyId};
use crate::domain::log::Entry;
use crate::domain::merge::Own;
use crate::domain::patient::{Patient, Restriction};

/// What is not on file as the amendment says it was; nothing: it fits.
pub(super) fn conflict(connection: &Connection, amendment: &Amendment) -> Result<Vec<Facet>> {
    if let Some(fault) = amendment.fault() {
        return Err(StoreError::Refused(format!("this cannot be put on file: {fault}")));
    }
    Ok(amendment.outdated_by(&dossier::read(connection, amendment.patient)?))
}

/// Brings the tables up to date with an amendment that fits; `number` is that of its entry.
pub(super) fn follow(
    connection: &Connection,
    amendment: &Amendment,
    (number, at): (u64, Timestamp),
) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO amendment (entry, patient) VALUES (?1, ?2)")?
        .execute((number, amendment.patient.as_bytes()))?;
    // the day decides only which name and address are in use; the desk's calendar may be an hour ahead
    let today = at.to_zoned(TimeZone::UTC).date();
    let patient = patients::number(connection, amendment.patient)?;
    let before = dossier::read(connection, amendment.patient)?;
    for change in &amendment.changes {
        match (&change.before, &change.after) {
            (before, Some(after)) => write(connection, patient, (before.is_none(), after))?,
            (Some(fact), None) => remove(connection, patient, fact, at)?,
            (None, None) => {}
        }
    }
    let after = dossier::read(connection, amendment.patient)?;
    relist(connection, patient, (&before, &after), today)?;
    amendment.facets().into_iter().try_for_each(|facet| revision::changed(connection, patient, facet))
}

/// The entries that changed facts about a patient, the newest first, older than the entry `before`.
pub(super) fn history(
    connection: &Connection,
    patient: PatientId,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<Entry>> {
    let mut statement = connection.prepare_cached(
        "SELECT entry FROM amendment WHERE patient = ?1 AND entry < ?2 ORDER BY entry DESC LIMIT ?3",
    )?;
    let before = before.map_or(i64::MAX, |number| i64::try_from(number).unwrap_or(i64::MAX));
    let rows = statement.query_map((patient.as_bytes(), before, limit), |row| row.get::<_, u64>(0))?;
    rows.map(|number| log::read(connection, number?)).collect()
}

fn write(connection: &Connection, patient: i64, (is_new, fact): (bool, &Fact)) -> Result<()> {
    match fact {
        Fact::Death(death) => {
            own(connection, patient, Own::DEATH, |patient| patient.death = Some(death.clone()))
        }
        Fact::Left(left) => own(connection, patient, Own::LEFT, |patient| patient.left = Some(left.clone())),
        Fact::MissingFromList => missing(connection, patient, true),
        Fact::Restriction(restriction) => restrict(connection, patient, Some(restriction)),
        Fact::Contact { of, point } => {
            let write = if is_new { contacts::insert } else { contacts::update };
            write(connection, patient, (*of, point), None)
        }
        Fact::Preference(wish) => wishes::write_preference(connection, patient, wish, None),
        Fact::Objection(objection) => wishes::write_objection(connection, patient, objection, None),
        Fact::Proxy(proxy) => proxies::write(connection, patient, (None, proxy), None),
        Fact::Need(need) => wishes::write_need(connection, patient, need, None),
        Fact::Agreement(agreement) => wishes::write_agreement(connection, patient, agreement, None),
        Fact::Safeguarding(note) => safeguarding::write(connection, patient, note, None),
        Fact::Conflict(conflict) => settle(connection, patient, conflict, None),
    }
}

fn remove(connection: &Connection, patient: i64, fact: &Fact, at: Timestamp) -> Result<()> {
    match fact {
        Fact::Death(_) => own(connection, patient, Own::DEATH, |patient| patient.death = None),
        Fact::Left(_) => own(connection, patient, Own::LEFT, |patient| patient.left = None),
        Fact::MissingFromList => missing(connection, patient, false),
        Fact::Restriction(_) => restrict(connection, patient, None),
        Fact::Contact { point, .. } => forget(connection, "contact", patient, point.id.as_bytes()),
        Fact::Preference(wish) => forget(connection, "preference", patient, wish.id.as_bytes()),
        Fact::Objection(_) => Err(StoreError::Refused("an objection is withdrawn, never deleted".to_owned())),
        Fact::Proxy(proxy) => {
            forget_contacts(connection, patient, proxy.id)?;
            forget(connection, "proxy", patient, proxy.id.as_bytes())
        }
        Fact::Need(need) => forget(connection, "need", patient, need.id.as_bytes()),
        Fact::Agreement(agreement) => forget(connection, "agreement", patient, agreement.id.as_bytes()),
        Fact::Safeguarding(note) => forget(connection, "safeguarding", patient, note.id.as_bytes()),
        Fact::Conflict(conflict) => settle(connection, patient, conflict, Some(at)),
    }
}

/// Takes a row from a table of facts; the log still tells of it.
fn forget(connection: &Connection, table: &'static str, patient: i64, id: &[u8; 16]) -> Result<()> {
    connection
        .prepare_cached(&format!("DELETE FROM {table} WHERE patient = ?1 AND id = ?2"))?
        .execute((patient, id))?;
    Ok(())
}

fn forget_contacts(connection: &Connection, patient: i64, proxy: ProxyId) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM contact WHERE patient = ?1 AND proxy = ?2")?
        .execute((patient, proxy.as_bytes()))?;
    Ok(())
}

/// Changes the patient's own row; from then on no import changes that part of it.
fn own(connection: &Connection, number: i64, part: Own, change: impl FnOnce(&mut Patient)) -> Result<()> {
    let (mut patient, desk) = identity::read(connection, number, Vec::new())?;
    change(&mut patient);
    identity::amend(connection, number, &patient, desk.and(part))
}

fn restrict(connection: &Connection, number: i64, restriction: Option<&Restriction>) -> Result<()> {
    let safe = restriction.map(|restriction| restriction.safe.as_slice()).unwrap_or_default();
    contacts::mark_safe(connection, number, safe)?;
    own(connection, number, Own::RESTRICTION, |patient| patient.restriction = restriction.cloned())
}

fn missing(connection: &Connection, number: i64, missing: bool) -> Result<()> {
    let changed = connection
        .prepare_cached("UPDATE patient SET missing = ?2 WHERE number = ?1 AND missing <> ?2")?
        .execute((number, missing))?;
    if changed > 0 {
        practices::count_up(connection, "missing", if missing { 1 } else { -1 })?;
    }
    Ok(())
}

/// Settles a conflict, or opens it again.
fn settle(connection: &Connection, patient: i64, conflict: &Conflict, at: Option<Timestamp>) -> Result<()> {
    let changed = connection
        .prepare_cached(
            "UPDATE conflict SET settled = ?6
             WHERE patient = ?1 AND facet = ?2 AND channel = ?3 AND kept = ?4 AND other = ?5",
        )?
        .execute((
            patient,
            place(&Facet::ALL, &conflict.facet),
            conflict.channel.map_or("", |channel| channel.slug()),
            &conflict.kept,
            &conflict.other,
            at.map(codec::millis),
        ))?;
    if changed == 0 {
        return Err(StoreError::NotFound("this conflict".to_owned()));
    }
    practices::count_up(connection, "conflicts", if at.is_some() { -1 } else { 1 })
}

/// Brings the lists up to date: under what the patient is found, and who shares a number with whom.
fn relist(
    connection: &Connection,
    number: i64,
    (before, after): (&Dossier, &Dossier),
    today: Date,
) -> Result<()> {
    let next: i64 = connection
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM patient")?
        .query_row([], |row| row.get(0))?;
    let mut lists = Lists::new(connection, next);
    let old = Listing::stored(connection, number)?;
    let marked = old.as_ref().is_some_and(|old| old.standing & codec::LOOKALIKE != 0);
    let own: Vec<ContactPoint> = after.contacts.clone().unwrap_or_default();
    let new = Listing::of(number, &after.patient, &own, today, marked);
    let is_renamed = old.as_ref().is_none_or(|old| old.name_key != new.name_key);
    if old.as_ref() != Some(&new) {
        identity::update(connection, &after.patient, &new)?;
        lists.change(connection, old.as_ref(), new)?;
    }
    lists.share(number, (&sharing(before, today), &sharing(after, today)), is_renamed)?;
    wishes::watch_needs(connection, number, after.needs.as_deref().unwrap_or_default(), &own)?;
    lists.flush(connection, next)
}

fn sharing(dossier: &Dossier, today: Date) -> Vec<(String, bool)> {
    let own = dossier.contacts.iter().flatten().map(|point| (true, point));
    let theirs = dossier.proxies.iter().flatten().flat_map(|proxy| &proxy.contacts);
    contacts::sharing_keys(own.chain(theirs.map(|point| (false, point))), today)
}
