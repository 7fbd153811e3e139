//! `proxy-out-of-scope`: the proxy's authority does not cover this purpose or topic.

use crate::domain::communication::Recipient;
use crate::domain::severity::Severity;
use crate::policy::case::{Case, Reader};
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::neutral::{self, Against};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "proxy-out-of-scope",
    group: Group::Recipient,
    summary: "the proxy's authority does not cover this purpose or topic",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Compares the purpose and the topics of the message with what the proxy may be told.

### Why it matters
Consent to reminders is no consent to results.

### Example
A carer who may hear of appointments is sent a message about a result.

### How to settle it
Write to the patient, or use narrower words.

### Source
NHS England guidance on electronic messages: sensitive topics and proxies; UK GDPR article 9.",
};

declare! {
    /// The message lies outside a proxy's scope.
    ProxyOutOfScope, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    let Reader::Proxy(proxy) = case.reader else { return };
    let name = facts::who(proxy);
    if let Some(purpose) = case.purpose.filter(|purpose| !proxy.scope.holds(*purpose)) {
        let message = format!("{name} may not be told of this purpose ({})", purpose.label().to_lowercase());
        report.push(
            Finding::new(&META, Severity::Stop, message)
                .seen_by(vec![name.clone()])
                .cure("Write to the patient", Change::Recipient(Recipient::Patient))
                .cure("Open the patient", Change::OpenPatient),
        );
    }
    for topic in scan.topics().into_iter().filter(|topic| proxy.scope.without.contains(topic)) {
        report.push(
            Finding::new(&META, Severity::Stop, format!("{name} may not be told of {}", topic.label()))
                .about(topic)
                .seen_by(vec![name.clone()])
                .cures(neutral::cure(&scan.text, Against::Topics))
                .cure("Write to the patient", Change::Recipient(Recipient::Patient)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proxy::{Proxy, Scope};
    use crate::domain::purpose::Purpose;
    use crate::domain::topic::Topic;
    use crate::policy::testing::{Desk, ewa};

    #[test]
    fn purpose_and_topic_are_compared() {
        let scope = Scope { purposes: Some(vec![Purpose::Appointment]), without: vec![Topic::MentalHealth] };
        let mut desk =
            Desk::with_record().facts(|d| d.proxies = Some(vec![Proxy { scope, ..ewa() }])).for_ewa();
        desk.purpose = Some(Purpose::ResultAvailable);
        assert_eq!(desk.findings(META.id, "Hello").len(), 1);
        desk.purpose = Some(Purpose::Appointment);
        assert_eq!(desk.findings(META.id, "Hello").len(), 0);
        assert_eq!(desk.findings(META.id, "Her sertraline is ready").len(), 1);
    }
}
