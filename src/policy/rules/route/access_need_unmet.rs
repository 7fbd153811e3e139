//! `access-need-unmet`: the person cannot use this channel or format.

use crate::domain::channel::Channel;
use crate::domain::need::{NeedKind, Unmet};
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "access-need-unmet",
    group: Group::Route,
    summary: "the channel or format cannot be used by this person",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops a plain letter to somebody who reads Braille, a voice call to somebody who signs, and the like. Where only the language differs, or an interpreter is needed, it is a note. A text meets large print: the phone enlarges it.

### Why it matters
The Accessible Information Standard is a duty, not a wish.

### Example
A letter in ordinary print to a patient who needs large print.

### How to settle it
Use the right format, or a route the person can use.

### Source
NHS Accessible Information Standard (DCB1605); Equality Act 2010, section 20.",
};

declare! {
    /// An access need is not met.
    AccessNeedUnmet, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(needs) = case.dossier.and_then(|dossier| dossier.needs.as_deref()) else { return };
    let channel = case.content.channel;
    for need in needs {
        let Some(unmet) = need.kind.unmet_by(channel) else { continue };
        let label = need.kind.label();
        let (severity, message) = match unmet {
            Unmet::Channel => (
                Severity::Stop,
                format!("{label}: this person cannot use {}", channel.label().to_lowercase()),
            ),
            Unmet::Format => {
                (Severity::Stop, format!("{label}: an ordinary letter does not serve this person"))
            }
            Unmet::Language => (Severity::Note, format!("{label}: offer it, or write in that language")),
        };
        let useless: Vec<Channel> = Channel::ALL
            .into_iter()
            .filter(|c| matches!(need.kind.unmet_by(*c), Some(Unmet::Channel | Unmet::Format)))
            .collect();
        let mut finding = Finding::new(&META, severity, message);
        if unmet != Unmet::Language {
            finding = finding.cures(facts::other_channels(case, &useless));
        }
        if matches!(
            need.kind,
            NeedKind::Braille | NeedKind::LargePrint | NeedKind::EasyRead | NeedKind::Audio
        ) {
            finding = finding.cure(format!("Have it made: {label}"), Change::OpenPatient);
        }
        report.push(if finding.cures.is_empty() {
            finding.cure("Open the patient", Change::OpenPatient)
        } else {
            finding
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::NeedId;
    use crate::domain::need::Need;
    use crate::policy::testing::{Desk, recorded};

    fn desk(kind: NeedKind) -> Desk {
        let need = Need { id: NeedId::from_bytes([3; 16]), kind, note: None, recorded: recorded() };
        Desk::with_record().facts(|d| d.needs = Some(vec![need]))
    }

    #[test]
    fn needs_are_duties() {
        assert_eq!(
            desk(NeedKind::Braille).by(Channel::Letter, 3).severity(META.id, "Hi"),
            Some(Severity::Stop)
        );
        assert_eq!(desk(NeedKind::Bsl).by(Channel::Phone, 1).severity(META.id, "Hi"), Some(Severity::Stop));
        assert_eq!(desk(NeedKind::LargePrint).severity(META.id, "Hi"), None);
        assert_eq!(desk(NeedKind::Interpreter("pl".into())).severity(META.id, "Hi"), Some(Severity::Note));
    }
}
