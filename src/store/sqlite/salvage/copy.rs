//! Table by table from the damaged database into the new one.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::super::super::Result;
use super::Saved;
use super::source::{Source, Table};

/// What follows from other tables and is made anew.
const DERIVED: [&str; 14] = [
    "listed",
    "worded",
    "word_pair",
    "listed_born",
    "listed_postcode",
    "vocabulary",
    "automaton",
    "sharing",
    "shared_key",
    "unmet_need",
    "tally",
    "log_tree",
    "migration",
    "sqlite_stat1",
];

/// Takes the triggers away, and gives the words that put them up again.
pub(super) fn without_guards(target: &Connection) -> Result<Vec<String>> {
    let mut statement = target.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?;
    let guards: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    for (name, _) in &guards {
        target.execute_batch(&format!("DROP TRIGGER \"{name}\""))?;
    }
    Ok(guards.into_iter().map(|(_, sql)| sql).collect())
}

/// Copies every table that follows from no other.
pub(super) fn tables(source: &Source<'_>, target: &Connection) -> Result<Vec<Saved>> {
    let mut saved = Vec::new();
    for table in known(target)? {
        let columns = format!("rowid, {}", table.columns.join(", "));
        let has_rowid = table.key == "rowid";
        let columns = if has_rowid { columns } else { table.columns.join(", ") };
        let count = table.columns.len() + usize::from(has_rowid);
        let marks: Vec<String> = (1..=count).map(|n| format!("?{n}")).collect();
        // A row that breaks a rule of its table was damaged in a way that no check found: it is left out.
        let mut put = target.prepare(&format!(
            "INSERT OR IGNORE INTO {} ({columns}) VALUES ({})",
            table.name,
            marks.join(", ")
        ))?;
        let mut strays = 0;
        let walked = source.walk(&table, &mut |row: &[Value]| {
            let row = if has_rowid { row } else { row.get(1..).unwrap_or_default() };
            strays += u64::from(put.execute(params_from_iter(row)).unwrap_or(0) == 0);
            Ok(())
        })?;
        saved.push(Saved { table: table.name, rows: walked.rows - strays, gaps: walked.gaps, strays });
    }
    Ok(saved)
}

/// The tables of the new database with the columns that are stored.
fn known(target: &Connection) -> Result<Vec<Table>> {
    let mut statement = target.prepare(
        "SELECT name, wr FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let mut rows = statement.query([])?;
    let mut tables = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, without_rowid): (String, bool) = (row.get(0)?, row.get(1)?);
        if DERIVED.contains(&name.as_str()) {
            continue;
        }
        let mut inner = target
            .prepare("SELECT name, pk, type FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid")?;
        let all: Vec<(String, i64, String)> = inner
            .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<std::result::Result<_, _>>()?;
        let keys = all.iter().filter(|(_, place, _)| *place > 0).count();
        let first = all.iter().find(|(_, place, _)| *place == 1);
        // `INTEGER PRIMARY KEY` is another name of the rowid.
        let alias = first.filter(|(_, _, kind)| keys == 1 && !without_rowid && kind == "INTEGER");
        let columns = all
            .iter()
            .filter(|(column, _, _)| alias.is_none_or(|(alias, _, _)| alias != column))
            .map(|(column, _, _)| format!("\"{column}\""))
            .collect();
        let key = match first {
            Some((column, _, _)) if without_rowid => format!("\"{column}\""),
            _ => "rowid".to_owned(),
        };
        tables.push(Table { name, columns, key });
    }
    Ok(tables)
}

/// Leaves out rows that speak of rows which are lost, and counts them.
pub(super) fn drop_strays(target: &Connection, tables: &mut [Saved]) -> Result<()> {
    for (table, condition) in [
        ("contact", "patient NOT IN (SELECT number FROM patient)"),
        ("preference", "patient NOT IN (SELECT number FROM patient)"),
        ("objection", "patient NOT IN (SELECT number FROM patient)"),
        ("proxy", "patient NOT IN (SELECT number FROM patient)"),
        ("need", "patient NOT IN (SELECT number FROM patient)"),
        ("agreement", "patient NOT IN (SELECT number FROM patient)"),
        ("safeguarding", "patient NOT IN (SELECT number FROM patient)"),
        ("conflict", "patient NOT IN (SELECT number FROM patient)"),
        ("reminder", "patient NOT IN (SELECT id FROM patient)"),
        ("draft", "patient NOT IN (SELECT id FROM patient)"),
        ("communication", "number NOT IN (SELECT number FROM log_entry)"),
        ("communication", "patient NOT IN (SELECT id FROM patient)"),
        (
            "communication_event",
            "communication NOT IN (SELECT number FROM communication) OR entry NOT IN (SELECT number FROM log_entry)",
        ),
        ("amendment", "entry NOT IN (SELECT number FROM log_entry)"),
        ("log_body", "number NOT IN (SELECT number FROM log_entry)"),
    ] {
        let gone = target.execute(&format!("DELETE FROM {table} WHERE {condition}"), [])?;
        if let Some(saved) = tables.iter_mut().find(|saved| saved.table == table) {
            saved.strays += gone as u64;
            saved.rows = saved.rows.saturating_sub(gone as u64);
        }
    }
    // Where a run of an import is lost, what it brought stays: as of a run whose name nobody knows.
    for table in ["contact", "preference", "objection", "proxy", "need", "agreement", "safeguarding"] {
        target.execute(
            &format!(
                "INSERT OR IGNORE INTO import (number, id, source, at)
                 SELECT DISTINCT import, randomblob(16), 'a file whose name is lost', 0 FROM {table}
                 WHERE import IS NOT NULL AND import NOT IN (SELECT number FROM import)"
            ),
            [],
        )?;
    }
    for statement in [
        "INSERT OR IGNORE INTO import (number, id, source, at)
         SELECT DISTINCT verified_import, randomblob(16), 'a file whose name is lost', 0 FROM contact
         WHERE verified_import IS NOT NULL AND verified_import NOT IN (SELECT number FROM import)",
        "UPDATE patient SET taken_by = NULL, taken = NULL
         WHERE taken_by IS NOT NULL AND taken_by NOT IN (SELECT number FROM import)",
        "UPDATE proxy SET person = NULL WHERE person IS NOT NULL AND person NOT IN (SELECT number FROM patient)",
    ] {
        target.execute(statement, [])?;
    }
    Ok(())
}
