//! `tactful export`: messages on the record as a file.

use std::collections::HashMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use super::args::{self, Format};
use super::exit::Exit;
use crate::domain::clock::Moment;
use crate::domain::communication::Communication;
use crate::domain::ids::PatientId;
use crate::domain::import::PatientKey;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::shown;
use crate::domain::staff::Actor;
use crate::exchange::export::{self, Form, Subject, Writer};
use crate::store::{RecordView, Store, written};

/// How many messages are listed at once.
const PAGE: usize = 200;

/// How many patients are kept while their messages are written.
const MOST_SUBJECTS: usize = 4096;

/// Exports messages; an export into a file is noted in the log under `actor`.
///
/// # Errors
/// When the store or the file cannot be read or written.
pub fn run(
    args: &args::Export,
    store: &mut dyn Store,
    actor: &Actor,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let (form, what) = match args.format {
        Format::Jsonl => (Form::JsonLines, "JSON Lines"),
        Format::Csv => (Form::Csv, "CSV"),
        Format::Fhir => (Form::Fhir, "FHIR Communication"),
    };
    let patient = args.nhs.as_deref().map(|number| find(store, number)).transpose()?;
    let view = RecordView { patient, ..RecordView::default() };
    let Some(path) = &args.output else {
        write_all(store, &view, now, Writer::new(form, out))?;
        return Ok(Exit::Done);
    };
    let about = format!("messages as {what}");
    let done = into_file(path, (store, actor, now), &about, |store, file| {
        write_all(store, &view, now, Writer::new(form, file))
    })?;
    let written = shown::line(&path.display().to_string()).into_owned();
    writeln!(std::io::stderr(), "{done} messages written to {written}")?;
    Ok(Exit::Done)
}

/// Writes a file that holds what is on record, and notes on the log that it left the program; gives how many things were
/// written. Half an export, or one that the log does not know, is none: the file is gone again.
///
/// # Errors
/// When the store or the file cannot be read or written.
pub(super) fn into_file(
    path: &Path,
    (store, actor, now): (&mut dyn Store, &Actor, &Moment),
    what: &str,
    write: impl FnOnce(&mut dyn Store, &mut dyn Write) -> anyhow::Result<u64>,
) -> anyhow::Result<u64> {
    let mut file = BufWriter::new(export::create(path)?);
    write(store, &mut file)
        .and_then(|count| {
            let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all().with_context(|| format!("writing {}", path.display()))?;
            written::note(store, (actor, now.at), path, what, count)?;
            Ok(count)
        })
        .inspect_err(|_| {
            let _ = fs::remove_file(path);
        })
}

/// Takes every message of a view, the newest first, one at a time.
///
/// # Errors
/// What the store or `take` says.
pub(super) fn each_message(
    store: &mut dyn Store,
    view: &RecordView,
    mut take: impl FnMut(&mut dyn Store, PatientId, Communication) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut before = None;
    loop {
        let rows = store.messages(view, before, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        before = Some(last.number);
        for row in &rows {
            let message = store.message(row.id)?;
            take(store, row.patient, message)?;
        }
    }
}

/// The patient with this NHS number.
pub(super) fn find(store: &mut dyn Store, number: &str) -> anyhow::Result<PatientId> {
    let nhs_number: NhsNumber = number.parse()?;
    let key = PatientKey { nhs_number: Some(nhs_number), practice_number: None };
    store.find(&key)?.with_context(|| format!("no patient with the NHS number {nhs_number} is on file"))
}

/// Writes every message of the view, the newest first, in flat memory; gives how many.
fn write_all(
    store: &mut dyn Store,
    view: &RecordView,
    now: &Moment,
    mut writer: Writer<&mut dyn Write>,
) -> anyhow::Result<u64> {
    let mut subjects: HashMap<PatientId, Subject> = HashMap::new();
    let mut count = 0;
    each_message(store, view, |store, patient, message| {
        if !subjects.contains_key(&patient) {
            if subjects.len() >= MOST_SUBJECTS {
                subjects.clear();
            }
            let dossier = store.dossier(patient)?;
            subjects.insert(patient, Subject::of(&dossier.patient, now.today()));
        }
        if let Some(subject) = subjects.get(&patient) {
            writer.put(&message, subject)?;
            count += 1;
        }
        Ok(())
    })?;
    writer.finish()?;
    Ok(count)
}
