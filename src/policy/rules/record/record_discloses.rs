//! `record-discloses`: the summary shows something sensitive in the online record.

use crate::domain::communication::RecordMode;
use crate::domain::severity::Severity;
use crate::domain::span::Field;
use crate::domain::topic::Topic;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::lexicon::Category;
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "record-discloses",
    group: Group::Record,
    summary: "the summary shows a sensitive item in the patient's online record",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Reads the summary that goes on the record, and warns when it names a sensitive topic.

### Why it matters
The online record is read by whoever has the patient's login: a partner, a parent, somebody who makes them open it.

### Example
\"Told about MARAC\" as the summary of a neutral text.

### How to settle it
Word the summary neutrally, or hide the entry from online view.

### Source
NHS England, accelerated access to GP records: redaction and safeguarding.",
};

declare! {
    /// The summary discloses.
    RecordDiscloses, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(Some(RecordMode::Summary(words))) = case.content.record else { return };
    let known = crate::policy::scan::known(case);
    let scanned = crate::policy::scan::Scanned::new(case.checker, &known, Field::Text, words);
    let told: Vec<String> = Topic::ALL
        .into_iter()
        .filter(|topic| !scanned.matches(Category::Topic(*topic)).is_empty())
        .map(|topic| topic.label().to_owned())
        .collect();
    if told.is_empty() {
        return;
    }
    let message = format!("The summary shows in the online record: {}", facts::listed(&told));
    report.push(
        Finding::new(&META, Severity::Warn, message)
            .seen_by(vec!["whoever opens the online record".into()])
            .cure("Word it neutrally, or hide it from online view", Change::ChooseRecord),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::registry::judge;
    use crate::policy::testing::Desk;

    #[test]
    fn summaries_are_read() {
        let run = |words: &str| {
            Desk::with_record().with_case("Hi", |case| {
                let record = RecordMode::Summary(words.into());
                let mut case = *case;
                case.content.record = Some(Some(&record));
                judge(&case).findings.iter().any(|f| f.rule == META.id)
            })
        };
        assert!(run("Told about the methadone clinic"));
        assert!(!run("Told about the appointment"));
    }
}
