//! Draws a day's end: its sums and lists, its charts, and what each rule found.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::bar;
use ratatui::widgets::{Bar, BarChart, Sparkline};

use super::pen::{Pen, Piece, below, row, split};
use crate::app::screen::day::{DayLine, DayScreen, Side};
use crate::app::{Action, Glyphs};
use crate::domain::channel::Channel;
use crate::domain::checkpoint::LENGTH;
use crate::domain::communication::CommunicationRow;
use crate::domain::date;
use crate::domain::day::{Day, Outcome};
use crate::domain::insights::Tally;
use crate::domain::reminder::Queue;

/// How many columns a day has in a sparkline.
const DAY_WIDTH: usize = 3;

/// The least room for the bars of a chart, their labels and numbers aside.
const LABEL: usize = 30;

/// From this width on a name has more room.
const WIDE: usize = 100;

/// What bars are drawn with where the terminal has nothing but ASCII.
const ASCII: bar::Set<'static> = bar::Set {
    full: "#",
    seven_eighths: "#",
    three_quarters: "+",
    five_eighths: "+",
    half: "=",
    three_eighths: "-",
    one_quarter: ":",
    one_eighth: ".",
    empty: " ",
};

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &DayScreen, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    pen.pieces(buffer, row(area, 0), &head(screen, pen));
    if let Some(trouble) = &screen.trouble {
        return pen.line(buffer, row(area, 1), &format!(" ! {trouble}"), pen.theme.stop.style());
    }
    let Some(day) = &screen.day else {
        return pen.line(buffer, row(area, 1), " Reading the day", pen.theme.pending.style());
    };
    let area = below(area, 1);
    match screen.side {
        Side::Sums => sums(frame, area, screen, day, pen),
        Side::Charts => charts(frame, area, day, pen),
        Side::Rules => rules(frame, area, screen, day, pen),
    }
}

/// Which day, and the sides of it with the one that is shown marked.
fn head(screen: &DayScreen, pen: &Pen<'_>) -> Vec<Piece> {
    let today = pen.cx.now.today();
    let on = screen.on.unwrap_or(today);
    let name = if on == today { " (today)" } else { "" };
    let arrows = pen.glyph("\u{25c2} \u{25b8}", "< >");
    let mut pieces = vec![
        (format!(" {} {}{name} ", on.strftime("%A"), date::show(on)), pen.theme.head.style()),
        (format!("{arrows}   "), pen.theme.key.style()),
    ];
    for side in Side::ALL {
        let (open, close, style) = if side == screen.side {
            ("[", "]", pen.theme.head.style())
        } else {
            (" ", " ", pen.theme.text.style())
        };
        pieces.push((format!("{open}{}{close}", side.label()), style));
    }
    pieces.push((format!(" {}", pen.keymap.label(Action::NextPart)), pen.theme.key.style()));
    pieces
}

fn sums(frame: &mut Frame<'_>, area: Rect, screen: &DayScreen, day: &Day, pen: &Pen<'_>) {
    let lines = screen.lines();
    let height = usize::from(area.height);
    let width = usize::from(area.width);
    let top = screen.cursor.top(height);
    for (at, line) in lines.iter().enumerate().skip(top).take(height) {
        let (words, style) = said(*line, (screen, day, width), pen);
        let place = row(area, at - top);
        if at == screen.cursor.at {
            pen.line(frame.buffer_mut(), place, &pen.cell(&words, width), pen.theme.cursor.style());
        } else {
            pen.line(frame.buffer_mut(), place, &words, style);
        }
    }
}

