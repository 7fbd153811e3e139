//! A call in place of a message: the number, what may be said and to whom, and the outcome by one key.
//!
//! What was said is on the record as a message by phone or voicemail, judged like any other. A call that nobody answered
//! counts as an attempt, and the next one is planned; a wrong number is out of use at once.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::keep;
use crate::app::key::Key;
use crate::app::lines::Scroll;
use crate::app::msg::{Reply, Trouble};
use crate::app::part::Part;
use crate::app::screen::compose::Compose;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::app::who::Who;
use crate::app::writing::{Standing, Writing};
use crate::domain::channel::Channel;
use crate::domain::communication::{HandOver, NotSent};
use crate::domain::dossier::{Dossier, Revisions};
use crate::domain::fact::Fact;
use crate::domain::log::{Appended, Event, NewEntry};
use crate::domain::reminder::{Reminder, ReminderRow, Triage};
use crate::domain::settlement::Settlement;

/// When a call that nobody answered is tried again, in hours; behind [`CLOSES`] it is the next day.
const AGAIN: i64 = 2;

/// From this hour on nobody is called again today.
const CLOSES: i8 = 17;

/// How a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The patient answered and was told.
    Answered,
    /// The safe script was left on the answering machine.
    Voicemail,
    /// Nobody answered.
    NoAnswer,
    /// Somebody else answered: the number is not theirs.
    WrongNumber,
}

impl Outcome {
    /// All outcomes, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Answered, Self::Voicemail, Self::NoAnswer, Self::WrongNumber];

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Answered => "The patient answered and was told",
            Self::Voicemail => "Voicemail: the safe script was left",
            Self::NoAnswer => "No answer",
            Self::WrongNumber => "Wrong number",
        }
    }

    /// The action of the same meaning.
    pub const fn action(self) -> Action {
        match self {
            Self::Answered => Action::Answered,
            Self::Voicemail => Action::VoicemailLeft,
            Self::NoAnswer => Action::NoAnswer,
            Self::WrongNumber => Action::WrongNumber,
        }
    }
}

/// Where the call stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// The facts are read.
    Reading,
    /// It can be made, or the stops say that it must not.
    Ready,
    /// Its outcome is being written.
    Recording,
    /// A step failed; Enter tries the same step again.
    Stuck(Trouble),
}

/// What is written for an outcome, one after the other.
#[derive(Debug, Clone)]
enum Step {
    Entry(Box<NewEntry>),
    Snooze(Timestamp),
}

/// A call.
#[derive(Debug)]
pub struct Call {
    /// The reminder it answers.
    pub row: ReminderRow,
    /// Who is called.
    pub who: Who,
    /// Where it stands.
    pub phase: Phase,
    /// What is said, and to which number; `None` before the facts are here.
    pub spoken: Option<Writing>,
    /// What may be left on an answering machine.
    pub voicemail: Option<Writing>,
    /// Where the script is scrolled to.
    pub scroll: Scroll,
    steps: VecDeque<Step>,
    ending: String,
}

impl Call {
    /// A call about a reminder.
    pub fn new(row: ReminderRow) -> Self {
        let who = Who::of_reminder(&row);
        let (spoken, voicemail, steps) = (None, None, VecDeque::new());
        let scroll = Scroll::default();
        Self { row, who, phase: Phase::Reading, spoken, voicemail, scroll, steps, ending: String::new() }
    }

    /// The stop that forbids it, in words.
    pub fn stop(&self) -> Option<String> {
        let spoken = self.spoken.as_ref()?;
        if spoken.over {
            return Some(Reminder::OVER.into());
        }
        if spoken.draft.contact.is_none() {
            return Some("There is no telephone number on file that can be used".into());
        }
        holding(spoken)
    }

    /// The outcomes that can be recorded.
    pub fn outcomes(&self) -> Vec<Outcome> {
        if self.phase != Phase::Ready || self.spoken.is_none() || self.stop().is_some() {
            return Vec::new();
        }
        let may_leave = self.voicemail.as_ref().is_some_and(|words| words.obstacle().is_none());
        let offered = |outcome: &Outcome| *outcome != Outcome::Voicemail || may_leave;
        Outcome::ALL.into_iter().filter(offered).collect()
    }

    fn read(&mut self, dossier: &Dossier, turn: &Turn<'_>) {
        let today = turn.cx.now.today();
        self.who = Who::of_dossier(dossier, today);
        let by = |channel| Compose::call(&self.row, dossier, turn.staff, turn.cx, channel);
        self.spoken = Some(by(Channel::Phone));
        self.voicemail = Some(by(Channel::Voicemail));
        self.phase = Phase::Ready;
    }

