//! Draws the worklists: the lists with their counts, or the lines of one.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::pen::{Pen, below, row, split, wrap};
use crate::app::screen::worklists::Worklists;
use crate::domain::date;
use crate::domain::worklist::{Worklist, WorklistCount, WorklistRow};

/// Rows for all the words of one line.
const DETAIL: u16 = 5;

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &Worklists, pen: &Pen<'_>) {
    if let Some(trouble) = &screen.trouble {
        let words = format!(" ! {trouble}");
        return pen.line(frame.buffer_mut(), row(area, 0), &words, pen.theme.stop.style());
    }
    match screen.open {
        None => lists(frame, area, screen, pen),
        Some(list) => lines(frame, area, list, screen, pen),
    }
}

fn lists(frame: &mut Frame<'_>, area: Rect, screen: &Worklists, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    pen.line(buffer, row(area, 0), " What somebody has to look at", pen.theme.head.style());
    let width = usize::from(area.width);
    for (at, list) in Worklist::ALL.into_iter().enumerate() {
        let known = screen.counts.iter().flatten().find(|count| count.list == list);
        let count = known.map_or_else(|| "...".to_owned(), WorklistCount::show);
        let is_empty = known.is_some_and(|count| count.count == 0);
        let words = format!("  {count:>5}  {}", list.label());
        let style = match (at == screen.lists.at, is_empty) {
            (true, _) => pen.theme.cursor.style(),
            (false, true) => pen.theme.dim.style(),
            (false, false) => pen.theme.text.style(),
        };
        pen.line(buffer, row(below(area, 2), at), &pen.cell(&words, width), style);
    }
}

fn lines(frame: &mut Frame<'_>, area: Rect, list: Worklist, screen: &Worklists, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    pen.line(buffer, row(area, 0), &format!(" {}", list.label()), pen.theme.head.style());
    let width = usize::from(area.width);
    let head = columns(pen, width, ["Patient", "Born", "Day", "What"]);
    pen.line(buffer, row(area, 1), &head, pen.theme.dim.style());
    let place = below(area, 2);
    let Some(rows) = &screen.rows else {
        return pen.line(buffer, row(place, 0), " Reading the list", pen.theme.pending.style());
    };
    if rows.is_empty() {
        return pen.line(buffer, row(place, 0), " Nothing waits here.", pen.theme.clear.style());
    }
    let (place, detail) = split(place, place.height.saturating_sub(DETAIL));
    if let Some(one) = screen.row() {
        whole(frame, detail, one, pen);
    }
    let buffer = frame.buffer_mut();
    let height = usize::from(place.height);
    let top = screen.cursor.top(height);
    for (at, one) in rows.iter().enumerate().skip(top).take(height) {
        let style = if at == screen.cursor.at { pen.theme.cursor.style() } else { pen.theme.text.style() };
        pen.line(buffer, row(place, at - top), &pen.cell(&line(one, pen, width), width), style);
    }
}

fn line(one: &WorklistRow, pen: &Pen<'_>, width: usize) -> String {
    let born = one.patient.birth_date.map_or_else(|| "not known".to_owned(), date::PartialDate::show);
    let day = one.on.map(date::show).unwrap_or_default();
    columns(pen, width, [&one.patient.name, &born, &day, &one.words])
}

/// The line under the cursor with all its words: the columns leave them little room.
fn whole(frame: &mut Frame<'_>, area: Rect, one: &WorklistRow, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    let born = one.patient.birth_date.map(|born| format!(", {}", born.show())).unwrap_or_default();
    pen.rule(buffer, row(area, 0), &format!("{}{born}", one.patient.name));
    let days = one.on.map(|on| (on, (pen.cx.now.today() - on).get_days()));
    let day = days.map(|(on, days)| match days {
        0 => format!("{}, today: ", date::show(on)),
        1 => format!("{}, yesterday: ", date::show(on)),
        2.. => format!("{}, {days} days ago: ", date::show(on)),
        -1 => format!("{}, tomorrow: ", date::show(on)),
        _ => format!("{}, in {} days: ", date::show(on), -days),
    });
    let words = format!("{}{}", day.unwrap_or_default(), one.words);
    let lines = wrap(&words, usize::from(area.width).saturating_sub(2));
    for (at, words) in lines.iter().take(usize::from(area.height).saturating_sub(1)).enumerate() {
        pen.line(buffer, row(below(area, 1), at), &format!(" {words}"), pen.theme.text.style());
    }
}

fn columns(pen: &Pen<'_>, width: usize, words: [&str; 4]) -> String {
    let [name, born, day, what] = words;
    let name_width = if width >= 100 { 32 } else { 22 };
    let used = 1 + name_width + 13 + 13;
    format!(
        " {}{}{}{}",
        pen.cell(&pen.fit(name, name_width - 1), name_width),
        pen.cell(born, 13),
        pen.cell(day, 13),
        pen.fit(what, width.saturating_sub(used)),
    )
}
