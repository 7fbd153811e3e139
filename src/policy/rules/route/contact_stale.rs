//! `contact-stale`: the contact point is old.

use jiff::ToSpan;

use crate::domain::person::Use;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "contact-stale",
    group: Group::Route,
    summary: "the contact point is marked old, or was confirmed long ago and not since",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Warns when the period of a contact point is over, it is marked old, or it was once confirmed and not again for 12 months. One that was never confirmed since the import stands on a worklist only.

### Why it matters
Numbers are given to new people; up to a fifth of some lists cannot be delivered.

### Example
A mobile last confirmed in 2024.

### How to settle it
Confirm it with the patient by another route.

### Source
NHS England guidance on electronic messages: contact details.",
};

declare! {
    /// The contact point is old.
    ContactStale, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let (Some(contact), Some(today)) = (case.contact(), case.today()) else { return };
    let months = i64::from(case.checker.settings.contact_stale_months);
    let show = contact.value.show();
    let long_ago = contact
        .verified
        .as_ref()
        .map(|verified| verified.on)
        .filter(|on| on.checked_add(months.months()).is_ok_and(|until| until < today));
    let message = if contact.period.is_over(today) || contact.use_ == Use::Old {
        format!("{show} is no longer in use")
    } else if let Some(on) = long_ago {
        format!("{show} was last confirmed on {}", crate::domain::date::show(on))
    } else {
        return;
    };
    let mut finding = Finding::new(&META, Severity::Warn, message);
    let others = case.contacts().unwrap_or(&[]).iter();
    for other in others.filter(|c| c.id != contact.id && c.is_usable(case.content.channel, today)) {
        finding = finding.cure(format!("Use {}", other.value.show()), Change::Contact(other.id));
    }
    report.push(finding.cure("Open the patient, to confirm it", Change::OpenPatient));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Date, date};

    use crate::domain::contact::{Verification, Verified};
    use crate::policy::testing::{Desk, recorded};

    fn verified(on: Date) -> Desk {
        Desk::with_record().facts(|d| {
            let contact = &mut d.contacts.as_mut().unwrap()[0];
            contact.verified = Some(Verified { on, how: Verification::Desk, recorded: recorded() });
        })
    }

    #[test]
    fn confirmations_age() {
        assert_eq!(Desk::with_record().severity(META.id, "Hi"), None);
        assert_eq!(verified(date(2026, 5, 1)).severity(META.id, "Hi"), None);
        assert_eq!(verified(date(2025, 5, 1)).severity(META.id, "Hi"), Some(Severity::Warn));
        let old = Desk::with_record().facts(|d| d.contacts.as_mut().unwrap()[0].use_ = Use::Old);
        assert_eq!(old.severity(META.id, "Hi"), Some(Severity::Warn));
    }
}
