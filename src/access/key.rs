//! The key file on disk: readable by its owner alone, replaced whole, never lost half way.
//!
//! Text: `tactful key 1` and the key itself, or `tactful key 2` and one line a holder (`docs/key-file.md`). It is never
//! overwritten in place: without it the database is lost.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::holder::Holder;
use super::keyring::{Keyring, LONGEST, Unread};
use crate::domain::doctor::Holders;

/// A key: 32 bytes, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// Why a key could not be read or made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key file.
    #[error(
        "there is no key file at {}: the database cannot be opened without it; restore it from the copy kept elsewhere",
        .0.display()
    )]
    Missing(PathBuf),
    /// A key file is there and is not overwritten.
    #[error("a key file is at {} already and is kept: nothing was written", .0.display())]
    There(PathBuf),
    /// Others can read or write the key file.
    #[error(
        "the key file {} can be opened by others (rights {mode:03o}): nothing was opened; take the rights away with \
         'chmod 600'",
        path.display()
    )]
    Loose {
        /// The file.
        path: PathBuf,
        /// Its rights.
        mode: u32,
    },
    /// The folder is another user's.
    #[error(
        "the folder {} belongs to another user of this machine: nothing was opened; sign in to the machine as that user, or \
         choose a folder of your own with --data-dir",
        .0.display()
    )]
    Foreign(PathBuf),
    /// It is no key file, or damaged.
    #[error("{} is not a key file, or is damaged: restore it from the copy kept elsewhere", .0.display())]
    Malformed(PathBuf),
    /// A newer program wrote it.
    #[error("the key file {} has a format that this program does not know: use the newer program", .0.display())]
    Newer(PathBuf),
    /// The passphrase is not this holder's.
    #[error("this passphrase does not open it: nothing was opened; try again, or use the recovery key")]
    Wrong,
    /// A passphrase is needed, and none was given.
    #[error("the practice is closed by passphrases, and none was given: {0}")]
    Closed(String),
    /// Nobody of this name is a holder.
    #[error("{0} has no passphrase for this practice: 'tactful access list' names those who have")]
    Stranger(String),
    /// There are several holders and no name was given.
    #[error("several people have a passphrase: say whose it is with --as NAME, or in TACTFUL_STAFF")]
    Who,
    /// The practice has no recovery key.
    #[error("this practice has no recovery key")]
    NoRecovery,
    /// Nobody would have a passphrase any more.
    #[error("nobody would have a passphrase any more: nothing was changed")]
    Last,
    /// A holder's name is too long.
    #[error("this name is too long for the key file")]
    Name,
    /// The file is not as it was when the change was made ready.
    #[error("the key file was changed meanwhile: nothing was written; try again")]
    Changed,
    /// There is too little memory to derive a key.
    #[error("there is too little memory to try the passphrase: close other programs and try again")]
    Memory,
    /// The system has no randomness to make a key from.
    #[error("the system gives no random numbers, so no key was made: {0}")]
    Random(String),
    /// The file system refused.
    #[error("the key file {} could not be read or written: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Reads what is in `path`, if nobody but its owner can open it.
pub fn ring(path: &Path) -> Result<Keyring, KeyError> {
    let fault = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => KeyError::Missing(path.to_owned()),
        _ => KeyError::File { path: path.to_owned(), error },
    };
    let mut options = OpenOptions::new();
    options.read(true);
    // a pipe in place of the file would be waited for without end
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path).map_err(fault)?;
    // The rights of the file that is open, not of whatever has its name by now.
    let metadata = file.metadata().map_err(fault)?;
    if !metadata.is_file() {
        return Err(KeyError::Malformed(path.to_owned()));
    }
    check_rights(path, &metadata)?;
    let mut text = Zeroizing::new(Vec::with_capacity(4096));
    file.take(LONGEST as u64 + 1).read_to_end(&mut text).map_err(fault)?;
    if text.len() > LONGEST {
        return Err(KeyError::Malformed(path.to_owned()));
    }
    Keyring::parse(&text).map_err(|unread| match unread {
        Unread::Malformed => KeyError::Malformed(path.to_owned()),
        Unread::Newer => KeyError::Newer(path.to_owned()),
    })
}

/// Refuses a folder that belongs to another user of the machine; one that is not there yet is nobody's.
pub fn check_owner(folder: &Path) -> Result<(), KeyError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let owner = fs::metadata(folder).map(|metadata| metadata.uid()).ok();
        if owner.is_some_and(|owner| owner != rustix::process::geteuid().as_raw()) {
            return Err(KeyError::Foreign(folder.to_owned()));
        }
    }
    Ok(())
}

