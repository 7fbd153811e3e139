//! Who a screen is about: the identifiers that every screen shows.

use jiff::civil::Date;

use crate::domain::dossier::{Dossier, PatientRow, Standing};
use crate::domain::ids::PatientId;
use crate::domain::patient::{Confidentiality, Patient};
use crate::domain::reminder::ReminderRow;

/// A patient as the strip at the top of a screen shows them: two identifiers, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The patient.
    pub id: PatientId,
    /// The name as staff read it.
    pub name: String,
    /// The date of birth with the age, as staff read it; empty where it is not known.
    pub birth: String,
    /// The NHS number as staff read it, or the practice's own number; empty where not known yet.
    pub number: String,
    /// Dead, restricted, left.
    pub standing: Standing,
}

/// What a list must show of a patient at a glance.
pub fn standing(patient: &Patient) -> Standing {
    Standing {
        deceased: patient.death.is_some(),
        restricted: patient.restriction.as_ref().is_some_and(|r| r.level != Confidentiality::Unrestricted),
        left: patient.left.is_some(),
    }
}

/// The number by which other systems know the patient.
fn number(nhs: Option<crate::domain::nhs_number::NhsNumber>, own: Option<&String>) -> String {
    match (nhs, own) {
        (Some(nhs), _) => nhs.to_string(),
        (None, Some(own)) => format!("no. {own}"),
        (None, None) => "no NHS number".into(),
    }
}

impl Who {
    /// From a line of the list of patients.
    pub fn of_row(row: &PatientRow, today: Date) -> Self {
        let birth = row.birth_date.map(|born| format!("{} ({})", born.show(), born.age_on(today)));
        Self {
            id: row.id,
            name: row.name.clone(),
            birth: birth.unwrap_or_default(),
            number: number(row.nhs_number, row.practice_number.as_ref()),
            standing: row.standing,
        }
    }

    /// From a line of the queue, which has no number yet.
    pub fn of_reminder(row: &ReminderRow) -> Self {
        Self {
            id: row.reminder.patient,
            name: row.patient_name.clone(),
            birth: row.patient_birth.clone(),
            number: String::new(),
            standing: Standing::default(),
        }
    }

    /// From a dossier.
    pub fn of_dossier(dossier: &Dossier, today: Date) -> Self {
        let patient = &dossier.patient;
        let birth = patient.birth_date.map(|born| format!("{} ({})", born.show(), born.age_on(today)));
        Self {
            id: patient.id,
            name: patient.show_name(today),
            birth: birth.unwrap_or_default(),
            number: number(patient.nhs_number, patient.practice_number.as_ref()),
            standing: standing(patient),
        }
    }
}
