//! `recipient-restricted`: the record or the address is marked restricted.

use crate::domain::patient::Confidentiality;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "recipient-restricted",
    group: Group::Recipient,
    summary: "the record or address is marked restricted",
    severity: Severity::Stop,
    always_on: true,
    can_override: true,
    doc: "\
### What it does
Stops messages about a patient whose record or address is restricted, except to contact points that the named lead marked safe.

### Why it matters
Somebody may be looking for this person. A new, safe address was once posted to the old address of a person fleeing abuse.

### Example
A letter to a patient under witness protection.

### How to settle it
Phone the named lead, or use a contact point they marked safe.

### Source
Personal Demographics Service, sensitive records; Information Commissioner's Office, reprimands for disclosed addresses.",
};

declare! {
    /// The record or address is restricted.
    Restricted, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(restriction) = case.patient().and_then(|patient| patient.restriction.as_ref()) else { return };
    let safe = case.content.contact.is_some_and(|contact| restriction.safe.contains(&contact));
    if restriction.level == Confidentiality::Unrestricted || safe {
        return;
    }
    let lead = restriction.named_lead.as_deref().unwrap_or("the named lead");
    let mut finding = Finding::new(
        &META,
        Severity::Stop,
        // it stands on the screen beside the text: why is on the patient's screen, by a key
        format!("Nothing goes from here: ask {lead} how this patient is reached"),
    );
    for id in &restriction.safe {
        if let Some(contact) = case.dossier.and_then(|dossier| dossier.contact(*id)) {
            let title = format!("Use what is on record for it: {}", contact.value.label());
            finding = finding.cure(title, Change::Contact(*id));
        }
    }
    report.push(finding.cure("Do not send it", Change::GiveUp).cure("Open the patient", Change::OpenPatient));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ContactPointId;
    use crate::domain::patient::Restriction;
    use crate::policy::testing::Desk;

    #[test]
    fn only_safe_contacts_are_usable() {
        let restricted = |safe: Vec<ContactPointId>| {
            Desk::with_record().facts(|d| {
                d.patient.restriction =
                    Some(Restriction { level: Confidentiality::Restricted, safe, ..Restriction::default() });
            })
        };
        assert_eq!(restricted(vec![]).severity(META.id, "Hello"), Some(Severity::Stop));
        assert_eq!(restricted(vec![ContactPointId::from_bytes([1; 16])]).severity(META.id, "Hello"), None);
        assert_eq!(Desk::with_record().severity(META.id, "Hello"), None);
    }
}
