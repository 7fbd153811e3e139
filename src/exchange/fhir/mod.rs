//! FHIR R4 as JSON: one resource, a Bundle, an array, or one resource a line.

mod elements;
mod facts;
mod known;
mod own;
mod path;
mod patient;
mod person;
mod related;
mod reminder;
mod scan;
mod timing;

use std::collections::BTreeSet;
use std::io::{BufRead, Read};
use std::ops::ControlFlow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::text::{Text, decode};
use super::{ExchangeError, Found, Reading, Sink, shortened};
use crate::domain::import::{Incoming, Located, Place, Refusal, Source};
use crate::domain::shown;

use known::Known;
use person::Fault;
use scan::{LARGEST, Piece, Scanner};

/// Reads a file.
///
/// # Errors
/// When its brackets do not match or it cannot be read; where each line is a resource of its own, a broken line is
/// only refused.
pub(super) fn read(
    file: &str,
    mut text: Text,
    reading: &Reading,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, ExchangeError> {
    let head = text.fill_buf().map_err(|error| ExchangeError::unreadable(file, &error))?;
    let by_line = holds_a_resource_a_line(head);
    let mut reader = Reader { file, reading, sink, known: Known::default(), passed: BTreeSet::new() };
    if by_line { reader.lines(text) } else { reader.whole(text) }
}

/// Whether each line is a resource of its own: the first is a complete object, or it is broken, and not merely unfinished
/// as the first line of an object on many lines is, while another line is a complete resource.
fn holds_a_resource_a_line(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let Some(first) = lines.next().filter(|line| line.starts_with(b"{")) else { return false };
    let Err(error) = serde_json::from_slice::<IgnoredAny>(first) else { return true };
    // a text never goes on in the next line
    let broken = !error.is_eof() || error.to_string().starts_with("EOF while parsing a string");
    broken && first.starts_with(b"{\"resourceType\"") && lines.any(is_resource)
}

fn is_resource(line: &[u8]) -> bool {
    line.starts_with(b"{\"resourceType\"") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}

struct Reader<'a, 's> {
    file: &'a str,
    reading: &'a Reading,
    sink: &'a mut Sink<'s>,
    known: Known,
    /// What is said of the kinds of resources that were passed over, each once.
    passed: BTreeSet<String>,
}

impl Reader<'_, '_> {
    fn whole(&mut self, text: Text) -> Result<ControlFlow<()>, ExchangeError> {
        let mut scanner = Scanner::new(text, 1);
        let mut buffer = Vec::new();
        loop {
            let piece = scanner.next(&mut buffer).map_err(|fault| self.broken(fault))?;
            let bytes = scanner.source().bytes_read();
            if piece == Piece::End {
                return Ok(ControlFlow::Continue(()));
            }
            if self.piece(&piece, &buffer, bytes).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }

    fn lines(&mut self, mut text: Text) -> Result<ControlFlow<()>, ExchangeError> {
        let (mut line, mut number, mut buffer) = (Vec::new(), 0, Vec::new());
        loop {
            line.clear();
            number += 1;
            let read = text.by_ref().take(LARGEST as u64).read_until(b'\n', &mut line);
            if read.map_err(|error| ExchangeError::unreadable(self.file, &error))? == 0 {
                return Ok(ControlFlow::Continue(()));
            }
            let bytes = text.bytes_read();
            let mut flow = ControlFlow::Continue(());
            if line.ends_with(b"\n") {
                let mut scanner = Scanner::new(line.as_slice(), number);
                while flow.is_continue() {
                    match scanner.next(&mut buffer) {
                        Ok(Piece::End) => break,
                        Ok(piece) => flow = self.piece(&piece, &buffer, bytes),
                        Err(fault) => {
                            let reason = match fault {
                                scan::Fault::Broken { reason, .. } => reason.to_owned(),
                                scan::Fault::Io(error) => error.to_string(),
                            };
                            flow = self.refuse(number, &decode(&line), Fault::new("", "", reason), bytes);
                            break;
                        }
                    }
                }
            } else {
                let fault = Fault::new("", "", too_large());
                flow = self.refuse(number, &decode(&line), fault, bytes);
                pass_line(&mut text).map_err(|error| ExchangeError::unreadable(self.file, &error))?;
            }
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }

    fn piece(&mut self, piece: &Piece, buffer: &[u8], bytes: u64) -> ControlFlow<()> {
        let text = decode(buffer);
        match *piece {
            Piece::End => ControlFlow::Continue(()),
            Piece::Broken { line, ref reason } => {
                self.refuse(line, &text, Fault::new("", "", format!("this is no JSON: {reason}")), bytes)
            }
            Piece::Stray { line } => self.refuse(
                line,
                &text,
                Fault::new("", &text, "not a resource: an object should stand here"),
                bytes,
            ),
            Piece::Resource { line, cut: true, .. } => {
                self.refuse(line, &text, Fault::new("", "", too_large()), bytes)
            }
            Piece::Resource { line, entry: false, .. } => self.resource(line, None, &text, bytes),
            Piece::Resource { line, .. } => match serde_json::from_str::<elements::Entry<'_>>(&text) {
                Ok(elements::Entry { resource: Some(resource), full_url }) => {
                    let resource = resource.get();
                    // the resource is a part of the text: what stands before it are the lines of its entry
                    let at = resource.as_ptr().addr().saturating_sub(text.as_ptr().addr());
                    let before = text.get(..at).unwrap_or("");
                    let line = line + before.bytes().map(|byte| u64::from(byte == b'\n')).sum::<u64>();
                    self.resource(line, full_url.as_deref(), resource, bytes)
                }
                // an entry of a search may hold an outcome only
                Ok(elements::Entry { resource: None, .. }) => ControlFlow::Continue(()),
                Err(error) => {
                    let fault = wrong_form("Bundle.entry", &text, &error);
                    self.refuse(line, &text, fault, bytes)
                }
            },
        }
    }

    fn resource(&mut self, line: u64, full_url: Option<&str>, text: &str, bytes: u64) -> ControlFlow<()> {
        match self.take(full_url, text) {
            Ok(Some(what)) => {
                let place = Place { file: self.file.to_owned(), line, column: None };
                let source = Source::Resource(text.to_owned());
                (self.sink)(Found::Record(Located { place, source, what }), bytes)
            }
            Ok(None) => ControlFlow::Continue(()),
            Err(Wrong::Fault(fault)) => self.refuse(line, text, fault, bytes),
            Err(Wrong::Foreign(kind)) => {
                if self.passed.len() < 100 && self.passed.insert(kind.clone()) {
                    return (self.sink)(Found::LeftAside(kind), bytes);
                }
                ControlFlow::Continue(())
            }
        }
    }

    fn take(&mut self, full_url: Option<&str>, text: &str) -> Result<Option<Incoming>, Wrong> {
        if text.contains("\\u0000") {
            return Err(Fault::new("", "\\u0000", "a text holds a NUL character: remove it").into());
        }
        let typed: elements::Typed<'_> = parse("Resource", text)?;
        let kind = typed.resource_type.as_deref().unwrap_or("");
        Ok(Some(match kind {
            "Patient" => {
                let resource: elements::Patient<'_> = parse(kind, text)?;
                let taken = patient::take(&resource, self.reading)?;
                self.known.remember(resource.id.as_deref(), full_url, &taken.key);
                Incoming::Patient(Box::new(taken))
            }
            "RelatedPerson" => {
                let taken = related::take(&parse(kind, text)?, &self.known, self.reading)?;
                Incoming::Proxy(Box::new(taken))
            }
            "Consent" => Incoming::Facts(Box::new(facts::consent(&parse(kind, text)?, &self.known)?)),
            "Flag" => Incoming::Facts(Box::new(facts::flag(&parse(kind, text)?, &self.known)?)),
            "Appointment" => {
                let taken = reminder::appointment(&parse(kind, text)?, &self.known, self.reading)?;
                Incoming::Reminder(Box::new(taken))
            }
            "CommunicationRequest" => {
                let taken = reminder::communication_request(&parse(kind, text)?, &self.known, self.reading)?;
                Incoming::Reminder(Box::new(taken))
            }
            // a Bundle without entries is a search that found nobody; an outcome says how a search or an import went
            "Bundle" | "OperationOutcome" => return Ok(None),
            "" => {
                return Err(
                    Fault::new("resourceType", "", "no resourceType: what this is, is not known").into()
                );
            }
            _ => return Err(Wrong::Foreign(format!("resources of type {}", shown::line(kind)))),
        }))
    }

    fn refuse(&mut self, line: u64, text: &str, fault: Fault, bytes: u64) -> ControlFlow<()> {
        let column = Some(fault.path).filter(|path| !path.is_empty());
        let refusal = Refusal {
            place: Place { file: self.file.to_owned(), line, column },
            value: shortened(&fault.value, 200),
            reason: shortened(&fault.reason, 600),
            source: Source::Resource(text.trim_end().to_owned()),
        };
        (self.sink)(Found::Refused(refusal), bytes)
    }

    fn broken(&self, fault: scan::Fault) -> ExchangeError {
        match fault {
            scan::Fault::Io(error) => ExchangeError::unreadable(self.file, &error),
            scan::Fault::Broken { line, column, reason } => {
                let (file, reason) = (self.file.to_owned(), reason.to_owned());
                ExchangeError::Broken { file, line, column, reason }
            }
        }
    }
}

/// Why a resource is not taken.
enum Wrong {
    Fault(Fault),
    /// It is of a type or form that is not read here: what is said of all of those.
    Foreign(String),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn parse<'a, T: Deserialize<'a>>(kind: &str, text: &'a str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| wrong_form(kind, text, &error))
}

fn wrong_form(kind: &str, text: &str, error: &serde_json::Error) -> Fault {
    let (path, value) = path::at(kind, text, path::offset(text, error.line(), error.column()));
    let reason = shown::plain(&error.to_string());
    let reason = reason.split(" at line ").next().unwrap_or("");
    Fault { path, value, reason: format!("this is not written as FHIR has it here ({reason})") }
}

fn too_large() -> String {
    format!("the resource is larger than {} MiB", LARGEST / (1024 * 1024))
}

/// Passes over what is left of a line.
fn pass_line(text: &mut Text) -> std::io::Result<()> {
    loop {
        let block = text.fill_buf()?;
        if block.is_empty() {
            return Ok(());
        }
        let end = block.iter().position(|byte| *byte == b'\n');
        let count = end.map_or(block.len(), |end| end + 1);
        text.consume(count);
        if end.is_some() {
            return Ok(());
        }
    }
}
