//! Patients of an import: added, or merged into what is on file.

use std::hash::{Hash, Hasher};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::super::super::{Result, StoreError};
use super::super::column::Running;
use super::super::search::Listing;
use super::super::{codec, contacts, identity, practices, revision, wishes};
use super::matching::{self, Known, Match};
use super::{Changes, Refused, Run, facts, proxy};
use crate::domain::contact::ContactPoint;
use crate::domain::dossier::Facet;
use crate::domain::ids::PatientId;
use crate::domain::import::{IncomingPatient, PatientKey};
use crate::domain::merge::OnFile;
use crate::domain::patient::Patient;

/// The bytes of the digest of one record.
const DIGEST: usize = 16;
/// How many digests are kept of one patient: a file that says more about one person is read again each time.
const MOST_TAKEN: usize = 16;

/// Takes a patient.
pub(super) fn take(
    run: &mut Run,
    connection: &Connection,
    said: &IncomingPatient,
) -> Result<Option<Refused>> {
    // after somebody new most often another comes: writing the row then says whether anybody is known, without looking
    if run.expects_new && said.key != PatientKey::default() && add(run, connection, said)? {
        contact_persons(run, connection, said, None)?;
        return Ok(None);
    }
    match matching::find(connection, &said.key)? {
        Match::Unknown => {
            if !add(run, connection, said)? {
                return Err(StoreError::Other("a new patient could not be written".to_owned()));
            }
            run.expects_new = true;
            contact_persons(run, connection, said, None)?;
        }
        Match::Known(known) => {
            run.expects_new = false;
            if update(run, connection, &known, (said, true))? {
                contact_persons(run, connection, said, Some(&known))?;
            }
        }
        Match::Refused(refused, named) => {
            // their row is wrong, but they are on the list
            for number in named {
                run.seen.insert(number);
            }
            return Ok(Some(refused));
        }
    }
    Ok(None)
}

/// Takes the contact persons whom the record names, and keeps what it brought anew: they raised a revision.
fn contact_persons(
    run: &mut Run,
    connection: &Connection,
    said: &IncomingPatient,
    before: Option<&Known>,
) -> Result<()> {
    if said.contact_persons.is_empty() {
        return Ok(());
    }
    for one in &said.contact_persons {
        // their patient is on file: none of them is refused
        proxy::take(run, connection, one)?;
    }
    if let Match::Known(now) = matching::find(connection, &said.key)? {
        let kept =
            before.filter(|known| known.taken_by == Some(run.number)).map(|known| known.taken.as_slice());
        let taken = taken(kept, now.revisions, &digest(said, run.plan.full_list));
        identity::took(connection, now.number, run.number, &taken)?;
    }
    Ok(())
}

/// Adds a patient who is not on file; `false`, and nothing is written, where somebody has one of the numbers.
fn add(run: &mut Run, connection: &Connection, said: &IncomingPatient) -> Result<bool> {
    let number = run.next;
    let mut on_file = OnFile::of(Patient {
        id: PatientId::from_bytes(run.mint.bytes()),
        nhs_number: said.key.nhs_number,
        practice_number: said.key.practice_number.clone(),
        names: Vec::new(),
        birth_date: None,
        gender: None,
        death: None,
        left: None,
        restriction: None,
        missing_from_list: false,
    });
    let found = run.merge(|merge| merge.patient(&mut on_file, said));
    let listing = Listing::of(number, &on_file.patient, &on_file.contacts, run.plan.today, false);
    let taken = taken(None, 0, &digest(said, run.plan.full_list));
    if !identity::insert(connection, &on_file.patient, &listing, (run.number, &taken))? {
        return Ok(false);
    }
    run.next += 1;
    run.report.added += 1;
    let mut changes = Changes::default();
    facts(run, connection, number, None, &on_file, &mut changes)?;
    run.disagree(connection, number, &found, &mut changes)?;
    let keys = contacts::sharing_keys(on_file.contacts.iter().map(|point| (true, point)), run.plan.today);
    run.lists.share(number, (&[], &keys), false)?;
    run.lists.add(&listing)?;
    Ok(true)
}

