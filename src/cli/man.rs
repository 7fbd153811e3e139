//! `tactful man`: the manual page of the program or of one command.

use std::io::Write;

use anyhow::Context;
use clap::CommandFactory;

use super::args::{Cli, Man};
use super::exit::Exit;

pub fn run(args: &Man, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut program = Cli::command();
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .with_context(|| format!("there is no command '{name}': `tactful help` lists them"))?,
    };
    clap_mangen::Man::new(command).render(&mut &mut *out)?;
    Ok(Exit::Done)
}
