//! A dossier: all facts about one person that rules read, with a revision of each kind.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::agreement::Agreement;
use super::channel::Channel;
use super::communication::CommunicationRow;
use super::contact::{ContactPoint, ContactValue};
use super::date::PartialDate;
use super::ids::{ContactPointId, PatientId};
use super::need::Need;
use super::nhs_number::NhsNumber;
use super::objection::Objection;
use super::patient::{Confidentiality, Patient};
use super::preference::{Preference, Wish};
use super::proxy::Proxy;
use super::safeguarding::SafeguardingNote;

/// The kinds of facts that change on their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Facet {
    /// Identity, death, registration, restriction.
    Patient,
    /// Contact points, those of proxies and of people who share them included.
    Contacts,
    /// Preferences.
    Preferences,
    /// Objections.
    Objections,
    /// Proxies.
    Proxies,
    /// Access needs.
    Needs,
    /// What was asked and agreed.
    Agreements,
    /// Messages on the record.
    Messages,
}

impl Facet {
    /// All kinds, in the order of [`Revisions`].
    pub const ALL: [Self; 8] = [
        Self::Patient,
        Self::Contacts,
        Self::Preferences,
        Self::Objections,
        Self::Proxies,
        Self::Needs,
        Self::Agreements,
        Self::Messages,
    ];

    /// What changed, in words: "the contact points changed".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Patient => "the patient's own details",
            Self::Contacts => "the contact points",
            Self::Preferences => "the preferences",
            Self::Objections => "the objections",
            Self::Proxies => "the proxies",
            Self::Needs => "the access needs",
            Self::Agreements => "what was agreed",
            Self::Messages => "the messages sent",
        }
    }
}

/// A number for each kind of facts about one patient; it grows whenever one of them changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Revisions([u64; 8]);

impl Revisions {
    /// The revisions in the order of [`Facet::ALL`].
    pub const fn new(numbers: [u64; 8]) -> Self {
        Self(numbers)
    }

    /// What differs between these and later ones.
    pub fn changed(&self, later: &Self) -> Vec<Facet> {
        let pairs = self.0.iter().zip(&later.0);
        Facet::ALL.into_iter().zip(pairs).filter(|(_, (a, b))| a != b).map(|(facet, _)| facet).collect()
    }
}

/// A patient in one line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRow {
    /// The identifier here.
    pub id: PatientId,
    /// The NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// The practice's own number.
    pub practice_number: Option<String>,
    /// The name as staff read it: SMYTH, Jayne (Mrs).
    pub name: String,
    /// The date of birth.
    pub birth_date: Option<PartialDate>,
    /// The postcode of the present address; hidden where the address is restricted.
    pub postcode: Option<String>,
    /// Dead, restricted or left.
    pub standing: Standing,
    /// Another patient could be taken for this one: the same name, or a near name and date of birth.
    pub lookalike: bool,
}

/// What a list must show of a patient at a glance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// A death is known.
    pub deceased: bool,
    /// The address or record is restricted.
    pub restricted: bool,
    /// No longer registered.
    pub left: bool,
}

/// Another person's record that holds the same number or email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharer {
    /// The contact point of this dossier's patient (or of a proxy) that is shared.
    pub contact: ContactPointId,
    /// The other patient.
    pub patient: PatientRow,
    /// What they are to each other, where a proxy record says so: "mother".
    pub relationship: Option<String>,
}

/// Something that two sources disagree about and a person has to settle.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Conflict {
    /// What kind of fact.
    pub facet: Facet,
    /// The channel, for objections.
    pub channel: Option<Channel>,
    /// What is on file.
    pub kept: String,
    /// What the other source says.
    pub other: String,
    /// Which source.
    pub source: String,
    /// When it was noticed.
    pub at: Timestamp,
}

impl Conflict {
    /// Whether what one side says is an address: where the person lives may be confidential.
    pub fn names_address(words: &str) -> bool {
        words.starts_with("Address ")
    }

