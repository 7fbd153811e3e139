//! What an import has still to write of the lists. New patients wait, sorted by the key of each list: then every page is
//! written once, which costs a fraction of writing lines as they come.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use rusqlite::Connection;

use super::super::super::Result;
use super::super::search::{self, Fill, Listing};
use super::super::{codec, contacts, likeness, revision};
use super::entry::{self, Member, Share};
use super::scratch::Scratch;
use super::seen::Seen;
use super::sorter::Sorter;
use crate::domain::likeness::{group, swapped};

/// How many words, groups or revised patients wait at most.
const MOST: usize = 200_000;
const MOST_REVISED: usize = 20_000;

/// The forms in which contact points compare, each with whether it is the patient's own.
type Keys = [(String, bool)];

/// The lines that wait.
pub(in super::super) struct Lists {
    scratch: Scratch,
    listed: Sorter,
    worded: Sorter,
    pairs: Sorter,
    born: Sorter,
    postcodes: Sorter,
    /// New patients by their group of namesakes.
    members: Sorter,
    /// Numbers and emails that patients have from now on, and those that they no longer have.
    shares: Sorter,
    turn: u64,
    /// How many lines hold each word, and how many of those are in `worded`.
    counts: HashMap<String, (i64, i64)>,
    /// Patients from this number on wait.
    first_waiting: i64,
    /// Those of them who changed since: what was sorted of them does not count.
    revised: BTreeMap<i64, Listing>,
    /// Groups of namesakes in which somebody who was on file came, went or has another date of birth.
    groups: BTreeSet<String>,
    /// Patients from this number on were not known before the import.
    first_new: i64,
    /// Whether nobody is listed so far.
    empty: bool,
}

impl Lists {
    /// Those of the open database.
    pub(in super::super) fn new(connection: &Connection, first_new: i64) -> Self {
        Self {
            scratch: Scratch::beside(Path::new(connection.path().unwrap_or("practice.db"))),
            listed: Sorter::default(),
            worded: Sorter::default(),
            pairs: Sorter::default(),
            born: Sorter::default(),
            postcodes: Sorter::default(),
            members: Sorter::default(),
            shares: Sorter::default(),
            turn: 0,
            counts: HashMap::new(),
            first_waiting: first_new,
            revised: BTreeMap::new(),
            groups: BTreeSet::new(),
            first_new,
            empty: first_new == 1,
        }
    }

    /// Whether it is time to write.
    pub(super) fn are_full(&self) -> bool {
        self.revised.len() >= MOST_REVISED || self.groups.len() >= MOST || self.counts.len() >= MOST
    }

    /// Lists a new patient.
    pub(in super::super) fn add(&mut self, one: &Listing) -> Result<()> {
        let scratch = &mut self.scratch;
        let (words, shown) = (one.spelt(), one.packed());
        self.listed.push(scratch, |out| entry::line(out, None, one, &words, &shown))?;
        for heading in one.headings() {
            self.worded.push(scratch, |out| entry::line(out, Some(&heading), one, &words, &shown))?;
        }
        for pair in one.pairs() {
            self.pairs.push(scratch, |out| entry::pair(out, pair, one))?;
        }
        if one.born != 0 {
            self.born.push(scratch, |out| entry::born(out, one))?;
        }
        if !one.postcode.is_empty() {
            self.postcodes.push(scratch, |out| entry::postcode(out, one))?;
        }
        self.join(one, false)?;
        self.count(one, 1);
        Ok(())
    }

    /// Puts a new patient into their group: that of the two names in either order.
    fn join(&mut self, one: &Listing, revised: bool) -> Result<()> {
        let Some(name) = group(&one.name_key) else { return Ok(()) };
        let other = swapped(name);
        let group = other.as_deref().filter(|other| *other < name).unwrap_or(name);
        let member = Member { group, born: one.born, number: one.number, revised };
        self.members.push(&mut self.scratch, |out| entry::member(out, &member))
    }

    fn count(&mut self, one: &Listing, by: i64) {
        let mut add = |word: &str, others: i64| match self.counts.get_mut(word) {
            Some(count) => *count = (count.0 + by, count.1 + others),
            None => drop(self.counts.insert(word.to_owned(), (by, others))),
        };
        if !one.head().is_empty() {
            add(one.head(), 0);
        }
        one.words.iter().for_each(|word| add(word, by));
    }

    /// What a patient is listed under, written or not; `waiting` is what was said when they came new.
    pub(super) fn current(
        &self,
        connection: &Connection,
        number: i64,
        waiting: impl FnOnce() -> Listing,
    ) -> Result<Option<Listing>> {
        if number < self.first_waiting {
            return Listing::stored(connection, number);
        }
        Ok(Some(self.revised.get(&number).cloned().unwrap_or_else(waiting)))
    }

