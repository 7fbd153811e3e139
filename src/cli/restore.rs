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
    let aside = now.local_of(now.at).strftime("practice-before-restore-%Y%m%d-%H%M%S.db").to_string();
    let going = Going {
        aside: paths.data_dir.join(aside),
        other_practice: args.other_practice,
        even_broken: args.even_broken,
        dry_run: args.dry_run,
        by: By { signer: opened.signer.clone(), desk: open::desk(), at: now.at },
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
    let mut words = format!(
        "{done} back to {}: {} entries, every one checked\n",
        args.file.display(),
        restored.head.number
    );
    let lost = match (&restored.unreadable, restored.before, restored.lost_count()) {
        (Some(why), _, _) => format!(
            "what was there could not be read ({why}), so nobody can say what is lost by leaving it: try `tactful \
             salvage` on it"
        ),
        (None, None, _) => "there was no database before".to_owned(),
        (None, Some(_), 0) => "no entry is lost by it".to_owned(),
        (None, Some(before), lost) => format!(
            "{lost} of the {} entries before are not in it{}; drafts and what was imported since are as they were then",
            before.number,
            if lost > Restored::SHOWN as u64 { " (the first are listed)" } else { "" }
        ),
    };
    words.push_str(&lost);
    match &restored.noted {
        _ if args.dry_run => {}
        Ok(number) => {
            words.push_str("\nentry ");
            words.push_str(&number.to_string());
            words.push_str(" of the record says so");
        }
        Err(why) => {
            words.push_str("\nthe record does not say so: ");
            words.push_str(why);
        }
    }
    if let Some(kept) = &restored.kept {
        words.push_str("\nwhat was there is kept as ");
        words.push_str(&kept.display().to_string());
    }
    words
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
