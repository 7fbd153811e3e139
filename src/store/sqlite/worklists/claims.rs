//! What only files say of somebody's authority or of an open route: first of whoever is written to soon, then what came
//! last, each part along an index of its own.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use rusqlite::{Connection, Params, Row};

use super::super::super::Result;
use super::super::codec;
use super::super::column::{self, damaged, day_number};
use super::super::patients::LINE;
use super::super::reminders::OPEN;
use super::super::wishes::channel_of;
use super::{Asked, BEHIND, line};
use crate::domain::ids::{AgreementId, ObjectionId, ProxyId};
use crate::domain::parent::Presumption;
use crate::domain::proxy::Basis;
use crate::domain::purpose::Purpose;
use crate::domain::topic::Topic;
use crate::domain::worklist::{Subject, WorklistKey, WorklistRow};

/// One kind of claims: where they stand, when a claim is over, what it says, and which fact it is.
struct Part {
    /// The table `x`; the index of its claims is named after it.
    table: &'static str,
    /// Which rows are claims and not over on the day `?1`.
    claimed: &'static str,
    /// The columns that `words` reads.
    columns: &'static str,
    words: fn(&Row<'_>) -> Result<String>,
    /// Whether it makes no difference as long as the patient is of this age.
    is_idle: fn(&Row<'_>, Option<u16>) -> Result<bool>,
    about: fn([u8; 16]) -> Subject,
}

/// Which column of [`LINE`] is the date of birth.
const BORN: usize = 4;

/// How many columns stand between those of a line and those of a part.
const OWN: usize = BEHIND + 6;

const PARTS: [Part; 3] = [
    Part {
        table: "proxy",
        claimed: "x.staff IS NULL AND x.basis <> 'none' AND (x.ends = 0 OR x.ends >= ?1)",
        columns: "x.relationship, x.basis, p.confidentiality <> 0, x.do_not_tell,
                  EXISTS (SELECT 1 FROM safeguarding s WHERE s.patient = x.patient AND (s.about IS NULL OR s.about = x.id))",
        words: proxy,
        is_idle: is_presumed,
        about: |id| Subject::Proxy(ProxyId::from_bytes(id)),
    },
    Part {
        table: "agreement",
        claimed: "x.staff IS NULL AND (x.until = 0 OR x.until >= ?1)",
        columns: "x.channel, x.topic",
        words: agreement,
        is_idle: |_, _| Ok(false),
        about: |id| Subject::Agreement(AgreementId::from_bytes(id)),
    },
    Part {
        table: "objection",
        claimed: "x.staff IS NULL AND x.outcome = 2 AND x.exceptions <> '[]' AND ?1 > 0",
        columns: "x.channel, x.exceptions",
        words: objection,
        is_idle: |_, _| Ok(false),
        about: |id| Subject::Objection(ObjectionId::from_bytes(id)),
    },
];

fn proxy(row: &Row<'_>) -> Result<String> {
    let (relationship, basis): (String, String) = (row.get(OWN)?, row.get(OWN + 1)?);
    let basis = Basis::from_slug(&basis).ok_or_else(|| damaged("a basis", &basis))?;
    let who = if relationship.is_empty() { "proxy" } else { &relationship };
    Ok(format!("{who}, {}", basis.label()))
}

/// Whether the rules let a small child's parent read whatever a file says of them.
fn is_presumed(row: &Row<'_>, age: Option<u16>) -> Result<bool> {
    let relationship: String = row.get(OWN)?;
    let (restricted, do_not_tell, noted) = (row.get(OWN + 2)?, row.get(OWN + 3)?, row.get(OWN + 4)?);
    Ok(Presumption { relationship: &relationship, age, restricted, noted, do_not_tell }.holds())
}

fn agreement(row: &Row<'_>) -> Result<String> {
    let (channel, topic): (String, Option<String>) = (row.get(OWN)?, row.get(OWN + 1)?);
    let topic = topic.map(|slug| Topic::from_slug(&slug).ok_or_else(|| damaged("a topic", &slug)));
    let what = topic.transpose()?.map_or("results", Topic::label);
    Ok(format!("agreed: {what} by {}", channel_of(&channel)?.label().to_lowercase()))
}

fn objection(row: &Row<'_>) -> Result<String> {
    let (channel, exceptions): (String, String) = (row.get(OWN)?, row.get(OWN + 1)?);
    let (channel, exceptions) = (channel_of(&channel)?, column::json_of::<Vec<Purpose>>(&exceptions)?);
    let (how, what) = (channel.label().to_lowercase(), Purpose::list(&exceptions));
    Ok(format!("objects to {how}, but may be sent {what}"))
}

/// How many days ahead a reminder is due soon, and how long it may be overdue.
const SOON: i32 = 7;

/// How many of the reminders that are due next are looked at: what a desk sends in a day or two.
const NEXT: i64 = 200;

/// The patients to whom a message is being written (0), or of whom a reminder is due soon (its day).
fn written_to_soon(connection: &Connection, asked: &Asked<'_>) -> Result<BTreeMap<i64, i64>> {
    // a form that keeps a fact is a draft too, and no message
    let sql = format!(
        "SELECT p.number, 0 FROM draft d JOIN patient p ON p.id = d.patient
         WHERE json_type(d.content, '$.form.fact') IS NULL
         UNION ALL
         SELECT p.number, n.due FROM (
             SELECT r.patient, r.due FROM reminder r INDEXED BY reminder_open
             WHERE {OPEN} AND r.due BETWEEN ?1 AND ?2 ORDER BY r.due, r.id LIMIT {NEXT}
         ) n JOIN patient p ON p.id = n.patient"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((asked.in_days(-SOON), asked.in_days(SOON)))?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (patient, day): (i64, i64) = (row.get(0)?, row.get(1)?);
        let first = found.entry(patient).or_insert(day);
        *first = day.min(*first);
    }
    Ok(found)
}

/// The order of the list. The first part of a key is the day of a reminder, or what is left of the greatest number after the
/// import: whoever is written to soon stands first, then what came last.
fn order(WorklistKey(rank, id, patient): &WorklistKey) -> (i64, Reverse<i64>, Reverse<&str>) {
    (*rank, Reverse(*patient), Reverse(id))
}

/// A page of all parts.
pub(super) fn page(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let soon = written_to_soon(connection, asked)?;
    let mut found = Vec::new();
    for part in &PARTS {
        // whoever stands on a page before is not read again
        for (patient, day) in soon.iter().filter(|(_, day)| **day >= asked.after.0) {
            found.extend(part.of_patient(connection, (*patient, *day), asked)?);
        }
        found.extend(part.others(connection, &soon, asked)?);
    }
    found.sort_by(|one, other| order(&one.key).cmp(&order(&other.key)));
    found.truncate(asked.limit);
    Ok(found)
}

impl Part {
    /// The claims of somebody who is written to soon.
    fn of_patient(
        &self,
        connection: &Connection,
        (patient, day): (i64, i64),
        asked: &Asked<'_>,
    ) -> Result<Vec<WorklistRow>> {
        let sql = self.sql("", "x.patient = ?2");
        self.read(connection, asked, &sql, (day_number(asked.today), patient), |_, _| Some(day))
    }

    /// The claims of everybody else, what came last first.
    fn others(
        &self,
        connection: &Connection,
        soon: &BTreeMap<i64, i64>,
        asked: &Asked<'_>,
    ) -> Result<Vec<WorklistRow>> {
        let WorklistKey(rank, id, patient) = asked.after;
        let by = format!("INDEXED BY {}_claimed", self.table);
        let sql = self.sql(&by, "(x.import, x.patient, x.id) < (?2, ?3, unhex(?4))");
        let before = (day_number(asked.today), i64::MAX.saturating_sub(*rank), patient, id);
        self.read(connection, asked, &sql, before, |patient, import| {
            (!soon.contains_key(&patient)).then_some(i64::MAX - import)
        })
    }

    fn sql(&self, by: &str, which: &str) -> String {
        let Self { table, claimed, columns, .. } = self;
        format!(
            "SELECT {LINE}, x.patient, x.import, hex(x.id), x.id, x.at,
                    (SELECT source FROM import i WHERE i.number = x.import), {columns}
             FROM {table} x {by} JOIN patient p ON p.number = x.patient
             WHERE {which} AND {claimed} AND p.death IS NULL AND p.has_left = 0
             ORDER BY x.import DESC, x.patient DESC, x.id DESC"
        )
    }

    /// The claims behind the line asked for, as many as a page holds; `rank` says where a patient's claims stand by the
    /// import, and whether here.
    fn read(
        &self,
        connection: &Connection,
        asked: &Asked<'_>,
        sql: &str,
        params: impl Params,
        rank: impl Fn(i64, i64) -> Option<i64>,
    ) -> Result<Vec<WorklistRow>> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while found.len() < asked.limit
            && let Some(row) = rows.next()?
        {
            let patient = row.get(BEHIND)?;
            let Some(rank) = rank(patient, row.get(BEHIND + 1)?) else { continue };
            let key = WorklistKey(rank, row.get(BEHIND + 2)?, patient);
            let born = column::partial_of(row.get(BORN)?)?;
            let is_idle = (self.is_idle)(row, born.map(|born| born.age_on(asked.today)))?;
            if !is_idle && order(&key) > order(asked.after) {
                found.push(self.line(row, key)?);
            }
        }
        Ok(found)
    }

    fn line(&self, row: &Row<'_>, key: WorklistKey) -> Result<WorklistRow> {
        let about = (self.about)(row.get(BEHIND + 3)?);
        let said = codec::timestamp(row.get(BEHIND + 4)?)?;
        let source: String = row.get(BEHIND + 5)?;
        let words = format!("{}: only import {source} says so", (self.words)(row)?);
        line(row, key, words, Some(said.to_zoned(TimeZone::UTC).date()), about)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use jiff::civil::date;

    use super::super::super::super::Worklists;
    use super::super::super::tests::{counted_steps, founded};
    use crate::domain::worklist::Worklist;

    /// Thousands of parents of whom only files say so, and reminders that are due soon.
    const MANY: &str = "
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
        INSERT INTO patient (number, id, born) SELECT n, randomblob(16), 19800101 FROM n;
        INSERT INTO import SELECT number, randomblob(16), 'PDS', 0 FROM patient WHERE number < 10;
        INSERT INTO proxy (patient, id, name, relationship, basis, import, at)
            SELECT number, randomblob(16), '[]', 'mother', 'explicit-consent', 1 + number % 9, 0 FROM patient;
        INSERT INTO agreement (patient, id, agreed, channel, import, at)
            SELECT number, randomblob(16), 0, 'sms', 1 + number % 7, 0 FROM patient;
        INSERT INTO reminder (id, patient, purpose, due, origin)
            SELECT randomblob(16), id, 'recall', 20261101 + number % 29, 'a test' FROM patient;";

    #[test]
    fn a_page_costs_the_same_at_any_depth_and_sorts_nothing() {
        let (_folder, mut store) = founded();
        store.connection.execute_batch(MANY).unwrap();
        let steps = counted_steps(&mut store);
        let mut read = |after: Option<&_>, limit| {
            steps.store(0, Ordering::Relaxed);
            let rows = store.worklist(Worklist::Claims, date(2026, 11, 22), after, limit).unwrap();
            (rows, steps.load(Ordering::Relaxed))
        };
        let (_, first) = read(None, 60);
        let (rows, _) = read(None, 9_000);
        let (rows, deep) = read(rows.last().map(|row| &row.key), 60);
        assert_eq!(rows.len(), 60);
        assert!(first < 1_500, "{first} fifties of steps");
        assert!(deep <= first, "{deep} instead of {first} fifties of steps");
    }
}
