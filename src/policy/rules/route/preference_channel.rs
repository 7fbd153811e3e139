//! `preference-channel`: another channel is preferred.

use crate::domain::channel::Channel;
use crate::domain::preference::Wish;
use crate::domain::severity::Severity;
use crate::policy::case::Case;
use crate::policy::facts;
use crate::policy::finding::{Change, Finding, Report};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::Scan;

static META: Meta = Meta {
    id: "preference-channel",
    group: Group::Route,
    summary: "another channel is preferred",
    severity: Severity::Warn,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Notes that the patient prefers another channel for this purpose; warns when the last three messages passed over the wish too.

### Why it matters
A wish is followed where that is feasible. Passing over it once may be right, always is not.

### Example
A text to a patient who prefers email.

### How to settle it
Switch to the preferred channel, or go on: the record says that it was seen.

### Source
NHS England guidance on electronic messages: preferences.",
};

declare! {
    /// Another channel is preferred.
    PreferenceChannel, META, check
}

/// So many messages in a row against a wish are a habit.
const HABIT: usize = 3;

fn check(case: &Case<'_>, _: &Scan<'_>, report: &mut Report) {
    let Some(wanted) = preferred(case) else { return };
    let channel = case.content.channel;
    if channel == wanted || channel == Channel::Voicemail && wanted == Channel::Phone {
        return;
    }
    let feasible = case.contacts().is_none() || case.contact_for(wanted).is_some();
    if !feasible || facts::is_refused(case, wanted) {
        return;
    }
    let recent = case.dossier.and_then(|dossier| dossier.recent.as_deref()).unwrap_or(&[]);
    let ignored = recent.iter().take(HABIT).filter(|row| row.channel != wanted).count() >= HABIT;
    let severity = if ignored { Severity::Warn } else { Severity::Note };
    let again = if ignored { ", and the last messages did not go that way either" } else { "" };
    let label = wanted.label();
    report.push(
        Finding::new(&META, severity, format!("The patient prefers another channel: {label}{again}"))
            .cure(format!("Switch to {label}"), Change::Channel(wanted)),
    );
}

/// The channel that the patient wishes for, for this purpose before all.
pub fn preferred(case: &Case<'_>) -> Option<Channel> {
    wished(case).first().map(|(channel, _)| *channel)
}

/// The channels that the patient wishes for, those for this purpose first, each by rank; with whether it is for this purpose.
pub fn wished(case: &Case<'_>) -> Vec<(Channel, bool)> {
    let (Some(dossier), Some(today)) = (case.dossier, case.today()) else { return Vec::new() };
    let wishes = dossier.preferences.iter().flatten().filter(|wish| wish.period.holds(today));
    let fits = wishes.filter(|wish| wish.purpose.is_none() || wish.purpose == case.purpose);
    let mut held: Vec<(bool, u32, Channel)> = fits
        .filter_map(|wish| match wish.wish {
            Wish::Channel(channel) => Some((wish.purpose.is_none(), wish.rank, channel)),
            _ => None,
        })
        .collect();
    held.sort_by_key(|(general, rank, _)| (*general, *rank));
    let mut found: Vec<(Channel, bool)> = Vec::new();
    for (general, _, channel) in held {
        if !found.iter().any(|(known, _)| *known == channel) {
            found.push((channel, !general));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::Period;
    use crate::domain::ids::PreferenceId;
    use crate::domain::preference::Preference;
    use crate::policy::testing::{Desk, recorded};

    fn desk(wanted: Channel) -> Desk {
        Desk::with_record().facts(|d| {
            d.preferences = Some(vec![Preference {
                id: PreferenceId::from_bytes([6; 16]),
                wish: Wish::Channel(wanted),
                purpose: None,
                rank: 1,
                period: Period::default(),
                recorded: recorded(),
            }]);
        })
    }

    #[test]
    fn a_wish_is_noted() {
        assert_eq!(desk(Channel::Text).severity(META.id, "Hi"), None);
        assert_eq!(desk(Channel::Email).severity(META.id, "Hi"), Some(Severity::Note));
        let unreachable = desk(Channel::Email).facts(|d| d.contacts.as_mut().unwrap().truncate(1));
        assert_eq!(unreachable.severity(META.id, "Hi"), None);
    }
}
