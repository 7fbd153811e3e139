//! The block for the clinical record.

use jiff::tz::TimeZone;
use tactful::domain::channel::Channel;
use tactful::domain::clock::Moment;
use tactful::domain::communication::{NotSent, RecordMode, State};
use tactful::domain::record_block::record_block;

use super::messages::{communication, message, patient};

fn now() -> Moment {
    Moment::new("2026-11-23T09:00:00Z".parse().unwrap(), TimeZone::get("Europe/London").unwrap())
}

#[test]
fn it_says_what_to_whom_when_and_who() {
    let sent = communication(message(Channel::Text, "07700 900123", "Please call us."), State::Sent);
    assert_eq!(
        record_block(&sent, &patient(), &now()),
        "Text message to patient (Appointment) 22-Nov-2026 14:05\n\
         SNOMED CT 279991000000102 | Short message service text message sent to patient |\n\
         About: SMYTH, Jayne (Mrs), NHS 999 000 0018\n\
         To: SMYTH, Jayne (Mrs), 07700 900123\n\
         Status: sent, written to the outbox\n\
         \n\
         Please call us.\n\
         \n\
         Priya Nair, Front desk; entry 42\n"
    );
}

#[test]
fn a_summary_stands_for_the_text_and_a_message_not_sent_has_no_code() {
    let mut given_up =
        communication(message(Channel::Email, "j@mail.example", "the exact text"), State::NotSent);
    given_up.message.record = RecordMode::Summary("asked to call".into());
    given_up.not_sent = Some((NotSent::Objection, "asked us not to".into()));
    let block = record_block(&given_up, &patient(), &now());
    assert!(block.contains("Summary: asked to call") && !block.contains("the exact text"), "{block}");
    assert!(block.contains("Not sent: the patient objects (asked us not to)"), "{block}");
    assert!(!block.contains("SNOMED"), "{block}");
}
