//! The program as a state machine: messages in, effects out; no terminal, no store, no clock of its own.

pub mod action;
pub mod context;
pub mod door;
pub mod editor;
pub mod effect;
pub mod facts;
pub mod keep;
pub mod key;
pub mod keymap;
pub mod lines;
pub mod msg;
pub mod outlook;
pub mod overlay;
pub mod part;
mod saves;
pub mod screen;
mod seat;
pub mod state;
mod travel;
pub mod turn;
mod unfinished;
pub mod who;
pub mod writing;

pub use action::{Action, Place};
pub use context::{Backups, Context, Glyphs};
pub use door::house::{Earlier, Entrance, House};
pub use door::knock::{Denied, Knock, Welcome};
pub use door::{Door, Person};
pub use effect::{Effect, ImportJob, Outgoing, Request, Restore};
pub use key::{Code, Key};
pub use keymap::Keymap;
pub use msg::{ImportOutcome, Msg, Overview, Progress, Reply, Trouble, Went};
pub use state::{Notice, ThemeName, Ticket};

use jiff::Timestamp;

use crate::domain::communication::RecordView;
use crate::domain::draft::Asks;
use crate::domain::ids::{DraftId, StaffId};
use crate::domain::log::Appended;
use crate::domain::staff::{Role, Staff};
use overlay::form::Form;
use overlay::import::Import;
use overlay::page::Page;
use overlay::{Overlay, choice, palette};
use part::Part;
use saves::Saves;
use screen::Screen;
use screen::record::Record;
use state::{Slot, Tickets};
use turn::{Go, Turn};

/// A second press of one key counts as held down when it comes this soon: keyboards repeat far faster.
const HELD_MS: i64 = 700;

/// Two presses of one key this close are the keyboard's own repeating: nobody taps so fast.
const REPEAT_MS: i64 = 150;

/// The smallest window that is drawn.
pub const LEAST_SIZE: (u16, u16) = (60, 16);

/// What the program begins with.
#[derive(Debug, Clone)]
pub struct Start {
    /// All members of staff.
    pub staff: Vec<Staff>,
    /// Who sits here, where that is known already (the demo); else they are asked for.
    pub signed_in: Option<StaffId>,
    /// The colours.
    pub theme: ThemeName,
    /// The keys.
    pub keymap: Keymap,
}

/// How far the program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// Nothing was asked yet.
    Starting,
    /// It runs.
    Running,
    /// It is to end.
    Over,
}

/// Whether somebody looks at the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// They do.
    Here,
    /// The screen is blanked.
    Hidden,
    /// They asked to go.
    Leaving,
}

/// One desk: the whole program behind the door.
#[derive(Debug)]
pub struct App {
    keymap: Keymap,
    theme: ThemeName,
    everybody: Vec<Staff>,
    staff: Option<Staff>,
    tickets: Tickets,
    present: Screen,
    /// Where one came from, the home screen first; empty at home.
    behind: Vec<Screen>,
    overlay: Option<Overlay>,
    /// What waits while another overlay lies over it: a form under its help, a message on its way out under a form.
    under: Vec<Overlay>,
    /// The import that goes on while its overlay is closed.
    import: Option<Box<Import>>,
    notice: Option<Notice>,
    saves: Saves,
    /// Forms that were left with something typed in them: they open again with their patient.
    left: Vec<Form>,
    /// The draft of a form whose answer is on its way to the record.
    answered: Option<(DraftId, Asks)>,
    /// When what is typed into a form is kept next.
    keep_at: Option<Timestamp>,
    /// Staff were told that something is not saved, and want to end all the same.
    end_all_the_same: bool,
    presence: Presence,
    /// Until when that stands on the screen which is held back from whoever looks over a shoulder.
    revealed: Option<Timestamp>,
    /// The roles of those who can come in, where the practice is closed by passphrases: roles are held to, and to hide is
    /// to lock.
    roles: Option<Vec<Role>>,
    rapid: bool,
    life: Life,
    last_key: Option<(Key, Timestamp)>,
    opened_with: Option<Key>,
}

