//! Checkpoints as files outside the database, one a file: written for whoever comes later, read strictly.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{ExchangeError, private_file, small};
use crate::domain::checkpoint::{Checkpoint, Kept, LONGEST};
use crate::domain::shown;

/// Writes a checkpoint into the folder, which is created where it is not there; rights 0600, never over another file. Gives
/// its path; where the very same is there already, that one's.
///
/// # Errors
/// When the system cannot write, or another file has the name; nothing is left half written.
pub fn write(folder: &Path, checkpoint: &Checkpoint) -> Result<PathBuf, ExchangeError> {
    let path = folder.join(checkpoint.file_name());
    let text = checkpoint.compose();
    let failed = |error: io::Error| ExchangeError::unwritable(&path, &error);
    private_file::create_folder(folder).map_err(|error| ExchangeError::Unwritable {
        file: folder.display().to_string(),
        reason: shown::refusal(&error),
    })?;
    let mut file = match private_file::create(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return match read(&path) {
                Ok(there) if there == *checkpoint => Ok(path),
                _ => Err(failed(error)),
            };
        }
        created => created.map_err(failed)?,
    };
    let done = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    done.map_err(|error| {
        let _ = fs::remove_file(&path);
        failed(error)
    })?;
    private_file::sync_folder(folder);
    Ok(path)
}

/// Reads the checkpoint in a file.
///
/// # Errors
/// When it cannot be read, or holds something else.
pub fn read(path: &Path) -> Result<Checkpoint, ExchangeError> {
    let text = small(path, LONGEST)?;
    Checkpoint::parse(&text).map_err(|why| ExchangeError::unsound(path, &why))
}

/// Reads what was kept in a file, or in all files of a folder that have the name of a checkpoint, by number.
///
/// # Errors
/// When one of them cannot be read.
pub fn kept(path: &Path) -> Result<Vec<Kept>, ExchangeError> {
    let one = |path: &Path| {
        let checkpoint = read(path)?;
        let from = format!("{checkpoint} in {}", path.display());
        Ok(Kept { from, ..Kept::from(&checkpoint) })
    };
    if path.is_dir() { files(path).iter().map(|path| one(path)).collect() } else { Ok(vec![one(path)?]) }
}

/// The checkpoints in the files of a folder, by number; none where there is no folder.
///
/// # Errors
/// When one of them cannot be read.
pub fn at_hand(folder: &Path) -> Result<Vec<Checkpoint>, ExchangeError> {
    files(folder).iter().map(|path| read(path)).collect()
}

/// The files of a folder that have the name of a checkpoint, by number. A folder that cannot be read has none.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let is_one = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("checkpoint-") && path.extension().is_some_and(|end| end == "txt")
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_one).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::checkpoint::TreeHead;
    use crate::domain::ids::{PracticeId, StaffId};
    use crate::domain::log::{Head, Root, Seal};

    fn checkpoint(number: u64) -> Checkpoint {
        let tree = TreeHead {
            practice: PracticeId::from_bytes([9; 16]),
            head: Head { number, seal: Seal([3; 32]) },
            root: Root([4; 32]),
        };
        Checkpoint::new(tree, Timestamp::UNIX_EPOCH, (StaffId::from_bytes([5; 16]), "Sam"), None)
    }

    #[test]
    fn they_are_written_for_their_owner_alone_and_read_by_number() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("checkpoints");
        for number in [12, 3, 100_000_000] {
            let path = write(&folder, &checkpoint(number)).unwrap();
            assert_eq!(read(&path).unwrap(), checkpoint(number));
            assert_eq!(write(&folder, &checkpoint(number)).unwrap(), path, "the same once more");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
        fs::write(folder.join("other.txt"), "x").unwrap();
        let numbers: Vec<u64> = kept(&folder).unwrap().iter().map(|one| one.number).collect();
        assert_eq!(numbers, [3, 12, 100_000_000]);
        let other = Checkpoint { name: "Max".into(), ..checkpoint(3) };
        assert!(matches!(write(&folder, &other), Err(ExchangeError::Exists(_))));
    }

    #[test]
    fn what_is_no_checkpoint_is_said_to_be_none() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("checkpoint-1.txt");
        for bytes in [&b""[..], b"tactful checkpoint 1\n", &[0; 10_000]] {
            fs::write(&path, bytes).unwrap();
            let said = kept(place.path()).unwrap_err().to_string();
            assert!(said.contains("not a checkpoint") && said.contains("checkpoint-1.txt"), "{said}");
        }
        assert!(matches!(read(place.path()), Err(ExchangeError::Folder(_))));
        assert!(matches!(read(&place.path().join("none")), Err(ExchangeError::Missing(_))));
    }
}
