//! Appending: the entry is compared with what is on file, sealed, and everything that follows from it brought up to
//! date, in one transaction.

use rusqlite::{Connection, OptionalExtension};

use super::super::{Result, StoreError};
use super::{SqliteStore, amend, codec, log, patients, practices, reminders, revision, safeguarding, words};
use crate::domain::communication::{Message, RecordMode, State};
use crate::domain::ids::{CommunicationId, PatientId, ReminderId, StaffId};
use crate::domain::log::{
    Appended, Asked, Chain, Code, Event, Gist, NewEntry, RECOVERY, Sealed, Signer, Sketch,
};
use crate::domain::permission::Permission;
use crate::domain::reminder::ReminderState;

/// A message that is on the record, as far as the next entry about it must know it.
struct Known {
    number: u64,
    patient: PatientId,
    reminder: Option<ReminderId>,
    state: State,
    copied: bool,
    record: u8,
    review: u8,
}

impl SqliteStore {
    /// Appends within the transaction that is open.
    pub(super) fn append_now(&self, entry: &NewEntry) -> Result<Appended> {
        let connection = &self.connection;
        if let Some(number) = log::number_of(connection, entry.id)? {
            return Ok(Appended::Already { number });
        }
        let known = entry.event.communication().map(|id| find(connection, id)).transpose()?.flatten();
        if let Some(conflict) = conflict(connection, entry, known.as_ref())? {
            return Ok(conflict);
        }
        if matches!(entry.event, Event::Reviewed { .. }) {
            check_guardian(connection, entry.actor.staff)?;
        }
        if let Event::Amended(amendment) = &entry.event {
            safeguarding::check(connection, amendment, entry.actor.staff)?;
        }
        let tip = log::tip(connection)?;
        check(connection, &entry.event, known.as_ref(), tip.number)?;

        let mut salt = [0; 32];
        getrandom::fill(&mut salt)
            .map_err(|error| StoreError::Other(format!("the system gives no random numbers: {error}")))?;
        let mut chain = Chain::new(self.seals.clone(), self.practice, tip.number, tip.seal);
        let sealed = chain
            .append(entry, salt, self.signer_of(entry)?.as_ref())
            .map_err(|error| StoreError::Refused(error.to_string()))?;
        log::add(connection, &sealed)?;
        follow(connection, entry, &sealed, known.as_ref())?;
        words::keep_up(connection, sealed.number)?;
        Ok(Appended::Entry { number: sealed.number })
    }

    /// Appends a group within the transaction that is open: all of it, or nothing of it and the transaction goes on.
    pub(super) fn append_group(&self, group: &[NewEntry]) -> Result<Result<Appended>> {
        self.connection.prepare_cached("SAVEPOINT entries")?.execute(())?;
        let mut last = Ok(Appended::Already { number: 0 });
        for entry in group {
            last = self.append_now(entry);
            if !matches!(last, Ok(Appended::Entry { .. } | Appended::Already { .. })) {
                self.connection.prepare_cached("ROLLBACK TO entries")?.execute(())?;
                break;
            }
        }
        match last {
            // what fits nowhere concerns this group alone; anything else is trouble with the database
            Err(error) if !matches!(error, StoreError::Refused(_) | StoreError::NotFound(_)) => Err(error),
            told => {
                self.connection.prepare_cached("RELEASE entries")?.execute(())?;
                Ok(told)
            }
        }
    }

    /// The signer who has signed in and has this key.
    fn signer(&self, staff: StaffId, public: [u8; 32]) -> Result<Signer> {
        let signer = (self.signers)(staff).filter(|signer| signer.public() == public);
        signer.ok_or_else(|| StoreError::Refused(NOT_SIGNED.to_owned()))
    }

    /// Who signs this entry; `None` while the practice lies open.
    fn signer_of(&self, entry: &NewEntry) -> Result<Option<Signer>> {
        let about = match &entry.event {
            Event::Admission(admission) => Some(admission),
            _ => None,
        };
        match log::signers(&self.connection)?.ask(entry.actor.staff, about) {
            Asked::Nothing => Ok(None),
            Asked::Key(public) => self.signer(entry.actor.staff, public).map(Some),
            Asked::Recovery(public) => self.signer(RECOVERY, public).map(Some),
            Asked::Stranger => Err(StoreError::Refused(NOT_SIGNED.to_owned())),
        }
    }
}

/// Why an entry was not written that nobody can sign.
const NOT_SIGNED: &str = "what is put on the record has to be signed by whoever does it, and they have not signed in here \
     or their key was changed: nothing was written; sign in again";

/// The message with this identifier, where it is on the record.
fn find(connection: &Connection, id: CommunicationId) -> Result<Option<Known>> {
    let found = connection
        .prepare_cached(
            "SELECT number, patient, reminder, state, copied IS NOT NULL, record, review FROM communication
             WHERE id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, u8>(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
            ))
        })
        .optional()?;
    let Some((number, patient, reminder, state, copied, record, review)) = found else { return Ok(None) };
    Ok(Some(Known {
        number,
        patient: PatientId::from_bytes(patient),
        reminder: Option::<[u8; 16]>::map(reminder, ReminderId::from_bytes),
        state: codec::known(state)?,
        copied,
        record,
        review,
    }))
}

