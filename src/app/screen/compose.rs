//! Compose: write to a patient with live warnings; drafts save themselves.

mod cures;
mod opening;

pub use opening::Opening;

use jiff::Timestamp;

use crate::app::action::{Action, Place};
use crate::app::context::Context;
use crate::app::editor::{Editor, EditorEvent};
use crate::app::effect::Request;
use crate::app::key::{Code, Key};
use crate::app::msg::Reply;
use crate::app::overlay::form::Form;
use crate::app::overlay::{Overlay, choice, route, rule};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::unfinished::BACK;
use crate::app::writing::{Facts, Writing};
use crate::domain::channel::Channel;
use crate::domain::communication::Recipient;
use crate::domain::draft::{Asks, Emergency, Unfinished};
use crate::domain::ids::ContactPointId;
use crate::domain::log::{Appended, Event};
use crate::domain::purpose::Purpose;
use crate::policy::Finding;

/// Milliseconds between a change and its save.
pub const SAVE_AFTER: i64 = 250;

/// What has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Who reads it, by what, where.
    Route,
    /// Why it is written.
    Purpose,
    /// The subject line.
    Subject,
    /// The text.
    Text,
}

/// Where a form about the message stands that lies over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// There is none.
    Nothing,
    /// It is open.
    Form,
    /// It said why the message is given up: that is on its way to the record.
    GivingUp,
}

/// Writing a message.
#[derive(Debug)]
pub struct Compose {
    /// The message and its facts.
    pub writing: Writing,
    /// The subject line.
    pub subject: Editor,
    /// The text.
    pub body: Editor,
    /// What has the focus.
    pub focus: Focus,
    /// The finding that the cure keys act on.
    pub finding: usize,
    /// The route and text were chosen, or staff began before they could be.
    begun: bool,
    /// Staff changed something by hand.
    touched: bool,
    /// The number of the cure that is wanted as soon as there is one.
    wanted: Option<usize>,
    save_at: Option<Timestamp>,
    route_before: Option<(Recipient, Channel, Option<ContactPointId>)>,
    over: Over,
    /// The revision that the store was asked to keep and has not said it keeps.
    pub(in crate::app) asked: Option<u64>,
}

impl Compose {
    /// The finding under the finding cursor.
    pub fn current(&self) -> Option<&Finding> {
        self.writing.verdict.findings.get(self.finding)
    }

    /// When the draft was last saved; `None`: not yet, or the store has not said so.
    pub fn saved(&self) -> Option<Timestamp> {
        (self.asked.is_none() && self.writing.draft.revision > 0 && self.save_at.is_none())
            .then_some(self.writing.draft.saved)
    }

    /// Takes the editors' text into the draft and judges it.
    pub(super) fn judge(&mut self, cx: &Context<'_>) {
        self.subject.text().clone_into(&mut self.writing.draft.subject);
        self.body.text().clone_into(&mut self.writing.draft.body);
        self.writing.judge(cx);
        self.finding = self.finding.min(self.writing.verdict.findings.len().saturating_sub(1));
    }

    /// Staff changed something: judge it, and save it soon.
    pub(super) fn changed_by_hand(&mut self, turn: &mut Turn<'_>) {
        self.touched = true;
        self.begun = true;
        self.judge(turn.cx);
        self.save_soon(turn);
    }

    /// Keeps a form that was begun about this message, or that it is done with, with the draft.
    pub(super) fn keep_form(&mut self, form: Option<Unfinished>, turn: &mut Turn<'_>) {
        if self.writing.draft.form != form {
            self.writing.draft.form = form;
            self.save_soon(turn);
        }
    }

    /// Opens a form about this message, with what was typed into it before.
    pub(super) fn ask(&mut self, form: Form, asks: Asks, turn: &mut Turn<'_>) {
        let draft = &self.writing.draft;
        let before = draft.form.as_ref().and_then(|form| form.answers(&asks));
        let form = form.asking(asks, draft.patient);
        let form = match before {
            Some(answers) => {
                turn.hint(BACK);
                form.resumed(answers)
            }
            None => form,
        };
        self.over = Over::Form;
        turn.open(Overlay::Form(Box::new(form)));
    }

    /// The keys are here again without an answer: the form that lay over it was closed, and is given up.
    pub(super) fn close_form(&mut self, turn: &mut Turn<'_>) {
        if self.over == Over::Form {
            self.over = Over::Nothing;
            self.keep_form(None, turn);
        }
    }

    /// The form that lay over it is answered.
    pub(super) fn form_answered(&mut self) {
        (self.over, self.writing.draft.form) = (Over::Nothing, None);
    }

    fn ask_give_up(&mut self, turn: &mut Turn<'_>) {
        self.ask(Form::not_sent("Do not send it"), Asks::GivenUp, turn);
    }

    fn save_soon(&mut self, turn: &mut Turn<'_>) {
        if self.save_at.is_none() {
            let at = turn.later(SAVE_AFTER);
            self.save_at = Some(at);
            turn.wake(at);
        }
    }

