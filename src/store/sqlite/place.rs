//! Where a database may lie: a local folder with tight rights, no network drive, no folder that is copied to a cloud.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::super::{Result, StoreError};

/// No database is shorter than its header.
const SHORTEST: u64 = 100;

/// Folders whose contents another program copies away while they are written: parts of a path in lower case.
const SYNCED: [(&str, &str); 8] = [
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud drive", "iCloud Drive"),
    ("icloud~", "iCloud Drive"),
    ("mobile documents", "iCloud Drive"),
];

/// The folder in which `file` lies.
fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Creates the folder of `file` with rights for its owner alone, where it is missing.
pub(super) fn create_folder_of(file: &Path) -> Result<()> {
    create_folder(folder_of(file))
}

/// Bytes that are free on the disk of a folder, where that can be told.
pub(super) fn room(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let about = rustix::fs::statvfs(folder).ok()?;
        Some(about.f_bavail.saturating_mul(about.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Creates a folder with rights for its owner alone, where it is missing.
pub(super) fn create_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    check_names(folder)?;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => StoreError::Refused(format!(
            "{} cannot be a folder, since a file or a link is in its place: nothing was written; name another folder",
            folder.display()
        )),
        _ => fault(folder, &error),
    })
}

/// Refuses folders in which a database would be damaged.
pub(super) fn check_folder_of(file: &Path) -> Result<()> {
    let folder = folder_of(file);
    let whole = folder.canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::Missing(file.display().to_string()),
        _ => fault(folder, &error),
    })?;
    check_names(&whole)?;
    if let Some(kind) = network(&whole) {
        return Err(StoreError::Refused(format!(
            "{} is a network drive ({kind}), on which two desks can damage a database: choose a local folder with \
             --data-dir",
            whole.display()
        )));
    }
    Ok(())
}

/// Refuses folders that another program copies away.
fn check_names(folder: &Path) -> Result<()> {
    match synced(folder) {
        None => Ok(()),
        Some(name) => Err(StoreError::Refused(format!(
            "{} is copied by {name} while it is written, which damages a database: choose a local folder with \
             --data-dir",
            folder.display()
        ))),
    }
}

/// The name of the service that copies this folder away.
fn synced(folder: &Path) -> Option<&'static str> {
    folder.components().find_map(|part| {
        let part = part.as_os_str().to_string_lossy().to_lowercase();
        SYNCED.iter().find(|(mark, _)| part.starts_with(mark)).map(|(_, name)| *name)
    })
}

/// The kind of network file system on which this folder lies. Kinds as in Linux's `statfs(2)`.
#[cfg(target_os = "linux")]
fn network(folder: &Path) -> Option<&'static str> {
    // FUSE carries sshfs, rclone and the like; what is local behind it is rare and cannot be told apart.
    const KINDS: [(u64, &str); 9] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9P"),
        (0x5346_414F, "AFS"),
        (0x00C3_6400, "Ceph"),
        (0x7375_7245, "Coda"),
    ];
    let kind = u64::try_from(rustix::fs::statfs(folder).ok()?.f_type).ok()? & 0xFFFF_FFFF;
    KINDS.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

/// The kind of network file system on which this folder lies: told by its form where the system does not say.
#[cfg(not(target_os = "linux"))]
fn network(folder: &Path) -> Option<&'static str> {
    let text = folder.to_string_lossy();
    let share = text.starts_with(r"\\?\UNC\") || (text.starts_with(r"\\") && !text.starts_with(r"\\?\"));
    share.then_some("a shared folder")
}

/// Refuses files that cannot be a database of this program. The file is not opened for this: closing it again would give
/// up the locks that another connection of this program holds on it.
pub(super) fn check_file(file: &Path) -> Result<()> {
    let found = fs::metadata(file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::Missing(file.display().to_string()),
        _ => fault(file, &error),
    })?;
    if !found.is_file() {
        return Err(StoreError::Damaged(format!("{} is not a file", file.display())));
    }
    if found.len() < SHORTEST {
        return Err(StoreError::Damaged(format!("{} is empty or cut short", file.display())));
    }
    Ok(())
}

/// What tells a file from another that has its name: where it lies on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark(Option<(u64, u64)>);

impl Mark {
    /// That of the file which has this name now.
    #[cfg(unix)]
    pub(super) fn of(file: &Path) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self(fs::metadata(file).ok().map(|about| (about.dev(), about.ino())))
    }

    /// Elsewhere an open file cannot be removed.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Self {
        Self(None)
    }

    /// That the name still leads to the file.
    pub(super) fn check(self, file: &Path) -> Result<()> {
        if Self::of(file) == self {
            return Ok(());
        }
        Err(StoreError::Vanished(file.display().to_string()))
    }
}

/// A database that is being built under another name, and gets its own when it is complete. Dropped before that, it is
/// gone.
pub(super) struct Building {
    path: PathBuf,
    file: PathBuf,
}

impl Building {
    /// An empty file beside `file` that its owner alone can read.
    pub(super) fn begin(file: &Path) -> Result<Self> {
        if file.exists() {
            return Err(there(file));
        }
        Self::instead_of(file)
    }

