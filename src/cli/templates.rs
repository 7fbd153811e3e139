//! `tactful check --templates`: every approved text, filled with awkward values and checked.

use std::io::Write;

use serde_json::{Value, json};

use super::exit::Exit;
use crate::config::{Library, Paths};
use crate::domain::clock::Moment;
use crate::domain::shown;
use crate::exchange::json::write_line;
use crate::policy::Checker;
use crate::policy::templates::{Inspected, Worst, characters, inspect};

/// Prints what was seen of each text.
pub fn run(
    json: bool,
    paths: &Paths,
    checker: &Checker,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let library = Library::read(&paths.templates())?;
    let seen = inspect(library.all(), checker, now.today());
    let practice = &checker.settings.practice;
    if practice.name.is_empty() || practice.phones.is_empty() {
        super::talk(
            "The settings do not name the practice and its telephone: invented ones stand in for them.",
        );
    }
    for one in &seen.templates {
        if json {
            write_line(out, &object(one))?;
        } else {
            tell(one, out)?;
        }
    }
    for words in &seen.missing {
        if json {
            write_line(out, &json!({ "missing": words }))?;
        } else {
            writeln!(out, "missing  {words}")?;
        }
    }
    let count = seen.count();
    if !json {
        let word = if count == 1 { "finding" } else { "findings" };
        writeln!(out, "\n{} texts, {count} {word}", seen.templates.len())?;
    }
    Ok(if count == 0 { Exit::Done } else { Exit::Findings })
}

fn object(one: &Inspected<'_>) -> Value {
    let template = one.template;
    let faults: Vec<Value> = one
        .faults
        .iter()
        .map(|fault| {
            json!({
                "about": fault.about,
                "channel": fault.channel.map(crate::domain::channel::Channel::slug),
                "values": fault.filling,
                "message": fault.words,
            })
        })
        .collect();
    json!({
        "id": template.id,
        "purpose": template.purpose.slug(),
        "language": template.language,
        "version": template.version,
        "worst_parts": one.worst.as_ref().map(|worst| worst.parts),
        "worst_values": one.worst.as_ref().map(|worst| worst.filling),
        "worst_characters": one.worst.as_ref().map(|worst| worst.culprits.iter().collect::<String>()),
        "needs": one.needs,
        "findings": faults,
    })
}

fn tell(one: &Inspected<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let template = one.template;
    let channels: Vec<&str> = template.channels.iter().map(|channel| channel.slug()).collect();
    let worst = one.worst.as_ref().map(cost).unwrap_or_default();
    let line = format!("{:<34} {:<8} {:<3}{worst}", template.id, channels.join(","), template.language);
    writeln!(out, "{}", shown::line(line.trim_end()))?;
    for fault in &one.faults {
        let channel = fault.channel.map(|channel| format!("{}: ", channel.slug())).unwrap_or_default();
        let filling = if fault.filling.is_empty() { String::new() } else { format!(" ({})", fault.filling) };
        let line = format!("   ! {}  {channel}{}{filling}", fault.about, fault.words);
        writeln!(out, "{}", shown::line(&line))?;
    }
    Ok(())
}

fn cost(worst: &Worst) -> String {
    let word = if worst.parts == 1 { "part" } else { "parts" };
    let blame = if worst.culprits.is_empty() {
        String::new()
    } else {
        format!(" because of {}", characters(&worst.culprits))
    };
    format!(" at most {} {word} ({}{blame})", worst.parts, worst.filling)
}
