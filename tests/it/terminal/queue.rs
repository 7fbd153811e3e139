//! The queue in a real terminal: a batch that is killed and resumed, and two desks at one queue.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tactful::domain::communication::{RecordView, State};
use tactful::domain::ids::ReminderId;
use tactful::domain::log::Verification;
use tactful::store::Record;
use tactful::store::sqlite::SqliteStore;

use super::pty::Pty;
use super::{open, practice_of};

pub const START: &str = "\x13";

pub fn store(folder: &Path) -> SqliteStore {
    let key = tactful::access::key::read(&folder.join("practice.key")).unwrap();
    SqliteStore::open(&folder.join("practice.db"), &key).unwrap()
}

/// How many files the outbox holds.
pub fn files(folder: &Path) -> Vec<String> {
    let found = std::fs::read_dir(folder.join("outbox")).into_iter().flatten();
    let names = found.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with('.')).collect()
}

/// Every message answers its reminder alone, and every file in the outbox is a message whose hand-over is on the record.
pub fn assert_nothing_twice(folder: &Path) -> usize {
    let mut store = store(folder);
    let mut answered = BTreeSet::<ReminderId>::new();
    let mut files = files(folder);
    let mut before = None;
    loop {
        let rows = store.messages(&RecordView::default(), before, 500).unwrap();
        let Some(last) = rows.last() else { break };
        before = Some(last.number);
        for row in &rows {
            let name = |file: &String| file.starts_with(&row.id.to_string());
            let file = files.iter().position(name).map(|at| files.remove(at));
            let has_left = matches!(row.state, State::HandingOver | State::HandedOver);
            assert!(file.is_none() || has_left, "{row:?}");
            let message = store.message(row.id).unwrap().message;
            if let (Some(reminder), true) = (message.reminder, row.state != State::NotSent) {
                assert!(answered.insert(reminder), "{reminder} has two messages");
            }
        }
    }
    assert_eq!(files, [] as [String; 0], "files that no message knows");
    let head = store.head().unwrap();
    assert_eq!(store.verify(&[], &mut |_| true).unwrap(), Verification::Whole(head));
    answered.len()
}

/// Marks what is clear and starts the batch; `false`: nothing can go.
pub fn start(desk: &mut Pty) -> bool {
    desk.wait("Reminders");
    desk.wait("Purpose");
    desk.settle(Duration::from_millis(200));
    desk.send("*");
    desk.wait("marked");
    if desk.contents().contains(" 0 clear ones") {
        return false;
    }
    desk.send("b");
    desk.wait("can go");
    desk.wait("hands over what is clear");
    desk.send(START);
    true
}

#[test]
fn a_batch_that_is_killed_is_resumed_without_a_second_message() {
    let folder = practice_of(800);
    super::set_desk(folder.path(), "hold_seconds = 0");
    let mut answered = 0;
    for round in 1..=4 {
        let mut desk = open(folder.path(), (80, 24));
        start(&mut desk);
        let enough = files(folder.path()).len() + 2 * round;
        while files(folder.path()).len() < enough {
            desk.settle(Duration::from_millis(2));
        }
        desk.signal(Signal::KILL);
        desk.end();
        let now = assert_nothing_twice(folder.path());
        assert!(now >= answered + 2 * round, "round {round}");
        answered = now;
    }
    let mut desk = open(folder.path(), (80, 24));
    start(&mut desk);
    desk.wait("wait to be confirmed");
    desk.send("\r\x11");
    desk.end();
    assert!(assert_nothing_twice(folder.path()) > answered);
}

#[test]
fn a_view_that_is_saved_at_one_desk_stands_at_the_other() {
    let folder = practice_of(80);
    let mut desks = [open(folder.path(), (120, 40)), open(folder.path(), (120, 40))];
    for desk in &mut desks {
        desk.wait("Purpose");
    }
    let [one, other] = &mut desks;
    one.send("9");
    one.wait("Save what is shown");
    one.send("Mornings\r");
    one.wait("Saved as Mornings");
    other.wait("Mornings");
    for desk in &mut desks {
        desk.send("\x11");
        desk.end();
    }
}

#[test]
fn a_claim_is_seen_at_the_other_desk_within_two_seconds() {
    let folder = practice_of(80);
    let mut desks = [open(folder.path(), (120, 40)), open(folder.path(), (120, 40))];
    for desk in &mut desks {
        desk.wait("Purpose");
        desk.settle(Duration::from_millis(300));
    }
    let [one, other] = &mut desks;
    for (sees, comes) in [(true, "You are at"), (false, "no longer at")] {
        one.send("t");
        one.wait(comes);
        let begun = Instant::now();
        other.wait_for("what the first desk did", |screen| screen.contents().contains('\u{25cf}') == sees);
        // the machine of a test has other things to do too
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
    for desk in &mut desks {
        desk.send("\x11");
        desk.end();
    }
}

/// Presses a key and waits for what it brings.
fn press(desk: &mut Pty, keys: &str, brings: &str, count: &mut usize) {
    desk.send(keys);
    *count += 1;
    desk.wait(brings);
}

/// The whole queue of an invented practice: what is clear goes in batches, what is left is put off until tomorrow.
#[test]
fn a_queue_is_triaged_with_few_keys() {
    let folder = practice_of(800);
    super::morning::at_noon(folder.path());
    let mut desk = open(folder.path(), (120, 40));
    desk.wait("due of");
    desk.wait("Purpose");
    desk.settle(Duration::from_millis(300));
    let number = |text: &str, behind: &str| -> usize {
        let before = text.split(behind).next().unwrap();
        before.split_whitespace().last().unwrap().parse().unwrap()
    };
    let due = number(&desk.contents(), " due of");
    assert!(due > 30, "{due}");
    let mut keys = 0;
    loop {
        press(&mut desk, "*", "clear ones are marked", &mut keys);
        if desk.contents().contains(" 0 clear ones") {
            break;
        }
        press(&mut desk, "b", "Batch", &mut keys);
        desk.wait("can go");
        desk.settle(Duration::from_millis(100));
        if desk.contents().contains("Nothing here can go") {
            press(&mut desk, "\x1b", "What would go", &mut keys);
            break;
        }
        press(&mut desk, START, "wait to be confirmed", &mut keys);
        press(&mut desk, "\r", "What would go", &mut keys);
        desk.settle(Duration::from_millis(300));
    }
    let batched = keys;
    desk.settle(Duration::from_millis(300));
    while !desk.contents().contains("Nothing waits now") {
        assert!(keys < 2 * due, "{}", desk.contents());
        press(&mut desk, "s", "Put off", &mut keys);
        press(&mut desk, "t", "takes it back", &mut keys);
        desk.settle(Duration::from_millis(30));
    }
    desk.send("\x11");
    desk.end();
    assert_nothing_twice(folder.path());
    let sent = files(folder.path()).len();
    eprintln!("{due} reminders: {sent} went with {batched} keys, the rest with {} more", keys - batched);
    assert!(keys * 2 <= due * 3, "{keys} keys for {due} reminders");
}
