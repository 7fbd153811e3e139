//! Invented messages of the past weeks, put on the record like real ones.

use jiff::{SignedDuration, Timestamp};

use super::dice::Dice;
use super::pools::{PastMessage, Pools};
use super::queue::spoken;
use crate::domain::channel::Channel;
use crate::domain::clock::Moment;
use crate::domain::communication::{HandOver, Message, NotSent, Recipient, RecordMode};
use crate::domain::contact::ContactPoint;
use crate::domain::dossier::Dossier;
use crate::domain::ids::{CommunicationId, EntryId, PatientId};
use crate::domain::log::{Event, NewEntry};
use crate::domain::settlement::{Override, OverrideReason, SettledFinding, Settlement};
use crate::domain::severity::Severity;
use crate::domain::staff::{Actor, Staff};

/// How much happened: one message for so many patients, and never more than this many.
const EVERY: u32 = 4;
const MOST: u32 = 600;
/// One message in so many went although the patient objects, and the guardian is to look at it.
const OVERRIDDEN: i64 = 47;
/// The days that the record reaches back.
const DAYS_BACK: i64 = 45;
/// The desk is open from nine, for so many minutes.
const OPENS: i8 = 9;
const MINUTES_OPEN: i64 = 8 * 60;

/// How many messages a practice of this size has.
pub fn count(patients: u32) -> u32 {
    (patients / EVERY).clamp(1, MOST)
}

/// Invents messages in the order of time.
#[derive(Debug)]
pub struct Past<'a> {
    pools: &'a Pools,
    dice: Dice,
    now: &'a Moment,
    staff: Vec<Staff>,
    at: Timestamp,
    made: i64,
    count: i64,
}

/// Puts an override into a message.
fn overridden(message: &mut Message) {
    message.for_guardian = true;
    message.findings.push(SettledFinding {
        rule: "objection-channel".into(),
        topic: None,
        severity: Severity::Stop,
        quote: None,
        settlement: Settlement::Overridden(Override {
            reason: OverrideReason::NoOtherRoute,
            words: "the letter would come too late".into(),
            authorised_by: "the duty doctor".into(),
            patient_told: true,
        }),
    });
}

impl<'a> Past<'a> {
    /// Messages by these members of staff; `count` of them end shortly before `now`.
    pub fn new(pools: &'a Pools, now: &'a Moment, staff: Vec<Staff>, count: u32) -> Self {
        Self {
            pools,
            dice: Dice::new(0x9a57),
            now,
            staff,
            at: now.at,
            made: 0,
            count: i64::from(count.max(1)),
        }
    }

    /// Who the next message is about: the place among all patients, 0 first.
    pub fn whom(&mut self, patients: u32) -> u32 {
        self.dice.below(patients)
    }

    /// What was recorded about one message: prepared, handed over, and how it ended.
    pub fn entries(&mut self, patient: PatientId, dossier: &Dossier) -> Vec<NewEntry> {
        self.at = self.opening_time();
        self.made += 1;
        let Some(staff) = self.dice.pick(&self.staff).cloned() else { return Vec::new() };
        let today = self.now.local_of(self.at).date();
        let usable = |channel: Channel| -> Option<&ContactPoint> {
            dossier.contacts.iter().flatten().find(|contact| contact.is_usable(channel, today))
        };
        let Some(model) = self.dice.pick(&self.pools.messages) else { return Vec::new() };
        let Some(contact) = usable(model.channel) else { return Vec::new() };
        let actor = Actor { staff: staff.id, desk: "Front desk".into() };
        let mut message = self.message(patient, dossier, model, contact);
        if self.made % OVERRIDDEN == 0 {
            overridden(&mut message);
        }
        let id = message.id;
        let spoken = model.channel.is_spoken();
        let how = if spoken { HandOver::Spoken } else { HandOver::System("Accurx".into()) };
        let mut events = vec![
            Event::Prepared(Box::new(message)),
            Event::HandingOver { communication: id, how: how.clone() },
            Event::HandedOver { communication: id, how, file: None },
        ];
        match self.dice.below(100) {
            0..=3 => events.push(Event::NotSent {
                communication: id,
                reason: NotSent::Failed,
                words: "the system reports that it could not be delivered".into(),
            }),
            4..=7 => {}
            _ => events.push(Event::Sent { communication: id }),
        }
        if self.dice.chance(60) {
            events.push(Event::Copied { communication: id });
        }
        let mut at = self.at;
        events
            .into_iter()
            .map(|event| {
                at = at.checked_add(SignedDuration::from_secs(7)).unwrap_or(at);
                NewEntry {
                    id: EntryId::from_parts(at, self.dice.entropy()),
                    at,
                    actor: actor.clone(),
                    event,
                    judged: None,
                }
            })
            .collect()
    }

    /// When the next message was written: spread evenly over the hours in which the desk was open.
    fn opening_time(&self) -> Timestamp {
        let minute = self.made * DAYS_BACK * MINUTES_OPEN / self.count;
        let days = jiff::Span::new().days(minute / MINUTES_OPEN - DAYS_BACK);
        let minutes = SignedDuration::from_mins(minute % MINUTES_OPEN);
        let day = self.now.today().checked_add(days).unwrap_or(self.now.today());
        let opened = day.at(OPENS, 0, 0, 0).to_zoned(self.now.zone.clone()).map(|zoned| zoned.timestamp());
        opened.ok().and_then(|at| at.checked_add(minutes).ok()).unwrap_or(self.now.at)
    }

    fn message(
        &mut self,
        patient: PatientId,
        dossier: &Dossier,
        model: &PastMessage,
        contact: &ContactPoint,
    ) -> Message {
        let local = self.now.local_of(self.at);
        let today = local.date();
        let name = dossier.patient.name(today);
        let visit =
            today.checked_add(jiff::Span::new().days(2 + i64::from(self.dice.below(12)))).unwrap_or(today);
        let fill = |text: &str| {
            text.replace("((first_name))", name.and_then(|n| n.first_given()).unwrap_or("Patient"))
                .replace("((practice_name))", &self.pools.practice.name)
                .replace("((practice_phone))", &self.pools.practice.phone)
                .replace("((date))", &visit.strftime("%A %-d %B").to_string())
                .replace("((time))", &spoken(local.time()))
        };
        Message {
            id: CommunicationId::from_parts(self.at, self.dice.entropy()),
            patient,
            recipient: Recipient::Patient,
            recipient_name: dossier.patient.show_name(today),
            channel: model.channel,
            contact: Some(contact.id),
            address: contact.value.show(),
            purpose: model.purpose,
            subject: fill(&model.subject),
            body: fill(&model.text),
            record: RecordMode::Exact,
            findings: Vec::new(),
            template: None,
            reminder: None,
            draft: None,
            hold_until: self.at,
            for_guardian: false,
        }
    }
}
