//! The form of a restriction: a confidential address or record, the named lead, channels that are not safe.

use super::{Answers, Described, Sheet, change, position, silent};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::channel::Channel;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::patient::{Confidentiality, Restriction};

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

/// How confidential.
pub const LEVEL: &str = "Confidential is";
const LEAD: &str = "Named lead";
const UNSAFE: &str = "Not safe to use";

/// The levels in the order of the form.
pub const LEVELS: [Confidentiality; 3] =
    [Confidentiality::Restricted, Confidentiality::VeryRestricted, Confidentiality::Unrestricted];

fn present(sheet: &Sheet) -> Option<&Restriction> {
    match &sheet.ask.fact {
        Some(Fact::Restriction(restriction)) => Some(restriction),
        // there is one at most: adding to it is changing it
        _ => sheet.dossier.patient.restriction.as_ref(),
    }
}

fn title(sheet: &Sheet) -> String {
    if present(sheet).is_some() { "Change: restriction".into() } else { sheet.titled("restriction") }
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let level = position(&LEVELS, one.map(|one| one.level)).unwrap_or(0);
    let lead = one.and_then(|one| one.named_lead.clone()).unwrap_or_default();
    let is_unsafe = |channel: &Channel| one.is_some_and(|one| one.unsafe_channels.contains(channel));
    let channels = Channel::ALL.into_iter().map(|channel| (channel.label(), is_unsafe(&channel)));
    let levels = ["the address", "the whole record", "nothing; but channels are not safe"];
    vec![
        FormField::choice(LEVEL, levels, level),
        FormField::words(LEAD, &lead).optional().hint("who knows the safe route"),
        FormField::many(UNSAFE, channels).hint("none is ticked"),
    ]
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, _: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let before = present(sheet).cloned();
    let after = Restriction {
        level: answers.of(LEVEL, &LEVELS, 0).unwrap_or_default(),
        named_lead: answers.some(LEAD),
        safe: before.as_ref().map(|one| one.safe.clone()).unwrap_or_default(),
        unsafe_channels: answers.ticked(UNSAFE, &Channel::ALL),
    };
    if after.level == Confidentiality::Unrestricted && after.unsafe_channels.is_empty() {
        return Err(Wrong::new(UNSAFE, "Tick a channel that is not safe, or say what is confidential"));
    }
    Ok(vec![change(before.map(Fact::Restriction), Some(Fact::Restriction(after)))])
}
