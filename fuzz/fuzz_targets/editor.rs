//! Any row of keys leaves the editor with a selection on boundaries of its text, and undoing all leads back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tactful::app::editor::Editor;
use tactful::app::key::{Code, Key};

fuzz_target!(|input: (&str, Vec<(u8, char)>)| {
    let (text, keys) = input;
    let mut editor = Editor::new(text);
    let start = editor.text().to_owned();
    for (kind, c) in keys {
        let code = match kind % 13 {
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
            _ => Code::Char(c),
        };
        let (ctrl, shift) = (kind & 0x40 != 0, kind & 0x80 != 0);
        editor.key(&Key { code, ctrl, alt: false, shift, repeat: false });
        if let Some(range) = editor.selection() {
            assert!(editor.text().get(range).is_some());
        }
        let _ = editor.viewport(20, 5);
    }
    while editor.undo() {}
    assert_eq!(editor.text(), start);
});
