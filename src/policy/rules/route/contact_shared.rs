//! `contact-shared`: the same number or email stands on another record.

use crate::domain::channel::Channel;
use crate::domain::parent::{Presumption, is_parent};
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "contact-shared",
    group: Group::Route,
    summary: "the same number or email is on another record",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Warns when the number or email is on another patient's record too; stops when the message names a sensitive topic. For a child under 11 a shared contact with a parent is usual: a note.

### Why it matters
A pregnancy text was read by a parent on a family phone.

### Example
A couple with one email address.

### How to settle it
Ask for an own number, use the app or a letter, or neutral words.

### Source
NHS England guidance on electronic messages: contact details and shared devices.",
};

declare! {
    /// The contact point is shared.
    ContactShared, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    let Some(contact) = case.contact() else { return };
    if !matches!(case.content.channel, Channel::Text | Channel::Email | Channel::Phone | Channel::Voicemail) {
        return;
    }
    let sharers: Vec<_> = case.sharers_of(contact).collect();
    if sharers.is_empty() {
        return;
    }
    let child = case.age().is_some_and(|age| age < Presumption::UNTIL);
    let parents = sharers.iter().all(|s| s.relationship.as_deref().is_none_or(is_parent));
    let severity = if child && parents {
        Severity::Note
    } else if scan.topics().is_empty() {
        Severity::Warn
    } else {
        Severity::Stop
    };
    let names: Vec<String> = sharers
        .iter()
        .map(|s| {
            s.relationship.as_ref().map_or(s.patient.name.clone(), |r| format!("{} ({r})", s.patient.name))
        })
        .collect();
    let message = format!("{} is also on the record of {}", contact.value.show(), facts::listed(&names));
    report.push(
        Finding::new(&META, severity, message)
            .seen_by(names)
            .cures(facts::other_channels(
                case,
                &[Channel::Text, Channel::Email, Channel::Phone, Channel::Voicemail],
            ))
            .cure("Open the patient, to ask for an own one", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dossier::{PatientRow, Sharer, Standing};
    use crate::domain::ids::{ContactPointId, PatientId};
    use crate::policy::testing::Desk;

    fn shared() -> Desk {
        Desk::with_record().facts(|d| {
            d.sharers = Some(vec![Sharer {
                contact: ContactPointId::from_bytes([1; 16]),
                patient: PatientRow {
                    id: PatientId::from_bytes([8; 16]),
                    nhs_number: None,
                    practice_number: None,
                    name: "SCHOLES, Ewa".into(),
                    birth_date: None,
                    postcode: None,
                    standing: Standing::default(),
                    lookalike: false,
                },
                relationship: Some("mother".into()),
            }]);
        })
    }

    #[test]
    fn sharing_warns_and_stops_when_sensitive() {
        assert_eq!(shared().severity(META.id, "Hello"), Some(Severity::Warn));
        assert_eq!(shared().severity(META.id, "Your sertraline is ready"), Some(Severity::Stop));
        assert_eq!(shared().aged(7).severity(META.id, "Hello"), Some(Severity::Note));
        assert_eq!(shared().by(Channel::Letter, 3).severity(META.id, "Hello"), None);
        assert_eq!(Desk::with_record().severity(META.id, "Hello"), None);
    }
}
