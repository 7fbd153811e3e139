//! What a reminder would send if it were sent now: by which channel, where, which words, and what the rules say of it.

use super::adviser::{Fit, advise};
use super::case::{Case, Content, Reader};
use super::finding::Verdict;
use super::registry::judge;
use super::templates::Sources;
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::communication::RecordMode;
use crate::domain::dossier::Dossier;
use crate::domain::ids::ContactPointId;
use crate::domain::reminder::Reminder;
use crate::domain::severity::Severity;
use crate::domain::template::Format;

/// What a reminder would send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prospect {
    /// By what.
    pub channel: Channel,
    /// Where to; `None`: there is no way.
    pub contact: Option<ContactPointId>,
    /// The subject line, as it is kept whatever the channel.
    pub subject: String,
    /// The text.
    pub body: String,
    /// What the rules say.
    pub verdict: Verdict,
    /// The appointment that it is about is over.
    pub over: bool,
}

impl Prospect {
    /// The rule of the first stop, or "past" where the appointment is over, or "no-way" where nowhere leads to the patient;
    /// `None`: nothing blocks it.
    pub fn blocked_by(&self) -> Option<&'static str> {
        if self.over {
            return Some(PAST);
        }
        let stop = self.verdict.findings.iter().find(|finding| finding.severity == Severity::Stop);
        stop.map(|finding| finding.rule).or(self.contact.is_none().then_some(NO_WAY))
    }
}

/// What blocks a reminder to which no rule objects, but to which no contact point leads.
pub const NO_WAY: &str = "no-way";

/// What blocks a reminder whose appointment is over.
pub const PAST: &str = "past";

/// What a reminder would send to this patient now.
pub fn prospect(reminder: &Reminder, dossier: &Dossier, sources: &Sources<'_>) -> Prospect {
    let mode = RecordMode::Exact;
    let mut case = Case {
        content: Content {
            subject: None,
            text: "",
            channel: Channel::Text,
            contact: None,
            record: Some(Some(&mode)),
            approved_template: false,
            format: Format::Standard,
        },
        reader: Reader::Patient,
        dossier: Some(dossier),
        purpose: Some(reminder.purpose),
        now: Some(sources.now),
        checker: sources.checker,
    };
    let (channel, contact) = route(&case, dossier).unwrap_or((Channel::Text, None));
    let mut text = reminder.text.clone().map(|text| (String::new(), text));
    if text.is_none() {
        let named = reminder.template.as_deref();
        if let Some(template) = sources.text_for(dossier, reminder.purpose, channel, named) {
            case.purpose = Some(template.purpose);
            case.content.approved_template = template.channels.contains(&channel);
            case.content.format = template.format;
            text = Some(sources.filled(template, dossier, Some(reminder)));
        }
    }
    let (subject, body) = text.unwrap_or_default();
    (case.content.channel, case.content.contact, case.content.text) = (channel, contact, &body);
    case.content.subject = channel.has_subject().then_some(subject.as_str());
    let verdict = if body.trim().is_empty() { Verdict::default() } else { judge(&case) };
    let over = reminder.is_over(sources.now.local());
    Prospect { channel, contact, subject, body, verdict, over }
}

/// The channel to begin with and where it leads: the adviser's best, else the first that leads anywhere.
fn route(case: &Case<'_>, dossier: &Dossier) -> Option<(Channel, Option<ContactPointId>)> {
    let advice = advise(case);
    let today = case.now.map(Moment::today)?;
    let contact_for = |channel| {
        let advised = advice.iter().find(|advice| advice.channel == channel).and_then(|one| one.contact);
        advised.or_else(|| {
            let usable =
                dossier.contacts.iter().flatten().filter(|contact| contact.is_usable(channel, today));
            usable.min_by_key(|contact| contact.rank.unwrap_or(u32::MAX)).map(|contact| contact.id)
        })
    };
    let best = advice.iter().find(|one| one.fit != Fit::Out).map(|one| one.channel);
    let channel =
        best.or_else(|| Channel::ALL.into_iter().find(|channel| contact_for(*channel).is_some()))?;
    Some((channel, contact_for(channel)))
}
