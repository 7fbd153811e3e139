//! Triage by single keys: after each, the next reminder is in place, and `u` takes it back.

use tactful::app::{Msg, Trouble};
use tactful::domain::purpose::Purpose;
use tactful::domain::reminder::{Claim, NamedView, Queue, ReminderRow, ReminderState, Sort};
use tactful::domain::staff::Actor;

use super::fake::Fake;
use super::people;
use super::window::Window;

/// Eight reminders of an ordinary patient.
fn queue() -> Window {
    let jayne = people::jayne();
    let row = |n: u8| {
        let mut row = people::reminder(50 + n, &jayne, people::TODAY, Purpose::Appointment);
        row.patient_name = format!("SMYTH-{n}, Jayne");
        row
    };
    Window::with(Fake { reminders: (0..8).map(row).collect(), ..Fake::new() }, true)
}

/// The number of the reminder under the cursor.
fn on(window: &Window) -> String {
    let tactful::app::screen::Screen::Reminders(screen) = window.app.screen() else { panic!("not at home") };
    screen.row().map(|row| row.patient_name.clone()).unwrap_or_default()
}

fn one(window: &Window, n: usize) -> &ReminderRow {
    &window.fake.reminders[n]
}

#[test]
fn a_menu_over_the_list_says_whom_it_is_about() {
    let mut window = queue();
    for (key, what) in [("s", "Put off"), ("d", "Close this reminder")] {
        window.press(&format!("down {key}"));
        assert!(window.sees(&format!("{what}: SMYTH-1, Jayne  23-May-1984")), "{}", window.text());
        window.press("esc up");
    }
}

#[test]
fn each_key_brings_the_next_reminder_and_u_takes_it_back() {
    let mut window = queue();
    window.press("down s h");
    assert_eq!(on(&window), "SMYTH-2, Jayne");
    assert_eq!(one(&window, 1).reminder.state, ReminderState::Snoozed);
    assert!(window.sees("Put off until Mon 23 Nov, 11:0") && window.sees("Snoozed 1"), "{}", window.text());
    window.press("s t");
    assert_eq!(on(&window), "SMYTH-3, Jayne");
    window.press("d w");
    window.type_text("rang");
    window.press("enter");
    assert_eq!(on(&window), "SMYTH-4, Jayne");
    assert_eq!(window.fake.waiting(), 7);
    window.press("u");
    assert_eq!((on(&window).as_str(), window.fake.waiting()), ("SMYTH-3, Jayne", 8));
    assert_eq!(window.fake.events(), ["dismissed", "reopened"]);
    window.press("u u");
    assert_eq!(on(&window), "SMYTH-1, Jayne");
    assert!(window.fake.reminders.iter().all(|row| row.reminder.state == ReminderState::Due));
    window.press("u");
    assert!(window.sees("nothing to take back"));
}

#[test]
fn the_next_one_is_in_place_before_the_store_has_answered() {
    let mut window = queue();
    window.slow = true;
    window.press("s h");
    assert_eq!(on(&window), "SMYTH-1, Jayne");
    window.press("s h s h");
    assert_eq!(on(&window), "SMYTH-3, Jayne");
    window.slow = false;
    window.answer_all();
    assert_eq!(on(&window), "SMYTH-3, Jayne");
    assert_eq!(window.fake.reminders.iter().filter(|row| row.reminder.snoozed_until.is_some()).count(), 3);
}

#[test]
fn a_day_is_chosen_in_words() {
    let mut window = queue();
    window.press("s d");
    window.type_text("yesterday");
    window.press("enter");
    assert!(window.sees("is past"), "{}", window.text());
    window.press("ctrl+a");
    window.type_text("1 Dec 26");
    window.press("enter");
    let until = one(&window, 0).reminder.snoozed_until.unwrap();
    assert_eq!(until.to_string(), "2026-12-01T00:00:00Z");
    assert_eq!(on(&window), "SMYTH-1, Jayne");
}

#[test]
fn what_is_put_off_for_an_hour_comes_back_by_itself() {
    let mut window = queue();
    window.press("s h");
    assert!(!window.sees("SMYTH-0"));
    window.wait(3_600_000);
    assert!(window.sees("SMYTH-0"), "{}", window.text());
    assert_eq!(on(&window), "SMYTH-1, Jayne", "the cursor stays where it was");
}

