//! Worklists: what on file somebody has to look at; a list of the lists, then the lines of one.

mod settle;

use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::{Reply, Trouble};
use crate::app::overlay::Overlay;
use crate::app::overlay::facts::Sheet;
use crate::app::overlay::form::Form;
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::domain::draft::Asks;
use crate::domain::ids::{CommunicationId, DraftId, PatientId};
use crate::domain::log::{Appended, Event};
use crate::domain::permission::Permission;
use crate::domain::worklist::{Subject, Worklist, WorklistCount, WorklistRow};
pub use settle::settle_label;

/// How many lines a page brings.
const PAGE: usize = 60;

/// The lists, or one of them.
#[derive(Debug, Default)]
pub struct Worklists {
    /// How long each list is; `None` before the answer.
    pub counts: Option<Vec<WorklistCount>>,
    /// The cursor among the lists.
    pub lists: Lines,
    /// The list that is open.
    pub open: Option<Worklist>,
    /// Its lines; `None` before the answer.
    pub rows: Option<Vec<WorklistRow>>,
    /// The cursor among the lines.
    pub cursor: Lines,
    /// There may be more behind the last one.
    pub more: bool,
    /// Why something could not be read.
    pub trouble: Option<Trouble>,
    /// The line that is being settled: its facts are read, or its entry is on its way.
    settling: Option<WorklistRow>,
    /// The message that the guardian decides about.
    deciding: Option<CommunicationId>,
    /// The draft of the form in which a claim was looked at: it goes once that is on file.
    looked_at: Option<DraftId>,
}

impl Worklists {
    /// The list under the cursor, or the one that is open.
    pub fn list(&self) -> Worklist {
        self.open.or_else(|| self.lists.of(&Worklist::ALL).copied()).unwrap_or(Worklist::Guardian)
    }

    /// The line under the cursor.
    pub fn row(&self) -> Option<&WorklistRow> {
        self.open.and(self.rows.as_ref()).and_then(|rows| self.cursor.of(rows))
    }

    fn ask(&mut self, turn: &mut Turn<'_>) {
        let today = turn.cx.now.today();
        turn.tickets.forget(Slot::More);
        match self.open {
            None => {
                self.lists.resize(Worklist::ALL.len());
                turn.ask(Slot::Counts, Request::WorklistCounts { today });
            }
            Some(list) => {
                let limit = self.rows.as_ref().map_or(PAGE, |rows| rows.len().max(PAGE));
                turn.ask(Slot::List, Request::Worklist { list, today, after: None, limit });
            }
        }
    }

    fn ask_more(&mut self, turn: &mut Turn<'_>) {
        let near_end = self.cursor.at + PAGE / 3 >= self.cursor.len;
        let Some(list) = self.open.filter(|_| self.more && near_end) else { return };
        if turn.tickets.open(Slot::More).is_none() {
            let after = self.rows.iter().flatten().last().map(|row| row.key.clone());
            let today = turn.cx.now.today();
            turn.ask(Slot::More, Request::Worklist { list, today, after, limit: PAGE });
        }
    }

    fn take(&mut self, slot: Slot, rows: Vec<WorklistRow>) {
        self.trouble = None;
        self.more = rows.len() >= PAGE;
        if slot == Slot::More {
            self.rows.get_or_insert_default().extend(rows);
        } else {
            // the cursor stays on its line; where that is settled, the next one has come under it
            let on = self.row().map(|row| row.key.clone());
            let at = rows.iter().position(|row| Some(&row.key) == on.as_ref());
            self.cursor.at = at.unwrap_or(self.cursor.at);
            self.rows = Some(rows);
        }
        self.cursor.resize(self.rows.as_ref().map_or(0, Vec::len));
    }

    fn open_line(&mut self, turn: &mut Turn<'_>) {
        match (self.open, self.row()) {
            (None, _) => {
                self.open = Some(self.list());
                self.rows = None;
                self.cursor = Lines::default();
                self.ask(turn);
            }
            (Some(_), Some(WorklistRow { about: Subject::Message(message), .. })) => {
                turn.go(Go::Message(*message));
            }
            (Some(_), Some(row)) => turn.go(Go::PatientAbout(row.patient.id, row.about.clone())),
            (Some(_), None) => turn.hint("There is nothing to open"),
        }
    }

    fn settle(&mut self, turn: &mut Turn<'_>) {
        let Some(row) = self.row().cloned().filter(|_| self.settling.is_none()) else { return };
        if turn.staff.is_none() {
            return turn.ask_who();
        }
        if let Subject::Message(message) = row.about {
            return self.decide((message, row.patient.id), turn);
        }
        if settle_label(self.list()).is_empty() {
            return turn.hint("Open the patient to put this right");
        }
        turn.ask(Slot::Dossier, Request::Dossier(row.patient.id));
        self.settling = Some(row);
    }

