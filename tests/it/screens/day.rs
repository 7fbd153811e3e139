//! Day's end: sums, lists that are worked off by one key, charts, the sheet.

use tactful::app::Glyphs;
use tactful::app::screen::Screen;
use tactful::app::screen::day::{DayLine, DayScreen};
use tactful::domain::channel::Channel;
use tactful::domain::communication::State;
use tactful::domain::day::Outcome;
use tactful::domain::log::Event;

use super::window::Window;

fn day(window: &Window) -> &DayScreen {
    match window.app.screen() {
        Screen::Day(day) => day,
        other => panic!("not the day: {other:?}"),
    }
}

fn outcome(window: &Window, wanted: Outcome) -> u64 {
    let day = day(window).day.as_ref().unwrap();
    day.outcomes.iter().find(|(outcome, _)| *outcome == wanted).map_or(0, |(_, count)| *count)
}

/// A morning: a call that nobody answered, one closed, a batch of six; who died is left.
fn morning() -> Window {
    let mut window = super::batch::queue();
    window.press("home tab c n");
    window.press("d w");
    window.type_text("came in");
    window.press("enter * b ctrl+s");
    window.wait(5100);
    window.press("enter");
    window
}

/// Puts the cursor on the first line of a kind.
fn go_to(window: &mut Window, wanted: impl Fn(&DayLine) -> bool) {
    let at = day(window).lines().iter().position(wanted).unwrap();
    window.press("home");
    for _ in 0..at {
        window.press("down");
    }
}

#[test]
fn the_day_says_what_was_done_and_what_is_left() {
    let mut window = morning();
    window.press("e");
    assert_eq!(outcome(&window, Outcome::HandedOver), 6, "{}", window.text());
    assert_eq!((outcome(&window, Outcome::Failed), outcome(&window, Outcome::Closed)), (1, 1));
    assert!(window.sees("Handled: 8") && window.sees("Attempts to follow up: 1"), "{}", window.text());
    // who died blocks the reminder
    let blocked = &day(&window).day.as_ref().unwrap().blocked;
    assert_eq!((blocked.judged, blocked.total()), (1, 1), "{blocked:?}");
    assert!(window.sees("Blocked: 1 of 1 due") && window.sees("recipient-deceased"), "{}", window.text());
    window.press("end");
    assert!(window.sees("head of the log"), "{}", window.text());
    // two identifiers wherever a patient is named, however narrow the window is
    window.size = (80, 24);
    for message in &window.fake.rows() {
        let line = window.text().lines().find(|line| line.contains(&message.patient_name)).map(str::to_owned);
        let line = line.unwrap_or_else(|| panic!("{} in {}", message.patient_name, window.text()));
        assert!(line.contains(&message.patient_birth) && !message.patient_birth.is_empty(), "{line}");
        assert!(line.contains(message.state.label()) || line.contains("no answer"), "{line}");
    }
    window.size = (120, 40);
    // the attempt leads to its patient, a message to itself
    go_to(&mut window, |line| matches!(line, DayLine::FollowUp(_)));
    window.press("enter");
    assert!(matches!(window.app.screen(), Screen::Patient(_)));
    window.press("esc");
    go_to(&mut window, |line| matches!(line, DayLine::Open(_)));
    window.press("enter");
    assert!(matches!(window.app.screen(), Screen::Message(_)));
    window.press("esc left");
    assert!(window.sees("Handled: 0") && !window.sees("(today)"), "{}", window.text());
    window.press("right right");
    assert!(window.sees("This is today"));
}

#[test]
fn messages_are_copied_into_the_clinical_record_one_key_each() {
    let mut window = morning();
    for message in &mut window.fake.messages {
        if message.state == State::HandedOver {
            message.state = State::Sent;
        }
    }
    window.press("e");
    assert_eq!(outcome(&window, Outcome::HandedOver), 6, "as the day's log has it");
    assert!(window.sees("Not yet copied into the clinical record: 6"), "{}", window.text());
    go_to(&mut window, |line| matches!(line, DayLine::Copy(_)));
    window.press("y");
    let block = window.copied.last().unwrap();
    assert!(block.contains("SNOMED CT 279991000000102") && block.contains("NHS 999"), "{block}");
    window.press("k");
    window.wait(1000);
    window.press("k");
    let copied = window.fake.events().iter().filter(|event| **event == "copied").count();
    assert_eq!(copied, 2);
    assert!(window.sees("Not yet copied into the clinical record: 4"), "{}", window.text());
    assert!(matches!(day(&window).lines()[day(&window).cursor.at], DayLine::Copy(0)), "the next is in place");
}

#[test]
fn the_sheet_is_written_and_the_log_says_so() {
    let mut window = morning();
    window.press("e w");
    assert!(window.sees("Written: sheets/day.txt"), "{}", window.text());
    let sheet = &window.fake.sheets[0];
    assert_eq!((sheet.handled(), sheet.blocked.judged), (8, 1));
    let [.., exported, checkpoint] = window.fake.log.as_slice() else { panic!("too few entries") };
    let exported = &exported.event;
    assert!(
        matches!(exported, Event::Exported { what, count: 8 } if what.contains("day's end")),
        "{exported:?}"
    );
    let tree = sheet.tree;
    assert_eq!(checkpoint.event, Event::Checkpointed { number: tree.head.number, root: tree.root });
}

#[test]
fn charts_are_readable_in_mono_and_ascii() {
    let mut window = morning();
    window.press("e tab");
    window.size = (80, 24);
    insta::assert_snapshot!("day_charts_80x24", window.shot());
    assert!(window.sees("Text") && window.sees("Letter") && window.sees("recipient-deceased"));
    window.glyphs = Glyphs::Ascii;
    let text = window.text();
    assert!(text.is_ascii(), "{text}");
    assert!(text.contains("###"), "{text}");
    window.press("tab");
    assert!(window.sees("overridden"), "{}", window.text());
    window.press("tab");
    window.glyphs = Glyphs::Unicode;
    for size in [(80, 24), (120, 40)] {
        window.size = size;
        insta::assert_snapshot!(format!("day_{}x{}", size.0, size.1), window.shot());
    }
    assert_eq!(Channel::ALL.len(), 6);
}

#[test]
fn it_is_reached_from_everywhere_by_the_palette() {
    let mut window = Window::new();
    window.press("f2 ctrl+p");
    window.type_text("day's end");
    window.press("enter");
    assert!(matches!(window.app.screen(), Screen::Day(_)), "{}", window.text());
    window.press("esc");
    assert!(matches!(window.app.screen(), Screen::Reminders(_)));
}