/// What changed since the verdict on which the entry rests.
fn conflict(connection: &Connection, entry: &NewEntry, known: Option<&Known>) -> Result<Option<Appended>> {
    if let Event::Amended(amendment) = &entry.event {
        let changed = amend::conflict(connection, amendment)?;
        return Ok(if changed.is_empty() { None } else { Some(Appended::Conflict(changed)) });
    }
    let about = entry.event.message().map(|message| message.patient).or(known.map(|known| known.patient));
    let (Some(judged), Some(patient)) = (&entry.judged, about) else { return Ok(None) };
    let changed = judged.changed(&revision::read(connection, patient)?);
    Ok(if changed.is_empty() { None } else { Some(Appended::Conflict(changed)) })
}

/// Refuses what does not fit the state of what it speaks of.
fn check(connection: &Connection, event: &Event, known: Option<&Known>, entries: u64) -> Result<()> {
    let refuse = |words: &str| Err(StoreError::Refused(words.to_owned()));
    match event {
        Event::Founded { .. } if entries > 0 => refuse("the practice is founded already"),
        Event::Opaque { .. } | Event::Erased { .. } => refuse("an entry of this kind cannot be written"),
        Event::Prepared(message) => check_new(connection, message, known, true),
        Event::GivenUp { message, .. } => check_new(connection, message, known, false),
        Event::ReminderDismissed { reminder, .. } => check_dismissal(connection, *reminder),
        Event::ReminderReopened { reminder, .. } => match reminders::state(connection, *reminder)? {
            ReminderState::Dismissed => Ok(()),
            state => refuse(&format!("this reminder is not closed but {}", state.slug())),
        },
        _ => match (event.communication(), known) {
            (None, _) => Ok(()),
            (Some(id), None) => Err(StoreError::NotFound(format!("message {id}"))),
            (Some(_), Some(known)) => check_next(event, known),
        },
    }
}

/// Only somebody whose role carries it decides about an override, whichever program asks.
fn check_guardian(connection: &Connection, staff: StaffId) -> Result<()> {
    if practices::role(connection, staff)?.is_some_and(|role| role.may(Permission::Decide)) {
        return Ok(());
    }
    Err(StoreError::Refused("only the Caldicott Guardian decides about an override".to_owned()))
}

fn check_new(
    connection: &Connection,
    message: &Message,
    known: Option<&Known>,
    to_be_sent: bool,
) -> Result<()> {
    if known.is_some() {
        return Err(StoreError::Refused(format!("message {} is on the record already", message.id)));
    }
    let Some(reminder) = message.reminder.filter(|_| to_be_sent) else { return Ok(()) };
    if let Some(state) = answered(connection, reminder)? {
        return Err(StoreError::Refused(format!(
            "this reminder is answered already by a message that is {}: nothing was written, so that it is not sent \
             twice; look at that message in the record",
            state.label()
        )));
    }
    match reminders::state(connection, reminder)? {
        closed @ (ReminderState::Dismissed | ReminderState::Recorded) => Err(StoreError::Refused(format!(
            "this reminder is closed ({}): nothing was written",
            closed.slug()
        ))),
        _ => Ok(()),
    }
}

fn check_dismissal(connection: &Connection, reminder: ReminderId) -> Result<()> {
    if let Some(state) = answered(connection, reminder)? {
        return Err(StoreError::Refused(format!(
            "this reminder has a message that is {}: take that back first",
            state.label()
        )));
    }
    match reminders::state(connection, reminder)? {
        ReminderState::Dismissed | ReminderState::Recorded => {
            Err(StoreError::Refused("this reminder is closed already".to_owned()))
        }
        _ => Ok(()),
    }
}

fn check_next(event: &Event, known: &Known) -> Result<()> {
    match event.kind().brings() {
        Some(next) if !known.state.may_become(next) => Err(StoreError::Refused(format!(
            "this message is {} and cannot become {}: another desk may have been faster; look at it in the record",
            known.state.label(),
            next.label()
        ))),
        None if matches!(event, Event::Copied { .. }) => match (known.copied, known.record) {
            (true, _) => Err(StoreError::Refused("this message is copied already".to_owned())),
            (false, RecordMode::RECORDED_BY) => {
                Err(StoreError::Refused("another system records this message: nothing to copy".to_owned()))
            }
            _ => Ok(()),
        },
        None if matches!(event, Event::Reviewed { .. }) && known.review == codec::NO_REVIEW => {
            Err(StoreError::Refused("nothing in this message waits for the Caldicott Guardian".to_owned()))
        }
        _ => Ok(()),
    }
}

/// Where the message stands that answers this reminder; one that was not sent answers nothing.
fn answered(connection: &Connection, reminder: ReminderId) -> Result<Option<State>> {
    let code: Option<u8> = connection
        .prepare_cached("SELECT state FROM communication WHERE reminder = ?1 AND state <> 5")?
        .query_row([reminder.as_bytes()], |row| row.get(0))
        .optional()?;
    code.map(codec::known).transpose()
}

