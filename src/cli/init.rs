//! `tactful init`: create the practice's database without opening it, or add staff to it.

use std::io::{IsTerminal, Write};

use super::args::Init;
use super::exit::Exit;
use super::open::{self, New};
use super::talk;
use super::way::Way;
use crate::config::Paths;
use crate::domain::clock::Moment;
use crate::domain::permission::Permission;

/// Creates the practice, or adds staff to it.
///
/// # Errors
/// When there is one already and no staff is named, or it cannot be opened or written.
pub fn run(args: &Init, paths: &Paths, way: &Way, now: &Moment, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let new = New::named(args.practice.clone(), &args.staff, now.at);
    if !open::exists(paths) {
        let name = new.staff.first().map(|one| one.name.clone()).unwrap_or_default();
        let passphrase = if way.offers_passphrase() { first_passphrase(way, &name)? } else { None };
        let (_, recovery) = open::found(paths, &new, passphrase.as_ref(), now)?;
        match recovery {
            Some(recovery) => {
                writeln!(out, "{}", recovery.expose())?;
                talk(super::access::RECOVERY);
            }
            None => talk(
                "the key lies open in practice.key: whoever has the folder can read everything; \
                 `tactful access close` closes it with a passphrase",
            ),
        }
        talk(&format!("the practice is in {}: open it with `tactful`", paths.data_dir.display()));
        return Ok(Exit::Done);
    }
    anyhow::ensure!(
        args.practice.is_none() && !args.staff.is_empty(),
        "there is a practice in {} already; `tactful init --staff NAME` adds a member of staff",
        paths.data_dir.display()
    );
    let mut inside = open::open(paths, way)?;
    inside.allow(Permission::Holders)?;
    let actor = match inside.actor() {
        Ok(actor) => actor,
        // the first member of staff adds themselves
        Err(error) => match new.staff.first() {
            Some(first) => crate::domain::staff::Actor { staff: first.id, desk: open::desk() },
            None => return Err(error),
        },
    };
    let added = open::add_staff(&mut inside.store, &actor, &new.staff, now)?;
    talk(&format!("{added} added, {} known already", new.staff.len() - added));
    Ok(Exit::Done)
}

/// The first passphrase, where one is given; at a terminal it can be left out.
fn first_passphrase(way: &Way, name: &str) -> anyhow::Result<Option<crate::domain::secret::Secret>> {
    if way.is_given() || !std::io::stdin().is_terminal() {
        return way.first_passphrase(name).map(Some);
    }
    talk(
        "Choose a passphrase of at least 12 characters, four words do it. Enter alone leaves the practice open.",
    );
    way.first_or_none(name)
}
