//! Objections, preferences, proxies, access needs, agreements.

use jiff::civil::date;
use tactful::app::Msg;
use tactful::domain::agreement::{AgreedBy, Agreement};
use tactful::domain::channel::Channel;
use tactful::domain::fact::Fact;
use tactful::domain::ids::AgreementId;
use tactful::domain::need::NeedKind;
use tactful::domain::objection::Outcome;
use tactful::domain::preference::Wish;
use tactful::domain::proxy::{Basis, Lives};
use tactful::domain::purpose::Purpose;
use tactful::domain::topic::Topic;

use super::super::people::{self, TODAY};
use super::super::window::Window;
use super::{added, is_priyas, last, on, only_change, open};

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
    window.press("r");
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
fn what_may_come_all_the_same_is_ticked_and_lets_it_through_with_a_note() {
    let mut window = open("sikora");
    window.press("o r space s space tab");
    window.type_text("Priya, today: her brother is away until May");
    window.press("ctrl+s");
    let objection = |window: &Window| match only_change(window).after {
        Some(Fact::Objection(objection)) => objection,
        other => panic!("{other:?}"),
    };
    let kept = objection(&window);
    assert_eq!(kept.outcome, Outcome::MayBeOverridden);
    assert_eq!(kept.exceptions, [Purpose::Recall, Purpose::Screening]);
    assert!(is_priyas(&kept.recorded.by) && kept.excepts(Some(Purpose::Recall)));
    assert!(window.sees("be overridden for Recall and Screening"), "{}", window.text());
    window.press("h");
    assert!(window.sees("may come all the same Recall and Screening"), "{}", window.text());
    window.press("esc u y");
    assert_eq!(objection(&window).exceptions, []);
    // who refuses messages about one thing only has said already that all others come
    window.press("o");
    window.press("up up r tab tab r space tab");
    window.type_text("Priya, today");
    window.press("ctrl+s");
    assert!(window.sees("only messages about recall are refused"), "{}", window.text());
}

#[test]
fn what_a_file_says_may_come_is_looked_at_before_it_counts() {
    let mut window = open("sikora");
    window.fake.change(1, |dossier| {
        let objection = &mut dossier.objections.as_mut().unwrap()[0];
        (objection.outcome, objection.exceptions) = (Outcome::MayBeOverridden, vec![Purpose::Recall]);
        objection.talk = Some("the brother is away".into());
    });
    window.tell(Msg::Changed);
    assert!(window.sees("NOT LOOKED AT HERE"), "{}", window.text());
    on(&mut window, "Objection");
    window.press("v ctrl+s");
    let Some(Fact::Objection(kept)) = only_change(&window).after else { panic!("{:?}", last(&window)) };
    assert!(is_priyas(&kept.recorded.by) && kept.excepts(Some(Purpose::Recall)), "{kept:?}");
    assert!(!window.sees("NOT LOOKED AT HERE"), "{}", window.text());
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
    window.press("r");
    window.type_text("1y");
    window.press("ctrl+s");
    assert_eq!(proxy(&window).review, Some(date(2027, 11, 23)));
    window.press("d");
    assert!(proxy(&window).do_not_tell && !window.sees("DO NOT TELL"));
    window.press("alt+r");
    assert!(window.sees("DO NOT TELL"), "{}", window.text());
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
fn where_a_proxy_lives_is_two_keys_and_a_file_alone_says_of_nobody_that_they_live_with_the_patient() {
    let mut window = open("sikora");
    let proxy = |window: &Window| match only_change(window).after {
        Some(Fact::Proxy(proxy)) => *proxy,
        other => panic!("{other:?}"),
    };
    on(&mut window, "SIKORA, Anna");
    window.press("l a");
    assert_eq!(proxy(&window).lives, Lives::Apart);
    assert!(window.sees("LIVES APART from the others"), "{}", window.text());
    window.press("h");
    assert!(window.sees("LIVES APART"), "{}", window.text());
    window.press("esc l");
    assert!(!window.sees("Apart from the others"), "what is on file is not offered: {}", window.text());
    window.press("w");
    assert_eq!(proxy(&window).lives, Lives::WithPatient);
    window.press("u y");
    assert_eq!(proxy(&window).lives, Lives::Apart);

    let said = people::recorded();
    window.fake.change(1, |dossier| dossier.proxies.as_mut().unwrap()[0].recorded = said.clone());
    window.tell(Msg::Changed);
    on(&mut window, "SIKORA, Anna");
    window.press("l n");
    assert!(proxy(&window).is_claimed() && proxy(&window).lives == Lives::NotSaid);
    on(&mut window, "SIKORA, Anna");
    window.press("l w");
    assert!(window.sees("nobody here has looked at it"), "{}", window.text());
    window.press("ctrl+s");
    let looked_at = proxy(&window);
    assert!(is_priyas(&looked_at.recorded.by) && looked_at.lives == Lives::WithPatient, "{looked_at:?}");
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
    // it is changed in the form in which it was taken down, with what was said
    window.press("enter");
    assert!(window.sees("Change: guardian's advice on") && window.sees("Who advised"), "{}", window.text());
    window.press("ctrl+s");
    assert!(window.sees("Nothing was changed"), "{}", window.text());
    window.press("tab ctrl+a");
    window.type_text("Yes, and not on a Friday.");
    window.press("ctrl+s");
    let Some(Fact::Agreement(changed)) = only_change(&window).after else { panic!("{:?}", last(&window)) };
    assert_eq!((changed.by, changed.topic), (AgreedBy::CaldicottGuardian, Some(Topic::Sti)));
    let words = "Dr Okafor was asked: May we text it? Advice: Yes, and not on a Friday.";
    assert_eq!(changed.words.as_deref(), Some(words));
}

#[test]
fn words_of_another_form_are_the_advice_and_the_rest_is_asked_for() {
    let mut window = open("smyth");
    let advice = Agreement {
        id: AgreementId::from_bytes([8; 16]),
        by: AgreedBy::CaldicottGuardian,
        channel: Channel::Email,
        topic: None,
        until: None,
        words: Some("email is fine".into()),
        recorded: people::recorded(),
    };
    window.fake.change(0, |dossier| dossier.agreements = Some(vec![advice]));
    window.tell(Msg::Changed);
    on(&mut window, "email is fine");
    window.press("v ctrl+s");
    assert!(window.sees("Question: an answer is needed"), "{}", window.text());
    window.type_text("May we email it?");
    window.press("tab tab");
    window.type_text("Dr Okafor");
    window.press("ctrl+s");
    let Some(Fact::Agreement(kept)) = only_change(&window).after else { panic!("{:?}", last(&window)) };
    assert!(is_priyas(&kept.recorded.by) && kept.holds(TODAY), "{kept:?}");
    let words = "Dr Okafor was asked: May we email it? Advice: email is fine";
    assert_eq!(kept.words.as_deref(), Some(words));
}
