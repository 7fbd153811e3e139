//! An import asked for in the workstation, carried out by the pipeline that the command line uses too.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::long::{Import, Step};
use crate::app::ImportJob;
use crate::app::msg::ImportOutcome;
use crate::domain::import::{ImportPlan, Refusal};
use crate::exchange::Reading;
use crate::exchange::pipeline::{self, Ending, Options, Progress, Watcher};
use crate::store::{Store, written};

/// Imports files; `zone` is the practice's time zone.
pub fn files(zone: TimeZone) -> Import {
    Arc::new(move |job, store, tell| carry_out(job, store, tell, &zone))
}

fn carry_out(
    job: &ImportJob,
    store: &mut dyn Store,
    tell: &mut dyn FnMut(Step) -> bool,
    zone: &TimeZone,
) -> anyhow::Result<ImportOutcome> {
    let files: Vec<PathBuf> = job.files.iter().map(|typed| PathBuf::from(path(typed))).collect();
    let names: Vec<String> =
        files.iter().filter_map(|file| Some(file.file_name()?.display().to_string())).collect();
    let plan = ImportPlan {
        id: job.id,
        source: names.join(", "),
        full_list: job.full_list,
        actor: job.actor.clone(),
        at: job.at,
        today: job.today,
    };
    let reading = Reading { today: job.today, zone: zone.clone() };
    let options = Options { dry_run: job.dry_run, keep_going: job.keep_going, refused: None };
    let mut screen = Screen { tell, refusals: Vec::new() };
    let done = pipeline::run(&files, &plan, &reading, &options, store, &mut screen)?;
    for path in &done.refused_files {
        // the import is done and the screen names the file: that doctor does not find it is no reason to say otherwise
        let _ = written::note(store, (&job.actor, job.at), path, written::REFUSED, done.report.refused);
    }
    Ok(ImportOutcome {
        report: done.report,
        written: done.ending == Ending::Done,
        cancelled: done.ending == Ending::Cancelled,
        refusals: screen.refusals,
        refused_file: done.refused_files.first().map(|file| file.display().to_string()),
    })
}

/// A path as typed, or as a window manager writes it when a file is dropped on a terminal.
fn path(typed: &str) -> &str {
    let typed = typed.trim();
    let unquoted = ['\'', '"'].iter().find_map(|quote| typed.strip_prefix(*quote)?.strip_suffix(*quote));
    unquoted.unwrap_or(typed)
}

/// Tells the screen how it goes, and keeps the refusals that it shows.
struct Screen<'a> {
    tell: &'a mut dyn FnMut(Step) -> bool,
    refusals: Vec<Refusal>,
}

impl Watcher for Screen<'_> {
    #[allow(clippy::cast_precision_loss, reason = "a share of the whole, to be shown")]
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        let share = progress.bytes as f64 / (progress.total.max(1)) as f64;
        let step = Step { done: progress.records + progress.refused, total: None, share };
        if (self.tell)(step) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn refused(&mut self, refusal: Refusal) {
        if self.refusals.len() < ImportOutcome::SHOWN {
            self.refusals.push(refusal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_file_comes_in_quotes() {
        assert_eq!(path(" '/tmp/a list.csv' "), "/tmp/a list.csv");
        assert_eq!(path("\"C:\\x.csv\""), "C:\\x.csv");
        assert_eq!(path("it's.csv"), "it's.csv");
    }
}
