//! The site's settings of the rules on the log: what was said under which of them can be told later.

use jiff::Timestamp;

use super::{Record, Result};
use crate::domain::ids::EntryId;
use crate::domain::log::{Event, Kind, NewEntry};
use crate::domain::staff::Actor;

/// How many entries back it is looked for what the log knows: some milliseconds of reading. What is not the usual is put on the
/// log again before it lies so far back.
const BACK: u64 = 10_000;

/// Puts the settings on the log where it knows others; what it was never told are the usual ones. Whoever begins to work under
/// them acts; gives whether there was something to tell.
///
/// # Errors
/// What the store says; nothing was written then.
pub fn settle<S: Record + ?Sized>(
    store: &mut S,
    actor: &Actor,
    (settings, usual): (&str, &str),
    at: Timestamp,
) -> Result<bool> {
    let head = store.head()?.number;
    let mut last: Option<(u64, String)> = None;
    store.entries_of(|kind| kind == Kind::RULES_SET, head.saturating_sub(BACK), &mut |entry| {
        if let Event::RulesSet { settings } = entry.event {
            last = Some((entry.number, settings));
        }
    })?;
    let fades = |number: u64| settings != usual && number + BACK / 2 < head;
    let is_known = match &last {
        Some((number, known)) => known == settings && !fades(*number),
        None => settings == usual,
    };
    if is_known {
        return Ok(false);
    }
    let event = Event::RulesSet { settings: settings.to_owned() };
    store.append(&NewEntry { id: EntryId::new(at), at, actor: actor.clone(), event, judged: None })?;
    Ok(true)
}
