//! What frames every screen: the bar at the top, the line of news, the keys at the bottom.

use ratatui::Frame;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, Piece, row};
use crate::app::facts::HELD;
use crate::app::screen::Screen;
use crate::app::{Action, App, LEAST_SIZE, Notice};
use crate::domain::dossier::Standing;

/// The blanked screen: nothing but the key that brings it back.
pub fn hidden(frame: &mut Frame<'_>, pen: &Pen<'_>) {
    let words = format!("Hidden. {} shows it again.", pen.keymap.label(Action::Hide));
    centred(frame, pen, &[words]);
}

/// What a window too small for anything shows.
pub fn too_small(frame: &mut Frame<'_>, pen: &Pen<'_>) {
    let (columns, rows) = LEAST_SIZE;
    let area = frame.area();
    let now = format!("This window has {} x {}.", area.width, area.height);
    centred(
        frame,
        pen,
        &["Please make the window larger.".into(), format!("It needs {columns} x {rows}."), now],
    );
}

fn centred(frame: &mut Frame<'_>, pen: &Pen<'_>, lines: &[String]) {
    let area = frame.area();
    let top = usize::from(area.height).saturating_sub(lines.len()) / 2;
    for (at, words) in lines.iter().enumerate() {
        let left = usize::from(area.width).saturating_sub(words.width()) / 2;
        let place = row(area, top + at);
        let left = u16::try_from(left).unwrap_or(0);
        let place = Rect { x: place.x + left, width: place.width.saturating_sub(left), ..place };
        pen.line(frame.buffer_mut(), place, words, pen.theme.text.style());
    }
}

const fn title(screen: &Screen) -> &'static str {
    match screen {
        Screen::Reminders(_) => "Reminders",
        Screen::Patients(_) => "Patients",
        Screen::Patient(_) => "Patient",
        Screen::History(_) => "History of facts",
        Screen::Compose(_) => "Compose",
        Screen::Review(_) => "Review",
        Screen::Record(_) => "Record",
        Screen::Message(_) => "Message",
        Screen::Worklists(_) => "Worklists",
        Screen::Day(_) => "Day's end",
    }
}

/// Draws the frame and gives back the area for the screen.
pub fn draw(frame: &mut Frame<'_>, app: &App, pen: &Pen<'_>) -> Rect {
    let area = frame.area();
    bar(frame, app, pen, row(area, 0));
    let last = usize::from(area.height) - 1;
    news(frame, app, pen, row(area, last - 1));
    let keys = footer(app, pen, usize::from(area.width));
    pen.pieces(frame.buffer_mut(), row(area, last), &keys);
    Rect { y: area.y + 1, height: area.height - 3, ..area }
}

fn bar(frame: &mut Frame<'_>, app: &App, pen: &Pen<'_>, area: Rect) {
    let style = pen.theme.bar.style();
    frame.buffer_mut().set_style(area, style);
    let name = app.staff().map_or("nobody", |staff| staff.name.as_str());
    let right = format!("{name} {} {} ", pen.glyph("\u{b7}", "-"), pen.cx.desk);
    let practice = &pen.cx.checker.settings.practice.name;
    let left = format!(" {}", title(app.screen()));
    let buffer = frame.buffer_mut();
    pen.line(buffer, area, &left, style);
    let demo = " DEMO: invented people ";
    let middle = if pen.cx.is_demo { demo } else { practice.as_str() };
    let middle_style = if pen.cx.is_demo { pen.theme.demo.style() } else { style };
    let width = usize::from(area.width);
    let room = width.saturating_sub(left.width() + 2);
    let right = pen.fit(&right, room.saturating_sub(middle.width() + 2));
    let at = |x: usize, w: usize| Rect {
        x: area.x + u16::try_from(x).unwrap_or(0),
        width: u16::try_from(w).unwrap_or(0),
        ..area
    };
    pen.line(buffer, at(width.saturating_sub(right.width()), right.width()), &right, style);
    let start = (width.saturating_sub(middle.width()) / 2).max(left.width() + 1);
    let space = width.saturating_sub(right.width() + 1).saturating_sub(start);
    pen.line(buffer, at(start, space), middle, middle_style);
}

