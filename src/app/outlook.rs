//! How a reminder would go if it were opened now: by which channel, and what stands in the way.

use super::context::Context;
use super::screen::compose::{Compose, Opening};
use crate::domain::channel::Channel;
use crate::domain::dossier::Dossier;
use crate::domain::reminder::{Reminder, ReminderRow};
use crate::domain::severity::Severity;
use crate::domain::staff::Staff;

/// How a reminder would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The channel that would be used; `None`: no way is open.
    pub channel: Option<Channel>,
    /// Where it would go; empty where there is none.
    pub address: String,
    /// The loudest severity; `None`: clear.
    pub severity: Option<Severity>,
    /// The first thing that stands in the way, or the first words of the text.
    pub words: String,
    /// The text that would be sent.
    pub text: String,
}

/// How a reminder would go for this patient.
pub fn outlook(reminder: &Reminder, dossier: &Dossier, staff: Option<&Staff>, cx: &Context<'_>) -> Outlook {
    let today = cx.now.today();
    let row = ReminderRow {
        reminder: reminder.clone(),
        patient_name: dossier.patient.show_name(today),
        patient_birth: String::new(),
    };
    let writing = Compose::preview(Opening::Reminder(row), dossier, staff, cx);
    let loudest = writing.verdict.findings.first();
    let has_place = writing.draft.contact.is_some();
    Outlook {
        channel: has_place.then_some(writing.draft.channel),
        address: writing.address(),
        severity: loudest.map(|finding| finding.severity).or((!has_place).then_some(Severity::Stop)),
        words: match loudest {
            Some(finding) => finding.message.clone(),
            None if !has_place => "There is no way to reach this patient on file".into(),
            None => String::new(),
        },
        text: writing.draft.body,
    }
}
