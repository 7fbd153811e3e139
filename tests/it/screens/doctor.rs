//! Doctor in the program: findings with their cures, the age of the last backup, who holds a key; a backup by one key.

use tactful::app::overlay::Overlay;
use tactful::app::{
    Action, Earlier, Entrance, House, Keymap, Msg, Person, Reply, Restore, Start, Ticket, Trouble,
};
use tactful::domain::backup::{Copy, Held, Listed, Turn};
use tactful::domain::permission::Permission;

use super::front::{self, Front};
use super::people;
use super::window::Window;

fn opened() -> Window {
    let mut window = Window::new();
    window.press("f2 ctrl+p");
    window.type_text("doctor");
    window.press("enter");
    window
}

#[test]
fn it_is_reached_by_the_palette_and_makes_a_backup_by_one_key() {
    let mut window = opened();
    for words in
        ["Somebody should see to", "! backups", "there is no backup", "recovery key", "g Go back to a copy"]
    {
        assert!(window.sees(words), "{words}: {}", window.text());
    }
    for size in [(80, 24), (120, 40)] {
        window.size = size;
        insta::assert_snapshot!(format!("doctor_{}x{}", size.0, size.1), window.shot());
    }
    window.press("b");
    assert_eq!(window.fake.copies, 1);
    assert!(
        window.sees("A copy was made") && window.sees("Everything is as it should be"),
        "{}",
        window.text()
    );
    assert_eq!(tactful::app::Action::BackUp.needs(), Permission::Backup);
    window.press("esc");
    assert!(!matches!(window.app.overlay(), Some(Overlay::Doctor(_))));
}

/// Three copies: of this morning, of yesterday, and one that does not open.
fn copies() -> Vec<Listed> {
    let copy = |hour, days: i64, turn| Copy {
        at: people::at(hour, 0) - jiff::SignedDuration::from_hours(24 * days),
        turn,
    };
    let held = |entries, lost| Ok(Held { entries, lost: Some(lost) });
    vec![
        Listed { copy: copy(8, 0, Turn::Hourly), held: held(21, 0) },
        Listed { copy: copy(9, 1, Turn::Daily), held: held(15, 6) },
        Listed { copy: copy(9, 8, Turn::Weekly), held: Err("the database is damaged: page 3".into()) },
    ]
}

/// The list of copies, the cursor on yesterday's.
fn choosing() -> Window {
    let mut window = opened();
    window.fake.copies_there = copies();
    window.press("g down");
    window
}

