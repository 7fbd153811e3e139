//! Opening the practice in a folder, or founding it there.

use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;

use super::way::Way;
use crate::access::{HolderId, Key, Keyring, Opened, key};
use crate::config::{self, Config, Paths, paths};
use crate::domain::clock::Moment;
use crate::domain::ids::{EntryId, PracticeId, StaffId};
use crate::domain::log::{Admission, Event, NewEntry, only};
use crate::domain::permission::Permission;
use crate::domain::recovery;
use crate::domain::secret::Secret;
use crate::domain::staff::{Actor, Role, Staff, check_name};
use crate::store::holders::{self, Holding};
use crate::store::sqlite::{Founding, Rotation, SqliteStore};
use crate::store::{Practices, Record};

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
            let plain = account().filter(|name| check_name(name).is_ok());
            names.push(plain.unwrap_or_else(|| "Front desk".into()));
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

/// No name of a desk is longer, in characters: that of a machine has at most 64.
const LONGEST_DESK: usize = 64;

/// The name of this desk: the machine's.
pub fn desk() -> String {
    let named = ["COMPUTERNAME", "HOSTNAME"].into_iter().find_map(paths::variable);
    let system = || std::fs::read_to_string("/etc/hostname").ok();
    named
        .or_else(system)
        .map(|name| name.trim().chars().take(LONGEST_DESK).collect::<String>())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "desk".into())
}

/// Whether there is a practice in the folder.
pub fn exists(paths: &Paths) -> bool {
    paths.database().exists()
}

/// A practice that somebody has opened.
pub struct Inside {
    /// The practice.
    pub store: SqliteStore,
    /// Its key, and who can sign now.
    pub opened: Opened,
    /// Whether it is closed by passphrases.
    pub is_closed: bool,
    /// The roles of those who have a passphrase, or of all staff where the practice lies open.
    roles: Vec<Role>,
    /// Who acts.
    by: Option<Staff>,
    /// Whom the key file lets in.
    holdings: Vec<Holding>,
}

impl Inside {
    /// The practice in this folder, opened with this key.
    ///
    /// # Errors
    /// When the database cannot be opened with it.
    pub fn new(paths: &Paths, ring: &Keyring, opened: Opened) -> anyhow::Result<Self> {
        let mut store = again(paths, &opened.key)?;
        store.sign_by(only(opened.signer.clone()));
        let staff = store.staff()?;
        let holds = |one: &&Staff| !ring.is_closed() || ring.holder(HolderId::Staff(one.id)).is_some();
        let roles = staff.iter().filter(holds).map(|one| one.role).collect();
        let by = match &opened.signer {
            Some(signer) => staff.into_iter().find(|one| one.id == signer.staff()),
            None => staff.into_iter().next(),
        };
        Ok(Self { store, opened, is_closed: ring.is_closed(), roles, by, holdings: ring.publics() })
    }

    /// Whom the key file lets in, with their public keys.
    pub fn holdings(&self) -> &[Holding] {
        &self.holdings
    }

    /// Who acts, at this desk: who signed in; in a practice that lies open the first member of staff.
    ///
    /// # Errors
    /// When the practice has no staff.
    pub fn actor(&self) -> anyhow::Result<Actor> {
        Ok(Actor { staff: self.by()?.id, desk: desk() })
    }

    /// Who acts.
    ///
    /// # Errors
    /// When the practice has no staff.
    pub fn by(&self) -> anyhow::Result<&Staff> {
        self.by.as_ref().context("the practice has no staff yet: add one with `tactful init --staff NAME`")
    }

    /// Lets this member of staff act: who comes by the recovery key is nobody until then.
    ///
    /// # Errors
    /// When they are not on the list of staff.
    pub fn acts_as(&mut self, staff: StaffId) -> anyhow::Result<()> {
        let found = self.store.staff()?.into_iter().find(|one| one.id == staff);
        self.by = Some(found.context("this holder is not on the list of staff: nothing was changed")?);
        Ok(())
    }

    /// The role of whoever signed in; in a practice that lies open nobody can be told apart, and none is known.
    pub fn role(&self) -> Option<Role> {
        self.by.as_ref().filter(|_| self.is_closed).map(|one| one.role)
    }

