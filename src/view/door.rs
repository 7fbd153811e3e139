//! Draws the door: who it is, the passphrase, the recovery key, the PIN. Nothing of a patient is on it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, Piece, row, wrap};
use crate::app::door::{Door, Phase};
use crate::domain::secret::Secret;

/// Columns of what is said, at most.
const WIDTH: u16 = 68;

/// What a phase shows.
struct Page {
    head: String,
    words: &'static str,
    keys: &'static [(&'static str, &'static str)],
}

fn page(door: &Door) -> Page {
    let named = |words: &str, who| format!("{words} {}", door.name_of(who));
    match door.phase() {
        Phase::Offer => Page {
            head: "This practice lies open".into(),
            words: "Whoever can read its folder can read everything in it. Closed, it opens only with the passphrase of a \
                    member of staff, and the screen locks itself. A recovery key is shown once, to be printed or written \
                    down and locked away: without any passphrase and without it, the data are lost.",
            keys: &[("Enter", "Close it now"), ("Esc", "Not now")],
        },
        Phase::Name { closing: true, .. } => Page {
            head: "Whose passphrase closes it?".into(),
            words: "Type a few letters of the name.",
            keys: &[("Enter", "Choose"), ("Esc", "Back")],
        },
        Phase::Name { .. } => Page {
            head: "Who are you?".into(),
            words: "Type a few letters of your name.",
            keys: &[("Enter", "Choose"), ("Ctrl+Q", "Quit")],
        },
        Phase::Passphrase { who, .. } => Page {
            head: named("Passphrase of", *who),
            words: "",
            keys: &[("Enter", "Open"), ("F2", "Somebody else"), ("F5", "Forgotten"), ("Ctrl+Q", "Quit")],
        },
        Phase::Pin { who, .. } => Page {
            head: named("Locked. PIN of", *who),
            words: "",
            keys: &[("Enter", "Open"), ("F2", "Somebody else"), ("Ctrl+Q", "Quit")],
        },
        Phase::Recovery { who, .. } => Page {
            head: named("A new passphrase for", *who),
            words: "Type the recovery key of the practice: nine groups of four letters and digits. Hyphens can be left \
                    out.",
            keys: &[("Enter", "Go on"), ("Esc", "Back")],
        },
        Phase::New { who, first, .. } => Page {
            head: named(
                if first.is_some() { "Once more: passphrase of" } else { "Choose a passphrase for" },
                *who,
            ),
            words: "At least 12 characters. Four words that do not belong together are easy to keep and hard to guess.",
            keys: &[("Enter", "Go on"), ("Esc", "Back")],
        },
        Phase::Note { .. } => Page {
            head: "The recovery key".into(),
            words: "Write it down or print it, and lock it away: it is shown this once and is nowhere else. Without any \
                    passphrase and without it, the data are lost. Its last group is asked for next.",
            keys: &[("Enter", "It is written down"), ("Esc", "Back")],
        },
        Phase::Check { .. } => Page {
            head: "The last group of the recovery key".into(),
            words: "Type the last four letters or digits of what you wrote down.",
            keys: &[("Enter", "Close the practice"), ("Esc", "Show it again")],
        },
        Phase::Opening { .. } => Page { head: "Opening ...".into(), words: "", keys: &[] },
        Phase::SetPin { first, .. } => Page {
            head: if first.is_some() { "The same PIN once more".into() } else { "A PIN for today".into() },
            words: "Four to eight digits reopen the screen when it has locked itself. After four hours, or three wrong \
                    ones, the passphrase is asked for. It is kept nowhere.",
            keys: &[("Enter", "Go on"), ("Esc", "Without a PIN")],
        },
    }
}

