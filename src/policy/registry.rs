//! All rules in one table.

use super::case::Case;
use super::finding::{Report, Verdict};
use super::rule::Rule;
use super::rules::{recipient, record, route, words};
use super::scan::Scan;

/// Every rule, in the order of the list of rules.
pub static RULES: &[&dyn Rule] = &[
    &recipient::deceased::Deceased,
    &recipient::restricted::Restricted,
    &recipient::left::Left,
    &recipient::mismatch::Mismatch,
    &recipient::lookalike::Lookalike,
    &recipient::list::List,
    &recipient::proxy_no_authority::ProxyNoAuthority,
    &recipient::proxy_out_of_scope::ProxyOutOfScope,
    &recipient::proxy_ended::ProxyEnded,
    &recipient::proxy_age_review::ProxyAgeReview,
    &recipient::proxy_age_16::ProxyAge16,
    &recipient::proxy_other_detail::ProxyOtherDetail,
    &words::sensitive_topic::SensitiveTopic,
    &words::result_detail::ResultDetail,
    &words::bad_news::BadNews,
    &route::channel_unsafe::ChannelUnsafe,
    &route::objection_channel::ObjectionChannel,
    &route::objection_purpose::ObjectionPurpose,
    &route::objection_conflict::ObjectionConflict,
    &route::preference_channel::PreferenceChannel,
    &route::preference_time::PreferenceTime,
    &route::access_need_unmet::AccessNeedUnmet,
    &route::contact_missing::ContactMissing,
    &route::contact_invalid::ContactInvalid,
    &route::contact_shared::ContactShared,
    &route::contact_stale::ContactStale,
    &route::contact_failed::ContactFailed,
    &route::contact_changed::ContactChanged,
    &route::urgent_by_message::UrgentByMessage,
    &route::email_not_secure::EmailNotSecure,
    &route::channel_not_approved::ChannelNotApproved,
    &words::voicemail_detail::VoicemailDetail,
    &words::identifier_in_text::IdentifierInText,
    &words::third_party_named::ThirdPartyNamed,
    &words::internal_wording::InternalWording,
    &words::placeholder_unfilled::PlaceholderUnfilled,
    &words::date_mismatch::DateMismatch,
    &words::link_risky::LinkRisky,
    &words::length_cost::LengthCost,
    &words::no_reply_route::NoReplyRoute,
    &words::hidden_characters::HiddenCharacters,
    &record::repeat_message::RepeatMessage,
    &words::out_of_scope::OutOfScope,
    &record::record_missing::RecordMissing,
    &record::record_discloses::RecordDiscloses,
];

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}

/// Runs every rule on a case, each as loud as the site's settings let it be.
pub fn judge(case: &Case<'_>) -> Verdict {
    let scan = Scan::new(case);
    let mut report = Report::default();
    for rule in RULES {
        rule.check(case, &scan, &mut report);
    }
    report.apply(|finding| (!scan.doubts(finding)).then_some(finding.severity));
    let settings = &case.checker.settings;
    if !settings.rules.is_empty() {
        report.apply(|finding| {
            let always = rule(finding.rule).is_some_and(|rule| rule.meta().always_on);
            if always { Some(finding.severity) } else { settings.severity(finding.rule, finding.severity) }
        });
    }
    Verdict { findings: report.into_findings() }
}

/// Whether how loud a rule is hangs on what the channel protects: its explanation says how that is set.
pub fn explains_channels(rule: &str) -> bool {
    matches!(rule, "sensitive-topic" | "result-detail")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_is_documented_in_the_fixed_headings() {
        let mut ids = BTreeSet::new();
        for rule in RULES {
            let meta = rule.meta();
            assert!(ids.insert(meta.id), "{} twice", meta.id);
            let mut from = 0;
            for heading in [
                "### What it does",
                "### Why it matters",
                "### Example",
                "### How to settle it",
                "### Source",
            ] {
                let at = meta.doc.get(from..).and_then(|rest| rest.find(heading));
                assert!(at.is_some(), "{}: no '{heading}' in its place", meta.id);
                from += at.unwrap_or(0) + heading.len();
            }
            assert!(!meta.summary.ends_with('.'), "{}", meta.id);
        }
    }
}
