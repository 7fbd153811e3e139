//! `tactful doctor`: whether the practice's files are sound and safe, what is not, and what cures it.

mod database;
mod files;
mod lying;

use std::io::Write;

use serde_json::json;

use super::args::Doctor;
use super::exit::Exit;
use super::way::Way;
use super::{open, talk};
use crate::access::Key;
use crate::config::{Config, Paths};
use crate::domain::clock::Moment;
use crate::domain::permission::Permission;
use crate::domain::shown;
use crate::exchange::json::write_line;

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// As it should be.
    Fine,
    /// Somebody should see to it.
    Finding,
    /// Data are damaged or in danger now.
    Trouble,
}

impl Level {
    const fn slug(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Finding => "finding",
            Self::Trouble => "trouble",
        }
    }
}

/// What one look found.
struct Found {
    /// What was looked at, such as "rights".
    check: &'static str,
    level: Level,
    /// What is so.
    what: String,
    /// What to do about it; empty where nothing is to be done.
    cure: String,
}

impl Found {
    fn fine(check: &'static str, what: impl Into<String>) -> Self {
        Self { check, level: Level::Fine, what: what.into(), cure: String::new() }
    }

    fn finding(check: &'static str, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { check, level: Level::Finding, what: what.into(), cure: cure.into() }
    }

    fn trouble(check: &'static str, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { check, level: Level::Trouble, what: what.into(), cure: cure.into() }
    }
}

/// What the looks need to know.
struct Look<'a> {
    paths: &'a Paths,
    /// What opens the database, or why nothing does.
    key: Result<Key, String>,
    config: &'a Config,
    now: &'a Moment,
    /// Cure what can be cured without losing anything.
    fix: bool,
    /// Remove files with patients' data that were written for others.
    purge: bool,
}

/// Looks at everything, and says it.
///
/// # Errors
/// When nothing can be said, since the output is closed.
pub fn run(
    args: &Doctor,
    (paths, way): (&Paths, &Way),
    config: &Config,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    // what lies about can be looked at without a passphrase
    let key = if open::exists(paths) {
        open::key(paths, way, Permission::Work).map_err(|error| format!("{error:#}"))
    } else {
        Err("there is none".to_owned())
    };
    let look = Look { paths, key, config, now, fix: args.fix, purge: args.purge };
    let mut found = files::look(&look);
    found.extend(lying::look(&look));
    found.extend(database::look(&look));
    for one in &found {
        if args.json {
            let object =
                json!({"check": one.check, "level": one.level.slug(), "what": one.what, "cure": one.cure});
            write_line(out, &object)?;
        } else {
            let cure = if one.cure.is_empty() { String::new() } else { format!("; {}", one.cure) };
            let line = format!("{:<8} {:<10} {}{cure}", one.level.slug(), one.check, one.what);
            writeln!(out, "{}", shown::line(&line))?;
        }
    }
    let worst = found.iter().map(|one| one.level).max().unwrap_or(Level::Fine);
    talk(match worst {
        Level::Fine => "everything is as it should be",
        Level::Finding => "somebody should see to what is called a finding",
        Level::Trouble => "there is trouble: see to it before work goes on",
    });
    Ok(match worst {
        Level::Fine => Exit::Done,
        Level::Finding => Exit::Findings,
        Level::Trouble => Exit::Data,
    })
}

/// A size for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}
