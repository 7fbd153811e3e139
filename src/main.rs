//! Reads the command line, carries out a verb or opens the workstation, prints the error, chooses the exit code.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use tactful::access::{Keyring, key};
use tactful::cli::{self, Cli, Exit, Verb, demo, open};
use tactful::config::clock::System;
use tactful::config::{Config, Paths};
use tactful::domain::clock::Clock;
use tactful::domain::shown;
use tactful::shell::{self, Opening};

/// What the program holds in memory is not for a file: no dump of it after a crash, no look into it by another program.
fn keep_memory_private() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
        // where the system refuses, it is as it was
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

fn main() -> ExitCode {
    keep_memory_private();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // help and version, which hold nothing of what was typed
        Err(asked) if !asked.use_stderr() => asked.exit(),
        Err(wrong) => {
            let _ = write!(io::stderr(), "{}", shown::block(&wrong.render().to_string()));
            return Exit::Input.into();
        }
    };
    let done = run(cli);
    match done {
        Ok(code) => code,
        // whoever read the output has seen enough
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "tactful: {}", shown::block(&shown::brief(&format!("{error:#}"))));
            Exit::of_error(&error).into()
        }
    }
}

fn run(Cli { global, verb }: Cli) -> anyhow::Result<ExitCode> {
    match verb {
        None => {
            let paths = Paths::find(global.data_dir.as_deref())?;
            if !open::exists(&paths) {
                let now = System::new(&Config::default()).now();
                open::found(&paths, &open::New::named(None, &[], now.at), None, &now)?;
            }
            let open: Option<Opening> = match open::ring(&paths)? {
                Keyring::Closed(_) => None,
                Keyring::Open(key) => {
                    let paths = paths.clone();
                    Some(Box::new(move || Ok((open::again(&paths, &key)?, key))))
                }
            };
            workstation(paths, open)
        }
        Some(Verb::Demo(args)) if !args.no_open => {
            let now = System::new(&Config::default()).now();
            let ready = demo::ready(&args, global.data_dir.map(Paths::at), &now)?;
            let _folder = ready.folder;
            let key = key::read(&ready.paths.key())?;
            let store = ready.store;
            workstation(ready.paths, Some(Box::new(move || Ok((store, key)))))
        }
        Some(verb) => {
            let mut out = BufWriter::new(io::stdout().lock());
            let exit = cli::run(&verb, &global, &mut out)?;
            out.flush()?;
            Ok(exit.into())
        }
    }
}

/// Opens the practice at the terminal.
fn workstation(paths: Paths, open: Option<Opening>) -> anyhow::Result<ExitCode> {
    shell::open(shell::Premises { paths, desk: open::desk(), open })
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind =
        |cause: &(dyn std::error::Error + 'static)| cause.downcast_ref::<io::Error>().map(io::Error::kind);
    error.chain().any(|cause| kind(cause) == Some(ErrorKind::BrokenPipe))
}
