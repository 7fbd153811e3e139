//! The way of one message of a batch: read, judged, prepared, read and judged once more, handed over, recorded.

use super::{Batch, Fate, Phase, Why, look};
use crate::app::effect::Request;
use crate::app::msg::{Reply, Trouble};
use crate::app::state::Slot;
use crate::app::turn::Turn;
use crate::app::writing::rejudge;
use crate::domain::channel::Channel;
use crate::domain::communication::{HandOver, Message, NotSent};
use crate::domain::dossier::{Dossier, Facet, Revisions};
use crate::domain::log::{Appended, Event};
use crate::domain::reminder::Reminder;

/// How often the facts may change under one message before it is left to a person.
const TRIES: u8 = 3;

/// What is being done with the message under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The reminder is read again.
    Reminder,
    /// The facts are read.
    Facts,
    /// It comes onto the record.
    Preparing,
    /// The facts are read once more.
    Checking,
    /// The intent is being written.
    Intent,
    /// The file is being written.
    Handing,
    /// The outcome is being written.
    Outcome,
    /// That it failed is being written.
    Failing,
}

/// The message under way.
#[derive(Debug)]
pub(super) struct Current {
    at: usize,
    step: Step,
    going: (Channel, usize),
    message: Option<Box<Message>>,
    tries: u8,
    why: String,
}

impl Batch {
    /// Takes the next one that can go; without one, or when it was stopped, the batch is over.
    pub(super) fn next(&mut self, turn: &mut Turn<'_>) {
        self.current = None;
        let next = self.lines.iter().position(|line| matches!(line.fate, Fate::Ready(..)));
        let (Some(at), Phase::Running) = (next, self.phase) else { return self.end(turn) };
        let Some(line) = self.lines.get_mut(at) else { return };
        line.fate = Fate::UnderWay;
        self.cursor.at = at;
        let id = line.row.reminder.id;
        let going = (Channel::Text, 0);
        self.current =
            Some(Current { at, step: Step::Reminder, going, message: None, tries: 0, why: String::new() });
        turn.ask(Slot::HandOver, Request::Reminder(id));
    }

    /// What was asked for the message under way is answered.
    pub(super) fn go_on(&mut self, reply: Reply, turn: &mut Turn<'_>) {
        let Some(step) = self.current.as_ref().map(|current| current.step) else { return };
        match (step, reply) {
            (Step::Reminder, Reply::Reminder(Ok(reminder))) => self.reminder(*reminder, turn),
            (Step::Facts, Reply::Dossier(Ok(dossier))) => self.prepare(&dossier, turn),
            (Step::Checking, Reply::Dossier(Ok(dossier))) => self.intend(&dossier, turn),
            (Step::Handing, Reply::Filed(Ok(file))) => self.outcome(file, turn),
            (Step::Handing, Reply::Filed(Err(trouble))) => self.not_sent(&trouble, turn),
            (_, Reply::Appended(Ok(appended))) => self.appended(&appended, turn),
            (
                _,
                Reply::Reminder(Err(trouble)) | Reply::Dossier(Err(trouble)) | Reply::Appended(Err(trouble)),
            ) => self.failed(&trouble, turn),
            _ => {}
        }
    }

    fn ends(&mut self, fate: Fate, turn: &mut Turn<'_>) {
        let at = self.current.as_ref().map(|current| current.at);
        if let Some(line) = at.and_then(|at| self.lines.get_mut(at)) {
            line.fate = fate;
        }
        self.next(turn);
    }

    fn steps(&mut self, step: Step) {
        if let Some(current) = &mut self.current {
            current.step = step;
        }
    }

    fn reminder(&mut self, reminder: Reminder, turn: &mut Turn<'_>) {
        let patient = reminder.patient;
        let now = turn.at();
        let before = self.current.as_ref().and_then(|current| self.lines.get(current.at));
        if reminder.sleeps_at(now) && before.is_some_and(|line| !line.row.reminder.sleeps_at(now)) {
            let words = "Another desk put it off meanwhile".to_owned();
            return self.ends(Fate::LeftOut(Why::Answered, words), turn);
        }
        let at = self.current.as_ref().map(|current| current.at);
        if let Some(line) = at.and_then(|at| self.lines.get_mut(at)) {
            line.row.reminder = reminder;
        }
        self.steps(Step::Facts);
        turn.ask(Slot::HandOver, Request::Dossier(patient));
    }

    fn prepare(&mut self, dossier: &Dossier, turn: &mut Turn<'_>) {
        let Some(current) = &mut self.current else { return };
        let Some(line) = self.lines.get(current.at) else { return };
        let (writing, channel, parts) = match look(&line.row, dossier, &self.drafts, turn) {
            Ok(found) => found,
            Err((why, words)) => return self.ends(Fate::LeftOut(why, words), turn),
        };
        let mut message = Box::new(writing.message(turn.cx));
        // the hold of the batch is over
        message.hold_until = turn.at();
        message.draft = None;
        current.going = (channel, parts);
        current.message = Some(message.clone());
        self.append(Step::Preparing, Event::Prepared(message), Some(dossier.revisions), turn);
    }

