//! Lines found by parts of names.
//!
//! One part is a range of the list of family names, then of the list of the other words. Of several parts, one that few
//! people have is read and the lines compared with the rest; where all are common, the table of pairs leads to people who
//! have both, word by word.

use rusqlite::Connection;

use super::super::super::Result;
use super::MOST_LINES;
use super::candidates::{behind, read};
use super::row::Line;
use crate::domain::search::Query;

/// A part that at most this many people have is read whole.
const FEW: u64 = 400;
/// How many different words that begin alike are counted.
const MOST_WORDS: usize = 48;
/// How many words are tried in the table of pairs before the answer is what was found so far.
const MOST_TRIED: usize = 6000;

/// Patients who have all parts of names of a query.
pub(super) fn by_names(connection: &Connection, query: &Query, wanted: usize) -> Result<Vec<Line>> {
    let mut parts: Vec<&str> = query.names.iter().map(String::as_str).collect();
    parts.sort_unstable();
    let (first, second) = match parts.as_slice() {
        [] => return everybody(connection, query, wanted),
        [only] => return by_part(connection, only, query, wanted),
        [first, second, ..] => (*first, *second),
    };
    let mut rarest: Option<(u64, &str)> = None;
    for part in &parts {
        let count = people(connection, part)?;
        if rarest.is_none_or(|(least, _)| count < least) {
            rarest = Some((count, part));
        }
    }
    let mut found = match rarest {
        Some((count, part)) if count <= FEW => by_part(connection, part, query, wanted)?,
        _ => by_pair(connection, first, second, query, wanted)?,
    };
    found.sort_by(|a, b| (&a.name_key, a.born, a.patient).cmp(&(&b.name_key, b.born, b.patient)));
    Ok(found)
}

/// Everybody, in order of name.
fn everybody(connection: &Connection, query: &Query, wanted: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    read(
        connection,
        "listed",
        "ORDER BY name_key, born, patient LIMIT ?1",
        [MOST_LINES],
        &mut lines,
        query,
        wanted,
    )?;
    Ok(lines)
}

/// Patients with a name that begins so: by family name first, then by the others.
fn by_part(connection: &Connection, part: &str, query: &Query, wanted: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(wanted);
    let range = (part, behind(part), MOST_LINES);
    read(
        connection,
        "listed",
        "WHERE name_key >= ?1 AND name_key < ?2 ORDER BY name_key, born, patient LIMIT ?3",
        (range.0, &range.1, range.2),
        &mut lines,
        query,
        wanted,
    )?;
    if lines.len() < wanted {
        read(
            connection,
            "worded",
            "WHERE word >= ?1 AND word < ?2 ORDER BY word, name_key, born, patient LIMIT ?3",
            (range.0, &range.1, range.2),
            &mut lines,
            query,
            wanted,
        )?;
    }
    Ok(lines)
}

/// How many people have a name that begins so, counted only as far as it matters.
fn people(connection: &Connection, part: &str) -> Result<u64> {
    let mut statement =
        connection.prepare_cached("SELECT lines FROM vocabulary WHERE word >= ?1 AND word < ?2 LIMIT ?3")?;
    let mut rows = statement.query((part, behind(part), MOST_WORDS))?;
    let (mut words, mut people) = (0, 0);
    while people <= FEW
        && let Some(row) = rows.next()?
    {
        words += 1;
        people += row.get::<_, u64>(0)?;
    }
    // with so many different words there are many people, whatever each counts
    Ok(if words == MOST_WORDS { people.max(FEW + 1) } else { people })
}

/// Patients who have two names that begin so; `first` stands before `second` in the alphabet.
fn by_pair(
    connection: &Connection,
    first: &str,
    second: &str,
    query: &Query,
    wanted: usize,
) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(wanted);
    pairs(connection, first, second, query, wanted, &mut lines)?;
    // "an ann": the pair may stand the other way round only where one part begins the other
    if second.starts_with(first) && lines.len() < wanted {
        pairs(connection, second, first, query, wanted, &mut lines)?;
    }
    Ok(lines)
}

/// Reads the table of pairs word by word: of each word that begins with `first`, those whose other word begins with
/// `second`.
fn pairs(
    connection: &Connection,
    first: &str,
    second: &str,
    query: &Query,
    wanted: usize,
    lines: &mut Vec<Line>,
) -> Result<()> {
    let (end, other_end) = (behind(first), behind(second));
    let mut next = connection
        .prepare_cached("SELECT word FROM word_pair WHERE word >= ?1 AND word < ?2 ORDER BY word LIMIT 1")?;
    let mut both = connection.prepare_cached(
        "SELECT name_key, born, patient FROM word_pair WHERE word = ?1 AND other >= ?2 AND other < ?3
         ORDER BY other, name_key, born, patient LIMIT ?4",
    )?;
    let mut from = first.to_owned();
    for _ in 0..MOST_TRIED {
        let mut rows = next.query((&from, &end))?;
        let Some(row) = rows.next()? else { break };
        let word: String = row.get(0)?;
        drop(rows);
        let mut rows = both.query((&word, second, &other_end, MOST_LINES))?;
        while lines.len() < wanted
            && let Some(row) = rows.next()?
        {
            let (name_key, born, patient): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if lines.iter().any(|known| known.patient == patient) {
                continue;
            }
            if let Some(line) = Line::find(connection, &name_key, born, patient)?
                && line.fits(query)
            {
                lines.push(line);
            }
        }
        if lines.len() >= wanted {
            break;
        }
        from = word + "\0";
    }
    Ok(())
}
