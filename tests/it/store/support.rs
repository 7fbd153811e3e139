//! A practice in a temporary folder, and invented entries for it.

use std::path::PathBuf;

use jiff::Timestamp;
use tactful::domain::channel::Channel;
use tactful::domain::communication::{HandOver, Message, Recipient, RecordMode};
use tactful::domain::ids::{CommunicationId, EntryId, PatientId, PracticeId, ReminderId, StaffId};
use tactful::domain::log::{Appended, Event, NewEntry, Verification};
use tactful::domain::purpose::Purpose;
use tactful::domain::reminder::ReminderState;
use tactful::domain::staff::{Actor, Role};
use tactful::store::sqlite::{By, Founding, Key, SqliteStore};
use tactful::store::{Record, StoreError};
use tempfile::TempDir;

/// A folder with a practice, and the key to it.
pub struct Place {
    pub folder: TempDir,
    pub key: Key,
}

/// A fixed time: 2026-11-22 09:00 UTC and so many seconds.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_338_000 + seconds).unwrap()
}

pub fn actor() -> Actor {
    Actor { staff: StaffId::from_parts(at(0), [1; 10]), desk: "desk-1".into() }
}

/// Who goes back to a copy of a practice that lies open.
pub fn by() -> By {
    By { staff: None, signer: None, desk: "desk-1".into(), at: at(100) }
}

pub fn founding() -> Founding {
    Founding {
        id: PracticeId::from_parts(at(0), [2; 10]),
        name: "Tarn Lane Surgery".into(),
        is_demo: false,
        at: at(0),
        actor: actor(),
    }
}

impl Place {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), key: Key::new([7; 32]) }
    }

    /// A folder with a new practice.
    pub fn new() -> Self {
        let place = Self::empty();
        SqliteStore::create(&place.file(), &place.key, &founding()).unwrap();
        place
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("practice.db")
    }

    pub fn open(&self) -> SqliteStore {
        SqliteStore::open(&self.file(), &self.key).unwrap()
    }
}

impl Place {
    /// A connection that knows the key and none of the program's rules: what somebody with the key could do.
    pub fn raw(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        let digits = hex::encode(self.key.as_slice());
        connection
            .execute_batch(&format!(
                "PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{digits}'\";
                 PRAGMA cipher_hmac_algorithm = HMAC_SHA256;"
            ))
            .unwrap();
        connection
    }

    /// Puts invented patients on file.
    pub fn with_patients(self, count: u8) -> Self {
        let raw = self.raw();
        for n in 0..count {
            raw.execute(
                "INSERT INTO patient (id, shown_name) VALUES (?1, ?2)",
                (patient(n).as_bytes(), format!("SMYTH-{n}, Zoë (Mrs)")),
            )
            .unwrap();
        }
        self
    }

    /// Puts an invented reminder on file.
    pub fn with_reminder(self, id: ReminderId, of: PatientId) -> Self {
        let raw = self.raw();
        raw.execute(
            "INSERT INTO reminder (id, patient, purpose, due, origin) VALUES (?1, ?2, 'recall', 20261122, 'a test')",
            (id.as_bytes(), of.as_bytes()),
        )
        .unwrap();
        drop(raw);
        self
    }

    /// Where a reminder stands: the place in `ReminderState::ALL`.
    pub fn reminder_state(&self, id: ReminderId) -> ReminderState {
        let place: usize = self
            .raw()
            .query_row("SELECT state FROM reminder WHERE id = ?1", [id.as_bytes()], |row| row.get(0))
            .unwrap();
        ReminderState::ALL[place]
    }

    /// A copy of the practice in another folder, as it is when nobody has it open.
    pub fn copy(&self) -> Self {
        let other = Self { folder: tempfile::tempdir().unwrap(), key: self.key.clone() };
        std::fs::copy(self.file(), other.file()).unwrap();
        other
    }
}

pub fn patient(n: u8) -> PatientId {
    PatientId::from_parts(at(i64::from(n)), [3; 10])
}

pub fn reminder(n: u8) -> ReminderId {
    ReminderId::from_parts(at(i64::from(n)), [4; 10])
}

pub fn communication(n: u32) -> CommunicationId {
    CommunicationId::from_parts(at(i64::from(n)), [5; 10])
}

/// An invented message to a patient.
pub fn message(n: u32, of: PatientId) -> Message {
    Message {
        id: communication(n),
        patient: of,
        recipient: Recipient::Patient,
        recipient_name: "Zoë Smyth".into(),
        channel: Channel::Text,
        contact: None,
        address: "07700 900123".into(),
        purpose: Purpose::Appointment,
        subject: String::new(),
        body: format!("Dear Mrs Smyth,\nyour appointment number {n} is on Monday. Please call us."),
        record: RecordMode::Exact,
        findings: Vec::new(),
        template: None,
        reminder: None,
        draft: None,
        hold_until: at(60),
        for_guardian: false,
    }
}

/// An entry with a new identifier at a fixed time.
pub fn entry(event: Event) -> NewEntry {
    NewEntry { id: EntryId::new(at(10)), at: at(10), actor: actor(), event, judged: None }
}

/// Appends what must succeed; gives the number.
pub fn append(store: &mut SqliteStore, event: Event) -> u64 {
    match store.append(&entry(event)).unwrap() {
        Appended::Entry { number } => number,
        other => panic!("{other:?}"),
    }
}

pub fn prepare(store: &mut SqliteStore, message: Message) -> u64 {
    append(store, Event::Prepared(Box::new(message)))
}

/// Takes a prepared message all the way to sent.
pub fn send(store: &mut SqliteStore, communication: CommunicationId) {
    let how = HandOver::Clipboard;
    append(store, Event::HandingOver { communication, how: how.clone() });
    append(store, Event::HandedOver { communication, how, file: None });
    append(store, Event::Sent { communication });
}

pub fn add_staff(store: &mut SqliteStore) {
    let staff = actor().staff;
    append(store, Event::StaffAdded { staff, name: "Jo Park".into(), role: Role::Receptionist });
}

/// The check of the whole log.
pub fn verify(store: &mut SqliteStore) -> Verification {
    store.verify(&[], &mut |_| true).unwrap()
}

/// The words of a refusal.
pub fn refusal(store: &mut SqliteStore, event: Event) -> String {
    let head = store.head().unwrap();
    let refused = store.append(&entry(event)).unwrap_err();
    assert!(matches!(refused, StoreError::Refused(_)), "{refused:?}");
    assert_eq!(store.head().unwrap(), head, "nothing is written");
    refused.to_string()
}
