//! Reminders, the home screen: the queue in its parts, and what waits for somebody.

mod gather;
mod marks;
mod queue;
mod triage;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::app::action::{Action, Place};
use crate::app::editor::EditorEvent;
use crate::app::key::Key;
use crate::app::lines::{Lines, Sight};
use crate::app::msg::{Overview, Reply, Trouble};
use crate::app::outlook::Outlook;
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
use crate::domain::reminder::{Queue, QueueCount, ReminderRow, Sort};
use crate::domain::staff::Staff;
use gather::Gathering;
pub use queue::Narrowing;
pub(in crate::app) use queue::glance;
use triage::{Asking, Undo};
pub use views::shown;

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
    /// The part of the queue that is shown.
    pub queue: Queue,
    /// How many each part holds, as of the last answer.
    pub counts: Vec<QueueCount>,
    /// How many each named view holds, as of the last answer.
    pub view_counts: Vec<usize>,
    /// The members of staff, to name who is at a reminder.
    pub everybody: Vec<Staff>,
    /// The reminders; `None` before the first answer.
    pub rows: Option<Vec<ReminderRow>>,
    /// How each would go, judged live.
    pub outlooks: BTreeMap<ReminderId, Outlook>,
    /// The cursor, over the worklist and then the reminders.
    pub cursor: Lines,
    /// Where the lines in sight begin.
    pub sight: Sight,
    /// Why something could not be read.
    pub trouble: Option<Trouble>,
    drafts: Vec<(Draft, PatientRow)>,
    asked: BTreeSet<ReminderId>,
    more: bool,
    /// What was typed to narrow the list; `None`: all are shown.
    pub filter: Option<Narrowing>,
    placed: bool,
    marks: BTreeSet<ReminderId>,
    /// Where a range begins.
    range: Option<ReminderId>,
    /// The whole part is being read and judged, to this end.
    gathering: Option<Gathering>,
    /// The order of the list.
    pub sort: Sort,
    /// Only those that this rule blocks are shown.
    pub by_rule: Option<String>,
    /// What the overlay over this screen asks for.
    asking: Option<Asking>,
    /// What is said once the settings hold a change of the views.
    keeping: String,
    /// What `u` takes back, the latest last.
    undo: Vec<Undo>,
    /// Where the cursor goes with the next list.
    on: Option<ReminderId>,
    /// When something that was put off comes back today.
    wakes: Vec<Timestamp>,
    /// The reminder that was claimed because it was opened.
    opened: Option<ReminderId>,
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

    fn open(&mut self, turn: &mut Turn<'_>) {
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
            Some(Work::Draft(draft, _)) if draft.own_form().is_some() => {
                turn.go(Go::to_form(draft));
            }
            Some(Work::Draft(draft, who)) => {
                turn.go(Go::Compose(Box::new(Opening::Draft(draft.as_ref().clone(), who.clone()))));
            }
            None => self.open_reminder(Opening::Reminder, turn),
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
            Action::ShowPatient | Action::Mark => self.row().is_some(),
            Action::Snooze | Action::Dismiss | Action::Take | Action::Call => self.is_open(),
            Action::Cure => self.cure().is_some(),
            Action::MarkClear => self.rows.as_ref().is_some_and(|rows| !rows.is_empty()),
            Action::Wake => self.can_wake(),
            Action::Batch => !self.marks.is_empty(),
            Action::Undo => !self.undo.is_empty(),
            Action::NextPart => !self.work.is_empty(),
            Action::Back | Action::GoReminders => false,
            _ => true,
        }
    }

    fn is_near(&self, action: Action) -> bool {
        action == Action::Cure
    }

    fn text_focus(&self) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.typing)
    }

    fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        let typing = self.filter.as_mut().filter(|filter| filter.typing);
        let event = typing.map(|filter| filter.field.key(key));
        if matches!(event, Some(EditorEvent::Changed | EditorEvent::Cut(_))) {
            self.ask_list(turn);
        }
    }

    fn paste(&mut self, text: &str, turn: &mut Turn<'_>) {
        if let Some(filter) = self.filter.as_mut().filter(|filter| filter.typing) {
            filter.field.paste(text);
            self.ask_list(turn);
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.doubt(turn);
        self.everybody = turn.everybody.to_vec();
        self.let_go(turn);
        self.ask(turn);
    }

    fn act(&mut self, action: Action, key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::ShowPatient => match (self.row(), self.work.get(self.cursor.at)) {
                (Some(row), _) => turn.go(Go::Patient(row.reminder.patient)),
                (None, Some(Work::Draft(draft, _))) => turn.go(Go::Patient(draft.patient)),
                _ => turn.hint("There is no patient on this line"),
            },
            Action::Dismiss => self.dismiss(turn),
            Action::Snooze => self.snooze(turn),
            Action::Wake => self.wake(turn),
            Action::Take => self.take(turn),
            Action::Undo => self.undo(turn),
            Action::Filter => self.begin_filter(),
            Action::Open if self.text_focus() => self.leave_filter(),
            Action::Open => self.open(turn),
            Action::Cure => self.open_cured(turn),
            Action::Back if self.filter.is_some() => self.end_filter(turn),
            Action::Mark => self.mark(turn),
            Action::MarkDown => self.mark_down(turn),
            Action::Range => self.range(turn),
            Action::MarkClear => self.mark_clear(turn),
            Action::Sort => self.next_sort(turn),
            Action::ByRule => self.ask_rules(turn),
            Action::Views => self.pick_view(turn),
            Action::KeepView => self.ask_view(turn),
            Action::Back if self.by_rule.is_some() => self.end_by_rule(turn),
            Action::Batch => self.batch(turn),
            Action::Call => self.call(turn),
            Action::Back if !self.marks.is_empty() || self.range.is_some() => {
                self.marks.clear();
                self.range = None;
            }
            Action::Left | Action::Right => self.turn_part(action == Action::Left, turn),
            Action::Part => self.show_part(key, turn),
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
        let mut on = self.row().map(|row| row.reminder.id);
        match reply {
            Reply::Counts(Ok(overview)) => self.overview = Some(overview),
            Reply::QueueCounts(Ok(counts)) => {
                self.counts = counts;
                self.watch(turn);
            }
            Reply::ViewCounts(Ok(counts)) => self.view_counts = counts,
            Reply::ViewKept(kept) => self.view_kept(kept, turn),
            Reply::OwnDrafts(Ok(drafts)) => self.drafts = drafts,
            Reply::Reminders(Ok(rows)) => {
                self.listed(slot, rows, turn);
                on = self.on.take_if(|_| slot == Slot::List).or(on);
            }
            Reply::Dossiers(Ok(dossiers)) => self.judge(&dossiers, turn),
            Reply::Triaged(Ok(reminder)) => self.triaged(*reminder, turn),
            Reply::Appended(Ok(_)) => self.ask(turn),
            Reply::Counts(Err(trouble)) | Reply::Reminders(Err(trouble)) => self.trouble = Some(trouble),
            Reply::Triaged(Err(trouble)) | Reply::Appended(Err(trouble)) => {
                turn.trouble(trouble);
                self.ask(turn);
            }
            Reply::OwnDrafts(Err(trouble)) | Reply::QueueCounts(Err(trouble)) => turn.trouble(trouble),
            _ => {}
        }
        self.lay_out(on, turn);
        self.look_ahead(turn);
    }

    fn changed(&mut self, turn: &mut Turn<'_>) {
        self.doubt(turn);
        self.ask(turn);
    }

    fn tick(&mut self, turn: &mut Turn<'_>) {
        self.wake_up(turn);
    }

    fn picked(&mut self, pick: Pick, turn: &mut Turn<'_>) {
        self.answered(pick, turn);
    }
}
