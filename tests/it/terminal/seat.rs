//! Somebody takes the seat of a practice that lies open, in a real terminal.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use tactful::access::key;
use tactful::domain::log::{Entry, Event};
use tactful::store::Record as _;
use tactful::store::sqlite::SqliteStore;

use super::door::run;
use super::{ENTER, PROGRAM};

/// The settings of the rules stand on the record from the moment at which somebody begins to work under them: in a practice
/// of several that lies open, when they say who they are.
#[test]
fn settings_of_rules_are_sealed_by_whoever_takes_the_seat() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("practice");
    let init = ["init", "--staff", "Sam Reed", "--staff", "Una Vaughan", "--data-dir"];
    assert!(Command::new(PROGRAM).args(init).arg(&data).stdout(Stdio::null()).status().unwrap().success());
    fs::write(data.join("config.toml"), "[checker.rules]\nlength-cost = \"off\"\n").unwrap();
    let log = || {
        let key = key::read(&data.join("practice.key")).unwrap();
        SqliteStore::open(&data.join("practice.db"), &key).unwrap().entries(0, 1000).unwrap()
    };
    let told = || {
        let of = |entry: Entry| match entry.event {
            Event::RulesSet { settings } => Some((entry.actor.staff, settings)),
            _ => None,
        };
        log().into_iter().filter_map(of).collect::<Vec<_>>()
    };
    let una = log()
        .into_iter()
        .find_map(|entry| match entry.event {
            Event::StaffAdded { staff, name, .. } if name == "Una Vaughan" => Some(staff),
            _ => None,
        })
        .unwrap();
    for _ in 0..2 {
        let mut desk = run(&data);
        desk.wait("lies open");
        desk.send("\x1b");
        desk.wait("Who sits here?");
        desk.settle(Duration::from_millis(300));
        desk.send("una");
        desk.settle(Duration::from_millis(300));
        desk.send(ENTER);
        desk.gone("Who sits here?");
        desk.settle(Duration::from_millis(300));
        desk.send("\x11");
        assert_eq!(desk.end(), 0);
        let [(by, settings)] = &told()[..] else { panic!("told once: {:?}", told()) };
        assert!(*by == una && settings.contains("length-cost"), "{settings}");
    }
}