/// Brings up to date what follows from an entry.
fn follow(connection: &Connection, entry: &NewEntry, sealed: &Sealed, known: Option<&Known>) -> Result<()> {
    match &entry.event {
        Event::Founded { practice } => {
            connection.execute("UPDATE practice SET name = ?1", [practice])?;
        }
        Event::StaffAdded { staff, name, role } => {
            connection
                .prepare_cached(
                    "INSERT INTO staff (id, name, role) VALUES (?1, ?2, ?3)
                     ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role",
                )?
                .execute((staff.as_bytes(), name, role.code()))?;
        }
        Event::Imported { .. } => {
            connection.execute("UPDATE practice SET last_import = ?1", [codec::millis(entry.at)])?;
        }
        Event::ReminderDismissed { reminder, .. } => {
            reminders::settle(connection, *reminder, ReminderState::Dismissed, entry.at)?;
        }
        Event::ReminderReopened { reminder, .. } => {
            reminders::settle(connection, *reminder, ReminderState::Due, entry.at)?;
        }
        Event::Amended(amendment) => amend::follow(connection, amendment, (sealed.number, entry.at))?,
        Event::Admission(admission) => log::follow_signers(connection, admission)?,
        event => match (event.message(), known) {
            (Some(message), _) => follow_new(connection, entry, message, sealed)?,
            (None, Some(known)) => follow_next(connection, entry, known, sealed.number)?,
            (None, None) => {}
        },
    }
    Ok(())
}

/// A message comes onto the record.
fn follow_new(connection: &Connection, entry: &NewEntry, message: &Message, sealed: &Sealed) -> Result<()> {
    let kind = entry.event.kind();
    // The list shows what the sealed bytes say, read as the check of the log reads them.
    let Ok(Gist::Message(sketch)) = Gist::read(kind, &sealed.body) else {
        return Err(StoreError::Refused("the message cannot be read back".to_owned()));
    };
    let patient_name = patients::shown_name(connection, message.patient)?;
    let state = kind.brings().unwrap_or(State::Prepared);
    list(connection, entry, &sketch, &patient_name, sealed.number, state)?;
    if let Some(draft) = message.draft {
        connection.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([draft.as_bytes()])?;
    }
    settle(connection, entry, message.reminder)?;
    patients::messages_changed(connection, message.patient)
}

fn list(
    connection: &Connection,
    entry: &NewEntry,
    sketch: &Sketch<'_>,
    patient_name: &str,
    number: u64,
    state: State,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO communication (number, id, patient, patient_name, prepared, staff, channel, purpose, record,
                                        excerpt, reminder, state, last, review)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?1, ?13)",
        )?
        .execute((
            number,
            sketch.id.as_bytes(),
            sketch.patient.as_bytes(),
            patient_name,
            codec::millis(entry.at),
            entry.actor.staff.as_bytes(),
            sketch.channel.code(),
            sketch.purpose.code(),
            sketch.record,
            sketch.excerpt,
            sketch.reminder.as_ref().map(ReminderId::as_bytes),
            state.code(),
            codec::review(sketch.for_guardian, None),
        ))?;
    Ok(())
}

/// Something became of a message that is on the record.
fn follow_next(connection: &Connection, entry: &NewEntry, known: &Known, number: u64) -> Result<()> {
    let event = &entry.event;
    connection
        .prepare_cached("INSERT INTO communication_event (communication, entry) VALUES (?1, ?2)")?
        .execute((known.number, number))?;
    if let Some(state) = event.kind().brings() {
        connection
            .prepare_cached("UPDATE communication SET state = ?2, last = ?3 WHERE number = ?1")?
            .execute((known.number, state.code(), number))?;
    } else if matches!(event, Event::Copied { .. }) {
        connection
            .prepare_cached("UPDATE communication SET copied = ?2 WHERE number = ?1")?
            .execute((known.number, number))?;
    } else if let Event::Reviewed { decision, .. } = event {
        connection
            .prepare_cached("UPDATE communication SET review = ?2 WHERE number = ?1")?
            .execute((known.number, codec::review(true, Some(*decision))))?;
    }
    settle(connection, entry, known.reminder)?;
    patients::messages_changed(connection, known.patient)
}

/// Puts the reminder of a message where it now stands, unless another message answers it.
fn settle(connection: &Connection, entry: &NewEntry, reminder: Option<ReminderId>) -> Result<()> {
    let (Some(reminder), Some(state)) = (reminder, entry.event.settles()) else { return Ok(()) };
    let waits_again = matches!(state, ReminderState::Due | ReminderState::Failed);
    if waits_again {
        let closed = matches!(reminders::state(connection, reminder)?, ReminderState::Dismissed);
        if closed || answered(connection, reminder)?.is_some() {
            return Ok(());
        }
    }
    reminders::settle(connection, reminder, state, entry.at)
}
