//! `contact-missing`: there is no usable contact point for the channel.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "contact-missing",
    group: Group::Route,
    summary: "there is no usable contact point for the channel",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops when nothing is on file by which a message of this channel could reach the reader today, or when none is chosen.

### Why it matters
A message to nowhere is recorded as sent and believed to have arrived.

### Example
A text to a patient without a mobile.

### How to settle it
Choose a contact point, use another channel, or add one.

### Source
NHS England guidance on electronic messages: contact details.",
};

declare! {
    /// No usable contact point.
    ContactMissing, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let (Some(contacts), Some(today)) = (case.contacts(), case.today()) else { return };
    if case.contact().is_some() {
        return;
    }
    let channel = case.content.channel;
    let mut finding = Finding::new(&META, Severity::Stop, "");
    let mut usable: Vec<_> = contacts.iter().filter(|contact| contact.is_usable(channel, today)).collect();
    usable.sort_by_key(|contact| contact.rank.unwrap_or(u32::MAX));
    finding.message = if usable.is_empty() {
        format!("Nothing on file to reach this person by {}", channel.label().to_lowercase())
    } else {
        "Choose where it goes".into()
    };
    for contact in usable {
        finding = finding.cure(format!("Use {}", contact.value.show()), Change::Contact(contact.id));
    }
    report.push(
        finding
            .cures(facts::other_channels(case, &[]))
            .cure("Open the patient, to add one", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::policy::testing::Desk;

    #[test]
    fn a_message_needs_a_place_to_go() {
        assert_eq!(Desk::with_record().severity(META.id, "Hi"), None);
        let unchosen = Desk::with_record().by(Channel::Text, 0);
        let findings = unchosen.findings(META.id, "Hi");
        assert_eq!(findings[0].cures[0].title, "Use 07700 900123");
        let none = Desk::with_record().facts(|d| d.contacts = Some(vec![])).by(Channel::Text, 0);
        assert_eq!(none.severity(META.id, "Hi"), Some(Severity::Stop));
        assert_eq!(Desk::bare().severity(META.id, "Hi"), None);
    }
}