/// A patient who is on file; says whether the record was looked at: one that was taken before says nothing new. `whole`:
/// the record is the patient's own, which a list of patients consists of.
pub(super) fn update(
    run: &mut Run,
    connection: &Connection,
    known: &Known,
    (said, whole): (&IncomingPatient, bool),
) -> Result<bool> {
    let number = known.number;
    let is_old = number < run.first_new;
    if whole {
        run.seen.insert(number);
    }
    let full_list = whole && run.plan.full_list;
    let digest = digest(said, full_list);
    if was_taken(known, &digest) {
        run.report.unchanged += u64::from(is_old && whole);
        return Ok(false);
    }
    let (held, safe) = contacts::read(connection, number)?;
    let (own, theirs): (Vec<_>, Vec<_>) = held.into_iter().partition(|(proxy, _)| proxy.is_none());
    let (patient, desk) = identity::read(connection, number, safe)?;
    let before = OnFile {
        patient,
        desk,
        contacts: own.into_iter().map(|(_, point)| point).collect(),
        preferences: wishes::preferences(connection, number)?,
        objections: wishes::objections(connection, number)?,
        needs: wishes::needs(connection, number)?,
        agreements: wishes::agreements(connection, number)?,
        taken_back: if said.agreements.is_empty() {
            Vec::new()
        } else {
            facts::taken_back(connection, known)?
        },
    };
    let mut after = before.clone();
    let found = run.merge(|merge| {
        merge.full_list = full_list;
        merge.taken = theirs.iter().map(|(_, point)| point.id).collect();
        merge.patient(&mut after, said);
    });
    if after.patient.missing_from_list && (after.patient.death.is_some() || after.patient.left.is_some()) {
        after.patient.missing_from_list = false;
        practices::count_up(connection, "missing", -1)?;
    }

    let mut changes = Changes::default();
    let is_renamed = relist(run, connection, number, (&before, &after))?;
    facts(run, connection, number, Some(&before), &after, &mut changes)?;
    let changed = !changes.0.is_empty();
    run.disagree(connection, number, &found, &mut changes)?;
    let today = run.plan.today;
    let keys = |own: &[ContactPoint]| {
        let own = own.iter().map(|point| (true, point));
        contacts::sharing_keys(own.chain(theirs.iter().map(|(_, point)| (false, point))), today)
    };
    run.lists.share(number, (&keys(&before.contacts), &keys(&after.contacts)), is_renamed)?;
    for facet in &changes.0 {
        revision::changed(connection, number, *facet)?;
    }
    let revisions = known.revisions + changes.0.len() as u64;
    let kept = (known.taken_by == Some(run.number)).then_some(known.taken.as_slice());
    identity::took(connection, number, run.number, &taken(kept, revisions, &digest))?;
    run.report.changed += u64::from(is_old && changed);
    run.report.unchanged += u64::from(is_old && whole && !changed);
    Ok(true)
}

/// Writes the patient's own row and lines where they changed; also where only the day went on, and with it the name or
/// address in use. Says whether they are listed under another name from now on.
fn relist(
    run: &mut Run,
    connection: &Connection,
    number: i64,
    (before, after): (&OnFile, &OnFile),
) -> Result<bool> {
    let today = run.plan.today;
    let waiting = || Listing::of(number, &before.patient, &before.contacts, today, false);
    let old = run.lists.current(connection, number, waiting)?;
    let marked = old.as_ref().is_some_and(|old| old.standing & codec::LOOKALIKE != 0);
    let new = Listing::of(number, &after.patient, &after.contacts, today, marked);
    if before.patient == after.patient && old.as_ref() == Some(&new) {
        return Ok(false);
    }
    identity::update(connection, &after.patient, &new)?;
    if old.as_ref() == Some(&new) {
        return Ok(false);
    }
    let is_renamed = old.as_ref().is_none_or(|old| old.name_key != new.name_key);
    run.lists.change(connection, old.as_ref(), new)?;
    Ok(is_renamed)
}

