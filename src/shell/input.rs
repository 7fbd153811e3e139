//! Reads the terminal: keys, pasted blocks, focus, size. Runs on threads of its own.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::event::Event;
use crate::app::{Code, Key, Msg};

/// Starts the threads that read the terminal and see that it is there. They end with the program.
///
/// The library that reads waits without end, and not for moments at a time: a wait of less than a millisecond it spends
/// turning in circles, on a processor that somebody else needs for the answer to that very key.
pub(super) fn start(events: Sender<Event>) -> io::Result<()> {
    #[cfg(unix)]
    watch(events.clone())?;
    let read = move || {
        let mut answer = Answer::default();
        while let Ok(raw) = event::read() {
            if answer.takes(&raw, Instant::now()) {
                continue;
            }
            if let Some(msg) = message(raw)
                && events.send(Event::App(msg)).is_err()
            {
                return;
            }
        }
        let _ = events.send(Event::Lost);
    };
    thread::Builder::new().name("input".into()).spawn(read).map(drop)
}

/// Says when the terminal is gone: the library that reads would not notice.
#[cfg(unix)]
fn watch(events: Sender<Event>) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    let wait = move || {
        let stdin = io::stdin();
        // that it is gone is told without being asked for
        let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
        while poll(&mut fds, None) == Err(rustix::io::Errno::INTR) {}
        let _ = events.send(Event::Lost);
    };
    thread::Builder::new().name("terminal".into()).spawn(wait).map(drop)
}

/// An answer of the terminal that nobody asked for (OSC, DCS, APC, PM and SOS: its colours, its title, its clipboard). The library
/// that reads knows none of them and gives their letters as keys, the first with Alt: whoever can write such an answer
/// would work at the desk.
#[derive(Debug, Default)]
struct Answer {
    last: Option<Instant>,
}

impl Answer {
    /// The keys of an answer come in one stretch; those of a person do not come so fast.
    const STRETCH: Duration = Duration::from_millis(100);

    /// Whether an event is part of an answer, and no key.
    fn takes(&mut self, raw: &Raw, at: Instant) -> bool {
        let Raw::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. }) = raw else { return false };
        let with = |wanted: KeyModifiers| modifiers.contains(wanted);
        let goes_on = self.last.is_some_and(|last| at.saturating_duration_since(last) < Self::STRETCH);
        let begins = with(KeyModifiers::ALT) && matches!(c, ']' | 'P' | '_' | '^' | 'X');
        let ends =
            *c == '\\' && with(KeyModifiers::ALT) || matches!(c, 'g' | 'G') && with(KeyModifiers::CONTROL);
        let taken = goes_on || begins;
        self.last = (taken && !(goes_on && ends)).then_some(at);
        taken
    }
}

/// What the app is told of what the terminal sent; `None`: nothing.
fn message(raw: Raw) -> Option<Msg> {
    match raw {
        Raw::Key(pressed) => key(pressed).map(Msg::Key),
        // terminals send the line breaks of a pasted block as carriage returns
        Raw::Paste(text) => Some(Msg::Paste(text.replace("\r\n", "\n").replace('\r', "\n"))),
        Raw::Resize(..) => Some(Msg::Resize),
        Raw::FocusGained => Some(Msg::FocusGained),
        Raw::FocusLost => Some(Msg::FocusLost),
        Raw::Mouse(_) => None,
    }
}

/// The key as the app knows it; releases, lone modifiers and keys it has no name for are none.
fn key(pressed: KeyEvent) -> Option<Key> {
    let mods = pressed.modifiers;
    if pressed.kind == KeyEventKind::Release
        || mods.intersects(KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META)
    {
        return None;
    }
    let code = match pressed.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab | KeyCode::BackTab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    Some(Key {
        code,
        ctrl: mods.contains(KeyModifiers::CONTROL),
        alt: mods.contains(KeyModifiers::ALT),
        shift: mods.contains(KeyModifiers::SHIFT) || pressed.code == KeyCode::BackTab,
        repeat: pressed.kind == KeyEventKind::Repeat,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_and_lone_modifiers_are_no_keys() {
        let press = KeyEvent::new(KeyCode::BackTab, KeyModifiers::NONE);
        assert_eq!(key(press), Some(Key::new(Code::Tab).shift()));
        let release = KeyEvent { kind: KeyEventKind::Release, ..press };
        assert_eq!(key(release), None);
        let repeat = KeyEvent { kind: KeyEventKind::Repeat, ..press };
        assert_eq!(key(repeat).map(|key| key.repeat), Some(true));
        assert_eq!(key(KeyEvent::new(KeyCode::CapsLock, KeyModifiers::NONE)), None);
        assert_eq!(key(KeyEvent::new(KeyCode::Char('l'), KeyModifiers::SUPER)), None);
    }

    #[test]
    fn an_answer_of_the_terminal_is_no_keys() {
        let key = |c: char, with| Raw::Key(KeyEvent::new(KeyCode::Char(c), with));
        let plain = |c: char| key(c, KeyModifiers::NONE);
        let begin = Instant::now();
        let at = |milliseconds: u64| begin + Duration::from_millis(milliseconds);
        for (first, last) in [(']', key('g', KeyModifiers::CONTROL)), ('P', key('\\', KeyModifiers::ALT))] {
            let mut answer = Answer::default();
            assert!(!answer.takes(&plain('c'), at(0)));
            assert!(answer.takes(&key(first, KeyModifiers::ALT), at(0)));
            assert!("52;c;aGk=".chars().all(|c| answer.takes(&plain(c), at(1))));
            assert!(answer.takes(&last, at(2)));
            assert!(!answer.takes(&plain('c'), at(2)), "what comes behind it is a key");
        }
        // one that is never ended: the next key of a person is a key
        let mut answer = Answer::default();
        assert!(answer.takes(&key(']', KeyModifiers::ALT), at(0)) && answer.takes(&plain('l'), at(99)));
        assert!(!answer.takes(&plain('w'), at(300)));
        assert!(!answer.takes(&key('x', KeyModifiers::ALT), at(300)));
    }

    #[test]
    fn a_pasted_block_is_text_with_line_feeds() {
        let pasted = message(Raw::Paste("a\rb\r\nc\u{1b}[31m\nd".into()));
        assert_eq!(pasted, Some(Msg::Paste("a\nb\nc\u{1b}[31m\nd".into())));
    }
}