#[test]
fn what_stands_in_the_way_is_shown_with_its_cure_and_a_key_opens_it_cured() {
    let mut window = queue();
    window.fake.reminders[1].reminder.text =
        Some("Your chlamydia result is back, Jayne. Please call us on 01632 960100.".into());
    window.tell(Msg::Changed);
    assert!(!window.sees("F6"), "nothing stands in the way of the first");
    window.press("f6");
    assert!(window.sees("nothing here that a key cures"), "{}", window.text());
    window.press("down");
    assert!(window.sees("'chlamydia'") && window.sees("F6 "), "{}", window.text());
    window.press("f6");
    let tactful::app::screen::Screen::Compose(compose) = window.app.screen() else {
        panic!("not in compose")
    };
    assert!(!compose.body.text().contains("chlamydia"), "{}", compose.body.text());
    assert!(window.sees("Ctrl+Z undoes it"), "{}", window.text());
    window.press("ctrl+z");
    assert!(window.sees("chlamydia"), "{}", window.text());
}

#[test]
fn a_claim_is_seen_and_ends() {
    let mut window = queue();
    window.press("t");
    let claim = one(&window, 0).reminder.claimed.clone().unwrap();
    assert_eq!(claim.by.desk, "desk-2");
    assert!(window.sees("\u{25cf} Priya") && window.sees("Mine 1"), "{}", window.text());
    window.press("6");
    assert_eq!(on(&window), "SMYTH-0, Jayne");
    window.press("t");
    assert_eq!(one(&window, 0).reminder.claimed, None);
    assert!(window.sees("You have taken nothing"));
    window.press("1 down");

    // another desk's
    let by = Actor { desk: "desk-7".into(), staff: people::staff().id };
    let until = people::at(10, 9);
    window.fake.reminders[1].reminder.claimed = Some(Claim { by, until });
    window.tell(Msg::Changed);
    window.press("t");
    assert!(window.sees("Priya at desk-7 is at it until 10:09"), "{}", window.text());
    window.press("f1 esc s");
    assert!(window.app.overlay().is_none() && window.sees("desk-7 is at it"), "{}", window.text());
    // claimed after this desk last looked: the store refuses, and the reminder is back in its place
    window.fake.reminders[2].reminder.claimed = window.fake.reminders[1].reminder.claimed.clone();
    window.press("down s h");
    assert!(window.sees("Desk-7 is at this reminder"), "{}", window.text());
    assert!(window.sees("SMYTH-2, Jayne"));
    window.press("up up");
    window.wait(10 * 60_000);
    window.press("t");
    assert_eq!(one(&window, 1).reminder.claimed.as_ref().unwrap().by.desk, "desk-2");
}

#[test]
fn an_open_reminder_is_claimed_and_let_go() {
    let mut window = queue();
    window.press("enter");
    assert!(one(&window, 0).reminder.claimed.is_some());
    window.press("esc");
    assert_eq!(one(&window, 0).reminder.claimed, None);
    window.press("enter f9 end enter");
    window.wait(6000);
    assert!(window.fake.events().starts_with(&["prepared", "handing-over"]), "{}", window.text());
    assert!(!window.sees("does not wait any more"));
}

#[test]
fn the_parts_are_turned_through_and_picked() {
    let mut window = queue();
    window.fake.reminders[2].reminder.due = people::TODAY.yesterday().unwrap();
    window.fake.reminders[3].reminder.state = ReminderState::Failed;
    window.tell(Msg::Changed);
    window.press("right right right");
    assert_eq!(on(&window), "SMYTH-2, Jayne");
    window.press("7");
    assert!(window.sees("FAILED"));
    assert_eq!(on(&window), "SMYTH-3, Jayne");
    window.press("d w");
    window.type_text("rang");
    window.press("enter 8");
    assert_eq!(on(&window), "SMYTH-3, Jayne");
    assert!(window.sees("dismissed"));
    window.press("s");
    assert!(window.sees("does not wait any more"));
    window.press("w");
    assert!(window.sees("Nothing was done yet today"));
    window.press("left left");
    assert!(window.sees("[Mine]"), "{}", window.text());
    assert_eq!(Queue::ALL.len(), 8);
}

#[test]
fn a_step_that_the_store_refuses_is_told_and_undone_on_the_screen() {
    let mut window = queue();
    window.fake.appends.push_back(Err(Trouble::new("the disk is full")));
    window.press("d w");
    window.type_text("rang");
    window.press("enter");
    assert!(window.sees("The disk is full") && window.sees("SMYTH-0"), "{}", window.text());
}

