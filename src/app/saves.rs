//! Drafts on their way to the store: what could not be saved is kept and tried again.

use jiff::{Timestamp, ToSpan};

use super::effect::{Effect, Request};
use super::msg::Trouble;
use super::state::{Slot, Ticket, Tickets};
use crate::domain::draft::Draft;
use crate::domain::ids::DraftId;
use crate::domain::log::Event;

/// Milliseconds after which a save that failed is tried again.
const AGAIN: i64 = 2000;

/// Drafts that are not known to be saved.
#[derive(Debug, Default)]
pub struct Saves {
    waiting: Vec<(Ticket, Box<Draft>)>,
    failed: Vec<Draft>,
    trouble: Option<Trouble>,
    again: Option<Timestamp>,
}

impl Saves {
    /// Notes the saves that are asked for.
    pub fn note(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Ask { ticket, request: Request::SaveDraft(draft) } => {
                    self.failed.retain(|other| other.id != draft.id);
                    self.waiting.push((*ticket, draft.clone()));
                }
                // what is on the record or thrown away needs no draft any more
                Effect::Ask { request: Request::DiscardDraft(id), .. } => self.forget(*id),
                Effect::Ask { request: Request::Append(entry), .. } => match &entry.event {
                    Event::Prepared(message) | Event::GivenUp { message, .. } => {
                        message.draft.iter().for_each(|id| self.forget(*id));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn forget(&mut self, id: DraftId) {
        self.failed.retain(|other| other.id != id);
        if self.failed.is_empty() {
            self.trouble = None;
        }
    }

    /// Takes the answer to a save; gives back when to try again.
    pub fn answer(
        &mut self,
        ticket: Ticket,
        answer: Result<bool, Trouble>,
        now: Timestamp,
    ) -> Option<Effect> {
        let at = self.waiting.iter().position(|(waiting, _)| *waiting == ticket)?;
        let (_, draft) = self.waiting.remove(at);
        match answer {
            Ok(_) => {
                self.failed.retain(|other| other.id != draft.id);
                if self.failed.is_empty() {
                    self.trouble = None;
                }
                None
            }
            Err(trouble) => {
                self.trouble = Some(trouble);
                if !self.waiting.iter().any(|(_, other)| other.id == draft.id) {
                    self.failed.push(*draft);
                }
                let at = now.checked_add(AGAIN.milliseconds()).unwrap_or(Timestamp::MAX);
                self.again = Some(at);
                Some(Effect::Timer { at })
            }
        }
    }

    /// Whether a save of this draft is still without a good answer.
    pub fn holds(&self, id: DraftId) -> bool {
        self.waiting.iter().any(|(_, draft)| draft.id == id) || self.failed.iter().any(|draft| draft.id == id)
    }

    /// Tries again what failed, once its time has come or when the program ends.
    pub fn again(&mut self, now: Option<Timestamp>, tickets: &mut Tickets) -> Vec<Effect> {
        if self.again.is_none_or(|at| now.is_some_and(|now| now < at)) {
            return Vec::new();
        }
        self.again = None;
        let each = std::mem::take(&mut self.failed).into_iter().map(|draft| {
            let ticket = tickets.ask(Slot::SaveDraft);
            let draft = Box::new(draft);
            self.waiting.push((ticket, draft.clone()));
            Effect::Ask { ticket, request: Request::SaveDraft(draft) }
        });
        each.collect()
    }

    /// Why drafts are not saved; `None`: all are, as far as is known.
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }
}