impl App {
    /// The program as it begins. The first questions come as the effects of the first [`App::update`]: send
    /// [`Msg::Resize`] once before the first drawing.
    pub fn new(start: Start) -> Self {
        let Start { staff, signed_in, theme, keymap } = start;
        let signed = staff.iter().find(|staff| Some(staff.id) == signed_in).cloned();
        let overlay = signed.is_none().then(|| Overlay::Choice(Box::new(choice::staff(&staff, true))));
        Self {
            keymap,
            theme,
            everybody: staff,
            staff: signed,
            tickets: Tickets::default(),
            present: Screen::Reminders(Box::default()),
            behind: Vec::new(),
            overlay,
            under: Vec::new(),
            import: None,
            notice: None,
            saves: Saves::default(),
            left: Vec::new(),
            answered: None,
            keep_at: None,
            end_all_the_same: false,
            presence: Presence::Here,
            revealed: None,
            roles: None,
            rapid: false,
            life: Life::Starting,
            last_key: None,
            opened_with: None,
        }
    }

    /// The desk with this number, of several behind one door; with the roles of those who can come in.
    pub fn at_desk(start: Start, number: u64, roles: Option<Vec<Role>>) -> Self {
        Self { tickets: Tickets::of_desk(number), roles, ..Self::new(start) }
    }

    /// Whether something that was typed would be lost with this desk.
    pub fn would_lose(&self) -> bool {
        self.saves.trouble().is_some() || self.has_unfinished()
    }

    /// Whether something goes on that was begun here.
    pub fn is_busy(&self) -> bool {
        self.import().is_some() || self.is_held()
    }

    /// Takes what happened, and says what to do. Never fails and touches nothing outside.
    pub fn update(&mut self, msg: Msg, cx: &Context<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.life == Life::Starting {
            self.life = Life::Running;
            self.with_screen(cx, &mut effects, false, |part, turn| part.enter(turn));
        }
        match msg {
            Msg::Key(key) => self.key(key, cx, &mut effects),
            Msg::Paste(text) if !self.is_hidden() => {
                self.notice = None;
                self.with_top(cx, &mut effects, false, |part, turn| part.paste(&text, turn));
            }
            Msg::Tick => {
                self.revealed = self.revealed.filter(|until| *until > cx.now.at);
                self.with_screen(cx, &mut effects, false, |part, turn| part.tick(turn));
                self.with_held(cx, &mut effects, |part, turn| part.tick(turn));
                effects.extend(self.saves.again(Some(cx.now.at), &mut self.tickets));
            }
            Msg::Reply { ticket, reply } => self.reply(ticket, reply, cx, &mut effects),
            Msg::Changed => self.with_screen(cx, &mut effects, false, |part, turn| part.changed(turn)),
            Msg::Ending => self.end(cx, &mut effects),
            Msg::Paste(_) | Msg::Resize | Msg::FocusLost | Msg::FocusGained | Msg::Opened(_) => {}
        }
        self.keep_forms(false, cx, &mut effects);
        effects
    }

    /// Whether a key was pressed anew: neither held down nor the one that opened what is seen now.
    fn is_fresh(&mut self, key: &Key, cx: &Context<'_>) -> bool {
        let now = cx.now.at;
        let since = |before: Timestamp| now.as_millisecond() - before.as_millisecond();
        let gap = self.last_key.filter(|(last, _)| last.is(key)).map(|(_, at)| since(at));
        let held = gap.is_some_and(|gap| gap < HELD_MS);
        self.rapid = key.repeat || gap.is_some_and(|gap| gap < REPEAT_MS);
        self.last_key = Some((*key, now));
        // letting go of the key that opened it, or pressing another one, arms the keys again
        self.opened_with = self.opened_with.filter(|opened| held && opened.is(key));
        !key.repeat && !held && self.opened_with.is_none()
    }

    fn key(&mut self, key: Key, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let fresh = self.is_fresh(&key, cx);
        let top = self.top();
        let action = self.keymap.action(top.place(), &key, top.text_focus());
        if self.is_hidden() {
            if action == Some(Action::Hide) && !key.repeat {
                self.presence = Presence::Here;
            }
            return;
        }
        self.notice = None;
        match action {
            Some(action) => self.act(action, &key, fresh, cx, effects),
            None => self.with_top(cx, effects, fresh, |part, turn| part.key(&key, turn)),
        }
    }

