//! Draws a patient: identity, what is loud, how to reach them, what was written.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::strip;
use super::pen::{Pen, below, row, split, wrap};
use crate::app::Action;
use crate::app::facts::HELD;
use crate::app::facts::Tone;
use crate::app::part::Part;
use crate::app::screen::patient::{Line, PatientScreen};
use crate::app::who::Who;
use crate::app::writing::Facts;
use crate::domain::communication::{CommunicationRow, State};
use crate::domain::told;

/// The letter of a state.
pub const fn state_letter(state: State) -> &'static str {
    match state {
        State::Prepared => "P",
        State::HandingOver => "?",
        State::HandedOver => "H",
        State::Sent => "S",
        State::NotSent => "x",
    }
}

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &PatientScreen, pen: &Pen<'_>, focused: bool) {
    match &screen.facts {
        Facts::Loading => {
            pen.line(
                frame.buffer_mut(),
                row(area, 0),
                " Reading the patient's facts",
                pen.theme.pending.style(),
            );
        }
        Facts::Failed(trouble) => {
            pen.line(frame.buffer_mut(), row(area, 0), &format!(" ! {trouble}"), pen.theme.stop.style());
        }
        Facts::Known(dossier) => {
            let who = Who::of_dossier(dossier, pen.cx.now.today());
            strip(frame, row(area, 0), &who, pen);
            pen.rule(frame.buffer_mut(), row(area, 1), "");
            let body = below(area, 2);
            let (body, foot) = split(body, body.height.saturating_sub(2));
            lines(frame, body, screen, pen);
            near(frame, foot, screen, pen, focused);
        }
    }
}

fn tone(tone: Tone, pen: &Pen<'_>) -> Style {
    match tone {
        Tone::Head => pen.theme.head.style(),
        Tone::Stop => pen.theme.stop.style(),
        Tone::Warn => pen.theme.warn.style(),
        Tone::Plain => pen.theme.text.style(),
        Tone::Aside => pen.theme.dim.style(),
    }
}

/// A message in one line.
pub fn message_words(message: &CommunicationRow, pen: &Pen<'_>) -> String {
    let at = pen.cx.now.local_of(message.prepared).strftime("%-d %b %Y %H:%M").to_string();
    format!(
        "{at}  {} ({})  {}: {}",
        message.channel.label(),
        message.purpose.label().to_lowercase(),
        message.state.label(),
        message.excerpt
    )
}

fn rows_of(line: &Line, pen: &Pen<'_>, width: usize) -> Vec<(String, Style)> {
    let label_width = 14;
    let indent = |mark: &str, label: &str| format!(" {mark}{}", pen.cell(label, label_width));
    match line {
        Line::Fact(fact) if fact.tone == Tone::Head => {
            vec![(format!(" {}", fact.label), tone(fact.tone, pen))]
        }
        Line::Fact(fact) => {
            let mark = match fact.tone {
                Tone::Stop => "S ",
                Tone::Warn => "W ",
                _ => "  ",
            };
            let (label, words) = fact.shown(pen.holds_back);
            let words = if label == HELD { pen.held(words) } else { words.to_owned() };
            let wrapped = wrap(&words, width.saturating_sub(label_width + 4));
            let rows = wrapped.into_iter().enumerate().map(|(at, words)| {
                let (mark, label) = if at == 0 { (mark, label) } else { ("  ", "") };
                (format!("{}{words}", indent(mark, label)), tone(fact.tone, pen))
            });
            rows.collect()
        }
        Line::Draft(draft) => {
            let at = pen.cx.now.local_of(draft.saved).strftime("%-d %b %H:%M").to_string();
            let (label, words) = match draft.own_form() {
                Some(form) => ("Form", format!("not finished: {}", form.label())),
                None => (draft.channel.label(), draft.body.clone()),
            };
            vec![(format!(" + {}{at}  {words}", pen.cell(label, label_width)), pen.theme.note.style())]
        }
        Line::Reminder(reminder) => {
            let due = crate::domain::date::show(reminder.reminder.due);
            let state = reminder.reminder.state.slug();
            vec![(
                format!(" > {}due {due}, {state}", pen.cell(reminder.reminder.purpose.label(), label_width)),
                pen.theme.text.style(),
            )]
        }
        Line::Message(message) => {
            vec![(
                format!(" {} {}", state_letter(message.state), message_words(message, pen)),
                pen.theme.text.style(),
            )]
        }
    }
}

/// What the line under the cursor is, and the keys that change it.
fn near(frame: &mut Frame<'_>, area: Rect, screen: &PatientScreen, pen: &Pen<'_>, focused: bool) {
    let (Some(fact), Some(dossier)) = (screen.fact(), screen.dossier()) else {
        return pen.rule(frame.buffer_mut(), row(area, 0), "");
    };
    let held = fact.is_discreet() && pen.holds_back;
    let name = if held { String::new() } else { told::name(fact, dossier) };
    let room = usize::from(area.width).saturating_sub(6);
    pen.rule(frame.buffer_mut(), row(area, 0), &pen.fit(&name, room));
    if !focused {
        return;
    }
    let mut pieces = vec![(" ".to_owned(), pen.theme.text.style())];
    let shown = |action: &&Action| {
        screen.is_near(**action) && screen.offers(**action) && !screen.label(**action).is_empty()
    };
    for action in Action::ALL.iter().filter(shown) {
        pieces.push((pen.keymap.label(*action), pen.theme.key.style()));
        pieces.push((format!(" {}  ", screen.label(*action)), pen.theme.text.style()));
    }
    pen.pieces(frame.buffer_mut(), row(area, 1), &pieces);
}

fn lines(frame: &mut Frame<'_>, area: Rect, screen: &PatientScreen, pen: &Pen<'_>) {
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let mut drawn: Vec<(String, Style, bool)> = Vec::new();
    let mut cursor = 0..1;
    for (at, line) in screen.lines.iter().enumerate() {
        let on = at == screen.cursor.at;
        let rows = rows_of(line, pen, width);
        if on {
            cursor = drawn.len()..drawn.len() + rows.len();
        }
        drawn.extend(rows.into_iter().map(|(words, style)| (words, style, on)));
    }
    let window = crate::app::lines::Lines { at: cursor.start, len: drawn.len() };
    let top = window.top(height).max(cursor.end.saturating_sub(height));
    for (at, (words, style, on)) in drawn.iter().enumerate().skip(top).take(height) {
        let place = row(area, at - top);
        if *on {
            pen.line(frame.buffer_mut(), place, &pen.cell(words, width), pen.theme.cursor.style());
        } else {
            pen.line(frame.buffer_mut(), place, words, *style);
        }
    }
}
