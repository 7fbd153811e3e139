//! Proxies of an import. What the desk recorded of a proxy stands; who is new brings no more rights than the file says.

use rusqlite::{Connection, OptionalExtension};

use super::super::super::Result;
use super::super::{contacts, identity, patients, proxies, revision};
use super::matching::{self, Known};
use super::patient::write_contacts;
use super::{Changes, Refused, Run};
use crate::domain::contact::ContactPoint;
use crate::domain::dossier::Facet;
use crate::domain::ids::{ContactPointId, ImportId, PatientId, ProxyId};
use crate::domain::import::IncomingProxy;
use crate::domain::merge::{Merge, Own};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::proxy::Proxy;
use crate::domain::staff::Author;

/// Takes a proxy: known by what the other system calls the record, else by name and relationship.
pub(super) fn take(run: &mut Run, connection: &Connection, said: &IncomingProxy) -> Result<Option<Refused>> {
    let known = match matching::owner(connection, &said.patient)? {
        Ok(known) => known,
        Err(refused) => return Ok(Some(refused)),
    };
    let number = known.number;
    let all = proxies::read(connection, number)?;
    let person = person(connection, said.nhs_number)?;
    let before = find(all, said, run.plan.id);
    let kept_id = said.kept.as_ref().and_then(|kept| kept.id);
    let mut external_id = before.as_ref().and_then(|(external_id, _)| external_id.clone());
    // a practice's own name of the proxy is the identifier itself
    if kept_id.is_none() {
        external_id = external_id.or_else(|| said.external_id.clone());
    }
    let mut merged = None;
    let conflicts = run.merge(|merge| {
        merged = Some(merge.proxy(before.as_ref().map(|(_, proxy)| proxy.clone()), said));
    });
    let Some(mut after) = merged else { return Ok(None) };
    after.patient = after.patient.or(person);
    if let (None, Some(nhs_number)) = (after.patient, said.nhs_number) {
        run.unlinked.push((number, after.id, nhs_number));
    }
    let mut changes = Changes::default();
    if before.as_ref() != Some(&(external_id.clone(), after.clone())) {
        proxies::write(connection, number, (external_id.as_deref(), &after), Some(run.running()))?;
        changes.note(Facet::Proxies);
        let linked = after.patient.filter(|_| before.as_ref().is_none_or(|(_, old)| old.patient.is_none()));
        if let Some(person) = linked {
            // whoever shares a number with them is told what they are to each other
            let other = patients::number(connection, person)?;
            if other < run.first_new {
                revision::changed(connection, other, Facet::Contacts)?;
            }
        }
    }
    reach(run, connection, &known, (after.id, said), &mut changes)?;
    let changed = !changes.0.is_empty();
    run.disagree(connection, number, &conflicts, &mut changes)?;
    for facet in &changes.0 {
        revision::changed(connection, number, *facet)?;
    }
    run.report.proxies += u64::from(changed);
    Ok(None)
}

/// Brings the contact points of the proxy up to date.
fn reach(
    run: &mut Run,
    connection: &Connection,
    known: &Known,
    (proxy, said): (ProxyId, &IncomingProxy),
    changes: &mut Changes,
) -> Result<()> {
    if said.contacts.is_empty() {
        return Ok(());
    }
    let number = known.number;
    let (held, _) = contacts::read(connection, number)?;
    let (theirs, others): (Vec<_>, Vec<_>) = held.into_iter().partition(|(of, _)| *of == Some(proxy));
    let before: Vec<ContactPoint> = theirs.into_iter().map(|(_, point)| point).collect();
    let mut after = before.clone();
    let found = run.merge(|merge| {
        merge.taken = others.iter().map(|(_, point)| point.id).collect();
        merge.proxy_contacts(&mut after, &said.contacts);
    });
    if write_contacts(connection, number, (Some(proxy), &before, &after), Some(run.running()))? {
        changes.note(Facet::Contacts);
    }
    let today = run.plan.today;
    let keys = |theirs: &[ContactPoint]| {
        let rest = others.iter().map(|(of, point)| (of.is_none(), point));
        contacts::sharing_keys(rest.chain(theirs.iter().map(|point| (false, point))), today)
    };
    run.lists.share(number, (&keys(&before), &keys(&after)), false)?;
    // of somebody who was known no file says that a route is safe
    if number >= run.first_new {
        mark_safe(connection, number, &Merge::safe(&after, &said.contacts), changes)?;
    }
    run.disagree(connection, number, &found, changes)
}

/// Marks contact points of a proxy that the named lead of another practice marked safe, unless the desk keeps that list.
fn mark_safe(
    connection: &Connection,
    number: i64,
    said: &[ContactPointId],
    changes: &mut Changes,
) -> Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    let (_, mut safe) = contacts::read(connection, number)?;
    let (_, desk) = identity::read(connection, number, Vec::new())?;
    let before = safe.len();
    safe.extend(said.iter().filter(|id| !safe.contains(id)).copied().collect::<Vec<_>>());
    if desk.holds(Own::RESTRICTION) || safe.len() == before {
        return Ok(());
    }
    contacts::mark_safe(connection, number, &safe)?;
    changes.note(Facet::Patient);
    Ok(())
}

/// The proxy that is meant, among those of the patient.
fn find(
    all: Vec<(Option<String>, Proxy)>,
    said: &IncomingProxy,
    running: ImportId,
) -> Option<(Option<String>, Proxy)> {
    let same = |proxy: &Proxy| proxy.name == said.name && proxy.relationship == said.relationship;
    let kept_id = said.kept.as_ref().and_then(|kept| kept.id);
    if kept_id.is_some() {
        let is_of_this_run =
            |proxy: &Proxy| matches!(&proxy.recorded.by, Author::Import { id, .. } if *id == running);
        let at = all.iter().position(|(_, proxy)| Some(proxy.id) == kept_id);
        // a namesake whom the same bundle brought is somebody else
        let at = at.or_else(|| all.iter().position(|(_, proxy)| same(proxy) && !is_of_this_run(proxy)));
        return at.and_then(|at| all.into_iter().nth(at));
    }
    let at = match &said.external_id {
        Some(id) => all
            .iter()
            .position(|(known, _)| known.as_ref() == Some(id))
            .or_else(|| all.iter().position(|(known, proxy)| known.is_none() && same(proxy))),
        None => all.iter().position(|(_, proxy)| same(proxy)),
    };
    at.and_then(|at| all.into_iter().nth(at))
}

/// The record of the proxy as a patient.
fn person(connection: &Connection, nhs_number: Option<NhsNumber>) -> Result<Option<PatientId>> {
    let Some(nhs_number) = nhs_number else { return Ok(None) };
    Ok(connection
        .prepare_cached("SELECT id FROM patient WHERE nhs_number = ?1")?
        .query_row([nhs_number.as_u64()], |row| Ok(PatientId::from_bytes(row.get(0)?)))
        .optional()?)
}
