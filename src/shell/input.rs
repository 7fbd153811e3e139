//! Reads the terminal: keys, pasted blocks, focus, size. Runs on its own thread.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::event::Event;
use crate::app::{Code, Key, Msg};

/// Starts the thread that reads the terminal. It ends with the program.
pub(super) fn start(events: Sender<Event>) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || read(&events)).map(drop)
}

/// With no time at all the library would not look; it waits no longer than this behind the last key.
const LOOK: Duration = Duration::from_millis(1);

fn read(events: &Sender<Event>) {
    while read_all(events).is_ok() {}
    let _ = events.send(Event::Lost);
}

/// Waits for something to read and reads all that is there.
fn read_all(events: &Sender<Event>) -> io::Result<()> {
    wait()?;
    while event::poll(LOOK)? {
        if let Some(msg) = message(event::read()?) {
            events.send(Event::App(msg)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        }
    }
    Ok(())
}

/// Waits until there is something to read; an error says that the terminal is gone. The library that reads the keys would
/// spin on a terminal that is gone, so it is only asked when this says that something is there.
#[cfg(unix)]
fn wait() -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    loop {
        match poll(&mut fds, None) {
            Ok(_) => break,
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    if fds.iter().any(|fd| fd.revents().intersects(gone)) {
        return Err(io::ErrorKind::BrokenPipe.into());
    }
    Ok(())
}

#[cfg(not(unix))]
fn wait() -> io::Result<()> {
    event::poll(Duration::from_secs(3600)).map(drop)
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
    fn a_pasted_block_is_text_with_line_feeds() {
        let pasted = message(Raw::Paste("a\rb\r\nc\u{1b}[31m\nd".into()));
        assert_eq!(pasted, Some(Msg::Paste("a\nb\nc\u{1b}[31m\nd".into())));
    }
}
