//! Reads the command line, carries out a verb or opens the workstation, prints the error, chooses the exit code.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use tactful::cli::{self, Cli, Exit};

fn main() -> ExitCode {
    let Cli { global, verb } = Cli::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let done = match verb {
        Some(verb) => cli::run(verb, &global, &mut out).and_then(|exit| Ok(out.flush().map(|()| exit)?)),
        None => Ok(Exit::Done),
    };
    match done {
        Ok(exit) => exit.into(),
        // whoever read the output has seen enough
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let exit = Exit::of_error(&error);
            let _ =
                writeln!(io::stderr(), "tactful: {}", tactful::domain::shown::block(&format!("{error:#}")));
            exit.into()
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind =
        |cause: &(dyn std::error::Error + 'static)| cause.downcast_ref::<io::Error>().map(io::Error::kind);
    error.chain().any(|cause| kind(cause) == Some(ErrorKind::BrokenPipe))
}
