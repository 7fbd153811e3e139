//! Changes of facts in plain sentences: what was, what is from now on, and why.
//!
//! The dossier is that of the patient as it is now: it says what is confidential and in no sentence.

use super::agreement::{AgreedBy, Agreement};
use super::contact::{ContactPoint, ContactValue, Trouble, Verification};
use super::date::{Period, show};
use super::dossier::Dossier;
use super::fact::{Amendment, Fact, FactChange};
use super::objection::{Objection, Outcome};
use super::patient::{Confidentiality, DeathNotice, Restriction};
use super::preference::{Preference, Wish};
use super::proxy::Proxy;
use super::purpose::Purpose;
use super::safeguarding::SafeguardingNote;
use super::topic::Topic;
use super::words::language;

/// What stands for an address that is not shown.
const HIDDEN: &str = "(not shown)";

/// A change after which the fact says the same: it was confirmed once more.
const SAME: &str = "said again";

/// Parts of a fact: a label and what it says, empty where it says nothing. One kind of fact has one list of labels.
type Parts = Vec<(&'static str, String)>;

/// An amendment in one sentence, with why.
pub fn amendment(amendment: &Amendment, dossier: &Dossier) -> String {
    let each: Vec<String> = amendment.changes.iter().map(|one| change(one, dossier)).collect();
    let mut sentence = format!("{}.", each.join("; ").trim_end_matches('.'));
    if !amendment.words.is_empty() {
        sentence.push_str(" Why: ");
        sentence.push_str(amendment.words.trim_end_matches('.'));
        sentence.push('.');
    }
    sentence
}

/// What an amendment put on file in a few words: "Objection to Text added".
pub fn short(amendment: &Amendment, dossier: &Dossier) -> String {
    // what a proxy is to the patient stands on the same screen
    let name = |fact: &Fact| match fact {
        Fact::Proxy(proxy) => format!("Proxy {}", proxy.name.show()),
        fact => capital(&name(fact, dossier)),
    };
    let one = |change: &FactChange| match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            let news = differences(before, after, dossier);
            let word = |(label, was, now): &(&str, String, String)| match now.as_str() {
                "" => format!("no longer {}", state(label, was)),
                now => state(label, now),
            };
            let mut words: Vec<String> = news.iter().map(word).collect();
            words.extend(words.is_empty().then(|| SAME.to_owned()));
            format!("{}: {}", name(before), words.join(", "))
        }
        (None, Some(fact)) => format!("{} added", name(fact)),
        (Some(fact), None) => format!("{} removed", name(fact)),
        (None, None) => String::new(),
    };
    let mut words: Vec<String> = amendment.changes.iter().take(2).map(one).collect();
    let more = amendment.changes.len().saturating_sub(words.len());
    words.extend((more > 0).then(|| format!("{more} more")));
    words.join("; ")
}

/// One change in a sentence without a full stop.
pub fn change(change: &FactChange, dossier: &Dossier) -> String {
    let whole = |fact: &Fact, verb: &str| whole(fact, verb, dossier);
    match (&change.before, &change.after) {
        (None, None) => "Nothing".into(),
        (None, Some(fact)) => whole(fact, " added"),
        (Some(fact), None) => whole(fact, " removed"),
        (Some(before), Some(after)) => {
            let words = differs(before, after, dossier);
            let words = if words.is_empty() { SAME.into() } else { words };
            format!("{}: {words}", capital(&name(before, dossier)))
        }
    }
}

/// All that is on file of a fact, in a sentence without a full stop.
pub fn stated(fact: &Fact, dossier: &Dossier) -> String {
    whole(fact, "", dossier)
}

fn whole(fact: &Fact, verb: &str, dossier: &Dossier) -> String {
    let name = name(fact, dossier);
    // what the name says already is not said twice
    let named =
        |label: &str| matches!(label, "" | "channel" | "about" | "route" | "topic" | "name" | "relationship");
    let new = |(label, value): &(&str, String)| {
        !(value.is_empty() || named(label) && name.contains(value.as_str()))
    };
    let parts = parts(fact, dossier).into_iter().filter(new);
    let words: Vec<String> = parts.map(|(label, value)| state(label, &value)).collect();
    let about = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
    format!("{}{verb}{about}", capital(&name))
}

