//! Merging what another practice kept as records of its own: objections with their talk, agreements, notes of needs.

use super::super::agreement::{AgreedBy, Agreement};
use super::super::date;
use super::super::dossier::Facet;
use super::super::ids::{AgreementId, NeedId, ObjectionId};
use super::super::import::{IncomingAgreement, IncomingNeed, IncomingObjection, IncomingTalk};
use super::super::need::Need;
use super::super::objection::Objection;
use super::super::staff::{Author, Recorded};
use super::{Merge, OnFile};

fn is_desks(recorded: &Recorded) -> bool {
    matches!(recorded.by, Author::Staff { .. })
}

/// Takes over an objection that was talked through elsewhere. One that the desk took down stands as it is; none is ended
/// or brought back by a file: that is a conflict.
pub(super) fn objection(
    run: &mut Merge<'_>,
    on_file: &mut Vec<Objection>,
    said: &IncomingObjection,
    talk: &IncomingTalk,
) {
    let new = Objection {
        id: talk.id.unwrap_or_else(|| ObjectionId::from_bytes((run.mint)())),
        channel: said.channel,
        purpose: said.purpose,
        reason: (!said.words.is_empty()).then(|| said.words.clone()),
        talk: talk.words.clone(),
        outcome: talk.outcome,
        review: talk.review,
        recorded: run.recorded.clone(),
    };
    let about = |known: &Objection| (known.channel, known.purpose) == (new.channel, new.purpose);
    let is_known = |known: &Objection| talk.id.is_none_or(|id| id == known.id) || is_desks(&known.recorded);
    if on_file.iter().any(|known| is_known(known) && is_same_objection(known, &new)) {
        return;
    }
    if let Some(known) = on_file.iter_mut().find(|known| known.id == new.id) {
        if known.is_live() != new.is_live() || !about(known) {
            let (kept, other) = (show_objection(known), show_objection(&new));
            run.conflict(Facet::Objections, Some(new.channel), kept, other);
        } else if !is_desks(&known.recorded) {
            *known = new;
        }
        return;
    }
    if new.is_live() {
        let desks = |known: &&Objection| about(known) && is_desks(&known.recorded);
        if on_file.iter().filter(desks).any(Objection::is_live) {
            // the desk knows of it, and how
            return;
        }
        if let Some(kept) = on_file.iter().find(desks) {
            let (kept, other) = (show_objection(kept), show_objection(&new));
            run.conflict(Facet::Objections, Some(new.channel), kept, other);
            return;
        }
    }
    on_file.push(new);
}

fn is_same_objection(one: &Objection, other: &Objection) -> bool {
    let said = |of: &Objection| (of.channel, of.purpose, of.outcome, of.review);
    said(one) == said(other) && (&one.reason, &one.talk) == (&other.reason, &other.talk)
}

fn show_objection(objection: &Objection) -> String {
    let about = objection.purpose.map(|purpose| format!(" about {}", purpose.label())).unwrap_or_default();
    let what = format!("{}{about}", objection.channel.label());
    if objection.is_live() {
        format!("objects to {what}")
    } else {
        format!("took back the objection to {what}")
    }
}

/// Takes over what was agreed elsewhere. An agreement opens a route: where the desk has one about the same, or took one
/// back, a file adds none, and the disagreement is for a person to settle.
pub(super) fn agreements(run: &mut Merge<'_>, on_file: &mut OnFile, said: &[IncomingAgreement]) {
    for one in said {
        let new = Agreement {
            id: one.id.unwrap_or_else(|| AgreementId::from_bytes((run.mint)())),
            by: one.by,
            channel: one.channel,
            topic: one.topic,
            until: one.until,
            words: one.words.clone(),
            recorded: run.recorded.clone(),
        };
        let about = |known: &Agreement| {
            known.id == new.id || (known.by, known.channel, known.topic) == (new.by, new.channel, new.topic)
        };
        let is_known =
            |known: &Agreement| one.id.is_none_or(|id| id == known.id) || is_desks(&known.recorded);
        if on_file.agreements.iter().any(|known| is_known(known) && is_same_agreement(known, &new)) {
            continue;
        }
        let desks = |known: &&Agreement| about(known) && is_desks(&known.recorded);
        let kept = on_file.agreements.iter().find(desks).map(show_agreement);
        let taken_back = || {
            let gone = on_file.taken_back.iter().find(|known| about(known));
            gone.map(|known| format!("took back: {}", show_agreement(known)))
        };
        if let Some(kept) = kept.or_else(taken_back) {
            run.conflict(Facet::Agreements, Some(new.channel), kept, show_agreement(&new));
        } else if let Some(known) = on_file.agreements.iter_mut().find(|known| known.id == new.id) {
            *known = new;
        } else {
            on_file.agreements.push(new);
        }
    }
}

fn is_same_agreement(one: &Agreement, other: &Agreement) -> bool {
    let said = |of: &Agreement| (of.by, of.channel, of.topic, of.until);
    said(one) == said(other) && one.words == other.words
}

fn show_agreement(agreement: &Agreement) -> String {
    let who = match agreement.by {
        AgreedBy::Patient => "agreed",
        AgreedBy::CaldicottGuardian => "the Caldicott Guardian agreed",
    };
    let what = agreement.topic.map_or("results", super::super::topic::Topic::label);
    let until = agreement.until.map(|day| format!(" until {}", date::show(day))).unwrap_or_default();
    format!("{who}: {what} by {}{until}", agreement.channel.label())
}

/// Takes over what was noted of needs; a note of the desk's stands.
pub(super) fn notes(run: &mut Merge<'_>, on_file: &mut Vec<Need>, said: &[IncomingNeed]) {
    for IncomingNeed { kind, note } in said {
        match on_file.iter_mut().find(|known| known.kind == *kind) {
            None => on_file.push(Need {
                id: NeedId::from_bytes((run.mint)()),
                kind: kind.clone(),
                note: note.clone(),
                recorded: run.recorded.clone(),
            }),
            Some(known) if note.is_some() && known.note != *note => {
                if is_desks(&known.recorded) {
                    let line = |note: &Option<String>| {
                        format!("{}: {}", kind.label(), note.as_deref().unwrap_or("nothing noted"))
                    };
                    let (kept, other) = (line(&known.note), line(note));
                    run.conflict(Facet::Needs, None, kept, other);
                } else {
                    known.note.clone_from(note);
                }
            }
            Some(_) => {}
        }
    }
}
