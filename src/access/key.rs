//! The key file: the random key of a practice's database, readable by its owner alone.
//!
//! Two lines of text: `tactful key 1`, then `raw` and 64 hexadecimal digits. The first line names the format, so that a
//! later one can hold the key wrapped for each member of staff. A key file is never overwritten: without it the
//! database is lost.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// A key: 32 bytes, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// The first line of a key file, before the number of its format.
const TITLE: &str = "tactful key ";

/// The format that this program writes, and the newest that it reads.
const FORMAT: u32 = 1;

/// No key file is longer: more is not read.
const LONGEST: usize = 4096;

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
    /// It is no key file, or damaged.
    #[error("{} is not a key file, or is damaged: restore it from the copy kept elsewhere", .0.display())]
    Malformed(PathBuf),
    /// A newer program wrote it.
    #[error("the key file {} has a format that this program does not know: use the newer program", .0.display())]
    Newer(PathBuf),
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

/// Reads the key in `path`, if nobody but its owner can open it.
pub fn read(path: &Path) -> Result<Key, KeyError> {
    let fault = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => KeyError::Missing(path.to_owned()),
        _ => KeyError::File { path: path.to_owned(), error },
    };
    let file = File::open(path).map_err(fault)?;
    // The rights of the file that is open, not of whatever has its name by now.
    check_rights(path, &file.metadata().map_err(fault)?)?;
    let mut text = Zeroizing::new(Vec::with_capacity(LONGEST));
    file.take(LONGEST as u64).read_to_end(&mut text).map_err(fault)?;
    parse(path, &text)
}

/// Makes a new random key and writes it to `path`, durably and all at once; refuses to replace a key file.
pub fn create(path: &Path) -> Result<Key, KeyError> {
    let mut key = Key::default();
    getrandom::fill(key.as_mut_slice()).map_err(|error| KeyError::Random(error.to_string()))?;
    write(path, &key)?;
    Ok(key)
}

/// Writes `key` to `path` under the same promises as [`create`].
fn write(path: &Path, key: &Key) -> Result<(), KeyError> {
    let building = path.with_extension(format!("{}.new", std::process::id()));
    let written = write_new(&building, key).and_then(|()| {
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

fn write_new(path: &Path, key: &Key) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&compose(key))?;
    file.sync_all()
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn compose(key: &Key) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(128));
    text.extend_from_slice(format!("{TITLE}{FORMAT}\nraw ").as_bytes());
    let mut digits = Zeroizing::new([0; 64]);
    // Cannot fail: two digits a byte.
    if hex::encode_to_slice(key.as_slice(), digits.as_mut_slice()).is_ok() {
        text.extend_from_slice(digits.as_slice());
    }
    text.push(b'\n');
    text
}

fn parse(path: &Path, text: &[u8]) -> Result<Key, KeyError> {
    let malformed = || KeyError::Malformed(path.to_owned());
    let text = std::str::from_utf8(text).map_err(|_| malformed())?;
    let mut lines = text.lines();
    let format = lines.next().and_then(|line| line.strip_prefix(TITLE)).ok_or_else(malformed)?;
    match format.parse::<u32>() {
        Ok(FORMAT) => {}
        Ok(number) if number > FORMAT => return Err(KeyError::Newer(path.to_owned())),
        _ => return Err(malformed()),
    }
    let digits = lines.next().and_then(|line| line.strip_prefix("raw ")).ok_or_else(malformed)?;
    let mut key = Key::default();
    hex::decode_to_slice(digits, key.as_mut_slice()).map_err(|_| malformed())?;
    if lines.next().is_some() { Err(malformed()) } else { Ok(key) }
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

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("practice.key");
        (folder, path)
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

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_open_it() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, path) = place();
        create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(matches!(read(&path), Err(KeyError::Loose { mode: found, .. }) if found == mode));
        }
    }

    #[test]
    fn what_is_no_key_file_is_refused() {
        let path = Path::new("practice.key");
        let digits = "07".repeat(32);
        assert_eq!(*parse(path, format!("tactful key 1\nraw {digits}\n").as_bytes()).unwrap(), [7; 32]);
        for text in [
            String::new(),
            "tactful key 1\n".into(),
            format!("tactful key 1\nraw {digits}07\n"),
            format!("tactful key 1\nraw {digits}\nmore\n"),
            format!("tactful key x\nraw {digits}\n"),
            format!("raw {digits}\n"),
        ] {
            assert!(matches!(parse(path, text.as_bytes()), Err(KeyError::Malformed(_))), "{text}");
        }
        let newer = format!("tactful key 2\nwrapped {digits}\n");
        assert!(matches!(parse(path, newer.as_bytes()), Err(KeyError::Newer(_))));
        assert!(matches!(read(Path::new("/nowhere/practice.key")), Err(KeyError::Missing(_))));
    }
}
