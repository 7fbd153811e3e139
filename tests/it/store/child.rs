//! The test program started once more as another process: a second desk, or one that is killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tactful::domain::log::Event;
use tactful::store::sqlite::{Key, SqliteStore};
use tactful::store::{Record, StoreError};

use super::session::{Desk, MARK, work, work_for_ever};
use super::support::entry;

/// What the other process is to do, and in which folder.
const TASK: &str = "TACTFUL_TEST_TASK";
const FILE: &str = "TACTFUL_TEST_FILE";
const DESK: &str = "TACTFUL_TEST_DESK";

/// The other process doing `task` on the practice in `file`; what it says comes through a pipe.
pub fn command(task: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "--exact", "store::child::other_process", "--nocapture"])
        .env(TASK, task)
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// A desk at work on the practice in `file`, until it is killed.
pub fn desk(file: &Path, number: u8, seed: u64) -> Command {
    let mut command = command("work", file);
    command.env(DESK, format!("{number} {seed}"));
    command
}

/// A desk at work for a while on the practice in `file`.
pub fn session(file: &Path, seed: u64) -> Command {
    let mut command = command("session", file);
    command.env(DESK, seed.to_string());
    command
}

/// A desk that triages the queue of the practice in `file` until nothing waits.
pub fn triage(file: &Path, number: u8) -> Command {
    let mut command = command("triage", file);
    command.env(DESK, number.to_string());
    command
}

/// A script of the tests of a disk that fails.
#[cfg(target_os = "linux")]
pub fn script(file: &Path, script: &str) -> Command {
    let mut command = command("script", file);
    command.env(DESK, script).stderr(Stdio::piped());
    command
}

#[test]
#[ignore = "only as another process of the other tests"]
#[allow(clippy::disallowed_methods, reason = "the test that starts it says so in the environment")]
fn other_process() {
    let (Some(task), Some(file)) = (std::env::var_os(TASK), std::env::var_os(FILE)) else { return };
    let file = PathBuf::from(file);
    let key = Key::new([7; 32]);
    match task.to_str() {
        Some("work") => {
            let words = std::env::var(DESK).unwrap();
            let (number, seed) = words.split_once(' ').unwrap();
            let mut desk = Desk::new(number.parse().unwrap(), seed.parse().unwrap());
            work_for_ever(&mut SqliteStore::open(&file, &key).unwrap(), &mut desk);
        }
        Some("session") => work(&file, &key, std::env::var(DESK).unwrap().parse().unwrap()),
        #[cfg(target_os = "linux")]
        Some("script") => super::faults::play(&std::env::var(DESK).unwrap(), &file, &key),
        Some("triage") => super::queue::triage(&file, &key, std::env::var(DESK).unwrap().parse().unwrap()),
        Some("open") => {
            let word = match SqliteStore::open(&file, &key).map(|mut store| store.append(&exported())) {
                Err(StoreError::ReadOnly(_)) => "open: read-only",
                Ok(Err(StoreError::ReadOnly(_))) => "append: read-only",
                Ok(Ok(_)) => "written",
                Ok(Err(_)) | Err(_) => "other",
            };
            println!("\n{MARK} {word}");
        }
        _ => panic!("no such task"),
    }
}

fn exported() -> tactful::domain::log::NewEntry {
    entry(Event::Exported { what: "record".into(), count: 1 })
}
