//! A dossier as lines to be read: what is loud first, then how to reach the person, then the rest.

use jiff::civil::Date;

use super::context::Context;
use crate::domain::agreement::AgreedBy;
use crate::domain::contact::{ContactPoint, ContactValue, Trouble, Verification};
use crate::domain::date;
use crate::domain::dossier::Dossier;
use crate::domain::patient::{Confidentiality, DeathNotice, Patient};
use crate::domain::person::Use;
use crate::domain::preference::Wish;
use crate::domain::proxy::Proxy;

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The heading of a part.
    Head,
    /// It forbids something.
    Stop,
    /// It asks for care.
    Warn,
    /// A plain fact.
    Plain,
    /// An aside.
    Aside,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// How it is meant.
    pub tone: Tone,
    /// The word before it: "Mobile", "Objects", "Mother".
    pub label: String,
    /// The fact.
    pub words: String,
}

fn fact(tone: Tone, label: impl Into<String>, words: impl Into<String>) -> Fact {
    Fact { tone, label: label.into(), words: words.into() }
}

fn standing(patient: &Patient, found: &mut Vec<Fact>) {
    if let Some(death) = &patient.death {
        let on = death.on.map(|on| format!(" on {}", date::show(on))).unwrap_or_default();
        let sure = match death.notice {
            DeathNotice::Formal => "the Registrar gave notice",
            DeathNotice::Informal => "reported, not yet confirmed",
        };
        found.push(fact(Tone::Stop, "DECEASED", format!("Died{on}; {sure}. No message may go.")));
    }
    if let Some(restriction) = &patient.restriction {
        let level = match restriction.level {
            Confidentiality::Unrestricted => "Unsafe channels are on record",
            Confidentiality::Restricted => "The address is confidential and not shown",
            Confidentiality::VeryRestricted => "The whole record is confidential; the address is not shown",
        };
        let lead = match &restriction.named_lead {
            Some(lead) => format!(". Named lead: {lead}"),
            None => ". No named lead is on record".into(),
        };
        found.push(fact(Tone::Stop, "RESTRICTED", format!("{level}{lead}")));
        for channel in &restriction.unsafe_channels {
            found.push(fact(
                Tone::Stop,
                "NOT SAFE",
                format!("{}: the patient said it is not safe", channel.label()),
            ));
        }
    }
    if let Some(left) = &patient.left {
        let on = left.on.map(|on| format!(" since {}", date::show(on))).unwrap_or_default();
        let why = left.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        found.push(fact(Tone::Stop, "LEFT", format!("No longer registered here{on}{why}")));
    }
    if patient.missing_from_list {
        found.push(fact(Tone::Warn, "Left?", "Missing from the last full list: ask whether they moved away"));
    }
}

fn objections(dossier: &Dossier, cx: &Context<'_>, found: &mut Vec<Fact>) {
    for objection in dossier.objections.iter().flatten() {
        let purpose =
            objection.purpose.map(|p| format!(", {} only", p.label().to_lowercase())).unwrap_or_default();
        let reason = objection.reason.as_ref().map(|words| format!(": \"{words}\"")).unwrap_or_default();
        let when = date::show(cx.now.local_of(objection.recorded.at).date());
        let words =
            format!("{}{purpose}{reason} ({}, {when})", objection.channel.label(), objection.recorded.by);
        let (tone, label) =
            if objection.is_live() { (Tone::Stop, "OBJECTS TO") } else { (Tone::Aside, "Withdrawn") };
        found.push(fact(tone, label, words));
    }
    for conflict in dossier.conflicts.iter().flatten() {
        let words = format!(
            "{}: on file {}; {} says {}. Ask the patient",
            conflict.facet.label(),
            conflict.kept,
            conflict.source,
            conflict.other
        );
        found.push(fact(Tone::Warn, "CONFLICT", words));
    }
    for other in dossier.lookalikes.iter().flatten() {
        let born = other.birth_date.map_or_else(|| "not known".into(), date::PartialDate::show);
        let number = other.nhs_number.map(|number| number.to_string()).unwrap_or_default();
        found.push(fact(
            Tone::Warn,
            "LOOKS LIKE",
            format!("{}, born {born}, {number}: check a second identifier", other.name),
        ));
    }
}

