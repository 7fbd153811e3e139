//! The form of a proxy: who, on what ground, what they may be told, until when; a refusal is kept too.

use jiff::civil::Date;

use super::contact::{new_point, read_value, use_of};
use super::{Answers, Described, Sheet, WHY, change, position, silent, typed_day, when};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::contact::Verification;
use crate::domain::date::Period;
use crate::domain::dossier::Dossier;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::ProxyId;
use crate::domain::person::HumanName;
use crate::domain::proxy::{Basis, Lives, Proxy, Scope};
use crate::domain::purpose::Purpose;
use crate::domain::topic::Topic;
use crate::domain::words::name::full_name;

pub(super) const FORM: Described = Described { title, fields, changes, read_as: silent };

const NAME: &str = "Name";
const RELATIONSHIP: &str = "What they are to them";
/// On what ground.
pub const BASIS: &str = "Basis";
/// What was seen of it.
pub const EVIDENCE: &str = "Evidence, or ground";
const PURPOSES: &str = "Only messages about";
const WITHOUT: &str = "Never about";
const PLACE: &str = "Their number or email";
const UNTIL: &str = "Last day";
const REVIEW: &str = "Look at it again on";
const TELL: &str = "May they be told?";
/// With whom.
pub const LIVES: &str = "Where they live";

/// The ages at which a parent's details are looked at again (guidance, section 3).
const AGES: [i16; 3] = [11, 13, 16];

fn present(sheet: &Sheet) -> Option<&Proxy> {
    match &sheet.ask.fact {
        Some(Fact::Proxy(proxy)) => Some(proxy),
        _ => None,
    }
}

fn title(sheet: &Sheet) -> String {
    sheet.titled("proxy, somebody who may be told")
}

/// When a proxy is looked at again: at the patient's next birthday that matters, else in a year.
pub(super) fn next_review(dossier: &Dossier, today: Date) -> Option<Date> {
    let born = dossier.patient.birth_date.and_then(crate::domain::date::PartialDate::day);
    let birthday = |age: i16| {
        let born = born?;
        let year = born.year().checked_add(age)?;
        Date::new(year, born.month(), born.day()).or_else(|_| Date::new(year, 3, 1)).ok()
    };
    let next = AGES.into_iter().filter_map(birthday).find(|day| *day > today);
    let year = when::day("1 year", today).ok();
    match (next, year) {
        (Some(next), _) if dossier.patient.age_on(today).is_some_and(|age| age < 16) => Some(next),
        (_, year) => year,
    }
}

