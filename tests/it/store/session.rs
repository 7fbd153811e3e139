//! A desk at work that says what is on disk, once it is: for tests that kill it, cut its power or let its disk fail.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::Write;
use std::path::Path;

use tactful::domain::channel::Channel;
use tactful::domain::communication::{HandOver, Recipient};
use tactful::domain::draft::Draft;
use tactful::domain::ids::{CommunicationId, DraftId, EntryId};
use tactful::domain::log::{Appended, Event, NewEntry, Verification};
use tactful::domain::purpose::Purpose;
use tactful::store::sqlite::{Key, SqliteStore};
use tactful::store::{Drafts, Record, StoreError};

use super::support::{actor, at, entry, message, patient};

/// The beginning of a line that is meant for whoever started the desk.
pub const MARK: &str = "said:";

/// Random numbers that come again with the same seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `most`.
    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most.max(1)
    }

    /// A place among so many.
    pub fn place(&mut self, most: usize) -> usize {
        usize::try_from(self.below(most as u64)).unwrap()
    }
}

/// What a desk says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// This entry is on the record under this number.
    Entry(u64, EntryId),
    /// This draft is kept in this revision.
    Draft(DraftId, u64),
    /// This draft is about to go: from now on it may be there or not.
    Going(DraftId),
    /// This draft is gone.
    Gone(DraftId),
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(number, id) => write!(f, "{MARK}entry {number} {id} ."),
            Self::Draft(id, revision) => write!(f, "{MARK}draft {revision} {id} ."),
            Self::Going(id) => write!(f, "{MARK}going 0 {id} ."),
            Self::Gone(id) => write!(f, "{MARK}gone 0 {id} ."),
        }
    }
}

impl Said {
    /// Reads a line; one that was cut when the desk died says nothing.
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix(MARK)?.split(' ');
        let (word, number, id, end) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let number: u64 = number.parse().ok()?;
        match (word, end) {
            ("entry", ".") => Some(Self::Entry(number, id.parse().ok()?)),
            ("draft", ".") => Some(Self::Draft(id.parse().ok()?, number)),
            ("going", ".") => Some(Self::Going(id.parse().ok()?)),
            ("gone", ".") => Some(Self::Gone(id.parse().ok()?)),
            _ => None,
        }
    }
}

/// A desk: what it does is decided by its seed.
pub struct Desk {
    dice: Dice,
    /// Whose messages it writes.
    number: u8,
    turn: u32,
    draft: Option<(DraftId, u64)>,
    sending: Option<CommunicationId>,
    /// How often it tries again what failed: the same entry with the same id.
    patience: u32,
}

impl Desk {
    /// The desk of this number; there must be so many patients and one more.
    pub fn new(number: u8, seed: u64) -> Self {
        Self { dice: Dice(seed), number, turn: 0, draft: None, sending: None, patience: 0 }
    }

    /// The same, trying again so often.
    pub fn patient(self, patience: u32) -> Self {
        Self { patience, ..self }
    }

    /// Does one thing, and says so when it is done.
    pub fn step(&mut self, store: &mut SqliteStore, say: &mut dyn FnMut(Said)) -> Result<(), StoreError> {
        self.turn += 1;
        match self.dice.below(10) {
            0..4 => self.prepare(store, None, say),
            4 | 5 if self.sending.is_some() => self.send(store, say),
            6 if self.draft.is_some() => {
                let draft = self.draft.take().map(|(id, _)| id);
                draft.map_or(Ok(()), |id| {
                    say(Said::Going(id));
                    self.prepare(store, Some(id), say)?;
                    say(Said::Gone(id));
                    Ok(())
                })
            }
            7 if self.draft.is_some() => {
                let id = self.draft.take().map(|(id, _)| id);
                id.map_or(Ok(()), |id| {
                    say(Said::Going(id));
                    again(self.patience, || store.discard_draft(id))?;
                    say(Said::Gone(id));
                    Ok(())
                })
            }
            _ => self.save(store, say),
        }
    }

    fn prepare(
        &mut self,
        store: &mut SqliteStore,
        draft: Option<DraftId>,
        say: &mut dyn FnMut(Said),
    ) -> Result<(), StoreError> {
        let mut message = message(self.turn, patient(self.number));
        // Of its own in each process.
        message.id = CommunicationId::new(at(0));
        message.draft = draft;
        message.body.push_str(&"please call us ".repeat(self.dice.place(40)));
        self.sending = Some(message.id);
        self.put(store, &entry(Event::Prepared(Box::new(message))), say)
    }

