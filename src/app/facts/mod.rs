//! A dossier as lines: what is loud first, then how to reach the person, then the rest; each with its fact on file.

pub mod contacts;

pub use contacts::show_contact;

use jiff::civil::Date;

use super::context::Context;
use crate::domain::agreement::{AgreedBy, Agreement};
use crate::domain::date;
use crate::domain::dossier::Dossier;
use crate::domain::fact::Fact;
use crate::domain::need::NeedKind;
use crate::domain::objection::{Objection, Outcome};
use crate::domain::patient::{Confidentiality, DeathNotice, Patient};
use crate::domain::preference::{Preference, Wish};
use crate::domain::proxy::Proxy;
use crate::domain::staff::Recorded;
use crate::domain::told;
use crate::domain::topic::Topic;
use crate::domain::words::language;

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
pub struct FactLine {
    /// How it is meant.
    pub tone: Tone,
    /// The word before it: "Mobile", "Objects", "Mother".
    pub label: String,
    /// What it says.
    pub words: String,
    /// The fact as it is on file, which a key on this line changes; `None`: a heading, or nothing that the desk keeps.
    pub fact: Option<Fact>,
    /// What stands there while it is held back from whoever looks over a shoulder: the label and the words; `None`: the same.
    pub held: Option<(String, String)>,
}

/// The one sign of all that is held back, whatever it is.
pub const HELD: &str = "R";

impl FactLine {
    fn of(self, fact: Fact) -> Self {
        Self { fact: Some(fact), ..self }
    }

    fn held_as(self, label: impl Into<String>, words: impl Into<String>) -> Self {
        Self { held: Some((label.into(), words.into())), ..self }
    }

    /// The label and the words, as they may stand on the screen now.
    pub fn shown(&self, holds_back: bool) -> (&str, &str) {
        match &self.held {
            Some((label, words)) if holds_back => (label, words),
            _ => (&self.label, &self.words),
        }
    }
}

fn line(tone: Tone, label: impl Into<String>, words: impl Into<String>) -> FactLine {
    FactLine { tone, label: label.into(), words: words.into(), fact: None, held: None }
}

fn standing(patient: &Patient, found: &mut Vec<FactLine>) {
    if let Some(death) = &patient.death {
        let on = death.on.map(|on| format!(" on {}", date::show(on))).unwrap_or_default();
        let sure = match death.notice {
            DeathNotice::Formal => "the Registrar gave notice",
            DeathNotice::Informal => "reported, not yet confirmed",
        };
        let words = format!("Died{on}; {sure}. No message may go.");
        found.push(line(Tone::Stop, "DECEASED", words).of(Fact::Death(death.clone())));
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
        let fact = || Fact::Restriction(restriction.clone());
        found.push(line(Tone::Stop, "RESTRICTED", format!("{level}{lead}")).of(fact()).held_as(HELD, ""));
        for channel in &restriction.unsafe_channels {
            let words = format!("{}: the patient said it is not safe", channel.label());
            found.push(line(Tone::Stop, "NOT SAFE", words).of(fact()).held_as(HELD, ""));
        }
    }
    if let Some(left) = &patient.left {
        let on = left.on.map(|on| format!(" since {}", date::show(on))).unwrap_or_default();
        let why = left.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let words = format!("No longer registered here{on}{why}");
        found.push(line(Tone::Stop, "LEFT", words).of(Fact::Left(left.clone())));
    }
    if patient.missing_from_list {
        let words = "Missing from the last full list: ask whether they moved away";
        found.push(line(Tone::Warn, "Left?", words).of(Fact::MissingFromList));
    }
}

/// What may be told of safeguarding notes: whoever may not read one sees what is asked of them, or nothing.
fn safeguarding(dossier: &Dossier, found: &mut Vec<FactLine>) {
    const LABEL: &str = "SAFEGUARDING";
    for note in dossier.safeguarding.iter().flatten() {
        let whom = told::noted(note, dossier);
        match &note.words {
            Some(words) => {
                let goes = "the desk speaks to the safeguarding lead first";
                let desk = if note.asks { goes } else { "the desk is not told" };
                let said = format!("{whom}: {words} ({}; {desk})", note.recorded.by);
                let said = line(Tone::Stop, LABEL, said).of(Fact::Safeguarding(note.clone()));
                found.push(said.held_as(HELD, ""));
            }
            None if note.asks => {
                found.push(line(Tone::Stop, LABEL, told::capital(&note.request(&whom))).held_as(HELD, ""));
            }
            None => {}
        }
    }
}

