//! The pages that say which tables there are: every practice has the same ones, so that damaged ones are taken from a new
//! practice under the same key. This is done on the working copy alone.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::super::super::{Result, StoreError};
use super::super::{Key, connection, migrate, place};

/// Bytes of a page.
const PAGE: u64 = 4096;

/// Bytes at the beginning of a file, in the clear, without which no key opens it.
const SALT: usize = 16;

/// Exchanges damaged pages of the list of tables as it is after all migrations; gives how many. Pages of the tables themselves
/// are left as they are.
pub(super) fn tables(path: &Path, key: &Key) -> Result<u64> {
    let failed = |error: std::io::Error| place::fault(path, &error);
    let mut salt = [0; SALT];
    let length = {
        let mut file = File::open(path).map_err(failed)?;
        file.read_exact(&mut salt).map_err(failed)?;
        file.metadata().map_err(failed)?.len()
    };
    let donor = place::Building::instead_of(&path.with_extension("tables"))?;
    let (roots, fresh) = new_practice(donor.path(), key, salt, length / PAGE)?;
    let mut mended = 0;
    for page in (1..=fresh).filter(|page| *page == 1 || !roots.contains(page)) {
        let there = page_of(path, page).map_err(failed)?;
        let new = page_of(donor.path(), page).map_err(failed)?;
        if is_sound(path, key, page) {
            continue;
        }
        put(path, page, &new).map_err(failed)?;
        mended += u64::from(there != new);
    }
    if mended > 0 {
        // The length that the new first page tells.
        let told = std::fs::metadata(donor.path()).map_err(failed)?.len();
        let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
        file.set_len(told.max(length)).map_err(failed)?;
    }
    Ok(mended)
}

/// A new practice with so many pages more than it needs, with this salt: the first pages of its tables, how many pages it
/// began with.
fn new_practice(path: &Path, key: &Key, salt: [u8; SALT], pages: u64) -> Result<(Vec<u64>, u64)> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let donor = Connection::open_with_flags(path, flags)?;
    connection::protect_with_salt(&donor, key, &salt)?;
    let _: String = donor.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    migrate::run(&donor)?;
    let fresh: u64 = donor.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let roots = {
        let mut statement = donor.prepare("SELECT rootpage FROM sqlite_schema WHERE rootpage > 1")?;
        statement.query_map([], |row| row.get(0))?.collect::<std::result::Result<Vec<u64>, _>>()?
    };
    donor.execute(
        "INSERT INTO automaton (only_row, generation, bytes) VALUES (1, 0, zeroblob(?1))",
        [pages.saturating_mul(PAGE)],
    )?;
    connection::close(donor)?;
    Ok((roots, fresh))
}

/// Whether the key still seals this page: asked of a file that holds no other damage than perhaps this.
fn is_sound(path: &Path, key: &Key, page: u64) -> bool {
    let Ok(looked) = connection::look(path, key) else { return false };
    let Ok(found) = super::super::integrity::all_pages(&looked) else { return false };
    let name = format!("page {page}");
    !found.iter().any(|line| line.ends_with(&name) || line.contains(&format!("{name} ")))
}

fn page_of(path: &Path, page: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start((page - 1) * PAGE))?;
    let mut bytes = Vec::new();
    file.take(PAGE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn put(path: &Path, page: u64, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.seek(SeekFrom::Start((page - 1) * PAGE))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Sees to it that the working copy opens, its list of tables mended where it has to be; gives how many pages were, and how many
/// migrations it has seen.
pub(super) fn open(path: &Path, key: &Key) -> Result<(u64, usize)> {
    let usable = || -> Result<usize> {
        let opened = connection::open(path, key)?;
        let all = "SELECT count(*) FROM sqlite_schema WHERE sql <> ''";
        let _: i64 = opened.query_row(all, [], |row| row.get(0))?;
        let version = migrate::version(&opened)?;
        // What waits in the write-ahead log goes into the copy.
        connection::close(opened)?;
        Ok(version)
    };
    let first = match usable() {
        Ok(version) => return Ok((0, version)),
        // what this program does not know would be left out without a word
        Err(newer @ StoreError::Newer { .. }) => return Err(newer),
        Err(first) => first,
    };
    let mended = tables(path, key)?;
    if mended == 0 {
        return Err(first);
    }
    match usable() {
        Ok(version) => Ok((mended, version)),
        Err(_) => Err(StoreError::Damaged(format!("its beginning is gone ({first})"))),
    }
}
