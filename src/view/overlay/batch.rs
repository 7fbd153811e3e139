//! Draws a batch: totals, each reminder with what becomes of it, what the next key does.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::boxed;
use crate::app::Action;
use crate::app::overlay::batch::{Batch, Fate, Line, Phase, Tally};
use crate::domain::channel::Channel;
use crate::view::pen::{Pen, Piece, below, row, split, wrap};

/// So many rows of a text that waits for a warning to be seen.
const TEXT: u16 = 3;

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, batch: &Batch, pen: &Pen<'_>) {
    let inner = boxed(frame, area, (116, area.height.min(34)), "Batch", pen);
    let buffer = frame.buffer_mut();
    let tally = batch.tally();
    pen.pieces(buffer, row(inner, 0), &goes(batch, &tally, pen));
    pen.pieces(buffer, row(inner, 1), &left_out(&tally, pen));
    pen.rule(buffer, row(inner, 2), "");
    let body = below(inner, 3);
    let under = batch.cursor.of(&batch.lines);
    let text = under.and_then(|line| line.asks.as_ref()).map(|asks| asks.text.as_str()).unwrap_or_default();
    let text = wrap(text, usize::from(body.width));
    // as many rows wherever the cursor is, so that the list stands still
    let room = if batch.lines.iter().any(|line| line.asks.is_some()) { TEXT } else { 0 };
    let (list, foot) = split(body, body.height.saturating_sub(4 + room));
    let top = batch.cursor.top(usize::from(list.height));
    for (at, line) in batch.lines.iter().enumerate().skip(top).take(usize::from(list.height)) {
        let on = at == batch.cursor.at;
        pen.pieces(buffer, row(list, at - top), &one(line, on, usize::from(list.width), pen));
    }
    let under = under.map(said).unwrap_or_default();
    pen.rule(buffer, row(foot, 0), "");
    for (at, words) in wrap(&under, usize::from(foot.width)).into_iter().take(2).enumerate() {
        pen.line(buffer, row(foot, at + 1), &words, pen.theme.dim.style());
    }
    for (at, words) in text.iter().take(usize::from(room)).enumerate() {
        pen.line(buffer, row(foot, at + 3), words, pen.theme.text.style());
    }
    pen.pieces(buffer, row(foot, 3 + usize::from(room)), &asks(batch, &tally, pen));
}

/// What goes, by channel.
fn goes(batch: &Batch, tally: &Tally, pen: &Pen<'_>) -> Vec<Piece> {
    let each = tally.channels.iter().map(|(channel, count, parts)| match channel {
        Channel::Text if *parts == 1 => format!("{count} {} (1 part)", channel.label()),
        Channel::Text => format!("{count} {} ({parts} parts)", channel.label()),
        _ => format!("{count} {}", channel.label()),
    });
    let each: Vec<String> = each.collect();
    let head = match batch.phase {
        Phase::Judging => "Judging".to_owned(),
        Phase::Review | Phase::Hold(_) => format!("{} of {} can go", tally.ready, batch.lines.len()),
        _ => format!("{} of {} handed over", tally.gone, tally.gone + tally.ready + tally.failed),
    };
    vec![(head, pen.theme.head.style()), (format!("  {}", each.join(", ")), pen.theme.text.style())]
}

fn left_out(tally: &Tally, pen: &Pen<'_>) -> Vec<Piece> {
    let count: usize = tally.left_out.iter().map(|(_, count)| count).sum();
    let each: Vec<String> =
        tally.left_out.iter().map(|(why, count)| format!("{count} {}", why.label())).collect();
    let mut pieces = Vec::new();
    if count > 0 {
        pieces.push((format!("{count} left out: {}", each.join(", ")), pen.theme.warn.style()));
    } else {
        pieces.push(("None left out".into(), pen.theme.dim.style()));
    }
    if tally.failed > 0 {
        pieces.push((format!("  {} failed", tally.failed), pen.theme.stop.style()));
    }
    pieces
}

