//! `tactful check`: check a message, many messages as JSON Lines, or the checker itself on labelled messages.

use std::io::{self, BufReader, Read, Write};

use anyhow::Context;
use serde_json::{Value, json};

use super::args::Check;
use super::exit::Exit;
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::shown;
use crate::exchange::check::score::score;
use crate::exchange::json::write_line;
use crate::exchange::{self, check};
use crate::policy::Checker;

pub fn run(args: &Check, checker: &Checker, now: &Moment, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if let Some(file) = &args.score {
        let (labelled, _) = exchange::open(file)?;
        let figures = score(BufReader::new(labelled), checker)?;
        write!(out, "{figures}")?;
        return Ok(if figures.bad == 0 { Exit::Done } else { Exit::Findings });
    }
    if args.jsonl {
        let totals = check::run(io::stdin().lock(), out, checker)?;
        return Ok(if totals.bad == 0 { Exit::Done } else { Exit::Findings });
    }
    let channel: Channel = args.channel.parse()?;
    let text = match &args.text {
        Some(text) => text.clone(),
        None => read_text()?,
    };
    let line = json!({
        "text": text,
        "subject": args.subject,
        "channel": channel.slug(),
        "today": now.today().to_string(),
    });
    let mut answer = Vec::new();
    check::run(line.to_string().as_bytes(), &mut answer, checker)?;
    let answer: Value = serde_json::from_slice(&answer)?;
    if args.json {
        write_line(out, &answer)?;
    } else {
        tell(&answer, out)?;
    }
    let clear = answer.get("verdict").is_some_and(|verdict| verdict == "clear");
    Ok(if clear { Exit::Done } else { Exit::Findings })
}

fn read_text() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(check::LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    anyhow::ensure!(
        bytes.len() <= check::LONGEST,
        "the text is too long: at most {} KiB are read, and nothing was checked",
        check::LONGEST / 1024
    );
    let text = String::from_utf8(bytes).context("standard input is not UTF-8 text")?;
    Ok(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
}

/// The findings as a person reads them.
fn tell(answer: &Value, out: &mut dyn Write) -> io::Result<()> {
    let word = |value: &Value, name: &str| shown::block(text_of(value, name).unwrap_or("")).into_owned();
    writeln!(out, "{}", word(answer, "verdict"))?;
    for finding in answer.get("findings").and_then(Value::as_array).into_iter().flatten() {
        let topic = text_of(finding, "topic").map(|topic| format!(" ({topic})")).unwrap_or_default();
        writeln!(out, "\n{:<5} {}{topic}", word(finding, "severity"), word(finding, "rule"))?;
        if let Some(quote) = text_of(finding, "quote") {
            writeln!(out, "      \u{201c}{}\u{201d}", shown::line(quote))?;
        }
        writeln!(out, "      {}", word(finding, "message"))?;
        for cure in finding.get("cures").and_then(Value::as_array).into_iter().flatten() {
            writeln!(out, "      > {}", word(cure, "title"))?;
            if let Some(text) = text_of(cure, "text") {
                for line in text.lines() {
                    writeln!(out, "        {}", shown::line(line))?;
                }
            }
        }
    }
    Ok(())
}

/// The text in a field of an object.
fn text_of<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}
