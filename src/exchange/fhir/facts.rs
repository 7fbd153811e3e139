//! Facts in the form in which `export person` writes them: objections and agreements as Consent, restrictions, needs and
//! conflicts as Flag, wishes with the Patient, what was decided about a proxy with the RelatedPerson. Consent and Flag of
//! other programs have no form from which one could tell what follows: they are left aside.

use std::str::FromStr;

use super::Wrong;
use super::elements as fhir;
use super::known::Known;
use super::own::Own;
use super::person::Fault;
use crate::domain::channel::Channel;
use crate::domain::dossier::Conflict;
use crate::domain::import::{
    IncomingAgreement, IncomingNeed, IncomingObjection, IncomingPatient, IncomingProxy, IncomingTalk,
    IncomingWish, KeptProxy,
};
use crate::domain::objection::Outcome;
use crate::domain::preference::Wish;

/// Whether objections, wishes and needs stand in this program's own form beside what other programs read of them, with
/// all that is known.
pub fn are_apart(patient: &fhir::Patient<'_>) -> bool {
    Own::find(&patient.extension, "Patient", "kept-apart").is_some_and(|own| own.is_true())
}

/// The wishes of a patient, the past ones too.
///
/// # Errors
/// When a part of one is wrong.
pub fn wishes(patient: &fhir::Patient<'_>) -> Result<Vec<IncomingWish>, Fault> {
    let each = Own::all(&patient.extension, "Patient", "wish").map(|own| {
        let language = own.words("language").map(Wish::Language);
        let times = own.words("times");
        let (quiet_from, quiet_until) = (own.time("quiet-from")?, own.time("quiet-until")?);
        let wish = match (times, language) {
            (Some(words), _) => Wish::Times { words, quiet_from, quiet_until },
            (None, Some(language)) => language,
            (None, None) => Wish::Channel(own.needed("channel")?),
        };
        Ok(IncomingWish {
            id: own.id(),
            wish,
            purpose: own.code("purpose")?,
            rank: own.count("rank").unwrap_or(1),
            period: own.period()?,
            elsewhere: own.elsewhere()?,
        })
    });
    each.collect()
}

/// Adds to a proxy what this program decided about them; other programs say nothing of it.
///
/// # Errors
/// When a part of it is wrong.
pub fn decided(person: &fhir::RelatedPerson<'_>, taken: &mut IncomingProxy) -> Result<(), Fault> {
    let Some(own) = Own::find(&person.extension, "RelatedPerson", "proxy") else { return Ok(()) };
    taken.basis = own.needed("basis")?;
    taken.scope.purposes = own.has("limited").then(|| own.codes("purpose")).transpose()?;
    taken.scope.without = own.codes("without")?;
    taken.review = own.day("review")?;
    taken.kept = Some(Box::new(KeptProxy {
        id: parsed(person.id.as_deref()),
        evidence: own.words("evidence"),
        do_not_tell: own.has("do-not-tell"),
        lives: own.code("lives")?.unwrap_or_default(),
        elsewhere: own.elsewhere()?,
    }));
    Ok(())
}

/// Takes a consent: an objection, or what was agreed.
///
/// # Errors
/// When it is of another form, speaks of nobody who is known, or a part of it is wrong.
pub fn consent(consent: &fhir::Consent<'_>, known: &Known) -> Result<IncomingPatient, Wrong> {
    let objection = Own::find(&consent.extension, "Consent", "objection");
    let agreement = Own::find(&consent.extension, "Consent", "agreement");
    if objection.is_none() && agreement.is_none() {
        return Err(foreign("Consent"));
    }
    let key = known.find("Consent.patient", consent.patient.as_ref(), &consent.contained)?;
    let mut taken = IncomingPatient { key, ..IncomingPatient::default() };
    if let Some(own) = objection {
        let outcome = own.needed("outcome")?;
        taken.objections.push(IncomingObjection {
            channel: own.needed("channel")?,
            purpose: own.code("purpose")?,
            objects: outcome != Outcome::Withdrawn,
            words: own.words("reason").unwrap_or_default(),
            talk: Some(IncomingTalk {
                id: parsed(consent.id.as_deref()),
                words: own.words("talk"),
                outcome,
                exceptions: own.codes("exception")?,
                review: own.day("review")?,
                elsewhere: own.elsewhere()?,
            }),
        });
    }
    if let Some(own) = agreement {
        taken.agreements.push(IncomingAgreement {
            id: parsed(consent.id.as_deref()),
            by: own.needed("by")?,
            channel: own.needed("channel")?,
            topic: own.code("topic")?,
            until: own.day("until")?,
            words: own.words("words"),
            elsewhere: own.elsewhere()?,
        });
    }
    Ok(taken)
}

/// Takes a flag: a restriction, an access need, or a conflict. Safeguarding notes are never taken: only some roles write them, and
/// every role may import.
///
/// # Errors
/// When it is of another form or a safeguarding note, speaks of nobody who is known, or a part of it is wrong.
pub fn flag(flag: &fhir::Flag<'_>, known: &Known) -> Result<IncomingPatient, Wrong> {
    if flag.category.iter().any(|category| category.words() == Some("safeguarding")) {
        return Err(Wrong::Foreign(
            "safeguarding notes (Flag): no import brings them; whoever may write them does so at the desk"
                .to_owned(),
        ));
    }
    let restriction = Own::find(&flag.extension, "Flag", "restriction");
    let need = Own::find(&flag.extension, "Flag", "need");
    let conflict = Own::find(&flag.extension, "Flag", "conflict");
    if restriction.is_none() && need.is_none() && conflict.is_none() {
        return Err(foreign("Flag"));
    }
    let key = known.find("Flag.subject", flag.subject.as_ref(), &flag.contained)?;
    let mut taken = IncomingPatient { key, ..IncomingPatient::default() };
    if let Some(own) = restriction {
        taken.named_lead = own.words("lead");
        taken.unsafe_channels = own.codes("unsafe")?;
    }
    if let Some(own) = need {
        taken.noted.push(IncomingNeed {
            id: parsed(flag.id.as_deref()),
            kind: own.kind()?,
            note: own.words("note"),
            elsewhere: own.elsewhere()?,
        });
    }
    if let Some(own) = conflict {
        taken.conflicts.push(Conflict {
            facet: own.needed("facet")?,
            channel: own.code::<Channel>("channel")?,
            kept: own.words("kept").unwrap_or_default(),
            other: own.words("other").unwrap_or_default(),
            source: own.words("source").unwrap_or_default(),
            at: own.instant("at")?.ok_or_else(|| own.missing("at"))?,
        });
    }
    Ok(taken)
}

/// What the practice that wrote it calls the fact.
fn parsed<T: FromStr>(id: Option<&str>) -> Option<T> {
    id.and_then(|id| id.parse().ok())
}

fn foreign(kind: &str) -> Wrong {
    Wrong::Foreign(format!(
        "resources of type {kind} in another form than this program writes: nothing follows from them"
    ))
}
