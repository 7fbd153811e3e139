//! What the keeping of facts looks like at 80 x 24 and 120 x 40: the patient's screen, each form, the history.

use tactful::app::{Glyphs, Msg};
use tactful::domain::contact::Trouble;

use super::super::window::Window;
use super::{on, open};

fn both(name: &str, window: &mut Window) {
    for size in [(80, 24), (120, 40)] {
        window.size = size;
        insta::assert_snapshot!(format!("keep_{name}_{}x{}", size.0, size.1), window.shot());
    }
    window.size = (80, 24);
}

#[test]
fn the_line_under_the_cursor_and_its_keys() {
    let mut window = open("smyth");
    window.fake.change(0, |dossier| {
        dossier.contacts.as_mut().unwrap()[1].trouble = Some(Trouble::Failed { times: 2 });
        dossier.contacts.as_mut().unwrap()[2].trouble = Some(Trouble::NotMe);
    });
    window.tell(Msg::Changed);
    both("contact", &mut window);
    window.press("v");
    both("verified", &mut window);
    window.press("d");
    both("kept", &mut window);
    window.press("a");
    both("add", &mut window);
}

#[test]
fn every_form_that_adds() {
    let mut window = open("sikora");
    for (key, name) in [
        ("c", "form_contact"),
        ("o", "form_objection"),
        ("p", "form_preference"),
        ("n", "form_need"),
        ("w", "form_proxy"),
        ("y", "form_agreed"),
        ("g", "form_consulted"),
        ("r", "form_restriction"),
        ("d", "form_death"),
        ("l", "form_left"),
    ] {
        window.press("a");
        window.press(key);
        both(name, &mut window);
        window.press("esc");
    }
}

#[test]
fn forms_that_change_end_and_review() {
    let mut window = open("sikora");
    window.press("enter");
    both("change_objection", &mut window);
    window.press("esc o");
    both("may_override", &mut window);
    window.press("esc y r");
    both("review", &mut window);
    window.press("esc x");
    both("withdrawn", &mut window);
    window.press("esc");
    on(&mut window, "SIKORA, Anna");
    both("proxy", &mut window);
    window.press("enter down down down down down");
    both("change_proxy", &mut window);
    window.press("esc x");
    both("end_proxy", &mut window);
}

#[test]
fn what_is_wrong_and_what_is_thrown_away() {
    let mut window = open("smyth");
    window.press("a c");
    window.type_text("01632 960555");
    both("read_as", &mut window);
    window.press("ctrl+a");
    window.type_text("0770 90012");
    window.press("ctrl+s");
    both("wrong", &mut window);
    window.press("esc");
    both("throw_away", &mut window);
}

#[test]
fn the_history_and_taking_back() {
    let mut window = open("smyth");
    window.press("h");
    both("history_empty", &mut window);
    window.press("esc a o tab");
    window.type_text("her former husband reads her messages, and she is afraid of him");
    window.press("ctrl+s");
    on(&mut window, "07700 900123");
    window.press("f h");
    both("history", &mut window);
    window.press("u");
    both("take_back", &mut window);
}

#[test]
fn the_smallest_window_without_unicode() {
    let mut window = open("sikora");
    window.glyphs = Glyphs::Ascii;
    window.size = (60, 16);
    insta::assert_snapshot!("keep_small", window.shot());
    window.press("a w down down down down down down down down");
    insta::assert_snapshot!("keep_small_form", window.shot());
}
