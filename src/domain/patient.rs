//! A patient (FHIR Patient): who they are, whether they may be written to at all.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::date::PartialDate;
use super::ids::PatientId;
use super::nhs_number::NhsNumber;
use super::person::{HumanName, Use};

/// How sure a death is (UK Core DeathNotificationStatus).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeathNotice {
    /// Code 1: reported by a relative, a hospital, the police.
    Informal,
    /// Code 2: the Registrar of Deaths gave notice.
    Formal,
}

/// A death.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Death {
    /// The day, where it is known.
    pub on: Option<Date>,
    /// How sure it is.
    pub notice: DeathNotice,
}

/// That a patient is no longer registered here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Left {
    /// Since when, where it is known.
    pub on: Option<Date>,
    /// Why, in words or as the removal reason code of PDS ("SCT").
    pub reason: Option<String>,
}

/// The confidentiality of a record (HL7 v3-Confidentiality as PDS uses it).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidentiality {
    /// U: unrestricted.
    #[default]
    Unrestricted,
    /// R: restricted; where the person lives is hidden.
    Restricted,
    /// V: very restricted.
    VeryRestricted,
}

/// A mark that the address or the whole record is confidential, and how to reach the person all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Restriction {
    /// How confidential.
    pub level: Confidentiality,
    /// Who leads on it and knows the safe route.
    pub named_lead: Option<String>,
    /// Contact points that the named lead marked safe.
    pub safe: Vec<super::ids::ContactPointId>,
    /// Channels that the person said are not safe.
    pub unsafe_channels: Vec<super::channel::Channel>,
}

/// A patient of the practice. A record needs one identifier and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Patient {
    /// Its identifier here.
    pub id: PatientId,
    /// The NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// The number that the practice's own system gives the patient.
    pub practice_number: Option<String>,
    /// All names, the present and the past.
    pub names: Vec<HumanName>,
    /// The date of birth.
    pub birth_date: Option<PartialDate>,
    /// Administrative gender in FHIR's words (female, male, other, unknown).
    pub gender: Option<String>,
    /// The death, where one is known.
    pub death: Option<Death>,
    /// That they left, where they did.
    pub left: Option<Left>,
    /// The restriction, where there is one.
    pub restriction: Option<Restriction>,
    /// The last full list did not hold this patient: perhaps they left.
    pub missing_from_list: bool,
}

impl Patient {
    /// The name to show on `day`: one in its period, usual before official before others; else the latest past one.
    pub fn name(&self, day: Date) -> Option<&HumanName> {
        let order = |name: &HumanName| match name.use_ {
            Use::Usual => 0,
            Use::Official => 1,
            Use::Old | Use::Maiden => 9,
            _ => 2,
        };
        let current =
            self.names.iter().filter(|n| n.period.holds(day) && n.use_ != Use::Old).min_by_key(|n| order(n));
        current.or_else(|| self.names.iter().max_by_key(|n| n.period.end))
    }

    /// The name as staff read it: SMYTH, Jayne (Mrs); "name not known" where the record has none.
    pub fn show_name(&self, day: Date) -> String {
        self.name(day)
            .map(HumanName::show)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "name not known".into())
    }

    /// Full years of age on `day`, where the date of birth is known.
    pub fn age_on(&self, day: Date) -> Option<u16> {
        self.birth_date.map(|born| born.age_on(day))
    }
}
