//! `channel-unsafe`: the patient said that this route is not safe.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "channel-unsafe",
    group: Group::Route,
    summary: "the patient said this route is not safe",
    severity: Severity::Stop,
    always_on: true,
    can_override: true,
    doc: "\
### What it does
Stops a message on a channel that the patient, or the named lead, marked as not safe. It is never settled in one key.

### Why it matters
Whoever controls the phone or the letterbox reads it. For a person who is controlled at home one message can be dangerous.

### Example
A text to a patient who said that her husband reads her phone.

### How to settle it
Use the safe route on record, or ask the named lead.

### Source
NHS England guidance on electronic messages: sensitive topics; SafeLives guidance for general practice.",
};

declare! {
    /// The route is not safe.
    ChannelUnsafe, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(restriction) = case.patient().and_then(|patient| patient.restriction.as_ref()) else { return };
    let channel = case.content.channel;
    // who must not be texted must not be called and left a message either, unless that was said apart
    if !restriction.unsafe_channels.contains(&channel) {
        return;
    }
    // whoever stands at the counter may be the reason: why is on the patient's screen, by a key
    let message =
        format!("This patient is not reached by {}: take another way", channel.label().to_lowercase());
    let mut finding = Finding::new(&META, Severity::Stop, message);
    for id in &restriction.safe {
        if let Some(contact) = case.dossier.and_then(|dossier| dossier.contact(*id)) {
            let title = format!("Use what is on record for it: {}", contact.value.label());
            finding = finding.cure(title, Change::Contact(*id));
        }
    }
    let others = facts::other_channels(case, &restriction.unsafe_channels);
    report.push(finding.cures(others).cure("Do not send it", Change::GiveUp));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::patient::Restriction;
    use crate::policy::testing::Desk;

    #[test]
    fn an_unsafe_route_stops() {
        let desk = Desk::with_record().facts(|d| {
            let unsafe_channels = vec![Channel::Text];
            d.patient.restriction = Some(Restriction { unsafe_channels, ..Restriction::default() });
        });
        assert_eq!(desk.severity(META.id, "Hello"), Some(Severity::Stop));
        assert_eq!(desk.by(Channel::Letter, 3).severity(META.id, "Hello"), None);
    }
}
