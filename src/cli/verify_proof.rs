//! `tactful verify-proof`: checks a proof without a database, and says what it proves.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::json;

use super::args::VerifyProof;
use super::exit::Exit;
use crate::domain::checkpoint::{Checkpoint, Phrase};
use crate::domain::log::Event;
use crate::domain::proof::{EntryBytes, Proof};
use crate::domain::shown;
use crate::exchange;
use crate::exchange::json::write_line;

/// Checks the proof, and that it speaks of the checkpoint that somebody kept.
///
/// # Errors
/// When the file cannot be read or is no proof.
pub fn run(args: &VerifyProof, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let proof = exchange::proof::read(&args.file)?;
    let mut wrong = proof.check().err().map(|why| why.to_string());
    let kept = args.checkpoint.as_deref().map(read_kept).transpose()?;
    if let (None, Some(kept)) = (&wrong, &kept) {
        let is_kept = |one: &&Checkpoint| match kept {
            Kept::File(file) => **file == **one,
            Kept::Phrase(phrase) => Phrase::of(&one.tree).as_ref() == Some(phrase),
        };
        if !proof.checkpoints().iter().any(is_kept) {
            wrong = Some(
                "it holds in itself, but not for the checkpoint that was kept: that is another one"
                    .to_owned(),
            );
        }
    }
    if args.json {
        let mut object = json!({"holds": wrong.is_none(), "reason": wrong, "compared": kept.is_some()});
        if let (Some(object), None) = (object.as_object_mut(), &wrong) {
            let phrases: Vec<_> = proof.checkpoints().iter().map(|one| Phrase::of(&one.tree)).collect();
            object.insert("checkpoints".into(), json!(phrases));
            if let Proof::Entry { number, entry, .. } = &proof {
                object.insert("entry".into(), json!(number));
                object.insert("says".into(), json!(says(entry)?));
            }
        }
        write_line(out, &object)?;
    } else {
        for line in told(&proof, wrong.as_deref(), kept.is_some())? {
            writeln!(out, "{}", shown::block(&line))?;
        }
    }
    Ok(if wrong.is_none() { Exit::Done } else { Exit::Findings })
}

/// What somebody kept.
enum Kept {
    File(Box<Checkpoint>),
    Phrase(Phrase),
}

fn read_kept(text: &str) -> anyhow::Result<Kept> {
    let path = Path::new(text);
    if path.exists() {
        return Ok(Kept::File(Box::new(exchange::checkpoint::read(path)?)));
    }
    let phrase =
        Phrase::read(text).with_context(|| format!("'{text}' is no file, and no phrase of a checkpoint"))?;
    Ok(Kept::Phrase(phrase))
}

fn told(proof: &Proof, wrong: Option<&str>, is_compared: bool) -> anyhow::Result<Vec<String>> {
    if let Some(wrong) = wrong {
        return Ok(vec![format!("proves nothing: {wrong}")]);
    }
    let mut lines = match proof {
        Proof::Entry { number, entry, checkpoint, .. } => {
            let mut lines = vec![format!("proved: entry {number} is in the log of {checkpoint}")];
            lines.extend(says(entry)?);
            lines
        }
        Proof::Growth { from, to, .. } => vec![format!("proved: the log of {to} grew out of that of {from}")],
    };
    for checkpoint in proof.checkpoints() {
        if checkpoint.signed.is_none() {
            lines.push(format!("{checkpoint} is not signed: the practice lay open"));
        }
        if let Some(phrase) = Phrase::of(&checkpoint.tree).filter(|_| !is_compared) {
            lines.push(format!("compare with the sheet of the day: {phrase}"));
        }
    }
    Ok(lines)
}

/// What the entry says, in words for people.
fn says(entry: &EntryBytes) -> anyhow::Result<Vec<String>> {
    let head = entry.head()?;
    let mut lines = vec![
        format!("practice {}", head.practice),
        format!("made at {} at {} by {}", head.at()?, head.desk, head.staff),
        head.kind.told().to_owned(),
    ];
    let Some(event) = entry.event()? else {
        lines.push("its text was left out or removed".to_owned());
        return Ok(lines);
    };
    match &event {
        Event::Prepared(message) | Event::GivenUp { message, .. } => {
            lines.push(format!("to {} by {}", message.recipient_name, message.channel.label()));
            lines.extend(
                [&message.subject, &message.body].into_iter().filter(|text| !text.is_empty()).cloned(),
            );
        }
        Event::NotSent { words, .. } | Event::Corrected { words, .. } | Event::Reviewed { words, .. } => {
            lines.push(words.clone());
        }
        Event::Exported { what, count } => lines.push(format!("{what}: {count}")),
        _ => {}
    }
    Ok(lines)
}
