//! Writing, key by key: what is text, what is kept, what is undone.

use tactful::app::overlay::Overlay;
use tactful::app::screen::Screen;
use tactful::app::screen::compose::{Compose, Opening};
use tactful::app::{Key, Msg, Request};
use tactful::domain::channel::Channel;
use tactful::domain::communication::NotSent;
use tactful::domain::date::Period;
use tactful::domain::ids::{NeedId, PreferenceId};
use tactful::domain::log::Event;
use tactful::domain::need::{Need, NeedKind};
use tactful::domain::preference::{Preference, Wish};
use tactful::domain::purpose::Purpose;
use tactful::domain::severity::Severity;
use tactful::domain::sms;
use tactful::policy::prospect;

use super::people;
use super::window::Window;

fn compose(window: &Window) -> &Compose {
    match window.app.screen() {
        Screen::Compose(compose) => compose,
        other => panic!("not the composer: {other:?}"),
    }
}

#[test]
fn drafts_save_themselves_and_come_back() {
    let mut window = Window::new();
    window.press("enter");
    assert!(window.fake.drafts.is_empty(), "a text that nobody touched is no draft");
    window.type_text(" Bring your glasses.");
    assert!(window.fake.drafts.is_empty());
    window.wait(300);
    assert_eq!(window.fake.drafts.len(), 1);
    // more, and away at once
    window.type_text(" Thanks");
    window.tell(Msg::Key("f2".parse().unwrap()));
    let saved = window.fake.drafts.values().next().unwrap().clone();
    assert!(saved.body.ends_with(" Bring your glasses. Thanks"), "{}", saved.body);
    assert!(saved.revision >= 2);
    window.press("f3");
    assert!(window.sees("Draft to SMYTH, Jayne (Mrs)"));
    // the reminder brings it back too
    window.press("enter");
    let window_text = window.text();
    assert!(window_text.contains("is back"), "{window_text}");
    assert_eq!(compose(&window).body.text(), saved.body);
    assert_eq!(compose(&window).writing.draft.id, saved.id);
}

#[test]
fn what_was_typed_before_an_older_draft_arrived_is_kept() {
    let mut window = Window::new();
    window.press("enter");
    window.type_text(" older");
    window.press("f3");
    assert_eq!(window.fake.drafts.len(), 1);
    window.slow = true;
    window.press("enter");
    window.type_text("typed first");
    window.answer_all();
    assert_eq!(compose(&window).body.text(), "typed first");
    assert!(window.sees("An earlier draft"), "{}", window.text());
    window.slow = false;
    window.press("f3");
    assert_eq!(window.fake.drafts.len(), 2);
}

#[test]
fn the_end_of_the_program_saves_what_is_open() {
    for end in [Msg::Ending, Msg::Key("ctrl+q".parse().unwrap())] {
        let mut window = Window::new();
        window.press("enter");
        window.type_text(" x");
        window.slow = true;
        window.tell(end);
        assert!(window.quit);
        assert!(window.asked.iter().any(|(_, request)| matches!(request, Request::SaveDraft(_))));
    }
}

#[test]
fn letters_are_text_wherever_text_has_the_focus() {
    let mut window = Window::new();
    window.press("f2");
    window.type_text("dpi w");
    match window.app.screen() {
        Screen::Patients(patients) => assert_eq!(patients.field.text(), "dpi w"),
        other => panic!("{other:?}"),
    }
    window.press("f3 enter ctrl+a");
    window.tell(Msg::Key(Key::char('ż').ctrl().alt()));
    window.tell(Msg::Key(Key::char('@').ctrl().alt()));
    assert_eq!(compose(&window).body.text(), "ż@");
}

#[test]
fn a_pasted_block_is_text_whatever_it_holds() {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.tell(Msg::Paste("s\n\u{1b}[20~n\u{11}\ttab".into()));
    assert_eq!(compose(&window).body.text(), "s\n\u{1b}[20~n\u{11}\ttab");
    assert!(window.fake.events().is_empty() && !window.quit);
    // what cannot be seen stops the hand-over until one key removes it
    window.press("f9 end enter");
    assert!(window.fake.events().is_empty());
    assert!(!window.text().contains('\u{1b}'));
    window.press("esc f6");
    assert_eq!(compose(&window).body.text(), "s\n [20~n \ttab");
    window.press("ctrl+z");
    assert_eq!(compose(&window).body.text(), "s\n\u{1b}[20~n\u{11}\ttab");
}

