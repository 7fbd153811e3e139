//! Draws a form: a field below its question, or, for what is kept on file, all fields in two columns.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::boxed;
use crate::app::Action;
use crate::app::overlay::form::{Form, FormField, Value};
use crate::view::editor;
use crate::view::pen::{Pen, row, wrap};

/// Columns of the labels, where they stand beside the fields.
const LABELS: usize = 24;

/// Lines of what a form is about, at most: the field and the button stay in a window of 24 lines.
const ABOUT: usize = 12;

/// Draws a form.
pub fn draw(frame: &mut Frame<'_>, area: Rect, form: &Form, pen: &Pen<'_>) {
    if form.sheet().is_some() { columns(frame, area, form, pen) } else { rows(frame, area, form, pen) }
}

fn rows(frame: &mut Frame<'_>, area: Rect, form: &Form, pen: &Pen<'_>) {
    let width = 76.min(area.width.saturating_sub(2));
    let inside = usize::from(width).saturating_sub(4);
    let about: Vec<String> = form.about.iter().flat_map(|words| wrap(words, inside)).take(ABOUT).collect();
    let rows = about.len() + form.fields.len() * 2 + 4 + usize::from(!about.is_empty());
    let inner = boxed(frame, area, (width, u16::try_from(rows).unwrap_or(u16::MAX)), &form.title, pen);
    let mut at = 0;
    for line in &about {
        pen.line(frame.buffer_mut(), row(inner, at), line, pen.theme.dim.style());
        at += 1;
    }
    at += usize::from(!about.is_empty());
    for (number, field) in form.fields.iter().enumerate() {
        let on = number == form.at;
        let optional = if field.optional { " (can stay empty)" } else { "" };
        let label = format!("{}{optional}", field.label);
        pen.line(frame.buffer_mut(), row(inner, at), &label, pen.theme.head.style());
        value(frame, row(inner, at + 1), &field.value, on, pen);
        at += 2;
    }
    let on = form.at >= form.fields.len();
    let style = if on { pen.theme.cursor.style() } else { pen.theme.key.style() };
    pen.line(frame.buffer_mut(), row(inner, at + 1), &format!("[ {} ]", form.button), style);
}

fn value(frame: &mut Frame<'_>, area: Rect, value: &Value, on: bool, pen: &Pen<'_>) {
    let style = if on { pen.theme.cursor.style() } else { pen.theme.text.style() };
    let (left, right) = (pen.glyph("\u{25c2}", "<"), pen.glyph("\u{25b8}", ">"));
    match value {
        Value::Choice { options, at } => {
            let words = options.get(*at).map(String::as_str).unwrap_or_default();
            pen.line(frame.buffer_mut(), area, &format!(" {left} {words} {right} "), style);
        }
        Value::Answer(answer) => {
            let words = match answer {
                None => "y or n",
                Some(true) => "yes",
                Some(false) => "no",
            };
            pen.line(frame.buffer_mut(), area, &format!(" {left} {words} {right} "), style);
        }
        Value::Many { options, at } => {
            let words = options.get(*at).map(|(words, on)| tick(words, *on)).unwrap_or_default();
            pen.line(frame.buffer_mut(), area, &format!(" {left} {words} {right} "), style);
        }
        Value::Words(field) => {
            frame.buffer_mut().set_style(area, pen.theme.field.style());
            let look = editor::Look { text: pen.theme.field.style(), ..pen.look() };
            editor::draw(frame, area, field, &[], &look, on);
        }
    }
}

fn tick(words: &str, on: bool) -> String {
    format!("[{}] {words}", if on { "x" } else { " " })
}