#[test]
fn going_back_to_a_copy_says_what_is_lost_and_wants_a_word() {
    let mut window = choosing();
    for words in ["of which", "hourly", "none lost", "daily", "15 entries, 6 lost", "does not open"] {
        assert!(
            window.text().to_lowercase().contains(&words.replace("of which", "go back to which copy")),
            "{words}: {}",
            window.text()
        );
    }
    for size in [(80, 24), (120, 40)] {
        window.size = size;
        insta::assert_snapshot!(format!("copies_{}x{}", size.0, size.1), window.shot());
    }
    window.press("enter");
    for words in [
        "daily: 15 entries",
        "just checked",
        "6 of the 21 entries",
        "2 drafts",
        "signed out",
        "No other desk",
    ] {
        assert!(
            window
                .text()
                .replace(['\n', '\u{2502}'], " ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains(words),
            "{words}: {}",
            window.text()
        );
    }
    for size in [(80, 24), (120, 40)] {
        window.size = size;
        insta::assert_snapshot!(format!("restore_{}x{}", size.0, size.1), window.shot());
    }
    // no key does it, pressed or held, and no other word
    for keys in ["enter", "enter enter enter enter", "ctrl+s", "ctrl+s ctrl+s"] {
        window.press(keys);
        assert!(window.restores.is_empty() && window.sees("Type the word restore"), "{keys}");
    }
    window.type_text("restor");
    window.press("enter");
    assert!(
        window.restores.is_empty() && window.sees("that is another word; nothing was changed"),
        "{}",
        window.text()
    );
    window.type_text("e");
    window.press("enter");
    let asked = Restore { copy: copies()[1].copy, by: Some(people::staff().id) };
    assert_eq!(window.restores, [asked]);
}

#[test]
fn a_copy_that_is_not_good_is_said_and_nothing_is_asked() {
    let mut window = choosing();
    window.fake.faults.push_back(Trouble::new("practice-daily.db is damaged (page 7): nothing was changed"));
    window.press("enter");
    assert!(window.sees("is damaged (page 7): nothing was changed"), "{}", window.text());
    assert!(matches!(window.app.overlay(), Some(Overlay::Doctor(_))));
    // one that does not even open cannot be picked
    window.press("g down down enter");
    assert!(window.sees("does not open") && matches!(window.app.overlay(), Some(Overlay::Choice(_))));
    window.press("esc");
    assert!(matches!(window.app.overlay(), Some(Overlay::Doctor(_))));
    window.fake.copies_there.clear();
    window.press("g");
    assert!(window.sees("There is no copy yet"), "{}", window.text());
    assert!(window.restores.is_empty());
}

#[test]
fn going_back_is_for_those_who_may_copy_the_practice() {
    assert_eq!(Action::Restore.needs(), Permission::Backup);
    let mut front = Front::closed();
    front.fake.copies_there = copies();
    let doctor = |front: &mut Front| {
        front.press("ctrl+p");
        front.type_text("doctor");
        front.press("enter");
        front.press("g");
    };
    // Owain is a supervisor, Priya a receptionist
    front.come_in("pri", front::PRIYA);
    doctor(&mut front);
    assert!(front.sees("may not copy the practice or go back to a copy"), "{}", front.text());
    front.press("esc f12 f2");
    front.come_in("owa", front::OWAIN);
    doctor(&mut front);
    assert!(front.sees("Go back to which copy?"), "{}", front.text());
    front.press("down enter");
    front.type_text("restore");
    front.press("enter enter");
    assert_eq!(front.restores, [Restore { copy: copies()[1].copy, by: Some(front::owain().id) }]);
}

/// The program begins anew: what became of it stands at the door, and no answer of before reaches anybody.
#[test]
fn afterwards_the_door_says_what_became_of_it_and_answers_of_before_are_nobodys() {
    let people = vec![Person { id: people::staff().id, name: people::staff().name }];
    let said = "The practice went back to the copy practice-daily-20261121T090000Z.db; entry 16 of the record says so; \
                what was there is kept beside it as practice-before-restore-20261122-100000.db";
    let earlier = Earlier { desks: 3, said: Some(said.into()) };
    let start = || Start {
        staff: vec![people::staff()],
        signed_in: Some(people::staff().id),
        theme: tactful::app::ThemeName::Dark,
        keymap: Keymap::default(),
    };
    let mut front = Front::closed();
    front.house = House::after(earlier.clone(), start(), Entrance::Closed(people), 5);
    let seen = |front: &Front| front.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        seen(&front).contains(
            "says so; what was there is kept beside it as practice-before-restore-20261122-100000.db."
        ),
        "{}",
        front.text()
    );
    front.house = House::after(earlier, start(), Entrance::None, 5);
    front.tell(Msg::Resize);
    assert!(front.sees("went back to the copy") && front.sees("-100000.db."), "{}", front.text());
    front.press("esc");
    assert!(!front.sees("went back to the copy"));
    assert_eq!(front.house.desks_made(), 4);
    front.tell(Msg::Resize);
    for desk in 0..3 {
        let ticket = Ticket((desk << 48) + 1);
        front.tell(Msg::Reply { ticket, reply: Reply::Counts(Err(Trouble::new("an answer of before"))) });
        assert!(!front.sees("an answer of before"));
    }
}
