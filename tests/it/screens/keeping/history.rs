//! Taking back, history, lost races, forms that are left.

use tactful::app::Trouble as Fault;
use tactful::app::overlay::Overlay;
use tactful::app::screen::Screen;
use tactful::domain::contact::{Trouble, Verification};
use tactful::domain::dossier::Facet;
use tactful::domain::log::Appended;
use tactful::domain::worklist::{Subject, Worklist, WorklistKey, WorklistRow};

use super::super::people;
use super::super::window::Window;
use super::{amendments, go_to, last, on, only_change, open, point};

#[test]
fn what_was_put_on_file_is_taken_back_after_one_question() {
    let mut window = open("smyth");
    window.press("u");
    assert!(window.sees("stands to be taken back"));
    window.press("a d ctrl+s");
    window.press("u");
    assert!(window.sees("Take this back?") && window.sees("Priya: Death added"), "{}", window.text());
    window.press("enter");
    assert_eq!(amendments(&window).len(), 1, "the cursor stands on the harmless answer");
    window.press("u y");
    assert_eq!(window.fake.dossiers[0].patient.death, None);
    assert!(last(&window).words.starts_with("taken back"));
}

#[test]
fn pressed_again_it_takes_back_what_was_before() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    window.press("f");
    on(&mut window, "jayne.smyth@mail");
    window.press("f u y");
    assert!(window.sees("no longer failed once (u takes it back)"), "{}", window.text());
    window.press("u y");
    let contacts = window.fake.dossiers[0].contacts.as_ref().unwrap();
    assert!(contacts.iter().all(|point| point.trouble.is_none()));
    window.press("u");
    assert!(window.sees("stands to be taken back") && window.app.overlay().is_none(), "{}", window.text());
    window.press("h");
    assert_eq!(window.text().matches("(taken back)").count(), 2, "{}", window.text());
    // a taking back is taken back from the history
    window.press("u y");
    assert_eq!(last(&window).words, "put back");
}

#[test]
fn a_worklist_opens_the_patient_on_the_line_it_speaks_of() {
    let mut window = Window::new();
    let about = Subject::Contact(people::contact_id(13));
    let row = WorklistRow {
        key: WorklistKey(1, String::new(), 1),
        patient: people::row(&people::jayne()),
        words: "failed".into(),
        on: None,
        about,
    };
    window.fake.worklists.insert(Worklist::ContactFailed, vec![row]);
    window.press("f10 down down down down down down down enter enter");
    assert!(matches!(window.app.screen(), Screen::Patient(_)), "{}", window.text());
    window.press("v p");
    let point = point(only_change(&window).after.as_ref());
    assert_eq!((point.id, point.verified.unwrap().how), (people::contact_id(13), Verification::Phone));
}

#[test]
fn the_history_tells_each_change_and_takes_back_the_line_selected() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    window.press("f");
    window.press("a o ctrl+s h");
    assert!(window.sees("Objection to Text added: stands."), "{}", window.text());
    assert!(window.sees("23 Nov 2026 10:") && window.sees("Priya"));
    window.press("down u y");
    assert_eq!(window.fake.dossiers[0].contacts.as_ref().unwrap()[0].trouble, None);
    assert!(window.sees("no longer failed once. Why: taken back."), "{}", window.text());
    // the same line again: the fact has changed since
    window.press("down down u");
    assert!(
        window.sees("Not possible: the contact points changed since. Take that back first"),
        "{}",
        window.text()
    );
    window.press("esc");
    assert!(matches!(window.app.screen(), Screen::Patient(_)) && !window.sees("FAILED"));
}

#[test]
fn a_lost_race_keeps_what_was_typed_and_says_what_changed() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    window.press("enter ctrl+a");
    window.type_text("07700 900888");
    window.fake.change(0, |dossier| {
        dossier.contacts.as_mut().unwrap()[0].trouble = Some(Trouble::Failed { times: 1 });
    });
    window.press("ctrl+s");
    assert!(matches!(window.app.overlay(), Some(Overlay::Form(_))), "{}", window.text());
    assert!(window.sees("Another desk was faster: failed once"), "{}", window.text());
    assert!(window.sees("07700 900888"));
    assert!(window.fake.log.is_empty());
    window.press("ctrl+s");
    assert_eq!(point(only_change(&window).after.as_ref()).value.show(), "07700 900888");

    on(&mut window, "jayne.smyth@mail");
    window.fake.change(0, |dossier| dossier.contacts.as_mut().unwrap()[2].rank = Some(9));
    window.press("f");
    assert!(window.sees("another desk was faster: place was 3, now 9. Press again"), "{}", window.text());
    window.press("f");
    assert_eq!(amendments(&window).len(), 2);
}

#[test]
fn trouble_keeps_what_was_typed() {
    let mut window = open("smyth");
    window.fake.appends.push_back(Err(Fault::new("the disk is full")));
    window.press("a o tab");
    window.type_text("no reason given");
    window.press("ctrl+s");
    assert!(window.sees("The disk is full") && window.sees("no reason given"), "{}", window.text());
    window.press("ctrl+s");
    assert_eq!(amendments(&window).len(), 1);
}

#[test]
fn a_form_that_is_left_opens_again_with_its_patient() {
    let mut window = open("smyth");
    window.press("a o tab");
    window.type_text("he said");
    window.press("f1 esc");
    assert!(window.sees("he said"));
    window.press("f2");
    assert!(window.app.overlay().is_none() && window.app.top().text_focus());
    window.type_text("sikora");
    window.press("enter");
    assert!(!window.sees("he said"));
    window.press("ctrl+q");
    assert!(!window.quit && window.sees("A form is not finished"), "{}", window.text());
    window.press("enter");
    go_to(&mut window, "smyth");
    assert!(window.sees("he said") && window.sees("is open again"), "{}", window.text());
    window.press("ctrl+s");
    assert_eq!(amendments(&window).len(), 1);
    window.press("ctrl+q");
    assert!(window.quit);
}

#[test]
fn nothing_is_kept_before_somebody_says_who_sits_here_and_nothing_by_a_form_unchanged() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    window.press("enter ctrl+s");
    assert!(window.sees("Nothing was changed"), "{}", window.text());
    window.press("esc");
    assert!(window.app.overlay().is_none());
    assert!(window.fake.log.is_empty());
}

#[test]
fn trouble_is_told_although_the_screen_was_left() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    window.fake.appends.push_back(Ok(Appended::Conflict(vec![Facet::Contacts])));
    window.slow = true;
    window.press("n f3");
    window.slow = false;
    window.answer_all();
    assert!(window.sees("The last change of facts was not put on file"), "{}", window.text());
}

#[test]
fn a_long_history_is_read_page_by_page() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    for _ in 0..60 {
        window.press("f");
    }
    window.press("h");
    let seen = |window: &Window| match window.app.screen() {
        Screen::History(history) => history.lines.as_ref().unwrap().len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(seen(&window), 50);
    window.press("end");
    assert_eq!(seen(&window), 60);
    window.press("end");
    assert!(window.sees("Mobile 07700 900123: failed once."), "{}", window.text());
    window.press("end end");
    assert_eq!(seen(&window), 60);
}
