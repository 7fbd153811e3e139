//! The lists that follow from the log, compared with it line by line: messages, what became of them, staff, practice.

use std::collections::HashMap;

use rusqlite::{Connection, Row, Statement};

use super::super::super::Result;
use super::super::{codec, practices};
use super::Broken;
use super::walk::Walk;
use crate::domain::communication::State;
use crate::domain::ids::{CommunicationId, PatientId, StaffId};
use crate::domain::log::{Code, Event, Gist, Kind, SealedHead, Sketch};
use crate::domain::settlement::Decision;
use crate::domain::staff::Staff;

const MESSAGES: &str =
    "SELECT number, id, patient, prepared, staff, channel, purpose, record, excerpt, reminder,
    state, last, copied, review FROM communication ORDER BY number";
const AMENDMENTS: &str = "SELECT entry, patient FROM amendment ORDER BY entry";
const EVENTS: &str = "SELECT communication, entry FROM communication_event ORDER BY communication, entry";

type Checked = std::result::Result<(), Broken>;

/// Where a message stands: its state, the entry that brought it there, the entry that says it was copied, and where the
/// guardian's review of it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    state: u8,
    last: u64,
    copied: Option<u64>,
    review: u8,
}

/// A message of which entries are still to come: gone once the last one has come, so that few are held at a time.
struct Open {
    /// The number of its first entry.
    number: u64,
    /// Where it stands by the entries so far.
    standing: Standing,
    /// Where the list says that it stands in the end.
    listed: Standing,
    /// The entries about it that the list names and that have not come, the next one last.
    to_come: Vec<u64>,
}

/// The statements whose rows are walked through.
pub(super) struct Statements<'c> {
    messages: Statement<'c>,
    events: Statement<'c>,
    amendments: Statement<'c>,
}

impl<'c> Statements<'c> {
    pub(super) fn prepare(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            messages: connection.prepare(MESSAGES)?,
            events: connection.prepare(EVENTS)?,
            amendments: connection.prepare(AMENDMENTS)?,
        })
    }
}

/// The lists, read beside the log.
pub(super) struct Lists<'s> {
    messages: Walk<'s>,
    events: Walk<'s>,
    amendments: Walk<'s>,
    open: HashMap<CommunicationId, Open>,
    staff: HashMap<StaffId, Staff>,
    practice: String,
    imported: Option<i64>,
}

impl<'s> Lists<'s> {
    pub(super) fn begin(statements: &'s mut Statements<'_>) -> Result<Self> {
        Ok(Self {
            messages: Walk::begin(&mut statements.messages)?,
            events: Walk::begin(&mut statements.events)?,
            amendments: Walk::begin(&mut statements.amendments)?,
            open: HashMap::new(),
            staff: HashMap::new(),
            practice: String::new(),
            imported: None,
        })
    }

    /// Compares what follows from the next entry.
    pub(super) fn follow(&mut self, head: &SealedHead<'_>, gist: &Gist<'_>, body: &[u8]) -> Result<Checked> {
        match gist {
            Gist::Message(sketch) => self.begin_message(head, sketch),
            Gist::About(id) => Ok(self.go_on(head, *id, None)),
            Gist::Reviewed(id, decision) => Ok(self.go_on(head, *id, Some(*decision))),
            Gist::Amended(patient) => self.amended(head, *patient),
            Gist::Other => {
                self.note(head, body);
                Ok(Ok(()))
            }
        }
    }

    fn begin_message(&mut self, head: &SealedHead<'_>, sketch: &Sketch<'_>) -> Result<Checked> {
        let number = head.number;
        if let Err(broken) = self.nothing_before(number) {
            return Ok(Err(broken));
        }
        let Some(row) = self.messages.at(number) else {
            return Ok(broken(number, "the list of messages lacks this message"));
        };
        if !is_listed(row, head, sketch)? {
            return Ok(broken(number, "the list of messages shows something else than the log holds"));
        }
        let listed =
            Standing { state: row.get(10)?, last: row.get(11)?, copied: row.get(12)?, review: row.get(13)? };
        let state = head.kind.brings().unwrap_or(State::Prepared).code();
        let review = codec::review(sketch.for_guardian, None);
        let standing = Standing { state, last: number, copied: None, review };
        self.messages.step()?;
        let mut to_come: Vec<u64> = Vec::new();
        while let Some(row) = self.events.at(number) {
            to_come.push(row.get(1)?);
            self.events.step()?;
        }
        if to_come.is_empty() {
            return Ok(settled(number, standing, listed));
        }
        to_come.reverse();
        self.open.insert(sketch.id, Open { number, standing, listed, to_come });
        Ok(Ok(()))
    }

    /// That no list has a line between the message before and this one.
    fn nothing_before(&self, number: u64) -> Checked {
        let stray = [self.messages.waiting(), self.events.waiting()].into_iter().flatten().min();
        match stray.filter(|stray| *stray < number) {
            Some(stray) => broken(stray, "the list of messages has a line here, and the log has no message"),
            None => Ok(()),
        }
    }

