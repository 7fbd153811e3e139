//! Draws the reminders: the worklist, what is due, a preview of the line under the cursor, and the first-run page.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::findings;
use super::pen::{Pen, below, row, split, wrap};
use crate::app::screen::reminders::{self, Reminders, Work};
use crate::app::{Action, Backups};
use crate::domain::practice::Counts;
use crate::domain::reminder::{Queue, ReminderRow, ReminderState, Sort};
use crate::domain::shown;

/// From this width on the preview stands beside the list.
const WIDE: u16 = 110;

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &Reminders, pen: &Pen<'_>) {
    if let Some(trouble) = &screen.trouble {
        pen.line(frame.buffer_mut(), row(area, 0), &format!(" ! {trouble}"), pen.theme.stop.style());
        return list(frame, below(area, 1), screen, pen);
    }
    if screen.is_first_run() {
        return first_run(frame, area, pen);
    }
    pen.pieces(frame.buffer_mut(), row(area, 0), &summary(screen, pen));
    let line = filter(screen, pen).unwrap_or_else(|| parts(screen, pen));
    pen.pieces(frame.buffer_mut(), row(area, 1), &line);
    let named = views(screen, pen);
    if !named.is_empty() {
        pen.pieces(frame.buffer_mut(), row(area, 2), &named);
    }
    let area = below(area, if named.is_empty() { 2 } else { 3 });
    if area.width >= WIDE {
        let right = area.width / 3;
        let left = Rect { width: area.width - right - 1, ..area };
        list(frame, left, screen, pen);
        preview(frame, Rect { x: left.right() + 1, width: right, ..area }, screen, pen);
    } else {
        let height = if area.height >= 18 { 7 } else { 4 };
        let (top, bottom) = split(area, area.height - height);
        list(frame, top, screen, pen);
        preview(frame, bottom, screen, pen);
    }
}

/// What narrows the list, in place of the parts; `None`: all are shown.
fn filter(screen: &Reminders, pen: &Pen<'_>) -> Option<Vec<(String, Style)>> {
    if let Some(rule) = &screen.by_rule {
        let keys = format!("  {} shows all", pen.keymap.label(Action::Back));
        return Some(vec![
            (format!(" {} blocked by ", screen.queue.label()), pen.theme.head.style()),
            (rule.clone(), pen.theme.stop.style()),
            (keys, pen.theme.key.style()),
        ]);
    }
    let narrowed = screen.filter.as_ref()?;
    let end = if narrowed.typing { pen.glyph("\u{2588}", "_") } else { " " };
    let words = format!("{}{end}", narrowed.field.text());
    let keys = if narrowed.typing {
        format!("  {} to the list", pen.keymap.label(Action::Open))
    } else {
        format!("  {} shows all", pen.keymap.label(Action::Back))
    };
    Some(vec![
        (format!(" {} with ", screen.queue.label()), pen.theme.head.style()),
        (words, pen.theme.field.style()),
        (keys, pen.theme.key.style()),
    ])
}

/// The parts of the queue with how many each holds, the one that is shown marked.
fn parts(screen: &Reminders, pen: &Pen<'_>) -> Vec<(String, Style)> {
    let count = |queue: Queue| screen.counts.iter().find(|count| count.queue == queue).map(|one| one.count);
    let mut pieces = Vec::new();
    for queue in Queue::ALL {
        let number = match count(queue) {
            None | Some(0) => String::new(),
            Some(count) if count > Queue::MOST => format!(" {}+", Queue::MOST),
            Some(count) => format!(" {count}"),
        };
        let (style, open, close) = match (queue == screen.queue, number.is_empty()) {
            (true, _) => (pen.theme.head.style(), "[", "]"),
            (false, true) => (pen.theme.dim.style(), " ", " "),
            (false, false) => (pen.theme.text.style(), " ", " "),
        };
        pieces.push((format!("{open}{}{number}{close}", queue.label()), style));
    }
    pieces.push((format!(" {}", pen.glyph("\u{25c2} \u{25b8}", "< >")), pen.theme.key.style()));
    pieces
}

