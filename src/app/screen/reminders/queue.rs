//! The queue page by page: its parts, the facts behind the lines in view, what comes back by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::Reminders;
use super::views::ask_view_counts;
use crate::app::editor::Editor;
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::outlook::outlook;
use crate::app::state::Slot;
use crate::app::turn::Turn;
use crate::domain::dossier::Dossier;
use crate::domain::ids::{PatientId, ReminderId, StaffId};
use crate::domain::reminder::{Glance, Queue, ReminderRow, ReminderView, Sort};

/// How many reminders a page brings.
pub(super) const PAGE: usize = 60;

/// So many lines beyond those in sight are judged at a time.
const AHEAD: usize = 16;

/// At most so many are read and judged when the whole part is asked for.
pub(super) const GATHERED: usize = 20_000;

/// What was typed to narrow the list.
#[derive(Debug)]
pub struct Narrowing {
    /// The words.
    pub field: Editor,
    /// They have the keys.
    pub typing: bool,
}

/// From where this desk looks at the queue.
pub(in crate::app) fn glance(turn: &Turn<'_>) -> Glance {
    let now = turn.cx.now;
    let today = now.today();
    let staff = turn.staff.map_or(StaffId::from_bytes([0; 16]), |staff| staff.id);
    Glance { now: now.at, today, midnight: now.start_of(today), staff }
}

/// Asks how many reminders each part holds.
pub(super) fn ask_counts(turn: &mut Turn<'_>) {
    turn.ask(Slot::QueueCounts, Request::QueueCounts(glance(turn)));
}

impl Reminders {
    pub(super) fn view(&self, turn: &Turn<'_>) -> ReminderView {
        match (self.words(), self.sort) {
            ("", Sort::Due) => ReminderView::Queue(self.queue, glance(turn)),
            (words, sort) => ReminderView::Sorted(self.queue, glance(turn), sort, words.to_owned()),
        }
    }

    /// The words that narrow the list; empty: all are shown.
    pub(super) fn words(&self) -> &str {
        self.filter.as_ref().map(|filter| filter.field.text().trim()).unwrap_or_default()
    }

    /// The filter takes the keys.
    pub(super) fn begin_filter(&mut self) {
        let begun = || Narrowing { field: Editor::single_line(""), typing: true };
        self.filter.get_or_insert_with(begun).typing = true;
    }

    /// The list has the keys again; a filter without words is none.
    pub(super) fn leave_filter(&mut self) {
        self.filter.take_if(|filter| filter.field.text().trim().is_empty());
        if let Some(filter) = &mut self.filter {
            filter.typing = false;
        }
    }

    /// All are shown again; the cursor stays on its reminder.
    pub(super) fn end_filter(&mut self, turn: &mut Turn<'_>) {
        self.filter = None;
        self.on = self.row().map(|row| row.reminder.id);
        self.ask_list(turn);
    }

    /// Asks for all that this screen shows.
    pub(super) fn ask(&mut self, turn: &mut Turn<'_>) {
        turn.ask(Slot::Counts, Request::Counts { today: turn.cx.now.today() });
        if let Some(staff) = turn.staff {
            turn.ask(Slot::Drafts, Request::DraftsBy(staff.id));
        }
        self.ask_list(turn);
    }

    /// Asks for the list anew, as far as it was shown, and how many there are in each part.
    pub(super) fn ask_list(&mut self, turn: &mut Turn<'_>) {
        turn.tickets.forget(Slot::More);
        let shown = self.rows.as_ref().map_or(PAGE, |rows| rows.len().max(PAGE));
        let limit = if self.by_rule.is_some() { GATHERED } else { shown };
        turn.ask(Slot::List, Request::Reminders { view: self.view(turn), after: None, limit });
        ask_counts(turn);
        ask_view_counts(turn);
    }

    /// A page came.
    pub(super) fn listed(&mut self, slot: Slot, rows: Vec<ReminderRow>, turn: &mut Turn<'_>) {
        self.more = rows.len() >= PAGE;
        self.look_again();
        if slot == Slot::More {
            self.rows.get_or_insert_default().extend(rows);
        } else {
            self.trouble = None;
            self.rows = Some(rows);
        }
        self.keep_to_rule();
        if self.gathering.is_some() {
            self.gather(turn);
        }
    }

    pub(super) fn ask_more(&mut self, turn: &mut Turn<'_>) {
        let near_end = self.cursor.at + PAGE / 3 >= self.cursor.len;
        if !self.more || !near_end || self.gathering.is_some() || turn.tickets.open(Slot::More).is_some() {
            return;
        }
        let after = self.rows.iter().flatten().last().map(|row| Box::new(row.reminder.clone()));
        turn.ask_ahead(Slot::More, Request::Reminders { view: self.view(turn), after, limit: PAGE });
    }

    /// Asks for the facts behind the lines that were not judged yet: those in sight at once; then, while nothing else is to be
    /// done, those a window further on either side, so that the next key finds its verdict there.
    pub(super) fn look_ahead(&mut self, turn: &mut Turn<'_>) {
        if turn.tickets.open(Slot::Outlook).is_some() || self.gathering.is_some() {
            return;
        }
        let height = usize::from(turn.cx.size.1);
        let at = self.cursor.at.saturating_sub(self.work.len());
        let wanted = self.unasked((at.saturating_sub(height), at + height), height * 2);
        if !wanted.is_empty() {
            let patients = self.note_asked(&wanted);
            turn.ask(Slot::Outlook, Request::Dossiers(patients));
            return;
        }
        // not for every key a line: a few at a time, once the lines judged ahead run short
        let around = |reach: usize| (at.saturating_sub(reach), at + reach);
        if !self.unasked(around(height + AHEAD), 1).is_empty() {
            let wanted = self.unasked(around((height + AHEAD) * 2), AHEAD);
            let patients = self.note_asked(&wanted);
            turn.ask_ahead(Slot::Outlook, Request::Dossiers(patients));
        }
    }

