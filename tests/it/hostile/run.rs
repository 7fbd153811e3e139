//! Runs a case and compares the answer: words, exit code, what reaches a terminal, what is left on the disk, time and memory.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use tactful::domain::shown;

use super::case::{self, Bytes, Case, Practice, Step};
use super::place::{self, PASSPHRASE, PROGRAM};
use crate::terminal::pty::Pty;

/// No answer takes longer, in a program that is built for tests on a machine with much to do.
const LONGEST: Duration = Duration::from_mins(1);

/// No more memory is there for the program, in KiB of addresses: 512 MiB, the program itself among them.
const MEMORY: u32 = 512 * 1024;

/// Files of an open practice that come and go.
const COMPANIONS: [&str; 3] =
    ["practice/practice.lock", "practice/practice.db-wal", "practice/practice.db-shm"];

/// What a command answered.
struct Answer {
    code: Option<u32>,
    bytes: Vec<u8>,
    out: Vec<u8>,
}

/// Runs a case; what was answered otherwise, in words.
pub fn run(case: &Case) -> Vec<String> {
    let home = place::place(case.practice);
    let home = home.path();
    let mut faults = Vec::new();
    for step in &case.before {
        faults.extend(then(case, step, home));
    }
    case.put.iter().for_each(|put| put.put(home));
    let before = place::files(home);
    let answer = if case.terminal.is_empty() {
        command(case.practice, Some(case), &case.run, home)
    } else {
        match at_terminal(case, home) {
            Ok(answer) => answer,
            Err(fault) => {
                faults.push(fault);
                return faults;
            }
        }
    };
    faults.extend(compare(&answer, case.code, &case.says));
    let text = String::from_utf8_lossy(&answer.bytes);
    let never = case.never.iter().filter(|never| text.contains(never.as_str()));
    faults.extend(never.map(|never| format!("says {never:?}:\n{text}")));
    let own: &[char] = if case.terminal.is_empty() { &[] } else { &['\u{1b}', '\r'] };
    if let Some(raw) = text.chars().find(|c| shown::sign(*c).is_some() && !own.contains(c)) {
        faults.push(format!("{raw:?} reaches the terminal:\n{}", text.escape_debug()));
    }
    let after = place::files(home);
    for (name, bytes) in &before {
        let name = name.to_string_lossy();
        let may = case.changes.iter().any(|change| *change == name) || COMPANIONS.contains(&name.as_ref());
        if !may && after.get(Path::new(name.as_ref())).is_some_and(|after| after != bytes) {
            faults.push(format!("{name} was changed"));
        }
        if !may && !after.keys().any(|there| there.to_string_lossy() == name) {
            faults.push(format!("{name} is gone"));
        }
    }
    for name in after.keys().filter(|name| !before.contains_key(*name)).map(|name| name.to_string_lossy()) {
        let may = case.leaves.iter().any(|left| name.starts_with(left.as_str()));
        if !may && !COMPANIONS.contains(&name.as_ref()) {
            faults.push(format!("{name:?} is left behind"));
        }
    }
    for held in &case.holds {
        let there = after.get(Path::new(&held.file)).map(|bytes| String::from_utf8_lossy(bytes));
        if !there.as_ref().is_some_and(|text| text.contains(&held.words)) {
            faults.push(format!("{} does not hold {:?}: {there:?}", held.file, held.words));
        }
    }
    for step in &case.then {
        faults.extend(then(case, step, home));
    }
    faults
}

fn then(case: &Case, step: &case::Command, home: &Path) -> Vec<String> {
    let answer = command(case.practice, None, &step.run, home);
    if let Some(into) = &step.into {
        std::fs::write(home.join(into), &answer.out).unwrap();
    }
    compare(&answer, step.code, &step.says)
}

fn compare(answer: &Answer, code: u32, says: &[String]) -> Vec<String> {
    let text = String::from_utf8_lossy(&answer.bytes);
    let mut faults = Vec::new();
    if answer.code != Some(code) {
        faults.push(format!("ends with {:?} and not {code}:\n{text}", answer.code));
    }
    let missing = says.iter().filter(|words| !text.contains(words.as_str()));
    faults.extend(missing.map(|words| format!("does not say {words:?}:\n{text}")));
    faults
}

/// Runs the program without a terminal, in so much memory and time. `given`: the case whose environment and input it gets.
fn command(practice: Practice, given: Option<&Case>, words: &[Bytes], home: &Path) -> Answer {
    let mut command = Command::new("/bin/sh");
    let limited = format!("ulimit -v {MEMORY} && exec \"$@\"");
    command.args(["-c", &limited, "sh", PROGRAM]).args(words.iter().map(|word| word.word(home)));
    command.env_clear().current_dir(home).timeout(LONGEST);
    command.env("HOME", home).env("TACTFUL_DATA_DIR", home.join("practice"));
    // a heap for each thread takes addresses, not memory
    command.env("MALLOC_ARENA_MAX", "1");
    let mut is_given = false;
    for (name, value) in given.iter().flat_map(|case| &case.env) {
        is_given |= name == "TACTFUL_PASSPHRASE_FILE";
        match value {
            Bytes::None => command.env_remove(name),
            value => command.env(name, value.word(home)),
        };
    }
    let stdin = match given.map(|case| &case.stdin) {
        None | Some(Bytes::None) if practice == Practice::Closed && !is_given => {
            command.arg("--passphrase-stdin");
            format!("{PASSPHRASE}\n").into_bytes()
        }
        stdin => stdin.map(|stdin| stdin.make(home)).unwrap_or_default(),
    };
    let output = command.write_stdin(stdin).output().expect("the program runs");
    let code = output.status.code().and_then(|code| u32::try_from(code).ok());
    let bytes = [&output.stdout[..], b"\n", &output.stderr].concat();
    Answer { code, bytes, out: output.stdout }
}

/// Lets the terminal send what the case says, then ends the program by its key. The answer is all that it wrote.
fn at_terminal(case: &Case, home: &Path) -> Result<Answer, String> {
    let mut words: Vec<OsString> = vec![PROGRAM.into(), "--data-dir".into(), home.join("practice").into()];
    words.extend(case.run.iter().map(|word| word.word(home)));
    let mut desk = Pty::run(&words, (120, 40));
    for step in &case.terminal {
        match step {
            Step::Wait(words) => desk.wait(words),
            Step::Still(milliseconds) => drop(desk.settle(Duration::from_millis(*milliseconds))),
            Step::Send(bytes) => desk.send_bytes(&bytes.make(home)),
            Step::Paste(bytes) => {
                desk.send_bytes(&[b"\x1b[200~", &bytes.make(home)[..], b"\x1b[201~"].concat());
            }
        }
    }
    let shown = desk.contents();
    let missing: Vec<&String> = case.says.iter().filter(|words| !shown.contains(words.as_str())).collect();
    if !missing.is_empty() {
        return Err(format!("{missing:?} is not on the screen:\n{shown}"));
    }
    desk.send("\x11");
    let code = desk.end();
    if !desk.is_cooked() || desk.screen().alternate_screen() || desk.screen().bracketed_paste() {
        return Err("the terminal is not given back".into());
    }
    let bytes = [desk.raw(), shown.as_bytes()].concat();
    Ok(Answer { code: Some(code), bytes, out: Vec::new() })
}
