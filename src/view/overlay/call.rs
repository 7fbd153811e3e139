//! Draws a call: whom to ask for, what may be said, what may be left on a machine, the keys of the outcome.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::boxed;
use crate::app::Action;
use crate::app::overlay::call::{Call, Phase};
use crate::app::writing::{Standing, Writing};
use crate::view::pen::{Pen, below, row, split, wrap};

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, call: &Call, pen: &Pen<'_>) {
    let inner = boxed(frame, area, (78, area.height.min(22)), "Call", pen);
    let width = usize::from(inner.width);
    let (head, text) = (pen.theme.head.style(), pen.theme.text.style());
    let buffer = frame.buffer_mut();
    let who = &call.who;
    pen.line(buffer, row(inner, 0), &format!("{}  born {}  {}", who.name, who.birth, who.number), head);
    let Some(spoken) = &call.spoken else {
        let (words, style) = match &call.phase {
            Phase::Stuck(trouble) => (trouble.to_string(), pen.theme.stop.style()),
            _ => ("Reading the facts".into(), pen.theme.pending.style()),
        };
        return pen.line(buffer, row(inner, 2), &words, style);
    };
    pen.line(buffer, row(inner, 1), &format!("Number  {}", spoken.address()), head);
    let choices: Vec<(String, Style)> = asks(call, pen);
    let body = below(inner, 3);
    let (top, foot) = split(body, body.height.saturating_sub(u16::try_from(choices.len()).unwrap_or(0)));
    for (at, (line, style)) in choices.iter().enumerate() {
        pen.line(buffer, row(foot, at), line, *style);
    }
    if let Some(stop) = call.stop() {
        let words = wrapped(&format!("STOP: do not call. {stop}"), width, pen.theme.stop.style());
        return lines(buffer, top, &words, pen);
    }
    let mut script = warnings(spoken, width, pen);
    script.push(("To them alone, once full name and date of birth are right:".into(), head));
    script.extend(wrapped(&spoken.draft.body, width, text));
    // what may be left on a machine is always seen; the script before it scrolls
    let machine = machine(call, width, pen);
    let left = u16::try_from(machine.len() + 1).unwrap_or(0);
    let (place, below_it) = split(top, top.height.saturating_sub(left));
    let height = usize::from(place.height);
    let first = call.scroll.top(script.len(), height);
    lines(buffer, place, script.get(first..).unwrap_or_default(), pen);
    if first + height < script.len() {
        let more = format!("{} more", pen.keymap.label(Action::Down));
        pen.rule(buffer, row(below_it, 0), &more);
    } else {
        pen.rule(buffer, row(below_it, 0), "");
    }
    lines(buffer, below(below_it, 1), &machine, pen);
}

/// Draws lines from the top of an area, as many as it has room for.
fn lines(buffer: &mut Buffer, area: Rect, lines: &[(String, Style)], pen: &Pen<'_>) {
    for (at, (line, style)) in lines.iter().take(usize::from(area.height)).enumerate() {
        pen.line(buffer, row(area, at), line, *style);
    }
}

fn wrapped(words: &str, width: usize, style: Style) -> Vec<(String, Style)> {
    wrap(words, width).into_iter().map(|line| (line, style)).collect()
}

fn warnings(writing: &Writing, width: usize, pen: &Pen<'_>) -> Vec<(String, Style)> {
    let unseen = writing.verdict.findings.iter().filter(|found| writing.standing(found) == Standing::Unseen);
    let words = unseen.map(|finding| format!("W {}", finding.message));
    words.flat_map(|words| wrapped(&words, width, pen.theme.warn.style())).collect()
}

/// What may be left on an answering machine, or that nothing may.
fn machine(call: &Call, width: usize, pen: &Pen<'_>) -> Vec<(String, Style)> {
    let mut lines = vec![("Leave on a machine:".to_owned(), pen.theme.head.style())];
    match &call.voicemail {
        Some(words) if words.obstacle().is_none() => {
            lines.extend(wrapped(&words.draft.body, width, pen.theme.text.style()));
        }
        other => {
            let why = other.as_ref().and_then(|words| {
                let finding = words.verdict.findings.first();
                finding.map(|finding| finding.message.clone()).or_else(|| words.obstacle())
            });
            let words = format!("Nothing: hang up. {}", why.unwrap_or_default());
            lines.extend(wrapped(&words, width, pen.theme.warn.style()));
        }
    }
    lines
}

/// The outcomes with their keys.
fn asks(call: &Call, pen: &Pen<'_>) -> Vec<(String, Style)> {
    match &call.phase {
        Phase::Recording => vec![("Writing it on the record".into(), pen.theme.pending.style())],
        Phase::Stuck(trouble) => vec![(trouble.to_string(), pen.theme.stop.style())],
        _ => {
            let line = |outcome: crate::app::overlay::call::Outcome| {
                let key = pen.keymap.label(outcome.action());
                (format!("{}{}", pen.cell(&key, 3), outcome.label()), pen.theme.key.style())
            };
            call.outcomes().into_iter().map(line).collect()
        }
    }
}
