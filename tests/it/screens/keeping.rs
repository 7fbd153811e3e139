//! Keeping facts from the patient's screen: keys in, what is put on file out; races, errors, taking back.

use jiff::civil::date;
use tactful::app::overlay::Overlay;
use tactful::app::screen::Screen;
use tactful::app::{Msg, Trouble as Fault};
use tactful::domain::agreement::AgreedBy;
use tactful::domain::channel::Channel;
use tactful::domain::contact::{ContactPoint, ContactValue, Trouble, Verification};
use tactful::domain::dossier::{Conflict, Facet};
use tactful::domain::fact::{Amendment, Fact, FactChange};
use tactful::domain::log::Event;
use tactful::domain::need::NeedKind;
use tactful::domain::objection::Outcome;
use tactful::domain::patient::{Confidentiality, DeathNotice, Restriction};
use tactful::domain::person::Use;
use tactful::domain::preference::Wish;
use tactful::domain::proxy::Basis;
use tactful::domain::purpose::Purpose;
use tactful::domain::staff::Author;
use tactful::domain::telephone::Telephone;
use tactful::domain::topic::Topic;
use tactful::domain::worklist::{Subject, Worklist, WorklistKey, WorklistRow};

use super::people::{self, TODAY};
use super::window::Window;

/// The screen of a patient, by a part of the name.
pub fn open(name: &str) -> Window {
    let mut window = Window::new();
    go_to(&mut window, name);
    window
}