/// The saved views with how many each holds, the one that is shown marked; nothing where none is saved.
fn views(screen: &Reminders, pen: &Pen<'_>) -> Vec<(String, Style)> {
    let shown = screen.named(pen.cx.views).map(|view| view.name.as_str());
    let one = |(at, view): (usize, &crate::domain::reminder::NamedView)| {
        let count = screen.view_counts.get(at).copied();
        let number = count.filter(|count| *count > 0).map(|count| format!(" {}", reminders::shown(count)));
        let name = shown::line(&view.name);
        let (style, open, close) = match (shown == Some(view.name.as_str()), number.is_none()) {
            (true, _) => (pen.theme.head.style(), "[", "]"),
            (false, true) => (pen.theme.dim.style(), " ", " "),
            (false, false) => (pen.theme.text.style(), " ", " "),
        };
        (format!("{open}{name}{}{close}", number.unwrap_or_default()), style)
    };
    let mut pieces: Vec<(String, Style)> = pen.cx.views.iter().enumerate().map(one).collect();
    if !pieces.is_empty() {
        pieces.insert(0, (format!(" {} ", pen.keymap.label(Action::Views)), pen.theme.key.style()));
    }
    pieces
}

fn summary(screen: &Reminders, pen: &Pen<'_>) -> Vec<(String, Style)> {
    let text = pen.theme.text.style();
    let Some(overview) = screen.overview else {
        return vec![(" Reading the practice".into(), pen.theme.pending.style())];
    };
    let counts = overview.counts;
    let due =
        if counts.due > Counts::MOST_DUE { format!("{}+", Counts::MOST_DUE) } else { counts.due.to_string() };
    let mut pieces = vec![(format!(" {due} due of {} patients", counts.patients), text)];
    if screen.sort != Sort::Due {
        pieces.push((format!("  by {}", screen.sort.label()), pen.theme.note.style()));
    }
    if screen.marked_count() > 0 {
        let words = format!("  {} marked ({})", screen.marked_count(), pen.keymap.label(Action::Batch));
        pieces.push((words, pen.theme.key.style()));
    }
    let now = pen.cx.now.at;
    pieces.extend(pen.cx.backups.map(|backups| backup(backups, pen)));
    match overview.imported {
        Some(at) => {
            let days = (now.as_second() - at.as_second()).max(0) / 86_400;
            let old = days > i64::from(pen.cx.import_age_days);
            let words = match days {
                0 => "  Last import: today".into(),
                1 => "  Last import: yesterday".into(),
                days => format!("  Last import: {days} days ago"),
            };
            pieces.push((words, if old { pen.theme.warn.style() } else { text }));
            if old {
                pieces.push((
                    format!(" (W old: {} imports a new list)", pen.keymap.label(Action::Import)),
                    pen.theme.warn.style(),
                ));
            }
        }
        None => pieces.push(("  Nothing was imported yet".into(), pen.theme.warn.style())),
    }
    let waiting =
        [(counts.for_guardian, "for guardian"), (counts.conflicts, "to settle"), (counts.missing, "left?")];
    for (count, words) in waiting.into_iter().filter(|(count, _)| *count > 0) {
        pieces.push((format!("  W {count} {words}"), pen.theme.warn.style()));
    }
    if waiting.iter().any(|(count, _)| *count > 0) {
        pieces.push((format!(" ({})", pen.keymap.label(Action::GoWorklists)), pen.theme.key.style()));
    }
    pieces
}

/// How old the last copy of the practice is, or why there is none.
fn backup(backups: &Backups, pen: &Pen<'_>) -> (String, Style) {
    let warn = pen.theme.warn.style();
    let days = backups.last.map(|at| (pen.cx.now.at.as_second() - at.as_second()).max(0) / 86_400);
    match (&backups.failed, days) {
        (Some(why), _) => (format!("  W No backup: {}", shown::line(why)), warn),
        (None, None) => ("  W No backup yet".to_owned(), warn),
        (None, Some(0)) => ("  Backup: today".to_owned(), pen.theme.text.style()),
        (None, Some(1)) => ("  Backup: yesterday".to_owned(), pen.theme.text.style()),
        (None, Some(days)) if days > Backups::STALE => (format!("  W Backup: {days} days ago"), warn),
        (None, Some(days)) => (format!("  Backup: {days} days ago"), pen.theme.text.style()),
    }
}