fn said(line: DayLine, (screen, day, width): (&DayScreen, &Day, usize), pen: &Pen<'_>) -> (String, Style) {
    let message = |row: &CommunicationRow| message(row, screen, width, pen);
    let (head, text) = (pen.theme.head.style(), pen.theme.text.style());
    let clock = |at| pen.cx.now.local_of(at).strftime("%H:%M").to_string();
    match line {
        DayLine::Handled(count) => (format!(" Handled: {count}"), head),
        DayLine::Outcome(outcome, count) => {
            (format!(" {count:>7}  {}", outcome.label()), outcome_style(outcome, pen))
        }
        DayLine::Waits => {
            let part = |one: &crate::domain::day::Waiting| {
                let count =
                    if one.count > Queue::MOST { format!("{}+", Queue::MOST) } else { one.count.to_string() };
                format!("{} {count}", one.part)
            };
            let parts: Vec<String> = day.waiting.iter().filter(|one| one.count > 0).map(part).collect();
            let words = if parts.is_empty() { "nothing".into() } else { parts.join("  ") };
            (format!(" Waits: {words}"), head)
        }
        DayLine::Blocked if screen.judging && day.blocked.judged == 0 => {
            (" Blocked: judging what is due".into(), pen.theme.pending.style())
        }
        DayLine::Blocked => {
            let more = if day.blocked.more { ", and there are more" } else { "" };
            (format!(" Blocked: {} of {} due{more}", day.blocked.total(), day.blocked.judged), head)
        }
        DayLine::Rule(at) => {
            let rules = day.blocked.most_first();
            let (rule, count) = rules.get(at).copied().unwrap_or_default();
            (format!(" {count:>7}  {rule}"), pen.theme.stop.style())
        }
        DayLine::FollowUps => (format!(" Attempts to follow up: {}", day.follow_ups.len()), head),
        DayLine::FollowUp(at) => {
            let words = day.follow_ups.get(at).map(|one| {
                let who = format!("{}  {}  {}", one.name, one.birth, one.number);
                format!("   {who}  {} {}: {}", clock(one.at), one.channel.label(), one.words)
            });
            (words.unwrap_or_default(), pen.theme.warn.style())
        }
        DayLine::Unconfirmed => {
            (format!(" Handed over or held, not confirmed: {}", day.unconfirmed_count), head)
        }
        DayLine::Open(at) => (day.unconfirmed.get(at).map(message).unwrap_or_default(), text),
        DayLine::ToCopy => (format!(" Not yet copied into the clinical record: {}", day.to_copy_count), head),
        DayLine::Copy(at) => (day.to_copy.get(at).map(message).unwrap_or_default(), text),
        DayLine::Head => {
            let head = day.tree.head;
            (
                format!(" {} entries; head of the log {}:{}", day.entries, head.number, head.seal),
                pen.theme.dim.style(),
            )
        }
        DayLine::Phrase(half) => (phrase(half, day), text),
    }
}

/// Half of the phrase: whole, it is longer than a narrow window.
fn phrase(half: usize, day: &Day) -> String {
    let Some(phrase) = day.phrase else {
        return if half == 0 {
            " Checkpoint: there was too little memory for it".into()
        } else {
            String::new()
        };
    };
    let head = format!(" Checkpoint {} ", phrase.number);
    let words = phrase.words();
    let words: Vec<&str> = words.split(' ').skip(half * LENGTH / 2).take(LENGTH / 2).collect();
    let before = if half == 0 { head } else { " ".repeat(head.len()) };
    before + &words.join(" ")
}

fn outcome_style(outcome: Outcome, pen: &Pen<'_>) -> Style {
    match outcome {
        Outcome::Sent | Outcome::Told | Outcome::Voicemail => pen.theme.clear.style(),
        Outcome::HandedOver | Outcome::Held | Outcome::Failed => pen.theme.warn.style(),
        _ => pen.theme.text.style(),
    }
}

/// A message in one line. What a narrow window cuts is the end: its purpose, never who it is about.
fn message(row: &CommunicationRow, screen: &DayScreen, width: usize, pen: &Pen<'_>) -> String {
    let today = pen.cx.now.today();
    let at = pen.cx.now.local_of(row.prepared);
    let shown = if at.date() == screen.on.unwrap_or(today) { "%H:%M" } else { "%-d %b" };
    let name = if width < WIDE { 22 } else { 34 };
    format!(
        "   {}{}{}{} {}, {}",
        pen.cell(&pen.fit(&row.patient_name, name - 1), name),
        pen.cell(&row.patient_birth, 13),
        pen.cell(&at.strftime(shown).to_string(), 8),
        row.channel.label(),
        row.state.label(),
        row.purpose.label(),
    )
}

