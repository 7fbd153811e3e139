//! `objection-channel`: the patient objects to this channel.

use crate::domain::objection::{Objection, Outcome};
use crate::domain::purpose::Purpose;
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
Stops a message on a channel that the patient refused. An objection to the telephone is one to voicemail too. It belongs to the person, never to a number. A message of a purpose of which the person said, when it was talked through, that it may come all the same goes with a note that says so; what only an imported file says of that counts for nothing until somebody here has looked at it.

### Why it matters
An objection is a refusal, not a wish. The patient was told that it counts.

### Example
A text to a patient who declined texts.

### How to settle it
Use another channel; talk it through, and put on file what may come all the same (`o` on the patient's screen); or override it on the record: the reason, who authorised it, whether the patient was told. The Caldicott Guardian sees every such override.

### Source
NHS England guidance on electronic messages: objections; UK GDPR article 21.",
};

declare! {
    /// The patient objects to the channel.
    ObjectionChannel, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let channel = case.content.channel;
    let Some((objection, excepted)) = facts::objection(case, |objection| objection.refuses(channel)) else {
        return;
    };
    let (how, by) = (channel.label().to_lowercase(), &objection.recorded.by);
    let words = objection.reason.as_ref().map(|reason| format!(": \"{reason}\"")).unwrap_or_default();
    let message = format!("The patient objects to {how} ({by}){words}{}", outcome(objection));
    let finding = match case.purpose.filter(|_| excepted) {
        Some(purpose) => all_the_same(&META, &format!("to {how}"), purpose, objection),
        None => Finding::new(&META, Severity::Stop, message),
    };
    report.push(
        finding
            .cures(facts::other_channels(case, &[]))
            .cure("Open the patient, to talk it through", Change::OpenPatient),
    );
}

/// The note beside a message against which there is an objection, and of which the person said that it may come.
pub(super) fn all_the_same(
    meta: &'static Meta,
    what: &str,
    purpose: Purpose,
    objection: &Objection,
) -> Finding {
    let (purpose, by) = (purpose.label().to_lowercase(), &objection.recorded.by);
    let talk = objection.talk.as_ref().map(|talk| format!(": {talk}")).unwrap_or_default();
    let message = format!(
        "The patient objects {what}, and said that this may come all the same: {purpose} ({by}{talk})"
    );
    Finding::new(meta, Severity::Note, message)
}

/// How an objection stands that may be overridden: for what, and what the talk says; empty for others.
pub(super) fn outcome(objection: &Objection) -> String {
    if objection.outcome != Outcome::MayBeOverridden {
        return String::new();
    }
    let purposes = objection.for_what();
    let talk = objection.talk.as_ref().map(|talk| format!(": {talk}")).unwrap_or_default();
    if objection.is_claimed() {
        return format!(
            " ({} says that it may be overridden{purposes}: nobody here has looked at it)",
            objection.recorded.by
        );
    }
    format!(" (may be overridden{purposes}{talk})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::objection::Objection;
    use crate::policy::testing::{self, Desk, by_staff, recorded};

    fn objection(channel: Channel, outcome: Outcome) -> Objection {
        let reason = Some("my son reads them".into());
        Objection { reason, outcome, ..testing::objection(channel) }
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

    #[test]
    fn what_the_person_said_may_come_comes_with_a_note() {
        let but = |exceptions: &[Purpose]| Objection {
            exceptions: exceptions.to_vec(),
            talk: Some("her son is away".into()),
            recorded: by_staff(),
            ..objection(Channel::Text, Outcome::MayBeOverridden)
        };
        let desk = |all: Vec<Objection>, purpose| Desk {
            purpose,
            ..Desk::with_record().facts(|d| d.objections = Some(all))
        };
        let loud = |all: Vec<Objection>, purpose| desk(all, purpose).severity(META.id, "Hi");
        let recalls = [Purpose::Recall, Purpose::Screening];
        assert_eq!(loud(vec![but(&recalls)], Some(Purpose::Recall)), Some(Severity::Note));
        let said = desk(vec![but(&recalls)], Some(Purpose::Recall)).findings(META.id, "Hi").remove(0);
        let words = "The patient objects to text, and said that this may come all the same: recall (Priya: her son is away)";
        assert_eq!(said.message, words);
        for purpose in [Some(Purpose::Appointment), None] {
            let found = desk(vec![but(&recalls)], purpose).findings(META.id, "Hi").remove(0);
            assert_eq!(found.severity, Severity::Stop);
            let may = "(may be overridden for Recall and Screening: her son is away)";
            assert!(found.message.ends_with(may), "{}", found.message);
        }
        // of two the one that lets nothing through counts
        let stands = objection(Channel::Text, Outcome::Stands);
        assert_eq!(loud(vec![but(&recalls), stands], Some(Purpose::Recall)), Some(Severity::Stop));
        for outcome in [Outcome::Stands, Outcome::Withdrawn] {
            let named = Objection { outcome, ..but(&recalls) };
            let stops = (outcome == Outcome::Stands).then_some(Severity::Stop);
            assert_eq!(
                loud(vec![named], Some(Purpose::Recall)),
                stops,
                "what does not hold lets nothing through"
            );
        }
        let from_file = Objection { recorded: recorded(), ..but(&recalls) };
        let found = desk(vec![from_file], Some(Purpose::Recall)).findings(META.id, "Hi").remove(0);
        assert!(found.severity == Severity::Stop && found.message.contains("nobody here has looked at it"));
        let other = Desk { channel: Channel::Email, ..desk(vec![but(&recalls)], Some(Purpose::Recall)) };
        let cures = other.with_case("Hi", |case| facts::other_channels(case, &[]));
        assert!(cures.iter().any(|cure| cure.change == Change::Channel(Channel::Text)), "a text may come");
    }
}
