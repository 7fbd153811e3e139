//! A message on its way out: the hold, the hand-over, and the question whether it was sent.
//!
//! The intent is committed before the hand-over and the outcome after it. The dossier is read and judged once more at the
//! very moment of the hand-over. Whatever fails on the way leaves the message on the worklist, never sent twice.

use jiff::Timestamp;

use super::Overlay;
use super::form::Form;
use crate::app::action::{Action, Place};
use crate::app::context::Context;
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::msg::{Reply, Trouble};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::who::Who;
use crate::app::writing::rejudge;
use crate::domain::channel::Channel;
use crate::domain::communication::{HandOver, Message, NotSent};
use crate::domain::dossier::{Dossier, Revisions};
use crate::domain::draft::Asks;
use crate::domain::log::{Appended, Event, NewEntry};
use crate::domain::reminder::Reminder;

/// Where the message stands on its way.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// Held; it can be taken back until then.
    Hold(Timestamp),
    /// The hold is over and a person decides: a message that was left held, now opened again.
    Ready,
    /// The facts are read once more.
    Checking,
    /// They say no: these are the stops that nobody has settled.
    Refused(Vec<String>),
    /// The intent is being written.
    Intent,
    /// It is being handed over.
    Handing,
    /// The outcome is being written.
    Outcome,
    /// It left: was it sent?
    Confirm,
    /// The end is being written: sent, not sent, taken back.
    Closing,
    /// A step failed; Enter tries the same step again.
    Stuck(Trouble),
}

/// What can be chosen with the arrows and Enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Hand it over now.
    Now,
    /// Take it back.
    TakeBack,
    /// It was sent.
    Sent,
    /// It was not sent.
    NotSent,
    /// Copy the text again.
    CopyAgain,
    /// Copy the subject line: mail programs have a field of its own for it.
    CopySubject,
    /// Try the step that failed again.
    Again,
    /// Leave it on the worklist.
    Later,
}

impl Choice {
    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Now => "Hand it over now",
            Self::TakeBack => "Take it back",
            Self::Sent => "Yes, it was sent",
            Self::NotSent => "No, it was not sent",
            Self::CopyAgain => "Copy the text again",
            Self::CopySubject => "Copy the subject",
            Self::Again => "Try again",
            Self::Later => "Later: leave it on the worklist",
        }
    }

    /// The action of the same meaning.
    pub const fn action(self) -> Action {
        match self {
            Self::Now | Self::Again => Action::Open,
            Self::TakeBack => Action::TakeBack,
            Self::Sent => Action::Sent,
            Self::NotSent => Action::NotSent,
            Self::CopyAgain => Action::CopyAgain,
            Self::CopySubject => Action::CopySubject,
            Self::Later => Action::Later,
        }
    }
}

/// A message on its way out.
#[derive(Debug)]
pub struct Outgoing {
    /// The message.
    pub message: Box<Message>,
    /// Who it is about, to be matched against the other system's window.
    pub who: Who,
    /// By what way it leaves.
    pub how: HandOver,
    /// Where it stands.
    pub phase: Phase,
    /// The file in the outbox.
    pub file: Option<String>,
    /// The choice under the cursor, counted from the last: the harmless one is the last and the first to stand on.
    pub up: usize,
    ways: Vec<HandOver>,
    entry: Option<NewEntry>,
    ending: &'static str,
}

/// The ways by which a message of this channel can leave, the usual one first.
pub fn ways(channel: Channel, cx: &Context<'_>) -> Vec<HandOver> {
    if channel == Channel::Phone || channel == Channel::Voicemail {
        return vec![HandOver::Spoken];
    }
    let systems = cx.systems.iter().cloned().map(HandOver::System);
    [HandOver::Clipboard, HandOver::Outbox].into_iter().chain(systems).collect()
}

impl Outgoing {
    /// A message that was just prepared and is held.
    pub fn held(message: Box<Message>, who: Who, how: HandOver, cx: &Context<'_>) -> Self {
        let phase = Phase::Hold(message.hold_until);
        let ways = ways(message.channel, cx);
        Self { message, who, how, phase, file: None, up: 0, ways, entry: None, ending: "" }
    }

    /// A message that was left held, opened again.
    pub fn resumed(message: Box<Message>, who: Who, cx: &Context<'_>) -> Self {
        let how = ways(message.channel, cx).into_iter().next().unwrap_or(HandOver::Clipboard);
        let over = message.hold_until <= cx.now.at;
        let mut outgoing = Self::held(message, who, how, cx);
        if over {
            outgoing.phase = Phase::Ready;
        }
        outgoing
    }

