//! Which overrides the Caldicott Guardian looks at one by one; all others are counted by rule.

use crate::domain::settlement::{OverrideReason, SettledFinding, Settlement};
use crate::domain::severity::Severity;
use crate::domain::topic::Tier;

/// The rules whose overrides always go to the guardian: objections, proxies, restrictions.
const ALWAYS: [&str; 10] = [
    "objection-channel",
    "objection-purpose",
    "proxy-no-authority",
    "proxy-out-of-scope",
    "proxy-ended",
    "proxy-age-review",
    "proxy-age-16",
    "proxy-other-detail",
    "recipient-restricted",
    "channel-unsafe",
];

/// The rules that an emergency lifts: wishes and objections, never a death, the wrong person or an unsafe channel
/// (guidance, section 8).
const LIFTED: [&str; 5] =
    ["objection-channel", "objection-purpose", "objection-conflict", "preference-channel", "preference-time"];

/// The name under which a declared emergency stands among the findings of a message.
pub const EMERGENCY: &str = "emergency";

/// Whether a screen holds this rule back from whoever looks over a shoulder: its name alone says that somebody is at risk.
pub fn is_discreet(rule: &str) -> bool {
    matches!(rule, "recipient-restricted" | "channel-unsafe")
}

/// Whether an emergency lifts this rule.
pub fn is_lifted(rule: &str) -> bool {
    LIFTED.contains(&rule)
}

/// Whether the guardian looks at this finding: it was a stop, it was overridden, and it is about an objection, a proxy, a
/// restriction or a high-tier topic, or an emergency was declared.
pub fn reviews(finding: &SettledFinding) -> bool {
    let Settlement::Overridden(given) = &finding.settlement else { return false };
    given.reason == OverrideReason::Emergency
        || finding.severity == Severity::Stop
            && (ALWAYS.contains(&finding.rule.as_str())
                || finding.topic.is_some_and(|topic| topic.tier() == Tier::High))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settlement::Override;
    use crate::domain::topic::Topic;
    use crate::policy;

    fn overridden(
        rule: &str,
        topic: Option<Topic>,
        severity: Severity,
        reason: OverrideReason,
    ) -> SettledFinding {
        let given =
            Override { reason, words: "x".into(), authorised_by: "Dr Lewin".into(), patient_told: true };
        let settlement = Settlement::Overridden(given);
        SettledFinding { rule: rule.into(), topic, severity, quote: None, settlement }
    }

    #[test]
    fn the_guardian_sees_what_the_guidance_says() {
        let asked = OverrideReason::PatientAsked;
        assert!(reviews(&overridden("objection-channel", None, Severity::Stop, asked)));
        assert!(reviews(&overridden("sensitive-topic", Some(Topic::Sti), Severity::Stop, asked)));
        assert!(!reviews(&overridden("sensitive-topic", Some(Topic::Intimate), Severity::Stop, asked)));
        assert!(!reviews(&overridden("length-cost", None, Severity::Stop, asked)));
        assert!(reviews(&overridden("preference-time", None, Severity::Warn, OverrideReason::Emergency)));
    }

    #[test]
    fn every_rule_named_is_a_rule_that_can_be_overridden() {
        for id in ALWAYS.into_iter().chain(LIFTED) {
            assert!(policy::rule(id).is_some(), "{id}");
        }
    }
}
