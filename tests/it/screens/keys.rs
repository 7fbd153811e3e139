//! The job, key by key: what is asked for, what is put on the record, what is never lost.

use tactful::app::overlay::Overlay;
use tactful::app::overlay::hand_over::Phase;
use tactful::app::screen::Screen;
use tactful::app::screen::compose::Compose;
use tactful::app::{Action, Key, Msg, Reply, Request, Trouble};
use tactful::domain::channel::Channel;
use tactful::domain::communication::{HandOver, NotSent, RecordMode, State};
use tactful::domain::log::{Appended, Event};
use tactful::domain::sms;

use super::fake::Fake;
use super::window::Window;

fn compose(window: &Window) -> &Compose {
    match window.app.screen() {
        Screen::Compose(compose) => compose,
        other => panic!("not the composer: {other:?}"),
    }
}

fn phase(window: &Window) -> &Phase {
    match window.app.overlay() {
        Some(Overlay::HandOver(outgoing)) => &outgoing.phase,
        other => panic!("not the hand-over: {other:?}"),
    }
}

/// Opens the first reminder and puts its message on the record: it is held then.
fn held() -> Window {
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
    assert!(window.fake.reminders.len() == 2, "the reminder is settled");
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
fn drafts_save_themselves_and_come_back() {
    let mut window = Window::new();
    window.press("enter");
    assert!(window.fake.drafts.is_empty(), "a text that nobody touched is no draft");
    window.type_text(" Bring your glasses.");
    assert!(window.fake.drafts.is_empty());
    window.wait(300);
    assert_eq!(window.fake.drafts.len(), 1);
    // more, and away at once
    window.type_text(" Thanks");
    window.tell(Msg::Key("f2".parse().unwrap()));
    let saved = window.fake.drafts.values().next().unwrap().clone();
    assert!(saved.body.ends_with(" Bring your glasses. Thanks"), "{}", saved.body);
    assert!(saved.revision >= 2);
    window.press("f3");
    assert!(window.sees("Draft to SMYTH, Jayne (Mrs)"));
    // the reminder brings it back too
    window.press("enter");
    let window_text = window.text();
    assert!(window_text.contains("is back"), "{window_text}");
    assert_eq!(compose(&window).body.text(), saved.body);
    assert_eq!(compose(&window).writing.draft.id, saved.id);
}

#[test]
fn what_was_typed_before_an_older_draft_arrived_is_kept() {
    let mut window = Window::new();
    window.press("enter");
    window.type_text(" older");
    window.press("f3");
    assert_eq!(window.fake.drafts.len(), 1);
    window.slow = true;
    window.press("enter");
    window.type_text("typed first");
    window.answer_all();
    assert_eq!(compose(&window).body.text(), "typed first");
    assert!(window.sees("An earlier draft"), "{}", window.text());
    window.slow = false;
    window.press("f3");
    assert_eq!(window.fake.drafts.len(), 2);
}

#[test]
fn the_end_of_the_program_saves_what_is_open() {
    for end in [Msg::Ending, Msg::Key("ctrl+q".parse().unwrap())] {
        let mut window = Window::new();
        window.press("enter");
        window.type_text(" x");
        window.slow = true;
        window.tell(end);
        assert!(window.quit);
        assert!(window.asked.iter().any(|(_, request)| matches!(request, Request::SaveDraft(_))));
    }
}

#[test]
fn a_slow_answer_never_lands_on_the_next_patient() {
    let mut window = Window::new();
    window.press("f2");
    window.slow = true;
    window.press("enter");
    let late: Vec<_> = window.asked.drain(..).collect();
    window.slow = false;
    window.press("esc down enter");
    assert!(window.sees("SIKORA-ŁĄKA"));
    for (ticket, request) in late {
        let reply = window.fake.answer(request);
        window.tell(Msg::Reply { ticket, reply });
    }
    assert!(window.sees("SIKORA-ŁĄKA") && !window.sees("SMYTH, Jayne (Mrs)  born"));
}

#[test]
fn an_enter_before_the_search_has_answered_opens_nobody() {
    let mut window = Window::new();
    window.press("f2");
    window.slow = true;
    window.type_text("pugh");
    window.press("enter");
    assert!(matches!(window.app.screen(), Screen::Patients(_)));
    window.slow = false;
    window.answer_all();
    window.press("enter");
    assert!(window.sees("PUGH, Owain") && window.sees("DECEASED"));
}

#[test]
fn letters_are_text_wherever_text_has_the_focus() {
    let mut window = Window::new();
    window.press("f2");
    window.type_text("dpi w");
    match window.app.screen() {
        Screen::Patients(patients) => assert_eq!(patients.field.text(), "dpi w"),
        other => panic!("{other:?}"),
    }
    window.press("f3 enter ctrl+a");
    window.tell(Msg::Key(Key::char('ż').ctrl().alt()));
    window.tell(Msg::Key(Key::char('@').ctrl().alt()));
    assert_eq!(compose(&window).body.text(), "ż@");
}

#[test]
fn a_pasted_block_is_text_whatever_it_holds() {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.tell(Msg::Paste("s\n\u{1b}[20~n\u{11}\ttab".into()));
    assert_eq!(compose(&window).body.text(), "s\n\u{1b}[20~n\u{11}\ttab");
    assert!(window.fake.events().is_empty() && !window.quit);
    // what cannot be seen stops the hand-over until one key removes it
    window.press("f9 end enter");
    assert!(window.fake.events().is_empty());
    assert!(!window.text().contains('\u{1b}'));
    window.press("esc f6");
    assert_eq!(compose(&window).body.text(), "s\n [20~n \ttab");
    window.press("ctrl+z");
    assert_eq!(compose(&window).body.text(), "s\n\u{1b}[20~n\u{11}\ttab");
}

#[test]
fn another_route_is_chosen_and_one_key_undoes_it() {
    let mut window = Window::new();
    window.press("enter f8");
    window.type_text("email");
    window.press("enter");
    assert_eq!(compose(&window).writing.draft.channel, Channel::Email);
    assert_eq!(compose(&window).writing.address(), "jayne.smyth@mail.example");
    assert!(window.sees("Subject"));
    window.press("ctrl+z");
    assert_eq!(compose(&window).writing.draft.channel, Channel::Text);
    assert_eq!(compose(&window).writing.address(), "07700 900123");
}

#[test]
fn a_place_that_cannot_take_the_message_cannot_be_chosen() {
    let mut window = Window::new();
    window.press("enter f8");
    window.type_text("landline");
    window.press("enter");
    assert!(matches!(window.app.overlay(), Some(Overlay::Choice(_))));
    assert_eq!(compose(&window).writing.address(), "07700 900123");
}

#[test]
fn a_template_is_found_by_typing_and_filled_from_the_record() {
    let mut window = Window::new();
    window.press("enter f7");
    window.type_text("moved");
    window.press("enter");
    let text = compose(&window).body.text().to_owned();
    assert!(text.starts_with("Jayne, your appointment has moved to Tuesday 1 December at 9:30am"), "{text}");
    assert!(text.contains("01632 960100") && !text.contains("(("));
    window.press("ctrl+z");
    assert_ne!(compose(&window).body.text(), text);
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
    fake.reminders.clear();
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
fn giving_up_is_on_the_record_with_its_reason() {
    let mut window = Window::new();
    window.press("enter");
    window.type_text(" x");
    window.press("alt+g right right down");
    window.type_text("rang instead");
    window.press("down enter");
    assert_eq!(window.fake.events(), ["given-up"]);
    match &window.fake.log[0].event {
        Event::GivenUp { reason, words, .. } => {
            assert_eq!((*reason, words.as_str()), (NotSent::OtherRoute, "rang instead"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(window.app.screen(), Screen::Reminders(_)));
}

#[test]
fn a_draft_is_thrown_away_only_when_staff_are_sure() {
    let mut window = Window::new();
    window.press("enter");
    window.type_text(" x");
    window.press("alt+x enter");
    assert_eq!(window.fake.drafts.len(), 1, "the cursor stands on the harmless answer");
    window.press("alt+x down enter");
    window.wait(1000);
    assert!(window.fake.drafts.is_empty());
    assert!(matches!(window.app.screen(), Screen::Reminders(_)));
}

#[test]
fn a_reminder_is_closed_with_words() {
    let mut window = Window::new();
    window.press("down d enter");
    assert!(window.fake.events().is_empty(), "words are needed");
    window.type_text("had it elsewhere");
    window.press("enter");
    assert_eq!(window.fake.events(), ["dismissed"]);
    assert_eq!(window.fake.reminders.len(), 2);
    assert!(!window.sees("SIKORA"));
}

#[test]
fn the_record_takes_corrections_and_copies() {
    let mut window = held();
    window.wait(6000);
    window.press("s f4 enter c");
    window.type_text("It was for Tuesday");
    window.press("enter y");
    let block = window.copied.last().unwrap().clone();
    assert!(
        block.contains("SMYTH, Jayne (Mrs)") && block.contains("Correction: It was for Tuesday"),
        "{block}"
    );
    window.press("k");
    assert_eq!(window.fake.events()[4..], ["corrected", "copied"]);
    assert!(window.sees("In the clinical record since"));
}

#[test]
fn the_chain_is_checked_from_the_record() {
    let mut window = held();
    window.wait(6000);
    window.press("s f4 v");
    assert!(window.sees("WHOLE, 4 entries"), "{}", window.text());
}

#[test]
fn the_screen_is_blanked_at_once_and_comes_back_as_it_was() {
    let mut window = Window::new();
    window.press("enter");
    let before = window.text();
    window.press("f12");
    assert!(!window.sees("SMYTH"));
    window.press("enter s f9");
    window.tell(Msg::Paste("x".into()));
    assert!(!window.sees("SMYTH"));
    window.press("f12");
    assert_eq!(window.text(), before);
}

#[test]
fn nothing_is_shown_before_somebody_says_who_sits_here() {
    let mut window = Window::with(Fake::new(), false);
    assert!(!window.sees("SMYTH"));
    window.press("esc f2 f4");
    assert!(!window.sees("SMYTH"));
    window.press("enter");
    assert!(window.sees("SMYTH") && window.sees("Priya"));
}

#[test]
fn keys_that_lead_everywhere_lead_there_from_everywhere() {
    let mut window = Window::new();
    for start in ["f3", "f3 enter", "f3 enter f9", "f2", "f2 enter", "f4", "f3 i"] {
        window.press(start);
        window.press("f2");
        assert!(
            matches!(window.app.screen(), Screen::Patients(_)) && window.app.overlay().is_none(),
            "{start}"
        );
        assert!(window.app.top().text_focus());
        window.press("f1");
        assert!(matches!(window.app.overlay(), Some(Overlay::Page(_))), "{start}");
        window.press("esc");
    }
}

#[test]
fn an_import_shows_a_dry_run_first_and_goes_on_beside_the_screen() {
    let mut window = Window::new();
    let report = tactful::domain::import::ImportReport { added: 12, ..Default::default() };
    let outcome = tactful::app::ImportOutcome { report, ..Default::default() };
    let written = tactful::app::ImportOutcome { written: true, ..outcome.clone() };
    window.fake.imports.push_back(Reply::Imported(Ok(Box::new(outcome))));
    window.fake.imports.push_back(Reply::Imported(Ok(Box::new(written))));
    window.press("i");
    window.type_text("/data/my list.csv");
    window.press("enter");
    assert!(window.sees("Dry run") && window.sees("12 new"), "{}", window.text());
    window.slow = true;
    window.press("enter");
    let (ticket, request) = window.asked.pop_back().unwrap();
    match request {
        Request::Import(job) => assert!(!job.dry_run),
        other => panic!("{other:?}"),
    }
    window.press("f2");
    assert!(window.app.import().is_some() && window.sees("goes on"));
    window.slow = false;
    window.answer_all();
    let reply = window.fake.imports.pop_front().unwrap();
    window.tell(Msg::Reply { ticket, reply });
    assert!(window.sees("Imported"), "{}", window.text());
}

#[test]
fn an_import_is_cancelled_by_one_key() {
    let mut window = Window::new();
    window.press("i");
    window.type_text("/data/list.csv");
    window.slow = true;
    window.press("enter esc");
    assert_eq!(window.cancelled.len(), 1);
    let (ticket, _) = window.asked.pop_back().unwrap();
    assert_eq!(ticket, window.cancelled[0]);
    let outcome = tactful::app::ImportOutcome { cancelled: true, ..Default::default() };
    window.tell(Msg::Reply { ticket, reply: Reply::Imported(Ok(Box::new(outcome))) });
    assert!(window.sees("Cancelled: nothing was changed"), "{}", window.text());
}

#[test]
fn every_footer_fits_and_ends_with_help() {
    for keys in ["f3", "f2", "f2 enter", "f4", "f3 enter", "f3 enter f9", "f3 enter f8", "f3 i", "f3 d"] {
        for width in [60, 80, 120] {
            let mut window = Window::new();
            window.size = (width, 24);
            window.press(keys);
            let text = window.text();
            let last = text.lines().last().unwrap();
            assert!(last.ends_with("F1 Help"), "{keys} at {width}: {last}");
            assert!(!last.contains('\u{2026}'), "{keys} at {width}: {last}");
        }
    }
}

#[test]
fn two_identifiers_are_on_every_screen_about_a_patient() {
    for keys in ["f2 enter", "f3 enter", "f3 enter f9", "f2 enter m"] {
        let mut window = Window::new();
        window.press(keys);
        assert!(
            window.sees("SMYTH, Jayne") && window.sees("23-May-1984") && window.sees("999 000 1006"),
            "{keys}"
        );
    }
}

#[test]
fn the_selection_survives_a_resize_and_another_desks_work() {
    let mut window = Window::new();
    window.press("down");
    window.size = (120, 40);
    window.tell(Msg::Resize);
    window.fake.reminders.remove(0);
    window.tell(Msg::Changed);
    window.press("p");
    assert!(window.sees("SIKORA-ŁĄKA, Ewa (Miss)  born"), "{}", window.text());
}

#[test]
fn the_counter_names_the_culprit() {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.type_text("Cześć");
    let parts = sms::count(compose(&window).body.text());
    if !parts.culprits.is_empty() {
        assert!(window.sees("U+"), "{}", window.text());
    }
    assert!(window.sees("1 part"));
}

#[test]
fn commands_are_found_by_name() {
    let mut window = Window::new();
    window.press("ctrl+p");
    window.type_text("record of all");
    window.press("enter");
    assert!(matches!(window.app.screen(), Screen::Record(_)));
    assert_eq!(window.app.keymap().label(Action::GoRecord), "F4");
}

#[test]
fn the_record_comes_in_pages_and_stays_where_it_was_scrolled_to() {
    let mut window = held();
    let one = window.fake.messages[0].clone();
    for number in 2..=150u8 {
        let mut other = one.clone();
        other.number = u64::from(number);
        other.message.id = tactful::domain::ids::CommunicationId::from_bytes([number; 16]);
        other.message.body = format!("number {number}");
        window.fake.messages.push(other);
    }
    window.wait(6000);
    window.press("s f4");
    assert!(window.sees("number 150"));
    for _ in 0..12 {
        window.press("pagedown");
    }
    window.press("end");
    assert!(window.sees("Hi Jayne") && window.sees("number 2"), "{}", window.text());
    window.press("up up");
    let before = window.text();
    window.press("enter");
    assert!(window.sees("number 3"));
    window.press("esc");
    assert_eq!(window.text(), before);
    window.tell(Msg::Changed);
    assert_eq!(window.text(), before);
}