const fn use_label(use_: Use) -> &'static str {
    match use_ {
        Use::Usual => "usual",
        Use::Official => "official",
        Use::Home => "home",
        Use::Work => "work",
        Use::Mobile => "mobile",
        Use::Temp => "temporary",
        Use::Nickname | Use::Maiden => "",
        Use::Billing => "billing",
        Use::Old => "old",
    }
}

/// Where a contact point leads, as a screen may show it: a confidential address is not shown.
pub fn show_contact(dossier: &Dossier, point: &ContactPoint) -> String {
    let restriction = dossier.patient.restriction.as_ref();
    let confidential =
        restriction.is_some_and(|r| r.level != Confidentiality::Unrestricted && !r.safe.contains(&point.id));
    if confidential && matches!(point.value, ContactValue::Post(_)) {
        return "hidden: the address is confidential".into();
    }
    point.value.show()
}

fn contact(point: &ContactPoint, dossier: &Dossier, cx: &Context<'_>) -> Fact {
    let today = cx.now.today();
    let value = show_contact(dossier, point);
    let mut asides: Vec<String> = Vec::new();
    asides.extend(Some(use_label(point.use_).to_owned()).filter(|word| !word.is_empty()));
    asides.push(match &point.verified {
        Some(verified) => {
            let how = match verified.how {
                Verification::Desk => "asked at the desk",
                Verification::Phone => "asked on the phone",
                Verification::Letter => "answered by letter",
                Verification::Import => "confirmed in the import",
            };
            format!("verified {} {how}, {}", date::show(verified.on), verified.recorded.by)
        }
        None => "not verified".into(),
    });
    let sharers: Vec<String> = dossier
        .sharers
        .iter()
        .flatten()
        .filter(|sharer| sharer.contact == point.id)
        .map(|sharer| match &sharer.relationship {
            Some(relationship) => format!("{} ({relationship})", sharer.patient.name),
            None => sharer.patient.name.clone(),
        })
        .collect();
    let mut tone = Tone::Plain;
    if !sharers.is_empty() {
        tone = Tone::Warn;
        asides.push(format!("SHARED with {}", sharers.join("; ")));
    }
    if let Some(changed) = point.changed {
        asides.push(format!("changed {}", date::show(cx.now.local_of(changed).date())));
    }
    match &point.trouble {
        Some(Trouble::Failed { times: 1 }) => asides.push("FAILED last time".into()),
        Some(Trouble::Failed { times }) => asides.push(format!("FAILED {times} times")),
        Some(Trouble::NotMe) => asides.push("NOT THEIRS: whoever answered is somebody else".into()),
        None => {}
    }
    if point.trouble.is_some() {
        tone = Tone::Warn;
    }
    if !point.is_current(today) && point.trouble.is_none() {
        tone = Tone::Aside;
        asides.push("no longer in use".into());
    }
    let rank = point.rank.map(|rank| format!("{rank}. ")).unwrap_or_default();
    fact(tone, format!("{rank}{}", point.value.label()), format!("{value}  {}", asides.join(", ")))
}

fn contacts(dossier: &Dossier, cx: &Context<'_>, found: &mut Vec<Fact>) {
    found.push(fact(Tone::Head, "How to reach them", ""));
    let Some(points) = &dossier.contacts else {
        found.push(fact(Tone::Warn, "", "Not known yet"));
        return;
    };
    if points.is_empty() {
        found.push(fact(Tone::Warn, "Nothing", "There is no number, email or address on file: ask for one"));
    }
    let today = cx.now.today();
    let mut ranked: Vec<&ContactPoint> = points.iter().collect();
    ranked.sort_by_key(|point| (!point.is_current(today), point.rank.unwrap_or(u32::MAX)));
    found.extend(ranked.into_iter().map(|point| contact(point, dossier, cx)));
}

