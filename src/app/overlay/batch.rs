//! A batch: many reminders answered one after the other, each read, judged, recorded and handed over by itself.
//!
//! Only a clean message goes. One that fails stops no other and is not tried again; what is on the record when the batch
//! is stopped, or the program ends, is never sent a second time: the store refuses a second answer to a reminder.

mod before;
mod confirm;
mod look;
mod settle;
mod way;

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::app::action::{Action, Place};
use crate::app::effect::Request;
use crate::app::key::Key;
use crate::app::lines::Lines;
use crate::app::msg::{Reply, Trouble};
use crate::app::part::Part;
use crate::app::state::Slot;
use crate::app::turn::{Go, Turn};
use crate::domain::channel::Channel;
use crate::domain::dossier::Dossier;
use crate::domain::ids::{CommunicationId, PatientId, ReminderId};
use crate::domain::log::Event;
use crate::domain::reminder::ReminderRow;
use crate::domain::settlement::SettledFinding;
use before::Before;
pub use settle::Asks;
use settle::Settling;
use way::Stretch;

/// The facts of so many patients are read at a time.
const CHUNK: usize = 20;

/// Why a reminder is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A stop holds.
    Stop,
    /// A warning asks to be seen.
    Warning,
    /// There is no way to reach the patient.
    NoWay,
    /// It is spoken, not sent.
    Spoken,
    /// Another desk is at it.
    Claimed,
    /// Whoever sits here began to write it.
    Draft,
    /// Another one of the batch is for the same appointment.
    Twin,
    /// Its appointment is over.
    Past,
    /// It does not wait any more.
    Answered,
    /// The facts changed, or could not be read.
    Facts,
}

impl Why {
    /// In few words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Warning => "warning unseen",
            Self::NoWay => "no way",
            Self::Spoken => "by phone",
            Self::Claimed => "at another desk",
            Self::Draft => "draft begun",
            Self::Twin => "said twice",
            Self::Past => "past",
            Self::Answered => "not waiting",
            Self::Facts => "facts",
        }
    }
}

/// What becomes of one reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Not judged yet.
    Pending,
    /// It is clean and can go.
    Ready(Channel, usize),
    /// It does not go with this batch, and why in one sentence.
    LeftOut(Why, String),
    /// It is being read, recorded, handed over.
    UnderWay,
    /// It was handed over.
    Gone(Channel, usize),
    /// A step failed; what stands on the record is on the worklist.
    Failed(String),
}

/// One reminder of the batch.
#[derive(Debug, Clone)]
pub struct Line {
    /// The reminder.
    pub row: ReminderRow,
    /// What becomes of it.
    pub fate: Fate,
    /// The warning that keeps it out, where somebody may say that they have seen it.
    pub asks: Option<Box<Asks>>,
    /// The warnings that were seen.
    seen: Vec<SettledFinding>,
    /// How often what is known changed while it was on its way.
    tries: u8,
}

/// Where the batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The facts are read and every message is judged.
    Judging,
    /// Somebody looks at it.
    Review,
    /// It begins then, unless it is stopped before.
    Hold(Timestamp),
    /// It goes, one after the other.
    Running,
    /// The one under way is finished, then it stops.
    Stopping,
    /// It is over.
    Over,
    /// Those that went are confirmed as sent, one after the other.
    Confirming,
}

/// How many there are of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By channel: how many can go or went, and how many parts of text messages they take.
    pub channels: Vec<(Channel, usize, usize)>,
    /// Why others are left out, and how many.
    pub left_out: Vec<(Why, usize)>,
    /// Those that can go.
    pub ready: usize,
    /// Those that went.
    pub gone: usize,
    /// Those that failed.
    pub failed: usize,
}

/// A batch.
#[derive(Debug)]
pub struct Batch {
    /// Its reminders.
    pub lines: Vec<Line>,
    /// Where it stands.
    pub phase: Phase,
    /// The cursor on the lines.
    pub cursor: Lines,
    drafts: Vec<ReminderId>,
    /// What goes before those that are not judged yet.
    before: Before,
    asked: Vec<PatientId>,
    /// Those that are under way.
    stretch: Stretch,
    /// What is being settled in the list.
    settling: Option<Settling>,
    /// Those that need somebody stand first.
    sorted: bool,
    /// The messages that went and are not confirmed.
    gone: VecDeque<CommunicationId>,
    /// How many were confirmed as sent.
    pub confirmed: usize,
}

impl Batch {
    /// A batch of these reminders; `drafts` are those that whoever sits here began to write.
    pub fn new(rows: Vec<ReminderRow>, drafts: Vec<ReminderId>) -> Self {
        let cursor = Lines::new(rows.len());
        let line = |row| Line { row, fate: Fate::Pending, asks: None, seen: Vec::new(), tries: 0 };
        let lines = rows.into_iter().map(line).collect();
        Self {
            lines,
            phase: Phase::Judging,
            cursor,
            drafts,
            before: Before::default(),
            asked: Vec::new(),
            stretch: Stretch::default(),
            settling: None,
            sorted: false,
            gone: VecDeque::new(),
            confirmed: 0,
        }
    }

