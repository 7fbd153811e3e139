//! One turn of a screen: what it reads while it handles something, and what it asks for.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::context::Context;
use super::effect::{Effect, Request, Restore};
use super::keymap::Keymap;
use super::overlay::Overlay;
use super::overlay::facts::Ask;
use super::screen::compose::Opening;
use super::state::{Notice, Slot, ThemeName, Ticket, Tickets};
use super::who::Who;
use crate::domain::backup::Copy;
use crate::domain::channel::Channel;
use crate::domain::communication::{NotSent, Recipient, RecordView};
use crate::domain::contact::Verification;
use crate::domain::dossier::{Dossier, Revisions};
use crate::domain::draft::{Asks, Draft, Unfinished};
use crate::domain::fact::Amendment;
use crate::domain::ids::{CommunicationId, ContactPointId, EntryId, PatientId, StaffId};
use crate::domain::log::{Event, NewEntry};
use crate::domain::permission::Permission;
use crate::domain::reminder::ViewChange;
use crate::domain::settlement::{Decision, Override};
use crate::domain::staff::{Actor, Author, Recorded, Role, Staff, name_of};
use crate::domain::worklist::Subject;

use super::action::Action;

/// Where to go next. A screen never opens anything itself.
#[derive(Debug)]
pub enum Go {
    /// To the screen before, or close the overlay.
    Back,
    /// To the reminders.
    Home,
    /// To a patient.
    Patient(PatientId),
    /// To a patient, with the cursor on what a worklist says of them.
    PatientAbout(PatientId, Subject),
    /// To the composer.
    Compose(Box<Opening>),
    /// From the composer to the last look.
    Review,
    /// To the record; for one patient's, with who it is.
    Record(RecordView, Option<Who>),
    /// To one message on the record.
    Message(CommunicationId),
    /// To one message on the record, with the form open again that asks this about it.
    Asked(CommunicationId, Asks),
    /// To the reminders, with the form open again that asks this about one of this patient's.
    ReminderAsked(Asks, PatientId),
    /// To the history of the facts about a patient.
    History(Box<Dossier>),
    /// Open an overlay in place of any other.
    Open(Box<Overlay>),
    /// Open the import.
    Import,
    /// Leave the composer: the message is on its way or given up.
    Written(Option<Box<Overlay>>),
    /// Close the overlay and hand this to what lies below.
    Picked(Pick),
}

impl Go {
    /// To where the form opens again that this draft holds.
    pub fn to_form(draft: &Draft) -> Self {
        if let Some(Unfinished::Asked { asks, .. }) = &draft.form
            && let Some(id) = asks.on_record()
        {
            return Self::Asked(id, asks.clone());
        }
        if let Some(Unfinished::Asked { asks, .. }) = &draft.form
            && asks.is_of_reminder()
        {
            return Self::ReminderAsked(asks.clone(), draft.patient);
        }
        Self::Patient(draft.patient)
    }
}

/// What is done with what the list shows now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewAs {
    /// It is saved under a name of its own.
    Saved,
    /// The view that is shown gets another name.
    Renamed,
    /// The view that is shown is removed.
    Removed,
}

/// What was chosen in an overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Pick {
    /// A command from the palette.
    Run(Action),
    /// Colours.
    Theme(ThemeName),
    /// Who sits here.
    Staff(StaffId),
    /// An approved text, by its identifier.
    Template(String),
    /// Who reads it, by what, where.
    Route(Recipient, Channel, Option<ContactPointId>),
    /// An override of the finding that was asked about.
    Override(Override),
    /// A reason and words why something was not sent.
    NotSent(NotSent, String),
    /// The guardian's decision and words for it.
    Decision(Decision, String),
    /// Words that were asked for.
    Words(String),
    /// None of the words that were offered: others are to be typed.
    OwnWords,
    /// A fact that somebody wants to keep: its form opens.
    Ask(Box<Ask>),
    /// What a form puts on file, and how it was asked, should it have to be asked again.
    Keep(Box<Amendment>, Box<Ask>),
    /// Until when a reminder is put off; `None`: a day is to be chosen.
    Snooze(Option<Timestamp>),
    /// A form about a reminder that was begun, of this patient's, opens again.
    Again(Asks, PatientId),
    /// How somebody made sure of a contact point.
    Confirmed(Verification),
    /// One of the views that the settings name, by its place.
    View(usize),
    /// What to do with the view that is shown.
    ViewAs(ViewAs),
    /// Those that this rule blocks.
    Rule(String),
    /// A copy of the practice.
    Copy(Copy),
    /// Yes, do it.
    Yes,
    /// No, leave it.
    No,
}

/// Who says something about a patient, and when: on every fact that the desk keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Who and when.
    pub recorded: Recorded,
    /// The day, by the desk's calendar.
    pub today: Date,
}

impl Stamp {
    /// Who said a fact first, and when: as it was before, of a new one as it is now.
    pub fn first(&self, before: Option<&Recorded>) -> Recorded {
        before.unwrap_or(&self.recorded).clone()
    }
}

