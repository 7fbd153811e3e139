//! The headless verbs: one file each; data on standard output, talk on standard error, stable exit codes.

pub mod args;
mod completions;
pub mod demo;
mod exit;
mod explain;
pub mod export;
pub mod import;
mod man;
mod paths;

use std::io::Write;

pub use args::{Cli, Verb};
pub use exit::Exit;

use crate::config;

/// Carries out a headless verb.
///
/// # Errors
/// When nothing was done; [`Exit::of_error`] gives the exit code.
pub fn run(verb: Verb, global: &args::Global, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let paths = config::Paths::find(global.data_dir.as_deref());
    match verb {
        Verb::Explain(args) => explain::run(&args, out),
        Verb::Paths(args) => paths::run(&args, &paths?, out),
        Verb::Completions(args) => completions::run(&args, out),
        Verb::Man(args) => man::run(&args, out),
        Verb::Demo(_)
        | Verb::Init(_)
        | Verb::Import(_)
        | Verb::Search(_)
        | Verb::Check(_)
        | Verb::Export(_)
        | Verb::Verify(_) => anyhow::bail!("not built yet"),
    }
}
