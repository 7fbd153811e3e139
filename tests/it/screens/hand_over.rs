//! From the last look to the confirmed message: holds, held keys, conflicts, faults, restarts.

use tactful::app::overlay::Overlay;
use tactful::app::overlay::hand_over::Phase;
use tactful::app::screen::Screen;
use tactful::app::{Key, Msg, Request, Trouble};
use tactful::domain::channel::Channel;
use tactful::domain::communication::{HandOver, NotSent, RecordMode, State};
use tactful::domain::log::Appended;

use super::window::Window;

fn phase(window: &Window) -> &Phase {
    match window.app.overlay() {
        Some(Overlay::HandOver(outgoing)) => &outgoing.phase,
        other => panic!("not the hand-over: {other:?}"),
    }
}

/// Opens the first reminder and puts its message on the record: it is held then.
pub fn held() -> Window {
    let mut window = Window::new();
    window.press("enter f9 enter");
    assert!(matches!(phase(&window), Phase::Hold(_)));
    window
}

#[test]
fn a_clean_message_costs_no_extra_key() {
    let mut window = held();
    assert_eq!(window.fake.events(), ["prepared"]);
    assert!(window.copied.is_empty());
    window.wait(5100);
    assert_eq!(window.fake.events(), ["prepared", "handing-over", "handed-over"]);
    assert_eq!(window.copied, [window.fake.messages[0].message.body.clone()]);
    assert!(window.sees("SMYTH, Jayne (Mrs)") && window.sees("23-May-1984") && window.sees("999 000 1006"));
    window.press("s");
    assert_eq!(window.fake.messages[0].state, State::Sent);
    assert!(window.app.overlay().is_none());
    assert!(window.fake.waiting() == 2, "the reminder is settled");
}

#[test]
fn the_message_on_record_is_the_text_that_was_reviewed() {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.type_text("Hello Jayne\nplease call us.");
    window.press("f9 enter");
    let message = &window.fake.messages[0].message;
    assert_eq!(message.body, "Hello Jayne\nplease call us.");
    assert_eq!((message.channel, message.address.as_str()), (Channel::Text, "07700 900123"));
    assert_eq!(message.record, RecordMode::Exact);
    assert!(!message.template.as_ref().unwrap().unchanged);
    assert!(message.reminder.is_some() && message.draft.is_some());
}

#[test]
fn the_hold_can_be_taken_back() {
    let mut window = held();
    window.press("t");
    window.wait(10_000);
    assert_eq!(window.fake.events(), ["prepared", "not-sent"]);
    assert_eq!(window.fake.messages[0].not_sent, Some((NotSent::TakenBack, String::new())));
    assert!(window.copied.is_empty());
}

#[test]
fn a_held_key_confirms_nothing() {
    // Enter held from the last look on, through the hold, into the question whether it was sent
    let mut window = Window::new();
    window.press("enter f9");
    window.hold_key("enter", 600);
    assert_eq!(window.fake.events(), ["prepared", "handing-over", "handed-over"]);
    assert_eq!(phase(&window), &Phase::Confirm);
    // and F9 held in the composer prepares nothing
    let mut window = Window::new();
    window.press("enter");
    window.hold_key("f9", 100);
    assert!(window.fake.events().is_empty());
    // the same where the terminal says that a key is held
    let mut window = Window::new();
    window.press("enter f9");
    window.wait(2000);
    let mut enter: Key = "enter".parse().unwrap();
    enter.repeat = true;
    window.tell(Msg::Key(enter));
    assert!(window.fake.events().is_empty());
}

#[test]
fn the_key_that_opened_the_last_look_does_not_hand_over() {
    let mut window = Window::new();
    window.press("enter ctrl+p");
    window.type_text("last time");
    window.tell(Msg::Key("enter".parse().unwrap()));
    assert!(matches!(window.app.screen(), Screen::Review(_)));
    window.wait(100);
    window.tell(Msg::Key("enter".parse().unwrap()));
    assert!(window.fake.events().is_empty());
    window.press("enter");
    assert_eq!(window.fake.events(), ["prepared"]);
}

#[test]
fn what_another_desk_changed_is_shown_and_nothing_is_written() {
    let mut window = Window::new();
    window.press("enter f9");
    window.fake.change(0, |dossier| dossier.patient.missing_from_list = true);
    window.press("enter");
    assert!(window.fake.events().is_empty());
    assert!(window.sees("Nothing was written"), "{}", window.text());
    assert!(window.app.overlay().is_none());
    window.press("end enter");
    assert_eq!(window.fake.events(), ["prepared"]);
}

#[test]
fn a_failed_append_is_tried_again_with_the_same_entry() {
    let mut window = Window::new();
    window.press("enter f9");
    window.fake.appends.push_back(Err(Trouble::new("the disk is full")));
    window.press("enter");
    assert!(window.sees("The disk is full. Nothing was lost."), "{}", window.text());
    window.slow = true;
    window.press("enter");
    let first = match &window.asked[0].1 {
        Request::Append(entry) => entry.id,
        other => panic!("{other:?}"),
    };
    window.slow = false;
    window.answer_all();
    assert_eq!(window.fake.entry_ids(), [first]);
    assert!(matches!(phase(&window), Phase::Hold(_)));
}