fn list(frame: &mut Frame<'_>, area: Rect, screen: &Reminders, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    let width = usize::from(area.width);
    let works = screen.work.len();
    let top_rows = works.min(usize::from(area.height) / 2);
    for (at, work) in screen.work.iter().take(top_rows).enumerate() {
        let (mark, text) = match work {
            Work::Unconfirmed(count) => ("?", format!("{count} handed over or held: were they sent?")),
            Work::ToCopy(count) => (">", format!("{count} to copy into the clinical record")),
            Work::Draft(draft, who) => {
                let words = match draft.own_form() {
                    Some(form) => {
                        format!("Form not finished: {}, {} ({})", form.label(), who.name, who.birth)
                    }
                    None => format!("Draft to {} ({}): {}", who.name, who.birth, draft.body.trim()),
                };
                ("+", words)
            }
        };
        let style = if screen.cursor.at == at { pen.theme.cursor.style() } else { pen.theme.note.style() };
        pen.line(buffer, row(area, at), &pen.cell(&format!(" {mark} {text}"), width), style);
    }
    let area = below(area, u16::try_from(top_rows).unwrap_or(0));
    pen.line(
        buffer,
        row(area, 0),
        &columns(pen, width, [" ", "Due", "Patient", "Born", "Purpose", "By"]),
        pen.theme.head.style(),
    );
    let area = below(area, 1);
    let Some(rows) = &screen.rows else {
        return pen.line(buffer, row(area, 0), " Reading the reminders", pen.theme.pending.style());
    };
    if rows.is_empty() {
        pen.line(buffer, row(area, 0), nothing(screen.queue), pen.theme.clear.style());
        let hint = pen.hint(Action::GoPatients, "finds a patient to write to");
        return pen.pieces(
            buffer,
            row(area, 1),
            &[(" ".into(), pen.theme.text.style()), hint[0].clone(), hint[1].clone()],
        );
    }
    let height = usize::from(area.height);
    let on = screen.cursor.at.checked_sub(works);
    let lines = crate::app::lines::Lines { at: on.unwrap_or(0), len: rows.len() };
    let top = screen.sight.top(lines, height);
    for (at, reminder) in rows.iter().enumerate().skip(top).take(height) {
        let style = if on == Some(at) { pen.theme.cursor.style() } else { pen.theme.text.style() };
        one(buffer, row(area, at - top), reminder, screen, pen, style);
    }
}

/// What is said of a part that holds nothing.
const fn nothing(queue: Queue) -> &'static str {
    match queue {
        Queue::Now => " Nothing waits now.",
        Queue::Today => " Nothing is due today.",
        Queue::Week => " Nothing is due in the next seven days.",
        Queue::Overdue => " Nothing is overdue.",
        Queue::Snoozed => " Nothing is put off.",
        Queue::Mine => " You have taken nothing.",
        Queue::Failed => " Nothing failed.",
        Queue::Done => " Nothing was done yet today.",
    }
}

fn columns(pen: &Pen<'_>, width: usize, words: [&str; 6]) -> String {
    let name = width.saturating_sub(2 + 2 + 7 + 12 + 19 + 11).max(8);
    // how wide each column is, and how much of it its words may take
    let widths = [(3, 2), (7, 7), (name, name - 1), (12, 12), (19, 18), (10, 10)];
    let mut line = String::with_capacity(width + 32);
    line.push(' ');
    for (words, (wide, most)) in words.into_iter().zip(widths) {
        pen.push_cell(&mut line, words, most);
        line.extend(std::iter::repeat_n(' ', wide - most));
    }
    line
}

fn one(
    buffer: &mut ratatui::buffer::Buffer,
    area: Rect,
    reminder: &ReminderRow,
    screen: &Reminders,
    pen: &Pen<'_>,
    style: Style,
) {
    let outlook = screen.outlooks.get(&reminder.reminder.id);
    let (mark, by) = match outlook {
        None => (pen.glyph("\u{2026}", "."), ""),
        Some(outlook) => {
            (findings::letter(outlook.severity), outlook.channel.map_or("no way", |channel| channel.label()))
        }
    };
    let due = reminder.reminder.due.strftime("%-d %b").to_string();
    let purpose = format!("{}{}", reminder.reminder.purpose.label(), standing(reminder, pen));
    let by = match reminder.reminder.claim_at(pen.cx.now.at) {
        Some(claim) => format!("{} {}", pen.glyph("\u{25cf}", "@"), screen.name_of(claim)),
        None if !reminder.reminder.state.is_open() => reminder.reminder.state.slug().to_owned(),
        None => by.to_owned(),
    };
    let mut text = columns(
        pen,
        usize::from(area.width),
        [mark, &due, &reminder.patient_name, &reminder.patient_birth, &purpose, &by],
    );
    if screen.is_marked(reminder.reminder.id) {
        text.replace_range(..1, pen.glyph("\u{2713}", "*"));
    }
    pen.line(buffer, area, &text, style);
    if let Some(outlook) = outlook {
        let under = Rect { x: area.x + 1, width: 2, ..area };
        let colour = pen.theme.severity(outlook.severity);
        buffer.set_style(under, Style { bg: style.bg.or(colour.bg), ..style.patch(colour) });
    }
}