fn set(pen: &Pen<'_>) -> bar::Set<'static> {
    match pen.cx.glyphs {
        Glyphs::Unicode => bar::NINE_LEVELS,
        Glyphs::Ascii => ASCII,
    }
}

fn charts(frame: &mut Frame<'_>, area: Rect, day: &Day, pen: &Pen<'_>) {
    let first = day.volume.first().map(|one| one.on.strftime("%-d %b").to_string()).unwrap_or_default();
    pen.rule(frame.buffer_mut(), row(area, 0), &format!("Messages that left, each day since {first}"));
    let area = volume(frame, below(area, 1), day, pen);
    let overridden = day.rules.iter().filter(|(_, tally)| tally.overridden > 0);
    let overridden: Vec<(&str, u64)> =
        overridden.map(|(rule, tally)| (rule.as_str(), tally.overridden)).collect();
    let blocked = day.blocked.most_first();
    let half = area.height.saturating_sub(2) / 2;
    let wanted = u16::try_from(blocked.len().max(1)).unwrap_or(u16::MAX);
    let spare = half.saturating_sub(u16::try_from(overridden.len().max(1)).unwrap_or(u16::MAX));
    let (top, bottom) = split(area, 1 + wanted.min(half + spare));
    bars(frame, top, "Blocked now, by rule", &blocked, pen.theme.stop.style(), pen);
    bars(frame, bottom, "Overridden in these days, by rule", &overridden, pen.theme.warn.style(), pen);
}

/// A sparkline a channel and one for all; gives back the area below.
fn volume(frame: &mut Frame<'_>, area: Rect, day: &Day, pen: &Pen<'_>) -> Rect {
    let of = |pick: &dyn Fn(&crate::domain::day::Volume) -> u64| -> Vec<u64> {
        day.volume.iter().map(pick).collect()
    };
    let mut lines: Vec<(&str, Vec<u64>)> = vec![("All", of(&|one| one.total()))];
    for (at, channel) in Channel::ALL.into_iter().enumerate() {
        let counts = of(&|one| one.channels.get(at).copied().unwrap_or(0));
        if counts.iter().any(|count| *count > 0) {
            lines.push((channel.label(), counts));
        }
    }
    for (at, (label, counts)) in lines.iter().enumerate() {
        let place = row(area, at);
        pen.line(frame.buffer_mut(), place, &format!(" {label}"), pen.theme.text.style());
        let wide: Vec<u64> = counts.iter().flat_map(|count| [*count; DAY_WIDTH]).collect();
        let width = u16::try_from(wide.len()).unwrap_or(u16::MAX);
        let chart = Rect { x: place.x + 12, width: width.min(place.width.saturating_sub(40)), ..place };
        let line = Sparkline::default().data(wide).bar_set(set(pen)).style(pen.theme.note.style());
        frame.render_widget(line, chart);
        let last = counts.last().copied().unwrap_or(0);
        let words = format!("{:>5} in all, {last} on the day", counts.iter().sum::<u64>());
        let place =
            Rect { x: chart.right() + 1, width: place.right().saturating_sub(chart.right() + 1), ..place };
        pen.line(frame.buffer_mut(), place, &words, pen.theme.text.style());
    }
    below(area, u16::try_from(lines.len()).unwrap_or(u16::MAX))
}

/// A bar a line under a heading, its number before it.
fn bars(frame: &mut Frame<'_>, area: Rect, title: &str, lines: &[(&str, u64)], style: Style, pen: &Pen<'_>) {
    pen.rule(frame.buffer_mut(), row(area, 0), title);
    let area = below(area, 1);
    if lines.is_empty() {
        return pen.line(frame.buffer_mut(), row(area, 0), " none", pen.theme.clear.style());
    }
    let bar = |(label, count): &(&str, u64)| {
        let label = format!(" {} {count:>4}", pen.cell(label, LABEL));
        Bar::default().value(*count).label(label).text_value(String::new()).style(style)
    };
    let bars: Vec<Bar<'_>> = lines.iter().take(usize::from(area.height)).map(bar).collect();
    let chart = BarChart::horizontal(bars)
        .bar_width(1)
        .bar_gap(0)
        .bar_set(set(pen))
        .label_style(pen.theme.text.style())
        .value_style(style);
    frame.render_widget(chart, Rect { width: area.width.saturating_sub(2), ..area });
}

fn rules(frame: &mut Frame<'_>, area: Rect, screen: &DayScreen, day: &Day, pen: &Pen<'_>) {
    let columns = |rule: &str, rest: [&str; 5]| {
        let rest: Vec<String> = rest.iter().map(|one| format!("{one:>11}")).collect();
        format!(" {}{}", pen.cell(rule, 24), rest.concat())
    };
    let buffer = frame.buffer_mut();
    let head = columns("Rule, in these days", ["found", "cured", "seen", "overridden", "of 100"]);
    pen.line(buffer, row(area, 0), &head, pen.theme.head.style());
    let area = below(area, 1);
    if day.rules.is_empty() {
        return pen.line(buffer, row(area, 0), " No rule found anything.", pen.theme.clear.style());
    }
    let line = |(rule, tally): &(String, Tally)| {
        let rest =
            [tally.found, tally.cured, tally.seen, tally.overridden, tally.rate()].map(|n| n.to_string());
        columns(rule, rest.each_ref().map(String::as_str))
    };
    let height = usize::from(area.height);
    let top = screen.scroll.top(day.rules.len(), height);
    for (at, rule) in day.rules.iter().enumerate().skip(top).take(height) {
        pen.line(buffer, row(area, at - top), &line(rule), pen.theme.text.style());
    }
}
