//! The form of leaving: since when, and why.

use super::{Answers, Described, Sheet, change, silent, typed_day, when};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::patient::Left;

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

const SINCE: &str = "Left on";
const REASON: &str = "Where to, or why";

fn present(sheet: &Sheet) -> Option<&Left> {
    sheet.dossier.patient.left.as_ref()
}

fn title(sheet: &Sheet) -> String {
    if present(sheet).is_some() { "Change: has left".into() } else { "New: no longer registered here".into() }
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let since = typed_day(one.and_then(|one| one.on));
    let reason = one.and_then(|one| one.reason.clone()).unwrap_or_default();
    vec![
        FormField::words(SINCE, &since).optional().check(when::is_day).hint("empty: not known"),
        FormField::words(REASON, &reason).optional().hint("moved away, new practice"),
    ]
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let after = Left { on: answers.day(SINCE, stamp.today)?, reason: answers.some(REASON) };
    let mut changes = vec![change(present(sheet).cloned().map(Fact::Left), Some(Fact::Left(after)))];
    if sheet.dossier.patient.missing_from_list {
        changes.push(change(Some(Fact::MissingFromList), None));
    }
    Ok(changes)
}