    /// At most so many of the lines in this stretch that nobody asked for yet: whose, and which.
    fn unasked(&self, (from, to): (usize, usize), most: usize) -> Vec<(PatientId, ReminderId)> {
        let rows = self.rows.iter().flatten().skip(from).take(to - from).map(|row| &row.reminder);
        let unasked = rows.filter(|one| !self.asked.contains(&one.id));
        unasked.take(most).map(|one| (one.patient, one.id)).collect()
    }

    fn note_asked(&mut self, wanted: &[(PatientId, ReminderId)]) -> Vec<PatientId> {
        self.asked.extend(wanted.iter().map(|(_, id)| *id));
        wanted.iter().map(|(patient, _)| *patient).collect()
    }

    /// Another program changed something: no verdict of before stands. What is in sight is judged again before it is drawn,
    /// if that is quick; what is not is judged when it comes into sight.
    pub(super) fn doubt(&mut self, turn: &Turn<'_>) {
        self.asked.clear();
        let height = usize::from(turn.cx.size.1);
        let first = self.cursor.at.saturating_sub(self.work.len()).saturating_sub(height);
        let seen: BTreeSet<ReminderId> =
            self.rows.iter().flatten().skip(first).take(height * 2).map(|row| row.reminder.id).collect();
        self.outlooks.retain(|id, _| seen.contains(id));
    }

    pub(super) fn judge(&mut self, dossiers: &[Dossier], turn: &mut Turn<'_>) {
        let of: BTreeMap<PatientId, &Dossier> =
            dossiers.iter().map(|dossier| (dossier.patient.id, dossier)).collect();
        for row in self.rows.iter().flatten().skip(self.judged_to()) {
            let dossier = of.get(&row.reminder.patient).filter(|_| self.asked.contains(&row.reminder.id));
            if let Some(dossier) = dossier {
                let found = outlook(&row.reminder, dossier, turn.staff, turn.cx);
                self.outlooks.insert(row.reminder.id, found);
            }
        }
        if self.gathering.is_some() {
            self.gather(turn);
        }
    }

    /// Shows another part of the queue, from its beginning.
    fn show(&mut self, queue: Queue, turn: &mut Turn<'_>) {
        if self.queue == queue {
            return;
        }
        self.queue = queue;
        self.start_list(turn);
    }

    /// The list begins anew, in another part or order.
    pub(super) fn start_list(&mut self, turn: &mut Turn<'_>) {
        self.by_rule = None;
        self.gathering = None;
        self.rows = None;
        self.marks.clear();
        self.range = None;
        self.placed = false;
        self.more = false;
        self.cursor.resize(self.work.len());
        self.ask_list(turn);
    }

    /// Shows the list in the next order.
    pub(super) fn next_sort(&mut self, turn: &mut Turn<'_>) {
        let at = Sort::ALL.iter().position(|sort| *sort == self.sort).unwrap_or(0);
        self.sort = Sort::ALL.get((at + 1) % Sort::ALL.len()).copied().unwrap_or_default();
        self.start_list(turn);
        turn.done(format!("In the order of {}", self.sort.label()));
    }

    pub(super) fn turn_part(&mut self, back: bool, turn: &mut Turn<'_>) {
        let count = Queue::ALL.len();
        let at = Queue::ALL.iter().position(|queue| *queue == self.queue).unwrap_or(0);
        let next = if back { at + count - 1 } else { at + 1 } % count;
        self.show(Queue::ALL.get(next).copied().unwrap_or_default(), turn);
    }

    pub(super) fn show_part(&mut self, key: &Key, turn: &mut Turn<'_>) {
        let at = key.digit().and_then(|digit| digit.checked_sub(1));
        if let Some(queue) = at.and_then(|at| Queue::ALL.get(at)) {
            self.show(*queue, turn);
        }
    }

    /// Asks to be woken when what is put off comes back, where that is today.
    pub(super) fn wake_at(&mut self, at: Timestamp, turn: &mut Turn<'_>) {
        let midnight = turn.cx.now.start_of(turn.cx.now.today().tomorrow().unwrap_or_default());
        if at <= midnight {
            self.wakes.push(at);
            turn.wake(at);
        }
    }

    /// While something is put off, here or at another desk, the list is looked at every minute.
    pub(super) fn watch(&mut self, turn: &mut Turn<'_>) {
        let asleep = self.counts.iter().any(|count| count.queue == Queue::Snoozed && count.count > 0);
        let soon = turn.later(60_000);
        if asleep && !self.wakes.iter().any(|at| *at <= soon) {
            self.wakes.push(soon);
            turn.wake(soon);
        }
    }

    /// What was put off comes back by itself.
    pub(super) fn wake_up(&mut self, turn: &mut Turn<'_>) {
        let waiting = self.wakes.len();
        self.wakes.retain(|at| *at > turn.cx.now.at);
        if self.wakes.len() < waiting {
            self.ask_list(turn);
        }
    }
}
