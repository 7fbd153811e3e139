//! The queue narrowed by words, and in another order than the day: by the patient's name, or by purpose.
//!
//! One day, and what is put off, claimed or failed, has an index of its own for each order and is a walk along it. Of the other
//! parts one with many reminders is a walk along the index of that order, past those that belong to other parts; one with
//! few is read by its own index and sorted, so that nothing is walked past.

use rusqlite::Connection;

use super::super::Result;
use super::column;
use super::queue::{self, Part, Values, counted};
use super::reminders::list;
use crate::domain::purpose::Purpose;
use crate::domain::reminder::{Glance, Queue, Reminder, ReminderRow, Sort};

/// A part with fewer reminders is sorted.
const FEW: usize = 2_000;

/// How many reminders are looked at for words, so that an answer never takes long.
const SCAN: usize = 5_000;

/// How many of them are read at a time.
const CHUNK: usize = 250;

/// A page of a part in the order that is asked for; at most [`SCAN`] reminders are looked at for words.
pub(super) fn page(
    connection: &Connection,
    asked: (Queue, &Glance, Sort),
    words: &str,
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    if words.trim().is_empty() {
        return walk(connection, asked, after, limit);
    }
    let mut found = Vec::new();
    let mut last = after.cloned();
    for _ in 0..SCAN / CHUNK {
        let rows = walk(connection, asked, last.as_ref(), CHUNK)?;
        let ended = rows.len() < CHUNK;
        last = rows.last().map(|row| row.reminder.clone());
        found.extend(rows.into_iter().filter(|row| row.holds_words(words)));
        if ended || found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

fn walk(
    connection: &Connection,
    (queue, glance, sort): (Queue, &Glance, Sort),
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    if sort == Sort::Due {
        return queue::page(connection, (queue, glance), after, limit);
    }
    if let Some(own) = own_index(queue, sort) {
        return along(connection, (queue, glance, sort), own, after, limit);
    }
    if sort == Sort::Purpose && queue != Queue::Done {
        return purposes(connection, (queue, glance), after, limit);
    }
    let is_many = counted(connection, queue, glance, FEW)? >= FEW;
    if is_many && queue == Queue::Done {
        return along(connection, (queue, glance, sort), MANY_DONE, after, limit);
    }
    ordered(connection, (queue, glance, sort), is_many, after, limit)
}

/// What is asked of a part where an index brings it in this order. The plus keeps the index of its own order out.
const fn own_index(queue: Queue, sort: Sort) -> Option<&'static str> {
    match (queue, sort) {
        (Queue::Today, Sort::Patient) => Some(
            "r.state IN (0, 1, 2, 7) AND r.due = :until AND (r.state <> 1 OR coalesce(r.snoozed_until, 0) <= :now)",
        ),
        (Queue::Snoozed, _) => Some("r.state = 1 AND +r.snoozed_until > :now"),
        (Queue::Failed, _) => Some("r.state = 7"),
        (Queue::Mine, _) => Some("r.claimed_by = :staff AND +r.claimed_until > :now"),
        _ => None,
    }
}

/// What was done today, as a walk past what was done before.
const MANY_DONE: &str = "r.settled IS NOT NULL AND +r.settled >= :midnight";

/// Behind a row, and the order: by name or by purpose, both as the columns of the indexes.
const fn order(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Patient => (
            "(r.patient_name, r.id) > ((SELECT l.patient_name FROM reminder l WHERE l.id = :id), :id)",
            "r.patient_name, r.id",
        ),
        Sort::Due | Sort::Purpose => (
            "(r.purpose, r.due, r.id) > ((SELECT l.purpose FROM reminder l WHERE l.id = :id),
              (SELECT l.due FROM reminder l WHERE l.id = :id), :id)",
            "r.purpose, r.due, r.id",
        ),
    }
}

/// A walk along the index that brings a part in the order asked for.
fn along(
    connection: &Connection,
    (queue, glance, sort): (Queue, &Glance, Sort),
    filter: &str,
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    let part = queue::part(queue, glance);
    let (behind, order) = order(sort);
    let behind = after.map(|_| format!(" AND {behind}")).unwrap_or_default();
    let sql = format!("{filter}{behind} ORDER BY {order}");
    let id = after.map_or([0; 16], |last| *last.id.as_bytes());
    let values = Values::new(&part, glance, (first(&part), id));
    let mut params = values.named(&sql);
    params.push((":limit", &limit));
    list(connection, &sql, &params)
}

/// Purpose by purpose, each a walk along its days.
fn purposes(
    connection: &Connection,
    (queue, glance): (Queue, &Glance),
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    let part = queue::part(queue, glance);
    let mut slugs = Purpose::ALL.map(Purpose::slug);
    slugs.sort_unstable();
    let mut rows = Vec::new();
    for slug in slugs {
        let last = after.filter(|last| last.purpose.slug() >= slug);
        if last.is_some_and(|last| last.purpose.slug() > slug) {
            continue;
        }
        let key =
            last.map_or((first(&part), [0; 16]), |last| (column::day_number(last.due), *last.id.as_bytes()));
        let sql = format!(
            "{} AND r.purpose = '{slug}' AND (r.due, r.id) > (:key, :id) ORDER BY r.due, r.id",
            part.filter
        );
        let left = limit - rows.len();
        let values = Values::new(&part, glance, key);
        let mut params = values.named(&sql);
        params.push((":limit", &left));
        rows.extend(list(connection, &sql, &params)?);
        if rows.len() >= limit {
            break;
        }
    }
    Ok(rows)
}

/// Sorted where there are few, else along the index of the order.
fn ordered(
    connection: &Connection,
    (queue, glance, sort): (Queue, &Glance, Sort),
    is_many: bool,
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    let part = queue::part(queue, glance);
    let (behind, order) = order(sort);
    // the plus keeps an index out: the other one leads
    let (own, plus) = if is_many { ("+r.due", "") } else { ("r.due", "+") };
    let from = if queue == Queue::Done { String::new() } else { format!(" AND {own} >= :key") };
    let filter = part.filter.replace("r.due <=", &format!("{own} <="));
    let sorted = |columns: &str| columns.replacen("r.p", &format!("{plus}r.p"), 1);
    let behind = after.map(|_| format!(" AND {}", sorted(behind))).unwrap_or_default();
    let sql = format!("{filter}{from}{behind} ORDER BY {}", sorted(order));
    let id = after.map_or([0; 16], |last| *last.id.as_bytes());
    let values = Values::new(&part, glance, (first(&part), id));
    let mut params = values.named(&sql);
    params.push((":limit", &limit));
    list(connection, &sql, &params)
}

/// The day with which a part begins.
const fn first(part: &Part) -> i64 {
    part.first.0
}
