//! Draws the search for a patient.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::editor;
use super::frame::flags;
use super::pen::{Pen, below, row};
use crate::app::Action;
use crate::app::screen::patients::Patients;
use crate::domain::date::PartialDate;
use crate::domain::dossier::PatientRow;

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &Patients, pen: &Pen<'_>, focused: bool) {
    let label = " Find ";
    pen.line(frame.buffer_mut(), row(area, 0), label, pen.theme.head.style());
    let field = Rect { x: area.x + 6, width: area.width.saturating_sub(8).min(60), height: 1, ..area };
    frame.buffer_mut().set_style(field, pen.theme.field.style());
    let look = editor::Look { text: pen.theme.field.style(), ..pen.look() };
    editor::draw(frame, field, &screen.field, &[], &look, focused);
    let buffer = frame.buffer_mut();
    pen.line(buffer, row(area, 1), &below_field(screen), pen.theme.dim.style());
    if let Some(trouble) = &screen.trouble {
        pen.line(buffer, row(area, 1), &format!(" ! {trouble}"), pen.theme.stop.style());
    }
    let width = usize::from(area.width);
    let heads = columns(pen, width, ["", "Patient", "Born", "NHS number", "Postcode", ""]);
    pen.line(buffer, row(area, 2), &heads, pen.theme.head.style());
    let area = below(area, 3);
    let Some(found) = &screen.found else { return };
    if found.rows.is_empty() {
        return nobody(frame, area, screen, pen);
    }
    let height = usize::from(area.height);
    let top = screen.cursor_top(height);
    for (at, patient) in found.rows.iter().enumerate().skip(top).take(height) {
        let on = at == screen.lines.at;
        let style = if on { pen.theme.cursor.style() } else { pen.theme.text.style() };
        pen.line(buffer, row(area, at - top), &one(patient, pen, width), style);
        let loud = patient.standing.deceased || patient.standing.restricted || patient.standing.left;
        if loud && !on {
            let place = row(area, at - top);
            buffer.set_style(Rect { width: 4, ..place }, pen.theme.stop.style());
        }
    }
    if found.more && found.rows.len() - top <= height {
        let place = row(area, found.rows.len() - top);
        pen.line(
            buffer,
            place,
            " There are more: type another part of the name, or a date of birth",
            pen.theme.dim.style(),
        );
    }
}

fn below_field(screen: &Patients) -> String {
    let corrected = screen.found.iter().flat_map(|found| &found.corrected);
    let read: Vec<String> =
        corrected.map(|(typed, taken)| format!("\"{typed}\" read as \"{taken}\"")).collect();
    if !read.is_empty() && !screen.field.text().is_empty() {
        return format!(" Nobody matches exactly: {}", read.join(", "));
    }
    " Any part of a name, date of birth, NHS number, phone or postcode, in any order".into()
}

fn letters(patient: &PatientRow) -> String {
    let marks = [
        (patient.standing.deceased, 'D'),
        (patient.standing.restricted, 'R'),
        (patient.standing.left, 'L'),
        (patient.lookalike, '='),
    ];
    marks.into_iter().filter(|(on, _)| *on).map(|(_, c)| c).collect()
}

fn one(patient: &PatientRow, pen: &Pen<'_>, width: usize) -> String {
    let number = patient
        .nhs_number
        .map(|number| number.to_string())
        .or_else(|| patient.practice_number.as_ref().map(|number| format!("no. {number}")))
        .unwrap_or_default();
    let born = patient.birth_date.map(PartialDate::show).unwrap_or_default();
    let words: Vec<&str> = flags(patient.standing, patient.lookalike, pen)
        .into_iter()
        .filter_map(|words| words.split_once(' ').map(|(_, word)| word))
        .collect();
    let postcode = patient.postcode.as_deref().unwrap_or_default();
    columns(pen, width, [&letters(patient), &patient.name, &born, &number, postcode, &words.join(" ")])
}

fn columns(pen: &Pen<'_>, width: usize, words: [&str; 6]) -> String {
    let [letters, name, born, number, postcode, flags] = words;
    let flag_width = if width >= 100 { 24 } else { 11 };
    let name_width = width.saturating_sub(1 + 4 + 12 + 13 + 9 + flag_width).max(8);
    format!(
        " {}{}{}{}{}{}",
        pen.cell(letters, 4),
        pen.cell(&pen.fit(name, name_width - 1), name_width),
        pen.cell(born, 12),
        pen.cell(number, 13),
        pen.cell(postcode, 9),
        pen.cell(flags, flag_width - 1),
    )
}

fn nobody(frame: &mut Frame<'_>, area: Rect, screen: &Patients, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    let words = if screen.field.text().trim().is_empty() {
        " There are no patients on file yet."
    } else {
        " Nobody on file matches. Check the spelling, or try the date of birth alone."
    };
    pen.line(buffer, row(area, 0), words, pen.theme.warn.style());
    let key = pen.keymap.label(Action::Back);
    pen.line(buffer, row(area, 1), &format!(" {key} empties the field."), pen.theme.dim.style());
}