/// What differs between two states of one fact: "rank was 2, now 1"; empty where they say the same.
pub fn differs(before: &Fact, after: &Fact, dossier: &Dossier) -> String {
    let word = |(label, was, now): (&'static str, String, String)| match (was.as_str(), now.as_str()) {
        ("", now) => state(label, now),
        (was, "") => format!("no longer {}", state(label, was)),
        (was, now) => format!("{label} was {was}, now {now}").trim_start().to_owned(),
    };
    differences(before, after, dossier).into_iter().map(word).collect::<Vec<_>>().join(", ")
}

fn state(label: &str, value: &str) -> String {
    match (label, value) {
        ("", value) => value.to_owned(),
        (label, value) => format!("{label} {value}"),
    }
}

fn differences(before: &Fact, after: &Fact, dossier: &Dossier) -> Vec<(&'static str, String, String)> {
    let pairs = parts(before, dossier).into_iter().zip(parts(after, dossier));
    let moved = pairs.filter(|((_, was), (_, now))| was != now);
    let mut moved: Vec<_> = moved.map(|((label, was), (_, now))| (label, was, now)).collect();
    if let (Fact::Contact { point: was, .. }, Fact::Contact { point: now, .. }) = (before, after)
        && was.value != now.value
        && (dossier.hides(was) || dossier.hides(now))
    {
        moved.push(("", String::new(), "another address".into()));
    }
    moved
}

/// Words that begin a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What a fact is called in a sentence: "objection to Text", "Mobile 07700 900123".
pub fn name(fact: &Fact, dossier: &Dossier) -> String {
    match fact {
        Fact::Death(_) => "death".into(),
        Fact::Left(_) => "mark \"has left\"".into(),
        Fact::Restriction(_) => "restriction".into(),
        Fact::MissingFromList => "mark \"left?\"".into(),
        Fact::Contact { of, point } => {
            let whose = if of.is_some() { "proxy's " } else { "" };
            let value = place(point, dossier);
            match point.value {
                ContactValue::NhsApp => format!("{whose}NHS App"),
                _ => format!("{whose}{} {value}", point.value.label()),
            }
        }
        Fact::Preference(wish) => format!("wish for {}", wish_words(&wish.wish)),
        Fact::Objection(one) => {
            let purpose = Purpose::about(one.purpose);
            format!("objection to {}{purpose}", one.channel.label())
        }
        Fact::Proxy(proxy) => format!("proxy {} ({})", proxy.name.show(), proxy.relationship),
        Fact::Need(need) => format!("access need {}", need.kind.label()),
        Fact::Agreement(one) => {
            let what = one.topic.map_or("results", Topic::label);
            let by = match one.by {
                AgreedBy::Patient => "agreement",
                AgreedBy::CaldicottGuardian => "guardian's advice",
            };
            format!("{by} on {what} by {}", one.channel.label())
        }
        Fact::Safeguarding(note) => format!("safeguarding note on {}", noted(note, dossier)),
        Fact::Conflict(conflict) => format!("conflict in {}", conflict.facet.label()),
    }
}

fn place(point: &ContactPoint, dossier: &Dossier) -> String {
    if dossier.hides(point) { HIDDEN.into() } else { point.value.show() }
}

fn wish_words(wish: &Wish) -> String {
    match wish {
        Wish::Channel(channel) => channel.label().into(),
        Wish::Times { words, .. } => format!("times: {words}"),
        Wish::Language(code) => format!("language {}", language::name(code)),
    }
}

