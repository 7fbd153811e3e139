//! What the invented desk took down about people itself: objections, confirmations, failures, who seems to have left.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::dice::Dice;
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::contact::{ContactPoint, Trouble, Verification, Verified};
use crate::domain::dossier::Dossier;
use crate::domain::fact::{Amendment, Fact};
use crate::domain::ids::{EntryId, NeedId, ObjectionId};
use crate::domain::log::{Event, NewEntry};
use crate::domain::need::{Need, NeedKind};
use crate::domain::objection::{Objection, Outcome};
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Author, Recorded, Staff};

/// How many patients have something of this kind: one in so many, and never more than this many.
const EVERY: u32 = 60;
const MOST: u32 = 400;

/// The places among all patients of those about whom the desk took something down.
pub fn whom(patients: u32) -> impl Iterator<Item = u32> {
    let step = (patients / MOST).max(EVERY) as usize;
    (7..patients).step_by(step)
}

/// Invents facts, one kind after the other.
#[derive(Debug)]
pub struct Desk<'a> {
    dice: Dice,
    now: &'a Moment,
    staff: &'a [Staff],
    made: u32,
}

impl<'a> Desk<'a> {
    /// Facts that these members of staff took down.
    pub fn new(now: &'a Moment, staff: &'a [Staff]) -> Self {
        Self { dice: Dice::new(0xde5c), now, staff, made: 0 }
    }

    /// Something about this patient; `None` where nothing fits them.
    pub fn entry(&mut self, dossier: &Dossier) -> Option<NewEntry> {
        self.made += 1;
        let staff = self.dice.pick(self.staff)?.clone();
        let at = self.now.at.checked_sub((i64::from(self.made) % 600 + 5).minutes()).ok()?;
        let recorded = Recorded { by: Author::Staff { id: staff.id, name: staff.name }, at };
        let amendment = self.amendment(dossier, recorded, self.now.today())?;
        Some(NewEntry {
            id: EntryId::from_parts(at, self.dice.entropy()),
            at,
            actor: Actor { staff: staff.id, desk: "Front desk".into() },
            event: Event::Amended(Box::new(amendment)),
            judged: None,
        })
    }

    fn amendment(&mut self, dossier: &Dossier, recorded: Recorded, today: Date) -> Option<Amendment> {
        let patient = dossier.patient.id;
        let point = dossier.contacts.as_ref()?.iter().find(|point| point.is_current(today))?;
        let at: Timestamp = recorded.at;
        let changed = |after: ContactPoint, words: &str| {
            let fact = |point: ContactPoint| Fact::Contact { of: None, point };
            Some(Amendment::change(patient, fact(point.clone()), fact(after), words))
        };
        // every other objection was talked through
        let (outcome, talk, exceptions) = if self.made % 12 == 9 {
            let may_come = vec![Purpose::Appointment, Purpose::Vaccination];
            (Outcome::MayBeOverridden, "nobody else sees the phone at work: these may come", may_come)
        } else {
            (Outcome::Stands, "explained that reminders will come by letter", Vec::new())
        };
        match self.made % 6 {
            0 => {
                let verified = Verified {
                    on: today.saturating_sub(14.months()),
                    how: Verification::Desk,
                    recorded: recorded.clone(),
                };
                changed(ContactPoint { verified: Some(verified), ..point.clone() }, "asked at the desk")
            }
            1 => changed(
                ContactPoint { trouble: Some(Trouble::Failed { times: 2 }), ..point.clone() },
                "two messages came back",
            ),
            2 => Some(Amendment::add(patient, Fact::MissingFromList, "not on the list of the last audit")),
            3 => Some(Amendment::add(
                patient,
                Fact::Objection(Objection {
                    id: ObjectionId::from_parts(at, self.dice.entropy()),
                    channel: Channel::Text,
                    purpose: None,
                    reason: Some("somebody else reads my texts".into()),
                    talk: Some(talk.into()),
                    outcome,
                    exceptions,
                    review: Some(today.saturating_add(10.days())),
                    recorded,
                }),
                "said on the phone",
            )),
            4 => Some(Amendment::add(
                patient,
                Fact::Need(Need {
                    id: NeedId::from_parts(at, self.dice.entropy()),
                    kind: NeedKind::TextOnly,
                    note: None,
                    recorded,
                }),
                "asked at the desk",
            )),
            _ => {
                let verified =
                    Verified { on: today.saturating_sub(3.weeks()), how: Verification::Phone, recorded };
                changed(ContactPoint { verified: Some(verified), ..point.clone() }, "asked on the phone")
            }
        }
    }
}
