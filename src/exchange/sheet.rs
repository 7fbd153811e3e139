//! A day's end on paper: a sheet of text to print, and the same as CSV for a spreadsheet.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::export::write_row;
use super::{ExchangeError, private_file};
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::communication::CommunicationRow;
use crate::domain::date;
use crate::domain::day::Day;
use crate::domain::reminder::Queue;
use crate::domain::shown;

/// The columns of the CSV.
const HEADINGS: [&str; 8] = ["Part", "What", "Patient", "Date of birth", "NHS number", "When", "By", "Count"];

/// The form of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text, to be printed.
    Text,
    /// CSV: cells that a spreadsheet would run are disarmed.
    Csv,
}

/// Writes a day's end in a form.
///
/// # Errors
/// What writing says.
pub fn write(form: Form, day: &Day, practice: &str, now: &Moment, out: &mut dyn Write) -> io::Result<()> {
    match form {
        Form::Text => text(day, practice, now, out),
        Form::Csv => csv(day, now, out),
    }
}

/// Writes the sheet and its CSV into the folder, which is created where it is not there, rights 0600, and gives the paths.
/// Files that are there stay: the sheet of a later hour gets a number.
///
/// # Errors
/// When the system cannot write; then neither is left half written under its name.
pub fn file(folder: &Path, day: &Day, practice: &str, now: &Moment) -> Result<[PathBuf; 2], ExchangeError> {
    let [text, csv] = free(folder, &format!("day-{}", day.on), ["txt", "csv"])?;
    for (path, form) in [(&text, Form::Text), (&csv, Form::Csv)] {
        put(path, |out| write(form, day, practice, now, out))?;
    }
    private_file::sync_folder(folder);
    Ok([text, csv])
}

/// Writes rows as CSV, the headings first, into the folder under a name that begins so, rights 0600; gives the path.
///
/// # Errors
/// When the system cannot write; then nothing is left half written.
pub fn table(folder: &Path, name: &str, rows: &[Vec<String>]) -> Result<PathBuf, ExchangeError> {
    let [path] = free(folder, name, ["csv"])?;
    put(&path, |out| rows.iter().try_for_each(|row| write_row(out, row)))?;
    private_file::sync_folder(folder);
    Ok(path)
}

/// The first names that are free: the plain one, else with a number.
fn free<const N: usize>(folder: &Path, name: &str, ends: [&str; N]) -> Result<[PathBuf; N], ExchangeError> {
    let failed = |error: io::Error| ExchangeError::unwritable(folder, &error);
    private_file::create_folder(folder).map_err(failed)?;
    let named = |number: u32| {
        let stem = if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
        ends.map(|end| folder.join(format!("{stem}.{end}")))
    };
    let free = (1..1000).map(named).find(|paths| paths.iter().all(|path| !path.exists()));
    free.ok_or_else(|| failed(io::Error::from(io::ErrorKind::AlreadyExists)))
}