    /// Whether it is about how confidential the person is.
    pub fn is_discreet(&self) -> bool {
        Self::names_restriction(&self.kept) || Self::names_restriction(&self.other)
    }

    /// Whether what one side says is how confidential the person is.
    pub fn names_restriction(words: &str) -> bool {
        matches!(words, "restricted" | "very restricted" | "unrestricted")
    }
}

/// All facts about one person that rules read. A list that is `None` is unknown, not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// The patient.
    pub patient: Patient,
    /// How to reach them.
    pub contacts: Option<Vec<ContactPoint>>,
    /// Who shares a number or email with them.
    pub sharers: Option<Vec<Sharer>>,
    /// Who could be taken for them.
    pub lookalikes: Option<Vec<PatientRow>>,
    /// Their wishes.
    pub preferences: Option<Vec<Preference>>,
    /// Their refusals.
    pub objections: Option<Vec<Objection>>,
    /// Who may act for them.
    pub proxies: Option<Vec<Proxy>>,
    /// Their access needs.
    pub needs: Option<Vec<Need>>,
    /// What was asked and agreed.
    pub agreements: Option<Vec<Agreement>>,
    /// The safeguarding notes.
    pub safeguarding: Option<Vec<SafeguardingNote>>,
    /// The latest messages, newest first, at most [`Dossier::RECENT`].
    pub recent: Option<Vec<CommunicationRow>>,
    /// What sources disagree about.
    pub conflicts: Option<Vec<Conflict>>,
    /// When a file was last imported.
    pub imported: Option<Timestamp>,
    /// The revisions of it all when it was read.
    pub revisions: Revisions,
}

impl Dossier {
    /// How many of the latest messages a dossier holds.
    pub const RECENT: usize = 20;

    /// The dossier of which only the patient is known.
    pub fn of(patient: Patient) -> Self {
        Self {
            patient,
            contacts: None,
            sharers: None,
            lookalikes: None,
            preferences: None,
            objections: None,
            proxies: None,
            needs: None,
            agreements: None,
            safeguarding: None,
            recent: None,
            conflicts: None,
            imported: None,
            revisions: Revisions::default(),
        }
    }

    /// The language (BCP 47) in which the patient wishes to be written to; `None`: nobody took one down, or it holds no more.
    pub fn language(&self, today: Date) -> Option<&str> {
        let wishes = self.preferences.iter().flatten().filter(|wish| !wish.period.is_over(today));
        let languages = wishes.filter_map(|wish| match &wish.wish {
            Wish::Language(language) => Some((wish.rank, language.as_str())),
            _ => None,
        });
        languages.min_by_key(|(rank, _)| *rank).map(|(_, language)| language)
    }

    /// The contact point with this identifier, the patient's own or a proxy's.
    pub fn contact(&self, id: ContactPointId) -> Option<&ContactPoint> {
        let own = self.contacts.iter().flatten();
        let theirs = self.proxies.iter().flatten().flat_map(|proxy| &proxy.contacts);
        own.chain(theirs).find(|contact| contact.id == id)
    }

    /// Whether a screen must not show where a contact point leads: the address is confidential, and the named lead did
    /// not mark it safe.
    pub fn hides(&self, point: &ContactPoint) -> bool {
        let safe = self.patient.restriction.iter().any(|one| one.safe.contains(&point.id));
        self.is_confidential() && !safe && matches!(point.value, ContactValue::Post(_))
    }

    /// Whether a screen must not show what sources disagree about: an address that is confidential is among it.
    pub fn hides_conflict(&self, conflict: &Conflict) -> bool {
        let mut sides = [&conflict.kept, &conflict.other].into_iter();
        self.is_confidential() && sides.any(|words| Conflict::names_address(words))
    }

    fn is_confidential(&self) -> bool {
        self.patient.restriction.as_ref().is_some_and(|one| one.level != Confidentiality::Unrestricted)
    }

    /// The proxy with this identifier.
    pub fn proxy(&self, id: super::ids::ProxyId) -> Option<&Proxy> {
        self.proxies.iter().flatten().find(|proxy| proxy.id == id)
    }
}