fn news(frame: &mut Frame<'_>, app: &App, pen: &Pen<'_>, area: Rect) {
    let buffer = frame.buffer_mut();
    if let Some(trouble) = app.unsaved() {
        let words = format!(" ! Not saved: {}. The text is kept here and tried again.", trouble.what);
        return pen.line(buffer, area, &words, pen.theme.stop.style());
    }
    match (app.notice(), app.import()) {
        (Some(Notice::Done(words)), _) => {
            pen.line(buffer, area, &format!(" {words}"), pen.theme.clear.style());
        }
        (Some(Notice::Hint(words)), _) => {
            pen.line(buffer, area, &format!(" {words}"), pen.theme.warn.style());
        }
        (Some(Notice::Trouble(trouble)), _) => {
            pen.line(buffer, area, &format!(" ! {trouble}"), pen.theme.stop.style());
        }
        (None, Some(import)) => {
            let words = format!(" Import: {} goes on", super::overlay::import_progress(import));
            pen.line(buffer, area, &words, pen.theme.note.style());
        }
        (None, None) => {}
    }
}

/// The keys that do something now, as many as fit; help is always the last.
pub fn footer(app: &App, pen: &Pen<'_>, width: usize) -> Vec<Piece> {
    let top = app.top();
    let text = top.text_focus();
    let place = top.place();
    let usable = |action: &&Action| {
        let keys = app.keymap().keys(**action);
        action.is_live(place)
            && !top.label(**action).is_empty()
            && top.offers(**action)
            && !top.is_near(**action)
            && keys.first().is_some_and(|key| app.keymap().action(place, key, text) == Some(**action))
    };
    let piece = |action: &Action| (app.keymap().label(*action), top.label(*action));
    let help = piece(&Action::Help);
    let size = |(key, label): &(String, &str)| key.width() + label.width() + 3;
    let mut left = width.saturating_sub(size(&help) + 1);
    let mut shown: Vec<(String, &str)> = Vec::new();
    for action in Action::ALL.iter().filter(usable).filter(|action| **action != Action::Help) {
        let piece = piece(action);
        if size(&piece) > left {
            continue;
        }
        left -= size(&piece);
        shown.push(piece);
    }
    shown.push(help);
    let mut pieces = vec![(" ".to_owned(), pen.theme.text.style())];
    for (key, label) in shown {
        pieces.push((key, pen.theme.key.style()));
        pieces.push((format!(" {label}  "), pen.theme.text.style()));
    }
    pieces
}

/// What stands against writing to a patient, in words and with its letter.
pub fn flags(standing: Standing, lookalike: bool, pen: &Pen<'_>) -> Vec<&'static str> {
    let restricted = if pen.holds_back { HELD } else { "R restricted" };
    [
        (standing.deceased, "D deceased"),
        (standing.restricted, restricted),
        (standing.left, "L left"),
        (lookalike, "= lookalike"),
    ]
    .into_iter()
    .filter(|(on, _)| *on)
    .map(|(_, words)| words)
    .collect()
}

/// The strip of a patient: name, date of birth, number, and what is loud.
pub fn strip(frame: &mut Frame<'_>, area: Rect, who: &crate::app::who::Who, pen: &Pen<'_>) {
    let gap = || ("  ".to_owned(), pen.theme.head.style());
    let born = if who.birth.is_empty() { "born: not known".into() } else { format!("born {}", who.birth) };
    let number = if who.number.is_empty() { String::new() } else { format!("NHS {}", who.number) };
    let number = number.replace("NHS no", "no");
    let flags = flags(who.standing, false, pen).join(" ");
    let loud = if flags.is_empty() { String::new() } else { format!("{flags}  ") };
    let fixed = born.width() + number.width() + loud.width() + 6;
    let name = pen.fit(&who.name, usize::from(area.width).saturating_sub(fixed).max(12));
    let head = pen.theme.head.style();
    // what is loud stands first, where no window is too narrow for it
    let pieces = [
        (" ".into(), head),
        (loud, pen.theme.stop.style()),
        (name, head),
        gap(),
        (born, head),
        gap(),
        (number, head),
    ];
    pen.pieces(frame.buffer_mut(), area, &pieces);
}
