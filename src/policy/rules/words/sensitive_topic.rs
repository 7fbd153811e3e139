//! `sensitive-topic`: the message gives away something that embarrasses or endangers before the wrong eyes.

use std::borrow::Cow;

use crate::domain::severity::Severity;
use crate::domain::span::{Field, Span};
use crate::domain::topic::{Tier, Topic};
use crate::policy::case::{Case, Reader};
use crate::policy::facts::{self, Eyes};
use crate::policy::finding::{Change, Cure, Finding, Report};
use crate::policy::lexicon::Category;
use crate::policy::neutral::{self, Against};
use crate::policy::rule::{Group, Meta, declare};
use crate::policy::scan::{Place, Scan, Scanned};

static META: Meta = Meta {
    id: "sensitive-topic",
    group: Group::Words,
    summary: "the text, the subject, the sender or a link gives away one of twenty sensitive topics",
    severity: Severity::Stop,
    always_on: false,
    can_override: true,
    doc: "\
### What it does
Looks for words, drugs, services and abbreviations that tell something about a person's HIV status, sexual health, pregnancy, mental health, use of drugs, abuse, cancer and others: twenty topics in two tiers. How loud it is depends on who can see the message: a note in the NHS App, in a letter or in a call with the patient; a note or a warning (a stop for HIV, sexually transmitted infection, termination, abuse and gender) on the patient's own unshared mobile or email; a warning or a stop before a proxy, on a shared contact, on an answering machine and in a subject line. For a patient of 11 to 17 every topic counts as high. Notices to everyone (\"if you are or might be pregnant\") reveal nothing.

### Why it matters
A text is read by whoever holds the phone. A pregnancy, a clinic's name or a drug seen by a partner, a parent or a colleague cannot be unseen.

### Example
\"Your chlamydia test is positive, please book with the GUM clinic\" becomes \"Your recent test result is available. Please contact us on 01632 960114.\"

### How to settle it
Use the neutral wording, or a channel behind a login or in an envelope, or ask the patient and put on the record that they agreed to this topic on this channel. When in doubt ask the Caldicott Guardian.

### Source
NHS England guidance on text, email and other electronic messages to patients: sensitive information; HL7 InformationSensitivityPolicy; RCGP summary exclusions.",
};

declare! {
    /// The message gives away a sensitive topic.
    SensitiveTopic, META, check
}

/// Topics that stop a message even to the patient's own unshared mobile or email.
const GRAVE: [Topic; 5] =
    [Topic::HivBbv, Topic::Sti, Topic::Termination, Topic::Abuse, Topic::GenderSexuality];

fn check(case: &Case<'_>, scan: &Scan<'_>, report: &mut Report) {
    for scanned in scan.fields().filter(|scanned| scanned.is_sensitive()) {
        let eyes = case.eyes(scanned.field);
        let cures = cures(case, scanned);
        for topic in Topic::ALL {
            let places = scanned.places(Category::Topic(topic));
            if !places.is_empty() {
                report.push(finding(case, scanned, topic, &places, &eyes).cures(cures.clone()));
            }
        }
    }
}

/// The sentences that name a topic.
pub fn flagged(scanned: &Scanned<'_>) -> Vec<usize> {
    scanned.sentences_with(|category| matches!(category, Category::Topic(_)))
}

/// How loud a topic is before these eyes.
pub fn loudness(case: &Case<'_>, topic: Topic, eyes: &Eyes) -> Severity {
    let high = topic.tier() == Tier::High || case.is_young();
    let own = match eyes {
        Eyes::Guarded => Severity::Note,
        Eyes::Own if !high => Severity::Note,
        Eyes::Own if GRAVE.contains(&topic) => Severity::Stop,
        Eyes::Others(_) if high => Severity::Stop,
        Eyes::Own | Eyes::Others(_) => Severity::Warn,
    };
    let alone = !matches!(eyes, Eyes::Others(_));
    if (alone && case.content.approved_template) || is_agreed(case, topic) { Severity::Note } else { own }
}

/// Whether the patient was asked and agreed to this topic on this channel.
fn is_agreed(case: &Case<'_>, topic: Topic) -> bool {
    let (Some(dossier), Some(today)) = (case.dossier, case.today()) else { return false };
    matches!(case.reader, Reader::Patient)
        && dossier.agreements.iter().flatten().any(|agreement| {
            agreement.topic == Some(topic)
                && agreement.channel == case.content.channel
                && agreement.holds(today)
        })
}

/// How many of its words a finding quotes.
const MOST: usize = 4;

fn finding(case: &Case<'_>, scanned: &Scanned<'_>, topic: Topic, places: &[Place], eyes: &Eyes) -> Finding {
    let mut quotes: Vec<&str> = Vec::new();
    for quote in places.iter().map(|place| scanned.quote(place.span)) {
        if quotes.len() < MOST && !quotes.iter().any(|seen| seen.eq_ignore_ascii_case(quote)) {
            quotes.push(quote);
        }
    }
    let quoted: Vec<String> = quotes.iter().map(|quote| ["'", quote, "'"].concat()).collect();
    let words = facts::listed(&quoted);
    let field = if scanned.field == Field::Subject { " in the subject" } else { "" };
    let (readers, who) = match eyes {
        Eyes::Others(readers) => {
            (readers.clone(), Cow::Owned(format!("; {} would learn it", facts::listed(readers))))
        }
        Eyes::Own => (vec!["a lock screen".to_owned()], Cow::Borrowed("; a lock screen could show it")),
        Eyes::Guarded => (Vec::new(), Cow::Borrowed("")),
    };
    let likely = scanned.is_likely(topic);
    let verb = match (quotes.len(), likely) {
        (1, false) => "tells of",
        (_, false) => "tell of",
        (1, true) => "reads like",
        (_, true) => "read like",
    };
    let message = [&words, field, " ", verb, " ", topic.label(), &who].concat();
    let loudness = loudness(case, topic, eyes);
    Finding::new(&META, if likely { loudness.min(Severity::Warn) } else { loudness }, message)
        .about(topic)
        .at(places.iter().map(|place: &Place| -> Span { place.span }))
        .seen_by(readers)
}

fn cures(case: &Case<'_>, scanned: &Scanned<'_>) -> Vec<Cure> {
    let mut cures = Vec::with_capacity(8);
    cures.extend(neutral::cure(scanned, Against::Topics));
    cures.extend(facts::other_channels(case, &case.checker.settings.channels.exposing()));
    if case.dossier.is_some() {
        cures.push(Cure { title: "Record that the patient agreed".into(), change: Change::OpenPatient });
    }
    cures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::agreement::{AgreedBy, Agreement};
    use crate::domain::channel::Channel;
    use crate::domain::ids::AgreementId;
    use crate::domain::staff::Recorded;
    use crate::policy::testing::{Desk, assert_clean, assert_cure, assert_finds, by_staff, recorded};

    const RULE: &str = "sensitive-topic";

    #[test]
    fn marks_what_reveals() {
        let desk = Desk::bare();
        assert_finds(&desk, RULE, "Your [[chlamydia]] result");
        assert_finds(&desk, RULE, "The [[hospice-at-home]] nurses will come");
        assert_clean(&desk, RULE, "Your flu jab is on Tuesday 1 December at 10am");
    }

    #[test]
    fn cures_read_like_a_receptionist() {
        let desk = Desk::bare();
        assert_cure(
            &desk,
            RULE,
            "Your chlamydia test is positive, please book with the GUM clinic",
            "Your recent test result is available. Please contact us on 01632 960114.",
        );
        assert_cure(
            &desk,
            RULE,
            "Hi Gill, your methadone review is on Tue 1 Dec at 10am with Dr Lewin. Bring your glasses.",
            "Hi Gill, you have an appointment on Tue 1 Dec at 10am with Dr Lewin. Bring your glasses.",
        );
    }

    #[test]
    fn loudness_follows_the_table() {
        let sti = "Your chlamydia result";
        let mood = "Your sertraline is at the desk";
        let smear = "Your menopause review";
        let own = Desk::with_record();
        let cases = [(sti, Severity::Stop), (mood, Severity::Warn), (smear, Severity::Note)];
        for (text, want) in cases {
            assert_eq!(own.severity(RULE, text), Some(want), "{text}");
        }
        let app = Desk::with_record().by(Channel::NhsApp, 4);
        let proxy = Desk::with_record().for_ewa();
        let voicemail = Desk::with_record().by(Channel::Voicemail, 1);
        let young = Desk::with_record().aged(14);
        for text in [sti, mood, smear] {
            assert_eq!(app.severity(RULE, text), Some(Severity::Note), "{text}");
        }
        assert_eq!(proxy.severity(RULE, mood), Some(Severity::Stop));
        assert_eq!(proxy.severity(RULE, smear), Some(Severity::Warn));
        assert_eq!(voicemail.severity(RULE, smear), Some(Severity::Warn));
        assert_eq!(young.severity(RULE, smear), Some(Severity::Warn));
    }

    #[test]
    fn an_agreement_or_an_approved_text_is_a_note() {
        let agreed = |recorded: Recorded| {
            let agreement = Agreement {
                id: AgreementId::from_bytes([7; 16]),
                by: AgreedBy::Patient,
                channel: Channel::Text,
                topic: Some(Topic::Sti),
                until: None,
                words: None,
                recorded,
            };
            let desk =
                Desk::with_record().facts(|dossier| dossier.agreements = Some(vec![agreement.clone()]));
            desk.severity(RULE, "Your chlamydia result")
        };
        assert_eq!(agreed(by_staff()), Some(Severity::Note));
        assert_eq!(agreed(recorded()), Some(Severity::Stop), "a file opens no route");
        let mut approved = Desk::with_record();
        approved.approved = true;
        assert_eq!(approved.severity(RULE, "Your sertraline is at the desk"), Some(Severity::Note));
    }
}
