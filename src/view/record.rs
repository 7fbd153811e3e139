//! Draws the record: everything sent or not sent, and the state of the chain.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::editor;
use super::frame::strip;
use super::patient::state_letter;
use super::pen::{Pen, Piece, below, row};
use crate::app::Action;
use crate::app::screen::record::{Chain, Filter, Record};
use crate::domain::communication::CommunicationRow;
use crate::domain::log::{Checked, Verification};

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &Record, pen: &Pen<'_>, focused: bool) {
    let area = match &screen.who {
        Some(who) => {
            strip(frame, row(area, 0), who, pen);
            below(area, 1)
        }
        None => area,
    };
    pen.line(frame.buffer_mut(), row(area, 0), " Words ", pen.theme.head.style());
    let field = Rect { x: area.x + 7, width: area.width.saturating_sub(9).min(40), height: 1, ..area };
    let on = focused && screen.in_field;
    let style = if on { pen.theme.cursor.style() } else { pen.theme.field.style() };
    frame.buffer_mut().set_style(field, style);
    let look = editor::Look { text: style, ..pen.look() };
    editor::draw(frame, field, &screen.field, &[], &look, on);
    let buffer = frame.buffer_mut();
    let filter = match screen.filter() {
        Filter::All => pen.theme.text.style(),
        _ => pen.theme.warn.style(),
    };
    let whose = if screen.view.patient.is_some() { "of this patient, " } else { "" };
    let right = Rect {
        x: field.right() + 2,
        width: area.right().saturating_sub(field.right() + 2),
        height: 1,
        ..area
    };
    pen.line(buffer, right, &format!("Showing: {whose}{}", screen.filter().label()), filter);
    pen.pieces(buffer, row(area, 1), &chain(&screen.chain, pen));
    let width = usize::from(area.width);
    let heads = columns(pen, width, ["", "When", "Patient", "Born", "By", "State", "Words"]);
    pen.line(buffer, row(area, 2), &heads, pen.theme.head.style());
    list(frame, below(area, 3), screen, pen);
}

fn chain(chain: &Chain, pen: &Pen<'_>) -> Vec<Piece> {
    let dim = pen.theme.dim.style();
    match chain {
        Chain::Unchecked => vec![
            (" Chain: not checked now. ".into(), dim),
            (pen.keymap.label(Action::Verify), pen.theme.key.style()),
            (" checks it; tactful export writes the record to a file".into(), dim),
        ],
        Chain::Checking(progress) => {
            let of = progress.total.map(|total| format!(" of {total}")).unwrap_or_default();
            let left = progress.left.map(|left| format!(", {left} s left")).unwrap_or_default();
            let words = format!(" Chain: checking, {}{of} entries{left}. ", progress.done);
            vec![
                (words, pen.theme.pending.style()),
                (pen.keymap.label(Action::Verify), pen.theme.key.style()),
                (" stops it".into(), dim),
            ]
        }
        Chain::Checked(checked) => vec![checked_line(checked, pen)],
        Chain::Failed(trouble) => vec![(format!(" ! Chain: {trouble}"), pen.theme.stop.style())],
    }
}

fn checked_line(checked: &Checked, pen: &Pen<'_>) -> Piece {
    let head = match &checked.found {
        Verification::Whole(head) => head,
        Verification::Broken { number, reason } => {
            let words =
                format!(" ! Chain: BROKEN at entry {number}: {reason}. Tell whoever looks after the program");
            return (words, pen.theme.stop.style());
        }
    };
    let kept = match checked.compared {
        0 => String::new(),
        1 => ", 1 checkpoint fits".to_owned(),
        count => format!(", {count} checkpoints fit"),
    };
    if !checked.key_file.is_empty() {
        let words = format!(" ! Chain: whole, {} entries{kept}, but the key file differs", head.number);
        return (words, pen.theme.stop.style());
    }
    let seal: String = head.seal.to_string().chars().take(16).collect();
    let words = format!(" Chain: WHOLE, {} entries, signatures{kept}, head {seal}", head.number);
    (words, pen.theme.clear.style())
}

fn columns(pen: &Pen<'_>, width: usize, words: [&str; 7]) -> String {
    let [mark, when, name, born, by, state, excerpt] = words;
    let wide = width >= 100;
    let name_width = if wide { 30 } else { 20 };
    let used = 1 + 2 + 13 + name_width + 12 + 11 + 12;
    format!(
        " {}{}{}{}{}{}{}",
        pen.cell(mark, 2),
        pen.cell(when, 13),
        pen.cell(&pen.fit(name, name_width - 1), name_width),
        pen.cell(born, 12),
        pen.cell(by, 11),
        pen.cell(state, 12),
        pen.fit(excerpt, width.saturating_sub(used)),
    )
}

fn one(message: &CommunicationRow, pen: &Pen<'_>, width: usize) -> String {
    let local = pen.cx.now.local_of(message.prepared);
    let when = if local.date().year() == pen.cx.now.today().year() {
        local.strftime("%-d %b %H:%M").to_string()
    } else {
        local.strftime("%-d %b %Y").to_string()
    };
    columns(
        pen,
        width,
        [
            state_letter(message.state),
            &when,
            &message.patient_name,
            &message.patient_birth,
            message.channel.label(),
            message.state.label(),
            &message.excerpt,
        ],
    )
}

fn list(frame: &mut Frame<'_>, area: Rect, screen: &Record, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    if let Some(trouble) = &screen.trouble {
        return pen.line(buffer, row(area, 0), &format!(" ! {trouble}"), pen.theme.stop.style());
    }
    let Some(rows) = &screen.rows else {
        return pen.line(buffer, row(area, 0), " Reading the record", pen.theme.pending.style());
    };
    if rows.is_empty() {
        let words = match (screen.view.words.is_empty(), screen.filter()) {
            (false, _) => " No message holds all of these words.",
            (true, Filter::All) => " Nothing was written yet.",
            (true, Filter::Open) => " Nothing waits to be confirmed.",
            (true, Filter::ToCopy) => " Nothing waits to be copied.",
            (true, Filter::NotSent) => " Nothing was left unsent.",
        };
        return pen.line(buffer, row(area, 0), words, pen.theme.dim.style());
    }
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let top = screen.cursor.top(height);
    for (at, message) in rows.iter().enumerate().skip(top).take(height) {
        let on = at == screen.cursor.at && !screen.in_field;
        let style = match (on, message.state.is_open()) {
            (true, _) => pen.theme.cursor.style(),
            (false, true) => pen.theme.warn.style(),
            (false, false) => pen.theme.text.style(),
        };
        pen.line(buffer, row(area, at - top), &pen.cell(&one(message, pen, width), width), style);
    }
}
