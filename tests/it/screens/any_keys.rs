//! Whatever is pressed, pasted or resized: the program goes on, the frame is plain, the record is in order.

use proptest::prelude::*;
use tactful::app::{Glyphs, Msg};
use tactful::domain::communication::State;

use super::window::Window;

/// Something that staff, a terminal or another desk could do.
#[derive(Debug, Clone)]
enum Deed {
    Press(&'static str),
    Type(String),
    Paste(String),
    Resize(u16, u16),
    Wait(i64),
    Changed,
}

const KEYS: [&str; 64] = [
    "enter",
    "enter",
    "enter",
    "esc",
    "tab",
    "shift+tab",
    "up",
    "down",
    "down",
    "left",
    "right",
    "home",
    "end",
    "pageup",
    "pagedown",
    "space",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "f6",
    "f7",
    "f8",
    "f9",
    "f9",
    "f12",
    "ctrl+p",
    "ctrl+s",
    "ctrl+z",
    "ctrl+y",
    "ctrl+a",
    "ctrl+x",
    "alt+1",
    "alt+2",
    "alt+g",
    "alt+w",
    "alt+x",
    "backspace",
    "delete",
    "s",
    "n",
    "t",
    "h",
    "w",
    "l",
    "f2",
    "a",
    "a",
    "c",
    "o",
    "p",
    "d",
    "u",
    "y",
    "x",
    "v",
    "k",
    "f",
    "1",
    "e",
    "r",
    "ctrl+s",
    "ctrl+s",
];

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        12 => proptest::sample::select(KEYS.to_vec()).prop_map(Deed::Press),
        2 => "[a-z ]{1,6}".prop_map(Deed::Type),
        1 => ".{0,20}".prop_map(Deed::Paste),
        1 => Just(Deed::Paste("\u{1b}[31m\u{202e}a\u{200b}\r\nb\u{0}c\u{9b}\u{e0041}".into())),
        1 => (1u16..140, 1u16..50).prop_map(|(x, y)| Deed::Resize(x, y)),
        2 => (0i64..8000).prop_map(Deed::Wait),
        1 => Just(Deed::Changed),
    ]
}

fn is_plain(c: char) -> bool {
    c == '\n' || (!c.is_control() && tactful::domain::shown::sign(c).is_none())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_program_goes_on(deeds in proptest::collection::vec(deed(), 1..60), ascii in any::<bool>()) {
        let mut window = Window::new();
        window.glyphs = if ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        for deed in deeds {
            match deed {
                Deed::Press(keys) => window.press(keys),
                Deed::Type(text) => window.type_text(&text),
                Deed::Paste(text) => window.tell(Msg::Paste(text)),
                Deed::Resize(columns, rows) => {
                    window.size = (columns, rows);
                    window.tell(Msg::Resize);
                }
                Deed::Wait(milliseconds) => window.wait(milliseconds),
                Deed::Changed => window.tell(Msg::Changed),
            }
            let text = window.text();
            prop_assert!(text.chars().all(is_plain), "{text:?}");
        }
        // what was copied was first on the record as about to be handed over
        let left = |state| !matches!(state, State::Prepared);
        let handed = window.fake.messages.iter().filter(|message| left(message.state)).count();
        prop_assert!(window.fake.events().iter().filter(|event| **event == "handing-over").count() <= handed);
    }
}
