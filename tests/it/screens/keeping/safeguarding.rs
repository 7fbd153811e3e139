//! Safeguarding notes at the desk: who writes and reads them, what the others are asked to do, and that no place tells more.

use tactful::app::Msg;
use tactful::domain::fact::Fact;
use tactful::domain::ids::{NoteId, StaffId};
use tactful::domain::safeguarding::SafeguardingNote;
use tactful::domain::staff::{Role, Staff};

use super::super::fake::Fake;
use super::super::people;
use super::super::window::Window;
use super::{added, amendments, go_to, last, on};

const WORDS: &str = "injunction against the stepfather";

fn note(asks: bool) -> SafeguardingNote {
    SafeguardingNote {
        id: NoteId::from_bytes([9; 16]),
        about: people::child().proxies.unwrap().first().map(|proxy| proxy.id),
        asks,
        lead: Some("Dr Lewin".into()),
        words: Some(WORDS.into()),
        recorded: people::recorded(),
    }
}

/// The child's screen, with a note, as somebody of this role sees it.
fn noted(role: Role, asks: bool) -> Window {
    let mut fake = Fake::new();
    fake.dossiers[1].safeguarding = Some(vec![note(asks)]);
    let mut window = Window::of(fake, role);
    window.discreet_seconds = 0;
    go_to(&mut window, "sikora");
    window
}

#[test]
fn the_guardian_writes_one_in_a_few_keys_and_takes_it_off() {
    let mut window = Window::of(Fake::new(), Role::CaldicottGuardian);
    window.discreet_seconds = 0;
    go_to(&mut window, "sikora");
    on(&mut window, "Anna");
    window.press("a s tab");
    window.type_text(WORDS);
    window.press("ctrl+s");
    let Fact::Safeguarding(kept) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!((kept.words.as_deref(), kept.asks), (Some(WORDS), true));
    assert_eq!(kept.about, note(true).about, "the note is about whoever the cursor stands on");
    assert!(window.sees("SAFEGUARDING") && window.sees("stepfather"), "{}", window.text());
    on(&mut window, "SAFEGUARDING");
    window.press("x");
    window.type_text("the injunction ended");
    window.press("enter");
    assert_eq!(last(&window).changes[0].after, None);
    assert!(!window.sees("SAFEGUARDING"), "{}", window.text());
    window.press("h");
    assert!(window.sees("stepfather"), "the history of those who may read: {}", window.text());
}

#[test]
fn a_receptionist_is_asked_to_act_and_learns_no_more() {
    for role in [Role::Receptionist, Role::Administrator] {
        let mut window = noted(role, true);
        assert!(window.sees("SAFEGUARDING"), "{}", window.text());
        let seen = window.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(seen.contains("Speak to the safeguarding lead, Dr Lewin, before you tell"), "{seen}");
        assert!(!window.sees("stepfather"), "{}", window.text());
        // no key changes it, and none offers to write one
        on(&mut window, "SAFEGUARDING");
        window.press("x enter");
        assert!(window.app.overlay().is_none(), "{}", window.text());
        window.press("a");
        assert!(!window.sees("Safeguarding note"), "{}", window.text());
        window.press("esc h");
        assert!(!window.sees("afeguarding") && !window.sees("stepfather"), "{}", window.text());
    }
}

#[test]
fn a_quiet_note_leaves_no_sign_but_for_those_who_read_it() {
    let mut window = noted(Role::Receptionist, false);
    for key in ["home", "end", "h", "esc", "a"] {
        window.press(key);
        assert!(!window.text().to_lowercase().contains("safeguarding"), "{}", window.text());
    }
    assert!(noted(Role::Supervisor, false).sees("the desk is not told"));
}

#[test]
fn nothing_of_it_is_read_over_a_shoulder() {
    for role in [Role::CaldicottGuardian, Role::Receptionist] {
        let mut window = noted(role, true);
        window.discreet_seconds = 20;
        assert!(!window.text().to_lowercase().contains("safeguarding"), "{}", window.text());
        assert!(window.sees("S R") && window.sees("(Alt+R shows it)"), "{}", window.text());
        window.press("alt+r");
        assert!(window.sees("SAFEGUARDING"), "{}", window.text());
    }
}

#[test]
fn what_was_done_to_a_note_is_taken_back_only_by_those_who_may_read_it() {
    let mut window = Window::among(
        Fake::new(),
        vec![
            Staff { role: Role::CaldicottGuardian, ..people::staff() },
            Staff { id: StaffId::from_bytes([7; 16]), name: "Mared".into(), role: Role::Receptionist },
        ],
    );
    window.discreet_seconds = 0;
    go_to(&mut window, "sikora");
    window.press("a s tab");
    window.type_text(WORDS);
    window.press("ctrl+s");
    assert!(window.sees("stepfather"), "{}", window.text());
    window.press("a s tab");
    window.type_text("half a note");
    // somebody else sits down: what only the one before might read goes with them
    window.press("ctrl+p");
    window.type_text("who sits");
    window.press("enter");
    window.press("down enter");
    assert!(!window.sees("stepfather") && !window.sees("half a note"), "{}", window.text());
    go_to(&mut window, "sikora");
    assert!(window.sees("Speak to the safeguarding lead"), "{}", window.text());
    assert!(!window.sees("stepfather") && !window.sees("half a note"), "{}", window.text());
    window.press("u");
    assert!(window.sees("stands to be taken back"), "{}", window.text());
    window.press("h");
    assert!(!window.sees("stepfather"), "{}", window.text());
    assert_eq!(amendments(&window).len(), 1);
    window.tell(Msg::Changed);
    assert!(!window.sees("stepfather"), "{}", window.text());
}

#[test]
fn what_it_looks_like_to_those_who_read_it_and_to_the_others() {
    let picture = |name: &str, window: &Window| {
        insta::assert_snapshot!(format!("keep_safeguarding_{name}_80x24"), window.shot());
    };
    let mut window = noted(Role::CaldicottGuardian, true);
    picture("read", &window);
    window.press("a s");
    picture("form", &window);
    picture("unread", &noted(Role::Receptionist, true));
}