    /// How many there are of what.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for line in &self.lines {
            match &line.fate {
                Fate::Ready(channel, parts) => {
                    tally.ready += 1;
                    tally.add(*channel, *parts);
                }
                Fate::Gone(channel, parts) => {
                    tally.gone += 1;
                    tally.add(*channel, *parts);
                }
                Fate::LeftOut(why, _) => match tally.left_out.iter_mut().find(|(known, _)| known == why) {
                    Some((_, count)) => *count += 1,
                    None => tally.left_out.push((*why, 1)),
                },
                Fate::Failed(_) => tally.failed += 1,
                Fate::Pending | Fate::UnderWay => {}
            }
        }
        tally.left_out.sort_unstable();
        tally
    }

    /// Seconds until it begins.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        match self.phase {
            Phase::Hold(until) => {
                (until.as_millisecond() - now.as_millisecond() + 999).max(0).div_euclid(1000)
            }
            _ => 0,
        }
    }

    /// Reads the facts of the next ones that are not judged.
    fn ask_facts(&mut self, turn: &mut Turn<'_>) {
        let pending = self.lines.iter().filter(|line| line.fate == Fate::Pending);
        self.asked = pending.take(CHUNK).map(|line| line.row.reminder.patient).collect();
        if self.asked.is_empty() {
            // those that need somebody come first; each kind stays in the order of the queue, and then in its place
            if !std::mem::replace(&mut self.sorted, true) {
                self.lines.sort_by_key(|line| matches!(line.fate, Fate::Ready(..)));
            }
            self.phase = Phase::Review;
            self.go_on_from_seen(turn);
        } else {
            turn.ask(Slot::HandOver, Request::Dossiers(self.asked.clone()));
        }
    }

    fn judge(&mut self, dossiers: &[Dossier], turn: &mut Turn<'_>) {
        let asked = self.asked.len();
        let Self { lines, drafts, before, .. } = self;
        for line in lines.iter_mut().filter(|line| line.fate == Fate::Pending).take(asked) {
            let dossier = dossiers.iter().find(|dossier| dossier.patient.id == line.row.reminder.patient);
            line.fate = match dossier {
                Some(dossier) => before.judge(line, dossier, drafts, turn),
                None => Fate::LeftOut(Why::Facts, "The patient is not on file any more".into()),
            };
        }
        self.ask_facts(turn);
    }

    fn start(&mut self, turn: &mut Turn<'_>) {
        if turn.staff.is_none() {
            return turn.ask_who();
        }
        if self.tally().ready == 0 {
            return turn.hint("No reminder here can go: handle those that are left out one by one");
        }
        let until = turn.later(i64::from(turn.cx.hold_seconds) * 1000);
        self.phase = Phase::Hold(until);
        turn.wake(until.min(turn.later(1000)));
    }

    fn stop(&mut self, turn: &mut Turn<'_>) {
        match self.phase {
            Phase::Hold(_) => {
                self.phase = Phase::Review;
                turn.hint("Stopped: nothing went");
            }
            Phase::Running => self.phase = Phase::Stopping,
            Phase::Stopping => turn.hint("It stops when the one under way is done"),
            Phase::Confirming => turn.hint("It is being put on the record"),
            Phase::Judging | Phase::Review | Phase::Over => turn.go(Go::Back),
        }
    }

    /// Writes those left out, with the reasons, for whoever works them off elsewhere.
    fn write_left_out(&self, turn: &mut Turn<'_>) {
        let headings = ["Patient", "Date of birth", "Purpose", "Due", "Why", "Reason"].map(str::to_owned);
        let row = |line: &Line| match &line.fate {
            Fate::LeftOut(why, words) => Some(vec![
                line.row.patient_name.clone(),
                line.row.patient_birth.clone(),
                line.row.reminder.purpose.label().to_owned(),
                line.row.reminder.due.to_string(),
                why.label().to_owned(),
                words.clone(),
            ]),
            _ => None,
        };
        let rows: Vec<Vec<String>> =
            [headings.to_vec()].into_iter().chain(self.lines.iter().filter_map(row)).collect();
        if rows.len() < 2 {
            return turn.hint("Nobody is left out");
        }
        let name = format!("left-out-{}", turn.cx.now.today());
        turn.ask(Slot::HandOver, Request::Table { name, rows });
    }

    fn left_out_written(&self, filed: Result<String, Trouble>, turn: &mut Turn<'_>) {
        match filed {
            Ok(file) => {
                turn.done(format!("Written: {file}"));
                let count = self.tally().left_out_count() as u64;
                // what leaves the program stands in the log
                let event =
                    Event::Exported { what: format!("reminders left out of a batch in {file}"), count };
                if let Some(entry) = turn.entry(event, None) {
                    turn.ask(Slot::HandOver, Request::Append(Box::new(entry)));
                }
            }
            Err(trouble) => turn.trouble(trouble),
        }
    }

    /// The batch is over: what it came to.
    fn end(&mut self, turn: &mut Turn<'_>) {
        let tally = self.tally();
        self.phase = Phase::Over;
        let counts = [(tally.failed, "failed"), (tally.ready, "still wait")];
        let more =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
        let words: Vec<String> = [format!("{} handed over", tally.gone)].into_iter().chain(more).collect();
        turn.done(words.join(", "));
    }
}

