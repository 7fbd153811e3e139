//! Neutral wording: sentences that reveal something are written anew, as a careful receptionist would write them.
//!
//! Kept are name, practice, number, day, time and who it is with; nothing is said that the text did not say.

use std::collections::BTreeSet;

use crate::domain::span::Field;

use super::case::Case;
use super::finding::{Change, Cure};
use super::lexicon::{Category, Cue};
use super::rules::words::{bad_news, result_detail, sensitive_topic};
use super::scan::{self, Scanned};
use super::text::names::Known;
use super::text::token::mark;
use super::text::{dates, names};

/// What a rewriting takes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Sentences that name a sensitive topic.
    Topics,
    /// Sentences that tell a result.
    Results,
    /// Sentences that give serious news.
    BadNews,
}

impl Against {
    /// The sentences of a text that must not stay.
    fn sentences(self, scanned: &Scanned<'_>) -> Vec<usize> {
        match self {
            Self::Topics => sensitive_topic::flagged(scanned),
            Self::Results => result_detail::flagged(scanned),
            Self::BadNews => bad_news::flagged(scanned),
        }
    }

    fn is_clean(self, scanned: &Scanned<'_>) -> bool {
        self.sentences(scanned).is_empty()
    }
}

/// The cure that rewrites a field without what `against` points at; `None` where it points at nothing.
pub fn cure(scanned: &Scanned<'_>, against: Against) -> Option<Cure> {
    let change = Change::Neutral { field: scanned.field, against };
    (!against.is_clean(scanned)).then(|| Cure { title: "Use neutral words".into(), change })
}

/// A field in neutral words; `None` where nothing in it has to change.
pub fn text(case: &Case<'_>, field: Field, against: Against) -> Option<String> {
    let known = scan::known(case);
    let scanned = Scanned::new(case.checker, &known, field, case.content.field(field));
    match field {
        Field::Text => body(case, &known, &scanned, against),
        Field::Subject => Some(subject(case, &known, against)),
    }
}

fn subject(case: &Case<'_>, known: &Known, against: Against) -> String {
    let practice = &case.checker.settings.practice.name;
    let named = format!("A message from {practice}");
    let clean = |text: &str| against.is_clean(&Scanned::new(case.checker, known, Field::Subject, text));
    if !practice.is_empty() && clean(&named) { named } else { "A message about your care".into() }
}

fn body(case: &Case<'_>, known: &Known, scanned: &Scanned<'_>, against: Against) -> Option<String> {
    let sentences = against.sentences(scanned);
    if sentences.is_empty() {
        return None;
    }
    let mut text = Writer::new(case, scanned).write(&sentences);
    // what stood in another sentence may speak alone now
    for _ in 0..3 {
        let again = Scanned::new(case.checker, known, Field::Text, &text);
        let rest = against.sentences(&again);
        if rest.is_empty() {
            return Some(text);
        }
        text = Writer::new(case, &again).write(&rest);
    }
    Some(least(case, known, scanned, against))
}

/// The least that can be said: greeting and practice where they reveal nothing, and to make contact.
fn least(case: &Case<'_>, known: &Known, scanned: &Scanned<'_>, against: Against) -> String {
    let contact = contact_line(case, "");
    let greeting =
        scanned.tokens.sentences.first().and_then(|s| greeting(scanned, &s.tokens)).unwrap_or_default();
    let practice = &case.checker.settings.practice.name;
    let candidates =
        [format!("{greeting} {contact} {practice}"), format!("{contact} {practice}"), contact.clone()];
    let clean =
        |text: &&String| against.is_clean(&Scanned::new(case.checker, known, Field::Text, text.trim()));
    let found = candidates.iter().find(clean).map(|text| text.trim().to_owned());
    found.unwrap_or_else(|| "Please contact us.".into())
}

fn contact_line(case: &Case<'_>, own: &str) -> String {
    let first = case.checker.settings.practice.phones.first().map_or(own, String::as_str);
    if first.is_empty() { "Please contact us.".into() } else { format!("Please contact us on {first}.") }
}

/// The opening of a sentence that greets: "Hi Joanne,"; with its sign.
fn greeting(scanned: &Scanned<'_>, tokens: &std::ops::Range<usize>) -> Option<String> {
    let first = scanned.tokens.list.get(tokens.start)?;
    let word = scanned.word(first);
    let greets =
        matches!(word, "hi" | "hello" | "hiya" | "dear" | "hey" | "annwyl" | "helo" | "good" | "shwmae");
    if !greets {
        return None;
    }
    let mut end = tokens.start + 1;
    while end < tokens.end && end < tokens.start + 6 {
        let token = scanned.tokens.list.get(end)?;
        let titled = names::is_title(scanned.word(token))
            || matches!(scanned.word(token), "morning" | "afternoon" | "evening");
        if !(token.is(mark::NAME) || titled) {
            break;
        }
        end += 1;
    }
    if end == tokens.start + 1 && word != "hello" && word != "hi" {
        return None;
    }
    let last = scanned.tokens.list.get(end - 1)?;
    Some(format!("{},", scanned.folded.quote(first.start as usize, last.end as usize)))
}

