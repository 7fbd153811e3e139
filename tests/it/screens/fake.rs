//! Answers without a store: what the worker would say about a handful of invented people.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use tactful::app::{Overview, Reply, Request, Trouble};
use tactful::domain::backup::{Foreseen, Listed};
use tactful::domain::communication::{Communication, CommunicationRow, State};
use tactful::domain::date::PartialDate;
use tactful::domain::day::Day;
use tactful::domain::doctor;
use tactful::domain::dossier::{Dossier, Facet, Revisions};
use tactful::domain::draft::Draft;
use tactful::domain::fact::{Fact, FactChange};
use tactful::domain::ids::{CommunicationId, DraftId, EntryId, PatientId, StaffId};
use tactful::domain::log::{Appended, Checked, Entry, Event, Head, NewEntry, Seal, Verification};
use tactful::domain::practice::Counts;
use tactful::domain::proxy::Proxy;
use tactful::domain::purpose::Purpose;
use tactful::domain::reminder::ReminderRow;
use tactful::domain::search::Found;
use tactful::domain::worklist::{Worklist, WorklistCount, WorklistRow};

use super::people;

/// Puts one change on file.
fn file(dossier: &mut Dossier, change: &FactChange) {
    fn put<T: Clone>(list: &mut Vec<T>, after: Option<&T>, is: impl Fn(&T) -> bool) {
        let at = list.iter().position(is);
        match (at, after) {
            (Some(at), Some(after)) => list[at] = after.clone(),
            (Some(at), None) => drop(list.remove(at)),
            (None, Some(after)) => list.push(after.clone()),
            (None, None) => {}
        }
    }
    macro_rules! put {
        ($list:expr, $kind:path, $now:expr) => {{
            let after = change.after.as_ref().map(|fact| match fact {
                $kind(one) => one,
                other => panic!("{other:?}"),
            });
            put($list.get_or_insert_default(), after, |one| one.id == $now.id)
        }};
    }
    match change.fact().unwrap().clone() {
        Fact::Death(one) => dossier.patient.death = change.after.as_ref().map(|_| one),
        Fact::Left(one) => dossier.patient.left = change.after.as_ref().map(|_| one),
        Fact::Restriction(one) => dossier.patient.restriction = change.after.as_ref().map(|_| one),
        Fact::MissingFromList => dossier.patient.missing_from_list = change.after.is_some(),
        Fact::Contact { of, point } => {
            let list = match of {
                None => dossier.contacts.get_or_insert_default(),
                Some(id) => {
                    let proxies = dossier.proxies.get_or_insert_default();
                    &mut proxies.iter_mut().find(|proxy| proxy.id == id).unwrap().contacts
                }
            };
            let after = change.after.as_ref().map(|_| &point);
            put(list, after, |one| one.id == point.id);
        }
        Fact::Preference(now) => put!(dossier.preferences, Fact::Preference, now),
        Fact::Objection(now) => put!(dossier.objections, Fact::Objection, now),
        Fact::Need(now) => put!(dossier.needs, Fact::Need, now),
        Fact::Agreement(now) => put!(dossier.agreements, Fact::Agreement, now),
        Fact::Safeguarding(now) => put!(dossier.safeguarding, Fact::Safeguarding, now),
        Fact::Proxy(now) => {
            let held = dossier.proxies.get_or_insert_default();
            let contacts = held.iter().find(|one| one.id == now.id).map(|one| one.contacts.clone());
            let now = Proxy { contacts: contacts.unwrap_or_default(), ..*now };
            put(held, change.after.as_ref().map(|_| &now), |one| one.id == now.id);
        }
        Fact::Conflict(now) => {
            let after = change.after.as_ref().map(|_| &now);
            put(dossier.conflicts.get_or_insert_default(), after, |one| *one == now);
        }
    }
}