    fn send(&mut self, store: &mut SqliteStore, say: &mut dyn FnMut(Said)) -> Result<(), StoreError> {
        let Some(communication) = self.sending.take() else { return Ok(()) };
        let how = HandOver::Clipboard;
        self.put(store, &entry(Event::HandingOver { communication, how: how.clone() }), say)?;
        self.put(store, &entry(Event::HandedOver { communication, how, file: None }), say)?;
        self.put(store, &entry(Event::Sent { communication }), say)
    }

    fn save(&mut self, store: &mut SqliteStore, say: &mut dyn FnMut(Said)) -> Result<(), StoreError> {
        let (id, before) = self.draft.unwrap_or_else(|| (DraftId::new(at(0)), 0));
        let revision = before + 1;
        let draft = Draft {
            id,
            patient: patient(self.number),
            staff: actor().staff,
            recipient: Recipient::Patient,
            channel: Channel::Text,
            contact: None,
            purpose: Purpose::Recall,
            subject: String::new(),
            body: format!("revision {revision}"),
            record: None,
            template: None,
            reminder: None,
            settled: Vec::new(),
            emergency: None,
            form: None,
            revision,
            saved: at(0),
        };
        again(self.patience, || store.save_draft(&draft))?;
        self.draft = Some((id, revision));
        say(Said::Draft(id, revision));
        Ok(())
    }

    fn put(
        &self,
        store: &mut SqliteStore,
        new: &NewEntry,
        say: &mut dyn FnMut(Said),
    ) -> Result<(), StoreError> {
        match again(self.patience, || store.append(new))? {
            Appended::Entry { number } | Appended::Already { number } => say(Said::Entry(number, new.id)),
            Appended::Conflict(_) => return Err(StoreError::Refused("a conflict that cannot be".into())),
        }
        Ok(())
    }
}

/// Tries so often more; what went wrong is said on standard output.
pub fn again<T>(patience: u32, mut work: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    for _ in 0..patience {
        match work() {
            Ok(done) => return Ok(done),
            Err(error) => put_out(&format!("trouble:{error}")),
        }
    }
    work()
}

/// Says it on standard output.
pub fn say(said: Said) {
    put_out(&said.to_string());
}

/// Writes a line on standard output, whatever stands there already.
pub fn put_out(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Works until it is killed.
pub fn work_for_ever(store: &mut SqliteStore, desk: &mut Desk) {
    loop {
        desk.step(store, &mut say).unwrap();
    }
}

/// Works for a while, closes, opens again and goes on, a few times.
pub fn work(file: &Path, key: &Key, seed: u64) {
    let mut desk = Desk::new(0, seed);
    for _ in 0..3 {
        let mut store = SqliteStore::open(file, key).unwrap();
        for _ in 0..60 {
            desk.step(&mut store, &mut say).unwrap();
        }
    }
}

/// What of all that was said is not so; nothing: no loss.
pub fn losses(store: &mut SqliteStore, said: &[Said]) -> Vec<String> {
    compare(store, said).unwrap_or_else(|error| vec![error.to_string()])
}

fn compare(store: &mut SqliteStore, said: &[Said]) -> Result<Vec<String>, StoreError> {
    let mut lost = Vec::new();
    let kept: HashMap<DraftId, u64> =
        store.drafts_by(actor().staff)?.into_iter().map(|(draft, _)| (draft.id, draft.revision)).collect();
    let going: HashSet<DraftId> =
        said.iter().filter_map(|one| if let Said::Going(id) = one { Some(*id) } else { None }).collect();
    for one in said {
        match *one {
            Said::Entry(number, id) if store.entry_number(id)? != Some(number) => {
                lost.push(format!("entry {number} is lost"));
            }
            Said::Draft(id, revision)
                if !going.contains(&id) && kept.get(&id).is_none_or(|kept| *kept < revision) =>
            {
                lost.push(format!("draft {id} is lost in revision {revision}"));
            }
            Said::Gone(id) if kept.contains_key(&id) => lost.push(format!("draft {id} is back")),
            _ => {}
        }
    }
    match store.verify(&[], &mut |_| true) {
        Ok(Verification::Whole(_)) => {}
        other => lost.push(format!("the log does not check: {other:?}")),
    }
    Ok(lost)
}
