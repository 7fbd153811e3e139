//! Forms that were not finished: a crash loses none, nobody else sees them, and what is finished or given up is gone.

use tactful::app::Trouble;
use tactful::app::overlay::Overlay;
use tactful::domain::draft::{Asks, Kind, Unfinished};
use tactful::domain::ids::StaffId;
use tactful::domain::log::Event;
use tactful::domain::staff::{Role, Staff};

use super::super::fake::Fake;
use super::super::people;
use super::super::window::Window;
use super::{amendments, go_to, open};

/// The program is gone; what the store holds is there.
fn crash(window: &mut Window) -> Fake {
    std::mem::replace(&mut window.fake, Fake::new())
}

fn begun() -> Window {
    let mut window = open("smyth");
    window.press("a o tab");
    window.type_text("my brother reads my phone");
    window.wait(400);
    window
}

#[test]
fn a_form_comes_back_after_a_crash_and_goes_once_it_is_put_on_file() {
    let mut window = begun();
    assert_eq!(window.fake.drafts.len(), 1);
    let kept = window.fake.drafts.values().next().unwrap();
    assert!(matches!(kept.own_form(), Some(Unfinished::Fact { kind: Kind::Objection, .. })), "{kept:?}");
    assert_eq!(kept.staff, people::staff().id);
    let mut window = Window::with(crash(&mut window), true);
    assert!(window.sees("not finished: objection"), "the first screen offers it: {}", window.text());
    go_to(&mut window, "smyth");
    assert!(window.sees("A form that you did not finish is kept"), "{}", window.text());
    super::on(&mut window, "Draft(");
    window.press("enter");
    assert!(
        window.sees("my brother reads my phone") && window.sees("As you left it on"),
        "{}",
        window.text()
    );
    window.press("ctrl+s");
    assert_eq!(amendments(&window).len(), 1, "{}", window.text());
    assert!(window.fake.drafts.is_empty() && !window.sees("not finished"), "{}", window.text());
}

#[test]
fn what_is_typed_after_it_came_back_is_kept_too() {
    let mut window = begun();
    let mut window = Window::with(crash(&mut window), true);
    go_to(&mut window, "smyth");
    super::on(&mut window, "Draft(");
    window.press("enter tab end");
    window.type_text(", she says");
    window.wait(400);
    assert_eq!(window.fake.drafts.len(), 1);
    let kept = format!("{:?}", window.fake.drafts.values().next().unwrap().form);
    assert!(kept.contains("my brother reads my phone, she says"), "{kept}");
}

#[test]
fn what_is_thrown_away_is_not_offered_again() {
    let mut window = begun();
    window.press("esc y");
    assert!(window.app.overlay().is_none() && window.fake.drafts.is_empty(), "{}", window.text());
    // typed and taken back again
    let mut window = open("smyth");
    window.press("a o tab");
    window.type_text("x");
    window.wait(400);
    window.press("backspace esc");
    assert!(window.app.overlay().is_none() && window.fake.drafts.is_empty(), "{}", window.text());
}

#[test]
fn nobody_else_sees_a_form_that_is_not_finished() {
    let mut window = begun();
    let other =
        Staff { id: StaffId::from_bytes([77; 16]), name: "Sam".into(), role: Role::CaldicottGuardian };
    let mut window = Window::among(crash(&mut window), vec![other]);
    assert!(!window.sees("not finished"), "{}", window.text());
    go_to(&mut window, "smyth");
    assert!(!window.sees("not finished") && !window.sees("did not finish"), "{}", window.text());
}

#[test]
fn a_safeguarding_form_is_gone_with_the_role_that_may_write_it() {
    let mut window = Window::of(Fake::new(), Role::Supervisor);
    go_to(&mut window, "smyth");
    window.press("a s tab");
    window.type_text("an injunction");
    window.wait(400);
    assert_eq!(window.fake.drafts.len(), 1, "{}", window.text());
    let mut window = Window::of(crash(&mut window), Role::Receptionist);
    go_to(&mut window, "smyth");
    assert!(!window.sees("not finished"), "{}", window.text());
    let mut window = Window::of(crash(&mut window), Role::Supervisor);
    go_to(&mut window, "smyth");
    assert!(window.sees("not finished: safeguarding note"), "{}", window.text());
}

#[test]
fn the_answers_of_an_override_come_back_with_its_message() {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.type_text(
        "Jayne, your NHS number is 999 000 1006. Please call us on 01632 960100. Tarn Lane Surgery",
    );
    window.press("f9 home o down");
    assert!(matches!(window.app.overlay(), Some(Overlay::Form(_))), "{}", window.text());
    window.type_text("she asked for it in writing");
    window.wait(400);
    window.wait(400);
    let kept = window.fake.drafts.values().next().unwrap();
    assert!(matches!(kept.form, Some(Unfinished::Asked { asks: Asks::Override(_), .. })), "{kept:?}");
    let mut window = Window::with(crash(&mut window), true);
    window.press("enter f9 home o");
    assert!(window.sees("she asked for it in writing"), "{}", window.text());
    // closed without an answer: it is given up
    window.press("esc y down");
    window.wait(400);
    assert!(window.fake.drafts.values().all(|draft| draft.form.is_none()), "{:?}", window.fake.drafts);
}

