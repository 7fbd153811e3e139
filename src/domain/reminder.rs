//! Reminders: messages that wait to be written and sent.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::fold;
use super::ids::{PatientId, ReminderId, StaffId};
use super::purpose::Purpose;
use super::staff::Actor;

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

    /// Whether a reminder in this state still waits for a message.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Due | Self::Snoozed | Self::Claimed | Self::Failed)
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

/// A desk is at a reminder: the others see it and keep away until the claim ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who is at it, and at which desk.
    pub by: Actor,
    /// Until when the claim holds.
    pub until: Timestamp,
}

impl Claim {
    /// How long a claim holds: long enough for a call, short enough that a desk that was left blocks nobody.
    pub const SECONDS: i64 = 600;
}

/// Why a step of triage leaves a reminder as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Kept {
    /// It does not wait any more.
    #[error("this reminder does not wait any more: it is {}", .0.slug())]
    Closed(ReminderState),
    /// Another desk is at it.
    #[error("{} is at this reminder", .0.by.desk)]
    Claimed(Claim),
}

/// What a desk does with a reminder that is no message and no entry on the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Triage {
    /// Puts it off until then; a claim on it ends.
    Snooze(Timestamp),
    /// It waits again now.
    Wake,
    /// This desk is at it for [`Claim::SECONDS`].
    Claim,
    /// This desk is no longer at it.
    Release,
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
    /// Which desk is at it; a claim that ran out is none ([`Reminder::claim_at`]).
    pub claimed: Option<Claim>,
    /// When it was answered or closed; `None`: it is open.
    pub settled: Option<Timestamp>,
    /// How often somebody tried.
    pub attempts: u32,
    /// Where it comes from, in words: the file, the system.
    pub origin: String,
    /// What the other system calls it: importing the same again changes nothing.
    pub external_id: Option<String>,
}

impl Reminder {
    /// Why a reminder that [is over](Self::is_over) does not go, in words.
    pub const OVER: &str = "The appointment that it is about is over";

    /// The claim that holds at this time.
    pub fn claim_at(&self, now: Timestamp) -> Option<&Claim> {
        self.claimed.as_ref().filter(|claim| claim.until > now)
    }

    /// The claim of another desk that holds at this time.
    pub fn claimed_from(&self, by: Option<&Actor>, now: Timestamp) -> Option<&Claim> {
        self.claim_at(now).filter(|claim| Some(&claim.by) != by)
    }

    /// What it is after a step of triage.
    ///
    /// # Errors
    /// It is closed, or another desk is at it.
    pub fn triaged(&self, step: Triage, by: &Actor, now: Timestamp) -> Result<Self, Kept> {
        let mut after = self.clone();
        if step == Triage::Release {
            after.claimed = after.claimed.filter(|claim| claim.by != *by);
            return Ok(after);
        }
        if !self.state.is_open() {
            return Err(Kept::Closed(self.state));
        }
        if let Some(claim) = self.claimed_from(Some(by), now) {
            return Err(Kept::Claimed(claim.clone()));
        }
        match step {
            Triage::Snooze(until) => {
                after.state = ReminderState::Snoozed;
                after.snoozed_until = Some(until);
                after.claimed = None;
            }
            Triage::Wake if self.state == ReminderState::Snoozed => {
                // only what failed counts as an attempt: it says so again
                after.state = if self.attempts > 0 { ReminderState::Failed } else { ReminderState::Due };
                after.snoozed_until = None;
            }
            Triage::Claim => {
                let until = now.checked_add(SignedDuration::from_secs(Claim::SECONDS)).unwrap_or(now);
                after.claimed = Some(Claim { by: by.clone(), until });
            }
            Triage::Wake | Triage::Release => {}
        }
        Ok(after)
    }

    /// Whether the appointment that it is about has begun, by the desk's clock: nobody is reminded of it any more.
    pub fn is_over(&self, now: DateTime) -> bool {
        self.appointment.at.is_some_and(|at| at <= now)
    }

    /// Whether it is put off at this time.
    pub fn sleeps_at(&self, now: Timestamp) -> bool {
        self.state == ReminderState::Snoozed && self.snoozed_until.is_some_and(|until| until > now)
    }
}

