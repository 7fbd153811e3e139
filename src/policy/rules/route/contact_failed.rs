//! `contact-failed`: the last message to this contact point failed, or "not me".

use crate::domain::channel::Channel;
use crate::domain::contact::Trouble;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "contact-failed",
    group: Group::Route,
    summary: "the last message failed or came back, or somebody else answered",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Warns after one failed message, stops from the second, and stops at once when whoever answered said that they are somebody else.

### Why it matters
Texts meant for one man reached a stranger for a year although she told the practice.

### Example
A mobile to which the last two texts could not be delivered.

### How to settle it
Phone, or write a letter, and correct the number.

### Source
NHS England guidance on electronic messages: contact details; Information Commissioner's Office, accuracy.",
};

declare! {
    /// Messages to the contact point fail.
    ContactFailed, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(contact) = case.contact() else { return };
    let show = contact.value.show();
    let (severity, message) = match &contact.trouble {
        None => return,
        Some(Trouble::NotMe) => {
            (Severity::Stop, format!("Whoever has {show} said that they are somebody else"))
        }
        Some(Trouble::Failed { times: 0 | 1 }) => {
            (Severity::Warn, format!("The last message to {show} failed"))
        }
        Some(Trouble::Failed { times }) => {
            (Severity::Stop, format!("The last {times} messages to {show} failed"))
        }
    };
    report.push(
        Finding::new(&META, severity, message)
            .cures(facts::other_channels(case, &[case.content.channel, Channel::Voicemail]))
            .cure("Open the patient, to correct it", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::Desk;

    #[test]
    fn failures_add_up() {
        let with = |trouble: Trouble| {
            let desk = Desk::with_record().facts(|d| d.contacts.as_mut().unwrap()[0].trouble = Some(trouble));
            desk.severity(META.id, "Hi")
        };
        assert_eq!(with(Trouble::Failed { times: 1 }), Some(Severity::Warn));
        assert_eq!(with(Trouble::Failed { times: 2 }), Some(Severity::Stop));
        assert_eq!(with(Trouble::NotMe), Some(Severity::Stop));
        assert_eq!(Desk::with_record().severity(META.id, "Hi"), None);
    }
}
