//! The door: who comes in, what waits for them, and what is seen meanwhile.

use tactful::app::{Denied, Entrance, Knock, Msg, Trouble};
use tactful::domain::ids::StaffId;
use tactful::domain::log::Event;
use tactful::domain::secret::Secret;

use super::front::{Front, OWAIN, PRIYA, owain, recovery_key};
use super::people;

fn both(name: &str, front: &mut Front) {
    for size in [(80, 24), (120, 40)] {
        front.size = size;
        assert!(front.shows_no_patient());
        insta::assert_snapshot!(format!("door_{name}_{}x{}", size.0, size.1), front.text());
    }
}

#[test]
fn pictures() {
    let mut front = Front::closed();
    both("names", &mut front);
    front.type_text("tre");
    both("narrowed", &mut front);
    front.press("enter");
    front.type_text("heron lamp");
    both("passphrase", &mut front);
    front.press("enter");
    both("refused", &mut front);
    front.wait(2000);
    front.press("f5");
    front.type_text("7kq2m4xd");
    both("recovery", &mut front);
    let mut front = Front::signed_in();
    front.press("f12");
    front.type_text("47");
    both("locked", &mut front);
}

#[test]
fn pictures_of_a_practice_that_lies_open() {
    let mut front = Front::new(Entrance::Offer(recovery_key()), vec![people::staff()]);
    both("offer", &mut front);
    front.press("enter");
    front.type_text(PRIYA);
    both("choose", &mut front);
    front.press("enter");
    front.type_text(PRIYA);
    front.press("enter");
    both("recovery_key", &mut front);
    front.press("enter");
    both("check", &mut front);
}

#[test]
fn whoever_knows_their_passphrase_comes_in_and_stands_in_the_log() {
    let mut front = Front::closed();
    assert!(front.is_locked() && front.shows_no_patient());
    front.come_in("owa", OWAIN);
    assert!(!front.is_locked() && front.sees("Owain Treharne") && front.sees("Reminders"));
    assert_eq!(front.sign_ins(), [(owain().id, 0)]);
}

#[test]
fn whoever_comes_in_is_told_that_the_recovery_key_was_exchanged() {
    let mut front = Front::closed();
    front.news = Some("There is a new recovery key (by Priya Nair) since you were here".into());
    front.come_in("owa", OWAIN);
    assert!(
        !front.is_locked() && front.sees("There is a new recovery key (by Priya Nair)"),
        "{}",
        front.text()
    );
    front.press("down");
    assert!(!front.sees("There is a new recovery key"));
}

#[test]
fn a_pasted_passphrase_is_taken_and_only_its_first_line() {
    let mut front = Front::closed();
    front.type_text("pri");
    front.press("enter");
    front.tell(Msg::Paste(format!("{PRIYA}\nmore\n")));
    front.press("enter");
    assert!(front.sees("A PIN for today"));
    front.press("esc");
    assert!(!front.is_locked());
}