fn plain_name(name: &HumanName) -> String {
    let parts: Vec<&str> =
        name.prefix.iter().chain(&name.given).map(String::as_str).chain(name.family.as_deref()).collect();
    parts.join(" ")
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let one = present(sheet);
    let is_child = sheet.dossier.patient.age_on(sheet.today).is_some_and(|age| age < 16);
    let usual = if is_child { Basis::ParentalResponsibility } else { Basis::ExplicitConsent };
    let basis = position(&Basis::ALL, Some(one.map_or(usual, |one| one.basis))).unwrap_or(0);
    let (purposes, without) =
        one.map(|one| (one.scope.purposes.clone(), one.scope.without.clone())).unwrap_or_default();
    let has = |purpose: &Purpose| purposes.as_ref().is_some_and(|list| list.contains(purpose));
    let purposes = Purpose::ALL.into_iter().map(|one| (one.label(), has(&one)));
    let topics = Topic::ALL.into_iter().map(|one| (one.label(), without.contains(&one)));
    let review = one.map_or_else(|| next_review(&sheet.dossier, sheet.today), |one| one.review);
    let words = |words: Option<String>| words.unwrap_or_default();
    let mut fields = vec![
        FormField::words(NAME, &words(one.map(|one| plain_name(&one.name)))).hint("Mrs Anna Smith"),
        FormField::words(RELATIONSHIP, &words(one.map(|one| one.relationship.clone())))
            .hint("mother, son, carer"),
        FormField::choice(BASIS, Basis::ALL.into_iter().map(Basis::label), basis),
        FormField::words(EVIDENCE, &words(one.and_then(|one| one.evidence.clone())))
            .optional()
            .hint("what was seen"),
    ];
    if one.is_none() {
        fields.push(FormField::words(PLACE, "").optional().hint("more can be added later"));
    }
    fields.push(FormField::many(PURPOSES, purposes).hint("all, where none is ticked"));
    fields.push(FormField::many(WITHOUT, topics).hint("nothing, where none is ticked"));
    let until = typed_day(one.and_then(|one| one.period.end));
    fields.push(
        FormField::words(UNTIL, &until).optional().check(when::is_day).hint("empty: until further notice"),
    );
    fields.push(
        FormField::words(REVIEW, &typed_day(review))
            .optional()
            .check(when::is_day)
            .hint("1 year, 23/05/2027"),
    );
    let tell = usize::from(one.is_some_and(|one| one.do_not_tell));
    fields.push(FormField::choice(TELL, ["yes, as above", "no: DO NOT TELL them anything"], tell));
    let lives = position(&Lives::ALL, one.map(|one| one.lives)).unwrap_or(0);
    fields.push(
        FormField::choice(LIVES, Lives::ALL.into_iter().map(Lives::label), lives)
            .hint("apart: nobody else here is told where"),
    );
    fields.push(FormField::words(WHY, "").optional());
    fields
}

fn name(sheet: &Sheet, answers: &Answers<'_>) -> HumanName {
    let typed = answers.text(NAME);
    match present(sheet) {
        Some(one) if plain_name(&one.name) == typed => one.name.clone(),
        _ => full_name(&typed),
    }
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let before = present(sheet);
    let basis = answers.of(BASIS, &Basis::ALL, 0).unwrap_or_default();
    let evidence = answers.some(EVIDENCE);
    if basis == Basis::Other && evidence.is_none() {
        return Err(Wrong::new(EVIDENCE, format!("{EVIDENCE}: say which lawful basis")));
    }
    if basis == Basis::None && answers.some(WHY).is_none() && evidence.is_none() {
        return Err(Wrong::new(
            WHY,
            "No basis: they may not be told. Say who refused it, or why there is none",
        ));
    }
    let start = before.map_or(Some(stamp.today), |one| one.period.start);
    let purposes = Some(answers.ticked(PURPOSES, &Purpose::ALL)).filter(|list| !list.is_empty());
    let after = Proxy {
        id: before.map_or_else(|| ProxyId::new(stamp.recorded.at), |one| one.id),
        name: name(sheet, answers),
        relationship: answers.text(RELATIONSHIP),
        basis,
        evidence,
        scope: Scope { purposes, without: answers.ticked(WITHOUT, &Topic::ALL) },
        contacts: Vec::new(),
        patient: before.and_then(|one| one.patient),
        period: Period { start, end: answers.day(UNTIL, stamp.today)? },
        review: answers.day(REVIEW, stamp.today)?,
        do_not_tell: answers.chosen(TELL) == 1,
        lives: answers.of(LIVES, &Lives::ALL, 0).unwrap_or_default(),
        // to put on file what a file says is to take it over, and that changes who says it
        recorded: stamp.first(before.filter(|one| !one.is_claimed()).map(|one| &one.recorded)),
    };
    let id = after.id;
    let fact = |proxy: Proxy| Some(Fact::Proxy(Box::new(proxy)));
    let mut changes = vec![change(before.cloned().and_then(fact), fact(after))];
    if let Some(text) = answers.some(PLACE) {
        let value = read_value(&text).map_err(|words| Wrong::new(PLACE, words))?;
        let use_ = use_of(&value);
        let point = new_point(value, use_, Some(1), Some(Verification::Desk), stamp);
        changes.push(change(None, Some(Fact::Contact { of: Some(id), point })));
    }
    Ok(changes)
}
