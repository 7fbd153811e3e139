//! The channel adviser: for this person, purpose and text, every channel with the reason why it is good or out.

use crate::domain::channel::Channel;
use crate::domain::contact::{ContactPoint, Trouble};
use crate::domain::ids::ContactPointId;
use crate::domain::need::Unmet;
use crate::domain::severity::Severity;
use crate::domain::span::Field;

use super::case::{Case, Content};
use super::facts::{self, Eyes};
use super::rules::route::preference_channel;
use super::rules::words::sensitive_topic;
use super::scan::Scan;

/// How well a channel fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The one to use.
    Best,
    /// It can be used.
    Usable,
    /// It can be used, but something speaks against it.
    Doubtful,
    /// It cannot be used, and the reason says what would have to be true.
    Out,
}

/// What the adviser says of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The channel.
    pub channel: Channel,
    /// The contact point it would use.
    pub contact: Option<ContactPointId>,
    /// How well it fits.
    pub fit: Fit,
    /// Why, in one line.
    pub reason: String,
}

/// All channels for the reader of this case, the best first.
pub fn advise(case: &Case<'_>) -> Vec<Advice> {
    let scan = Scan::new(case);
    let preferred = preference_channel::preferred(case);
    let mut ranked: Vec<(Fit, u8, Advice)> = Channel::ALL
        .into_iter()
        .map(|channel| {
            let contact = case.contact_for(channel);
            let other = Case {
                content: Content { channel, contact: contact.map(|contact| contact.id), ..case.content },
                ..*case
            };
            let (fit, reason) = weigh(&other, &scan, contact, preferred == Some(channel));
            let order = if preferred == Some(channel) { 0 } else { habit(channel) };
            (fit, order, Advice { channel, contact: contact.map(|contact| contact.id), fit, reason })
        })
        .collect();
    ranked.sort_by_key(|(fit, order, _)| (*fit, *order));
    let mut advice: Vec<Advice> = ranked.into_iter().map(|(_, _, advice)| advice).collect();
    if let Some(first) = advice.first_mut().filter(|first| first.fit == Fit::Usable) {
        first.fit = Fit::Best;
    }
    advice
}

/// The order where no wish decides: what is read soonest, before what waits; a machine last.
const fn habit(channel: Channel) -> u8 {
    match channel {
        Channel::Text => 1,
        Channel::NhsApp => 2,
        Channel::Email => 3,
        Channel::Phone => 4,
        Channel::Letter => 5,
        Channel::Voicemail => 6,
    }
}

fn weigh(case: &Case<'_>, scan: &Scan<'_>, contact: Option<&ContactPoint>, preferred: bool) -> (Fit, String) {
    if let Some(reason) = barrier(case, contact) {
        return (Fit::Out, reason);
    }
    let to = contact.map_or_else(String::new, |contact| format!("{}: ", contact.value.show()));
    if let Some(doubt) = doubt(case, scan, contact) {
        return (Fit::Doubtful, format!("{to}{doubt}"));
    }
    let mut reasons: Vec<&str> = Vec::new();
    if preferred {
        reasons.push("the patient prefers it");
    }
    reasons.push(match (case.content.channel, case.eyes(Field::Text)) {
        (Channel::NhsApp, Eyes::Guarded) => "only with a login",
        (Channel::Letter, Eyes::Guarded) => "in an envelope, in some days",
        (Channel::Phone, Eyes::Guarded) => "the patient can ask",
        (_, Eyes::Others(_)) => "others may see it, and the text reveals nothing",
        _ => "nobody else is known to use it",
    });
    (Fit::Usable, format!("{to}{}", reasons.join("; ")))
}

/// Why a channel is out, with what would have to be true.
fn barrier(case: &Case<'_>, contact: Option<&ContactPoint>) -> Option<String> {
    let dossier = case.dossier?;
    let channel = case.content.channel;
    let patient = &dossier.patient;
    if patient.death.is_some() {
        return Some("the patient died".into());
    }
    let restriction = patient.restriction.as_ref();
    if restriction.is_some_and(|r| r.unsafe_channels.contains(&channel)) {
        return Some(
            // the list lies open beside the text: why is on the patient's screen, by a key
            "this patient is not reached by it; they or the named lead would have to say otherwise".into(),
        );
    }
    let refused = dossier.objections.iter().flatten().find(|o| {
        o.refuses(channel) || case.purpose.is_some_and(|purpose| o.refuses_purpose(channel, purpose))
    });
    if let Some(objection) = refused {
        let what = if objection.purpose.is_some() { "this purpose by it" } else { "it" };
        return Some(format!("the patient objects to {what}; they would have to withdraw that"));
    }
    let unmet = dossier.needs.iter().flatten().find(|n| n.kind.unmet_by(channel) == Some(Unmet::Channel));
    if let Some(need) = unmet {
        return Some(format!("{}: it cannot be used", need.kind.label()));
    }
    if contact.is_some() || case.contacts().is_none() {
        return None;
    }
    let served = case.contacts()?.iter().find(|contact| contact.value.serves(channel));
    Some(match served.and_then(|contact| Some((contact, contact.value.fault(channel)?))) {
        Some((contact, fault)) => format!("{}: {fault}", contact.value.show()),
        None if served.is_some() => {
            "what is on file is no longer in use; a current one would have to be added".into()
        }
        None => format!("{}; one would have to be added", missing(channel)),
    })
}

