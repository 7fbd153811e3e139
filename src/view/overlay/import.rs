//! Draws the import: the path, the dry run, progress, what was refused.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::boxed;
use crate::app::Action;
use crate::app::msg::ImportOutcome;
use crate::app::overlay::import::{Focus, Import, Stage};
use crate::view::editor;
use crate::view::pen::{Pen, below, row, wrap};

/// How far an import is, in a few words.
pub fn progress(import: &Import) -> String {
    let Stage::Running { progress, dry_run, stopping } = &import.stage else { return String::new() };
    let of = progress.total.map(|total| format!(" of {total}")).unwrap_or_default();
    let rate = if progress.rate > 0 { format!(", {} a second", progress.rate) } else { String::new() };
    let left = progress.left.map(|left| format!(", {left} s left")).unwrap_or_default();
    let what = match (stopping, dry_run) {
        (true, _) => "stopping",
        (false, true) => "dry run",
        (false, false) => "writing",
    };
    format!("{what}, {}{of} records{rate}{left}", progress.done)
}

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, area: Rect, import: &Import, pen: &Pen<'_>) {
    let height = match &import.stage {
        Stage::Tried(outcome) | Stage::Done(outcome) if !outcome.refusals.is_empty() => area.height,
        _ => 15,
    };
    let inner = boxed(frame, area, (92, height), "Import patients or reminders", pen);
    match &import.stage {
        Stage::Asking => asking(frame, inner, import, pen),
        Stage::Running { .. } => running(frame, inner, import, pen),
        Stage::Tried(outcome) => tried(frame, inner, import, outcome, pen),
        Stage::Done(outcome) => done(frame, inner, import, outcome, pen),
        Stage::Failed(trouble) => {
            let lines = wrap(&trouble.to_string(), usize::from(inner.width));
            for (at, line) in lines.iter().enumerate() {
                pen.line(frame.buffer_mut(), row(inner, at), line, pen.theme.stop.style());
            }
            let words = format!("{} goes back to the path", pen.keymap.label(Action::Open));
            pen.line(frame.buffer_mut(), row(inner, lines.len() + 1), &words, pen.theme.key.style());
        }
    }
}

fn asking(frame: &mut Frame<'_>, area: Rect, import: &Import, pen: &Pen<'_>) {
    let text = pen.theme.text.style();
    let buffer = frame.buffer_mut();
    pen.line(
        buffer,
        row(area, 0),
        "CSV or FHIR JSON. Type or paste the path; several are parted by blanks.",
        text,
    );
    let field = row(area, 2);
    buffer.set_style(field, pen.theme.field.style());
    let look = editor::Look { text: pen.theme.field.style(), ..pen.look() };
    editor::draw(frame, field, &import.path, &[], &look, import.focus == Focus::Path);
    let buffer = frame.buffer_mut();
    let on = |focus| if import.focus == focus { pen.theme.cursor.style() } else { text };
    let tick = |ticked: bool| if ticked { "[x]" } else { "[ ]" };
    let full = format!(
        "{} The files hold every registered patient (who is missing may have left)",
        tick(import.full_list)
    );
    let keep = format!(
        "{} Keep going: take the good rows, write the refused ones to a file",
        tick(import.keep_going)
    );
    pen.line(buffer, row(area, 4), &full, on(Focus::FullList));
    pen.line(buffer, row(area, 5), &keep, on(Focus::KeepGoing));
    pen.line(buffer, row(area, 7), "[ Dry run: say what it would do ]", on(Focus::Button));
    pen.line(
        buffer,
        row(area, 9),
        "Nothing is written before the dry run and one more Enter.",
        pen.theme.dim.style(),
    );
}

fn running(frame: &mut Frame<'_>, area: Rect, import: &Import, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    pen.line(buffer, row(area, 1), &progress(import), pen.theme.note.style());
    if let Stage::Running { progress, .. } = &import.stage
        && let Some(total) = progress.total.filter(|total| *total > 0)
    {
        let width = u64::from(area.width.saturating_sub(7));
        let filled = (progress.done.min(total) * width / total).min(width);
        let (full, empty) = (pen.glyph("\u{2588}", "#"), pen.glyph("\u{2591}", "."));
        let count = |n: u64| usize::try_from(n).unwrap_or(0);
        let bar = format!("{}{}", full.repeat(count(filled)), empty.repeat(count(width - filled)));
        let words = format!("{bar} {:>3} %", progress.done.min(total) * 100 / total);
        pen.line(buffer, row(area, 3), &words, pen.theme.text.style());
    }
    let words = format!(
        "{} cancels, and nothing is changed. {} and other screens work meanwhile.",
        pen.keymap.label(Action::Back),
        pen.keymap.label(Action::GoPatients)
    );
    pen.line(buffer, row(area, 5), &words, pen.theme.dim.style());
}

