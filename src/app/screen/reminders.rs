//! Reminders, the home screen: what is due, and what waits for somebody.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::{Overview, Reply, Trouble};
use crate::app::outlook::{Outlook, outlook};
use crate::app::overlay::Overlay;
use crate::app::overlay::form::Form;
use crate::app::part::Part;
use crate::app::screen::compose::Opening;
use crate::app::screen::record::Filter;
use crate::app::state::Slot;
use crate::app::turn::{Go, Pick, Turn};
use crate::app::who::Who;
use crate::domain::communication::RecordView;
use crate::domain::dossier::PatientRow;
use crate::domain::draft::Draft;
use crate::domain::ids::ReminderId;
use crate::domain::log::{Appended, Event};
use crate::domain::reminder::{ReminderRow, ReminderView};

/// How many reminders a page brings.
const PAGE: usize = 60;

/// How many drafts stand on the home screen.
const DRAFTS: usize = 3;

/// A line of the worklist above the reminders.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Messages that wait to be confirmed.
    Unconfirmed(u64),
    /// Messages to be copied into the clinical record.
    ToCopy(u64),
    /// A draft that is not finished.
    Draft(Box<Draft>, Who),
}

/// The home screen.
#[derive(Debug, Default)]
pub struct Reminders {
    /// The counts and the age of the last import; `None` before they have arrived.
    pub overview: Option<Overview>,
    /// What waits.
    pub work: Vec<Work>,
    /// The reminders; `None` before the first answer.
    pub rows: Option<Vec<ReminderRow>>,
    /// How each would go, judged live.
    pub outlooks: BTreeMap<ReminderId, Outlook>,
    /// The cursor, over the worklist and then the reminders.
    pub cursor: Lines,
    /// Why something could not be read.
    pub trouble: Option<Trouble>,
    drafts: Vec<(Draft, PatientRow)>,
    asked: Vec<ReminderId>,
    more: bool,
    dismissing: Option<ReminderId>,
    placed: bool,
}

/// The day up to which reminders are shown.
fn due(turn: &Turn<'_>) -> Date {
    turn.cx.now.today()
}

impl Reminders {
    /// Whether there is nobody on file yet.
    pub fn is_first_run(&self) -> bool {
        self.overview.is_some_and(|overview| overview.counts.patients == 0)
    }

    /// The reminder under the cursor.
    pub fn row(&self) -> Option<&ReminderRow> {
        let at = self.cursor.at.checked_sub(self.work.len())?;
        self.rows.as_ref().and_then(|rows| rows.get(at))
    }

    fn ask(&mut self, turn: &mut Turn<'_>) {
        turn.ask(Slot::Counts, Request::Counts { today: turn.cx.now.today() });
        if let Some(staff) = turn.staff {
            turn.ask(Slot::Drafts, Request::DraftsBy(staff.id));
        }
        turn.tickets.forget(Slot::More);
        let limit = self.rows.as_ref().map_or(PAGE, |rows| rows.len().max(PAGE));
        turn.ask(Slot::List, Request::Reminders { view: ReminderView::Due(due(turn)), after: None, limit });
    }

    /// Lays the lines out anew; the cursor stays `on` its reminder where that is still there.
    fn lay_out(&mut self, on: Option<ReminderId>, turn: &Turn<'_>) {
        let counts = self.overview.map(|overview| overview.counts).unwrap_or_default();
        let today = turn.cx.now.today();
        let mut work = Vec::new();
        work.extend((counts.unconfirmed > 0).then_some(Work::Unconfirmed(counts.unconfirmed)));
        work.extend((counts.to_copy > 0).then_some(Work::ToCopy(counts.to_copy)));
        let drafts = self.drafts.iter().take(DRAFTS);
        work.extend(drafts.map(|(draft, row)| Work::Draft(Box::new(draft.clone()), Who::of_row(row, today))));
        self.work = work;
        let rows = self.rows.as_deref().unwrap_or_default();
        self.cursor.resize(self.work.len() + rows.len());
        let found = on.and_then(|id| rows.iter().position(|row| row.reminder.id == id));
        if let Some(at) = found {
            self.cursor.at = self.work.len() + at;
        } else if !self.placed && !rows.is_empty() {
            self.cursor.at = self.work.len();
        }
        self.placed |= !rows.is_empty();
    }

    /// Asks for the facts behind the lines near the cursor that were not judged yet.
    fn look_ahead(&mut self, turn: &mut Turn<'_>) {
        if turn.tickets.open(Slot::Outlook).is_some() {
            return;
        }
        let height = usize::from(turn.cx.size.1);
        let first = self.cursor.at.saturating_sub(self.work.len()).saturating_sub(height / 2);
        let near = self.rows.iter().flatten().skip(first).take(height);
        let wanted: Vec<_> = near.filter(|row| !self.asked.contains(&row.reminder.id)).collect();
        if wanted.is_empty() {
            return;
        }
        let patients = wanted.iter().map(|row| row.reminder.patient).collect();
        let asked: Vec<ReminderId> = wanted.iter().map(|row| row.reminder.id).collect();
        self.asked.extend(asked);
        turn.ask(Slot::Outlook, Request::Dossiers(patients));
    }

