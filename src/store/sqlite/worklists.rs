//! Worklists: each a walk along an index in the order of its key, so that a page costs the same at any depth. The order is
//! that of the index itself (a table without row numbers ends its indexes with patient and identifier): nothing is sorted.

mod claims;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, Params, Row};

use super::super::{Result, Worklists};
use super::column::{self, damaged, day_number};
use super::patients::{self, LINE};
use super::{SqliteStore, contacts, wishes};
use crate::domain::contact::{ContactPoint, ContactValue};
use crate::domain::dossier::{Conflict, Facet};
use crate::domain::ids::{CommunicationId, ContactPointId, ObjectionId, ProxyId};
use crate::domain::log::Event;
use crate::domain::need::Need;
use crate::domain::settlement::Settlement;
use crate::domain::worklist::{Subject, Worklist, WorklistKey, WorklistRow};

/// The ages at which a parent's details are looked at again (guidance, section 2).
const AGES: [i16; 3] = [11, 13, 16];

/// The number of columns of [`LINE`]: those of a list stand behind them.
const BEHIND: usize = 10;

impl Worklists for SqliteStore {
    fn worklist(
        &mut self,
        list: Worklist,
        today: Date,
        after: Option<&WorklistKey>,
        limit: usize,
    ) -> Result<Vec<WorklistRow>> {
        let start = WorklistKey(i64::MIN, String::new(), i64::MIN);
        let asked = Asked { today, after: after.unwrap_or(&start), limit };
        self.read(|store| page(&store.connection, list, &asked))
    }
}

/// Which page of a list.
struct Asked<'a> {
    today: Date,
    after: &'a WorklistKey,
    limit: usize,
}

impl Asked<'_> {
    fn in_days(&self, days: i32) -> i64 {
        day_number(self.today.saturating_add(days.days()))
    }
}

fn page(connection: &Connection, list: Worklist, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    match list {
        Worklist::Guardian => guardian(connection, asked),
        Worklist::Conflicts => conflicts(connection, asked),
        Worklist::Left => left(connection, asked),
        Worklist::ComingOfAge => coming_of_age(connection, asked),
        Worklist::Claims => claims::page(connection, asked),
        Worklist::Proxies => proxies(connection, asked),
        Worklist::Objections => objections(connection, asked),
        Worklist::ContactFailed => failed(connection, asked),
        Worklist::ContactShared => shared(connection, asked),
        Worklist::ContactStale => stale(connection, asked),
        Worklist::ContactUnconfirmed => unconfirmed(connection, asked),
        Worklist::Needs => needs(connection, asked),
    }
}

/// The rows of a statement that selects [`LINE`] and then what `of` reads.
fn rows(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    of: impl Fn(&Row<'_>) -> Result<WorklistRow>,
) -> Result<Vec<WorklistRow>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(of(row)?);
    }
    Ok(rows)
}

/// A line about something on file, from the columns of [`LINE`].
fn line(
    row: &Row<'_>,
    key: WorklistKey,
    words: String,
    on: Option<Date>,
    about: Subject,
) -> Result<WorklistRow> {
    Ok(WorklistRow { key, patient: patients::line(row)?, words, on, about })
}

/// What a list of contact points selects of each, last: [`contact`] reads it.
const CONTACT: &str = "f.kind, f.value, f.postcode, p.confidentiality <> 0 AND f.safe = 0, f.id";

/// A contact point as staff may see it in a list, and which it is: a confidential address is not shown.
fn contact(row: &Row<'_>, first: usize) -> Result<(String, Subject)> {
    let value = contacts::value_of(row.get(first)?, row.get(first + 1)?, row.get(first + 2)?)?;
    let is_hidden = row.get(first + 3)? && matches!(value, ContactValue::Post(_));
    let shown = if is_hidden { CONFIDENTIAL.to_owned() } else { value.show() };
    Ok((shown, Subject::Contact(ContactPointId::from_bytes(row.get(first + 4)?))))
}

/// What stands for an address that is not shown.
const CONFIDENTIAL: &str = "the address (not shown)";

fn guardian(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, c.number, c.id, c.review, c.prepared, c.excerpt
         FROM communication c INDEXED BY communication_to_review JOIN patient p ON p.id = c.patient
         WHERE c.review IN (1, 2) AND c.number > ?1 ORDER BY c.number LIMIT ?2"
    );
    rows(connection, &sql, (asked.after.0, asked.limit), |row| {
        let number: i64 = row.get(BEHIND)?;
        let review: u8 = row.get(BEHIND + 2)?;
        let since = super::codec::timestamp(row.get(BEHIND + 3)?)?;
        let excerpt: String = row.get(BEHIND + 4)?;
        let (rules, reasons) = overridden(connection, number)?;
        let words = if review == 2 { "to follow up: " } else { "" }.to_owned() + &rules + &excerpt + &reasons;
        let on = since.to_zoned(TimeZone::UTC).date();
        let message = CommunicationId::from_bytes(row.get(BEHIND + 1)?);
        let key = WorklistKey(number, String::new(), 0);
        line(row, key, words, Some(on), Subject::Message(message))
    })
}

