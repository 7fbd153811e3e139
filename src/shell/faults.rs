//! Faults of the program itself: the terminal is given back and nothing of a patient is printed.

use std::cell::Cell;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use super::screen;
use crate::app::Trouble;

thread_local! {
    /// Whether a fault of this thread is caught and told by the app rather than ends the program.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// From now on a fault gives the terminal back and prints where in the program it happened, and nothing that the program
/// was working on: the usual text of a fault can hold a patient's name.
pub(super) fn install() {
    panic::set_hook(Box::new(|fault| {
        if !CAUGHT.get() {
            screen::give_back();
            let _ = std::io::stderr().write_all(message(fault).as_bytes());
        }
    }));
}

fn message(fault: &PanicHookInfo<'_>) -> String {
    let place = fault.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
    format!(
        "tactful: the program met a fault of its own and had to end{place}.\n\
         What was recorded and the drafts as last saved are kept. Start it again; if it happens again, report the place in \
         brackets.\n"
    )
}

/// Does something; after a fault in it, which has been told and has given the terminal back, the caller still tidies up.
pub(super) fn survive<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| Fault)
}

/// Does something; a fault in it is given back as an error, without a word on the terminal.
pub(super) fn contain<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    let before = CAUGHT.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(before);
    done.map_err(|_| Fault)
}

/// What the desk is told of a fault that was caught.
pub(super) fn trouble() -> Trouble {
    Trouble::new("the program met a fault of its own while it did this")
}

/// A fault that was caught. What it said is gone: it could have named a patient.
#[derive(Debug)]
pub(super) struct Fault;
