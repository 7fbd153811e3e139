//! A stretch of a batch: messages put on the record and handed over one after the other, without asking the screen between.
//!
//! Each message stands alone: the reminder is compared with the one that was judged, then message and intent come onto the
//! record together, whole or not at all, before its file is written, and what became of it after that. While the file of one is
//! being written, the next comes onto the record; what became of the one before that goes into the same durable commit. Of all
//! that a killed program leaves behind, at most [`ABREAST`] messages are without an outcome, and a person looks at them.
//! Nothing is told before it is durable.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::answer::{Leaving, Outbox, append_each, failed, trouble};
use super::{crew, faults};
use crate::app::{Outgoing, Trouble, Went};
use crate::domain::communication::{HandOver, NotSent};
use crate::domain::ids::EntryId;
use crate::domain::log::{Appended, Event, NewEntry};
use crate::store::{Store, StoreError};

/// What is not begun by then is given back: the screen shows how far it is, and reads and judges the rest anew.
const SLICE: Duration = Duration::from_millis(50);

/// A verdict that had to wait longer (for an import) is none any more.
const STALE: Duration = Duration::from_secs(2);

/// So many messages are on their way at once: the file of one is written while the next comes onto the record.
const ABREAST: usize = 2;

/// A message whose file was written, or not, and whose outcome is not on the record yet.
struct Open {
    outcome: NewEntry,
    /// Why there is no file.
    why: Option<Trouble>,
}

/// Hands over as many as fit into a slice of time; `asked` is when they had been judged.
pub(super) fn hand_over(
    store: &mut dyn Store,
    outbox: &mut Outbox,
    stretch: &[Outgoing],
    asked: Instant,
) -> Vec<Went> {
    if asked.elapsed() > STALE {
        return Vec::new();
    }
    thread::scope(|scope| {
        let (give, given) = mpsc::channel::<&Outgoing>();
        let (tell, told) = mpsc::channel();
        let write = move || {
            for one in given {
                // a fault leaves this one without an outcome, and stops no other
                let put = faults::contain(|| put(outbox, one, asked));
                if tell.send(put.map_err(|_| faults::trouble())).is_err() {
                    return;
                }
            }
        };
        match thread::Builder::new().name("outbox".into()).spawn_scoped(scope, write) {
            Ok(_) => Way { store, give, told, went: Vec::new(), abroad: VecDeque::new() }.go(stretch),
            Err(error) => vec![Went::Refused(crew::no_thread(&error))],
        }
    })
}

/// The way of a stretch.
struct Way<'a, 's> {
    store: &'s mut dyn Store,
    /// To whoever writes the files, one after the other.
    give: Sender<&'a Outgoing>,
    /// What became of each, in the same order.
    told: Receiver<Result<Open, Trouble>>,
    /// What is known of each message; of those that are on their way, nothing yet.
    went: Vec<Option<Went>>,
    /// The places of those that are on their way.
    abroad: VecDeque<usize>,
}

