//! What a single key on the line of a fact puts on file: pure, from the facts on file to an amendment.

use super::overlay::facts::contact::{held, use_of};
use super::overlay::facts::need::LANGUAGE as NEED_LANGUAGE;
use super::overlay::facts::preference::{AT_LANGUAGE, AT_TIMES, LANGUAGE, TIMES, WISH};
use super::overlay::facts::restriction::{LEVEL, LEVELS};
use super::overlay::facts::{Ask, Kind, contact, death, objection};
use super::overlay::form::Typed;
use super::turn::Stamp;
use crate::domain::channel::Channel;
use crate::domain::contact::{ContactPoint, Trouble, Verification, Verified};
use crate::domain::dossier::{Conflict, Dossier, Facet};
use crate::domain::fact::{Amendment, Fact, FactChange};
use crate::domain::need::NeedKind;
use crate::domain::patient::Confidentiality;
use crate::domain::person::Use;
use crate::domain::preference::{Preference, Wish};
use crate::domain::proxy::{Lives, Proxy};
use crate::domain::purpose::Purpose;

/// What a key does: an amendment, or why it cannot be done, for staff.
pub type Kept = Result<Amendment, &'static str>;

const fn amendment(dossier: &Dossier, changes: Vec<FactChange>) -> Amendment {
    Amendment { patient: dossier.patient.id, changes, words: String::new() }
}

fn points(dossier: &Dossier) -> impl Iterator<Item = Fact> {
    let own = dossier.contacts.iter().flatten().map(|point| Fact::Contact { of: None, point: point.clone() });
    let theirs = dossier.proxies.iter().flatten().flat_map(|proxy| {
        proxy.contacts.iter().map(|point| Fact::Contact { of: Some(proxy.id), point: point.clone() })
    });
    own.chain(theirs)
}

fn changed(before: Fact, change: impl FnOnce(&mut ContactPoint)) -> FactChange {
    let mut after = before.clone();
    if let Fact::Contact { point, .. } = &mut after {
        change(point);
    }
    FactChange { before: Some(before), after: Some(after) }
}

/// A contact point was found right: what went wrong with it before is over, and it is in use.
pub fn verified(dossier: &Dossier, fact: &Fact, how: Verification, stamp: &Stamp) -> Amendment {
    let change = changed(fact.clone(), |point| {
        let recorded = stamp.recorded.clone();
        point.verified = Some(Verified { on: stamp.today, how, recorded });
        point.trouble = None;
        if !point.is_current(stamp.today) {
            point.recorded.clone_from(&stamp.recorded);
            point.period.end = None;
            point.use_ = if point.use_ == Use::Old { use_of(&point.value) } else { point.use_ };
        }
    });
    amendment(dossier, vec![change])
}

/// Whoever answered is somebody else: out of use everywhere it stands in this dossier.
pub fn not_me(dossier: &Dossier, fact: &Fact) -> Kept {
    let Fact::Contact { point, .. } = fact else { return Err("This is no contact point") };
    let key = point.value.sharing_key();
    let is_same = |other: &ContactPoint| {
        other.id == point.id
            || other.value == point.value
            || (key.is_some() && other.value.sharing_key() == key)
    };
    let here = points(dossier).filter(|fact| match fact {
        Fact::Contact { point, .. } => is_same(point) && point.trouble != Some(Trouble::NotMe),
        _ => false,
    });
    let changes: Vec<FactChange> =
        here.map(|fact| changed(fact, |point| point.trouble = Some(Trouble::NotMe))).collect();
    if changes.is_empty() { Err("It is out of use already") } else { Ok(amendment(dossier, changes)) }
}

/// A message failed or came back.
pub fn failed(dossier: &Dossier, fact: &Fact) -> Kept {
    let Fact::Contact { point, .. } = fact else { return Err("This is no contact point") };
    let times = match point.trouble {
        None => 1,
        Some(Trouble::Failed { times }) => times.saturating_add(1),
        Some(Trouble::NotMe) => return Err("It is out of use already: somebody else answered"),
    };
    let change = changed(fact.clone(), |point| point.trouble = Some(Trouble::Failed { times }));
    Ok(amendment(dossier, vec![change]))
}

/// Puts a contact point or a wish before its like; those behind it keep their order.
pub fn first(dossier: &Dossier, fact: &Fact, stamp: &Stamp) -> Kept {
    let changes = match fact {
        Fact::Contact { of, point } => {
            if !point.is_current(stamp.today) {
                return Err("It is not in use: change it first");
            }
            first_contact(held(dossier, *of), point, |point| Fact::Contact { of: *of, point }, stamp)
        }
        Fact::Preference(wish) => first_wish(dossier, wish, stamp),
        _ => return Err("Only contact points and wishes have an order"),
    };
    if changes.is_empty() { Err("It is the first already") } else { Ok(amendment(dossier, changes)) }
}

