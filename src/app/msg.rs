//! What can happen to the program: keys, time, and answers from the worker.

use crate::domain::backup::{Foreseen, Listed};
use crate::domain::communication::{Communication, CommunicationRow};
use crate::domain::day::Day;
use crate::domain::doctor;
use crate::domain::dossier::{Dossier, Facet, PatientRow};
use crate::domain::draft::Draft;
use crate::domain::import::{ImportReport, Refusal};
use crate::domain::log::{Appended, Checked, Entry, Head};
use crate::domain::practice::Counts;
use crate::domain::reminder::{QueueCount, Reminder, ReminderRow};
use crate::domain::search::Found;
use crate::domain::staff::Staff;
use crate::domain::worklist::{WorklistCount, WorklistRow};

use super::door::knock::{Denied, Welcome};
use super::key::Key;
use super::state::Ticket;

/// What happened. Nothing else reaches the app.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// A block was pasted: text, whatever it holds.
    Paste(String),
    /// The window has another size; the context says which.
    Resize,
    /// A time that was asked for has come ([`super::effect::Effect::Timer`]). Early or needless ones do no harm.
    Tick,
    /// The worker answered.
    Reply {
        /// The ticket of the question.
        ticket: Ticket,
        /// The answer.
        reply: Reply,
    },
    /// Somebody who knocked may come in, or not.
    Opened(Result<Box<Welcome>, Denied>),
    /// The window lost the keyboard.
    FocusLost,
    /// The window has the keyboard again.
    FocusGained,
    /// Another program changed the database (its change mark is another one).
    Changed,
    /// The program has to end (a signal, a lost terminal): the effects save what is open, then quit.
    Ending,
}

/// Why something could not be done, for staff: what happened, what became of their work, what to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, without a full stop: "the disk is full".
    pub what: String,
    /// What was kept: "Nothing was lost." Empty where `what` says it.
    pub kept: String,
    /// What to do, with the key. Empty where `what` says it.
    pub next: String,
}

impl Trouble {
    /// Trouble after which everything is as before, to be tried again.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), kept: "Nothing was lost.".into(), next: "Try again.".into() }
    }

    /// Words that themselves say what was kept and what to do. They stand as they are: they may begin with a file's name.
    pub fn told(words: impl Into<String>) -> Self {
        Self { what: words.into(), kept: String::new(), next: String::new() }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.kept.is_empty() && self.next.is_empty() {
            return f.write_str(&self.what);
        }
        let mut what = self.what.trim_end_matches('.').chars();
        let first: String = what.next().into_iter().flat_map(char::to_uppercase).collect();
        write!(f, "{first}{}. {} {}", what.as_str(), self.kept, self.next)
    }
}

/// What became of a message that was to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Went {
    /// It was handed over and the record says so.
    Gone,
    /// The reminder (no facets) or these facts changed since it was judged: nothing was written.
    Changed(Vec<Facet>),
    /// It was refused: nothing was written.
    Refused(Trouble),
    /// It could not be handed over, and the record says so.
    Failed(Trouble),
    /// It is on the record, which does not say what became of it: it waits on the worklist for a person.
    Held(Trouble),
}

/// How far long work is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records done.
    pub done: u64,
    /// Records in all, where that is known.
    pub total: Option<u64>,
    /// Records a second, of late.
    pub rate: u64,
    /// Seconds left, where that can be said.
    pub left: Option<u64>,
}

/// How an import ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    /// What it did or would do.
    pub report: ImportReport,
    /// Whether it was written. `false`: a dry run, a cancel, or refusals without "keep going".
    pub written: bool,
    /// Staff cancelled it.
    pub cancelled: bool,
    /// The first refusals, at most [`ImportOutcome::SHOWN`].
    pub refusals: Vec<Refusal>,
    /// The file that holds the refused rows with their reasons, where one was written.
    pub refused_file: Option<String>,
}

impl ImportOutcome {
    /// How many refusals are handed to the screen.
    pub const SHOWN: usize = 200;
}

/// The counts of the home screen and the time of the last import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overview {
    /// The counts.
    pub counts: Counts,
    /// When a file was last imported.
    pub imported: Option<jiff::Timestamp>,
}

