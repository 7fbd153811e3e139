//! The editor under keys: what a receptionist does, and whatever random keys and pastes do.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::app::key::{Code, Key};

/// Presses keys named as on a keyboard; `|` in the result is the cursor, `[` and `]` hold the selection.
fn press(editor: &mut Editor, keys: &str) {
    for name in keys.split_whitespace() {
        let mut key = Key::new(Code::Esc);
        let mut rest = name;
        while let Some((mods, tail)) = rest.split_once('-').filter(|(_, tail)| !tail.is_empty()) {
            match mods {
                "c" => key = key.ctrl(),
                "a" => key = key.alt(),
                _ => key = key.shift(),
            }
            rest = tail;
        }
        key.code = match rest {
            "left" => Code::Left,
            "right" => Code::Right,
            "up" => Code::Up,
            "down" => Code::Down,
            "home" => Code::Home,
            "end" => Code::End,
            "pgup" => Code::PageUp,
            "pgdn" => Code::PageDown,
            "bs" => Code::Backspace,
            "del" => Code::Delete,
            "enter" => Code::Enter,
            "space" => Code::Char(' '),
            other => Code::Char(other.chars().next().unwrap()),
        };
        editor.key(&key);
    }
}

fn shown(editor: &Editor) -> String {
    let mut text = editor.text().to_owned();
    if let Some(range) = editor.selection() {
        text.insert(range.end, ']');
        text.insert(range.start, '[');
    } else {
        text.insert(editor.cursor(), '|');
    }
    text
}

fn after(text: &str, keys: &str) -> String {
    let mut editor = Editor::new(text.replace('|', ""));
    editor.go_to(text.find('|').unwrap_or(text.len()));
    press(&mut editor, keys);
    shown(&editor)
}

#[test]
fn moves_and_erases_by_grapheme_word_and_row() {
    assert_eq!(after("", "D e a r"), "Dear|");
    assert_eq!(after("Sia\u{302}n|", "left left bs"), "S|a\u{302}n");
    assert_eq!(after("Sia\u{302}|", "bs"), "Si|");
    assert_eq!(after("Dear Mrs |Smyth", "c-bs"), "Dear |Smyth");
    assert_eq!(after("Dear |Mrs Smyth", "c-del"), "Dear | Smyth");
    assert_eq!(after("see x.example/a |", "c-w"), "see |");
    assert_eq!(after("Dear Mrs Smyth|", "a-b a-b"), "Dear |Mrs Smyth");
    assert_eq!(after("|Dear Mrs Smyth", "c-right a-f"), "Dear Mrs| Smyth");
    assert_eq!(after("a|b", "enter"), "a\n|b");
    assert_eq!(after("one\ntwo|", "c-home x c-end y"), "xone\ntwoy|");
    assert_eq!(after("long line\nx\nlong|er", "up up"), "long| line\nx\nlonger");
    assert_eq!(after("é|", "c-a-@"), "é@|");
}

#[test]
fn selects_copies_and_cuts() {
    assert_eq!(after("Dear Mrs| Smyth", "s-left s-left s-left"), "Dear [Mrs] Smyth");
    assert_eq!(after("Dear [Mrs", "c-s-left x"), "Dear [x|");
    assert_eq!(after("abc|", "c-a d"), "d|");
    assert_eq!(after("ab|c", "s-left right"), "ab|c");
    assert_eq!(after("ab|c", "s-left left"), "a|bc");
    let mut editor = Editor::new("Dear Jayne");
    editor.select(5..10);
    assert_eq!(editor.key(&Key::char('c').ctrl()), EditorEvent::Copy("Jayne".into()));
    assert_eq!(editor.key(&Key::char('x').ctrl()), EditorEvent::Cut("Jayne".into()));
    assert_eq!(shown(&editor), "Dear |");
    assert_eq!(editor.key(&Key::char('c').ctrl()), EditorEvent::Ignored);
}

