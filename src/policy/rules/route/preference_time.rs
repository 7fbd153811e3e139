//! `preference-time`: outside the times the patient stated, or in quiet hours.

use jiff::civil::Time;

use crate::domain::channel::Channel;
use crate::domain::preference::Wish;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "preference-time",
    group: Group::Route,
    summary: "outside stated times or quiet hours",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Warns when a text or a call would reach the patient at an hour they asked to be left alone, or in the practice's quiet hours. Letters, emails and the app wait by themselves.

### Why it matters
A call at night frightens, and a text at work may be read by others.

### Example
\"Not after 7pm\", at eight.

### How to settle it
Schedule it for later, or use a channel that waits.

### Source
NHS England guidance on electronic messages: preferences.",
};

declare! {
    /// Outside stated times.
    PreferenceTime, META, check
}

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    if !matches!(case.content.channel, Channel::Text | Channel::Phone | Channel::Voicemail) {
        return;
    }
    let Some(now) = case.now else { return };
    let (today, time) = (now.today(), now.local().time());
    let wishes = case.dossier.iter().flat_map(|dossier| dossier.preferences.iter().flatten());
    for wish in wishes.filter(|wish| wish.period.holds(today)) {
        let Wish::Times { words, quiet_from, quiet_until } = &wish.wish else { continue };
        // "not after 7pm" says nothing of the morning, "not before 10" nothing of the evening
        let quiet = match (*quiet_from, *quiet_until) {
            (Some(from), Some(until)) => is_between(time, from, until),
            (Some(from), None) => time >= from,
            (None, Some(until)) => time < until,
            (None, None) => false,
        };
        if quiet {
            report.push(late(format!("The patient asked not to be reached now: \"{words}\"")));
            return;
        }
    }
    let settings = &case.checker.settings;
    if let (Some(from), Some(until), true) =
        (settings.quiet_from, settings.quiet_until, case.dossier.is_some())
        && is_between(time, from, until)
    {
        report.push(late("These are quiet hours".into()));
    }
}

fn late(message: String) -> Finding {
    Finding::new(&META, Severity::Warn, message)
        .cure("Use a letter instead", Change::Channel(Channel::Letter))
        .cure("Send it later", Change::GiveUp)
}

/// Whether a time lies from `from` until `until`, over midnight where that is earlier.
fn is_between(time: Time, from: Time, until: Time) -> bool {
    if from <= until { from <= time && time < until } else { time >= from || time < until }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::Moment;
    use crate::domain::date::Period;
    use crate::domain::ids::PreferenceId;
    use crate::domain::preference::Preference;
    use crate::policy::testing::{Desk, recorded};

    #[test]
    fn nights_are_quiet() {
        let mut desk = Desk::with_record();
        assert_eq!(desk.severity(META.id, "Hi"), None);
        desk.now = Some(Moment::new("2026-11-22T22:15:00Z".parse().unwrap(), jiff::tz::TimeZone::UTC));
        assert_eq!(desk.severity(META.id, "Hi"), Some(Severity::Warn));
        assert_eq!(desk.by(Channel::Letter, 3).severity(META.id, "Hi"), None);
    }

    #[test]
    fn a_time_that_is_open_at_one_end_counts() {
        let at = |wish: Wish, now: &str| {
            let mut desk = Desk::with_record().facts(|d| {
                d.preferences = Some(vec![Preference {
                    id: PreferenceId::from_bytes([6; 16]),
                    wish,
                    purpose: None,
                    rank: 1,
                    period: Period::default(),
                    recorded: recorded(),
                }]);
            });
            desk.now = Some(Moment::new(now.parse().unwrap(), jiff::tz::TimeZone::UTC));
            desk.severity(META.id, "Hi")
        };
        let noon = Some(Time::constant(12, 0, 0, 0));
        let wish =
            |quiet_from, quiet_until| Wish::Times { words: "not then".into(), quiet_from, quiet_until };
        for (wish, morning, evening) in [
            (wish(noon, None), None, Some(Severity::Warn)),
            (wish(None, noon), Some(Severity::Warn), None),
            (wish(None, None), None, None),
        ] {
            assert_eq!(at(wish.clone(), "2026-11-22T10:15:00Z"), morning);
            assert_eq!(at(wish, "2026-11-22T18:15:00Z"), evening);
        }
    }
}
