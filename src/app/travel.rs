//! Going from screen to screen: what is left saves itself, what is entered asks for its facts.

use super::context::Context;
use super::effect::Effect;
use super::msg::Trouble;
use super::overlay::Overlay;
use super::overlay::facts::Kind;
use super::overlay::form::Form;
use super::part::Part;
use super::screen::Screen;
use super::screen::compose::{Compose, Opening};
use super::screen::history::History;
use super::screen::message::MessageDetail;
use super::screen::patient::PatientScreen;
use super::screen::record::Record;
use super::screen::review::Review;
use super::state::Notice;
use super::turn::{Go, Pick, Turn};
use super::{App, Key};
use crate::domain::staff::{Role, Staff};

/// How many screens one can go back through; older ones are forgotten, the home screen never.
const DEPTH: usize = 12;

impl App {
    pub(super) fn turn<'a>(&'a mut self, cx: &'a Context<'a>, fresh: bool) -> Turn<'a> {
        Turn {
            cx,
            keymap: &self.keymap,
            staff: self.staff.as_ref(),
            everybody: &self.everybody,
            roles: self.roles.as_deref(),
            fresh,
            rapid: self.rapid,
            holds_back: self.holds_back(cx),
            tickets: &mut self.tickets,
            effects: Vec::new(),
            go: None,
            notice: None,
        }
    }

    /// Lets a part handle something, and does what it asks for.
    fn run(
        &mut self,
        part: &mut dyn Part,
        cx: &Context<'_>,
        effects: &mut Vec<Effect>,
        fresh: bool,
        what: impl FnOnce(&mut dyn Part, &mut Turn<'_>),
    ) -> Option<Go> {
        let mut turn = self.turn(cx, fresh);
        what(part, &mut turn);
        let Turn { effects: more, go, notice, .. } = turn;
        self.saves.note(&more);
        effects.extend(more);
        if notice.is_some() {
            self.notice = notice;
        }
        go
    }

    /// The same for the screen.
    pub(super) fn with_screen(
        &mut self,
        cx: &Context<'_>,
        effects: &mut Vec<Effect>,
        fresh: bool,
        what: impl FnOnce(&mut dyn Part, &mut Turn<'_>),
    ) {
        let mut screen = std::mem::replace(&mut self.present, Screen::Reminders(Box::default()));
        let go = self.run(screen.part_mut(), cx, effects, fresh, what);
        self.present = screen;
        if let Some(go) = go {
            self.go(go, cx, effects);
        }
    }

    /// The same for what has the keys: the overlay, or the screen.
    pub(super) fn with_top(
        &mut self,
        cx: &Context<'_>,
        effects: &mut Vec<Effect>,
        fresh: bool,
        what: impl FnOnce(&mut dyn Part, &mut Turn<'_>),
    ) {
        let Some(mut overlay) = self.overlay.take() else {
            return self.with_screen(cx, effects, fresh, what);
        };
        let go = self.run(overlay.part_mut(), cx, effects, fresh, what);
        self.overlay = Some(overlay);
        if let Some(go) = go {
            self.go(go, cx, effects);
        }
    }

    /// The same for what is on its way out, a message or a batch, wherever it lies.
    pub(super) fn with_held(
        &mut self,
        cx: &Context<'_>,
        effects: &mut Vec<Effect>,
        what: impl FnOnce(&mut dyn Part, &mut Turn<'_>),
    ) {
        let is_one = |overlay: &Overlay| {
            matches!(overlay, Overlay::HandOver(_) | Overlay::Batch(_) | Overlay::Call(_))
        };
        if let Some(at) = self.under.iter().position(is_one) {
            let mut under = self.under.remove(at);
            let go = self.run(under.part_mut(), cx, effects, false, what);
            if let Some(go) = go {
                // what lies over it is closed first: it was about a step that is past
                self.under.truncate(at);
                self.overlay = Some(under);
                self.go(go, cx, effects);
            } else {
                self.under.insert(at, under);
            }
        } else if self.overlay.as_ref().is_some_and(is_one) {
            self.with_top(cx, effects, false, what);
        }
    }

    /// Closes the overlay; the one it lay over comes back, and an import goes on.
    pub(super) fn close_overlay(&mut self) {
        if let Some(Overlay::Import(import)) = self.overlay.take() {
            self.import = Some(import);
        }
        self.overlay = self.under.pop();
    }

    /// Opens an overlay over the screen, or over one that holds.
    pub(super) fn open(&mut self, overlay: Overlay, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        match self.overlay.take() {
            Some(Overlay::Import(import)) => self.import = Some(import),
            Some(held) if held.part().holds() || matches!(held, Overlay::Form(_) | Overlay::Doctor(_)) => {
                self.under.push(held);
            }
            _ => {}
        }
        self.overlay = Some(overlay);
        self.ask_for_form(effects);
        self.with_top(cx, effects, false, |part, turn| part.enter(turn));
    }

    /// Closes all overlays; forms in which something was typed are kept.
    fn close_all(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        self.keep_forms(true, cx, effects);
        for overlay in self.under.drain(..).chain(self.overlay.take_if(|one| matches!(one, Overlay::Form(_))))
        {
            if let Overlay::Form(form) = overlay
                && form.sheet().is_some()
                && form.is_begun()
            {
                self.left.push(*form);
            }
        }
        self.close_overlay();
    }

    /// Whether a form holds something that is not on file.
    pub(super) fn has_unfinished(&self) -> bool {
        let begun = |overlay: &Overlay| match overlay {
            Overlay::Form(form) => form.sheet().is_some() && form.is_begun(),
            _ => false,
        };
        !self.left.is_empty() || self.under.iter().chain(&self.overlay).any(begun)
    }

    /// The form that was left opens again with its patient.
    fn resume_form(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let Screen::Patient(screen) = &self.present else { return };
        let is_theirs = |form: &Form| form.sheet().is_some_and(|sheet| sheet.dossier.patient.id == screen.id);
        if let Some(at) = self.left.iter().rposition(is_theirs) {
            let form = self.left.remove(at);
            if let Screen::Patient(screen) = &mut self.present {
                screen.offered = true;
            }
            self.open(Overlay::Form(Box::new(form)), cx, effects);
            self.notice = Some(Notice::Hint("The form that you left is open again".into()));
        }
    }

    /// Somebody else sits down. What only the one before might read goes from every screen.
    fn take_seat(&mut self, staff: Option<Staff>, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let reads = |staff: &Option<Staff>| Role::reads_safeguarding(staff.as_ref().map(|staff| staff.role));
        let closes = reads(&self.staff) && !reads(&staff);
        self.staff = staff;
        if closes {
            self.close_all(cx, effects);
            let is_open = |form: &Form| form.sheet().is_none_or(|sheet| sheet.ask.kind != Kind::Safeguarding);
            self.left.retain(is_open);
            self.leave(cx, effects);
            self.forget_way();
        }
    }

    fn leave(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        self.revealed = None;
        self.with_screen(cx, effects, false, |part, turn| part.leave(turn));
        self.tickets.leave_screen();
    }

    fn push(&mut self, screen: Screen, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        self.leave(cx, effects);
        if self.behind.len() > DEPTH {
            self.behind.remove(1);
        }
        self.behind.push(std::mem::replace(&mut self.present, screen));
        self.with_screen(cx, effects, false, |part, turn| part.enter(turn));
    }

    /// Goes to a screen that everything can be reached from: the way back is short again.
    pub(super) fn go_root(&mut self, screen: Screen, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        self.close_all(cx, effects);
        self.leave(cx, effects);
        self.forget_way();
        self.behind.push(std::mem::replace(&mut self.present, screen));
        self.with_screen(cx, effects, false, |part, turn| part.enter(turn));
    }

    /// At home again.
    fn forget_way(&mut self) {
        self.behind.truncate(1);
        if let Some(home) = self.behind.pop() {
            self.present = home;
        }
    }

    fn back(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        if self.overlay.is_some() {
            let was_hand_over =
                matches!(self.overlay, Some(Overlay::HandOver(_) | Overlay::Batch(_) | Overlay::Call(_)));
            self.close_overlay();
            if was_hand_over {
                self.with_screen(cx, effects, false, |part, turn| part.enter(turn));
            }
            return;
        }
        self.leave(cx, effects);
        match std::mem::replace(&mut self.present, Screen::Reminders(Box::default())) {
            Screen::Review(review) => self.present = Screen::Compose(review.compose),
            left => self.present = self.behind.pop().unwrap_or(left),
        }
        self.with_screen(cx, effects, false, |part, turn| part.enter(turn));
        self.resume_form(cx, effects);
    }

    fn compose(&mut self, opening: Opening, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        match self.staff.as_ref().map(|staff| staff.id) {
            Some(staff) => {
                let compose = Compose::new(opening, staff, cx);
                self.push(Screen::Compose(Box::new(compose)), cx, effects);
            }
            None => self.notice = Some(Notice::Hint("Say who sits here first".into())),
        }
    }

    fn review(&mut self, cx: &Context<'_>) {
        match std::mem::replace(&mut self.present, Screen::Reminders(Box::default())) {
            Screen::Compose(compose) => {
                let review = Review::new(compose, &self.turn(cx, false));
                self.present = Screen::Review(Box::new(review));
            }
            other => self.present = other,
        }
    }

    /// The composer is done: back to where it was opened, with the message on its way out.
    fn written(&mut self, overlay: Option<Box<Overlay>>, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        self.revealed = None;
        self.tickets.leave_screen();
        if let Some(before) = self.behind.pop() {
            self.present = before;
        }
        self.with_screen(cx, effects, false, |part, turn| part.enter(turn));
        if let Some(overlay) = overlay {
            self.open(*overlay, cx, effects);
        }
    }

    fn picked(&mut self, pick: Pick, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        self.form_answered(cx, effects);
        self.close_overlay();
        match pick {
            Pick::Run(action) => {
                let key = self.last_key.map_or(Key::new(super::Code::Enter), |(key, _)| key);
                self.act(action, &key, true, cx, effects);
            }
            Pick::No => self.end_all_the_same = false,
            Pick::Theme(theme) => self.theme = theme,
            Pick::Staff(id) => {
                self.take_seat(self.everybody.iter().find(|staff| staff.id == id).cloned(), cx, effects);
                effects.extend(self.seat(cx));
                self.with_screen(cx, effects, false, |part, turn| part.enter(turn));
            }
            pick => self.with_top(cx, effects, false, |part, turn| part.picked(pick, turn)),
        }
    }

    /// Goes where a part asked to go.
    pub(super) fn go(&mut self, go: Go, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        match go {
            Go::Back => self.back(cx, effects),
            Go::Home => {
                self.close_all(cx, effects);
                self.leave(cx, effects);
                self.forget_way();
                self.with_screen(cx, effects, false, |part, turn| part.enter(turn));
            }
            Go::ReminderAsked(asks, patient) => {
                self.go(Go::Home, cx, effects);
                self.with_screen(cx, effects, false, |part, turn| {
                    part.picked(Pick::Again(asks, patient), turn);
                });
            }
            Go::Patient(id) => {
                self.push(Screen::Patient(Box::new(PatientScreen::new(id))), cx, effects);
                self.resume_form(cx, effects);
            }
            Go::PatientAbout(id, subject) => {
                self.push(Screen::Patient(Box::new(PatientScreen::about(id, subject))), cx, effects);
                self.resume_form(cx, effects);
            }
            Go::Compose(opening) => self.compose(*opening, cx, effects),
            Go::Review => self.review(cx),
            Go::Record(view, who) => self.push(Screen::Record(Box::new(Record::new(view, who))), cx, effects),
            Go::Message(id) => self.push(Screen::Message(Box::new(MessageDetail::new(id))), cx, effects),
            Go::Asked(id, asks) => {
                self.push(Screen::Message(Box::new(MessageDetail::asked(id, asks))), cx, effects);
            }
            Go::History(dossier) => {
                let today = cx.now.today();
                self.push(Screen::History(Box::new(History::new(dossier, today))), cx, effects);
            }
            Go::Open(overlay) => self.open(*overlay, cx, effects),
            Go::Import => {
                let import = self.import.take().unwrap_or_default();
                self.open(Overlay::Import(import), cx, effects);
            }
            Go::Written(overlay) => self.written(overlay, cx, effects),
            Go::Picked(pick) => self.picked(pick, cx, effects),
        }
    }

    /// Tells of trouble that no screen asked about: the worker is gone, a file cannot be watched.
    pub fn tell(&mut self, trouble: Trouble) {
        self.notice = Some(Notice::Trouble(trouble));
    }
}
