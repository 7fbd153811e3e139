//! The copies one can go back to, each with what it holds and what of the practice it does not have.

use std::path::Path;

use super::super::Result;
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
