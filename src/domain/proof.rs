//! Proofs that need no database: that one entry is in the log of a checkpoint, and that a later checkpoint's log only grew out of
//! an earlier one's (`docs/proof-format.md`).

use std::fmt::Write as _;

use ct_merkle::{ConsistencyProof, HashableLeaf, InclusionProof, RootHash, digest};
use sha2::Sha256;

use super::checkpoint::{BadCheckpoint, Checkpoint, TreeHead};
use super::log::{self, Event, Leaf, Malformed, SealedHead};

/// The first line of a file.
const TITLE: &str = "tactful proof ";

/// The format that this program writes.
const FORMAT: &str = "1";

/// No proof is longer, in bytes: an entry of two megabytes is in it twice as long.
pub const LONGEST: usize = 4 << 20;

/// Lines of a checkpoint.
const LINES: usize = 9;

/// No tree has more leaves: the library counts nodes, of which there are twice as many, in 64 bits.
const MOST_LEAVES: u64 = 1 << 62;

/// An entry as it is on the log, byte by byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryBytes {
    /// What is in the tree: head, seal, signature.
    pub leaf: Vec<u8>,
    /// Salt and body; `None` where they were removed, or are not to be shown.
    pub body: Option<([u8; 32], Vec<u8>)>,
}

/// A proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// One entry is in the log of a checkpoint.
    Entry {
        /// Its number.
        number: u64,
        /// The entry.
        entry: EntryBytes,
        /// The digests of its siblings, the lowest first.
        path: Vec<[u8; 32]>,
        /// The checkpoint.
        checkpoint: Checkpoint,
    },
    /// The log of one checkpoint begins with that of another.
    Growth {
        /// The earlier one.
        from: Checkpoint,
        /// The later one.
        to: Checkpoint,
        /// The digests that lead from one to the other.
        path: Vec<[u8; 32]>,
    },
}

/// What is wrong with a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadProof {
    /// The text is none.
    #[error("it is not a proof, or was changed: a proof is read exactly as it was written")]
    Text,
    /// A newer program wrote it.
    #[error("its format is not known: use the newer program that wrote it")]
    Newer,
    /// The checkpoint in it is not sound.
    #[error("the checkpoint in it is not sound: {0}")]
    Checkpoint(#[from] BadCheckpoint),
    /// The bytes of the entry mean nothing.
    #[error("the entry in it cannot be read: {0}")]
    Entry(#[from] Malformed),
    /// The entry is not the one that the proof names.
    #[error("the entry in it is another one than it says, or of another practice than the checkpoint")]
    Another,
    /// The body is not that of the entry.
    #[error("the text of the entry was changed: it is not the one whose digest was sealed")]
    Body,
    /// The path does not lead from the entry to the checkpoint.
    #[error("the entry is not in the log of this checkpoint: one of the two was changed")]
    NotIncluded,
    /// The path does not lead from one checkpoint to the other.
    #[error(
        "the later checkpoint's log did not grow out of the earlier one's: it was written anew in between"
    )]
    NotGrown,
}

/// The bytes of a leaf, as the library wants them.
struct Bytes<'a>(&'a [u8]);

impl HashableLeaf for Bytes<'_> {
    fn hash<H: digest::Update>(&self, hasher: &mut H) {
        hasher.update(self.0);
    }
}

fn root(tree: &TreeHead) -> Option<RootHash<Sha256>> {
    let leaves = tree.head.number;
    (1..=MOST_LEAVES).contains(&leaves).then(|| RootHash::new(tree.root.0.into(), leaves))
}

/// The numbers of the nodes that prove an entry; none where there is no such entry.
pub fn nodes_of_entry(leaves: u64, number: u64) -> Vec<u64> {
    if leaves > MOST_LEAVES || number == 0 || number > leaves {
        return Vec::new();
    }
    ct_merkle::indices_for_inclusion_proof(leaves, number - 1)
}

/// The numbers of the nodes, in the later tree, that prove growth; none where the later tree is the smaller one.
pub fn nodes_of_growth(from: u64, to: u64) -> Vec<u64> {
    if to > MOST_LEAVES || from == 0 || from > to {
        return Vec::new();
    }
    ct_merkle::indices_for_consistency_proof(from, to - from)
}

