//! `tactful paths`: where the practice's files lie.

use std::io::Write;

use serde_json::{Map, Value};

use super::args;
use super::exit::Exit;
use crate::config::Paths;
use crate::domain::shown;
use crate::exchange::json::write_line;

pub fn run(args: &args::Paths, paths: &Paths, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if args.json {
        let object: Map<String, Value> = paths
            .all()
            .into_iter()
            .map(|(word, path)| (word.to_owned(), path.display().to_string().into()))
            .collect();
        write_line(out, &object)?;
    } else {
        for (word, path) in paths.all() {
            writeln!(out, "{word:<10} {}", shown::line(&path.display().to_string()))?;
        }
    }
    Ok(Exit::Done)
}
