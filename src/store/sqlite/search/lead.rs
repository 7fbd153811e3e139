//! The parts of a query that can lead: each reads its lines in order and stops as soon as enough are found.

use rusqlite::Connection;

use super::super::super::Result;
use super::line::{Bounds, COLUMNS, Filter, LISTED, Top};

/// What stands behind every text that begins with another: no text has this character behind it.
pub(super) const LAST: char = '\u{10ffff}';

/// The text behind all that begin with `beginning`.
pub(super) fn behind(beginning: &str) -> String {
    let mut end = String::with_capacity(beginning.len() + 4);
    end.push_str(beginning);
    end.push(LAST);
    end
}

/// By the beginning of one name: those whose family name it is, in order, then those who have it elsewhere.
pub(super) fn by_name(connection: &Connection, name: &str, filter: &Filter, top: &mut Top) -> Result<()> {
    let end = behind(name);
    let mut listed = connection.prepare_cached(LISTED)?;
    let mut lines = listed.query((name, &end))?;
    while let Some(line) = lines.next()? {
        top.offer(line, filter)?;
        if top.is_full() {
            return Ok(());
        }
    }
    top.settle();
    let mut worded = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM worded l WHERE l.word >= ?1 AND l.word < ?2
         ORDER BY l.word, l.name_key, l.born, l.patient"
    ))?;
    let mut lines = worded.query((name, &end))?;
    while let Some(line) = lines.next()? {
        top.offer(line, filter)?;
        if top.is_full() {
            break;
        }
    }
    Ok(())
}

/// By date of birth, in order of it.
pub(super) fn by_born(connection: &Connection, span: Bounds, filter: &Filter, top: &mut Top) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM listed_born b
         CROSS JOIN listed l ON l.name_key = b.name_key AND l.born = b.born AND l.patient = b.patient
         WHERE b.born BETWEEN ?1 AND ?2 ORDER BY b.born, b.name_key"
    ))?;
    let mut lines = statement.query((span.0, span.1))?;
    while let Some(line) = lines.next()? {
        if top.offer(line, filter)? && top.is_full() {
            break;
        }
    }
    Ok(())
}

/// By the beginning of a postcode, in order of it.
pub(super) fn by_postcode(connection: &Connection, code: &str, filter: &Filter, top: &mut Top) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM listed_postcode c
         CROSS JOIN listed l ON l.name_key = c.name_key AND l.born = c.born AND l.patient = c.patient
         WHERE c.postcode >= ?1 AND c.postcode < ?2 ORDER BY c.postcode, c.name_key, c.born"
    ))?;
    let mut lines = statement.query((code, behind(code)))?;
    while let Some(line) = lines.next()? {
        if top.offer(line, filter)? && top.is_full() {
            break;
        }
    }
    Ok(())
}
