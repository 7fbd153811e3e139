//! `proxy-ended`: the proxy's authority is over, or soon will be.

use crate::domain::communication::Recipient;
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "proxy-ended",
    group: Group::Recipient,
    summary: "the proxy's authority is over; a warning from 30 days before",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops when the end date of the proxy's authority has passed; warns in the 30 days before it, and when its review is overdue.

### Why it matters
Consent is given for a time. What held last year may have been taken back with the friendship.

### Example
A carer's consent that ended in October.

### How to settle it
Ask the patient and put the review on record, or write to the patient.

### Source
NHS England guidance on electronic messages: proxies.",
};

declare! {
    /// A proxy's authority is over.
    ProxyEnded, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let (Reader::Proxy(proxy), Some(today)) = (case.reader, case.today()) else { return };
    let name = facts::who(proxy);
    let days = i32::from(case.checker.settings.proxy_ending_days);
    let show = crate::domain::date::show;
    let (severity, message) = match (proxy.period.end, proxy.review) {
        (Some(end), _) if end < today => {
            (Severity::Stop, format!("The authority of {name} ended on {}", show(end)))
        }
        (Some(end), _) if (end - today).get_days() <= days => {
            (Severity::Warn, format!("The authority of {name} ends on {}", show(end)))
        }
        (_, Some(review)) if review < today => {
            (Severity::Warn, format!("The authority of {name} was to be reviewed by {}", show(review)))
        }
        _ => return,
    };
    report.push(
        Finding::new(&META, severity, message)
            .cure("Open the patient, to review it", Change::OpenPatient)
            .cure("Write to the patient", Change::Recipient(Recipient::Patient)),
    );
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::date::Period;
    use crate::domain::proxy::Proxy;
    use crate::policy::testing::{Desk, ewa};

    fn severity(end: Option<jiff::civil::Date>, review: Option<jiff::civil::Date>) -> Option<Severity> {
        let proxy = Proxy { period: Period { start: None, end }, review, ..ewa() };
        Desk::with_record().facts(|d| d.proxies = Some(vec![proxy])).for_ewa().severity(META.id, "Hello")
    }

    #[test]
    fn ends_are_seen_coming() {
        assert_eq!(severity(None, None), None);
        assert_eq!(severity(Some(date(2026, 11, 21)), None), Some(Severity::Stop));
        assert_eq!(severity(Some(date(2026, 12, 20)), None), Some(Severity::Warn));
        assert_eq!(severity(Some(date(2027, 6, 1)), None), None);
        assert_eq!(severity(None, Some(date(2026, 11, 1))), Some(Severity::Warn));
    }
}
