//! What an import has still to write of the lists: for many patients at once in the order of each list's key, which
//! costs a fraction of writing them as they come.

use std::collections::BTreeSet;
use std::ops::Range;

use rusqlite::Connection;

use super::super::super::Result;
use super::super::search::{self, Listing};
use super::super::{codec, likeness, revision};
use crate::domain::likeness::{group, swapped};

/// How many new patients wait at most: some 100 MB.
const MOST: usize = 200_000;

/// The lines that wait.
pub(in super::super) struct Lists {
    /// New patients, by number.
    new: Vec<Listing>,
    /// Groups of namesakes in which somebody came, went or has another date of birth.
    groups: BTreeSet<String>,
    /// Numbers and emails that patients have from now on, and whether as their own; `None`: no longer.
    shares: Vec<(String, i64, Option<bool>)>,
    /// Patients from this number on were not known before the import.
    first_new: i64,
    /// Whether nobody is listed so far.
    empty: bool,
}

impl Lists {
    pub(in super::super) fn new(first_new: i64) -> Self {
        let empty = first_new == 1;
        Self { new: Vec::new(), groups: BTreeSet::new(), shares: Vec::new(), first_new, empty }
    }

    /// Whether it is time to write.
    pub(super) fn are_full(&self) -> bool {
        self.new.len() >= MOST || self.shares.len() >= 4 * MOST || self.groups.len() >= MOST
    }

    /// Lists a new patient.
    pub(super) fn add(&mut self, listing: Listing) {
        self.new.push(listing);
    }

    /// What a patient is listed under, written or not.
    pub(super) fn current(&self, connection: &Connection, number: i64) -> Result<Option<Listing>> {
        match self.new.binary_search_by_key(&number, |listing| listing.number) {
            Ok(at) => Ok(self.new.get(at).cloned()),
            Err(_) => Listing::stored(connection, number),
        }
    }

    /// Lists a patient anew.
    pub(in super::super) fn change(
        &mut self,
        connection: &Connection,
        old: Option<&Listing>,
        new: Listing,
    ) -> Result<()> {
        if let Ok(at) = self.new.binary_search_by_key(&new.number, |listing| listing.number) {
            if let Some(waiting) = self.new.get_mut(at) {
                *waiting = new;
            }
            return Ok(());
        }
        let place = |listing: &Listing| (group(&listing.name_key).map(str::to_owned), listing.born);
        let (before, after) = (old.map(place), place(&new));
        if before.as_ref() != Some(&after) {
            self.groups.extend(before.and_then(|(group, _)| group));
            self.groups.extend(after.0);
        }
        search::relist(connection, old, Some(&new))
    }

    /// Notes which numbers and emails came to a patient and which went.
    pub(in super::super) fn share(
        &mut self,
        patient: i64,
        before: &[(String, bool)],
        after: Vec<(String, bool)>,
    ) {
        let gone = before.iter().filter(|(key, _)| !after.iter().any(|(kept, _)| kept == key));
        self.shares.extend(gone.map(|(key, _)| (key.clone(), patient, None)));
        let came = after.into_iter().filter(|share| !before.contains(share));
        self.shares.extend(came.map(|(key, own)| (key, patient, Some(own))));
    }

    /// Writes what waits.
    pub(in super::super) fn flush(&mut self, connection: &Connection) -> Result<()> {
        self.write_shares(connection)?;
        let mut new = std::mem::take(&mut self.new);
        new.sort_unstable_by(|a, b| (&a.name_key, a.born, a.number).cmp(&(&b.name_key, b.born, b.number)));
        self.mark(connection, &mut new)?;
        search::list_all(connection, &new)?;
        self.empty &= new.is_empty();
        Ok(())
    }

    fn write_shares(&mut self, connection: &Connection) -> Result<()> {
        let mut shares = std::mem::take(&mut self.shares);
        // stable: of what was noted of one patient and number the last counts
        shares.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        // two statements instead of one that could do either, which would copy every page it touches
        let mut put = connection
            .prepare_cached("INSERT OR IGNORE INTO sharing (key, patient, own) VALUES (?1, ?2, ?3)")?;
        let mut change =
            connection.prepare_cached("UPDATE sharing SET own = ?3 WHERE key = ?1 AND patient = ?2")?;
        let mut remove = connection.prepare_cached("DELETE FROM sharing WHERE key = ?1 AND patient = ?2")?;
        let mut shares = shares.into_iter().peekable();
        while let Some((key, patient, own)) = shares.next() {
            if shares.peek().is_some_and(|next| next.0 == key && next.1 == patient) {
                continue;
            }
            let written = match own {
                Some(own) => put.execute((&key, patient, own))?,
                None => remove.execute((&key, patient))?,
            };
            if let Some(own) = own.filter(|_| written == 0) {
                change.execute((&key, patient, own))?;
            }
            if self.first_new > 1 {
                revision::sharers_changed(connection, &key, patient, self.first_new)?;
            }
        }
        Ok(())
    }

    /// Marks those who could be taken for each other. `new` is in the order of the key, so that groups stand together.
    fn mark(&mut self, connection: &Connection, new: &mut [Listing]) -> Result<()> {
        let mut groups = std::mem::take(&mut self.groups);
        let mut at = 0;
        while let Some(one) = new.get(at) {
            let name = group(&one.name_key).map(str::to_owned);
            let alike = |other: &&Listing| group(&other.name_key) == name.as_deref();
            let here = at..at + new.iter().skip(at).take_while(alike).count();
            at = here.end;
            let Some(name) = name else { continue };
            let other_way = swapped(&name);
            let there = other_way.as_deref().map(|other| place_of(new, other)).unwrap_or_default();
            groups.remove(&name);
            // both groups are marked when the first of them comes
            if there.is_empty() || here.start < there.start {
                self.mark_group(connection, &name, new, &[here, there])?;
            }
        }
        groups.iter().try_for_each(|group| self.mark_group(connection, group, &mut [], &[0..0, 0..0]))
    }

    /// Marks a group, of which these of the new patients are, and the group with the names the other way round.
    fn mark_group(
        &self,
        connection: &Connection,
        group: &str,
        new: &mut [Listing],
        places: &[Range<usize>; 2],
    ) -> Result<()> {
        let listed = if self.empty { Vec::new() } else { likeness::members(connection, group)? };
        let mut born: Vec<i64> = listed.iter().map(|(_, born, _)| *born).collect();
        let of_new = || places.iter().cloned().flatten();
        born.extend(of_new().filter_map(|at| new.get(at)).map(|one| one.born));
        if born.len() < 2 && listed.is_empty() {
            return Ok(());
        }
        let marks = likeness::marked(&born)?;
        for ((number, _, was), mark) in listed.iter().zip(&marks) {
            if was != mark {
                likeness::mark(connection, *number, *mark)?;
            }
        }
        for (at, mark) in of_new().zip(marks.iter().skip(listed.len())) {
            if let Some(one) = new.get_mut(at).filter(|_| *mark) {
                one.standing |= codec::LOOKALIKE;
                likeness::note(connection, one.number, true)?;
            }
        }
        Ok(())
    }
}

/// Where the members of a group stand among listings that are in the order of the key.
fn place_of(listings: &[Listing], name: &str) -> Range<usize> {
    let start = listings.partition_point(|one| one.name_key.as_str() < name);
    let alike = |one: &&Listing| group(&one.name_key) == Some(name);
    start..start + listings.iter().skip(start).take_while(alike).count()
}
