//! Marks: which reminders a batch takes.

use super::Reminders;
use super::gather::Aim;
use super::queue::glance;
use crate::app::action::Action;
use crate::app::overlay::Overlay;
use crate::app::overlay::batch::Batch;
use crate::app::turn::Turn;
use crate::domain::ids::ReminderId;
use crate::domain::reminder::ReminderRow;
use crate::domain::severity::Severity;

impl Reminders {
    /// Whether a reminder is marked.
    pub fn is_marked(&self, id: ReminderId) -> bool {
        self.marks.contains(&id)
    }

    /// The marked reminders that are listed, in the order of the queue.
    fn marked(&self) -> Vec<ReminderRow> {
        self.rows.iter().flatten().filter(|row| self.is_marked(row.reminder.id)).cloned().collect()
    }

    /// How many are marked.
    pub fn marked_count(&self) -> usize {
        self.marks.len()
    }

    /// Marks the line or unmarks it, and goes to the next.
    pub(super) fn mark(&mut self, turn: &mut Turn<'_>) {
        let Some(id) = self.row().map(|row| row.reminder.id) else {
            return turn.hint("There is no reminder here");
        };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
        self.step_down(turn);
    }

    /// Marks the line and goes to the next.
    pub(super) fn mark_down(&mut self, turn: &mut Turn<'_>) {
        self.marks.extend(self.row().map(|row| row.reminder.id));
        self.step_down(turn);
    }

    fn step_down(&mut self, turn: &mut Turn<'_>) {
        self.cursor.act(Action::Down, 1);
        self.ask_more(turn);
        self.look_ahead(turn);
    }

    /// Begins a range at the cursor, or marks all from its beginning to the cursor.
    pub(super) fn range(&mut self, turn: &mut Turn<'_>) {
        let Some(on) = self.row().map(|row| row.reminder.id) else {
            return turn.hint("There is no reminder here");
        };
        let Some(from) = self.range.take() else {
            self.range = Some(on);
            let key = turn.keymap.label(Action::Range);
            return turn.hint(format!("A range begins here: go to its end and press {key}"));
        };
        let ids: Vec<ReminderId> = self.rows.iter().flatten().map(|row| row.reminder.id).collect();
        let place = |id| ids.iter().position(|other| *other == id);
        if let (Some(one), Some(other)) = (place(from), place(on)) {
            let count = one.abs_diff(other) + 1;
            self.marks.extend(ids.iter().skip(one.min(other)).take(count));
            turn.done(format!("{} marked", self.marks.len()));
        }
    }

    /// Marks all of the part that are clear, or takes all marks away. What was not read or judged yet is read and judged
    /// first, beyond the lines in sight too.
    pub(super) fn mark_clear(&mut self, turn: &mut Turn<'_>) {
        if !self.marks.is_empty() {
            self.marks.clear();
            return turn.done("No reminder is marked");
        }
        self.begin_gathering(Aim::Mark, turn);
    }

    /// Marks those that are known to be clear.
    pub(super) fn mark_judged(&mut self, turn: &mut Turn<'_>) {
        let actor = turn.actor();
        let glance = glance(turn);
        let is_clear = |row: &&ReminderRow| {
            let clear = self.outlooks.get(&row.reminder.id).is_some_and(|outlook| {
                // what is said on the phone goes with no batch
                let goes = outlook.channel.is_some_and(|channel| !channel.is_spoken());
                goes && outlook.severity.is_none_or(|found| found == Severity::Note)
            });
            let free = row.reminder.claimed_from(actor.as_ref(), glance.now).is_none();
            clear && free && row.reminder.state.is_open()
        };
        self.marks = self.rows.iter().flatten().filter(is_clear).map(|row| row.reminder.id).collect();
        let key = turn.keymap.label(Action::Batch);
        let all = if self.more { " of those read so far" } else { "" };
        turn.done(format!("{} clear ones{all} are marked: {key} shows what would go", self.marks.len()));
    }

    /// Opens the batch of those that are marked; where none is, of the one under the cursor.
    pub(super) fn batch(&mut self, turn: &mut Turn<'_>) {
        let mut rows = self.marked();
        if rows.is_empty() {
            rows.extend(self.row().filter(|row| row.reminder.state.is_open()).cloned());
        }
        if rows.is_empty() {
            let (mark, all) = (turn.keymap.label(Action::Mark), turn.keymap.label(Action::MarkClear));
            return turn.hint(format!("{mark} marks a reminder for the batch, {all} all that are clear"));
        }
        self.marks.clear();
        self.range = None;
        let drafts = self.drafts.iter().filter_map(|(draft, _)| draft.reminder).collect();
        turn.open(Overlay::Batch(Box::new(Batch::new(rows, drafts))));
    }
}
