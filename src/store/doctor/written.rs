//! Files that were written for the desk, wherever they lie: exports, refused rows, sheets.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::super::sqlite::SqliteStore;
use super::super::written::{self, Written};
use super::Look;
use crate::domain::doctor::Found;

/// A file that was changed later than this behind the entry that names it is another one, or somebody works on it.
const CHANGED: SignedDuration = SignedDuration::from_mins(2);

/// So many are named.
const NAMED: usize = 5;

/// Those that are still there; where asked for, they are removed, but for those that were changed since.
pub(super) fn look(store: &mut SqliteStore, look: &Look) -> Vec<Found> {
    let mut known = match written::known(store) {
        Ok(known) => known,
        Err(error) => return vec![Found::trouble("exports", error.to_string(), "see what it says")],
    };
    // a file that was written twice is judged by the last time
    known.reverse();
    let mut seen: HashSet<PathBuf> = HashSet::new();
    known.retain(|one| seen.insert(one.path.clone()));
    known.retain(|one| fs::symlink_metadata(&one.path).is_ok_and(|about| about.is_file()));
    let (changed, same): (Vec<Written>, Vec<Written>) = known.into_iter().partition(is_changed);
    let kept: Vec<Written> =
        same.into_iter().filter(|one| !look.purge || fs::remove_file(&one.path).is_err()).collect();
    let mut found = Vec::new();
    if !kept.is_empty() {
        let cure = "`tactful doctor --purge` removes them";
        found.push(Found::finding("exports", told(&kept, "with patients' data, written for the desk"), cure));
    }
    if !changed.is_empty() {
        let words = told(&changed, "written for the desk and changed since");
        found.push(Found::finding("exports", words, "remove them by hand when nobody needs them"));
    }
    if found.is_empty() {
        found.push(Found::fine("exports", "no file that was written for the desk lies about"));
    }
    found
}

fn is_changed(one: &Written) -> bool {
    let modified = fs::metadata(&one.path).and_then(|about| about.modified()).ok();
    let modified = modified.and_then(|time| Timestamp::try_from(time).ok());
    modified.is_none_or(|modified| modified.duration_since(one.at) > CHANGED)
}

fn told(files: &[Written], what: &str) -> String {
    let name = |one: &Written| format!("{} ({})", one.path.display(), one.what);
    let mut names: Vec<String> = files.iter().take(NAMED).map(name).collect();
    if files.len() > NAMED {
        names.push(format!("and {} more", files.len() - NAMED));
    }
    let count = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
    format!("{count} {what}: {}", names.join(", "))
}
