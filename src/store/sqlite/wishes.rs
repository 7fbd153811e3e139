//! Preferences, objections, access needs and agreements in their tables.

use rusqlite::{Connection, params};

use super::super::Result;
use super::codec;
use super::column::{self, AUTHOR, AUTHOR_JOIN, Running, author_columns, damaged};
use crate::domain::agreement::{AgreedBy, Agreement};
use crate::domain::channel::Channel;
use crate::domain::contact::ContactPoint;
use crate::domain::ids::{AgreementId, NeedId, ObjectionId, PreferenceId};
use crate::domain::need::Need;
use crate::domain::objection::{Objection, Outcome};
use crate::domain::preference::{Preference, Wish};
use crate::domain::purpose::Purpose;
use crate::domain::topic::Topic;

const OUTCOMES: [Outcome; 3] = [Outcome::Stands, Outcome::Withdrawn, Outcome::MayBeOverridden];
const AGREED: [AgreedBy; 2] = [AgreedBy::Patient, AgreedBy::CaldicottGuardian];

/// The channel with this word.
pub(super) fn channel_of(slug: &str) -> Result<Channel> {
    slug.parse().map_err(|_| damaged("a channel", slug))
}

fn purpose_of(slug: Option<String>) -> Result<Option<Purpose>> {
    slug.map(|slug| slug.parse().map_err(|_| damaged("a purpose", &slug))).transpose()
}

/// The wishes of a patient, past ones included, in order of rank.
pub(super) fn preferences(connection: &Connection, patient: i64) -> Result<Vec<Preference>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.kind, f.value, f.quiet_from, f.quiet_until, f.purpose, f.rank, f.starts, f.ends, {AUTHOR}
         FROM preference f {AUTHOR_JOIN} WHERE f.patient = ?1 ORDER BY f.rank, f.id"
    ))?;
    let mut rows = statement.query([patient])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let value: String = row.get(2)?;
        let wish = match row.get(1)? {
            0 => Wish::Channel(channel_of(&value)?),
            1 => Wish::Times {
                words: value,
                quiet_from: column::time_of(row.get(3)?)?,
                quiet_until: column::time_of(row.get(4)?)?,
            },
            2 => Wish::Language(value),
            other => return Err(damaged("a kind of wish", other)),
        };
        found.push(Preference {
            id: PreferenceId::from_bytes(row.get(0)?),
            wish,
            purpose: purpose_of(row.get(5)?)?,
            rank: row.get(6)?,
            period: column::period(row, 7)?,
            recorded: column::recorded(row, 9)?,
        });
    }
    Ok(found)
}

/// Writes a wish that is new or changed.
pub(super) fn write_preference(
    connection: &Connection,
    patient: i64,
    wish: &Preference,
    running: Option<Running>,
) -> Result<()> {
    let (staff, import, elsewhere) = author_columns(connection, &wish.recorded.by, running)?;
    let (kind, value, quiet) = match &wish.wish {
        Wish::Channel(channel) => (0, channel.slug(), (None, None)),
        Wish::Times { words, quiet_from, quiet_until } => (1, words.as_str(), (*quiet_from, *quiet_until)),
        Wish::Language(language) => (2, language.as_str(), (None, None)),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO preference (patient, id, kind, value, quiet_from, quiet_until, purpose, rank, starts,
                                                ends, import, staff, elsewhere, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            patient,
            wish.id.as_bytes(),
            kind,
            value,
            quiet.0.map(|time| time.to_string()),
            quiet.1.map(|time| time.to_string()),
            wish.purpose.map(Purpose::slug),
            wish.rank,
            column::day(wish.period.start),
            column::day(wish.period.end),
            import,
            staff,
            elsewhere,
            codec::millis(wish.recorded.at),
        ])?;
    Ok(())
}

/// The refusals of a patient, withdrawn ones included, the latest first.
pub(super) fn objections(connection: &Connection, patient: i64) -> Result<Vec<Objection>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.channel, f.purpose, f.reason, f.talk, f.outcome, f.exceptions, f.review, {AUTHOR}
         FROM objection f {AUTHOR_JOIN} WHERE f.patient = ?1 ORDER BY f.at DESC, f.id DESC"
    ))?;
    let mut rows = statement.query([patient])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Objection {
            id: ObjectionId::from_bytes(row.get(0)?),
            channel: channel_of(&row.get::<_, String>(1)?)?,
            purpose: purpose_of(row.get(2)?)?,
            reason: row.get(3)?,
            talk: row.get(4)?,
            outcome: column::at_place(&OUTCOMES, row.get(5)?, "an outcome")?,
            exceptions: column::json_of(&row.get::<_, String>(6)?)?,
            review: column::day_of(row.get(7)?)?,
            recorded: column::recorded(row, 8)?,
        });
    }
    Ok(found)
}

