//! What keeps a channel out, and what would have to be true for it to be in.

use crate::domain::channel::Channel;
use crate::domain::contact::{ContactPoint, Trouble};
use crate::domain::date;
use crate::domain::need::Unmet;
use crate::domain::objection::Objection;
use crate::domain::purpose::Purpose;
use crate::policy::case::Case;
use crate::policy::facts;

/// Why a channel is out, and what would have to be true for it to be in.
pub(super) struct Barrier {
    why: String,
    in_if: String,
}

/// All that keeps a channel out, in one line: the first reason, and everything that would have to be true.
pub(super) fn out(barriers: &[Barrier]) -> Option<String> {
    let first = barriers.first()?;
    let needed: Vec<&str> = barriers.iter().map(|barrier| barrier.in_if.as_str()).collect();
    Some(format!("{}; in if {}", first.why, needed.join(" and ")))
}

pub(super) fn barriers(case: &Case<'_>, contact: Option<&ContactPoint>) -> Vec<Barrier> {
    let mut found = Vec::new();
    let Some(dossier) = case.dossier else { return found };
    let channel = case.content.channel;
    let mut add = |why: String, in_if: String| found.push(Barrier { why, in_if });
    if dossier.patient.death.is_some() {
        add("the patient died".into(), "the death on file is wrong".into());
        return found;
    }
    let restriction = dossier.patient.restriction.as_ref();
    if restriction.is_some_and(|r| r.unsafe_channels.contains(&channel)) {
        // the list lies open beside the text: why is on the patient's screen, by a key
        add("this patient is not reached by it".into(), "they or the named lead say so".into());
    }
    if let Some((objection, false)) = refused(case) {
        let what = if objection.purpose.is_some() { "objects to this" } else { "objects" };
        let on = case.now.map(|now| date::show(now.local_of(objection.recorded.at).date()));
        let on = on.map(|day| format!(" ({day})")).unwrap_or_default();
        let withdrawn = "the objection is withdrawn".to_owned();
        let in_if = if objection.names_exceptions() && !objection.is_claimed() {
            format!("it is about {}, or {withdrawn}", Purpose::either(&objection.exceptions))
        } else {
            withdrawn
        };
        add(format!("{what}{on}"), in_if);
    }
    let unmet = dossier.needs.iter().flatten().find(|n| n.kind.unmet_by(channel) == Some(Unmet::Channel));
    if let Some(need) = unmet {
        add(format!("{}: no use", need.kind.label()), "that need ends".into());
    }
    if contact.is_none() {
        found.extend(case.contacts().map(|held| unreached(case, held)));
    }
    found
}

/// The objection that counts against this message by its channel, and whether it lets it come all the same.
pub(super) fn refused<'a>(case: &Case<'a>) -> Option<(&'a Objection, bool)> {
    let channel = case.content.channel;
    let this = |o: &Objection| case.purpose.is_some_and(|purpose| o.refuses_purpose(channel, purpose));
    facts::objection(case, |objection| objection.refuses(channel) || this(objection))
}

/// Why no contact point serves, and which one would.
fn unreached(case: &Case<'_>, held: &[ContactPoint]) -> Barrier {
    let channel = case.content.channel;
    let wanted = match channel {
        Channel::Text => "an own mobile is on file",
        Channel::Email => "an own address is on file",
        Channel::Letter => "a present address is on file",
        Channel::NhsApp => "they use the app",
        Channel::Phone | Channel::Voicemail => "an own number is on file",
    };
    let mut served = held.iter().filter(|contact| contact.value.serves(channel));
    let why = match (served.next(), served.any(|other| other.value.fault(channel).is_none())) {
        (None, _) => match channel {
            Channel::Text => "no mobile on file".into(),
            Channel::Email => "no email address on file".into(),
            Channel::Letter => "no postal address on file".into(),
            Channel::NhsApp => "no use of it on file".into(),
            Channel::Phone | Channel::Voicemail => "no telephone number on file".into(),
        },
        (Some(contact), false) => match contact.value.fault(channel) {
            Some(fault) => fault.to_owned(),
            None => not_in_use(contact).into(),
        },
        (Some(contact), true) => not_in_use(contact).into(),
    };
    Barrier { why, in_if: wanted.into() }
}

const fn not_in_use(contact: &ContactPoint) -> &'static str {
    match contact.trouble {
        Some(Trouble::NotMe) => "somebody else has it",
        _ => "what is on file is past",
    }
}
