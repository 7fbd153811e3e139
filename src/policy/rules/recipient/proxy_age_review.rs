//! `proxy-age-review`: a young patient's parent's details have not been looked at since 11 or 13.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::communication::Recipient;
use crate::domain::contact::ContactPoint;
use crate::domain::proxy::{Basis, Proxy};
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "proxy-age-review",
    group: Group::Recipient,
    summary: "the patient is 11 to 15 and the parent's details were not reviewed since 11 or 13",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
For a patient of 11 to 15: warns when a parent reads the message, or the parent's own number is used, and nobody looked at that since the patient turned 11, and again since 13. A stop when the message names a sensitive topic. The ages are settings.

### Why it matters
A young person may come alone and consent for themselves; a text to mum tells what they came for.

### Example
A text about a 14-year-old's appointment to the number taken down when she was 6.

### How to settle it
Review it with the patient, ask for their own number, or write to them by another route.

### Source
NHS England guidance on electronic messages: young people; Gillick competence.",
};

declare! {
    /// A parent's details are due for review.
    ProxyAgeReview, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    let (Some(age), Some(today)) = (case.age(), case.today()) else { return };
    let [first, second] = case.checker.settings.parent_review_ages;
    if !(first..case.checker.settings.own_contact_age).contains(&age) {
        return;
    }
    let Some(parent) = parent(case) else { return };
    let due = if age >= second { second } else { first };
    let birth =
        case.patient().and_then(|patient| patient.birth_date).and_then(crate::domain::date::PartialDate::day);
    let birthday = birth.and_then(|day| day.checked_add(i64::from(due).years()).ok());
    if birthday.is_some_and(|birthday| reviewed(case, parent).is_some_and(|on| on >= birthday && on <= today))
    {
        return;
    }
    let sensitive = !scan.topics().is_empty();
    let severity = if sensitive { Severity::Stop } else { Severity::Warn };
    let name = facts::who(parent);
    report.push(
        Finding::new(
            &META,
            severity,
            format!("The patient is {age}: {name}'s details were not reviewed since the age of {due}"),
        )
        .seen_by(vec![name])
        .cure("Open the patient, to review it", Change::OpenPatient)
        .cure("Write to the patient", Change::Recipient(Recipient::Patient)),
    );
}

/// The parent who reads, or whose number is used.
pub fn parent<'c>(case: &'c Case<'_>) -> Option<&'c Proxy> {
    let parental = |proxy: &&Proxy| proxy.basis == Basis::ParentalResponsibility;
    match case.reader {
        Reader::Proxy(proxy) => Some(proxy).filter(parental),
        Reader::Patient => case.contact().and_then(|contact| case.proxies_with(contact).find(parental)),
        Reader::Described { .. } => None,
    }
}

/// When the parent's authority or number was last looked at.
fn reviewed(case: &Case<'_>, parent: &Proxy) -> Option<Date> {
    let verified = |contact: &ContactPoint| contact.verified.as_ref().map(|verified| verified.on);
    let contact = case.contact().and_then(verified);
    let decided = case.now.map(|now| now.local_of(parent.recorded.at).date());
    contact.max(decided)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::date::PartialDate;
    use crate::policy::testing::{Desk, ewa};

    fn desk(born: Date, recorded: &str) -> Desk {
        let mut proxy = ewa();
        proxy.recorded.at = recorded.parse().unwrap();
        Desk::with_record()
            .facts(|d| {
                d.proxies = Some(vec![proxy]);
                d.patient.birth_date = Some(PartialDate::Day(born));
            })
            .for_ewa()
    }

    #[test]
    fn reviews_fall_due_at_eleven_and_thirteen() {
        let old = "2019-01-05T09:00:00Z";
        let twelve = date(2014, 5, 1);
        let fourteen = date(2012, 5, 1);
        assert_eq!(desk(twelve, old).severity(META.id, "Hello"), Some(Severity::Warn));
        assert_eq!(desk(twelve, "2025-06-01T09:00:00Z").severity(META.id, "Hello"), None);
        assert_eq!(desk(fourteen, "2024-06-01T09:00:00Z").severity(META.id, "Hello"), Some(Severity::Warn));
        assert_eq!(desk(fourteen, old).severity(META.id, "Your sertraline"), Some(Severity::Stop));
        assert_eq!(desk(date(2018, 5, 1), old).severity(META.id, "Hello"), None);
    }
}