/// What a sentence is for, as far as its plain words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Result,
    Ready,
    Prescription,
    Appointment,
    Call,
    Other,
}

struct Writer<'w, 'a> {
    case: &'w Case<'w>,
    scanned: &'w Scanned<'a>,
    said: BTreeSet<Kind>,
    wants_contact: bool,
    /// The sentences that tell a result.
    results: Vec<usize>,
}

impl<'w, 'a> Writer<'w, 'a> {
    fn new(case: &'w Case<'w>, scanned: &'w Scanned<'a>) -> Self {
        let results = scanned.sentences_with(|category| category == Category::Cue(Cue::Result));
        Self { case, scanned, said: BTreeSet::new(), wants_contact: false, results }
    }

    fn write(mut self, flagged: &[usize]) -> String {
        let sentences = &self.scanned.tokens.sentences;
        let source = self.scanned.folded.source();
        let origin = |at: usize| self.scanned.folded.origin(at);
        let mut parts: Vec<(String, String)> = Vec::new();
        let mut own_phone = String::new();
        let mut last_flagged = 0;
        for (number, sentence) in sentences.iter().enumerate() {
            let start = origin(sentence.bytes.start);
            let end = origin(sentence.bytes.end);
            let gap_from =
                number.checked_sub(1).and_then(|n| sentences.get(n)).map_or(0, |s| origin(s.bytes.end));
            let gap = source.get(gap_from..start).unwrap_or(" ").to_owned();
            if own_phone.is_empty() {
                own_phone = self.phone(&sentence.tokens).unwrap_or_default();
            }
            if flagged.binary_search(&number).is_ok() {
                let words = self.anew(number);
                last_flagged = parts.len();
                // a greeting on a line of its own keeps its line
                let gap = if parts.is_empty() { String::new() } else { plain_gap(&gap) };
                parts.push((gap, words));
                last_flagged = last_flagged.max(parts.len() - 1);
            } else {
                parts.push((
                    if parts.is_empty() { String::new() } else { gap },
                    source.get(start..end).unwrap_or("").to_owned(),
                ));
            }
        }
        let kept: Vec<usize> = (0..sentences.len()).filter(|n| flagged.binary_search(n).is_err()).collect();
        if self.wants_contact && !kept.iter().any(|n| self.asks_for_contact(*n)) {
            let line = contact_line(self.case, &own_phone);
            if let Some((_, words)) = parts.get_mut(last_flagged) {
                if !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(&line);
            }
        }
        let mut out = String::new();
        for (gap, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
            out.push_str(if out.is_empty() { "" } else { &gap });
            out.push_str(&words);
        }
        out
    }

    /// A telephone number in these tokens, as it is written.
    fn phone(&self, tokens: &std::ops::Range<usize>) -> Option<String> {
        let list = self.scanned.tokens.list.get(tokens.clone())?;
        let start = list.iter().position(|t| self.scanned.word(t).starts_with('0') && t.is(mark::NUMBER))?;
        let mut digits = 0;
        let mut end = start;
        for token in list.get(start..)? {
            if !token.is(mark::NUMBER) || token.is(mark::BREAK) && end > start {
                break;
            }
            digits += (token.end - token.start) as usize;
            end += 1;
            if digits >= 11 {
                break;
            }
        }
        let (first, last) = (list.get(start)?, list.get(end.checked_sub(1)?)?);
        (10..=11)
            .contains(&digits)
            .then(|| self.scanned.folded.quote(first.start as usize, last.end as usize).to_owned())
    }

    fn asks_for_contact(&self, number: usize) -> bool {
        let Some(sentence) = self.scanned.tokens.sentences.get(number) else { return false };
        let mut asks = false;
        for at in sentence.tokens.clone() {
            let word = self.scanned.word_at(at);
            let next = self.scanned.word_at(at + 1);
            asks |= matches!(word, "ring" | "call" | "phone" | "contact")
                && matches!(next, "us" | "reception" | "the" | "on");
        }
        asks || self.phone(&sentence.tokens).is_some_and(|_| sentence.tokens.len() > 3)
    }

