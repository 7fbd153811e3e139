//! `tactful export`: messages on the record as a file.

use std::collections::HashMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use super::args::{self, Format};
use super::exit::Exit;
use crate::domain::clock::Moment;
use crate::domain::ids::{EntryId, PatientId};
use crate::domain::import::PatientKey;
use crate::domain::log::{Event, NewEntry};
use crate::domain::nhs_number::NhsNumber;
use crate::domain::shown;
use crate::domain::staff::Actor;
use crate::exchange::export::{self, Form, Subject, Writer};
use crate::store::{RecordView, Store};

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
    let file = export::create(path)?;
    let done = write_all(store, &view, now, Writer::new(form, BufWriter::new(file)))
        .and_then(|(count, writer)| {
            let file = writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all().with_context(|| format!("writing {}", path.display()))?;
            // what leaves the program stands in the log
            note(store, actor, now, path, &format!("messages as {what}"), count)?;
            Ok(count)
        })
        .inspect_err(|_| {
            // half an export, or one that the log does not know, is none
            let _ = fs::remove_file(path);
        })?;
    let written = shown::line(&path.display().to_string()).into_owned();
    writeln!(std::io::stderr(), "{done} messages written to {written}")?;
    Ok(Exit::Done)
}

/// The patient with this NHS number.
pub(super) fn find(store: &mut dyn Store, number: &str) -> anyhow::Result<PatientId> {
    let nhs_number: NhsNumber = number.parse()?;
    let key = PatientKey { nhs_number: Some(nhs_number), practice_number: None };
    store.find(&key)?.with_context(|| format!("no patient with the NHS number {nhs_number} is on file"))
}

/// Writes every message of the view, the newest first, in flat memory; gives how many.
fn write_all<W: Write>(
    store: &mut dyn Store,
    view: &RecordView,
    now: &Moment,
    mut writer: Writer<W>,
) -> anyhow::Result<(u64, W)> {
    let mut subjects: HashMap<PatientId, Subject> = HashMap::new();
    let (mut before, mut count) = (None, 0);
    loop {
        let rows = store.messages(view, before, PAGE)?;
        let Some(last) = rows.last() else { break };
        before = Some(last.number);
        for row in &rows {
            let communication = store.message(row.id)?;
            if !subjects.contains_key(&row.patient) {
                if subjects.len() >= MOST_SUBJECTS {
                    subjects.clear();
                }
                let dossier = store.dossier(row.patient)?;
                subjects.insert(row.patient, Subject::of(&dossier.patient, now.today()));
            }
            if let Some(subject) = subjects.get(&row.patient) {
                writer.put(&communication, subject)?;
                count += 1;
            }
        }
    }
    Ok((count, writer.finish()?))
}

/// Puts on the log that something left the program as a file.
pub(super) fn note(
    store: &mut dyn Store,
    actor: &Actor,
    now: &Moment,
    path: &Path,
    what: &str,
    count: u64,
) -> anyhow::Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    store.append(&NewEntry {
        id: EntryId::new(now.at),
        at: now.at,
        actor: actor.clone(),
        event: Event::Exported { what: format!("{what} in {name}"), count },
        judged: None,
    })?;
    Ok(())
}
