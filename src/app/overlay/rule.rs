//! The rule behind a finding, explained.

use super::page::{Page, PageLine};
use crate::domain::channel::{Channel, Protections};
use crate::policy::registry::explains_channels;
use crate::policy::{Finding, rule};

/// The page of a finding's rule: what was found, and the rule's own documentation.
pub fn explain(finding: &Finding, channels: &Protections) -> Page {
    let mut lines = vec![PageLine::Text(finding.message.clone())];
    if !finding.reveals_to.is_empty() {
        lines.push(PageLine::Text(format!("Who would learn it: {}", finding.reveals_to.join("; "))));
    }
    lines.push(PageLine::Blank);
    if let Some(rule) = rule(finding.rule) {
        for line in rule.meta().doc.lines() {
            lines.push(match line.trim().trim_start_matches('#').trim() {
                "" => PageLine::Blank,
                words if line.trim_start().starts_with('#') => PageLine::Head(words.to_owned()),
                words => PageLine::Text(words.to_owned()),
            });
        }
    }
    if explains_channels(finding.rule) {
        lines.push(PageLine::Head("What each channel protects here ([channel.*] in the settings)".into()));
        let each = Channel::ALL.into_iter();
        lines.extend(each.map(|one| PageLine::Text(format!("{}: {}", one.label(), channels.of(one).show()))));
    }
    Page::new(format!("Rule {}", finding.rule), lines)
}
