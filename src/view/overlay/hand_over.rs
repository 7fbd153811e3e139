//! Draws a message on its way out: whom to match in the other system, the hold, the question whether it was sent.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::boxed;
use crate::app::Action;
use crate::app::overlay::hand_over::{Outgoing, Phase};
use crate::view::pen::{Pen, below, row, wrap};
use crate::view::review::way_words;

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, outgoing: &Outgoing, pen: &Pen<'_>) {
    let inner = boxed(frame, area, (78, area.height.min(19)), "Hand-over", pen);
    let head = pen.theme.head.style();
    let text = pen.theme.text.style();
    let who = &outgoing.who;
    let buffer = frame.buffer_mut();
    pen.line(
        buffer,
        row(inner, 0),
        "Match these with the window of the other system:",
        pen.theme.dim.style(),
    );
    pen.line(buffer, row(inner, 1), &format!("  Name        {}", who.name), head);
    pen.line(buffer, row(inner, 2), &format!("  Born        {}", who.birth), head);
    pen.line(buffer, row(inner, 3), &format!("  NHS number  {}", who.number), head);
    let message = &outgoing.message;
    let to = format!(
        "  To          {} by {} {}",
        message.recipient_name,
        message.channel.label(),
        message.address
    );
    pen.line(buffer, row(inner, 4), &to, text);
    pen.line(buffer, row(inner, 5), &format!("  Way         {}", way_words(&outgoing.how)), text);
    pen.rule(buffer, row(inner, 6), "");
    let body = below(inner, 7);
    let asks = asks(outgoing, pen, usize::from(body.width));
    let room = usize::from(body.height).saturating_sub(asks.len() + 1);
    let subject =
        if message.subject.is_empty() { String::new() } else { format!("Subject: {}\n", message.subject) };
    let lines = wrap(&format!("{subject}{}", message.body), usize::from(body.width));
    for (at, line) in lines.iter().take(room).enumerate() {
        pen.line(buffer, row(body, at), line, text);
    }
    for (at, (line, style)) in asks.iter().enumerate() {
        pen.line(buffer, row(body, room + 1 + at), line, *style);
    }
}

fn asks(outgoing: &Outgoing, pen: &Pen<'_>, width: usize) -> Vec<(String, Style)> {
    let pending = pen.theme.pending.style();
    let stop = pen.theme.stop.style();
    let wrapped = |words: &str, style: Style| -> Vec<(String, Style)> {
        wrap(words, width).into_iter().map(|line| (line, style)).collect()
    };
    let mut lines = match &outgoing.phase {
        Phase::Hold(_) => {
            let left = outgoing.seconds_left(pen.cx.now.at);
            let seconds = if left == 1 { "second" } else { "seconds" };
            let (take_back, back) = (pen.keymap.label(Action::TakeBack), pen.keymap.label(Action::Back));
            vec![
                (format!("HELD: it goes in {left} {seconds}."), pen.theme.warn.style()),
                (
                    format!("{take_back} or {back} takes it back; left and right change the way."),
                    pen.theme.key.style(),
                ),
            ]
        }
        Phase::Ready => wrapped(
            "HELD since before: nothing was handed over. Left and right change the way.",
            pen.theme.warn.style(),
        ),
        Phase::Checking => vec![("Reading the facts once more".into(), pending)],
        Phase::Intent | Phase::Handing | Phase::Outcome => vec![("Handing over".into(), pending)],
        Phase::Closing => vec![("Writing it on the record".into(), pending)],
        Phase::Refused(stops) => {
            let mut lines = vec![("STOP: it was not handed over. Since it was prepared:".to_owned(), stop)];
            lines.extend(stops.iter().take(2).flat_map(|words| wrapped(words, stop)));
            lines
        }
        Phase::Confirm => {
            let file = outgoing.file.as_ref().map(|file| format!(" ({file})")).unwrap_or_default();
            wrapped(&format!("It is {}{file}. Was it sent?", outgoing.how.label()), pen.theme.warn.style())
        }
        Phase::Stuck(trouble) => wrapped(&trouble.to_string(), stop),
    };
    for choice in outgoing.choices() {
        let on = outgoing.choice() == Some(*choice);
        let mark = if on { pen.glyph("\u{25b8}", ">") } else { " " };
        let key = match choice.action() {
            Action::Open => String::new(),
            action => pen.keymap.label(action),
        };
        let words = format!("{mark} {}{}", pen.cell(&key, 3), choice.label());
        let style = if on { pen.theme.cursor.style() } else { pen.theme.text.style() };
        lines.push((pen.cell(&words, width), style));
    }
    lines
}
