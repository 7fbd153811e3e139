//! The form of an end: a number no longer in use, an objection withdrawn, a proxy ended or refused, a wrong death taken back.

use super::{Answers, Described, Sheet, WHY, change, silent};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::contact::ContactPoint;
use crate::domain::date::Period;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::objection::{Objection, Outcome};
use crate::domain::person::Use;
use crate::domain::preference::Preference;
use crate::domain::proxy::{Basis, Proxy};

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

const HOW: &str = "How";

fn title(sheet: &Sheet) -> String {
    let name = sheet.name();
    match &sheet.ask.fact {
        Some(Fact::Contact { .. }) => format!("No longer in use: {name}"),
        Some(Fact::Objection(_)) => format!("Withdrawn: {name}"),
        Some(Fact::Death(_)) => "The death is wrong: the patient is alive".into(),
        Some(Fact::Left(_)) => "Is registered here again".into(),
        Some(Fact::Restriction(_)) => "The restriction is lifted".into(),
        Some(Fact::Safeguarding(_)) => format!("Taken off the file: {name}"),
        Some(Fact::Need(_)) => format!("No longer needed: {name}"),
        _ => format!("Ends: {name}"),
    }
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let why = FormField::words(WHY, "");
    match &sheet.ask.fact {
        Some(Fact::Death(_) | Fact::Restriction(_) | Fact::Safeguarding(_)) => vec![why],
        Some(Fact::Proxy(_)) => {
            let hows = ["it has ended", "refused: no basis, nothing may be told"];
            vec![FormField::choice(HOW, hows, 0), why.optional()]
        }
        Some(Fact::Objection(_)) => vec![why.optional().hint("what they said, when, to whom")],
        _ => vec![why.optional()],
    }
}

/// A period that is over: its last day was yesterday.
fn over(period: Period, stamp: &Stamp) -> Period {
    let yesterday = stamp.today.yesterday().unwrap_or(stamp.today);
    Period { end: Some(yesterday), start: period.start.filter(|start| *start <= yesterday) }
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let Some(fact) = sheet.ask.fact.clone() else { return Ok(Vec::new()) };
    let refused = answers.chosen(HOW) == 1;
    if refused && answers.some(WHY).is_none() {
        return Err(Wrong::new(WHY, format!("{WHY}: say who refused it")));
    }
    let after = ended(fact.clone(), refused, answers, stamp);
    Ok(vec![change(Some(fact), after)])
}

/// The fact when it has ended; `None`: it is not kept as ended, only in the history.
fn ended(fact: Fact, refused: bool, answers: &Answers<'_>, stamp: &Stamp) -> Option<Fact> {
    Some(match fact {
        Fact::Contact { of, point } => {
            let use_ = if point.period.start > stamp.today.yesterday().ok() { Use::Old } else { point.use_ };
            let (period, recorded) = (over(point.period, stamp), stamp.recorded.clone());
            Fact::Contact { of, point: ContactPoint { use_, period, recorded, ..point } }
        }
        Fact::Preference(one) => Fact::Preference(Preference { period: over(one.period, stamp), ..one }),
        Fact::Objection(one) => {
            let talk = match (one.talk, answers.some(WHY)) {
                (Some(talk), Some(why)) => Some(format!("{talk}; withdrawn: {why}")),
                (talk, why) => why.or(talk),
            };
            Fact::Objection(Objection { outcome: Outcome::Withdrawn, talk, ..one })
        }
        Fact::Proxy(one) if refused => {
            Fact::Proxy(Box::new(Proxy { basis: Basis::None, evidence: answers.some(WHY), ..*one }))
        }
        Fact::Proxy(one) => Fact::Proxy(Box::new(Proxy { period: over(one.period, stamp), ..*one })),
        Fact::Agreement(mut one) => {
            one.until = stamp.today.yesterday().ok();
            Fact::Agreement(one)
        }
        Fact::Death(_)
        | Fact::Left(_)
        | Fact::Restriction(_)
        | Fact::MissingFromList
        | Fact::Need(_)
        | Fact::Safeguarding(_)
        | Fact::Conflict(_) => return None,
    })
}
