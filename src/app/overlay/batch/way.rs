//! The way of the messages of a batch: a stretch of them is read and judged, then the worker puts each on the record and hands
//! it over by itself, and what it gives back is read and judged anew.

use super::look::look;
use super::{Batch, Fate, Phase, Why};
use crate::app::effect::{Outgoing, Request};
use crate::app::msg::{Reply, Trouble, Went};
use crate::app::state::Slot;
use crate::app::turn::Turn;
use crate::domain::channel::Channel;
use crate::domain::communication::HandOver;
use crate::domain::dossier::{Dossier, Facet};
use crate::domain::ids::CommunicationId;
use crate::domain::log::Event;
use crate::domain::reminder::Reminder;

/// How often the facts may change under one message before it is left to a person.
const TRIES: u8 = 3;

/// So many are judged and given to the worker at most; where the disk is slow it gives some of them back.
const STRETCH: usize = 50;

/// A message that was given to the worker.
#[derive(Debug)]
struct Passage {
    /// Its line.
    at: usize,
    id: CommunicationId,
    going: (Channel, usize),
}

/// The stretch under way.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// The lines whose facts are being read, with what was known of each.
    read: Vec<(usize, (Channel, usize))>,
    /// What the worker was given, in order.
    given: Vec<Passage>,
}

impl Batch {
    /// Takes the next ones that can go; without one, or when it was stopped, the batch is over.
    pub(super) fn next(&mut self, turn: &mut Turn<'_>) {
        self.stretch = Stretch::default();
        if self.phase != Phase::Running {
            return self.end(turn);
        }
        let ready = |(at, line): (usize, &super::Line)| match line.fate {
            Fate::Ready(channel, parts) => Some((at, (channel, parts))),
            _ => None,
        };
        self.stretch.read = self.lines.iter().enumerate().filter_map(ready).take(STRETCH).collect();
        let Some((first, _)) = self.stretch.read.first().copied() else { return self.end(turn) };
        self.cursor.at = first;
        let mut ids = Vec::new();
        for (at, _) in &self.stretch.read {
            if let Some(line) = self.lines.get_mut(*at) {
                line.fate = Fate::UnderWay;
                ids.push(line.row.reminder.id);
            }
        }
        turn.ask(Slot::HandOver, Request::Answerable(ids));
    }

    /// What was asked for the stretch under way is answered.
    pub(super) fn go_on(&mut self, reply: Reply, turn: &mut Turn<'_>) {
        match reply {
            Reply::Answerable(facts) => self.judge_stretch(facts, turn),
            Reply::Went(went) => self.went(went, turn),
            _ => {}
        }
    }

    fn fate(&mut self, at: usize, fate: Fate) {
        if let Some(line) = self.lines.get_mut(at) {
            line.fate = fate;
        }
    }

    /// Judges what was read; those that are clear are given to the worker.
    fn judge_stretch(&mut self, facts: Vec<Result<Box<(Reminder, Dossier)>, Trouble>>, turn: &mut Turn<'_>) {
        let mut outgoing = Vec::new();
        let mut facts = facts.into_iter();
        for (at, going) in std::mem::take(&mut self.stretch.read) {
            if self.phase != Phase::Running {
                self.fate(at, Fate::Ready(going.0, going.1));
                continue;
            }
            let judged = match facts.next() {
                Some(Ok(read)) => self.judge_one(at, read.0, &read.1, turn),
                Some(Err(trouble)) => Err(Fate::Failed(trouble.to_string())),
                None => Err(Fate::LeftOut(Why::Facts, "What is known could not be read".into())),
            };
            match judged {
                Ok((one, going)) => {
                    self.stretch.given.push(Passage { at, id: one.message.id, going });
                    outgoing.push(one);
                }
                Err(fate) => self.fate(at, fate),
            }
        }
        if outgoing.is_empty() {
            return self.next(turn);
        }
        turn.ask(Slot::HandOver, Request::HandOver(outgoing));
    }

    /// What one reminder sends now, as the worker gets it; or what becomes of its line.
    fn judge_one(
        &mut self,
        at: usize,
        reminder: Reminder,
        dossier: &Dossier,
        turn: &Turn<'_>,
    ) -> Result<(Outgoing, (Channel, usize)), Fate> {
        let gone = || Fate::Failed("The line is gone".into());
        let line = self.lines.get_mut(at).ok_or_else(gone)?;
        let now = turn.at();
        if reminder.sleeps_at(now) && !line.row.reminder.sleeps_at(now) {
            return Err(Fate::LeftOut(Why::Answered, "Another desk put it off meanwhile".to_owned()));
        }
        line.row.reminder = reminder;
        let (writing, channel, parts) =
            look(line, dossier, &self.drafts, turn).map_err(|out| out.of(line))?;
        let mut message = Box::new(writing.message(turn.cx));
        // the hold of the batch is over
        message.hold_until = now;
        message.draft = None;
        let nobody = || Fate::Failed("Nobody said who sits here".into());
        let prepared =
            turn.entry(Event::Prepared(message.clone()), Some(dossier.revisions)).ok_or_else(nobody)?;
        let event = Event::HandingOver { communication: message.id, how: HandOver::Outbox };
        let intent = turn.entry(event, None).ok_or_else(nobody)?;
        let reminder = line.row.reminder.clone();
        Ok((Outgoing { reminder, message, prepared, intent }, (channel, parts)))
    }

    /// What became of those that were given to the worker; what it did not begin can still go.
    fn went(&mut self, went: Vec<Went>, turn: &mut Turn<'_>) {
        let mut went = went.into_iter();
        for passage in std::mem::take(&mut self.stretch.given) {
            let Passage { at, id, going: (channel, parts) } = passage;
            let ready = Fate::Ready(channel, parts);
            let fate = match went.next() {
                Some(Went::Gone) => {
                    self.gone.push_back(id);
                    Fate::Gone(channel, parts)
                }
                Some(Went::Changed(facets)) => self.changed(at, &facets, ready),
                Some(Went::Refused(trouble) | Went::Failed(trouble)) => Fate::Failed(trouble.to_string()),
                Some(Went::Held(trouble)) => Fate::Failed(format!("It waits on the worklist. {trouble}")),
                None => ready,
            };
            self.fate(at, fate);
        }
        self.next(turn);
    }

    /// Another desk changed what the verdict rests on: it is judged anew, a few times.
    fn changed(&mut self, at: usize, facets: &[Facet], ready: Fate) -> Fate {
        let Some(line) = self.lines.get_mut(at) else { return ready };
        line.tries += 1;
        if line.tries < TRIES {
            return ready;
        }
        let what: Vec<&str> = facets.iter().map(|facet| facet.label()).collect();
        let what = if what.is_empty() { "this reminder".to_owned() } else { what.join(", ") };
        Fate::LeftOut(Why::Facts, format!("Another desk keeps changing {what}"))
    }
}