/// Reads the key in `path` of a practice that lies open.
pub fn read(path: &Path) -> Result<Key, KeyError> {
    match ring(path)? {
        Keyring::Open(key) => Ok(key),
        Keyring::Closed(_) => Err(KeyError::Closed("sign in first".into())),
    }
}

/// Makes a new random key; it is nowhere but in memory.
pub fn make() -> Result<Key, KeyError> {
    let mut key = Key::default();
    getrandom::fill(key.as_mut_slice()).map_err(|error| KeyError::Random(error.to_string()))?;
    Ok(key)
}

/// Makes a new random key and writes it to `path`, durably and all at once; refuses to replace a key file.
pub fn create(path: &Path) -> Result<Key, KeyError> {
    let key = make()?;
    found(path, &Keyring::Open(key.clone()))?;
    Ok(key)
}

/// Writes the first key file of a practice under the same promises as [`create`].
pub fn found(path: &Path, ring: &Keyring) -> Result<(), KeyError> {
    let building = building(path);
    let written = write_new(&building, ring).and_then(|()| {
        // A link, unlike a renaming, never replaces what is there.
        fs::hard_link(&building, path)
    });
    // Also after a failure: no second copy of a key stays behind.
    let removed = fs::remove_file(&building);
    written.and(removed).and_then(|()| sync_folder_of(path)).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyError::There(path.to_owned()),
        _ => KeyError::File { path: path.to_owned(), error },
    })
}

/// Who holds a key, by the key file; or why that cannot be told.
///
/// # Errors
/// In words, when the file cannot be read.
pub fn holders(path: &Path) -> Result<Holders, String> {
    let ring = ring(path).map_err(|error| error.to_string())?;
    Ok(Holders { told: ring.told(), holdings: ring.publics() })
}

/// Puts a holder into the key file at `path`, in place of what was theirs. `note` puts that on the log first: a log that
/// knows of more than the file is told of and harmless, a key that the log does not know is neither.
///
/// # Errors
/// What `note` says, and then the key file is as it was; or when the file cannot be changed.
pub fn put<E: From<KeyError>>(
    path: &Path,
    holder: Holder,
    note: impl FnOnce(&Holder) -> Result<(), E>,
) -> Result<Keyring, E> {
    note(&holder)?;
    let with = |mut ring: Keyring| {
        ring.put(holder);
        Ok(ring)
    };
    Ok(change(path, with)?)
}

/// Changes the key file at `path`: one program at a time, the whole file at once, durably. `change` gets what the file holds
/// now. What was written is read back before it takes the old file's place; after a failure the old file stands.
pub fn change(
    path: &Path,
    change: impl FnOnce(Keyring) -> Result<Keyring, KeyError>,
) -> Result<Keyring, KeyError> {
    let fault = |error: io::Error| KeyError::File { path: path.to_owned(), error };
    // a file of its own: the lock of a file that is replaced would be another one for the next program
    let _lock = lock(&path.with_extension("key.lock")).map_err(fault)?;
    let ring = change(ring(path)?)?;
    let building = building(path);
    let kept = match fs::remove_file(&building) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        // what a program of the same number left behind when it was killed
        _ => write_new(&building, &ring),
    };
    let kept = kept.map_err(fault).and_then(|()| {
        let read = self::ring(&building)?;
        if read.compose() != ring.compose() {
            return Err(KeyError::Malformed(building.clone()));
        }
        fs::rename(&building, path).map_err(fault)
    });
    if let Err(error) = kept {
        let _ = fs::remove_file(&building);
        return Err(error);
    }
    sync_folder_of(path).map_err(fault)?;
    Ok(ring)
}

/// Puts `closed` in the place of the key that lies open at `path`.
pub fn close(path: &Path, key: &Key, closed: Keyring) -> Result<Keyring, KeyError> {
    change(path, |held| match held {
        Keyring::Open(held) if held == *key => Ok(closed),
        _ => Err(KeyError::Changed),
    })
}

/// Holds off other programs that change the key file until it is dropped.
fn lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other(format!("{} is no file: take it away", path.display())));
    }
    let file = options.open(path)?;
    file.lock()?;
    Ok(file)
}

