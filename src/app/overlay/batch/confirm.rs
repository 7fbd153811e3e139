//! All that went with a batch confirmed as sent by one key, some at a time, each by an entry of its own.

use std::collections::VecDeque;

use super::{Batch, Phase};
use crate::app::effect::Request;
use crate::app::msg::Trouble;
use crate::app::state::Slot;
use crate::app::turn::Turn;
use crate::domain::log::{Appended, Event, NewEntry};

/// So many are confirmed at a time.
const CONFIRMED: usize = 50;

impl Batch {
    /// Confirms the next of those that went; after the last one the batch is over again.
    pub(super) fn confirm_next(&mut self, turn: &mut Turn<'_>) {
        if self.gone.is_empty() {
            self.phase = Phase::Over;
            return turn.done(format!("{} confirmed as sent", self.confirmed));
        }
        let next = self.gone.iter().take(CONFIRMED);
        let entries =
            next.map(|communication| turn.entry(Event::Sent { communication: *communication }, None));
        match entries.collect::<Option<Vec<NewEntry>>>() {
            Some(entries) => {
                self.phase = Phase::Confirming;
                turn.ask(Slot::HandOver, Request::AppendEach(entries));
            }
            None => turn.ask_who(),
        }
    }

    /// What the record says of those that were confirmed: the first that it does not take ends it, and those behind it that
    /// it took stand.
    pub(super) fn confirmed_some(&mut self, told: Vec<Result<Appended, Trouble>>, turn: &mut Turn<'_>) {
        let (before, mut kept) = (self.confirmed, VecDeque::new());
        let mut why = None;
        for told in told {
            let Some(communication) = self.gone.pop_front() else { break };
            match told {
                Ok(_) => self.confirmed += 1,
                Err(trouble) => {
                    kept.push_back(communication);
                    why = why.or(Some(trouble));
                }
            }
        }
        kept.append(&mut self.gone);
        self.gone = kept;
        match why {
            None if self.confirmed == before => self.phase = Phase::Over,
            None => self.confirm_next(turn),
            Some(trouble) => {
                self.phase = Phase::Over;
                turn.trouble(trouble);
            }
        }
    }
}
