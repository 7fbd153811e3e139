//! Draws the composer: who and by what, the text with its findings underlined, the verdict, what would cure it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::editor::{self, Mark};
use super::findings;
use super::frame::strip;
use super::pen::{Pen, Piece, below, row, split};
use crate::app::Action;
use crate::app::screen::compose::{Compose, Focus};
use crate::app::writing::Writing;
use crate::domain::channel::Channel;
use crate::domain::draft::Draft;
use crate::domain::severity::Severity;
use crate::domain::sms;
use crate::domain::span::{Field, Span};

/// From this width on the findings stand beside the text.
const WIDE: u16 = 110;

/// How many characters of a text a locked screen shows.
const LOCK_SCREEN: usize = 60;

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &Compose, pen: &Pen<'_>, focused: bool) {
    strip(frame, row(area, 0), &screen.writing.who, pen);
    let used = head(frame, below(area, 1), screen, pen, focused);
    let area = below(area, 1 + used);
    if area.width >= WIDE {
        let right = area.width * 2 / 5;
        let left = Rect { width: area.width - right - 1, ..area };
        text(frame, left, screen, pen, focused);
        let side = Rect { x: left.right() + 1, width: right, ..area };
        pen.rule(frame.buffer_mut(), row(side, 0), "Findings");
        list(frame, below(side, 1), screen, pen);
    } else {
        let findings = if screen.writing.verdict.findings.is_empty() { 2 } else { (area.height / 2).min(9) };
        let (top, bottom) = split(area, area.height - findings);
        text(frame, top, screen, pen, focused);
        list(frame, bottom, screen, pen);
    }
}

/// By what it goes and where, for the lines that always show it.
pub fn route_words(writing: &Writing, pen: &Pen<'_>) -> String {
    let address = writing.address();
    let place = match (address.is_empty(), writing.is_pending()) {
        (false, _) => address,
        (true, true) => "being read".into(),
        (true, false) => format!("nowhere yet: {} chooses", pen.keymap.label(Action::Route)),
    };
    format!("{} by {}: {place}", writing.recipient_name(), writing.draft.channel.label())
}

/// That an emergency is declared, where one is.
pub(super) fn emergency(draft: &Draft, pen: &Pen<'_>) -> Option<Piece> {
    let words = "   EMERGENCY: wishes and objections are lifted";
    draft.emergency.as_ref().map(|_| (words.into(), pen.theme.stop.style()))
}

fn head(frame: &mut Frame<'_>, area: Rect, screen: &Compose, pen: &Pen<'_>, focused: bool) -> u16 {
    let on = |focus| focused && screen.focus == focus;
    let style = |focus| if on(focus) { pen.theme.cursor.style() } else { pen.theme.text.style() };
    let label = pen.theme.dim.style();
    let draft = &screen.writing.draft;
    let buffer = frame.buffer_mut();
    pen.pieces(
        buffer,
        row(area, 0),
        &[(" To       ".into(), label), (route_words(&screen.writing, pen), style(Focus::Route))],
    );
    let (left, right) = (pen.glyph("\u{25c2}", "<"), pen.glyph("\u{25b8}", ">"));
    let mut why = vec![
        (" Why      ".into(), label),
        (format!("{left} {} {right}", draft.purpose.label()), style(Focus::Purpose)),
    ];
    why.extend(emergency(draft, pen));
    if let Some(used) = &draft.template {
        // where there is little room, whether it is as approved is worth more than the name of the text
        let (state, style) = approval(&screen.writing, pen);
        let name = (format!("   text {} v{}", used.id, used.version), label);
        let state = (format!("   {state}"), style);
        why.extend([state, name]);
    }
    pen.pieces(buffer, row(area, 1), &why);
    if !draft.channel.has_subject() {
        return 2;
    }
    pen.line(buffer, row(area, 2), " Subject  ", label);
    let place = row(area, 2);
    let field = Rect { x: place.x + 10, width: place.width.saturating_sub(11), ..place };
    let look = editor::Look { text: pen.theme.field.style(), ..pen.look() };
    editor::draw(frame, field, &screen.subject, &marks(screen, Field::Subject), &look, on(Focus::Subject));
    3
}

/// How a text stands to the approved one, and how that looks.
pub fn approval(writing: &Writing, pen: &Pen<'_>) -> (String, Style) {
    match writing.drift() {
        Some(words) if words.is_empty() => ("as approved".into(), pen.theme.dim.style()),
        Some(words) => (format!("changed: {words}"), pen.theme.note.style()),
        None => ("changed".into(), pen.theme.note.style()),
    }
}

/// What is underlined in a field.
fn marks(screen: &Compose, field: Field) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (at, finding) in screen.writing.verdict.findings.iter().enumerate() {
        let current = at == screen.finding;
        let mark = |span: Span| Mark { range: span.range(), severity: finding.severity, current };
        marks.extend(finding.places(field).map(mark));
    }
    if let Some(span) = screen.writing.hidden_span().filter(|span| span.field == field) {
        marks.push(Mark { range: span.range(), severity: Severity::Stop, current: true });
    }
    marks
}