#[test]
fn the_wait_grows_with_attempts_that_fail_and_their_count_is_on_the_log() {
    let mut front = Front::closed();
    front.type_text("pri");
    front.press("enter");
    let mut waits = Vec::new();
    for _ in 0..8 {
        front.type_text("wrong");
        front.tell(Msg::Key("enter".parse().unwrap()));
        assert!(front.sees("That does not open it"), "{}", front.text());
        waits.push(front.house.door().unwrap().seconds_left(front.now));
        // Enter does nothing yet
        front.type_text(PRIYA);
        front.tell(Msg::Key("enter".parse().unwrap()));
        assert!(front.is_locked() && front.knocks.is_empty());
        for _ in 0..40 {
            front.tell(Msg::Key("backspace".parse().unwrap()));
        }
        front.wait(60_000);
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    front.type_text(PRIYA);
    front.press("enter");
    assert_eq!(front.sign_ins(), [(people::staff().id, 8)]);
}

#[test]
fn nobody_at_the_desk_locks_it_and_the_pin_reopens_it_where_it_was() {
    let mut front = Front::signed_in();
    front.press("f2");
    front.type_text("sikora");
    assert!(front.sees("SIKORA") || front.sees("Sikora"), "{}", front.text());
    front.wait(4 * 60_000);
    assert!(!front.is_locked());
    front.press("down");
    front.wait(4 * 60_000);
    assert!(!front.is_locked(), "a key begins the time anew");
    let before = front.cleared;
    front.wait(2 * 60_000);
    assert!(front.is_locked() && front.shows_no_patient() && front.sees("Locked. PIN of Priya"));
    assert!(front.cleared > before, "the clipboard is cleared");
    front.type_text("4711");
    front.press("enter");
    assert!(!front.is_locked() && front.sees("sikora"), "{}", front.text());
    assert_eq!(front.sign_ins().len(), 1, "a PIN is no sign-in");
}

#[test]
fn three_wrong_pins_or_four_hours_ask_for_the_passphrase() {
    let mut front = Front::signed_in();
    front.press("f12");
    for wrong in ["1122", "4712", "0000"] {
        assert!(front.sees("PIN of"));
        front.type_text(wrong);
        front.press("enter");
        front.wait(10_000);
    }
    assert!(front.sees("Passphrase of Priya"), "{}", front.text());
    front.type_text("4711");
    front.press("enter");
    assert!(front.is_locked());
    front.wait(60_000);
    front.type_text(PRIYA);
    front.press("enter");
    assert!(!front.is_locked(), "{}", front.text());
    assert_eq!(front.sign_ins()[1], (people::staff().id, 4));
    front.press("f12");
    assert!(front.sees("PIN of"));
    front.press("esc");
    front.wait(4 * 3600 * 1000);
    front.type_text("pri");
    front.press("enter");
    assert!(front.sees("Passphrase of Priya"));
}

#[test]
fn another_person_works_and_the_first_finds_their_draft_as_it_was() {
    let mut front = Front::signed_in();
    front.press("f2");
    front.type_text("sikora");
    front.press("enter w");
    front.type_text("Please call us about");
    assert!(front.sees("Please call us about"), "{}", front.text());
    front.press("f12");
    assert!(front.is_locked() && front.shows_no_patient());
    assert_eq!(front.fake.drafts.len(), 1, "the draft is saved first");
    front.press("f2");
    front.come_in("owa", OWAIN);
    assert!(front.sees("Owain Treharne") && !front.sees("Please call us"), "{}", front.text());
    front.press("f12 f2");
    front.type_text("pri");
    front.press("enter");
    front.type_text("4711");
    front.press("enter");
    assert!(front.sees("Please call us about") && front.sees("Priya"), "{}", front.text());
}

#[test]
fn what_was_confirmed_goes_on_behind_the_door_but_not_onto_the_clipboard() {
    let mut front = Front::signed_in();
    front.press("enter ctrl+a");
    front.type_text("Hello Jayne\nplease call us.");
    front.press("f9 enter");
    assert!(front.sees("HELD"), "{}", front.text());
    front.press("f12");
    front.wait(20_000);
    assert!(front.is_locked() && front.copied.is_empty());
    let intent = |entry: &tactful::domain::log::NewEntry| matches!(entry.event, Event::HandingOver { .. });
    let by: Vec<StaffId> =
        front.fake.log.iter().filter(|one| intent(one)).map(|one| one.actor.staff).collect();
    assert_eq!(by, [people::staff().id]);
    // somebody else comes and goes: it is not for them
    front.press("f2");
    front.come_in("owa", OWAIN);
    front.press("f12 f2");
    assert!(front.copied.is_empty());
    front.type_text("pri");
    front.press("enter");
    front.type_text("4711");
    front.press("enter");
    assert_eq!(front.copied, ["Hello Jayne\nplease call us."]);
    assert!(front.sees("Yes, it was sent"), "{}", front.text());
}

#[test]
fn the_recovery_key_gives_a_new_passphrase() {
    let mut front = Front::closed();
    let recovery = front.recovery.expose().to_lowercase();
    front.type_text("pri");
    front.press("enter f5");
    front.type_text("7kq2");
    front.press("enter");
    assert!(front.sees("wrong or missing"));
    for _ in 0..4 {
        front.tell(Msg::Key("backspace".parse().unwrap()));
    }
    front.type_text(&recovery);
    front.press("enter");
    for (typed, said) in [("short", "at least 12"), ("marble otter sketch prune", "Once more")] {
        front.type_text(typed);
        front.press("enter");
        assert!(front.sees(said), "{}", front.text());
        for _ in 0..30 {
            front.tell(Msg::Key("backspace".parse().unwrap()));
        }
    }
    front.type_text("marble otter sketch prune");
    front.press("enter esc");
    assert!(!front.is_locked(), "{}", front.text());
    assert!(front.passphrases.iter().any(|(_, text)| text == "marble otter sketch prune"));
}

#[test]
fn a_practice_that_lies_open_is_closed_only_by_somebody_who_wrote_the_key_down() {
    let key = recovery_key();
    let mut front = Front::new(Entrance::Offer(key.clone()), vec![people::staff()]);
    front.slow = true;
    front.press("enter");
    front.type_text(PRIYA);
    front.press("enter");
    front.type_text(PRIYA);
    front.press("enter");
    assert!(front.sees(key.expose()));
    front.press("enter");
    assert!(!front.sees(&key.expose()[..9]));
    front.type_text("0000");
    front.press("enter");
    assert!(front.sees("not its last group") && front.knocks.is_empty());
    front.type_text(&key.expose()[40..].to_lowercase());
    front.press("enter");
    assert!(front.sees("Opening ..."));
    let wanted = Knock::Close { who: people::staff().id, passphrase: Secret::from(PRIYA), recovery: key };
    assert_eq!(front.knocks, [wanted]);
    front.tell(Msg::Key("enter".parse().unwrap()));
    assert_eq!(front.knocks.len(), 1);
    front.answer();
    front.press("esc");
    assert!(!front.is_locked());
    front.press("f12");
    assert!(front.is_locked(), "it is closed from now on");
}

#[test]
fn not_now_leaves_the_practice_open() {
    let mut front = Front::new(Entrance::Offer(recovery_key()), vec![people::staff()]);
    front.press("esc");
    assert!(!front.is_locked() && front.sees("Who sits here"), "{}", front.text());
    front.press("enter f12");
    assert!(!front.is_locked() && front.sees("Hidden"));
    front.wait(3_600_000);
    assert!(!front.is_locked() && front.sign_ins().is_empty());
}

/// The record is told under which settings of the rules somebody works: by the desk where it has no door, else by the door.
#[test]
fn whoever_takes_the_seat_of_an_open_practice_is_told_of() {
    let staff = vec![people::staff(), owain()];
    let mut front = Front::new(Entrance::Offer(recovery_key()), staff);
    front.press("esc");
    assert!(front.fake.seats.is_empty(), "nobody sits there yet");
    front.type_text("owa");
    front.press("enter");
    assert_eq!(front.fake.seats, [owain().id]);
    front.press("ctrl+p");
    front.type_text("who sits");
    front.press("enter");
    front.type_text("pri");
    front.fake.faults.push_back(Trouble::new("the disk is full"));
    front.press("enter");
    assert_eq!(front.fake.seats, [owain().id, people::staff().id]);
    assert!(front.sees("The disk is full"), "{}", front.text());
    let front = Front::signed_in();
    assert!(front.fake.seats.is_empty() && !front.is_locked());
}

#[test]
fn trouble_is_told_and_the_door_can_be_left() {
    let mut front = Front::closed();
    front.slow = true;
    front.type_text("pri");
    front.press("enter");
    front.type_text(PRIYA);
    front.press("enter");
    front.tell(Msg::Opened(Err(Denied::Trouble(Trouble::new("the key file is damaged")))));
    assert!(front.sees("The key file is damaged. Nothing was lost"), "{}", front.text());
    front.press("ctrl+q");
    assert!(front.quit);
}

#[test]
fn no_secret_is_in_any_debugging_output() {
    let mut front = Front::closed();
    front.type_text("pri");
    front.press("enter");
    front.slow = true;
    front.type_text(PRIYA);
    assert!(!format!("{:?}", front.house).contains("heron"));
    front.press("enter");
    assert!(!format!("{:?} {:?}", front.house, front.knocks).contains("heron"));
}

#[test]
fn a_closed_practice_holds_to_roles() {
    let mut front = Front::signed_in();
    front.press("e tab tab");
    assert!(front.sees("may not see how often rules were overridden"), "{}", front.text());
    front.press("f12 f2");
    front.come_in("owa", OWAIN);
    front.press("e tab tab");
    assert!(!front.sees("may not"), "{}", front.text());
}

/// A clock that is set back by a day neither keeps a desk open for a day nor anybody out of it.
#[test]
fn a_clock_that_is_set_back_keeps_nobody_in_and_nobody_out() {
    let day = jiff::SignedDuration::from_hours(24);
    let mut front = Front::signed_in();
    front.now -= day;
    // the timers of the program go back with the clock
    front.timers.iter_mut().for_each(|at| *at -= day);
    front.wait(11 * 60_000);
    assert!(front.is_locked(), "nobody pressed a key for five minutes");

    let mut front = Front::closed();
    front.type_text("pri");
    front.press("enter");
    for _ in 0..8 {
        front.wait(61_000);
        front.type_text("wrong wrong wrong");
        front.press("enter");
    }
    assert!(front.sees("Wait 60 s"), "{}", front.text());
    front.now -= day;
    front.tell(Msg::Tick);
    front.wait(61_000);
    front.type_text(PRIYA);
    front.press("enter");
    assert!(!front.sees("Wait") && front.sees("A PIN for today"), "{}", front.text());
}
