//! How a finding was settled before a message went: what the record says of every warning.

use serde::{Deserialize, Serialize};

use super::severity::Severity;
use super::topic::Topic;

/// Why a stop was overridden; the list of the guidance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverrideReason {
    /// There is no other route and it is urgent.
    NoOtherRoute,
    /// A legal duty.
    LegalDuty,
    /// The patient asked for this message by this route.
    PatientAsked,
    /// Otherwise there is a risk of serious harm.
    SeriousHarm,
    /// The finding is wrong about this text.
    NotApplicable,
    /// An emergency: the quickest safe route, against a wish or an objection (guidance, section 8).
    Emergency,
}

impl OverrideReason {
    /// The reasons that staff can choose, in the order in which they are offered. An emergency is declared, not chosen.
    pub const CHOICES: [Self; 5] =
        [Self::PatientAsked, Self::NoOtherRoute, Self::LegalDuty, Self::SeriousHarm, Self::NotApplicable];

    /// The words on the screen and in exports.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoOtherRoute => "no other route, and urgent",
            Self::LegalDuty => "legal duty",
            Self::PatientAsked => "the patient asked for this message",
            Self::SeriousHarm => "risk of serious harm",
            Self::NotApplicable => "the warning does not fit this text",
            Self::Emergency => "emergency",
        }
    }

    /// The word on the record.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NoOtherRoute => "no-other-route",
            Self::LegalDuty => "legal-duty",
            Self::PatientAsked => "patient-asked",
            Self::SeriousHarm => "serious-harm",
            Self::NotApplicable => "not-applicable",
            Self::Emergency => "emergency",
        }
    }

    /// The reason with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Emergency].into_iter().chain(Self::CHOICES).find(|reason| reason.slug() == slug)
    }
}

/// An override of a stop (FHIR calls nothing by this name; the guidance asks for every part).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Override {
    /// Why.
    pub reason: OverrideReason,
    /// Why, in words.
    pub words: String,
    /// Who authorised it.
    pub authorised_by: String,
    /// Whether the patient was told.
    pub patient_told: bool,
}

/// How a finding was settled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settlement {
    /// A note: it was shown.
    Shown,
    /// A warning: staff pressed the key that says so.
    Seen,
    /// A stop: overridden on the record.
    Overridden(Override),
    /// It is gone: this cure was applied.
    Cured {
        /// The title of the cure.
        cure: String,
    },
}

/// A finding as it stood when the message was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SettledFinding {
    /// The rule's id.
    pub rule: String,
    /// The topic, for rules that have one.
    pub topic: Option<Topic>,
    /// How loud it was.
    pub severity: Severity,
    /// The words found; `None` where the finding has no place in the text.
    pub quote: Option<String>,
    /// What was done about it.
    pub settlement: Settlement,
}

/// What the Caldicott Guardian decided about an override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It was right.
    Upheld,
    /// It was not right.
    NotUpheld,
    /// Something is still to be done: it stays on the list.
    FollowUp,
}

impl Decision {
    /// All decisions.
    pub const ALL: [Self; 3] = [Self::Upheld, Self::NotUpheld, Self::FollowUp];

    /// The word in files.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::NotUpheld => "not-upheld",
            Self::FollowUp => "follow-up",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::NotUpheld => "not upheld",
            Self::FollowUp => "follow up",
        }
    }
}
