//! A message as a row for a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Subject;
use crate::domain::communication::{Communication, HandOver, RecordMode};
use crate::domain::shown;
use crate::exchange::formula;

const HEADINGS: [&str; 20] = [
    "Message",
    "Entry",
    "Prepared",
    "State",
    "Since",
    "NHS number",
    "Practice number",
    "Patient",
    "Date of birth",
    "Recipient",
    "Channel",
    "Address",
    "Purpose",
    "Subject line",
    "Text",
    "Recorded as",
    "Warnings",
    "Not sent because",
    "Handed over",
    "By",
];

pub fn write_headings(out: &mut impl Write) -> io::Result<()> {
    record(out, &HEADINGS.map(Cow::Borrowed))
}

pub fn write(out: &mut impl Write, communication: &Communication, subject: &Subject) -> io::Result<()> {
    let message = &communication.message;
    let recorded = match &message.record {
        RecordMode::Exact => "exact text".to_owned(),
        RecordMode::Summary(words) => format!("summary: {words}"),
        RecordMode::RecordedBy(system) => format!("recorded by {system}"),
    };
    let warnings: Vec<&str> = message.findings.iter().map(|found| found.rule.as_str()).collect();
    let not_sent = communication.not_sent.as_ref().map(|(reason, words)| match words.as_str() {
        "" => reason.label().to_owned(),
        words => format!("{}: {words}", reason.label()),
    });
    let cells = [
        message.id.to_string().into(),
        communication.number.to_string().into(),
        communication.prepared.to_string().into(),
        communication.state.label().into(),
        communication.since.to_string().into(),
        subject.nhs_number.map(|number| number.to_string()).unwrap_or_default().into(),
        subject.practice_number.as_deref().unwrap_or("").into(),
        subject.name.as_str().into(),
        subject.birth_date.map(|date| date.to_string()).unwrap_or_default().into(),
        message.recipient_name.as_str().into(),
        message.channel.label().into(),
        message.address.as_str().into(),
        message.purpose.label().into(),
        message.subject.as_str().into(),
        message.body.as_str().into(),
        recorded.into(),
        warnings.join(" ").into(),
        not_sent.unwrap_or_default().into(),
        communication.hand_over.as_ref().map(HandOver::label).unwrap_or_default().into(),
        communication.by_name.as_str().into(),
    ];
    record(out, &cells)
}

fn record(out: &mut impl Write, cells: &[Cow<'_, str>; HEADINGS.len()]) -> io::Result<()> {
    write_row(out, cells)
}

/// Writes cells as one row for a spreadsheet.
///
/// # Errors
/// What the writer says.
pub fn write_row<W: Write + ?Sized>(out: &mut W, cells: &[impl AsRef<str>]) -> io::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    writer.write_record(cells.iter().map(|cell| disarmed(cell.as_ref()).into_owned()))?;
    writer.flush()
}

/// The text of a cell that a spreadsheet takes for text. What a terminal could obey is shown by its sign; the exact text
/// is in the other forms.
fn disarmed(text: &str) -> Cow<'_, str> {
    formula::disarmed(shown::block(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_disarmed() {
        for text in ["=1+1", "+44 7700 900123", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"] {
            assert_eq!(disarmed(text), format!("'{text}"), "{text}");
        }
        assert_eq!(disarmed("\r=1"), "\u{240d}=1");
        assert_eq!(disarmed("a=1\nb"), "a=1\nb");
        assert_eq!(disarmed("\u{1b}[31m"), "\u{241b}[31m");
    }
}