fn text(frame: &mut Frame<'_>, area: Rect, screen: &Compose, pen: &Pen<'_>, focused: bool) {
    let title = if screen.focus == Focus::Text { "Text" } else { "text" };
    pen.rule(frame.buffer_mut(), row(area, 0), title);
    let saved = match screen.saved() {
        Some(at) => format!("draft saved {}", pen.cx.now.local_of(at).strftime("%H:%M:%S")),
        None => String::new(),
    };
    if !saved.is_empty() {
        let place = row(area, 0);
        let width = u16::try_from(saved.len() + 2).unwrap_or(0).min(place.width);
        let right = Rect { x: place.right() - width, width, ..place };
        pen.line(frame.buffer_mut(), right, &format!(" {saved} "), pen.theme.dim.style());
    }
    let tail = if screen.writing.draft.channel == Channel::Letter { 0 } else { 2 };
    let inner = below(area, 1);
    let tail = tail.min(inner.height.saturating_sub(2));
    let (body, foot) = split(inner, inner.height - tail);
    let body = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    let on = focused && screen.focus == Focus::Text;
    editor::draw(frame, body, &screen.body, &marks(screen, Field::Text), &pen.look(), on);
    if tail > 0 {
        counter(frame, row(foot, 0), screen, pen);
        lock_screen(frame, row(foot, 1), screen, pen);
    }
}

fn counter(frame: &mut Frame<'_>, area: Rect, screen: &Compose, pen: &Pen<'_>) {
    let draft = &screen.writing.draft;
    let dim = pen.theme.dim.style();
    if draft.channel != Channel::Text {
        let count = draft.body.chars().count();
        return pen.line(frame.buffer_mut(), area, &format!(" {count} characters"), dim);
    }
    let parts = sms::count(&draft.body);
    let word = if parts.parts == 1 { "part" } else { "parts" };
    let mut pieces =
        vec![(format!(" {} {word}, {} used, {} left in the last", parts.parts, parts.used, parts.left), dim)];
    if !parts.culprits.is_empty() {
        let shown: Vec<String> =
            parts.culprits.iter().take(4).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
        pieces.push((format!("   W parts of 70 because of {}", shown.join(" ")), pen.theme.warn.style()));
    }
    pen.pieces(frame.buffer_mut(), area, &pieces);
}

fn lock_screen(frame: &mut Frame<'_>, area: Rect, screen: &Compose, pen: &Pen<'_>) {
    let draft = &screen.writing.draft;
    let sender = &pen.cx.checker.settings.practice.name;
    let sender = if sender.is_empty() { "the practice" } else { sender };
    let shows = pen.cx.checker.settings.channels.of(draft.channel).notification;
    let (label, words) = match draft.channel {
        Channel::Text if shows => {
            (" Locked screen: ", draft.body.chars().take(LOCK_SCREEN).collect::<String>())
        }
        Channel::Email if shows => (" In the inbox: ", draft.subject.clone()),
        Channel::NhsApp if shows => (" Locked screen: ", draft.subject.clone()),
        Channel::Text | Channel::Email | Channel::NhsApp => {
            (" Locked screen: ", "You have a new message".into())
        }
        Channel::Phone | Channel::Voicemail | Channel::Letter => return,
    };
    let text = pen.theme.text.style();
    pen.pieces(
        frame.buffer_mut(),
        area,
        &[(label.into(), pen.theme.dim.style()), (format!("{sender}: "), text), (words, Style { ..text })],
    );
}

fn list(frame: &mut Frame<'_>, area: Rect, screen: &Compose, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    frame_rule(buffer, area, screen, pen);
    let area = below(area, 1);
    let width = usize::from(area.width);
    let mut lines: Vec<(String, Style)> = Vec::new();
    let mut start = 0;
    if let Some((_, _, c)) = screen.writing.hidden() {
        let name = crate::domain::shown::name(c);
        lines.push((
            format!(
                " S STOP  What cannot be seen is in the text ({name}): {} removes it",
                pen.keymap.label(Action::Cure)
            ),
            pen.theme.stop.style(),
        ));
    }
    let height = usize::from(area.height);
    let found = &screen.writing.verdict.findings;
    let drawn = |whole: bool| -> Vec<Vec<(String, Style)>> {
        let detail = |at| findings::Detail { open: at == screen.finding, whole, cures: true };
        let each = found.iter().enumerate();
        each.map(|(at, one)| findings::lines(one, &screen.writing, pen, width, detail(at))).collect()
    };
    let whole = drawn(true);
    let fits = lines.len() + whole.iter().map(Vec::len).sum::<usize>() <= height;
    for (at, finding) in if fits { whole } else { drawn(false) }.into_iter().enumerate() {
        if at == screen.finding {
            start = lines.len();
        }
        lines.extend(finding);
    }
    let top = start.min(lines.len().saturating_sub(height));
    for (at, (line, style)) in lines.iter().enumerate().skip(top).take(height) {
        pen.line(buffer, row(area, at - top), line, *style);
    }
}

fn frame_rule(buffer: &mut ratatui::buffer::Buffer, area: Rect, screen: &Compose, pen: &Pen<'_>) {
    pen.rule(buffer, row(area, 0), "");
    let place = row(area, 0);
    let place = Rect { x: place.x + 1, width: place.width.saturating_sub(2), ..place };
    let mut pieces = findings::verdict(&screen.writing, pen);
    pieces.push((" ".into(), pen.theme.text.style()));
    pen.pieces(buffer, place, &pieces);
}