#[test]
fn an_emergency_and_a_reason_come_back_with_their_message() {
    for (keys, words) in [("alt+e", "collapsed at home"), ("alt+g down", "rang instead")] {
        let mut window = Window::new();
        window.press("enter");
        window.type_text(" x");
        window.press(keys);
        window.type_text(words);
        window.wait(400);
        window.wait(400);
        let mut window = Window::with(crash(&mut window), true);
        window.press("enter");
        assert!(window.sees("is back; not finished: "), "{}", window.text());
        window.press(keys);
        assert!(window.sees(words), "{}", window.text());
        window.press("end tab enter");
        window.wait(400);
        assert!(window.fake.drafts.values().all(|draft| draft.form.is_none()), "{:?}", window.fake.drafts);
    }
}

#[test]
fn why_a_message_was_not_sent_comes_back_with_the_message_on_the_record() {
    let mut window = super::super::hand_over::held();
    window.wait(6000);
    window.press("n down");
    window.type_text("no signal");
    window.wait(400);
    let mut window = Window::with(crash(&mut window), true);
    assert!(window.sees("not finished: why a message was not sent"), "{}", window.text());
    window.press("home");
    while !matches!(window.app.screen(), tactful::app::screen::Screen::Message(_)) {
        window.press("enter");
        if matches!(window.app.screen(), tactful::app::screen::Screen::Record(_)) {
            window.press("esc down");
        }
    }
    assert!(window.sees("no signal") && window.sees("is here again"), "{}", window.text());
    // an entry that cannot be written leaves it where it was
    window.fake.appends.push_back(Err(Trouble::new("the disk is full")));
    window.press("tab tab enter");
    assert_eq!(window.fake.drafts.len(), 1, "{}", window.text());
    window.press("n");
    assert!(window.sees("no signal"), "{}", window.text());
    window.press("tab tab enter");
    assert_eq!(window.fake.events().last(), Some(&"not-sent"), "{}", window.text());
    assert!(window.fake.drafts.is_empty(), "{:?}", window.fake.drafts);
}

#[test]
fn what_the_guardian_began_comes_back_for_the_guardian_alone() {
    let mut window = super::super::worklists::override_waits(Role::CaldicottGuardian);
    window.press("s right tab");
    window.type_text("no basis for it");
    window.wait(400);
    assert_eq!(window.fake.drafts.len(), 1, "{}", window.text());
    let other =
        Staff { id: StaffId::from_bytes([77; 16]), name: "Sam".into(), role: Role::CaldicottGuardian };
    let mut window = Window::among(crash(&mut window), vec![other]);
    assert!(!window.sees("not finished"), "{}", window.text());
    window.press("f10 enter s");
    assert!(!window.sees("no basis for it"), "{}", window.text());
    let mut window = Window::of(crash(&mut window), Role::CaldicottGuardian);
    assert!(window.sees("not finished: the guardian's decision"), "{}", window.text());
    window.press("f10 enter s");
    assert!(window.sees("no basis for it"), "{}", window.text());
    // the help over it and another screen lose nothing
    window.press("f1 esc tab");
    window.type_text(" at all");
    window.press("f2 f10 enter s");
    assert!(window.sees("no basis for it at all"), "{}", window.text());
    window.press("tab tab enter");
    assert!(matches!(window.fake.log.last().unwrap().event, Event::Reviewed { .. }), "{}", window.text());
    assert!(window.sees("The decision is on the record"), "{}", window.text());
    assert!(window.fake.drafts.is_empty(), "{:?}", window.fake.drafts);
    // given up: gone
    window.press("s tab");
    window.type_text("x");
    window.wait(400);
    window.press("esc y");
    assert!(window.fake.drafts.is_empty(), "{:?}", window.fake.drafts);
}

#[test]
fn why_a_reminder_is_closed_and_until_when_it_is_put_off_come_back() {
    let closing = ("down d w", "told her mother", "why a reminder is closed", "Closed, the record says why");
    let put_off = ("down s d", "2 weeks", "until when a reminder is put off", "Put off until Mon 7 Dec");
    for (keys, words, label, done) in [closing, put_off] {
        let mut window = Window::new();
        window.press(keys);
        window.type_text(words);
        window.wait(400);
        assert_eq!(window.fake.drafts.len(), 1, "{}", window.text());
        let mut window = Window::with(crash(&mut window), true);
        assert!(window.sees(&format!("Form not finished: {label}, SIKORA")), "{}", window.text());
        // from the patient's screen, and from the first one
        go_to(&mut window, "sikora");
        super::on(&mut window, "Draft(");
        window.press("enter");
        assert!(window.sees(words) && window.sees("SIKORA"), "{}", window.text());
        window.press("f2 f3 home enter");
        assert!(window.sees(words) && window.sees("SIKORA"), "{}", window.text());
        window.press("enter");
        assert!(window.sees(done), "{}", window.text());
        assert!(window.fake.drafts.is_empty(), "{:?}", window.fake.drafts);
        assert!(!window.sees("not finished") && !window.sees("SIKORA"), "{}", window.text());
    }
}

#[test]
fn why_a_reminder_is_closed_stays_kept_where_it_could_not_be_written() {
    let mut window = Window::new();
    window.press("down d w");
    window.type_text("told her mother");
    window.fake.appends.push_back(Err(Trouble::new("the disk is full")));
    window.press("enter");
    assert_eq!(window.fake.drafts.len(), 1, "{}", window.text());
    window.press("f2 f3");
    assert!(window.sees("Form not finished: why a reminder is closed"), "{}", window.text());
    window.press("home enter esc y");
    assert!(window.fake.drafts.is_empty(), "{:?}", window.fake.drafts);
}