fn go_to(window: &mut Window, name: &str) {
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

fn amendments(window: &Window) -> Vec<&Amendment> {
    let amended = window.fake.log.iter().filter_map(|entry| match &entry.event {
        Event::Amended(amendment) => Some(amendment.as_ref()),
        _ => None,
    });
    amended.collect()
}

fn last(window: &Window) -> Amendment {
    let all = amendments(window);
    (*all.last().unwrap_or_else(|| panic!("nothing was put on file: {}", window.text()))).clone()
}

fn only_change(window: &Window) -> FactChange {
    let amendment = last(window);
    assert_eq!(amendment.changes.len(), 1, "{amendment:?}");
    amendment.changes[0].clone()
}

fn added(window: &Window) -> Fact {
    let change = only_change(window);
    assert_eq!(change.before, None);
    change.after.unwrap()
}

fn point(fact: Option<&Fact>) -> ContactPoint {
    match fact {
        Some(Fact::Contact { point, .. }) => point.clone(),
        other => panic!("{other:?}"),
    }
}

fn is_priyas(author: &Author) -> bool {
    matches!(author, Author::Staff { id, name } if *id == people::staff().id && name == "Priya")
}

#[test]
fn a_mobile_is_added_with_a_number_and_three_keys() {
    let mut window = open("smyth");
    window.press("a c");
    window.type_text("07700 900999");
    assert!(window.sees("a mobile: texts and calls"), "{}", window.text());
    window.press("ctrl+s");
    let Fact::Contact { of: None, point } = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(point.value, ContactValue::Phone(Telephone::new("07700 900999")));
    assert_eq!((point.use_, point.rank, point.changed), (Use::Mobile, Some(5), None));
    let verified = point.verified.unwrap();
    assert_eq!((verified.on, verified.how), (TODAY, Verification::Desk));
    assert!(is_priyas(&verified.recorded.by) && is_priyas(&point.recorded.by));
    assert!(window.sees("Kept: Mobile 07700 900999 added (u takes it back)"), "{}", window.text());
    // the cursor went to it: the next key is about it
    window.press("1");
    let ranks: Vec<_> =
        last(&window).changes.iter().map(|one| self::point(one.after.as_ref()).rank).collect();
    assert_eq!(ranks, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
    window.press("1");
    assert!(window.sees("It is the first already"));
}

#[test]
fn what_cannot_be_a_contact_point_is_said_and_kept_in_the_form() {
    let mut window = open("smyth");
    for (typed, said) in [
        ("0770 90012", "9 digits"),
        ("jo@mail", "Not an email address"),
        ("07700 900123", "This is on file already"),
    ] {
        window.press("a c");
        window.type_text(typed);
        window.press("ctrl+s");
        assert!(window.sees(said) && window.sees(typed), "{}", window.text());
        // nothing typed goes with Esc before it is asked
        window.press("esc");
        assert!(window.sees("Throw away what you typed?"));
        window.press("n");
        assert!(window.sees(typed));
        window.press("esc y");
        assert!(window.app.overlay().is_none());
    }
    assert!(window.fake.log.is_empty());
}

#[test]
fn a_landline_given_as_a_mobile_is_warned_of_and_taken_when_meant() {
    let mut window = open("smyth");
    window.press("a c");
    window.type_text("01632 960555");
    window.press("tab tab tab m ctrl+s");
    assert!(window.sees("W This is a landline"), "{}", window.text());
    assert!(window.fake.log.is_empty());
    window.press("ctrl+s");
    assert_eq!(point(Some(&added(&window))).use_, Use::Mobile);
}

#[test]
fn a_corrected_number_is_no_longer_verified_and_says_when_it_changed() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    window.press("enter ctrl+a");
    window.type_text("07700 900124");
    window.press("ctrl+s");
    let change = only_change(&window);
    let (before, after) = (point(change.before.as_ref()), point(change.after.as_ref()));
    assert_eq!((before.id, after.value.show().as_str()), (after.id, "07700 900124"));
    assert!(before.verified.is_some() && after.verified.is_none() && after.changed.is_some());
}

#[test]
fn verified_is_two_keys_and_ends_a_trouble() {
    let mut window = open("smyth");
    window.fake.change(0, |dossier| {
        dossier.contacts.as_mut().unwrap()[1].trouble = Some(Trouble::Failed { times: 2 });
    });
    window.tell(Msg::Changed);
    for (keys, how) in
        [("v d", Verification::Desk), ("v p", Verification::Phone), ("v l", Verification::Letter)]
    {
        on(&mut window, "01632 960123");
        window.press(keys);
        let after = point(only_change(&window).after.as_ref());
        assert_eq!((after.verified.unwrap().how, after.trouble), (how, None));
    }
}

#[test]
fn not_me_takes_a_number_out_of_use_everywhere_it_stands() {
    let mut window = open("sikora");
    window.fake.change(1, |dossier| {
        let theirs = &mut dossier.proxies.as_mut().unwrap()[0].contacts[0];
        theirs.value = ContactValue::Phone(Telephone::new("+44 7700 900456"));
    });
    window.tell(Msg::Changed);
    on(&mut window, "Mobile");
    window.press("n");
    let amendment = last(&window);
    assert_eq!(amendment.changes.len(), 2);
    for change in &amendment.changes {
        assert_eq!(point(change.after.as_ref()).trouble, Some(Trouble::NotMe));
    }
    window.press("n");
    assert!(window.sees("It is out of use already"));
    assert_eq!(amendments(&window).len(), 1);
}

#[test]
fn failures_are_counted_one_press_at_a_time() {
    let mut window = open("smyth");
    on(&mut window, "jayne.smyth@mail");
    window.press("f f");
    assert_eq!(point(only_change(&window).after.as_ref()).trouble, Some(Trouble::Failed { times: 2 }));
    window.hold_key("f", 20);
    assert_eq!(amendments(&window).len(), 2, "a key that is held down does nothing");
}

#[test]
fn an_end_keeps_the_contact_point_as_past() {
    let mut window = open("smyth");
    on(&mut window, "01632 960123");
    window.press("x");
    window.type_text("moved");
    window.press("enter");
    let after = point(only_change(&window).after.as_ref());
    assert!(!after.is_current(TODAY));
    assert_eq!(last(&window).words, "moved");
    assert!(window.sees("no longer in use"));
}

#[test]
fn a_contact_point_is_safe_only_where_the_record_is_restricted() {
    let mut window = open("smyth");
    on(&mut window, "07700 900123");
    window.press("s");
    assert!(window.sees("nothing for this line"), "{}", window.text());
    window.press("a r tab");
    window.type_text("Dr Lewin");
    window.press("tab l space ctrl+s");
    let Fact::Restriction(restriction) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(
        restriction,
        Restriction {
            level: Confidentiality::Restricted,
            named_lead: Some("Dr Lewin".into()),
            safe: vec![],
            unsafe_channels: vec![Channel::Letter],
        }
    );
    on(&mut window, "07700 900123");
    window.press("s enter");
    let Some(Fact::Restriction(now)) = only_change(&window).after else { panic!("{:?}", last(&window)) };
    assert_eq!(now.safe, [people::contact_id(11)]);
    assert_eq!(last(&window).words, "Dr Lewin");
    // the confidential address is in no line, no form and no history
    on(&mut window, "hidden");
    window.press("enter");
    assert!(!window.sees("Tarn Lane,") && window.sees("confidential: empty keeps it"), "{}", window.text());
    window.press("esc x enter h");
    assert!(window.sees("Address (confidential)") && !window.sees("1 Tarn"), "{}", window.text());
}

#[test]
fn an_objection_is_three_keys_and_stops_the_message_that_is_open() {
    let mut window = open("smyth");
    window.press("a o ctrl+s");
    let Fact::Objection(objection) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(
        (objection.channel, objection.purpose, objection.outcome),
        (Channel::Text, None, Outcome::Stands)
    );
    assert!(is_priyas(&objection.recorded.by));
    window.press("w f8");
    assert!(window.sees("bject"), "the adviser knows of it: {}", window.text());
}

#[test]
fn an_objection_is_talked_through_reviewed_overridden_and_withdrawn() {
    let mut window = open("sikora");
    let objection = |window: &Window| match only_change(window).after {
        Some(Fact::Objection(objection)) => objection,
        other => panic!("{other:?}"),
    };
    window.press("o ctrl+s");
    assert!(window.sees("say for what it may be overridden"), "{}", window.text());
    window.type_text("Priya, today: urgent recalls only");
    window.press("ctrl+s");
    assert_eq!(objection(&window).outcome, Outcome::MayBeOverridden);
    assert_eq!(objection(&window).talk.as_deref(), Some("Priya, today: urgent recalls only"));
    window.press("r ctrl+a");
    window.type_text("6 months");
    window.press("ctrl+s");
    assert_eq!(objection(&window).review, Some(date(2027, 5, 23)));
    window.press("x");
    window.type_text("asked her at the desk");
    window.press("enter");
    assert_eq!(objection(&window).outcome, Outcome::Withdrawn);
    assert!(objection(&window).talk.unwrap().ends_with("withdrawn: asked her at the desk"));
    window.press("x");
    assert!(window.sees("nothing for this line"));
}

#[test]
fn one_objection_is_not_on_file_twice() {
    let mut window = open("sikora");
    window.press("a o ctrl+s");
    assert!(window.sees("on file already"));
    window.press("tab tab r ctrl+s");
    let Fact::Objection(objection) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(objection.purpose, Some(Purpose::Recall));
}

#[test]
fn wishes_are_ranked_and_the_latest_comes_first() {
    let mut window = open("smyth");
    window.press("a p e ctrl+s");
    window.press("a p t ctrl+s");
    let changes = last(&window).changes;
    let ranks: Vec<_> = changes
        .iter()
        .map(|change| match &change.after {
            Some(Fact::Preference(wish)) => (wish.wish.clone(), wish.rank),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ranks, [(Wish::Channel(Channel::Text), 1), (Wish::Channel(Channel::Email), 2)]);
    on(&mut window, "Channel(Email)");
    window.press("1");
    let Some(Fact::Preference(first)) = &last(&window).changes[0].after else { panic!() };
    assert_eq!((&first.wish, first.rank), (&Wish::Channel(Channel::Email), 1));
    on(&mut window, "Channel(Email)");
    window.press("x enter");
    assert!(window.sees("no longer"));
}

#[test]
fn times_and_languages_are_read() {
    let mut window = open("smyth");
    window.press("a p c tab");
    window.type_text("not after 7pm");
    window.press("tab");
    window.type_text("7pm");
    window.press("tab");
    window.type_text("breakfast");
    window.press("tab");
    assert!(window.sees("is not a time of day"), "{}", window.text());
    window.press("shift+tab ctrl+a");
    window.type_text("9am");
    window.press("ctrl+s");
    let Fact::Preference(wish) = added(&window) else { panic!("{:?}", last(&window)) };
    let (quiet_from, quiet_until) =
        (Some(jiff::civil::time(19, 0, 0, 0)), Some(jiff::civil::time(9, 0, 0, 0)));
    assert_eq!(wish.wish, Wish::Times { words: "not after 7pm".into(), quiet_from, quiet_until });
    window.press("a p a tab");
    window.type_text("Klingon");
    window.press("ctrl+s");
    assert!(window.sees("not a language known here"), "{}", window.text());
    window.press("ctrl+a");
    window.type_text("Welsh");
    window.press("ctrl+s");
    let Fact::Preference(wish) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(wish.wish, Wish::Language("cy".into()));
}

#[test]
fn a_proxy_comes_with_a_number_and_is_reviewed_refused_and_told_nothing() {
    let mut window = open("sikora");
    window.press("a w");
    window.type_text("Mr Jan Sikora");
    window.press("tab");
    window.type_text("father");
    window.press("tab tab tab");
    window.type_text("07700 900777");
    window.press("tab a space tab p space ctrl+s");
    let amendment = last(&window);
    let Some(Fact::Proxy(proxy)) = &amendment.changes[0].after else { panic!("{amendment:?}") };
    assert_eq!((proxy.name.show().as_str(), proxy.relationship.as_str()), ("SIKORA, Jan (Mr)", "father"));
    assert_eq!(proxy.basis, Basis::ParentalResponsibility, "she is 12");
    assert_eq!(proxy.scope.purposes, Some(vec![Purpose::Appointment]));
    assert_eq!(proxy.scope.without, [Topic::Pregnancy]);
    assert_eq!(proxy.review, Some(date(2027, 2, 1)), "she turns 13");
    let Some(Fact::Contact { of, point }) = &amendment.changes[1].after else { panic!("{amendment:?}") };
    assert_eq!((*of, point.value.show().as_str()), (Some(proxy.id), "07700 900777"));

    let proxy = |window: &Window| match only_change(window).after {
        Some(Fact::Proxy(proxy)) => *proxy,
        other => panic!("{other:?}"),
    };
    on(&mut window, "SIKORA, Jan");
    window.press("r ctrl+a");
    window.type_text("1y");
    window.press("ctrl+s");
    assert_eq!(proxy(&window).review, Some(date(2027, 11, 23)));
    window.press("d");
    assert!(proxy(&window).do_not_tell && window.sees("DO NOT TELL"));
    window.press("d");
    assert!(!proxy(&window).do_not_tell);
    window.press("x right ctrl+s");
    assert!(window.sees("say who refused it"), "{}", window.text());
    window.type_text("she refused, 12 and competent");
    window.press("ctrl+s");
    assert_eq!(proxy(&window).basis, Basis::None);
    on(&mut window, "SIKORA, Anna");
    window.press("x ctrl+s");
    assert!(!proxy(&window).is_live(TODAY));
}

#[test]
fn a_contact_point_can_be_a_proxys() {
    let mut window = open("sikora");
    on(&mut window, "SIKORA, Anna");
    window.press("a c");
    assert!(window.sees("SIKORA, Anna (Mrs) (mother)"), "{}", window.text());
    window.type_text("anna@mail.example");
    window.press("ctrl+s");
    let Fact::Contact { of, point } = added(&window) else { panic!("{:?}", last(&window)) };
    assert!(of.is_some());
    assert_eq!(point.rank, Some(2));
}

#[test]
fn needs_and_agreements_come_change_and_go() {
    let mut window = open("smyth");
    window.press("a n a a tab");
    window.type_text("polish");
    window.press("ctrl+s");
    let Fact::Need(need) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!(need.kind, NeedKind::Interpreter("pl".into()));
    window.press("x enter");
    assert_eq!(only_change(&window).after, None);
    window.press("a y ctrl+s");
    let Fact::Agreement(agreement) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!((agreement.by, agreement.channel, agreement.topic), (AgreedBy::Patient, Channel::Text, None));
    window.press("a g");
    window.type_text("May we text it?");
    window.press("tab");
    window.type_text("Yes, without the name of the clinic.");
    window.press("tab");
    window.type_text("Dr Okafor");
    window.press("tab s tab tab");
    window.type_text("yesterday");
    window.press("ctrl+s");
    assert!(window.sees("is past"), "{}", window.text());
    window.press("ctrl+a");
    window.type_text("31/12/26");
    window.press("ctrl+s");
    let Fact::Agreement(advice) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!((advice.by, advice.topic), (AgreedBy::CaldicottGuardian, Some(Topic::Sti)));
    assert_eq!(advice.until, Some(date(2026, 12, 31)));
    let words = "Dr Okafor was asked: May we text it? Advice: Yes, without the name of the clinic.";
    assert_eq!(advice.words.as_deref(), Some(words));
}

#[test]
fn a_death_is_reported_and_a_wrong_one_taken_off_with_words() {
    let mut window = open("smyth");
    window.press("a d tab");
    window.type_text("tomorrow");
    window.press("ctrl+s");
    assert!(window.sees("has not come yet"));
    window.press("ctrl+a");
    window.type_text("20 Nov 26");
    window.press("ctrl+s");
    let Fact::Death(death) = added(&window) else { panic!("{:?}", last(&window)) };
    assert_eq!((death.on, death.notice), (Some(date(2026, 11, 20)), DeathNotice::Informal));
    assert!(window.sees("D deceased"));
    window.press("x enter");
    assert!(window.sees("an answer is needed"), "{}", window.text());
    window.type_text("it was her sister");
    window.press("enter");
    assert_eq!(only_change(&window).after, None);
    assert!(!window.sees("D deceased"));
}

#[test]
fn who_is_missing_from_the_list_is_still_here_or_has_left() {
    for (keys, gone) in [("k", false), ("enter ctrl+s", true)] {
        let mut window = open("smyth");
        window.fake.change(0, |dossier| dossier.patient.missing_from_list = true);
        window.tell(Msg::Changed);
        on(&mut window, "Left?");
        window.press(keys);
        let patient = &window.fake.dossiers[0].patient;
        assert!(!patient.missing_from_list);
        assert_eq!(patient.left.is_some(), gone);
    }
}

fn conflict(facet: Facet, channel: Option<Channel>, kept: &str, other: &str) -> Conflict {
    let (kept, other) = (kept.to_owned(), other.to_owned());
    Conflict { facet, channel, kept, other, source: "PDS".into(), at: people::at(7, 0) }
}

fn with_conflict(name: &str, number: usize, conflict: Conflict) -> Window {
    let mut window = open(name);
    window.fake.change(number, |dossier| dossier.conflicts = Some(vec![conflict]));
    window.tell(Msg::Changed);
    on(&mut window, "CONFLICT");
    window
}

#[test]
fn a_conflict_is_settled_in_a_key_or_two() {
    let number = || conflict(Facet::Contacts, None, "Mobile 07700 900123", "Mobile 07700 900321");
    let mut window = with_conflict("smyth", 0, number());
    window.press("k");
    assert_eq!(last(&window).words, "what is on file stands");
    assert_eq!(window.fake.dossiers[0].conflicts, Some(vec![]));

    let mut window = with_conflict("smyth", 0, number());
    window.press("enter");
    assert!(window.sees("Settles: on file Mobile 07700 900123; PDS says"), "{}", window.text());
    window.press("ctrl+s");
    let dossier = &window.fake.dossiers[0];
    assert_eq!(dossier.contacts.as_ref().unwrap()[0].value.show(), "07700 900321");
    assert_eq!(dossier.conflicts, Some(vec![]));

    let other = "no objection to Text (sms consent yes)";
    let mut window = with_conflict(
        "sikora",
        1,
        conflict(Facet::Objections, Some(Channel::Text), "objects to Text", other),
    );
    window.press("enter enter");
    let dossier = &window.fake.dossiers[1];
    assert!(!dossier.objections.as_ref().unwrap()[0].is_live());
    assert_eq!(dossier.conflicts, Some(vec![]));

    let other = "objects to Email about Recall (email declined)";
    let kept = "took back the objection to Email about Recall";
    let mut window =
        with_conflict("smyth", 0, conflict(Facet::Objections, Some(Channel::Email), kept, other));
    window.press("enter ctrl+s");
    let objections = window.fake.dossiers[0].objections.as_ref().unwrap();
    assert_eq!((objections[0].channel, objections[0].purpose), (Channel::Email, Some(Purpose::Recall)));
    assert_eq!(objections[0].reason.as_deref(), Some("email declined"));

    let mut window = with_conflict(
        "smyth",
        0,
        conflict(Facet::Patient, None, "date of birth 23-May-1984", "date of birth x"),
    );
    window.press("enter");
    assert!(window.sees("practice's own system"), "{}", window.text());
}

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
    window.press("f10 down down down down down down enter enter");
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
