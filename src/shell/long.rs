//! Long work, beside everything else: a check of the log, an import or a day's end on a thread and a connection of its own, with progress
//! and a way to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::answer::{failed, refusal, trouble};
use super::crew::no_thread;
use super::event::Event;
use super::faults;
use crate::app::msg::{ImportOutcome, Progress};
use crate::app::{ImportJob, Reply, Request, Ticket, Trouble};
use crate::domain::log::{Checked, Verification};
use crate::store::check::{Outside, check};
use crate::store::day::day;
use crate::store::{Store, StoreError};

/// Opens the practice once more.
pub type Open = Arc<dyn Fn() -> Result<Box<dyn Store>, StoreError> + Send + Sync>;

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Records done.
    pub done: u64,
    /// Records in all, where that is known.
    pub total: Option<u64>,
    /// The part of the whole that is done, 0 to 1.
    pub share: f64,
}

/// Carries out an import. It tells how far it is, and stops without writing anything when it is answered `false`.
pub type Import = Arc<
    dyn Fn(&ImportJob, &mut dyn Store, &mut dyn FnMut(Step) -> bool) -> anyhow::Result<ImportOutcome>
        + Send
        + Sync,
>;

/// With what the record is compared when it is checked: what lies outside the database.
pub type Compare = Arc<dyn Fn() -> anyhow::Result<Outside> + Send + Sync>;

/// By what means long work is done.
#[derive(Clone)]
pub(super) struct Means {
    /// Opens the practice once more.
    pub open: Open,
    /// Carries out an import.
    pub import: Import,
    /// With what the record is compared.
    pub compare: Compare,
}

/// Work that runs.
pub(super) struct Running {
    /// The ticket of the question.
    pub ticket: Ticket,
    /// Whether it holds the database for writing.
    pub writes: bool,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Running {
    /// Asks it to stop; it still answers.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether it has answered.
    pub fn is_over(&self) -> bool {
        self.thread.is_finished()
    }

    /// Waits until it has answered.
    pub fn join(self) {
        let _ = self.thread.join();
    }
}

/// Starts long work.
pub(super) fn start(
    ticket: Ticket,
    request: Request,
    means: Means,
    events: Sender<Event>,
) -> Result<Running, Trouble> {
    let writes = matches!(request, Request::Import(_));
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let work = move || {
        let mut report = Report { ticket, events: &events, stop: &told, pace: Pace::new(Instant::now()) };
        let refused = refusal(&request);
        let reply = faults::contain(|| carry_out(&request, &means, &mut report));
        let reply = reply.unwrap_or_else(|_| refused(faults::trouble()));
        let _ = events.send(Event::Reply { ticket, reply });
    };
    let thread = thread::Builder::new().name("long work".into()).spawn(work);
    let thread = thread.map_err(|error| no_thread(&error))?;
    Ok(Running { ticket, writes, stop, thread })
}

fn carry_out(request: &Request, means: &Means, report: &mut Report<'_>) -> Reply {
    let mut store = match (means.open)() {
        Ok(store) => store,
        Err(error) => return refusal(request)(trouble(error)),
    };
    match request {
        Request::Import(job) => {
            let done = (means.import)(job, store.as_mut(), &mut |step| report.tell(step));
            Reply::Imported(done.map(Box::new).map_err(|error| failed(&error)))
        }
        Request::Verify => {
            let total = store.head().ok().map(|head| head.number);
            let outside = match (means.compare)() {
                Ok(outside) => outside,
                Err(error) => return Reply::Verified(Err(failed(&error))),
            };
            let checked = check(store.as_mut(), outside, &mut |done| report.tell(Step::of(done, total)));
            let stopped = report.stop.load(Ordering::Relaxed);
            Reply::Verified(checked.map(|found| kept(found, stopped)).map_err(trouble))
        }
        Request::Day { on, now, staff } => {
            Reply::Day(day(store.as_mut(), *on, now, *staff).map(Box::new).map_err(trouble))
        }
        other => refusal(other)(Trouble::new("this is no long work")),
    }
}

/// A check that was stopped found nothing, unless it had found something before.
fn kept(checked: Checked, stopped: bool) -> Option<Checked> {
    (!stopped || !matches!(checked.found, Verification::Whole(_))).then_some(checked)
}

/// Tells how far it is, a few times a second.
struct Report<'a> {
    ticket: Ticket,
    events: &'a Sender<Event>,
    stop: &'a AtomicBool,
    pace: Pace,
}

impl Report<'_> {
    /// Says how far it is; `false`: stop.
    fn tell(&mut self, step: Step) -> bool {
        if let Some(progress) = self.pace.step(step, Instant::now()) {
            let reply = Reply::Progress(progress);
            let _ = self.events.send(Event::Reply { ticket: self.ticket, reply });
        }
        !self.stop.load(Ordering::Relaxed)
    }
}

impl Step {
    /// So many records of a number that may be known.
    #[allow(clippy::cast_precision_loss, reason = "a share of the whole, to be shown")]
    fn of(done: u64, total: Option<u64>) -> Self {
        let share = total.map_or(0.0, |total| done as f64 / total.max(1) as f64);
        Self { done, total, share }
    }
}

/// How fast work goes.
struct Pace {
    begun: Instant,
    last: Instant,
    done: u64,
    rate: f64,
}

impl Pace {
    /// Progress is told no more often than this.
    const EVERY: Duration = Duration::from_millis(100);

    const fn new(now: Instant) -> Self {
        Self { begun: now, last: now, done: 0, rate: 0.0 }
    }

    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate, never negative"
    )]
    fn step(&mut self, step: Step, now: Instant) -> Option<Progress> {
        let time = now.duration_since(self.last);
        if time < Self::EVERY {
            return None;
        }
        let Step { done, total, share } = step;
        let rate = done.saturating_sub(self.done) as f64 / time.as_secs_f64();
        self.rate = if self.rate > 0.0 { self.rate * 0.7 + rate * 0.3 } else { rate };
        (self.last, self.done) = (now, done);
        let left =
            (share > 0.0).then(|| now.duration_since(self.begun).as_secs_f64() * (1.0 - share) / share);
        let left = left.map(|seconds| seconds.max(0.0).ceil() as u64);
        Some(Progress { done, total, rate: self.rate as u64, left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_comes_a_few_times_a_second_with_rate_and_time_left() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let after = |millis| start + Duration::from_millis(millis);
        let of = |done| Step::of(done, Some(1000));
        assert_eq!(pace.step(of(10), after(50)), None);
        let expected = Progress { done: 100, total: Some(1000), rate: 1000, left: Some(1) };
        assert_eq!(pace.step(of(100), after(100)), Some(expected));
        assert_eq!(pace.step(of(100), after(150)), None);
        let slower = pace.step(of(100), after(200)).unwrap();
        assert_eq!((slower.rate, slower.left), (700, Some(2)));
    }
}
