//! What the loop waits for: everything that happens comes through one channel.

use super::admit::Admitted;
use crate::app::{Backups, Msg, Reply, Ticket};
use crate::domain::reminder::NamedView;

/// Something happened.
pub(super) enum Event {
    /// The app is to be told.
    App(Msg),
    /// The worker answered.
    Reply {
        /// The ticket of the question.
        ticket: Ticket,
        /// The answer.
        reply: Reply,
    },
    /// Somebody who knocked was let in, or not.
    Admitted(Box<Admitted>),
    /// This is known of the copies that the program makes by itself.
    Backups(Backups),
    /// The settings name these views now.
    Views(Vec<NamedView>),
    /// The worker has done all it was asked to do and ended.
    WorkerDone,
    /// A signal asks the program to end.
    End(i32),
    /// The desk asks the program to sleep (job control).
    Sleep,
    /// The terminal is gone, or gives nothing that can be read.
    Lost,
}
