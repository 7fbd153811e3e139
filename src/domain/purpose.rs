//! Why a message is written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The purpose of a message: reminders, objections and proxies' scopes speak of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A booked, moved or cancelled appointment.
    Appointment,
    /// An invitation to come back: a review, a repeat test.
    Recall,
    /// A screening invitation.
    Screening,
    /// A vaccination invitation.
    Vaccination,
    /// Results that are available (never the results themselves).
    ResultAvailable,
    /// A prescription that can be collected.
    PrescriptionReady,
    /// Registration with the practice.
    Registration,
    /// Anything else about the person's own care.
    #[default]
    Other,
}

/// A text that names no purpose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not a purpose (use appointment, recall, screening, vaccination, result-available, prescription-ready, registration or other)"
)]
pub struct UnknownPurpose(pub String);

impl Purpose {
    /// " about ..." behind what is wished for or objected to; nothing where it is for all messages.
    pub fn about(purpose: Option<Self>) -> String {
        purpose.map(|purpose| format!(" about {}", purpose.label())).unwrap_or_default()
    }

    /// Purposes in words: "Recall and Screening".
    pub fn list(purposes: &[Self]) -> String {
        Self::joined(purposes, " and ")
    }

    /// One of them in words: "Recall or Screening".
    pub fn either(purposes: &[Self]) -> String {
        Self::joined(purposes, " or ")
    }

    fn joined(purposes: &[Self], by: &str) -> String {
        purposes.iter().map(|purpose| purpose.label()).collect::<Vec<_>>().join(by)
    }

    /// All purposes, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Appointment,
        Self::Recall,
        Self::Screening,
        Self::Vaccination,
        Self::ResultAvailable,
        Self::PrescriptionReady,
        Self::Registration,
        Self::Other,
    ];

    /// The word in files, settings and JSON.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Appointment => "appointment",
            Self::Recall => "recall",
            Self::Screening => "screening",
            Self::Vaccination => "vaccination",
            Self::ResultAvailable => "result-available",
            Self::PrescriptionReady => "prescription-ready",
            Self::Registration => "registration",
            Self::Other => "other",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Appointment => "Appointment",
            Self::Recall => "Recall",
            Self::Screening => "Screening",
            Self::Vaccination => "Vaccination",
            Self::ResultAvailable => "Result available",
            Self::PrescriptionReady => "Prescription ready",
            Self::Registration => "Registration",
            Self::Other => "Other",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Purpose {
    type Err = UnknownPurpose;
    fn from_str(text: &str) -> Result<Self, UnknownPurpose> {
        let word = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.slug() == word)
            .or(match word.as_str() {
                "result" | "results" | "results-available" => Some(Self::ResultAvailable),
                "prescription" | "prescriptions" => Some(Self::PrescriptionReady),
                "review" => Some(Self::Recall),
                "immunisation" | "immunization" | "vaccine" => Some(Self::Vaccination),
                _ => None,
            })
            .ok_or_else(|| UnknownPurpose(text.to_owned()))
    }
}
