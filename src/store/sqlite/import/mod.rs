//! Imports: one transaction from the first record to the log's entry. Every record is compared with what is on file;
//! `domain::merge` decides, and only what changed is written.

mod ending;
mod entry;
mod facts;
mod lists;
mod matching;
mod mint;
mod patient;
mod proxy;
mod reminder;
mod scratch;
mod seen;
mod sorter;

use rusqlite::Connection;

use super::super::{Imports, Result, StoreError};
use super::column::Running;
use super::{SqliteStore, codec, conflicts};
use crate::domain::dossier::{Conflict, Facet};
use crate::domain::ids::{EntryId, ProxyId};
use crate::domain::import::{ImportPlan, ImportReport, Incoming, Located, Refusal};
use crate::domain::log::{Appended, Event, NewEntry};
use crate::domain::merge::Merge;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::staff::{Author, Recorded};
pub(super) use lists::Lists;
use mint::Mint;
use seen::Seen;

/// The page cache while an import is open, in KiB: indexes in random order are written many times with less.
const CACHE: i64 = 64 * 1024;
/// The page cache at other times.
const CACHE_ELSE: i64 = 16 * 1024;

/// An import that is open.
pub(super) struct Run {
    plan: ImportPlan,
    /// The number of its row in `import`.
    number: i64,
    /// What its facts carry.
    recorded: Recorded,
    report: ImportReport,
    mint: Mint,
    /// Patients from this number on were not known before.
    first_new: i64,
    /// The number of the next new patient.
    next: i64,
    /// Whether the last record was of somebody new.
    expects_new: bool,
    /// What is still to be written of the lists.
    lists: Lists,
    /// Who is on the files.
    seen: Seen,
    /// Proxies with an NHS number that no patient has so far.
    unlinked: Vec<(i64, ProxyId, NhsNumber)>,
    /// A verb failed: nothing can be written any more.
    failed: bool,
}

/// Why a record is not taken.
struct Refused {
    value: String,
    reason: String,
}

/// The kinds of facts about one patient that changed.
#[derive(Default)]
struct Changes(Vec<Facet>);

impl Changes {
    fn note(&mut self, facet: Facet) {
        if !self.0.contains(&facet) {
            self.0.push(facet);
        }
    }

    fn note_if(&mut self, changed: bool, facet: Facet) {
        if changed {
            self.note(facet);
        }
    }
}

impl Imports for SqliteStore {
    fn begin_import(&mut self, plan: &ImportPlan) -> Result<()> {
        if self.importing.is_some() || !self.connection.is_autocommit() {
            return Err(StoreError::Refused(
                "another import is running here: wait until it is done".to_owned(),
            ));
        }
        cache(&self.connection, CACHE)?;
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        match Run::begin(&self.connection, plan) {
            Ok(run) => self.importing = Some(Box::new(run)),
            Err(error) => {
                self.undo();
                return Err(error);
            }
        }
        Ok(())
    }

    fn take(&mut self, records: Vec<Located>) -> Result<Vec<Refusal>> {
        let run = open(&mut self.importing)?;
        if run.failed || self.connection.is_autocommit() {
            return Err(broken());
        }
        let taken = run.take(&self.connection, records);
        run.failed = taken.is_err();
        taken
    }

    fn end_import(&mut self, commit: bool) -> Result<ImportReport> {
        let mut run = self.importing.take().ok_or_else(none_open)?;
        if self.connection.is_autocommit() || (run.failed && commit) {
            self.undo();
            return if commit { Err(broken()) } else { Ok(run.report) };
        }
        let done = if run.failed { Ok(()) } else { self.finish(&mut run, commit) };
        if commit && done.is_ok() {
            self.writes += 1;
            cache(&self.connection, CACHE_ELSE)?;
        } else {
            self.undo();
        }
        done.map(|()| run.report)
    }
}