#[test]
fn a_commit_that_was_there_after_all_is_no_second_message() {
    let mut window = Window::new();
    window.press("enter f9");
    window.fake.appends.push_back(Ok(Appended::Already { number: 1 }));
    window.press("enter");
    assert!(matches!(phase(&window), Phase::Hold(_)));
    assert!(window.fake.events().is_empty());
}

#[test]
fn other_ways_leave_without_the_clipboard() {
    let mut window = Window::new();
    window.press("enter f9 up right enter");
    // Enter on the way turns it once more: clipboard, outbox, Accurx
    window.press("end enter");
    window.wait(6000);
    assert_eq!(window.fake.messages[0].hand_over, Some(HandOver::System("Accurx".into())));
    assert!(window.copied.is_empty());
    assert_eq!(phase(&window), &Phase::Confirm);
}

#[test]
fn an_outbox_that_cannot_be_written_is_on_the_record_as_not_sent() {
    let mut window = Window::new();
    window.fake.faults.push_back(Trouble::new("the outbox is read-only"));
    window.press("enter f9 up right end enter");
    window.wait(6000);
    assert_eq!(window.fake.events(), ["prepared", "handing-over", "not-sent"]);
    let (reason, words) = window.fake.messages[0].not_sent.clone().unwrap();
    assert_eq!(reason, NotSent::Failed);
    assert!(words.contains("read-only"));
}

#[test]
fn a_summary_needs_its_words() {
    let mut window = Window::new();
    window.press("enter f9 up up right enter");
    window.type_text("Appointment reminder");
    window.press("enter end enter");
    let record = &window.fake.messages[0].message.record;
    assert_eq!(record, &RecordMode::Summary("Appointment reminder".into()));
}

#[test]
fn what_was_not_confirmed_waits_on_the_worklist() {
    let mut window = held();
    window.wait(6000);
    window.press("esc");
    assert_eq!(phase(&window), &Phase::Confirm, "Esc does not guess");
    window.press("enter");
    assert!(window.app.overlay().is_none(), "the cursor stands on the harmless choice");
    assert_eq!(window.fake.messages[0].state, State::HandedOver);
    assert!(window.sees("1 handed over or held"));
    window.press("tab enter");
    assert!(window.sees("to confirm"));
    window.press("enter n down");
    window.type_text("no signal");
    window.press("down enter");
    let (reason, words) = window.fake.messages[0].not_sent.clone().unwrap();
    assert_eq!((reason, words.as_str()), (NotSent::Stopped, "no signal"));
}

#[test]
fn a_hold_survives_a_restart_and_nothing_is_repeated_by_itself() {
    let mut before = held();
    let mut fake = std::mem::take(&mut before.fake);
    // none of them stands on the first screen
    fake.reminders.iter_mut().for_each(|row| row.reminder.due = jiff::civil::date(2027, 1, 4));
    drop(before);
    let mut window = Window::with(fake, true);
    window.wait(60_000);
    assert_eq!(window.fake.events(), ["prepared"]);
    window.press("enter enter h");
    window.wait(60_000);
    assert_eq!(window.fake.events(), ["prepared"]);
    // the cursor stands on "later"; up to "hand it over now"
    window.press("up up enter");
    assert_eq!(window.fake.events(), ["prepared", "handing-over", "handed-over"]);
    assert_eq!(window.copied.len(), 1);
}

#[test]
fn a_message_of_unknown_outcome_is_decided_by_a_person() {
    let mut before = held();
    before.slow = true;
    before.wait(6000);
    // the intent is written, then the program ends
    let (ticket, request) = before.asked.pop_back().unwrap();
    let reply = before.fake.answer(request);
    before.tell(Msg::Reply { ticket, reply });
    let (_, request) = before.asked.pop_back().unwrap();
    before.fake.answer(request);
    let fake = std::mem::take(&mut before.fake);
    assert_eq!(fake.messages[0].state, State::HandingOver);
    let mut window = Window::with(fake, true);
    window.wait(60_000);
    assert_eq!(window.fake.events(), ["prepared", "handing-over"]);
    window.press("tab enter enter");
    assert!(window.sees("left is not known"), "{}", window.text());
    window.press("s");
    window.press("s");
    assert_eq!(window.fake.events(), ["prepared", "handing-over", "handed-over", "sent"]);
    assert!(window.copied.is_empty());
}

#[test]
fn the_subject_of_an_email_is_copied_by_a_key_of_its_own() {
    let mut window = Window::quiet();
    window.press("enter f8");
    window.type_text("email");
    window.press("enter shift+tab");
    window.type_text("Please call");
    window.press("f9 end enter");
    window.wait(5100);
    assert_eq!(phase(&window), &Phase::Confirm, "{}", window.text());
    let message = window.fake.messages[0].message.clone();
    assert_eq!(window.copied.last(), Some(&message.body));
    window.press("u");
    assert_eq!(window.copied.last(), Some(&message.subject));
    assert!(!message.subject.is_empty());
    window.press("c");
    assert_eq!(window.copied.last(), Some(&message.body));
}