fn first_contact(
    held: &[ContactPoint],
    point: &ContactPoint,
    fact: impl Fn(ContactPoint) -> Fact,
    stamp: &Stamp,
) -> Vec<FactChange> {
    let mut order: Vec<&ContactPoint> = held.iter().filter(|other| other.is_current(stamp.today)).collect();
    order.sort_by_key(|other| (other.id != point.id, other.rank.unwrap_or(u32::MAX)));
    let ranked = order.into_iter().zip(1u32..).filter(|(other, rank)| other.rank != Some(*rank));
    ranked.map(|(other, rank)| changed(fact(other.clone()), |point| point.rank = Some(rank))).collect()
}

fn first_wish(dossier: &Dossier, wish: &Preference, stamp: &Stamp) -> Vec<FactChange> {
    let alike = |other: &&Preference| {
        std::mem::discriminant(&other.wish) == std::mem::discriminant(&wish.wish)
            && other.purpose == wish.purpose
            && !other.period.is_over(stamp.today)
    };
    let mut order: Vec<&Preference> = dossier.preferences.iter().flatten().filter(alike).collect();
    order.sort_by_key(|other| (other.id != wish.id, other.rank));
    let ranked = order.into_iter().zip(1u32..).filter(|(other, rank)| other.rank != *rank);
    ranked
        .map(|(other, rank)| FactChange {
            before: Some(Fact::Preference(other.clone())),
            after: Some(Fact::Preference(Preference { rank, ..other.clone() })),
        })
        .collect()
}

/// Nothing about the patient may be told to this person; or it may again.
pub fn do_not_tell(dossier: &Dossier, fact: &Fact, stamp: &Stamp) -> Kept {
    let Fact::Proxy(proxy) = fact else { return Err("This is no proxy") };
    let recorded = proxy.changed_by(&stamp.recorded);
    let after = Proxy { do_not_tell: !proxy.do_not_tell, recorded, ..proxy.as_ref().clone() };
    let after = Some(Fact::Proxy(Box::new(after)));
    Ok(amendment(dossier, vec![FactChange { before: Some(fact.clone()), after }]))
}

/// Where this person lives; `None`: a form has to take over what only a file says of them first.
pub fn lives(dossier: &Dossier, proxy: &Proxy, lives: Lives, stamp: &Stamp) -> Option<Amendment> {
    let after = Proxy { lives, recorded: proxy.changed_by(&stamp.recorded), ..proxy.clone() };
    let counts = lives != Lives::WithPatient || after.recorded.is_by_staff();
    let fact = |proxy: Proxy| Some(Fact::Proxy(Box::new(proxy)));
    counts.then(|| amendment(dossier, vec![FactChange { before: fact(proxy.clone()), after: fact(after) }]))
}

/// What is on file stands against another source; who was missing from the list is still here.
pub fn stands(dossier: &Dossier, fact: &Fact) -> Kept {
    let words = match fact {
        Fact::Conflict(_) => "what is on file stands",
        Fact::MissingFromList => "still here",
        _ => return Err("There is nothing to settle on this line"),
    };
    Ok(Amendment::remove(dossier.patient.id, fact.clone(), words))
}

/// What the other source of a conflict says, as a form that puts it on file and settles the conflict.
///
/// # Errors
/// Where the desk does not keep such a fact, what to do instead.
pub fn take_other(dossier: &Dossier, conflict: &Conflict) -> Result<Ask, &'static str> {
    if dossier.hides_conflict(conflict) {
        return Err("The address is confidential and not shown: ask the named lead which is right");
    }
    let ask = match conflict.facet {
        Facet::Objections => other_objection(dossier, conflict),
        Facet::Contacts | Facet::Proxies => other_contact(dossier, conflict),
        Facet::Preferences => other_wish(dossier, conflict),
        Facet::Needs => other_need(dossier, conflict),
        Facet::Patient => other_patient(dossier, conflict),
        Facet::Agreements | Facet::Messages => None,
    };
    let ask =
        ask.ok_or("Change it in the practice's own system, import again, then say here that it stands")?;
    Ok(Ask { settles: Some(conflict.clone()), ..ask })
}