/// The worker's stand-in.
#[derive(Debug, Default)]
pub struct Fake {
    pub dossiers: Vec<Dossier>,
    pub reminders: Vec<ReminderRow>,
    pub drafts: BTreeMap<DraftId, Draft>,
    pub messages: Vec<Communication>,
    pub log: Vec<NewEntry>,
    pub corrected: Vec<(String, String)>,
    pub imported: Option<Timestamp>,
    /// What the next appends say instead of appending.
    pub appends: VecDeque<Result<Appended, Trouble>>,
    /// What the next saves say instead of saving.
    pub saves: VecDeque<Trouble>,
    /// What the next imports say.
    pub imports: VecDeque<Reply>,
    /// What is on the worklists.
    pub worklists: BTreeMap<Worklist, Vec<WorklistRow>>,
    /// The day's ends that were written.
    pub sheets: Vec<Day>,
    /// Copies that were asked for.
    pub copies: u8,
    /// What the next checks of the record find.
    pub checks: VecDeque<Checked>,
    /// Who took the seat.
    pub seats: Vec<StaffId>,
    /// Those that one can go back to.
    pub copies_there: Vec<Listed>,
    /// The tables that were written.
    pub tables: Vec<Vec<Vec<String>>>,
    /// How many messages of a batch the worker hands over at a time.
    pub slice: Option<usize>,
    /// What the next hand-overs say instead of working.
    pub faults: VecDeque<Trouble>,
}

impl Fake {
    /// The desk of these tests.
    pub fn new() -> Self {
        let (jayne, child, deceased) = (people::jayne(), people::child(), people::deceased());
        let today = people::TODAY;
        let reminders = vec![
            people::reminder(41, &jayne, today, Purpose::Appointment),
            people::reminder(42, &child, today, Purpose::Vaccination),
            people::reminder(43, &deceased, today, Purpose::Recall),
        ];
        Self {
            dossiers: vec![jayne, child, deceased],
            reminders,
            imported: Some(people::at(7, 0)),
            ..Self::default()
        }
    }

    fn message(&mut self, id: CommunicationId) -> &mut Communication {
        self.messages.iter_mut().find(|message| message.message.id == id).unwrap()
    }

    /// Another desk changes something about a patient.
    pub fn change(&mut self, patient: usize, change: impl FnOnce(&mut Dossier)) {
        change(&mut self.dossiers[patient]);
        self.dossiers[patient].revisions = Revisions::new([2; 8]);
    }

    pub fn append(&mut self, entry: NewEntry) -> Result<Appended, Trouble> {
        if let Some(said) = self.appends.pop_front() {
            return said;
        }
        if let Some(at) = self.log.iter().position(|known| known.id == entry.id) {
            return Ok(Appended::Already { number: at as u64 + 1 });
        }
        if let (Some(judged), Event::Prepared(message)) = (&entry.judged, &entry.event) {
            let now = self.dossiers.iter().find(|d| d.patient.id == message.patient).unwrap().revisions;
            let changed: Vec<Facet> = judged.changed(&now);
            if !changed.is_empty() {
                return Ok(Appended::Conflict(changed));
            }
        }
        if let Event::Amended(amendment) = &entry.event {
            let dossier = self.dossiers.iter_mut().find(|d| d.patient.id == amendment.patient).unwrap();
            assert_eq!(amendment.fault(), None);
            let changed = amendment.outdated_by(dossier);
            if !changed.is_empty() {
                return Ok(Appended::Conflict(changed));
            }
            for change in &amendment.changes {
                file(dossier, change);
            }
        }
        let number = self.log.len() as u64 + 1;
        self.follow(&entry, number);
        self.log.push(entry);
        Ok(Appended::Entry { number })
    }

