//! The form of a review: when an objection or a proxy is looked at again.

use super::proxy::next_review;
use super::{Answers, Described, Sheet, WHY, change, silent, typed_day, when};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::fact::{Fact, FactChange};

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

const NEXT: &str = "Look at it again on";

fn title(sheet: &Sheet) -> String {
    format!("Looked at today: {}", sheet.name())
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let next = match &sheet.ask.fact {
        Some(Fact::Proxy(_)) => next_review(&sheet.dossier, sheet.today),
        _ => when::day("1 year", sheet.today).ok(),
    };
    let field = FormField::words(NEXT, &typed_day(next)).typed_over();
    vec![
        field.optional().check(when::is_ahead).hint("1 year, 6 months, 23/05/2027"),
        FormField::words(WHY, "").optional(),
    ]
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let next = answers.day(NEXT, stamp.today)?;
    let Some(before) = sheet.ask.fact.clone() else { return Ok(Vec::new()) };
    let mut after = before.clone();
    match &mut after {
        Fact::Objection(one) => one.review = next,
        Fact::Proxy(one) => one.review = next,
        _ => {}
    }
    Ok(vec![change(Some(before), Some(after))])
}
