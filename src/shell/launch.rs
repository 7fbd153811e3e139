//! What the workstation is started with, put together from the practice's files and settings.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::admit::{self, Session};
use super::backups::BackUp;
use super::care::Files;
use super::long::{Compare, Open};
use super::{Late, Launch, Leaving, Surroundings, import};
use crate::access::{Key, Keyring, key};
use crate::app::{Earlier, Entrance, Glyphs, House, Start};
use crate::config::clock::System;
use crate::config::{Config, Library, Paths, views};
use crate::domain::backup;
use crate::domain::checkpoint::Checkpoint;
use crate::domain::clock::Clock as _;
use crate::domain::recovery;
use crate::domain::staff::{Actor, Role};
use crate::exchange::{checkpoint, outbox, sheet};
use crate::policy::Checker;
use crate::store::check::Outside;
use crate::store::sqlite::{Rotation, SqliteStore};
use crate::store::{Practices, Store, StoreError, rules};

/// A practice that lies open, and its key.
pub type Inside = (SqliteStore, Key);

/// Opens a practice that lies open.
pub type Opening = Box<dyn FnOnce() -> anyhow::Result<Inside> + Send>;

/// What only the caller knows.
pub struct Premises {
    /// Where the practice's files lie.
    pub paths: Paths,
    /// The name of this desk.
    pub desk: String,
    /// Opens the practice, where it lies open; else that waits for somebody to sign in.
    pub open: Option<Opening>,
}

/// Puts together a launch.
///
/// # Errors
/// When a template is wrong, or the store cannot be read. Nothing was changed.
pub(super) fn prepare(
    paths: &Paths,
    desk: String,
    config: &Config,
    inside: Option<Inside>,
    earlier: Earlier,
) -> anyhow::Result<Launch> {
    let folder = paths.templates();
    let templates = Late::new(move || Ok(Library::read(&folder)?.all().to_vec()));
    let clock = System::new(config);
    let (mut store, session) = match inside {
        Some((mut store, key)) => {
            let session = Session::of(key);
            session.clone().sign_in(&mut store);
            (Some(store), session)
        }
        None => (None, Session::default()),
    };
    let staff = store.as_mut().map(Practices::staff).transpose()?.unwrap_or_default();
    let is_demo = store.as_ref().is_some_and(Practices::is_demo);
    // nobody signs in to an invented practice
    let receptionist = staff.iter().find(|one| one.role == Role::Receptionist).or(staff.first());
    let signed_in = receptionist.filter(|_| is_demo || staff.len() == 1).map(|one| one.id);
    let entrance = match (&store, recovery::make()) {
        (None, _) => Entrance::Closed(admit::people(&key::ring(&paths.key())?)),
        (Some(_), Some(recovery)) if !is_demo && !staff.is_empty() => Entrance::Offer(recovery),
        _ => Entrance::None,
    };
    let rules = config.rules();
    if let (Some(store), Some(staff)) = (&mut store, signed_in.filter(|_| !is_demo)) {
        let actor = Actor { staff, desk: desk.clone() };
        // a log that cannot be written now is told at the next start
        let _ = rules::settle(store, &actor, (&rules.0, &rules.1), clock.now().at);
    }
    let start = Start { staff, signed_in, theme: config.desk.theme, keymap: config.keys.clone() };
    let rotation = rotation(paths, config);
    let admit =
        admit::admit(paths.clone(), desk.clone(), session.clone(), clock.clone(), rules.clone(), rotation);
    let back_up = (!is_demo).then(|| backups(paths, config, session.clone(), clock.clone())).flatten();
    let care = Arc::new(Files::new(paths, config, session.clone(), clock.clone(), desk.clone()));
    let (database, signing) = (paths.database(), session.clone());
    let open: Open = Arc::new(move || {
        let key = session.key().ok_or_else(|| StoreError::Key("nobody has signed in yet".into()))?;
        let mut store = SqliteStore::open(&database, &key)?;
        session.clone().sign_in(&mut store);
        Ok(Box::new(store))
    });
    let surroundings = Surroundings {
        clock: Box::new(clock.clone()),
        checker: Checker::new(config.checker.clone()),
        templates,
        desk,
        glyphs: if config.desk.ascii { Glyphs::Ascii } else { Glyphs::Unicode },
        hold_seconds: config.desk.hold_seconds,
        discreet_seconds: config.desk.discreet_seconds,
        import_age_days: config.desk.import_age_days,
        backups: None,
        systems: config.desk.systems.clone(),
        views: config.view.clone(),
        keep_view: Box::new({
            let file = paths.config();
            move |change| Ok(views::change(&file, change)?)
        }),
        is_demo,
    };
    let (folder, practice) = (paths.outbox(), config.checker.practice.clone());
    if config.desk.outbox_days > 0 && folder.exists() {
        outbox::purge(&folder, clock.now().at, u32::from(config.desk.outbox_days))?;
    }
    let import = import::files(clock.now().zone);
    let checkpoints = config.checkpoint.folder(paths);
    let compare = compare(paths, checkpoints.clone(), clock.clone());
    // the log names the files there from the root on
    let sheets = std::path::absolute(paths.sheets())?;
    let write = move |leaving: Leaving<'_>| {
        let now = clock.now();
        let path = match leaving {
            Leaving::Message(message) => outbox::write(&folder, message, &practice, now.at)?,
            Leaving::Table(name, rows) => {
                return Ok(sheet::table(&sheets, name, rows)?.display().to_string());
            }
            Leaving::Day(day, by) => {
                if let Some(by) = by {
                    let signer = signing.signer(by.id);
                    let made = Checkpoint::new(day.tree, now.at, (by.id, &by.name), signer.as_ref());
                    checkpoint::write(&checkpoints, &made)?;
                }
                let [path, _] = sheet::file(&sheets, day, &practice.name, &now)?;
                return Ok(path.display().to_string());
            }
        };
        Ok(path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
    };
    let idle_minutes = config.desk.lock_minutes;
    let rules = Some(rules).filter(|_| !is_demo);
    let house = House::after(earlier, start, entrance, idle_minutes);
    let store = store.map(|store| -> Box<dyn Store> { Box::new(store) });
    let (outbox, watch) = (Box::new(write), Some(views::Watch::new(paths.config())));
    Ok(Launch {
        store,
        admit,
        open,
        back_up,
        care,
        watch,
        import,
        compare,
        outbox,
        rules,
        house,
        surroundings,
    })
}