/// Which rules were overridden in a message, to stand before its words, and for which reasons, to stand behind them:
/// "objection-channel: " and " (legal duty)".
fn overridden(connection: &Connection, entry: i64) -> Result<(String, String)> {
    let entry = super::log::read(connection, u64::try_from(entry).unwrap_or(0))?;
    let (Event::Prepared(message) | Event::GivenUp { message, .. }) = &entry.event else {
        return Ok(Default::default());
    };
    let each = message.findings.iter().filter_map(|finding| match &finding.settlement {
        Settlement::Overridden(with) => Some((finding.rule.as_str(), with.reason.label())),
        _ => None,
    });
    let (rules, mut reasons): (Vec<&str>, Vec<&str>) = each.unzip();
    reasons.dedup();
    if rules.is_empty() {
        return Ok(Default::default());
    }
    Ok((format!("{}: ", rules.join(", ")), format!(" ({})", reasons.join(", "))))
}

fn conflicts(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, c.number, c.kept, c.other, c.source, c.at, c.facet, p.confidentiality <> 0
         FROM conflict c INDEXED BY conflict_open JOIN patient p ON p.number = c.patient
         WHERE c.settled IS NULL AND c.number > ?1 ORDER BY c.number LIMIT ?2"
    );
    rows(connection, &sql, (asked.after.0, asked.limit), |row| {
        let (kept, other): (String, String) = (row.get(BEHIND + 1)?, row.get(BEHIND + 2)?);
        let source: String = row.get(BEHIND + 3)?;
        let at = super::codec::timestamp(row.get(BEHIND + 4)?)?;
        let is_hidden =
            row.get(BEHIND + 6)? && [&kept, &other].into_iter().any(|words| Conflict::names_address(words));
        let words = if is_hidden {
            format!("{source} says something else about {CONFIDENTIAL}")
        } else if Conflict::names_restriction(&kept) || Conflict::names_restriction(&other) {
            // a list lies open on the screen: what it is stands with the patient, by a key
            format!("{source} says something else about the patient's own details")
        } else {
            format!("{kept}, but {source} says: {other}")
        };
        let on = at.to_zoned(TimeZone::UTC).date();
        let facet = column::at_place(&Facet::ALL, row.get(BEHIND + 5)?, "a kind of facts")?;
        let key = WorklistKey(row.get(BEHIND)?, String::new(), 0);
        line(row, key, words, Some(on), Subject::Conflict(facet, kept, other))
    })
}

fn left(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, p.number FROM patient p INDEXED BY patient_missing
         WHERE p.missing = 1 AND p.number > ?1 ORDER BY p.number LIMIT ?2"
    );
    rows(connection, &sql, (asked.after.0, asked.limit), |row| {
        let words = "not on the last full list of the practice".to_owned();
        line(row, WorklistKey(row.get(BEHIND)?, String::new(), 0), words, None, Subject::Patient)
    })
}

/// Whoever turns 11, 13 or 16 soon and has a parent among the proxies at whom nobody here has looked of late: it opens on the
/// first of them, and is settled by looking at each.
fn coming_of_age(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, b.born, b.name_key, b.patient,
                (SELECT x.id FROM proxy x WHERE x.patient = b.patient AND x.basis = 'parental-responsibility'
                     AND (x.ends = 0 OR x.ends >= ?6) AND (x.staff IS NULL OR x.at < ?7)
                 ORDER BY x.id LIMIT 1) AS parent
         FROM listed_born b JOIN patient p ON p.number = b.patient
         WHERE (b.born, b.name_key, b.patient) > (?1, ?2, ?3) AND b.born BETWEEN ?4 AND ?5
             AND p.death IS NULL AND p.has_left = 0 AND parent IS NOT NULL
         ORDER BY b.born, b.name_key, b.patient LIMIT ?8"
    );
    let mut found = Vec::new();
    let of_late = asked.today.saturating_sub(Worklist::AHEAD.days()).to_zoned(TimeZone::UTC);
    let of_late = of_late.map_or(i64::MAX, |day| day.timestamp().as_millisecond());
    // the oldest were born first
    for age in AGES.into_iter().rev() {
        let born = |day: Date| day_number(day.saturating_sub(age.years()));
        let soon = asked.today.saturating_add(Worklist::AHEAD.days());
        let room = asked.limit - found.len();
        let WorklistKey(from, name, patient) = asked.after;
        let span = (born(asked.today), born(soon));
        found.extend(rows(
            connection,
            &sql,
            (from, name, patient, span.0, span.1, day_number(asked.today), of_late, room),
            |row| {
                let number: i64 = row.get(BEHIND)?;
                let on = column::day_of(number)?.map(|day| day.saturating_add(age.years()));
                let key = WorklistKey(number, row.get(BEHIND + 1)?, row.get(BEHIND + 2)?);
                let words = format!("turns {age}: ask for their own details");
                let parent = ProxyId::from_bytes(row.get(BEHIND + 3)?);
                line(row, key, words, on, Subject::Proxy(parent))
            },
        )?);
    }
    Ok(found)
}

