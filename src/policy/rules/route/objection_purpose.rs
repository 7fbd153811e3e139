//! `objection-purpose`: the patient objects to this purpose on this channel.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "objection-purpose",
    group: Group::Route,
    summary: "the patient objects to this purpose on this channel",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops a message whose purpose the patient refused on this channel, such as results by text.

### Why it matters
A narrow refusal is a considered one.

### Example
\"No results by text, please\", and a text that results are available.

### How to settle it
Use another channel, or override it on the record.

### Source
NHS England guidance on electronic messages: objections.",
};

declare! {
    /// The patient objects to the purpose on the channel.
    ObjectionPurpose, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(objections) = case.dossier.and_then(|dossier| dossier.objections.as_deref()) else { return };
    let (Some(purpose), channel) = (case.purpose, case.content.channel) else { return };
    if !objections.iter().any(|objection| objection.refuses_purpose(channel, purpose)) {
        return;
    }
    let (what, how) = (purpose.label().to_lowercase(), channel.label().to_lowercase());
    report.push(
        Finding::new(&META, Severity::Stop, format!("The patient objects to this purpose ({what}) by {how}"))
            .cures(facts::other_channels(case, &[]))
            .cure("Open the patient, to talk it through", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::ids::ObjectionId;
    use crate::domain::objection::{Objection, Outcome};
    use crate::domain::purpose::Purpose;
    use crate::policy::testing::{Desk, recorded};

    #[test]
    fn only_the_purpose_is_refused() {
        let mut desk = Desk::with_record().facts(|d| {
            d.objections = Some(vec![Objection {
                id: ObjectionId::from_bytes([5; 16]),
                channel: Channel::Text,
                purpose: Some(Purpose::ResultAvailable),
                reason: None,
                talk: None,
                outcome: Outcome::Stands,
                review: None,
                recorded: recorded(),
            }]);
        });
        assert_eq!(desk.severity(META.id, "Hi"), None);
        desk.purpose = Some(Purpose::ResultAvailable);
        assert_eq!(desk.severity(META.id, "Hi"), Some(Severity::Stop));
    }
}
