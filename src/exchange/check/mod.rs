//! `check --jsonl`: messages in, verdicts out, one JSON object a line.
//!
//! The form of both is in `docs/check-format.md`. What a line does not say is unknown, and rules that need it do not run.

pub mod facts;
pub mod fields;
pub mod input;
pub mod learn;
pub mod output;
pub mod record;
pub mod score;

use std::io::{self, BufRead, Read, Write};

use serde_json::Value;

use crate::domain::practice::Practice;
use crate::domain::severity::Severity;
use crate::domain::shown;
use crate::exchange::json::write_line;
use crate::policy::{Checker, Verdict, judge};

use facts::Facts;
use input::Line;
use output::{Answer, Failure};

/// What a run saw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Lines that hold a message.
    pub lines: u64,
    /// Lines that could not be judged.
    pub bad: u64,
    /// The loudest severity of all; `None`: all clear.
    pub loudest: Option<Severity>,
}

/// A line that cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadLine(pub String);

/// Judges every line of `input` and writes one line for each, in the same order. A bad line gets an error and the rest
/// still runs.
///
/// # Errors
/// What reading or writing says.
pub fn run(mut input: impl BufRead, output: &mut dyn Write, checker: &Checker) -> io::Result<Totals> {
    let mut totals = Totals::default();
    let mut desk = Desk::new(checker);
    each_line(&mut input, |number, bytes| {
        totals.lines += 1;
        let line = match read(bytes) {
            Ok(line) => line,
            Err(problem) => return refuse(&mut totals, output, number, bytes, &problem),
        };
        let facts = match Facts::new(&line) {
            Ok(facts) => facts,
            Err(problem) => return refuse(&mut totals, output, number, bytes, &problem),
        };
        let case = facts.case(desk.checker_for(line.practice.as_ref()));
        let verdict = judge(&case);
        totals.loudest = totals.loudest.max(verdict.severity());
        write_line(output, &Answer::new(&line.id, &verdict, &case))
    })?;
    Ok(totals)
}

fn refuse(
    totals: &mut Totals,
    output: &mut dyn Write,
    number: u64,
    bytes: &[u8],
    problem: &BadLine,
) -> io::Result<()> {
    totals.bad += 1;
    write_line(output, &Failure::new(id_of(bytes), number, problem))
}

/// The longest message that is read, with what is said around it, in bytes.
pub const LONGEST: usize = 1 << 20;

/// Calls `run` with every line that is not blank and its number, from 1. Of a line that is too long it gets one byte more
/// than [`LONGEST`], and the rest is passed over.
fn each_line(input: &mut impl BufRead, mut run: impl FnMut(u64, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if Read::take(&mut *input, LONGEST as u64 + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.len() > LONGEST && line.last() != Some(&b'\n') {
            input.skip_until(b'\n')?;
        }
        number += 1;
        let bytes = line.strip_prefix("\u{feff}".as_bytes()).filter(|_| number == 1).unwrap_or(&line);
        let bytes = if line.len() > LONGEST { bytes } else { bytes.trim_ascii() };
        if !bytes.is_empty() {
            run(number, bytes)?;
        }
    }
}

fn read(bytes: &[u8]) -> Result<Line<'_>, BadLine> {
    if bytes.len() > LONGEST {
        return Err(BadLine(format!("too long: at most {} KiB are read", LONGEST / 1024)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        BadLine(format!("not UTF-8 (byte {} of the line): save the file as UTF-8", error.valid_up_to() + 1))
    })?;
    serde_json::from_str(text).map_err(|error| {
        // the line is said already; serde counts from the line it was given
        let words = shown::plain(&error.to_string());
        BadLine(
            words.split(" at line 1").next().unwrap_or(&words).to_owned()
                + &format!(" (column {})", error.column()),
        )
    })
}

/// The id of a line that could not be read whole, where it can still be made out.
fn id_of(bytes: &[u8]) -> Value {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(mut fields)) => fields.remove("id").unwrap_or(Value::Null),
        _ => Value::Null,
    }
}

/// The checker, made for the practice of the line.
struct Desk<'a> {
    checker: &'a Checker,
    other: Option<(Practice, Checker)>,
}

impl<'a> Desk<'a> {
    const fn new(checker: &'a Checker) -> Self {
        Self { checker, other: None }
    }

    fn judge(&mut self, line: &Line<'_>) -> Result<Verdict, BadLine> {
        let facts = Facts::new(line)?;
        Ok(judge(&facts.case(self.checker_for(line.practice.as_ref()))))
    }