fn proxies(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, x.next, hex(x.id), x.patient, x.relationship, x.ends = x.next, x.id
         FROM proxy x INDEXED BY proxy_next JOIN patient p ON p.number = x.patient
         WHERE x.next > 0 AND x.next <= ?4 AND (x.next, x.patient, x.id) > (?1, ?3, unhex(?2))
             AND (x.ends = 0 OR x.ends >= ?5)
         ORDER BY x.next, x.patient, x.id LIMIT ?6"
    );
    let WorklistKey(from, id, patient) = asked.after;
    let bounds = (asked.in_days(Worklist::AHEAD), day_number(asked.today));
    rows(connection, &sql, (from, id, patient, bounds.0, bounds.1, asked.limit), |row| {
        let next: i64 = row.get(BEHIND)?;
        let relationship: String = row.get(BEHIND + 3)?;
        let what = if row.get(BEHIND + 4)? { "ends" } else { "is due for review" };
        let words = format!("{} {what}", if relationship.is_empty() { "proxy" } else { &relationship });
        let key = WorklistKey(next, row.get(BEHIND + 1)?, row.get(BEHIND + 2)?);
        let proxy = ProxyId::from_bytes(row.get(BEHIND + 5)?);
        line(row, key, words, column::day_of(next)?, Subject::Proxy(proxy))
    })
}

fn objections(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, o.review, hex(o.id), o.patient, o.channel, o.id
         FROM objection o INDEXED BY objection_review JOIN patient p ON p.number = o.patient
         WHERE o.review > 0 AND o.review <= ?4 AND o.outcome <> 1
             AND (o.review, o.patient, o.id) > (?1, ?3, unhex(?2))
         ORDER BY o.review, o.patient, o.id LIMIT ?5"
    );
    let WorklistKey(from, id, patient) = asked.after;
    rows(connection, &sql, (from, id, patient, asked.in_days(Worklist::AHEAD), asked.limit), |row| {
        let review: i64 = row.get(BEHIND)?;
        let slug: String = row.get(BEHIND + 3)?;
        let channel: crate::domain::channel::Channel =
            slug.parse().map_err(|_| damaged("a channel", &slug))?;
        let key = WorklistKey(review, row.get(BEHIND + 1)?, row.get(BEHIND + 2)?);
        let words = format!("objection to {}: is it still so?", channel.label().to_lowercase());
        let objection = ObjectionId::from_bytes(row.get(BEHIND + 4)?);
        line(row, key, words, column::day_of(review)?, Subject::Objection(objection))
    })
}

fn failed(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, f.patient, hex(f.id), f.trouble, {CONTACT}
         FROM contact f INDEXED BY contact_trouble JOIN patient p ON p.number = f.patient
         WHERE f.trouble IS NOT NULL AND (f.patient, f.id) > (?1, unhex(?2))
             AND (f.ends = 0 OR f.ends >= ?3)
         ORDER BY f.patient, f.id LIMIT ?4"
    );
    let WorklistKey(from, id, _) = asked.after;
    rows(connection, &sql, (from, id, day_number(asked.today), asked.limit), |row| {
        let trouble: u32 = row.get(BEHIND + 2)?;
        let (value, about) = contact(row, BEHIND + 3)?;
        let words = match trouble {
            0 => format!("{value}: somebody else answered"),
            1 => format!("{value}: the last message failed"),
            times => format!("{value}: {times} messages failed"),
        };
        line(row, WorklistKey(row.get(BEHIND)?, row.get(BEHIND + 1)?, 0), words, None, about)
    })
}

