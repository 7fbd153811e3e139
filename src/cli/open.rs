//! Opening the practice in a folder, or founding it there.

use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;

use crate::access::key;
use crate::config::{Paths, paths};
use crate::domain::clock::Moment;
use crate::domain::ids::{EntryId, PracticeId, StaffId};
use crate::domain::log::{Event, NewEntry};
use crate::domain::staff::{Actor, Role, Staff};
use crate::store::sqlite::{Founding, Key, SqliteStore};
use crate::store::{Practices, Record, StoreError};

/// What a practice is called until somebody names it.
const UNNAMED: &str = "Our practice";

/// What a new practice starts with.
#[derive(Debug, Clone)]
pub struct New {
    /// Its name.
    pub name: String,
    /// Its staff, at least one.
    pub staff: Vec<Staff>,
    /// Whether it is an invented one.
    pub is_demo: bool,
}

impl New {
    /// A practice with these members of staff, or with the person signed in to this machine.
    pub fn named(name: Option<String>, staff: &[String], at: Timestamp) -> Self {
        let mut names = staff.to_vec();
        if names.is_empty() {
            names.push(account().unwrap_or_else(|| "Front desk".into()));
        }
        let staff = names
            .into_iter()
            .map(|name| Staff { id: StaffId::new(at), name, role: Role::Receptionist })
            .collect();
        Self { name: name.unwrap_or_else(|| UNNAMED.into()), staff, is_demo: false }
    }
}

/// The name of the account that is signed in to this machine.
fn account() -> Option<String> {
    ["USER", "USERNAME", "LOGNAME"].into_iter().find_map(paths::variable)
}

/// The name of this desk: the machine's.
pub fn desk() -> String {
    let named = ["COMPUTERNAME", "HOSTNAME"].into_iter().find_map(paths::variable);
    let system = || std::fs::read_to_string("/etc/hostname").ok();
    named
        .or_else(system)
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "desk".into())
}

/// Whether there is a practice in the folder.
pub fn exists(paths: &Paths) -> bool {
    paths.database().exists()
}

/// Opens the practice in the folder.
///
/// # Errors
/// When there is none, or it cannot be opened.
pub fn open(paths: &Paths) -> anyhow::Result<SqliteStore> {
    anyhow::ensure!(
        exists(paths),
        "there is no practice in {}: open the program without a command, or run `tactful init`, to create one",
        paths.data_dir.display()
    );
    again(paths).with_context(|| format!("opening {}", paths.database().display()))
}

/// Opens a practice that is there: once more, for long work.
///
/// # Errors
/// When its key or the database cannot be read.
pub fn again(paths: &Paths) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(&paths.database(), &key(paths)?)
}

/// The key of the practice in the folder: for work on the database as a file.
///
/// # Errors
/// When it cannot be read.
pub fn key(paths: &Paths) -> Result<Key, StoreError> {
    key::read(&paths.key()).map_err(|error| StoreError::Key(error.to_string()))
}

/// Who holds a key to the practice in the folder, in words.
///
/// # Errors
/// When the key file cannot be read.
pub fn holders(paths: &Paths) -> Result<String, StoreError> {
    key(paths)?;
    Ok("raw key: whoever can read the key file can open the practice".to_owned())
}

/// Founds a practice in the folder and adds its staff.
///
/// # Errors
/// When the folder cannot be written, or there is a practice already.
pub fn found(paths: &Paths, new: &New, now: &Moment) -> anyhow::Result<SqliteStore> {
    anyhow::ensure!(!exists(paths), "there is a practice in {} already", paths.data_dir.display());
    let first = new.staff.first().context("a practice needs a member of staff")?;
    let actor = Actor { staff: first.id, desk: desk() };
    create_folder(&paths.data_dir)?;
    // a key left by a founding that did not finish opens nothing: it is used for this one
    let key = if paths.key().exists() { key::read(&paths.key())? } else { key::create(&paths.key())? };
    let founding = Founding {
        id: PracticeId::new(now.at),
        name: new.name.clone(),
        is_demo: new.is_demo,
        at: now.at,
        actor: actor.clone(),
    };
    let mut store = SqliteStore::create(&paths.database(), &key, &founding)
        .with_context(|| format!("founding a practice in {}", paths.data_dir.display()))?;
    add_staff(&mut store, &actor, &new.staff, now)?;
    Ok(store)
}

/// Adds members of staff that the practice does not have yet, by name; gives back how many.
///
/// # Errors
/// What the store says.
pub fn add_staff(
    store: &mut SqliteStore,
    actor: &Actor,
    staff: &[Staff],
    now: &Moment,
) -> anyhow::Result<usize> {
    let known = store.staff()?;
    let mut added = 0;
    for one in staff.iter().filter(|one| known.iter().all(|other| other.name != one.name)) {
        store.append(&NewEntry {
            id: EntryId::new(now.at),
            at: now.at,
            actor: actor.clone(),
            event: Event::StaffAdded { staff: one.id, name: one.name.clone(), role: one.role },
            judged: None,
        })?;
        added += 1;
    }
    Ok(added)
}

/// Creates the data folder with rights for its owner alone, where it is missing.
fn create_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| {
        format!("the folder {} cannot be created: name another one with --data-dir", folder.display())
    })
}