fn counts(outcome: &ImportOutcome) -> Vec<String> {
    let report = outcome.report;
    let mut lines = vec![format!(
        "Patients: {} new, {} changed, {} unchanged",
        report.added, report.changed, report.unchanged
    )];
    lines.push(format!(
        "Proxies: {}   Reminders: {} new or changed, {} unchanged",
        report.proxies, report.reminders, report.reminders_unchanged
    ));
    if report.conflicts > 0 {
        lines.push(format!(
            "Disagreements with what the desk recorded: {} (kept; they are shown to be settled)",
            report.conflicts
        ));
    }
    if report.missing > 0 {
        lines.push(format!("Missing from the full list: {}", report.missing));
    }
    lines.push(format!("Refused: {}", report.refused));
    lines
}

fn report(
    frame: &mut Frame<'_>,
    area: Rect,
    title: (&str, Style),
    outcome: &ImportOutcome,
    pen: &Pen<'_>,
) -> usize {
    let buffer = frame.buffer_mut();
    pen.line(buffer, row(area, 0), title.0, title.1);
    let lines = counts(outcome);
    for (at, line) in lines.iter().enumerate() {
        let style = if line.starts_with("Refused") && outcome.report.refused > 0 {
            pen.theme.warn.style()
        } else {
            pen.theme.text.style()
        };
        pen.line(buffer, row(area, at + 1), line, style);
    }
    lines.len() + 1
}

fn refusals(frame: &mut Frame<'_>, area: Rect, import: &Import, outcome: &ImportOutcome, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    let mut lines: Vec<(String, Style)> = Vec::new();
    let width = usize::from(area.width);
    for (at, refusal) in outcome.refusals.iter().enumerate().skip(import.refusals.at) {
        let value =
            if refusal.value.is_empty() { String::new() } else { format!(" (\"{}\")", refusal.value) };
        let style = if at == import.refusals.at { pen.theme.cursor.style() } else { pen.theme.text.style() };
        lines.extend(wrap(&format!("{refusal}{value}"), width).into_iter().map(|line| (line, style)));
        if lines.len() > usize::from(area.height) {
            break;
        }
    }
    for (at, (line, style)) in lines.iter().take(usize::from(area.height)).enumerate() {
        pen.line(buffer, row(area, at), line, *style);
    }
}

fn tried(frame: &mut Frame<'_>, area: Rect, import: &Import, outcome: &ImportOutcome, pen: &Pen<'_>) {
    let title = ("Dry run: this is what it would do. Nothing is written yet.", pen.theme.head.style());
    let used = report(frame, area, title, outcome, pen);
    let buffer = frame.buffer_mut();
    let enter = pen.keymap.label(Action::Open);
    let tick = if import.keep_going { "[x]" } else { "[ ]" };
    let words = if outcome.report.refused == 0 {
        format!("{enter} writes it. {} goes back.", pen.keymap.label(Action::Back))
    } else if import.keep_going {
        format!(
            "{tick} Keep going (Space). {enter} takes the good rows and writes the refused ones to a file."
        )
    } else {
        format!("{tick} Keep going (Space): take the good rows, set the refused aside")
    };
    pen.line(buffer, row(area, used + 1), &words, pen.theme.key.style());
    let rest = below(area, u16::try_from(used + 3).unwrap_or(u16::MAX));
    refusals(frame, rest, import, outcome, pen);
}

fn done(frame: &mut Frame<'_>, area: Rect, import: &Import, outcome: &ImportOutcome, pen: &Pen<'_>) {
    let title = if outcome.written {
        ("Imported.", pen.theme.clear.style())
    } else {
        ("Nothing was written: rows were refused.", pen.theme.stop.style())
    };
    let mut used = report(frame, area, title, outcome, pen);
    let buffer = frame.buffer_mut();
    if let Some(file) = &outcome.refused_file {
        let words = format!("Correct the refused rows and import them: they are in {file}");
        for line in wrap(&words, usize::from(area.width)) {
            pen.line(buffer, row(area, used), &line, pen.theme.warn.style());
            used += 1;
        }
    }
    let words = format!("{} closes this.", pen.keymap.label(Action::Open));
    pen.line(buffer, row(area, used), &words, pen.theme.key.style());
    let rest = below(area, u16::try_from(used + 2).unwrap_or(u16::MAX));
    refusals(frame, rest, import, outcome, pen);
}
