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
    let lines = wrap(&message.body, usize::from(body.width));
    for (at, line) in lines.iter().take(room).enumerate() {
        pen.line(buffer, row(body, at), line, text);
    }
    for (at, (line, style)) in asks.iter().enumerate() {
        pen.line(buffer, row(body, room + 1 + at), line, *style);
    }
}

fn asks(outgoing: &Outgoing, pen: &Pen<'_>, width: usize) -> Vec<(String, Style)> {
    let key = |action| pen.keymap.label(action);
    let strong = pen.theme.key.style();
    let pending = pen.theme.pending.style();
    let wrapped = |words: &str, style: Style| -> Vec<(String, Style)> {
        wrap(words, width).into_iter().map(|line| (line, style)).collect()
    };
    match &outgoing.phase {
        Phase::Hold(_) => {
            let left = outgoing.seconds_left(pen.cx.now.at);
            let seconds = if left == 1 { "second" } else { "seconds" };
            vec![
                (format!("HELD: it goes in {left} {seconds}."), pen.theme.warn.style()),
                (format!("{} or {} takes it back.", key(Action::TakeBack), key(Action::Back)), strong),
            ]
        }
        Phase::Ready => vec![
            ("HELD since before: nothing was handed over.".into(), pen.theme.warn.style()),
            (
                format!(
                    "{} hands it over, {} takes it back, {} leaves it, arrows change the way.",
                    key(Action::Open),
                    key(Action::TakeBack),
                    key(Action::Back)
                ),
                strong,
            ),
        ],
        Phase::Checking => vec![("Reading the facts once more".into(), pending)],
        Phase::Intent | Phase::Handing | Phase::Outcome => vec![("Handing over".into(), pending)],
        Phase::Closing => vec![("Writing it on the record".into(), pending)],
        Phase::Refused(stops) => {
            let mut lines = vec![(
                "STOP: it was not handed over. Since it was prepared:".to_owned(),
                pen.theme.stop.style(),
            )];
            lines.extend(stops.iter().take(2).flat_map(|stop| wrapped(stop, pen.theme.stop.style())));
            lines.push((
                format!(
                    "{} takes it back, {} leaves it on the worklist.",
                    key(Action::TakeBack),
                    key(Action::Back)
                ),
                strong,
            ));
            lines
        }
        Phase::Confirm => {
            let file = outgoing.file.as_ref().map(|file| format!(" ({file})")).unwrap_or_default();
            vec![
                (format!("It is {}{file}. Was it sent?", outgoing.how.label()), pen.theme.warn.style()),
                (
                    format!(
                        "{} sent   {} not sent   {} later, from the worklist",
                        key(Action::Sent),
                        key(Action::NotSent),
                        key(Action::Later)
                    ),
                    strong,
                ),
            ]
        }
        Phase::Stuck(trouble) => {
            let mut lines = wrapped(&trouble.to_string(), pen.theme.stop.style());
            lines.push((
                format!(
                    "{} tries again, {} leaves it on the worklist.",
                    key(Action::Open),
                    key(Action::Back)
                ),
                strong,
            ));
            lines
        }
    }
}
