//! The n-th thing asked of the disk fails, for every n of a script: nothing acknowledged is lost, what is said is plain, and
//! the same program goes on once the disk does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tactful::domain::log::Verification;
use tactful::store::sqlite::{Going, Key, SqliteStore};
use tactful::store::{Record, StoreError};

use super::session::{Desk, Said, again, losses, put_out, say};
use super::shim::Shim;
use super::support::{Place, founding, message, patient, prepare};

/// `EIO` and `ENOSPC`.
const ERRORS: [i32; 2] = [5, 28];

/// How often what failed is tried again.
const PATIENCE: u32 = 12;

/// The scripts that are played.
pub const SCRIPTS: [&str; 4] = ["work", "found", "backup", "restore"];

/// What came of it.
#[derive(Debug, Default)]
pub struct Tally {
    pub faults: u64,
    pub entries: u64,
    /// What was said, how often.
    pub troubles: BTreeMap<String, u64>,
    pub losses: Vec<String>,
}

/// What the program under test does.
pub fn play(script: &str, file: &Path, key: &Key) {
    let open = || again(PATIENCE, || SqliteStore::open(file, key)).unwrap();
    let copy = file.with_file_name("copy.db");
    match script {
        "work" => {
            let mut desk = Desk::new(0, 11).patient(PATIENCE);
            for _ in 0..2 {
                let mut store = open();
                for _ in 0..10 {
                    desk.step(&mut store, &mut say).unwrap();
                }
            }
        }
        "found" => {
            let made = again(PATIENCE, || SqliteStore::create(file, key, &founding()).map(drop));
            // The name was given, and only then something failed.
            assert!(made.is_ok() || is_there(&made), "{made:?}");
        }
        "backup" => {
            let store = open();
            let made = again(PATIENCE, || store.back_up(&copy, key).map(drop));
            assert!(made.is_ok() || is_there(&made), "{made:?}");
        }
        "restore" => {
            let mut turn = 0;
            let went = again(PATIENCE, || {
                turn += 1;
                let aside = file.with_file_name(format!("before-{turn}.db"));
                SqliteStore::restore(
                    file,
                    &copy,
                    key,
                    &Going {
                        aside,
                        other_practice: false,
                        even_broken: false,
                        dry_run: false,
                        by: super::support::by(),
                    },
                )
            });
            put_out(&format!("restored:{}", went.unwrap().head.number));
        }
        other => panic!("no such script: {other}"),
    }
}

fn is_there(made: &Result<(), StoreError>) -> bool {
    matches!(made, Err(StoreError::Refused(words)) if words.contains("is there already"))
}

/// Lets every `step`-th call of each script fail, once with each error and six times in a row. `start` gives the program:
/// file and script.
pub fn run(step: u64, start: &dyn Fn(&Path, &str) -> Command, tell: &mut dyn FnMut(&str, &Tally)) -> Tally {
    let shim = Shim::compile();
    let mut tally = Tally::default();
    for script in SCRIPTS {
        let calls = {
            let place = stage(script);
            let mut command = start(&place.file(), script);
            let count = shim.fail(&mut command, place.folder.path(), (0, 0), 0);
            assert!(command.output().unwrap().status.success(), "{script} without faults");
            fs::read_to_string(count).unwrap().parse::<u64>().unwrap()
        };
        assert!(calls > 20, "{script}: {calls}");
        // The first few calls are where it opens, and are never left out.
        for first in (1..=calls).filter(|call| *call < 12 || (*call - 1).is_multiple_of(step)) {
            for (error, last) in ERRORS.map(|error| (error, first)).into_iter().chain([(28, first + 5)]) {
                let place = stage(script);
                let mut command = start(&place.file(), script);
                shim.fail(&mut command, place.folder.path(), (first, last), error);
                let output = command.output().unwrap();
                let words = String::from_utf8_lossy(&output.stdout).into_owned();
                tally.faults += 1;
                for trouble in words.lines().filter_map(|line| line.strip_prefix("trouble:")) {
                    *tally.troubles.entry(plain(trouble, place.folder.path())).or_default() += 1;
                }
                let said: Vec<Said> = words.lines().filter_map(Said::parse).collect();
                tally.entries += said.iter().filter(|one| matches!(one, Said::Entry(..))).count() as u64;
                let mut lost = Vec::new();
                if !output.status.success() {
                    lost.push(format!("it did not go on: {}", String::from_utf8_lossy(&output.stderr)));
                }
                lost.extend(check(script, &place, &said, &words));
                let named = |loss| format!("{script}, calls {first} to {last} fail with {error}: {loss}");
                tally.losses.extend(lost.into_iter().map(named));
            }
        }
        tell(script, &tally);
    }
    tally
}

/// What a script begins with.
fn stage(script: &str) -> Place {
    if script == "found" {
        return Place::empty();
    }
    let place = Place::new().with_patients(1);
    if script == "restore" {
        let mut store = place.open();
        for n in 0..4 {
            prepare(&mut store, message(n, patient(0)));
            if n == 1 {
                store.back_up(&copy_of(&place), &place.key).unwrap();
            }
        }
    }
    place
}

fn copy_of(place: &Place) -> PathBuf {
    place.folder.path().join("copy.db")
}

/// What is lost, when the disk works again and another program looks.
fn check(script: &str, place: &Place, said: &[Said], words: &str) -> Vec<String> {
    let mut store = match SqliteStore::open(&place.file(), &place.key) {
        Ok(store) => store,
        Err(error) => return vec![format!("it does not open: {error}")],
    };
    let mut lost = losses(&mut store, said);
    let entries = store.head().map_or(0, |head| head.number);
    match script {
        "backup" => lost.extend(whole(&copy_of(place), &place.key, 1)),
        "restore" => {
            // the copy's three, and the one that says that it was gone back to
            if entries != 4 || !words.contains("restored:3") {
                lost.push(format!("{entries} entries are there, the copy has 3 and one says so"));
            }
            let kept = (1..=PATIENCE + 1).map(|n| place.folder.path().join(format!("before-{n}.db")));
            let kept: Vec<PathBuf> = kept.filter(|path| path.exists()).collect();
            if !kept.iter().any(|path| whole(path, &place.key, 5).is_none()) {
                lost.push(format!("what was there is not kept: {kept:?}"));
            }
        }
        _ => {}
    }
    lost
}

/// Why this is not a whole practice of so many entries.
fn whole(file: &Path, key: &Key, entries: u64) -> Option<String> {
    let checked = SqliteStore::open(file, key).and_then(|mut store| store.verify(&[], &mut |_| true));
    match checked {
        Ok(Verification::Whole(head)) if head.number == entries => None,
        other => Some(format!("{}: {other:?}", file.display())),
    }
}

/// A message without the names of this run.
fn plain(words: &str, folder: &Path) -> String {
    let words = words.replace(&folder.display().to_string(), "FOLDER");
    let digits = |part: &str| part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    words.split('.').map(|part| if digits(part) { "N" } else { part }).collect::<Vec<_>>().join(".")
}