    /// Seconds of the hold that are left.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        match self.phase {
            Phase::Hold(until) => {
                (until.as_millisecond() - now.as_millisecond() + 999).max(0).div_euclid(1000)
            }
            _ => 0,
        }
    }

    fn append(&mut self, event: Event, judged: Option<Revisions>, phase: Phase, turn: &mut Turn<'_>) {
        let Some(entry) = turn.entry(event, judged) else { return };
        self.entry = Some(entry.clone());
        self.phase = phase;
        turn.ask(Slot::HandOver, Request::Append(Box::new(entry)));
    }

    /// Tries the step that failed again, with the same entry: it cannot happen twice.
    fn again(&mut self, turn: &mut Turn<'_>) {
        let Some(entry) = self.entry.clone() else { return self.check(turn) };
        self.phase = match entry.event {
            Event::HandingOver { .. } => Phase::Intent,
            Event::HandedOver { .. } => Phase::Outcome,
            _ => Phase::Closing,
        };
        turn.ask(Slot::HandOver, Request::Append(Box::new(entry)));
    }

    fn check(&mut self, turn: &mut Turn<'_>) {
        self.phase = Phase::Checking;
        let request = match self.message.reminder {
            Some(reminder) => Request::Answerable(vec![reminder]),
            None => Request::Dossier(self.message.patient),
        };
        turn.ask(Slot::HandOver, request);
    }

    fn judge(&mut self, reminder: Option<&Reminder>, dossier: &Dossier, turn: &mut Turn<'_>) {
        let stops = rejudge(&self.message, reminder, dossier, turn.cx);
        if !stops.is_empty() {
            self.phase = Phase::Refused(stops);
            return;
        }
        let event = Event::HandingOver { communication: self.message.id, how: self.how.clone() };
        self.append(event, Some(dossier.revisions), Phase::Intent, turn);
    }

    fn hand_over(&mut self, turn: &mut Turn<'_>) {
        self.entry = None;
        match self.how {
            HandOver::Clipboard => {
                self.phase = Phase::Handing;
                turn.copy(Slot::HandOver, self.message.body.clone());
            }
            HandOver::Outbox => {
                self.phase = Phase::Handing;
                turn.ask(Slot::HandOver, Request::Outbox(self.message.clone()));
            }
            HandOver::System(_) | HandOver::Spoken => self.outcome(turn),
        }
    }

    fn outcome(&mut self, turn: &mut Turn<'_>) {
        let event = Event::HandedOver {
            communication: self.message.id,
            how: self.how.clone(),
            file: self.file.clone(),
        };
        self.append(event, None, Phase::Outcome, turn);
    }

    fn failed(&mut self, trouble: &Trouble, turn: &mut Turn<'_>) {
        let event = Event::NotSent {
            communication: self.message.id,
            reason: NotSent::Failed,
            words: format!("the hand-over failed: {}", trouble.what),
        };
        self.ending = "Not handed over; the record says so";
        turn.trouble(trouble.clone());
        self.append(event, None, Phase::Closing, turn);
    }

    fn close(&mut self, reason: Option<(NotSent, String)>, ending: &'static str, turn: &mut Turn<'_>) {
        let communication = self.message.id;
        let event = match reason {
            Some((reason, words)) => Event::NotSent { communication, reason, words },
            None => Event::Sent { communication },
        };
        self.ending = ending;
        self.append(event, None, Phase::Closing, turn);
    }

    fn appended(&mut self, appended: &Appended, turn: &mut Turn<'_>) {
        if let Appended::Conflict(_) = appended {
            return self.check(turn);
        }
        match self.phase {
            Phase::Intent => self.hand_over(turn),
            Phase::Outcome => {
                self.entry = None;
                self.up = 0;
                self.phase = Phase::Confirm;
            }
            Phase::Closing => {
                turn.done(self.ending);
                turn.go(Go::Back);
            }
            _ => {}
        }
    }

    fn take_back(&mut self, turn: &mut Turn<'_>) {
        self.close(Some((NotSent::TakenBack, String::new())), "Taken back: nothing was handed over", turn);
    }

    fn turn_way(&mut self, back: bool) {
        let count = self.ways.len().max(1);
        let at = self.ways.iter().position(|way| *way == self.how).unwrap_or(0);
        let next = if back { at + count - 1 } else { at + 1 } % count;
        if let Some(way) = self.ways.get(next) {
            self.how = way.clone();
        }
    }

    /// What can be chosen now; empty while there is nothing to choose.
    pub fn choices(&self) -> &'static [Choice] {
        match self.phase {
            Phase::Ready => &[Choice::Now, Choice::TakeBack, Choice::Later],
            Phase::Refused(_) => &[Choice::TakeBack, Choice::Later],
            Phase::Confirm if self.how == HandOver::Clipboard && !self.message.subject.is_empty() => {
                &[Choice::Sent, Choice::NotSent, Choice::CopySubject, Choice::CopyAgain, Choice::Later]
            }
            Phase::Confirm if self.how == HandOver::Clipboard => {
                &[Choice::Sent, Choice::NotSent, Choice::CopyAgain, Choice::Later]
            }
            Phase::Confirm => &[Choice::Sent, Choice::NotSent, Choice::Later],
            Phase::Stuck(_) => &[Choice::Again, Choice::Later],
            _ => &[],
        }
    }

    /// The choice under the cursor.
    pub fn choice(&self) -> Option<Choice> {
        self.choices().iter().rev().nth(self.up).copied()
    }

    fn choose(&mut self, choice: Choice, turn: &mut Turn<'_>) {
        match choice {
            Choice::Now => self.check(turn),
            Choice::Again => self.again(turn),
            Choice::TakeBack => self.take_back(turn),
            Choice::Sent => self.close(None, "Sent: it is on the record", turn),
            Choice::NotSent => {
                let asks = Asks::NotSent(self.message.id);
                let form = Form::not_sent("It was not sent").asking(asks, self.message.patient);
                turn.open(Overlay::Form(Box::new(form)));
            }
            Choice::CopyAgain => turn.copy(Slot::Copy, self.message.body.clone()),
            Choice::CopySubject => turn.copy(Slot::Copy, self.message.subject.clone()),
            Choice::Later if self.phase == Phase::Confirm => {
                turn.done("Handed over, not confirmed: it waits on the worklist");
                turn.go(Go::Back);
            }
            Choice::Later => {
                turn.hint("It stays on the worklist; nothing was handed over");
                turn.go(Go::Back);
            }
        }
    }

    const fn is_held(&self) -> bool {
        matches!(self.phase, Phase::Hold(_) | Phase::Ready | Phase::Refused(_))
    }
}

