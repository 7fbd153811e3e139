//! Tampering with the key in hand: whatever is done to an entry is found, and the first entry affected is named.

use rusqlite::Connection;
use tactful::domain::checkpoint::Kept;
use tactful::domain::log::{Event, Head, Verification};
use tactful::store::{Record, StoreError};

use super::support::{
    Place, add_staff, append, communication, entry, message, patient, prepare, send, verify,
};

/// A practice with a small log: some messages, all that becomes of them, and an export at the end.
fn small() -> (Place, Head) {
    let place = Place::new().with_patients(2);
    let mut store = place.open();
    add_staff(&mut store);
    prepare(&mut store, message(1, patient(0)));
    prepare(&mut store, message(2, patient(1)));
    send(&mut store, communication(1));
    append(&mut store, Event::Copied { communication: communication(1) });
    append(&mut store, Event::Corrected { communication: communication(2), words: "no".into() });
    append(&mut store, Event::Exported { what: "record".into(), count: 2 });
    let head = store.head().unwrap();
    drop(store);
    (place, head)
}

/// Does something to a copy behind the back of the program: guards are taken away and put up again as they were.
fn tampered(place: &Place, work: impl FnOnce(&Connection)) -> Place {
    let copy = place.copy();
    let raw = copy.raw();
    raw.execute_batch("PRAGMA foreign_keys = OFF;").unwrap();
    let guards: Vec<(String, String)> = raw
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &guards {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    work(&raw);
    for (_, sql) in &guards {
        raw.execute_batch(sql).unwrap();
    }
    drop(raw);
    copy
}

fn first_broken(place: &Place, expect: Option<Head>) -> Option<(u64, String)> {
    let kept: Vec<Kept> = expect.into_iter().map(Kept::from).collect();
    match place.open().verify(&kept, &mut |_| true).unwrap() {
        Verification::Whole(_) => None,
        Verification::Broken { number, reason } => Some((number, reason)),
    }
}

#[test]
fn an_untouched_log_is_whole() {
    let (place, head) = small();
    assert_eq!(first_broken(&place, Some(head)), None);
    assert_eq!(first_broken(&tampered(&place, |_| {}), Some(head)), None);
}

#[test]
fn every_edit_is_found_at_its_entry() {
    let (place, head) = small();
    let edits = [
        "UPDATE log_entry SET head = CAST(substr(head, 1, 60) || x'FF' || substr(head, 62) AS BLOB) WHERE number = ?1",
        "UPDATE log_entry SET head = CAST(head || x'00' AS BLOB) WHERE number = ?1",
        "UPDATE log_entry SET seal = zeroblob(32) WHERE number = ?1",
        "UPDATE log_entry SET id = zeroblob(16) WHERE number = ?1",
        "UPDATE log_body SET body = CAST(body || x'00' AS BLOB) WHERE number = ?1",
        "UPDATE log_body SET body = x'' WHERE number = ?1",
        "UPDATE log_body SET salt = zeroblob(32) WHERE number = ?1",
        "DELETE FROM log_body WHERE number = ?1",
        "DELETE FROM log_entry WHERE number = ?1",
    ];
    for number in 1..=head.number {
        for edit in edits {
            let copy = tampered(&place, |raw| assert_eq!(raw.execute(edit, [number]).unwrap(), 1));
            let found = first_broken(&copy, None);
            assert!(found.as_ref().is_some_and(|(at, _)| *at == number), "{number} {edit}: {found:?}");
        }
    }
}

#[test]
fn a_removed_exchanged_or_replayed_entry_is_found() {
    let (place, head) = small();
    for number in 1..=head.number {
        let removed = tampered(&place, |raw| {
            for table in ["log_body", "log_entry"] {
                raw.execute(&format!("DELETE FROM {table} WHERE number = ?1"), [number]).unwrap();
            }
        });
        assert_eq!(first_broken(&removed, Some(head)).unwrap().0, number, "removed");

        let closed_up = tampered(&place, |raw| {
            for table in ["log_body", "log_entry"] {
                raw.execute(&format!("DELETE FROM {table} WHERE number = ?1"), [number]).unwrap();
                raw.execute(&format!("UPDATE {table} SET number = -number WHERE number > ?1"), [number])
                    .unwrap();
                raw.execute(&format!("UPDATE {table} SET number = -number - 1 WHERE number < 0"), [])
                    .unwrap();
            }
        });
        assert_eq!(first_broken(&closed_up, Some(head)).unwrap().0, number, "removed and closed up");

        let replayed = tampered(&place, |raw| copy_entry(raw, number, head.number + 1));
        assert_eq!(first_broken(&replayed, Some(head)).unwrap().0, head.number + 1, "replayed");

        let put_in = tampered(&place, |raw| {
            for table in ["log_body", "log_entry"] {
                raw.execute(&format!("UPDATE {table} SET number = -number - 1 WHERE number >= ?1"), [number])
                    .unwrap();
                raw.execute(&format!("UPDATE {table} SET number = -number WHERE number < 0"), []).unwrap();
            }
            copy_entry(raw, if number == 1 { 2 } else { 1 }, number);
        });
        assert_eq!(first_broken(&put_in, Some(head)).unwrap().0, number, "put in");
    }
    for number in 1..head.number {
        let exchanged = tampered(&place, |raw| {
            for table in ["log_body", "log_entry"] {
                for sql in ["SET number = -1 WHERE number = ?1", "SET number = ?1 WHERE number = ?1 + 1"] {
                    raw.execute(&format!("UPDATE {table} {sql}"), [number]).unwrap();
                }
                raw.execute(&format!("UPDATE {table} SET number = ?1 + 1 WHERE number = -1"), [number])
                    .unwrap();
            }
        });
        assert_eq!(first_broken(&exchanged, None).unwrap().0, number, "exchanged");
    }
}

/// Copies an entry with its body under another number.
fn copy_entry(raw: &Connection, from: u64, to: u64) {
    raw.execute(
        "INSERT INTO log_entry (number, id, head, seal, signature)
         SELECT ?2, randomblob(16), head, seal, signature FROM log_entry WHERE number = ?1",
        [from, to],
    )
    .unwrap();
    raw.execute(
        "INSERT INTO log_body (number, salt, body) SELECT ?2, salt, body FROM log_body WHERE number = ?1",
        [from, to],
    )
    .unwrap();
}

#[test]
fn a_cut_log_is_found_by_a_head_kept_elsewhere() {
    let (place, head) = small();
    for number in 2..=head.number {
        let cut = tampered(&place, |raw| {
            for table in ["log_body", "log_entry"] {
                raw.execute(&format!("DELETE FROM {table} WHERE number >= ?1"), [number]).unwrap();
            }
        });
        let (found, reason) = first_broken(&cut, Some(head)).unwrap();
        assert_eq!(found, number, "{reason}");
    }
    // With the lists cut as well, nothing but the head kept elsewhere can tell.
    let cut = tampered(&place, |raw| {
        for table in ["log_body", "log_entry"] {
            raw.execute(&format!("DELETE FROM {table} WHERE number = ?1"), [head.number]).unwrap();
        }
    });
    assert_eq!(first_broken(&cut, None), None);
    assert_eq!(first_broken(&cut, Some(head)).unwrap().0, head.number);

    // A log that goes on from another head was written anew.
    let other = Head { number: 3, seal: head.seal };
    assert_eq!(first_broken(&place, Some(other)).unwrap().0, 3);
}

#[test]
fn lists_that_say_something_else_are_found() {
    let (place, _) = small();
    // Entry 3 is the first message, 4 the second; 5 to 8 are about the first, 9 about the second.
    for (edit, number) in [
        ("UPDATE communication SET state = 3 WHERE number = 3", 3),
        ("UPDATE communication SET last = 6 WHERE number = 3", 3),
        ("UPDATE communication SET copied = NULL WHERE number = 3", 3),
        ("UPDATE communication SET excerpt = 'Dear Mr' WHERE number = 4", 4),
        (
            "UPDATE communication SET patient = (SELECT patient FROM communication WHERE number = 4) WHERE number = 3",
            3,
        ),
        ("DELETE FROM communication WHERE number = 4", 4),
        ("DELETE FROM communication_event WHERE entry = 9", 9),
        ("UPDATE communication_event SET communication = 4 WHERE entry = 6", 6),
        ("INSERT INTO communication_event VALUES (4, 10)", 10),
        ("UPDATE communication SET number = 2 WHERE number = 4", 2),
        ("UPDATE staff SET name = 'Somebody'", 0),
        ("DELETE FROM staff", 0),
        ("UPDATE practice SET name = 'Another'", 0),
    ] {
        let copy = tampered(&place, |raw| assert_eq!(raw.execute(edit, []).unwrap(), 1, "{edit}"));
        let found = first_broken(&copy, None);
        assert!(found.as_ref().is_some_and(|(at, _)| *at == number), "{edit}: {found:?}");
    }
}

#[test]
fn changed_tables_are_found() {
    let (place, _) = small();
    for change in [
        "DROP TRIGGER log_entry_no_delete",
        "DROP INDEX communication_reminder",
        "CREATE TRIGGER quiet AFTER INSERT ON log_entry BEGIN DELETE FROM draft; END",
        "CREATE VIEW other AS SELECT 1",
    ] {
        let copy = place.copy();
        copy.raw().execute_batch(change).unwrap();
        assert_eq!(first_broken(&copy, None).unwrap().0, 0, "{change}");
    }
}

#[test]
fn ordinary_ways_to_change_the_record_are_refused() {
    let (place, head) = small();
    let raw = place.raw();
    raw.execute_batch("PRAGMA recursive_triggers = ON;").unwrap();
    for attack in [
        "UPDATE log_entry SET seal = zeroblob(32)",
        "UPDATE log_body SET body = x'00' WHERE number = 3",
        "DELETE FROM log_entry",
        "DELETE FROM log_body WHERE number = 3",
        "INSERT OR REPLACE INTO log_body SELECT number, salt, x'00' FROM log_body WHERE number = 3",
        "INSERT OR REPLACE INTO log_entry SELECT * FROM log_entry WHERE number = 3",
        "INSERT INTO log_entry SELECT 99, randomblob(16), head, seal, signature FROM log_entry WHERE number = 3",
        "INSERT INTO log_entry SELECT 0, randomblob(16), head, seal, signature FROM log_entry WHERE number = 3",
        "INSERT INTO log_entry SELECT NULL, randomblob(16), head, seal, signature FROM log_entry WHERE number = 3",
        "DELETE FROM communication",
        "UPDATE communication SET patient = zeroblob(16)",
        "UPDATE communication SET excerpt = ''",
        "DELETE FROM communication_event",
        "UPDATE communication_event SET entry = 1",
    ] {
        assert!(raw.execute(attack, []).is_err(), "{attack}");
    }
    drop(raw);
    assert_eq!(first_broken(&place, Some(head)), None);
}

#[test]
fn a_check_says_how_far_it_is_and_can_be_ended() {
    let place = Place::new();
    let mut store = place.open();
    assert!(matches!(verify(&mut store), Verification::Whole(Head { number: 1, .. })));
    let many: Vec<_> =
        (0..5_000).map(|count| entry(Event::Exported { what: "record".into(), count })).collect();
    store.append_all(&many).unwrap();
    let mut told = Vec::new();
    let mut keep = |number| {
        told.push(number);
        true
    };
    assert!(matches!(store.verify(&[], &mut keep), Ok(Verification::Whole(_))));
    assert_eq!(told, [4_096, 5_001]);
    assert!(matches!(store.verify(&[], &mut |_| false), Err(StoreError::Refused(_))));
}
