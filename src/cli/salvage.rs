//! `tactful salvage`: saves what can be read of a damaged database, and says what is missing.

use std::io::Write;

use serde_json::json;

use super::args::Salvage;
use super::exit::Exit;
use super::way::Way;
use super::{open, talk};
use crate::config::Paths;
use crate::domain::clock::Moment;
use crate::domain::log::Verification;
use crate::domain::permission::Permission;
use crate::domain::shown;
use crate::exchange::json::write_line;
use crate::store::sqlite::{self, SqliteStore};

/// Saves into a new file.
///
/// # Errors
/// When nothing can be saved, or the new file cannot be written.
pub fn run(
    args: &Salvage,
    paths: &Paths,
    way: &Way,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let key = open::key(paths, way, Permission::Backup)?;
    let from = args.from.clone().unwrap_or_else(|| paths.database());
    let saved = SqliteStore::salvage(&from, &key, &args.to, now.today())?;
    if args.json {
        write_line(out, &object(&saved))?;
    } else {
        for line in lines(&saved) {
            writeln!(out, "{}", shown::line(&line))?;
        }
    }
    talk(&format!(
        "saved into {}; the damaged file was not changed. To go on with it: `tactful restore --even-broken {}`",
        args.to.display(),
        args.to.display()
    ));
    Ok(if saved.is_whole() { Exit::Done } else { Exit::Findings })
}

fn lines(saved: &sqlite::Salvage) -> Vec<String> {
    let mut lines = Vec::new();
    for table in saved.tables.iter().filter(|table| table.rows + table.gaps + table.strays > 0) {
        let mut line = format!("{:<20} {:>9} rows", table.table, table.rows);
        if table.gaps > 0 {
            line = format!("{line}, {} unreadable", places(table.gaps));
        }
        if table.strays > 0 {
            line = format!("{line}, {} left out: what they speak of is lost", table.strays);
        }
        lines.push(line);
    }
    for (first, last) in &saved.missing {
        lines.push(format!("missing: entries {first} to {last} of the log"));
    }
    for (first, last) in &saved.bodiless {
        lines.push(format!("missing: what entries {first} to {last} of the log say"));
    }
    if saved.nameless > 0 {
        lines.push(format!("missing: all but number and name of {} patients", saved.nameless));
    }
    if saved.relisted > 0 {
        lines.push(format!("{} messages were put on the list again from the log", saved.relisted));
    }
    if saved.mended > 0 {
        lines.push(format!("{} pages that say which tables there are were made anew", saved.mended));
    }
    if saved.unread > 0 {
        lines.push(format!("{} blocks of 4 kB were not given by the disk", saved.unread));
    }
    lines.push(match &saved.record {
        Verification::Whole(head) => format!("the record is whole: {} entries", head.number),
        Verification::Broken { number, reason } => format!("the record breaks at entry {number}: {reason}"),
    });
    lines
}

fn places(count: u64) -> String {
    if count == 1 { "1 stretch".to_owned() } else { format!("{count} stretches") }
}

fn object(saved: &sqlite::Salvage) -> serde_json::Value {
    let tables: Vec<_> = saved
        .tables
        .iter()
        .map(|table| {
            json!({"table": table.table, "rows": table.rows, "gaps": table.gaps, "left_out": table.strays})
        })
        .collect();
    json!({
        "whole": saved.is_whole(),
        "tables": tables,
        "missing_entries": saved.missing,
        "entries_without_body": saved.bodiless,
        "nameless_patients": saved.nameless,
        "relisted_messages": saved.relisted,
        "pages_made_anew": saved.mended,
        "unread_blocks": saved.unread,
        "record_whole": matches!(saved.record, Verification::Whole(_)),
    })
}
