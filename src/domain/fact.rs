//! Facts about a patient as the desk keeps them: one shape for every kind, so that each change has a before and an after.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::agreement::Agreement;
use super::contact::ContactPoint;
use super::dossier::{Conflict, Dossier, Facet};
use super::ids::{PatientId, ProxyId};
use super::need::Need;
use super::objection::{Objection, Outcome};
use super::patient::{Death, Left, Restriction};
use super::preference::Preference;
use super::proxy::Proxy;
use super::safeguarding::SafeguardingNote;
use super::staff::{Author, Recorded};

/// Something that is on file about a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// That they died.
    Death(Death),
    /// That they left.
    Left(Left),
    /// That the address or record is confidential.
    Restriction(Restriction),
    /// That the last full list did not hold them.
    MissingFromList,
    /// A way to reach them, or a proxy of theirs.
    Contact {
        /// The proxy whose it is; `None`: the patient's own.
        of: Option<ProxyId>,
        /// The contact point.
        point: ContactPoint,
    },
    /// A wish.
    Preference(Preference),
    /// A refusal.
    Objection(Objection),
    /// Who may act for them. The proxy's contact points are facts of their own: the list in it is empty.
    Proxy(Box<Proxy>),
    /// An access need.
    Need(Need),
    /// What was agreed beforehand.
    Agreement(Agreement),
    /// A safeguarding note.
    Safeguarding(SafeguardingNote),
    /// What two sources disagree about.
    Conflict(Conflict),
}

impl Fact {
    /// The kind of facts that changes with it.
    pub const fn facet(&self) -> Facet {
        match self {
            Self::Death(_) | Self::Left(_) | Self::Restriction(_) | Self::MissingFromList => Facet::Patient,
            Self::Contact { .. } => Facet::Contacts,
            Self::Preference(_) => Facet::Preferences,
            Self::Objection(_) => Facet::Objections,
            // who may be told, as far as anybody learns who may not read it
            Self::Proxy(_) | Self::Safeguarding(_) => Facet::Proxies,
            Self::Need(_) => Facet::Needs,
            Self::Agreement(_) => Facet::Agreements,
            Self::Conflict(conflict) => conflict.facet,
        }
    }

    /// Whether both speak of one thing, perhaps in different states.
    pub fn is_same_thing(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Death(_), Self::Death(_))
            | (Self::Left(_), Self::Left(_))
            | (Self::Restriction(_), Self::Restriction(_))
            | (Self::MissingFromList, Self::MissingFromList) => true,
            (Self::Contact { of: a, point: one }, Self::Contact { of: b, point: two }) => {
                a == b && one.id == two.id
            }
            (Self::Preference(a), Self::Preference(b)) => a.id == b.id,
            (Self::Objection(a), Self::Objection(b)) => a.id == b.id,
            (Self::Proxy(a), Self::Proxy(b)) => a.id == b.id,
            (Self::Need(a), Self::Need(b)) => a.id == b.id,
            (Self::Agreement(a), Self::Agreement(b)) => a.id == b.id,
            (Self::Safeguarding(a), Self::Safeguarding(b)) => a.id == b.id,
            (Self::Conflict(a), Self::Conflict(b)) => {
                (a.facet, a.channel, &a.kept, &a.other) == (b.facet, b.channel, &b.kept, &b.other)
            }
            _ => false,
        }
    }

    /// Whether both say the same: the names of staff, which may change, and parts of a millisecond do not count.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.plain() == other.plain()
    }

    /// The file that alone says that somebody has an authority or that a route is open: none of it is so before somebody here
    /// takes it over.
    pub fn claimed_by(&self) -> Option<&Author> {
        match self {
            Self::Proxy(proxy) if proxy.is_claimed() => Some(&proxy.recorded.by),
            Self::Objection(objection) if objection.is_claimed() => Some(&objection.recorded.by),
            Self::Agreement(agreement) if agreement.is_claimed() => Some(&agreement.recorded.by),
            _ => None,
        }
    }

    fn plain(&self) -> Self {
        let mut plain = self.clone();
        match &mut plain {
            Self::Death(_) | Self::Left(_) | Self::MissingFromList => {}
            Self::Restriction(restriction) => {
                restriction.safe.sort_unstable();
                restriction.unsafe_channels.sort_unstable();
            }
            Self::Contact { point, .. } => {
                point.changed = point.changed.map(to_millisecond);
                anonymous(&mut point.recorded);
                if let Some(verified) = &mut point.verified {
                    anonymous(&mut verified.recorded);
                }
            }
            Self::Preference(fact) => anonymous(&mut fact.recorded),
            Self::Objection(fact) => anonymous(&mut fact.recorded),
            Self::Proxy(fact) => anonymous(&mut fact.recorded),
            Self::Need(fact) => anonymous(&mut fact.recorded),
            Self::Agreement(fact) => anonymous(&mut fact.recorded),
            Self::Safeguarding(fact) => anonymous(&mut fact.recorded),
            Self::Conflict(fact) => fact.at = to_millisecond(fact.at),
        }
        plain
    }
}

