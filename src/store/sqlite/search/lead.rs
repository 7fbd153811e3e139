//! The parts of a query that can lead: each reads its lines in order and stops as soon as enough are found.

use rusqlite::Connection;

use super::super::super::Result;
use super::line::{Bounds, COLUMNS, Filter, Top};

/// How many lines are looked at before a scan in order is judged by how many of them matched.
const TRIAL: usize = 256;

/// With fewer words than this behind a beginning, looking up each is cheaper than any scan.
const FEW_WORDS: usize = 24;

/// How many lines are looked at where neither scan nor look-up is cheap: enough to know that there is more than a page.
const MOST_LINES: usize = 3_000;

/// What stands behind every text that begins with another: no text has this character behind it.
const LAST: char = '\u{10ffff}';

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
    let mut listed = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM listed l WHERE l.name_key >= ?1 AND l.name_key < ?2
         ORDER BY l.name_key, l.born, l.patient"
    ))?;
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

/// By several names, in order: everybody who has all of them; where more than a page have one as their whole family name
/// and another as the beginning of their given name, those alone.
pub(super) fn by_names(
    connection: &Connection,
    names: &[String],
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    let mut longest: Vec<&str> = names.iter().map(String::as_str).collect();
    longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let [one, other, ..] = longest.as_slice() else { return Ok(()) };
    for (family, given) in [(one, other), (other, one)] {
        let key = format!("{family} {given}");
        within(connection, &key, &behind(&key), filter, top)?;
    }
    if top.is_full() {
        return Ok(());
    }
    for (family, word) in [(one, other), (other, one)] {
        family_and_word(connection, family, word, filter, top)?;
        // whoever is named so comes before those who have the names elsewhere
        if top.is_full() {
            return Ok(());
        }
    }
    pairs(connection, one, other, filter, top)?;
    // one word may be meant by both parts
    if one.starts_with(other) { by_name(connection, one, filter, top) } else { Ok(()) }
}

/// The lines with a key between two.
fn within(connection: &Connection, first: &str, end: &str, filter: &Filter, top: &mut Top) -> Result<()> {
    let mut listed = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM listed l WHERE l.name_key >= ?1 AND l.name_key < ?2
         ORDER BY l.name_key, l.born, l.patient"
    ))?;
    let mut lines = listed.query((first, end))?;
    let mut taken = 0;
    while let Some(line) = lines.next()? {
        taken += usize::from(top.offer(line, filter)?);
        if taken >= top.room() || taken > 0 && top.is_full() {
            break;
        }
    }
    Ok(())
}

/// Whoever's family name begins with one part and who has a word that begins with the other.
fn family_and_word(
    connection: &Connection,
    family: &str,
    word: &str,
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    if family.starts_with(word) {
        // the family name alone has both
        scan(connection, family, filter, top, None)?;
        return Ok(());
    }
    let few = words(connection, word, FEW_WORDS)?;
    if few.len() < FEW_WORDS {
        return few.iter().try_for_each(|word| with_word(connection, word, family, filter, top));
    }
    if scan(connection, family, filter, top, Some(TRIAL))? {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM vocabulary v CROSS JOIN worded l
             ON l.word = v.word AND l.name_key >= ?3 AND l.name_key < ?4
         WHERE v.word >= ?1 AND v.word < ?2 AND v.others > 0 LIMIT ?5"
    ))?;
    let mut lines = statement.query((word, behind(word), family, behind(family), MOST_LINES))?;
    while let Some(line) = lines.next()? {
        top.offer(line, filter)?;
    }
    Ok(())
}

/// Scans the lines of a family name in order; `false` where it was given up because too few of them matched.
fn scan(
    connection: &Connection,
    family: &str,
    filter: &Filter,
    top: &mut Top,
    trial: Option<usize>,
) -> Result<bool> {
    let mut listed = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM listed l WHERE l.name_key >= ?1 AND l.name_key < ?2
         ORDER BY l.name_key, l.born, l.patient"
    ))?;
    let mut lines = listed.query((family, behind(family)))?;
    let (mut seen, mut taken) = (0, 0);
    while let Some(line) = lines.next()? {
        seen += 1;
        taken += usize::from(top.offer(line, filter)?);
        if taken >= top.room() {
            return Ok(true);
        }
        // at this rate the page would take more than four times as many lines
        if trial.is_some_and(|trial| seen % trial == 0 && taken * 4 * trial < seen * top.room()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The words that begin so, at most `most`.
fn words(connection: &Connection, beginning: &str, most: usize) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT word FROM vocabulary WHERE word >= ?1 AND word < ?2 AND others > 0 ORDER BY word LIMIT ?3",
    )?;
    let most = i64::try_from(most).unwrap_or(-1);
    let rows = statement.query_map((beginning, behind(beginning), most), |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// The lines of one whole word in order, where the family name begins so.
fn with_word(
    connection: &Connection,
    word: &str,
    family: &str,
    filter: &Filter,
    top: &mut Top,
) -> Result<()> {
    let mut worded = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM worded l WHERE l.word = ?1 AND l.name_key >= ?2 AND l.name_key < ?3
         ORDER BY l.name_key, l.born, l.patient"
    ))?;
    // what lies behind the last line kept cannot come before it
    let end = match top.worst() {
        Some(worst) if worst >= family => format!("{worst}{LAST}").min(behind(family)),
        Some(_) => return Ok(()),
        None => behind(family),
    };
    let mut lines = worded.query((word, family, end))?;
    let mut taken = 0;
    while let Some(line) = lines.next()? {
        taken += usize::from(top.offer(line, filter)?);
        if taken >= top.room() {
            break;
        }
    }
    Ok(())
}

/// Whoever has two words that are not the beginning of the family name.
fn pairs(connection: &Connection, one: &str, other: &str, filter: &Filter, top: &mut Top) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM vocabulary v CROSS JOIN word_pair w
             ON w.word = v.word AND w.other >= ?3 AND w.other < ?4
         CROSS JOIN listed l ON l.name_key = w.name_key AND l.born = w.born AND l.patient = w.patient
         WHERE v.word >= ?1 AND v.word < ?2 AND v.others > 0 LIMIT ?5"
    ))?;
    let mut lines = statement.query((one, behind(one), other, behind(other), MOST_LINES))?;
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