impl Tally {
    /// How many are left out.
    pub fn left_out_count(&self) -> usize {
        self.left_out.iter().map(|(_, count)| count).sum()
    }

    fn add(&mut self, channel: Channel, parts: usize) {
        match self.channels.iter_mut().find(|(known, ..)| *known == channel) {
            Some((_, count, all)) => {
                *count += 1;
                *all += parts;
            }
            None => self.channels.push((channel, 1, parts)),
        }
    }
}

impl Part for Batch {
    fn place(&self) -> Place {
        Place::Batch
    }

    fn holds(&self) -> bool {
        matches!(self.phase, Phase::Hold(_) | Phase::Running | Phase::Stopping | Phase::Confirming)
    }

    fn label(&self, action: Action) -> &'static str {
        match action {
            Action::Back if self.holds() => "Stop",
            Action::Open => "Done",
            Action::Sent => "All were sent",
            Action::Sheet => "Write left out",
            action => action.label(),
        }
    }

    fn offers(&self, action: Action) -> bool {
        match action {
            Action::SendIt => self.phase == Phase::Review && self.tally().ready > 0,
            Action::Open => self.phase == Phase::Over,
            Action::Seen => self.asks_to_be_seen(),
            Action::Dismiss => self.reason_to_close().is_some(),
            Action::Back => self.phase != Phase::Over,
            Action::Sent => self.phase == Phase::Over && !self.gone.is_empty(),
            Action::Sheet => {
                matches!(self.phase, Phase::Review | Phase::Over) && self.tally().left_out_count() > 0
            }
            _ => true,
        }
    }

    fn enter(&mut self, turn: &mut Turn<'_>) {
        self.ask_facts(turn);
    }

    fn act(&mut self, action: Action, _key: &Key, turn: &mut Turn<'_>) {
        match action {
            Action::SendIt if self.phase == Phase::Review => self.start(turn),
            Action::Back => self.stop(turn),
            Action::Open if self.phase == Phase::Over => turn.go(Go::Back),
            Action::Sent if self.phase == Phase::Over => self.confirm_next(turn),
            Action::Seen if self.phase == Phase::Review => self.see(turn),
            Action::Dismiss if self.phase == Phase::Review => self.close(turn),
            Action::Sheet if matches!(self.phase, Phase::Review | Phase::Over) => self.write_left_out(turn),
            Action::Open if self.phase == Phase::Review => {
                let key = turn.keymap.label(Action::SendIt);
                turn.hint(format!("{key} hands over those that are clear"));
            }
            _ => {
                self.cursor.act(action, turn.cx.size.1.saturating_sub(10));
            }
        }
    }

    fn reply(&mut self, _slot: Slot, reply: Reply, turn: &mut Turn<'_>) {
        match (self.phase, reply) {
            (Phase::Judging, Reply::Dossiers(Ok(dossiers))) => self.judge(&dossiers, turn),
            (Phase::Judging, Reply::Dossiers(Err(trouble))) => {
                let unread = self.lines.iter_mut().filter(|line| line.fate == Fate::Pending);
                unread.for_each(|line| line.fate = Fate::LeftOut(Why::Facts, trouble.to_string()));
                self.ask_facts(turn);
            }
            (Phase::Running | Phase::Stopping, reply) => self.go_on(reply, turn),
            (Phase::Confirming, Reply::AppendedEach(told)) => self.confirmed_some(told, turn),
            (Phase::Review, Reply::Appended(told)) => self.closed(told, turn),
            (Phase::Review | Phase::Over, Reply::Filed(filed)) => self.left_out_written(filed, turn),
            _ => {}
        }
    }

    fn tick(&mut self, turn: &mut Turn<'_>) {
        let Phase::Hold(until) = self.phase else { return };
        if turn.at() >= until {
            self.phase = Phase::Running;
            self.next(turn);
        } else {
            turn.wake(until.min(turn.later(1000)));
        }
    }
}
