//! A day's end: what was handled and how it ended, what still waits and why, what is to be followed up.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::channel::Channel;
use super::checkpoint::{Phrase, TreeHead};
use super::communication::{CommunicationRow, NotSent, State};
use super::ids::{CommunicationId, PatientId, ReminderId};
use super::insights::Tally;
use super::log::{Entry, Event};

/// How something that was handled ended, as of the day's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Somebody confirmed that the message was sent.
    Sent,
    /// The patient was told on the phone.
    Told,
    /// A voicemail was left.
    Voicemail,
    /// It was handed over, and nobody has confirmed yet that it was sent.
    HandedOver,
    /// It is on the record and has not left, or it is not known whether it did.
    Held,
    /// It failed or came back; a call that nobody answered.
    Failed,
    /// It was not sent because the patient objects.
    Objected,
    /// Another route was used.
    OtherRoute,
    /// A finding stopped it.
    Stopped,
    /// It was taken back during the hold.
    TakenBack,
    /// It was not sent for another reason.
    OtherReason,
    /// A reminder was closed without a message.
    Closed,
}

impl Outcome {
    /// All outcomes, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::Sent,
        Self::Told,
        Self::Voicemail,
        Self::HandedOver,
        Self::Held,
        Self::Failed,
        Self::Objected,
        Self::OtherRoute,
        Self::Stopped,
        Self::TakenBack,
        Self::OtherReason,
        Self::Closed,
    ];

    /// The words on the screen and on the sheet.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Told => "told on the phone",
            Self::Voicemail => "voicemail left",
            Self::HandedOver => "handed over, not confirmed",
            Self::Held => "held, or outcome not known",
            Self::Failed => "failed, came back, no answer",
            Self::Objected => "not sent: the patient objects",
            Self::OtherRoute => "not sent: another route",
            Self::Stopped => "not sent: a finding stopped it",
            Self::TakenBack => "taken back",
            Self::OtherReason => "not sent: another reason",
            Self::Closed => "closed without a message",
        }
    }

    fn of(mark: &Mark, channel: Channel) -> Self {
        match (mark.state, channel) {
            (State::Sent, Channel::Phone) => Self::Told,
            (State::Sent, Channel::Voicemail) => Self::Voicemail,
            (State::Sent, _) => Self::Sent,
            (State::HandedOver, _) => Self::HandedOver,
            (State::Prepared | State::HandingOver, _) => Self::Held,
            (State::NotSent, _) => match mark.reason {
                Some(NotSent::Failed) => Self::Failed,
                Some(NotSent::Objection) => Self::Objected,
                Some(NotSent::OtherRoute) => Self::OtherRoute,
                Some(NotSent::Stopped) => Self::Stopped,
                Some(NotSent::TakenBack) => Self::TakenBack,
                Some(NotSent::Other) | None => Self::OtherReason,
            },
        }
    }
}

/// Where a message stood when the day ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its last state of the day.
    pub state: State,
    /// Since when.
    pub at: Timestamp,
    /// Why it was not sent.
    pub reason: Option<NotSent>,
    /// More words.
    pub words: String,
}

/// What the log says of a day, entry by entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The messages that the day touched, and where it left each.
    pub messages: BTreeMap<CommunicationId, Mark>,
    /// The reminders that it closed without a message and did not open again.
    pub closed: BTreeSet<ReminderId>,
    /// How many entries it has.
    pub entries: u64,
}

impl Ledger {
    /// Takes the next entry of the day.
    pub fn take(&mut self, entry: &Entry) {
        self.entries += 1;
        let mut mark = |id: CommunicationId, state, reason: Option<(NotSent, &str)>| {
            let (reason, words) = reason.map_or((None, ""), |(reason, words)| (Some(reason), words));
            self.messages.insert(id, Mark { state, at: entry.at, reason, words: words.to_owned() });
        };
        match &entry.event {
            Event::Prepared(message) => mark(message.id, State::Prepared, None),
            Event::HandingOver { communication, .. } => mark(*communication, State::HandingOver, None),
            Event::HandedOver { communication, .. } => mark(*communication, State::HandedOver, None),
            Event::Sent { communication } => mark(*communication, State::Sent, None),
            Event::NotSent { communication, reason, words } => {
                mark(*communication, State::NotSent, Some((*reason, words)));
            }
            Event::GivenUp { message, reason, words } => {
                mark(message.id, State::NotSent, Some((*reason, words)));
            }
            Event::ReminderDismissed { reminder, .. } => {
                self.closed.insert(*reminder);
            }
            Event::ReminderReopened { reminder, .. } => {
                self.closed.remove(reminder);
            }
            _ => {}
        }
    }

    /// How many ended how; `channel` knows by what each message went.
    pub fn outcomes(&self, channel: impl Fn(CommunicationId) -> Channel) -> Vec<(Outcome, u64)> {
        let mut counts: BTreeMap<Outcome, u64> = BTreeMap::new();
        for (id, mark) in &self.messages {
            *counts.entry(Outcome::of(mark, channel(*id))).or_default() += 1;
        }
        if !self.closed.is_empty() {
            counts.insert(Outcome::Closed, self.closed.len() as u64);
        }
        counts.into_iter().collect()
    }
}

