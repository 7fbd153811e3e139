//! `tactful export person`: everything held about one person, for a subject access request.

use std::io::Write;

use super::args::{ExportPerson, PersonFormat};
use super::exit::Exit;
use super::{export, talk};
use crate::domain::clock::Moment;
use crate::domain::communication::Communication;
use crate::domain::ids::PatientId;
use crate::domain::log::Entry;
use crate::domain::shown;
use crate::domain::staff::{Actor, Role};
use crate::exchange::person::{self, Held, PersonForm};
use crate::store::{RecordView, ReminderView, Store};

/// How much is read at once.
const PAGE: usize = 200;

/// Exports one person, as far as this role may see them; an export into a file is noted in the log.
///
/// # Errors
/// When nobody has the number, or the store or the file cannot be read or written.
pub fn run(
    args: &ExportPerson,
    store: &mut dyn Store,
    (actor, role): (&Actor, Option<Role>),
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let (form, what) = match args.format {
        PersonFormat::Text => (PersonForm::Text, "text"),
        PersonFormat::Json => (PersonForm::Json, "JSON"),
        PersonFormat::Fhir => (PersonForm::Fhir, "FHIR Bundle"),
    };
    let patient = export::find(store, &args.nhs)?;
    let Some(path) = &args.output else {
        write(store, (patient, role), form, now, out)?;
        return Ok(Exit::Done);
    };
    export::into_file(path, (store, actor, now), &format!("one person as {what}"), |store, file| {
        write(store, (patient, role), form, now, file).map(|()| 1)
    })?;
    talk(&format!("written to {}", shown::line(&path.display().to_string())));
    Ok(Exit::Done)
}

fn write(
    store: &mut dyn Store,
    (patient, role): (PatientId, Option<Role>),
    form: PersonForm,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let dossier = store.dossier(patient)?.seen_by(role);
    let reminders = store.reminders(&ReminderView::Of(patient), None, usize::MAX >> 8)?;
    let held = Held {
        dossier: &dossier,
        reminders: &reminders.into_iter().map(|row| row.reminder).collect::<Vec<_>>(),
        messages: &messages(store, patient)?,
        history: &history(store, patient, role)?,
        staff: &store.staff()?,
    };
    person::write(out, &held, form, now)?;
    Ok(())
}

fn messages(store: &mut dyn Store, patient: PatientId) -> anyhow::Result<Vec<Communication>> {
    let view = RecordView { patient: Some(patient), ..RecordView::default() };
    let mut all = Vec::new();
    export::each_message(store, &view, |_, _, message| {
        all.push(message);
        Ok(())
    })?;
    Ok(all)
}

fn history(store: &mut dyn Store, patient: PatientId, role: Option<Role>) -> anyhow::Result<Vec<Entry>> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = store.amendments(patient, before, PAGE)?;
        let Some(last) = page.last() else { return Ok(all) };
        before = Some(last.number);
        all.extend(page.into_iter().map(|entry| entry.seen_by(role)));
    }
}
