//! `objection-purpose`: the patient objects to this purpose on this channel.

use super::objection_channel::{all_the_same, outcome};
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
Stops a message whose purpose the patient refused on this channel, such as results by text. Where they said that it may come all the same, a note says so.

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
    let (Some(purpose), channel) = (case.purpose, case.content.channel) else { return };
    let refused = facts::objection(case, |objection| objection.refuses_purpose(channel, purpose));
    let Some((objection, excepted)) = refused else { return };
    let (what, how) = (purpose.label().to_lowercase(), channel.label().to_lowercase());
    let finding = if excepted {
        all_the_same(&META, &format!("to this purpose by {how}"), purpose, objection)
    } else {
        let outcome = outcome(objection);
        let message = format!("The patient objects to this purpose ({what}) by {how}{outcome}");
        Finding::new(&META, Severity::Stop, message)
    };
    report.push(
        finding
            .cures(facts::other_channels(case, &[]))
            .cure("Open the patient, to talk it through", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::objection::{Objection, Outcome};
    use crate::domain::purpose::Purpose;
    use crate::policy::testing::{Desk, by_staff, objection};

    #[test]
    fn only_the_purpose_is_refused() {
        let mut desk = Desk::with_record().facts(|d| {
            d.objections =
                Some(vec![Objection { purpose: Some(Purpose::ResultAvailable), ..objection(Channel::Text) }]);
        });
        assert_eq!(desk.severity(META.id, "Hi"), None);
        desk.purpose = Some(Purpose::ResultAvailable);
        assert_eq!(desk.severity(META.id, "Hi"), Some(Severity::Stop));
        let desk = desk.facts(|d| {
            let objection = &mut d.objections.as_mut().unwrap()[0];
            (objection.outcome, objection.recorded) = (Outcome::MayBeOverridden, by_staff());
            objection.exceptions = vec![Purpose::ResultAvailable];
        });
        assert_eq!(desk.severity(META.id, "Hi"), Some(Severity::Note));
    }
}
