//! What marks somebody as at risk is not read over a shoulder: a letter stands for it, a key shows it for a while.

use jiff::ToSpan;
use tactful::app::Msg;
use tactful::domain::channel::Channel;
use tactful::domain::fact::{Amendment, Fact};
use tactful::domain::ids::EntryId;
use tactful::domain::log::{Event, NewEntry};
use tactful::domain::patient::{Confidentiality, Restriction};
use tactful::domain::staff::Actor;

use super::fake::Fake;
use super::keeping::go_to;
use super::people;
use super::window::Window;

/// Words that would tell somebody at the counter.
const TELLING: [&str; 6] = ["estrict", "onfidential", "ot safe", "NOT SAFE", "SAFE", "Lewin"];

fn restriction() -> Restriction {
    Restriction {
        level: Confidentiality::Restricted,
        named_lead: Some("Ms Lewin".into()),
        safe: vec![people::contact_id(11)],
        unsafe_channels: vec![Channel::Letter],
    }
}

fn at_risk() -> Window {
    let mut fake = Fake::new();
    fake.dossiers[0].patient.restriction = Some(restriction());
    fake.dossiers[1].proxies.as_mut().unwrap()[0].do_not_tell = true;
    Window::with(fake, true)
}

fn tells(window: &Window) -> bool {
    TELLING.iter().any(|words| window.sees(words))
}

#[test]
fn the_flag_is_a_letter_until_its_key_is_pressed() {
    let mut window = at_risk();
    go_to(&mut window, "smyth");
    assert!(!tells(&window), "{}", window.text());
    assert!(window.sees("R SMYTH") || window.sees("R  SMYTH"), "the sign stands: {}", window.text());
    assert!(!window.sees("1 Tarn Lane"), "{}", window.text());
    insta::assert_snapshot!("discreet_held_80x24", window.shot());
    window.press("alt+r");
    for words in ["R restricted", "RESTRICTED", "NOT SAFE", "SAFE, says", "Lewin"] {
        assert!(window.sees(words), "{words}: {}", window.text());
    }
    assert!(!window.sees("1 Tarn Lane"), "the address stays hidden: {}", window.text());
    insta::assert_snapshot!("discreet_shown_80x24", window.shot());
    window.press("alt+r");
    assert!(!tells(&window), "the same key holds it back again: {}", window.text());
}

#[test]
fn it_is_held_back_again_after_a_time_on_leaving_and_by_the_hide_key() {
    let mut window = at_risk();
    go_to(&mut window, "smyth");
    window.press("alt+r");
    assert!(tells(&window));
    window.now += 19.seconds();
    window.tell(Msg::Tick);
    assert!(tells(&window), "{}", window.text());
    window.now += 2.seconds();
    window.tell(Msg::Tick);
    assert!(!tells(&window), "{}", window.text());
    for keys in ["f3", "h esc", "f2", "w esc", "f12 f12"] {
        go_to(&mut window, "smyth");
        window.press("alt+r");
        assert!(tells(&window), "{keys}");
        window.press(keys);
        assert!(!tells(&window), "{keys}: {}", window.text());
    }
}

#[test]
fn no_other_screen_tells_either() {
    let mut window = at_risk();
    let change = Amendment::add(people::patient_id(1), Fact::Restriction(restriction()), "she fled");
    window.fake.log.push(NewEntry {
        id: EntryId::new(window.now),
        at: window.now,
        actor: Actor { staff: people::staff().id, desk: "desk-1".into() },
        event: Event::Amended(Box::new(change)),
        judged: None,
    });
    go_to(&mut window, "smyth");
    // history, taking back, the composer and its last look, the route, the list of patients, the queue
    for keys in ["h", "u", "esc esc u", "esc w", "f8", "esc f9", "f2", "f3"] {
        window.press(keys);
        assert!(!tells(&window) && !window.sees("fled"), "{keys}: {}", window.text());
    }
    go_to(&mut window, "smyth");
    window.press("h");
    window.press("alt+r");
    assert!(window.sees("Restriction added") && window.sees("fled"), "{}", window.text());
    go_to(&mut window, "sikora");
    assert!(!window.sees("DO NOT TELL"), "{}", window.text());
    window.press("alt+r");
    assert!(window.sees("DO NOT TELL"), "{}", window.text());
}

#[test]
fn what_is_put_on_file_about_it_is_not_said_aloud() {
    let mut window = Window::new();
    go_to(&mut window, "smyth");
    window.press("a r tab");
    window.type_text("Ms Lewin");
    window.press("ctrl+s");
    assert!(window.fake.dossiers[0].patient.restriction.is_some());
    assert!(window.sees("Kept: R (u takes it back)") && !tells(&window), "{}", window.text());
    window.press("u");
    assert!(!tells(&window), "{}", window.text());
}

#[test]
fn a_desk_out_of_sight_can_have_it_stand_there_always() {
    let mut window = at_risk();
    window.discreet_seconds = 0;
    go_to(&mut window, "smyth");
    assert!(window.sees("RESTRICTED"), "{}", window.text());
    window.press("alt+r");
    assert!(window.sees("RESTRICTED") && window.sees("Nothing is held back here"), "{}", window.text());
}
