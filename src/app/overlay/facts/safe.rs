//! The form that marks a contact point of a restricted record safe, or not safe any more: the named lead says so.

use super::{Answers, Described, Sheet, WHY, change, silent};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::fact::{Fact, FactChange};

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

fn is_safe(sheet: &Sheet) -> bool {
    match (&sheet.ask.fact, &sheet.dossier.patient.restriction) {
        (Some(Fact::Contact { point, .. }), Some(restriction)) => restriction.safe.contains(&point.id),
        _ => false,
    }
}

fn title(sheet: &Sheet) -> String {
    let word = if is_safe(sheet) { "No longer safe" } else { "Safe, says the named lead" };
    format!("{word}: {}", sheet.name())
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let lead = sheet.dossier.patient.restriction.as_ref().and_then(|one| one.named_lead.clone());
    vec![FormField::words(WHY, &lead.unwrap_or_default()).hint("the named lead, and when")]
}

fn changes(sheet: &Sheet, _: &Answers<'_>, _: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let (Some(Fact::Contact { point, .. }), Some(before)) =
        (&sheet.ask.fact, &sheet.dossier.patient.restriction)
    else {
        return Err(Wrong::new(WHY, "The record is not restricted: nothing has to be marked safe"));
    };
    let mut after = before.clone();
    if is_safe(sheet) {
        after.safe.retain(|id| *id != point.id);
    } else {
        after.safe.push(point.id);
    }
    Ok(vec![change(Some(Fact::Restriction(before.clone())), Some(Fact::Restriction(after)))])
}