const fn missing(channel: Channel) -> &'static str {
    match channel {
        Channel::Text => "no mobile on file",
        Channel::Email => "no email address on file",
        Channel::Letter => "no postal address on file",
        Channel::NhsApp => "does not take messages in the NHS App",
        Channel::Phone | Channel::Voicemail => "no telephone number on file",
    }
}

/// What speaks against a channel that can be used.
fn doubt(case: &Case<'_>, scan: &Scan<'_>, contact: Option<&ContactPoint>) -> Option<String> {
    let dossier = case.dossier?;
    let eyes = case.eyes(Field::Text);
    let loud = scan
        .topics()
        .into_iter()
        .map(|topic| (sensitive_topic::loudness(case, topic, &eyes), topic))
        .max()
        .filter(|(severity, _)| *severity > Severity::Note);
    if let Some((_, topic)) = loud {
        let who = match &eyes {
            Eyes::Others(readers) => facts::listed(readers),
            _ => "a lock screen".into(),
        };
        return Some(format!("{who} would learn of {}", topic.label()));
    }
    if let Some(restriction) = dossier.patient.restriction.as_ref()
        && restriction.level != crate::domain::patient::Confidentiality::Unrestricted
        && !contact.is_some_and(|contact| restriction.safe.contains(&contact.id))
    {
        return Some("ask the named lead first how this patient is reached".into());
    }
    let format =
        dossier.needs.iter().flatten().find(|n| n.kind.unmet_by(case.content.channel) == Some(Unmet::Format));
    if let Some(need) = format {
        return Some(format!("only in the right format: {}", need.kind.label()));
    }
    let contact = contact?;
    match contact.trouble {
        Some(Trouble::NotMe) => return Some("whoever has it said that they are somebody else".into()),
        Some(Trouble::Failed { .. }) => return Some("the last message to it failed".into()),
        None => {}
    }
    let sharers: Vec<String> = case.sharers_of(contact).map(|sharer| sharer.patient.name.clone()).collect();
    (!sharers.is_empty() && case.content.channel != Channel::Letter)
        .then(|| format!("shared with {}", facts::listed(&sharers)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ObjectionId;
    use crate::domain::objection::{Objection, Outcome};
    use crate::policy::testing::{Desk, recorded};

    fn ranked(desk: &Desk, text: &str) -> Vec<(Channel, Fit, String)> {
        desk.with_case(text, |case| {
            advise(case).into_iter().map(|advice| (advice.channel, advice.fit, advice.reason)).collect()
        })
    }

    #[test]
    fn every_channel_is_advised_upon_and_the_best_is_first() {
        let all = ranked(&Desk::with_record(), "Hello");
        assert_eq!(all.len(), Channel::ALL.len());
        assert_eq!((all[0].0, all[0].1), (Channel::Text, Fit::Best));
        assert!(all.iter().all(|(_, _, reason)| !reason.is_empty() && !reason.contains('\n')));
    }

    #[test]
    fn what_the_text_reveals_counts() {
        let all = ranked(&Desk::with_record(), "Your chlamydia result");
        assert_eq!(all[0].0, Channel::NhsApp);
        let text = all.iter().find(|(channel, ..)| *channel == Channel::Text).unwrap();
        assert_eq!(text.1, Fit::Doubtful);
        assert!(text.2.contains("a lock screen would learn"), "{}", text.2);
    }

    #[test]
    fn a_channel_that_is_out_says_what_would_have_to_be_true() {
        let desk = Desk::with_record().facts(|d| {
            d.contacts.as_mut().unwrap().truncate(1);
            d.objections = Some(vec![Objection {
                id: ObjectionId::from_bytes([5; 16]),
                channel: Channel::Text,
                purpose: None,
                reason: None,
                talk: None,
                outcome: Outcome::Stands,
                review: None,
                recorded: recorded(),
            }]);
        });
        let all = ranked(&desk, "Hello");
        let reason =
            |wanted: Channel| all.iter().find(|(c, ..)| *c == wanted).map(|(_, fit, r)| (*fit, r.clone()));
        assert_eq!(all[0].0, Channel::Phone);
        assert!(reason(Channel::Text).unwrap().1.contains("withdraw"));
        assert_eq!(reason(Channel::Email).unwrap().0, Fit::Out);
        assert!(reason(Channel::Letter).unwrap().1.contains("no postal address on file"));
    }
}