    fn follow(&mut self, entry: &NewEntry, number: u64) {
        let at = entry.at;
        let answered = entry.event.communication().and_then(|id| {
            let known = self.messages.iter().find(|message| message.message.id == id);
            known.and_then(|known| known.message.reminder)
        });
        self.settle(answered, entry);
        match entry.event.clone() {
            Event::Prepared(message) => {
                if let Some(draft) = message.draft {
                    self.drafts.remove(&draft);
                }
                self.settle(message.reminder, entry);
                self.messages.push(Communication {
                    message: *message,
                    number,
                    by: entry.actor.staff,
                    by_name: "Priya".into(),
                    desk: entry.actor.desk.clone(),
                    prepared: at,
                    state: State::Prepared,
                    since: at,
                    hand_over: None,
                    not_sent: None,
                    corrections: Vec::new(),
                    copied: None,
                    reviews: Vec::new(),
                });
            }
            Event::HandingOver { communication, how } => {
                let message = self.message(communication);
                assert!(message.state.may_become(State::HandingOver));
                (message.state, message.since, message.hand_over) = (State::HandingOver, at, Some(how));
            }
            Event::HandedOver { communication, .. } => {
                let message = self.message(communication);
                assert!(message.state.may_become(State::HandedOver));
                (message.state, message.since) = (State::HandedOver, at);
            }
            Event::Sent { communication } => {
                let message = self.message(communication);
                assert!(message.state.may_become(State::Sent));
                (message.state, message.since) = (State::Sent, at);
            }
            Event::NotSent { communication, reason, words } => {
                let message = self.message(communication);
                assert!(message.state.may_become(State::NotSent));
                (message.state, message.since) = (State::NotSent, at);
                message.not_sent = Some((reason, words));
            }
            Event::GivenUp { message, .. } => {
                if let Some(draft) = message.draft {
                    self.drafts.remove(&draft);
                }
            }
            Event::Copied { communication } => self.message(communication).copied = Some(at),
            Event::Corrected { communication, words } => {
                let by = entry.actor.staff;
                let correction = tactful::domain::communication::Correction { words, by, at };
                self.message(communication).corrections.push(correction);
            }
            Event::ReminderDismissed { reminder, .. } | Event::ReminderReopened { reminder, .. } => {
                self.settle(Some(reminder), entry);
            }
            _ => {}
        }
    }

    pub fn rows(&self) -> Vec<CommunicationRow> {
        let row = |one: &Communication| CommunicationRow {
            id: one.message.id,
            number: one.number,
            patient: one.message.patient,
            patient_name: one.message.recipient_name.clone(),
            patient_birth: self.birth_of(one.message.patient),
            prepared: one.prepared,
            channel: one.message.channel,
            purpose: one.message.purpose,
            state: one.state,
            by_name: one.by_name.clone(),
            excerpt: one.message.body.chars().take(60).collect(),
        };
        self.messages.iter().rev().map(row).collect()
    }

    fn birth_of(&self, patient: PatientId) -> String {
        let dossier = self.dossiers.iter().find(|known| known.patient.id == patient);
        dossier.and_then(|known| known.patient.birth_date).map(PartialDate::show).unwrap_or_default()
    }

    fn counts(&self) -> Overview {
        let open = self.messages.iter().filter(|message| message.state.is_open()).count() as u64;
        let to_copy =
            self.messages.iter().filter(|m| m.copied.is_none() && m.state == State::Sent).count() as u64;
        let counts = Counts {
            patients: self.dossiers.len() as u64,
            due: self.waiting() as u64,
            unconfirmed: open,
            to_copy,
            ..Counts::default()
        };
        Overview { counts, imported: self.imported }
    }

