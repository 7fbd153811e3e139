//! `tactful search`: find patients.

use std::io::Write;

use serde_json::json;

use super::args::Search;
use super::exit::Exit;
use super::talk;
use crate::domain::clock::Moment;
use crate::domain::dossier::PatientRow;
use crate::domain::search::Query;
use crate::domain::shown;
use crate::exchange::json::write_line;
use crate::store::Store;

pub fn run(args: &Search, store: &mut dyn Store, now: &Moment, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let query = Query::parse(&args.query.join(" "), now.today());
    let found = store.search(&query, usize::from(args.limit))?;
    for row in &found.rows {
        if args.json {
            write_line(out, &object(row))?;
        } else {
            writeln!(out, "{}", shown::line(&line(row)))?;
        }
    }
    for (typed, taken) in &found.corrected {
        talk(&format!("nothing is called '{typed}': shown is '{taken}'"));
    }
    if found.more {
        talk("there are more: type more of the name, a date of birth or a number");
    }
    Ok(Exit::Done)
}

fn object(row: &PatientRow) -> serde_json::Value {
    json!({
        "id": row.id,
        "nhs_number": row.nhs_number,
        "practice_number": row.practice_number,
        "name": row.name,
        "birth_date": row.birth_date,
        "postcode": row.postcode,
        "deceased": row.standing.deceased,
        "restricted": row.standing.restricted,
        "left": row.standing.left,
        "lookalike": row.lookalike,
    })
}

fn line(row: &PatientRow) -> String {
    let born = row.birth_date.map(crate::domain::date::PartialDate::show).unwrap_or_default();
    let number = row.nhs_number.map(|number| number.to_string()).unwrap_or_default();
    let mut line =
        format!("{born:<11}  {number:<12}  {:<9}  {}", row.postcode.as_deref().unwrap_or(""), row.name);
    let standing = [
        (row.standing.deceased, "deceased"),
        (row.standing.restricted, "restricted"),
        (row.standing.left, "left"),
        (row.lookalike, "another patient looks alike"),
    ];
    for (_, word) in standing.iter().filter(|(holds, _)| *holds) {
        line.extend(["  [", word, "]"]);
    }
    line
}