/// How a reminder stands, in a word behind its purpose; nothing where it simply waits.
fn standing(row: &ReminderRow, pen: &Pen<'_>) -> String {
    let reminder = &row.reminder;
    let time = |at: jiff::Timestamp| {
        let local = pen.cx.now.local_of(at);
        let shown = if local.date() == pen.cx.now.today() { "%H:%M" } else { "%-d %b" };
        local.strftime(shown).to_string()
    };
    match reminder.state {
        ReminderState::Failed => " FAILED".into(),
        ReminderState::Snoozed if reminder.sleeps_at(pen.cx.now.at) => {
            let until = reminder.snoozed_until.map(time).unwrap_or_default();
            format!(" {}{until}", pen.glyph("\u{2192}", ">"))
        }
        state if state.is_open() && reminder.attempts == 1 => " 1 try".into(),
        state if state.is_open() && reminder.attempts > 1 => format!(" {} tries", reminder.attempts),
        _ => String::new(),
    }
}

fn preview(frame: &mut Frame<'_>, area: Rect, screen: &Reminders, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    pen.rule(buffer, row(area, 0), "What would go");
    let area = below(area, 1);
    let Some(reminder) = screen.row() else { return };
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let Some(outlook) = screen.outlooks.get(&reminder.reminder.id) else {
        return pen.line(buffer, row(inner, 0), "Judging", pen.theme.pending.style());
    };
    let by = outlook.channel.map_or_else(
        || "no way is open".into(),
        |channel| format!("{} to {}", channel.label(), outlook.address),
    );
    let severity = pen.theme.severity(outlook.severity);
    pen.pieces(
        buffer,
        row(inner, 0),
        &[
            (findings::verdict_word(outlook.severity).into(), severity),
            (format!("  {by}"), pen.theme.text.style()),
        ],
    );
    let width = usize::from(inner.width);
    let mut lines: Vec<(String, Style)> = Vec::new();
    if let Some(claim) = reminder.reminder.claim_at(pen.cx.now.at) {
        let until = pen.cx.now.local_of(claim.until).strftime("%H:%M");
        let words = format!("{} at {} is at it until {until}", screen.name_of(claim), claim.by.desk);
        lines.push((words, pen.theme.note.style()));
    }
    if !outlook.words.is_empty() {
        let more = if outlook.more > 0 { format!(" (and {} more)", outlook.more) } else { String::new() };
        let words = format!("{}{more}", outlook.words);
        lines.extend(wrap(&words, width).into_iter().take(2).map(|line| (line, severity)));
    }
    if let Some(cure) = screen.cure() {
        lines.push((
            format!("{} {cure}", pen.cell(&pen.keymap.label(Action::Cure), 3)),
            pen.theme.key.style(),
        ));
    }
    lines.extend(wrap(&outlook.text, width).into_iter().map(|line| (line, pen.theme.text.style())));
    for (at, (line, style)) in lines.iter().take(usize::from(inner.height).saturating_sub(1)).enumerate() {
        pen.line(buffer, row(inner, at + 1), line, *style);
    }
}

fn first_run(frame: &mut Frame<'_>, area: Rect, pen: &Pen<'_>) {
    let text = pen.theme.text.style();
    let enter = pen.keymap.label(Action::Open);
    let lines: [(String, Style); 9] = [
        ("There are no patients yet.".into(), pen.theme.head.style()),
        (String::new(), text),
        ("Tactful works on a list of your patients. Export it from your clinical system".into(), text),
        ("(SystmOne, EMIS Web, Vision or Accurx as CSV, or FHIR as JSON), then:".into(), text),
        (String::new(), text),
        (
            format!("  {enter}  opens the import. A dry run shows what it would do; nothing is"),
            pen.theme.key.style(),
        ),
        ("         written before you say so.".into(), text),
        (
            format!("  {}     shows the keys of every screen.", pen.keymap.label(Action::Help)),
            pen.theme.key.style(),
        ),
        (
            format!("  {} ends the program. To try it out: tactful demo", pen.keymap.label(Action::Quit)),
            pen.theme.key.style(),
        ),
    ];
    for (at, (line, style)) in lines.iter().enumerate() {
        let place = row(area, at + 2);
        pen.line(
            frame.buffer_mut(),
            Rect { x: place.x + 2, width: place.width.saturating_sub(2), ..place },
            line,
            *style,
        );
    }
}
