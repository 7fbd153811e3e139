//! `tactful backup`: an encrypted, checked copy of the practice, made while it is in use.

use std::io::Write;

use anyhow::Context;

use super::args::Backup;
use super::exit::Exit;
use super::way::Way;
use super::{open, talk};
use crate::config::{self, Paths};
use crate::domain::clock::Moment;
use crate::domain::permission::Permission;
use crate::domain::shown;

/// Makes the copy and says the head of its log.
///
/// # Errors
/// When there is no practice, the copy cannot be written, or the record does not check.
pub fn run(
    args: &Backup,
    paths: &Paths,
    way: &Way,
    (config, now): (&config::Backup, &Moment),
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let inside = open::open(paths, way)?;
    inside.allow(Permission::Backup)?;
    let key = &inside.opened.key;
    let (file, head) = if let Some(folder) = &args.folder {
        let name = now.local_of(now.at).strftime("practice-%Y%m%d-%H%M%S.db").to_string();
        let file = folder.join(name);
        let head = inside.store.back_up(&file, key)?;
        (file, head)
    } else {
        let rotation = open::rotation(paths, config);
        let made = inside.store.back_up_in_turn(key, &rotation, now.at, true)?;
        let made = made.context("another desk is making a backup at this moment: nothing was done")?;
        (made.file, made.head)
    };
    writeln!(out, "{}", shown::line(&file.display().to_string()))?;
    talk(&format!(
        "{} entries, head {}:{}; it opens with the practice's key file only: keep a copy of that in another place",
        head.number, head.number, head.seal
    ));
    Ok(Exit::Done)
}
