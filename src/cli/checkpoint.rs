//! `tactful checkpoint`: how the log stands now, signed, in a file outside the database and as a phrase for paper.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::json;

use super::args::Checkpoint;
use super::exit::Exit;
use super::open::Inside;
use super::talk;
use crate::domain::checkpoint::{self, Phrase};
use crate::domain::clock::Moment;
use crate::domain::ids::EntryId;
use crate::domain::log::{Event, NewEntry};
use crate::domain::shown;
use crate::exchange;
use crate::exchange::json::write_line;
use crate::store::Record;

/// Writes the checkpoint and says its phrase.
///
/// # Errors
/// When the log cannot be read, or the file cannot be written.
pub fn run(
    args: &Checkpoint,
    inside: &mut Inside,
    folder: &Path,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let folder = args.folder.as_deref().unwrap_or(folder);
    let (made, file) = make(inside, folder, now)?;
    let tree = made.tree;
    let phrase =
        Phrase::of(&tree).context("there is too little memory for the phrase; the file was written")?;
    if args.json {
        let object = json!({
            "entries": tree.head.number, "seal": tree.head.seal.to_string(), "root": tree.root, "phrase": phrase,
            "signed": made.signed.is_some(), "file": file.display().to_string(),
        });
        write_line(out, &object)?;
    } else {
        writeln!(out, "{phrase}")?;
    }
    let open = if made.signed.is_none() { "; the practice lies open, so nobody signed it" } else { "" };
    let file = file.display().to_string();
    talk(&format!(
        "written to {}{open}; keep the phrase on paper, and the file on another machine",
        shown::line(&file)
    ));
    Ok(Exit::Done)
}

/// Writes how the log stands now into the folder, signed by whoever acts, and notes it on the log.
///
/// # Errors
/// When the log cannot be read, or the file cannot be written.
pub(super) fn make(
    inside: &mut Inside,
    folder: &Path,
    now: &Moment,
) -> anyhow::Result<(checkpoint::Checkpoint, PathBuf)> {
    let (by, actor) = (inside.by()?.clone(), inside.actor()?);
    let tree = inside.store.tree_head()?;
    let signer = inside.opened.signer.as_ref();
    let made = checkpoint::Checkpoint::new(tree, now.at, (by.id, &by.name), signer);
    let file = exchange::checkpoint::write(folder, &made)?;
    let event = Event::Checkpointed { number: tree.head.number, root: tree.root };
    inside.store.append(&NewEntry { id: EntryId::new(now.at), at: now.at, actor, event, judged: None })?;
    Ok((made, file))
}
