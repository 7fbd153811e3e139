//! CSV lists of patients and of reminders, as clinical systems export them.

mod cells;
pub mod columns;
mod patient;
mod reminder;
mod rows;

use std::io::BufRead;
use std::ops::ControlFlow;

use super::text::Text;
use super::{ExchangeError, Found, Reading, Sink, shortened};
use crate::domain::import::{Incoming, Located, Place, Refusal, Source};
use crate::domain::shown;

pub(super) use reminder::due_before;

use cells::{Cells, Fault, Layout};
use columns::Column;
use rows::{LONGEST_FIELD, LONGEST_ROW, RawRow, Rows};

/// Among how many rows the headings are looked for.
const MOST_ABOVE: usize = 20;

/// What a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Patients,
    Reminders,
}

/// Reads a list.
///
/// # Errors
/// When its headings are not known, or the file cannot be read to its end.
pub(super) fn read(
    file: &str,
    mut text: Text,
    reading: &Reading,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, ExchangeError> {
    let unreadable = |error| ExchangeError::unreadable(file, &error);
    let (separator, skipped) = separator(&mut text).map_err(unreadable)?;
    let mut rows = Rows::new(text, separator, skipped);
    let mut row = RawRow::default();
    let (layout, kind) = headings(file, &mut rows, &mut row)?;
    let mut flow = sink(Found::Headings(layout.headings.clone()), rows.bytes_read());
    for heading in layout.left_aside() {
        if flow.is_continue() {
            flow = sink(Found::LeftAside(format!("column \"{heading}\"")), rows.bytes_read());
        }
    }
    let is_refused = layout.index(Column::Refused).is_some();
    while flow.is_continue() && rows.next(&mut row).map_err(unreadable)? {
        if row.is_blank() {
            continue;
        }
        if is_refused {
            row.take_back();
        }
        let found = match take(kind, &Cells { layout: &layout, row: &row, reading }) {
            Ok(what) => Found::Record(Located {
                place: Place { file: file.to_owned(), line: row.line, column: None },
                source: Source::Row(row.to_row()),
                what,
            }),
            Err(fault) => Found::Refused(refusal(file, &layout, &row, &fault)),
        };
        flow = sink(found, rows.bytes_read());
    }
    Ok(flow)
}

/// Finds the headings: the first row that has known ones. Some systems put the name and the day of a report above.
fn headings(file: &str, rows: &mut Rows, row: &mut RawRow) -> Result<(Layout, Kind), ExchangeError> {
    let mut first = None;
    for _ in 0..MOST_ABOVE {
        if !rows.next(row).map_err(|error| ExchangeError::unreadable(file, &error))? {
            break;
        }
        if row.is_blank() {
            continue;
        }
        let layout = Layout::new((0..row.len()).map(|index| row.field(index).trim().to_owned()).collect());
        if let Some(kind) = kind(&layout) {
            return Ok((layout, kind));
        }
        first.get_or_insert_with(|| layout.headings.join(" | "));
    }
    let Some(found) = first else { return Err(ExchangeError::Empty(file.to_owned())) };
    Err(ExchangeError::Headings {
        file: file.to_owned(),
        found: shown::line(found.get(..found.floor_char_boundary(300)).unwrap_or("")).into_owned(),
        understood: columns::Headings::known().understood(),
    })
}

/// One row, or what is wrong with it.
fn take(kind: Kind, cells: &Cells<'_>) -> Result<Incoming, Fault> {
    let row = cells.row;
    if row.cut {
        let reason = format!(
            "the row is longer than {} KiB: is a quotation mark opened on this line and never closed?",
            LONGEST_ROW / 1024
        );
        return Err(Fault::of_row(reason));
    }
    if let Some(index) = row.too_long() {
        let reason = format!("the value is longer than {} KiB: shorten it", LONGEST_FIELD / 1024);
        return Err(Fault {
            column: Some(index),
            value: row.field(index).chars().take(60).collect(),
            reason,
        });
    }
    if row.holds_nul() {
        let column = (0..row.len()).find(|index| row.field(*index).contains('\0'));
        let value = column.map_or("", |index| row.field(index)).to_owned();
        return Err(Fault { column, value, reason: "the value holds a NUL character: remove it".into() });
    }
    let width = cells.layout.headings.len();
    if let Some(beyond) =
        (width..row.len()).map(|index| row.field(index)).find(|field| !field.trim().is_empty())
    {
        let reason = format!(
            "the row has {} values for {width} columns: a value that holds the separator needs quotation marks",
            row.len()
        );
        return Err(Fault { column: None, value: beyond.to_owned(), reason });
    }
    match kind {
        Kind::Patients => patient::take(cells).map(|patient| Incoming::Patient(Box::new(patient))),
        Kind::Reminders => reminder::take(cells).map(|reminder| Incoming::Reminder(Box::new(reminder))),
    }
}

fn refusal(file: &str, layout: &Layout, row: &RawRow, fault: &Fault) -> Refusal {
    let column = fault.column.and_then(|index| layout.headings.get(index)).cloned();
    Refusal {
        place: Place { file: file.to_owned(), line: row.line, column },
        value: shortened(&fault.value, 200),
        reason: shortened(&fault.reason, 600),
        source: Source::Row(row.to_row()),
    }
}

fn kind(layout: &Layout) -> Option<Kind> {
    let has = |columns: &[Column]| columns.iter().any(|column| layout.index(*column).is_some());
    if !has(&[Column::NhsNumber, Column::PracticeNumber]) {
        return None;
    }
    let waits =
        has(&[Column::Due, Column::AppointmentDate]) || has(&[Column::Purpose]) && has(&[Column::Text]);
    Some(if waits { Kind::Reminders } else { Kind::Patients })
}

/// The separator: named by a first line `sep=;`, which is passed over, else the one that the first line with any
/// holds most.
/// Gives the number of lines passed over too.
fn separator(text: &mut Text) -> std::io::Result<(u8, u64)> {
    const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];
    let head = text.fill_buf()?;
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', mark] = line {
        let (mark, length) = (*mark, line.len() + 1);
        text.consume(length);
        return Ok((mark, 1));
    }
    let holds_one = |line: &&[u8]| line.iter().any(|byte| KNOWN.contains(byte));
    let first = head.split(|byte| *byte == b'\n').find(holds_one).unwrap_or(&[]);
    let mut quoted = false;
    let mut counts = [0usize; KNOWN.len()];
    for byte in first {
        quoted ^= *byte == b'"';
        if !quoted && let Some(at) = KNOWN.iter().position(|mark| mark == byte) {
            counts.iter_mut().skip(at).take(1).for_each(|count| *count += 1);
        }
    }
    // of equal counts the earlier separator wins
    let best = KNOWN.iter().zip(counts).rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark);
    Ok((best, 0))
}