    /// That the list of amendments has this one next.
    fn amended(&mut self, head: &SealedHead<'_>, patient: PatientId) -> Result<Checked> {
        let number = head.number;
        let listed = match self.amendments.at(number) {
            Some(row) => row.get::<_, [u8; 16]>(1)? == *patient.as_bytes(),
            None => false,
        };
        if !listed {
            return Ok(broken(number, "the list of changed facts lacks this entry"));
        }
        self.amendments.step()?;
        Ok(Ok(()))
    }

    fn go_on(&mut self, head: &SealedHead<'_>, id: CommunicationId, decision: Option<Decision>) -> Checked {
        let number = head.number;
        let Some(open) = self.open.get_mut(&id).filter(|open| open.to_come.last() == Some(&number)) else {
            return broken(number, "the list of messages does not know of this entry");
        };
        open.to_come.pop();
        if let Some(state) = head.kind.brings() {
            open.standing.state = state.code();
            open.standing.last = number;
        } else if head.kind == Kind::COPIED {
            open.standing.copied = Some(number);
        } else if decision.is_some() {
            open.standing.review = codec::review(true, decision);
        }
        if open.to_come.is_empty() {
            let (first, standing, listed) = (open.number, open.standing, open.listed);
            self.open.remove(&id);
            return settled(first, standing, listed);
        }
        Ok(())
    }

    /// Keeps what the small lists must hold in the end.
    fn note(&mut self, head: &SealedHead<'_>, body: &[u8]) {
        if !matches!(head.kind, Kind::FOUNDED | Kind::STAFF_ADDED | Kind::IMPORTED) {
            return;
        }
        match Event::decode(head.kind, body) {
            Ok(Event::Founded { practice }) => self.practice = practice,
            Ok(Event::StaffAdded { staff, name, role }) => {
                self.staff.insert(staff, Staff { id: staff, name, role });
            }
            Ok(Event::Imported { .. }) => self.imported = Some(head.millis),
            _ => {}
        }
    }

    /// Compares what is left behind the last entry.
    pub(super) fn end(&self, connection: &Connection, last: u64) -> Result<Checked> {
        if let Err(found) = self.nothing_before(u64::MAX) {
            return Ok(Err(found));
        }
        if let Some(stray) = self.amendments.waiting() {
            return Ok(broken(
                stray,
                "the list of changed facts has a line here, and the log has no such entry",
            ));
        }
        let missed = self.open.values().filter_map(|open| open.to_come.last()).min();
        if let Some(missed) = missed {
            let words = if *missed > last {
                "this entry is missing: the list of messages knows it"
            } else {
                "the list of messages takes this entry for one about a message"
            };
            return Ok(broken(*missed, words));
        }
        let mut staff: Vec<Staff> = practices::staff(connection)?;
        staff.retain(|member| self.staff.get(&member.id) != Some(member));
        if !staff.is_empty() || practices::staff(connection)?.len() != self.staff.len() {
            return Ok(broken(0, "the list of staff is not the one that the log holds"));
        }
        let (practice, imported): (String, Option<i64>) =
            connection.query_row("SELECT name, last_import FROM practice", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        if practice != self.practice || imported != self.imported {
            return Ok(broken(0, "the practice's name or last import is not the one that the log holds"));
        }
        Ok(Ok(()))
    }
}

fn is_listed(row: &Row<'_>, head: &SealedHead<'_>, sketch: &Sketch<'_>) -> Result<bool> {
    let blob = |column: usize| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_blob_or_null()?);
    Ok(blob(1)? == Some(sketch.id.as_bytes())
        && blob(2)? == Some(sketch.patient.as_bytes())
        && row.get::<_, i64>(3)? == head.millis
        && blob(4)? == Some(head.staff.as_bytes())
        && row.get::<_, u8>(5)? == sketch.channel.code()
        && row.get::<_, u8>(6)? == sketch.purpose.code()
        && row.get::<_, u8>(7)? == sketch.record
        && row.get_ref(8)?.as_bytes().map_err(rusqlite::Error::from)? == sketch.excerpt.as_bytes()
        && blob(9)? == sketch.reminder.as_ref().map(|id| &id.as_bytes()[..]))
}

fn settled(number: u64, standing: Standing, listed: Standing) -> Checked {
    if standing == listed {
        return Ok(());
    }
    let label = |code: u8| codec::known::<State>(code).map_or("in no known state", State::label);
    Err(Broken {
        number,
        reason: format!(
            "the list of messages says that this message is {}, the log that it is {}, or they differ on whether it \
             was copied or how the guardian decided",
            label(listed.state),
            label(standing.state)
        ),
    })
}

fn broken(number: u64, reason: &str) -> Checked {
    Err(Broken { number, reason: reason.to_owned() })
}
