//! The thread that owns the store and answers the app's questions in the order in which they are asked.
//!
//! A search that a newer one follows is never begun. While an import holds the database, what is to be written waits for
//! its end rather than hold up what is to be read.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use super::answer::{Outbox, answer, refusal, trouble};
use super::event::Event;
use super::faults;
use super::long::{self, Running};
use super::stretch;
use crate::app::{Msg, Reply, Request, Ticket, Trouble};
use crate::store::{Store, rules};

/// How often an idle worker looks for what other desks changed.
const LOOK: Duration = Duration::from_secs(1);

/// By what means it works, besides the store.
pub(super) struct Tools {
    /// For long work.
    pub long: long::Means,
    /// Writes a message into the outbox.
    pub outbox: Outbox,
    /// The settings of the rules, and the usual ones, as the log is told of them; `None`: it is not.
    pub rules: Option<(String, String)>,
}

/// What the worker is told.
enum Job {
    Ask {
        ticket: Ticket,
        request: Request,
        at: Instant,
    },
    Stop(Ticket),
    /// Do what is left, then end.
    End,
}

/// Tells the worker what to do.
#[derive(Clone)]
pub(super) struct Worker(Sender<Job>);

impl Worker {
    /// Starts the thread.
    pub fn start(store: Box<dyn Store>, tools: Tools, events: Sender<Event>) -> io::Result<Self> {
        let (tell, jobs) = mpsc::channel();
        let desk = Desk { store, tools, events, running: Vec::new(), waiting: Vec::new(), mark: 0 };
        let last = desk.events.clone();
        let work = move || {
            let _ = faults::contain(|| desk.work(&jobs));
            let _ = last.send(Event::WorkerDone);
        };
        thread::Builder::new().name("worker".into()).spawn(work)?;
        Ok(Self(tell))
    }

    /// Asks a question. The answer comes as an event.
    pub fn ask(&self, ticket: Ticket, request: Request) {
        let _ = self.0.send(Job::Ask { ticket, request, at: Instant::now() });
    }

    /// Stops the long work of this ticket.
    pub fn stop(&self, ticket: Ticket) {
        let _ = self.0.send(Job::Stop(ticket));
    }

    /// Lets it do what it was asked for, stop what is long, and end.
    pub fn end(&self) {
        let _ = self.0.send(Job::End);
    }
}

struct Desk {
    store: Box<dyn Store>,
    tools: Tools,
    events: Sender<Event>,
    running: Vec<Running>,
    /// What is to be written when the import has ended.
    waiting: Vec<(Ticket, Request, Instant)>,
    mark: u64,
}

impl Desk {
    fn work(mut self, jobs: &Receiver<Job>) {
        let mut queue = VecDeque::new();
        self.mark = self.store.change_mark().unwrap_or_default();
        loop {
            let job = match next(&mut queue, jobs) {
                Ok(job) => job,
                Err(RecvTimeoutError::Timeout) => {
                    self.tidy();
                    self.look();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => Job::End,
            };
            match job {
                Job::Ask { request: Request::Search { .. }, .. } if is_overtaken(&queue) => {}
                Job::Ask { ticket, request, at } => self.take(ticket, request, at),
                Job::Stop(ticket) => {
                    self.running.iter().filter(|work| work.ticket == ticket).for_each(Running::stop);
                }
                Job::End => {
                    self.end();
                    return;
                }
            }
        }
    }

    fn take(&mut self, ticket: Ticket, request: Request, at: Instant) {
        self.tidy();
        match request {
            Request::Verify | Request::Import(_) | Request::Day { .. } => self.begin(ticket, request),
            request if writes(&request) && self.running.iter().any(|work| work.writes) => {
                self.waiting.push((ticket, request, at));
            }
            request => self.reply(ticket, request, at),
        }
    }

    fn begin(&mut self, ticket: Ticket, request: Request) {
        let refused = refusal(&request);
        if matches!(request, Request::Import(_)) && self.running.iter().any(|work| work.writes) {
            let next = "Wait for its end or cancel it.".to_owned();
            return self.send(ticket, refused(Trouble { next, ..Trouble::new("another import is running") }));
        }
        match long::start(ticket, request, self.tools.long.clone(), self.events.clone()) {
            Ok(work) => self.running.push(work),
            Err(why) => self.send(ticket, refused(why)),
        }
    }

    fn reply(&mut self, ticket: Ticket, request: Request, at: Instant) {
        let refused = refusal(&request);
        if writes(&request) {
            self.look();
        }
        let reply = faults::contain(|| match request {
            Request::HandOver(stretch) => {
                Reply::Went(stretch::hand_over(self.store.as_mut(), &mut self.tools.outbox, &stretch, at))
            }
            Request::TakeSeat { by, at } => {
                let settled = self.tools.rules.as_ref().map_or(Ok(false), |(settings, usual)| {
                    rules::settle(self.store.as_mut(), &by, (settings, usual), at)
                });
                Reply::Seated(settled.map(drop).map_err(trouble))
            }
            request => answer(self.store.as_mut(), &mut self.tools.outbox, request),
        });
        self.send(ticket, reply.unwrap_or_else(|_| refused(faults::trouble())));
    }

    fn send(&self, ticket: Ticket, reply: Reply) {
        let _ = self.events.send(Event::Reply { ticket, reply });
    }

    /// Forgets long work that has ended, and writes what waited for it.
    fn tidy(&mut self) {
        self.running.retain(|work| !work.is_over());
        if !self.waiting.is_empty() && !self.running.iter().any(|work| work.writes) {
            for (ticket, request, at) in std::mem::take(&mut self.waiting) {
                self.reply(ticket, request, at);
            }
        }
    }

    /// Looks whether another desk changed something.
    fn look(&mut self) {
        if let Ok(mark) = self.store.change_mark()
            && mark != self.mark
        {
            self.mark = mark;
            let _ = self.events.send(Event::App(Msg::Changed));
        }
    }

    fn end(mut self) {
        self.running.iter().for_each(Running::stop);
        for work in self.running.drain(..) {
            work.join();
        }
        for (ticket, request, at) in std::mem::take(&mut self.waiting) {
            self.reply(ticket, request, at);
        }
    }
}

/// The next job; all that has been asked by now is in the queue behind it.
fn next(queue: &mut VecDeque<Job>, jobs: &Receiver<Job>) -> Result<Job, RecvTimeoutError> {
    loop {
        match jobs.try_recv() {
            Ok(job) => queue.push_back(job),
            Err(TryRecvError::Empty) => break,
            Err(TryRecvError::Disconnected) => {
                return queue.pop_front().ok_or(RecvTimeoutError::Disconnected);
            }
        }
    }
    match queue.pop_front() {
        Some(job) => Ok(job),
        None => jobs.recv_timeout(LOOK),
    }
}

/// Whether a newer search waits.
fn is_overtaken(queue: &VecDeque<Job>) -> bool {
    queue.iter().any(|job| matches!(job, Job::Ask { request: Request::Search { .. }, .. }))
}

/// Whether a question changes the database.
fn writes(request: &Request) -> bool {
    matches!(
        request,
        Request::SaveDraft(_)
            | Request::DiscardDraft(_)
            | Request::TakeSeat { .. }
            | Request::Append(_)
            | Request::AppendEach(_)
            | Request::HandOver(_)
            | Request::Triage { .. }
    )
}