#[test]
fn another_route_is_chosen_and_one_key_undoes_it() {
    let mut window = Window::new();
    window.press("enter f8");
    window.type_text("email");
    window.press("enter");
    assert_eq!(compose(&window).writing.draft.channel, Channel::Email);
    assert_eq!(compose(&window).writing.address(), "jayne.smyth@mail.example");
    assert!(window.sees("Subject"));
    window.press("ctrl+z");
    assert_eq!(compose(&window).writing.draft.channel, Channel::Text);
    assert_eq!(compose(&window).writing.address(), "07700 900123");
}

#[test]
fn a_place_that_cannot_take_the_message_cannot_be_chosen() {
    let mut window = Window::new();
    window.press("enter f8");
    window.type_text("landline");
    window.press("enter");
    assert!(matches!(window.app.overlay(), Some(Overlay::Choice(_))));
    assert_eq!(compose(&window).writing.address(), "07700 900123");
}

#[test]
fn a_template_is_found_by_typing_and_filled_from_the_record() {
    let mut window = Window::new();
    window.press("enter f7");
    window.type_text("moved");
    window.press("enter");
    let text = compose(&window).body.text().to_owned();
    assert!(text.starts_with("Jayne, your appointment has moved to Tuesday 1 December at 9:30am"), "{text}");
    assert!(text.contains("01632 960100") && !text.contains("(("));
    window.press("ctrl+z");
    assert_ne!(compose(&window).body.text(), text);
}

