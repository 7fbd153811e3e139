//! Who has a practice open: each program holds the file `practice.lock` together with the others, for as long as it runs;
//! whoever exchanges the database wants to hold it alone. The system gives up the hold of a program that was killed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::super::{Result, StoreError};
use super::place;

/// A hold on a practice, given up when dropped.
pub(super) struct Hold(File);

impl Drop for Hold {
    fn drop(&mut self) {
        // Closing is not enough while a program that was started meanwhile has not let go of what it inherited.
        let _ = self.0.unlock();
    }
}

impl Hold {
    /// Together with other desks. Refused while somebody exchanges the database.
    pub(super) fn shared(file: &Path) -> Result<Self> {
        let lock = open(file)?;
        match lock.try_lock_shared() {
            Ok(()) => Ok(Self(lock)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Refused(
                "the practice is being restored at another desk: nothing was changed; try again when that is done"
                    .to_owned(),
            )),
            Err(TryLockError::Error(error)) => without(lock, file, &error),
        }
    }

    /// Alone: the proof that no desk has the practice open. None can open it meanwhile.
    pub(super) fn alone(file: &Path) -> Result<Self> {
        let lock = open(file)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self(lock)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Refused(
                "the practice is open at a desk: nothing was changed; close every other program that has it open and try again"
                    .to_owned(),
            )),
            Err(TryLockError::Error(error)) => Err(place::fault(&name(file), &error)),
        }
    }
}

/// A file system without such locks: SQLite's own guard the database as they always did.
fn without(lock: File, file: &Path, error: &io::Error) -> Result<Hold> {
    if error.kind() == io::ErrorKind::Unsupported {
        return Ok(Hold(lock));
    }
    Err(place::fault(&name(file), error))
}

fn name(file: &Path) -> std::path::PathBuf {
    file.with_extension("lock")
}

/// Opens the lock file. A new one gets the rights of the database: who may open that may hold it.
fn open(file: &Path) -> Result<File> {
    let name = name(file);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
        options.mode(fs::metadata(file).map_or(0o600, |found| found.mode() & 0o666));
        // a link would be followed to another file, a pipe waited for
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW;
        options.custom_flags(flags.bits().cast_signed());
    }
    let is_link = fs::symlink_metadata(&name).is_ok_and(|found| found.is_symlink());
    let lock = options.open(&name).map_err(|error| {
        if is_link {
            return StoreError::Other(format!("{} is a link and no file: take it away", name.display()));
        }
        place::fault(&name, &error)
    })?;
    let about = lock.metadata().map_err(|error| place::fault(&name, &error))?;
    if !about.is_file() {
        return Err(StoreError::Other(format!("{} is not a file: take it away", name.display())));
    }
    Ok(lock)
}
