//! The queue narrowed by words, and in another order than the day: by the patient's name, or by purpose.
//!
//! One day, and what is put off, claimed or failed, has an index of its own for each order and is a walk along it. Of the other
//! parts one with many reminders is a walk along the index of that order, past those that belong to other parts; one with
//! few is read by its own index and sorted, so that nothing is walked past. By purpose it is a walk for each purpose along its
//! days: a page begins where the one before ended, however deep.

use rusqlite::{Connection, ToSql};

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
    let own = own_index(queue, sort);
    if sort == Sort::Purpose && queue != Queue::Done {
        return purposes(connection, (queue, glance), own, after, limit);
    }
    if let Some(own) = own {
        return along(connection, (queue, glance, sort), own, after, limit);
    }
    let is_many = counted(connection, queue, glance, FEW)? >= FEW;
    match (queue, sort) {
        (Queue::Done, Sort::Purpose) if is_many => {
            purposes(connection, (queue, glance), Some(MANY_DONE), after, limit)
        }
        (Queue::Done, _) if is_many => along(connection, (queue, glance, sort), MANY_DONE, after, limit),
        _ => ordered(connection, (queue, glance, sort), is_many, after, limit),
    }
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
    own: Option<&str>,
    after: Option<&Reminder>,
    limit: usize,
) -> Result<Vec<ReminderRow>> {
    let part = queue::part(queue, glance);
    // what has an index of its own begins with its first day
    let (filter, begin) = own.map_or((part.filter.as_str(), first(&part)), |own| (own, 0));
    let sql =
        format!("{filter} AND r.purpose = :purpose AND (r.due, r.id) > (:key, :id) ORDER BY r.due, r.id");
    let mut slugs = Purpose::ALL.map(Purpose::slug);
    slugs.sort_unstable();
    let mut rows = Vec::new();
    for slug in slugs {
        let last = after.filter(|last| last.purpose.slug() >= slug);
        if last.is_some_and(|last| last.purpose.slug() > slug) {
            continue;
        }
        let key = last.map_or((begin, [0; 16]), |last| (column::day_number(last.due), *last.id.as_bytes()));
        let left = limit - rows.len();
        let values = Values::new(&part, glance, key);
        let mut params = values.named(&sql);
        params.extend([(":limit", &left as &dyn ToSql), (":purpose", &slug)]);
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use jiff::Timestamp;
    use jiff::civil::date;

    use super::super::super::Reminders;
    use super::super::tests::{counted_steps, founded};
    use super::*;
    use crate::domain::ids::StaffId;
    use crate::domain::reminder::ReminderView;

    /// Thousands in every part: put off, failed, done today, claimed, due on one of three days.
    const MANY: &str = "
        INSERT INTO patient (id, shown_name) VALUES (zeroblob(16), 'SMYTH, Zoe');
        WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 19999)
        INSERT INTO reminder (id, patient, patient_name, purpose, due, origin, state, snoozed_until, settled,
                              claimed_by, claimed_desk, claimed_until)
        SELECT randomblob(16), zeroblob(16), 'SMYTH' || n * 7919 % 10000,
               CASE n * 7 % 3 WHEN 0 THEN 'recall' WHEN 1 THEN 'appointment' ELSE 'other' END,
               20261121 + n / 5 % 3, 'a test',
               CASE n % 5 WHEN 0 THEN 1 WHEN 1 THEN 7 WHEN 2 THEN 5 ELSE 0 END,
               CASE n % 5 WHEN 0 THEN 1795400000000 + n END, CASE n % 5 WHEN 2 THEN 1795330000000 + n END,
               CASE n % 5 WHEN 3 THEN zeroblob(16) END, CASE n % 5 WHEN 3 THEN 'desk-1' END,
               CASE n % 5 WHEN 3 THEN 1795400000000 END
        FROM n;";

    fn glance() -> Glance {
        let midnight = Timestamp::from_second(1_795_305_600).unwrap();
        let now = Timestamp::from_second(1_795_338_000).unwrap();
        Glance { now, today: date(2026, 11, 22), midnight, staff: StaffId::from_bytes([0; 16]) }
    }

    #[test]
    fn few_that_were_done_today_are_not_looked_for_among_all_that_were_ever_done() {
        let (_folder, mut store) = founded();
        store.connection.execute_batch(MANY).unwrap();
        let old = "UPDATE reminder SET settled = settled - 864000000 WHERE settled IS NOT NULL AND rowid % 400 <> 3";
        let older = store.connection.execute(old, []).unwrap();
        let steps = counted_steps(&mut store);
        for sort in Sort::ALL {
            steps.store(0, Ordering::Relaxed);
            let view = ReminderView::Sorted(Queue::Done, glance(), sort, String::new());
            let rows = store.reminders(&view, None, 60).unwrap();
            let taken = steps.load(Ordering::Relaxed);
            assert!(!rows.is_empty() && rows.len() < 60 && older > 3_900, "{sort:?}: {}", rows.len());
            assert!(taken < 200, "{sort:?}: {taken} fifties of steps for {} reminders", rows.len());
        }
    }

    #[test]
    fn a_page_from_the_middle_costs_no_more_than_the_first() {
        let (_folder, mut store) = founded();
        store.connection.execute_batch(MANY).unwrap();
        let glance = glance();
        let steps = counted_steps(&mut store);
        for (queue, sort) in Queue::ALL.into_iter().flat_map(|queue| Sort::ALL.map(|sort| (queue, sort))) {
            let view = ReminderView::Sorted(queue, glance, sort, String::new());
            let mut read = |after: Option<&Reminder>, limit| {
                steps.store(0, Ordering::Relaxed);
                let rows = store.reminders(&view, after, limit).unwrap();
                (rows, steps.load(Ordering::Relaxed))
            };
            let (_, first) = read(None, 60);
            let (rows, _) = read(None, 900);
            let (rows, deep) = read(rows.last().map(|row| &row.reminder), 60);
            assert_eq!(rows.len(), 60, "{queue:?} {sort:?}");
            assert!(deep <= first * 2 + 20, "{queue:?} {sort:?}: {deep} instead of {first} fifties of steps");
        }
    }
}
