//! Reminders: messages that wait to be written and sent.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::ids::{PatientId, ReminderId, StaffId};
use super::purpose::Purpose;

/// Where a reminder stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderState {
    /// Waiting.
    #[default]
    Due,
    /// Put off until its `snoozed_until`.
    Snoozed,
    /// Somebody is at it.
    Claimed,
    /// Its message is prepared.
    Prepared,
    /// Its message was handed over.
    HandedOver,
    /// Its message is on the record as sent.
    Recorded,
    /// Closed without a message, with a reason.
    Dismissed,
    /// Its message failed.
    Failed,
}

impl ReminderState {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Due,
        Self::Snoozed,
        Self::Claimed,
        Self::Prepared,
        Self::HandedOver,
        Self::Recorded,
        Self::Dismissed,
        Self::Failed,
    ];

    /// The word in files and on the screen.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Snoozed => "snoozed",
            Self::Claimed => "claimed",
            Self::Prepared => "prepared",
            Self::HandedOver => "handed-over",
            Self::Recorded => "recorded",
            Self::Dismissed => "dismissed",
            Self::Failed => "failed",
        }
    }

    /// The state with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }
}

/// The appointment that a reminder is about, in the practice's local time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Appointment {
    /// When.
    pub at: Option<DateTime>,
    /// Where.
    pub place: Option<String>,
    /// With whom.
    pub with: Option<String>,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Its identifier.
    pub id: ReminderId,
    /// For whom.
    pub patient: PatientId,
    /// Why.
    pub purpose: Purpose,
    /// The day from which it is to be sent.
    pub due: Date,
    /// The appointment it is about.
    pub appointment: Appointment,
    /// The text to send, where the file gave one.
    pub text: Option<String>,
    /// The template to use, where one was named.
    pub template: Option<String>,
    /// Where it stands.
    pub state: ReminderState,
    /// Until when it is put off.
    pub snoozed_until: Option<Timestamp>,
    /// Who is at it, and until when the claim holds.
    pub claimed: Option<(StaffId, Timestamp)>,
    /// How often somebody tried.
    pub attempts: u32,
    /// Where it comes from, in words: the file, the system.
    pub origin: String,
    /// What the other system calls it: importing the same again changes nothing.
    pub external_id: Option<String>,
}

/// A line of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderRow {
    /// The reminder.
    pub reminder: Reminder,
    /// The patient's name as staff read it.
    pub patient_name: String,
    /// The patient's date of birth as staff read it; empty where it is not known.
    pub patient_birth: String,
}

/// Which reminders to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReminderView {
    /// Due up to this day and still open, most pressing first.
    Due(Date),
    /// All that are still open.
    Open,
    /// Of one patient, open ones first.
    Of(PatientId),
}