fn anonymous(recorded: &mut Recorded) {
    recorded.at = to_millisecond(recorded.at);
    if let Author::Staff { name, .. } = &mut recorded.by {
        name.clear();
    }
}

fn to_millisecond(at: Timestamp) -> Timestamp {
    let below = i64::from(at.subsec_nanosecond() % 1_000_000);
    at.checked_sub(below.nanoseconds()).unwrap_or(at)
}

impl Fact {
    /// Whether it marks somebody as at risk, so that a screen holds it back from whoever looks over a shoulder.
    pub fn is_discreet(&self) -> bool {
        match self {
            Self::Restriction(_) | Self::Safeguarding(_) => true,
            Self::Proxy(proxy) => proxy.do_not_tell,
            Self::Conflict(conflict) => conflict.is_discreet(),
            _ => false,
        }
    }
}

/// One fact before and after; a fact that comes has no before, one that goes no after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactChange {
    /// As it was on file.
    pub before: Option<Fact>,
    /// As it is from now on.
    pub after: Option<Fact>,
}

impl FactChange {
    /// The fact, as it is or was.
    pub const fn fact(&self) -> Option<&Fact> {
        match &self.after {
            Some(fact) => Some(fact),
            None => self.before.as_ref(),
        }
    }
}

/// What the desk changed of the facts about one patient, in one act and for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Whose facts.
    pub patient: PatientId,
    /// The facts, all or none of which change.
    pub changes: Vec<FactChange>,
    /// Why, in words; may be empty where the fact says it all.
    pub words: String,
}

impl Amendment {
    /// A new fact.
    pub fn add(patient: PatientId, fact: Fact, words: impl Into<String>) -> Self {
        Self::of(patient, FactChange { before: None, after: Some(fact) }, words)
    }

    /// A fact that changes.
    pub fn change(patient: PatientId, before: Fact, after: Fact, words: impl Into<String>) -> Self {
        Self::of(patient, FactChange { before: Some(before), after: Some(after) }, words)
    }

    /// A fact that is no longer true, or never was.
    pub fn remove(patient: PatientId, fact: Fact, words: impl Into<String>) -> Self {
        Self::of(patient, FactChange { before: Some(fact), after: None }, words)
    }

    fn of(patient: PatientId, change: FactChange, words: impl Into<String>) -> Self {
        Self { patient, changes: vec![change], words: words.into() }
    }

    /// What takes it back: a new amendment, since nothing on the log is ever removed. An objection that was added is
    /// withdrawn, never deleted.
    #[must_use]
    pub fn undone(&self) -> Self {
        let back = |change: &FactChange| match (&change.before, &change.after) {
            (None, Some(Fact::Objection(added))) => FactChange {
                before: change.after.clone(),
                after: Some(Fact::Objection(Objection { outcome: Outcome::Withdrawn, ..added.clone() })),
            },
            (before, after) => FactChange { before: after.clone(), after: before.clone() },
        };
        let (taken, put) = ("taken back", "put back");
        let words = match self.words.as_str() {
            "" => taken.to_owned(),
            words if words.starts_with(taken) => words.replacen(taken, put, 1),
            words if words.starts_with(put) => words.replacen(put, taken, 1),
            words => format!("{taken}: {words}"),
        };
        Self { patient: self.patient, changes: self.changes.iter().rev().map(back).collect(), words }
    }

