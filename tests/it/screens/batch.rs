//! Batches by keys: marked, judged one by one, handed over one by one; stopped, failed, refused, changed meanwhile.

use tactful::app::overlay::Overlay;
use tactful::app::overlay::batch::{Batch, Fate, Why};
use tactful::app::{Msg, Trouble};
use tactful::domain::communication::{NotSent, State};
use tactful::domain::dossier::Facet;
use tactful::domain::log::{Appended, Event};
use tactful::domain::purpose::Purpose;
use tactful::domain::reminder::{Claim, ReminderState};
use tactful::domain::settlement::{SettledFinding, Settlement};
use tactful::domain::severity::Severity;
use tactful::domain::staff::Actor;

use super::fake::Fake;
use super::people;
use super::window::Window;

/// Six patients with a reminder each, and those of the usual desk: an objection to texts, and a death.
pub fn queue() -> Window {
    let mut fake = Fake::new();
    for n in 0..6 {
        let mut dossier = people::jayne();
        dossier.patient.id = people::patient_id(100 + n);
        let name = ["Asha", "Beth", "Carys", "Dilys", "Esme", "Fay"][usize::from(n)];
        dossier.patient.names[0].given = vec![name.into()];
        fake.reminders.push(people::reminder(60 + n, &dossier, people::TODAY, Purpose::Appointment));
        fake.dossiers.push(dossier);
    }
    Window::with(fake, true)
}

pub fn batch(window: &Window) -> &Batch {
    match window.app.overlay() {
        Some(Overlay::Batch(batch)) => batch,
        other => panic!("{other:?}"),
    }
}

fn gone(window: &Window) -> usize {
    window.fake.messages.iter().filter(|message| message.state == State::HandedOver).count()
}

#[test]
fn all_that_are_clear_go_with_three_keys() {
    let mut window = queue();
    window.press("*");
    assert!(window.sees("7 marked (b)"), "{}", window.text());
    window.press("b");
    let tally = batch(&window).tally();
    assert_eq!((tally.ready, tally.left_out.len(), tally.channels[0].1), (7, 0, 7));
    assert!(window.sees("7 of 7 can go"), "{}", window.text());
    window.press("ctrl+s");
    assert!(window.sees("HELD: it begins in 5 seconds") && window.fake.log.is_empty());
    window.wait(5100);
    assert!(window.sees("7 handed over"), "{}", window.text());
    assert_eq!(gone(&window), 7);
    assert_eq!(window.fake.events()[..3], ["prepared", "handing-over", "handed-over"]);
    for entry in &window.fake.log {
        // the intent comes onto the record together with the message, in one transaction
        let wants = matches!(entry.event, Event::Prepared(_));
        assert_eq!(entry.judged.is_some(), wants, "judged before it goes: {:?}", entry.event);
    }
    window.press("enter");
    assert!(window.app.overlay().is_none());
    assert_eq!(window.fake.waiting(), 2);
    assert!(window.sees("7 handed over or held") && !window.sees("marked"), "{}", window.text());
}

#[test]
fn those_left_out_are_shown_with_the_reason() {
    let mut window = queue();
    let by = Actor { desk: "desk-7".into(), staff: people::staff().id };
    window.fake.reminders[3].reminder.claimed = Some(Claim { by, until: people::at(12, 0) });
    window.fake.reminders[4].reminder.appointment.at = Some(people::TODAY.at(9, 0, 0, 0));
    window.fake.dossiers[5].contacts = Some(Vec::new());
    window.fake.reminders[6].reminder.text = Some("Your chlamydia result is back, Dilys".into());
    window.tell(Msg::Changed);
    window.press("v end v b");
    let tally = batch(&window).tally();
    let whys: Vec<Why> = tally.left_out.iter().map(|(why, _)| *why).collect();
    assert_eq!((tally.ready, whys.contains(&Why::Claimed), whys.contains(&Why::Past)), (3, true, true));
    assert!(whys.contains(&Why::Stop) && whys.contains(&Why::Spoken), "{whys:?}");
    assert!(window.sees("3 of 9 can go") && window.sees("6 left out"), "{}", window.text());
    window.press("ctrl+s");
    window.wait(5100);
    assert_eq!(gone(&window), 3);
    let out = batch(&window).lines.iter().filter(|line| matches!(line.fate, Fate::LeftOut(..))).count();
    assert_eq!(out, 6);
}

