//! Deaths, people who left, conflicts between sources.

use jiff::civil::date;
use tactful::app::Msg;
use tactful::domain::channel::Channel;
use tactful::domain::dossier::{Conflict, Facet};
use tactful::domain::fact::Fact;
use tactful::domain::patient::{Confidentiality, DeathNotice, Restriction};
use tactful::domain::purpose::Purpose;

use super::super::people;
use super::super::window::Window;
use super::{added, last, on, only_change, open};

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
fn a_confidential_address_that_sources_disagree_about_is_not_shown() {
    let other = conflict(Facet::Contacts, None, "Address 1 Tarn Lane", "Address 9 Elm Row");
    let mut window = open("smyth");
    window.fake.change(0, |dossier| {
        dossier.conflicts = Some(vec![other]);
        let level = Confidentiality::Restricted;
        dossier.patient.restriction = Some(Restriction { level, ..Restriction::default() });
    });
    window.tell(Msg::Changed);
    on(&mut window, "CONFLICT");
    let hidden = |window: &Window| !window.sees("Elm Row") && !window.sees("Tarn Lane");
    assert!(hidden(&window), "{}", window.text());
    window.press("enter");
    assert!(window.sees("ask the named lead") && window.app.overlay().is_none());
    window.press("k h");
    assert!(hidden(&window) && window.sees("Conflict in the contact points removed"), "{}", window.text());
}

#[test]
fn what_a_file_says_of_a_proxy_is_looked_at_before_it_counts() {
    let mut window = open("sikora");
    let said = people::recorded();
    window.fake.change(1, |dossier| {
        let proxy = &mut dossier.proxies.as_mut().unwrap()[0];
        (proxy.recorded, proxy.evidence) = (said.clone(), Some("birth certificate".into()));
    });
    window.tell(Msg::Changed);
    assert!(window.sees("NOT LOOKED AT HERE"), "{}", window.text());
    on(&mut window, "NOT LOOKED AT HERE");
    // who must not be told, and may again, has no more authority by it
    for _ in 0..2 {
        window.press("d");
        let Some(Fact::Proxy(proxy)) = only_change(&window).after else { panic!("{:?}", last(&window)) };
        assert!(proxy.is_claimed() && !proxy.is_live(people::TODAY), "{proxy:?}");
    }
    on(&mut window, "NOT LOOKED AT HERE");
    window.press("v");
    assert!(window.sees("nobody here has looked at it"), "{}", window.text());
    window.press("ctrl+s");
    let Some(Fact::Proxy(proxy)) = only_change(&window).after else { panic!("{:?}", last(&window)) };
    assert!(super::is_priyas(&proxy.recorded.by) && proxy.is_live(people::TODAY), "{proxy:?}");
    assert_eq!(proxy.evidence.as_deref(), Some("birth certificate"));
    assert!(!window.sees("NOT LOOKED AT HERE"), "{}", window.text());
    window.press("h");
    assert!(window.sees("no longer said only by import PDS"), "{}", window.text());
}