fn objection(objection: &Objection, cx: &Context<'_>) -> FactLine {
    let purpose =
        objection.purpose.map(|p| format!(", {} only", p.label().to_lowercase())).unwrap_or_default();
    let reason = objection.reason.as_ref().map(|words| format!(": \"{words}\"")).unwrap_or_default();
    let when = date::show(cx.now.local_of(objection.recorded.at).date());
    let mut words =
        format!("{}{purpose}{reason} ({}, {when})", objection.channel.label(), objection.recorded.by);
    let talk = objection.talk.as_ref().map(|talk| format!(": {talk}")).unwrap_or_default();
    match objection.outcome {
        Outcome::MayBeOverridden => {
            words = format!("{words}; may be overridden{}{talk}", objection.for_what());
            if objection.is_claimed() {
                words = format!("{words}; {}", claimed(&objection.recorded));
            }
        }
        _ if !talk.is_empty() => words = format!("{words}; talked through{talk}"),
        _ => {}
    }
    if let Some(review) = objection.review.filter(|_| objection.is_live()) {
        let due = if review <= cx.now.today() { "REVIEW DUE since" } else { "review" };
        words = format!("{words}; {due} {}", date::show(review));
    }
    let (tone, label) =
        if objection.is_live() { (Tone::Stop, "OBJECTS TO") } else { (Tone::Aside, "Withdrawn") };
    line(tone, label, words).of(Fact::Objection(objection.clone()))
}

fn objections(dossier: &Dossier, cx: &Context<'_>, found: &mut Vec<FactLine>) {
    let all = dossier.objections.iter().flatten();
    found.extend(all.clone().filter(|one| one.is_live()).map(|one| objection(one, cx)));
    for conflict in dossier.conflicts.iter().flatten() {
        let facet = conflict.facet.label();
        let words = if dossier.hides_conflict(conflict) {
            format!("{facet}: {} says something else, not shown here", conflict.source)
        } else {
            let (kept, source, other) = (&conflict.kept, &conflict.source, &conflict.other);
            format!("{facet}: on file {kept}; {source} says {other}. Ask the patient")
        };
        let told = line(Tone::Warn, "CONFLICT", words).of(Fact::Conflict(conflict.clone()));
        let held = format!("{facet}: {} says something else", conflict.source);
        found.push(if conflict.is_discreet() { told.held_as("CONFLICT", held) } else { told });
    }
    for other in dossier.lookalikes.iter().flatten() {
        let born = other.birth_date.map_or_else(|| "not known".into(), date::PartialDate::show);
        let number = other.nhs_number.map(|number| number.to_string()).unwrap_or_default();
        found.push(line(
            Tone::Warn,
            "LOOKS LIKE",
            format!("{}, born {born}, {number}: check a second identifier", other.name),
        ));
    }
    found.extend(all.filter(|one| !one.is_live()).map(|one| objection(one, cx)));
}

fn preference(preference: &Preference, today: Date) -> FactLine {
    let words = match &preference.wish {
        Wish::Channel(channel) => channel.label().to_owned(),
        Wish::Times { words, quiet_from: Some(from), quiet_until: Some(until) } => {
            format!("{words} (no messages {} to {})", from.strftime("%H:%M"), until.strftime("%H:%M"))
        }
        Wish::Times { words, .. } => words.clone(),
        Wish::Language(code) => format!("language {}", language::name(code)),
    };
    let purpose =
        preference.purpose.map(|p| format!(" for {}", p.label().to_lowercase())).unwrap_or_default();
    let ended = preference.period.is_over(today);
    let (tone, end) = if ended { (Tone::Aside, ", no longer") } else { (Tone::Plain, "") };
    line(tone, "Prefers", format!("{words}{purpose} ({}{end})", preference.recorded.by))
        .of(Fact::Preference(preference.clone()))
}

/// What is said of a fact that gives no authority and opens no route yet.
fn claimed(recorded: &Recorded) -> String {
    format!("says {}, NOT LOOKED AT HERE", recorded.by)
}

fn agreement(agreement: &Agreement, today: Date) -> FactLine {
    let by = match agreement.by {
        AgreedBy::Patient => "patient asked and agreed",
        AgreedBy::CaldicottGuardian => "Caldicott Guardian consulted",
    };
    let what = agreement.topic.map_or("results", Topic::label);
    let over = agreement.until.is_some_and(|until| until < today);
    let word = if over { "ended" } else { "until" };
    let until = agreement.until.map(|until| format!(" {word} {}", date::show(until))).unwrap_or_default();
    let words = agreement.words.as_ref().map(|words| format!(": {words}")).unwrap_or_default();
    let (tone, claim) = match (over, agreement.is_claimed()) {
        (true, _) => (Tone::Aside, String::new()),
        (false, true) => (Tone::Warn, format!("; {}", claimed(&agreement.recorded))),
        (false, false) => (Tone::Plain, String::new()),
    };
    line(tone, "Agreed", format!("{what} by {}{until}; {by}{words}{claim}", agreement.channel.label()))
        .of(Fact::Agreement(agreement.clone()))
}

