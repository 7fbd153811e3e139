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
Stops a plain letter to somebody who reads Braille, a voice call to somebody who signs, and the like. A letter made from the approved text in large print or easy read serves those who need that; it warns where the easy words were changed. Where only the language differs, or an interpreter is needed, it is a note. A text meets large print: the phone enlarges it.

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
        let Some(unmet) = case.content.unmet(&need.kind) else {
            if channel == Channel::Letter
                && let Some(found) = in_format(&need.kind, case.content.approved_template)
            {
                report.push(found);
            }
            continue;
        };
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

/// What is to be said of a letter in the right layout: the paper is to be large too, words of one's own easy too.
fn in_format(need: &NeedKind, as_approved: bool) -> Option<Finding> {
    let (severity, words) = match need {
        NeedKind::LargePrint => {
            (Severity::Note, "Large print: this text is laid out for it; print it in 16 point or larger")
        }
        NeedKind::EasyRead if !as_approved => {
            (Severity::Warn, "Easy read: the approved words were changed; are they still easy to read?")
        }
        _ => return None,
    };
    Some(Finding::new(&META, severity, words).cure("Open the patient", Change::OpenPatient))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::NeedId;
    use crate::domain::need::Need;
    use crate::domain::template::Format;
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
        let by = |kind, format, approved| {
            Desk { approved, format, ..desk(kind).by(Channel::Letter, 3) }.severity(META.id, "Hi")
        };
        let letter = |kind, format| by(kind, format, true);
        let (large, easy) = (NeedKind::LargePrint, NeedKind::EasyRead);
        assert_eq!(letter(large.clone(), Format::Standard), Some(Severity::Stop));
        assert_eq!(letter(large.clone(), Format::EasyRead), Some(Severity::Stop));
        assert_eq!(letter(large, Format::LargePrint), Some(Severity::Note), "the paper is to be large too");
        assert_eq!(letter(easy.clone(), Format::LargePrint), Some(Severity::Stop));
        assert_eq!(letter(easy.clone(), Format::EasyRead), None);
        assert_eq!(by(easy, Format::EasyRead, false), Some(Severity::Warn));
        assert_eq!(letter(NeedKind::Braille, Format::LargePrint), Some(Severity::Stop));
        assert_eq!(desk(NeedKind::Interpreter("pl".into())).severity(META.id, "Hi"), Some(Severity::Note));
    }
}
