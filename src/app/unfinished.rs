//! Forms that are being filled in are kept as drafts while they are typed: a crash loses none, and nobody else sees them.

use jiff::{Timestamp, ToSpan};

use super::App;
use super::context::Context;
use super::effect::{Effect, Request};
use super::overlay::Overlay;
use super::overlay::form::Form;
use super::screen::compose::SAVE_AFTER;
use super::state::Slot;
use crate::domain::draft::{Draft, Unfinished};

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
                let whose = form.sheet().map(|sheet| sheet.dossier.patient.id);
                match (whose.zip(self.staff.as_ref()), unfinished) {
                    (Some((patient, staff)), form @ Unfinished::Fact { .. }) => {
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
}