/// The sentence about a line, shown whole below the list.
fn said(line: &Line) -> String {
    match &line.fate {
        Fate::LeftOut(_, words) | Fate::Failed(words) => words.clone(),
        _ => String::new(),
    }
}

/// How wide a date of birth is, and what becomes of a reminder.
const BORN: usize = 12;
const FATE: usize = 21;

fn one(line: &Line, on: bool, width: usize, pen: &Pen<'_>) -> Vec<Piece> {
    let (word, style) = match &line.fate {
        Fate::Pending => ("judging".to_owned(), pen.theme.pending.style()),
        Fate::Ready(channel, _) => (channel.label().to_owned(), pen.theme.clear.style()),
        Fate::LeftOut(why, _) => (format!("out: {}", why.label()), pen.theme.warn.style()),
        Fate::UnderWay => ("under way".into(), pen.theme.pending.style()),
        Fate::Gone(channel, _) => (format!("{}: gone", channel.label()), pen.theme.clear.style()),
        Fate::Failed(_) => ("FAILED".into(), pen.theme.stop.style()),
    };
    let row = &line.row;
    let purpose = if width < 90 { 15 } else { 19 };
    let name = width.saturating_sub(1 + BORN + purpose + FATE).clamp(8, 34);
    let who = format!(
        " {}{}{}",
        pen.cell(&pen.fit(&row.patient_name, name - 1), name),
        pen.cell(&row.patient_birth, BORN),
        pen.cell(&pen.fit(row.reminder.purpose.label(), purpose - 1), purpose),
    );
    let style: Style = if on { pen.theme.cursor.style() } else { style };
    let text = if on { pen.theme.cursor.style() } else { pen.theme.text.style() };
    let words = said(line);
    // a few letters of a reason say nothing: the line under the cursor is said whole below
    let left = width.saturating_sub(1 + name + BORN + purpose + FATE);
    let left = if left < 12 { 0 } else { left };
    vec![(who, text), (pen.cell(&word, FATE), style), (pen.cell(&words, left), text)]
}

/// What the next key does.
fn asks(batch: &Batch, tally: &Tally, pen: &Pen<'_>) -> Vec<Piece> {
    let key = |action: Action| pen.keymap.label(action);
    let (warn, text) = (pen.theme.warn.style(), pen.theme.text.style());
    match batch.phase {
        Phase::Judging => vec![("Reading the facts".into(), pen.theme.pending.style())],
        Phase::Review if tally.ready == 0 => {
            vec![(format!("Nothing here can go. {} goes back.", key(Action::Back)), warn)]
        }
        Phase::Review => vec![
            (key(Action::SendIt), pen.theme.key.style()),
            (format!(" hands over what is clear ({}) to the outbox", tally.ready), text),
        ],
        Phase::Hold(_) => {
            let left = batch.seconds_left(pen.cx.now.at);
            let seconds = if left == 1 { "second" } else { "seconds" };
            vec![(format!("HELD: it begins in {left} {seconds}. {} stops it.", key(Action::Back)), warn)]
        }
        Phase::Running => {
            let all = tally.gone + tally.ready + tally.failed + 1;
            let done = tally.gone + tally.failed;
            vec![
                (format!("Handing over: {done} of {all}. "), pen.theme.pending.style()),
                (format!("{} stops after the one under way.", key(Action::Back)), text),
            ]
        }
        Phase::Stopping => vec![("Stopping after the one under way".into(), warn)],
        Phase::Confirming => {
            vec![(format!("Confirming: {} of {}", batch.confirmed, tally.gone), pen.theme.pending.style())]
        }
        Phase::Over if batch.confirmed > 0 => vec![
            (format!("{} confirmed as sent. ", batch.confirmed), pen.theme.clear.style()),
            (format!("{} goes back.", key(Action::Open)), text),
        ],
        Phase::Over => vec![
            (format!("{} handed over. ", tally.gone), pen.theme.clear.style()),
            (format!("They wait to be confirmed: {} confirms all, ", key(Action::Sent)), text),
            (format!("{} goes back.", key(Action::Open)), text),
        ],
    }
}