    /// The same for a file that may be there, to be exchanged.
    pub(super) fn instead_of(file: &Path) -> Result<Self> {
        let path = file.with_extension(format!("{}.new", std::process::id()));
        // What a program of the same number left behind when it was killed.
        remove_with_companions(&path);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path).map_err(|error| fault(&path, &error))?;
        Ok(Self { path, file: file.to_owned() })
    }

    /// Where it is built.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Fills it with a copy of another database, with what is still in its write-ahead log.
    pub(super) fn take(&self, copy: &Path) -> Result<()> {
        for end in ["", "-wal"] {
            let (from, to) = (companion(copy, end), companion(&self.path, end));
            if end.is_empty() || from.exists() {
                fill(&from, &to).map_err(|error| fault(&from, &error))?;
            }
        }
        Ok(())
    }

    /// Fills it with all of a damaged file that the disk still gives, zeros where it does not; how many blocks are missing.
    pub(super) fn take_around(&self, damaged: &Path) -> Result<u64> {
        let mut missing = 0;
        for end in ["", "-wal"] {
            let (from, to) = (companion(damaged, end), companion(&self.path, end));
            if end.is_empty() || from.exists() {
                missing += fill_around(&from, &to).map_err(|error| fault(&from, &error))?;
            }
        }
        Ok(missing)
    }

    /// Puts it in the place of what is there, which is kept as `aside`. At every moment the name leads to one of the two,
    /// whole: the old write-ahead log is gone before the new file comes, since it would be played into that.
    pub(super) fn exchange(self, aside: &Path) -> Result<Option<PathBuf>> {
        self.check_whole()?;
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(|error| fault(&self.path, &error))?;
        let folder = folder_of(&self.file);
        let sync = || sync_folder(folder).map_err(|error| fault(folder, &error));
        let mut kept = None;
        for end in ["-wal", ""] {
            let (from, to) = (companion(&self.file, end), companion(aside, end));
            if from.exists() {
                fs::hard_link(&from, &to).map_err(|error| fault(&to, &error))?;
                kept = Some(aside.to_owned());
            }
        }
        sync()?;
        for end in ["-wal", "-shm"] {
            let from = companion(&self.file, end);
            if from.exists() {
                fs::remove_file(&from).map_err(|error| fault(&from, &error))?;
            }
        }
        sync()?;
        fs::rename(&self.path, &self.file).map_err(|error| fault(&self.file, &error))?;
        sync()?;
        Ok(kept)
    }

    /// That nothing of it is left in a write-ahead log, which would not come along.
    fn check_whole(&self) -> Result<()> {
        match fs::metadata(companion(&self.path, "-wal")) {
            Ok(journal) if journal.len() > 0 => Err(StoreError::Other(format!(
                "{} could not be completed: the disk failed; nothing was changed, try again",
                self.file.display()
            ))),
            _ => Ok(()),
        }
    }

    /// Gives it its name, durably, unless another program was faster.
    pub(super) fn finish(self) -> Result<()> {
        self.check_whole()?;
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(|error| fault(&self.path, &error))?;
        // A link, unlike a renaming, never replaces what is there.
        fs::hard_link(&self.path, &self.file).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => there(&self.file),
            _ => fault(&self.file, &error),
        })?;
        let folder = folder_of(&self.file);
        sync_folder(folder).map_err(|error| fault(folder, &error))
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        remove_with_companions(&self.path);
    }
}

/// Removes a database and the files that SQLite keeps beside it.
fn remove_with_companions(path: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        // What is not there need not be removed, and what cannot be is found when the name is taken again.
        let _ = fs::remove_file(companion(path, end));
    }
}

/// The file that SQLite keeps beside a database under this ending.
pub(super) fn companion(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Copies the bytes of a file into one that its owner alone can read.
fn fill(from: &Path, to: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let (mut from, mut to) = (File::open(from)?, options.open(to)?);
    io::copy(&mut from, &mut to)?;
    to.sync_all()
}

/// Copies block by block; blocks that cannot be read stay zeros and are counted.
fn fill_around(from: &Path, to: &Path) -> io::Result<u64> {
    use io::{Read, Seek, SeekFrom, Write};
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let (mut from, mut to) = (File::open(from)?, options.open(to)?);
    let length = from.metadata()?.len();
    let (mut at, mut missing) = (0, 0);
    let mut block = [0; 4096];
    while at < length {
        let size = usize::try_from(length - at).unwrap_or(block.len()).min(block.len());
        let part = block.get_mut(..size).unwrap_or_default();
        let read = from.seek(SeekFrom::Start(at)).and_then(|_| from.read_exact(part));
        if read.is_err() {
            part.fill(0);
            missing += 1;
        }
        to.write_all(part)?;
        at += size as u64;
    }
    Ok(missing)
}

/// Opens a file that is being written by SQLite, to sync it now and then.
pub(super) fn open_to_sync(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| fault(path, &error))
}

/// Makes durable what is in a file.
pub(super) fn sync(file: &File, path: &Path) -> Result<()> {
    file.sync_data().map_err(|error| fault(path, &error))
}

/// Makes the names in a folder durable.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn there(file: &Path) -> StoreError {
    StoreError::Refused(format!("{} is there already: nothing was changed", file.display()))
}

pub(super) fn fault(path: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly(path.display().to_string())
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Other(format!("{}: {error}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synced_folders_are_known_by_name() {
        for (path, name) in [
            ("/home/jo/OneDrive - Tarn Lane/desk", Some("OneDrive")),
            ("/home/jo/Dropbox/desk", Some("Dropbox")),
            ("/Users/jo/Library/Mobile Documents/desk", Some("iCloud Drive")),
            ("/home/jo/.local/share/tactful", None),
            ("/home/jo/not-dropbox/desk", None),
        ] {
            assert_eq!(synced(Path::new(path)), name, "{path}");
        }
    }
}