    /// Writes an outcome: the message first, then what became of it.
    fn record(&mut self, outcome: Outcome, turn: &mut Turn<'_>) {
        let words = if outcome == Outcome::Voicemail { &self.voicemail } else { &self.spoken };
        let Some(mut writing) = words.clone() else { return };
        // the warnings stand above the keys: whoever calls has seen them
        let unseen = |finding: &&_| writing.standing(finding) == Standing::Unseen;
        let seen: Vec<_> = writing.verdict.findings.iter().filter(unseen).cloned().collect();
        for finding in &seen {
            writing.settle(finding, Settlement::Seen);
        }
        let Some(dossier) = writing.dossier().cloned() else { return };
        let mut message = Box::new(writing.message(turn.cx));
        (message.hold_until, message.draft) = (turn.at(), None);
        let (communication, how) = (message.id, HandOver::Spoken);
        let not_sent =
            |words: &str| Event::NotSent { communication, reason: NotSent::Failed, words: words.to_owned() };
        let mut events = vec![(Event::Prepared(message), Some(dossier.revisions))];
        let mut snooze = None;
        match outcome {
            Outcome::Answered | Outcome::Voicemail => {
                events.push((Event::HandingOver { communication, how: how.clone() }, None));
                events.push((Event::HandedOver { communication, how, file: None }, None));
                events.push((Event::Sent { communication }, None));
                self.ending = "The call is on the record".into();
            }
            Outcome::NoAnswer => {
                events.push((not_sent("no answer"), None));
                let again = again(turn);
                let shown = turn.cx.now.local_of(again).strftime("%a %-d %b, %H:%M");
                self.ending = format!("No answer: to be tried again {shown}");
                snooze = Some(again);
            }
            Outcome::WrongNumber => {
                events.push((not_sent("wrong number"), None));
                events.extend(not_theirs(&writing, &dossier).map(|event| (event, None)));
                self.ending = "The number is out of use; the reminder waits for another way".into();
            }
        }
        self.plan(events, snooze, turn);
    }

    fn plan(
        &mut self,
        events: Vec<(Event, Option<Revisions>)>,
        snooze: Option<Timestamp>,
        turn: &mut Turn<'_>,
    ) {
        let entries: Option<Vec<NewEntry>> =
            events.into_iter().map(|(event, judged)| turn.entry(event, judged)).collect();
        let Some(entries) = entries else { return turn.ask_who() };
        self.steps = entries.into_iter().map(|entry| Step::Entry(Box::new(entry))).collect();
        self.steps.extend(snooze.map(Step::Snooze));
        self.next(turn);
    }

    /// Does the first step that is left; without one the call is done.
    fn next(&mut self, turn: &mut Turn<'_>) {
        self.phase = Phase::Recording;
        match (self.steps.front(), turn.actor()) {
            (Some(Step::Entry(entry)), _) => {
                turn.ask(Slot::HandOver, Request::Append(entry.clone()));
            }
            (Some(Step::Snooze(until)), Some(by)) => {
                let (id, step, now) = (self.row.reminder.id, Triage::Snooze(*until), turn.at());
                turn.ask(Slot::HandOver, Request::Triage { id, step, by, now });
            }
            _ => {
                turn.done(self.ending.clone());
                turn.go(Go::Back);
            }
        }
    }

    fn done(&mut self, turn: &mut Turn<'_>) {
        self.steps.pop_front();
        self.next(turn);
    }

    /// Another desk changed what the verdict rests on: nothing is on the record yet, it is judged anew.
    fn conflict(&mut self, turn: &mut Turn<'_>) {
        let first = matches!(
            self.steps.front(),
            Some(Step::Entry(entry)) if matches!(entry.event, Event::Prepared(_))
        );
        if !first {
            // the number was changed at another desk: what was said of the old one is on the record
            return self.done(turn);
        }
        self.steps.clear();
        self.phase = Phase::Reading;
        turn.hint("Another desk changed this patient's facts: look again, then say how the call went");
        turn.ask(Slot::HandOver, Request::Dossier(self.row.reminder.patient));
    }
}

/// The first stop that holds, in words.
fn holding(writing: &Writing) -> Option<String> {
    let mut stops =
        writing.verdict.findings.iter().filter(|found| writing.standing(found) == Standing::Holds);
    stops.next().map(|finding| finding.message.clone())
}

/// When a call that nobody answered is tried again.
fn again(turn: &Turn<'_>) -> Timestamp {
    let now = turn.cx.now;
    let later = now.at.checked_add(SignedDuration::from_hours(AGAIN)).unwrap_or(now.at);
    if now.local_of(later).hour() < CLOSES && now.local_of(later).date() == now.today() {
        return later;
    }
    now.start_of(now.today().saturating_add(1.days()))
}

/// That the number is somebody else's, for the patient's file.
fn not_theirs(writing: &Writing, dossier: &Dossier) -> Option<Event> {
    let point = dossier.contact(writing.draft.contact?)?.clone();
    let amendment = keep::not_me(dossier, &Fact::Contact { of: None, point }).ok()?;
    Some(Event::Amended(Box::new(amendment)))
}

impl Part for Call {
    fn place(&self) -> Place {
        Place::Call
    }

    fn holds(&self) -> bool {
        self.phase == Phase::Recording
    }

    fn label(&self, action: Action) -> &'static str {
        if action == Action::Open { "Try again" } else { action.label() }
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::Open => matches!(self.phase, Phase::Stuck(_)),
            Action::Back => self.phase != Phase::Recording,
            action => self.outcomes().iter().any(|outcome| outcome.action() == action),
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        turn.ask(Slot::HandOver, Request::Dossier(self.row.reminder.patient));
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::Back if self.phase != Phase::Recording => turn.go(Go::Back),
            Action::Open if matches!(self.phase, Phase::Stuck(_)) => self.next(turn),
            action => {
                let outcome = self.outcomes().into_iter().find(|outcome| outcome.action() == action);
                match outcome {
                    Some(outcome) => self.record(outcome, turn),
                    None => self.scroll.act(action, 4),
                }
            }
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Dossier(Ok(dossier)) if self.phase == Phase::Reading => self.read(&dossier, turn),
            Reply::Appended(Ok(Appended::Conflict(_))) => self.conflict(turn),
            Reply::Appended(Ok(_)) | Reply::Triaged(Ok(_)) => self.done(turn),
            Reply::Dossier(Err(trouble)) | Reply::Appended(Err(trouble)) | Reply::Triaged(Err(trouble)) => {
                self.phase = Phase::Stuck(trouble);
            }
            _ => {}
        }
    }
}