#[test]
fn nobody_gets_the_same_twice_or_too_much_with_one_batch() {
    let mut window = queue();
    let add = |window: &mut Window, n: u8, of: usize, purpose, text: &str| {
        let mut row = people::reminder(n, &window.fake.dossiers[of], people::TODAY, purpose);
        row.reminder.text = Some(text.to_owned());
        if purpose != Purpose::Appointment {
            row.reminder.appointment.at = None;
        }
        window.fake.reminders.push(row);
    };
    // for one appointment in other words; nearly the same words; one message too many in a week
    add(&mut window, 70, 3, Purpose::Appointment, "Remember to come and see the nurse");
    add(&mut window, 71, 4, Purpose::Recall, "Your review is due. Please call 01632 960100 to book.");
    add(&mut window, 72, 4, Purpose::Other, "Your review is due. Please call 01632 960100 to book it.");
    for (n, what) in (73..).zip(["form", "letter", "card", "parcel"]) {
        let text = format!("A {what} is here for you. Please call 01632 960100 about your {what}.");
        add(&mut window, n, 5, Purpose::Other, &text);
    }
    window.tell(Msg::Changed);
    window.press("v end v b");
    let left: Vec<(u8, Why, &str)> = batch(&window)
        .lines
        .iter()
        .filter_map(|line| match &line.fate {
            Fate::LeftOut(why, words) => Some((line.row.reminder.id.as_bytes()[15], *why, words.as_str())),
            _ => None,
        })
        .filter(|(n, ..)| *n >= 60)
        .collect();
    assert_eq!(left.len(), 4, "{left:?}");
    let said = |n: u8| left.iter().find(|(number, ..)| *number == n).map(|(_, why, words)| (*why, *words));
    assert!(said(70).is_some_and(|(why, _)| why == Why::Twin), "{left:?}");
    assert!(said(72).is_some_and(|(why, words)| why == Why::Warning && words.contains("same")), "{left:?}");
    for fourth in [75, 76] {
        assert!(said(fourth).is_some_and(|(_, words)| words.contains("4 messages")), "{left:?}");
    }
    let waiting =
        |window: &Window| window.fake.reminders.iter().filter(|row| row.reminder.state.is_open()).count();
    let before = waiting(&window);
    let ready = batch(&window).tally().ready;
    window.press("ctrl+s");
    window.wait(5100);
    assert_eq!((gone(&window), waiting(&window)), (ready, before - ready), "what is left out waits");
}

