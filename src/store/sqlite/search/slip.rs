//! A query that matches nothing as typed, read once more: words written apart, then one misspelling.

use rusqlite::Connection;

use super::super::super::Result;
use super::exact;
use super::vocabulary::{Near, SHORTEST, Vocabulary};
use crate::domain::search::{Found, Query};

/// How many words near the one typed are tried.
const MOST: usize = 20;

/// Neighbouring names taken as one: "mac donald", "o brien".
pub(super) fn joined(connection: &Connection, query: &Query, limit: usize) -> Result<Option<Found>> {
    for at in 1..query.names.len() {
        let mut names = query.names.clone();
        let second = names.remove(at);
        let Some(first) = names.get_mut(at - 1) else { continue };
        let typed = format!("{first} {second}");
        first.push_str(&second);
        let taken = first.clone();
        let mut found = exact(connection, &Query { names, ..query.clone() }, limit)?;
        if !found.rows.is_empty() {
            found.corrected.push((typed, taken));
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// One name read as the words near it that go with the rest of the query; the commonest word gives the most lines, each
/// gives one at least.
pub(super) fn forgiven(
    connection: &Connection,
    vocabulary: &mut Vocabulary,
    query: &Query,
    limit: usize,
) -> Result<Found> {
    vocabulary.refresh(connection)?;
    for open in [false, true] {
        for (at, typed) in query.names.iter().enumerate() {
            if typed.len() < SHORTEST {
                continue;
            }
            let near = vocabulary.near(typed, open, MOST);
            let found = with(connection, query, (at, typed), &near, limit)?;
            if !found.rows.is_empty() {
                return Ok(found);
            }
        }
    }
    Ok(Found::default())
}

/// The lines of the words near one name of the query.
fn with(
    connection: &Connection,
    query: &Query,
    (at, typed): (usize, &String),
    near: &[Near],
    limit: usize,
) -> Result<Found> {
    let mut answers = Vec::new();
    for one in near {
        let mut names = query.names.clone();
        if let Some(name) = names.get_mut(at) {
            name.clone_from(&one.word);
        }
        let found = exact(connection, &Query { names, ..query.clone() }, limit)?;
        if !found.rows.is_empty() {
            answers.push((one.word.clone(), found));
        }
    }
    let mut all = Found::default();
    let words = answers.len();
    for (place, (word, found)) in answers.into_iter().enumerate() {
        // room for one line of each word that follows
        let room = limit.saturating_sub(all.rows.len() + (words - place - 1)).max(1);
        let mut taken = false;
        all.more |= found.more || found.rows.len() > room;
        for row in found.rows.into_iter().take(room) {
            if all.rows.len() < limit && !all.rows.iter().any(|known| known.id == row.id) {
                all.rows.push(row);
                taken = true;
            }
        }
        if taken {
            all.corrected.push((typed.clone(), word));
        }
    }
    Ok(all)
}