fn other_objection(dossier: &Dossier, conflict: &Conflict) -> Option<Ask> {
    let channel = conflict.channel?;
    let purpose = Purpose::ALL.into_iter().find(|purpose| {
        let about = format!(" about {}", purpose.label());
        conflict.kept.contains(&about) || conflict.other.contains(&about)
    });
    if conflict.other.starts_with("no objection") {
        let live = dossier
            .objections
            .iter()
            .flatten()
            .find(|one| one.is_live() && one.channel == channel && one.purpose == purpose)?;
        return Some(Ask::about(Kind::End, Fact::Objection(live.clone())));
    }
    let at = Channel::ALL.iter().position(|one| *one == channel)?;
    let about = purpose.and_then(|one| Purpose::ALL.iter().position(|known| *known == one));
    let reason = conflict.other.split_once(" (").and_then(|(_, words)| words.strip_suffix(')'));
    let mut typed = vec![(objection::CHANNEL, Typed::Chosen(at))];
    typed.extend(about.map(|at| (objection::ABOUT, Typed::Chosen(at + 1))));
    typed.extend(reason.map(|words| (objection::REASON, Typed::Words(words.to_owned()))));
    Some(Ask { typed, ..Ask::new(Kind::Objection) })
}

const PAST: &str = " (no longer in use)";

fn other_contact(dossier: &Dossier, conflict: &Conflict) -> Option<Ask> {
    let (kept, other) = (conflict.kept.trim_end_matches(PAST), conflict.other.trim_end_matches(PAST));
    let known = points(dossier).find(|fact| match fact {
        Fact::Contact { point, .. } => format!("{} {}", point.value.label(), point.value.show()) == kept,
        _ => false,
    })?;
    if kept == other && conflict.other.ends_with(PAST) {
        return Some(Ask::about(Kind::End, known));
    }
    let mut ask = Ask::change(&known)?;
    if let Fact::Contact { point, .. } = &known {
        let label = ["Mobile", "Phone", "Textphone", "Email", "Address", point.value.label()];
        let value = label.iter().find_map(|label| other.strip_prefix(&format!("{label} ")))?;
        if kept == other {
            ask.typed.push((contact::UNTIL, Typed::Words(String::new())));
        } else {
            ask.typed.push((contact::VALUE, Typed::Words(value.to_owned())));
        }
    }
    Some(ask)
}

fn other_wish(dossier: &Dossier, conflict: &Conflict) -> Option<Ask> {
    let kind = |words: &str| match words.split_once(' ')?.0 {
        "prefers" => Some(0),
        "times:" => Some(1),
        "language" => Some(2),
        _ => None,
    };
    let wanted = kind(&conflict.kept)?;
    let held = dossier.preferences.iter().flatten().filter(|one| one.purpose.is_none());
    let known = held.into_iter().find(|one| crate::app::facts::kind_of(&one.wish) == wanted)?;
    let (_, words) = conflict.other.split_once(' ')?;
    let typed = match known.wish {
        Wish::Channel(_) => {
            let at = Channel::ALL.iter().position(|channel| channel.label() == words)?;
            vec![(WISH, Typed::Chosen(at))]
        }
        Wish::Times { .. } => vec![(WISH, Typed::Chosen(AT_TIMES)), (TIMES, Typed::Words(words.to_owned()))],
        Wish::Language(_) => {
            vec![(WISH, Typed::Chosen(AT_LANGUAGE)), (LANGUAGE, Typed::Words(words.to_owned()))]
        }
    };
    Some(Ask { typed, ..Ask::about(Kind::Preference, Fact::Preference(known.clone())) })
}

fn other_need(dossier: &Dossier, conflict: &Conflict) -> Option<Ask> {
    let known = dossier.needs.iter().flatten().find(|one| one.kind.label() == conflict.kept)?;
    let language = conflict.other.strip_prefix("Interpreter: ")?;
    matches!(known.kind, NeedKind::Interpreter(_)).then_some(())?;
    let typed = vec![(NEED_LANGUAGE, Typed::Words(language.to_owned()))];
    Some(Ask { typed, ..Ask::about(Kind::Need, Fact::Need(known.clone())) })
}

fn other_patient(dossier: &Dossier, conflict: &Conflict) -> Option<Ask> {
    let patient = &dossier.patient;
    match conflict.other.as_str() {
        "on the full list as alive" => Some(Ask::about(Kind::End, Fact::Death(patient.death.clone()?))),
        "on the full list as registered" => Some(Ask::about(Kind::End, Fact::Left(patient.left.clone()?))),
        "restricted" | "very restricted" | "unrestricted" => {
            let level = match conflict.other.as_str() {
                "restricted" => Confidentiality::Restricted,
                "very restricted" => Confidentiality::VeryRestricted,
                _ => Confidentiality::Unrestricted,
            };
            let at = LEVELS.iter().position(|one| *one == level)?;
            Some(Ask { typed: vec![(LEVEL, Typed::Chosen(at))], ..Ask::new(Kind::Restriction) })
        }
        other => {
            let on = other.strip_prefix("died on ")?;
            let typed = vec![(death::ON, Typed::Words(on.to_owned()))];
            Some(Ask { typed, ..Ask::about(Kind::Death, Fact::Death(patient.death.clone()?)) })
        }
    }
}
