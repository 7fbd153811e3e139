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
use crate::domain::log::{Checked, Head, Seal, Verification};
use crate::domain::shown;
use crate::exchange::checkpoint;
use crate::exchange::json::write_line;
use crate::store::check::{Outside, check};

/// Checks the record; `folder` is where the checkpoints lie that the program itself writes.
pub fn run(
    args: &Verify,
    inside: &mut Inside,
    folder: &Path,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let mut kept: Vec<Kept> =
        args.head.as_deref().map(parse_head).transpose()?.map(Kept::from).into_iter().collect();
    for one in &args.checkpoint {
        kept.extend(read_kept(one)?);
    }
    let at_hand = checkpoint::at_hand(folder)?;
    let holdings = inside.holdings().to_vec();
    let outside = Outside { kept, at_hand, holdings, now: now.clone() };
    let checked = check(&mut inside.store, outside, &mut |_| true)?;
    let exit = if checked.is_sound() { Exit::Done } else { Exit::Findings };
    if args.json {
        write_line(out, &object(&checked))?;
        return Ok(exit);
    }
    match &checked.found {
        Verification::Whole(head) => {
            writeln!(out, "whole: {} entries, head {}", head.number, show_head(*head))?;
        }
        Verification::Broken { number, reason } => {
            writeln!(out, "broken at entry {number}: {}", shown::line(reason))?;
        }
    }
    for words in checked.lines() {
        writeln!(out, "{}", shown::line(&words))?;
    }
    Ok(exit)
}

fn object(checked: &Checked) -> serde_json::Value {
    let mut object = json!({
        "compared": checked.compared,
        "left": checked.left,
        "recovery": checked.recovery,
        "key_file": checked.key_file,
    });
    let found = match &checked.found {
        Verification::Whole(head) => json!({"whole": true, "entries": head.number, "head": show_head(*head)}),
        Verification::Broken { number, reason } => json!({"whole": false, "entry": number, "reason": reason}),
    };
    if let (Some(object), serde_json::Value::Object(found)) = (object.as_object_mut(), found) {
        object.extend(found);
    }
    object
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