/// Numbers and emails that two people give as their own who are no proxies of each other and are not named alike, which
/// is what a household looks like on file.
fn shared(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, s.key, s.patient, o.shown_name
         FROM shared_key k
         CROSS JOIN sharing s ON s.key = k.key AND s.own = 1
         CROSS JOIN sharing t ON t.key = s.key AND t.patient > s.patient AND t.own = 1
         JOIN patient p ON p.number = s.patient JOIN patient o ON o.number = t.patient
         WHERE k.key >= ?1 AND (s.key, s.patient) > (?1, ?2)
             AND NOT EXISTS (SELECT 1 FROM proxy x WHERE (x.patient = s.patient AND x.person = t.patient)
                             OR (x.patient = t.patient AND x.person = s.patient))
             AND {family} <> {other_family}
         GROUP BY k.key, s.patient ORDER BY k.key, s.patient LIMIT ?3",
        family = contacts::family_of("p"),
        other_family = contacts::family_of("o")
    );
    let WorklistKey(patient, key, _) = asked.after;
    rows(connection, &sql, (key, patient, asked.limit), |row| {
        let (key, patient): (String, i64) = (row.get(BEHIND)?, row.get(BEHIND + 1)?);
        let other: String = row.get(BEHIND + 2)?;
        let words = format!("{key} is also given by {other}");
        line(row, WorklistKey(patient, key, 0), words, None, Subject::Patient)
    })
}

fn stale(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, f.verified_on, hex(f.id), f.patient, {CONTACT}
         FROM contact f INDEXED BY contact_verified JOIN patient p ON p.number = f.patient
         WHERE f.verified_on > 0 AND f.verified_on <= ?4 AND f.proxy IS NULL
             AND (f.verified_on, f.patient, f.id) > (?1, ?3, unhex(?2))
             AND (f.ends = 0 OR f.ends >= ?5) AND p.death IS NULL AND p.has_left = 0
         ORDER BY f.verified_on, f.patient, f.id LIMIT ?6"
    );
    let WorklistKey(from, id, patient) = asked.after;
    let bounds = (asked.in_days(-Worklist::CONFIRMED), day_number(asked.today));
    rows(connection, &sql, (from, id, patient, bounds.0, bounds.1, asked.limit), |row| {
        let verified: i64 = row.get(BEHIND)?;
        let (value, about) = contact(row, BEHIND + 3)?;
        let key = WorklistKey(verified, row.get(BEHIND + 1)?, row.get(BEHIND + 2)?);
        let words = format!("{value}: ask whether it is still right");
        line(row, key, words, column::day_of(verified)?, about)
    })
}

fn unconfirmed(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, f.patient, hex(f.id), {CONTACT} FROM contact f JOIN patient p ON p.number = f.patient
         WHERE f.verified_on = 0 AND f.proxy IS NULL AND f.kind IN (0, 2)
             AND (f.patient, f.id) > (?1, unhex(?2))
             AND (f.ends = 0 OR f.ends >= ?3) AND p.death IS NULL AND p.has_left = 0
         ORDER BY f.patient, f.id LIMIT ?4"
    );
    let WorklistKey(patient, id, _) = asked.after;
    rows(connection, &sql, (patient, id, day_number(asked.today), asked.limit), |row| {
        let (value, about) = contact(row, BEHIND + 2)?;
        let key = WorklistKey(row.get(BEHIND)?, row.get(BEHIND + 1)?, 0);
        line(row, key, format!("{value}: never confirmed since it came"), None, about)
    })
}

/// Whoever is kept in sight because no contact point meets a need for good is held against those of the day.
fn needs(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<WorklistRow>> {
    let sql = format!(
        "SELECT {LINE}, u.patient FROM unmet_need u JOIN patient p ON p.number = u.patient
         WHERE u.patient > ?1 AND p.death IS NULL AND p.has_left = 0 ORDER BY u.patient"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut patients = statement.query([asked.after.0])?;
    let mut found = Vec::new();
    while let Some(row) = patients.next()? {
        let number: i64 = row.get(BEHIND)?;
        let (held, _) = contacts::read(connection, number)?;
        let own: Vec<ContactPoint> =
            held.into_iter().filter(|(of, _)| of.is_none()).map(|(_, point)| point).collect();
        let unmet =
            wishes::needs(connection, number)?.into_iter().find(|need| !need.is_met_by(&own, asked.today));
        if let Some(Need { kind, .. }) = unmet {
            let words = format!("{}: no contact point on file can meet it", kind.label());
            let key = WorklistKey(number, String::new(), 0);
            found.push(line(row, key, words, None, Subject::Patient)?);
            if found.len() == asked.limit {
                break;
            }
        }
    }
    Ok(found)
}