    fn checker_for(&mut self, practice: Option<&input::Practice<'_>>) -> &Checker {
        let Some(practice) = practice.map(input::Practice::to_domain) else { return self.checker };
        let known = self.other.as_ref().is_some_and(|(last, _)| *last == practice);
        if !known {
            let checker = self.checker.with_practice(practice.clone());
            self.other = Some((practice, checker));
        }
        self.other.as_ref().map_or(self.checker, |(_, checker)| checker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(input: &str) -> (Totals, Vec<Value>) {
        let mut out = Vec::new();
        let totals = run(input.as_bytes(), &mut out, &Checker::default()).unwrap();
        let lines = String::from_utf8(out).unwrap();
        (totals, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn a_message_is_judged() {
        let (totals, lines) = answers(
            r#"{"id":"a","text":"Your chlamydia test is positive, please book with the GUM clinic","odd":1,"practice":{"name":"Tarn Lane","phones":["01632 960114"]}}"#,
        );
        assert_eq!(totals, Totals { lines: 1, bad: 0, loudest: Some(Severity::Stop) });
        let line = &lines[0];
        assert_eq!(line["id"], "a");
        assert_eq!(line["verdict"], "stop");
        let found = line["findings"].as_array().unwrap();
        let topic = found.iter().find(|f| f["topic"] == "sti").unwrap();
        assert_eq!(topic["rule"], "sensitive-topic");
        assert_eq!(topic["field"], "text");
        assert_eq!((topic["start"].as_u64(), topic["end"].as_u64()), (Some(5), Some(14)));
        assert_eq!(topic["quote"], "chlamydia");
        assert_eq!(
            topic["cures"][0]["text"],
            "Your recent test result is available. Please contact us on 01632 960114."
        );
    }

    #[test]
    fn bad_lines_are_named_and_the_rest_runs() {
        let (totals, lines) = answers(
            "\u{feff}{\"id\":1,\"text\":\"Hello\"}\r\n\n{\"id\":\"b\"}\n{\n{\"id\":\"c\",\"text\":\"x\",\"channel\":\"fax\"}\n{\"text\":\"ok\",\"today\":\"soon\"}\n",
        );
        assert_eq!((totals.lines, totals.bad), (5, 4));
        assert_eq!(lines[0]["verdict"], "clear");
        assert_eq!(lines[1]["id"], "b");
        assert!(lines[1]["error"].as_str().unwrap().starts_with("line 3: missing field `text`"));
        assert_eq!(lines[2]["id"], Value::Null);
        assert!(lines[3]["error"].as_str().unwrap().contains("'fax' is not a channel"));
        assert_eq!(lines[3]["findings"], Value::Array(vec![]));
        assert!(lines[4]["error"].as_str().unwrap().contains("'soon'"));
    }

    #[test]
    fn the_day_is_unknown_unless_it_is_said() {
        let past = r#""text":"Your appointment is on Wednesday 18 November at 10am""#;
        let (_, without) = answers(&format!("{{{past}}}"));
        assert_eq!(without[0]["verdict"], "clear");
        let (_, with) = answers(&format!(r#"{{{past},"today":"2026-11-22"}}"#));
        assert_eq!(with[0]["findings"][0]["rule"], "date-mismatch");
    }

    #[test]
    fn every_fact_of_the_record_can_be_said() {
        let page = include_str!("../../../docs/check-format.md");
        let examples = page.split("```jsonl\n").nth(1).unwrap().split("```").next().unwrap();
        let (totals, lines) = answers(examples);
        assert_eq!(totals.bad, 0, "{lines:?}");
        for (example, answer) in examples.lines().zip(&lines) {
            let example: Value = serde_json::from_str(example).unwrap();
            let found: Vec<&Value> =
                answer["findings"].as_array().unwrap().iter().map(|f| &f["rule"]).collect();
            for rule in example["rules"].as_array().unwrap() {
                assert!(found.contains(&rule), "{example} set off {found:?}");
            }
        }
    }

    #[test]
    fn a_bad_value_is_named() {
        for (fields, want) in [
            (r#""contacts":[{"kind":"fax","value":"1"}]"#, "contacts[1].kind: 'fax'"),
            (r#""contacts":[{"kind":"phone"}]"#, "contacts[1].value: missing"),
            (r#""contacts":{}"#, "contacts: invalid type"),
            (r#""contact":1"#, "contact: there is no contact point number 1"),
            (
                r#""proxies":[{"basis":"none","contacts":[{"kind":"email","value":1}]}]"#,
                "proxies[1].contacts[1].value: ",
            ),
            (r#""needs":[{"kind":"braille"},{"kind":"smell"}]"#, "needs[2].kind: unknown variant `smell`"),
            (r#""preferences":[{"channel":"sms","language":"pl"}]"#, "preferences[1].channel: "),
            (r#""patient":{"death":{"notice":"rumour"}}"#, "patient.death.notice: unknown variant `rumour`"),
            (
                r#""recipient":{"kind":"proxy","proxy":2},"proxies":[]"#,
                "recipient.proxy: there is no proxy number 2",
            ),
            (r#""recent":[{"channel":"sms"}]"#, "recent[1].at: missing"),
            (r#""now":"later""#, "now: "),
            (r#""record":"maybe""#, "record: unknown variant `maybe`"),
        ] {
            let (_, lines) = answers(&format!(r#"{{"text":"x",{fields}}}"#));
            let error = lines[0]["error"].as_str().unwrap_or_default();
            assert!(error.starts_with(&format!("line 1: {want}")), "{fields}: {error}");
        }
    }
}
