//! Record: everything sent or not sent, the newest first.

use crate::app::action::{Action, Place};
use crate::app::editor::{Editor, EditorEvent};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::{Progress, Reply, Trouble};
use crate::app::overlay::Overlay;
use crate::app::overlay::page::{Page, PageLine};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::app::who::Who;
use crate::domain::communication::{CommunicationRow, RecordView, State};
use crate::domain::log::{Checked, Verification};

/// How many messages a page brings.
const PAGE: usize = 60;

/// Which messages are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those that wait for somebody: held, of unknown outcome, not confirmed.
    Open,
    /// Those to be copied into the clinical record.
    ToCopy,
    /// Those not sent.
    NotSent,
}

impl Filter {
    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "to confirm",
            Self::ToCopy => "to copy into the clinical record",
            Self::NotSent => "not sent",
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::All => Self::Open,
            Self::Open => Self::ToCopy,
            Self::ToCopy => Self::NotSent,
            Self::NotSent => Self::All,
        }
    }

    /// The states it asks for.
    pub fn states(self) -> Vec<State> {
        match self {
            Self::All | Self::ToCopy => Vec::new(),
            Self::Open => vec![State::Prepared, State::HandingOver, State::HandedOver],
            Self::NotSent => vec![State::NotSent],
        }
    }

    fn of(view: &RecordView) -> Self {
        match (view.to_copy, view.states.as_slice()) {
            (true, _) => Self::ToCopy,
            (_, []) => Self::All,
            (_, [State::NotSent]) => Self::NotSent,
            _ => Self::Open,
        }
    }
}

/// The check of the log.
#[derive(Debug, Clone, PartialEq)]
pub enum Chain {
    /// Not asked for.
    Unchecked,
    /// It runs.
    Checking(Progress),
    /// The result.
    Checked(Checked),
    /// It could not be done.
    Failed(Trouble),
}

/// The record.
#[derive(Debug)]
pub struct Record {
    /// Which messages.
    pub view: RecordView,
    /// Whose messages, where it is one patient's.
    pub who: Option<Who>,
    /// The words searched for.
    pub field: Editor,
    /// The words have the focus.
    pub in_field: bool,
    /// The messages; `None` before the first answer.
    pub rows: Option<Vec<CommunicationRow>>,
    /// The cursor.
    pub cursor: Lines,
    /// There may be more behind the last one.
    pub more: bool,
    /// How many are read anew at a time: as many as were scrolled to.
    wanted: usize,
    /// Why the list could not be read.
    pub trouble: Option<Trouble>,
    /// The check of the log.
    pub chain: Chain,
}

impl Record {
    /// The record seen in one way.
    pub fn new(view: RecordView, who: Option<Who>) -> Self {
        Self {
            who,
            field: Editor::single_line(view.words.clone()),
            view,
            in_field: false,
            rows: None,
            cursor: Lines::default(),
            more: false,
            wanted: PAGE,
            trouble: None,
            chain: Chain::Unchecked,
        }
    }

    /// Which messages are shown.
    pub fn filter(&self) -> Filter {
        Filter::of(&self.view)
    }

    /// The message under the cursor.
    pub fn row(&self) -> Option<&CommunicationRow> {
        self.rows.as_ref().and_then(|rows| self.cursor.of(rows))
    }

    fn ask(&mut self, turn: &mut Turn<'_>) {
        self.field.text().trim().clone_into(&mut self.view.words);
        turn.tickets.forget(Slot::More);
        let limit = self.wanted;
        turn.ask(Slot::List, Request::Messages { view: self.view.clone(), before: None, limit });
    }

    /// Another list begins.
    fn begin(&mut self) {
        self.wanted = PAGE;
        self.cursor.at = 0;
    }

    fn ask_more(&mut self, turn: &mut Turn<'_>) {
        let near_end = self.cursor.at + PAGE / 3 >= self.cursor.len;
        if !self.more || !near_end || turn.tickets.open(Slot::More).is_some() {
            return;
        }
        let before = self.rows.iter().flatten().last().map(|row| row.number);
        turn.ask(Slot::More, Request::Messages { view: self.view.clone(), before, limit: PAGE });
    }

    fn take(&mut self, slot: Slot, rows: Vec<CommunicationRow>) {
        self.more = rows.len() >= if slot == Slot::More { PAGE } else { self.wanted };
        self.trouble = None;
        if slot == Slot::More {
            self.wanted += rows.len();
            self.rows.get_or_insert_default().extend(rows);
        } else {
            // the cursor stays on its message when newer ones come in above it
            let on = self.row().map(|row| row.id);
            let at = rows.iter().position(|row| Some(row.id) == on);
            self.cursor.at = at.unwrap_or(self.cursor.at);
            self.rows = Some(rows);
        }
        self.cursor.resize(self.rows.as_ref().map_or(0, Vec::len));
    }

