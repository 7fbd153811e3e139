//! `tactful import`: patients, proxies and reminders from files of other systems.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::json;

use super::args::Import;
use super::exit::Exit;
use crate::domain::clock::Moment;
use crate::domain::ids::ImportId;
use crate::domain::import::{ImportPlan, ImportReport, Refusal};
use crate::domain::shown;
use crate::domain::staff::Actor;
use crate::exchange::Reading;
use crate::exchange::json::write_line;
use crate::exchange::pipeline::{self, Ending, Failure, Options, Outcome, Progress, Watcher};
use crate::store::{Store, written};

/// So many things that were left aside are named.
const LEFT_TOLD: usize = 20;

/// How many refusals are told one by one; `--json` tells all.
const TOLD: usize = 20;

/// How often the line of progress is drawn anew.
const EVERY: Duration = Duration::from_millis(200);

/// Imports files; `actor` stands in the log.
///
/// # Errors
/// When a file or the store cannot be read or written; nothing was changed then.
pub fn run(
    args: &Import,
    store: &mut dyn Store,
    actor: &Actor,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let plan = ImportPlan {
        id: ImportId::new(now.at),
        source: source(args),
        full_list: args.full_list,
        actor: actor.clone(),
        at: now.at,
        today: now.today(),
    };
    let options =
        Options { dry_run: args.dry_run, keep_going: args.keep_going, refused: args.refused.clone() };
    let cancel = Cancel::on_interrupt()?;
    let mut talk = Talk::new(args.json, &cancel, out);
    let done = pipeline::run(&args.files, &plan, &Reading::at(now), &options, store, &mut talk);
    talk.clear();
    let Talk { failed, told, .. } = talk;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let outcome = done.map_err(|failure| match failure {
        Failure::File(error) => anyhow::Error::from(error),
        Failure::Destination(error) => error.into(),
    })?;
    for path in &outcome.refused_files {
        written::note(store, (actor, now.at), path, written::REFUSED, outcome.report.refused)
            .context("the import is done, but the record does not know of the file with the refused rows")?;
    }
    tell(args, &outcome, &told, out)
}

/// The files in words, for the provenance of each fact: their names, not where they lay.
fn source(args: &Import) -> String {
    let names: Vec<String> = args
        .files
        .iter()
        .map(|file| file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()))
        .collect();
    let mut text = names.join(", ");
    text.truncate(text.floor_char_boundary(200));
    text
}

fn tell(args: &Import, outcome: &Outcome, told: &[String], out: &mut dyn Write) -> anyhow::Result<Exit> {
    let report = &outcome.report;
    if args.json {
        let files: Vec<String> =
            outcome.refused_files.iter().map(|path| path.display().to_string()).collect();
        let ending = match outcome.ending {
            Ending::Done => "done",
            Ending::DryRun => "dry-run",
            Ending::Refused => "refused",
            Ending::Cancelled => "cancelled",
        };
        write_line(
            out,
            &json!({ "ending": ending, "report": report, "refused_files": files, "left_aside": outcome.left_aside }),
        )?;
    } else {
        let mut talk = io::stderr().lock();
        for what in outcome.left_aside.iter().take(LEFT_TOLD) {
            writeln!(talk, "left aside: {}", shown::line(what))?;
        }
        if let Some(more) = outcome.left_aside.len().checked_sub(LEFT_TOLD + 1) {
            writeln!(talk, "left aside: and {} more (--json names all)", more + 1)?;
        }
        for line in told {
            writeln!(talk, "{}", shown::line(line))?;
        }
        let more = report.refused.saturating_sub(told.len() as u64);
        if more > 0 {
            writeln!(talk, "and {} more; --json tells all", grouped(more))?;
        }
        for path in &outcome.refused_files {
            writeln!(
                talk,
                "the refused rows are in {}: correct them there and import that file",
                shown::line(&path.display().to_string())
            )?;
        }
        if args.full_list && report.refused > 0 && outcome.ending == Ending::Done {
            writeln!(
                talk,
                "people of refused rows may stand on the worklist \"left?\" until they are imported"
            )?;
        }
        match outcome.ending {
            Ending::Done => writeln!(out, "imported: {}", summary(report))?,
            Ending::DryRun => writeln!(out, "dry run, nothing was written: {}", summary(report))?,
            Ending::Refused => writeln!(
                talk,
                "nothing was imported: {} refused. Correct the file, or take the rest with --keep-going",
                counted(report.refused, "record was", "records were")
            )?,
            Ending::Cancelled => writeln!(talk, "cancelled: nothing was changed")?,
        }
    }
    Ok(match outcome.ending {
        Ending::Done | Ending::DryRun if report.refused == 0 => Exit::Done,
        Ending::Done | Ending::DryRun => Exit::Findings,
        Ending::Refused | Ending::Cancelled => Exit::Input,
    })
}