    fn save(&mut self, turn: &mut Turn<'_>) {
        if self.save_at.take().is_none() {
            return;
        }
        let draft = &mut self.writing.draft;
        draft.revision += 1;
        draft.saved = turn.cx.now.at;
        let draft = Box::new(draft.clone());
        self.asked = Some(draft.revision);
        turn.ask(Slot::SaveDraft, Request::SaveDraft(draft));
    }

    fn edited(&mut self, event: EditorEvent, turn: &mut Turn<'_>) {
        match event {
            EditorEvent::Ignored | EditorEvent::Moved => {}
            EditorEvent::Changed => {
                self.route_before = None;
                self.changed_by_hand(turn);
            }
            EditorEvent::Copy(text) => turn.copy(Slot::Copy, text),
            EditorEvent::Cut(text) => {
                turn.copy(Slot::Copy, text);
                self.changed_by_hand(turn);
            }
        }
    }

    fn stops(&self) -> &'static [Focus] {
        if self.writing.draft.channel.has_subject() {
            &[Focus::Route, Focus::Purpose, Focus::Subject, Focus::Text]
        } else {
            &[Focus::Route, Focus::Purpose, Focus::Text]
        }
    }

    fn move_focus(&mut self, back: bool) {
        let stops = self.stops();
        let at = stops.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        let next = if back { at + stops.len() - 1 } else { at + 1 } % stops.len();
        self.focus = stops.get(next).copied().unwrap_or(Focus::Text);
    }

    fn turn_purpose(&mut self, back: bool, turn: &mut Turn<'_>) {
        let all = Purpose::ALL;
        let at = all.iter().position(|purpose| *purpose == self.writing.draft.purpose).unwrap_or(0);
        let next = if back { at + all.len() - 1 } else { at + 1 } % all.len();
        self.writing.draft.purpose = all.get(next).copied().unwrap_or_default();
        self.changed_by_hand(turn);
    }

    fn open_route(&self, turn: &mut Turn<'_>) {
        match self.writing.dossier() {
            Some(_) => turn.open(Overlay::Choice(Box::new(route::choose(&self.writing, turn.cx)))),
            None => turn.hint("The patient's facts are still loading"),
        }
    }

    fn open_templates(&self, turn: &mut Turn<'_>) {
        match self.writing.dossier() {
            Some(_) => {
                turn.open(Overlay::Choice(Box::new(choice::templates(&self.writing, turn.staff, turn.cx))));
            }
            None => turn.hint("The patient's facts are still loading"),
        }
    }

    fn set_route(&mut self, to: (Recipient, Channel, Option<ContactPointId>), turn: &mut Turn<'_>) {
        let draft = &self.writing.draft;
        self.route_before = Some((draft.recipient.clone(), draft.channel, draft.contact));
        self.writing.take_route(to.0, to.1, to.2);
        if self.focus == Focus::Subject && !self.writing.draft.channel.has_subject() {
            self.focus = Focus::Text;
        }
        self.changed_by_hand(turn);
    }

    fn give_up(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        let Pick::NotSent(reason, words) = pick else { return };
        let message = Box::new(self.writing.message(turn.cx));
        match turn.entry(Event::GivenUp { message, reason, words }, None) {
            // what was typed goes with the draft, once it is on the record
            Some(entry) => {
                self.over = Over::GivingUp;
                turn.ask(Slot::Append, Request::Append(Box::new(entry)));
            }
            None => turn.ask_who(),
        }
    }

    /// Declares an emergency, or takes back the one that was declared.
    fn emergency(&mut self, turn: &mut Turn<'_>) {
        if self.writing.draft.emergency.is_some() {
            self.writing.declare(None);
            self.changed_by_hand(turn);
            return turn.done("No emergency: wishes and objections hold again");
        }
        match turn.staff {
            Some(_) => self.ask(Form::emergency(), Asks::Emergency, turn),
            None => turn.ask_who(),
        }
    }

    fn declare(&mut self, words: String, turn: &mut Turn<'_>) {
        let Some(staff) = turn.staff else { return turn.ask_who() };
        self.writing.declare(Some(Emergency { words, declared_by: staff.name.clone() }));
        self.changed_by_hand(turn);
        turn.done("Emergency: wishes and objections are lifted; the guardian will look at it");
    }

    fn answer(&mut self, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Dossier(Ok(dossier)) => {
                self.writing.who = crate::app::who::Who::of_dossier(&dossier, turn.cx.now.today());
                self.writing.facts = Facts::Known(dossier);
                self.begin(turn.staff, turn.cx);
                self.recall_approved(turn.staff, turn.cx);
                self.judge(turn.cx);
                if let Some(number) = self.wanted.take().filter(|_| !self.touched) {
                    self.cure(number, turn);
                }
            }
            Reply::Dossier(Err(trouble)) => self.writing.facts = Facts::Failed(trouble),
            Reply::Drafts(Ok(drafts)) => self.take_back_draft(drafts, turn),
            Reply::Reminder(Ok(reminder)) => {
                self.writing.reminder = Some(*reminder);
                self.judge(turn.cx);
            }
            Reply::Appended(Ok(Appended::Entry { .. } | Appended::Already { .. }))
                if self.over == Over::GivingUp =>
            {
                turn.done("Not sent; the record says why");
                turn.go(Go::Written(None));
            }
            Reply::Drafts(Err(trouble)) | Reply::Reminder(Err(trouble)) | Reply::Appended(Err(trouble)) => {
                turn.trouble(trouble);
            }
            _ => {}
        }
    }
}

