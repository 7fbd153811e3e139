//! Files that lie about: written for others with patients' data in them, or left behind by a program that was killed.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::Look;
use crate::domain::backup;
use crate::domain::doctor::Found;

/// A file that a program which still runs may be building is younger.
const LEFT: SignedDuration = SignedDuration::from_hours(1);

/// A practice is closed for no longer than a few days.
const STALE: SignedDuration = SignedDuration::from_hours(4 * 24);

/// How old the last copy is that the program made by itself.
fn backups(look: &Look) -> Found {
    let rotation = &look.rotation;
    let copies = rotation.copies();
    let place = rotation.folder.display();
    let cure = "`tactful backup` makes one now; the program makes them while it is open at a desk";
    let Some(last) = backup::last(&copies) else {
        return Found::finding("backups", format!("there is no backup in {place}"), cure);
    };
    let when = look.now.local_of(last).strftime("%Y-%m-%d %H:%M");
    let what = format!("{} in {place}, the last one of {when}", backups_told(copies.len()));
    if look.now.at.duration_since(last) > STALE {
        return Found::finding("backups", what, cure);
    }
    Found::fine("backups", what)
}

fn backups_told(number: usize) -> String {
    if number == 1 { "1 backup".to_owned() } else { format!("{number} backups") }
}

pub(super) fn look(look: &Look) -> Vec<Found> {
    let mut found = vec![backups(look)];
    let folder = &look.places.data_dir;
    let (mut left, mut refused, mut before) = (Vec::new(), Vec::new(), Vec::new());
    for path in files(folder) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if is_leftover(&name) {
            left.push(path);
        } else if name.contains(".refused") {
            refused.push(path);
        } else if name.starts_with("practice-before-restore-") {
            before.push(path);
        }
    }
    left.extend(
        files(&look.places.outbox)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|end| end == "part")),
    );
    left.retain(|path| age(path, look.now.at).is_none_or(|age| age > LEFT));
    let outbox: Vec<PathBuf> = files(&look.places.outbox)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "eml" || end == "txt"))
        .collect();
    found.push(told(
        look.fix,
        "leftovers",
        &left,
        "left behind by a program that was killed",
        "`tactful doctor --fix` removes them",
    ));
    found.push(told(
        look.purge,
        "refused",
        &refused,
        "with refused rows, readable by whoever has the folder",
        "`tactful doctor --purge` removes them",
    ));
    let days = look.outbox_days;
    let old: Vec<PathBuf> = outbox
        .iter()
        .filter(|path| {
            age(path, look.now.at).is_some_and(|age| age > SignedDuration::from_hours(24 * i64::from(days)))
        })
        .cloned()
        .collect();
    found.push(if look.purge || (days > 0 && !old.is_empty()) {
        let files = if look.purge { &outbox } else { &old };
        told(
            look.purge,
            "outbox",
            files,
            "in the outbox, with messages as they were handed over",
            "`tactful doctor --purge` removes them, and so does the next start",
        )
    } else {
        Found::fine("outbox", format!("{} messages lie in the outbox as files", outbox.len()))
    });
    if !before.is_empty() {
        let what = format!(
            "{} of what was there before a restore, encrypted: {}",
            count(before.len()),
            names(&before)
        );
        found.push(Found::finding("restores", what, "remove them by hand when nobody will miss them"));
    }
    found
}

fn told(remove: bool, check: &'static str, files: &[PathBuf], what: &str, cure: &str) -> Found {
    if files.is_empty() {
        return Found::fine(check, "no file lies about");
    }
    if !remove {
        return Found::finding(check, format!("{} {what}: {}", count(files.len()), names(files)), cure);
    }
    let kept: Vec<PathBuf> = files.iter().filter(|path| fs::remove_file(path).is_err()).cloned().collect();
    if kept.is_empty() {
        Found::fine(check, format!("{} removed", count(files.len())))
    } else {
        Found::finding(
            check,
            format!("{} cannot be removed: {}", count(kept.len()), names(&kept)),
            "remove them by hand",
        )
    }
}

fn count(number: usize) -> String {
    if number == 1 { "1 file".to_owned() } else { format!("{number} files") }
}

/// The first few names.
fn names(files: &[PathBuf]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = files
        .iter()
        .take(SHOWN)
        .filter_map(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    if files.len() > SHOWN {
        names.push("...".to_owned());
    }
    names.join(", ")
}

/// Whether a file has a name that only a program at work gives: `practice.4711.new`, `practice.db-sorting`.
fn is_leftover(name: &str) -> bool {
    let stem = name.strip_suffix("-wal").or(name.strip_suffix("-shm")).unwrap_or(name);
    Path::new(stem).extension().is_some_and(|end| end == "new")
        || stem == "practice.db-sorting"
        || name.ends_with("-journal")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn age(path: &Path, now: Timestamp) -> Option<SignedDuration> {
    let written = fs::metadata(path).and_then(|about| about.modified()).ok()?;
    Some(now.duration_since(Timestamp::try_from(written).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_leaves_is_told_from_what_is_kept() {
        for name in
            ["practice.4711.new", "practice.4711.new-wal", "practice.db-sorting", "practice.db-journal"]
        {
            assert!(is_leftover(name), "{name}");
        }
        for name in [
            "practice.db",
            "practice.db-wal",
            "practice.db-shm",
            "practice.key",
            "practice.lock",
            "config.toml",
        ] {
            assert!(!is_leftover(name), "{name}");
        }
    }
}
