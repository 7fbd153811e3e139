//! Backups in turn: one folder, one desk at a time, so many of each kind.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::super::{Result, StoreError};
use super::{Key, SqliteStore, place};
use crate::domain::backup::{self, Copy, Keep};
use crate::domain::log::Head;

/// Where copies go, and how many of each kind stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The folder; it is created where it is missing.
    pub folder: PathBuf,
    /// How many.
    pub keep: Keep,
}

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its file.
    pub file: PathBuf,
    /// What it is.
    pub copy: Copy,
    /// The head of its log.
    pub head: Head,
}

impl Rotation {
    /// The copies that are there. A folder that cannot be read has none.
    pub fn copies(&self) -> Vec<Copy> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut copies: Vec<Copy> =
            entries.filter_map(|entry| Copy::named(entry.file_name().to_str()?)).collect();
        copies.sort_unstable();
        copies
    }

    /// The hold on the folder; `None`: another desk is at it.
    fn hold(&self) -> Result<Option<File>> {
        let name = self.folder.join("backup.lock");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(&name).map_err(|error| place::fault(&name, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(place::fault(&name, &error)),
        }
    }
}

impl SqliteStore {
    /// Makes the copy that is due and removes those that are no longer kept. `None`: none is due, or another desk is at
    /// it. With `now_due`, one is made in any case.
    ///
    /// # Errors
    /// When it cannot be written or does not check: then the copies that are there stay.
    pub fn back_up_in_turn(
        &self,
        key: &Key,
        rotation: &Rotation,
        now: Timestamp,
        now_due: bool,
    ) -> Result<Option<Made>> {
        place::create_folder(&rotation.folder)?;
        if !now_due && backup::due(&rotation.copies(), rotation.keep, now).is_none() {
            return Ok(None);
        }
        let Some(lock) = rotation.hold()? else { return Ok(None) };
        // Another desk may have been faster.
        let there = rotation.copies();
        let turn = match backup::due(&there, rotation.keep, now) {
            Some(turn) => turn,
            None if now_due => backup::Turn::Hourly,
            None => return Ok(None),
        };
        sweep(&rotation.folder);
        check_room(&rotation.folder, self.file())?;
        let copy = Copy { at: now, turn };
        let file = rotation.folder.join(copy.name());
        let head = self.back_up(&file, key)?;
        for gone in backup::surplus(&rotation.copies(), rotation.keep) {
            // What cannot be removed is more than is wanted, and no loss.
            let _ = fs::remove_file(rotation.folder.join(gone.name()));
        }
        let _ = lock.unlock();
        Ok(Some(Made { file, copy, head }))
    }
}

/// Removes what a program left behind that was killed while it made a copy: nobody else is at it.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("practice-") && name.contains(".new") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Refuses to fill a disk on which others still have to work.
fn check_room(folder: &Path, database: &Path) -> Result<()> {
    let needed = fs::metadata(database).map_or(0, |about| about.len()).saturating_mul(2);
    match place::room(folder) {
        Some(room) if room < needed => Err(StoreError::Refused(format!(
            "there is no room for a backup in {}: {} MB are free, {} MB are needed; free some, or name another disk as \
             backup.folder in config.toml",
            folder.display(),
            room / 1_000_000,
            needed.div_ceil(1_000_000)
        ))),
        _ => Ok(()),
    }
}
