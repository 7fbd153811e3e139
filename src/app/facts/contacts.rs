//! Contact points as lines: the patient's own in their order, and each proxy's below the proxy.

use super::{FactLine, Tone, line};
use crate::app::context::Context;
use crate::domain::contact::{ContactPoint, ContactValue, Trouble, Verification};
use crate::domain::date;
use crate::domain::dossier::Dossier;
use crate::domain::fact::Fact;
use crate::domain::ids::ProxyId;
use crate::domain::person::Use;
use crate::domain::proxy::Proxy;

/// The label of the line that says that nothing is on file to reach the person.
pub const NOTHING: &str = "Nothing";

/// Where a contact point leads, as a screen may show it: a confidential address is not shown.
pub fn show_contact(dossier: &Dossier, point: &ContactPoint) -> String {
    if dossier.hides(point) { "not shown here".into() } else { point.value.show() }
}

const SAFE: &str = "SAFE, says the named lead";

fn sharers(point: &ContactPoint, dossier: &Dossier) -> Vec<String> {
    let shared = dossier.sharers.iter().flatten().filter(|sharer| sharer.contact == point.id);
    shared
        .map(|sharer| match &sharer.relationship {
            Some(relationship) => format!("{} ({relationship})", sharer.patient.name),
            None => sharer.patient.name.clone(),
        })
        .collect()
}

fn verified(point: &ContactPoint) -> String {
    let Some(verified) = &point.verified else { return "not verified".into() };
    let how = match verified.how {
        Verification::Desk => "asked at the desk",
        Verification::Phone => "asked on the phone",
        Verification::Letter => "answered by letter",
        Verification::Import => "confirmed in the import",
    };
    format!("verified {} {how}, {}", date::show(verified.on), verified.recorded.by)
}

fn contact(of: Option<ProxyId>, point: &ContactPoint, dossier: &Dossier, cx: &Context<'_>) -> FactLine {
    let today = cx.now.today();
    let value = show_contact(dossier, point);
    let mut asides: Vec<String> = Vec::new();
    let is_said = matches!(point.use_, Use::Nickname | Use::Maiden)
        || (point.use_ == Use::Mobile && point.value.label() == "Mobile");
    asides.extend((!is_said).then(|| point.use_.label().to_owned()));
    asides.push(verified(point));
    let sharers = sharers(point, dossier);
    let mut tone = Tone::Plain;
    if !sharers.is_empty() {
        tone = Tone::Warn;
        asides.push(format!("SHARED with {}", sharers.join("; ")));
    }
    let restriction = dossier.patient.restriction.as_ref();
    if restriction.is_some_and(|one| one.safe.contains(&point.id)) {
        asides.push(SAFE.into());
    }
    if let Some(changed) = point.changed {
        asides.push(format!("changed {}", date::show(cx.now.local_of(changed).date())));
    }
    match &point.trouble {
        Some(Trouble::Failed { times: 1 }) => asides.push("FAILED last time".into()),
        Some(Trouble::Failed { times }) => asides.push(format!("FAILED {times} times")),
        Some(Trouble::NotMe) => asides.push("NOT THEIRS: whoever answered is somebody else".into()),
        None => {}
    }
    if point.trouble.is_some() {
        tone = Tone::Warn;
    }
    if !point.is_current(today) && point.trouble.is_none() {
        tone = Tone::Aside;
        asides.push("no longer in use".into());
    } else if let Some(end) = point.period.end {
        asides.push(format!("until {}", date::show(end)));
    }
    let rank = point.rank.filter(|_| point.is_current(today)).map(|rank| format!("{rank}. "));
    let indent = if of.is_some() { "  " } else { "" };
    let label = format!("{indent}{}{}", rank.unwrap_or_default(), point.value.label());
    let value = if point.value == ContactValue::NhsApp { String::new() } else { format!("{value}  ") };
    let words = format!("{value}{}", asides.join(", "));
    asides.retain(|aside| aside != SAFE);
    let held = format!("{value}{}", asides.join(", "));
    let found = line(tone, label.clone(), words.clone()).of(Fact::Contact { of, point: point.clone() });
    if held == words { found } else { found.held_as(label, held) }
}

/// The contact points in their order: those in use first, by rank.
pub fn ranked<'a>(points: &'a [ContactPoint], cx: &Context<'_>) -> Vec<&'a ContactPoint> {
    let today = cx.now.today();
    let mut ranked: Vec<&ContactPoint> = points.iter().collect();
    ranked.sort_by_key(|point| (!point.is_current(today), point.rank.unwrap_or(u32::MAX)));
    ranked
}

pub(super) fn own(dossier: &Dossier, cx: &Context<'_>, found: &mut Vec<FactLine>) {
    found.push(line(Tone::Head, "How to reach them", ""));
    let Some(points) = &dossier.contacts else {
        found.push(line(Tone::Warn, "", "Not known yet"));
        return;
    };
    if points.is_empty() {
        found.push(line(Tone::Warn, NOTHING, "There is no number, email or address on file: ask for one"));
    }
    found.extend(ranked(points, cx).into_iter().map(|point| contact(None, point, dossier, cx)));
}

pub(super) fn of_proxy(proxy: &Proxy, dossier: &Dossier, cx: &Context<'_>, found: &mut Vec<FactLine>) {
    let points = ranked(&proxy.contacts, cx).into_iter();
    found.extend(points.map(|point| contact(Some(proxy.id), point, dossier, cx)));
}
