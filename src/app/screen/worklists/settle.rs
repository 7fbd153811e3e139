//! What one key puts on file for a line of a worklist.

use jiff::ToSpan;

use crate::app::keep;
use crate::app::overlay::facts::Ask;
use crate::app::turn::Stamp;
use crate::domain::contact::Verification;
use crate::domain::dossier::{Conflict, Dossier};
use crate::domain::fact::{Amendment, Fact};
use crate::domain::objection::Objection;
use crate::domain::proxy::Proxy;
use crate::domain::worklist::{Subject, Worklist, WorklistRow};

/// What the key that settles a line says in the footer; empty where a line needs more than a key.
pub const fn settle_label(list: Worklist) -> &'static str {
    match list {
        Worklist::Guardian => "Decide",
        Worklist::Conflicts => "What we have stands",
        Worklist::Left => "Still here",
        Worklist::Claims => "Look at it",
        Worklist::Proxies => "Goes on a year",
        Worklist::Objections => "Still stands",
        Worklist::ContactStale | Worklist::ContactUnconfirmed => "Is right (asked)",
        Worklist::ComingOfAge | Worklist::ContactFailed | Worklist::ContactShared | Worklist::Needs => "",
    }
}

/// The form in which somebody looks at what only a file says; `None` where somebody did already.
pub(super) fn look_at(row: &WorklistRow, dossier: &Dossier) -> Option<Ask> {
    let fact = match &row.about {
        Subject::Proxy(id) => dossier
            .proxy(*id)
            .map(|proxy| Fact::Proxy(Box::new(Proxy { contacts: Vec::new(), ..proxy.clone() }))),
        Subject::Agreement(id) => {
            let known = dossier.agreements.iter().flatten().find(|one| one.id == *id);
            known.cloned().map(Fact::Agreement)
        }
        Subject::Objection(id) => {
            let known = dossier.objections.iter().flatten().find(|one| one.id == *id);
            known.cloned().map(Fact::Objection)
        }
        _ => None,
    };
    Ask::look_at(&fact?)
}

/// The amendment that settles a line; `None` where it is settled already, or not by one key.
pub(super) fn settle(
    list: Worklist,
    row: &WorklistRow,
    dossier: &Dossier,
    stamp: &Stamp,
) -> Option<Amendment> {
    let patient = dossier.patient.id;
    let (recorded, next_year) = (&stamp.recorded, stamp.today.saturating_add(1.year()));
    match (list, &row.about) {
        (Worklist::Conflicts, Subject::Conflict(facet, kept, other)) => {
            let is_meant = |one: &&Conflict| (&one.facet, &one.kept, &one.other) == (facet, kept, other);
            let conflict = dossier.conflicts.iter().flatten().find(is_meant)?;
            keep::stands(dossier, &Fact::Conflict(conflict.clone())).ok()
        }
        (Worklist::Left, _) if dossier.patient.missing_from_list => {
            keep::stands(dossier, &Fact::MissingFromList).ok()
        }
        (Worklist::Proxies, Subject::Proxy(id)) => {
            let known = dossier.proxies.iter().flatten().find(|one| one.id == *id)?;
            let before = Proxy { contacts: Vec::new(), ..known.clone() };
            let recorded = before.changed_by(recorded);
            let mut after = Proxy { review: Some(next_year), recorded, ..before.clone() };
            if after.period.end.is_some_and(|end| end <= next_year) {
                after.period.end = Some(next_year);
            }
            let (before, after) = (Fact::Proxy(Box::new(before)), Fact::Proxy(Box::new(after)));
            Some(Amendment::change(patient, before, after, "reviewed: goes on"))
        }
        (Worklist::Objections, Subject::Objection(id)) => {
            let before = dossier.objections.iter().flatten().find(|one| one.id == *id)?;
            let recorded = before.changed_by(recorded);
            let after = Objection { review: Some(next_year), recorded, ..before.clone() };
            let (before, after) = (Fact::Objection(before.clone()), Fact::Objection(after));
            Some(Amendment::change(patient, before, after, "asked: it still stands"))
        }
        (Worklist::ContactStale | Worklist::ContactUnconfirmed, Subject::Contact(id)) => {
            let point = dossier.contacts.iter().flatten().find(|one| one.id == *id)?;
            let fact = Fact::Contact { of: None, point: point.clone() };
            Some(keep::verified(dossier, &fact, Verification::Desk, stamp))
        }
        _ => None,
    }
}
