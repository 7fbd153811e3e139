//! What each screen looks like at 80 x 24 and 120 x 40.
//!
//! After a change that was meant: `INSTA_UPDATE=always cargo test --test it screens::shots`, then look at each picture.

use tactful::app::{Glyphs, Progress, Reply, ThemeName};

use super::fake::Fake;
use super::window::Window;

fn both(name: &str, window: &mut Window) {
    for size in [(80, 24), (120, 40)] {
        window.size = size;
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), window.shot());
    }
}

#[test]
fn home() {
    both("home", &mut Window::quiet());
}

#[test]
fn first_run() {
    let fake = Fake { dossiers: Vec::new(), reminders: Vec::new(), imported: None, ..Fake::new() };
    let mut window = Window::with(fake, true);
    window.is_demo = false;
    both("first_run", &mut window);
}

#[test]
fn staff_choice() {
    both("staff_choice", &mut Window::with(Fake::new(), false));
}

#[test]
fn patients() {
    let mut window = Window::quiet();
    window.press("f2");
    both("patients", &mut window);
    window.fake.corrected = vec![("smith".into(), "smyth".into())];
    window.type_text("smyth");
    both("patients_corrected", &mut window);
}

#[test]
fn patient() {
    let mut window = Window::quiet();
    window.press("f2");
    window.type_text("sikora");
    window.press("enter");
    both("patient", &mut window);
}

#[test]
fn compose() {
    let mut window = Window::quiet();
    window.press("enter");
    both("compose", &mut window);
}

#[test]
fn route() {
    let mut window = Window::quiet();
    window.press("enter f8");
    both("route", &mut window);
}

#[test]
fn template() {
    let mut window = Window::quiet();
    window.press("enter f7");
    window.type_text("moved");
    both("template", &mut window);
}

#[test]
fn hand_over() {
    let mut window = Window::quiet();
    window.press("enter f9");
    both("review", &mut window);
    window.press("end enter");
    both("hold", &mut window);
    window.wait(6000);
    both("confirm", &mut window);
    window.press("n");
    both("not_sent", &mut window);
    window.press("esc l");
    both("home_unconfirmed", &mut window);
    window.press("f4");
    both("record", &mut window);
    window.press("enter");
    both("message", &mut window);
}

#[test]
fn import() {
    let mut window = Window::quiet();
    window.press("i");
    both("import", &mut window);
    window.slow = true;
    window.type_text("/data/patients.csv");
    window.press("enter");
    let (ticket, _) = window.asked.pop_front().unwrap();
    let progress = Progress { done: 41_000, total: Some(100_000), rate: 20_500, left: Some(3) };
    window.tell(tactful::app::Msg::Reply { ticket, reply: Reply::Progress(progress) });
    both("import_running", &mut window);
}

#[test]
fn batch() {
    let mut window = Window::new();
    window.press("s");
    both("snooze", &mut window);
    window.press("esc v end v b");
    both("batch", &mut window);
    window.press("ctrl+s");
    window.wait(6000);
    both("batch_over", &mut window);
}

#[test]
fn call() {
    let mut window = Window::new();
    window.press("c");
    both("call", &mut window);
    window.press("esc end c");
    both("call_stopped", &mut window);
}

#[test]
fn help() {
    let mut window = Window::quiet();
    window.press("enter f1");
    both("help", &mut window);
    window.press("esc ctrl+p");
    both("palette", &mut window);
}

#[test]
fn too_small_and_hidden() {
    let mut window = Window::quiet();
    window.press("f12");
    insta::assert_snapshot!("hidden", window.shot());
    window.press("f12");
    window.size = (59, 16);
    insta::assert_snapshot!("too_small", window.shot());
}

#[test]
fn other_themes() {
    for theme in [ThemeName::Light, ThemeName::HighContrast, ThemeName::Mono] {
        let mut window = Window::quiet();
        window.press("ctrl+p");
        window.type_text("colours");
        window.press("enter");
        window.type_text(theme.slug());
        window.press("enter enter");
        window.glyphs = Glyphs::Ascii;
        insta::assert_snapshot!(format!("theme_{}", theme.slug()), window.shot());
    }
}

#[test]
fn findings() {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.type_text(
        "Dear Jayne, your chlamydia test is back. Your NHS number is 999 000 1006. Tarn Lane Surgery",
    );
    window.press("f5");
    both("compose_findings", &mut window);
    window.press("f9");
    both("review_findings", &mut window);
    window.press("enter");
    both("override", &mut window);
}

#[test]
fn worklists() {
    let mut window = Window::with(super::worklists::waiting(), true);
    window.press("f10");
    both("worklists", &mut window);
    window.press("down enter");
    both("worklist", &mut window);
    window.press("esc enter");
    both("worklist_empty", &mut window);
}