    /// A flagged sentence in neutral words.
    fn anew(&mut self, number: usize) -> String {
        let Some(sentence) = self.scanned.tokens.sentences.get(number) else { return String::new() };
        let greeting = greeting(self.scanned, &sentence.tokens);
        let when = dates::when(&self.scanned.folded, &self.scanned.tokens, sentence.tokens.clone());
        let when = when.and_then(|range| self.scanned.span_of(&range)).map(|span| self.scanned.quote(span));
        let kind = if self.results.binary_search(&number).is_ok() {
            Kind::Result
        } else {
            self.kind(&sentence.tokens, when.is_some())
        };
        let words = match (kind, when) {
            (Kind::Appointment, Some(when)) => {
                let with =
                    self.with(&sentence.tokens).map(|name| format!(" with {name}")).unwrap_or_default();
                format!("You have an appointment {}{with}.", on(when))
            }
            (Kind::Call, Some(when)) => format!("We will call you {}.", on(when)),
            _ if !self.said.insert(kind) => String::new(),
            (Kind::Result, _) => "Your recent test result is available.".into(),
            (Kind::Ready, _) => "Your prescription is ready to collect.".into(),
            (Kind::Prescription, _) => "We have a message about your prescription.".into(),
            (Kind::Appointment, None) => "We have a message about your appointment.".into(),
            (Kind::Other, _) if self.said.len() == 1 => "We have a message for you.".into(),
            (Kind::Other, _) | (Kind::Call, None) => String::new(),
        };
        self.wants_contact |=
            !matches!((kind, when), (Kind::Appointment | Kind::Call, Some(_)) | (Kind::Ready, _));
        match greeting {
            Some(greeting) if words.is_empty() => greeting,
            Some(greeting) => format!("{greeting} {}", lower_first(&words)),
            None => words,
        }
    }

    fn kind(&self, tokens: &std::ops::Range<usize>, dated: bool) -> Kind {
        let has = |words: &[&str]| tokens.clone().any(|at| words.contains(&self.scanned.word_at(at)));
        let past = has(&["was", "were", "met", "missed", "came", "told", "heard", "gone", "sent"]);
        if has(&[
            "result", "results", "positive", "negative", "neg", "pos", "normal", "abnormal", "shows",
            "showed", "shown", "raised",
        ]) {
            return Kind::Result;
        }
        if dated && !past {
            let calls = has(&["ring", "call", "phone", "telephone"]);
            if calls
                && has(&["will", "ll", "well", "hell", "shell", "is", "going"])
                && !has(&["us", "please", "pls"])
            {
                return Kind::Call;
            }
            if has(&[
                "appointment",
                "appt",
                "appointments",
                "booked",
                "see",
                "session",
                "review",
                "visit",
                "slot",
                "clinic",
                "come",
                "meeting",
                "meet",
                "assessment",
                "scan",
                "injection",
                "available",
                "free",
                "seen",
                "due",
                "at",
            ]) {
                return Kind::Appointment;
            }
        }
        if has(&[
            "prescription",
            "script",
            "tablets",
            "medicine",
            "medication",
            "meds",
            "patches",
            "dose",
            "pharmacy",
        ]) {
            return if has(&["ready", "collect", "waiting"]) { Kind::Ready } else { Kind::Prescription };
        }
        if has(&["appointment", "appt", "appointments", "booked", "referral", "referred"]) {
            return if past { Kind::Other } else { Kind::Appointment };
        }
        Kind::Other
    }

    /// Who it is with: a titled name.
    fn with(&self, tokens: &std::ops::Range<usize>) -> Option<String> {
        let title = tokens.clone().find(|at| {
            matches!(self.scanned.word_at(*at), "dr" | "nurse" | "sister" | "mr" | "mrs" | "ms" | "miss")
                && self.scanned.word_at(at.saturating_sub(1)) != "dear"
                && self.scanned.tokens.list.get(at + 1).is_some_and(|t| t.is(mark::NAME))
        })?;
        let mut end = title + 1;
        while end < tokens.end && self.scanned.tokens.list.get(end).is_some_and(|t| t.is(mark::NAME)) {
            end += 1;
        }
        let span = self.scanned.span_of(&(title..end))?;
        Some(self.scanned.quote(span).to_owned())
    }
}

/// The gap in front of a new sentence: its line breaks, or one blank.
fn plain_gap(gap: &str) -> String {
    if gap.contains('\n') { gap.to_owned() } else { " ".into() }
}

/// "on Tuesday 1 December", "at 10.30".
fn on(when: &str) -> String {
    let clock =
        when.starts_with(|c: char| c.is_ascii_digit()) && !when.contains(|c: char| c.is_ascii_uppercase());
    let dated = when.contains('/');
    if clock && !dated { format!("at {when}") } else { format!("on {when}") }
}

fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|c| c.to_lowercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
