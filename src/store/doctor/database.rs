//! The database and its key: every page, every entry, who can open it, how long its write-ahead log is.

use std::fs;

use super::super::sqlite::{Key, SqliteStore};
use super::super::{Record, StoreError, check};
use super::{Look, access, size, written};
use crate::domain::doctor::Found;
use crate::domain::log::{Checked, Verification};

/// A write-ahead log that is longer is not being taken over into the file.
const LONG: u64 = 64_000_000;

/// What to do with a damaged database.
const DAMAGED: &str = "close the program everywhere else, then go back to the last backup (`tactful restore FILE`; in the \
                       program: Go back to a copy), or save what can be read (`tactful salvage --to FILE`)";

pub(super) fn look(look: &Look) -> Vec<Found> {
    let mut found = Vec::new();
    if !look.places.database.exists() {
        let cure = "`tactful restore FILE` brings one back, `tactful init` begins one";
        let what = format!("there is no practice in {}", look.places.data_dir.display());
        return vec![Found::trouble("database", what, cure)];
    }
    match &look.holders {
        Ok(holders) => found.push(Found::fine("key", &holders.told)),
        Err(error) => found.push(Found::trouble("key", error, "nothing opens without it")),
    }
    match &look.key {
        Ok(key) => match SqliteStore::open(&look.places.database, key) {
            Ok(mut store) => found.extend(opened(&mut store, look)),
            Err(error) => found.push(closed(look, key, &error)),
        },
        Err(why) => {
            let what = format!("it was not looked into: {why}");
            found.push(Found::finding(
                "database",
                what,
                "look again with the passphrase of a member of staff",
            ));
        }
    }
    let journal = look.places.data_dir.join("practice.db-wal");
    let length = fs::metadata(journal).map_or(0, |journal| journal.len());
    found.push(if length > LONG {
        let what = format!("the write-ahead log has grown to {}", size(length));
        Found::finding(
            "journal",
            what,
            "close the program at every desk once: it is then taken over into the file",
        )
    } else {
        Found::fine("journal", format!("the write-ahead log has {}", size(length)))
    });
    found
}

/// A practice that does not open.
fn closed(look: &Look, key: &Key, error: &StoreError) -> Found {
    let pages = SqliteStore::integrity_of(&look.places.database, key);
    match (error, pages) {
        (_, Ok(pages)) if !pages.is_empty() => {
            Found::trouble("pages", format!("{error}: {}", pages.join("; ")), DAMAGED)
        }
        (StoreError::Damaged(_), _) => Found::trouble("database", error.to_string(), DAMAGED),
        _ => Found::trouble("database", error.to_string(), "see what it says"),
    }
}

/// Whether every entry is as it was sealed, and the log holds what the checkpoints at hand say of it.
fn record(store: &mut SqliteStore, look: &Look) -> Vec<Found> {
    let mut found = Vec::new();
    let at_hand = look.at_hand.clone().unwrap_or_else(|why| {
        let cure = "put the file of the checkpoint back as it was printed or kept, or take it away; until then the \
                    record is compared with none";
        found.push(Found::finding("checkpoints", why, cure));
        Vec::new()
    });
    found.push(match check::compare(store, Vec::new(), at_hand, &mut |_| true) {
        Ok(Checked { found: Verification::Whole(head), compared, left, .. }) => {
            let whole = format!("all {} entries are as they were sealed", head.number);
            let fit = (compared > 0).then(|| format!("checkpoints at hand that they fit: {compared}"));
            let left = (left > 0).then(|| format!("left behind by going back to a copy: {left}"));
            let told: Vec<String> = [Some(whole), fit, left].into_iter().flatten().collect();
            Found::fine("record", told.join("; "))
        }
        Ok(Checked { found: Verification::Broken { number, reason }, .. }) => Found::trouble(
            "record",
            format!("broken at entry {number}: {reason}"),
            "keep this file as it is, and compare it with a backup (`tactful restore --dry-run FILE`)",
        ),
        Err(error) => Found::trouble("record", error.to_string(), DAMAGED),
    });
    found
}

fn opened(store: &mut SqliteStore, look: &Look) -> Vec<Found> {
    let mut found = Vec::new();
    found.push(match store.integrity() {
        Ok(faults) if faults.is_empty() => Found::fine("pages", "every page is as it was written"),
        Ok(faults) => Found::trouble("pages", faults.join("; "), DAMAGED),
        Err(error) => Found::trouble("pages", error.to_string(), DAMAGED),
    });
    found.extend(record(store, look));
    found.extend(access::look(store, look));
    found.extend(written::look(store, look));
    let last = store.head().and_then(|head| store.entries(head.number.saturating_sub(1), 1));
    if let Some(last) = last.ok().and_then(|entries| entries.last().map(|entry| entry.at))
        && last > look.now.at
    {
        let what = format!(
            "the last entry was made at {}, which is still to come by this machine's clock",
            look.now.local_of(last).strftime("%Y-%m-%d %H:%M")
        );
        found.push(Found::finding("clock", what, "set the clock right: new entries carry its time"));
    } else {
        found.push(Found::fine("clock", "no entry is younger than this machine's clock"));
    }
    found
}
