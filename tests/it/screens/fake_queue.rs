//! What the worker would say about the queue: its parts, steps of triage, what entries make of it.

use tactful::app::{Outgoing, Reply, Request, Trouble, Went};
use tactful::domain::communication::{HandOver, NotSent};
use tactful::domain::dossier::Dossier;
use tactful::domain::ids::{EntryId, ReminderId};
use tactful::domain::log::{Appended, Event, NewEntry};
use tactful::domain::reminder::{Queue, QueueCount, Reminder, ReminderRow, ReminderState, ReminderView};

use super::fake::Fake;

impl Fake {
    /// Puts a reminder where an entry says it stands.
    pub fn settle(&mut self, reminder: Option<ReminderId>, entry: &NewEntry) {
        let row = self.reminders.iter_mut().find(|row| Some(row.reminder.id) == reminder);
        if let (Some(row), Some(state)) = (row, entry.event.settles()) {
            let open = state.is_open();
            let reminder = &mut row.reminder;
            reminder.attempts += u32::from(state == ReminderState::Failed);
            (reminder.state, reminder.claimed, reminder.snoozed_until) = (state, None, None);
            reminder.settled = (!open).then_some(entry.at);
        }
    }

    /// The reminders that still wait.
    pub fn waiting(&self) -> usize {
        self.reminders.iter().filter(|row| row.reminder.state.is_open()).count()
    }

    /// A reminder and the facts about its patient.
    pub fn answerable(&mut self, id: ReminderId) -> Result<Box<(Reminder, Dossier)>, Trouble> {
        let Reply::Reminder(reminder) = self.of_queue(Request::Reminder(id)) else { panic!() };
        let reminder = *reminder?;
        let Reply::Dossier(dossier) = self.answer(Request::Dossier(reminder.patient)) else { panic!() };
        Ok(Box::new((reminder, *dossier?)))
    }

    /// Hands over a stretch of a batch, at most so many as the slice takes.
    pub fn hand_over(&mut self, stretch: Vec<Outgoing>) -> Vec<Went> {
        let slice = self.slice.unwrap_or(stretch.len());
        stretch.into_iter().take(slice).map(|one| self.hand_over_one(one)).collect()
    }

    fn hand_over_one(&mut self, one: Outgoing) -> Went {
        let now = self.reminders.iter().find(|row| row.reminder.id == one.reminder.id).unwrap();
        if now.reminder != one.reminder {
            return Went::Changed(Vec::new());
        }
        for entry in [one.prepared, one.intent.clone()] {
            match self.append(entry) {
                Ok(Appended::Conflict(facets)) => return Went::Changed(facets),
                Ok(_) => {}
                Err(trouble) => return Went::Refused(trouble),
            }
        }
        let communication = one.message.id;
        let (event, why) = match self.faults.pop_front() {
            Some(why) => {
                let words = why.what.clone();
                (Event::NotSent { communication, reason: NotSent::Failed, words }, Some(why))
            }
            None => (Event::HandedOver { communication, how: HandOver::Outbox, file: None }, None),
        };
        let id = EntryId::new(one.intent.at);
        match (self.append(NewEntry { id, event, ..one.intent }), why) {
            (Err(trouble), _) => Went::Held(trouble),
            (Ok(_), Some(why)) => Went::Failed(why),
            (Ok(_), None) => Went::Gone,
        }
    }

    /// Answers what is asked about reminders.
    pub fn of_queue(&mut self, request: Request) -> Reply {
        match request {
            Request::Reminders { view, after, limit } => {
                let fits = |row: &&ReminderRow| match &view {
                    ReminderView::Of(patient) => row.reminder.patient == *patient,
                    ReminderView::Sorted(queue, glance, _, words) => {
                        queue.holds(&row.reminder, glance) && row.holds_words(words)
                    }
                    ReminderView::Open => row.reminder.state.is_open(),
                    ReminderView::Queue(queue, glance) => queue.holds(&row.reminder, glance),
                };
                let key = |reminder: &Reminder| (reminder.due, reminder.id);
                let behind =
                    |row: &&ReminderRow| after.as_ref().is_none_or(|after| key(&row.reminder) > key(after));
                let page = self.reminders.iter().filter(fits).filter(behind).take(limit);
                Reply::Reminders(Ok(page.cloned().collect()))
            }
            Request::ViewCounts(views) => {
                let count = |view| {
                    let request = Request::Reminders { view, after: None, limit: Queue::MOST + 1 };
                    let Reply::Reminders(rows) = self.of_queue(request) else { panic!() };
                    rows.map(|rows| rows.len())
                };
                Reply::ViewCounts(views.into_iter().map(count).collect())
            }
            Request::QueueCounts(glance) => {
                let count = |queue: Queue| {
                    let held = self.reminders.iter().filter(|row| queue.holds(&row.reminder, &glance));
                    QueueCount { queue, count: held.count().min(Queue::MOST + 1) }
                };
                Reply::QueueCounts(Ok(Queue::ALL.into_iter().map(count).collect()))
            }
            Request::Triage { id, step, by, now } => {
                let row = self.reminders.iter_mut().find(|row| row.reminder.id == id).unwrap();
                let after = row.reminder.triaged(step, &by, now);
                let after = after.map(|after| {
                    row.reminder = after;
                    Box::new(row.reminder.clone())
                });
                Reply::Triaged(after.map_err(|kept| Trouble::new(kept.to_string())))
            }
            Request::Reminder(id) => {
                let found = self.reminders.iter().find(|row| row.reminder.id == id);
                let found = found.map(|row| Box::new(row.reminder.clone()));
                Reply::Reminder(found.ok_or_else(|| Trouble::new("the reminder is not on file")))
            }
            other => panic!("{other:?}"),
        }
    }
}
