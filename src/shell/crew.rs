//! Those who work for the loop: the worker, from the moment the practice is open, and whoever unwraps a key.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

use super::admit::{Admit, Admitted};
use super::answer::refusal;
use super::care::Care;
use super::event::Event;
use super::faults;
use super::worker::{Tools, Worker};
use crate::app::{Denied, Knock, Reply, Request, Ticket, Trouble, Welcome};
use crate::store::Store;

/// By what means they work.
pub(super) struct Means {
    /// By which the worker works.
    pub tools: Tools,
    /// Lets somebody in.
    pub admit: Admit,
    /// Looks at the practice's files.
    pub care: Arc<dyn Care>,
}

/// Those who work for the loop.
pub(super) struct Crew {
    admit: Admit,
    care: Arc<dyn Care>,
    worker: Option<Worker>,
    /// What the worker needs, until there is one.
    waiting: Option<Tools>,
    events: Sender<Event>,
}

impl Crew {
    /// A crew; the worker begins where the practice lies open.
    pub fn new(means: Means, store: Option<Box<dyn Store>>, events: Sender<Event>) -> io::Result<Self> {
        let Means { tools, admit, care } = means;
        let mut crew = Self { admit, care, worker: None, waiting: Some(tools), events };
        if let Some(store) = store {
            crew.begin(store)?;
        }
        Ok(crew)
    }

    fn begin(&mut self, store: Box<dyn Store>) -> io::Result<()> {
        if let Some(tools) = self.waiting.take() {
            self.worker = Some(Worker::start(store, tools, self.events.clone())?);
        }
        Ok(())
    }

    /// Asks the worker. Before anybody has come in there is nothing to ask.
    pub fn ask(&self, ticket: Ticket, request: Request) {
        match request {
            Request::Doctor { .. } | Request::Copies | Request::Foresee(_) => self.look(ticket, request),
            request => {
                if let Some(worker) = &self.worker {
                    worker.ask(ticket, request);
                }
            }
        }
    }

    /// Looks at the practice's files on a thread of its own.
    fn look(&self, ticket: Ticket, request: Request) {
        let (care, refused) = (self.care.clone(), refusal(&request));
        let work = move || match request {
            Request::Copies => Reply::Copies(care.copies()),
            Request::Foresee(copy) => Reply::Foreseen(care.foresee(copy)),
            request => Reply::Doctor(care.look(matches!(request, Request::Doctor { back_up: true }))),
        };
        let event = move |reply: Result<Reply, Trouble>| {
            let reply = reply.unwrap_or_else(refused);
            Event::Reply { ticket, reply }
        };
        self.beside("doctor", work, event);
    }

    /// Does something on a thread of its own; the answer comes as an event, and so does that there is none.
    fn beside<T>(
        &self,
        name: &str,
        work: impl FnOnce() -> T + Send + 'static,
        event: impl Fn(Result<T, Trouble>) -> Event + Clone + Send + 'static,
    ) {
        let (events, answer) = (self.events.clone(), event.clone());
        let work = move || {
            let _ = events.send(answer(faults::contain(work).map_err(|_| faults::trouble())));
        };
        if let Err(error) = thread::Builder::new().name(name.into()).spawn(work) {
            let _ = self.events.send(event(Err(no_thread(&error))));
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
        let admit = self.admit.clone();
        self.beside(
            "door",
            move || admit(&knock),
            |done| {
                let admitted = done.unwrap_or_else(|why| Err(Denied::Trouble(why)));
                Event::Admitted(Box::new(admitted))
            },
        );
    }

    /// Takes the practice that came with whoever came in first; gives what the app is told.
    pub fn admitted(&mut self, admitted: Admitted) -> Result<Box<Welcome>, Denied> {
        let (welcome, store) = admitted?;
        if let Some(store) = store
            && let Err(error) = self.begin(store)
        {
            return Err(Denied::Trouble(no_thread(&error)));
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

/// The system starts no thread.
pub(super) fn no_thread(error: &io::Error) -> Trouble {
    Trouble::new(format!("the system starts no more work: {error}"))
}