/// Draws the door.
pub fn draw(frame: &mut Frame<'_>, door: &Door, pen: &Pen<'_>) {
    let area = frame.area();
    let page = page(door);
    let width = WIDTH.min(area.width.saturating_sub(4));
    let words = if page.words.is_empty() { Vec::new() } else { wrap(page.words, usize::from(width)) };
    let people = door.people();
    let listed = if matches!(door.phase(), Phase::Name { .. }) { people.len().clamp(1, 8) } else { 0 };
    let said = said(door, pen, usize::from(width));
    let height =
        u16::try_from(words.len() + listed + 6 + said.len().max(3)).unwrap_or(u16::MAX).min(area.height);
    let place =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    let mut at = 0;
    let mut line = |frame: &mut Frame<'_>, words: &str, style: Style| {
        pen.line(frame.buffer_mut(), row(place, at), words, style);
        at += 1;
    };
    let practice = &pen.cx.checker.settings.practice.name;
    let name = if practice.is_empty() { "Tactful" } else { practice.as_str() };
    line(frame, name, pen.theme.dim.style());
    line(frame, "", pen.theme.text.style());
    line(frame, &page.head, pen.theme.head.style());
    for words in &words {
        line(frame, words, pen.theme.text.style());
    }
    line(frame, "", pen.theme.text.style());
    let field = field(door, pen, usize::from(width));
    let typed = row(place, at);
    if let Some((text, cursor)) = field {
        let typed = Rect {
            width: typed.width.min(u16::try_from(text.width() + 3).unwrap_or(u16::MAX).max(34)),
            ..typed
        };
        frame.buffer_mut().set_style(typed, pen.theme.field.style());
        pen.line(frame.buffer_mut(), typed, &format!(" {text}"), pen.theme.field.style());
        if cursor && !typed.is_empty() {
            let x = typed.x + 1 + u16::try_from(text.width()).unwrap_or(0);
            frame.set_cursor_position((x.min(typed.right() - 1), typed.y));
        }
        at += 1;
    } else if let Some(recovery) = door.recovery() {
        pen.line(frame.buffer_mut(), typed, recovery.expose(), pen.theme.key.style());
        at += 1;
    }
    if let Phase::Name { at: cursor, .. } = door.phase() {
        let first = cursor.saturating_sub(7);
        if people.is_empty() {
            pen.line(
                frame.buffer_mut(),
                row(place, at),
                " Nobody of this name has a passphrase",
                pen.theme.dim.style(),
            );
        }
        for (number, person) in people.iter().enumerate().skip(first).take(8) {
            let style = if number == *cursor { pen.theme.cursor.style() } else { pen.theme.text.style() };
            let words = pen.cell(&format!(" {}", person.name), 34);
            pen.line(frame.buffer_mut(), row(place, at + number - first), &words, style);
        }
        at += listed;
    }
    for (number, words) in said.iter().enumerate() {
        pen.line(frame.buffer_mut(), row(place, at + 1 + number), words, pen.theme.warn.style());
    }
    let last = usize::from(area.height).saturating_sub(1);
    let mut keys: Vec<Piece> = vec![(" ".into(), pen.theme.text.style())];
    for (key, label) in page.keys.iter().filter(|(key, _)| *key != "F2" || people.len() > 1) {
        keys.push(((*key).to_owned(), pen.theme.key.style()));
        keys.push((format!(" {label}  "), pen.theme.text.style()));
    }
    pen.pieces(frame.buffer_mut(), row(area, last), &keys);
}

/// What became of the last attempt, and how long the next has to wait.
fn said(door: &Door, pen: &Pen<'_>, width: usize) -> Vec<String> {
    let left = door.seconds_left(pen.cx.now.at);
    let said = match (door.said(), left) {
        (Some(said), 1..) => format!("{said}. Wait {left} s."),
        (Some(said), _) => format!("{said}.").replace("..", "."),
        (None, 1..) => format!("Wait {left} s."),
        (None, _) => return Vec::new(),
    };
    wrap(&said, width).into_iter().take(9).collect()
}

/// The field that is typed into, and whether the cursor stands in it.
fn field(door: &Door, pen: &Pen<'_>, width: usize) -> Option<(String, bool)> {
    let dots = |typed: &Secret| {
        let shown = typed.letters().min(width.saturating_sub(4));
        Some((pen.glyph("\u{2022}", "*").repeat(shown), true))
    };
    match door.phase() {
        Phase::Name { typed, .. } => Some((pen.fit(typed, width.saturating_sub(4)), true)),
        // it is read from paper, and a slip has to be seen
        Phase::Recovery { typed, .. } | Phase::Check { typed, .. } => {
            Some((pen.fit(typed.expose(), width.saturating_sub(4)), true))
        }
        Phase::Passphrase { typed, .. }
        | Phase::Pin { typed, .. }
        | Phase::New { typed, .. }
        | Phase::SetPin { typed, .. } => dots(typed),
        Phase::Offer | Phase::Note { .. } | Phase::Opening { .. } => None,
    }
}
