//! What follows from what was saved: rows that other tables still tell of, and every list.

use std::collections::HashSet;

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::super::super::Result;
use super::super::import::Lists;
use super::super::search::{self, Listing};
use super::super::{codec, column, contacts, identity, practices, wishes};
use super::source::Source;
use crate::domain::communication::State;
use crate::domain::log::{Code, Event, Gist, Kind, SealedHead};
use crate::domain::person::HumanName;

/// Who of a patient nothing but a number is left.
const NAMELESS: &str = "NAME LOST";

/// Puts patients on file again whose row is lost and of whom something else still tells: the index of their identifiers
/// gives their number, a message their name. Gives how many.
pub(super) fn patients(source: &Source<'_>, target: &Connection) -> Result<u64> {
    let before = count(target, "patient")?;
    for row in source.ask("SELECT number, id FROM patient INDEXED BY sqlite_autoindex_patient_1", 2) {
        add(target, &row)?;
    }
    for row in source.ask("SELECT number, nhs_number FROM patient INDEXED BY sqlite_autoindex_patient_2", 2) {
        if let [Value::Integer(number), Value::Integer(nhs)] = row.as_slice() {
            target.execute(
                "UPDATE OR IGNORE patient SET nhs_number = ?2 WHERE number = ?1 AND nhs_number IS NULL AND names = '[]'",
                (number, nhs),
            )?;
        }
    }
    // A number that no row speaks of: the facts of one patient must never come to another.
    let mut free: i64 = target.query_row(
        "SELECT 1 + max((SELECT coalesce(max(number), 0) FROM patient), (SELECT coalesce(max(patient), 0) FROM contact),
                (SELECT coalesce(max(patient), 0) FROM preference), (SELECT coalesce(max(patient), 0) FROM objection),
                (SELECT coalesce(max(patient), 0) FROM proxy), (SELECT coalesce(max(patient), 0) FROM need),
                (SELECT coalesce(max(patient), 0) FROM agreement), (SELECT coalesce(max(patient), 0) FROM safeguarding),
                (SELECT coalesce(max(patient), 0) FROM conflict))",
        [],
        |row| row.get(0),
    )?;
    for table in ["communication", "reminder", "draft"] {
        let mut lost = target.prepare(&format!(
            "SELECT DISTINCT patient FROM {table} WHERE patient NOT IN (SELECT id FROM patient)"
        ))?;
        let ids: Vec<Value> = lost.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
        for id in ids {
            add(target, &[Value::Integer(free), id])?;
            free += 1;
        }
    }
    name(target)?;
    Ok(count(target, "patient")? - before)
}

fn add(target: &Connection, row: &[Value]) -> Result<()> {
    if let [Value::Integer(number), Value::Blob(id)] = row {
        target.execute("INSERT OR IGNORE INTO patient (number, id) VALUES (?1, ?2)", (number, id))?;
    }
    Ok(())
}

/// Names the nameless as messages name them.
fn name(target: &Connection) -> Result<()> {
    let mut nameless = target.prepare(
        "SELECT number, (SELECT patient_name FROM communication c WHERE c.patient = p.id ORDER BY c.number DESC LIMIT 1)
         FROM patient p WHERE names = '[]' AND shown_name = ''",
    )?;
    let found: Vec<(i64, Option<String>)> = nameless
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    for (number, shown) in found {
        let shown = shown.filter(|shown| !shown.is_empty()).unwrap_or_else(|| NAMELESS.to_owned());
        let (family, given) = shown.split_once(',').unwrap_or((&shown, ""));
        let given = given.split('(').next().unwrap_or("").split_whitespace().map(str::to_owned).collect();
        let name = HumanName { family: Some(family.trim().to_owned()), given, ..HumanName::default() };
        target.execute(
            "UPDATE patient SET names = ?2, shown_name = ?3 WHERE number = ?1",
            (number, column::json(&[name])?, &shown),
        )?;
    }
    Ok(())
}

/// The practice's own row, from the log where it is lost; the staff whom the log names and the list does not.
pub(super) fn practice(target: &Connection) -> Result<()> {
    if count(target, "practice")? == 0 {
        let first: Option<Vec<u8>> = target
            .query_row("SELECT head FROM log_entry ORDER BY number LIMIT 1", [], |row| row.get(0))
            .optional()?;
        let practice =
            first.and_then(|head| SealedHead::decode(&head).ok().map(|head| *head.practice.as_bytes()));
        target.execute(
            "INSERT INTO practice (only_row, id, name, is_demo) VALUES (1, ?1, 'Salvaged practice', 0)",
            [practice.unwrap_or([0; 16])],
        )?;
    }
    target.execute("UPDATE practice SET indexed = 0", [])?;
    entries(target, &mut |head, body| {
        match Event::decode(head.kind, body) {
            Ok(Event::Founded { practice }) => {
                target
                    .execute("UPDATE practice SET name = ?1 WHERE name = 'Salvaged practice'", [practice])?;
            }
            Ok(Event::StaffAdded { staff, name, role }) => {
                target.execute(
                    "INSERT OR IGNORE INTO staff (id, name, role) VALUES (?1, ?2, ?3)",
                    (staff.as_bytes(), name, role.code()),
                )?;
            }
            Ok(Event::Imported { .. }) => {
                target.execute(
                    "UPDATE practice SET last_import = max(coalesce(last_import, ?1), ?1)",
                    [head.millis],
                )?;
            }
            _ => {}
        }
        Ok(())
    })
}

