//! Those who work for the loop: the worker, from the moment the practice is open, and whoever unwraps a key.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use super::admit::{Admit, Admitted};
use super::answer::Outbox;
use super::backups::Care;
use super::event::Event;
use super::faults;
use super::long::{Import, Open};
use super::worker::Worker;
use crate::app::{Denied, Knock, Msg, Reply, Request, Ticket, Trouble, Welcome};
use crate::store::Store;

/// By what means they work.
pub(super) struct Means {
    /// Opens the practice once more, for long work.
    pub open: Open,
    /// Carries out an import.
    pub import: Import,
    /// Writes a message into the outbox.
    pub outbox: Outbox,
    /// Lets somebody in.
    pub admit: Admit,
    /// Looks at the practice's files.
    pub care: Care,
}

/// Those who work for the loop.
pub(super) struct Crew {
    admit: Admit,
    care: Care,
    worker: Option<Worker>,
    /// What the worker needs, until there is one.
    waiting: Option<(Open, Import, Outbox)>,
    events: Sender<Event>,
}

impl Crew {
    /// A crew; the worker begins where the practice lies open.
    pub fn new(means: Means, store: Option<Box<dyn Store>>, events: Sender<Event>) -> io::Result<Self> {
        let Means { open, import, outbox, admit, care } = means;
        let mut crew = Self { admit, care, worker: None, waiting: Some((open, import, outbox)), events };
        if let Some(store) = store {
            crew.begin(store)?;
        }
        Ok(crew)
    }

    fn begin(&mut self, store: Box<dyn Store>) -> io::Result<()> {
        if let Some((open, import, outbox)) = self.waiting.take() {
            self.worker = Some(Worker::start(store, open, import, outbox, self.events.clone())?);
        }
        Ok(())
    }

    /// Asks the worker. Before anybody has come in there is nothing to ask.
    pub fn ask(&self, ticket: Ticket, request: Request) {
        if let Request::Doctor { back_up } = request {
            return self.look(ticket, back_up);
        }
        if let Some(worker) = &self.worker {
            worker.ask(ticket, request);
        }
    }

    /// Looks at the practice's files on a thread of its own.
    fn look(&self, ticket: Ticket, back_up: bool) {
        let (care, events) = (self.care.clone(), self.events.clone());
        let work = move || {
            let fault = || Trouble::new("the program met a fault of its own while it did this");
            let found = faults::contain(|| care(back_up)).unwrap_or_else(|_| Err(fault()));
            let _ = events.send(Event::Reply { ticket, reply: Reply::Doctor(found) });
        };
        if let Err(error) = thread::Builder::new().name("doctor".into()).spawn(work) {
            let why = Trouble::new(format!("the system starts no more work: {error}"));
            let _ = self.events.send(Event::Reply { ticket, reply: Reply::Doctor(Err(why)) });
        }
    }

    /// Stops the long work of this ticket.
    pub fn stop(&self, ticket: Ticket) {
        if let Some(worker) = &self.worker {
            worker.stop(ticket);
        }
    }

    /// Unwraps the key on a thread of its own; the answer comes as an event.
    pub fn knock(&self, knock: Box<Knock>) {
        let (admit, events) = (self.admit.clone(), self.events.clone());
        let work = move || {
            let fault =
                || Denied::Trouble(Trouble::new("the program met a fault of its own while it did this"));
            let done = faults::contain(|| admit(&knock)).unwrap_or_else(|_| Err(fault()));
            let _ = events.send(Event::Admitted(Box::new(done)));
        };
        if let Err(error) = thread::Builder::new().name("door".into()).spawn(work) {
            let why = Trouble::new(format!("the system starts no more work: {error}"));
            let _ = self.events.send(Event::App(Msg::Opened(Err(Denied::Trouble(why)))));
        }
    }

    /// Takes the practice that came with whoever came in first; gives what the app is told.
    pub fn admitted(&mut self, admitted: Admitted) -> Result<Box<Welcome>, Denied> {
        let (welcome, store) = admitted?;
        if let Some(store) = store
            && let Err(error) = self.begin(store)
        {
            return Err(Denied::Trouble(Trouble::new(format!("the system starts no more work: {error}"))));
        }
        Ok(Box::new(welcome))
    }

    /// Lets the worker do what it was asked for, and end; `false`: there is none to wait for.
    pub fn end(&self) -> bool {
        self.worker.as_ref().is_some_and(|worker| {
            worker.end();
            true
        })
    }
}