/// What a screen reads and asks for while it handles one message.
#[derive(Debug)]
pub struct Turn<'a> {
    /// The surroundings.
    pub cx: &'a Context<'a>,
    /// The keys.
    pub keymap: &'a Keymap,
    /// Who sits here.
    pub staff: Option<&'a Staff>,
    /// All members of staff.
    pub everybody: &'a [Staff],
    /// The roles of those who can come in; `None`: the practice lies open and nobody is held to a role.
    pub roles: Option<&'a [Role]>,
    /// The key of this turn was pressed anew: it is not held down and did not open this place.
    pub fresh: bool,
    /// The key of this turn comes as fast as a keyboard repeats a key that is held down.
    pub rapid: bool,
    /// What marks somebody as at risk is held back from whoever looks over a shoulder.
    pub holds_back: bool,
    /// The open questions.
    pub tickets: &'a mut Tickets,
    /// What to do.
    pub effects: Vec<Effect>,
    /// Where to go.
    pub go: Option<Go>,
    /// What to tell.
    pub notice: Option<Notice>,
}

impl Turn<'_> {
    /// The present instant.
    pub fn at(&self) -> Timestamp {
        self.cx.now.at
    }

    /// The instant so many milliseconds from now.
    pub fn later(&self, milliseconds: i64) -> Timestamp {
        self.at().checked_add(milliseconds.milliseconds()).unwrap_or(Timestamp::MAX)
    }

    /// Asks the worker; an older question of this slot is stale from now on.
    pub fn ask(&mut self, slot: Slot, request: Request) -> Ticket {
        let ticket = self.tickets.ask(slot);
        self.effects.push(Effect::Ask { ticket, request });
        ticket
    }

    /// Asks for what is not on the screen yet: the frame of this turn does not wait for the answer.
    pub fn ask_ahead(&mut self, slot: Slot, request: Request) {
        let ticket = self.tickets.ask(slot);
        self.effects.push(Effect::AskAhead { ticket, request });
    }

    /// Goes back to a copy of the practice.
    pub fn restore(&mut self, copy: Copy) {
        let by = self.staff.map(|staff| staff.id);
        self.effects.push(Effect::Restore(Restore { copy, by }));
    }

    /// Changes the named views.
    pub fn keep_view(&mut self, change: ViewChange) {
        let ticket = self.tickets.ask(Slot::View);
        self.effects.push(Effect::KeepView { ticket, change });
    }

    /// Stops the long work of a slot.
    pub fn cancel(&mut self, slot: Slot) {
        self.effects.extend(self.tickets.open(slot).map(Effect::Cancel));
    }

    /// Copies text to the clipboard.
    pub fn copy(&mut self, slot: Slot, text: String) {
        let ticket = self.tickets.ask(slot);
        self.effects.push(Effect::Copy { ticket, text });
    }

    /// Asks to be woken.
    pub fn wake(&mut self, at: Timestamp) {
        self.effects.push(Effect::Timer { at });
    }

    /// Goes somewhere.
    pub fn go(&mut self, go: Go) {
        self.go = Some(go);
    }

    /// Opens an overlay.
    pub fn open(&mut self, overlay: Overlay) {
        self.go = Some(Go::Open(Box::new(overlay)));
    }

    /// Says that something is done.
    pub fn done(&mut self, words: impl Into<String>) {
        self.notice = Some(Notice::Done(words.into()));
    }

    /// Says why something cannot be done now.
    pub fn hint(&mut self, words: impl Into<String>) {
        self.notice = Some(Notice::Hint(words.into()));
    }

    /// Nothing can be put on the record before somebody said who sits here.
    pub fn ask_who(&mut self) {
        let palette = self.keymap.label(Action::Palette);
        self.hint(format!("Say who sits here first ({palette}, then staff)"));
    }

    /// Tells of trouble.
    pub fn trouble(&mut self, trouble: super::msg::Trouble) {
        self.notice = Some(Notice::Trouble(trouble));
    }

    /// Why whoever sits here may not do this; `None`: they may.
    pub fn refusal(&self, permission: Permission) -> Option<String> {
        let role = self.staff?.role;
        let may = self.roles.is_none_or(|others| role.may_among(permission, others));
        (!may).then(|| format!("The role of {} may not {}", role.label(), permission.label()))
    }

    /// Whether whoever sits here reads safeguarding notes.
    pub fn reads_safeguarding(&self) -> bool {
        Role::reads_safeguarding(self.staff.map(|staff| staff.role))
    }

    /// Who acts; `None` before anybody said who sits here.
    pub fn actor(&self) -> Option<Actor> {
        self.staff.map(|staff| Actor { staff: staff.id, desk: self.cx.desk.to_owned() })
    }

    /// That whoever sits here takes something down now; `None` before anybody said who sits here.
    pub fn recorded(&self) -> Option<Recorded> {
        let staff = self.staff?;
        Some(Recorded { by: Author::Staff { id: staff.id, name: staff.name.clone() }, at: self.at() })
    }

    /// Who says what is kept now; `None` before anybody said who sits here.
    pub fn stamp(&self) -> Option<Stamp> {
        self.recorded().map(|recorded| Stamp { recorded, today: self.cx.now.today() })
    }

    /// The name of a member of staff.
    pub fn name_of(&self, id: StaffId) -> String {
        name_of(self.everybody, id)
    }

    /// A new entry for the record; `None` before anybody said who sits here.
    pub fn entry(&self, event: Event, judged: Option<Revisions>) -> Option<NewEntry> {
        let actor = self.actor()?;
        Some(NewEntry { id: EntryId::new(self.at()), at: self.at(), actor, event, judged })
    }
}
