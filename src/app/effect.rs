//! What the app asks the shell to do. Nothing else leaves the app.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::backup::Copy;
use crate::domain::clock::Moment;
use crate::domain::communication::{Message, RecordView};
use crate::domain::day::Day;
use crate::domain::draft::Draft;
use crate::domain::ids::{CommunicationId, DraftId, ImportId, PatientId, ReminderId, StaffId};
use crate::domain::log::NewEntry;
use crate::domain::reminder::{Glance, Reminder, ReminderView, Triage, ViewChange};
use crate::domain::search::Query;
use crate::domain::staff::{Actor, Staff};
use crate::domain::worklist::{Worklist, WorklistKey};

use super::door::knock::Knock;
use super::state::Ticket;

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the worker; the answer comes as [`super::msg::Msg::Reply`] with this ticket. Questions are answered in the order
    /// in which they are asked.
    Ask {
        /// The ticket.
        ticket: Ticket,
        /// The question.
        request: Request,
    },
    /// The same for what is not on the screen yet: no frame waits for the answer.
    AskAhead {
        /// The ticket.
        ticket: Ticket,
        /// The question.
        request: Request,
    },
    /// Stop the long work that was asked for with this ticket; it changes nothing and still answers.
    Cancel(Ticket),
    /// Unwrap the key for somebody; answered by [`super::msg::Msg::Opened`].
    Knock(Box<Knock>),
    /// Put text on the clipboard; answered by [`super::msg::Reply::Copied`].
    Copy {
        /// The ticket.
        ticket: Ticket,
        /// The text.
        text: String,
    },
    /// Write a change of the named views into the settings; answered by [`super::msg::Reply::ViewKept`].
    KeepView {
        /// The ticket.
        ticket: Ticket,
        /// What is changed.
        change: ViewChange,
    },
    /// Empty the clipboard if it still holds what this program put there.
    ClearClipboard,
    /// Send [`super::msg::Msg::Tick`] at this time or soon after. Each gives one tick; several can wait.
    Timer {
        /// When.
        at: Timestamp,
    },
    /// Go back to this copy: everybody is signed out, the practice is closed, exchanged and opened again.
    Restore(Restore),
    /// End the program, after all that was asked before is done.
    Quit,
}

/// A copy that is gone back to, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restore {
    /// The copy.
    pub copy: Copy,
    /// Who sits at the desk.
    pub by: Option<StaffId>,
}

/// Everything that the worker can be asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// The counts and the time of the last import.
    Counts {
        /// The day that decides what is due.
        today: Date,
    },
    /// Find patients.
    Search {
        /// What was typed, read.
        query: Query,
        /// At most so many.
        limit: usize,
    },
    /// All facts about one patient.
    Dossier(PatientId),
    /// The facts about several patients, for the lines of a list; unknown ones are left out.
    Dossiers(Vec<PatientId>),
    /// A page of reminders.
    Reminders {
        /// Which.
        view: ReminderView,
        /// Behind this one; `None`: from the start.
        after: Option<Box<Reminder>>,
        /// At most so many.
        limit: usize,
    },
    /// One reminder.
    Reminder(ReminderId),
    /// How many reminders each part of the queue holds.
    QueueCounts(Glance),
    /// How many reminders these views hold, counted up to one more than [`crate::domain::reminder::Queue::MOST`].
    ViewCounts(Vec<ReminderView>),
    /// Put a reminder off, wake, claim or release it.
    Triage {
        /// Which.
        id: ReminderId,
        /// What to do.
        step: Triage,
        /// Who, and at which desk.
        by: Actor,
        /// When.
        now: Timestamp,
    },
    /// A page of a worklist.
    Worklist {
        /// Which.
        list: Worklist,
        /// The day that decides what is due.
        today: Date,
        /// Behind this line; `None`: from the start.
        after: Option<WorklistKey>,
        /// At most so many.
        limit: usize,
    },
    /// How long every worklist is, counted up to [`crate::domain::worklist::WorklistCount::MOST`].
    WorklistCounts {
        /// The day that decides what is due.
        today: Date,
    },
    /// A page of the entries that changed facts about a patient, the newest first.
    Amendments {
        /// Whose.
        patient: PatientId,
        /// Older than this number; `None`: the newest.
        before: Option<u64>,
        /// At most so many.
        limit: usize,
    },
    /// The drafts of one patient.
    DraftsOf(PatientId),
    /// The drafts of one member of staff.
    DraftsBy(StaffId),
    /// Save a draft.
    SaveDraft(Box<Draft>),
    /// Throw a draft away.
    DiscardDraft(DraftId),
    /// Somebody took the seat of a practice that lies open: the record is told under which settings of the rules they work.
    TakeSeat {
        /// Who, and at which desk.
        by: Actor,
        /// When.
        at: Timestamp,
    },
    /// Append to the record. A retry brings the same entry with the same id.
    Append(Box<NewEntry>),
    /// Append several entries that have nothing to do with each other: each is on the record or not, by itself.
    AppendEach(Vec<NewEntry>),
    /// What reminders say and the facts about their patients, read at one moment each.
    Answerable(Vec<ReminderId>),
    /// Put messages on the record and hand them over as files, one after the other, each by itself. What takes too long is
    /// given back: those at the end were not begun.
    HandOver(Vec<Outgoing>),
    /// A page of messages.
    Messages {
        /// Which.
        view: RecordView,
        /// Older than this number; `None`: the newest.
        before: Option<u64>,
        /// At most so many.
        limit: usize,
    },
    /// One message.
    Message(CommunicationId),
    /// The head of the log.
    Head,
    /// Check the whole log, with progress.
    Verify,
    /// Look at the practice's files.
    Doctor {
        /// Make a copy of the practice first.
        back_up: bool,
    },
    /// The copies that one can go back to.
    Copies,
    /// What going back to a copy would do: all of it is checked, nothing is changed.
    Foresee(Copy),
    /// Import files, with progress.
    Import(ImportJob),
    /// A day's end; what waits is as of `now`.
    Day {
        /// The day.
        on: Date,
        /// The present moment.
        now: Box<Moment>,
        /// Who asks.
        staff: StaffId,
    },
    /// Write a day's end as a sheet of text and a CSV, and how the log stood then as a checkpoint; never over another.
    Sheet {
        /// The day's end.
        day: Box<Day>,
        /// Who signs the checkpoint; nobody: none is written.
        by: Option<Box<Staff>>,
    },
    /// Write rows as CSV, the headings first, never over another file.
    Table {
        /// The beginning of the file's name.
        name: String,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
    /// Write a message as a file into the outbox, never over another.
    Outbox(Box<Message>),
}

/// A message of a batch that was judged and can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The reminder that it answers, as it was when the message was judged.
    pub reminder: Reminder,
    /// The message, as the outbox gets it.
    pub message: Box<Message>,
    /// That it comes onto the record, with the revisions of the facts that the verdict rests on.
    pub prepared: NewEntry,
    /// That it is being handed over.
    pub intent: NewEntry,
}

/// An import to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportJob {
    /// Its identifier.
    pub id: ImportId,
    /// The files, as staff typed their paths.
    pub files: Vec<String>,
    /// Only say what it would do.
    pub dry_run: bool,
    /// Take the good rows although others are refused.
    pub keep_going: bool,
    /// The files hold every registered patient.
    pub full_list: bool,
    /// Who imports.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// The day, by the desk's calendar.
    pub today: Date,
}