#[test]
fn a_warning_is_seen_and_what_is_said_twice_is_closed_in_the_list() {
    let mut window = queue();
    let twin = people::reminder(70, &window.fake.dossiers[3], people::TODAY, Purpose::Appointment);
    window.fake.reminders.push(twin);
    // somebody could be taken for this one: a warning
    window.fake.dossiers[4].lookalikes = Some(vec![people::row(&window.fake.dossiers[5])]);
    window.tell(Msg::Changed);
    window.press("v end v b");
    let fates = |window: &Window, n: u8| {
        let found = batch(window).lines.iter().find(|line| line.row.reminder.id.as_bytes()[15] == n);
        found.unwrap().fate.clone()
    };
    let at = |window: &Window, n: u8| {
        batch(window).lines.iter().position(|line| line.row.reminder.id.as_bytes()[15] == n).unwrap()
    };
    let go_to = |window: &mut Window, n: u8| {
        window.press("home");
        for _ in 0..at(window, n) {
            window.press("down");
        }
    };
    let ready = batch(&window).tally().ready;
    assert!(matches!(fates(&window, 70), Fate::LeftOut(Why::Twin, _)));
    let warned = batch(&window).lines.iter().position(|line| line.asks.is_some()).unwrap();
    window.press("home");
    for _ in 0..warned {
        window.press("down");
    }
    let n = batch(&window).lines[warned].row.reminder.id.as_bytes()[15];
    assert!(window.sees("Space Seen") && window.sees("Room 4"), "with the text: {}", window.text());
    window.press("space");
    assert!(matches!(fates(&window, n), Fate::Ready(..)), "{}", window.text());
    assert_eq!(batch(&window).cursor.at, warned + 1, "the next one is in place");
    go_to(&mut window, 70);
    window.press("d");
    assert!(matches!(fates(&window, 70), Fate::LeftOut(Why::Answered, _)));
    let Event::ReminderDismissed { words, .. } = &window.fake.log[0].event else { panic!() };
    assert_eq!(words, "said twice: Another reminder of this batch is for the same appointment");
    window.press("d");
    assert_eq!(window.fake.log.len(), 1, "what goes is not closed by that key");
    window.press("ctrl+s");
    window.wait(5100);
    assert_eq!(gone(&window), ready + 1);
    let seen =
        |found: &SettledFinding| found.severity == Severity::Warn && found.settlement == Settlement::Seen;
    let told = window.fake.messages.iter().filter(|one| one.message.findings.iter().any(seen)).count();
    assert_eq!(told, 1, "the record says that the warning was seen");
}

#[test]
fn what_is_past_goes_by_no_way() {
    let mut window = queue();
    window.fake.reminders[3].reminder.appointment.at = Some(people::TODAY.at(9, 0, 0, 0));
    window.tell(Msg::Changed);
    window.press("*");
    assert!(window.sees("6 marked"), "it is not clear: {}", window.text());
    window.press("esc home down down down");
    assert!(window.sees("The appointment that it is about is over"), "{}", window.text());
    window.press("c");
    assert!(window.sees("is over") && !window.sees("No answer"), "{}", window.text());
    window.press("esc enter f9");
    assert!(window.sees("Not yet: The appointment that it is about is over"), "{}", window.text());
    window.press("ctrl+s");
    assert!(window.fake.messages.is_empty());
    // one that was prepared in time and held until it was past
    let mut window = queue();
    window.press("enter f9 ctrl+s");
    let held = window.fake.messages[0].message.reminder;
    let row = window.fake.reminders.iter_mut().find(|row| Some(row.reminder.id) == held).unwrap();
    row.reminder.appointment.at = Some(people::TODAY.at(9, 0, 0, 0));
    window.wait(6000);
    assert!(window.sees("is over"), "{}", window.text());
    assert_eq!(window.fake.events(), ["prepared"], "it was not handed over");
}

#[test]
fn it_stops_at_any_point_and_what_is_left_waits() {
    let mut window = queue();
    window.press("* b ctrl+s esc");
    assert!(window.sees("Stopped: nothing went"));
    window.press("ctrl+s");
    window.slow = true;
    window.fake.slice = Some(1);
    window.wait(5100);
    // the facts are read, then one message is handed over, three times; the third is under way
    for _ in 0..5 {
        let (ticket, request) = window.asked.pop_front().unwrap();
        let reply = window.fake.answer(request);
        window.tell(Msg::Reply { ticket, reply });
    }
    window.press("f2");
    assert!(window.sees("First settle what is asked here"));
    window.press("esc");
    window.slow = false;
    window.answer_all();
    window.fake.slice = None;
    assert_eq!(gone(&window), 3, "{:?}", window.fake.events());
    assert!(window.sees("3 handed over, 4 still wait"), "{}", window.text());
    window.press("enter");
    assert_eq!(window.fake.waiting(), 6);
    window.press("* b ctrl+s");
    window.wait(5100);
    assert_eq!(gone(&window), 7);
    let mut answered: Vec<_> = window.fake.messages.iter().map(|one| one.message.reminder.unwrap()).collect();
    answered.sort_unstable();
    answered.dedup();
    assert_eq!(answered.len(), 7, "no reminder twice");
}

