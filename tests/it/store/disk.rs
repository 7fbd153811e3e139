//! A disk as a power cut may leave it: built from the write log of a program, with what was not synced dropped, torn or out
//! of order.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::session::{Dice, Said};

/// What a disk can tear: a sector is written whole or not at all.
const SECTOR: usize = 512;

/// One thing that a program did.
#[derive(Debug, Clone)]
pub enum Event {
    Write { name: String, offset: usize, bytes: Vec<u8> },
    Cut { name: String, length: usize },
    Sync { name: String },
    Create { name: String },
    Remove { name: String },
    Rename { from: String, to: String },
    Link { from: String, to: String },
    Said(Said),
}

/// Reads a log of the shim. Names are those within `folder`; its own is empty.
pub fn read(log: &Path, folder: &Path) -> Vec<Event> {
    let bytes = fs::read(log).unwrap();
    let mut rest = bytes.as_slice();
    let mut take = |length: usize| {
        let (taken, behind) = rest.split_at(length.min(rest.len()));
        rest = behind;
        taken
    };
    let short = |path: &[u8]| {
        let path = Path::new(std::str::from_utf8(path).unwrap());
        path.strip_prefix(folder).map_or(String::new(), |name| name.to_str().unwrap().to_owned())
    };
    let mut events = Vec::new();
    loop {
        let head = take(21);
        if head.len() < 21 {
            return events;
        }
        let number =
            |at: usize| usize::try_from(u64::from_ne_bytes(head[at..at + 8].try_into().unwrap())).unwrap();
        let (offset, length) = (number(5), number(13));
        let name = u32::from_ne_bytes(head[1..5].try_into().unwrap()) as usize;
        let name = short(take(name));
        let mut data = || take(length).to_vec();
        events.push(match head[0] {
            b'w' => Event::Write { name, offset, bytes: data() },
            b't' => Event::Cut { name, length: offset },
            b's' => Event::Sync { name },
            b'c' => Event::Create { name },
            b'u' => Event::Remove { name },
            b'r' => Event::Rename { from: name, to: short(&data()) },
            b'l' => Event::Link { from: name, to: short(&data()) },
            b'a' => {
                let words = data();
                match Said::parse(std::str::from_utf8(&words).unwrap().trim_end()) {
                    Some(said) => Event::Said(said),
                    None => continue,
                }
            }
            other => panic!("no such record: {other}"),
        });
    }
}

/// What was asked of a file since it was last synced.
#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Cut(usize),
}

#[derive(Debug, Clone, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Naming {
    Put(String, usize),
    Remove(String),
}

/// A disk: files, the names under which the program sees them, and those that outlive a power cut.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    files: Vec<File>,
    seen: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
    pending: Vec<Naming>,
}

impl Disk {
    /// Everything in a folder, synced.
    pub fn of(folder: &Path) -> Self {
        let mut disk = Self::default();
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            disk.files.push(File { durable: fs::read(entry.path()).unwrap(), pending: Vec::new() });
            disk.seen.insert(name.clone(), disk.files.len() - 1);
            disk.durable.insert(name, disk.files.len() - 1);
        }
        disk
    }

    /// Does what the program did.
    pub fn follow(&mut self, event: &Event) {
        match event {
            Event::Write { name, offset, bytes } => self.change(name, Change::Write(*offset, bytes.clone())),
            Event::Cut { name, length } => self.change(name, Change::Cut(*length)),
            Event::Sync { name } if name.is_empty() => {
                for naming in std::mem::take(&mut self.pending) {
                    rename(&mut self.durable, &naming);
                }
            }
            Event::Sync { name } => {
                if let Some(file) = self.seen.get(name).copied() {
                    let file = &mut self.files[file];
                    for change in std::mem::take(&mut file.pending) {
                        apply(&mut file.durable, &change, &mut |_| true);
                    }
                }
            }
            Event::Create { name } => {
                self.files.push(File::default());
                self.name(Naming::Put(name.clone(), self.files.len() - 1));
            }
            Event::Remove { name } => self.name(Naming::Remove(name.clone())),
            Event::Link { from, to } | Event::Rename { from, to } => {
                if let Some(file) = self.seen.get(from).copied() {
                    self.name(Naming::Put(to.clone(), file));
                }
                if matches!(event, Event::Rename { .. }) {
                    self.name(Naming::Remove(from.clone()));
                }
            }
            Event::Said(_) => {}
        }
    }

    fn name(&mut self, naming: Naming) {
        rename(&mut self.seen, &naming);
        self.pending.push(naming);
    }

    fn change(&mut self, name: &str, change: Change) {
        let file = self.seen.get(name).copied().unwrap_or_else(|| panic!("{name} was never created"));
        self.files[file].pending.push(change);
    }

    /// Puts what a power cut at this moment may leave into a folder.
    pub fn leave(&self, folder: &Path, dice: &mut Dice) {
        let mut names = self.durable.clone();
        // What happened to names is written down in its order: some of the last of it may be missing.
        let kept = dice.place(self.pending.len() + 1);
        self.pending.iter().take(kept).for_each(|naming| rename(&mut names, naming));
        for (name, file) in names {
            fs::write(folder.join(name), self.files[file].after_a_cut(dice)).unwrap();
        }
    }
}

fn rename(names: &mut BTreeMap<String, usize>, naming: &Naming) {
    match naming {
        Naming::Put(name, file) => drop(names.insert(name.clone(), *file)),
        Naming::Remove(name) => drop(names.remove(name)),
    }
}

/// Applies a change, a write by those of its sectors that `take` takes.
fn apply(bytes: &mut Vec<u8>, change: &Change, take: &mut dyn FnMut(usize) -> bool) {
    match change {
        Change::Cut(length) => bytes.resize(*length, 0),
        Change::Write(offset, new) => {
            let mut at = *offset;
            let end = offset + new.len();
            while at < end {
                let next = (at / SECTOR + 1) * SECTOR;
                let next = next.min(end);
                if take(at / SECTOR) {
                    if bytes.len() < next {
                        bytes.resize(next, 0);
                    }
                    bytes[at..next].copy_from_slice(&new[at - offset..next - offset]);
                }
                at = next;
            }
        }
    }
}

impl File {
    fn after_a_cut(&self, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        if self.pending.is_empty() {
            return bytes;
        }
        let way = dice.below(6);
        let one = dice.place(self.pending.len());
        let mut order: Vec<usize> = (0..self.pending.len()).collect();
        match way {
            // nothing, everything (a kill), up to one, all but one
            0 => order.clear(),
            1 => {}
            2 => order.truncate(one),
            3 => drop(order.remove(one)),
            // some, in their order or in any
            _ => {
                order.retain(|_| dice.below(2) == 0);
                if way == 5 {
                    for at in (1..order.len()).rev() {
                        order.swap(at, dice.place(at + 1));
                    }
                }
            }
        }
        let torn = way >= 4;
        for at in order {
            apply(&mut bytes, &self.pending[at], &mut |_| !torn || dice.below(4) > 0);
        }
        if dice.below(4) == 0 {
            // the length was written, what stands there was not
            let longest = self.pending.iter().map(|change| match change {
                Change::Write(offset, new) => offset + new.len(),
                Change::Cut(length) => *length,
            });
            let longest = longest.max().unwrap_or(0);
            if bytes.len() < longest {
                bytes.resize(longest, 0);
            }
        }
        bytes
    }
}
