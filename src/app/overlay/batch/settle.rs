//! What is settled in the list before a batch goes: a warning is seen by a key, a reminder is closed for the reason that stands
//! beside it.

use super::{Batch, Fate, Line, Phase, Why};
use crate::app::action::Action;
use crate::app::effect::Request;
use crate::app::msg::Trouble;
use crate::app::state::Slot;
use crate::app::turn::Turn;
use crate::domain::log::{Appended, Event};
use crate::domain::settlement::SettledFinding;

/// A warning that keeps a message out of the batch until somebody says that they have seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    /// The warning, as the record has it once it is seen.
    pub(super) warning: SettledFinding,
    /// The text that would go.
    pub text: String,
}

/// What is being settled: the place of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settling {
    /// It is judged anew with its warning seen.
    Seen(usize),
    /// It is being closed.
    Closing(usize),
}

impl Why {
    /// Whether the reminder may be closed for this reason: another desk or a draft may still be at the others.
    const fn closes(self) -> bool {
        matches!(self, Self::Stop | Self::Warning | Self::NoWay | Self::Spoken | Self::Twin | Self::Past)
    }
}

impl Batch {
    fn under(&self) -> Option<&Line> {
        (self.phase == Phase::Review).then(|| self.cursor.of(&self.lines)).flatten()
    }

    /// Whether the line under the cursor has a warning that can be seen.
    pub(super) fn asks_to_be_seen(&self) -> bool {
        self.under().is_some_and(|line| line.asks.is_some())
    }

    /// Why the reminder under the cursor can be closed, in words for the record.
    pub(super) fn reason_to_close(&self) -> Option<String> {
        match &self.under()?.fate {
            Fate::LeftOut(why, words) if why.closes() => Some(format!("{}: {words}", why.label())),
            _ => None,
        }
    }

    /// The warning under the cursor is seen, and the message judged anew: the next one asks, or it goes with the others.
    pub(super) fn see(&mut self, turn: &mut Turn<'_>) {
        let at = self.cursor.at;
        let asks = self.lines.get_mut(at).filter(|_| !turn.rapid).and_then(|line| line.asks.take());
        let (Some(asks), Some(line)) = (asks, self.lines.get_mut(at)) else {
            return turn.hint("Only a warning is seen: what stops is cured in the message itself");
        };
        line.seen.push(asks.warning);
        line.fate = Fate::Pending;
        self.settling = Some(Settling::Seen(at));
        self.phase = Phase::Judging;
        self.ask_facts(turn);
    }

    /// The cursor goes on from a line that asks for nothing more.
    pub(super) fn go_on_from_seen(&mut self, turn: &Turn<'_>) {
        let Some(Settling::Seen(at)) = self.settling.take() else { return };
        if self.lines.get(at).is_some_and(|line| matches!(line.fate, Fate::Ready(..))) {
            self.cursor.act(Action::Down, turn.cx.size.1);
        }
    }

    /// Closes the reminder under the cursor for the reason that stands beside it.
    pub(super) fn close(&mut self, turn: &mut Turn<'_>) {
        if self.settling.is_some() || turn.rapid {
            return;
        }
        let (Some(words), Some(line)) = (self.reason_to_close(), self.under()) else {
            return turn.hint("Only what is left out for a reason of its own is closed here");
        };
        let event = Event::ReminderDismissed { reminder: line.row.reminder.id, words };
        let Some(entry) = turn.entry(event, None) else { return turn.ask_who() };
        self.settling = Some(Settling::Closing(self.cursor.at));
        turn.ask(Slot::HandOver, Request::Append(Box::new(entry)));
    }

    /// What the record says of it.
    pub(super) fn closed(&mut self, told: Result<Appended, Trouble>, turn: &mut Turn<'_>) {
        let Some(Settling::Closing(at)) = self.settling.take() else { return };
        match told {
            Ok(_) => {
                if let Some(line) = self.lines.get_mut(at) {
                    line.fate = Fate::LeftOut(Why::Answered, "Closed without a message".into());
                    line.asks = None;
                }
                self.cursor.act(Action::Down, turn.cx.size.1);
                turn.done("Closed, the record says why: among those done today it can be woken");
            }
            Err(trouble) => turn.trouble(trouble),
        }
    }
}