impl Part for Compose {
    fn place(&self) -> Place {
        Place::Compose
    }

    fn text_focus(&self) -> bool {
        matches!(self.focus, Focus::Subject | Focus::Text)
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::NextFinding | Action::Explain => !self.writing.verdict.findings.is_empty(),
            Action::Cure => self.writing.hidden().is_some() || self.current().is_some(),
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        let patient = self.writing.draft.patient;
        if !self.begun {
            turn.ask(Slot::Drafts, Request::DraftsOf(patient));
        }
        if let (Some(id), None) = (self.writing.draft.reminder, &self.writing.reminder) {
            turn.ask(Slot::Reminder, Request::Reminder(id));
        }
        turn.ask(Slot::Dossier, Request::Dossier(patient));
    }

    fn begun(&mut self, form: Unfinished, turn: &mut Turn<'_>) {
        self.keep_form(Some(form), turn);
    }

    fn act(&mut self, action: Action, key: &Key, turn: &mut Turn<'_>) {
        self.close_form(turn);
        match action {
            Action::NextFinding => self.next_finding(),
            Action::Cure => self.cure(0, turn),
            Action::CureNumber => self.cure(key.digit().unwrap_or(1).saturating_sub(1), turn),
            Action::Route => self.open_route(turn),
            Action::Template => self.open_templates(turn),
            Action::Review => {
                self.judge(turn.cx);
                turn.go(Go::Review);
            }
            Action::Explain => match self.current() {
                Some(finding) => turn.open(Overlay::Page(Box::new(rule::explain(
                    finding,
                    &turn.cx.checker.settings.channels,
                )))),
                None => turn.hint("Nothing was found"),
            },
            Action::GiveUp => self.ask_give_up(turn),
            Action::Emergency => self.emergency(turn),
            Action::DiscardDraft => turn.open(Overlay::Choice(Box::new(choice::sure(
                "Throw this draft away?",
                "Throw it away",
                "Keep it",
            )))),
            Action::NextPart => self.move_focus(false),
            Action::PreviousPart => self.move_focus(true),
            Action::Back => turn.go(Go::Back),
            _ => {}
        }
    }

    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        self.close_form(turn);
        let undo = key.is(&Key::char('z').ctrl());
        if let (true, Some((recipient, channel, contact))) = (undo, self.route_before.take()) {
            self.writing.take_route(recipient, channel, contact);
            self.changed_by_hand(turn);
            return;
        }
        match self.focus {
            Focus::Text => {
                let event = self.body.key(key);
                self.edited(event, turn);
            }
            Focus::Subject if matches!(key.code, Code::Enter | Code::Down) => self.focus = Focus::Text,
            Focus::Subject if key.code == Code::Up => self.focus = Focus::Purpose,
            Focus::Subject => {
                let event = self.subject.key(key);
                self.edited(event, turn);
            }
            Focus::Route => match key.code {
                Code::Enter | Code::Right => self.open_route(turn),
                Code::Down => self.move_focus(false),
                _ => {}
            },
            Focus::Purpose => match key.code {
                Code::Left => self.turn_purpose(true, turn),
                Code::Right | Code::Char(' ') => self.turn_purpose(false, turn),
                Code::Up => self.move_focus(true),
                Code::Down | Code::Enter => self.move_focus(false),
                _ => {}
            },
        }
    }

    fn paste(&mut self, text: &str, turn: &mut Turn<'_>) {
        let event = match self.focus {
            Focus::Text => self.body.paste(text),
            Focus::Subject => self.subject.paste(text),
            Focus::Route | Focus::Purpose => {
                return turn.hint("Nothing was pasted: go to the text with Tab first");
            }
        };
        self.edited(event, turn);
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        self.answer(reply, turn);
    }

    fn tick(&mut self, turn: &mut Turn<'_>) {
        if self.save_at.is_some_and(|at| turn.at() >= at) {
            self.save(turn);
        }
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        turn.ask(Slot::Dossier, Request::Dossier(self.writing.draft.patient));
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        match pick {
            Pick::Route(recipient, channel, contact) => self.set_route((recipient, channel, contact), turn),
            Pick::Template(id) => self.take_template(&id, turn),
            Pick::NotSent(..) => self.give_up(pick, turn),
            Pick::Words(words) => {
                self.form_answered();
                self.declare(words, turn);
            }
            Pick::Yes => {
                self.save_at = None;
                self.touched = false;
                turn.ask(Slot::Discard, Request::DiscardDraft(self.writing.draft.id));
                turn.done("The draft is thrown away");
                turn.go(Go::Written(None));
            }
            _ => {}
        }
    }

    fn leave(&mut self, turn: &mut Turn<'_>) {
        self.save(turn);
    }
}