    fn append(&mut self, step: Step, event: Event, judged: Option<Revisions>, turn: &mut Turn<'_>) {
        match turn.entry(event, judged) {
            Some(entry) => {
                self.steps(step);
                turn.ask(Slot::HandOver, Request::Append(Box::new(entry)));
            }
            None => self.ends(Fate::Failed("Nobody said who sits here".into()), turn),
        }
    }

    fn message(&self) -> Option<&Message> {
        self.current.as_ref().and_then(|current| current.message.as_deref())
    }

    fn intend(&mut self, dossier: &Dossier, turn: &mut Turn<'_>) {
        let Some(message) = self.message() else { return };
        if let Some(stop) = rejudge(message, dossier, turn.cx).into_iter().next() {
            return self.ends(Fate::Failed(format!("Held on the record: {stop}")), turn);
        }
        let event = Event::HandingOver { communication: message.id, how: HandOver::Outbox };
        self.append(Step::Intent, event, Some(dossier.revisions), turn);
    }

    fn outcome(&mut self, file: String, turn: &mut Turn<'_>) {
        let Some(message) = self.message() else { return };
        let event = Event::HandedOver { communication: message.id, how: HandOver::Outbox, file: Some(file) };
        self.append(Step::Outcome, event, None, turn);
    }

    fn not_sent(&mut self, trouble: &Trouble, turn: &mut Turn<'_>) {
        let Some(message) = self.message() else { return };
        let words = format!("the hand-over failed: {}", trouble.what);
        let event = Event::NotSent { communication: message.id, reason: NotSent::Failed, words };
        if let Some(current) = &mut self.current {
            current.why = trouble.to_string();
        }
        self.append(Step::Failing, event, None, turn);
    }

    /// A step failed: what is on the record stays there for a person, and the batch goes on with the next.
    fn failed(&mut self, trouble: &Trouble, turn: &mut Turn<'_>) {
        let kept = match self.current.as_ref().map(|current| current.step) {
            Some(Step::Reminder | Step::Facts | Step::Preparing) | None => "",
            Some(_) => "It waits on the worklist. ",
        };
        self.ends(Fate::Failed(format!("{kept}{trouble}")), turn);
    }

    fn appended(&mut self, appended: &Appended, turn: &mut Turn<'_>) {
        let Some(current) = &mut self.current else { return };
        let step = current.step;
        if let Appended::Conflict(facets) = appended {
            return self.conflict(step, facets, turn);
        }
        match step {
            Step::Preparing => self.check(turn),
            Step::Intent => {
                let Some(message) = current.message.clone() else { return };
                current.step = Step::Handing;
                turn.ask(Slot::HandOver, Request::Outbox(message));
            }
            Step::Outcome => {
                let (channel, parts) = current.going;
                let id = current.message.as_ref().map(|message| message.id);
                self.gone.extend(id);
                self.ends(Fate::Gone(channel, parts), turn);
            }
            Step::Failing => {
                let why = std::mem::take(&mut current.why);
                self.ends(Fate::Failed(why), turn);
            }
            Step::Reminder | Step::Facts | Step::Checking | Step::Handing => {}
        }
    }

    /// Reads the facts once more: nothing changed since it was prepared, or it is held.
    fn check(&mut self, turn: &mut Turn<'_>) {
        let Some(patient) = self.message().map(|message| message.patient) else { return };
        self.steps(Step::Checking);
        turn.ask(Slot::HandOver, Request::Dossier(patient));
    }

    /// Another desk changed what the verdict rests on: it is judged anew, a few times.
    fn conflict(&mut self, step: Step, facets: &[Facet], turn: &mut Turn<'_>) {
        let Some(current) = &mut self.current else { return };
        current.tries += 1;
        let what: Vec<&str> = facets.iter().map(|facet| facet.label()).collect();
        let words = format!("Another desk keeps changing {}", what.join(", "));
        match (step, current.tries >= TRIES) {
            (Step::Preparing, true) => self.ends(Fate::LeftOut(Why::Facts, words), turn),
            (_, true) => self.ends(Fate::Failed(format!("Held on the record. {words}")), turn),
            (Step::Preparing, false) => {
                current.step = Step::Reminder;
                let Some(line) = self.lines.get(current.at) else { return };
                turn.ask(Slot::HandOver, Request::Reminder(line.row.reminder.id));
            }
            (_, false) => self.check(turn),
        }
    }
}