/// Writes a new file whole, or leaves none.
fn put(path: &Path, write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> Result<(), ExchangeError> {
    let done = || {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        let mut file = private_file::create(path)?;
        file.write_all(&bytes)?;
        file.sync_all()
    };
    done().map_err(|error| {
        let _ = fs::remove_file(path);
        ExchangeError::unwritable(path, &error)
    })
}

/// A bounded count: "99+" where there are more.
fn bounded(count: usize) -> String {
    if count > Queue::MOST { format!("{}+", Queue::MOST) } else { count.to_string() }
}

fn clock(now: &Moment, at: jiff::Timestamp) -> String {
    now.local_of(at).strftime("%-d %b %H:%M").to_string()
}

fn text(day: &Day, practice: &str, now: &Moment, out: &mut dyn Write) -> io::Result<()> {
    let made = now.local_of(day.made);
    writeln!(out, "{}", shown::line(&format!("Day's end, {}  {practice}", date::show(day.on))))?;
    writeln!(out, "Put together on {} at {}", date::show(made.date()), made.strftime("%H:%M"))?;
    writeln!(out, "\nHandled: {}", day.handled())?;
    for (outcome, count) in &day.outcomes {
        writeln!(out, "{count:>8}  {}", outcome.label())?;
    }
    if !day.waiting.is_empty() {
        writeln!(out, "\nWaits")?;
        for part in &day.waiting {
            writeln!(out, "{:>8}  {}", bounded(part.count), part.part.to_lowercase())?;
        }
    }
    if day.blocked.judged > 0 {
        let more = if day.blocked.more { ", and there are more" } else { "" };
        writeln!(out, "\nBlocked: {} of {} that are due{more}", day.blocked.total(), day.blocked.judged)?;
        for (rule, count) in day.blocked.most_first() {
            writeln!(out, "{count:>8}  {rule}")?;
        }
    }
    writeln!(out, "\nAttempts to follow up: {}", day.follow_ups.len())?;
    for one in &day.follow_ups {
        let line = format!(
            "  {:<32} {:<12} {:<12} {} {}: {}",
            one.name,
            one.birth,
            one.number,
            clock(now, one.at),
            one.channel.label(),
            one.words
        );
        writeln!(out, "{}", shown::line(&line))?;
    }
    writeln!(out, "\nHanded over or held, not confirmed: {}", day.unconfirmed_count)?;
    rows(&day.unconfirmed, now, out)?;
    writeln!(out, "\nNot yet copied into the clinical record: {}", day.to_copy_count)?;
    rows(&day.to_copy, now, out)?;
    writeln!(out, "\nEntries of the day: {}", day.entries)?;
    writeln!(out, "Head of the log: {}:{}", day.tree.head.number, day.tree.head.seal)?;
    let Some(phrase) = &day.phrase else { return Ok(()) };
    writeln!(out, "Checkpoint, for `tactful verify --checkpoint`:\n  {phrase}")
}

fn rows(rows: &[CommunicationRow], now: &Moment, out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        let line = format!(
            "  {:<32} {:<12} entry {:<8} {} {}, {}: {}",
            row.patient_name,
            row.patient_birth,
            row.number,
            clock(now, row.prepared),
            row.channel.label(),
            row.purpose.label(),
            row.state.label()
        );
        writeln!(out, "{}", shown::line(&line))?;
    }
    Ok(())
}

fn csv(day: &Day, now: &Moment, out: &mut dyn Write) -> io::Result<()> {
    write_row(out, &HEADINGS)?;
    let mut counted = |part: &str, what: &str, by: &str, count: &str| {
        write_row(out, &[part, what, "", "", "", &day.on.to_string(), by, count])
    };
    for (outcome, count) in &day.outcomes {
        counted("handled", outcome.label(), "", &count.to_string())?;
    }
    for part in &day.waiting {
        counted("waits", &part.part, "", &bounded(part.count))?;
    }
    for (rule, count) in day.blocked.most_first() {
        counted("blocked", rule, "", &count.to_string())?;
    }
    for (rule, tally) in day.rules.iter().filter(|(_, tally)| tally.overridden > 0) {
        counted("overridden", rule, "", &tally.overridden.to_string())?;
    }
    for one in &day.volume {
        for (channel, count) in Channel::ALL.into_iter().zip(one.channels).filter(|(_, count)| *count > 0) {
            let (on, count) = (one.on.to_string(), count.to_string());
            write_row(out, &["volume", "messages", "", "", "", &on, channel.label(), &count])?;
        }
    }
    for one in &day.follow_ups {
        let (when, by) = (clock(now, one.at), one.channel.label());
        write_row(out, &["follow up", &one.words, &one.name, &one.birth, &one.number, &when, by, ""])?;
    }
    for (part, rows) in [("not confirmed", &day.unconfirmed), ("to copy", &day.to_copy)] {
        for row in rows {
            let when = clock(now, row.prepared);
            let what = format!("entry {}, {}, {}", row.number, row.purpose.label(), row.state.label());
            let (name, birth, by) = (&row.patient_name, &row.patient_birth, row.channel.label());
            write_row(out, &[part, &what, name, birth, "", &when, by, ""])?;
        }
    }
    let head = format!("{}:{}", day.tree.head.number, day.tree.head.seal);
    write_row(out, &["log", &head, "", "", "", &day.on.to_string(), "", &day.entries.to_string()])?;
    let phrase = day.phrase.map(|phrase| phrase.to_string()).unwrap_or_default();
    write_row(out, &["checkpoint", &phrase, "", "", "", &day.on.to_string(), "", ""])
}
