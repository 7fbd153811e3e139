//! A message as a block of text to paste into the clinical record.

use super::channel::Channel;
use super::clock::Moment;
use super::communication::{Communication, RecordMode, State};
use super::date;
use super::patient::Patient;
use super::settlement::Settlement;
use super::severity::Severity;

/// A concept of SNOMED CT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concept {
    /// The identifier.
    pub code: &'static str,
    /// Its name.
    pub display: &'static str,
}

/// The concept for a message of this channel to a patient: UK Edition for texts, International Edition for the rest.
/// The NHS App and voicemail have none that is sure, and go without.
pub const fn concept(channel: Channel) -> Option<Concept> {
    let (code, display) = match channel {
        Channel::Text => ("279991000000102", "Short message service text message sent to patient"),
        Channel::Email => ("401271004", "Email sent to patient"),
        Channel::Letter => ("185321005", "Letter encounter to patient"),
        Channel::Phone => ("185317003", "Telephone encounter"),
        Channel::NhsApp | Channel::Voicemail => return None,
    };
    Some(Concept { code, display })
}

/// The block: what, to whom, when and how, the text or its summary, and who. `now` gives the zone of the clock.
pub fn record_block(communication: &Communication, patient: &Patient, now: &Moment) -> String {
    let message = &communication.message;
    let at = now.local_of(communication.since);
    let mut lines = vec![format!(
        "{} ({}) {} {:02}:{:02}",
        what(message.channel),
        message.purpose.label(),
        date::show(at.date()),
        at.hour(),
        at.minute()
    )];
    // the concept of a message that never went would be wrong
    if let Some(concept) = concept(message.channel)
        && communication.state != State::NotSent
    {
        lines.push(format!("SNOMED CT {} | {} |", concept.code, concept.display));
    }
    let number =
        patient.nhs_number.map_or("NHS number not known".to_owned(), |number| format!("NHS {number}"));
    lines.push(format!("About: {}, {number}", patient.show_name(now.today())));
    lines.push(format!("To: {}, {}", message.recipient_name, message.address));
    lines.push(match (&communication.state, &communication.hand_over) {
        (State::NotSent, _) => match &communication.not_sent {
            Some((reason, words)) if !words.is_empty() => format!("Not sent: {} ({words})", reason.label()),
            Some((reason, _)) => format!("Not sent: {}", reason.label()),
            None => "Not sent".to_owned(),
        },
        (state, Some(how)) => format!("Status: {}, {}", state.label(), how.label()),
        (state, None) => format!("Status: {}", state.label()),
    });
    if !message.subject.is_empty() {
        lines.push(format!("Subject: {}", message.subject));
    }
    lines.push(String::new());
    lines.push(match &message.record {
        RecordMode::Exact => message.body.clone(),
        RecordMode::Summary(words) => format!("Summary: {words}"),
        RecordMode::RecordedBy(system) => format!("The text is recorded by {system}."),
    });
    lines.push(String::new());
    lines.extend(message.findings.iter().filter(|found| found.severity >= Severity::Warn).map(|found| {
        let how = match &found.settlement {
            Settlement::Shown => "shown".to_owned(),
            Settlement::Seen => "seen".to_owned(),
            Settlement::Cured { cure } => format!("cured: {cure}"),
            Settlement::Overridden(over) => {
                format!(
                    "overridden: {} ({}), authorised by {}",
                    over.reason.label(),
                    over.words,
                    over.authorised_by
                )
            }
        };
        format!("Warning {}: {how}", found.rule)
    }));
    lines.extend(
        communication.corrections.iter().map(|correction| format!("Correction: {}", correction.words)),
    );
    lines.push(format!("{}, {}; entry {}", communication.by_name, communication.desk, communication.number));
    lines.join("\n") + "\n"
}

const fn what(channel: Channel) -> &'static str {
    match channel {
        Channel::Text => "Text message to patient",
        Channel::Email => "Email to patient",
        Channel::Letter => "Letter to patient",
        Channel::NhsApp => "NHS App message to patient",
        Channel::Phone => "Telephone call",
        Channel::Voicemail => "Voicemail left",
    }
}
