//! Keeping facts from the patient's screen: keys in, what is put on file out.

mod contacts;
mod history;
mod jobs;
mod pictures;
mod safeguarding;
mod standing;
mod unfinished;
mod wishes;

use tactful::app::screen::Screen;
use tactful::domain::contact::ContactPoint;
use tactful::domain::fact::{Amendment, Fact, FactChange};
use tactful::domain::log::Event;
use tactful::domain::staff::Author;

use super::people;
use super::window::Window;

/// The screen of a patient, by a part of the name.
pub fn open(name: &str) -> Window {
    let mut window = Window::new();
    go_to(&mut window, name);
    window
}

pub fn go_to(window: &mut Window, name: &str) {
    window.press("f2");
    window.type_text(name);
    window.press("enter");
    assert!(matches!(window.app.screen(), Screen::Patient(_)), "{}", window.text());
}

/// Puts the cursor on the line of the fact under which these words stand.
pub fn on(window: &mut Window, words: &str) {
    window.press("home");
    for _ in 0..40 {
        let screen = match window.app.screen() {
            Screen::Patient(screen) => screen,
            other => panic!("{other:?}"),
        };
        let line = format!("{:?}", screen.lines[screen.cursor.at]);
        if line.contains(words) {
            return;
        }
        window.press("down");
    }
    panic!("no line says {words}: {}", window.text());
}

pub fn amendments(window: &Window) -> Vec<&Amendment> {
    let amended = window.fake.log.iter().filter_map(|entry| match &entry.event {
        Event::Amended(amendment) => Some(amendment.as_ref()),
        _ => None,
    });
    amended.collect()
}

pub fn last(window: &Window) -> Amendment {
    let all = amendments(window);
    (*all.last().unwrap_or_else(|| panic!("nothing was put on file: {}", window.text()))).clone()
}

pub fn only_change(window: &Window) -> FactChange {
    let amendment = last(window);
    assert_eq!(amendment.changes.len(), 1, "{amendment:?}");
    amendment.changes[0].clone()
}

pub fn added(window: &Window) -> Fact {
    let change = only_change(window);
    assert_eq!(change.before, None);
    change.after.unwrap()
}

pub fn point(fact: Option<&Fact>) -> ContactPoint {
    match fact {
        Some(Fact::Contact { point, .. }) => point.clone(),
        other => panic!("{other:?}"),
    }
}

pub fn is_priyas(author: &Author) -> bool {
    matches!(author, Author::Staff { id, name } if *id == people::staff().id && name == "Priya")
}
