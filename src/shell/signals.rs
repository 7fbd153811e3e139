//! Signals of the system: they let the loop end, and end the program themselves when the loop does not.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level;

use super::event::Event;
use super::screen;
use crate::app::Msg;

/// How long the loop has to save what is open before the program ends without it.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// Starts the thread that waits for signals. It ends with the program.
pub(super) fn start(events: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGWINCH])?;
    let listen = move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGWINCH => Event::App(Msg::Resize),
                SIGTSTP => Event::Sleep,
                signal => {
                    let _ = events.send(Event::End(signal));
                    thread::sleep(GRACE);
                    give_up(signal);
                }
            };
            if events.send(event).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("signals".into()).spawn(listen).map(drop)
}

/// Ends the program although the loop did not: it may be stuck in writing to a terminal that is gone.
fn give_up(signal: i32) -> ! {
    let _ = thread::Builder::new().spawn(screen::give_back);
    thread::sleep(Duration::from_millis(50));
    low_level::exit(128 + signal)
}

/// Stops the program until it is continued, as the terminal's job control asks. The terminal has to be given back before.
pub(super) fn sleep() -> io::Result<()> {
    low_level::emulate_default_handler(SIGTSTP)
}