    /// Does what an action says: first those that belong to no screen.
    fn act(&mut self, action: Action, key: &Key, fresh: bool, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        if action.commits() && !fresh {
            self.notice = Some(Notice::Hint("Let go of the key, then press it again".into()));
            return;
        }
        if let Some(words) = self.turn(cx, fresh).refusal(action.needs()) {
            self.notice = Some(Notice::Hint(words));
            return;
        }
        let before = self.depth();
        match action {
            Action::Hide | Action::ChangeStaff if self.roles.is_some() => {
                self.presence = Presence::Leaving;
            }
            Action::Reveal => self.reveal(cx, effects),
            Action::Hide => {
                (self.presence, self.revealed) = (Presence::Hidden, None);
            }
            Action::Quit if self.saves.trouble().is_some() && !self.end_all_the_same => {
                self.end_all_the_same = true;
                self.open(Overlay::Choice(Box::new(choice::end_unsaved())), cx, effects);
            }
            Action::Quit if self.has_unfinished() && !self.end_all_the_same => {
                self.end_all_the_same = true;
                self.open(Overlay::Choice(Box::new(choice::end_unfinished())), cx, effects);
            }
            Action::Quit => self.end(cx, effects),
            Action::Help => {
                let page = Page::help(self.top().place(), &self.keymap);
                self.open(Overlay::Page(Box::new(page)), cx, effects);
            }
            _ if action.is_everywhere() && action != Action::Back && self.is_held() => {
                self.notice = Some(Notice::Hint("First settle what is asked here".into()));
            }
            Action::Palette => {
                let part = self.screen().part();
                let list = palette::palette(part.place(), |action| part.offers(action), &self.keymap);
                self.open(Overlay::Choice(Box::new(list)), cx, effects);
            }
            Action::Theme => self.open(Overlay::Choice(Box::new(choice::themes(self.theme))), cx, effects),
            Action::ChangeStaff => {
                let list = choice::staff(&self.everybody, false);
                self.open(Overlay::Choice(Box::new(list)), cx, effects);
            }
            Action::GoPatients => self.go_root(Screen::Patients(Box::default()), cx, effects),
            Action::GoReminders => self.go(Go::Home, cx, effects),
            Action::GoRecord => {
                let record = Record::new(RecordView::default(), None);
                self.go_root(Screen::Record(Box::new(record)), cx, effects);
            }
            Action::GoWorklists => {
                self.go_root(Screen::Worklists(Box::default()), cx, effects);
            }
            Action::GoDay | Action::DayEnd => self.go_root(Screen::Day(Box::default()), cx, effects),
            Action::GoDoctor => self.open(Overlay::Doctor(Box::default()), cx, effects),
            Action::Restore if self.import().is_some() => {
                let words = "An import is running: wait for its end or cancel it first";
                self.notice = Some(Notice::Hint(words.into()));
            }
            Action::Import => self.go(Go::Import, cx, effects),
            _ => self.with_top(cx, effects, fresh, |part, turn| part.act(action, key, turn)),
        }
        if self.depth() != before {
            self.revealed = None;
            self.opened_with = Some(*key);
        }
    }

    /// Shows for a while what is held back from whoever looks over a shoulder, or holds it back again.
    fn reveal(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        if cx.discreet_seconds == 0 {
            self.notice = Some(Notice::Hint("Nothing is held back here: the settings say so".into()));
            return;
        }
        if self.revealed.take().is_none() {
            let until = self.turn(cx, false).later(i64::from(cx.discreet_seconds) * 1000);
            self.revealed = Some(until);
            effects.push(Effect::Timer { at: until });
        }
    }

    /// What tells one place from another.
    fn depth(&self) -> (usize, Place, bool) {
        (self.behind.len(), self.top().place(), self.overlay.is_some())
    }

    fn reply(&mut self, ticket: Ticket, reply: Reply, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let last = !matches!(reply, Reply::Progress(_));
        let Some(slot) = self.tickets.answer(ticket, last) else { return };
        // the one place where facts come in: what this role may not read goes no further
        let reply = reply.seen_by(self.staff.as_ref());
        self.form_on_record(slot, &reply, effects);
        match (slot, reply) {
            (Slot::SaveDraft, Reply::DraftSaved(answer)) => {
                effects.extend(self.saves.answer(ticket, answer, cx.now.at));
                if let Screen::Compose(compose) = &mut self.present {
                    let asked = compose.asked;
                    compose.asked = asked.filter(|_| self.saves.holds(compose.writing.draft.id));
                }
            }
            (Slot::Discard, Reply::DraftDiscarded(Err(trouble)))
            | (Slot::Door, Reply::Appended(Err(trouble)) | Reply::Seated(Err(trouble)))
            | (Slot::Copy, Reply::Copied(Err(trouble))) => self.notice = Some(Notice::Trouble(trouble)),
            (Slot::Copy, Reply::Copied(Ok(()))) => self.notice = Some(Notice::Done("Copied".into())),
            (Slot::Form, Reply::Drafts(Ok(drafts))) => self.form_reply(&drafts),
            (Slot::SaveDraft | Slot::Discard | Slot::Copy | Slot::Door | Slot::Form, _) => {}
            (Slot::Import, reply) => self.import_reply(reply, cx, effects),
            (Slot::Doctor, reply) => {
                if matches!(self.overlay, Some(Overlay::Doctor(_))) {
                    self.with_top(cx, effects, false, |part, turn| part.reply(slot, reply, turn));
                }
            }
            (Slot::HandOver, reply) => {
                self.with_held(cx, effects, |part, turn| part.reply(slot, reply, turn));
            }
            (Slot::Amend, reply) if !matches!(self.present, Screen::Patient(_) | Screen::History(_)) => {
                self.amended_elsewhere(&reply);
            }
            (slot, reply) => {
                self.with_screen(cx, effects, false, |part, turn| part.reply(slot, reply, turn));
            }
        }
    }