    fn edited(&mut self, event: EditorEvent, turn: &mut Turn<'_>) {
        match event {
            EditorEvent::Changed => {
                self.begin();
                self.ask(turn);
            }
            EditorEvent::Cut(text) => {
                turn.copy(Slot::Copy, text);
                self.ask(turn);
            }
            EditorEvent::Copy(text) => turn.copy(Slot::Copy, text),
            EditorEvent::Ignored | EditorEvent::Moved => {}
        }
    }

    fn verify(&mut self, turn: &mut Turn<'_>) {
        if matches!(self.chain, Chain::Checking(_)) {
            self.chain = Chain::Unchecked;
            turn.cancel(Slot::Verify);
            turn.tickets.forget(Slot::Verify);
            return turn.hint("The check was stopped");
        }
        self.chain = Chain::Checking(Progress::default());
        turn.ask(Slot::Verify, Request::Verify);
    }

    fn next_filter(&mut self, turn: &mut Turn<'_>) {
        let next = self.filter().next();
        self.view.states = next.states();
        self.view.to_copy = next == Filter::ToCopy;
        self.begin();
        self.ask(turn);
    }
}

/// What the line of the check has no room for; `None`: it says all.
fn page(checked: &Checked) -> Option<Page> {
    let lines = checked.lines();
    let is_broken = matches!(checked.found, Verification::Broken { .. });
    if lines.is_empty() && !is_broken {
        return None;
    }
    let head = match &checked.found {
        Verification::Whole(head) => {
            format!("Whole: {} entries are as they were sealed and signed", head.number)
        }
        Verification::Broken { number, .. } => format!("Broken at entry {number}"),
    };
    let mut page = vec![PageLine::Head(head)];
    if let Verification::Broken { reason, .. } = &checked.found {
        page.push(PageLine::Text(reason.clone()));
        page.push(PageLine::Text("Keep this file as it is, and compare it with a backup.".to_owned()));
    }
    page.extend(lines.into_iter().map(PageLine::Text));
    if !checked.key_file.is_empty() {
        page.push(PageLine::Text("Ask whoever is named, and see doctor.".to_owned()));
    }
    Some(Page::new("The check of the record", page))
}

impl Part for Record {
    fn place(&self) -> Place {
        Place::Record
    }

    fn text_focus(&self) -> bool {
        self.in_field
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open | Action::ShowPatient => {
                self.row().is_some() && !(self.in_field && action == Action::ShowPatient)
            }
            Action::States | Action::Verify => !self.in_field,
            Action::GoRecord => false,
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Open => match self.row() {
                Some(row) => turn.go(Go::Message(row.id)),
                None => turn.hint("There is no message to open"),
            },
            Action::ShowPatient => match self.row() {
                Some(row) => turn.go(Go::Patient(row.patient)),
                None => turn.hint("There is no message here"),
            },
            Action::States => self.next_filter(turn),
            Action::Verify => self.verify(turn),
            Action::NextPart | Action::PreviousPart => self.in_field = !self.in_field,
            Action::Back if !self.view.words.is_empty() => {
                self.field.set_text("");
                self.ask(turn);
            }
            Action::Back => turn.go(Go::Back),
            _ => {
                self.cursor.act(action, turn.cx.size.1.saturating_sub(8));
                self.ask_more(turn);
            }
        }
    }

    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        if key.text() == Some('/') && !self.in_field {
            self.in_field = true;
        } else if self.in_field {
            let event = self.field.key(key);
            self.edited(event, turn);
        }
    }

    fn paste(&mut self, text: &str, turn: &mut Turn<'_>) {
        self.in_field = true;
        let event = self.field.paste(text);
        self.edited(event, turn);
    }

    fn reply(&mut self, slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Messages(Ok(rows)) => self.take(slot, rows),
            Reply::Messages(Err(trouble)) => self.trouble = Some(trouble),
            Reply::Progress(progress) => self.chain = Chain::Checking(progress),
            Reply::Verified(Ok(Some(checked))) => {
                if let Some(page) = page(&checked) {
                    turn.open(Overlay::Page(Box::new(page)));
                }
                self.chain = Chain::Checked(checked);
            }
            Reply::Verified(Ok(None)) => self.chain = Chain::Unchecked,
            Reply::Verified(Err(trouble)) => self.chain = Chain::Failed(trouble),
            _ => {}
        }
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }

    fn leave(&mut self, turn: &mut Turn<'_>) {
        turn.cancel(Slot::Verify);
        if matches!(self.chain, Chain::Checking(_)) {
            self.chain = Chain::Unchecked;
        }
    }
}
