//! Draws the overlays over a screen.

mod batch;
mod call;
mod form;
mod hand_over;
mod import;

pub use import::progress as import_progress;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::widgets::{Block, Clear};

use super::editor;
use super::pen::{Pen, below, row, wrap};
use crate::app::overlay::Overlay;
use crate::app::overlay::choice::Choice;
use crate::app::overlay::page::{Page, PageLine};
use crate::app::{Action, Glyphs};

const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws an overlay.
pub fn draw(frame: &mut Frame<'_>, area: Rect, overlay: &Overlay, pen: &Pen<'_>) {
    match overlay {
        Overlay::Choice(choice) => self::choice(frame, area, choice, pen),
        Overlay::Form(form) => form::draw(frame, area, form, pen),
        Overlay::Page(page) => self::page(frame, area, page, pen),
        Overlay::Import(import) => import::draw(frame, area, import, pen),
        Overlay::HandOver(outgoing) => hand_over::draw(frame, area, outgoing, pen),
        Overlay::Batch(batch) => batch::draw(frame, area, batch, pen),
        Overlay::Call(call) => call::draw(frame, area, call, pen),
        Overlay::Doctor(doctor) => page(frame, area, &doctor.page, pen),
    }
}

/// A box in the middle of the area, of at most this size; gives back its inside.
fn boxed(frame: &mut Frame<'_>, area: Rect, size: (u16, u16), title: &str, pen: &Pen<'_>) -> Rect {
    let width = size.0.min(area.width.saturating_sub(2));
    let height = size.1.min(area.height);
    let place =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    // a column beside the box is cleared too, so that no rule of the screen below touches it
    let around = Rect { x: place.x.saturating_sub(1), width: (width + 2).min(area.width), ..place };
    frame.render_widget(Clear, around);
    frame.buffer_mut().set_style(around, pen.theme.text.style());
    let set = match pen.cx.glyphs {
        Glyphs::Unicode => border::PLAIN,
        Glyphs::Ascii => ASCII,
    };
    let block = Block::bordered()
        .border_set(set)
        .border_style(pen.theme.border.style())
        .style(pen.theme.text.style())
        .title(format!(" {} ", pen.fit(title, usize::from(width.saturating_sub(4)))))
        .title_style(pen.theme.head.style());
    let inner = block.inner(place);
    frame.render_widget(block, place);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

fn choice(frame: &mut Frame<'_>, area: Rect, choice: &Choice, pen: &Pen<'_>) {
    if choice.must {
        // before anybody said who sits here, nothing about a patient is shown
        frame.render_widget(Clear, area);
        frame.buffer_mut().set_style(area, pen.theme.text.style());
    }
    let rows = u16::try_from(choice.rows.len()).unwrap_or(u16::MAX);
    let has_detail = choice.rows.iter().any(|row| !row.detail.is_empty());
    let detail = if has_detail { 4 } else { 0 };
    let is_menu = !choice.keys.is_empty();
    let head = u16::from(!is_menu);
    let inner = boxed(frame, area, (100, rows.saturating_add(3 + head + detail)), &choice.title, pen);
    if !is_menu {
        narrowing(frame, row(inner, 0), choice, pen);
    }
    let list = below(inner, head);
    let list = Rect { height: list.height.saturating_sub(detail), ..list };
    let buffer = frame.buffer_mut();
    if choice.shown.is_empty() {
        pen.line(buffer, row(list, 0), "No line fits what was typed.", pen.theme.warn.style());
    }
    let width = usize::from(list.width);
    let height = usize::from(list.height);
    // a line without an aside has the whole width to itself
    let sided = || choice.rows.iter().filter(|row| !row.aside.is_empty());
    let longest = sided().map(|row| unicode_width::UnicodeWidthStr::width(row.label.as_str())).max();
    let asides =
        choice.rows.iter().map(|row| unicode_width::UnicodeWidthStr::width(row.aside.as_str())).max();
    let most = (width * 3 / 5).max(width.saturating_sub(asides.unwrap_or(0) + 3)).max(8);
    let label_width = longest.unwrap_or(0).clamp(8, most) + 2;
    let has_marks = choice.rows.iter().any(|row| !row.mark.is_empty());
    let top = choice.cursor.top(height);
    for (at, number) in choice.shown.iter().enumerate().skip(top).take(height) {
        let Some(one) = choice.rows.get(*number) else { continue };
        let key = choice.keys.get(*number).map(|key| format!("{key}  ")).unwrap_or_default();
        let mark = if has_marks { pen.cell(&one.mark, 2) } else { key };
        let room = width.saturating_sub(unicode_width::UnicodeWidthStr::width(mark.as_str()));
        let words = if one.aside.is_empty() {
            format!("{mark}{}", pen.cell(&one.label, room))
        } else {
            let aside = pen.cell(&one.aside, room.saturating_sub(label_width));
            format!("{mark}{}{aside}", pen.cell(&one.label, label_width))
        };
        let style = match (at == choice.cursor.at, &one.pick) {
            (true, _) => pen.theme.cursor.style(),
            (false, Some(_)) => pen.theme.text.style(),
            (false, None) => pen.theme.dim.style(),
        };
        let place = row(list, at - top);
        pen.line(buffer, place, &words, style);
        if is_menu && at != choice.cursor.at {
            buffer.set_style(Rect { width: 1.min(place.width), ..place }, pen.theme.key.style());
        }
    }
    if has_detail {
        let place = Rect { y: inner.bottom().saturating_sub(detail), height: detail, ..inner };
        pen.rule(buffer, row(place, 0), "");
        let words = choice.row().map(|row| row.detail.as_str()).unwrap_or_default();
        for (at, line) in wrap(words, width).into_iter().take(3).enumerate() {
            pen.line(buffer, row(below(place, 1), at), &line, pen.theme.dim.style());
        }
    }
}

/// The field that narrows a list.
fn narrowing(frame: &mut Frame<'_>, area: Rect, choice: &Choice, pen: &Pen<'_>) {
    frame.buffer_mut().set_style(area, pen.theme.field.style());
    let look = editor::Look { text: pen.theme.field.style(), ..pen.look() };
    editor::draw(frame, area, &choice.field, &[], &look, true);
    if choice.field.text().is_empty() {
        let words = "  type to narrow the list, or use the arrows";
        pen.line(frame.buffer_mut(), area, words, pen.theme.dim.style());
    }
}

fn page(frame: &mut Frame<'_>, area: Rect, page: &Page, pen: &Pen<'_>) {
    let width = 92.min(area.width.saturating_sub(2));
    let inside = usize::from(width).saturating_sub(4);
    let lines: Vec<Vec<(String, Style)>> =
        page.lines.iter().map(|line| page_line(line, pen, inside)).collect();
    let rows: usize = lines.iter().map(Vec::len).sum::<usize>() + 2;
    let inner = boxed(frame, area, (width, u16::try_from(rows).unwrap_or(u16::MAX)), &page.title, pen);
    let height = usize::from(inner.height);
    let rows: Vec<&(String, Style)> = lines.iter().flatten().collect();
    let top = page.scroll.top(rows.len(), height);
    for (at, (line, style)) in rows.iter().skip(top).take(height).enumerate() {
        pen.line(frame.buffer_mut(), row(inner, at), line, *style);
    }
    if top + height < rows.len() {
        let words = format!(" {} more ", pen.keymap.label(Action::PageDown));
        let width = u16::try_from(words.len()).unwrap_or(0);
        let place = Rect { x: inner.right().saturating_sub(width), y: inner.bottom(), width, height: 1 };
        pen.line(frame.buffer_mut(), place, &words, pen.theme.key.style());
    }
}

fn page_line(line: &PageLine, pen: &Pen<'_>, width: usize) -> Vec<(String, Style)> {
    let text = pen.theme.text.style();
    match line {
        PageLine::Blank => vec![(String::new(), text)],
        PageLine::Head(words) => vec![(words.clone(), pen.theme.head.style())],
        PageLine::Text(words) => wrap(words, width).into_iter().map(|line| (line, text)).collect(),
        PageLine::Key(keys, words) => {
            let wrapped = wrap(words, width.saturating_sub(18));
            let each = wrapped.into_iter().enumerate().map(|(at, line)| {
                let keys = if at == 0 { keys.as_str() } else { "" };
                (format!("{}{line}", pen.cell(keys, 18)), text)
            });
            each.collect()
        }
    }
}
