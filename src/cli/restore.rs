//! `tactful restore`: goes back to a copy of the practice, keeps what was there, says what is lost by it.

use std::io::Write;

use serde_json::json;

use super::args::Restore;
use super::exit::Exit;
use super::way::Way;
use super::{open, talk};
use crate::config::Paths;
use crate::domain::clock::Moment;
use crate::domain::log::Entry;
use crate::domain::permission::Permission;
use crate::domain::shown;
use crate::exchange::json::write_line;
use crate::store::sqlite::{By, Going, Restored, SqliteStore};

/// Puts the copy in the place of the practice's database.
///
/// # Errors
/// When a desk has the practice open or the copy is not good: then nothing was changed.
pub fn run(
    args: &Restore,
    paths: &Paths,
    way: &Way,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let opened = open::opened(paths, way, Permission::Backup)?;
    let by = By { staff: None, signer: opened.signer.clone(), desk: open::desk(), at: now.at };
    let going = Going {
        other_practice: args.other_practice,
        even_broken: args.even_broken,
        dry_run: args.dry_run,
        ..Going::new(&paths.database(), by, now)
    };
    let restored = SqliteStore::restore(&paths.database(), &args.file, &opened.key, &going)?;
    if args.json {
        let lost: Vec<_> = restored.lost.iter().map(|entry| line(entry, now)).collect();
        let object = json!({
            "restored": !args.dry_run,
            "entries": restored.head.number,
            "head": format!("{}:{}", restored.head.number, restored.head.seal),
            "lost": restored.lost_count(),
            "lost_entries": lost,
            "lost_drafts": restored.drafts,
            "unreadable": restored.unreadable,
            "noted": restored.noted.as_ref().ok(),
            "kept": restored.kept.as_ref().map(|path| path.display().to_string()),
        });
        write_line(out, &object)?;
        return Ok(Exit::Done);
    }
    for entry in &restored.lost {
        let object = line(entry, now);
        let part =
            |name: &str| object.get(name).and_then(|part| part.as_str()).unwrap_or_default().to_owned();
        let told = format!("lost: entry {}, {}, {}", entry.number, part("at"), part("what"));
        writeln!(out, "{}", shown::line(&told))?;
    }
    talk(&told(&restored, args));
    Ok(Exit::Done)
}

/// What was done, in words.
fn told(restored: &Restored, args: &Restore) -> String {
    let done = if args.dry_run { "would go" } else { "went" };
    let mut words = vec![format!(
        "{done} back to {}: {} entries, every one checked",
        args.file.display(),
        restored.head.number
    )];
    let first = if restored.lost_count() > Restored::SHOWN as u64 { " (the first are listed)" } else { "" };
    words.push(format!("{}{first}", restored.loss()));
    if !args.dry_run {
        words.push(restored.noted());
        words.extend(restored.kept());
    }
    words.join("\n")
}

/// A lost entry, without saying whom it is about.
fn line(entry: &Entry, now: &Moment) -> serde_json::Value {
    json!({
        "number": entry.number,
        "at": now.local_of(entry.at).strftime("%Y-%m-%d %H:%M").to_string(),
        "desk": entry.actor.desk,
        "what": entry.event.kind().told(),
    })
}
