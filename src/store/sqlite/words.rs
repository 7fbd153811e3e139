//! The words of messages: kept in a full-text index that is brought up to date in batches, so that an append does not pay
//! for it; what the index does not hold yet is read from the log.

use rusqlite::{Connection, Row};

use super::super::{Result, StoreError};
use super::log;
use crate::domain::communication::{Message, RecordMode};
use crate::domain::fold;

/// How many entries the log may be ahead of the index: reading the words of so many messages takes less than 0.5 ms.
const BATCH: u64 = 64;

/// The words asked for, folded.
pub(super) struct Words {
    words: Vec<String>,
    /// Whether the last one may be the beginning of a word.
    open: bool,
}

impl Words {
    /// The words in what was typed; `None` where it has none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let words = fold::words(text);
        (!words.is_empty()).then_some(Self { words, open: false })
    }

    /// The same, the last one as the beginning of a word.
    pub(super) fn opened(self) -> Self {
        Self { open: true, ..self }
    }

    /// As FTS5 reads them, each word taken as it is.
    pub(super) fn phrase(&self) -> String {
        let quoted: Vec<String> =
            self.words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
        quoted.join(" ") + if self.open { "*" } else { "" }
    }

    /// Whether the message that came onto the record with this entry has them all.
    pub(super) fn are_in(&self, connection: &Connection, number: u64, patient_name: &str) -> Result<bool> {
        let entry = log::read(connection, number)?;
        let Some(message) = entry.event.message() else { return Ok(false) };
        let held = of(message, patient_name);
        let has = |word: &String| held.binary_search(word).is_ok();
        let begins = |word: &String| {
            let place = held.partition_point(|known| known < word);
            held.get(place).is_some_and(|known| known.starts_with(word.as_str()))
        };
        let last = self.words.len().saturating_sub(1);
        Ok(self.words.iter().enumerate().all(
            |(n, word)| {
                if self.open && n == last { begins(word) } else { has(word) }
            },
        ))
    }
}

/// The folded words under which a message is found, sorted, each once: text, subject, summary and patient's name.
fn of(message: &Message, patient_name: &str) -> Vec<String> {
    let summary = match &message.record {
        RecordMode::Summary(words) | RecordMode::RecordedBy(words) => words.as_str(),
        RecordMode::Exact => "",
    };
    let parts = [message.body.as_str(), &message.subject, summary, patient_name];
    let mut words: Vec<String> = parts.into_iter().flat_map(fold::words).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The number of the last entry of which the index knows.
pub(super) fn indexed(connection: &Connection) -> Result<u64> {
    let read = |row: &Row<'_>| row.get(0);
    Ok(connection.prepare_cached("SELECT indexed FROM practice")?.query_row([], read)?)
}

/// Brings the index up to date if the log, which now ends with this entry, is too far ahead of it.
pub(super) fn keep_up(connection: &Connection, last: u64) -> Result<()> {
    let indexed = indexed(connection)?;
    if last < indexed + BATCH {
        return Ok(());
    }
    let mut messages =
        connection.prepare_cached("SELECT number, patient_name FROM communication WHERE number > ?1")?;
    let mut insert =
        connection.prepare_cached("INSERT INTO communication_words (rowid, words) VALUES (?1, ?2)")?;
    let mut rows = messages.query([indexed])?;
    while let Some(row) = rows.next()? {
        let number: u64 = row.get(0)?;
        let entry = match log::read(connection, number) {
            // of a salvaged record, a part may be missing
            Err(StoreError::NotFound(_)) => continue,
            other => other?,
        };
        let patient_name = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if let Some(message) = entry.event.message() {
            insert.execute((number, of(message, patient_name).join(" ")))?;
        }
    }
    connection.prepare_cached("UPDATE practice SET indexed = ?1")?.execute([last])?;
    Ok(())
}
