//! `record-missing`: nothing says how the message stands on the record.

use crate::domain::communication::RecordMode;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "record-missing",
    group: Group::Record,
    summary: "no recording mode is chosen, or the summary is empty",
    severity: Severity::Stop,
    always_on: true,
    can_override: false,
    doc: "\
### What it does
Stops until it is chosen how the message stands on the record: as the exact text, as a summary in words, or as recorded by another system by name.

### Why it matters
What was said to a patient is part of the record for as long as the record itself.

### Example
A summary that was chosen and left empty.

### How to settle it
Choose exact copy, write the summary, or name the system.

### Source
NHS England guidance on electronic messages: recording; Records Management Code of Practice.",
};

declare! {
    /// Nothing says how it is recorded.
    RecordMissing, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let message = match case.content.record {
        Some(None) => "Choose how it stands on the record",
        Some(Some(RecordMode::Summary(words))) if words.trim().is_empty() => {
            "The summary for the record is empty"
        }
        Some(Some(RecordMode::RecordedBy(system))) if system.trim().is_empty() => {
            "Name the system that records it"
        }
        // a check of a text alone knows nothing of the record
        Some(Some(_)) | None => return,
    };
    report.push(Finding::new(&META, Severity::Stop, message).cure("Choose it", Change::ChooseRecord));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::registry::judge;
    use crate::policy::testing::Desk;

    #[test]
    fn a_mode_is_needed() {
        let run = |record: Option<Option<&RecordMode>>| {
            Desk::with_record().with_case("Hi", |case| {
                let mut case = *case;
                case.content.record = record;
                judge(&case).findings.iter().any(|f| f.rule == META.id)
            })
        };
        assert!(!run(None));
        assert!(run(Some(None)));
        assert!(run(Some(Some(&RecordMode::Summary(" ".into())))));
        assert!(!run(Some(Some(&RecordMode::Exact))));
    }
}
