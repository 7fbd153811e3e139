//! Copies of the practice, made by themselves while the program runs: on a thread and a connection of their own, which give
//! way to everything else.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use jiff::Timestamp;

use super::event::Event;
use super::faults;
use crate::app::Backups;
use crate::store::StoreError;

/// Makes the copy that is due, if one is; gives when the last one was made. `None`: nobody has signed in yet.
pub type BackUp = Arc<dyn Fn() -> Option<Result<Option<Timestamp>, StoreError>> + Send + Sync>;

/// The first look waits until the program has opened, whoever sits there has found a patient, and the disk is quiet.
const FIRST: Duration = Duration::from_secs(10);

/// How often it looks whether one is due.
const EVERY: Duration = Duration::from_mins(1);

/// Ends the copies that the program makes by itself.
pub(super) struct Quiet {
    over: Arc<Mutex<bool>>,
    thread: Thread,
}

impl Quiet {
    /// Waits until the copy is made that is being made; none is begun after it.
    pub fn stop(self) {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.thread.unpark();
    }
}

/// Starts the thread. It ends with the program: a copy that is not complete then has no name, and the next one removes it.
pub(super) fn start(back_up: BackUp, events: Sender<Event>) -> Option<Quiet> {
    let over = Arc::new(Mutex::new(false));
    let is_over = Arc::clone(&over);
    let work = move || {
        yield_to_others();
        let mut known: Option<Backups> = None;
        thread::park_timeout(FIRST);
        loop {
            let over = is_over.lock().unwrap_or_else(PoisonError::into_inner);
            if *over {
                return;
            }
            let now = look(&back_up, known.as_ref());
            drop(over);
            if let Some(now) = now.filter(|now| known.as_ref() != Some(now)) {
                known = Some(now.clone());
                if events.send(Event::Backups(now)).is_err() {
                    return;
                }
            }
            thread::park_timeout(EVERY);
        }
    };
    // where no thread starts, the status says that there is no backup, and so does `tactful doctor`
    let thread = thread::Builder::new().name("backups".into()).spawn(work).ok()?;
    Some(Quiet { over, thread: thread.thread().clone() })
}

/// What is to be told after one look.
fn look(back_up: &BackUp, known: Option<&Backups>) -> Option<Backups> {
    let last = known.and_then(|known| known.last);
    let failed = |why: String| Some(Backups { last, failed: Some(why) });
    match faults::contain(|| back_up()) {
        Ok(None) => None,
        Ok(Some(Ok(last))) => Some(Backups { last, failed: None }),
        Ok(Some(Err(error))) => failed(error.to_string()),
        Err(_) => failed("the program met a fault of its own".to_owned()),
    }
}

/// Whoever types comes first.
fn yield_to_others() {
    // of a thread, on Linux; elsewhere it would be the whole program
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 15);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_the_age_of_the_last_copy() {
        let at = Timestamp::UNIX_EPOCH;
        let answers =
            Mutex::new(vec![Some(Ok(Some(at))), Some(Err(StoreError::Full)), Some(Ok(Some(at))), None]);
        let back_up: BackUp = Arc::new(move || answers.lock().unwrap().pop().unwrap());
        assert_eq!(look(&back_up, None), None, "nobody has signed in");
        let first = look(&back_up, None).unwrap();
        assert_eq!(first, Backups { last: Some(at), failed: None });
        let failed = look(&back_up, Some(&first)).unwrap();
        assert_eq!(failed.last, Some(at));
        assert!(failed.failed.as_ref().unwrap().contains("full"), "{failed:?}");
        assert_eq!(look(&back_up, Some(&failed)), Some(first), "and it is over once one is made");
    }
}
