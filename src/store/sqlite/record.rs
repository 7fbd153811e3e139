//! The record: the verbs of the log and of the list of messages.

use super::super::{Record, Result, StoreError};
use super::{SqliteStore, amend, log, messages, tree, verify};
use crate::domain::checkpoint::{Kept, TreeHead};
use crate::domain::communication::{Communication, CommunicationRow, RecordView};
use crate::domain::ids::{CommunicationId, EntryId, PatientId};
use crate::domain::log::{Appended, Entry, Head, Kind, Leaf, NewEntry, Signers, Verification};
use crate::domain::proof::EntryBytes;

impl Record for SqliteStore {
    fn append(&mut self, entry: &NewEntry) -> Result<Appended> {
        self.write(|store| store.append_now(entry))
    }

    fn append_all(&mut self, entries: &[NewEntry]) -> Result<()> {
        self.write(|store| {
            entries.iter().try_for_each(|entry| match store.append_now(entry)? {
                Appended::Entry { .. } | Appended::Already { .. } => Ok(()),
                Appended::Conflict(_) => {
                    Err(StoreError::Refused("what is known changed: nothing was written".to_owned()))
                }
            })
        })
    }

    fn append_groups(&mut self, groups: &[&[NewEntry]]) -> Result<Vec<Result<Appended>>> {
        self.write(|store| groups.iter().map(|group| store.append_group(group)).collect())
    }

    fn messages(
        &mut self,
        view: &RecordView,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<CommunicationRow>> {
        self.read(|store| messages::page(&store.connection, view, before, limit))
    }

    fn message(&mut self, id: CommunicationId) -> Result<Communication> {
        self.read(|store| messages::one(&store.connection, id))
    }

    fn entry_number(&mut self, id: EntryId) -> Result<Option<u64>> {
        log::number_of(&self.connection, id)
    }

    fn entries(&mut self, after: u64, limit: usize) -> Result<Vec<Entry>> {
        log::after(&self.connection, after, limit)
    }

    fn amendments(&mut self, patient: PatientId, before: Option<u64>, limit: usize) -> Result<Vec<Entry>> {
        self.read(|store| amend::history(&store.connection, patient, before, limit))
    }

    fn entries_of(
        &mut self,
        is_one: fn(Kind) -> bool,
        after: u64,
        take: &mut dyn FnMut(Entry),
    ) -> Result<()> {
        self.read(|store| log::entries_of(&store.connection, is_one, after, take))
    }

    fn signers(&mut self) -> Result<Signers> {
        log::signers(&self.connection)
    }

    fn head(&mut self) -> Result<Head> {
        log::tip(&self.connection)
    }

    fn tree_head(&mut self) -> Result<TreeHead> {
        self.tree_now()
    }

    fn leaves(&mut self, count: u64, take: &mut dyn FnMut(&Leaf<'_>)) -> Result<()> {
        self.read(|store| tree::leaves(&store.connection, 0..count, take))
    }

    fn entry_bytes(&mut self, number: u64) -> Result<EntryBytes> {
        self.read(|store| tree::entry(&store.connection, number))
    }

    fn verify(&mut self, kept: &[Kept], progress: &mut dyn FnMut(u64) -> bool) -> Result<Verification> {
        self.read(|store| verify::run(store, kept, progress))
    }
}
