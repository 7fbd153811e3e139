//! `repeat-message`: a near-duplicate, or one message too many this week.

use crate::domain::communication::{CommunicationRow, State};
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "repeat-message",
    group: Group::Record,
    summary: "a near-duplicate in 7 days, or more than three messages this week",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Compares the text with the messages of the last 7 days, and counts them.

### Why it matters
People who get many messages stop reading them.

### Example
The same reminder by two members of staff on one day.

### How to settle it
Leave it, or put both into one.

### Source
NHS England guidance on electronic messages: frequency.",
};

declare! {
    /// A repetition.
    RepeatMessage, META, check
}

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    let (Some(now), Some(recent)) = (case.now, case.dossier.and_then(|dossier| dossier.recent.as_deref()))
    else {
        return;
    };
    let settings = &case.checker.settings;
    let since = now.at.as_second() - i64::from(settings.repeat_days) * 86_400;
    let week =
        || recent.iter().filter(|row| row.state != State::NotSent && row.prepared.as_second() >= since);
    if let Some(twin) = week().find(|row| is_near(scan.text.folded.source(), row)) {
        let on = crate::domain::date::show(now.local_of(twin.prepared).date());
        let message =
            format!("Nearly the same message went on {on} ({}), by {}", twin.channel.label(), twin.by_name);
        report.push(
            Finding::new(&META, Severity::Warn, message)
                .cure("Do not send it again", Change::GiveUp)
                .cure("Open the patient, to see it", Change::OpenPatient),
        );
        return;
    }
    // this one counts: more than three are four, and it is the fourth that should not go
    let count = week().count() + 1;
    if count > usize::from(settings.repeat_most) {
        report.push(
            Finding::new(
                &META,
                Severity::Warn,
                format!("With this one {count} messages in {} days", settings.repeat_days),
            )
            .cure("Open the patient, to put them together", Change::OpenPatient)
            .cure("Do not send it", Change::GiveUp),
        );
    }
}

/// Whether nine of ten of the words that the record's excerpt holds open the text too.
fn is_near(text: &str, row: &CommunicationRow) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let old = words(row.excerpt.trim_end_matches('\u{2026}'));
    let new = words(text);
    if old.len() < 4 {
        return false;
    }
    let same = old.iter().zip(&new).filter(|(a, b)| a == b).count();
    same * 10 >= old.len() * 9
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::ids::{CommunicationId, PatientId};
    use crate::domain::purpose::Purpose;
    use crate::policy::testing::Desk;

    fn row(at: &str, excerpt: &str) -> CommunicationRow {
        CommunicationRow {
            id: CommunicationId::from_bytes([1; 16]),
            number: 1,
            patient: PatientId::from_bytes([1; 16]),
            patient_name: "SCHOLES, Joanne".into(),
            patient_birth: "23-May-1984".into(),
            prepared: at.parse().unwrap(),
            channel: Channel::Text,
            purpose: Purpose::Other,
            state: State::Sent,
            by_name: "Bev".into(),
            excerpt: excerpt.into(),
        }
    }

    #[test]
    fn repetitions_are_noticed() {
        let desk = |rows: Vec<CommunicationRow>| Desk::with_record().facts(|d| d.recent = Some(rows));
        let text = "Your asthma review is due. Please ring us.";
        let same = "Your asthma review is due. Please";
        assert!(desk(vec![row("2026-11-20T09:00:00Z", same)]).severity(META.id, text).is_some());
        assert!(desk(vec![row("2026-10-20T09:00:00Z", same)]).severity(META.id, text).is_none());
        assert!(
            desk(vec![row("2026-11-20T09:00:00Z", "Your flu jab is due today.")])
                .severity(META.id, text)
                .is_none()
        );
        let before = |count: u8| {
            let one = |n| row("2026-11-20T09:00:00Z", &format!("Message {n} about another thing"));
            desk((0..count).map(one).collect())
        };
        assert!(before(2).severity(META.id, text).is_none(), "the third");
        assert!(before(3).severity(META.id, text).is_some(), "the fourth");
    }
}
