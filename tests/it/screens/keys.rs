//! Going about, key by key: search, record, import, worklists, the manners of every screen.

use tactful::app::overlay::Overlay;
use tactful::app::screen::Screen;
use tactful::app::{Action, Msg, Reply, Request};
use tactful::domain::log::{Checked, Head, Seal, Verification};

use super::fake::Fake;
use super::hand_over::held;
use super::window::Window;

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
fn a_reminder_is_closed_with_words() {
    let mut window = Window::new();
    window.press("down d w enter");
    assert!(window.fake.events().is_empty(), "words are needed");
    window.type_text("had it elsewhere");
    window.press("enter");
    assert_eq!(window.fake.events(), ["dismissed"]);
    assert_eq!(window.fake.waiting(), 2);
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
    assert!(window.sees("WHOLE, 4 entries, signatures"), "{}", window.text());
    let whole = || Checked::new(Verification::Whole(Head { number: 4, seal: Seal([7; 32]) }));
    let mut check = |checked| {
        window.fake.checks.push_back(checked);
        window.press("v");
        let seen = window.text();
        window.press("esc");
        (seen, window.text())
    };
    let differs = "Sam Reed has another key in the key file than on the record".to_owned();
    let made = "Una Vaughan made a new recovery key on Mon 23 Nov".to_owned();
    let (page, line) =
        check(Checked { compared: 3, recovery: vec![made], key_file: vec![differs], ..whole() });
    for words in
        ["The check of the record", "the recovery key: Una", "the key file: Sam Reed has another key"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        line.contains("! Chain: whole, 4 entries, 3 checkpoints fit, but the key file differs"),
        "{line}"
    );
    let reason = "this entry is missing: the log ends at 3, and once had 4 entries".to_owned();
    let (page, _) = check(Checked::new(Verification::Broken { number: 4, reason }));
    assert!(page.contains("Broken at entry 4") && page.contains("compare it with a backup"), "{page}");
    window.fake.checks.push_back(Checked { compared: 1, ..whole() });
    window.press("f4 v");
    assert!(window.sees("1 checkpoint fits") && window.app.overlay().is_none(), "{}", window.text());
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
    window.size = (100, 30);
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

#[test]
fn a_form_is_passed_with_quick_presses_and_not_by_a_held_key() {
    let mut window = held();
    window.wait(6000);
    window.press("n");
    window.hold_key("enter", 200);
    assert_eq!(window.fake.events(), ["prepared", "handing-over", "handed-over"]);
    window.wait(300);
    for _ in 0..3 {
        window.wait(250);
        window.tell(Msg::Key("enter".parse().unwrap()));
    }
    assert_eq!(window.fake.events().last(), Some(&"not-sent"));
}

#[test]
fn help_over_a_form_keeps_what_was_typed_into_it() {
    let mut window = Window::new();
    window.press("d w");
    window.type_text("rang her");
    window.press("f1");
    assert!(window.sees("Help"));
    window.press("esc");
    assert!(window.sees("rang her"), "{}", window.text());
    window.press("enter");
    assert_eq!(window.fake.events(), ["dismissed"]);
    // the same over a message on its way out, which goes on meanwhile
    let mut window = held();
    window.press("f1");
    window.wait(6000);
    assert_eq!(window.fake.events().last(), Some(&"handed-over"));
    window.press("esc s");
    assert_eq!(window.fake.events().last(), Some(&"sent"));
}

#[test]
fn every_command_is_found_by_the_word_it_goes_by() {
    let moves = [Action::Back, Action::Palette];
    for action in Action::ALL.iter().filter(|action| action.is_everywhere() && !moves.contains(action)) {
        let mut window = Window::quiet();
        window.press("ctrl+p");
        window.type_text(&action.word().replace('-', " "));
        assert!(window.sees(action.help()), "{}: {}", action.word(), window.text());
    }
}
