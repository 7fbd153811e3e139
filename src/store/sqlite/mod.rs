//! The store in one encrypted SQLite file (SQLCipher): opening and founding it, and its transactions.

mod amend;
mod append;
mod backup;
mod codec;
mod column;
mod conflicts;
mod connection;
mod contacts;
mod copies;
mod dossier;
mod drafts;
mod fault;
mod hold;
mod identity;
mod import;
mod integrity;
mod likeness;
mod log;
mod messages;
mod migrate;
mod patients;
mod place;
mod practices;
mod proxies;
mod queue;
mod record;
mod reminders;
mod restore;
mod restored;
mod revision;
mod rotation;
mod safeguarding;
mod salvage;
mod search;
mod sorted;
#[cfg(test)]
mod tests;
mod tree;
mod triage;
mod verify;
mod wishes;
mod words;
mod worklists;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use zeroize::Zeroizing;

pub use self::restore::{By, Going};
pub use self::restored::Restored;
pub use self::rotation::{Made, Rotation};
pub use self::salvage::{Salvage, Saved};
use super::{Record, Result, StoreError};
use crate::domain::ids::{EntryId, PracticeId, StaffId};
use crate::domain::log::{Event, NewEntry, SealKey, Signer, only};
use crate::domain::staff::Actor;

/// The key of a database: 32 random bytes, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// Finds the signer of a member of staff who has signed in.
type FindSigner = Box<dyn Fn(StaffId) -> Option<Signer> + Send>;

/// What a new practice starts with.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Its identifier.
    pub id: PracticeId,
    /// Its name.
    pub name: String,
    /// Whether it is an invented one.
    pub is_demo: bool,
    /// When it is founded.
    pub at: Timestamp,
    /// Who founds it, and at which desk.
    pub actor: Actor,
}

/// A practice in one encrypted file. Several programs can have the same file open: one writes at a time, the others
/// wait, and everybody reads what was last committed.
pub struct SqliteStore {
    connection: Connection,
    file: PathBuf,
    practice: PracticeId,
    is_demo: bool,
    seals: SealKey,
    /// Those who have signed in, and sign what they do.
    signers: FindSigner,
    /// How many transactions this store has committed.
    writes: u64,
    /// The counts last made.
    counted: Option<practices::Counted>,
    /// The words of all names.
    vocabulary: search::Vocabulary,
    /// The import that is open.
    importing: Option<Box<import::Run>>,
    /// What tells the file from another of the same name.
    mark: place::Mark,
    /// The hold on the practice; `None` for a copy that has no place of its own yet.
    hold: Option<hold::Hold>,
}

/// A transaction; without its end it is undone. Its statements are kept ready: to prepare them anew costs as much as to find
/// somebody.
struct Transaction<'a>(&'a Connection);

impl<'a> Transaction<'a> {
    fn begin(connection: &'a Connection, how: &str) -> Result<Self> {
        connection.prepare_cached(how)?.execute(())?;
        Ok(Self(connection))
    }

    fn end(self) -> Result<()> {
        self.0.prepare_cached("COMMIT")?.execute(())?;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }
}

impl SqliteStore {
    /// Opens the practice in `file`, bringing older tables up to date first: refused while another desk has it open.
    pub fn open(file: &Path, key: &Key) -> Result<Self> {
        place::check_folder_of(file)?;
        place::check_file(file)?;
        let mut hold = hold::Hold::shared(file)?;
        let mut connection = connection::open(file, key)?;
        if migrate::is_due(&connection)? {
            // not under a program that knows the tables from before
            drop((connection, hold));
            let alone = hold::Hold::alone(file)?;
            connection = connection::open(file, key)?;
            migrate::run(&connection)?;
            drop(alone);
            hold = hold::Hold::shared(file)?;
        }
        let mut store = Self::with(connection, file, key)?;
        store.hold = Some(hold);
        Ok(store)
    }

