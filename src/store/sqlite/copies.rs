//! The copies one can go back to, each with what it holds and what of the practice it does not have; the way back to the newest
//! for whoever does not come in.

use std::path::Path;

use super::super::{Result, StoreError};
use super::restore::common;
use super::{Key, Rotation, SqliteStore, connection, log, place};
use crate::domain::backup::{Copy, Held, Listed};

impl SqliteStore {
    /// The copies that are there, the newest first. Each is opened; that every page and entry of it checks is found out by
    /// whoever goes back to it.
    pub fn copies(file: &Path, key: &Key, rotation: &Rotation) -> Vec<Listed> {
        let here = place::check_file(file)
            .and_then(|()| Self::with(connection::open(file, key)?, file, key))
            // a damaged practice says nothing of what is lost by leaving it
            .ok();
        let listed = |copy: Copy| {
            let held = held(&rotation.folder.join(copy.name()), key, here.as_ref());
            Listed { copy, held: held.map_err(|error| error.to_string()) }
        };
        rotation.copies().into_iter().rev().map(listed).collect()
    }
}

impl Rotation {
    /// Opens the practice in `file`; where it is not there or its first page cannot be read, the answer names the newest copy that
    /// opens with this key and the command that goes back to it.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open(&self, file: &Path, key: &Key) -> Result<SqliteStore> {
        SqliteStore::open(file, key).map_err(|why| match why {
            StoreError::Missing(_) | StoreError::Key(_) | StoreError::Damaged(_) => {
                let opens = |copy: &Copy| held(&self.folder.join(copy.name()), key, None).is_ok();
                match self.copies().into_iter().rev().find(opens) {
                    Some(copy) => StoreError::Unopened { why: Box::new(why), way: self.way_back(copy, file) },
                    None => why,
                }
            }
            why => why,
        })
    }

    /// The command that goes back to a copy of the practice in `file`, in a sentence.
    pub fn way_back(&self, copy: Copy, file: &Path) -> String {
        let folder = file.parent().unwrap_or(file);
        let (folder, copy) = (typed(folder), typed(&self.folder.join(copy.name())));
        format!("`tactful restore --data-dir {folder} {copy}` goes back to its newest copy")
    }
}

/// A path as it is typed.
fn typed(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/\\:._-".contains(letter);
    let quote = if cfg!(windows) { "\"" } else { "'" };
    if path.chars().all(is_plain) {
        return path;
    }
    format!("{quote}{}{quote}", path.replace('\'', "'\\''"))
}

fn held(file: &Path, key: &Key, here: Option<&SqliteStore>) -> Result<Held> {
    place::check_file(file)?;
    let copy = SqliteStore::with(connection::open(file, key)?, file, key)?;
    let entries = log::tip(&copy.connection)?.number;
    let lost = here.and_then(|here| {
        let now = log::tip(&here.connection).ok()?.number;
        let same = if here.practice == copy.practice { common(here, &copy).ok()? } else { 0 };
        Some(now - same)
    });
    // so that nothing is left beside it
    connection::close(copy.connection)?;
    Ok(Held { entries, lost })
}
