//! Proxies: people who may act or read for a patient (FHIR RelatedPerson).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::contact::ContactPoint;
use super::date::Period;
use super::ids::{PatientId, ProxyId};
use super::person::HumanName;
use super::purpose::Purpose;
use super::staff::Recorded;
use super::topic::Topic;

/// On what ground a proxy may receive messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Parental responsibility for a child.
    ParentalResponsibility,
    /// The patient explicitly agreed.
    ExplicitConsent,
    /// A lasting power of attorney for health and welfare.
    LastingPowerOfAttorney,
    /// A deputy appointed by the Court of Protection.
    Deputy,
    /// Another lawful ground, given in words.
    Other,
    /// None is recorded.
    #[default]
    None,
}

impl Basis {
    /// All grounds.
    pub const ALL: [Self; 6] = [
        Self::ParentalResponsibility,
        Self::ExplicitConsent,
        Self::LastingPowerOfAttorney,
        Self::Deputy,
        Self::Other,
        Self::None,
    ];

    /// The word in files and JSON.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ParentalResponsibility => "parental-responsibility",
            Self::ExplicitConsent => "explicit-consent",
            Self::LastingPowerOfAttorney => "lasting-power-of-attorney",
            Self::Deputy => "deputy",
            Self::Other => "other",
            Self::None => "none",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ParentalResponsibility => "parental responsibility",
            Self::ExplicitConsent => "explicit consent",
            Self::LastingPowerOfAttorney => "lasting power of attorney",
            Self::Deputy => "deputy (Court of Protection)",
            Self::Other => "other lawful basis",
            Self::None => "no basis recorded",
        }
    }

    /// The ground with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.slug() == slug)
    }
}

/// Where a proxy lives, as far as it keeps two of them apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lives {
    /// Nobody said.
    #[default]
    NotSaid,
    /// With the patient.
    WithPatient,
    /// Apart from the others who act for the patient: none of these is told where.
    Apart,
}

impl Lives {
    /// All answers, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::NotSaid, Self::WithPatient, Self::Apart];

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotSaid => "not said",
            Self::WithPatient => "with the patient",
            Self::Apart => "apart from the others",
        }
    }

    /// What is said of somebody who lives so, in a list of facts; `None`: nothing.
    pub const fn said(self) -> Option<&'static str> {
        match self {
            Self::NotSaid => None,
            Self::WithPatient => Some("lives with the patient"),
            Self::Apart => Some("LIVES APART from the others"),
        }
    }
}

/// What a proxy may be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// Only these purposes; `None`: all.
    pub purposes: Option<Vec<Purpose>>,
    /// Never these topics.
    pub without: Vec<Topic>,
}

impl Scope {
    /// Whether a message of this purpose lies inside.
    pub fn holds(&self, purpose: Purpose) -> bool {
        self.purposes.as_ref().is_none_or(|list| list.contains(&purpose))
    }
}

/// Someone who may act or read for a patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Proxy {
    /// Its identifier.
    pub id: ProxyId,
    /// Their name.
    pub name: HumanName,
    /// What they are to the patient, in words: mother, carer, guardian.
    pub relationship: String,
    /// On what ground.
    pub basis: Basis,
    /// The evidence seen, or the ground in words.
    pub evidence: Option<String>,
    /// What they may be told.
    pub scope: Scope,
    /// Their own contact points.
    pub contacts: Vec<ContactPoint>,
    /// Their own record here, where they are a patient too.
    pub patient: Option<PatientId>,
    /// From when to when.
    pub period: Period,
    /// When it is to be looked at again.
    pub review: Option<Date>,
    /// Whether the patient must never be spoken about to this person.
    pub do_not_tell: bool,
    /// Where they live.
    pub lives: Lives,
    /// Who decided.
    pub recorded: Recorded,
}

impl Proxy {
    /// Whether there is a ground that holds on `day`, and somebody here has looked at it.
    pub fn is_live(&self, day: Date) -> bool {
        self.basis != Basis::None && self.period.holds(day) && !self.do_not_tell && !self.is_claimed()
    }

    /// Whether a file alone says on what ground: it gives no authority until somebody at the desk takes it over.
    pub fn is_claimed(&self) -> bool {
        self.basis != Basis::None && !self.recorded.is_by_staff()
    }

    /// Whether the two live together (`Some(true)`) or apart; `None`: not known. That somebody lives apart counts whoever says
    /// it; that two live together takes a guard away, and no file alone does that.
    pub fn lives_with(&self, other: &Self) -> Option<bool> {
        let with = |one: &Self| one.lives == Lives::WithPatient && one.recorded.is_by_staff();
        match (self.lives, other.lives) {
            (Lives::Apart, _) | (_, Lives::Apart) => Some(false),
            _ => (with(self) && with(other)).then_some(true),
        }
    }

    /// Who stands for it once something else is changed: a basis, or that they live with the patient, which only a file says,
    /// is not taken over so.
    pub fn changed_by(&self, recorded: &Recorded) -> Recorded {
        let only_a_file_says =
            self.is_claimed() || self.lives == Lives::WithPatient && !self.recorded.is_by_staff();
        if only_a_file_says { &self.recorded } else { recorded }.clone()
    }
}
