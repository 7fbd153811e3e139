//! Merging what another practice kept as records of its own: objections with their talk, agreements, needs, wishes.

use std::mem::discriminant;

use jiff::civil::Date;

use super::super::agreement::{AgreedBy, Agreement};
use super::super::date;
use super::super::dossier::Facet;
use super::super::ids::{AgreementId, NeedId, ObjectionId, PreferenceId};
use super::super::import::{IncomingAgreement, IncomingNeed, IncomingObjection, IncomingTalk, IncomingWish};
use super::super::need::{Need, NeedKind};
use super::super::objection::Objection;
use super::super::preference::Preference;
use super::super::purpose::Purpose;
use super::super::staff::Author;
use super::{Merge, OnFile};

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
        exceptions: talk.exceptions.clone(),
        review: talk.review,
        recorded: run.recorded.from_elsewhere(talk.elsewhere.clone()),
    };
    let about = |known: &Objection| (known.channel, known.purpose) == (new.channel, new.purpose);
    let is_known =
        |known: &Objection| talk.id.is_none_or(|id| id == known.id) || known.recorded.is_by_staff();
    if on_file.iter().any(|known| is_known(known) && is_same_objection(known, &new)) {
        return;
    }
    if let Some(known) = on_file.iter_mut().find(|known| known.id == new.id) {
        if known.is_live() != new.is_live() || !about(known) {
            let (kept, other) = (show_objection(known), show_objection(&new));
            run.conflict(Facet::Objections, Some(new.channel), kept, other);
        } else if !known.recorded.is_by_staff() {
            *known = new;
        }
        return;
    }
    if new.is_live() {
        let desks = |known: &&Objection| about(known) && known.recorded.is_by_staff();
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
    let told = |of: &Objection| (of.reason.clone(), of.talk.clone(), of.exceptions.clone());
    said(one) == said(other) && told(one) == told(other)
}

fn show_objection(objection: &Objection) -> String {
    let what = format!("{}{}", objection.channel.label(), Purpose::about(objection.purpose));
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
            recorded: run.recorded.from_elsewhere(one.elsewhere.clone()),
        };
        let about = |known: &Agreement| {
            known.id == new.id || (known.by, known.channel, known.topic) == (new.by, new.channel, new.topic)
        };
        let is_known =
            |known: &Agreement| one.id.is_none_or(|id| id == known.id) || known.recorded.is_by_staff();
        if on_file.agreements.iter().any(|known| is_known(known) && is_same_agreement(known, &new)) {
            continue;
        }
        let desks = |known: &&Agreement| about(known) && known.recorded.is_by_staff();
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

/// Takes over needs with what was noted of them; what the desk noted stands.
pub(super) fn needs(run: &mut Merge<'_>, on_file: &mut Vec<Need>, said: &[IncomingNeed]) {
    for one in said {
        let is_said = |known: &Need| known.kind == one.kind && known.note == one.note;
        let is_one = |known: &Need| one.id == Some(known.id);
        let is_known = |known: &Need| is_one(known) || one.id.is_none() || known.recorded.is_by_staff();
        if on_file.iter().any(|known| is_known(known) && is_said(known)) {
            continue;
        }
        let same = on_file.iter().position(is_one);
        // one that a list named, of which nobody knows who took it down
        let listed = |known: &Need| {
            let is_listed = matches!(&known.recorded.by, Author::Import { elsewhere: None, .. });
            known.kind == one.kind && (is_listed || one.id.is_none())
        };
        let desks = |known: &Need| known.kind == one.kind && known.recorded.is_by_staff();
        let at = same.or_else(|| on_file.iter().position(desks)).or_else(|| on_file.iter().position(listed));
        match at.and_then(|at| on_file.get_mut(at)) {
            Some(known) if known.recorded.is_by_staff() => {
                if one.note.is_some() || known.kind != one.kind {
                    let (kept, other) = (show_need(&known.kind, known.note.as_deref()), show_said(one));
                    run.conflict(Facet::Needs, None, kept, other);
                }
            }
            Some(known) => {
                known.kind = one.kind.clone();
                known.note = one.note.clone().or_else(|| known.note.take());
            }
            None => on_file.push(Need {
                id: one.id.unwrap_or_else(|| NeedId::from_bytes((run.mint)())),
                kind: one.kind.clone(),
                note: one.note.clone(),
                recorded: run.recorded.from_elsewhere(one.elsewhere.clone()),
            }),
        }
    }
}

fn show_need(kind: &NeedKind, note: Option<&str>) -> String {
    format!("{}: {}", kind.label(), note.unwrap_or("nothing noted"))
}

fn show_said(said: &IncomingNeed) -> String {
    show_need(&said.kind, said.note.as_deref())
}

/// Takes over wishes with their purpose, place and time. A wish of the desk's stands; a file's wishes of one kind and
/// purpose replace a file's.
pub(super) fn wishes(run: &mut Merge<'_>, on_file: &mut Vec<Preference>, said: &[IncomingWish]) {
    let (today, end) = (run.today, run.yesterday());
    for one in said {
        let new = Preference {
            id: one.id.unwrap_or_else(|| PreferenceId::from_bytes((run.mint)())),
            wish: one.wish.clone(),
            purpose: one.purpose,
            rank: one.rank,
            period: one.period,
            recorded: run.recorded.from_elsewhere(one.elsewhere.clone()),
        };
        let rivals = |known: &Preference| {
            (known.purpose, discriminant(&known.wish)) == (new.purpose, discriminant(&new.wish))
                && !known.period.is_over(today)
        };
        if let Some(known) = on_file.iter_mut().find(|known| known.id == new.id) {
            if is_same_wish(known, &new) {
                continue;
            }
            if known.recorded.is_by_staff() {
                let (kept, other) = (show_wish(known, today), show_wish(&new, today));
                run.conflict(Facet::Preferences, None, kept, other);
            } else {
                *known = new;
            }
            continue;
        }
        if new.period.is_over(today) {
            on_file.push(new);
            continue;
        }
        let mut desks =
            on_file.iter().filter(|known| rivals(known) && known.recorded.is_by_staff()).peekable();
        if let Some(kept) = desks.peek().map(|known| show_wish(known, today)) {
            if !desks.any(|known| known.wish == new.wish) {
                run.conflict(Facet::Preferences, None, kept, show_wish(&new, today));
            }
            continue;
        }
        let is_said = |known: &Preference| said.iter().any(|other| other.id == Some(known.id));
        for known in on_file.iter_mut().filter(|known| rivals(known) && !is_said(known)) {
            known.period.end = Some(end);
        }
        on_file.push(new);
    }
}

fn is_same_wish(one: &Preference, other: &Preference) -> bool {
    let said = |of: &Preference| (of.purpose, of.rank, of.period);
    said(one) == said(other) && one.wish == other.wish
}

fn show_wish(wish: &Preference, today: Date) -> String {
    let about = Purpose::about(wish.purpose);
    let past = if wish.period.is_over(today) { " (no longer)" } else { "" };
    format!("{}{about}, place {}{past}", super::wishes::show(&wish.wish), wish.rank)
}
