//! The tree over the entries: read leaf by leaf, its edge kept so that the digest of all is at hand.

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension};

use super::super::{Result, StoreError};
use super::{SqliteStore, log};
use crate::domain::checkpoint::TreeHead;
use crate::domain::log::{Leaf, Tree};
use crate::domain::proof::EntryBytes;

/// When so many entries were read since the edge was kept, it is kept anew.
const MANY: u64 = 1_024;

impl SqliteStore {
    /// How the log stands. The edge is kept when that spares the next one much; where it cannot be, nothing is lost.
    pub(super) fn tree_now(&mut self) -> Result<TreeHead> {
        let (found, tree, kept) = self.read(|store| {
            let connection = &store.connection;
            let head = log::tip(connection)?;
            let mut tree = edge(connection)?.filter(|tree| tree.leaves() <= head.number).unwrap_or_default();
            let kept = tree.leaves();
            leaves(connection, kept..head.number, &mut |leaf| tree.push(leaf))?;
            Ok((TreeHead { practice: store.practice, head, root: tree.root() }, tree, kept))
        })?;
        if tree.leaves() - kept >= MANY && self.connection.is_autocommit() {
            let _ = self.write(|store| keep(&store.connection, &tree));
        }
        Ok(found)
    }
}

/// Lets these entries pass, the first of all being number 0.
pub(super) fn leaves(
    connection: &Connection,
    which: Range<u64>,
    take: &mut dyn FnMut(&Leaf<'_>),
) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT number, head, seal, signature FROM log_entry WHERE number > ?1 AND number <= ?2 ORDER BY number",
    )?;
    let mut rows = statement.query((which.start, which.end))?;
    let mut passed = which.start;
    while let Some(row) = rows.next()? {
        let number: u64 = row.get(0)?;
        let seal: [u8; 32] = row.get(2)?;
        let signature: Option<[u8; 64]> = row.get(3)?;
        if number != passed + 1 {
            break;
        }
        let head = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        take(&Leaf { head, seal: &seal, signature: signature.as_ref() });
        passed = number;
    }
    if passed == which.end || which.is_empty() {
        return Ok(());
    }
    let first = passed + 1;
    Err(StoreError::Refused(format!(
        "entry {first} is not on the log: `tactful verify` says what became of it"
    )))
}

/// One entry, byte by byte.
pub(super) fn entry(connection: &Connection, number: u64) -> Result<EntryBytes> {
    let before =
        number.checked_sub(1).ok_or_else(|| StoreError::NotFound("entry 0 of the log".to_owned()))?;
    let mut leaf = Vec::new();
    leaves(connection, before..number, &mut |found| leaf = found.encode())?;
    let body = connection
        .prepare_cached("SELECT salt, body FROM log_body WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(EntryBytes { leaf, body })
}

/// The edge as it was last kept; `None`: it never was, or makes no tree.
pub(super) fn edge(connection: &Connection) -> Result<Option<Tree>> {
    let row = connection
        .prepare_cached("SELECT number, edge FROM log_tree")?
        .query_row([], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    Ok(row.and_then(|(number, edge)| {
        let (full, rest) = edge.as_chunks::<32>();
        if rest.is_empty() { Tree::of(number, full.to_vec()) } else { None }
    }))
}

/// Whether an edge is kept, of whatever kind.
pub(super) fn is_kept(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM log_tree)", [], |row| row.get(0))?)
}

fn keep(connection: &Connection, tree: &Tree) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO log_tree (only_row, number, edge) VALUES (1, ?1, ?2)
             ON CONFLICT DO UPDATE SET number = excluded.number, edge = excluded.edge WHERE number < excluded.number",
        )?
        .execute((tree.leaves(), tree.full().concat()))?;
    Ok(())
}
