//! One reminder as it would go with a batch: what it sends now, or why it does not go.

use super::{Asks, Fate, Line, Why};
use crate::app::screen::compose::{Compose, Opening};
use crate::app::turn::Turn;
use crate::app::writing::{Standing, Writing};
use crate::domain::channel::Channel;
use crate::domain::dossier::Dossier;
use crate::domain::ids::ReminderId;
use crate::domain::reminder::Reminder;
use crate::domain::settlement::Settlement;
use crate::domain::sms;

/// Why a message does not go.
#[derive(Debug)]
pub(super) struct Out {
    why: Why,
    words: String,
    /// It is a warning that somebody may say they have seen.
    asks: Option<Box<Asks>>,
}

impl Out {
    fn new(why: Why, words: impl Into<String>) -> Self {
        Self { why, words: words.into(), asks: None }
    }

    /// What becomes of the line.
    pub(super) fn of(self, line: &mut Line) -> Fate {
        line.asks = self.asks;
        Fate::LeftOut(self.why, self.words)
    }
}

/// What a reminder would send now, and by what in how many parts; or why it does not go with a batch.
pub(super) fn look(
    line: &Line,
    dossier: &Dossier,
    drafts: &[ReminderId],
    turn: &Turn<'_>,
) -> Result<(Writing, Channel, usize), Out> {
    let reminder = &line.row.reminder;
    let now = turn.cx.now;
    if !reminder.state.is_open() {
        let words = format!("It does not wait any more: it is {}", reminder.state.slug());
        return Err(Out::new(Why::Answered, words));
    }
    if let Some(claim) = reminder.claimed_from(turn.actor().as_ref(), now.at) {
        let words = format!("{} at {} is at it", turn.name_of(claim.by.staff), claim.by.desk);
        return Err(Out::new(Why::Claimed, words));
    }
    if drafts.contains(&reminder.id) {
        return Err(Out::new(Why::Draft, "You began to write it: finish that draft or throw it away"));
    }
    if reminder.is_over(now.local()) {
        return Err(Out::new(Why::Past, Reminder::OVER));
    }
    let mut writing = Compose::preview(Opening::Reminder(line.row.clone()), dossier, turn.staff, turn.cx);
    writing.draft.settled.extend(line.seen.iter().cloned());
    judged(&writing)?;
    let channel = writing.draft.channel;
    let parts = if channel == Channel::Text { sms::count(&writing.draft.body).parts } else { 0 };
    Ok((writing, channel, parts))
}

/// Why a message that nobody looked at must not go.
fn judged(writing: &Writing) -> Result<(), Out> {
    let first = |wanted: Standing| {
        writing.verdict.findings.iter().find(|finding| writing.standing(finding) == wanted)
    };
    if let Some(finding) = first(Standing::Holds) {
        return Err(Out::new(Why::Stop, &finding.message));
    }
    if writing.draft.contact.is_none() {
        return Err(Out::new(Why::NoWay, "There is no way to reach this patient on file"));
    }
    if writing.draft.channel.is_spoken() {
        return Err(Out::new(Why::Spoken, "It is said on the phone: call"));
    }
    if let Some(finding) = first(Standing::Unseen) {
        let warning = writing.settled(finding, Settlement::Seen);
        let asks = Some(Box::new(Asks { warning, text: writing.draft.body.clone() }));
        return Err(Out { asks, ..Out::new(Why::Warning, &finding.message) });
    }
    writing.obstacle().map_or(Ok(()), |words| Err(Out::new(Why::Warning, words)))
}