/// An attempt that did not reach the patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    /// The message.
    pub message: CommunicationId,
    /// Whom it was about.
    pub patient: PatientId,
    /// Their name as staff read it.
    pub name: String,
    /// Their date of birth as staff read it; empty where it is not known.
    pub birth: String,
    /// Their NHS number as staff read it; empty where it is not known.
    pub number: String,
    /// By what it was tried.
    pub channel: Channel,
    /// When it failed.
    pub at: Timestamp,
    /// In whose words.
    pub words: String,
}

/// How many messages of a day went by each channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Volume {
    /// The day.
    pub on: Date,
    /// In the order of [`Channel::ALL`].
    pub channels: [u64; 6],
}

impl Volume {
    /// Those of all channels.
    pub fn total(&self) -> u64 {
        self.channels.iter().sum()
    }
}

/// What stands in the way of the reminders that are due: how many each rule blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Blocked {
    /// How many due reminders were judged.
    pub judged: u64,
    /// Whether there are more that were not.
    pub more: bool,
    /// By the rule of the first stop.
    pub rules: BTreeMap<String, u64>,
}

impl Blocked {
    /// Counts a reminder that was judged.
    pub fn add(&mut self, rule: Option<&str>) {
        self.judged += 1;
        if let Some(rule) = rule {
            *self.rules.entry(rule.to_owned()).or_default() += 1;
        }
    }

    /// How many are blocked.
    pub fn total(&self) -> u64 {
        self.rules.values().sum()
    }

    /// The rules, the one that blocks most first.
    pub fn most_first(&self) -> Vec<(&str, u64)> {
        let mut rules: Vec<(&str, u64)> =
            self.rules.iter().map(|(rule, count)| (rule.as_str(), *count)).collect();
        rules.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        rules
    }
}

/// A part of what waits, counted to a bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Its words: "Overdue".
    pub part: String,
    /// How many; above [`super::reminder::Queue::MOST`] there are more.
    pub count: usize,
}

/// A day's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day.
    pub on: Date,
    /// When this was put together.
    pub made: Timestamp,
    /// What was handled, by how it ended.
    pub outcomes: Vec<(Outcome, u64)>,
    /// What waits now; empty for a day that is past.
    pub waiting: Vec<Waiting>,
    /// Which rules block what is due now; nothing judged for a day that is past.
    pub blocked: Blocked,
    /// The attempts of the day to follow up.
    pub follow_ups: Vec<FollowUp>,
    /// Messages handed over and not confirmed, held, or of unknown outcome, the newest first; at most [`Day::LISTED`].
    pub unconfirmed: Vec<CommunicationRow>,
    /// How many there are of them.
    pub unconfirmed_count: u64,
    /// Messages not yet copied into the clinical record, the newest first; at most [`Day::LISTED`].
    pub to_copy: Vec<CommunicationRow>,
    /// How many there are of them.
    pub to_copy_count: u64,
    /// How many entries the log got that day.
    pub entries: u64,
    /// How the log stood.
    pub tree: TreeHead,
    /// The same as a phrase: kept on paper, it shows a log that was cut or replaced. `None`: there was too little memory.
    pub phrase: Option<Phrase>,
    /// Messages that left, by day and channel, the oldest day first.
    pub volume: Vec<Volume>,
    /// What each rule found in the messages of these days, the most overridden first.
    pub rules: Vec<(String, Tally)>,
}

impl Day {
    /// So many lines of a list are held.
    pub const LISTED: usize = 200;

    /// So many days the volume goes back, the day itself among them.
    pub const DAYS: i64 = 14;

    /// How many things were handled.
    pub fn handled(&self) -> u64 {
        self.outcomes.iter().map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{EntryId, StaffId};
    use crate::domain::log::Seal;
    use crate::domain::staff::Actor;

    fn entry(number: u64, event: Event) -> Entry {
        let at = Timestamp::from_second(1_795_400_000).unwrap();
        let actor = Actor { staff: StaffId::from_bytes([1; 16]), desk: "desk-1".into() };
        Entry { number, id: EntryId::from_bytes([2; 16]), at, actor, event, seal: Seal::NONE }
    }

    #[test]
    fn the_last_word_of_the_day_counts() {
        let (one, other) = (CommunicationId::from_bytes([1; 16]), CommunicationId::from_bytes([2; 16]));
        let reminder = ReminderId::from_bytes([3; 16]);
        let closed = |words: &str| Event::ReminderDismissed { reminder, words: words.into() };
        let reopened = Event::ReminderReopened { reminder, words: String::new() };
        let failed =
            Event::NotSent { communication: one, reason: NotSent::Failed, words: "no answer".into() };
        let mut ledger = Ledger::default();
        for (number, event) in [
            Event::Sent { communication: one },
            Event::Sent { communication: other },
            failed,
            closed("a"),
            reopened,
        ]
        .into_iter()
        .enumerate()
        {
            ledger.take(&entry(number as u64 + 1, event));
        }
        let channel = |id| if id == other { Channel::Phone } else { Channel::Text };
        assert_eq!(ledger.outcomes(channel), [(Outcome::Told, 1), (Outcome::Failed, 1)]);
        assert_eq!(ledger.entries, 5);
        ledger.take(&entry(6, closed("b")));
        assert_eq!(ledger.outcomes(channel).last(), Some(&(Outcome::Closed, 1)));
    }
}
