//! What each fuzz target does with any bytes: the targets under `fuzz/` run it at length, the tests replay what those found.
//!
//! Everything here works in memory, and no input is judged for longer than it takes to read it: a run is counted in millions.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use tactful::access::Keyring;
use tactful::app::editor::Editor;
use tactful::app::key::{Code, Key};
use tactful::config::Config;
use tactful::domain::channel::Channel;
use tactful::domain::checkpoint::{Checkpoint, Phrase};
use tactful::domain::clock::Moment;
use tactful::domain::log::{Event, Kind, SealedHead};
use tactful::domain::proof::Proof;
use tactful::exchange::{Found, Reading, read_from};
use tactful::policy::{Case, Checker, Content, judge};

/// A target: what it is called, and what it does with an input. `false`: the input is not one for it.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// All of them.
pub const TARGETS: [Target; 9] = [
    ("check", check),
    ("check_input", check_input),
    ("config", config),
    ("csv", csv),
    ("editor", editor),
    ("fhir", fhir),
    ("key_file", key_file),
    ("log", log),
    ("proof", proof),
];

static NOW: LazyLock<Moment> = LazyLock::new(|| Moment::noon(jiff::civil::date(2026, 11, 22)).unwrap());
static READING: LazyLock<Reading> = LazyLock::new(|| Reading::at(&NOW));
static CHECKER: LazyLock<Checker> = LazyLock::new(Checker::default);

/// Any text is checked without a panic, with whole and non-empty spans, and (one in sixteen) twice alike.
pub fn check(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let channel = if text.len().is_multiple_of(2) { Channel::Text } else { Channel::Email };
    let bare = Case::of(text, channel, &CHECKER);
    let subject = (channel == Channel::Email).then_some(text);
    let case = Case { content: Content { subject, ..bare.content }, now: Some(&NOW), ..bare };
    let verdict = judge(&case);
    for finding in &verdict.findings {
        for span in finding.span.iter().chain(&finding.others) {
            assert!(!text.get(span.range()).expect("on boundaries").is_empty());
        }
        for cure in &finding.cures {
            let _ = cure.change.text(&case);
        }
    }
    if text.len().is_multiple_of(16) {
        assert_eq!(verdict, judge(&case));
    }
    true
}

/// Any bytes as input of `check --jsonl` give one answer a line and no panic.
pub fn check_input(input: &[u8]) -> bool {
    let mut out = Vec::new();
    let totals = tactful::exchange::check::run(input, &mut out, &CHECKER).unwrap();
    assert_eq!(out.split(|byte| *byte == b'\n').count() as u64, totals.lines + 1);
    true
}

/// Any text as a settings file is read or refused.
pub fn config(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let _ = Config::parse(text);
    true
}

/// Any bytes as a CSV file are read or refused: each row that is not blank is one record or one refusal at most.
pub fn csv(input: &[u8]) -> bool {
    // in UTF-16 too
    let is_filler =
        |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    if input.iter().find(|byte| !is_filler(byte)).is_some_and(|byte| matches!(byte, b'{' | b'[' | b'<')) {
        return false;
    }
    let rows = input.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    let mut found = 0;
    let read = read_from("fuzz", Cursor::new(input.to_vec()), &READING, &mut |what, _| {
        found += usize::from(matches!(what, Found::Record(_) | Found::Refused(_)));
        ControlFlow::Continue(())
    });
    if read.is_ok() {
        assert!(found <= rows, "{found} of {rows}");
    }
    true
}

/// Any text in brackets as a file of FHIR resources (a resource, a Bundle, NDJSON) is read or refused.
pub fn fhir(input: &[u8]) -> bool {
    if !input.trim_ascii_start().first().is_some_and(|byte| matches!(byte, b'{' | b'[')) {
        return false;
    }
    let _ = read_from("fuzz", Cursor::new(input.to_vec()), &READING, &mut |_, _| ControlFlow::Continue(()));
    true
}

/// Any row of keys leaves the editor with a selection on boundaries of its text, and undoing all leads back. The text stands
/// before the first byte 255, the keys behind it.
pub fn editor(input: &[u8]) -> bool {
    let (text, keys) = input.split_at(input.iter().position(|byte| *byte == 0xff).unwrap_or(0));
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let mut editor = Editor::new(text);
    let mut keys = keys.iter().skip(1).copied();
    while let Some(kind) = keys.next() {
        let code = match kind % 16 {
            0 => Code::Backspace,
            1 => Code::Delete,
            2 => Code::Left,
            3 => Code::Right,
            4 => Code::Up,
            5 => Code::Down,
            6 => Code::Home,
            7 => Code::End,
            8 => Code::Enter,
            9 => Code::PageUp,
            10 => Code::PageDown,
            _ => Code::Char(character(&mut keys)),
        };
        let (ctrl, shift) = (kind & 0x40 != 0, kind & 0x80 != 0);
        editor.key(&Key { code, ctrl, alt: false, shift, repeat: false });
        if let Some(range) = editor.selection() {
            assert!(editor.text().get(range).is_some());
        }
        if kind & 0x20 != 0 {
            let _ = editor.viewport(20, 5);
        }
    }
    while editor.undo() {}
    assert_eq!(editor.text(), text);
    true
}

/// The character that the next bytes spell: ASCII in one, anything else in three.
fn character(bytes: &mut impl Iterator<Item = u8>) -> char {
    match bytes.next() {
        None => 'a',
        Some(byte) if byte.is_ascii() => byte.into(),
        Some(byte) => {
            let [high, low] = [bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)].map(u32::from);
            char::from_u32((u32::from(byte & 0x1f) << 16) | (high << 8) | low).unwrap_or('\u{301}')
        }
    }
}

/// Any bytes as a key file are read or refused; what is read is written back as the same bytes.
pub fn key_file(input: &[u8]) -> bool {
    if let Ok(ring) = Keyring::parse(input)
        && ring.is_closed()
    {
        assert_eq!(*ring.compose(), input);
    }
    true
}

/// Any bytes as the head or body of an entry of the log are read or refused; a head that is read encodes to the same.
pub fn log(input: &[u8]) -> bool {
    if let Ok(head) = SealedHead::decode(input) {
        assert_eq!(head.encode().unwrap(), input);
    }
    for number in 0..=u8::MAX {
        let _ = Event::decode(Kind(number.into()), input);
    }
    true
}

/// Checkpoints, proofs and phrases: what is read is written back the same, and a proof is checked without a fault.
pub fn proof(input: &[u8]) -> bool {
    if let Ok(checkpoint) = Checkpoint::parse(input) {
        assert_eq!(checkpoint.compose().as_bytes(), input);
    }
    if let Ok(proof) = Proof::parse(input) {
        assert_eq!(proof.compose().as_bytes(), input);
        let _ = proof.check();
    }
    if let Ok(text) = std::str::from_utf8(input)
        && let Ok(phrase) = Phrase::read(text)
    {
        assert_eq!(Phrase::read(&phrase.to_string()), Ok(phrase));
    }
    true
}