/// An answer: one variant for each [`super::effect::Request`], and progress in between.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// To `Counts`.
    Counts(Result<Overview, Trouble>),
    /// To `Search`.
    Found(Result<Found, Trouble>),
    /// To `Dossier`.
    Dossier(Result<Box<Dossier>, Trouble>),
    /// To `Dossiers`: those that are on file, in the order asked for.
    Dossiers(Result<Vec<Dossier>, Trouble>),
    /// To `Reminders`.
    Reminders(Result<Vec<ReminderRow>, Trouble>),
    /// To `Reminder`.
    Reminder(Result<Box<Reminder>, Trouble>),
    /// To `QueueCounts`.
    QueueCounts(Result<Vec<QueueCount>, Trouble>),
    /// To `ViewCounts`, in the order asked for.
    ViewCounts(Result<Vec<usize>, Trouble>),
    /// To the effect `KeepView`.
    ViewKept(Result<(), Trouble>),
    /// To `Triage`: the reminder as it is now.
    Triaged(Result<Box<Reminder>, Trouble>),
    /// To `Worklist`.
    Worklist(Result<Vec<WorklistRow>, Trouble>),
    /// To `WorklistCounts`.
    WorklistCounts(Result<Vec<WorklistCount>, Trouble>),
    /// To `Amendments`.
    Amendments(Result<Vec<Entry>, Trouble>),
    /// To `DraftsOf`.
    Drafts(Result<Vec<Draft>, Trouble>),
    /// To `DraftsBy`.
    OwnDrafts(Result<Vec<(Draft, PatientRow)>, Trouble>),
    /// To `SaveDraft`; `false`: a newer revision is kept.
    DraftSaved(Result<bool, Trouble>),
    /// To `DiscardDraft`.
    DraftDiscarded(Result<(), Trouble>),
    /// To `Doctor`.
    Doctor(Result<Vec<doctor::Found>, Trouble>),
    /// To `Copies`, the newest first.
    Copies(Result<Vec<Listed>, Trouble>),
    /// To `Foresee`.
    Foreseen(Result<Foreseen, Trouble>),
    /// To `TakeSeat`.
    Seated(Result<(), Trouble>),
    /// To `Append`.
    Appended(Result<Appended, Trouble>),
    /// To `AppendEach`: of each entry in order.
    AppendedEach(Vec<Result<Appended, Trouble>>),
    /// To `Answerable`: of each reminder in order.
    Answerable(Vec<Result<Box<(Reminder, Dossier)>, Trouble>>),
    /// To `HandOver`: of each message in order; those behind the last were not begun.
    Went(Vec<Went>),
    /// To `Messages`.
    Messages(Result<Vec<CommunicationRow>, Trouble>),
    /// To `Message`.
    Message(Result<Box<Communication>, Trouble>),
    /// To `Head`.
    Head(Result<Head, Trouble>),
    /// To `Verify` and `Import`, any number of times before the answer; the ticket stays good.
    Progress(Progress),
    /// To `Verify`; `None`: cancelled.
    Verified(Result<Option<Checked>, Trouble>),
    /// To `Import`.
    Imported(Result<Box<ImportOutcome>, Trouble>),
    /// To `Day`.
    Day(Result<Box<Day>, Trouble>),
    /// To `Outbox`, `Sheet` and `Table`: the file's name.
    Filed(Result<String, Trouble>),
    /// To the effect `Copy`: whether the clipboard took it, as far as that can be known.
    Copied(Result<(), Trouble>),
}

impl Reply {
    /// The answer as this member of staff may see it.
    #[must_use]
    pub fn seen_by(self, reader: Option<&Staff>) -> Self {
        let role = reader.map(|staff| staff.role);
        match self {
            Self::Drafts(Ok(drafts)) => {
                Self::Drafts(Ok(drafts.into_iter().filter_map(|draft| draft.seen_by(reader)).collect()))
            }
            Self::OwnDrafts(Ok(drafts)) => {
                let seen = |(draft, row): (Draft, PatientRow)| Some((draft.seen_by(reader)?, row));
                Self::OwnDrafts(Ok(drafts.into_iter().filter_map(seen).collect()))
            }
            Self::Dossier(Ok(dossier)) => Self::Dossier(Ok(Box::new(dossier.seen_by(role)))),
            Self::Dossiers(Ok(all)) => {
                Self::Dossiers(Ok(all.into_iter().map(|dossier| dossier.seen_by(role)).collect()))
            }
            Self::Amendments(Ok(entries)) => {
                Self::Amendments(Ok(entries.into_iter().map(|entry| entry.seen_by(role)).collect()))
            }
            other => other,
        }
    }
}
