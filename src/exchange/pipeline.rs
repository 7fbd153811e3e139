//! The one way in which files are imported, from the command line and from the workstation: read, compare, write all or
//! nothing.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::refused::RefusedRows;
use super::{ExchangeError, Found, Reading, open, read};
use crate::domain::import::{Destination, ImportPlan, ImportReport, Located, Refusal};

/// How many records go to the destination at once.
const CHUNK: usize = 512;

/// How many chunks may wait: reading and writing go side by side, and memory stays flat.
const WAITING: usize = 4;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read and compare everything, write nothing.
    pub dry_run: bool,
    /// Take the good rows, write the refused ones to a file.
    pub keep_going: bool,
    /// The name of that file; `None`: beside the first file imported.
    pub refused: Option<PathBuf>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of all files.
    pub bytes: u64,
    /// Bytes of all files.
    pub total: u64,
    /// Records read.
    pub records: u64,
    /// Records refused.
    pub refused: u64,
    /// Everything is read; it is being written, which cannot be cancelled any more.
    pub writing: bool,
}

/// Who is told how an import goes.
pub trait Watcher {
    /// How far it is; breaking cancels it, and nothing is changed.
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()>;
    /// A row that cannot be taken.
    fn refused(&mut self, refusal: Refusal);
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything that could be taken is on file.
    Done,
    /// Nothing was written, as asked.
    DryRun,
    /// Nothing was written: rows were refused.
    Refused,
    /// Nothing was written: it was cancelled.
    Cancelled,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// What it did, or would have done.
    pub report: ImportReport,
    /// Where the refused rows are.
    pub refused_files: Vec<PathBuf>,
    /// What was passed over, in words: columns and resources that are not read.
    pub left_aside: Vec<String>,
}

/// Why an import failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Failure<E> {
    /// A file.
    #[error(transparent)]
    File(#[from] ExchangeError),
    /// The destination.
    #[error("{0}")]
    Destination(E),
}

/// Imports files, in their order, in one transaction of the destination.
///
/// # Errors
/// When a file or the destination fails; the destination is left as it was.
pub fn run<D: Destination + ?Sized>(
    files: &[PathBuf],
    plan: &ImportPlan,
    reading: &Reading,
    options: &Options,
    destination: &mut D,
    watcher: &mut dyn Watcher,
) -> Result<Outcome, Failure<D::Error>> {
    let mut total = 0;
    for file in files {
        let (_, length) = open(file)?;
        total += length;
    }
    let refused = match (&options.refused, files.first()) {
        _ if !options.keep_going || options.dry_run => None,
        (Some(path), _) => Some(RefusedRows::at(path)?),
        (None, Some(first)) => Some(RefusedRows::beside(first)),
        (None, None) => None,
    };
    destination.begin(plan).map_err(Failure::Destination)?;
    let mut import = Import {
        destination,
        watcher,
        refused,
        progress: Progress { total, ..Progress::default() },
        left_aside: Vec::new(),
    };
    match import.feed(files, reading, options.keep_going) {
        Ok(flow) => import.end(flow, options),
        Err(failure) => {
            // the failure is what is told; a transaction that cannot even be undone is undone by the next opening
            let _ = import.destination.finish(false);
            if let Some(refused) = import.refused {
                refused.discard();
            }
            Err(failure)
        }
    }
}

/// What the reading thread hands over.
#[derive(Default)]
struct Batch {
    bytes: u64,
    headings: Option<(String, Vec<String>)>,
    records: Vec<Located>,
    refusals: Vec<Refusal>,
    left_aside: Vec<String>,
}

struct Import<'a, D: ?Sized> {
    destination: &'a mut D,
    watcher: &'a mut dyn Watcher,
    refused: Option<RefusedRows>,
    progress: Progress,
    left_aside: Vec<String>,
}

