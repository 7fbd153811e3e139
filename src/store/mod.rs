//! Where things are kept: the store as the other rooms see it, split by noun, and its errors.
//!
//! Every store keeps the same contract (`tests/it/store`): what a verb said was written is durable, a verb that failed
//! changed nothing, and lists come in pages by key, never by counting.

pub mod check;
pub mod day;
pub mod doctor;
pub mod holders;
pub mod prove;
pub mod rules;
pub mod sqlite;
pub mod written;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::checkpoint::{Kept, TreeHead};
pub use crate::domain::communication::RecordView;
use crate::domain::communication::{Communication, CommunicationRow};
use crate::domain::dossier::{Dossier, PatientRow};
use crate::domain::draft::Draft;
use crate::domain::ids::{CommunicationId, DraftId, EntryId, PatientId, PracticeId, ReminderId, StaffId};
use crate::domain::import::{Destination, ImportPlan, ImportReport, Located, PatientKey, Refusal};
use crate::domain::log::{Appended, Entry, Head, Kind, Leaf, NewEntry, Signers, Verification};
pub use crate::domain::practice::Counts;
use crate::domain::proof::EntryBytes;
pub use crate::domain::reminder::ReminderView;
use crate::domain::reminder::{Glance, QueueCount, Reminder, ReminderRow, Triage};
pub use crate::domain::search::Found;
use crate::domain::search::Query;
use crate::domain::staff::{Actor, Staff};
use crate::domain::worklist::{Worklist, WorklistKey, WorklistRow};

/// Why a store could not do what it was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No database where one was expected.
    #[error("there is no practice at {0}")]
    Missing(String),
    /// Another program holds the database for too long.
    #[error("the database is busy: another desk is writing for a long time; try again")]
    Busy,
    /// The disk is full.
    #[error("the disk is full: nothing was written; free some space and try again")]
    Full,
    /// The folder or file cannot be written.
    #[error(
        "{0} cannot be written: ask for the right to write there, or choose another folder with --data-dir"
    )]
    ReadOnly(String),
    /// The key does not open the database.
    #[error("the key file does not open this database: {0}")]
    Key(String),
    /// The database is damaged.
    #[error(
        "the database is damaged: {0}; close the program and say `tactful doctor`: it names the damage and what to do"
    )]
    Damaged(String),
    /// The database is no longer where it was when it was opened.
    #[error(
        "{0} was removed or exchanged while it was open: nothing was written; put the folder back, then start the program \
         again"
    )]
    Vanished(String),
    /// The practice does not open, and a copy of it does.
    #[error("{why}; {way}")]
    Unopened {
        /// Why it does not.
        why: Box<StoreError>,
        /// How to go back to the copy, with the command.
        way: String,
    },
    /// A newer program wrote the database.
    #[error("the database has format {found}, this program knows {known}: use the newer program")]
    Newer {
        /// The format found.
        found: u32,
        /// The newest known.
        known: u32,
    },
    /// The entry does not fit the state of what it speaks of.
    #[error("{0}")]
    Refused(String),
    /// What was asked for is not there.
    #[error("{0} is not on file")]
    NotFound(String),
    /// Anything else that the database says.
    #[error("the database says: {0}")]
    Other(String),
}

/// The result of a store's verb.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The practice, its staff, the state of the whole.
pub trait Practices {
    /// The practice's identifier.
    fn practice(&self) -> PracticeId;
    /// Whether this is an invented practice.
    fn is_demo(&self) -> bool;
    /// All members of staff, by name.
    fn staff(&mut self) -> Result<Vec<Staff>>;
    /// The counts of the home screen; `today` decides what is due.
    fn counts(&mut self, today: Date) -> Result<Counts>;
    /// When a file was last imported.
    fn last_import(&mut self) -> Result<Option<Timestamp>>;
    /// A number that changes whenever another program changes the database: a cheap look for other desks' work. What is
    /// written through this store does not move it.
    fn change_mark(&mut self) -> Result<u64>;
}

/// Patients: found and read.
pub trait Patients {
    /// Finds patients.
    fn search(&mut self, query: &Query, limit: usize) -> Result<Found>;
    /// All facts about one patient, read at one moment.
    fn dossier(&mut self, patient: PatientId) -> Result<Dossier>;
    /// The patient with this identifier.
    fn find(&mut self, key: &PatientKey) -> Result<Option<PatientId>>;
}

/// Imports: a file's records compared with what is on file, in one transaction.
pub trait Imports {
    /// Opens the transaction. Other desks can read while it is open.
    fn begin_import(&mut self, plan: &ImportPlan) -> Result<()>;
    /// Takes records; gives back those that the store refuses. Memory stays flat however many come.
    fn take(&mut self, records: Vec<Located>) -> Result<Vec<Refusal>>;
    /// Ends it: writes everything and the log's entry with the report, or nothing (`commit` false, also a dry run).
    fn end_import(&mut self, commit: bool) -> Result<ImportReport>;
}

impl<T: Imports + ?Sized> Destination for T {
    type Error = StoreError;

    fn begin(&mut self, plan: &ImportPlan) -> Result<()> {
        self.begin_import(plan)
    }

    fn receive(&mut self, records: Vec<Located>) -> Result<Vec<Refusal>> {
        self.take(records)
    }

    fn finish(&mut self, commit: bool) -> Result<ImportReport> {
        self.end_import(commit)
    }
}