    fn decide(&mut self, (message, patient): (CommunicationId, PatientId), turn: &mut Turn<'_>) {
        if turn.staff.is_none_or(|staff| !staff.role.may(Permission::Decide)) {
            return turn.hint("Only the Caldicott Guardian decides about an override");
        }
        self.deciding = Some(message);
        let form = Form::decision().asking(Asks::Decision(message), patient);
        turn.open(Overlay::Form(Box::new(form)));
    }
}

fn append(event: Event, turn: &mut Turn<'_>) {
    match turn.entry(event, None) {
        Some(entry) => {
            turn.ask(Slot::Append, Request::Append(Box::new(entry)));
        }
        None => turn.ask_who(),
    }
}

impl Part for Worklists {
    fn place(&self) -> Place {
        Place::Worklists
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Settle => self.row().is_some() && !settle_label(self.list()).is_empty(),
            Action::ShowPatient => self.row().is_some_and(|row| matches!(row.about, Subject::Message(_))),
            Action::Open => self.open.is_none() || self.row().is_some(),
            Action::GoWorklists => false,
            _ => true,
        }
    }

    fn label(&self, action: Action) -> &'static str {
        match action {
            Action::Settle => settle_label(self.list()),
            _ => action.label(),
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Open => self.open_line(turn),
            Action::Settle => self.settle(turn),
            Action::ShowPatient => {
                if let Some(row) = self.row() {
                    turn.go(Go::PatientAbout(row.patient.id, row.about.clone()));
                }
            }
            Action::Back if self.open.is_some() => {
                self.open = None;
                self.rows = None;
                self.ask(turn);
            }
            Action::Back => turn.go(Go::Back),
            _ if self.open.is_some() => {
                self.cursor.act(action, turn.cx.size.1.saturating_sub(8));
                self.ask_more(turn);
            }
            _ => {
                self.lists.act(action, turn.cx.size.1.saturating_sub(8));
            }
        }
    }

    fn reply(&mut self, slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::WorklistCounts(Ok(counts)) => (self.counts, self.trouble) = (Some(counts), None),
            Reply::Worklist(Ok(rows)) => self.take(slot, rows),
            Reply::WorklistCounts(Err(trouble)) | Reply::Worklist(Err(trouble)) => {
                self.trouble = Some(trouble);
            }
            Reply::Dossier(Ok(dossier)) => {
                let Some(row) = self.settling.take() else { return };
                let Some(stamp) = turn.stamp() else { return turn.ask_who() };
                if let Some(ask) = settle::look_at(&row, &dossier).filter(|_| self.list() == Worklist::Claims)
                {
                    let sheet = Sheet::new(ask, &dossier, stamp.today);
                    return turn.open(Overlay::Form(Box::new(Form::facts(sheet))));
                }
                let amendment = settle::settle(self.list(), &row, &dossier, &stamp);
                if let Some(amendment) = amendment {
                    append(Event::Amended(Box::new(amendment)), turn);
                } else {
                    turn.hint("This is settled already");
                    self.ask(turn);
                }
            }
            Reply::Appended(Ok(Appended::Conflict(_))) => {
                turn.hint("Another desk changed it just now: look again");
                self.ask(turn);
            }
            Reply::Appended(Ok(_)) => {
                if let Some(id) = self.looked_at.take() {
                    turn.ask(Slot::Discard, Request::DiscardDraft(id));
                }
                turn.done(match self.list() {
                    Worklist::Guardian => "The decision is on the record",
                    _ => "It is on file; the patient's history can take it back",
                });
                self.ask(turn);
            }
            Reply::Dossier(Err(trouble)) | Reply::Appended(Err(trouble)) => {
                self.settling = None;
                turn.trouble(trouble);
            }
            _ => {}
        }
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.ask(turn);
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        match (self.deciding.take(), pick) {
            (Some(communication), Pick::Decision(decision, words)) => {
                append(Event::Reviewed { communication, decision, words }, turn);
            }
            // should another desk have been faster, what was typed is offered again
            (_, Pick::Keep(amendment, ask)) => {
                self.looked_at = ask.draft.map(|(id, _)| id);
                append(Event::Amended(amendment), turn);
            }
            _ => {}
        }
    }

    fn leave(&mut self, _turn: &mut Turn<'_>) {
        self.settling = None;
    }
}
