//! The headless verbs: one file each; data on standard output, talk on standard error, stable exit codes.

mod access;
pub mod args;
mod backup;
mod check;
mod checkpoint;
mod completions;
mod day;
pub mod demo;
mod doctor;
mod exit;
mod explain;
mod export;
mod export_person;
mod import;
mod init;
mod insights;
mod man;
pub mod open;
mod paths;
mod prove;
mod restore;
mod salvage;
mod search;
mod templates;
mod verify;
mod verify_proof;
pub mod way;
mod worklists;

use std::io::Write;

use crate::config::clock::System;
use crate::config::{Config, Paths};
use crate::domain::clock::Clock;
use crate::domain::log::Admission;
use crate::domain::permission::Permission;
use crate::domain::shown;
use crate::policy::Checker;
use crate::store::rules;

pub use args::{Cli, Verb};
pub use exit::Exit;

/// Says something to whoever sits there, on standard error; nobody listening is no error.
fn talk(words: &str) {
    let _ = writeln!(std::io::stderr(), "{}", shown::block(words));
}

/// Carries out a headless verb; `demo` builds the practice and does not open it.
///
/// # Errors
/// When nothing was done; [`Exit::of_error`] gives the exit code.
pub fn run(verb: &Verb, global: &args::Global, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match verb {
        Verb::Completions(args) => return completions::run(args, out),
        Verb::Man(args) => return man::run(args, out),
        Verb::VerifyProof(args) => return verify_proof::run(args, out),
        _ => {}
    }
    if let Verb::Demo(args) = verb {
        let now = System::new(&Config::default()).now();
        demo::ready(args, global.data_dir.clone().map(Paths::at), &now)?;
        return Ok(Exit::Done);
    }
    let paths = Paths::find(global.data_dir.as_deref())?;
    if let Verb::Paths(args) = verb {
        return paths::run(args, &paths, out);
    }
    let config = Config::read(&paths.config())?;
    let now = System::new(&config).now();
    let way = way::Way::of(global);
    match verb {
        Verb::Check(args) if args.templates => {
            return templates::run(args.json, &paths, &Checker::new(config.checker), &now, out);
        }
        Verb::Check(args) => return check::run(args, &Checker::new(config.checker), &now, out),
        Verb::Explain(args) => return explain::run(args, &config.channel, out),
        Verb::Init(args) => return init::run(args, &paths, &way, &now, out),
        Verb::Backup(args) => return backup::run(args, &paths, &way, (&config.backup, &now), out),
        Verb::Access(args) => return access::run(args, &paths, &way, &now, out),
        Verb::Doctor(args) => return doctor::run(args, (&paths, &way), &config, &now, out),
        Verb::Salvage(args) => return salvage::run(args, &paths, &way, &now, out),
        Verb::Restore(args) => return restore::run(args, &paths, &way, &now, out),
        _ => {}
    }
    let mut inside = open::open(&paths, &way)?;
    inside.allow(match verb {
        Verb::Import(_) => Permission::Import,
        Verb::Export(_) => Permission::Export,
        Verb::Insights(_) => Permission::Insights,
        _ => Permission::Work,
    })?;
    if inside.is_closed && !matches!(verb, Verb::Verify(_) | Verb::Insights(_)) {
        // whoever is shown what is on file stands in the log
        inside.note(Admission::SignedIn { failed: 0 }, &now)?;
        let (set, usual) = config.rules();
        let actor = inside.actor()?;
        rules::settle(&mut inside.store, &actor, (&set, &usual), now.at)?;
    }
    let checkpoints = config.checkpoint.folder(&paths);
    match verb {
        Verb::Checkpoint(args) => return checkpoint::run(args, &mut inside, &checkpoints, &now, out),
        Verb::Verify(args) => return verify::run(args, &mut inside, &checkpoints, &now, out),
        Verb::Prove(args) => return prove::run(args, &mut inside, &checkpoints, &now, out),
        _ => {}
    }
    let (actor, role) = (inside.actor(), inside.role());
    let store = &mut inside.store;
    match verb {
        Verb::Import(args) => import::run(args, store, &actor?, &now, out),
        Verb::Export(args::Export { what: Some(args::ExportWhat::Person(args)), .. }) => {
            export_person::run(args, store, (&actor?, role), &now, out)
        }
        Verb::Export(args) => export::run(args, store, &actor?, &now, out),
        Verb::Search(args) => search::run(args, store, &now, out),
        Verb::Day(args) => day::run(args, store, (&paths, &Checker::new(config.checker)), &now, out),
        Verb::Insights(args) => insights::run(args, store, out),
        Verb::Worklists(args) => worklists::run(args, store, &now, out),
        _ => Ok(Exit::Done),
    }
}