    /// The answer to a change of facts whose screen was left before it came: only trouble is told.
    fn amended_elsewhere(&mut self, reply: &Reply) {
        self.notice = match reply {
            Reply::Appended(Ok(Appended::Conflict(facets))) => {
                let facets: Vec<&str> = facets.iter().map(|facet| facet.label()).collect();
                let what = "the last change of facts was not put on file";
                let kept = format!("Another desk had changed {}.", facets.join(" and "));
                let next = "Open the patient again and look.".into();
                Some(Notice::Trouble(Trouble { what: what.into(), kept, next }))
            }
            Reply::Appended(Err(trouble)) => Some(Notice::Trouble(trouble.clone())),
            _ => self.notice.take(),
        };
    }

    fn import_reply(&mut self, reply: Reply, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        let ended = matches!(reply, Reply::Imported(_));
        if let Some(Overlay::Import(_)) = self.overlay {
            self.with_top(cx, effects, false, |part, turn| part.reply(Slot::Import, reply, turn));
        } else if let Some(mut import) = self.import.take() {
            let mut turn = self.turn(cx, false);
            import.reply(Slot::Import, reply, &mut turn);
            let Turn { effects: more, notice, .. } = turn;
            effects.extend(more);
            self.notice = notice.or(self.notice.take());
            self.import = Some(import);
        }
        if ended {
            self.with_screen(cx, effects, false, |part, turn| part.changed(turn));
        }
    }

    /// Saves what is open and ends the program.
    fn end(&mut self, cx: &Context<'_>, effects: &mut Vec<Effect>) {
        self.keep_forms(true, cx, effects);
        self.with_screen(cx, effects, false, |part, turn| part.leave(turn));
        effects.extend(self.saves.again(None, &mut self.tickets));
        self.life = Life::Over;
        effects.push(Effect::ClearClipboard);
        effects.push(Effect::Quit);
    }

    /// The screen below any overlay.
    pub const fn screen(&self) -> &Screen {
        &self.present
    }

    /// The overlay, if one is open.
    pub const fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// What has the keys: the overlay, or the screen.
    pub fn top(&self) -> &dyn Part {
        match &self.overlay {
            Some(overlay) => overlay.part(),
            None => self.screen().part(),
        }
    }

    /// Whether an overlay must be settled before anything else.
    fn is_held(&self) -> bool {
        self.under.iter().chain(&self.overlay).any(|overlay| overlay.part().holds())
    }

    /// The colours in use.
    pub const fn theme(&self) -> ThemeName {
        self.theme
    }

    /// The keys.
    pub const fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// Who sits here.
    pub const fn staff(&self) -> Option<&Staff> {
        self.staff.as_ref()
    }

    /// What staff are told just now.
    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Why what was typed could not be saved; it is kept and tried again.
    pub const fn unsaved(&self) -> Option<&Trouble> {
        self.saves.trouble()
    }

    /// The import that goes on beside the screen.
    pub fn import(&self) -> Option<&Import> {
        self.import.as_deref().filter(|import| import.is_running())
    }

    /// Whether the screen is blanked.
    pub const fn is_hidden(&self) -> bool {
        matches!(self.presence, Presence::Hidden)
    }

    /// Whether what marks somebody as at risk is held back from whoever looks over a shoulder.
    pub fn holds_back(&self, cx: &Context<'_>) -> bool {
        cx.discreet_seconds > 0 && self.revealed.is_none_or(|until| until <= cx.now.at)
    }

    /// Whether the program is to end.
    pub fn is_over(&self) -> bool {
        self.life == Life::Over
    }
}