/// All fields in two columns, what is to be said about them below, then the button.
fn columns(frame: &mut Frame<'_>, area: Rect, form: &Form, pen: &Pen<'_>) {
    let width = 78.min(area.width.saturating_sub(2));
    let inside = usize::from(width).saturating_sub(4);
    let about: Vec<String> = form.about.iter().flat_map(|words| wrap(words, inside)).take(4).collect();
    // two rows of words, the button, the frame
    let rows = about.len() + form.fields.len() + 6;
    let inner = boxed(frame, area, (width, u16::try_from(rows).unwrap_or(u16::MAX)), &form.title, pen);
    let height = usize::from(inner.height);
    let about: Vec<String> = about.into_iter().take(height.saturating_sub(5)).collect();
    for (at, line) in about.iter().enumerate() {
        let style = if at == 0 { pen.theme.dim.style() } else { pen.theme.warn.style() };
        pen.line(frame.buffer_mut(), row(inner, at), line, style);
    }
    let room = height.saturating_sub(about.len() + 4).max(1);
    let lines = crate::app::lines::Lines {
        at: form.at.min(form.fields.len().saturating_sub(1)),
        len: form.fields.len(),
    };
    let top = lines.top(room);
    for (at, field) in form.fields.iter().enumerate().skip(top).take(room) {
        let place = row(inner, about.len() + at - top);
        column(frame, place, (field, form.is_asked(at), at == form.at), pen);
    }
    let below = about.len() + room.min(form.fields.len());
    let (words, style) = said(form, pen);
    for (at, line) in wrap(&words, inside).into_iter().take(2).enumerate() {
        pen.line(frame.buffer_mut(), row(inner, below + 1 + at), &line, style);
    }
    let on = form.at >= form.fields.len();
    let style = if on { pen.theme.cursor.style() } else { pen.theme.key.style() };
    let mut pieces = vec![(format!("[ {} ]", form.button), style)];
    if form.fields.len() > 1 {
        let key = pen.keymap.label(Action::Keep);
        pieces.push((format!("  {key} does it from any line"), pen.theme.dim.style()));
    }
    pen.pieces(frame.buffer_mut(), row(inner, below + 3), &pieces);
}

/// What is wrong, or what the program reads, or how the present field is answered.
fn said(form: &Form, pen: &Pen<'_>) -> (String, Style) {
    if let Some(wrong) = &form.wrong {
        let (letter, style) =
            if wrong.doubt { ("W", pen.theme.warn.style()) } else { ("!", pen.theme.stop.style()) };
        return (format!("{letter} {}", wrong.words), style);
    }
    let dim = pen.theme.dim.style();
    match form.fields.get(form.at).map(|field| &field.value) {
        Some(Value::Many { options, .. }) => {
            let ticked: Vec<&str> =
                options.iter().filter(|(_, on)| *on).map(|(words, _)| words.as_str()).collect();
            let list = if ticked.is_empty() { "none".to_owned() } else { ticked.join(", ") };
            (format!("Arrows or a first letter choose, Space ticks. Ticked: {list}"), dim)
        }
        Some(Value::Choice { options, at }) => {
            let words = format!("{} of {}: arrows or the first letter choose", at + 1, options.len());
            (words, dim)
        }
        _ => form.read_as().map_or((String::new(), dim), |words| (words, pen.theme.note.style())),
    }
}

/// A field beside its label.
fn column(frame: &mut Frame<'_>, area: Rect, (field, asked, on): (&FormField, bool, bool), pen: &Pen<'_>) {
    let labels = u16::try_from(LABELS).unwrap_or(0).min(area.width / 2);
    let label = Rect { width: labels, ..area };
    let place = Rect { x: area.x + labels, width: area.width - labels, ..area };
    let dim = pen.theme.dim.style();
    let style = if asked { pen.theme.head.style() } else { dim };
    pen.line(frame.buffer_mut(), label, field.label, style);
    if !asked {
        return pen.line(frame.buffer_mut(), place, " -", dim);
    }
    match &field.value {
        Value::Many { options, .. } if !on => {
            let ticked: Vec<&str> =
                options.iter().filter(|(_, on)| *on).map(|(words, _)| words.as_str()).collect();
            let (words, style) = match ticked.as_slice() {
                [] => (format!("({})", field.hint), dim),
                some => (some.join(", "), pen.theme.text.style()),
            };
            pen.line(frame.buffer_mut(), place, &format!("   {words}"), style);
        }
        Value::Choice { options, at } if !on => {
            let words = options.get(*at).map(String::as_str).unwrap_or_default();
            pen.line(frame.buffer_mut(), place, &format!("   {words}"), pen.theme.text.style());
        }
        Value::Words(editor) => {
            // words stand below words: a choice has its arrow and blanks before it
            let place = Rect { x: place.x + 3, width: place.width.saturating_sub(3), ..place };
            value(frame, place, &field.value, on, pen);
            if editor.text().is_empty() {
                let hint = match (field.hint, field.optional) {
                    ("", true) => "(can stay empty)".to_owned(),
                    ("", false) => "(an answer is needed)".to_owned(),
                    (hint, _) => format!("({hint})"),
                };
                let inside = Rect { x: place.x + 1, width: place.width.saturating_sub(1), ..place };
                pen.line(frame.buffer_mut(), inside, &hint, dim);
            }
        }
        _ => value(frame, place, &field.value, on, pen),
    }
}
