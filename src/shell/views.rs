//! The named views of the queue as other desks, or an editor, write them into the settings while the program runs.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use super::event::Event;
use crate::config::views::Watch;

/// How often it looks: a claim of another desk is seen as soon.
const EVERY: Duration = Duration::from_secs(2);

/// Starts the thread. It ends with the program.
pub(super) fn start(mut watch: Watch, events: Sender<Event>) {
    let work = move || {
        loop {
            thread::sleep(EVERY);
            if let Some(views) = watch.changed()
                && events.send(Event::Views(views)).is_err()
            {
                return;
            }
        }
    };
    // where no thread starts, the views of the start stay
    let _ = thread::Builder::new().name("settings".into()).spawn(work);
}
