//! `length-cost`: a text costs more parts than it needs.

use crate::domain::channel::Channel;
use crate::domain::severity::Severity;
use crate::domain::sms;
use crate::domain::span::{Field, Span};
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "length-cost",
    group: Group::Words,
    summary: "a text takes several parts, or a character forces parts of 70",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Counts the parts of a text message: more than one is a note, more than three a warning, over 918 characters (six parts) a stop. A character outside the GSM alphabet makes every part 70 characters instead of 160: it is named, with what to write instead.

### Why it matters
Every part is paid for, and long texts arrive out of order and are not read. One curly quote pasted from a word processor can double the cost.

### Example
\"You\u{2019}re booked\" with a curly apostrophe.

### How to settle it
Replace the character, shorten the text, or use an email, a letter or the app.

### Source
3GPP TS 23.038 (GSM 7-bit alphabet); NHS England guidance on the cost of text messages.",
};

declare! {
    /// A text costs more parts than it needs.
    LengthCost, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    if case.content.channel != Channel::Text {
        return;
    }
    let text = scan.text.folded.source();
    let count = sms::count(text);
    culprits(scan, text, &count, report);
    let settings = &case.checker.settings;
    let severity = if count.used > usize::from(settings.length_stop) {
        Severity::Stop
    } else if count.parts > usize::from(settings.parts_warn) {
        Severity::Warn
    } else if count.parts > 1 {
        Severity::Note
    } else {
        return;
    };
    let message = format!("It takes {} parts ({} characters)", count.parts, count.used);
    let mut finding = Finding::new(&META, severity, message);
    let end = scan.text.tokens.list.last().map(|token| token.end as usize);
    if let Some(span) = end.and_then(|end| scan.text.span(end.saturating_sub(1), end)) {
        finding = finding.cure("Shorten it", Change::GoTo(span));
    }
    let longer = crate::policy::facts::other_channels(case, &[Channel::Phone]);
    finding = finding.cures(longer);
    if finding.cures.is_empty() {
        finding = finding.cure("Do not send it", Change::GiveUp);
    }
    report.push(finding);
}

/// Characters that force parts of 70, where plain ones would do.
fn culprits(scan: &Scan<'_>, text: &str, count: &sms::Parts, report: &mut Report) {
    let Some(first) = count.culprits.first() else { return };
    let plain = sms::plain(text);
    let after = sms::count(&plain);
    let spans: Vec<Span> = text
        .char_indices()
        .filter(|(_, c)| sms::septets(*c).is_none())
        .take(20)
        .filter_map(|(at, c)| {
            let whole = unicode_segmentation::UnicodeSegmentation::grapheme_indices(text, true)
                .find(|(from, grapheme)| *from <= at && at < from + grapheme.len());
            whole.map(|(from, grapheme)| Span::text(from, from + grapheme.len().max(c.len_utf8())))
        })
        .collect();
    let _ = scan;
    let names: Vec<String> = count
        .culprits
        .iter()
        .take(4)
        .map(|c| format!("'{}'", crate::domain::shown::line(&c.to_string())))
        .collect();
    let message = format!(
        "{} {} parts of 70 characters: {} instead of {}",
        crate::policy::facts::listed(&names),
        if count.culprits.len() == 1 { "forces" } else { "force" },
        count.parts,
        after.parts
    );
    let severity = if count.parts > after.parts && count.parts > 1 { Severity::Warn } else { Severity::Note };
    let mut finding = Finding::new(&META, severity, message).at(spans.clone());
    if plain != text {
        finding = finding.cure("Replace the characters", Change::Rewrite { field: Field::Text, text: plain });
    }
    match spans.first() {
        Some(span) => finding = finding.cure("Go to the character", Change::GoTo(*span)),
        None if finding.cures.is_empty() => finding = finding.cure(format!("Remove {first}"), Change::GiveUp),
        None => {}
    }
    report.push(finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{Desk, assert_clean, assert_cure};

    #[test]
    fn cost_is_said_by_degree() {
        let desk = Desk::bare();
        assert_clean(&desk, META.id, &"a".repeat(160));
        assert_eq!(desk.severity(META.id, &"a".repeat(161)), Some(Severity::Note));
        assert_eq!(desk.severity(META.id, &"a".repeat(460)), Some(Severity::Warn));
        assert_eq!(desk.severity(META.id, &"a".repeat(919)), Some(Severity::Stop));
        assert_cure(&desk, META.id, "You\u{2019}re booked", "You're booked");
        assert_clean(&desk.by(Channel::Letter, 0), META.id, &"a".repeat(2000));
    }
}