    /// What the worker answers.
    pub fn answer(&mut self, request: Request) -> Reply {
        match request {
            Request::Counts { .. } => Reply::Counts(Ok(self.counts())),
            Request::Search { query, limit } => {
                let fits =
                    |name: &str| query.names.iter().all(|part| name.to_lowercase().contains(part.as_str()));
                let all = self.dossiers.iter().map(people::row).filter(|row| fits(&row.name));
                let rows: Vec<_> = all.take(limit).collect();
                Reply::Found(Ok(Found { rows, more: false, corrected: self.corrected.clone() }))
            }
            Request::Dossier(id) => Reply::Dossier(
                self.dossiers
                    .iter()
                    .find(|dossier| dossier.patient.id == id)
                    .map(|dossier| {
                        let mut dossier = dossier.clone();
                        let own = self.rows().into_iter().filter(|row| row.patient == id);
                        dossier.recent = Some(own.collect());
                        Box::new(dossier)
                    })
                    .ok_or_else(|| Trouble::new("the patient is not on file")),
            ),
            Request::Dossiers(ids) => {
                let of = |id| self.dossiers.iter().find(|dossier| dossier.patient.id == id).cloned();
                Reply::Dossiers(Ok(ids.into_iter().filter_map(of).collect()))
            }
            request @ (Request::Reminders { .. }
            | Request::Reminder(_)
            | Request::QueueCounts(_)
            | Request::ViewCounts(_)
            | Request::Triage { .. }) => self.of_queue(request),
            Request::Worklist { list, .. } => {
                Reply::Worklist(Ok(self.worklists.get(&list).cloned().unwrap_or_default()))
            }
            Request::WorklistCounts { .. } => {
                let count = |list| {
                    let count = self.worklists.get(&list).map_or(0, Vec::len);
                    WorklistCount { list, count }
                };
                Reply::WorklistCounts(Ok(Worklist::ALL.into_iter().map(count).collect()))
            }
            Request::Amendments { patient, before, limit } => {
                let older = |entry: &Entry| before.is_none_or(|before| entry.number < before);
                Reply::Amendments(Ok(self
                    .amendments(patient)
                    .into_iter()
                    .filter(older)
                    .take(limit)
                    .collect()))
            }
            Request::DraftsOf(patient) => {
                let own = self.drafts.values().filter(|draft| draft.patient == patient);
                Reply::Drafts(Ok(own.cloned().collect()))
            }
            Request::DraftsBy(staff) => {
                let own = self.drafts.values().filter(|draft| draft.staff == staff);
                let with_row = own.map(|draft| {
                    let dossier = self.dossiers.iter().find(|d| d.patient.id == draft.patient).unwrap();
                    (draft.clone(), people::row(dossier))
                });
                Reply::OwnDrafts(Ok(with_row.collect()))
            }
            Request::SaveDraft(_) if !self.saves.is_empty() => {
                Reply::DraftSaved(Err(self.saves.pop_front().unwrap()))
            }
            Request::SaveDraft(draft) => {
                let newer = self.drafts.get(&draft.id).is_some_and(|known| known.revision >= draft.revision);
                if !newer {
                    self.drafts.insert(draft.id, *draft);
                }
                Reply::DraftSaved(Ok(!newer))
            }
            Request::DiscardDraft(id) => {
                self.drafts.remove(&id);
                Reply::DraftDiscarded(Ok(()))
            }
            Request::Append(entry) => Reply::Appended(self.append(*entry)),
            Request::AppendEach(entries) => {
                Reply::AppendedEach(entries.into_iter().map(|entry| self.append(entry)).collect())
            }
            Request::Answerable(ids) => {
                Reply::Answerable(ids.into_iter().map(|id| self.answerable(id)).collect())
            }
            Request::HandOver(stretch) => Reply::Went(self.hand_over(stretch)),
            Request::Messages { view, before, limit } => {
                let fits = |row: &CommunicationRow| {
                    (view.states.is_empty() || view.states.contains(&row.state))
                        && view.patient.is_none_or(|patient| patient == row.patient)
                        && row.excerpt.to_lowercase().contains(&view.words.to_lowercase())
                };
                let older = |row: &CommunicationRow| before.is_none_or(|before| row.number < before);
                let page = self.rows().into_iter().filter(|row| fits(row) && older(row)).take(limit);
                Reply::Messages(Ok(page.collect()))
            }
            Request::Message(id) => Reply::Message(Ok(Box::new(self.message(id).clone()))),
            Request::Head => Reply::Head(Ok(self.head())),
            Request::Doctor { back_up } => {
                self.copies += u8::from(back_up);
                let cure =
                    "`tactful backup` makes one now; the program makes them while it is open at a desk";
                let backups = match self.copies {
                    0 => doctor::Found::finding("backups", "there is no backup in backups", cure),
                    count => doctor::Found::fine(
                        "backups",
                        format!("{count} backups in backups, the last one of today"),
                    ),
                };
                let holders = "2 have a passphrase (Jo Park, Sam Reed), and there is a recovery key";
                let record = doctor::Found::fine("record", "all 21 entries are as they were sealed");
                Reply::Doctor(Ok(vec![backups, doctor::Found::fine("key", holders), record]))
            }
            Request::TakeSeat { by, .. } => {
                self.seats.push(by.staff);
                Reply::Seated(self.faults.pop_front().map_or(Ok(()), Err))
            }
            Request::Copies => Reply::Copies(Ok(self.copies_there.clone())),
            Request::Foresee(copy) => Reply::Foreseen(match self.faults.pop_front() {
                Some(why) => Err(why),
                None => Ok(Foreseen {
                    copy,
                    entries: 15,
                    loss: "6 of the 21 entries before are not in it, nor 2 drafts as they are now; what was imported \
                           since is as it was then"
                        .into(),
                }),
            }),
            Request::Verify => {
                let checked = self.checks.pop_front();
                Reply::Verified(Ok(Some(checked.unwrap_or_else(|| Checked::new(Verification::Whole(self.head()))))))
            }
            Request::Import(_) => {
                self.imports.pop_front().unwrap_or(Reply::Imported(Err(Trouble::new("no file"))))
            }
            Request::Day { on, now, .. } => Reply::Day(Ok(Box::new(self.day(on, &now)))),
            Request::Sheet { day, .. } => {
                self.sheets.push(*day);
                Reply::Filed(Ok("sheets/day.txt".into()))
            }
            Request::Table { name, rows } => {
                self.tables.push(rows);
                Reply::Filed(Ok(format!("sheets/{name}.csv")))
            }
            Request::Outbox(message) => match self.faults.pop_front() {
                Some(fault) => Reply::Filed(Err(fault)),
                None => Reply::Filed(Ok(format!("{}.txt", message.id))),
            },
        }
    }

