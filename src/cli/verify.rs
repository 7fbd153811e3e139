//! `tactful verify`: check that nothing on the record was changed.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::json;

use super::args::Verify;
use super::exit::Exit;
use super::open::Inside;
use crate::domain::checkpoint::{Kept, Phrase};
use crate::domain::clock::Moment;
use crate::domain::log::{Head, Seal, Verification};
use crate::domain::shown;
use crate::domain::staff::name_of;
use crate::exchange::checkpoint;
use crate::exchange::json::write_line;
use crate::store::{Practices, Record, holders};

pub fn run(args: &Verify, inside: &mut Inside, now: &Moment, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut kept: Vec<Kept> =
        args.head.as_deref().map(parse_head).transpose()?.map(Kept::from).into_iter().collect();
    for one in &args.checkpoint {
        kept.extend(read_kept(one)?);
    }
    let found = inside.store.verify(&kept, &mut |_| true)?;
    let (mut exit, mut line, text) = match &found {
        Verification::Whole(head) => {
            let line = json!({"whole": true, "entries": head.number, "head": show_head(*head)});
            (Exit::Done, line, format!("whole: {} entries, head {}", head.number, show_head(*head)))
        }
        Verification::Broken { number, reason } => {
            let line = json!({"whole": false, "entry": number, "reason": reason});
            (Exit::Findings, line, format!("broken at entry {number}: {}", shown::line(reason)))
        }
    };
    let (recovery, key_file) = match found {
        Verification::Whole(_) => admitted(inside, now)?,
        Verification::Broken { .. } => Default::default(),
    };
    if !key_file.is_empty() {
        exit = Exit::Findings;
    }
    if args.json {
        if let Some(line) = line.as_object_mut() {
            line.insert("recovery".into(), json!(recovery));
            line.insert("key_file".into(), json!(key_file));
        }
        write_line(out, &line)?;
    } else {
        writeln!(out, "{text}")?;
        let recovery = recovery.iter().map(|words| format!("the recovery key: {words}"));
        let key_file = key_file.iter().map(|words| format!("the key file: {words}"));
        for words in recovery.chain(key_file) {
            writeln!(out, "{}", shown::line(&words))?;
        }
    }
    Ok(exit)
}

/// What became of the recovery key, with which somebody can act as anybody; and how the key file differs from what the record
/// says of it.
fn admitted(inside: &mut Inside, now: &Moment) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let staff = inside.store.staff()?;
    let name_of = |id| name_of(&staff, id);
    let since = holders::recovery(&mut inside.store)?.since;
    let recovery = since.iter().map(|entry| holders::told(entry, name_of, now)).collect();
    let signers = inside.store.signers()?;
    let differ = holders::differences(&signers, inside.holdings(), name_of);
    // until somebody signs in the log of a practice that was just closed knows nobody
    Ok((recovery, if signers.is_empty() { Vec::new() } else { differ }))
}

/// What was kept elsewhere: in a file or folder where there is one of this name, else a phrase.
fn read_kept(text: &str) -> anyhow::Result<Vec<Kept>> {
    let path = Path::new(text);
    if path.exists() {
        let kept = checkpoint::kept(path)?;
        anyhow::ensure!(!kept.is_empty(), "there is no checkpoint in the folder {text}");
        return Ok(kept);
    }
    let phrase =
        Phrase::read(text).with_context(|| format!("'{text}' is no file, and no phrase of a checkpoint"))?;
    Ok(vec![phrase.into()])
}

fn show_head(head: Head) -> String {
    format!("{}:{}", head.number, head.seal)
}

fn parse_head(text: &str) -> anyhow::Result<Head> {
    let wrong =
        || format!("'{text}' is not a head: it is written NUMBER:SEAL, as an earlier check printed it");
    let (number, seal) = text.split_once(':').with_context(wrong)?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(seal.trim(), &mut bytes).ok().with_context(wrong)?;
    Ok(Head { number: number.trim().parse().ok().with_context(wrong)?, seal: Seal(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_as_it_was_printed() {
        let head = Head { number: 12, seal: Seal([7; 32]) };
        assert_eq!(parse_head(&show_head(head)).unwrap(), head);
        for wrong in ["", "12", "12:07", "x:0707070707070707070707070707070707070707070707070707070707070707"]
        {
            assert!(parse_head(wrong).is_err(), "{wrong}");
        }
    }
}
