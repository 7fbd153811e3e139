//! `tactful day`: a day's end as text, JSON or CSV.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Write;

use anyhow::Context;

use super::args::DayEnd;
use super::exit::Exit;
use crate::config::{Library, Paths};
use crate::domain::clock::Moment;
use crate::domain::date::{self, PartialDate};
use crate::domain::day::Blocked;
use crate::domain::dossier::Dossier;
use crate::domain::ids::{PatientId, StaffId};
use crate::domain::reminder::{Glance, Queue, Reminder, ReminderView};
use crate::exchange::json::write_line;
use crate::exchange::sheet::{self, Form};
use crate::policy::{Checker, Sources, prospect};
use crate::store::{Store, day};

/// How many reminders are read at once.
const PAGE: usize = 500;

/// At most so many due reminders are judged.
const JUDGED: u64 = 20_000;

/// Prints a day's end.
pub fn run(
    args: &DayEnd,
    store: &mut dyn Store,
    (paths, checker): (&Paths, &Checker),
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let on = match &args.date {
        None => now.today(),
        Some(words) => match date::parse(words, now.today()).ok().and_then(PartialDate::day) {
            Some(on) => on,
            None => anyhow::bail!("'{words}' is not a day: write 22/11/2026 or 2026-11-22"),
        },
    };
    anyhow::ensure!(on <= now.today(), "{} is still to come", date::show(on));
    let mut found = day::day(store, on, now, StaffId::from_bytes([0; 16]))?;
    if on == now.today() {
        let library = Library::read(&paths.templates()).context("the templates")?;
        let sources = Sources { templates: library.all(), staff: None, checker, now };
        found.blocked = blocked(store, &sources)?;
    }
    if args.json {
        write_line(out, &found)?;
        return Ok(Exit::Done);
    }
    let form = if args.csv { Form::Csv } else { Form::Text };
    sheet::write(form, &found, &checker.settings.practice.name, now, out)?;
    Ok(Exit::Done)
}

/// Judges what is due, the most pressing first.
fn blocked(store: &mut dyn Store, sources: &Sources<'_>) -> anyhow::Result<Blocked> {
    let today = sources.now.today();
    let staff = StaffId::from_bytes([0; 16]);
    let glance = Glance { now: sources.now.at, today, midnight: sources.now.start_of(today), staff };
    let view = ReminderView::Queue(Queue::Now, glance);
    let mut found = Blocked::default();
    let mut known: HashMap<PatientId, Dossier> = HashMap::new();
    let mut after: Option<Reminder> = None;
    loop {
        let rows = store.reminders(&view, after.as_ref(), PAGE)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = Some(last.reminder.clone());
        known.clear();
        for row in &rows {
            let patient = row.reminder.patient;
            let dossier = match known.entry(patient) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(store.dossier(patient)?),
            };
            found.add(prospect(&row.reminder, dossier, sources).blocked_by());
        }
        if found.judged >= JUDGED {
            found.more = true;
            return Ok(found);
        }
    }
}
