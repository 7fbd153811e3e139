//! A closed practice in which everything was done: no file that the program wrote holds what it was given, but those that the
//! desk asked for, which are for their owner alone.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use super::door::{PASSPHRASE, files, sign_in};
use super::morning::at_noon;
use super::pty::Pty;
use super::queue::START;
use super::restore::go_back;
use super::{ENTER, F2, PROGRAM, die_over_a_form};

const F12: &str = "\x1b[24~";
const ESC: &str = "\x1b";
const PALETTE: &str = "\x10";

/// The practice, a home and a place for temporary files, all of which are searched; beside them what was brought and asked for.
struct World(TempDir);

impl World {
    fn new() -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        for name in ["practice", "home", "tmp", "brought", "asked"] {
            fs::create_dir(world.at(name)).unwrap();
            fs::set_permissions(world.at(name), fs::Permissions::from_mode(0o700)).unwrap();
        }
        world
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn words(&self) -> Vec<String> {
        let place = |name: &str, at: &str| format!("{name}={}", self.at(at).display());
        vec![
            "/usr/bin/env".into(),
            place("HOME", "home"),
            place("TMPDIR", "tmp"),
            place("TACTFUL_DATA_DIR", "practice"),
            PROGRAM.into(),
        ]
    }

    /// Runs a command with the passphrase on standard input; what it says.
    fn run(&self, args: &[&str]) -> String {
        let words = self.words();
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .args(args)
            .arg("--passphrase-stdin")
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{PASSPHRASE}").unwrap();
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.code().is_some_and(|code| code < 2), "{args:?}: {said}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// The workstation, signed in to.
    fn desk(&self) -> Pty {
        let mut desk = Pty::run(&self.words(), (120, 40));
        sign_in(&mut desk);
        desk.wait("Purpose");
        desk
    }

    /// Imports people with a reminder each, and a row that is refused.
    fn import(&self) {
        let today = super::morning::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let due = today.saturating_sub(jiff::Span::new().days(2));
        let mut people = "NHS number,Given name,Family name,Date of birth,Mobile\n".to_owned();
        let mut reminders = "NHS number,Purpose,Due,Text\n".to_owned();
        for (number, family, mobile) in [
            ("9990000018", "Zaleskowicz", "07700 900123"),
            ("9990000026", "Quillfeather", "07700 900124"),
            ("9990000034", "Pennyfarthing", "07700 900125"),
        ] {
            writeln!(people, "{number},Wilhelmina,{family},07/04/1961,{mobile}").unwrap();
            let text = "Wilhelmina, your kaleidoscope review is due. Please call 01632 960114.";
            writeln!(reminders, "{number},recall,{due},\"{text}\"").unwrap();
        }
        people += "123,Ermintrude,Refusenik,07/04/1961,07700 900126\n";
        for (name, text) in [("people.csv", people), ("reminders.csv", reminders)] {
            let file = self.at("brought").join(name);
            fs::write(&file, text).unwrap();
            self.run(&["import", "--keep-going", file.to_str().unwrap()]);
        }
    }
}

/// Goes to a patient by name.
fn patient(desk: &mut Pty, name: &str) {
    desk.send(F2);
    desk.wait("Patients");
    desk.send(name);
    desk.wait("999 0");
    desk.settle(Duration::from_millis(300));
    desk.send(ENTER);
    desk.wait("Add  w Write");
    desk.settle(Duration::from_millis(300));
}

/// A form is begun and the program killed.
fn begin_a_form(world: &World) {
    let mut desk = world.desk();
    patient(&mut desk, "zalesk");
    die_over_a_form(desk);
}

/// A draft, a lock, a search, a batch, a day's end, a backup; then the terminal is gone.
fn work(world: &World) {
    let mut desk = world.desk();
    patient(&mut desk, "quillf");
    desk.send("w");
    desk.wait("F9 Review");
    desk.send("unmistakable umbrella");
    desk.wait("draft saved");
    desk.send(F12);
    desk.wait("Locked. PIN of Sam Reed");
    desk.send("4711\r");
    desk.wait("unmistakable umbrella");
    desk.send("\x1bOR");
    desk.wait("Purpose");
    desk.settle(Duration::from_millis(300));
    desk.send("*");
    desk.wait("clear ones are marked");
    desk.send("b");
    desk.wait("hands over what is clear");
    desk.settle(Duration::from_millis(100));
    desk.send(START);
    desk.wait("wait to be confirmed");
    desk.settle(Duration::from_millis(300));
    desk.send("s");
    desk.wait("confirmed as sent");
    desk.settle(Duration::from_millis(300));
    desk.send(ENTER);
    desk.wait("What would go");
    desk.send("e");
    desk.wait("Handled:");
    desk.settle(Duration::from_millis(300));
    desk.send("w");
    desk.wait("Written:");
    desk.send(ESC);
    desk.wait("What would go");
    desk.send(PALETTE);
    desk.wait("type to narrow");
    desk.send("doctor");
    desk.settle(Duration::from_millis(300));
    desk.send(ENTER);
    desk.wait("Back up now");
    desk.settle(Duration::from_millis(300));
    desk.send("b");
    desk.wait("A copy was made");
    desk.send(ESC);
    desk.settle(Duration::from_millis(300));
    patient(&mut desk, "pennyf");
    desk.signal(Signal::HUP);
    desk.end();
}

/// Goes back to a copy in the program, with what was done meanwhile; dies while it does that once more.
fn go_back_to_a_copy(world: &World) {
    let mut desk = world.desk();
    go_back(&mut desk);
    desk.wait("went back to the copy");
    desk.wait("Passphrase of Sam Reed");
    desk.settle(Duration::from_millis(300));
    desk.send("\x11");
    assert_eq!(desk.end(), 0);
    let mut desk = world.desk();
    go_back(&mut desk);
    desk.signal(Signal::KILL);
    desk.end();
}

/// What the desk asked for: files in which it is to stand.
fn is_asked_for(path: &Path, data: &Path) -> bool {
    ["outbox", "sheets"].iter().any(|folder| path.starts_with(data.join(folder)))
}

#[test]
fn nothing_that_it_was_given_lies_about() {
    let world = World::new();
    let data = world.at("practice");
    let recovery = world.run(&["init", "--practice", "Tarn Lane", "--staff", "Sam Reed"]);
    fs::write(data.join("config.toml"), "").unwrap();
    at_noon(&data);
    world.import();
    begin_a_form(&world);
    work(&world);
    go_back_to_a_copy(&world);
    let asked = |name: &str| world.at("asked").join(name).to_str().unwrap().to_owned();
    let copy = world.run(&["backup"]);
    world.run(&["checkpoint"]);
    world.run(&["export", "--format", "csv", "--output", &asked("record.csv")]);
    world.run(&["export", "person", "--nhs", "9990000018", "--output", &asked("person.txt")]);
    world.run(&["search", "zaleskowicz"]);
    world.run(&["restore", copy.trim()]);
    world.run(&["salvage", "--to", data.join("saved.db").to_str().unwrap()]);
    world.run(&["doctor", "--fix"]);

    let (mut all, mut wanted) = (Vec::new(), Vec::new());
    for folder in ["practice", "home", "tmp"] {
        files(&world.at(folder), &mut all);
    }
    files(&world.at("asked"), &mut wanted);
    let (in_data, all): (Vec<PathBuf>, Vec<PathBuf>) =
        all.into_iter().partition(|path| is_asked_for(path, &data));
    assert!(in_data.len() >= 5 && wanted.len() == 2, "{in_data:?} {wanted:?}");
    for ending in ["practice.db", "practice.key", "saved.db", "config.toml"] {
        assert!(all.iter().any(|path| path.ends_with(ending)), "{ending} in {all:?}");
    }
    assert!(all.iter().filter(|path| path.starts_with(data.join("backups"))).count() >= 1, "{all:?}");
    let is_aside = |path: &&PathBuf| path.to_string_lossy().contains("practice-before-restore-");
    assert!(all.iter().filter(is_aside).count() >= 2, "{all:?}");
    let refused = fs::read_dir(world.at("brought")).unwrap().map(|file| file.unwrap().path());
    wanted.extend(refused.filter(|path| path.to_string_lossy().contains("refused")));
    assert_eq!(wanted.len(), 3, "{wanted:?}");
    for path in in_data.iter().chain(&wanted) {
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    // the search finds what is there
    let holds = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).contains("kaleidoscope");
    assert!(in_data.iter().any(holds) && wanted.iter().any(holds), "{in_data:?} {wanted:?}");
    search(&all, recovery.trim());
}

/// Searches names and contents, in the bytes of UTF-8 and of UTF-16.
fn search(all: &[PathBuf], recovery: &str) {
    let given = [
        PASSPHRASE,
        "heron lamp",
        recovery,
        "Zaleskowicz",
        "Quillfeather",
        "Pennyfarthing",
        "Refusenik",
        "Wilhelmina",
        "Bellweather",
        "kaleidoscope",
        "umbrella",
        "07700",
        "9990000018",
        "999 000 0018",
        "1961-04-07",
    ];
    for path in all {
        let bytes = fs::read(path).unwrap().to_ascii_lowercase();
        let name = path.file_name().unwrap().to_string_lossy().to_lowercase();
        for word in given.map(str::to_lowercase) {
            let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for form in [word.as_bytes(), &wide] {
                let found = bytes.windows(form.len()).any(|window| window == form);
                assert!(!found && !name.contains(&word), "{word} lies in {}", path.display());
            }
        }
    }
}
