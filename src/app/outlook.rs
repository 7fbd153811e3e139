//! How a reminder would go if it were opened now: by which channel, and what stands in the way.

use super::context::Context;
use crate::domain::channel::Channel;
use crate::domain::dossier::Dossier;
use crate::domain::reminder::Reminder;
use crate::domain::severity::Severity;
use crate::domain::staff::Staff;
use crate::policy::prospect;

/// How a reminder would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The channel that would be used; `None`: no way is open.
    pub channel: Option<Channel>,
    /// Where it would go; empty where there is none.
    pub address: String,
    /// The loudest severity; `None`: clear.
    pub severity: Option<Severity>,
    /// The rule that blocks it, or [`crate::policy::prospect::NO_WAY`]; `None`: nothing does.
    pub blocked_by: Option<&'static str>,
    /// The first thing that stands in the way, or the first words of the text.
    pub words: String,
    /// The text that would be sent.
    pub text: String,
}

/// How a reminder would go for this patient.
pub fn outlook(reminder: &Reminder, dossier: &Dossier, staff: Option<&Staff>, cx: &Context<'_>) -> Outlook {
    let prospect = prospect(reminder, dossier, &cx.sources(staff));
    let loudest = prospect.verdict.findings.first();
    let place = prospect.contact.and_then(|id| dossier.contact(id));
    let has_place = prospect.contact.is_some();
    Outlook {
        channel: has_place.then_some(prospect.channel),
        address: place.map(|contact| contact.value.show()).unwrap_or_default(),
        severity: loudest.map(|finding| finding.severity).or((!has_place).then_some(Severity::Stop)),
        blocked_by: prospect.blocked_by(),
        words: match loudest {
            Some(finding) => finding.message.clone(),
            None if !has_place => "There is no way to reach this patient on file".into(),
            None => String::new(),
        },
        text: prospect.body,
    }
}
