//! `tactful prove`: a small file that shows one entry, or that the log only grew, to somebody who has no database.

use std::io::Write;
use std::path::Path;

use super::args::Prove;
use super::exit::Exit;
use super::open::Inside;
use super::{checkpoint, talk};
use crate::domain::checkpoint::{Checkpoint, Phrase};
use crate::domain::clock::Moment;
use crate::domain::ids::EntryId;
use crate::domain::log::{Event, NewEntry};
use crate::domain::permission::Permission;
use crate::domain::shown;
use crate::exchange;
use crate::store::{Record, prove};

/// Writes the proof.
///
/// # Errors
/// When there is no such entry, the log does not fit the checkpoint, or the role does not allow it.
pub fn run(
    args: &Prove,
    inside: &mut Inside,
    folder: &Path,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if let (Some(from), Some(to)) = (&args.from, &args.to) {
        let (from, to) = (exchange::checkpoint::read(from)?, exchange::checkpoint::read(to)?);
        let proof = prove::growth(&mut inside.store, &from, &to)?;
        out.write_all(proof.compose().as_bytes())?;
        talk(&format!("proved that {to} grew out of {from}"));
        return Ok(Exit::Done);
    }
    let number = args.entry.unwrap_or_default();
    // what an entry says leaves the program
    inside.allow(Permission::Export)?;
    let by = match &args.checkpoint {
        Some(file) => exchange::checkpoint::read(file)?,
        None => newest(inside, folder, number, now)?,
    };
    let proof = prove::entry(&mut inside.store, number, &by, !args.without_text)?;
    let event = Event::Exported { what: format!("proof of entry {number}"), count: 1 };
    let actor = inside.actor()?;
    inside.store.append(&NewEntry { id: EntryId::new(now.at), at: now.at, actor, event, judged: None })?;
    out.write_all(proof.compose().as_bytes())?;
    let phrase = Phrase::of(&by.tree).map(|phrase| format!("; its phrase is: {phrase}")).unwrap_or_default();
    talk(&shown::line(&format!("proved by {by}{phrase}")));
    Ok(Exit::Done)
}

/// The newest checkpoint in the folder that reaches so far, else a new one.
fn newest(inside: &mut Inside, folder: &Path, number: u64, now: &Moment) -> anyhow::Result<Checkpoint> {
    let there = exchange::checkpoint::files(folder);
    let last = there.last().map(|path| exchange::checkpoint::read(path)).transpose()?;
    if let Some(last) = last.filter(|last| last.tree.head.number >= number) {
        return Ok(last);
    }
    let entries = inside.store.head()?.number;
    anyhow::ensure!(number <= entries, "there is no entry {number}: the log has {entries}");
    Ok(checkpoint::make(inside, folder, now)?.0)
}
