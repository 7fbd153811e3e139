//! Where a case is run: a temporary folder with a practice in it, and what all its files hold.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::case::Practice;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tactful");

/// The passphrase of the practice that is closed, whose only holder is Sam Reed.
pub const PASSPHRASE: &str = "heron lamp quilt verse";

/// What the names in a folder lead to.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What all files below a folder hold; links, pipes and folders as words.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let about = path.symlink_metadata().unwrap();
            let name = path.strip_prefix(folder).unwrap().to_owned();
            if about.is_dir() {
                open.push(path);
            } else if about.is_file() {
                found.insert(name, fs::read(&path).unwrap());
            } else if about.is_symlink() {
                found.insert(name, fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes());
            } else {
                found.insert(name, b"no file".to_vec());
            }
        }
    }
    found
}

/// An invented practice, made once and kept in memory.
fn made(closed: bool) -> &'static Files {
    static OPEN: OnceLock<Files> = OnceLock::new();
    static CLOSED: OnceLock<Files> = OnceLock::new();
    let make = || {
        let home = tempfile::tempdir().unwrap();
        let run = |args: &[&str]| {
            let mut command = Command::new(PROGRAM);
            command
                .env_clear()
                .env("HOME", home.path())
                .args(["--data-dir"])
                .arg(home.path().join("practice"));
            let mut child = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
            let mut typed = child.stdin.take().unwrap();
            std::io::Write::write_all(&mut typed, format!("{PASSPHRASE}\n").as_bytes()).unwrap();
            drop(typed);
            assert!(child.wait_with_output().unwrap().status.success(), "{args:?}");
        };
        if closed {
            run(&["init", "--practice", "Tarn Lane", "--staff", "Sam Reed", "--passphrase-stdin"]);
        } else {
            run(&["demo", "--patients", "60", "--no-open"]);
        }
        files(home.path())
    };
    if closed { CLOSED.get_or_init(make) } else { OPEN.get_or_init(make) }
}

/// A temporary folder with this practice in `practice`.
pub fn place(practice: Practice) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    if practice == Practice::None {
        return home;
    }
    fs::DirBuilder::new().mode(0o700).create(home.path().join("practice")).unwrap();
    for (name, bytes) in made(practice == Practice::Closed) {
        let path = home.path().join(name);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap()).unwrap();
        let mut options = fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(&path).unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
    }
    home
}
