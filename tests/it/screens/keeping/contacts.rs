//! Contact points: added, corrected, confirmed, failed, ended, ranked, marked safe.

use tactful::app::Msg;
use tactful::domain::channel::Channel;
use tactful::domain::contact::{ContactValue, Trouble, Verification};
use tactful::domain::fact::Fact;
use tactful::domain::patient::{Confidentiality, Restriction};
use tactful::domain::person::Use;
use tactful::domain::telephone::Telephone;

use super::super::people::{self, TODAY};
use super::super::window::Window;
use super::{added, amendments, is_priyas, last, on, only_change, open, point};

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
    assert!(window.sees("nothing for this line"), "{}", window.text());
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
    on(&mut window, "not shown here");
    window.press("enter");
    assert!(!window.sees("Tarn Lane,") && window.sees("not shown: empty keeps it"), "{}", window.text());
    window.press("esc x enter h");
    assert!(window.sees("Address (not shown)") && !window.sees("1 Tarn"), "{}", window.text());
}

#[test]
fn where_nothing_is_on_file_enter_adds_the_first() {
    let mut window = open("smyth");
    window.fake.change(0, |dossier| dossier.contacts = Some(vec![]));
    window.tell(tactful::app::Msg::Changed);
    assert!(window.sees("Enter Add one"), "{}", window.text());
    window.press("home enter");
    window.type_text("jo@mail.example");
    window.press("ctrl+s");
    assert_eq!(point(Some(&added(&window))).rank, Some(1));
}

#[test]
fn a_number_is_typed_over_and_a_home_is_changed_in_place() {
    let mut window = open("smyth");
    let value = |window: &Window| match only_change(window).after {
        Some(Fact::Contact { point, .. }) => point.value.show(),
        other => panic!("{other:?}"),
    };
    on(&mut window, "01632 960123");
    window.press("enter right backspace");
    window.type_text("4");
    window.press("ctrl+s");
    assert_eq!(value(&window), "01632 960124", "after an arrow it is changed in place");
    on(&mut window, "1 Tarn Lane");
    window.press("enter home");
    window.type_text("Flat 2, ");
    window.press("ctrl+s");
    assert_eq!(value(&window), "Flat 2, 1 Tarn Lane, Keswick, CA12 5XX");
    on(&mut window, "Tarn Lane");
    window.press("enter");
    window.type_text(", UK");
    assert!(window.sees("1 Tarn Lane"), "typing wipes no address: {}", window.text());
}
