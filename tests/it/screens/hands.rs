//! Hands at a keyboard and a clock that goes on meanwhile: shared by whatever is told of keys.

use jiff::{Timestamp, ToSpan};
use ratatui::buffer::Buffer;
use tactful::app::{Key, Msg};

/// Something that is told what happens.
pub trait Told {
    /// Its clock, and when it wants to be woken.
    fn clock(&mut self) -> (&mut Timestamp, &mut Vec<Timestamp>);

    /// Something happens.
    fn tell(&mut self, msg: Msg);
}

/// Time passes: every timer that falls due ticks at its time.
pub fn wait(desk: &mut impl Told, milliseconds: i64) {
    let end = desk.clock().0.checked_add(milliseconds.milliseconds()).unwrap();
    loop {
        let (now, timers) = desk.clock();
        timers.sort();
        match timers.first().copied() {
            Some(at) if at <= end => {
                timers.remove(0);
                *now = (*now).max(at);
                desk.tell(Msg::Tick);
            }
            _ => break,
        }
    }
    *desk.clock().0 = end;
}

/// Presses keys one after the other, a second apart: "f2", "ctrl+p", "enter".
pub fn press(desk: &mut impl Told, keys: &str) {
    for key in keys.split_whitespace() {
        wait(desk, 1000);
        desk.tell(Msg::Key(key.parse::<Key>().unwrap()));
    }
}

/// Types text, quickly.
pub fn type_text(desk: &mut impl Told, text: &str) {
    for c in text.chars() {
        let now = desk.clock().0;
        *now = now.checked_add(30.milliseconds()).unwrap();
        let key = if c == '\n' { "enter".parse().unwrap() } else { Key::char(c) };
        desk.tell(Msg::Key(key));
    }
}

/// What is seen: the text, line by line, without the blanks behind it.
pub fn lines(seen: &Buffer) -> Vec<String> {
    let area = seen.area;
    let line = |y| (0..area.width).map(|x| seen[(x, y)].symbol()).collect::<String>();
    (0..area.height).map(|y| line(y).trim_end().to_owned()).collect()
}
