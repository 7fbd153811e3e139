//! `tactful completions`: completions for a shell.

use std::io::Write;

use clap::CommandFactory;

use super::args::{Cli, Completions};
use super::exit::Exit;

pub fn run(args: &Completions, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tactful", &mut text);
    out.write_all(&text)?;
    Ok(Exit::Done)
}