#[test]
fn the_list_is_narrowed_by_typing() {
    let mut window = queue();
    window.press("/");
    window.type_text("smyth-5");
    assert_eq!(on(&window), "SMYTH-5, Jayne");
    assert!(!window.sees("SMYTH-4") && window.sees("Now with smyth-5"), "{}", window.text());
    // letters are text until Enter
    window.press("enter s t");
    assert_eq!(one(&window, 5).reminder.state, ReminderState::Snoozed);
    assert!(window.sees("Nothing waits now"), "{}", window.text());
    window.press("esc");
    assert!(window.sees("SMYTH-4") && window.sees("[Now 7]"), "{}", window.text());
    window.press("/");
    window.type_text("vaccination");
    assert!(window.sees("Nothing waits now"));
    window.press("f2 f3");
    assert!(window.app.top().text_focus() || window.sees("Now with"));
}

#[test]
fn those_that_one_rule_blocks_are_shown() {
    let mut window = Window::new();
    window.press("r");
    assert!(window.sees("Blocked by which rule") && window.sees("recipient-deceased"), "{}", window.text());
    window.press("enter");
    assert!(window.sees("Now blocked by recipient-deceased"), "{}", window.text());
    let rows = |window: &Window| {
        let tactful::app::screen::Screen::Reminders(screen) = window.app.screen() else {
            panic!("not at home")
        };
        screen.rows.as_ref().map_or(0, Vec::len)
    };
    assert_eq!(rows(&window), 1);
    window.tell(Msg::Changed);
    assert_eq!(rows(&window), 1, "it stays so when another desk changes something");
    window.press("esc");
    assert_eq!(rows(&window), 3);
}

#[test]
fn views_are_named_and_orders_are_turned_through() {
    let mut window = queue();
    window.press("0");
    assert!(window.sees("No view is saved: 9 saves"), "{}", window.text());
    // what is shown is saved under a name, with its count beside it
    window.press("right right /");
    window.type_text("smyth-6");
    window.press("enter o 9");
    assert!(window.sees("Week with smyth-6, by patient"), "{}", window.text());
    window.type_text("Sixth");
    window.press("tab enter");
    assert!(window.sees("Saved as Sixth: 0 shows it"), "{}", window.text());
    let saved =
        NamedView { name: "Sixth".into(), part: Queue::Week, filter: "smyth-6".into(), sort: Sort::Patient };
    assert_eq!(window.views, [saved]);
    assert!(window.sees("[Sixth 1]"), "{}", window.text());
    insta::assert_snapshot!("views_80x24", window.shot());
    // the view that is shown gets another name; a name is given once
    window.press("9 r");
    window.press("tab enter");
    assert!(window.sees("There is a view Sixth already"), "{}", window.text());
    window.press("9 r");
    window.type_text(" of the week");
    window.press("tab enter");
    assert_eq!(window.views[0].name, "Sixth of the week", "{}", window.text());
    window.press("esc o o 1");
    window.press("0");
    assert!(window.sees("Sixth of the week"), "{}", window.text());
    window.press("enter");
    assert!(window.sees("Week with smyth-6") && window.sees("by patient"), "{}", window.text());
    assert_eq!(on(&window), "SMYTH-6, Jayne");
    window.press("esc o");
    assert!(window.sees("by purpose") && window.sees("SMYTH-1"), "{}", window.text());
    window.press("o");
    assert!(!window.sees("by purpose"));
    window.press("0 enter 9 x");
    assert!(window.views.is_empty() && window.sees("is removed"), "{}", window.text());
    // a name that is not given asks nothing of the next form
    window.press("9 esc 1 d w");
    window.type_text("moved away");
    window.press("tab enter");
    assert!(window.views.is_empty() && window.fake.events() == ["dismissed"], "{}", window.text());
}

#[test]
fn a_backup_that_fails_is_said_beside_its_age() {
    let mut window = Window::new();
    assert!(!window.text().contains("ackup"), "an invented practice needs none");
    let hours_ago = |hours: i64| Some(window.now().at - jiff::SignedDuration::from_hours(hours));
    for (last, failed, words) in [
        (None, None, "W No backup yet"),
        (hours_ago(1), None, "Backup: today"),
        (hours_ago(30), None, "Backup: yesterday"),
        (hours_ago(24 * 9), None, "W Backup: 9 days ago"),
        (hours_ago(1), Some("the disk is full".to_owned()), "W No backup: the disk is full"),
    ] {
        window.backups = Some(tactful::app::Backups { last, failed });
        assert!(window.text().contains(words), "{words}: {}", window.text());
    }
}
