//! What only files say of somebody's authority or of an open route: part by part, each along an index of its own.

use jiff::tz::TimeZone;
use rusqlite::{Connection, Row};

use super::super::super::Result;
use super::super::codec;
use super::super::column::{self, damaged, day_number};
use super::super::patients::LINE;
use super::super::wishes::channel_of;
use super::{Asked, BEHIND, line, rows};
use crate::domain::ids::{AgreementId, ObjectionId, ProxyId};
use crate::domain::proxy::Basis;
use crate::domain::purpose::Purpose;
use crate::domain::topic::Topic;
use crate::domain::worklist::{Subject, WorklistKey, WorklistRow};

/// One kind of claims: the table with its index, when a claim is over, what it says, and which fact it is.
struct Part {
    /// The table `x`, by the index of its claims.
    from: &'static str,
    /// Which rows are claims and not over on the day `?3`.
    claimed: &'static str,
    /// The columns that `words` reads.
    columns: &'static str,
    words: fn(&Row<'_>) -> Result<String>,
    about: fn([u8; 16]) -> Subject,
}

/// How many columns stand between those of a line and those of a part.
const OWN: usize = BEHIND + 5;

const PARTS: [Part; 3] = [
    Part {
        from: "proxy x INDEXED BY proxy_claimed",
        claimed: "x.staff IS NULL AND x.basis <> 'none' AND (x.ends = 0 OR x.ends >= ?3)",
        columns: "x.relationship, x.basis",
        words: proxy,
        about: |id| Subject::Proxy(ProxyId::from_bytes(id)),
    },
    Part {
        from: "agreement x INDEXED BY agreement_claimed",
        claimed: "x.staff IS NULL AND (x.until = 0 OR x.until >= ?3)",
        columns: "x.channel, x.topic",
        words: agreement,
        about: |id| Subject::Agreement(AgreementId::from_bytes(id)),
    },
    Part {
        from: "objection x INDEXED BY objection_claimed",
        claimed: "x.staff IS NULL AND x.outcome = 2 AND x.exceptions <> '[]' AND ?3 > 0",
        columns: "x.channel, x.exceptions",
        words: objection,
        about: |id| Subject::Objection(ObjectionId::from_bytes(id)),
    },
];

fn proxy(row: &Row<'_>) -> Result<String> {
    let (relationship, basis): (String, String) = (row.get(OWN)?, row.get(OWN + 1)?);
    let basis = Basis::from_slug(&basis).ok_or_else(|| damaged("a basis", &basis))?;
    let who = if relationship.is_empty() { "proxy" } else { &relationship };
    Ok(format!("{who}, {}", basis.label()))
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

/// A page of all parts, one behind the other. The third part of a key is the number of its part.
pub(super) fn page(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let WorklistKey(patient, id, reached) = asked.after;
    let mut found = Vec::new();
    for (number, part) in (0..).zip(&PARTS).filter(|(number, _)| number >= reached) {
        let behind = if number == *reached { (*patient, id.as_str()) } else { (i64::MIN, "") };
        let room = asked.limit - found.len();
        found.extend(part.page(connection, (number, behind), day_number(asked.today), room)?);
    }
    Ok(found)
}

impl Part {
    fn page(
        &self,
        connection: &Connection,
        (number, behind): (i64, (i64, &str)),
        today: i64,
        limit: usize,
    ) -> Result<Vec<WorklistRow>> {
        let Self { from, claimed, columns, .. } = self;
        let sql = format!(
            "SELECT {LINE}, x.patient, hex(x.id), x.id, x.at, (SELECT source FROM import i WHERE i.number = x.import),
                    {columns}
             FROM {from} JOIN patient p ON p.number = x.patient
             WHERE (x.patient, x.id) > (?1, unhex(?2)) AND {claimed} AND p.death IS NULL AND p.has_left = 0
             ORDER BY x.patient, x.id LIMIT ?4"
        );
        rows(connection, &sql, (behind.0, behind.1, today, limit), |row| {
            let key = WorklistKey(row.get(BEHIND)?, row.get(BEHIND + 1)?, number);
            let about = (self.about)(row.get(BEHIND + 2)?);
            let source: String = row.get(BEHIND + 4)?;
            let said = codec::timestamp(row.get(BEHIND + 3)?)?;
            let words = format!("{}: only import {source} says so", (self.words)(row)?);
            line(row, key, words, Some(said.to_zoned(TimeZone::UTC).date()), about)
        })
    }
}