impl<D: Destination + ?Sized> Import<'_, D> {
    /// Reads on a thread of its own and takes what comes.
    fn feed(
        &mut self,
        files: &[PathBuf],
        reading: &Reading,
        keep_going: bool,
    ) -> Result<ControlFlow<()>, Failure<D::Error>> {
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING);
            let reader = scope.spawn(move || read_all(files, reading, keep_going, &sender));
            let flow = self.take_all(&receiver);
            // a reader that is still at it ends when nobody listens
            drop(receiver);
            let done = reader.join();
            let flow = flow?;
            match done {
                Ok(Err(error)) if flow.is_continue() => Err(error.into()),
                Err(_) if flow.is_continue() => {
                    let file = files.first().map(|file| file.display().to_string()).unwrap_or_default();
                    let reason = "reading it ended unexpectedly".to_owned();
                    Err(ExchangeError::Unreadable { file, reason }.into())
                }
                _ => Ok(flow),
            }
        })
    }

    fn take_all(&mut self, receiver: &Receiver<Batch>) -> Result<ControlFlow<()>, Failure<D::Error>> {
        for batch in receiver {
            self.progress.bytes = batch.bytes;
            self.progress.records += batch.records.len() as u64;
            if let (Some((file, headings)), Some(refused)) = (batch.headings, &mut self.refused) {
                refused.headings(&file, headings);
            }
            self.left_aside.extend(
                batch
                    .left_aside
                    .into_iter()
                    .filter(|what| !self.left_aside.contains(what))
                    .collect::<Vec<_>>(),
            );
            let mut refusals = batch.refusals;
            if !batch.records.is_empty() {
                refusals.extend(self.destination.receive(batch.records).map_err(Failure::Destination)?);
            }
            refusals.sort_by_key(|refusal| refusal.place.line);
            for refusal in refusals {
                self.progress.refused += 1;
                if let Some(refused) = &mut self.refused {
                    refused.add(&refusal)?;
                }
                self.watcher.refused(refusal);
            }
            if self.watcher.progress(&self.progress).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Writes everything, or nothing.
    fn end(mut self, flow: ControlFlow<()>, options: &Options) -> Result<Outcome, Failure<D::Error>> {
        let ending = match flow {
            ControlFlow::Break(()) => Ending::Cancelled,
            ControlFlow::Continue(()) if options.dry_run => Ending::DryRun,
            ControlFlow::Continue(()) if self.progress.refused > 0 && !options.keep_going => Ending::Refused,
            ControlFlow::Continue(()) => Ending::Done,
        };
        let mut refused_files = Vec::new();
        if ending == Ending::Done {
            // refused rows are safe before the others are written: none is ever lost
            match self.refused.as_mut().map_or(Ok(Vec::new()), RefusedRows::finish) {
                Ok(files) => refused_files = files,
                Err(error) => {
                    let _ = self.destination.finish(false);
                    self.refused.into_iter().for_each(RefusedRows::discard);
                    return Err(error.into());
                }
            }
            self.progress.writing = true;
            // it is too late to cancel
            let _ = self.watcher.progress(&self.progress);
        }
        match self.destination.finish(ending == Ending::Done) {
            Ok(report) => {
                if ending != Ending::Done {
                    self.refused.into_iter().for_each(RefusedRows::discard);
                }
                let report = ImportReport { refused: self.progress.refused, ..report };
                Ok(Outcome { ending, report, refused_files, left_aside: self.left_aside })
            }
            Err(error) => {
                self.refused.into_iter().for_each(RefusedRows::discard);
                Err(Failure::Destination(error))
            }
        }
    }
}

/// Reads every file and sends what it holds. Where asked to keep going, what stands before the place where a file is broken
/// is taken, and one of several that holds something else is refused, and the others are read.
fn read_all(
    files: &[PathBuf],
    reading: &Reading,
    keep_going: bool,
    sender: &SyncSender<Batch>,
) -> Result<(), ExchangeError> {
    let mut before = 0;
    for file in files {
        let mut batch = Batch::default();
        let mut here = 0;
        let flow = match read_one(file, reading, before, &mut here, &mut batch, sender) {
            Ok(flow) => flow,
            Err(error) => {
                let goes_on = files.len() > 1 || here > 0;
                let refusal = error.refusal().filter(|_| keep_going && goes_on);
                batch.refusals.push(refusal.ok_or(error)?);
                ControlFlow::Continue(())
            }
        };
        batch.bytes = before + here;
        before += here;
        if flow.is_break() || sender.send(batch).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn read_one(
    file: &Path,
    reading: &Reading,
    before: u64,
    here: &mut u64,
    batch: &mut Batch,
    sender: &SyncSender<Batch>,
) -> Result<ControlFlow<()>, ExchangeError> {
    read(file, reading, &mut |found, bytes| {
        *here = bytes;
        match found {
            Found::Headings(headings) => batch.headings = Some((file.display().to_string(), headings)),
            Found::Record(record) => batch.records.push(record),
            Found::Refused(refusal) => batch.refusals.push(refusal),
            Found::LeftAside(what) => batch.left_aside.push(what),
        }
        if batch.records.len() + batch.refusals.len() < CHUNK {
            return ControlFlow::Continue(());
        }
        let mut full = std::mem::take(batch);
        full.bytes = before + bytes;
        batch.records.reserve(CHUNK);
        match sender.send(full) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })
}
