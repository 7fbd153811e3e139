//! Other systems' formats.

mod again;
mod any;
mod csv;
mod export;
mod fhir;
mod hostile;
mod messages;
mod outbox;
mod person;
mod pipeline;
mod record_block;

use std::io::Cursor;
use std::ops::ControlFlow;

use jiff::civil::date;
use jiff::tz::TimeZone;
use tactful::domain::import::{Incoming, IncomingPatient, IncomingProxy, IncomingReminder, Refusal};
use tactful::exchange::{ExchangeError, Found, Reading, read_from};

/// What a file gives.
#[derive(Debug, Default)]
pub struct Taken {
    pub patients: Vec<IncomingPatient>,
    pub facts: Vec<IncomingPatient>,
    pub proxies: Vec<IncomingProxy>,
    pub reminders: Vec<IncomingReminder>,
    pub refusals: Vec<Refusal>,
    pub left_aside: Vec<String>,
    pub lines: Vec<u64>,
}

impl Taken {
    /// Where each refusal stands, and its value: `line column value`.
    pub fn refused(&self) -> Vec<String> {
        let column = |r: &Refusal| r.place.column.clone().unwrap_or_default();
        self.refusals.iter().map(|r| format!("{} [{}] {}", r.place.line, column(r), r.value)).collect()
    }
}

pub fn reading() -> Reading {
    Reading { today: date(2026, 11, 22), zone: TimeZone::get("Europe/London").unwrap() }
}

pub fn take(bytes: impl Into<Vec<u8>>) -> Result<Taken, ExchangeError> {
    let mut taken = Taken::default();
    let flow = read_from("list", Cursor::new(bytes.into()), &reading(), &mut |found, _| {
        match found {
            Found::Headings(_) => {}
            Found::Refused(refusal) => taken.refusals.push(refusal),
            Found::LeftAside(what) => taken.left_aside.push(what),
            Found::Record(record) => {
                taken.lines.push(record.place.line);
                match record.what {
                    Incoming::Facts(facts) => taken.facts.push(*facts),
                    Incoming::Patient(patient) => taken.patients.push(*patient),
                    Incoming::Proxy(proxy) => taken.proxies.push(*proxy),
                    Incoming::Reminder(reminder) => taken.reminders.push(*reminder),
                }
            }
        }
        ControlFlow::Continue(())
    })?;
    assert!(flow.is_continue());
    Ok(taken)
}

/// The one patient of a CSV with these headings and values.
pub fn one(headings: &str, values: &str) -> IncomingPatient {
    let taken = take(format!("{headings}\n{values}\n")).unwrap();
    assert_eq!(taken.refused(), [""; 0]);
    taken.patients.into_iter().next().unwrap()
}
