//! `tactful explain`: the documentation of a rule, or the list of all.

use std::io::Write;

use anyhow::bail;
use serde_json::json;

use super::args::Explain;
use super::exit::Exit;
use crate::domain::channel::{Channel, Protections};
use crate::exchange::json::write_line;
use crate::policy::{Meta, registry};

pub fn run(args: &Explain, channels: &Protections, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if args.markdown {
        out.write_all(markdown().as_bytes())?;
        return Ok(Exit::Done);
    }
    let chosen: Vec<&Meta> = match &args.rule {
        None => registry::RULES.iter().map(|rule| rule.meta()).collect(),
        Some(id) => match registry::rule(id) {
            Some(rule) => vec![rule.meta()],
            None => bail!("there is no rule '{id}': `tactful explain` lists them all"),
        },
    };
    for meta in &chosen {
        if args.json {
            let line = json!({
                "rule": meta.id,
                "summary": meta.summary,
                "severity": meta.severity,
                "always_on": meta.always_on,
                "can_override": meta.can_override,
                "documentation": meta.doc,
            });
            write_line(out, &line)?;
        } else if args.rule.is_some() {
            writeln!(out, "{} ({})\n{}\n\n{}", meta.id, meta.severity, meta.summary, meta.doc.trim())?;
            if registry::explains_channels(meta.id) {
                writeln!(out, "\n### What each channel protects here ([channel.*] in the settings)")?;
                for channel in Channel::ALL {
                    writeln!(out, "{}: {}", channel.label(), channels.of(channel).show())?;
                }
            }
        } else {
            writeln!(out, "{:<24} {:<5} {}", meta.id, meta.severity.slug(), meta.summary)?;
        }
    }
    Ok(Exit::Done)
}

/// The documentation of all rules as one page: `docs/rules.md`.
pub fn markdown() -> String {
    let mut page = String::from("# The rules of a message\n\nMade by `tactful explain --markdown`.\n");
    for rule in registry::RULES {
        let Meta { id, severity, summary, doc, .. } = rule.meta();
        page.extend([&format!("\n## {id}\n\n*{severity}*: {summary}\n\n"), doc.trim(), "\n"]);
    }
    page
}
