//! Warnings are seen, stops are cured or overridden on the record: with the real rules.

use tactful::app::overlay::Overlay;
use tactful::app::overlay::hand_over::Phase;
use tactful::app::screen::Screen;
use tactful::app::{Msg, Trouble};
use tactful::domain::channel::Channel;
use tactful::domain::communication::Message;
use tactful::domain::ids::ObjectionId;
use tactful::domain::log::Event;
use tactful::domain::objection::{Objection, Outcome};
use tactful::domain::patient::{Death, DeathNotice};
use tactful::domain::settlement::{OverrideReason, Settlement};
use tactful::domain::severity::Severity;

use super::people;
use super::window::Window;

/// A composer with this text to the ordinary patient.
fn writing(text: &str) -> Window {
    let mut window = Window::new();
    window.press("enter ctrl+a");
    window.type_text(text);
    window
}

fn findings(window: &Window) -> Vec<(&'static str, Severity)> {
    let verdict = match window.app.screen() {
        Screen::Compose(compose) => &compose.writing.verdict,
        Screen::Review(review) => &review.compose.writing.verdict,
        other => panic!("{other:?}"),
    };
    verdict.findings.iter().map(|finding| (finding.rule, finding.severity)).collect()
}

fn prepared(window: &Window) -> &Message {
    match &window.fake.log[0].event {
        Event::Prepared(message) => message,
        other => panic!("{other:?}"),
    }
}

const IDENTIFIER: &str =
    "Jayne, your NHS number is 999 000 1006. Please call us on 01632 960100. Tarn Lane Surgery";

