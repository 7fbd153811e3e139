//! Proxies of an import. What the desk recorded of a proxy stands; who is new brings no more rights than the file says.

use rusqlite::{Connection, OptionalExtension};

use super::super::super::Result;
use super::super::{contacts, patients, proxies, revision};
use super::matching::{self, Known};
use super::patient::write_contacts;
use super::{Changes, Refused, Run};
use crate::domain::contact::ContactPoint;
use crate::domain::date::Period;
use crate::domain::dossier::{Conflict, Facet};
use crate::domain::ids::{PatientId, ProxyId};
use crate::domain::import::IncomingProxy;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::proxy::{Basis, Proxy, Scope};
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
    let before = find(all, said);
    let (external_id, mut after) = match &before {
        Some((external_id, proxy)) => {
            (external_id.clone().or_else(|| said.external_id.clone()), proxy.clone())
        }
        None => (said.external_id.clone(), fresh(run, said)),
    };
    let mut conflicts = Vec::new();
    if before.is_some() {
        merge(run, &mut after, said, &mut conflicts);
    }
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
    let found = run.merge(|merge| merge.proxy_contacts(&mut after, &said.contacts));
    if write_contacts(connection, number, (Some(proxy), &before, &after), Some(run.running()))? {
        changes.note(Facet::Contacts);
    }
    let today = run.plan.today;
    let keys = |theirs: &[ContactPoint]| {
        let rest = others.iter().map(|(of, point)| (of.is_none(), point));
        contacts::sharing_keys(rest.chain(theirs.iter().map(|point| (false, point))), today)
    };
    run.lists.share(number, &keys(&before), &keys(&after))?;
    run.disagree(connection, number, &found, changes)
}

/// The proxy that is meant, among those of the patient.
fn find(all: Vec<(Option<String>, Proxy)>, said: &IncomingProxy) -> Option<(Option<String>, Proxy)> {
    let same = |proxy: &Proxy| proxy.name == said.name && proxy.relationship == said.relationship;
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

fn fresh(run: &mut Run, said: &IncomingProxy) -> Proxy {
    Proxy {
        id: ProxyId::from_bytes(run.mint.bytes()),
        name: said.name.clone(),
        relationship: said.relationship.clone(),
        basis: said.basis,
        evidence: None,
        scope: said.scope.clone(),
        contacts: Vec::new(),
        patient: None,
        period: said.period,
        review: said.review,
        do_not_tell: false,
        recorded: run.recorded.clone(),
    }
}

/// What a file says of a proxy it brought replaces what it said before; that somebody's time has ended is never taken
/// back by a file, and what the desk recorded is left alone.
fn merge(run: &Run, known: &mut Proxy, said: &IncomingProxy, conflicts: &mut Vec<Conflict>) {
    let today = run.plan.today;
    let mut differ = |kept: String, other: String| {
        let (facet, source, at) = (Facet::Proxies, run.plan.source.clone(), run.recorded.at);
        conflicts.push(Conflict { facet, channel: None, kept, other, source, at });
    };
    let who = format!("{} ({})", known.name.show(), known.relationship);
    let (was_over, is_over) = (known.period.is_over(today), said.period.is_over(today));
    let state = |over: bool| if over { "no longer in force" } else { "in force" };
    let ground = |basis: Basis| format!("{who}: {}", basis.label());
    if matches!(known.recorded.by, Author::Staff { .. }) {
        if said.basis != Basis::None && said.basis != known.basis {
            differ(ground(known.basis), ground(said.basis));
        }
        if is_over && !was_over {
            differ(format!("{who}: {}", state(was_over)), format!("{who}: {}", state(is_over)));
        }
        return;
    }
    known.name.clone_from(&said.name);
    known.relationship.clone_from(&said.relationship);
    if said.basis != Basis::None {
        known.basis = said.basis;
    }
    if said.scope != Scope::default() {
        known.scope = said.scope.clone();
    }
    known.review = said.review.or(known.review);
    if was_over && !is_over {
        differ(format!("{who}: {}", state(was_over)), format!("{who}: {}", state(is_over)));
    } else if said.period != Period::default() {
        known.period = said.period;
    }
}