#[test]
fn giving_up_is_on_the_record_with_its_reason() {
    let mut window = Window::new();
    window.press("enter");
    window.type_text(" x");
    window.press("alt+g right right down");
    window.type_text("rang instead");
    window.press("down enter");
    assert_eq!(window.fake.events(), ["given-up"]);
    match &window.fake.log[0].event {
        Event::GivenUp { reason, words, .. } => {
            assert_eq!((*reason, words.as_str()), (NotSent::OtherRoute, "rang instead"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(window.app.screen(), Screen::Reminders(_)));
}

#[test]
fn a_draft_is_thrown_away_only_when_staff_are_sure() {
    let mut window = Window::new();
    window.press("enter");
    window.type_text(" x");
    window.press("alt+x enter");
    assert_eq!(window.fake.drafts.len(), 1, "the cursor stands on the harmless answer");
    window.press("alt+x down enter");
    window.wait(1000);
    assert!(window.fake.drafts.is_empty());
    assert!(matches!(window.app.screen(), Screen::Reminders(_)));
}

#[test]
fn the_counter_names_the_culprit() {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.type_text("Cześć");
    let parts = sms::count(compose(&window).body.text());
    if !parts.culprits.is_empty() {
        assert!(window.sees("U+"), "{}", window.text());
    }
    assert!(window.sees("1 part"));
}

#[test]
fn every_place_of_a_finding_is_underlined() {
    let mut window = Window::new();
    window.press("enter");
    window.press("ctrl+a");
    window.type_text("Your chlamydia test: ring the GUM clinic");
    let shot = window.shot();
    for words in ["chlamydia", "GUM clinic"] {
        let is_marked = |line: &str| line.ends_with(&format!(" {words}")) && line.contains("UNDERLINED");
        assert!(shot.lines().any(is_marked), "{words}: {shot}");
    }
}

#[test]
fn what_was_changed_in_an_approved_text_is_said() {
    let mut window = Window::new();
    window.press("enter");
    assert!(window.sees("as approved"), "{}", window.text());
    window.press("ctrl+end");
    window.type_text(" Bring a coat.");
    assert!(window.sees("changed: added \"Bring a coat.\""), "{}", window.text());
    window.press("f9");
    assert!(
        window.sees("Approved text appointment-reminder-text, version 3, changed: added"),
        "{}",
        window.text()
    );
    // a draft that comes back knows what was approved
    window.press("esc esc enter");
    assert!(window.sees("changed: added \"Bring a coat.\""), "{}", window.text());
    window.press("ctrl+end");
    for _ in 0.." Bring a coat.".len() {
        window.press("backspace");
    }
    assert!(window.sees("as approved"), "{}", window.text());
}

fn wish_for_welsh() -> Preference {
    Preference {
        id: PreferenceId::from_bytes([7; 16]),
        wish: Wish::Language("cy".into()),
        purpose: None,
        rank: 1,
        period: Period::default(),
        recorded: people::recorded(),
    }
}

#[test]
fn who_wishes_for_welsh_is_offered_it_first() {
    let mut window = Window::new();
    window.fake.dossiers[0].preferences = Some(vec![wish_for_welsh()]);
    window.press("enter");
    let text = compose(&window).body.text().to_owned();
    assert!(text.contains("eich apwyntiad nesaf: dydd Mawrth 1 Rhagfyr"), "{text}");
    window.press("f7");
    let Some(Overlay::Choice(choice)) = window.app.overlay() else { panic!("no list") };
    let first = &choice.rows[choice.shown[0]];
    assert!(first.aside.contains("Welsh") && first.detail.contains("Jayne"), "{first:?}");
    let others: Vec<bool> =
        choice.shown.iter().take(8).map(|at| choice.rows[*at].aside.contains("Welsh")).collect();
    assert!(others.is_sorted_by(|one, other| one >= other), "{others:?}");
}

/// Jayne, to whom only letters lead, with these needs and, where it is said, a wish for Welsh; her letter is opened.
fn letter_to(needs: &[NeedKind], welsh: bool) -> Window {
    let mut window = Window::new();
    let need = |(at, kind): (u8, &NeedKind)| Need {
        id: NeedId::from_bytes([at; 16]),
        kind: kind.clone(),
        note: None,
        recorded: people::recorded(),
    };
    let dossier = &mut window.fake.dossiers[0];
    dossier.contacts = Some(dossier.contacts.clone().unwrap()[3..].to_vec());
    dossier.needs = Some((7..).zip(needs).map(need).collect());
    dossier.preferences = welsh.then(|| vec![wish_for_welsh()]);
    window.press("enter");
    window
}

fn findings(window: &Window, rule: &str) -> Vec<Severity> {
    let all = &compose(window).writing.verdict.findings;
    all.iter().filter(|found| found.rule == rule).map(|found| found.severity).collect()
}

#[test]
fn who_needs_large_print_gets_the_letter_in_large_print() {
    let window = letter_to(&[NeedKind::LargePrint], false);
    assert!(compose(&window).body.text().contains("bigger print"), "{}", window.text());
    assert_eq!(findings(&window, "access-need-unmet"), [Severity::Note], "it says how to print it");
}

#[test]
fn large_print_and_easy_read_come_in_welsh_and_say_what_was_changed() {
    let mut window = letter_to(&[NeedKind::LargePrint], true);
    let text = compose(&window).body.text().to_owned();
    assert!(text.contains("Amser:") && text.contains("brint brasach"), "{text}");
    assert_eq!(findings(&window, "access-need-unmet"), [Severity::Note]);
    assert!(window.sees("as approved"), "{}", window.text());
    window.type_text("x");
    assert!(!window.sees("as approved"), "{}", window.text());
    let drift = compose(&window).writing.drift().unwrap();
    assert!(drift.contains('x'), "{drift}");
    assert_eq!(findings(&window, "access-need-unmet"), [Severity::Note], "it is in large print still");

    let mut window = letter_to(&[NeedKind::EasyRead], true);
    assert!(compose(&window).body.text().contains("Helo Jayne."), "{}", window.text());
    assert_eq!(findings(&window, "access-need-unmet"), []);
    window.type_text("x");
    assert_eq!(
        findings(&window, "access-need-unmet"),
        [Severity::Warn],
        "words of one's own may not be easy"
    );

    let window = letter_to(&[NeedKind::Braille, NeedKind::LargePrint], false);
    assert!(findings(&window, "access-need-unmet").contains(&Severity::Stop), "Braille is another need");
}

#[test]
fn what_the_queue_shows_is_what_would_be_written() {
    let window = Window::new();
    let now = window.now();
    let cx = window.context(&now, (80, 24));
    let mut odd = people::jayne();
    odd.contacts = Some(odd.contacts.unwrap().split_off(3));
    for (number, dossier) in [people::jayne(), people::child(), people::deceased(), odd].iter().enumerate() {
        for purpose in Purpose::ALL {
            let mut row = people::reminder(60, dossier, people::TODAY, purpose);
            for (text, template) in [(None, None), (Some("Call us"), None), (None, Some("recall-letter"))] {
                row.reminder.text = text.map(str::to_owned);
                row.reminder.template = template.map(str::to_owned);
                let staff = people::staff();
                let writing = Compose::preview(Opening::Reminder(row.clone()), dossier, Some(&staff), &cx);
                let shown = prospect(&row.reminder, dossier, &cx.sources(Some(&staff)));
                let draft = &writing.draft;
                let said = format!("person {number}, {purpose}, {text:?}, {template:?}");
                assert_eq!((shown.channel, shown.contact), (draft.channel, draft.contact), "{said}");
                assert_eq!((&shown.subject, &shown.body), (&draft.subject, &draft.body), "{said}");
                assert_eq!(shown.verdict, writing.verdict, "{said}");
            }
        }
    }
}