fn building(path: &Path) -> PathBuf {
    path.with_extension(format!("{}.new", std::process::id()))
}

fn write_new(path: &Path, ring: &Keyring) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&ring.compose())?;
    file.sync_all()
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(unix)]
fn check_rights(path: &Path, metadata: &fs::Metadata) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    let others = mode & 0o077;
    if others == 0 { Ok(()) } else { Err(KeyError::Loose { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn check_rights(_: &Path, _: &fs::Metadata) -> Result<(), KeyError> {
    // Elsewhere the rights of the folder in the user's profile guard it.
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::cost::Cost;
    use crate::access::holder::Holder;
    use crate::domain::ids::StaffId;
    use crate::domain::secret::Secret;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("practice.key");
        (folder, path)
    }

    fn holder(number: u8, key: &Key) -> Holder {
        let passphrase = Secret::from("heron lamp quilt verse");
        let name = format!("Sam {number}");
        Holder::staff(StaffId::from_bytes([number; 16]), &name, key, &passphrase, Cost::TRIFLING).unwrap()
    }

    #[test]
    fn a_key_is_written_once_and_read_again() {
        let (folder, path) = place();
        let key = create(&path).unwrap();
        assert_ne!(*key, [0; 32]);
        assert_eq!(read(&path).unwrap(), key);
        assert!(matches!(create(&path), Err(KeyError::There(_))));
        assert_eq!(read(&path).unwrap(), key);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn closing_replaces_the_key_that_lay_open() {
        let (folder, path) = place();
        let key = create(&path).unwrap();
        let digits = hex::encode(key.as_slice());
        change(&path, |_| Ok(Keyring::Closed(vec![holder(1, &key)]))).unwrap();
        assert!(matches!(read(&path), Err(KeyError::Closed(_))));
        for entry in fs::read_dir(folder.path()).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            assert!(!text.contains(&digits));
        }
        let opened = ring(&path).unwrap().holders()[0].open(&Secret::from("heron lamp quilt verse")).unwrap();
        assert_eq!(opened.key, key);
    }

    #[test]
    fn a_change_that_fails_leaves_the_file_as_it_was() {
        let (folder, path) = place();
        let key = create(&path).unwrap();
        assert!(matches!(change(&path, |_| Err(KeyError::Changed)), Err(KeyError::Changed)));
        // a list without holders could be read by nobody
        assert!(matches!(change(&path, |_| Ok(Keyring::Closed(Vec::new()))), Err(KeyError::Malformed(_))));
        assert_eq!(read(&path).unwrap(), key);
        let names = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 2, "the key file and its lock");
    }

    #[test]
    fn desks_that_add_holders_at_once_lose_none() {
        let (_folder, path) = place();
        let key = create(&path).unwrap();
        change(&path, |_| Ok(Keyring::Closed(vec![holder(1, &key)]))).unwrap();
        std::thread::scope(|scope| {
            for desk in 0..4_u8 {
                let (path, key) = (&path, &key);
                scope.spawn(move || {
                    for number in 0..5 {
                        let new = holder(10 + desk * 5 + number, key);
                        let added = change(path, |mut ring| {
                            ring.put(new);
                            Ok(ring)
                        });
                        // threads of one program share its number, and with it the name that is built under
                        assert!(added.is_ok());
                    }
                });
            }
        });
        assert_eq!(ring(&path).unwrap().holders().len(), 21);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_open_it() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, path) = place();
        let key = create(&path).unwrap();
        for closed in [false, true] {
            if closed {
                change(&path, |_| Ok(Keyring::Closed(vec![holder(1, &key)]))).unwrap();
            }
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            for mode in [0o640, 0o604, 0o620] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                assert!(matches!(ring(&path), Err(KeyError::Loose { mode: found, .. }) if found == mode));
            }
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    #[test]
    fn what_is_no_key_file_is_refused() {
        let (folder, path) = place();
        assert!(matches!(ring(&path), Err(KeyError::Missing(_))));
        assert!(matches!(ring(folder.path()), Err(KeyError::Malformed(_) | KeyError::Loose { .. })));
        create(&path).unwrap();
        fs::write(&path, b"tactful key 3\nholder\n").unwrap();
        assert!(matches!(ring(&path), Err(KeyError::Newer(_))));
        fs::write(&path, vec![b'x'; LONGEST + 1]).unwrap();
        assert!(matches!(ring(&path), Err(KeyError::Malformed(_))));
    }
}
