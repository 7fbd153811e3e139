//! A message with all that became of it, told from the entries about it.

use super::super::communication::{Communication, Correction, Review};
use super::{Entry, Event};

/// The message that `first` brought onto the record and that `later` entries, the oldest first, speak of; `None` where
/// `first` brought none. `by_name` is the name of whoever prepared it.
pub fn communication<'a>(
    first: Entry,
    by_name: String,
    later: impl IntoIterator<Item = &'a Entry>,
) -> Option<Communication> {
    let state = first.event.kind().brings()?;
    let (message, not_sent) = match first.event {
        Event::Prepared(message) => (*message, None),
        Event::GivenUp { message, reason, words } => (*message, Some((reason, words))),
        _ => return None,
    };
    let mut told = Communication {
        message,
        number: first.number,
        by: first.actor.staff,
        by_name,
        desk: first.actor.desk,
        prepared: first.at,
        state,
        since: first.at,
        hand_over: None,
        not_sent,
        corrections: Vec::new(),
        copied: None,
        reviews: Vec::new(),
    };
    for entry in later {
        tell(&mut told, entry);
    }
    Some(told)
}

fn tell(told: &mut Communication, entry: &Entry) {
    if let Some(state) = entry.event.kind().brings() {
        told.state = state;
        told.since = entry.at;
    }
    match &entry.event {
        Event::HandingOver { how, .. } | Event::HandedOver { how, .. } => told.hand_over = Some(how.clone()),
        Event::NotSent { reason, words, .. } => told.not_sent = Some((*reason, words.clone())),
        Event::Corrected { words, .. } => {
            told.corrections.push(Correction { words: words.clone(), by: entry.actor.staff, at: entry.at });
        }
        Event::Reviewed { decision, words, .. } => told.reviews.push(Review {
            decision: *decision,
            words: words.clone(),
            by: entry.actor.staff,
            at: entry.at,
        }),
        Event::Copied { .. } => told.copied = Some(entry.at),
        _ => {}
    }
}