/// Writes a refusal that is new or changed; the row stays, since none may ever be deleted.
pub(super) fn write_objection(
    connection: &Connection,
    patient: i64,
    objection: &Objection,
    running: Option<Running>,
) -> Result<()> {
    let (staff, import, elsewhere) = author_columns(connection, &objection.recorded.by, running)?;
    connection
        .prepare_cached(
            "INSERT INTO objection (patient, id, channel, purpose, reason, talk, outcome, exceptions, review,
                                    import, staff, elsewhere, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT DO UPDATE SET channel = excluded.channel, purpose = excluded.purpose, reason = excluded.reason,
                 talk = excluded.talk, outcome = excluded.outcome, exceptions = excluded.exceptions, review = excluded.review, import = excluded.import,
                 staff = excluded.staff, elsewhere = excluded.elsewhere, at = excluded.at",
        )?
        .execute(params![
            patient,
            objection.id.as_bytes(),
            objection.channel.slug(),
            objection.purpose.map(Purpose::slug),
            objection.reason,
            objection.talk,
            column::place(&OUTCOMES, &objection.outcome),
            column::json(&objection.exceptions)?,
            column::day(objection.review),
            import,
            staff,
            elsewhere,
            codec::millis(objection.recorded.at),
        ])?;
    Ok(())
}

/// The access needs of a patient.
pub(super) fn needs(connection: &Connection, patient: i64) -> Result<Vec<Need>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.kind, f.note, {AUTHOR} FROM need f {AUTHOR_JOIN} WHERE f.patient = ?1 ORDER BY f.id"
    ))?;
    let mut rows = statement.query([patient])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Need {
            id: NeedId::from_bytes(row.get(0)?),
            kind: column::json_of(&row.get::<_, String>(1)?)?,
            note: row.get(2)?,
            recorded: column::recorded(row, 3)?,
        });
    }
    Ok(found)
}

/// Writes an access need that is new or changed.
pub(super) fn write_need(
    connection: &Connection,
    patient: i64,
    need: &Need,
    running: Option<Running>,
) -> Result<()> {
    let (staff, import, elsewhere) = author_columns(connection, &need.recorded.by, running)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO need (patient, id, kind, note, import, staff, elsewhere, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            patient,
            need.id.as_bytes(),
            column::json(&need.kind)?,
            need.note,
            import,
            staff,
            elsewhere,
            codec::millis(need.recorded.at),
        ])?;
    Ok(())
}

/// Keeps in sight whoever has a need that none of their own contact points meets for good.
pub(super) fn watch_needs(
    connection: &Connection,
    patient: i64,
    needs: &[Need],
    own: &[ContactPoint],
) -> Result<()> {
    let sql = if needs.iter().all(|need| need.is_met_for_good(own)) {
        "DELETE FROM unmet_need WHERE patient = ?1"
    } else {
        "INSERT OR IGNORE INTO unmet_need (patient) VALUES (?1)"
    };
    connection.prepare_cached(sql)?.execute([patient])?;
    Ok(())
}

/// What was agreed with a patient beforehand.
pub(super) fn agreements(connection: &Connection, patient: i64) -> Result<Vec<Agreement>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT f.id, f.agreed, f.channel, f.topic, f.until, f.words, {AUTHOR}
         FROM agreement f {AUTHOR_JOIN} WHERE f.patient = ?1 ORDER BY f.id"
    ))?;
    let mut rows = statement.query([patient])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let topic: Option<String> = row.get(3)?;
        let topic = topic.map(|slug| Topic::from_slug(&slug).ok_or_else(|| damaged("a topic", &slug)));
        found.push(Agreement {
            id: AgreementId::from_bytes(row.get(0)?),
            by: column::at_place(&AGREED, row.get(1)?, "who agreed")?,
            channel: channel_of(&row.get::<_, String>(2)?)?,
            topic: topic.transpose()?,
            until: column::day_of(row.get(4)?)?,
            words: row.get(5)?,
            recorded: column::recorded(row, 6)?,
        });
    }
    Ok(found)
}

/// Writes an agreement that is new or changed.
pub(super) fn write_agreement(
    connection: &Connection,
    patient: i64,
    agreement: &Agreement,
    running: Option<Running>,
) -> Result<()> {
    let (staff, import, elsewhere) = author_columns(connection, &agreement.recorded.by, running)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO agreement (patient, id, agreed, channel, topic, until, words, import, staff,
                                               elsewhere, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            patient,
            agreement.id.as_bytes(),
            column::place(&AGREED, &agreement.by),
            agreement.channel.slug(),
            agreement.topic.map(Topic::slug),
            column::day(agreement.until),
            agreement.words,
            import,
            staff,
            elsewhere,
            codec::millis(agreement.recorded.at),
        ])?;
    Ok(())
}