fn preferences(dossier: &Dossier, found: &mut Vec<Fact>) {
    let mut wishes: Vec<Fact> = Vec::new();
    for preference in dossier.preferences.iter().flatten() {
        let words = match &preference.wish {
            Wish::Channel(channel) => channel.label().to_owned(),
            Wish::Times { words, .. } => words.clone(),
            Wish::Language(language) => format!("language {language}"),
        };
        let purpose =
            preference.purpose.map(|p| format!(" for {}", p.label().to_lowercase())).unwrap_or_default();
        wishes.push(fact(Tone::Plain, "Prefers", format!("{words}{purpose} ({})", preference.recorded.by)));
    }
    for need in dossier.needs.iter().flatten() {
        let note = need.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        wishes.push(fact(Tone::Warn, "NEEDS", format!("{}{note}", need.kind.label())));
    }
    for agreement in dossier.agreements.iter().flatten() {
        let by = match agreement.by {
            AgreedBy::Patient => "patient asked and agreed",
            AgreedBy::CaldicottGuardian => "Caldicott Guardian consulted",
        };
        let what = agreement.topic.map_or("results", crate::domain::topic::Topic::label);
        let until = agreement.until.map(|until| format!(" until {}", date::show(until))).unwrap_or_default();
        wishes.push(fact(
            Tone::Plain,
            "Agreed",
            format!("{what} by {}{until}; {by}", agreement.channel.label()),
        ));
    }
    if !wishes.is_empty() {
        found.push(fact(Tone::Head, "Wishes and needs", ""));
        found.append(&mut wishes);
    }
}

fn proxy(proxy: &Proxy, today: Date) -> Fact {
    let mut parts = vec![proxy.name.show(), proxy.basis.label().to_owned()];
    if let Some(purposes) = &proxy.scope.purposes {
        let names: Vec<String> = purposes.iter().map(|p| p.label().to_lowercase()).collect();
        parts.push(format!("only {}", names.join(", ")));
    }
    if !proxy.scope.without.is_empty() {
        let names: Vec<&str> = proxy.scope.without.iter().map(|topic| topic.label()).collect();
        parts.push(format!("never {}", names.join(", ")));
    }
    parts.extend(proxy.period.end.map(|end| {
        let word = if end < today { "ended" } else { "until" };
        format!("{word} {}", date::show(end))
    }));
    parts.extend(proxy.review.map(|review| format!("review {}", date::show(review))));
    let places: Vec<String> = proxy.contacts.iter().map(|point| point.value.show()).collect();
    parts.extend(Some(places.join(", ")).filter(|text| !text.is_empty()));
    if proxy.do_not_tell {
        return fact(Tone::Stop, "DO NOT TELL", format!("{} ({})", parts.join("; "), proxy.relationship));
    }
    let tone = if proxy.is_live(today) { Tone::Plain } else { Tone::Warn };
    fact(tone, proxy.relationship.clone(), parts.join("; "))
}

/// The dossier as lines.
pub fn facts(dossier: &Dossier, cx: &Context<'_>) -> Vec<Fact> {
    let today = cx.now.today();
    let mut found = Vec::new();
    standing(&dossier.patient, &mut found);
    objections(dossier, cx, &mut found);
    contacts(dossier, cx, &mut found);
    preferences(dossier, &mut found);
    let proxies: Vec<Fact> = dossier.proxies.iter().flatten().map(|one| proxy(one, today)).collect();
    if !proxies.is_empty() {
        found.push(fact(Tone::Head, "Who acts for them", ""));
        found.extend(proxies);
    }
    let past: Vec<String> = dossier
        .patient
        .names
        .iter()
        .filter(|name| Some(*name) != dossier.patient.name(today))
        .map(crate::domain::person::HumanName::show)
        .filter(|name| !name.is_empty())
        .collect();
    if !past.is_empty() {
        found.push(fact(Tone::Aside, "Other names", past.join("; ")));
    }
    found
}
