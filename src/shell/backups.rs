//! Copies of the practice, made by themselves while the program runs: on a thread and a connection of their own, which give
//! way to everything else.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use super::event::Event;
use super::faults;
use crate::app::{Backups, Trouble};
use crate::domain::doctor::Found;
use crate::store::StoreError;

/// Makes the copy that is due, if one is; gives when the last one was made. `None`: nobody has signed in yet.
pub type BackUp = Arc<dyn Fn() -> Option<Result<Option<Timestamp>, StoreError>> + Send + Sync>;

/// Looks at all files of the practice, on request after a copy was made of it now.
pub type Care = Arc<dyn Fn(bool) -> Result<Vec<Found>, Trouble> + Send + Sync>;

/// The first look waits until the program has opened, whoever sits there has found a patient, and the disk is quiet.
const FIRST: Duration = Duration::from_secs(10);

/// How often it looks whether one is due.
const EVERY: Duration = Duration::from_mins(1);

/// Starts the thread. It ends with the program: a copy that is not complete then has no name, and the next one removes it.
pub(super) fn start(back_up: BackUp, events: Sender<Event>) {
    let work = move || {
        yield_to_others();
        let mut known: Option<Backups> = None;
        thread::sleep(FIRST);
        loop {
            let now = look(&back_up, known.as_ref());
            if let Some(now) = now.filter(|now| known.as_ref() != Some(now)) {
                known = Some(now.clone());
                if events.send(Event::Backups(now)).is_err() {
                    return;
                }
            }
            thread::sleep(EVERY);
        }
    };
    // where no thread starts, the status says that there is no backup, and so does `tactful doctor`
    let _ = thread::Builder::new().name("backups".into()).spawn(work);
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
    use std::sync::Mutex;

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
