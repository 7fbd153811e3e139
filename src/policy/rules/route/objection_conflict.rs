//! `objection-conflict`: records contradict each other about an objection.

use crate::domain::dossier::Facet;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "objection-conflict",
    group: Group::Route,
    summary: "records contradict each other about objections",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Warns when two sources disagree whether the patient objects: the desk and an import, or two imports. The latest counts and is shown.

### Why it matters
One of the two is wrong, and only the patient knows which.

### Example
The desk recorded that texts are fine; the next list says \"SMS declined\".

### How to settle it
Ask the patient and settle it on their screen.

### Source
NHS England guidance on electronic messages: objections.",
};

declare! {
    /// Records contradict each other.
    ObjectionConflict, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(conflicts) = case.dossier.and_then(|dossier| dossier.conflicts.as_deref()) else { return };
    let channel = case.content.channel;
    let about = conflicts.iter().filter(|conflict| {
        conflict.facet == Facet::Objections && conflict.channel.is_none_or(|c| c == channel)
    });
    for conflict in about {
        let (kept, other, source) = (&conflict.kept, &conflict.other, &conflict.source);
        report.push(
            Finding::new(
                &META,
                Severity::Warn,
                format!("On file: {kept}; {source} says: {other}. Ask the patient"),
            )
            .cure("Open the patient, to settle it", Change::OpenPatient),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::dossier::Conflict;
    use crate::policy::testing::Desk;

    #[test]
    fn a_conflict_warns_on_its_channel() {
        let desk = Desk::with_record().facts(|d| {
            d.conflicts = Some(vec![Conflict {
                facet: Facet::Objections,
                channel: Some(Channel::Text),
                kept: "no objection".into(),
                other: "texts declined".into(),
                source: "PDS".into(),
                at: "2026-01-05T09:00:00Z".parse().unwrap(),
            }]);
        });
        assert_eq!(desk.severity(META.id, "Hi"), Some(Severity::Warn));
        assert_eq!(desk.by(Channel::Letter, 3).severity(META.id, "Hi"), None);
    }
}
