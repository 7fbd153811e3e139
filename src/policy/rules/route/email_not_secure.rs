//! `email-not-secure`: personal content to an address that is not secure, and unmarked.

use crate::domain::channel::Channel;
use crate::domain::contact::ContactValue;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Cue;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "email-not-secure",
    group: Group::Route,
    summary: "personal content to an email address that is not secure, unmarked",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Stops an email that names a sensitive topic, a result or an identifier, to an address outside the secure domains, without [secure] in its subject and without a recorded acceptance of the risk.

### Why it matters
A patient's email address is not a secure one. NHSmail encrypts what is marked.

### Example
A letter about a clinic visit sent as a plain email.

### How to settle it
Mark the subject [secure], use neutral words or another channel, or put on the record that the patient knows the risk and accepted it.

### Source
NHSmail encryption guidance; NHS England guidance on electronic messages: secure platforms (this program's own reading).",
};

declare! {
    /// Personal content by an unsecured email.
    EmailNotSecure, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    if case.content.channel != Channel::Email {
        return;
    }
    let Some(ContactValue::Email(address)) = case.contact().map(|contact| &contact.value) else { return };
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain).trim().to_ascii_lowercase();
    let secure = &case.checker.settings.secure_email_domains;
    if secure
        .iter()
        .any(|d| domain == *d || domain.strip_suffix(d.as_str()).is_some_and(|rest| rest.ends_with('.')))
    {
        return;
    }
    let subject = case.content.subject.unwrap_or("");
    let marked = subject.to_ascii_lowercase().contains("[secure]");
    let personal = scan.fields().any(|f| {
        f.is_sensitive()
            || [Cue::Result, Cue::BadNews, Cue::Identifier].iter().any(|cue| !f.cue(*cue).is_empty())
    });
    if marked || !personal || is_accepted(case) {
        return;
    }
    let marking = format!("[secure] {subject}");
    report.push(
        Finding::new(&META, Severity::Stop, format!("Personal content to {domain}, which is not secure"))
            .cure(
                "Mark it [secure]",
                Change::Rewrite {
                    field: crate::domain::span::Field::Subject,
                    text: marking.trim_end().to_owned(),
                },
            )
            .cures(crate::policy::facts::other_channels(case, &[Channel::Text]))
            .cure("Record that the patient accepts the risk", Change::OpenPatient),
    );
}

/// Whether the patient accepted plain email for what this message names, or for anything.
fn is_accepted(case: &Case<'_>) -> bool {
    let (Some(dossier), Some(today)) = (case.dossier, case.today()) else { return false };
    dossier
        .agreements
        .iter()
        .flatten()
        .any(|agreement| agreement.channel == Channel::Email && agreement.holds(today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::Desk;

    #[test]
    fn personal_content_is_marked() {
        let mut desk = Desk::with_record().by(Channel::Email, 2);
        assert_eq!(desk.severity(META.id, "Your sertraline is ready"), Some(Severity::Stop));
        assert_eq!(desk.severity(META.id, "Your flu jab is due"), None);
        desk.subject = Some("[secure] Your visit".into());
        assert_eq!(desk.severity(META.id, "Your sertraline is ready"), None);
    }
}
