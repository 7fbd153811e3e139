//! A stretch of a batch: messages put on the record and handed over one after the other, without asking the screen between.
//!
//! Each message stands alone: the reminder is compared with the one that was judged, then message and intent come onto the
//! record together, whole or not at all, before its file is written, and what became of it after that. What became of one
//! and that the next begins share a durable commit: of all that a killed program leaves behind, at most one message is
//! without an outcome, and a person looks at it. Nothing is told before it is durable.

use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::answer::{Leaving, Outbox, append, failed, trouble};
use crate::app::{Outgoing, Trouble, Went};
use crate::domain::communication::{HandOver, NotSent};
use crate::domain::ids::EntryId;
use crate::domain::log::{Appended, Event, NewEntry};
use crate::store::{Store, StoreError};

/// What is not begun by then is given back: the screen shows how far it is, and reads and judges the rest anew.
const SLICE: Duration = Duration::from_millis(50);

/// A verdict that had to wait longer (for an import) is none any more.
const STALE: Duration = Duration::from_secs(2);

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
    let begun = Instant::now();
    let mut went = Vec::new();
    let mut open: Option<Open> = None;
    for (at, one) in stretch.iter().enumerate() {
        if at > 0 && begun.elapsed() > SLICE {
            break;
        }
        let (before, intended) = begin(store, open.take(), one);
        went.extend(before);
        match intended {
            Ok(()) => open = Some(put(outbox, one, asked)),
            Err(why) => went.push(why),
        }
    }
    went.extend(open.map(|open| close(store, &open)));
    went
}

/// Puts on the record what became of the message before, and that this one is prepared and about to be handed over.
fn begin(store: &mut dyn Store, open: Option<Open>, one: &Outgoing) -> (Option<Went>, Result<(), Went>) {
    let changed = match store.reminder(one.reminder.id) {
        Ok(now) if now == one.reminder => None,
        Ok(_) => Some(Went::Changed(Vec::new())),
        Err(error) => Some(Went::Refused(trouble(error))),
    };
    if let Some(changed) = changed {
        return (open.map(|open| close(store, &open)), Err(changed));
    }
    let both = [one.prepared.clone(), one.intent.clone()];
    let outcome = open.as_ref().map(|open| std::slice::from_ref(&open.outcome));
    let groups: Vec<&[NewEntry]> = outcome.into_iter().chain([both.as_slice()]).collect();
    let told = store.append_groups(&groups);
    match told {
        Ok(told) => {
            let mut told = told.into_iter();
            let before = open.and_then(|open| Some(closed(&open, told.next()?.map_err(trouble))));
            let own = told.next().unwrap_or_else(|| Err(StoreError::Other("no answer".into())));
            (before, intended(own))
        }
        Err(error) => {
            // none fails for the other: what became of the last is tried by itself
            let before = open.map(|open| close(store, &open));
            // a commit that failed may have reached the disk all the same
            let known = matches!(store.entry_number(one.intent.id), Ok(Some(_)));
            (before, if known { Ok(()) } else { Err(Went::Refused(trouble(error))) })
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

/// Puts an outcome on the record by itself.
fn close(store: &mut dyn Store, open: &Open) -> Went {
    closed(open, append(store, &open.outcome))
}

fn closed(open: &Open, told: Result<Appended, Trouble>) -> Went {
    match (told, &open.why) {
        (Ok(_), None) => Went::Gone,
        (Ok(_), Some(why)) => Went::Failed(why.clone()),
        (Err(trouble), _) => Went::Held(trouble),
    }
}
