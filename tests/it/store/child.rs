//! The test program started once more as another process: a second desk, or one that is killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tactful::domain::log::{Appended, Event};
use tactful::store::sqlite::{Key, SqliteStore};
use tactful::store::{Record, StoreError};

use super::support::{entry, message, patient};

/// What the other process is to do, and in which folder.
const TASK: &str = "TACTFUL_TEST_TASK";
const FILE: &str = "TACTFUL_TEST_FILE";

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

/// The beginning of a line that is meant for the test: the test harness says things as well.
pub const MARK: &str = "said:";

#[test]
#[ignore = "only as another process of the other tests"]
#[allow(clippy::disallowed_methods, reason = "the test that starts it says so in the environment")]
fn other_process() {
    let (Some(task), Some(file)) = (std::env::var_os(TASK), std::env::var_os(FILE)) else { return };
    let file = PathBuf::from(file);
    let key = Key::new([7; 32]);
    match task.to_str() {
        Some("append") => append_for_ever(&file, &key),
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

/// Appends messages until it is killed, and says of each that it is on the record, once it is.
#[allow(clippy::print_stdout, reason = "the pipe to the test that started it")]
fn append_for_ever(file: &Path, key: &Key) {
    let mut store = SqliteStore::open(file, key).unwrap();
    for n in 0.. {
        let mut message = message(n, patient(0));
        // Of its own in each process.
        message.id = tactful::domain::ids::CommunicationId::new(super::support::at(0));
        let new = entry(Event::Prepared(Box::new(message)));
        let Appended::Entry { number } = store.append(&new).unwrap() else { panic!("not appended") };
        println!("\n{MARK} {number} {}", new.id);
    }
}