impl ReminderRow {
    /// Whether the patient's name or the purpose holds all of these words, however they are spelt.
    pub fn holds_words(&self, words: &str) -> bool {
        let text = fold::name(&format!("{} {}", self.patient_name, self.reminder.purpose.label()));
        fold::words(words).iter().all(|word| text.contains(word))
    }
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

/// A part of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Queue {
    /// Due today or before, open and not put off: what there is to do.
    #[default]
    Now,
    /// Due today.
    Today,
    /// Due today or in the six days behind it.
    Week,
    /// Due before today.
    Overdue,
    /// Put off, the next to come back first.
    Snoozed,
    /// Claimed by whoever asks.
    Mine,
    /// Its message failed.
    Failed,
    /// Answered or closed today, the latest first.
    Done,
}

impl Queue {
    /// All parts, in the order in which keys turn through them.
    pub const ALL: [Self; 8] = [
        Self::Now,
        Self::Today,
        Self::Week,
        Self::Overdue,
        Self::Snoozed,
        Self::Mine,
        Self::Failed,
        Self::Done,
    ];

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Now => "Now",
            Self::Today => "Today",
            Self::Week => "Week",
            Self::Overdue => "Overdue",
            Self::Snoozed => "Snoozed",
            Self::Mine => "Mine",
            Self::Failed => "Failed",
            Self::Done => "Done",
        }
    }

    /// Whether a reminder belongs here.
    pub fn holds(self, reminder: &Reminder, glance: &Glance) -> bool {
        let week = glance.today.saturating_add(jiff::Span::new().days(Self::WEEK - 1));
        let day = match self {
            Self::Snoozed => return reminder.sleeps_at(glance.now),
            Self::Mine => {
                return reminder.claim_at(glance.now).is_some_and(|claim| claim.by.staff == glance.staff);
            }
            Self::Failed => return reminder.state == ReminderState::Failed,
            Self::Done => return reminder.settled.is_some_and(|at| at >= glance.midnight),
            Self::Now => reminder.due <= glance.today,
            Self::Today => reminder.due == glance.today,
            Self::Week => (glance.today..=week).contains(&reminder.due),
            Self::Overdue => reminder.due < glance.today,
        };
        day && reminder.state.is_open() && !reminder.sleeps_at(glance.now)
    }

    /// How many days a week has.
    pub const WEEK: i64 = 7;

    /// Counting stops here: more are "99+".
    pub const MOST: usize = 99;
}

/// From where the queue is looked at: by whom and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// The instant.
    pub now: Timestamp,
    /// The day, by the desk's calendar.
    pub today: Date,
    /// When that day began.
    pub midnight: Timestamp,
    /// Who asks.
    pub staff: StaffId,
}

/// The order in which a part of the queue is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// The most pressing first: each part's own order.
    #[default]
    Due,
    /// By the patient's name.
    Patient,
    /// By purpose, then by the day.
    Purpose,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Due, Self::Patient, Self::Purpose];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Patient => "patient",
            Self::Purpose => "purpose",
        }
    }
}

/// A view of the queue that a site named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NamedView {
    /// What staff pick it by: "Vaccinations of the week".
    pub name: String,
    /// The part of the queue.
    pub part: Queue,
    /// The words that narrow it; empty: all are shown.
    pub filter: String,
    /// The order.
    pub sort: Sort,
}

/// What the desk does with its named views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewChange {
    /// A new one.
    Save(NamedView),
    /// Another name for one.
    Rename {
        /// Its name so far.
        from: String,
        /// Its name from now on.
        to: String,
    },
    /// One is gone.
    Remove(String),
}

/// How many reminders a part of the queue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCount {
    /// The part.
    pub queue: Queue,
    /// How many, counted up to one more than [`Queue::MOST`].
    pub count: usize,
}

/// Which reminders to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReminderView {
    /// A part of the queue, most pressing first.
    Queue(Queue, Glance),
    /// Those of a part that hold all of these words in the patient's name or the purpose, in this order; no words: all.
    Sorted(Queue, Glance, Sort, String),
    /// All that are still open.
    Open,
    /// Of one patient, open ones first.
    Of(PatientId),
}
