//! `proxy-age-16`: the patient is 16 or over and a parent's basis or number is still in use.

use crate::domain::communication::Recipient;
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

use super::proxy_age_review::parent;
use crate::domain::proxy::Basis;

static META: Meta = Meta {
    id: "proxy-age-16",
    group: Group::Recipient,
    summary: "the patient is 16 or over and a parental basis or number is in use",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
From the age of 16 stops a message to a parent on the ground of parental responsibility, and one to a parent's own number.

### Why it matters
At 16 a person decides about their care alone. A number taken down for a child outlives childhood.

### Example
A text for a 17-year-old that goes to her father's mobile.

### How to settle it
Ask for the patient's own number, or put a fresh basis on record.

### Source
Family Law Reform Act 1969, section 8; NHS England guidance on electronic messages: young people.",
};

declare! {
    /// A parent's basis or number outlived childhood.
    ProxyAge16, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(age) = case.age().filter(|age| *age >= case.checker.settings.own_contact_age) else { return };
    let described =
        matches!(case.reader, Reader::Described { basis: Some(Basis::ParentalResponsibility), .. });
    let name = match parent(case) {
        Some(parent) => facts::who(parent),
        None if described => "A parent".into(),
        None => return,
    };
    let own = case.today().and_then(|today| {
        let list = case.dossier?.contacts.as_deref()?;
        list.iter()
            .find(|c| c.is_usable(case.content.channel, today) && case.proxies_with(c).next().is_none())
            .map(|c| c.id)
    });
    let message = format!("The patient is {age}: parental responsibility ended as a basis for {name}");
    let mut finding = Finding::new(&META, Severity::Stop, message).seen_by(vec![name]);
    if !matches!(case.reader, Reader::Patient) {
        finding = finding.cure("Write to the patient", Change::Recipient(Recipient::Patient));
    } else if let Some(own) = own {
        finding = finding.cure("Use the patient's own contact point", Change::Contact(own));
    }
    report.push(finding.cure("Open the patient, for their own number or a fresh basis", Change::OpenPatient));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, ewa, mobile};

    #[test]
    fn parents_stop_at_sixteen() {
        assert_eq!(Desk::with_record().for_ewa().aged(17).severity(META.id, "Hello"), Some(Severity::Stop));
        assert_eq!(Desk::with_record().for_ewa().aged(12).severity(META.id, "Hello"), None);
        let hers = Desk::with_record().aged(17).facts(|d| {
            d.proxies = Some(vec![ewa()]);
            d.contacts.as_mut().unwrap()[0] = mobile(1, "07700 900777");
        });
        assert_eq!(hers.severity(META.id, "Hello"), Some(Severity::Stop));
        assert_eq!(Desk::with_record().aged(17).severity(META.id, "Hello"), None);
    }
}
