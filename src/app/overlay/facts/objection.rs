//! The form of an objection: what is refused, why in the person's words, the talk and how it stands.

use super::{Answers, Described, Sheet, change, channels, position, purposes, silent, typed_day, when};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::channel::Channel;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::ObjectionId;
use crate::domain::objection::{Objection, Outcome};
use crate::domain::purpose::Purpose;

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

/// The channel refused.
pub const CHANNEL: &str = "Objects to";
/// Why, in the person's words.
pub const REASON: &str = "Reason in their words";
/// What was said when it was talked through.
pub const TALK: &str = "Talk: who, when, what";
/// How it stands.
pub const OUTCOME: &str = "How it stands";
/// Which messages may come all the same.
pub const EXCEPT: &str = "May come all the same";
/// Only messages about this.
pub const ABOUT: &str = "Messages about";
const REVIEW: &str = "Look at it again on";

/// How an objection can stand, in the order of the form.
pub const OUTCOMES: [Outcome; 3] = [Outcome::Stands, Outcome::MayBeOverridden, Outcome::Withdrawn];

/// Where among them it may be overridden.
pub const MAY: usize = 1;

fn present(sheet: &Sheet) -> Option<&Objection> {
    match &sheet.ask.fact {
        Some(Fact::Objection(objection)) => Some(objection),
        _ => None,
    }
}

fn title(sheet: &Sheet) -> String {
    sheet.titled("objection (a refusal; a wish is a preference)")
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let at = position(&Channel::ALL, one.map(|one| one.channel)).unwrap_or(0);
    let (about, about_at) = purposes("anything", one.and_then(|one| one.purpose));
    let words = |words: Option<&String>| words.cloned().unwrap_or_default();
    let reason = words(one.and_then(|one| one.reason.as_ref()));
    let talk = words(one.and_then(|one| one.talk.as_ref()));
    let outcome = position(&OUTCOMES, one.map(|one| one.outcome)).unwrap_or(0);
    let mut fields = vec![
        FormField::choice(CHANNEL, channels(), at),
        FormField::words(REASON, &reason).optional(),
        FormField::choice(ABOUT, about, about_at),
    ];
    let outcomes = ["it stands", "it may be overridden, as follows", "it is withdrawn"];
    if let Some(one) = one {
        fields.push(FormField::choice(OUTCOME, outcomes, outcome));
        let purposes =
            Purpose::ALL.into_iter().map(|purpose| (purpose.label(), one.exceptions.contains(&purpose)));
        fields.push(FormField::many(EXCEPT, purposes).hint("what the talk says").only(OUTCOME, &[MAY]));
    }
    fields.push(FormField::words(TALK, &talk).optional().hint("who talked, when, what was explained"));
    let review = typed_day(one.and_then(|one| one.review));
    fields
        .push(FormField::words(REVIEW, &review).optional().check(when::is_day).hint("23/05/2027, 6 months"));
    fields
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let before = present(sheet);
    let channel = answers.of(CHANNEL, &Channel::ALL, 0).unwrap_or(Channel::Text);
    let outcome = answers.of(OUTCOME, &OUTCOMES, 0).unwrap_or(Outcome::Stands);
    let may = outcome == Outcome::MayBeOverridden;
    let exceptions = if may { answers.ticked(EXCEPT, &Purpose::ALL) } else { Vec::new() };
    let after = Objection {
        id: before.map_or_else(|| ObjectionId::new(stamp.recorded.at), |one| one.id),
        channel,
        purpose: answers.of(ABOUT, &Purpose::ALL, 1),
        reason: answers.some(REASON),
        talk: answers.some(TALK),
        outcome,
        exceptions,
        review: answers.day(REVIEW, stamp.today)?,
        // to put on file what a file says is to take it over, and that changes who says it
        recorded: stamp.first(before.filter(|one| !one.is_claimed()).map(|one| &one.recorded)),
    };
    let known = sheet.dossier.objections.iter().flatten();
    let twin = known.filter(|one| one.id != after.id && one.is_live());
    if after.is_live() && twin.clone().any(|one| (one.channel, one.purpose) == (after.channel, after.purpose))
    {
        return Err(Wrong::new(CHANNEL, "This objection is on file already: go back and change that one"));
    }
    if let Some(purpose) = after.purpose.filter(|_| !after.exceptions.is_empty()) {
        let about = purpose.label().to_lowercase();
        let words =
            format!("{EXCEPT}: only messages about {about} are refused, so that all others come anyway");
        return Err(Wrong::new(EXCEPT, words));
    }
    if may && after.talk.is_none() {
        return Err(Wrong::new(
            TALK,
            format!("{TALK}: say for what it may be overridden, and who agreed that"),
        ));
    }
    Ok(vec![change(before.cloned().map(Fact::Objection), Some(Fact::Objection(after)))])
}
