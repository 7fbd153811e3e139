//! `tactful insights`: how often each rule spoke and what was done about it, so that one that cries wolf is seen.

use std::io::Write;

use serde_json::json;

use super::args::Insights;
use super::exit::Exit;
use crate::exchange::json::write_line;
use crate::store::Store;
use crate::store::day::insights;

/// Prints a line a rule, the most overridden first.
pub fn run(args: &Insights, store: &mut dyn Store, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let found = insights(store, None, usize::MAX)?;
    if !args.json {
        writeln!(out, "{} messages", found.messages)?;
        writeln!(
            out,
            "{:<24} {:>7} {:>7} {:>7} {:>10} {:>5}",
            "rule", "found", "cured", "seen", "overridden", "rate"
        )?;
    }
    for (rule, tally) in found.rules() {
        if args.json {
            write_line(
                out,
                &json!({
                    "rule": rule, "found": tally.found, "cured": tally.cured, "seen": tally.seen,
                    "overridden": tally.overridden, "overridden_percent": tally.rate(),
                }),
            )?;
        } else {
            writeln!(
                out,
                "{rule:<24} {:>7} {:>7} {:>7} {:>10} {:>4}%",
                tally.found,
                tally.cured,
                tally.seen,
                tally.overridden,
                tally.rate()
            )?;
        }
    }
    Ok(Exit::Done)
}
