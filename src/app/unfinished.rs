//! Forms that are being filled in are kept as drafts while they are typed: a crash loses none, and nobody else sees them.

use jiff::{Timestamp, ToSpan};

use super::App;
use super::context::Context;
use super::effect::{Effect, Request};
use super::msg::Reply;
use super::overlay::Overlay;
use super::overlay::form::Form;
use super::screen::compose::SAVE_AFTER;
use super::state::{Notice, Slot};
use crate::domain::draft::{Asks, Draft};
use crate::domain::log::Appended;

/// Said when answers are in a form again.
pub(super) const BACK: &str = "What you had typed is here again";

impl App {
    /// Keeps what was typed into a form, a moment after it was typed; `at_once`: nothing may be typed any more.
    pub(super) fn keep_forms(&mut self, at_once: bool, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let now = cx.now.at;
        let forms = self.under.iter_mut().chain(&mut self.overlay).filter_map(|overlay| match overlay {
            Overlay::Form(form) => Some(&mut **form),
            _ => None,
        });
        let unsaved = |form: &mut Form| form.unsaved().is_some();
        let Some(form) = forms.chain(&mut self.left).find_map(|form| unsaved(form).then_some(form)) else {
            self.keep_at = None;
            return;
        };
        match self.keep_at {
            Some(at) if at > now && !at_once => {}
            None if !at_once => {
                let at = now.checked_add(SAVE_AFTER.milliseconds()).unwrap_or(Timestamp::MAX);
                self.keep_at = Some(at);
                effects.push(Effect::Timer { at });
            }
            _ => {
                self.keep_at = None;
                let Some(unfinished) = form.unsaved() else { return };
                let (id, revision) = form.note_kept(now);
                match (form.patient().zip(self.staff.as_ref()), unfinished) {
                    (Some((patient, staff)), form) if form.stands_alone() => {
                        let draft = Draft::of_form(id, (patient, staff.id), form);
                        let request = Request::SaveDraft(Box::new(Draft { revision, saved: now, ..draft }));
                        let effect = Effect::Ask { ticket: self.tickets.ask(Slot::SaveDraft), request };
                        self.saves.note(std::slice::from_ref(&effect));
                        effects.push(effect);
                    }
                    // it is kept with its message
                    (_, form) => self.with_screen(cx, effects, false, |part, turn| part.begun(form, turn)),
                }
                if at_once {
                    self.keep_forms(true, cx, effects);
                }
            }
        }
    }

    /// A form about a message on the record, or about a reminder, was opened: what was typed into it before is read.
    pub(super) fn ask_for_form(&mut self, effects: &mut Vec<Effect>) {
        if let Some(Overlay::Form(form)) = &self.overlay
            && form.stands_alone()
            && let Some(patient) = form.patient()
        {
            let request = Request::DraftsOf(patient);
            effects.push(Effect::Ask { ticket: self.tickets.ask(Slot::Form), request });
        }
    }

    /// What was typed into the open form before is in it again.
    pub(super) fn form_reply(&mut self, drafts: &[Draft]) {
        if let Some(Overlay::Form(form)) = &mut self.overlay
            && drafts.iter().any(|draft| form.take_back(draft))
        {
            self.notice = Some(Notice::Hint(BACK.into()));
        }
    }

    /// The open form that stands alone is answered: it stays kept until the answer is on the record.
    pub(super) fn form_answered(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        if matches!(&self.overlay, Some(Overlay::Form(form)) if form.stands_alone()) {
            self.keep_forms(true, cx, effects);
            self.answered = match &self.overlay {
                Some(Overlay::Form(form)) => form.draft().zip(form.asks().cloned()),
                _ => None,
            };
        }
    }

    /// The answer to an entry, or to a step of triage: a form that led to it is kept no more, or, where it was not written, for
    /// another time.
    pub(super) fn form_on_record(&mut self, slot: Slot, reply: &Reply, effects: &mut Vec<Effect>) {
        let Some((_, asks)) = &self.answered else { return };
        let written = match (reply, asks) {
            (Reply::Triaged(answer), Asks::PutOff(_)) => answer.is_ok(),
            (Reply::Appended(answer), _) if matches!(slot, Slot::Append | Slot::HandOver | Slot::Triage) => {
                matches!(answer, Ok(Appended::Entry { .. } | Appended::Already { .. }))
            }
            _ => return,
        };
        if let Some((id, _)) = self.answered.take().filter(|_| written) {
            let request = Request::DiscardDraft(id);
            let effect = Effect::Ask { ticket: self.tickets.ask(Slot::Discard), request };
            self.saves.note(std::slice::from_ref(&effect));
            effects.push(effect);
        }
    }
}