impl<'a> Way<'a, '_> {
    fn go(mut self, stretch: &'a [Outgoing]) -> Vec<Went> {
        let begun = Instant::now();
        for (at, one) in stretch.iter().enumerate() {
            if at > 0 && begun.elapsed() > SLICE {
                break;
            }
            let back = self.back(ABREAST - 1);
            self.went.push(None);
            match self.begin(back, one) {
                Ok(()) if self.give.send(one).is_ok() => self.abroad.push_back(at),
                Ok(()) => self.know(at, Went::Held(faults::trouble())),
                Err(why) => self.know(at, why),
            }
        }
        let back = self.back(0);
        self.close(back);
        self.went.into_iter().map_while(|went| went).collect()
    }

    fn know(&mut self, at: usize, what: Went) {
        if let Some(went) = self.went.get_mut(at) {
            *went = Some(what);
        }
    }

    /// Waits until no more than so many are on their way; those that are back, with their places.
    fn back(&mut self, most: usize) -> Vec<(usize, Open)> {
        let mut back = Vec::new();
        while self.abroad.len() > most
            && let Some(at) = self.abroad.pop_front()
        {
            match self.told.recv().unwrap_or_else(|_| Err(faults::trouble())) {
                Ok(open) => back.push((at, open)),
                Err(why) => self.know(at, Went::Held(why)),
            }
        }
        back
    }

    /// Puts on the record what became of those that are back, and that this one is prepared and about to be handed over.
    fn begin(&mut self, back: Vec<(usize, Open)>, one: &Outgoing) -> Result<(), Went> {
        let changed = match self.store.reminder(one.reminder.id) {
            Ok(now) if now == one.reminder => None,
            Ok(_) => Some(Went::Changed(Vec::new())),
            Err(error) => Some(Went::Refused(trouble(error))),
        };
        if let Some(changed) = changed {
            self.close(back);
            return Err(changed);
        }
        let both = [one.prepared.clone(), one.intent.clone()];
        let outcomes = back.iter().map(|(_, open)| std::slice::from_ref(&open.outcome));
        let groups: Vec<&[NewEntry]> = outcomes.chain([both.as_slice()]).collect();
        match self.store.append_groups(&groups) {
            Ok(told) => {
                let mut told = told.into_iter();
                for ((at, open), told) in back.into_iter().zip(told.by_ref()) {
                    self.know(at, closed(&open, told.map_err(trouble)));
                }
                intended(told.next().unwrap_or_else(|| Err(StoreError::Other("no answer".into()))))
            }
            Err(error) => {
                // none fails for the other: what became of the last is tried by itself
                self.close(back);
                // a commit that failed may have reached the disk all the same
                let known = matches!(self.store.entry_number(one.intent.id), Ok(Some(_)));
                if known { Ok(()) } else { Err(Went::Refused(trouble(error))) }
            }
        }
    }

    /// Puts outcomes on the record; none fails for another.
    fn close(&mut self, back: Vec<(usize, Open)>) {
        let outcomes: Vec<NewEntry> = back.iter().map(|(_, open)| open.outcome.clone()).collect();
        let told = append_each(self.store, &outcomes);
        for ((at, open), told) in back.into_iter().zip(told) {
            self.know(at, closed(&open, told));
        }
    }
}

fn intended(told: Result<Appended, StoreError>) -> Result<(), Went> {
    match told {
        Ok(Appended::Entry { .. } | Appended::Already { .. }) => Ok(()),
        Ok(Appended::Conflict(facets)) => Err(Went::Changed(facets)),
        Err(error) => Err(Went::Refused(trouble(error))),
    }
}

/// Writes the file, and says what is to be put on the record of it.
fn put(outbox: &mut Outbox, one: &Outgoing, asked: Instant) -> Open {
    let communication = one.message.id;
    let done = outbox(Leaving::Message(&one.message)).map_err(|error| failed(&error));
    let (event, why) = match done {
        Ok(file) => (Event::HandedOver { communication, how: HandOver::Outbox, file: Some(file) }, None),
        Err(why) => {
            let words = format!("the hand-over failed: {}", why.what);
            (Event::NotSent { communication, reason: NotSent::Failed, words }, Some(why))
        }
    };
    let since = SignedDuration::try_from(asked.elapsed()).unwrap_or_default();
    let at = one.intent.at.checked_add(since).unwrap_or(one.intent.at);
    let outcome = NewEntry { id: EntryId::new(at), at, actor: one.intent.actor.clone(), event, judged: None };
    Open { outcome, why }
}

fn closed(open: &Open, told: Result<Appended, Trouble>) -> Went {
    match (told, &open.why) {
        (Ok(_), None) => Went::Gone,
        (Ok(_), Some(why)) => Went::Failed(why.clone()),
        (Err(trouble), _) => Went::Held(trouble),
    }
}