#[test]
fn one_failure_stops_no_other_and_is_not_repeated() {
    let mut window = queue();
    window.press("* b ctrl+s");
    window.fake.faults.push_back(Trouble::new("the outbox is full"));
    window.wait(5100);
    let tally = batch(&window).tally();
    assert_eq!((tally.gone, tally.failed, gone(&window)), (6, 1, 6));
    let failed = window.fake.messages.iter().find(|one| one.state == State::NotSent).unwrap();
    assert_eq!(failed.not_sent.as_ref().unwrap().0, NotSent::Failed);
    assert!(window.sees("FAILED"), "{}", window.text());
    window.press("enter");
    let states: Vec<_> = window.fake.reminders.iter().map(|row| row.reminder.state).collect();
    assert_eq!(states.iter().filter(|state| **state == ReminderState::Failed).count(), 1);

    // what the store refuses
    let mut window = queue();
    window.press("* b ctrl+s");
    window.fake.appends.push_back(Err(Trouble::new("this reminder is answered already")));
    window.wait(5100);
    assert_eq!((batch(&window).tally().failed, gone(&window)), (1, 6));
}

#[test]
fn what_changed_meanwhile_is_judged_anew() {
    let mut window = queue();
    window.press("* b");
    window.fake.change(3, |dossier| dossier.patient.death = people::deceased().patient.death);
    window.fake.reminders[4].reminder.state = ReminderState::Dismissed;
    window.fake.reminders[5].reminder.state = ReminderState::Snoozed;
    window.fake.reminders[5].reminder.snoozed_until = Some(people::at(18, 0));
    window.press("ctrl+s");
    window.fake.appends.push_back(Ok(Appended::Conflict(vec![Facet::Contacts])));
    window.wait(5100);
    let tally = batch(&window).tally();
    assert_eq!(tally.left_out, [(Why::Stop, 1), (Why::Answered, 2)]);
    assert_eq!((tally.gone, tally.failed, gone(&window)), (4, 0, 4), "the conflict was judged again");
}

#[test]
fn marks_are_put_and_taken_away() {
    let mut window = queue();
    window.press("home b");
    assert!(window.sees("1 of 1 can go"), "without marks it is the one under the cursor: {}", window.text());
    window.press("esc space space space up space");
    assert!(window.sees("2 marked"), "{}", window.text());
    window.press("esc");
    assert!(!window.sees("marked"));
    window.press("home tab shift+down shift+down");
    assert!(window.sees("marked"), "{}", window.text());
}

#[test]
fn all_that_went_are_confirmed_by_one_key_and_those_left_out_are_written() {
    let mut window = queue();
    window.press("v end v b");
    window.press("w");
    assert!(window.sees("Written: sheets/left-out-2026-11-23.csv"), "{}", window.text());
    let table = &window.fake.tables[0];
    assert_eq!((table.len(), table[1].len()), (3, 6), "{table:?}");
    assert!(table.iter().any(|row| row.join(" ").contains("died")), "{table:?}");
    assert!(matches!(&window.fake.log[0].event, Event::Exported { count: 2, .. }));
    window.press("ctrl+s");
    window.wait(5100);
    window.wait(1000);
    assert!(window.sees("s confirms all"), "{}", window.text());
    window.press("s");
    assert!(window.sees("7 confirmed as sent"), "{}", window.text());
    assert!(window.fake.messages.iter().all(|one| one.state == State::Sent));
    window.press("enter");
    assert!(window.app.overlay().is_none());
}

#[test]
fn marking_all_reaches_beyond_the_loaded_page() {
    let mut fake = Fake::new();
    fake.reminders.clear();
    for n in 0..180 {
        let mut dossier = people::jayne();
        dossier.patient.id = people::patient_id(50 + n);
        fake.reminders.push(people::reminder(50 + n, &dossier, people::TODAY, Purpose::Appointment));
        fake.dossiers.push(dossier);
    }
    let mut window = Window::with(fake, true);
    window.press("*");
    assert!(window.sees("180 marked (b)"), "{}", window.text());
    window.press("b");
    assert_eq!(batch(&window).lines.len(), 180);
}
