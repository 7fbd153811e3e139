//! Calls by keys: the safe script, the outcome in one key, attempts counted and the next one planned.

use tactful::app::overlay::Overlay;
use tactful::app::{Msg, Trouble};
use tactful::domain::channel::Channel;
use tactful::domain::communication::State;
use tactful::domain::contact::Trouble as ContactTrouble;
use tactful::domain::dossier::Facet;
use tactful::domain::log::Appended;
use tactful::domain::reminder::ReminderState;

use super::people;
use super::window::Window;

#[test]
fn an_answered_call_is_on_the_record_by_one_key() {
    let mut window = Window::new();
    window.press("c");
    assert!(window.sees("SMYTH, Jayne (Mrs)  born 23-May-1984") && window.sees("999 000 1006"));
    assert!(window.sees("once full name and date of birth are right") && window.sees("07700 900123"));
    assert!(window.fake.reminders[0].reminder.claimed.is_some(), "the other desks see it");
    window.press("a");
    assert_eq!(window.fake.events(), ["prepared", "handing-over", "handed-over", "sent"]);
    let message = &window.fake.messages[0];
    assert_eq!((message.message.channel, message.state), (Channel::Phone, State::Sent));
    assert!(message.message.body.contains("1 December"), "{}", message.message.body);
    assert!(window.fake.log[0].judged.is_some());
    assert_eq!(window.fake.reminders[0].reminder.state, ReminderState::Recorded);
    assert!(window.app.overlay().is_none() && !window.sees("23 Nov SMYTH"), "{}", window.text());
}

#[test]
fn what_is_left_on_a_machine_says_neither_why_nor_what() {
    let mut window = Window::new();
    window.press("c v");
    let message = &window.fake.messages[0].message;
    assert_eq!(message.channel, Channel::Voicemail);
    assert!(
        !message.body.contains("appointment") && message.body.contains("01632 960100"),
        "{}",
        message.body
    );
    assert_eq!(window.fake.messages[0].state, State::Sent);
}

#[test]
fn a_call_that_nobody_answers_counts_and_is_tried_again() {
    let mut window = Window::new();
    window.press("c n");
    assert_eq!(window.fake.events(), ["prepared", "not-sent"]);
    let reminder = &window.fake.reminders[0].reminder;
    assert_eq!((reminder.state, reminder.attempts), (ReminderState::Snoozed, 1));
    assert!(
        window.sees("to be tried again Mon 23 Nov, 12:00") && !window.sees("23 Nov SMYTH"),
        "{}",
        window.text()
    );
    window.wait(7_300_000);
    assert!(window.sees("23 Nov SMYTH") && window.sees("1 try"), "{}", window.text());
    // late in the day it is the next morning
    window.wait(4 * 3_600_000);
    window.press("home c n");
    let until = window.fake.reminders[0].reminder.snoozed_until.unwrap();
    assert_eq!(until, people::at(0, 0).checked_add(jiff::SignedDuration::from_hours(24)).unwrap());
    assert_eq!(window.fake.reminders[0].reminder.attempts, 2);
}

#[test]
fn a_wrong_number_is_out_of_use_at_once() {
    let mut window = Window::new();
    window.press("c w");
    assert_eq!(window.fake.events(), ["prepared", "not-sent", "amended"]);
    let contacts = window.fake.dossiers[0].contacts.as_ref().unwrap();
    assert!(matches!(contacts[0].trouble, Some(ContactTrouble::NotMe)), "{:?}", contacts[0]);
    window.press("home c");
    assert!(window.sees("Number  01632 960123"), "{}", window.text());
}

#[test]
fn a_stop_forbids_the_call() {
    let mut window = Window::new();
    window.press("down down c");
    assert!(window.sees("STOP: do not call"), "{}", window.text());
    window.press("a v n w");
    assert!(window.fake.log.is_empty());
    window.press("esc");
    assert!(window.fake.reminders.iter().all(|row| row.reminder.claimed.is_none()));
}

#[test]
fn what_fails_is_tried_again_and_what_changed_is_looked_at_again() {
    let mut window = Window::new();
    window.press("c");
    window.fake.appends.push_back(Err(Trouble::new("the disk is full")));
    window.press("a");
    assert!(window.sees("The disk is full") && window.fake.log.is_empty(), "{}", window.text());
    window.press("enter");
    assert_eq!(window.fake.events().len(), 4);

    let mut window = Window::new();
    window.press("c");
    window.fake.appends.push_back(Ok(Appended::Conflict(vec![Facet::Contacts])));
    window.press("a");
    assert!(window.sees("look again") && window.fake.log.is_empty());
    assert!(matches!(window.app.overlay(), Some(Overlay::Call(_))));
    window.tell(Msg::Resize);
    window.press("a");
    assert_eq!(window.fake.events().len(), 4);
}
