//! What sources disagree about: noted once, kept until a person settles it.

use rusqlite::Connection;

use super::super::Result;
use super::column::{self, damaged};
use super::{codec, practices};
use crate::domain::dossier::{Conflict, Facet};

/// The open disagreements about a patient, the latest first.
pub(super) fn read(connection: &Connection, patient: i64) -> Result<Vec<Conflict>> {
    let mut statement = connection.prepare_cached(
        "SELECT facet, channel, kept, other, source, at FROM conflict
         WHERE patient = ?1 AND settled IS NULL ORDER BY at DESC, number DESC",
    )?;
    let mut rows = statement.query([patient])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let channel: String = row.get(1)?;
        found.push(Conflict {
            facet: column::at_place(&Facet::ALL, row.get(0)?, "a kind of facts")?,
            channel: match channel.as_str() {
                "" => None,
                slug => Some(slug.parse().map_err(|_| damaged("a channel", slug))?),
            },
            kept: row.get(2)?,
            other: row.get(3)?,
            source: row.get(4)?,
            at: codec::timestamp(row.get(5)?)?,
        });
    }
    Ok(found)
}

/// Notes a disagreement; `false` where it was noted before, settled or not.
pub(super) fn note(connection: &Connection, patient: i64, found: &Conflict) -> Result<bool> {
    let written = connection
        .prepare_cached(
            "INSERT INTO conflict (patient, facet, channel, kept, other, source, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute((
            patient,
            column::place(&Facet::ALL, &found.facet),
            found.channel.map_or("", |channel| channel.slug()),
            &found.kept,
            &found.other,
            &found.source,
            codec::millis(found.at),
        ))?;
    if written > 0 {
        practices::count_up(connection, "conflicts", 1)?;
    }
    Ok(written > 0)
}
