//! Worklists: what waits for somebody, settled in a key or two.

use jiff::civil::date;
use tactful::domain::contact::Verification;
use tactful::domain::dossier::{Conflict, Facet};
use tactful::domain::fact::{Amendment, Fact};
use tactful::domain::ids::CommunicationId;
use tactful::domain::log::Event;
use tactful::domain::settlement::Decision;
use tactful::domain::staff::Role;
use tactful::domain::worklist::{Subject, Worklist, WorklistKey, WorklistRow};

use super::fake::Fake;
use super::people;
use super::window::Window;

fn row(fake: &Fake, words: &str, about: Subject) -> WorklistRow {
    WorklistRow {
        key: WorklistKey(1, String::new(), 0),
        patient: people::row(&fake.dossiers[0]),
        words: words.into(),
        on: Some(date(2026, 11, 20)),
        about,
    }
}

fn conflict() -> Conflict {
    Conflict {
        facet: Facet::Objections,
        channel: None,
        kept: "objects to Text".into(),
        other: "no objection to Text".into(),
        source: "PDS".into(),
        at: people::at(7, 0),
    }
}

/// A desk at which something waits on four lists.
pub fn waiting() -> Fake {
    let mut fake = Fake::new();
    let contact = fake.dossiers[0].contacts.as_ref().unwrap()[0].id;
    fake.dossiers[0].conflicts = Some(vec![conflict()]);
    fake.dossiers[0].patient.missing_from_list = true;
    let about = Subject::Conflict(Facet::Objections, conflict().kept, conflict().other);
    let rows = [
        (Worklist::Conflicts, "objects to Text, but PDS says: no objection to Text", about),
        (Worklist::Left, "not on the last full list of the practice", Subject::Patient),
        (Worklist::ContactStale, "07700 900123: ask whether it is still right", Subject::Contact(contact)),
    ];
    for (list, words, about) in rows {
        let row = row(&fake, words, about);
        fake.worklists.insert(list, vec![row]);
    }
    fake
}

fn open(fake: Fake, list: Worklist) -> Window {
    let mut window = Window::with(fake, true);
    window.press("f10");
    let at = Worklist::ALL.iter().position(|one| *one == list).unwrap();
    for _ in 0..at {
        window.press("down");
    }
    window.press("enter");
    window
}

fn amended(window: &Window) -> Amendment {
    match &window.fake.log.last().expect("nothing was put on file").event {
        Event::Amended(amendment) => amendment.as_ref().clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_conflict_is_settled_by_one_key() {
    let mut window = open(waiting(), Worklist::Conflicts);
    window.press("s");
    let change = amended(&window).changes.remove(0);
    assert_eq!((change.before, change.after), (Some(Fact::Conflict(conflict())), None));
}

#[test]
fn whoever_is_still_here_is_said_to_be() {
    let mut window = open(waiting(), Worklist::Left);
    window.press("s");
    assert_eq!(amended(&window).changes[0].before, Some(Fact::MissingFromList));
}

#[test]
fn a_number_that_was_asked_about_is_confirmed_today() {
    let mut window = open(waiting(), Worklist::ContactStale);
    window.press("s");
    let Some(Fact::Contact { of: None, point }) = amended(&window).changes.remove(0).after else { panic!() };
    let verified = point.verified.unwrap();
    assert_eq!((verified.on, verified.how), (people::TODAY, Verification::Desk));
}

#[test]
fn a_held_key_settles_one_line_only() {
    let mut window = open(waiting(), Worklist::Left);
    window.hold_key("s", 9);
    assert_eq!(window.fake.log.len(), 1);
}

#[test]
fn what_is_settled_already_is_not_settled_again() {
    let mut fake = waiting();
    fake.dossiers[0].patient.missing_from_list = false;
    let mut window = open(fake, Worklist::Left);
    window.press("s");
    assert!(window.fake.log.is_empty());
    assert!(window.text().contains("settled already"), "{}", window.text());
}

pub fn override_waits(role: Role) -> Window {
    let mut fake = waiting();
    let message = CommunicationId::from_bytes([9; 16]);
    let line = row(&fake, "Dear Mrs Smyth", Subject::Message(message));
    fake.worklists.insert(Worklist::Guardian, vec![line]);
    let mut window = Window::of(fake, role);
    window.press("f10 enter");
    window
}

#[test]
fn only_the_guardian_decides() {
    let mut window = override_waits(Role::Receptionist);
    window.press("s");
    assert!(window.text().contains("Only the Caldicott Guardian decides"), "{}", window.text());

    let mut window = override_waits(Role::CaldicottGuardian);
    window.press("s");
    window.press("right");
    window.press("tab");
    window.type_text("no basis for it");
    window.press("tab");
    window.press("enter");
    let Event::Reviewed { decision, words, .. } = &window.fake.log.last().unwrap().event else { panic!() };
    assert_eq!((*decision, words.as_str()), (Decision::NotUpheld, "no basis for it"));
}

#[test]
fn a_claim_is_looked_at_in_its_form_from_the_list() {
    let mut fake = Fake::new();
    let proxy = {
        let proxy = &mut fake.dossiers[1].proxies.as_mut().unwrap()[0];
        proxy.recorded = people::recorded();
        proxy.id
    };
    let words = "mother, parental responsibility: only import PDS says so";
    let line =
        WorklistRow { patient: people::row(&fake.dossiers[1]), ..row(&fake, words, Subject::Proxy(proxy)) };
    fake.worklists.insert(Worklist::Claims, vec![line]);
    let mut window = open(fake, Worklist::Claims);
    window.press("s");
    assert!(window.sees("nobody here has looked at it"), "{}", window.text());
    window.type_text("birth certificate");
    window.press("ctrl+s");
    let Some(Fact::Proxy(looked_at)) = amended(&window).changes.remove(0).after else { panic!() };
    assert!(looked_at.is_live(people::TODAY), "{looked_at:?}");
    assert_eq!(looked_at.evidence.as_deref(), Some("birth certificate"));
    assert!(window.fake.drafts.is_empty(), "nothing of the form is kept: {:?}", window.fake.drafts);
    window.press("s");
    assert!(window.sees("settled already") && window.app.overlay().is_none(), "{}", window.text());
    window.press("enter");
    assert!(window.sees("SIKORA") && window.sees("Who acts for them"), "{}", window.text());
}
