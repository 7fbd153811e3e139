//! Reports put together from a store's verbs: a day's end, and what each rule found.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{RecordView, Result, Store};
use crate::domain::channel::Channel;
use crate::domain::checkpoint::Phrase;
use crate::domain::clock::Moment;
use crate::domain::communication::{Communication, NotSent, State};
use crate::domain::date::PartialDate;
use crate::domain::day::{Blocked, Day, FollowUp, Ledger, Volume, Waiting};
use crate::domain::ids::{CommunicationId, StaffId};
use crate::domain::insights::Insights;
use crate::domain::reminder::Glance;

/// How many entries or messages are read at once.
const PAGE: usize = 500;

/// At most so many messages are opened for what the rules found in them.
const OPENED: usize = 5_000;

/// At most so many attempts are listed to be followed up.
const FOLLOWED: usize = 200;

/// What each rule found in all messages prepared since then, the newest first, in at most `most` of them.
pub fn insights(store: &mut dyn Store, since: Option<Timestamp>, most: usize) -> Result<Insights> {
    let mut found = Insights::default();
    let (mut before, mut left) = (None, most);
    while left > 0 {
        let rows = store.messages(&RecordView::default(), before, PAGE.min(left))?;
        let Some(last) = rows.last() else { break };
        before = Some(last.number);
        for row in &rows {
            if since.is_some_and(|since| row.prepared < since) {
                return Ok(found);
            }
            found.add(&store.message(row.id)?.message.findings);
        }
        left = left.saturating_sub(rows.len());
    }
    Ok(found)
}

/// A day's end, without what blocks the reminders: that is judged by whoever has the rules. What waits is as of `now`.
pub fn day(store: &mut dyn Store, on: Date, now: &Moment, staff: StaffId) -> Result<Day> {
    let (from, to) = (now.start_of(on), now.start_of(on.saturating_add(1.days())));
    let ledger = ledger(store, from, to)?;
    let mut messages: HashMap<CommunicationId, Communication> = HashMap::new();
    for id in ledger.messages.keys() {
        messages.insert(*id, store.message(*id)?);
    }
    let channel = |id| messages.get(&id).map_or(Channel::Text, |known| known.message.channel);
    let is_today = on == now.today();
    let counts = store.counts(now.today())?;
    let tree = store.tree_head()?;
    let open = RecordView {
        states: vec![State::Prepared, State::HandingOver, State::HandedOver],
        ..RecordView::default()
    };
    let to_copy = RecordView { to_copy: true, ..RecordView::default() };
    let first = now.start_of(on.saturating_sub((Day::DAYS - 1).days()));
    Ok(Day {
        on,
        made: now.at,
        outcomes: ledger.outcomes(channel),
        waiting: if is_today { waiting(store, now, staff)? } else { Vec::new() },
        blocked: Blocked::default(),
        follow_ups: follow_ups(store, &ledger, &messages, now)?,
        unconfirmed: store.messages(&open, None, Day::LISTED)?,
        unconfirmed_count: counts.unconfirmed,
        to_copy: store.messages(&to_copy, None, Day::LISTED)?,
        to_copy_count: counts.to_copy,
        entries: ledger.entries,
        tree,
        phrase: Phrase::of(&tree),
        volume: volume(store, (on, first, to), now)?,
        rules: insights(store, Some(first), OPENED)?.rules(),
    })
}

/// What the log says between two instants. Entries come in the order of time, but for desks whose clocks differ a little.
fn ledger(store: &mut dyn Store, from: Timestamp, to: Timestamp) -> Result<Ledger> {
    let mut ledger = Ledger::default();
    let mut after = first_since(store, from)?.saturating_sub(1);
    loop {
        let entries = store.entries(after, PAGE)?;
        let Some(last) = entries.last() else { return Ok(ledger) };
        after = last.number;
        let is_over = last.at >= to;
        entries.iter().filter(|entry| (from..to).contains(&entry.at)).for_each(|entry| ledger.take(entry));
        if is_over {
            return Ok(ledger);
        }
    }
}

/// The number of the first entry that is not before an instant, found by halving.
fn first_since(store: &mut dyn Store, from: Timestamp) -> Result<u64> {
    let (mut low, mut high) = (1, store.head()?.number + 1);
    while low < high {
        let middle = low.midpoint(high);
        let is_before = store.entries(middle - 1, 1)?.first().is_some_and(|entry| entry.at < from);
        if is_before { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

fn waiting(store: &mut dyn Store, now: &Moment, staff: StaffId) -> Result<Vec<Waiting>> {
    let today = now.today();
    let glance = Glance { now: now.at, today, midnight: now.start_of(today), staff };
    let counts = store.queue_counts(&glance)?;
    let line = |count: crate::domain::reminder::QueueCount| Waiting {
        part: count.queue.label().to_owned(),
        count: count.count,
    };
    Ok(counts.into_iter().map(line).collect())
}

fn follow_ups(
    store: &mut dyn Store,
    ledger: &Ledger,
    messages: &HashMap<CommunicationId, Communication>,
    now: &Moment,
) -> Result<Vec<FollowUp>> {
    let mut failed: Vec<_> =
        ledger.messages.iter().filter(|(_, mark)| mark.reason == Some(NotSent::Failed)).collect();
    failed.sort_by_key(|(_, mark)| mark.at);
    let mut found = Vec::new();
    for (id, mark) in failed.into_iter().take(FOLLOWED) {
        let Some(known) = messages.get(id) else { continue };
        // what was answered in another way since is followed up already
        if let Some(reminder) = known.message.reminder
            && !store.reminder(reminder)?.state.is_open()
        {
            continue;
        }
        let patient = store.dossier(known.message.patient)?.patient;
        found.push(FollowUp {
            message: *id,
            patient: patient.id,
            name: patient.show_name(now.today()),
            birth: patient.birth_date.map(PartialDate::show).unwrap_or_default(),
            number: patient.nhs_number.map(|number| number.to_string()).unwrap_or_default(),
            channel: known.message.channel,
            at: mark.at,
            words: mark.words.clone(),
        });
    }
    Ok(found)
}

/// How many messages left on each day; those that were not sent did not.
fn volume(
    store: &mut dyn Store,
    (on, first, to): (Date, Timestamp, Timestamp),
    now: &Moment,
) -> Result<Vec<Volume>> {
    let days = (0..Day::DAYS).rev().map(|back| on.saturating_sub(back.days()));
    let mut volume: Vec<Volume> = days.map(|on| Volume { on, channels: [0; 6] }).collect();
    let mut before = None;
    loop {
        let rows = store.messages(&RecordView::default(), before, PAGE)?;
        let Some(last) = rows.last() else { return Ok(volume) };
        before = Some(last.number);
        let is_over = last.prepared < first;
        for row in rows.iter().filter(|row| row.state != State::NotSent && row.prepared < to) {
            let day = now.local_of(row.prepared).date();
            let place = Channel::ALL.iter().position(|channel| *channel == row.channel);
            let of_day = volume.iter_mut().find(|one| one.on == day);
            if let (Some(of_day), Some(place)) = (of_day, place)
                && let Some(count) = of_day.channels.get_mut(place)
            {
                *count += 1;
            }
        }
        if is_over {
            return Ok(volume);
        }
    }
}
