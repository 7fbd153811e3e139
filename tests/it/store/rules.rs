//! The site's settings of the rules stand in the log, each time that they are others.

use tactful::domain::log::{Event, Kind, Verification};
use tactful::store::sqlite::SqliteStore;
use tactful::store::{Record, rules};

use super::support::{Place, actor, append, at, verify};

const USUAL: &str = "[{},{}]";
const QUIET: &str = "[{\"rules\":{\"length\":\"off\"}},{}]";

fn settle(store: &mut SqliteStore, settings: &str) -> bool {
    rules::settle(store, &actor(), (settings, USUAL), at(9)).unwrap()
}

#[test]
fn settings_are_told_when_they_change_and_only_then() {
    let place = Place::new();
    let mut store = place.open();
    assert!(!settle(&mut store, USUAL), "nobody ever set anything");
    assert!(settle(&mut store, QUIET) && !settle(&mut store, QUIET));
    append(&mut store, Event::Exported { what: "record".into(), count: 1 });
    assert!(!settle(&mut store, QUIET));
    assert!(settle(&mut store, USUAL) && !settle(&mut store, USUAL));
    let mut told = Vec::new();
    let take = &mut |entry: tactful::domain::log::Entry| {
        if let Event::RulesSet { settings } = entry.event {
            told.push(settings);
        }
    };
    store.entries_of(|kind| kind == Kind::RULES_SET, 0, take).unwrap();
    assert_eq!(told, [QUIET, USUAL]);
    assert!(matches!(verify(&mut store), Verification::Whole(_)));
}