/// Opens the practice, where it lies open.
///
/// # Errors
/// When it cannot be opened.
pub(super) fn inside(paths: &Paths) -> anyhow::Result<Option<Inside>> {
    Ok(match key::ring(&paths.key())? {
        Keyring::Closed(_) => None,
        Keyring::Open(key) => Some((SqliteStore::open(&paths.database(), &key)?, key)),
    })
}

/// What the record is compared with: the key file, and the checkpoints that the program writes.
fn compare(paths: &Paths, folder: PathBuf, clock: System) -> Compare {
    let file = paths.key();
    Arc::new(move || {
        let (at_hand, holdings) = (checkpoint::at_hand(&folder)?, key::ring(&file)?.publics());
        Ok(Outside { kept: Vec::new(), at_hand, holdings, now: clock.now() })
    })
}

/// Where copies go.
pub(super) fn rotation(paths: &Paths, config: &Config) -> Rotation {
    Rotation { folder: config.backup.folder(paths), keep: config.backup.keep() }
}

/// Makes copies of the practice in turn; `None`: the settings ask for none.
fn backups(paths: &Paths, config: &Config, session: Session, clock: System) -> Option<BackUp> {
    let keep = config.backup.keep();
    if keep.hourly == 0 && keep.daily == 0 && keep.weekly == 0 {
        return None;
    }
    let rotation = rotation(paths, config);
    let database = paths.database();
    let checked = AtomicBool::new(false);
    Some(Arc::new(move || {
        let key = session.key()?;
        let now = clock.now().at;
        // once at each start every page is looked at: damage is said before somebody meets it
        if !checked.load(Ordering::Relaxed) {
            match SqliteStore::integrity_of(&database, &key) {
                Ok(pages) => match pages.first() {
                    Some(first) => return Some(Err(StoreError::Damaged(first.clone()))),
                    None => checked.store(true, Ordering::Relaxed),
                },
                Err(error) => return Some(Err(error)),
            }
        }
        // most looks find nothing to do, and open nothing
        let done = match backup::due(&rotation.copies(), keep, now) {
            None => Ok(()),
            Some(_) => SqliteStore::open(&database, &key)
                .and_then(|store| store.back_up_in_turn(&key, &rotation, now, false).map(drop)),
        };
        Some(done.map(|()| backup::last(&rotation.copies())))
    }))
}