    /// The amendments to a patient's facts, the newest first.
    fn amendments(&self, of: PatientId) -> Vec<Entry> {
        let is_theirs =
            |entry: &Entry| matches!(&entry.event, Event::Amended(amendment) if amendment.patient == of);
        self.entries().into_iter().filter(is_theirs).rev().collect()
    }

    /// The log.
    pub fn entries(&self) -> Vec<Entry> {
        let entry = |(at, new): (usize, &NewEntry)| Entry {
            number: at as u64 + 1,
            id: new.id,
            at: new.at,
            actor: new.actor.clone(),
            event: new.event.clone(),
            seal: Seal([7; 32]),
        };
        self.log.iter().enumerate().map(entry).collect()
    }

    pub fn head(&self) -> Head {
        Head { number: self.log.len() as u64, seal: Seal([7; 32]) }
    }

    /// The events on the record, by name.
    pub fn events(&self) -> Vec<&'static str> {
        self.log
            .iter()
            .map(|entry| match entry.event {
                Event::Prepared(_) => "prepared",
                Event::HandingOver { .. } => "handing-over",
                Event::HandedOver { .. } => "handed-over",
                Event::Sent { .. } => "sent",
                Event::NotSent { .. } => "not-sent",
                Event::GivenUp { .. } => "given-up",
                Event::Copied { .. } => "copied",
                Event::Corrected { .. } => "corrected",
                Event::ReminderDismissed { .. } => "dismissed",
                Event::ReminderReopened { .. } => "reopened",
                Event::Amended(_) => "amended",
                _ => "other",
            })
            .collect()
    }

    /// The ids of all entries.
    pub fn entry_ids(&self) -> Vec<EntryId> {
        self.log.iter().map(|entry| entry.id).collect()
    }
}
