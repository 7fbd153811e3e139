//! Everything held about one person, handed to them: readable text, JSON, or a FHIR R4 bundle (UK GDPR, article 15).
//!
//! What is about somebody else (a proxy, whoever shares a number) is marked as a third party's, for whoever redacts; safeguarding
//! notes are marked to be withheld, and come only where whoever exports may read them.

mod consent;
mod fhir;
mod json;
mod own;
mod text;

pub(super) use own::own_extension;

use std::io::{self, Write};

use crate::domain::clock::Moment;
use crate::domain::communication::Communication;
use crate::domain::dossier::Dossier;
use crate::domain::log::Entry;
use crate::domain::reminder::Reminder;
use crate::domain::staff::Staff;

/// What is said of what is not handed out before the guardian or the safeguarding lead looked at it.
const WITHHOLD: &str =
    "Safeguarding: hand this out only if the Caldicott Guardian or the safeguarding lead says so";

/// What is held about one person.
#[derive(Debug)]
pub struct Held<'a> {
    /// The facts on file.
    pub dossier: &'a Dossier,
    /// The reminders that name them.
    pub reminders: &'a [Reminder],
    /// All messages about them, the newest first.
    pub messages: &'a [Communication],
    /// The entries that changed facts about them, the newest first.
    pub history: &'a [Entry],
    /// The members of staff, for the names behind identifiers.
    pub staff: &'a [Staff],
}

/// The form in which it is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonForm {
    /// Text that a person reads.
    Text,
    /// One JSON object.
    Json,
    /// A FHIR R4 Bundle: Patient, RelatedPerson, Consent for objections and agreements, Flag, Communication. Its person part imports again.
    Fhir,
}

/// Writes what is held; `now` gives the day and the zone of the clock.
///
/// # Errors
/// What the writer says.
pub fn write(out: &mut dyn Write, held: &Held<'_>, form: PersonForm, now: &Moment) -> io::Result<()> {
    match form {
        PersonForm::Text => text::write(out, held, now),
        PersonForm::Json => json::write(out, held),
        PersonForm::Fhir => fhir::write(out, held, now),
    }
}

impl Held<'_> {
    /// The name of a member of staff.
    fn name_of(&self, id: crate::domain::ids::StaffId) -> &str {
        self.staff.iter().find(|staff| staff.id == id).map_or("a former member of staff", |staff| &staff.name)
    }
}
