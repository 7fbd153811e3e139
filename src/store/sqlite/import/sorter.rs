//! Sorts more records than memory holds: sorted runs go to a scratch file and are merged when all are there.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;

use super::super::super::Result;
use super::scratch::Scratch;

/// How many bytes of records wait in memory.
const RUN: usize = 4 * 1024 * 1024;

/// About how many bytes are put away in one piece, and read again for each run that is merged.
const PIECE: usize = 32 * 1024;

/// The order of records is that of their bytes.
#[derive(Default)]
pub(super) struct Sorter {
    bytes: Vec<u8>,
    records: Vec<Record>,
    /// The pieces of each run.
    runs: Vec<Range<i64>>,
}

/// Where a record stands, and its first bytes: most comparisons need no more.
#[derive(Clone, Copy)]
pub(super) struct Record {
    first: u64,
    start: u32,
    end: u32,
}

impl Record {
    fn of<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.start as usize..self.end as usize).unwrap_or(&[])
    }
}

fn first(record: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(record) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

impl Sorter {
    /// Adds the record that `write` puts behind what is there.
    pub(super) fn push(&mut self, scratch: &mut Scratch, write: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
        let start = self.bytes.len();
        write(&mut self.bytes);
        let first = first(self.bytes.get(start..).unwrap_or(&[]));
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.records.push(Record { first, start: place(start), end: place(self.bytes.len()) });
        if self.bytes.len() + PIECE > RUN {
            self.spill(scratch)?;
        }
        Ok(())
    }

    /// All records in order; none are left.
    pub(super) fn sorted<'s>(&mut self, scratch: &'s mut Scratch) -> Result<Sorted<'s>> {
        if self.runs.is_empty() {
            self.sort();
            let Self { bytes, records, .. } = std::mem::take(self);
            return Ok(Sorted::Here { bytes, records, at: 0 });
        }
        self.spill(scratch)?;
        let runs = std::mem::take(self).runs;
        let mut heads = BinaryHeap::with_capacity(runs.len());
        for pieces in runs {
            let mut head = Head { pieces, bytes: Vec::new(), record: Record { first: 0, start: 0, end: 0 } };
            if head.advance(scratch)? {
                heads.push(head);
            }
        }
        Ok(Sorted::Runs { scratch, heads, begun: false })
    }

    fn sort(&mut self) {
        let Self { bytes, records, .. } = self;
        records.sort_unstable_by(|one, other| {
            one.first.cmp(&other.first).then_with(|| one.of(bytes).cmp(other.of(bytes)))
        });
    }

    /// Puts a run away.
    fn spill(&mut self, scratch: &mut Scratch) -> Result<()> {
        self.sort();
        let mut piece = Vec::with_capacity(PIECE);
        let mut pieces: Option<Range<i64>> = None;
        let mut put = |piece: &mut Vec<u8>| -> Result<()> {
            let number = scratch.put(piece)?;
            pieces = Some(pieces.as_ref().map_or(number, |pieces| pieces.start)..number + 1);
            piece.clear();
            Ok(())
        };
        for record in &self.records {
            let record = record.of(&self.bytes);
            if !piece.is_empty() && piece.len() + record.len() + 4 > PIECE {
                put(&mut piece)?;
            }
            piece.extend(u32::try_from(record.len()).unwrap_or(u32::MAX).to_be_bytes());
            piece.extend_from_slice(record);
        }
        if !piece.is_empty() {
            put(&mut piece)?;
        }
        self.runs.extend(pieces);
        self.bytes.clear();
        self.records.clear();
        Ok(())
    }
}

/// Records in order.
pub(super) enum Sorted<'s> {
    /// From memory.
    Here {
        /// All records.
        bytes: Vec<u8>,
        /// Where they stand.
        records: Vec<Record>,
        /// How many were given.
        at: usize,
    },
    /// From runs that are merged.
    Runs {
        /// Where the runs are.
        scratch: &'s Scratch,
        /// The next record of each run.
        heads: BinaryHeap<Head>,
        /// Whether the first was given.
        begun: bool,
    },
}

impl Sorted<'_> {
    /// The next record.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>> {
        match self {
            Self::Here { bytes, records, at } => {
                *at += 1;
                Ok(records.get(*at - 1).map(|record| record.of(bytes)))
            }
            Self::Runs { scratch, heads, begun } => {
                if *begun
                    && let Some(mut top) = heads.peek_mut()
                    && !top.advance(scratch)?
                {
                    PeekMut::pop(top);
                }
                *begun = true;
                Ok(heads.peek().map(|head| head.record.of(&head.bytes)))
            }
        }
    }
}

/// The next record of a run.
pub(super) struct Head {
    /// The pieces that are still to be read.
    pieces: Range<i64>,
    bytes: Vec<u8>,
    record: Record,
}

impl Head {
    /// Goes to the next record; `false` behind the last one.
    fn advance(&mut self, scratch: &Scratch) -> Result<bool> {
        let mut from = self.record.end as usize;
        if from >= self.bytes.len() {
            let Some(number) = self.pieces.next() else { return Ok(false) };
            scratch.get(number, &mut self.bytes)?;
            from = 0;
        }
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(false) };
        let length = u32::from_be_bytes(*length);
        let first = first(rest.get(..length as usize).unwrap_or(&[]));
        let start = u32::try_from(from + 4).unwrap_or(u32::MAX);
        self.record = Record { first, start, end: start.saturating_add(length) };
        Ok(true)
    }
}

impl Ord for Head {
    /// The least record first: a heap gives the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .record
            .first
            .cmp(&self.record.first)
            .then_with(|| other.record.of(&other.bytes).cmp(self.record.of(&self.bytes)))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(records: &[Vec<u8>]) -> (Vec<Vec<u8>>, bool) {
        let folder = tempfile::tempdir().unwrap();
        let mut scratch = Scratch::beside(&folder.path().join("practice.db"));
        let mut sorter = Sorter::default();
        for record in records {
            sorter.push(&mut scratch, |out| out.extend_from_slice(record)).unwrap();
        }
        let spilled = !sorter.runs.is_empty();
        let mut out = Vec::new();
        {
            let mut sorted = sorter.sorted(&mut scratch).unwrap();
            while let Some(record) = sorted.next().unwrap() {
                out.push(record.to_vec());
            }
        }
        scratch.clear();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
        (out, spilled)
    }

    #[test]
    fn records_come_in_order_from_memory_and_from_runs() {
        for (count, spills) in [(0, false), (1, false), (1000, false), (9000, true)] {
            let mut records: Vec<Vec<u8>> = (0..count)
                .map(|n: u64| {
                    let dice = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                    let mut record = format!("{:03}", dice % 700).into_bytes();
                    record.resize(3 + usize::try_from(dice >> 40 & 0x3fff).unwrap() % 2000, b'x');
                    record.extend(dice.to_be_bytes());
                    record
                })
                .collect();
            // longer than a piece
            records.push(vec![b'4'; 3 * PIECE]);
            let (found, spilled) = sorted(&records);
            records.sort_unstable();
            assert_eq!(found.len(), records.len());
            assert!(found == records, "{count}");
            assert_eq!(spilled, spills, "{count}");
        }
    }
}
