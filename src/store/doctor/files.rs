//! Folder and files: who else could read or write them, and how much room is left.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Look, size};
use crate::domain::doctor::Found;

/// With less free space backups and imports fail soon; with still less, recording does.
const SCARCE: u64 = 500_000_000;
const NONE: u64 = 20_000_000;

pub(super) fn look(look: &Look) -> Vec<Found> {
    let mut found = rights(look);
    found.extend(space(&look.places.data_dir));
    found
}

/// What holds patients' data or the key, or decides what the program does.
fn kept(look: &Look) -> Vec<PathBuf> {
    let mut all = vec![look.places.data_dir.clone()];
    let entries = fs::read_dir(&look.places.data_dir).into_iter().flatten().flatten();
    all.extend(entries.map(|entry| entry.path()));
    for folder in [&look.places.outbox, &look.places.sheets, &look.places.templates, &look.rotation.folder] {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        all.extend(entries.map(|entry| entry.path()));
    }
    all
}

#[cfg(unix)]
fn rights(look: &Look) -> Vec<Found> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let me = rustix::process::getuid().as_raw();
    let mut found = Vec::new();
    let mut sound = 0_u32;
    for path in kept(look) {
        let Ok(about) = fs::symlink_metadata(&path) else { continue };
        if about.is_symlink() {
            let what = format!("{} leads elsewhere (a symbolic link)", path.display());
            found.push(Found::finding("rights", what, "put the file itself there"));
            continue;
        }
        if about.uid() != me && me != 0 {
            let what = format!("{} belongs to another user", path.display());
            found.push(Found::finding("rights", what, "give it to whoever runs the program, with 'chown'"));
        }
        let mode = about.permissions().mode() & 0o7777;
        // settings and texts name no patient: others may read them, and not change them
        let others = if is_open(&path, look) { 0o022 } else { 0o077 };
        if mode & others == 0 {
            sound += 1;
            continue;
        }
        let tight = mode & !others;
        let what = format!("{} can be opened or changed by others (rights {mode:03o})", path.display());
        if look.fix && fs::set_permissions(&path, fs::Permissions::from_mode(tight)).is_ok() {
            found.push(Found::fine("rights", format!("{}: now {tight:03o}, was {mode:03o}", path.display())));
        } else {
            let cure = format!("'chmod {tight:03o}', or `tactful doctor --fix`");
            found.push(Found::finding("rights", what, cure));
        }
    }
    if found.is_empty() {
        found.push(Found::fine("rights", format!("{sound} files and folders are as they should be")));
    }
    found
}

#[cfg(unix)]
fn is_open(path: &Path, look: &Look) -> bool {
    *path == look.places.config || path.starts_with(&look.places.templates)
}

#[cfg(not(unix))]
fn rights(look: &Look) -> Vec<Found> {
    let count = kept(look).len();
    let what = format!(
        "{count} files and folders have the rights of the folder, which this program does not look at"
    );
    vec![Found::fine("rights", what)]
}

#[cfg(unix)]
fn space(folder: &Path) -> Option<Found> {
    let about = rustix::fs::statvfs(folder).ok()?;
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let what = format!("{} are free on the disk of {}", size(free), folder.display());
    Some(match free {
        0..NONE => Found::trouble("space", what, "free some now: nothing can be recorded on a full disk"),
        NONE..SCARCE => Found::finding("space", what, "free some: backups need room"),
        _ => Found::fine("space", what),
    })
}

#[cfg(not(unix))]
fn space(_: &Path) -> Option<Found> {
    None
}
