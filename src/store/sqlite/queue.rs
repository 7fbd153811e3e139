//! The queue in its parts: each is a walk along one index, page by page, and counted no further than is shown.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, ToSql};

use super::super::Result;
use super::reminders::{OPEN, list};
use super::{codec, column};
use crate::domain::reminder::{Glance, Queue, QueueCount, Reminder, ReminderRow};

/// Not put off at `:now`.
const AWAKE: &str = "(r.state <> 1 OR coalesce(r.snoozed_until, 0) <= :now)";

/// Behind every identifier.
const LAST: [u8; 16] = [0xff; 16];

/// What a part asks for, in the order in which it is shown.
pub(super) struct Part {
    pub filter: String,
    order: &'static str,
    /// What the order begins with, and behind which identifier: the key before the first row.
    pub first: (i64, [u8; 16]),
    /// The last day.
    until: i64,
}

fn day(today: Date, ahead: i64) -> i64 {
    column::day_number(today.saturating_add(jiff::Span::new().days(ahead)))
}

/// Every filter names `:now`, `:until`, `:staff` and `:midnight` where it needs them. Where a part begins is in its first
/// key alone: a second lower bound would tempt the planner away from the one that pages.
pub(super) fn part(queue: Queue, glance: &Glance) -> Part {
    let today = glance.today;
    let by_day = |from, until| Part {
        filter: format!("{OPEN} AND r.due <= :until AND {AWAKE}"),
        order: "r.due, r.id",
        first: (from, [0; 16]),
        until,
    };
    let other = |filter: &str, order, first| Part { filter: filter.to_owned(), order, first, until: 0 };
    match queue {
        Queue::Now => by_day(0, day(today, 0)),
        Queue::Today => by_day(day(today, 0), day(today, 0)),
        Queue::Week => by_day(day(today, 0), day(today, Queue::WEEK - 1)),
        Queue::Overdue => by_day(0, day(today, -1)),
        Queue::Snoozed => other("r.state = 1", "r.snoozed_until, r.id", (codec::millis(glance.now), LAST)),
        Queue::Mine => other("r.claimed_by = :staff AND r.claimed_until > :now", "r.due, r.id", (0, [0; 16])),
        Queue::Failed => other("r.state = 7", "r.due, r.id", (0, [0; 16])),
        Queue::Done => other("r.settled >= :midnight", "r.settled DESC, r.id DESC", (i64::MAX, LAST)),
    }
}

/// Behind the key, in the part's order.
const fn behind(queue: Queue) -> &'static str {
    match queue {
        Queue::Snoozed => "(r.snoozed_until, r.id) > (:key, :id)",
        Queue::Done => "(r.settled, r.id) < (:key, :id)",
        _ => "(r.due, r.id) > (:key, :id)",
    }
}

/// The key of a row in the part's order; what has woken meanwhile is not gone back to.
fn key(queue: Queue, part: &Part, after: Option<&Reminder>) -> (i64, [u8; 16]) {
    let Some(last) = after else { return part.first };
    let id = *last.id.as_bytes();
    let at = |time: Option<Timestamp>| time.map(codec::millis);
    match queue {
        Queue::Snoozed => at(last.snoozed_until).map_or(part.first, |until| part.first.max((until, id))),
        Queue::Done => at(last.settled).map_or(part.first, |settled| (settled, id)),
        _ => (column::day_number(last.due), id),
    }
}

/// A page of a part of the queue.
pub(super) fn page(
    connection: &Connection,
    (queue, glance): (Queue, &Glance),
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    let part = part(queue, glance);
    let filter = format!("{} AND {} ORDER BY {}", part.filter, behind(queue), part.order);
    let values = Values::new(&part, glance, key(queue, &part, after));
    let mut params = values.named(&filter);
    params.push((":limit", &limit));
    list(connection, &filter, &params)
}

/// How many each part holds, counted up to one more than [`Queue::MOST`].
pub(super) fn counts(connection: &Connection, glance: &Glance) -> Result<Vec<QueueCount>> {
    let count = |queue: Queue| {
        let count = counted(connection, queue, glance, Queue::MOST + 1)?;
        Ok(QueueCount { queue, count })
    };
    Queue::ALL.into_iter().map(count).collect()
}

/// How many a part holds, counted up to `most`.
pub(super) fn counted(connection: &Connection, queue: Queue, glance: &Glance, most: usize) -> Result<usize> {
    let part = part(queue, glance);
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM reminder r WHERE {} AND {} ORDER BY {} LIMIT {most})",
        part.filter,
        behind(queue),
        part.order,
    );
    let values = Values::new(&part, glance, part.first);
    Ok(connection.prepare_cached(&sql)?.query_row(values.named(&sql).as_slice(), |row| row.get(0))?)
}

/// The values that filters name.
pub(super) struct Values {
    now: i64,
    until: i64,
    staff: [u8; 16],
    midnight: i64,
    key: (i64, [u8; 16]),
}

impl Values {
    pub fn new(part: &Part, glance: &Glance, key: (i64, [u8; 16])) -> Self {
        Self {
            now: codec::millis(glance.now),
            until: part.until,
            staff: *glance.staff.as_bytes(),
            midnight: codec::millis(glance.midnight),
            key,
        }
    }

    /// Those that this statement names.
    pub fn named(&self, sql: &str) -> Vec<(&'static str, &dyn ToSql)> {
        let all: [(&str, &dyn ToSql); 6] = [
            (":now", &self.now),
            (":until", &self.until),
            (":staff", &self.staff),
            (":midnight", &self.midnight),
            (":key", &self.key.0),
            (":id", &self.key.1),
        ];
        all.into_iter().filter(|(name, _)| sql.contains(name)).collect()
    }
}
