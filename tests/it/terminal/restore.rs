//! Going back to a copy in the program, in a real terminal: picked, confirmed by a word, signed in to again.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tactful::access::key;
use tactful::domain::log::{Admission, Entry, Event, Verification};
use tactful::domain::secret::Secret;
use tactful::store::Record as _;
use tactful::store::sqlite::SqliteStore;

use super::door::{PASSPHRASE, practice, run, sign_in};
use super::pty::Pty;
use super::{ENTER, PROGRAM};

const PALETTE: &str = "\x10";

/// The doctor, when it has looked.
fn doctor(desk: &mut Pty) {
    desk.send(PALETTE);
    desk.wait("type to narrow");
    desk.send("doctor");
    desk.settle(Duration::from_millis(300));
    desk.send(ENTER);
    desk.wait("g Go back to a copy");
    desk.settle(Duration::from_millis(300));
}

/// A copy is made.
fn back_up(desk: &mut Pty) {
    doctor(desk);
    desk.send("b");
    desk.wait("A copy was made");
    desk.send("\x1b");
    desk.settle(Duration::from_millis(300));
}

/// A desk of a closed practice of which there is a copy.
fn backed_up(data: &Path) -> Pty {
    closed(data);
    let mut desk = run(data);
    sign_in(&mut desk);
    back_up(&mut desk);
    desk
}

/// Goes back to the last copy.
pub(super) fn go_back(desk: &mut Pty) {
    doctor(desk);
    desk.send("g");
    desk.wait("Go back to which copy?");
    desk.settle(Duration::from_millis(200));
    desk.send(ENTER);
    desk.wait("Type the word restore");
    desk.settle(Duration::from_millis(200));
    desk.send("restore");
    desk.settle(Duration::from_millis(200));
    desk.send(ENTER);
}

/// The log, opened with Sam's passphrase.
fn log(file: &Path) -> Vec<Entry> {
    let ring = key::ring(&file.with_file_name("practice.key")).unwrap();
    let holder = ring.holders().iter().find(|holder| holder.name == "Sam Reed").unwrap();
    let opened = holder.open(&Secret::from(PASSPHRASE)).unwrap();
    let mut store = SqliteStore::open(file, &opened.key).unwrap();
    assert!(matches!(store.verify(&[], &mut |_| true).unwrap(), Verification::Whole(_)));
    store.entries(0, 1000).unwrap()
}

/// What was there before, kept aside.
fn kept(data: &Path) -> Vec<PathBuf> {
    let is_one = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("practice-before-restore-") && path.extension().is_some_and(|end| end == "db")
    };
    fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).filter(is_one).collect()
}

/// Founds a practice that is closed by Sam's passphrase.
fn closed(data: &Path) {
    let mut init = Command::new(PROGRAM)
        .args(["init", "--practice", "Tarn Lane", "--staff", "Sam Reed", "--passphrase-stdin", "--data-dir"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(init.stdin.take().unwrap(), "{PASSPHRASE}").unwrap();
    assert!(init.wait().unwrap().success());
}

/// In a closed practice: another desk that has it open is in the way; then whoever goes back signs in again, the record says
/// that they did, and the program works on.
#[test]
fn a_closed_practice_goes_back_and_is_signed_in_to_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("practice");
    let mut desk = backed_up(&data);
    let mut other = run(&data);
    sign_in(&mut other);
    let before = log(&data.join("practice.db"));
    go_back(&mut desk);
    desk.wait("did not go back to the copy");
    desk.wait("open at a desk");
    assert!(kept(&data).is_empty());
    assert_eq!(log(&data.join("practice.db")), before, "nothing was changed");
    other.send("\x11");
    assert_eq!(other.end(), 0);

    sign_in(&mut desk);
    let before = log(&data.join("practice.db"));
    go_back(&mut desk);
    desk.wait("went back to the copy");
    desk.wait("of the record says so");
    sign_in(&mut desk);
    doctor(&mut desk);
    desk.send("b");
    desk.wait("A copy was made");
    desk.send("\x11");
    assert_eq!(desk.end(), 0);

    let [aside] = &kept(&data)[..] else { panic!("{:?}", kept(&data)) };
    let after = log(&data.join("practice.db"));
    let is_one = |entry: &&Entry| matches!(entry.event, Event::Restored { .. });
    let said = after.iter().find(is_one).unwrap();
    let Event::Restored { copy, common, before: Some(head) } = &said.event else { panic!("{said:?}") };
    assert!(copy.starts_with("practice-") && *common == said.number - 1, "{said:?}");
    assert_eq!(head.number, before.last().unwrap().number);
    let number = usize::try_from(said.number).unwrap();
    assert_eq!(after[..number - 1], before[..number - 1]);
    assert!(said.number < head.number, "something was lost");
    let signed_in = |entry: &Entry| matches!(entry.event, Event::Admission(Admission::SignedIn { .. }));
    assert!(after[number..].iter().any(signed_in), "the program works on: {after:?}");
    // what was there is kept whole
    fs::copy(data.join("practice.key"), aside.with_file_name("kept.key")).unwrap();
    assert_eq!(log(aside), before);
}

/// Whoever signs in to a practice whose first page is damaged is told the command that goes back to its newest copy.
#[test]
fn the_door_of_a_practice_that_does_not_open_names_the_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("practice");
    let mut desk = backed_up(&data);
    desk.send("\x11");
    assert_eq!(desk.end(), 0);
    let database = data.join("practice.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[200] ^= 1;
    fs::write(&database, &bytes).unwrap();
    let mut desk = run(&data);
    desk.wait("Passphrase of Sam Reed");
    desk.paste(PASSPHRASE);
    desk.send(ENTER);
    desk.wait("tactful restore");
    desk.wait("its newest copy");
    desk.send("\x11");
    assert_eq!(desk.end(), 0);
    assert_eq!(fs::read(&database).unwrap(), bytes, "nothing was changed");
}

/// A practice that lies open goes back too, and begins at its door again.
#[test]
fn an_open_practice_goes_back_and_begins_again() {
    let folder = practice();
    let data = folder.path().join("practice");
    let mut desk = run(&data);
    desk.wait("lies open");
    desk.send("\x1b");
    desk.wait("Reminders");
    desk.settle(Duration::from_millis(300));
    back_up(&mut desk);
    go_back(&mut desk);
    desk.wait("went back to the copy");
    desk.wait("lies open");
    desk.send("\x1b");
    desk.wait("Reminders");
    desk.send("\x11");
    assert_eq!(desk.end(), 0);
    assert_eq!(kept(&data).len(), 1);
}