    fn ask_more(&mut self, turn: &mut Turn<'_>) {
        let near_end = self.cursor.at + PAGE / 3 >= self.cursor.len;
        if !self.more || !near_end || turn.tickets.open(Slot::More).is_some() {
            return;
        }
        let after = self.rows.iter().flatten().last().map(|row| Box::new(row.reminder.clone()));
        turn.ask(Slot::More, Request::Reminders { view: ReminderView::Due(due(turn)), after, limit: PAGE });
    }

    fn open(&self, turn: &mut Turn<'_>) {
        if self.is_first_run() {
            return turn.go(Go::Import);
        }
        match self.work.get(self.cursor.at) {
            Some(Work::Unconfirmed(_)) => {
                let view = RecordView { states: Filter::Open.states(), ..RecordView::default() };
                turn.go(Go::Record(view, None));
            }
            Some(Work::ToCopy(_)) => {
                turn.go(Go::Record(RecordView { to_copy: true, ..RecordView::default() }, None));
            }
            Some(Work::Draft(draft, who)) => {
                turn.go(Go::Compose(Box::new(Opening::Draft(draft.as_ref().clone(), who.clone()))));
            }
            None => match self.row() {
                Some(row) => turn.go(Go::Compose(Box::new(Opening::Reminder(row.clone())))),
                None => turn.hint("Nothing is due: F2 finds a patient"),
            },
        }
    }

    fn dismiss(&mut self, turn: &mut Turn<'_>) {
        let Some(row) = self.row() else { return turn.hint("There is no reminder here") };
        let mut form = Form::words("Close this reminder without a message", "Why", "", "Close it");
        form.about.push(format!(
            "{}  {}  {}",
            row.patient_name,
            row.patient_birth,
            row.reminder.purpose.label()
        ));
        self.dismissing = Some(row.reminder.id);
        turn.open(Overlay::Form(Box::new(form)));
    }

    fn judge(&mut self, dossiers: &[crate::domain::dossier::Dossier], turn: &Turn<'_>) {
        for row in self.rows.iter().flatten().filter(|row| self.asked.contains(&row.reminder.id)) {
            let dossier = dossiers.iter().find(|dossier| dossier.patient.id == row.reminder.patient);
            if let Some(dossier) = dossier {
                let found = outlook(&row.reminder, dossier, turn.staff, turn.cx);
                self.outlooks.insert(row.reminder.id, found);
            }
        }
    }
}

impl Part for Reminders {
    fn place(&self) -> Place {
        Place::Reminders
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open => self.cursor.len > 0 || self.is_first_run(),
            Action::Dismiss | Action::ShowPatient => self.row().is_some(),
            Action::NextPart => !self.work.is_empty(),
            Action::Back | Action::GoReminders => false,
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.asked.clear();
        self.ask(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Open => self.open(turn),
            Action::ShowPatient => match (self.row(), self.work.get(self.cursor.at)) {
                (Some(row), _) => turn.go(Go::Patient(row.reminder.patient)),
                (None, Some(Work::Draft(draft, _))) => turn.go(Go::Patient(draft.patient)),
                _ => turn.hint("There is no patient on this line"),
            },
            Action::Dismiss => self.dismiss(turn),
            Action::NextPart | Action::PreviousPart => {
                let in_work = self.cursor.at < self.work.len();
                self.cursor.at = if in_work { self.work.len() } else { 0 };
                self.cursor.resize(self.cursor.len);
            }
            Action::Back => turn.hint("This is the home screen; Ctrl+Q ends the program"),
            _ => {
                self.cursor.act(action, turn.cx.size.1.saturating_sub(8));
                self.ask_more(turn);
                self.look_ahead(turn);
            }
        }
    }

    fn reply(&mut self, slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        let on = self.row().map(|row| row.reminder.id);
        match reply {
            Reply::Counts(Ok(overview)) => self.overview = Some(overview),
            Reply::OwnDrafts(Ok(drafts)) => self.drafts = drafts,
            Reply::Reminders(Ok(rows)) if slot == Slot::More => {
                self.more = rows.len() == PAGE;
                self.rows.get_or_insert_default().extend(rows);
            }
            Reply::Reminders(Ok(rows)) => {
                self.more = rows.len() >= PAGE;
                self.trouble = None;
                self.rows = Some(rows);
            }
            Reply::Dossiers(Ok(dossiers)) => self.judge(&dossiers, turn),
            Reply::Appended(Ok(Appended::Entry { .. } | Appended::Already { .. })) => {
                turn.done("The reminder is closed; the record says why");
                self.ask(turn);
            }
            Reply::Counts(Err(trouble)) | Reply::Reminders(Err(trouble)) => self.trouble = Some(trouble),
            Reply::OwnDrafts(Err(trouble)) | Reply::Appended(Err(trouble)) => turn.trouble(trouble),
            _ => {}
        }
        self.lay_out(on, turn);
        self.look_ahead(turn);
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.enter(turn);
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        let (Some(reminder), Pick::Words(words)) = (self.dismissing.take(), pick) else { return };
        match turn.entry(Event::ReminderDismissed { reminder, words }, None) {
            Some(entry) => {
                turn.ask(Slot::Append, Request::Append(Box::new(entry)));
            }
            None => turn.ask_who(),
        }
    }
}
