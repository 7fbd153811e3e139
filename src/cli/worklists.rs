//! `tactful worklists`: what somebody has to look at, for another program or for paper.

use std::io::Write;

use serde_json::json;

use super::args::Worklists;
use super::exit::Exit;
use crate::domain::clock::Moment;
use crate::domain::date::{self, PartialDate};
use crate::domain::shown;
use crate::domain::worklist::{Worklist, WorklistKey, WorklistRow};
use crate::exchange::export;
use crate::exchange::json::write_line;
use crate::store::Store;

/// How many lines are read at once.
const PAGE: usize = 500;

const HEADINGS: [&str; 6] = ["List", "Patient", "Date of birth", "NHS number", "Day", "What"];

/// Prints the lines of one list, or how long each list is.
pub fn run(
    args: &Worklists,
    store: &mut dyn Store,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let Some(list) = &args.list else { return overview(args, store, now, out) };
    let lists: Vec<&str> = Worklist::ALL.iter().map(|list| list.slug()).collect();
    let Some(list) = Worklist::from_slug(list) else {
        anyhow::bail!("'{list}' is not a worklist (use {})", lists.join(", "));
    };
    if args.csv {
        export::write_row(out, &HEADINGS)?;
    }
    let mut after: Option<WorklistKey> = None;
    loop {
        let rows = store.worklist(list, now.today(), after.as_ref(), PAGE)?;
        let Some(last) = rows.last() else { return Ok(Exit::Done) };
        after = Some(last.key.clone());
        for row in &rows {
            write(args, list, row, out)?;
        }
    }
}

fn overview(
    args: &Worklists,
    store: &mut dyn Store,
    now: &Moment,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    for list in Worklist::ALL {
        let mut count = 0;
        let mut after: Option<WorklistKey> = None;
        loop {
            let rows = store.worklist(list, now.today(), after.as_ref(), PAGE)?;
            let Some(last) = rows.last() else { break };
            count += rows.len();
            after = Some(last.key.clone());
        }
        if args.json {
            write_line(out, &json!({ "list": list.slug(), "title": list.label(), "count": count }))?;
        } else {
            writeln!(out, "{count:>8}  {:<20}  {}", list.slug(), list.label())?;
        }
    }
    Ok(Exit::Done)
}

fn write(args: &Worklists, list: Worklist, row: &WorklistRow, out: &mut dyn Write) -> anyhow::Result<()> {
    let patient = &row.patient;
    let born = patient.birth_date.map(PartialDate::show).unwrap_or_default();
    let number = patient.nhs_number.map(|number| number.to_string()).unwrap_or_default();
    let day = row.on.map(date::show).unwrap_or_default();
    if args.json {
        write_line(
            out,
            &json!({
                "list": list.slug(),
                "patient": patient.id,
                "name": patient.name,
                "birth_date": patient.birth_date,
                "nhs_number": patient.nhs_number,
                "day": row.on,
                "what": row.words,
            }),
        )?;
    } else if args.csv {
        export::write_row(out, &[list.slug(), &patient.name, &born, &number, &day, &row.words])?;
    } else {
        let line = format!("{:<32}  {born:<11}  {number:<12}  {day:<11}  {}", patient.name, row.words);
        writeln!(out, "{}", shown::line(&line))?;
    }
    Ok(())
}
