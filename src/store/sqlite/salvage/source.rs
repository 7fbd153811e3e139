//! Reading around damage: rows in the order of a key, going on behind what cannot be read.

use std::cell::RefCell;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};

use super::super::super::Result;
use super::super::{Key, connection};

/// A table as it is read.
pub(super) struct Table {
    pub name: String,
    /// The columns that are stored, quoted for SQL.
    pub columns: Vec<String>,
    /// The whole number by which rows are in order: `rowid`, or the first column of the key.
    pub key: String,
}

/// A damaged database. Behind a page that cannot be decrypted a connection reads nothing more, so that each fault is
/// followed by a new one.
pub(super) struct Source<'a> {
    path: &'a Path,
    key: &'a Key,
    connection: RefCell<Connection>,
}

/// What a walk through a table met.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Walked {
    pub rows: u64,
    pub gaps: u64,
}

impl<'a> Source<'a> {
    /// The working copy in `path`, which opens.
    pub(super) fn new(path: &'a Path, key: &'a Key) -> Result<Self> {
        Ok(Self { path, key, connection: RefCell::new(connection::look(path, key)?) })
    }

    /// Forgets a fault.
    fn again(&self) -> Result<()> {
        *self.connection.borrow_mut() = connection::look(self.path, self.key)?;
        Ok(())
    }

    /// Calls `take` with every row that can be read: the key, then the columns.
    pub(super) fn walk(&self, table: &Table, take: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<Walked> {
        let mut walked = Walked::default();
        let mut last = i64::MIN;
        let end = self.end(table);
        loop {
            let (rows, reached, whole) = self.stretch(table, last, take)?;
            walked.rows += rows;
            last = reached.unwrap_or(last);
            if whole {
                return Ok(walked);
            }
            walked.gaps += 1;
            self.again()?;
            let Some(next) = self.behind(table, last, end) else {
                self.again()?;
                return Ok(walked);
            };
            last = next - 1;
        }
    }

    /// Reads on behind a key until the end or the first fault: how many rows, the last key, whether it was the end.
    fn stretch(
        &self,
        table: &Table,
        after: i64,
        take: &mut dyn FnMut(&[Value]) -> Result<()>,
    ) -> Result<(u64, Option<i64>, bool)> {
        let sql = format!(
            "SELECT {key}, {columns} FROM {name} NOT INDEXED WHERE {key} > ?1 ORDER BY {key}",
            key = table.key,
            columns = table.columns.join(", "),
            name = table.name
        );
        let (mut count, mut reached) = (0, None);
        let connection = self.connection.borrow();
        let Ok(mut statement) = connection.prepare(&sql) else { return Ok((0, None, false)) };
        let Ok(mut rows) = statement.query([after]) else { return Ok((0, None, false)) };
        // Rows of one key: taken once the next key comes, since a fault in between would repeat or lose some.
        let mut waiting: Vec<Vec<Value>> = Vec::new();
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => values(row, table.columns.len() + 1).ok(),
                Ok(None) => {
                    count += hand_over(&mut waiting, take)?;
                    return Ok((count, reached, true));
                }
                Err(_) => None,
            };
            let key = row
                .as_ref()
                .and_then(|row| if let Some(Value::Integer(key)) = row.first() { Some(*key) } else { None });
            let (Some(row), Some(key)) = (row, key) else {
                // what was read of the key that broke off is still worth having
                let more = hand_over(&mut waiting, take)?;
                return Ok((count + more, reached, false));
            };
            if reached != Some(key) {
                count += hand_over(&mut waiting, take)?;
                reached = Some(key);
            }
            waiting.push(row);
        }
    }

    /// The last key that can be read.
    fn end(&self, table: &Table) -> Option<i64> {
        let sql = format!("SELECT max({}) FROM {}", table.key, table.name);
        let found = self.connection.borrow().query_row(&sql, [], |row| row.get(0));
        if found.is_err() {
            let _ = self.again();
        }
        found.ok().flatten()
    }

    /// The first key behind a fault from which reading goes on.
    fn behind(&self, table: &Table, last: i64, end: Option<i64>) -> Option<i64> {
        let sql = format!(
            "SELECT {key} FROM {name} NOT INDEXED WHERE {key} >= ?1 ORDER BY {key} LIMIT 1",
            key = table.key,
            name = table.name
        );
        // The smallest key at or behind this one, where that can be told.
        let seek = |from: i64| -> std::result::Result<Option<i64>, rusqlite::Error> {
            let found = self
                .connection
                .borrow()
                .prepare(&sql)
                .and_then(|mut statement| statement.query_row([from], |row| row.get(0)).optional());
            if found.is_err() {
                let _ = self.again();
            }
            found
        };
        let start = if last == i64::MIN { 0 } else { last.checked_add(1)? };
        let mut bad = start;
        let mut step = 1_i64;
        let good = loop {
            let from = start.checked_add(step)?;
            if end.is_some_and(|end| from > end) || step > 1 << 40 {
                // nothing but the very end may be left
                let end = end.filter(|end| *end > bad && matches!(seek(*end), Ok(Some(_))))?;
                break end;
            }
            match seek(from) {
                Ok(Some(_)) => break from,
                Ok(None) => return None,
                Err(_) => bad = from,
            }
            step = step.checked_mul(2)?;
        };
        let (mut low, mut high) = (bad, good);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if matches!(seek(middle), Ok(Some(_))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        seek(high).ok().flatten()
    }

    /// Rows of a question, as far as they can be read.
    pub(super) fn ask(&self, sql: &str, columns: usize) -> Vec<Vec<Value>> {
        let mut found = Vec::new();
        {
            let connection = self.connection.borrow();
            let Ok(mut statement) = connection.prepare(sql) else { return found };
            let Ok(mut rows) = statement.query([]) else { return found };
            while let Ok(Some(row)) = rows.next() {
                found.extend(values(row, columns));
            }
        }
        // it may have ended in a fault
        let _ = self.again();
        found
    }
}

fn hand_over(waiting: &mut Vec<Vec<Value>>, take: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<u64> {
    let mut count = 0;
    for row in waiting.drain(..) {
        take(&row)?;
        count += 1;
    }
    Ok(count)
}

fn values(row: &Row<'_>, columns: usize) -> std::result::Result<Vec<Value>, rusqlite::Error> {
    (0..columns).map(|column| row.get(column)).collect()
}