    /// Refuses what the role of whoever signed in does not carry. A practice that lies open cannot tell who it is.
    ///
    /// # Errors
    /// When they may not.
    pub fn allow(&self, permission: Permission) -> anyhow::Result<()> {
        let role = self.by.as_ref().map(|one| one.role).unwrap_or_default();
        anyhow::ensure!(
            !self.is_closed || role.may_among(permission, &self.roles),
            "the role of {} may not {}: nothing was done",
            role.label(),
            permission.label()
        );
        Ok(())
    }

    /// Puts something about who may come in on the log; in a practice that lies open nobody can be told apart.
    ///
    /// # Errors
    /// What the store says.
    pub fn note(&mut self, admission: Admission, now: &Moment) -> anyhow::Result<()> {
        let (actor, event) = (self.actor()?, Event::Admission(admission));
        holders::settle(&mut self.store, &actor, &self.holdings, now.at)?;
        self.store.append(&NewEntry { id: EntryId::new(now.at), at: now.at, actor, event, judged: None })?;
        Ok(())
    }
}

/// Opens the practice in the folder; where it is closed, with the passphrase that `way` leads to.
///
/// # Errors
/// When there is none, it cannot be opened, or the passphrase is wrong or missing.
pub fn open(paths: &Paths, way: &Way) -> anyhow::Result<Inside> {
    let ring = ring(paths)?;
    let opened = way.open(&ring)?;
    Inside::new(paths, &ring, opened)
}

/// Who can open the practice in the folder.
///
/// # Errors
/// When there is no practice, or its key file cannot be read.
pub fn ring(paths: &Paths) -> anyhow::Result<Keyring> {
    key::check_owner(&paths.data_dir)?;
    if !exists(paths) {
        check_missing(paths)?;
        anyhow::bail!(
            "there is no practice in {}: open the program without a command, or run `tactful init`, to create one",
            paths.data_dir.display()
        );
    }
    Ok(key::ring(&paths.key())?)
}

/// Opens a practice whose key is known.
///
/// # Errors
/// When the settings or the database cannot be read; the newest copy that opens is named then.
pub fn again(paths: &Paths, key: &Key) -> anyhow::Result<SqliteStore> {
    let opened = set_rotation(paths)?.open(&paths.database(), key);
    opened.with_context(|| format!("opening {}", paths.database().display()))
}

/// Where the practice's copies lie, and how many are kept.
pub fn rotation(paths: &Paths, backup: &config::Backup) -> Rotation {
    Rotation { folder: backup.folder(paths), keep: backup.keep() }
}

/// The same as the settings say.
fn set_rotation(paths: &Paths) -> anyhow::Result<Rotation> {
    Ok(rotation(paths, &Config::read(&paths.config())?.backup))
}

/// Says that a practice is missing whose key and copies are there: another one is not to be founded over them.
fn check_missing(paths: &Paths) -> anyhow::Result<()> {
    let rotation = set_rotation(paths)?;
    let copy = rotation.copies().last().copied().filter(|_| paths.key().exists());
    let Some(copy) = copy else { return Ok(()) };
    anyhow::bail!(
        "the database of the practice in {} is missing, its key and its copies are there: nothing was done; {}; to begin \
         another practice name another folder with --data-dir",
        paths.data_dir.display(),
        rotation.way_back(copy, &paths.database())
    )
}

/// The key of the practice in the folder: for work on the database as a file. Where the database can be opened, the role of
/// whoever signed in has to carry it.
///
/// # Errors
/// When it cannot be read, the passphrase is wrong or missing, or the role does not allow it.
pub fn key(paths: &Paths, way: &Way, permission: Permission) -> anyhow::Result<Key> {
    Ok(opened(paths, way, permission)?.key)
}

/// The same, with whoever can sign.
///
/// # Errors
/// As [`key()`].
pub fn opened(paths: &Paths, way: &Way, permission: Permission) -> anyhow::Result<Opened> {
    key::check_owner(&paths.data_dir)?;
    let ring = key::ring(&paths.key())?;
    let opened = way.open(&ring)?;
    if let Ok(inside) = Inside::new(paths, &ring, opened.clone()) {
        inside.allow(permission)?;
    }
    Ok(opened)
}