impl Proof {
    /// Checks it; whether its checkpoints are those that somebody kept is another question.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), BadProof> {
        match self {
            Self::Entry { number, entry, path, checkpoint } => {
                let head = entry.head()?;
                if head.number != *number || head.practice != checkpoint.tree.practice {
                    return Err(BadProof::Another);
                }
                if let Some((salt, body)) = &entry.body {
                    if log::digest(salt, body) != head.digest {
                        return Err(BadProof::Body);
                    }
                    Event::decode(head.kind, body)?;
                }
                let proof =
                    InclusionProof::try_from_bytes(path.concat()).map_err(|_| BadProof::NotIncluded)?;
                let at = number.checked_sub(1).ok_or(BadProof::Another)?;
                let root = root(&checkpoint.tree).ok_or(BadProof::NotIncluded)?;
                root.verify_inclusion(&Bytes(&entry.leaf), at, &proof).map_err(|_| BadProof::NotIncluded)
            }
            Self::Growth { from, to, path } => {
                if from.tree.practice != to.tree.practice {
                    return Err(BadProof::Another);
                }
                let proof =
                    ConsistencyProof::try_from_bytes(path.concat()).map_err(|_| BadProof::NotGrown)?;
                let (old, new) = root(&from.tree).zip(root(&to.tree)).ok_or(BadProof::NotGrown)?;
                new.verify_consistency(&old, &proof).map_err(|_| BadProof::NotGrown)
            }
        }
    }

    /// The checkpoints in it, the earlier one first.
    pub fn checkpoints(&self) -> Vec<&Checkpoint> {
        match self {
            Self::Entry { checkpoint, .. } => vec![checkpoint],
            Self::Growth { from, to, .. } => vec![from, to],
        }
    }

    /// The text of its file.
    pub fn compose(&self) -> String {
        let mut text = format!("{TITLE}{FORMAT}\n");
        // writing to a string cannot fail
        let _ = match self {
            Self::Entry { number, entry, path, checkpoint } => {
                let (salt, body) = match &entry.body {
                    Some((salt, body)) => (hex::encode(salt), format!("x{}", hex::encode(body))),
                    None => (NONE.to_owned(), NONE.to_owned()),
                };
                let (leaf, checkpoint) = (hex::encode(&entry.leaf), checkpoint.compose());
                let path = written(path);
                write!(
                    text,
                    "entry {number}\nleaf {leaf}\nsalt {salt}\nbody {body}\npath {path}\n{checkpoint}"
                )
            }
            Self::Growth { from, to, path } => {
                write!(text, "growth {}\n{}{}", written(path), from.compose(), to.compose())
            }
        };
        text
    }

    /// Reads the text of a file. It is not checked yet.
    ///
    /// # Errors
    /// When it is not exactly as this program writes it.
    pub fn parse(text: &[u8]) -> Result<Self, BadProof> {
        if text.len() > LONGEST {
            return Err(BadProof::Text);
        }
        let text = std::str::from_utf8(text).map_err(|_| BadProof::Text)?;
        let mut lines = text.lines();
        let format = lines.next().and_then(|line| line.strip_prefix(TITLE)).ok_or(BadProof::Text)?;
        if format != FORMAT {
            let is_newer =
                format.parse::<u32>().is_ok_and(|number| number > 1 && number.to_string() == format);
            return Err(if is_newer { BadProof::Newer } else { BadProof::Text });
        }
        let (what, value) = lines.next().and_then(|line| line.split_once(' ')).ok_or(BadProof::Text)?;
        let read = match what {
            "entry" => {
                let number = value.parse().map_err(|_| BadProof::Text)?;
                let (entry, path) = entry(&mut lines).ok_or(BadProof::Text)?;
                Self::Entry { number, entry, path, checkpoint: checkpoint(&mut lines)? }
            }
            "growth" => {
                let path = path(value).ok_or(BadProof::Text)?;
                Self::Growth { from: checkpoint(&mut lines)?, to: checkpoint(&mut lines)?, path }
            }
            _ => return Err(BadProof::Text),
        };
        if read.compose() == text { Ok(read) } else { Err(BadProof::Text) }
    }
}

impl EntryBytes {
    /// The head of the entry.
    ///
    /// # Errors
    /// When the bytes are none.
    pub fn head(&self) -> Result<SealedHead<'_>, Malformed> {
        SealedHead::decode(Leaf::decode(&self.leaf)?.head)
    }

    /// What happened; `None` where the body is not there.
    ///
    /// # Errors
    /// When the bytes mean nothing.
    pub fn event(&self) -> Result<Option<Event>, Malformed> {
        let head = self.head()?;
        self.body.as_ref().map(|(_, body)| Event::decode(head.kind, body)).transpose()
    }
}

/// What stands where there is nothing.
const NONE: &str = "none";

fn written(path: &[[u8; 32]]) -> String {
    if path.is_empty() { NONE.to_owned() } else { hex::encode(path.concat()) }
}

fn path(text: &str) -> Option<Vec<[u8; 32]>> {
    if text == NONE {
        return Some(Vec::new());
    }
    let bytes = hex::decode(text).ok()?;
    let (digests, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| digests.to_vec())
}

