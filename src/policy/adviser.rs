//! The channel adviser: for this person, purpose and text, every channel with the reason why it is good or out.

mod barriers;

use crate::domain::channel::Channel;
use crate::domain::contact::{ContactPoint, Trouble};
use crate::domain::date;
use crate::domain::ids::ContactPointId;
use crate::domain::need::Unmet;
use crate::domain::severity::Severity;
use crate::domain::span::Field;

use super::case::{Case, Content};
use super::facts::{self, Eyes};
use super::finding::{Finding, Report};
use super::registry;
use super::rules::route::preference_channel;
use super::rules::words::sensitive_topic;
use super::scan::Scan;
use barriers::{barriers, out, refused};

/// How well a channel fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The one to use.
    Best,
    /// It can be used.
    Usable,
    /// It can be used, but something speaks against it.
    Doubtful,
    /// It cannot be used; the reason says why, and what would have to be true for it to be in.
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

/// What a channel comes to: how well it fits, how much less than another one, why.
struct Weighed {
    fit: Fit,
    /// Something slight speaks against it: it comes after its like, not after a wish.
    slight: bool,
    reason: String,
}

/// All channels for the reader of this case, the best first: what can be used, before it what the patient wishes for this
/// purpose and in general, then what is on the record by itself, then what is read soonest.
pub fn advise(case: &Case<'_>) -> Vec<Advice> {
    let scan = Scan::new(case);
    let wishes = preference_channel::wished(case);
    let mut ranked: Vec<_> = Channel::ALL
        .into_iter()
        .map(|channel| {
            let contact = case.contact_for(channel);
            let other = Case {
                content: Content { channel, contact: contact.map(|contact| contact.id), ..case.content },
                ..*case
            };
            let wish = wishes.iter().position(|(wished, _)| *wished == channel);
            let weighed = weigh(&other, &scan, contact, wish.and_then(|at| wishes.get(at)).copied());
            let class = if weighed.slight { Fit::Usable } else { weighed.fit };
            let stores = case.protects(channel).stores;
            let order = (class, wish.unwrap_or(usize::MAX), weighed.slight, !stores, habit(channel));
            let Weighed { fit, reason, .. } = weighed;
            (order, Advice { channel, contact: contact.map(|contact| contact.id), fit, reason })
        })
        .collect();
    ranked.sort_by_key(|(order, _)| *order);
    let mut advice: Vec<Advice> = ranked.into_iter().map(|(_, advice)| advice).collect();
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

fn weigh(
    case: &Case<'_>,
    scan: &Scan<'_>,
    contact: Option<&ContactPoint>,
    wish: Option<(Channel, bool)>,
) -> Weighed {
    if let Some(reason) = out(&barriers(case, contact)) {
        return Weighed { fit: Fit::Out, slight: false, reason };
    }
    let to = contact.map_or_else(String::new, |contact| format!("{}: ", contact.value.show()));
    let wished = match wish {
        Some((_, true)) => "the patient prefers it for this; ",
        Some((_, false)) => "the patient prefers it; ",
        None => "",
    };
    if let Some(doubt) = doubt(case, scan, contact) {
        return Weighed { fit: Fit::Doubtful, slight: false, reason: format!("{to}{doubt}") };
    }
    if let Some(doubt) = contact.and_then(|contact| aged(case, scan, contact)) {
        return Weighed { fit: Fit::Doubtful, slight: true, reason: format!("{to}{wished}{doubt}") };
    }
    let channel = case.content.channel;
    let guards = case.protects(channel);
    let why = match (channel, case.eyes(Field::Text)) {
        (Channel::Letter, Eyes::Guarded) => "in an envelope, in some days",
        (Channel::Phone, Eyes::Guarded) => "the patient can ask",
        (_, Eyes::Guarded) if guards.login => "only with a login",
        (_, Eyes::Others(_)) => "others may see it, and the text reveals nothing",
        _ => "nobody else is known to use it",
    };
    let kept = if guards.stores { "; on the record by itself" } else { "" };
    Weighed { fit: Fit::Usable, slight: false, reason: format!("{to}{wished}{why}{kept}") }
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
    let format = dossier.needs.iter().flatten().find(|n| case.content.unmet(&n.kind) == Some(Unmet::Format));
    if let Some(need) = format {
        return Some(format!("only in the right format: {}", need.kind.label()));
    }
    if refused(case).is_some() {
        return Some("objects, but said that this may come all the same".into());
    }
    if said_by(case, scan, &["urgent-by-message"], Severity::Stop).is_some() {
        return Some("what is urgent cannot wait to be read: call first".into());
    }
    let contact = contact?;
    match contact.trouble {
        Some(Trouble::NotMe) => return Some("whoever has it said that they are somebody else".into()),
        Some(Trouble::Failed { .. }) => return Some("the last message to it failed".into()),
        None => {}
    }
    if said_by(case, scan, &["email-not-secure"], Severity::Stop).is_some() {
        return Some("not a secure address for what the text says".into());
    }
    let sharers: Vec<String> = case.sharers_of(contact).map(|sharer| sharer.patient.name.clone()).collect();
    (!sharers.is_empty() && case.content.channel != Channel::Letter)
        .then(|| format!("shared with {}", facts::listed(&sharers)))
}

/// What makes a contact point less sure than another: the rules that say so while it is written say it here.
fn aged(case: &Case<'_>, scan: &Scan<'_>, contact: &ContactPoint) -> Option<String> {
    let found = said_by(case, scan, &["contact-stale", "contact-changed"], Severity::Warn)?;
    let day = |at| case.now.map(|now| date::show(now.local_of(at).date()));
    Some(match (found, contact.changed, &contact.verified) {
        ("contact-changed", Some(at), _) => format!("new since {}", day(at)?),
        (_, _, Some(verified)) => format!("last confirmed {}", date::show(verified.on)),
        _ => "long not confirmed".into(),
    })
}

/// The first of these rules that speaks at least so loud about the case, as the practice set it.
fn said_by(
    case: &Case<'_>,
    scan: &Scan<'_>,
    rules: &[&'static str],
    least: Severity,
) -> Option<&'static str> {
    let speaks = |id: &&'static str| {
        let Some(rule) = registry::rule(id) else { return false };
        let mut report = Report::default();
        rule.check(case, scan, &mut report);
        let settings = &case.checker.settings;
        let loud = |found: Finding| settings.severity(found.rule, found.severity) >= Some(least);
        report.into_findings().into_iter().any(loud)
    };
    rules.iter().copied().find(speaks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Protection;
    use crate::domain::contact::{Verification, Verified};
    use crate::domain::date::Period;
    use crate::domain::ids::{NeedId, PreferenceId};
    use crate::domain::need::{Need, NeedKind};
    use crate::domain::objection::{Objection, Outcome};
    use crate::domain::patient::{Death, DeathNotice, Restriction};
    use crate::domain::preference::{Preference, Wish};
    use crate::domain::purpose::Purpose;
    use crate::policy::testing::{Desk, by_staff, mobile, objection, recorded};

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
            d.objections = Some(vec![objection(Channel::Text)]);
        });
        let all = ranked(&desk, "Hello");
        let reason =
            |wanted: Channel| all.iter().find(|(c, ..)| *c == wanted).map(|(_, fit, r)| (*fit, r.clone()));
        assert_eq!(all[0].0, Channel::Phone);
        let says = |channel| reason(channel).unwrap();
        let withdrawn = "objects (05-Jan-2026); in if the objection is withdrawn";
        assert_eq!(says(Channel::Text), (Fit::Out, withdrawn.into()));
        assert_eq!(says(Channel::Email).1, "no email address on file; in if an own address is on file");
        assert!(says(Channel::Letter).1.contains("in if a present address is on file"));
        assert!(says(Channel::NhsApp).1.contains("in if they use the app"));
    }

    #[test]
    fn what_may_come_all_the_same_is_in_doubt_and_not_out() {
        let mut desk = Desk::with_record().facts(|d| {
            d.objections = Some(vec![Objection {
                outcome: Outcome::MayBeOverridden,
                exceptions: vec![Purpose::Recall],
                recorded: by_staff(),
                ..objection(Channel::Text)
            }]);
        });
        desk.purpose = Some(Purpose::Recall);
        let (at, fit, reason) = said(&desk, Channel::Text);
        assert!(at > 0 && fit == Fit::Doubtful, "{at} {fit:?}");
        assert!(reason.ends_with("objects, but said that this may come all the same"), "{reason}");
        desk.purpose = Some(Purpose::Screening);
        let (_, fit, reason) = said(&desk, Channel::Text);
        let out = "objects (05-Jan-2026); in if it is about Recall, or the objection is withdrawn";
        assert_eq!((fit, reason.as_str()), (Fit::Out, out));
    }

    fn said(desk: &Desk, channel: Channel) -> (usize, Fit, String) {
        let all = ranked(desk, "Hello");
        let at = all.iter().position(|(c, ..)| *c == channel).unwrap();
        (at, all[at].1, all[at].2.clone())
    }

    #[test]
    fn every_barrier_says_what_would_bring_the_channel_in_and_all_of_them_do() {
        let both = Desk { contact: None, ..Desk::with_record() }.facts(|d| {
            d.contacts.as_mut().unwrap()[0].trouble = Some(Trouble::NotMe);
            d.patient.restriction =
                Some(Restriction { unsafe_channels: vec![Channel::Text], ..Restriction::default() });
        });
        assert_eq!(
            said(&both, Channel::Text).2,
            "this patient is not reached by it; in if they or the named lead say so and an own mobile is on file"
        );
        let deaf = Desk::with_record().facts(|d| {
            let kind = NeedKind::Bsl;
            d.needs =
                Some(vec![Need { id: NeedId::from_bytes([4; 16]), kind, note: None, recorded: recorded() }]);
        });
        assert_eq!(said(&deaf, Channel::Phone).2, "British Sign Language: no use; in if that need ends");
        let gone = Desk { contact: None, ..Desk::with_record() }.facts(|d| {
            d.contacts.as_mut().unwrap()[0].trouble = Some(Trouble::NotMe);
        });
        let (_, fit, words) = said(&gone, Channel::Text);
        assert_eq!(fit, Fit::Out);
        assert_eq!(words, "somebody else has it; in if an own mobile is on file");
        let landline = Desk { contact: None, ..Desk::with_record() }
            .facts(|d| d.contacts = Some(vec![mobile(1, "01632 960123")]));
        assert!(
            said(&landline, Channel::Text)
                .2
                .starts_with("a landline cannot receive texts; in if an own mobile")
        );
        let dead = Desk::with_record().facts(|d| {
            d.patient.death = Some(Death { on: None, notice: DeathNotice::Informal });
        });
        let all = ranked(&dead, "Hello");
        assert!(
            all.iter().all(|(_, fit, words)| *fit == Fit::Out && words.contains("in if the death on file"))
        );
        // on a line of 80 columns, with its mark and the name of the channel
        for desk in [&deaf, &gone, &landline, &dead] {
            for (channel, fit, words) in ranked(desk, "Hello").into_iter().filter(|one| one.1 == Fit::Out) {
                let line = format!("x {}: {words}", channel.label());
                assert!(line.len() <= 74, "{fit:?} {}: {line}", line.len());
            }
        }
    }

    fn wish(channel: Channel, purpose: Option<Purpose>, rank: u32) -> Preference {
        Preference {
            id: PreferenceId::from_bytes([u8::try_from(rank).unwrap(); 16]),
            wish: Wish::Channel(channel),
            purpose,
            rank,
            period: Period::default(),
            recorded: recorded(),
        }
    }

    #[test]
    fn wishes_rank_by_purpose_then_by_place_and_all_of_them_count() {
        let desk = |purpose| {
            Desk { purpose: Some(purpose), ..Desk::with_record() }.facts(|d| {
                d.preferences = Some(vec![
                    wish(Channel::Letter, None, 1),
                    wish(Channel::Email, None, 2),
                    wish(Channel::Phone, Some(Purpose::ResultAvailable), 3),
                ]);
            })
        };
        let order = |purpose| -> Vec<Channel> {
            ranked(&desk(purpose), "Hello").into_iter().take(3).map(|(channel, ..)| channel).collect()
        };
        assert_eq!(order(Purpose::ResultAvailable), [Channel::Phone, Channel::Letter, Channel::Email]);
        assert_eq!(order(Purpose::Appointment), [Channel::Letter, Channel::Email, Channel::Text]);
        assert!(said(&desk(Purpose::ResultAvailable), Channel::Phone).2.contains("prefers it for this"));
    }

    #[test]
    fn the_quality_of_a_contact_point_counts_after_a_wish() {
        let old = || {
            Desk::with_record().facts(|d| {
                let on = jiff::civil::date(2024, 1, 5);
                let verified = Verified { on, how: Verification::Desk, recorded: recorded() };
                d.contacts.as_mut().unwrap()[0].verified = Some(verified);
            })
        };
        let (at, fit, words) = said(&old(), Channel::Text);
        assert_eq!((at > 0, fit), (true, Fit::Doubtful), "{words}");
        assert!(words.ends_with("last confirmed 05-Jan-2024"), "{words}");
        let wished = old().facts(|d| d.preferences = Some(vec![wish(Channel::Text, None, 1)]));
        let (at, _, words) = said(&wished, Channel::Text);
        assert!(at == 0 && words.contains("prefers it; last confirmed"), "{words}");
    }

    #[test]
    fn what_a_channel_protects_is_the_practices_word() {
        let text = "Your chlamydia result";
        let mut desk = Desk::with_record();
        let link = Protection { login: true, notification: false, stores: true };
        let mut settings = desk.checker.settings.clone();
        settings.channels = settings.channels.with(Channel::Text, link);
        desk.checker = crate::policy::Checker::new(settings);
        let all = ranked(&desk, text);
        assert_eq!((all[0].0, all[0].1), (Channel::Text, Fit::Best), "{all:?}");
        assert!(all[0].2.ends_with("only with a login; on the record by itself"), "{}", all[0].2);
        // the rule hears the same word
        assert_eq!(desk.severity("sensitive-topic", text), Some(Severity::Note));
        let mut bare = Desk::with_record().by(Channel::NhsApp, 4);
        assert_eq!(bare.severity("sensitive-topic", text), Some(Severity::Note));
        let mut settings = bare.checker.settings.clone();
        let shown = Protection { notification: true, ..Protection::of(Channel::NhsApp) };
        settings.channels = settings.channels.with(Channel::NhsApp, shown);
        bare.checker = crate::policy::Checker::new(settings);
        assert_eq!(bare.severity("sensitive-topic", text), Some(Severity::Stop));
        assert_eq!(bare.severity("result-detail", "Your HbA1c is 52"), Some(Severity::Stop));
    }
}