    /// Why it makes no sense, in words; `None` where it does.
    pub fn fault(&self) -> Option<&'static str> {
        if self.changes.is_empty() {
            return Some("it changes nothing");
        }
        let is_note = |change: &FactChange| matches!(change.fact(), Some(Fact::Safeguarding(_)));
        if self.is_safeguarding() && !self.changes.iter().all(is_note) {
            return Some("a safeguarding note is changed by itself, not with other facts");
        }
        self.changes.iter().find_map(|change| match (&change.before, &change.after) {
            (None, None) => Some("it changes nothing"),
            (Some(before), Some(after)) if !before.is_same_thing(after) => {
                Some("it turns one fact into another")
            }
            (_, Some(Fact::Safeguarding(note))) if note.words.is_none() => {
                Some("a safeguarding note has words")
            }
            (Some(Fact::Objection(_)), None) => Some("an objection is withdrawn, never deleted"),
            (_, Some(Fact::Proxy(proxy))) if !proxy.contacts.is_empty() => {
                Some("the contact points of a proxy are facts of their own")
            }
            _ => None,
        })
    }

    /// Whether a fact in it marks somebody as at risk, before or after.
    pub fn is_discreet(&self) -> bool {
        let mut facts = self.changes.iter().flat_map(|change| change.before.iter().chain(&change.after));
        facts.any(Fact::is_discreet)
    }

    /// The kinds of facts that change, each once.
    pub fn facets(&self) -> Vec<Facet> {
        let mut facets: Vec<Facet> =
            self.changes.iter().filter_map(FactChange::fact).map(Fact::facet).collect();
        facets.sort_unstable();
        facets.dedup();
        facets
    }

    /// The kinds of facts that are not on file as the amendment says they were: somebody else was faster.
    pub fn outdated_by(&self, dossier: &Dossier) -> Vec<Facet> {
        let mut facets: Vec<Facet> = self
            .changes
            .iter()
            .filter(|change| {
                let Some(fact) = change.fact() else { return false };
                match (&change.before, dossier.on_file(fact)) {
                    (None, None) => false,
                    (Some(before), Some(now)) => !before.says_the_same(&now),
                    _ => true,
                }
            })
            .filter_map(FactChange::fact)
            .map(Fact::facet)
            .collect();
        facets.sort_unstable();
        facets.dedup();
        facets
    }
}

impl Dossier {
    /// The state in which the thing that `fact` speaks of is on file; `None` where it is not.
    pub fn on_file(&self, fact: &Fact) -> Option<Fact> {
        fn by<T: Clone>(list: Option<&Vec<T>>, is: impl Fn(&T) -> bool) -> Option<T> {
            list.into_iter().flatten().find(|one| is(one)).cloned()
        }
        match fact {
            Fact::Death(_) => self.patient.death.clone().map(Fact::Death),
            Fact::Left(_) => self.patient.left.clone().map(Fact::Left),
            Fact::Restriction(_) => self.patient.restriction.clone().map(Fact::Restriction),
            Fact::MissingFromList => self.patient.missing_from_list.then_some(Fact::MissingFromList),
            Fact::Contact { of, point } => {
                let held = match of {
                    None => self.contacts.as_ref(),
                    Some(proxy) => self.proxy(*proxy).map(|proxy| &proxy.contacts),
                };
                by(held, |known| known.id == point.id).map(|point| Fact::Contact { of: *of, point })
            }
            Fact::Preference(wish) => {
                by(self.preferences.as_ref(), |known| known.id == wish.id).map(Fact::Preference)
            }
            Fact::Objection(objection) => {
                by(self.objections.as_ref(), |known| known.id == objection.id).map(Fact::Objection)
            }
            Fact::Proxy(proxy) => by(self.proxies.as_ref(), |known| known.id == proxy.id)
                .map(|proxy| Fact::Proxy(Box::new(Proxy { contacts: Vec::new(), ..proxy }))),
            Fact::Need(need) => by(self.needs.as_ref(), |known| known.id == need.id).map(Fact::Need),
            Fact::Agreement(agreement) => {
                by(self.agreements.as_ref(), |known| known.id == agreement.id).map(Fact::Agreement)
            }
            Fact::Safeguarding(note) => {
                by(self.safeguarding.as_ref(), |known| known.id == note.id).map(Fact::Safeguarding)
            }
            Fact::Conflict(_) => self
                .conflicts
                .iter()
                .flatten()
                .map(|known| Fact::Conflict(known.clone()))
                .find(|known| known.is_same_thing(fact)),
        }
    }
}