fn span(period: &Period) -> [(&'static str, String); 2] {
    [
        ("from", period.start.map(show).unwrap_or_default()),
        ("until", period.end.map(show).unwrap_or_default()),
    ]
}

fn quoted(words: Option<&String>) -> String {
    words.map(|words| format!("\"{words}\"")).unwrap_or_default()
}

fn parts(fact: &Fact, dossier: &Dossier) -> Parts {
    let mut parts = match fact {
        Fact::MissingFromList => Vec::new(),
        Fact::Death(death) => {
            let sure = match death.notice {
                DeathNotice::Formal => "formal notice",
                DeathNotice::Informal => "reported, not yet confirmed",
            };
            vec![("on", death.on.map(show).unwrap_or_default()), ("", sure.into())]
        }
        Fact::Left(left) => vec![
            ("since", left.on.map(show).unwrap_or_default()),
            ("reason", left.reason.clone().unwrap_or_default()),
        ],
        Fact::Restriction(restriction) => restricted(restriction),
        Fact::Contact { point, .. } => contact(point, dossier),
        Fact::Preference(wish) => preference(wish),
        Fact::Objection(one) => objection(one),
        Fact::Proxy(one) => proxy(one),
        Fact::Need(need) => vec![("", need.kind.label()), ("note", quoted(need.note.as_ref()))],
        Fact::Agreement(one) => agreement(one),
        Fact::Safeguarding(note) => safeguarding(note),
        Fact::Conflict(conflict) if dossier.hides_conflict(conflict) => vec![("", HIDDEN.into())],
        Fact::Conflict(conflict) => vec![
            ("on file", conflict.kept.clone()),
            ("other", format!("{} says {}", conflict.source, conflict.other)),
        ],
    };
    parts.push(("said only by", fact.claimed_by().map(ToString::to_string).unwrap_or_default()));
    parts
}

fn restricted(restriction: &Restriction) -> Parts {
    let level = match restriction.level {
        Confidentiality::Unrestricted => "",
        Confidentiality::Restricted => "address confidential",
        Confidentiality::VeryRestricted => "whole record confidential",
    };
    let channels: Vec<&str> = restriction.unsafe_channels.iter().map(|channel| channel.label()).collect();
    let safe = match restriction.safe.len() {
        0 => String::new(),
        1 => "1 contact point".into(),
        many => format!("{many} contact points"),
    };
    vec![
        ("", level.into()),
        ("named lead", restriction.named_lead.clone().unwrap_or_default()),
        ("not safe", channels.join(" and ")),
        ("safe", safe),
    ]
}

fn contact(point: &ContactPoint, dossier: &Dossier) -> Parts {
    let verified = point.verified.as_ref().map(|verified| {
        let how = match verified.how {
            Verification::Desk => "at the desk",
            Verification::Phone => "on the phone",
            Verification::Letter => "by letter",
            Verification::Import => "in the import",
        };
        format!("{} {how}", show(verified.on))
    });
    let trouble = point.trouble.as_ref().map(|trouble| match trouble {
        Trouble::Failed { times: 1 } => "failed once".to_owned(),
        Trouble::Failed { times } => format!("failed {times} times"),
        Trouble::NotMe => "NOT THEIRS".to_owned(),
    });
    let [from, until] = span(&point.period);
    vec![
        ("", place(point, dossier)),
        ("use", point.use_.label().to_owned()),
        ("place", point.rank.map(|rank| rank.to_string()).unwrap_or_default()),
        from,
        until,
        ("verified", verified.unwrap_or_default()),
        ("", trouble.unwrap_or_default()),
    ]
}

fn preference(wish: &Preference) -> Parts {
    let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let quiet = match wish.wish {
        Wish::Times { quiet_from: Some(from), quiet_until: Some(until), .. } => {
            format!("{} to {}", clock(from), clock(until))
        }
        Wish::Times { quiet_from: Some(from), .. } => format!("from {}", clock(from)),
        Wish::Times { quiet_until: Some(until), .. } => format!("until {}", clock(until)),
        _ => String::new(),
    };
    let [from, until] = span(&wish.period);
    vec![
        ("", wish_words(&wish.wish)),
        ("no messages", quiet),
        ("for", wish.purpose.map(|purpose| purpose.label().to_owned()).unwrap_or_default()),
        ("place", wish.rank.to_string()),
        from,
        until,
    ]
}

fn objection(one: &Objection) -> Parts {
    let outcome = match one.outcome {
        Outcome::Stands => "stands",
        Outcome::Withdrawn => "WITHDRAWN",
        Outcome::MayBeOverridden => "may be overridden",
    };
    vec![
        ("channel", one.channel.label().into()),
        ("about", one.purpose.map(|purpose| purpose.label().to_owned()).unwrap_or_default()),
        ("reason", quoted(one.reason.as_ref())),
        ("talk", quoted(one.talk.as_ref())),
        ("", outcome.into()),
        ("may come all the same", Purpose::list(&one.exceptions)),
        ("review", one.review.map(show).unwrap_or_default()),
    ]
}

fn proxy(one: &Proxy) -> Parts {
    let purposes = match &one.scope.purposes {
        None => "all purposes".to_owned(),
        Some(list) => Purpose::list(list),
    };
    let without: Vec<&str> = one.scope.without.iter().map(|topic| topic.label()).collect();
    let [from, until] = span(&one.period);
    vec![
        ("name", one.name.show()),
        ("relationship", one.relationship.clone()),
        ("basis", one.basis.label().into()),
        ("evidence", quoted(one.evidence.as_ref())),
        ("may be told", purposes),
        ("never", without.join(" and ")),
        from,
        until,
        ("review", one.review.map(show).unwrap_or_default()),
        ("", if one.do_not_tell { "DO NOT TELL".into() } else { String::new() }),
        ("", one.lives.said().unwrap_or_default().to_owned()),
    ]
}

/// Whom a safeguarding note is about: "EVANS, Gwen (mother)".
pub fn noted(note: &SafeguardingNote, dossier: &Dossier) -> String {
    match note.about.map(|id| dossier.proxy(id)) {
        None => "anybody but the patient".into(),
        Some(Some(proxy)) => format!("{} ({})", proxy.name.show(), proxy.relationship),
        Some(None) => "somebody who is no proxy any more".into(),
    }
}

fn safeguarding(note: &SafeguardingNote) -> Parts {
    let desk =
        if note.asks { "the desk speaks to the safeguarding lead first" } else { "the desk is not told" };
    vec![
        ("", quoted(note.words.as_ref())),
        ("", desk.into()),
        ("lead", note.lead.clone().unwrap_or_default()),
    ]
}

fn agreement(one: &Agreement) -> Parts {
    vec![
        ("route", one.channel.label().into()),
        ("topic", one.topic.map_or("results", Topic::label).into()),
        ("until", one.until.map(show).unwrap_or_default()),
        ("", quoted(one.words.as_ref())),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::super::channel::Channel;
    use super::super::contact::Verified;
    use super::super::dossier::{Conflict, Facet};
    use super::super::ids::{ContactPointId, ObjectionId, PatientId, StaffId};
    use super::super::patient::{Death, Patient};
    use super::super::person::{Address, Use};
    use super::super::staff::{Author, Recorded};
    use super::super::telephone::Telephone;
    use super::*;

    fn recorded() -> Recorded {
        let by = Author::Staff { id: StaffId::from_bytes([1; 16]), name: "Priya".into() };
        Recorded { by, at: Timestamp::UNIX_EPOCH }
    }

    fn point(value: ContactValue) -> ContactPoint {
        ContactPoint {
            id: ContactPointId::from_bytes([1; 16]),
            value,
            use_: Use::Home,
            rank: Some(2),
            period: Period::default(),
            verified: None,
            trouble: None,
            changed: None,
            recorded: recorded(),
        }
    }

    fn mobile() -> ContactPoint {
        point(ContactValue::Phone(Telephone::new("07700 900123")))
    }

    fn patient() -> PatientId {
        PatientId::from_bytes([1; 16])
    }

    fn own(point: ContactPoint) -> Fact {
        Fact::Contact { of: None, point }
    }

    fn open() -> Dossier {
        Dossier::of(Patient {
            id: patient(),
            nhs_number: None,
            practice_number: None,
            names: vec![],
            birth_date: None,
            gender: None,
            death: None,
            left: None,
            restriction: None,
            missing_from_list: false,
        })
    }

    #[test]
    fn what_comes_goes_and_changes_is_said_plainly() {
        let objection = Fact::Objection(Objection {
            id: ObjectionId::from_bytes([1; 16]),
            channel: Channel::Text,
            purpose: None,
            reason: Some("my brother reads my phone".into()),
            talk: None,
            outcome: Outcome::Stands,
            exceptions: Vec::new(),
            review: None,
            recorded: recorded(),
        });
        let added = Amendment::add(patient(), objection, "she rang");
        assert_eq!(short(&added, &open()), "Objection to Text added");
        assert_eq!(
            amendment(&added, &open()),
            "Objection to Text added: reason \"my brother reads my phone\", stands. Why: she rang."
        );
        assert_eq!(
            amendment(&added.undone(), &open()),
            "Objection to Text: was stands, now WITHDRAWN. Why: taken back: she rang."
        );
        let notice = DeathNotice::Informal;
        let wrong = Amendment::remove(
            patient(),
            Fact::Death(Death { on: Some(date(2026, 11, 20)), notice }),
            "another Mr Pugh",
        );
        assert_eq!(
            amendment(&wrong, &open()),
            "Death removed: on 20-Nov-2026, reported, not yet confirmed. Why: another Mr Pugh."
        );
    }

    #[test]
    fn only_what_differs_is_told() {
        let verified = Verified { on: date(2026, 11, 22), how: Verification::Desk, recorded: recorded() };
        let good = ContactPoint { verified: Some(verified), ..mobile() };
        let now = Amendment::change(patient(), own(mobile()), own(good.clone()), "");
        assert_eq!(short(&now, &open()), "Mobile 07700 900123: verified 22-Nov-2026 at the desk");
        assert_eq!(amendment(&now, &open()), "Mobile 07700 900123: verified 22-Nov-2026 at the desk.");
        let first = ContactPoint { rank: Some(1), ..good.clone() };
        let ranked = FactChange { before: Some(own(good)), after: Some(own(first)) };
        assert_eq!(change(&ranked, &open()), "Mobile 07700 900123: place was 2, now 1");
        let failed = ContactPoint { trouble: Some(Trouble::Failed { times: 1 }), ..mobile() };
        assert_eq!(differs(&own(failed.clone()), &own(mobile()), &open()), "no longer failed once");
        let mended = Amendment::change(patient(), own(failed), own(mobile()), "");
        assert_eq!(short(&mended, &open()), "Mobile 07700 900123: no longer failed once");
        let same = FactChange { before: Some(own(mobile())), after: Some(own(mobile())) };
        assert_eq!(change(&same, &open()), "Mobile 07700 900123: said again");
    }

    #[test]
    fn a_confidential_address_is_never_in_a_sentence() {
        let home = |line: &str| {
            point(ContactValue::Post(Address { lines: vec![line.into()], postcode: Some("CA12 5XX".into()) }))
        };
        let moved = Amendment::change(patient(), own(home("1 Tarn Lane")), own(home("9 Elm Row")), "fled");
        let mut restricted = open();
        let level = Confidentiality::Restricted;
        restricted.patient.restriction = Some(Restriction { level, ..Restriction::default() });
        let told = amendment(&moved, &restricted);
        assert_eq!(told, "Address (not shown): another address. Why: fled.");
        let (facet, source) = (Facet::Contacts, "PDS".to_owned());
        let (kept, other) = ("Address 1 Tarn Lane".to_owned(), "Address 9 Elm Row".to_owned());
        let at = Timestamp::UNIX_EPOCH;
        let conflict = Fact::Conflict(Conflict { facet, channel: None, kept, other, source, at });
        let settled = amendment(&Amendment::remove(patient(), conflict, ""), &restricted);
        assert_eq!(settled, "Conflict in the contact points removed: (not shown).");
        assert!(amendment(&moved, &open()).contains("was 1 Tarn Lane, CA12 5XX, now 9 Elm Row, CA12 5XX"));
    }
}
