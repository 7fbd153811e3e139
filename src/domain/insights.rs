//! How often each rule spoke and what was done about it, so that one that cries wolf is seen.

use std::collections::BTreeMap;

use serde::Serialize;

use super::settlement::{SettledFinding, Settlement};

/// What became of the findings of one rule.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many there were.
    pub found: u64,
    /// Those that a cure took away.
    pub cured: u64,
    /// Warnings that somebody said they saw.
    pub seen: u64,
    /// Stops that were overridden on the record.
    pub overridden: u64,
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
    pub fn rate(&self) -> u64 {
        (self.overridden * 100 + self.found / 2).checked_div(self.found).unwrap_or(0)
    }
}

/// The rules of many messages.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Insights {
    /// How many messages were looked at.
    pub messages: u64,
    rules: BTreeMap<String, Tally>,
}

impl Insights {
    /// Counts the findings of one more message.
    pub fn add(&mut self, findings: &[SettledFinding]) {
        self.messages += 1;
        for finding in findings {
            self.rules.entry(finding.rule.clone()).or_default().count(finding);
        }
    }

    /// A line a rule, the most overridden first.
    pub fn rules(&self) -> Vec<(String, Tally)> {
        let mut rules: Vec<(String, Tally)> = self.rules.clone().into_iter().collect();
        rules.sort_by_key(|(_, tally)| std::cmp::Reverse((tally.overridden, tally.found)));
        rules
    }
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