fn wishes(dossier: &Dossier, today: Date, found: &mut Vec<FactLine>) {
    let mut held: Vec<&Preference> = dossier.preferences.iter().flatten().collect();
    held.sort_by_key(|wish| (wish.period.is_over(today), kind_of(&wish.wish), wish.rank));
    let mut lines: Vec<FactLine> = held.into_iter().map(|one| preference(one, today)).collect();
    for need in dossier.needs.iter().flatten() {
        let note = need.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        let kind = match &need.kind {
            NeedKind::Interpreter(code) if !code.is_empty() => {
                format!("Interpreter: {}", language::name(code))
            }
            kind => kind.label(),
        };
        let words = format!("{kind}{note}");
        lines.push(line(Tone::Warn, "NEEDS", words).of(Fact::Need(need.clone())));
    }
    lines.extend(dossier.agreements.iter().flatten().map(|one| agreement(one, today)));
    if !lines.is_empty() {
        found.push(line(Tone::Head, "Wishes and needs", ""));
        found.append(&mut lines);
    }
}

/// The order of the kinds of wishes.
pub const fn kind_of(wish: &Wish) -> u8 {
    match wish {
        Wish::Channel(_) => 0,
        Wish::Times { .. } => 1,
        Wish::Language(_) => 2,
    }
}

fn proxy(proxy: &Proxy, today: Date) -> FactLine {
    let mut parts = vec![proxy.name.show(), proxy.basis.label().to_owned()];
    parts.extend(proxy.is_claimed().then(|| claimed(&proxy.recorded)));
    if let Some(purposes) = &proxy.scope.purposes {
        let names: Vec<String> = purposes.iter().map(|p| p.label().to_lowercase()).collect();
        parts.push(format!("only {}", names.join(", ")));
    }
    if !proxy.scope.without.is_empty() {
        let names: Vec<&str> = proxy.scope.without.iter().map(|topic| topic.label()).collect();
        parts.push(format!("never {}", names.join(", ")));
    }
    parts.extend(proxy.lives.said().map(str::to_owned));
    parts.extend(proxy.evidence.clone());
    parts.extend(proxy.period.end.map(|end| {
        let word = if end < today { "ended" } else { "until" };
        format!("{word} {}", date::show(end))
    }));
    parts.extend(proxy.review.map(|review| {
        let word = if review <= today { "REVIEW DUE since" } else { "review" };
        format!("{word} {}", date::show(review))
    }));
    let fact = Fact::Proxy(Box::new(Proxy { contacts: Vec::new(), ..proxy.clone() }));
    if proxy.do_not_tell {
        let words = format!("{} ({})", parts.join("; "), proxy.relationship);
        let held = format!("{} ({})", proxy.name.show(), proxy.relationship);
        return line(Tone::Stop, "DO NOT TELL", words).of(fact).held_as(HELD, held);
    }
    let tone = match (proxy.is_live(today), proxy.period.is_over(today)) {
        (true, _) => Tone::Plain,
        (false, true) => Tone::Aside,
        (false, false) => Tone::Warn,
    };
    line(tone, proxy.relationship.clone(), parts.join("; ")).of(fact)
}

fn proxies(dossier: &Dossier, cx: &Context<'_>, found: &mut Vec<FactLine>) {
    let today = cx.now.today();
    let mut held: Vec<&Proxy> = dossier.proxies.iter().flatten().collect();
    held.sort_by_key(|one| one.period.is_over(today));
    if !held.is_empty() {
        found.push(line(Tone::Head, "Who acts for them", ""));
    }
    for one in held {
        found.push(proxy(one, today));
        contacts::of_proxy(one, dossier, cx, found);
    }
}

/// The dossier as lines.
pub fn facts(dossier: &Dossier, cx: &Context<'_>) -> Vec<FactLine> {
    let today = cx.now.today();
    let mut found = Vec::new();
    standing(&dossier.patient, &mut found);
    safeguarding(dossier, &mut found);
    objections(dossier, cx, &mut found);
    contacts::own(dossier, cx, &mut found);
    wishes(dossier, today, &mut found);
    proxies(dossier, cx, &mut found);
    let past: Vec<String> = dossier
        .patient
        .names
        .iter()
        .filter(|name| Some(*name) != dossier.patient.name(today))
        .map(crate::domain::person::HumanName::show)
        .filter(|name| !name.is_empty())
        .collect();
    if !past.is_empty() {
        found.push(line(Tone::Aside, "Other names", past.join("; ")));
    }
    found
}