/// Founds a practice in the folder and adds its staff. With a passphrase it is closed from the beginning, by that of the first
/// member of staff and by a recovery key, which is given back to be shown once.
///
/// # Errors
/// When the folder cannot be written, or there is a practice already.
pub fn found(
    paths: &Paths,
    new: &New,
    passphrase: Option<&Secret>,
    now: &Moment,
) -> anyhow::Result<(SqliteStore, Option<Secret>)> {
    key::check_owner(&paths.data_dir)?;
    anyhow::ensure!(!exists(paths), "there is a practice in {} already", paths.data_dir.display());
    check_missing(paths)?;
    let first = new.staff.first().context("a practice needs a member of staff")?;
    new.staff.iter().map(|one| &one.name).chain([&new.name]).try_for_each(|name| check_name(name))?;
    let actor = Actor { staff: first.id, desk: desk() };
    create_folder(&paths.data_dir)?;
    // a key left by a founding that did not finish opens nothing: it is used for this one, or replaced
    let left = if paths.key().exists() { Some(key::ring(&paths.key())?) } else { None };
    let mut holdings = Vec::new();
    let (opened, recovery) = match (left, passphrase) {
        (Some(Keyring::Open(key)), None) => (Opened::raw(key), None),
        (None, None) => (Opened::raw(key::create(&paths.key())?), None),
        (left, Some(passphrase)) => {
            let key = key::make()?;
            let recovery =
                recovery::make().context("the system gives no random numbers: nothing was changed")?;
            let (ring, opened) = Keyring::closing(&key, first, (passphrase, &recovery))?;
            holdings = ring.publics();
            match left {
                Some(_) => drop(key::change(&paths.key(), |_| Ok(ring))?),
                None => key::found(&paths.key(), &ring)?,
            }
            (opened, Some(recovery))
        }
        (Some(Keyring::Closed(_)), None) => anyhow::bail!(
            "{} is left from a founding with a passphrase that did not finish: give one again",
            paths.key().display()
        ),
    };
    let founding = Founding {
        id: PracticeId::new(now.at),
        name: new.name.clone(),
        is_demo: new.is_demo,
        at: now.at,
        actor: actor.clone(),
    };
    // the practice gets its name with all that belongs to its founding, or not at all
    let mut first: Vec<NewEntry> = new.staff.iter().map(|one| added(&actor, one, now)).collect();
    if opened.signer.is_some() {
        first.extend(holders::closing(&actor, &new.staff, &holdings, now.at));
    }
    let store =
        SqliteStore::create_with(&paths.database(), &opened.key, &founding, (&first, opened.signer.clone()));
    let mut store = store.with_context(|| format!("founding a practice in {}", paths.data_dir.display()))?;
    store.sign_by(only(opened.signer));
    Ok((store, recovery))
}

/// Takes a practice that lies open over: the key that lay open is gone when this returns. The new key file is opened with
/// both secrets before it takes the place of the old one.
///
/// # Errors
/// When it is closed already, or the file cannot be written; the practice lies open then as before.
pub fn close(
    paths: &Paths,
    inside: &mut Inside,
    staff: &Staff,
    secrets: (&Secret, &Secret),
    now: &Moment,
) -> anyhow::Result<()> {
    let key = inside.opened.key.clone();
    let (ring, opened) = Keyring::closing(&key, staff, secrets)?;
    let ring = key::close(&paths.key(), &key, ring)?;
    inside.store.sign_by(only(opened.signer.clone()));
    (inside.by, inside.holdings) = (Some(staff.clone()), ring.publics());
    (inside.opened, inside.is_closed, inside.roles) = (opened, true, vec![staff.role]);
    // the practice is closed by now: a log that cannot be written is told by whoever comes in next
    let actor = inside.actor()?;
    let _ = holders::settle(&mut inside.store, &actor, &inside.holdings, now.at);
    Ok(())
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
        put_staff(store, actor, one, now)?;
        added += 1;
    }
    Ok(added)
}

/// Adds a member of staff, or puts their name and role right.
///
/// # Errors
/// What the store says.
pub fn put_staff(store: &mut SqliteStore, actor: &Actor, staff: &Staff, now: &Moment) -> anyhow::Result<()> {
    check_name(&staff.name)?;
    store.append(&added(actor, staff, now))?;
    Ok(())
}

/// That somebody is a member of staff.
fn added(actor: &Actor, staff: &Staff, now: &Moment) -> NewEntry {
    NewEntry {
        id: EntryId::new(now.at),
        at: now.at,
        actor: actor.clone(),
        event: Event::StaffAdded { staff: staff.id, name: staff.name.clone(), role: staff.role },
        judged: None,
    }
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