impl Part for Outgoing {
    fn place(&self) -> Place {
        Place::HandOver
    }

    fn holds(&self) -> bool {
        true
    }

    fn label(&self, action: Action) -> &'static str {
        if action == Action::Open { "Choose" } else { action.label() }
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::TakeBack => self.is_held(),
            Action::Open => !self.choices().is_empty(),
            Action::Back => self.is_held() || matches!(self.phase, Phase::Stuck(_)),
            action => self.choices().iter().any(|choice| choice.action() == action),
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        if let Phase::Hold(until) = self.phase {
            turn.wake(until.min(turn.later(1000)));
        }
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        let last = self.choices().len().saturating_sub(1);
        match action {
            Action::Back if matches!(self.phase, Phase::Hold(_)) => self.take_back(turn),
            Action::TakeBack if self.is_held() => self.take_back(turn),
            Action::Left | Action::Right if self.is_held() => self.turn_way(action == Action::Left),
            Action::Up => self.up = (self.up + 1).min(last),
            Action::Down => self.up = self.up.min(last).saturating_sub(1),
            Action::Open if !turn.fresh => turn.hint("Let go of the key, then press it again"),
            Action::Open => {
                if let Some(choice) = self.choice() {
                    self.choose(choice, turn);
                }
            }
            Action::Back if self.phase == Phase::Confirm => turn.hint("Was it sent? Say so, or choose later"),
            Action::Back if self.offers(Action::Back) => self.choose(Choice::Later, turn),
            action => {
                let choice = self.choices().iter().find(|choice| choice.action() == action);
                if let Some(choice) = choice.copied() {
                    self.choose(choice, turn);
                }
            }
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Dossier(Ok(dossier)) if self.phase == Phase::Checking => self.judge(None, &dossier, turn),
            Reply::Answerable(read) if self.phase == Phase::Checking => match read.into_iter().next() {
                Some(Ok(read)) => self.judge(Some(&read.0), &read.1, turn),
                Some(Err(trouble)) => self.phase = Phase::Stuck(trouble),
                None => {}
            },
            Reply::Appended(Ok(appended)) => self.appended(&appended, turn),
            Reply::Copied(Ok(())) if self.phase == Phase::Handing => self.outcome(turn),
            Reply::Filed(Ok(file)) if self.phase == Phase::Handing => {
                self.file = Some(file);
                self.outcome(turn);
            }
            Reply::Copied(Err(trouble)) | Reply::Filed(Err(trouble)) if self.phase == Phase::Handing => {
                self.failed(&trouble, turn);
            }
            Reply::Dossier(Err(trouble)) | Reply::Appended(Err(trouble)) => {
                self.phase = Phase::Stuck(trouble);
            }
            _ => {}
        }
    }

    fn tick(&mut self, turn: &mut Turn<'_>) {
        let Phase::Hold(until) = self.phase else { return };
        if turn.at() >= until {
            self.check(turn);
        } else {
            turn.wake(until.min(turn.later(1000)));
        }
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        if let Pick::NotSent(reason, words) = pick {
            self.close(Some((reason, words)), "Not sent: the record says why", turn);
        }
    }
}
