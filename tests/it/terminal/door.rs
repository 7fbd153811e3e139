//! The door in a real terminal: a practice is closed, opened, locked and opened again, and nothing given to it lies about.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::pty::Pty;
use super::{ENTER, F2, PROGRAM, assert_given_back};

pub(super) const PASSPHRASE: &str = "heron lamp quilt verse";
const F5: &str = "\x1b[15~";
const F12: &str = "\x1b[24~";

/// A practice of Sam's that lies open, with one patient.
pub(super) fn practice() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    fs::write(
        &file,
        "nhs_number,family,given,birth_date,mobile\n9990000018,Zaleska,Wanda,1961-04-07,07700 900123\n",
    )
    .unwrap();
    let data = folder.path().join("practice");
    for words in [vec!["init", "--staff", "Sam Reed"], vec!["import", file.to_str().unwrap()]] {
        let done = Command::new(PROGRAM).args(&words).arg("--data-dir").arg(&data).output().unwrap();
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    fs::remove_file(file).unwrap();
    folder
}

pub(super) fn run(data: &Path) -> Pty {
    let words: [OsString; 3] = [PROGRAM.into(), "--data-dir".into(), data.into()];
    Pty::run(&words, (100, 30))
}

/// Sam shows who they are, and chooses a PIN for the day.
pub(super) fn sign_in(desk: &mut Pty) {
    desk.wait("Passphrase of Sam Reed");
    desk.paste(PASSPHRASE);
    desk.send(ENTER);
    for next in ["A PIN for today", "once more"] {
        desk.wait(next);
        desk.send("4711\r");
    }
    desk.wait("Reminders");
    desk.settle(Duration::from_millis(300));
}

/// Every file below a folder.
pub(super) fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn a_practice_is_closed_locked_and_opened_again_and_nothing_lies_about() {
    let folder = practice();
    let data = folder.path().join("practice");
    let mut desk = run(&data);
    desk.wait("lies open");
    if cfg!(target_os = "linux") {
        let limits = fs::read_to_string(format!("/proc/{}/limits", desk.process())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "a crash leaves no dump of the memory: {core}");
    }
    desk.send(ENTER);
    desk.wait("Choose a passphrase");
    for next in ["Once more", "The recovery key"] {
        desk.send(PASSPHRASE);
        desk.settle(Duration::from_millis(100));
        desk.send(ENTER);
        desk.wait(next);
    }
    let recovery = desk
        .contents()
        .split_whitespace()
        .find(|word| word.len() == 44 && word.matches('-').count() == 8)
        .unwrap()
        .to_owned();
    desk.send(ENTER);
    desk.wait("last group");
    desk.gone(&recovery);
    desk.send(&recovery[40..].to_lowercase());
    desk.send(ENTER);
    for next in ["A PIN for today", "once more", "Reminders"] {
        desk.wait(next);
        if next != "Reminders" {
            desk.send("4711\r");
        }
    }
    // write something, then lock: it is saved, and gone from the screen
    desk.send(F2);
    desk.wait("Patients");
    desk.send("zal");
    desk.wait("999 000 0018");
    desk.settle(Duration::from_millis(200));
    desk.send(ENTER);
    desk.wait("Write");
    desk.send("w");
    desk.wait("F9 Review");
    desk.send("unmistakable umbrella");
    desk.wait("unmistakable umbrella");
    let begun = Instant::now();
    desk.send(F12);
    desk.wait("Locked. PIN of Sam Reed");
    assert!(begun.elapsed() < Duration::from_secs(2));
    let seen = desk.contents().to_lowercase();
    assert!(!seen.contains("zaleska") && !seen.contains("umbrella") && !seen.contains("999"), "{seen}");
    desk.send("9999\r");
    desk.wait("That is not the PIN");
    desk.settle(Duration::from_millis(1200));
    desk.send("4711\r");
    desk.wait("unmistakable umbrella");
    desk.send("\x11");
    assert_eq!(desk.end(), 0);
    assert_given_back(&desk);

    // another day: the passphrase, pasted
    let mut desk = run(&data);
    desk.wait("Passphrase of Sam Reed");
    desk.send("wrong\r");
    desk.wait("That does not open it");
    desk.settle(Duration::from_millis(1200));
    let begun = Instant::now();
    desk.paste(PASSPHRASE);
    desk.send(ENTER);
    desk.wait("A PIN for today");
    assert!(begun.elapsed() < Duration::from_secs(10));
    desk.send("\x1b");
    desk.wait("Reminders");
    desk.send(F12);
    desk.wait("Passphrase of Sam Reed");
    desk.send(F5);
    desk.wait("recovery key");
    desk.send("\x11");
    assert_eq!(desk.end(), 0);
    let raw = String::from_utf8_lossy(desk.raw()).into_owned();
    assert!(!raw.contains(PASSPHRASE) && !raw.contains("\x1b]0;") && !raw.contains("\x1b]2;"));

    let mut all = Vec::new();
    files(folder.path(), &mut all);
    assert!(all.len() >= 3, "{all:?}");
    for path in all {
        let bytes = fs::read(&path).unwrap();
        for word in [
            PASSPHRASE,
            "heron",
            &recovery,
            "4711\n",
            "Zaleska",
            "ZALESKA",
            "umbrella",
            "07700",
            "9990000018",
        ] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} lies in {}", path.display());
        }
    }
}