impl SqliteStore {
    /// Writes what is still to be written; the last is the entry on the log.
    fn finish(&self, run: &mut Run, commit: bool) -> Result<()> {
        run.finish(&self.connection)?;
        if !commit {
            return Ok(());
        }
        let plan = &run.plan;
        let event = Event::Imported { import: plan.id, source: plan.source.clone(), report: run.report };
        let (id, at, actor) = (EntryId::new(plan.at), plan.at, plan.actor.clone());
        match self.append_now(&NewEntry { id, at, actor, event, judged: None })? {
            Appended::Entry { .. } | Appended::Already { .. } => {}
            Appended::Conflict(_) => {
                return Err(StoreError::Other("the import cannot be put on the record".into()));
            }
        }
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// Ends the transaction without a trace. What cannot even be undone is undone by the next opening.
    fn undo(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        let _ = cache(&self.connection, CACHE_ELSE);
    }
}

fn cache(connection: &Connection, kibibytes: i64) -> Result<()> {
    Ok(connection.pragma_update(None, "cache_size", -kibibytes)?)
}

fn open(importing: &mut Option<Box<Run>>) -> Result<&mut Run> {
    importing.as_deref_mut().ok_or_else(none_open)
}

fn none_open() -> StoreError {
    StoreError::Refused("no import is open".to_owned())
}

fn broken() -> StoreError {
    StoreError::Refused("the import failed before: nothing is written; import the files again".to_owned())
}

impl Run {
    fn begin(connection: &Connection, plan: &ImportPlan) -> Result<Self> {
        connection.prepare_cached("INSERT INTO import (id, source, at) VALUES (?1, ?2, ?3)")?.execute((
            plan.id.as_bytes(),
            &plan.source,
            codec::millis(plan.at),
        ))?;
        let number = connection.last_insert_rowid();
        let next: i64 =
            connection.query_row("SELECT coalesce(max(number), 0) + 1 FROM patient", [], |row| row.get(0))?;
        let by = Author::Import { id: plan.id, source: plan.source.clone(), elsewhere: None };
        Ok(Self {
            number,
            // to the millisecond, as it is read back
            recorded: Recorded { by, at: codec::timestamp(codec::millis(plan.at))? },
            report: ImportReport::default(),
            mint: Mint::new(plan.at)?,
            first_new: next,
            next,
            expects_new: next == 1,
            lists: Lists::new(connection, next),
            seen: Seen::default(),
            unlinked: Vec::new(),
            failed: false,
            plan: plan.clone(),
        })
    }

    /// The run, for those who write what it brings.
    fn running(&self) -> Running {
        (self.plan.id, self.number)
    }

    fn take(&mut self, connection: &Connection, records: Vec<Located>) -> Result<Vec<Refusal>> {
        let mut refusals = Vec::new();
        for Located { place, source, what } in records {
            let refused = match &what {
                Incoming::Patient(said) => patient::take(self, connection, said)?,
                Incoming::Facts(said) => facts::take(self, connection, said)?,
                Incoming::Proxy(said) => proxy::take(self, connection, said)?,
                Incoming::Reminder(said) => reminder::take(self, connection, said)?,
            };
            if let Some(Refused { value, reason }) = refused {
                self.report.refused += 1;
                refusals.push(Refusal { place, value, reason, source });
            }
        }
        if self.lists.are_full() {
            self.lists.flush(connection, self.next)?;
        }
        Ok(refusals)
    }

    /// Merges with the facts of this run; gives the disagreements.
    fn merge(&mut self, work: impl FnOnce(&mut Merge<'_>)) -> Vec<Conflict> {
        let Self { plan, recorded, mint, .. } = self;
        let mut make = || mint.bytes();
        let mut merge = Merge {
            recorded,
            today: plan.today,
            full_list: plan.full_list,
            mint: &mut make,
            taken: Vec::new(),
            conflicts: Vec::new(),
        };
        work(&mut merge);
        merge.conflicts
    }

    /// Notes disagreements that are new.
    fn disagree(
        &mut self,
        connection: &Connection,
        patient: i64,
        found: &[Conflict],
        changes: &mut Changes,
    ) -> Result<()> {
        for conflict in found {
            if conflicts::note(connection, patient, conflict)? {
                self.report.conflicts += 1;
                changes.note(conflict.facet);
            }
        }
        Ok(())
    }
}