#[test]
fn undo_takes_back_a_word_a_paste_or_a_cure_at_a_time() {
    let mut editor = Editor::new("");
    press(&mut editor, "D e a r space J a y n e");
    editor.paste("\r\nYour results\rare\u{202e} here");
    assert_eq!(editor.text(), "Dear Jayne\nYour results\rare\u{202e} here");
    press(&mut editor, "c-z");
    assert_eq!(editor.text(), "Dear Jayne");
    press(&mut editor, "c-z");
    assert_eq!(editor.text(), "Dear ");
    press(&mut editor, "c-y c-y c-y");
    assert_eq!(editor.text(), "Dear Jayne\nYour results\rare\u{202e} here");
    editor.replace(5..10, "patient");
    editor.set_text("Dear patient, please call");
    assert_eq!(shown(&editor), "Dear patient, please call|");
    press(&mut editor, "c-z");
    assert!(editor.text().starts_with("Dear patient\nYour"));
    press(&mut editor, "c-z");
    assert!(editor.text().starts_with("Dear Jayne\nYour"));
    press(&mut editor, "left bs bs c-z x");
    assert!(!editor.redo(), "what was taken back is gone after a new change");
}

#[test]
fn a_cure_before_the_cursor_leaves_the_cursor_at_its_words() {
    let mut editor = Editor::new("Your chlamydia test is back");
    editor.go_to(20);
    editor.replace(5..19, "");
    assert_eq!(shown(&editor), "Your  |is back");
    editor.replace(900..901, "!");
    assert!(editor.text().ends_with("back!"));
}

#[test]
fn one_line_leaves_line_breaks_and_rows_to_others() {
    let mut editor = Editor::single_line("Smyth\nJayne");
    assert_eq!(editor.text(), "Smyth Jayne");
    editor.paste("a\r\nb\rc");
    assert_eq!(editor.text(), "Smyth Jaynea b c");
    for code in [Code::Enter, Code::Up, Code::Down, Code::PageUp, Code::PageDown] {
        assert_eq!(editor.key(&Key::new(code)), EditorEvent::Ignored);
    }
    assert_eq!(editor.key(&Key::new(Code::Home)), EditorEvent::Moved);
    assert_eq!(editor.cursor(), 0);
}

#[test]
fn one_line_moves_sideways_under_its_window() {
    let mut editor = Editor::single_line("abcdefghijklmnopqrstuvwxyz");
    let view = editor.viewport(10, 1);
    assert_eq!((view.left, view.cursor), (17, (0, 9)));
    press(&mut editor, "left left left left left left");
    assert_eq!((editor.viewport(10, 1).left, editor.viewport(10, 1).cursor.1), (16, 4));
    press(&mut editor, "home");
    assert_eq!((editor.viewport(10, 1).left, editor.viewport(10, 1).cursor.1), (0, 0));
    press(&mut editor, "end c-a bs a");
    assert_eq!((editor.viewport(10, 1).left, editor.viewport(10, 1).cursor.1), (0, 1));
}

#[test]
fn the_cursor_stays_on_the_screen() {
    let mut editor = Editor::new("a line\n".repeat(50));
    assert_eq!(editor.viewport(40, 10).cursor, (9, 0));
    press(&mut editor, "up up up up");
    assert_eq!((editor.viewport(40, 10).top, editor.viewport(40, 10).cursor.0), (41, 5));
    press(&mut editor, "c-home");
    assert_eq!(editor.viewport(40, 10).top, 0);
    press(&mut editor, "pgdn");
    let view = editor.viewport(40, 10);
    assert_eq!((view.top, view.cursor.0), (2, 7));
}

