//! One question answered from the store; what the store refuses becomes words for staff.

use jiff::civil::Date;

use crate::app::msg::Overview;
use crate::app::{Reply, Request, Trouble, Went};
use crate::domain::communication::Message;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::ids::{PatientId, ReminderId};
use crate::domain::log::{Appended, NewEntry};
use crate::domain::reminder::{Queue, Reminder, ReminderView};
use crate::domain::staff::Staff;
use crate::domain::worklist::{Worklist, WorklistCount};
use crate::exchange::ExchangeError;
use crate::store::{Store, StoreError};

/// What leaves the program as a file.
#[derive(Debug, Clone, Copy)]
pub enum Leaving<'a> {
    /// A message, into the outbox.
    Message(&'a Message),
    /// A day's end, as a sheet to print, and as a checkpoint by whoever sits there.
    Day(&'a Day, Option<&'a Staff>),
    /// Rows as CSV, by the beginning of the file's name.
    Table(&'a str, &'a [Vec<String>]),
}

/// Writes what leaves the program and gives the file's name, or says in words why not.
pub type Outbox = Box<dyn FnMut(Leaving<'_>) -> anyhow::Result<String> + Send>;

/// Answers a question. Long work is answered elsewhere and refused here.
pub(super) fn answer(store: &mut dyn Store, outbox: &mut Outbox, request: Request) -> Reply {
    match request {
        Request::Counts { today } => {
            let counts = store.counts(today);
            let both = counts.and_then(|counts| Ok(Overview { counts, imported: store.last_import()? }));
            Reply::Counts(both.map_err(trouble))
        }
        Request::Search { query, limit } => Reply::Found(store.search(&query, limit).map_err(trouble)),
        Request::Dossier(id) => Reply::Dossier(store.dossier(id).map(Box::new).map_err(trouble)),
        Request::Dossiers(ids) => Reply::Dossiers(dossiers(store, &ids)),
        Request::Reminders { view, after, limit } => {
            Reply::Reminders(store.reminders(&view, after.as_deref(), limit).map_err(trouble))
        }
        Request::Reminder(id) => Reply::Reminder(store.reminder(id).map(Box::new).map_err(trouble)),
        Request::QueueCounts(glance) => Reply::QueueCounts(store.queue_counts(&glance).map_err(trouble)),
        Request::ViewCounts(views) => Reply::ViewCounts(view_counts(store, &views)),
        Request::Triage { id, step, by, now } => {
            Reply::Triaged(store.triage(id, step, &by, now).map(Box::new).map_err(trouble))
        }
        Request::Worklist { list, today, after, limit } => {
            Reply::Worklist(store.worklist(list, today, after.as_ref(), limit).map_err(trouble))
        }
        Request::WorklistCounts { today } => Reply::WorklistCounts(worklist_counts(store, today)),
        Request::Amendments { patient, before, limit } => {
            Reply::Amendments(store.amendments(patient, before, limit).map_err(trouble))
        }
        Request::DraftsOf(patient) => Reply::Drafts(store.drafts_of(patient).map_err(trouble)),
        Request::DraftsBy(staff) => Reply::OwnDrafts(store.drafts_by(staff).map_err(trouble)),
        Request::SaveDraft(draft) => Reply::DraftSaved(store.save_draft(&draft).map_err(trouble)),
        Request::DiscardDraft(id) => Reply::DraftDiscarded(store.discard_draft(id).map_err(trouble)),
        Request::Append(entry) => Reply::Appended(append(store, &entry)),
        Request::AppendEach(entries) => Reply::AppendedEach(append_each(store, &entries)),
        Request::Answerable(ids) => {
            Reply::Answerable(ids.into_iter().map(|id| answerable(store, id).map_err(trouble)).collect())
        }
        Request::Messages { view, before, limit } => {
            Reply::Messages(store.messages(&view, before, limit).map_err(trouble))
        }
        Request::Message(id) => Reply::Message(store.message(id).map(Box::new).map_err(trouble)),
        Request::Head => Reply::Head(store.head().map_err(trouble)),
        Request::Outbox(message) => {
            Reply::Filed(outbox(Leaving::Message(&message)).map_err(|error| failed(&error)))
        }
        Request::Sheet { day, by } => {
            Reply::Filed(outbox(Leaving::Day(&day, by.as_deref())).map_err(|error| failed(&error)))
        }
        Request::Table { name, rows } => {
            Reply::Filed(outbox(Leaving::Table(&name, &rows)).map_err(|error| failed(&error)))
        }
        Request::Verify
        | Request::Doctor { .. }
        | Request::Copies
        | Request::TakeSeat { .. }
        | Request::Foresee(_)
        | Request::Import(_)
        | Request::Day { .. }
        | Request::HandOver(_) => {
            refusal(&request)(Trouble::new("this work was asked for in the wrong place"))
        }
    }
}

/// How a request that cannot be answered is answered.
pub(super) fn refusal(request: &Request) -> fn(Trouble) -> Reply {
    match request {
        Request::Counts { .. } => |why| Reply::Counts(Err(why)),
        Request::Search { .. } => |why| Reply::Found(Err(why)),
        Request::Dossier(_) => |why| Reply::Dossier(Err(why)),
        Request::Dossiers(_) => |why| Reply::Dossiers(Err(why)),
        Request::Reminders { .. } => |why| Reply::Reminders(Err(why)),
        Request::Reminder(_) => |why| Reply::Reminder(Err(why)),
        Request::QueueCounts(_) => |why| Reply::QueueCounts(Err(why)),
        Request::ViewCounts(_) => |why| Reply::ViewCounts(Err(why)),
        Request::Triage { .. } => |why| Reply::Triaged(Err(why)),
        Request::Worklist { .. } => |why| Reply::Worklist(Err(why)),
        Request::WorklistCounts { .. } => |why| Reply::WorklistCounts(Err(why)),
        Request::Amendments { .. } => |why| Reply::Amendments(Err(why)),
        Request::DraftsOf(_) => |why| Reply::Drafts(Err(why)),
        Request::DraftsBy(_) => |why| Reply::OwnDrafts(Err(why)),
        Request::SaveDraft(_) => |why| Reply::DraftSaved(Err(why)),
        Request::DiscardDraft(_) => |why| Reply::DraftDiscarded(Err(why)),
        Request::TakeSeat { .. } => |why| Reply::Seated(Err(why)),
        Request::Append(_) => |why| Reply::Appended(Err(why)),
        // the first says why; nothing is known of the others
        Request::AppendEach(_) => |why| Reply::AppendedEach(vec![Err(why)]),
        Request::Answerable(_) => |why| Reply::Answerable(vec![Err(why)]),
        Request::HandOver(_) => |why| Reply::Went(vec![Went::Held(why)]),
        Request::Messages { .. } => |why| Reply::Messages(Err(why)),
        Request::Message(_) => |why| Reply::Message(Err(why)),
        Request::Head => |why| Reply::Head(Err(why)),
        Request::Verify => |why| Reply::Verified(Err(why)),
        Request::Doctor { .. } => |why| Reply::Doctor(Err(why)),
        Request::Copies => |why| Reply::Copies(Err(why)),
        Request::Foresee(_) => |why| Reply::Foreseen(Err(why)),
        Request::Import(_) => |why| Reply::Imported(Err(why)),
        Request::Day { .. } => |why| Reply::Day(Err(why)),
        Request::Outbox(_) | Request::Sheet { .. } | Request::Table { .. } => |why| Reply::Filed(Err(why)),
    }
}

fn view_counts(store: &mut dyn Store, views: &[ReminderView]) -> Result<Vec<usize>, Trouble> {
    let count = |view| store.reminders(view, None, Queue::MOST + 1).map(|rows| rows.len()).map_err(trouble);
    views.iter().map(count).collect()
}

fn worklist_counts(store: &mut dyn Store, today: Date) -> Result<Vec<WorklistCount>, Trouble> {
    let count = |list: Worklist| {
        let rows = store.worklist(list, today, None, WorklistCount::MOST).map_err(trouble)?;
        Ok(WorklistCount { list, count: rows.len() })
    };
    Worklist::ALL.into_iter().map(count).collect()
}

fn dossiers(store: &mut dyn Store, ids: &[PatientId]) -> Result<Vec<Dossier>, Trouble> {
    let known = |id: &PatientId| match store.dossier(*id) {
        Err(StoreError::NotFound(_)) => None,
        read => Some(read.map_err(trouble)),
    };
    ids.iter().filter_map(known).collect()
}

fn answerable(store: &mut dyn Store, id: ReminderId) -> Result<Box<(Reminder, Dossier)>, StoreError> {
    let reminder = store.reminder(id)?;
    let dossier = store.dossier(reminder.patient)?;
    Ok(Box::new((reminder, dossier)))
}

/// One durable transaction for all; where that fails each is tried by itself, so that none fails for another.
pub(super) fn append_each(store: &mut dyn Store, entries: &[NewEntry]) -> Vec<Result<Appended, Trouble>> {
    if entries.is_empty() {
        return Vec::new();
    }
    let groups: Vec<&[NewEntry]> = entries.chunks(1).collect();
    match store.append_groups(&groups) {
        Ok(told) => told.into_iter().map(|one| one.map_err(trouble)).collect(),
        Err(_) => entries.iter().map(|entry| append(store, entry)).collect(),
    }
}

/// A write that failed may have reached the disk all the same: the entry is looked for before staff are told that it failed.
pub(super) fn append(store: &mut dyn Store, entry: &NewEntry) -> Result<Appended, Trouble> {
    store.append(entry).or_else(|error| match store.entry_number(entry.id) {
        Ok(Some(number)) => Ok(Appended::Already { number }),
        _ => Err(trouble(error)),
    })
}

/// What the store says, as words for staff: what happened, what became of their work, what to do.
pub(super) fn trouble(error: StoreError) -> Trouble {
    let (what, kept, next) = match error {
        StoreError::Missing(place) => (
            format!("there is no practice at {place} any more"),
            "Nothing was written.",
            "Ask whoever looks after this machine.",
        ),
        StoreError::Busy => (
            "another desk is writing for a long time".to_owned(),
            "Nothing was lost.",
            "Try again in a moment.",
        ),
        StoreError::Full => (
            "the disk is full".to_owned(),
            "Nothing was written and what you typed is still here.",
            "Free some space and try again.",
        ),
        StoreError::ReadOnly(place) => (
            format!("{place} cannot be written"),
            "Nothing was written and what you typed is still here.",
            "Ask for the right to write there, then try again.",
        ),
        StoreError::Key(words) => (
            format!("the key file does not open the database: {words}"),
            "Nothing was written.",
            "Ask whoever looks after this machine.",
        ),
        StoreError::Damaged(words) => (
            format!("the database is damaged: {words}"),
            "Nothing was written.",
            "Stop writing here; `tactful doctor` names the damage and what to do.",
        ),
        StoreError::Vanished(place) => (
            format!("{place} was removed or exchanged while it was open"),
            "Nothing was written and what you typed is still here.",
            "Put the folder back and try again, or copy what you typed and start the program again.",
        ),
        StoreError::Unopened { why, way } => {
            return Trouble { next: format!("{way}."), ..trouble(*why) };
        }
        StoreError::Newer { .. } => (
            "a newer program wrote the database".to_owned(),
            "Nothing was written.",
            "Use the newer program.",
        ),
        StoreError::Refused(words) => (words, "Nothing was written.", "Look at it again."),
        StoreError::NotFound(what) => {
            (format!("{what} is not on file"), "Nothing was lost.", "Another desk may have removed it.")
        }
        StoreError::Other(words) => {
            (format!("the database says: {words}"), "Nothing was written.", "Try again.")
        }
    };
    Trouble { what, kept: kept.into(), next: next.into() }
}

/// What work outside the store says.
pub(super) fn failed(error: &anyhow::Error) -> Trouble {
    let what = format!("{error:#}");
    if error.is::<ExchangeError>() {
        return Trouble::told(what);
    }
    Trouble { what, kept: "Nothing was changed.".into(), next: "Put it right and try again.".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_and_what_to_do_is_said_once() {
        let told = failed(&anyhow::Error::from(ExchangeError::Missing("list.csv".into()))).to_string();
        assert_eq!(told, "list.csv is not there: nothing was changed; check the name and the folder");
        let told = failed(&anyhow::anyhow!("no room")).to_string();
        assert_eq!(told, "No room. Nothing was changed. Put it right and try again.");
    }
}
