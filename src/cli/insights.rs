//! `tactful insights`: how often each rule spoke and what was done about it, so that one that cries wolf is seen.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::json;

use super::args::Insights;
use super::exit::Exit;
use crate::domain::settlement::{SettledFinding, Settlement};
use crate::exchange::json::write_line;
use crate::store::{RecordView, Store};

/// How many messages are listed at once.
const PAGE: usize = 500;

/// What became of the findings of one rule.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    found: u64,
    cured: u64,
    seen: u64,
    overridden: u64,
}

impl Tally {
    fn count(&mut self, finding: &SettledFinding) {
        self.found += 1;
        match finding.settlement {
            Settlement::Shown => {}
            Settlement::Seen => self.seen += 1,
            Settlement::Overridden(_) => self.overridden += 1,
            Settlement::Cured { .. } => self.cured += 1,
        }
    }

    /// Of a hundred findings of the rule, so many were overridden.
    fn rate(&self) -> u64 {
        (self.overridden * 100 + self.found / 2).checked_div(self.found).unwrap_or(0)
    }
}

/// Prints a line a rule, the most overridden first.
pub fn run(args: &Insights, store: &mut dyn Store, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut rules: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut before, mut messages) = (None, 0_u64);
    loop {
        let rows = store.messages(&RecordView::default(), before, PAGE)?;
        let Some(last) = rows.last() else { break };
        before = Some(last.number);
        for row in &rows {
            messages += 1;
            for finding in &store.message(row.id)?.message.findings {
                rules.entry(finding.rule.clone()).or_default().count(finding);
            }
        }
    }
    let mut rules: Vec<(String, Tally)> = rules.into_iter().collect();
    rules.sort_by_key(|(_, tally)| std::cmp::Reverse((tally.overridden, tally.found)));
    if !args.json {
        writeln!(out, "{messages} messages")?;
        writeln!(
            out,
            "{:<24} {:>7} {:>7} {:>7} {:>10} {:>5}",
            "rule", "found", "cured", "seen", "overridden", "rate"
        )?;
    }
    for (rule, tally) in &rules {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_overrides() {
        let tally = Tally { found: 3, cured: 1, seen: 0, overridden: 2 };
        assert_eq!(tally.rate(), 67);
        assert_eq!(Tally::default().rate(), 0);
    }
}
