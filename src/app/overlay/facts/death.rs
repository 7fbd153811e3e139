//! The form of a death: reported or confirmed by the Registrar, and when.

use super::{Answers, Described, Sheet, change, position, silent, typed_day, when};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::patient::{Death, DeathNotice};

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

const NOTICE: &str = "How it is known";
/// The day.
pub const ON: &str = "Died on";
const NOTICES: [DeathNotice; 2] = [DeathNotice::Informal, DeathNotice::Formal];

fn present(sheet: &Sheet) -> Option<&Death> {
    sheet.dossier.patient.death.as_ref()
}

fn title(sheet: &Sheet) -> String {
    if present(sheet).is_some() { "Change: death".into() } else { sheet.titled("death reported") }
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let notices = ["reported: a relative, a hospital, the police", "formally: the Registrar gave notice"];
    let at = position(&NOTICES, one.map(|one| one.notice)).unwrap_or(0);
    let on = typed_day(one.and_then(|one| one.on));
    vec![
        FormField::choice(NOTICE, notices, at),
        FormField::words(ON, &on).optional().check(when::is_past).hint("empty: not known"),
    ]
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let notice = answers.of(NOTICE, &NOTICES, 0).unwrap_or(DeathNotice::Informal);
    let on = answers.day(ON, stamp.today)?;
    let before = sheet.dossier.patient.birth_date.and_then(crate::domain::date::PartialDate::day);
    if on.zip(before).is_some_and(|(on, born)| on < born) {
        return Err(Wrong::new(ON, format!("{ON}: this is before the date of birth")));
    }
    let after = Fact::Death(Death { on, notice });
    Ok(vec![change(present(sheet).cloned().map(Fact::Death), Some(after))])
}
