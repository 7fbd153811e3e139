//! `tactful doctor`: whether the practice's files are sound and safe, what is not, and what cures it.

use std::io::Write;

use serde_json::json;

use super::args::Doctor;
use super::exit::Exit;
use super::way::Way;
use super::{open, talk};
use crate::access::key;
use crate::config::{Config, Paths};
use crate::domain::clock::Moment;
use crate::domain::doctor::{Found, Level};
use crate::domain::permission::Permission;
use crate::domain::shown;
use crate::exchange::checkpoint;
use crate::exchange::json::write_line;
use crate::store::doctor::Look;

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
    let opens = if open::exists(paths) {
        open::key(paths, way, Permission::Work).map_err(|error| format!("{error:#}"))
    } else {
        Err("there is none".to_owned())
    };
    let look = Look {
        places: paths.places(),
        outbox_days: config.desk.outbox_days,
        rotation: open::rotation(paths, &config.backup),
        key: opens,
        holders: key::holders(&paths.key()),
        at_hand: checkpoint::at_hand(&config.checkpoint.folder(paths)).map_err(|error| error.to_string()),
        now: now.clone(),
        fix: args.fix,
        purge: args.purge,
    };
    let found = look.look();
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
    let worst = Found::worst(&found);
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
