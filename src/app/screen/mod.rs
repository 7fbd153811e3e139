//! The screens: one at a time, each a value that keys and answers change.

pub mod compose;
pub mod day;
pub mod history;
pub mod message;
pub mod patient;
pub mod patients;
pub mod record;
pub mod reminders;
pub mod review;
pub mod worklists;

use super::part::Part;
use compose::Compose;
use day::DayScreen;
use history::History;
use message::MessageDetail;
use patient::PatientScreen;
use patients::Patients;
use record::Record;
use reminders::Reminders;
use review::Review;
use worklists::Worklists;

/// A screen.
#[derive(Debug)]
pub enum Screen {
    /// What is due: the home screen.
    Reminders(Box<Reminders>),
    /// Finding a patient.
    Patients(Box<Patients>),
    /// One patient.
    Patient(Box<PatientScreen>),
    /// The history of the facts about one patient.
    History(Box<History>),
    /// Writing.
    Compose(Box<Compose>),
    /// The last look.
    Review(Box<Review>),
    /// Everything sent or not sent.
    Record(Box<Record>),
    /// One message on the record.
    Message(Box<MessageDetail>),
    /// What somebody has to look at.
    Worklists(Box<Worklists>),
    /// A day's end.
    Day(Box<DayScreen>),
}

impl Screen {
    /// The screen as what every screen can do.
    pub fn part(&self) -> &dyn Part {
        match self {
            Self::Reminders(part) => part.as_ref(),
            Self::Patients(part) => part.as_ref(),
            Self::Patient(part) => part.as_ref(),
            Self::History(part) => part.as_ref(),
            Self::Compose(part) => part.as_ref(),
            Self::Review(part) => part.as_ref(),
            Self::Record(part) => part.as_ref(),
            Self::Message(part) => part.as_ref(),
            Self::Worklists(part) => part.as_ref(),
            Self::Day(part) => part.as_ref(),
        }
    }

    /// The same, to be changed.
    pub fn part_mut(&mut self) -> &mut dyn Part {
        match self {
            Self::Reminders(part) => part.as_mut(),
            Self::Patients(part) => part.as_mut(),
            Self::Patient(part) => part.as_mut(),
            Self::History(part) => part.as_mut(),
            Self::Compose(part) => part.as_mut(),
            Self::Review(part) => part.as_mut(),
            Self::Record(part) => part.as_mut(),
            Self::Message(part) => part.as_mut(),
            Self::Worklists(part) => part.as_mut(),
            Self::Day(part) => part.as_mut(),
        }
    }
}
