//! What the house asks of one of its desks when somebody comes, goes or takes a seat there.

use super::overlay::Overlay;
use super::overlay::page::{Page, PageLine};
use super::state::Slot;
use super::{App, Context, Effect, Notice, Presence, Request};
use crate::domain::log::{Admission, Event};
use crate::domain::staff::{Role, Staff};

impl App {
    /// Takes over who is on the list of staff by now.
    pub fn meet(&mut self, everybody: Vec<Staff>, roles: Option<Vec<Role>>) {
        let id = self.staff.as_ref().map(|staff| staff.id);
        self.staff = everybody.iter().find(|staff| Some(staff.id) == id).cloned().or(self.staff.take());
        (self.everybody, self.roles) = (everybody, roles);
    }

    /// Says something to whoever comes in; it stands until their first key.
    pub fn hear(&mut self, news: Option<String>) {
        self.notice = news.map(Notice::Hint).or(self.notice.take());
    }

    /// Tells what became of the practice, before anything else is done here.
    pub fn greet(&mut self, words: Option<String>) {
        let Some(words) = words else { return };
        let page = Page::new("Going back to a copy", vec![PageLine::Text(format!("{words}."))]);
        let before = self.overlay.replace(Overlay::Page(Box::new(page)));
        self.under.extend(before);
    }

    /// Whether whoever sits here asked to go, since this was asked last.
    pub const fn takes_leave(&mut self) -> bool {
        let leaves = matches!(self.presence, Presence::Leaving);
        if leaves {
            self.presence = Presence::Here;
        }
        leaves
    }

    /// Saves what is open, before nobody sits here for a while.
    pub fn rest(&mut self, cx: &Context<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.keep_forms(true, cx, &mut effects);
        self.with_screen(cx, &mut effects, false, |part, turn| part.leave(turn));
        (self.notice, self.revealed) = (None, None);
        effects
    }

    /// That whoever sits here took the seat; where the practice is closed they came in by the door, which tells of it.
    pub(super) fn seat(&mut self, cx: &Context<'_>) -> Option<Effect> {
        let by = self.turn(cx, false).actor().filter(|_| self.roles.is_none())?;
        let ticket = self.tickets.ask(Slot::Door);
        Some(Effect::Ask { ticket, request: Request::TakeSeat { by, at: cx.now.at } })
    }

    /// Puts on the record that whoever sits here came in.
    pub fn note(&mut self, admission: Admission, cx: &Context<'_>) -> Option<Effect> {
        let entry = self.turn(cx, false).entry(Event::Admission(admission), None)?;
        let ticket = self.tickets.ask(Slot::Door);
        Some(Effect::Ask { ticket, request: Request::Append(Box::new(entry)) })
    }
}