fn entry<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<(EntryBytes, Vec<[u8; 32]>)> {
    let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
    let leaf = hex::decode(field("leaf")?).ok()?;
    let body = match (field("salt")?, field("body")?) {
        (NONE, NONE) => None,
        (salt, body) => {
            let mut bytes = [0; 32];
            hex::decode_to_slice(salt, &mut bytes).ok()?;
            Some((bytes, hex::decode(body.strip_prefix('x')?).ok()?))
        }
    };
    Some((EntryBytes { leaf, body }, path(field("path")?)?))
}

fn checkpoint<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Result<Checkpoint, BadProof> {
    let text: String = lines.take(LINES).flat_map(|line| [line, "\n"]).collect();
    Ok(Checkpoint::parse(text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::ids::{EntryId, PracticeId, StaffId};
    use crate::domain::log::{Chain, Head, NewEntry, Nodes, Seal, SealKey, Sealed, Seed, Signer, Tree};
    use crate::domain::staff::Actor;

    const PRACTICE: PracticeId = PracticeId::from_bytes([9; 16]);

    fn sam() -> Signer {
        Signer::new(StaffId::from_bytes([5; 16]), &Seed::new([1; 32]))
    }

    /// A log of so many entries, each signed.
    fn log(count: u64) -> Vec<Sealed> {
        let mut chain = Chain::new(SealKey::derive(&[7; 32]), PRACTICE, 0, Seal::NONE);
        let actor = Actor { staff: sam().staff(), desk: "desk-1".into() };
        let at = Timestamp::from_second(1_795_400_000).unwrap();
        (1..=count)
            .map(|count| {
                let event = Event::Exported { what: "record".into(), count };
                let entry = NewEntry { id: EntryId::new(at), at, actor: actor.clone(), event, judged: None };
                chain.append(&entry, [6; 32], Some(&sam())).unwrap()
            })
            .collect()
    }

    fn leaf(sealed: &Sealed) -> Leaf<'_> {
        Leaf { head: &sealed.head, seal: &sealed.seal.0, signature: sealed.signature.as_ref() }
    }

    fn checkpoint(log: &[Sealed]) -> Checkpoint {
        let mut tree = Tree::default();
        for sealed in log {
            tree.push(&leaf(sealed));
        }
        let last = log.last().unwrap();
        let tree = TreeHead {
            practice: PRACTICE,
            head: Head { number: last.number, seal: last.seal },
            root: tree.root(),
        };
        Checkpoint::new(tree, Timestamp::UNIX_EPOCH, (sam().staff(), "Sam"), Some(&sam()))
    }

    fn path(log: &[Sealed], numbers: &[u64]) -> Vec<[u8; 32]> {
        let mut nodes = Nodes::new(log.len() as u64, numbers);
        for sealed in log {
            nodes.push(&leaf(sealed));
        }
        nodes.finish().unwrap()
    }

    fn of_entry(log: &[Sealed], number: u64) -> Proof {
        let sealed = &log[usize::try_from(number).unwrap() - 1];
        let path = path(log, &nodes_of_entry(log.len() as u64, number));
        let entry =
            EntryBytes { leaf: leaf(sealed).encode(), body: Some((sealed.salt, sealed.body.clone())) };
        Proof::Entry { number, entry, path, checkpoint: checkpoint(log) }
    }

    fn of_growth(log: &[Sealed], from: usize) -> Proof {
        let path = path(log, &nodes_of_growth(from as u64, log.len() as u64));
        Proof::Growth { from: checkpoint(&log[..from]), to: checkpoint(log), path }
    }

    #[test]
    fn every_entry_and_every_growth_of_a_log_is_proved() {
        let log = log(20);
        for count in 1..=log.len() {
            for number in 1..=count {
                let proof = of_entry(&log[..count], number as u64);
                assert_eq!(proof.check(), Ok(()), "{number} of {count}");
                assert_eq!(Proof::parse(proof.compose().as_bytes()).as_ref(), Ok(&proof));
                let growth = of_growth(&log[..count], number);
                assert_eq!(growth.check(), Ok(()), "from {number} to {count}");
                assert_eq!(Proof::parse(growth.compose().as_bytes()), Ok(growth));
            }
        }
        let Proof::Entry { mut entry, .. } = of_entry(&log, 3) else { unreachable!() };
        assert_eq!(entry.event().unwrap(), Some(Event::Exported { what: "record".into(), count: 3 }));
        entry.body = None;
        assert_eq!(entry.event(), Ok(None));
    }

    #[test]
    fn what_was_changed_proves_nothing() {
        let log = log(11);
        let Proof::Entry { number, entry, path, checkpoint } = of_entry(&log, 6) else { unreachable!() };
        let with = |number, entry: &EntryBytes, path: &[[u8; 32]]| {
            let (entry, path, checkpoint) = (entry.clone(), path.to_vec(), checkpoint.clone());
            Proof::Entry { number, entry, path, checkpoint }.check()
        };
        assert_eq!(with(number, &entry, &path), Ok(()));
        assert_eq!(with(0, &entry, &path), Err(BadProof::Another));
        assert_eq!(with(7, &entry, &path), Err(BadProof::Another));
        assert_eq!(with(number, &entry, &path[1..]), Err(BadProof::NotIncluded));
        assert_eq!(with(number, &entry, &[]), Err(BadProof::NotIncluded));
        assert_eq!(with(number, &entry, &[&path[..], &path[..1]].concat()), Err(BadProof::NotIncluded));
        let body = Some(([6; 32], Event::Exported { what: "record".into(), count: 7 }.encode().unwrap()));
        assert_eq!(with(number, &EntryBytes { body, ..entry.clone() }, &path), Err(BadProof::Body));
        assert_eq!(
            with(number, &EntryBytes { body: None, ..entry.clone() }, &path),
            Ok(()),
            "the body may be left out"
        );
        for at in 0..entry.leaf.len() {
            let mut leaf = entry.leaf.clone();
            leaf[at] ^= 1;
            assert!(with(number, &EntryBytes { leaf, body: None }, &path).is_err(), "byte {at}");
        }
        let Proof::Growth { from, to, path } = of_growth(&log, 6) else { unreachable!() };
        let grown = |from: &Checkpoint, to: &Checkpoint, path: &[[u8; 32]]| {
            Proof::Growth { from: from.clone(), to: to.clone(), path: path.to_vec() }.check()
        };
        assert_eq!(grown(&to, &from, &path), Err(BadProof::NotGrown));
        assert_eq!(grown(&from, &to, &path[1..]), Err(BadProof::NotGrown));
        // a log that shares the first five entries and goes on otherwise
        let mut anew = log[..5].to_vec();
        anew.extend(self::log(11).into_iter().skip(5).map(|sealed| Sealed { seal: Seal([1; 32]), ..sealed }));
        assert_eq!(grown(&from, &self::checkpoint(&anew), &path), Err(BadProof::NotGrown));
        let mut elsewhere = from.clone();
        elsewhere.tree.practice = PracticeId::from_bytes([8; 16]);
        assert_eq!(grown(&elsewhere, &to, &path), Err(BadProof::Another));
        let mut huge = to.clone();
        huge.tree.head.number = u64::MAX;
        assert_eq!(grown(&from, &huge, &path), Err(BadProof::NotGrown));
        assert_eq!(grown(&huge, &huge, &[]), Err(BadProof::NotGrown));
        assert!(nodes_of_entry(5, 6).is_empty() && nodes_of_entry(u64::MAX, 1).is_empty());
        assert!(nodes_of_growth(6, 5).is_empty() && nodes_of_growth(1, u64::MAX).is_empty());
    }

    #[test]
    fn a_byte_of_the_file_that_was_changed_is_found() {
        let log = log(6);
        for proof in [of_entry(&log, 4), of_growth(&log, 3)] {
            let text = proof.compose().into_bytes();
            for at in 0..text.len() {
                for bit in [1, 0x20, 0x80] {
                    let mut changed = text.clone();
                    changed[at] ^= bit;
                    let found = Proof::parse(&changed).and_then(|proof| proof.check());
                    assert!(found.is_err(), "byte {at} of {}", String::from_utf8_lossy(&changed));
                }
                assert!(Proof::parse(&text[..at]).is_err(), "cut at {at}");
            }
        }
    }

    #[test]
    fn hostile_texts_are_refused_in_plain_words() {
        let text = of_entry(&log(3), 2).compose();
        for hostile in [
            String::new(),
            "tactful proof 1\n".into(),
            "tactful proof 1\nentry 1\n".into(),
            "tactful proof 1\nmagic 1\n".into(),
            "tactful proof one\n".into(),
            format!("\u{feff}{text}"),
            format!("{text}\n"),
            text.replace('\n', "\r\n"),
            text.replace("entry 2", "entry 02"),
            text.replace("entry 2", "entry 99999999999999999999"),
            text.replace("path ", "path 0"),
            text.replace("body x", "body "),
            text.replace("leaf 0", "leaf A"),
            "x".repeat(LONGEST + 1),
        ] {
            assert_eq!(Proof::parse(hostile.as_bytes()), Err(BadProof::Text), "{hostile:.80}");
        }
        assert_eq!(Proof::parse(b"tactful proof 2\n"), Err(BadProof::Newer));
        assert_eq!(Proof::parse(&[0xff; 99]), Err(BadProof::Text));
        let (before, _) = text.split_once("tactful checkpoint").unwrap();
        let cut = Proof::parse(before.as_bytes());
        assert_eq!(cut, Err(BadProof::Checkpoint(BadCheckpoint::Malformed)));
        let numbered = text.replace("entry 2", "entry 3");
        assert_eq!(Proof::parse(numbered.as_bytes()).unwrap().check(), Err(BadProof::Another));
    }
}
