//! Files with patients' data that this program writes: readable by their owner alone, never over another file.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Creates a file that was not there, with rights 0600.
///
/// # Errors
/// What the system says; `AlreadyExists` where something of that name is there.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Creates a folder and those above it, with rights 0700; one that is there stays as it is.
///
/// # Errors
/// What the system says.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Makes what was created, renamed or removed in this folder durable, where the system can.
pub fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder) {
        // a file system that cannot do this loses nothing that was promised: the files themselves are synced
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}
