//! `contact-invalid`: the number, address or email cannot work.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "contact-invalid",
    group: Group::Route,
    summary: "the number, address or email cannot work",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops a text to a landline, an email to what is no email address, a letter to no fixed abode, and any contact point of another kind than the channel needs.

### Why it matters
It cannot arrive, and nobody will notice.

### Example
A text to 01632 960123.

### How to settle it
Correct it, use another contact point, or another channel.

### Source
Ofcom National Telephone Numbering Plan; NHS Postcode Directory (ZZ99 codes).",
};

declare! {
    /// The contact point cannot work.
    ContactInvalid, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(contact) = case.contact() else { return };
    let channel = case.content.channel;
    let Some(fault) = contact.value.fault(channel) else { return };
    let mut finding = Finding::new(&META, Severity::Stop, format!("{}: {fault}", contact.value.show()));
    let usable = case.contacts().unwrap_or(&[]).iter();
    for other in usable.filter(|c| case.today().is_some_and(|today| c.is_usable(channel, today))) {
        finding = finding.cure(format!("Use {}", other.value.show()), Change::Contact(other.id));
    }
    report.push(finding.cures(facts::other_channels(case, &[])).cure("Correct it", Change::OpenPatient));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::policy::testing::{Desk, mobile};

    #[test]
    fn landlines_take_no_texts() {
        let landline =
            Desk::with_record().facts(|d| d.contacts.as_mut().unwrap()[0] = mobile(1, "01632 960123"));
        assert_eq!(landline.severity(META.id, "Hi"), Some(Severity::Stop));
        assert_eq!(landline.by(Channel::Phone, 1).severity(META.id, "Hi"), None);
        assert_eq!(Desk::with_record().by(Channel::Email, 1).severity(META.id, "Hi"), Some(Severity::Stop));
        assert_eq!(Desk::with_record().severity(META.id, "Hi"), None);
    }
}
