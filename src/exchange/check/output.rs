//! A line of output.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::domain::severity::Severity;
use crate::domain::span::Field;
use crate::domain::topic::Topic;
use crate::policy::{Case, Cure, Finding, Verdict};

use super::BadLine;

/// The answer to a line.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    id: &'a Value,
    verdict: &'static str,
    findings: Vec<Found<'a>>,
}

/// The answer to a line that could not be judged.
#[derive(Debug, Serialize)]
pub struct Failure {
    id: Value,
    error: String,
    findings: [u8; 0],
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    rule: &'static str,
    topic: Option<Topic>,
    severity: Severity,
    field: Option<Field>,
    start: Option<usize>,
    end: Option<usize>,
    quote: Option<&'a str>,
    message: &'a str,
    reveals_to: &'a [String],
    can_override: bool,
    others: Vec<Place>,
    cures: Vec<Offer<'a>>,
}

#[derive(Debug, Serialize)]
struct Place {
    field: Field,
    start: usize,
    end: usize,
}

#[derive(Debug, Serialize)]
struct Offer<'a> {
    title: &'a str,
    /// The field's whole text after the cure; null where the cure is no change of words.
    text: Option<Cow<'a, str>>,
}

impl<'a> Answer<'a> {
    /// The answer to the line with this id, about whose case the verdict is.
    pub fn new(id: &'a Value, verdict: &'a Verdict, case: &Case<'a>) -> Self {
        Self {
            id,
            verdict: verdict.severity().map_or("clear", Severity::slug),
            findings: verdict.findings.iter().map(|finding| found(finding, case)).collect(),
        }
    }
}

impl Failure {
    /// The answer to line `number`.
    pub fn new(id: Value, number: u64, problem: &BadLine) -> Self {
        Self { id, error: format!("line {number}: {problem}"), findings: [] }
    }
}

fn found<'a>(finding: &'a Finding, case: &Case<'a>) -> Found<'a> {
    let span = finding.span;
    Found {
        rule: finding.rule,
        topic: finding.topic,
        severity: finding.severity,
        field: span.map(|span| span.field),
        start: span.map(|span| span.start),
        end: span.map(|span| span.end),
        quote: span.and_then(|span| case.content.field(span.field).get(span.range())),
        message: &finding.message,
        reveals_to: &finding.reveals_to,
        can_override: finding.can_override,
        others: finding.others.iter().map(|s| Place { field: s.field, start: s.start, end: s.end }).collect(),
        cures: finding.cures.iter().map(|cure| offer(cure, case)).collect(),
    }
}

fn offer<'a>(cure: &'a Cure, case: &Case<'_>) -> Offer<'a> {
    Offer { title: &cure.title, text: cure.change.text(case).map(|(_, text)| text) }
}
