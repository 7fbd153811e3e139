//! All rules in one table.

use super::case::Case;
use super::finding::{Report, Verdict};
use super::rule::Rule;

/// Every rule, in the order of the list of rules.
pub static RULES: &[&dyn Rule] = &[];

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}

/// Runs every rule on a case.
pub fn judge(case: &Case<'_>) -> Verdict {
    let mut report = Report::default();
    for rule in RULES {
        rule.check(case, &mut report);
    }
    Verdict { findings: report.into_findings() }
}
