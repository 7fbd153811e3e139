//! `tactful init`: create the practice's database without opening it, or add staff to it.

use super::args::Init;
use super::exit::Exit;
use super::open::{self, New};
use super::talk;
use crate::config::Paths;
use crate::domain::clock::Moment;
use crate::domain::staff::Actor;
use crate::store::Practices;

pub fn run(args: &Init, paths: &Paths, now: &Moment) -> anyhow::Result<Exit> {
    let new = New::named(args.practice.clone(), &args.staff, now.at);
    if !open::exists(paths) {
        open::found(paths, &new, now)?;
        talk(&format!("the practice is in {}: open it with `tactful`", paths.data_dir.display()));
        return Ok(Exit::Done);
    }
    anyhow::ensure!(
        args.practice.is_none() && !args.staff.is_empty(),
        "there is a practice in {} already; `tactful init --staff NAME` adds a member of staff",
        paths.data_dir.display()
    );
    let mut store = open::open(paths)?;
    let known = store.staff()?;
    let by = known.first().map_or_else(|| new.staff.first().map(|one| one.id), |one| Some(one.id));
    let actor = Actor {
        staff: by.ok_or_else(|| anyhow::anyhow!("a practice needs a member of staff"))?,
        desk: open::desk(),
    };
    let added = open::add_staff(&mut store, &actor, &new.staff, now)?;
    talk(&format!("{added} added, {} known already", new.staff.len() - added));
    Ok(Exit::Done)
}