/// Reminders.
pub trait Reminders {
    /// A page of the queue behind the row with this key (`None`: from the start), at most `limit` rows.
    fn reminders(
        &mut self,
        view: &ReminderView,
        after: Option<&Reminder>,
        limit: usize,
    ) -> Result<Vec<ReminderRow>>;
    /// One reminder.
    fn reminder(&mut self, id: ReminderId) -> Result<Reminder>;
    /// How many reminders each part of the queue holds, counted up to one more than [`crate::domain::reminder::Queue::MOST`].
    fn queue_counts(&mut self, glance: &Glance) -> Result<Vec<QueueCount>>;
    /// Puts a reminder off, wakes, claims or releases it, and gives it as it is then. Refused where it is closed or another
    /// desk is at it: of two desks that claim at once, one gets it.
    fn triage(&mut self, id: ReminderId, step: Triage, by: &Actor, now: Timestamp) -> Result<Reminder>;
}

/// Worklists: what on file somebody has to look at.
pub trait Worklists {
    /// A page of a list behind the line with this key (`None`: from the start), at most `limit` lines; `today` decides
    /// what is due.
    fn worklist(
        &mut self,
        list: Worklist,
        today: Date,
        after: Option<&WorklistKey>,
        limit: usize,
    ) -> Result<Vec<WorklistRow>>;
}

/// Drafts.
pub trait Drafts {
    /// Saves a draft unless a newer revision is kept; `false`: a newer one is, nothing was written.
    fn save_draft(&mut self, draft: &Draft) -> Result<bool>;
    /// The drafts of one patient, newest first.
    fn drafts_of(&mut self, patient: PatientId) -> Result<Vec<Draft>>;
    /// All drafts of one member of staff with the patient's row, newest first.
    fn drafts_by(&mut self, staff: StaffId) -> Result<Vec<(Draft, PatientRow)>>;
    /// Throws a draft away: for one that never became a message worth recording.
    fn discard_draft(&mut self, id: DraftId) -> Result<()>;
}

/// The record.
pub trait Record {
    /// Appends an entry and brings everything that follows from it up to date, in one durable transaction.
    fn append(&mut self, entry: &NewEntry) -> Result<Appended>;
    /// Appends entries of an invented or taken-over past, which no verdict waits for: a store may do so in one
    /// transaction, all or none. A conflict is refused.
    fn append_all(&mut self, entries: &[NewEntry]) -> Result<()> {
        entries.iter().try_for_each(|entry| match self.append(entry)? {
            Appended::Entry { .. } | Appended::Already { .. } => Ok(()),
            Appended::Conflict(_) => {
                Err(StoreError::Refused("what is known changed: nothing was written".into()))
            }
        })
    }
    /// Appends groups of entries in one durable transaction. Each group is on the record whole or not at all, whatever becomes
    /// of the others; the answer of a group is that of its last entry, or the first that was not appended.
    ///
    /// # Errors
    /// When nothing at all could be written.
    fn append_groups(&mut self, groups: &[&[NewEntry]]) -> Result<Vec<Result<Appended>>>;
    /// A page of messages older than the message with this number (`None`: the newest), at most `limit`.
    fn messages(
        &mut self,
        view: &RecordView,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<CommunicationRow>>;
    /// One message with all that became of it.
    fn message(&mut self, id: CommunicationId) -> Result<Communication>;
    /// The number of the entry with this id, where it is on the log.
    fn entry_number(&mut self, id: EntryId) -> Result<Option<u64>>;
    /// The log behind this number (0: from the start), at most `limit` entries, the oldest first.
    fn entries(&mut self, after: u64, limit: usize) -> Result<Vec<Entry>>;
    /// The entries that changed facts about a patient, the newest first, older than the entry `before` (`None`: the
    /// newest), at most `limit`.
    fn amendments(&mut self, patient: PatientId, before: Option<u64>, limit: usize) -> Result<Vec<Entry>>;
    /// Lets the entries of some kinds behind this number pass, the oldest first.
    fn entries_of(&mut self, is_one: fn(Kind) -> bool, after: u64, take: &mut dyn FnMut(Entry))
    -> Result<()>;
    /// Who has to sign the next entry: the keys as the log names them.
    fn signers(&mut self) -> Result<Signers>;
    /// The head of the log.
    fn head(&mut self) -> Result<Head>;
    /// How the log stands: its head, and the root of the tree over all entries.
    fn tree_head(&mut self) -> Result<TreeHead>;
    /// Lets the first so many entries pass, as the tree over them holds them. Refused where there are fewer.
    fn leaves(&mut self, count: u64, take: &mut dyn FnMut(&Leaf<'_>)) -> Result<()>;
    /// The entry with this number, byte by byte.
    fn entry_bytes(&mut self, number: u64) -> Result<EntryBytes>;
    /// Checks every entry, and that the log still holds what was `kept` of it elsewhere. `progress` is told how many
    /// entries are done and ends the check by giving `false`.
    fn verify(&mut self, kept: &[Kept], progress: &mut dyn FnMut(u64) -> bool) -> Result<Verification>;
}

/// A whole store.
pub trait Store: Practices + Patients + Imports + Reminders + Worklists + Drafts + Record + Send {}

impl<T: Practices + Patients + Imports + Reminders + Worklists + Drafts + Record + Send> Store for T {}
