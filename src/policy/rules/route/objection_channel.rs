//! `objection-channel`: the patient objects to this channel.

use crate::domain::objection::Outcome;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "objection-channel",
    group: Group::Route,
    summary: "the patient objects to the channel",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops a message on a channel that the patient refused. An objection to the telephone is one to voicemail too. It belongs to the person, never to a number.

### Why it matters
An objection is a refusal, not a wish. The patient was told that it counts.

### Example
A text to a patient who declined texts.

### How to settle it
Use another channel, or override it on the record: the reason, who authorised it, whether the patient was told. The Caldicott Guardian sees every such override.

### Source
NHS England guidance on electronic messages: objections; UK GDPR article 21.",
};

declare! {
    /// The patient objects to the channel.
    ObjectionChannel, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(objections) = case.dossier.and_then(|dossier| dossier.objections.as_deref()) else { return };
    let channel = case.content.channel;
    let latest =
        objections.iter().filter(|objection| objection.refuses(channel)).max_by_key(|o| o.recorded.at);
    let Some(objection) = latest else { return };
    let words = objection.reason.as_ref().map(|reason| format!(": \"{reason}\"")).unwrap_or_default();
    let talk = match (objection.outcome, &objection.talk) {
        (Outcome::MayBeOverridden, Some(talk)) => format!(" (may be overridden: {talk})"),
        (Outcome::MayBeOverridden, None) => " (may be overridden)".into(),
        _ => String::new(),
    };
    let by = &objection.recorded.by;
    let message = format!("The patient objects to {} ({by}){words}{talk}", channel.label().to_lowercase());
    report.push(
        Finding::new(&META, Severity::Stop, message)
            .cures(facts::other_channels(case, &[]))
            .cure("Open the patient, to talk it through", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::ids::ObjectionId;
    use crate::domain::objection::Objection;
    use crate::policy::testing::{Desk, recorded};

    fn objection(channel: Channel, outcome: Outcome) -> Objection {
        Objection {
            id: ObjectionId::from_bytes([5; 16]),
            channel,
            purpose: None,
            reason: Some("my son reads them".into()),
            talk: None,
            outcome,
            review: None,
            recorded: recorded(),
        }
    }

    #[test]
    fn an_objection_stops_its_channel() {
        let with = |o: Objection| Desk::with_record().facts(|d| d.objections = Some(vec![o]));
        assert_eq!(
            with(objection(Channel::Text, Outcome::Stands)).severity(META.id, "Hi"),
            Some(Severity::Stop)
        );
        assert_eq!(with(objection(Channel::Text, Outcome::Withdrawn)).severity(META.id, "Hi"), None);
        assert_eq!(with(objection(Channel::Email, Outcome::Stands)).severity(META.id, "Hi"), None);
        let phone = with(objection(Channel::Phone, Outcome::Stands)).by(Channel::Voicemail, 1);
        assert_eq!(phone.severity(META.id, "Hi"), Some(Severity::Stop));
    }
}
