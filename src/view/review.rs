//! Draws the last look: the exact text, to whom, by what, what was found and how it was settled.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::compose::{approval, emergency, route_words};
use super::editor::{self, Mark};
use super::findings;
use super::frame::strip;
use super::pen::{Pen, below, row, split, wrap};
use crate::app::screen::review::{Review, Row};
use crate::app::writing::Writing;
use crate::domain::communication::{HandOver, RecordMode};
use crate::domain::span::Field;

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &Review, pen: &Pen<'_>) {
    let writing = &screen.compose.writing;
    strip(frame, row(area, 0), &writing.who, pen);
    let draft = &writing.draft;
    let label = pen.theme.dim.style();
    let head = pen.theme.head.style();
    let buffer = frame.buffer_mut();
    pen.pieces(buffer, row(area, 1), &[(" To       ".into(), label), (route_words(writing, pen), head)]);
    let subject =
        if draft.channel.has_subject() { format!("   Subject: {}", draft.subject) } else { String::new() };
    let mut why = vec![(" Why      ".into(), label), (draft.purpose.label().into(), head)];
    why.extend(emergency(draft, pen));
    why.push((subject, head));
    pen.pieces(buffer, row(area, 2), &why);
    pen.rule(buffer, row(area, 3), "Exactly this text");
    let area = below(area, 4);
    let lines = rows(screen, pen, usize::from(area.width));
    let wanted = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
    let least = 3.min(area.height / 2);
    let bottom_height = wanted.min(area.height.saturating_sub(least));
    let (top, bottom) = split(area, area.height - bottom_height);
    text(frame, top, screen, pen);
    settle(frame, bottom, writing, &lines, pen);
}

fn text(frame: &mut Frame<'_>, area: Rect, screen: &Review, pen: &Pen<'_>) {
    let writing = &screen.compose.writing;
    let on = screen.row();
    let marks: Vec<Mark> = writing
        .verdict
        .findings
        .iter()
        .enumerate()
        .flat_map(|(at, finding)| {
            let (severity, current) = (finding.severity, on == Row::Finding(at));
            finding.places(Field::Text).map(move |span| Mark { range: span.range(), severity, current })
        })
        .collect();
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    // the marked words of the finding under the cursor are in sight
    let layout = crate::app::editor::Layout::new(&writing.draft.body, inner.width.saturating_sub(1));
    let current = marks.iter().find(|mark| mark.current).map_or(0, |mark| layout.row_of(mark.range.start));
    let top = current.saturating_sub(usize::from(inner.height).saturating_sub(2));
    editor::draw_text(frame.buffer_mut(), inner, &writing.draft.body, &marks, top, &pen.look());
}

/// A line, how it looks, and whether the cursor is on it.
type Drawn = (String, Style, bool);

fn rows(screen: &Review, pen: &Pen<'_>, width: usize) -> Vec<Drawn> {
    let writing = &screen.compose.writing;
    let mut drawn: Vec<Drawn> = Vec::new();
    if let Some(what) = &screen.conflict {
        let words = format!(
            "Nothing was written: {what} changed at another desk. It was judged again; look once more."
        );
        drawn.extend(
            wrap(&words, width - 4)
                .into_iter()
                .map(|line| (format!(" ! {line}"), pen.theme.stop.style(), false)),
        );
    }
    if let Some(trouble) = &screen.trouble {
        drawn.extend(
            wrap(&trouble.to_string(), width - 4)
                .into_iter()
                .map(|line| (format!(" ! {line}"), pen.theme.stop.style(), false)),
        );
    }
    if let Some(used) = &writing.draft.template {
        let (state, style) = approval(writing, pen);
        let words = format!("Approved text {}, version {}, {state}", used.id, used.version);
        drawn.extend(
            wrap(&words, width.saturating_sub(2)).into_iter().map(|line| (format!(" {line}"), style, false)),
        );
    }
    for at in screen.rows() {
        let on = at == screen.row();
        match at {
            Row::Finding(number) => {
                if let Some(finding) = writing.verdict.findings.get(number) {
                    // the last look shows every sentence whole
                    let detail = findings::Detail { open: on, whole: true, cures: false };
                    let lines = findings::lines(finding, writing, pen, width, detail);
                    drawn.extend(lines.into_iter().map(|(line, style)| (line, style, on)));
                }
            }
            Row::Record => {
                drawn.push((choice("Record", &record_words(screen), on, pen), pen.theme.text.style(), on));
            }
            Row::Way => {
                drawn.push((choice("Leaves", &way_words(&screen.way), on, pen), pen.theme.text.style(), on));
            }
            Row::SendIt => drawn.push((button(screen, on, pen), button_style(screen, pen), on)),
        }
    }
    drawn
}

fn choice(label: &str, words: &str, on: bool, pen: &Pen<'_>) -> String {
    let (left, right) =
        if on { (pen.glyph("\u{25c2}", "<"), pen.glyph("\u{25b8}", ">")) } else { (" ", " ") };
    format!(" {}{left} {words} {right}", pen.cell(label, 8))
}

fn record_words(screen: &Review) -> String {
    match &screen.compose.writing.draft.record {
        None => "not chosen yet".into(),
        Some(RecordMode::Exact) => "the exact text".into(),
        Some(RecordMode::Summary(words)) if words.is_empty() => "a summary: Enter to write it".into(),
        Some(RecordMode::Summary(words)) => format!("a summary: {words}"),
        Some(RecordMode::RecordedBy(system)) => format!("recorded by {system}"),
    }
}

/// By what way, in the words of a choice.
pub fn way_words(way: &HandOver) -> String {
    match way {
        HandOver::Clipboard => "by the clipboard, to be pasted into the system that sends it".into(),
        HandOver::Outbox => "as a file in the outbox".into(),
        HandOver::System(name) => format!("staff send it with {name}"),
        HandOver::Spoken => "it is said on the phone".into(),
    }
}

fn button(screen: &Review, on: bool, pen: &Pen<'_>) -> String {
    let mark = if on { pen.glyph("\u{25b8}", ">") } else { " " };
    if screen.sending {
        return format!(" {mark}[ Being put on the record ]");
    }
    match screen.compose.writing.obstacle() {
        Some(obstacle) => format!(" {mark}[ Not yet: {obstacle} ]"),
        None => format!(
            " {mark}[ Put it on the record and hand it over ]  {}",
            pen.keymap.label(crate::app::Action::SendIt)
        ),
    }
}

fn button_style(screen: &Review, pen: &Pen<'_>) -> Style {
    if screen.compose.writing.obstacle().is_some() { pen.theme.warn.style() } else { pen.theme.clear.style() }
}

fn settle(frame: &mut Frame<'_>, area: Rect, writing: &Writing, lines: &[Drawn], pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    pen.rule(buffer, row(area, 0), "");
    let place = row(area, 0);
    let place = Rect { x: place.x + 1, width: place.width.saturating_sub(2), ..place };
    let mut pieces = findings::verdict(writing, pen);
    pieces.push((" ".into(), pen.theme.text.style()));
    pen.pieces(buffer, place, &pieces);
    let area = below(area, 1);
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let end = lines.iter().rposition(|(_, _, on)| *on).map_or(0, |at| at + 1);
    let top = end.saturating_sub(height);
    for (at, (line, style, on)) in lines.iter().enumerate().skip(top).take(height) {
        let place = row(area, at - top);
        if *on {
            pen.line(buffer, place, &pen.cell(line, width), pen.theme.cursor.style());
        } else {
            pen.line(buffer, place, line, *style);
        }
    }
}
