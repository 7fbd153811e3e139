//! The program in a real terminal.

mod desks;
mod door;
mod fault;
mod morning;
#[allow(dead_code, reason = "the bench of the screen uses more of it")]
pub mod pty;
mod queue;
mod restore;
mod seat;
mod traces;
mod walk;

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use pty::Pty;
use rustix::process::Signal;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tactful");
const F2: &str = "\x1bOQ";
const ENTER: &str = "\r";

/// An invented practice in a temporary folder.
fn practice() -> TempDir {
    practice_of(200)
}

/// An invented practice of so many patients.
fn practice_of(patients: u32) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let done = Command::new(PROGRAM)
        .args(["demo", "--no-open", "--patients", &patients.to_string(), "--data-dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder
}

fn command(folder: &Path) -> Vec<OsString> {
    vec![PROGRAM.into(), "demo".into(), "--data-dir".into(), folder.into()]
}

/// The workstation, open on the home screen.
fn open(folder: &Path, size: (u16, u16)) -> Pty {
    let mut desk = Pty::run(&command(folder), size);
    desk.wait("Reminders");
    desk
}

/// Goes from anywhere to a message to the first patient whose name begins with a letter.
fn compose(desk: &mut Pty, letter: &str) {
    desk.send(F2);
    desk.wait("Patients");
    desk.send(letter);
    desk.wait("999 0");
    desk.settle(Duration::from_millis(200));
    desk.send(ENTER);
    desk.wait("Write");
    desk.send("w");
    desk.wait("F9 Review");
    desk.settle(Duration::from_millis(100));
}

/// Begins a proxy's form on a patient's screen and kills the program over it.
fn die_over_a_form(mut desk: Pty) {
    desk.send("a");
    desk.wait("Add to the file");
    desk.send("w");
    desk.wait("New: proxy");
    desk.send("Mrs Una Bellweather");
    desk.wait("Mrs Una Bellweather");
    // it is kept a quarter of a second after the last key
    desk.settle(Duration::from_millis(900));
    desk.signal(Signal::KILL);
    desk.end();
}

fn assert_given_back(desk: &Pty) {
    let screen = desk.screen();
    assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    assert!(desk.is_cooked());
}

#[test]
fn signals_give_the_terminal_back_and_lose_nothing() {
    let folder = practice();
    let mut before = String::new();
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let mut desk = open(folder.path(), (80, 24));
        assert!(desk.screen().alternate_screen() && desk.screen().bracketed_paste() && !desk.is_cooked());
        compose(&mut desk, "s");
        desk.wait(&before);
        let more = format!("until{code} ");
        desk.send(&more);
        // as soon as the key is on the screen, whether it has been saved by then or not
        desk.wait(more.trim_end());
        desk.signal(signal);
        assert_eq!(desk.end(), code);
        assert_given_back(&desk);
        before.push_str(&more);
    }
    let mut desk = open(folder.path(), (80, 24));
    compose(&mut desk, "s");
    desk.wait(before.trim_end());
}

#[test]
fn a_draft_comes_back_after_a_crash() {
    let folder = practice();
    let mut desk = open(folder.path(), (120, 40));
    compose(&mut desk, "s");
    desk.paste("Dear patient,\nplease call us about your review.");
    desk.wait("please call us");
    desk.wait("draft saved");
    desk.signal(Signal::KILL);
    desk.end();
    let mut desk = open(folder.path(), (120, 40));
    compose(&mut desk, "s");
    desk.wait("please call us about your review.");
}

#[test]
fn the_window_changes_its_size_while_a_message_is_written() {
    let folder = practice();
    let mut desk = open(folder.path(), (80, 24));
    compose(&mut desk, "s");
    desk.send("sizes");
    desk.wait("sizes");
    for (cols, rows) in [(200, 60), (80, 24), (20, 5), (1, 1), (120, 40)] {
        desk.resize(cols, rows);
        desk.settle(Duration::from_millis(300));
    }
    desk.send(" kept");
    desk.wait("sizes kept");
    let row = desk.contents();
    assert!(row.lines().all(|line| line.chars().count() <= 120), "{row}");
}

#[test]
fn the_mouse_is_left_alone_and_nothing_is_drawn_while_idle() {
    let folder = practice();
    let mut desk = open(folder.path(), (80, 24));
    desk.settle(Duration::from_millis(500));
    assert_eq!(desk.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    // longer than it takes until the program looks for other desks' changes
    let drawn = desk.take(Duration::from_millis(2500));
    assert!(drawn.is_err(), "drawn while idle: {drawn:?}\n{}", desk.contents());
}

#[test]
fn no_internet_socket_is_ever_opened() {
    if Command::new("strace").arg("--version").output().is_err() {
        eprintln!("skipped: there is no strace on this machine");
        return;
    }
    let folder = practice();
    let trace = folder.path().join("trace.txt");
    let mut traced: Vec<OsString> =
        ["strace", "-f", "-qq", "-e", "trace=network", "-o"].map(OsString::from).to_vec();
    traced.push(trace.clone().into());
    traced.extend(command(folder.path()));
    let mut desk = Pty::run(&traced, (120, 40));
    desk.wait("Reminders");
    compose(&mut desk, "s");
    desk.send("Please call us.");
    desk.wait("Please call us.");
    desk.wait("draft saved");
    desk.send("\x11");
    desk.end();
    let calls = std::fs::read_to_string(trace).unwrap();
    let outside = calls.lines().find(|call| call.contains("AF_INET"));
    assert_eq!(outside, None);
}

/// Adds what the settings of an invented practice say of the desk: they say nothing of it themselves.
pub fn set_desk(folder: &std::path::Path, lines: &str) {
    let file = folder.join("config.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    assert!(!settings.contains("[desk]"), "{settings}");
    std::fs::write(&file, format!("{settings}\n[desk]\n{lines}\n")).unwrap();
}
