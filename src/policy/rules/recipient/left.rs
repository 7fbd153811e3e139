//! `recipient-left`: the patient is no longer registered here.

use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "recipient-left",
    group: Group::Recipient,
    summary: "the patient is no longer registered here",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops messages about patients who left the practice.

### Why it matters
Their care is elsewhere: the message confuses, and what is on file here is old.

### Example
A review invitation to a patient who moved to another town last year.

### How to settle it
Withdraw it, and note the new practice where it is known.

### Source
Personal Demographics Service, removal from registration.",
};

declare! {
    /// The patient left.
    Left, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(left) = case.patient().and_then(|patient| patient.left.as_ref()) else { return };
    let since = left.on.map(|date| format!(" since {}", crate::domain::date::show(date))).unwrap_or_default();
    report.push(
        Finding::new(&META, Severity::Stop, format!("No longer registered here{since}"))
            .cure("Do not send it", Change::GiveUp)
            .cure("Open the patient, to note the new practice", Change::OpenPatient),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::patient::Left as Leaving;
    use crate::policy::testing::Desk;

    #[test]
    fn leaving_stops() {
        let desk = Desk::with_record().facts(|d| d.patient.left = Some(Leaving { on: None, reason: None }));
        assert_eq!(desk.severity(META.id, "Hello"), Some(Severity::Stop));
        assert_eq!(Desk::with_record().severity(META.id, "Hello"), None);
    }
}