/// Every entry of the log that can be read, with its body.
fn entries(target: &Connection, each: &mut dyn FnMut(&SealedHead<'_>, &[u8]) -> Result<()>) -> Result<()> {
    let mut statement = target.prepare(
        "SELECT e.number, e.head, b.body FROM log_entry e JOIN log_body b ON b.number = e.number ORDER BY e.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (head, body) = (row.get_ref(1)?.as_blob(), row.get_ref(2)?.as_blob());
        if let (Ok(head), Ok(body)) = (head, body)
            && let Ok(head) = SealedHead::decode(head)
        {
            each(&head, body)?;
        }
    }
    Ok(())
}

/// Puts messages that the log holds and the list lacks onto the list; gives how many.
pub(super) fn record(target: &Connection) -> Result<u64> {
    let mut relisted = HashSet::new();
    entries(target, &mut |head, body| {
        let Ok(gist) = Gist::read(head.kind, body) else { return Ok(()) };
        match gist {
            Gist::Message(sketch) => {
                let put = target
                    .prepare_cached(
                        "INSERT OR IGNORE INTO communication (number, id, patient, patient_name, prepared, staff, channel,
                             purpose, record, excerpt, reminder, state, last, review)
                         VALUES (?1, ?2, ?3, coalesce((SELECT shown_name FROM patient WHERE id = ?3), ''), ?4, ?5, ?6, ?7,
                             ?8, ?9, ?10, ?11, ?1, ?12)",
                    )?
                    .execute((
                        head.number,
                        sketch.id.as_bytes(),
                        sketch.patient.as_bytes(),
                        head.millis,
                        head.staff.as_bytes(),
                        sketch.channel.code(),
                        sketch.purpose.code(),
                        sketch.record,
                        sketch.excerpt,
                        sketch.reminder.map(|id| *id.as_bytes()),
                        head.kind.brings().unwrap_or(State::Prepared).code(),
                        codec::review(sketch.for_guardian, None),
                    ))?;
                if put > 0 {
                    relisted.insert(head.number);
                }
            }
            Gist::Amended(patient) => {
                target
                    .prepare_cached("INSERT OR IGNORE INTO amendment (entry, patient) VALUES (?1, ?2)")?
                    .execute((head.number, patient.as_bytes()))?;
            }
            gist => {
                if let Some(id) = gist.communication() {
                    follow(target, head, &gist, id.as_bytes(), &relisted)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(relisted.len() as u64)
}

/// What became of a message.
fn follow(
    target: &Connection,
    head: &SealedHead<'_>,
    gist: &Gist<'_>,
    id: &[u8; 16],
    relisted: &HashSet<u64>,
) -> Result<()> {
    let first: Option<u64> = target
        .prepare_cached("SELECT number FROM communication WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let Some(first) = first else { return Ok(()) };
    target
        .prepare_cached("INSERT OR IGNORE INTO communication_event (communication, entry) VALUES (?1, ?2)")?
        .execute((first, head.number))?;
    if !relisted.contains(&first) {
        return Ok(());
    }
    if let Some(state) = head.kind.brings() {
        target
            .prepare_cached("UPDATE communication SET state = ?2, last = ?3 WHERE number = ?1")?
            .execute((first, state.code(), head.number))?;
    } else if head.kind == Kind::COPIED {
        target
            .prepare_cached("UPDATE communication SET copied = ?2 WHERE number = ?1")?
            .execute((first, head.number))?;
    } else if let Gist::Reviewed(_, decision) = gist {
        target
            .prepare_cached("UPDATE communication SET review = ?2 WHERE number = ?1")?
            .execute((first, codec::review(true, Some(*decision))))?;
    }
    Ok(())
}

/// Makes every list anew that follows from patients, and the counts.
pub(super) fn lists(target: &Connection, today: Date) -> Result<()> {
    target.execute("UPDATE patient SET lookalike = 0", [])?;
    let mut numbers = target.prepare("SELECT number FROM patient ORDER BY number")?;
    let numbers: Vec<i64> =
        numbers.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
    let mut lists = Lists::new(target, 1);
    for number in &numbers {
        let number = *number;
        let (held, safe) = contacts::read(target, number)?;
        let (patient, _) = identity::read(target, number, safe)?;
        let keys = contacts::sharing_keys(held.iter().map(|(proxy, point)| (proxy.is_none(), point)), today);
        let own: Vec<_> =
            held.into_iter().filter(|(proxy, _)| proxy.is_none()).map(|(_, point)| point).collect();
        let listing = Listing::of(number, &patient, &own, today, false);
        identity::update(target, &patient, &listing)?;
        lists.add(&listing)?;
        lists.share(number, (&[], &keys), false)?;
        wishes::watch_needs(target, number, &wishes::needs(target, number)?, &own)?;
    }
    lists.flush(target, numbers.last().map_or(1, |last| last + 1))?;
    for (name, sql) in [
        ("patients", "SELECT count(*) FROM patient"),
        ("conflicts", "SELECT count(*) FROM conflict WHERE settled IS NULL"),
        ("missing", "SELECT count(*) FROM patient WHERE missing = 1"),
    ] {
        let many: i64 = target.query_row(sql, [], |row| row.get(0))?;
        practices::count_up(target, name, many)?;
    }
    search::rebuild(target)
}

fn count(target: &Connection, table: &str) -> Result<u64> {
    Ok(target.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
}