fn summary(report: &ImportReport) -> String {
    let mut parts = vec![
        format!("{} added", counted(report.added, "patient", "patients")),
        format!("{} changed", grouped(report.changed)),
        format!("{} unchanged", grouped(report.unchanged)),
    ];
    let mut add = |count: u64, one: &str, many: &str| {
        if count > 0 {
            parts.push(counted(count, one, many));
        }
    };
    add(report.proxies, "proxy", "proxies");
    add(report.reminders, "reminder", "reminders");
    add(report.reminders_unchanged, "reminder unchanged", "reminders unchanged");
    add(report.conflicts, "conflict to settle", "conflicts to settle");
    add(report.missing, "patient missing from the list", "patients missing from the list");
    add(report.refused, "record refused", "records refused");
    parts.join(", ")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Whether somebody pressed Ctrl-C. While it lives, that cancels the import instead of ending the program.
struct Cancel {
    pressed: Arc<AtomicBool>,
    #[cfg(unix)]
    signal: signal_hook::SigId,
}

impl Cancel {
    #[cfg(unix)]
    fn on_interrupt() -> io::Result<Self> {
        let pressed = Arc::new(AtomicBool::new(false));
        let signal = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&pressed))?;
        Ok(Self { pressed, signal })
    }

    /// Elsewhere Ctrl-C ends the program, and the open transaction with it: nothing is changed either.
    #[cfg(not(unix))]
    fn on_interrupt() -> io::Result<Self> {
        Ok(Self { pressed: Arc::default() })
    }
}

#[cfg(unix)]
impl Drop for Cancel {
    fn drop(&mut self) {
        signal_hook::low_level::unregister(self.signal);
    }
}

/// Tells how an import goes.
struct Talk<'a> {
    json: bool,
    pressed: &'a AtomicBool,
    out: &'a mut dyn Write,
    failed: Option<io::Error>,
    told: Vec<String>,
    on_terminal: bool,
    began: Instant,
    drawn: Option<Instant>,
}

impl<'a> Talk<'a> {
    fn new(json: bool, cancel: &'a Cancel, out: &'a mut dyn Write) -> Self {
        Self {
            json,
            pressed: &cancel.pressed,
            out,
            failed: None,
            told: Vec::new(),
            on_terminal: io::stderr().is_terminal(),
            began: Instant::now(),
            drawn: None,
        }
    }

    /// Takes the line of progress away again.
    fn clear(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Watcher for Talk<'_> {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        let due = self.drawn.is_none_or(|drawn| drawn.elapsed() >= EVERY) || progress.writing;
        if self.on_terminal && due {
            self.drawn = Some(Instant::now());
            // a terminal that is gone is no reason to stop
            let _ = write!(io::stderr(), "\r\x1b[K{}", line(progress, self.began.elapsed()));
        }
        if self.pressed.load(Ordering::Relaxed) || self.failed.is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn refused(&mut self, refusal: Refusal) {
        if !self.json {
            if self.told.len() < TOLD {
                self.told.push(refusal.to_string());
            }
            return;
        }
        let place = refusal.place;
        let line = json!({ "refusal": {
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "value": refusal.value,
            "reason": refusal.reason,
        }});
        if self.failed.is_none() {
            self.failed = write_line(self.out, &line).err();
        }
    }
}

/// The line of progress: how much, how fast, how long still.
fn line(progress: &Progress, elapsed: Duration) -> String {
    if progress.writing {
        return "writing everything: this cannot be cancelled any more".into();
    }
    let seconds = elapsed.as_secs().max(1);
    let percent = (progress.bytes * 100).checked_div(progress.total).unwrap_or(100);
    let mut text = format!(
        "{percent:>3} %  {} read, {} a second",
        counted(progress.records, "record", "records"),
        grouped(progress.records / seconds)
    );
    if progress.refused > 0 {
        text.extend([", ", &grouped(progress.refused), " refused"]);
    }
    let left = progress.total.saturating_sub(progress.bytes) * seconds;
    if let Some(left) = left.checked_div(progress.bytes) {
        text.extend([", ", &span(left), " left"]);
    }
    text + "  (Ctrl-C cancels)"
}

fn span(seconds: u64) -> String {
    if seconds < 90 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_read_well() {
        assert_eq!([0, 12, 123, 1234, 1_234_567].map(grouped), ["0", "12", "123", "1,234", "1,234,567"]);
        assert_eq!([5, 89, 90, 200].map(span), ["5 s", "89 s", "2 min", "4 min"]);
        let progress = Progress { bytes: 25, total: 100, records: 5000, refused: 2, writing: false };
        assert_eq!(
            line(&progress, Duration::from_secs(10)),
            " 25 %  5,000 records read, 500 a second, 2 refused, 30 s left  (Ctrl-C cancels)"
        );
        assert!(line(&Progress::default(), Duration::ZERO).starts_with("100 %"));
    }
}
