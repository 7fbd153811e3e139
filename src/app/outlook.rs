//! How a reminder would go if it were opened now: by which channel, and what stands in the way.

use super::context::Context;
use crate::domain::channel::Channel;
use crate::domain::dossier::Dossier;
use crate::domain::reminder::Reminder;
use crate::domain::severity::Severity;
use crate::domain::staff::Staff;
use crate::policy::{Finding, Prospect, prospect};

/// How a reminder would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The channel that would be used; `None`: no way is open.
    pub channel: Option<Channel>,
    /// Where it would go; empty where there is none.
    pub address: String,
    /// The loudest severity; `None`: clear.
    pub severity: Option<Severity>,
    /// The rule that blocks it, [`crate::policy::prospect::PAST`] or [`crate::policy::prospect::NO_WAY`]; `None`: nothing does.
    pub blocked_by: Option<&'static str>,
    /// The first thing that stands in the way, or the first words of the text.
    pub words: String,
    /// How many more warnings and stops there are.
    pub more: usize,
    /// The first cure of the first thing that stands in the way.
    pub cure: Option<String>,
    /// The text that would be sent.
    pub text: String,
}

/// How a reminder would go for this patient.
pub fn outlook(reminder: &Reminder, dossier: &Dossier, staff: Option<&Staff>, cx: &Context<'_>) -> Outlook {
    let prospect = prospect(reminder, dossier, &cx.sources(staff));
    let place = prospect.contact.and_then(|id| dossier.contact(id));
    let obstacle = obstacle(&prospect);
    let found = &prospect.verdict.findings;
    let is_louder = |finding: &&Finding| obstacle.is_none() || finding.severity == Severity::Stop;
    let first = found.first().filter(is_louder).filter(|_| !prospect.over);
    let asking = first.filter(|finding| finding.severity > Severity::Note);
    let all = found.iter().filter(|finding| finding.severity > Severity::Note).count();
    Outlook {
        channel: prospect.contact.map(|_| prospect.channel),
        address: place.map(|contact| contact.value.show()).unwrap_or_default(),
        severity: obstacle.map(|_| Severity::Stop).max(found.first().map(|finding| finding.severity)),
        blocked_by: prospect.blocked_by(),
        words: match (first, obstacle) {
            (Some(finding), _) => finding.message.clone(),
            (None, words) => words.unwrap_or_default().into(),
        },
        more: asking.map_or(0, |_| all.saturating_sub(1)),
        cure: asking.and_then(|finding| finding.cures.first()).map(|cure| cure.title.to_string()),
        text: prospect.body,
    }
}

/// What no rule says: its time is over, or there is no way to the patient.
fn obstacle(prospect: &Prospect) -> Option<&'static str> {
    let no_way = prospect.contact.is_none().then_some("There is no way to reach this patient on file");
    prospect.over.then_some(Reminder::OVER).or(no_way)
}
