//! `contact-changed`: the contact point changed in the last days.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "contact-changed",
    group: Group::Route,
    summary: "the contact point changed in the last 7 days",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Warns when the value was replaced by another in the last 7 days. A first entry is no change.

### Why it matters
A changed number is a common slip, and the first step of somebody who wants to read another's messages.

### Example
A new mobile taken down yesterday.

### How to settle it
Confirm it by another route.

### Source
NHS England guidance on electronic messages: contact details.",
};

declare! {
    /// The contact point changed lately.
    ContactChanged, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let (Some(contact), Some(now)) = (case.contact(), case.now) else { return };
    let Some(changed) = contact.changed else { return };
    let days = (now.at.as_second() - changed.as_second()) / 86_400;
    if !(0..=i64::from(case.checker.settings.contact_changed_days)).contains(&days) {
        return;
    }
    let on = crate::domain::date::show(now.local_of(changed).date());
    report.push(
        Finding::new(
            &META,
            Severity::Warn,
            format!("{} is new since {on}: confirm it by another route", contact.value.show()),
        )
        .cure("Open the patient, to confirm it", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::Desk;

    #[test]
    fn a_fresh_change_warns() {
        let with = |at: &str| {
            let desk = Desk::with_record()
                .facts(|d| d.contacts.as_mut().unwrap()[0].changed = Some(at.parse().unwrap()));
            desk.severity(META.id, "Hi")
        };
        assert_eq!(with("2026-11-20T09:00:00Z"), Some(Severity::Warn));
        assert_eq!(with("2026-11-01T09:00:00Z"), None);
        assert_eq!(Desk::with_record().severity(META.id, "Hi"), None);
    }
}