/// Writes the facts that are new or changed.
fn facts(
    run: &Run,
    connection: &Connection,
    patient: i64,
    before: Option<&OnFile>,
    after: &OnFile,
    changes: &mut Changes,
) -> Result<()> {
    let running = Some(run.running());
    changes.note_if(before.is_some_and(|before| before.patient != after.patient), Facet::Patient);
    let known = before.map_or(&[][..], |before| &before.contacts);
    if write_contacts(connection, patient, (None, known, &after.contacts), running)? {
        changes.note(Facet::Contacts);
    }
    let known = before.map_or(&[][..], |before| &before.preferences);
    for wish in fresh(known, &after.preferences) {
        wishes::write_preference(connection, patient, wish, running)?;
        changes.note(Facet::Preferences);
    }
    let known = before.map_or(&[][..], |before| &before.objections);
    for objection in fresh(known, &after.objections) {
        wishes::write_objection(connection, patient, objection, running)?;
        changes.note(Facet::Objections);
    }
    let known = before.map_or(&[][..], |before| &before.needs);
    for need in fresh(known, &after.needs) {
        wishes::write_need(connection, patient, need, running)?;
        changes.note(Facet::Needs);
    }
    if !after.needs.is_empty() {
        wishes::watch_needs(connection, patient, &after.needs, &after.contacts)?;
    }
    let known = before.map_or(&[][..], |before| &before.agreements);
    for agreement in fresh(known, &after.agreements) {
        wishes::write_agreement(connection, patient, agreement, running)?;
        changes.note(Facet::Agreements);
    }
    let safe = |of: &OnFile| of.patient.restriction.as_ref().map(|one| one.safe.clone()).unwrap_or_default();
    if before.map(safe).unwrap_or_default() != safe(after) {
        contacts::mark_safe(connection, patient, &safe(after))?;
    }
    Ok(())
}

/// The facts that are not on file as they are now.
fn fresh<'a, T: PartialEq>(before: &'a [T], after: &'a [T]) -> impl Iterator<Item = &'a T> {
    after.iter().filter(|fact| !before.contains(fact))
}

/// Writes the contact points of one person that are new or changed; gives whether there are any.
pub(super) fn write_contacts(
    connection: &Connection,
    patient: i64,
    (of, before, after): (Option<crate::domain::ids::ProxyId>, &[ContactPoint], &[ContactPoint]),
    running: Option<Running>,
) -> Result<bool> {
    let mut written = false;
    for point in fresh(before, after) {
        if before.iter().any(|known| known.id == point.id) {
            contacts::update(connection, patient, (of, point), running)?;
        } else {
            contacts::insert(connection, patient, (of, point), running)?;
        }
        written = true;
    }
    Ok(written)
}

/// Whether the same was said before and nothing about the patient changed since: then it says nothing new.
fn was_taken(known: &Known, digest: &[u8; DIGEST]) -> bool {
    let Some((revisions, digests)) = known.taken.split_first_chunk::<8>() else { return false };
    u64::from_be_bytes(*revisions) == known.revisions
        && digests.chunks_exact(DIGEST).any(|kept| kept == digest)
}

/// What is kept of the records that a run brought about one patient: the sum of the revisions behind them, and a digest
/// of each.
fn taken(before: Option<&[u8]>, revisions: u64, digest: &[u8; DIGEST]) -> Vec<u8> {
    let digests = before.and_then(|bytes| bytes.get(8..)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(8 + digests.len() + DIGEST);
    bytes.extend(revisions.to_be_bytes());
    if digests.len() < MOST_TAKEN * DIGEST {
        bytes.extend(digests);
    }
    bytes.extend(digest);
    bytes
}

/// A digest of all that a record says.
fn digest(said: &IncomingPatient, full_list: bool) -> [u8; DIGEST] {
    struct Feed(Sha256);
    impl Hasher for Feed {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut feed = Feed(Sha256::new());
    (said, full_list).hash(&mut feed);
    let all: [u8; 32] = feed.0.finalize().into();
    all.first_chunk().copied().unwrap_or_default()
}
