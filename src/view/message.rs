//! Draws one message on the record: what it was, what was found, what became of it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::findings::letter;
use super::frame::strip;
use super::pen::{Pen, below, row, wrap};
use crate::app::facts::HELD;
use crate::app::screen::message::MessageDetail;
use crate::app::who::Who;
use crate::app::writing::Facts;
use crate::domain::communication::{Communication, RecordMode, State};
use crate::domain::settlement::{SettledFinding, Settlement};
use crate::policy::guardian;

/// Draws the screen.
pub fn draw(frame: &mut Frame<'_>, area: Rect, screen: &MessageDetail, pen: &Pen<'_>) {
    let buffer = frame.buffer_mut();
    let Some(message) = &screen.message else {
        return pen.line(buffer, row(area, 0), " Reading the message", pen.theme.pending.style());
    };
    if let Facts::Known(dossier) = &screen.facts {
        strip(frame, row(area, 0), &Who::of_dossier(dossier, pen.cx.now.today()), pen);
    } else {
        pen.line(buffer, row(area, 0), " Reading the patient's facts", pen.theme.pending.style());
    }
    pen.rule(frame.buffer_mut(), row(area, 1), &format!("Entry {}", message.number));
    let area = below(area, 2);
    let lines = lines(message, pen, usize::from(area.width).saturating_sub(2));
    let height = usize::from(area.height);
    let top = screen.scroll.top(lines.len(), height);
    for (at, (line, style)) in lines.iter().enumerate().skip(top).take(height) {
        pen.line(frame.buffer_mut(), row(area, at - top), &format!(" {line}"), *style);
    }
}

fn settled(finding: &SettledFinding, pen: &Pen<'_>) -> String {
    if pen.holds_back && guardian::is_discreet(&finding.rule) {
        return pen.held(&format!("{} {HELD}", letter(Some(finding.severity))));
    }
    let quote = finding.quote.as_ref().map(|quote| format!(" \"{quote}\"")).unwrap_or_default();
    let topic = finding.topic.map(|topic| format!(" ({})", topic.label())).unwrap_or_default();
    let how = match &finding.settlement {
        Settlement::Shown => "shown".into(),
        Settlement::Seen => "seen".into(),
        Settlement::Cured { cure } => format!("cured: {cure}"),
        Settlement::Overridden(with) => {
            let told = if with.patient_told { "patient told" } else { "patient not told" };
            format!(
                "OVERRIDDEN: {}; {}; authorised by {}; {told}",
                with.reason.label(),
                with.words,
                with.authorised_by
            )
        }
    };
    format!("{} {}{topic}{quote}: {how}", letter(Some(finding.severity)), finding.rule)
}

fn state_words(message: &Communication, pen: &Pen<'_>) -> (String, Style) {
    let since = pen.cx.now.local_of(message.since).strftime("%-d %b %Y %H:%M").to_string();
    let how = message.hand_over.as_ref().map(|how| format!(", {}", how.label())).unwrap_or_default();
    let why = message.not_sent.as_ref().map(|(reason, words)| {
        if words.is_empty() {
            format!(": {}", reason.label())
        } else {
            format!(": {}, {words}", reason.label())
        }
    });
    let (asks, style) = match message.state {
        State::Prepared => (" It is held: hand it over or take it back.", pen.theme.warn.style()),
        State::HandingOver => {
            (" Whether it left is not known: look in the other system, then say so.", pen.theme.stop.style())
        }
        State::HandedOver => (" Was it sent?", pen.theme.warn.style()),
        State::Sent => ("", pen.theme.clear.style()),
        State::NotSent => ("", pen.theme.text.style()),
    };
    let words = format!(
        "{} since {since}{how}{}.{asks}",
        message.state.label().to_uppercase(),
        why.unwrap_or_default()
    );
    (words, style)
}

fn lines(message: &Communication, pen: &Pen<'_>, width: usize) -> Vec<(String, Style)> {
    let what = &message.message;
    let text = pen.theme.text.style();
    let head = pen.theme.head.style();
    let at = pen.cx.now.local_of(message.prepared).strftime("%-d %b %Y %H:%M").to_string();
    let mut lines: Vec<(String, Style)> = Vec::new();
    let mut add = |words: &str, style: Style| {
        lines.extend(wrap(words, width).into_iter().map(|line| (line, style)));
    };
    let (state, style) = state_words(message, pen);
    add(&state, style);
    add(&format!("To {} by {} {}", what.recipient_name, what.channel.label(), what.address), text);
    add(&format!("{}; prepared {at} by {} at {}", what.purpose.label(), message.by_name, message.desk), text);
    let record = match &what.record {
        RecordMode::Exact => "Record: the exact text".into(),
        RecordMode::Summary(words) => format!("Record: a summary: {words}"),
        RecordMode::RecordedBy(system) => format!("Record: kept by {system}"),
    };
    add(&record, text);
    match (message.copied, &what.record) {
        (Some(copied), _) => {
            let at = pen.cx.now.local_of(copied).strftime("%-d %b %Y %H:%M").to_string();
            add(&format!("In the clinical record since {at}"), pen.theme.clear.style());
        }
        (None, RecordMode::RecordedBy(_)) => {}
        (None, _) => add("Still to be copied into the clinical record", pen.theme.warn.style()),
    }
    add("", text);
    if !what.subject.is_empty() {
        add(&format!("Subject: {}", what.subject), head);
    }
    add(&what.body, text);
    if !what.findings.is_empty() {
        add("", text);
        add("Findings", head);
        for finding in &what.findings {
            add(&settled(finding, pen), pen.theme.severity(Some(finding.severity)));
        }
    }
    if !message.corrections.is_empty() {
        add("", text);
        add("Corrections", head);
        for correction in &message.corrections {
            let at = pen.cx.now.local_of(correction.at).strftime("%-d %b %Y %H:%M").to_string();
            add(&format!("{at}: {}", correction.words), pen.theme.warn.style());
        }
    }
    if message.message.for_guardian {
        add("", text);
        add("Caldicott Guardian", head);
        if message.reviews.is_empty() {
            add("An override waits for the guardian's decision", pen.theme.warn.style());
        }
        for review in &message.reviews {
            let at = pen.cx.now.local_of(review.at).strftime("%-d %b %Y %H:%M").to_string();
            add(&format!("{at}: {}: {}", review.decision.label(), review.words), text);
        }
    }
    lines
}