    /// Lists a patient anew.
    pub(in super::super) fn change(
        &mut self,
        connection: &Connection,
        old: Option<&Listing>,
        new: Listing,
    ) -> Result<()> {
        if new.number >= self.first_waiting {
            if let Some(old) = old.filter(|old| !self.revised.contains_key(&old.number)) {
                self.count(old, -1);
            }
            self.revised.insert(new.number, new);
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

    /// Notes which numbers and emails came to a patient and which went. Of somebody who is listed under another name from
    /// now on all come anew: who is named alike is to be seen again.
    pub(in super::super) fn share(
        &mut self,
        patient: i64,
        (before, after): (&Keys, &Keys),
        is_renamed: bool,
    ) -> Result<()> {
        let gone = before.iter().filter(|(key, _)| !after.iter().any(|(kept, _)| kept == key));
        let came = after.iter().filter(|share| is_renamed || !before.contains(share));
        let all = gone.map(|(key, _)| (key, None)).chain(came.map(|(key, own)| (key, Some(*own))));
        for (key, own) in all {
            self.turn += 1;
            let share = Share { key, patient, turn: self.turn, own };
            self.shares.push(&mut self.scratch, |out| entry::share(out, &share))?;
        }
        Ok(())
    }

    /// Writes what waits; patients from `next` on wait from now on.
    pub(in super::super) fn flush(&mut self, connection: &Connection, next: i64) -> Result<()> {
        self.write_shares(connection)?;
        let alike = self.mark(connection)?;
        self.write_lines(connection, &alike)?;
        self.write_keys(connection)?;
        let mut counts: Vec<_> = std::mem::take(&mut self.counts).into_iter().collect();
        counts.sort_unstable();
        let mut fill = Fill::new(connection)?;
        for (word, (lines, others)) in counts.iter().filter(|(_, count)| *count != (0, 0)) {
            fill.count(word, *lines, *others)?;
        }
        drop(fill);
        let mut revised: Vec<Listing> = std::mem::take(&mut self.revised).into_values().collect();
        for one in revised.iter_mut().filter(|one| alike.holds(one.number)) {
            one.standing |= codec::LOOKALIKE;
        }
        search::list_all(connection, &revised)?;
        self.empty &= next == self.first_waiting;
        self.first_waiting = next;
        self.scratch.clear();
        Ok(())
    }

    fn write_shares(&mut self, connection: &Connection) -> Result<()> {
        // two statements instead of one that could do either, which would copy every page it touches
        let mut put = connection
            .prepare_cached("INSERT OR IGNORE INTO sharing (key, patient, own) VALUES (?1, ?2, ?3)")?;
        let mut change =
            connection.prepare_cached("UPDATE sharing SET own = ?3 WHERE key = ?1 AND patient = ?2")?;
        let mut remove = connection.prepare_cached("DELETE FROM sharing WHERE key = ?1 AND patient = ?2")?;
        let mut twice = connection.prepare_cached(&format!(
            "INSERT OR IGNORE INTO shared_key (key)
             SELECT ?1 WHERE EXISTS (
                 SELECT 1 FROM sharing s CROSS JOIN patient o ON o.number = s.patient
                 WHERE s.key = ?1 AND s.patient <> ?2 AND s.own = 1
                     AND {} <> (SELECT {} FROM patient p WHERE p.number = ?2))",
            contacts::family_of("o"),
            contacts::family_of("p")
        ))?;
        let (first_new, empty) = (self.first_new, self.empty);
        let mut before = String::new();
        let mut write = |key: &str, patient: i64, own: Option<bool>| -> Result<()> {
            let written = match own {
                Some(own) => put.execute((key, patient, own))?,
                None => remove.execute((key, patient))?,
            };
            if let Some(own) = own.filter(|_| written == 0) {
                change.execute((key, patient, own))?;
            }
            // the keys come in their order: in tables that were empty, who shares one comes next
            if own == Some(true) && (!empty || before == key) {
                twice.execute((key, patient))?;
            }
            before.replace_range(.., key);
            if first_new > 1 {
                revision::sharers_changed(connection, key, patient, first_new)?;
            }
            Ok(())
        };
        let mut sorted = self.shares.sorted(&mut self.scratch)?;
        let (mut last_key, mut last) = (String::new(), None);
        while let Some(record) = sorted.next()? {
            let one = entry::share_of(record)?;
            let same = |(patient, _): &(i64, _)| *patient == one.patient && last_key == one.key;
            if let Some((patient, own)) = last.filter(|last| !same(last)) {
                write(&last_key, patient, own)?;
            }
            last_key.replace_range(.., one.key);
            last = Some((one.patient, one.own));
        }
        if let Some((patient, own)) = last {
            write(&last_key, patient, own)?;
        }
        Ok(())
    }

    /// Writes the lines of everybody who waits, those of `alike` with their mark.
    fn write_lines(&mut self, connection: &Connection, alike: &Seen) -> Result<()> {
        let mut fill = Fill::new(connection)?;
        for (sorter, has_word) in [(&mut self.listed, false), (&mut self.worded, true)] {
            let mut sorted = sorter.sorted(&mut self.scratch)?;
            while let Some(record) = sorted.next()? {
                let (word, mut line) = entry::line_of(record, has_word)?;
                if self.revised.contains_key(&line.key.patient) {
                    continue;
                }
                if alike.holds(line.key.patient) {
                    line.standing |= codec::LOOKALIKE;
                }
                if has_word { fill.worded(word, &line)? } else { fill.listed(&line)? }
            }
        }
        Ok(())
    }

    fn write_keys(&mut self, connection: &Connection) -> Result<()> {
        let mut fill = Fill::new(connection)?;
        let revised = &self.revised;
        let counts = |number: i64| !revised.contains_key(&number);
        let mut sorted = self.pairs.sorted(&mut self.scratch)?;
        while let Some(record) = sorted.next()? {
            let (word, other, key) = entry::pair_of(record)?;
            if counts(key.patient) {
                fill.pair(word, other, key)?;
            }
        }
        let mut sorted = self.born.sorted(&mut self.scratch)?;
        while let Some(record) = sorted.next()? {
            let key = entry::born_of(record)?;
            if counts(key.patient) {
                fill.born(key)?;
            }
        }
        let mut sorted = self.postcodes.sorted(&mut self.scratch)?;
        while let Some(record) = sorted.next()? {
            let (postcode, key) = entry::postcode_of(record)?;
            if counts(key.patient) {
                fill.postcode(postcode, key)?;
            }
        }
        Ok(())
    }

    /// Marks those who could be taken for each other; gives the new ones among them.
    fn mark(&mut self, connection: &Connection) -> Result<Seen> {
        for one in std::mem::take(&mut self.revised) {
            self.join(&one.1, true)?;
            self.revised.insert(one.0, one.1);
        }
        let mut groups = std::mem::take(&mut self.groups);
        let mut marked = Vec::new();
        let (mut name, mut here) = (String::new(), Vec::new());
        let empty = self.empty;
        let mut settle = |name: &str, here: &[(i64, i64)]| -> Result<()> {
            if !groups.is_empty() {
                groups.remove(name);
                swapped(name).map(|other| groups.remove(&other));
            }
            if here.len() < 2 && empty {
                return Ok(());
            }
            mark_group(connection, name, here, (empty, &mut marked))
        };
        let mut sorted = self.members.sorted(&mut self.scratch)?;
        while let Some(record) = sorted.next()? {
            let one = entry::member_of(record)?;
            if !one.revised && self.revised.contains_key(&one.number) {
                continue;
            }
            if one.group != name {
                settle(&name, &here)?;
                here.clear();
                name.replace_range(.., one.group);
            }
            here.push((one.number, one.born));
        }
        settle(&name, &here)?;
        for name in &groups {
            mark_group(connection, name, &[], (self.empty, &mut marked))?;
        }
        // in the order of their rows
        marked.sort_unstable();
        let mut alike = Seen::default();
        for number in marked {
            alike.insert(number);
            likeness::note(connection, number, true)?;
        }
        Ok(alike)
    }
}

/// Marks a group, of which these are new, and the group with the names the other way round; the new ones among those
/// marked go to `marked`.
fn mark_group(
    connection: &Connection,
    group: &str,
    new: &[(i64, i64)],
    (empty, marked): (bool, &mut Vec<i64>),
) -> Result<()> {
    let listed = if empty || group.is_empty() { Vec::new() } else { likeness::members(connection, group)? };
    let mut born: Vec<i64> = listed.iter().map(|(_, born, _)| *born).collect();
    born.extend(new.iter().map(|(_, born)| *born));
    if born.len() < 2 && listed.is_empty() {
        return Ok(());
    }
    let marks = likeness::marked(&born)?;
    for ((number, _, was), mark) in listed.iter().zip(&marks) {
        if was != mark {
            likeness::mark(connection, *number, *mark)?;
        }
    }
    let of_new = new.iter().zip(marks.iter().skip(listed.len()));
    marked.extend(of_new.filter(|(_, mark)| **mark).map(|((number, _), _)| *number));
    Ok(())
}