fn any_key() -> impl Strategy<Value = Key> {
    let codes = prop_oneof![
        "[ -~é王\u{301}\u{1f1ec}\u{1f1e7}\u{200d}\u{1f469}\t]"
            .prop_map(|c| Code::Char(c.chars().next().unwrap())),
        prop::sample::select(vec![
            Code::Enter,
            Code::Backspace,
            Code::Delete,
            Code::Left,
            Code::Right,
            Code::Up,
            Code::Down,
            Code::Home,
            Code::End,
            Code::PageUp,
            Code::PageDown,
        ]),
    ];
    (codes, any::<[bool; 3]>()).prop_map(|(code, [shift, ctrl, alt])| {
        let mut key = Key::new(code);
        (key.shift, key.ctrl, key.alt) = (shift, ctrl, alt);
        key
    })
}

#[derive(Debug, Clone)]
enum Move {
    Press(Key),
    Paste(String),
    Replace(usize, usize, String),
    Set(String),
    Select(usize, usize),
    Look(u16, u16),
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[a-c \n\r\t\u{301}\u{1f1ec}\u{200d}\u{1f469}\u{202e}\u{0}王]{0,24}",
        any::<String>(),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        12 => any_key().prop_map(Move::Press),
        2 => any_text().prop_map(Move::Paste),
        1 => (0..60_usize, 0..60_usize, any_text()).prop_map(|(a, b, text)| Move::Replace(a, b, text)),
        1 => any_text().prop_map(Move::Set),
        1 => (0..60_usize, 0..60_usize).prop_map(|(a, b)| Move::Select(a, b)),
        2 => (0..40_u16, 0..12_u16).prop_map(|(width, height)| Move::Look(width, height)),
    ]
}

fn make(editor: &mut Editor, step: Move) {
    match step {
        Move::Press(key) => drop(editor.key(&key)),
        Move::Paste(text) => drop(editor.paste(&text)),
        Move::Replace(a, b, text) => editor.replace(a..b, &text),
        Move::Set(text) => editor.set_text(text),
        Move::Select(a, b) => editor.select(a..b),
        Move::Look(width, height) => {
            let view = editor.viewport(width, height);
            assert!(view.cursor.0 < height.max(1) && view.cursor.1 < width.max(2));
        }
    }
}

fn boundaries(text: &str) -> Vec<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect()
}

proptest! {
    #[test]
    fn whatever_is_typed_the_cursor_splits_no_grapheme_and_undo_leads_back(
        start in any_text(),
        steps in prop::collection::vec(any_move(), 0..60),
    ) {
        let mut editor = Editor::new(start.clone());
        for step in steps {
            make(&mut editor, step);
            let whole = boundaries(editor.text());
            prop_assert!(whole.contains(&editor.cursor()));
            if let Some(range) = editor.selection() {
                prop_assert!(whole.contains(&range.start) && whole.contains(&range.end));
            }
        }
        while editor.redo() {}
        let end = editor.text().to_owned();
        while editor.undo() {}
        prop_assert_eq!(editor.text(), &start);
        while editor.redo() {}
        prop_assert_eq!(editor.text(), &end);
    }

    #[test]
    fn rows_hold_all_of_the_text_in_order_and_fit(text in any_text(), width in 2..30_u16) {
        let layout = Layout::new(&text, width);
        let mut at = 0;
        for (row, Row { range, .. }) in layout.rows().iter().enumerate() {
            prop_assert!(range.start == at || text.get(at..range.start) == Some("\n"));
            at = range.end;
            let cells: Vec<_> = layout.cells(&text, row).collect();
            let used: u16 = cells.iter().map(|cell| cell.width).sum();
            prop_assert!(used <= width || cells.len() == 1, "row {} takes {}", row, used);
            prop_assert!(cells.iter().all(|cell| cell.width > 0));
        }
        prop_assert_eq!(at, text.len());
        for at in boundaries(&text) {
            let (row, col) = layout.place(&text, at);
            prop_assert!(col < width);
            prop_assert!(layout.rows()[row].range.start <= at && at <= layout.rows()[row].range.end);
        }
    }
}