    /// Lets those sign what they do whom `find` knows by their identifier; before that nobody can.
    pub fn sign_by(&mut self, find: impl Fn(StaffId) -> Option<Signer> + Send + 'static) {
        self.signers = Box::new(find);
    }

    /// Opens a copy beside which nothing is to be left.
    fn open_unheld(file: &Path, key: &Key) -> Result<Self> {
        let connection = connection::open(file, key)?;
        migrate::run(&connection)?;
        Self::with(connection, file, key)
    }

    /// Founds a practice in `file`, which must not be there yet; the folder is created where it is missing. The file
    /// appears under its name when it is complete, never half written.
    pub fn create(file: &Path, key: &Key, founding: &Founding) -> Result<Self> {
        Self::create_with(file, key, founding, (&[], None))
    }

    /// The same; these entries belong to the founding, and this member of staff signs what has to be signed.
    pub fn create_with(
        file: &Path,
        key: &Key,
        founding: &Founding,
        (first, signer): (&[NewEntry], Option<Signer>),
    ) -> Result<Self> {
        place::create_folder_of(file)?;
        place::check_folder_of(file)?;
        let building = place::Building::begin(file)?;
        {
            let connection = connection::open(building.path(), key)?;
            migrate::run(&connection)?;
            connection.execute(
                "INSERT INTO practice (only_row, id, name, is_demo) VALUES (1, ?1, '', ?2)",
                (founding.id.as_bytes(), founding.is_demo),
            )?;
            let mut store = Self::with(connection, building.path(), key)?;
            let event = Event::Founded { practice: founding.name.clone() };
            let id = EntryId::new(founding.at);
            let actor = founding.actor.clone();
            store.append(&NewEntry { id, at: founding.at, actor, event, judged: None })?;
            store.sign_by(only(signer));
            store.append_all(first)?;
            connection::close(store.connection)?;
        }
        building.finish()?;
        Self::open(file, key)
    }

    fn with(connection: Connection, file: &Path, key: &Key) -> Result<Self> {
        let (practice, is_demo) = connection
            .query_row("SELECT id, is_demo FROM practice", [], |row| {
                Ok((PracticeId::from_bytes(row.get(0)?), row.get(1)?))
            })
            .map_err(|error| match error {
                rusqlite::Error::QueryReturnedNoRows => {
                    StoreError::Damaged("it holds no practice".to_owned())
                }
                other => other.into(),
            })?;
        let seals = SealKey::derive(key);
        Ok(Self {
            connection,
            file: file.to_owned(),
            practice,
            is_demo,
            seals,
            signers: Box::new(|_| None),
            writes: 0,
            counted: None,
            vocabulary: search::Vocabulary::default(),
            importing: None,
            mark: place::Mark::of(file),
            hold: None,
        })
    }

    /// The database file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Does `work` in one durable transaction that has the right to write from its beginning: all of it or nothing.
    fn write<T>(&mut self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        if !self.connection.is_autocommit() {
            return Err(StoreError::Refused(
                "an import is running: nothing was written; wait until it is done or cancel it".to_owned(),
            ));
        }
        // A file that has no name any more takes whatever is written to it and keeps nothing.
        self.mark.check(&self.file)?;
        let done = self.attempt("BEGIN IMMEDIATE", work).map_err(|error| match error {
            StoreError::ReadOnly(_) => StoreError::ReadOnly(self.file.display().to_string()),
            other => other,
        })?;
        self.writes += 1;
        Ok(done)
    }

    /// Does `work` on what the database holds at one moment: that of the transaction that is open, where one is.
    fn read<T>(&self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        if self.connection.is_autocommit() { self.attempt("BEGIN", work) } else { work(self) }
    }

    /// Does `work` in a transaction that begins so.
    fn attempt<T>(&self, begin: &str, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let transaction = Transaction::begin(&self.connection, begin)?;
        let done = work(self)?;
        transaction.end()?;
        Ok(done)
    }
}