#[test]
fn a_stop_holds_until_it_is_overridden_with_every_part() {
    let mut window = writing(IDENTIFIER);
    assert_eq!(findings(&window)[0], ("identifier-in-text", Severity::Stop));
    window.press("f9 end enter");
    assert!(window.fake.events().is_empty());
    // the cursor went back to the stop; o opens the form
    window.press("o");
    assert!(matches!(window.app.overlay(), Some(Overlay::Form(_))));
    // the button refuses while words are missing
    window.press("down down down down enter");
    assert!(window.sees("an answer is needed"), "{}", window.text());
    window.type_text("she asked for it in writing");
    window.press("enter");
    window.type_text("Dr Okafor");
    window.press("enter space down enter");
    assert!(window.app.overlay().is_none(), "{}", window.text());
    assert!(window.sees("overridden"), "{}", window.text());
    window.press("end enter");
    let settled = &prepared(&window).findings[0];
    assert_eq!(
        (settled.rule.as_str(), settled.quote.as_deref()),
        ("identifier-in-text", Some("999 000 1006"))
    );
    match &settled.settlement {
        Settlement::Overridden(with) => {
            assert_eq!(with.reason, OverrideReason::PatientAsked);
            assert_eq!(
                (with.words.as_str(), with.authorised_by.as_str()),
                ("she asked for it in writing", "Dr Okafor")
            );
            assert!(with.patient_told);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cure_is_one_key_is_on_the_record_and_one_key_undoes_it() {
    let mut window = writing(IDENTIFIER);
    window.press("f6");
    assert!(!findings(&window).iter().any(|(rule, _)| *rule == "identifier-in-text"));
    window.press("ctrl+z");
    assert_eq!(findings(&window)[0].0, "identifier-in-text");
    window.press("f6 f9 end enter");
    let message = prepared(&window);
    assert!(!message.body.contains("999 000 1006"));
    let cured = message.findings.iter().find(|settled| settled.rule == "identifier-in-text").unwrap();
    assert!(matches!(cured.settlement, Settlement::Cured { .. }));
}

#[test]
fn a_cure_that_was_undone_is_not_on_the_record_as_cured() {
    let mut window = writing(IDENTIFIER);
    window.press("f6 ctrl+z f9");
    let review = match window.app.screen() {
        Screen::Review(review) => review,
        other => panic!("{other:?}"),
    };
    assert!(review.compose.writing.draft.settled.is_empty());
    window.press("end enter");
    assert!(window.fake.events().is_empty());
}

#[test]
fn a_warning_is_seen_with_one_key_and_the_record_says_so() {
    let mut window = writing(
        "Jayne, please call us \u{2014} 01632 960100. It is about your appointment on the 1st, as we \
        have had to move one or two things around at the surgery. Tarn Lane Surgery",
    );
    assert!(findings(&window).contains(&("length-cost", Severity::Warn)), "{:?}", findings(&window));
    window.press("f9 end enter");
    assert!(window.fake.events().is_empty());
    window.press("enter");
    assert!(window.fake.events().is_empty(), "Enter is not the key that says seen");
    while window.sees("not seen yet") {
        window.press("space");
    }
    // the cursor stands on the button now
    window.press("enter");
    let settled =
        prepared(&window).findings.iter().find(|settled| settled.severity == Severity::Warn).unwrap();
    assert_eq!(settled.settlement, Settlement::Seen);
}

#[test]
fn the_dead_are_never_written_to() {
    let mut window = Window::new();
    window.press("down down enter");
    assert_eq!(findings(&window)[0], ("recipient-deceased", Severity::Stop));
    window.press("f9 home o");
    assert!(window.app.overlay().is_none());
    assert!(window.sees("can never be overridden"), "{}", window.text());
    window.press("end enter");
    assert!(window.fake.events().is_empty());
}

#[test]
fn a_death_between_record_and_hand_over_stops_it() {
    let mut window = Window::new();
    window.press("enter f9 enter");
    window.fake.change(0, |dossier| {
        dossier.patient.death = Some(Death { on: None, notice: DeathNotice::Informal });
    });
    window.wait(6000);
    assert_eq!(window.fake.events(), ["prepared"]);
    assert!(window.copied.is_empty());
    match window.app.overlay() {
        Some(Overlay::HandOver(outgoing)) => assert!(matches!(outgoing.phase, Phase::Refused(_))),
        other => panic!("{other:?}"),
    }
    window.press("t");
    assert_eq!(window.fake.events(), ["prepared", "not-sent"]);
}

#[test]
fn another_route_asks_again_what_was_settled_for_this_one() {
    let mut window = writing(IDENTIFIER);
    window.press("f9 o down");
    window.type_text("asked");
    window.press("down");
    window.type_text("Dr Okafor");
    window.press("down space down enter");
    assert!(window.sees("overridden"));
    window.press("esc f8");
    window.type_text("email");
    window.press("enter");
    match window.app.screen() {
        Screen::Compose(compose) => {
            assert_eq!(compose.writing.draft.channel, Channel::Email);
            assert!(compose.writing.draft.settled.is_empty());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_verdict_is_pending_until_the_facts_are_here() {
    let mut window = Window::new();
    window.slow = true;
    window.press("enter ctrl+a");
    window.type_text("Hello");
    assert!(window.sees("PENDING") && !window.sees("CLEAR"));
    window.press("f9 end enter");
    assert!(window.fake.events().is_empty() && window.sees("still loading"));
    window.answer_all();
    assert!(!window.sees("PENDING"), "{}", window.text());
}

#[test]
fn an_objection_recorded_at_another_desk_stops_the_message() {
    let mut window = Window::new();
    window.press("enter f9");
    let objection = super::people::child().objections.unwrap();
    window.fake.change(0, |dossier| dossier.objections = Some(objection));
    window.tell(Msg::Changed);
    assert!(findings(&window).contains(&("objection-channel", Severity::Stop)), "{:?}", findings(&window));
    window.press("end enter");
    assert!(window.fake.events().is_empty());
}

#[test]
fn a_draft_that_cannot_be_saved_is_kept_told_of_and_tried_again() {
    let mut window = Window::new();
    window.fake.saves.extend([Trouble::new("the disk is full"), Trouble::new("the disk is full")]);
    window.press("enter");
    window.type_text(" x");
    window.wait(500);
    assert!(window.sees("Not saved: the disk is full"), "{}", window.text());
    window.press("f3");
    window.press("ctrl+q");
    assert!(!window.quit, "staff are asked first");
    window.press("enter");
    assert!(!window.quit && window.fake.drafts.is_empty());
    window.wait(5000);
    assert!(window.fake.drafts.values().next().unwrap().body.ends_with(" x"));
    assert!(!window.sees("Not saved"));
    window.press("ctrl+q");
    assert!(window.quit);
}

/// A text to a patient who objects to texts.
fn objecting() -> Window {
    let mut window = Window::new();
    window.fake.change(0, |dossier| {
        dossier.objections = Some(vec![Objection {
            id: ObjectionId::from_bytes([5; 16]),
            channel: Channel::Text,
            purpose: None,
            reason: None,
            talk: None,
            outcome: Outcome::Stands,
            exceptions: Vec::new(),
            review: None,
            recorded: people::recorded(),
        }]);
    });
    window.press("enter f8");
    window.type_text("text");
    window.press("enter ctrl+a");
    window.type_text("Jayne, please call us on 01632 960100. Tarn Lane Surgery");
    window
}

#[test]
fn an_emergency_lifts_an_objection_on_the_record_and_goes_to_the_guardian() {
    let mut window = objecting();
    assert!(findings(&window).contains(&("objection-channel", Severity::Stop)), "{}", window.text());
    window.press("f9 end enter");
    assert!(window.fake.events().is_empty());
    window.press("esc alt+e");
    window.type_text("collapsed at home, no answer on the phone");
    window.press("enter");
    assert!(window.sees("EMERGENCY"), "{}", window.text());
    window.press("f9");
    assert!(window.sees("EMERGENCY"), "the last look says so: {}", window.text());
    while window.sees("not seen yet") {
        window.press("space");
    }
    window.press("end enter");
    let message = prepared(&window);
    assert!(message.for_guardian);
    let lifted = message.findings.iter().find(|settled| settled.rule == "objection-channel").unwrap();
    match &lifted.settlement {
        Settlement::Overridden(with) => {
            assert_eq!(with.reason, OverrideReason::Emergency);
            assert_eq!(with.words, "collapsed at home, no answer on the phone");
        }
        other => panic!("{other:?}"),
    }
    assert!(message.findings.iter().any(|settled| settled.rule == "emergency"));
}

#[test]
fn an_emergency_taken_back_lifts_nothing() {
    let mut window = objecting();
    window.press("alt+e");
    window.type_text("collapsed at home");
    window.press("enter alt+e f9 end enter");
    assert!(window.fake.events().is_empty(), "{}", window.text());
}

#[test]
fn an_emergency_never_lifts_a_death() {
    let mut window = objecting();
    window.fake.change(0, |dossier| {
        dossier.patient.death = Some(Death { on: None, notice: DeathNotice::Informal });
    });
    window.tell(Msg::Changed);
    window.press("alt+e");
    window.type_text("x");
    window.press("enter f9 end enter");
    assert!(window.fake.events().is_empty(), "{}", window.text());
}
