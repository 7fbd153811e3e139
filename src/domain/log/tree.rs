//! The Merkle tree over the entries, as RFC 6962 (section 2.1) has it: one digest for all of them, from which a few digests
//! lead to each single one.
//!
//! The library holds a tree whole in memory; here leaves pass one by one and only the full trees at the left edge are held
//! (one for each bit of their count), so that a log of any length takes two kilobytes.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Signature;
use super::fields::Malformed;

/// The digest of a whole tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Root(pub [u8; 32]);

impl fmt::Display for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Root({self})")
    }
}

impl Serialize for Root {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Root {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// An entry as the tree holds it: all that is sealed and signed of it. Its body is in it by the digest in the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// The sealed bytes.
    pub head: &'a [u8],
    /// The seal over them.
    pub seal: &'a [u8; 32],
    /// The signature over them, where there is one.
    pub signature: Option<&'a Signature>,
}

impl<'a> Leaf<'a> {
    /// The bytes whose digest is in the tree: the length of the head in four bytes, head, seal, signature.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(4 + self.head.len() + 32 + 64);
        // a head holds a name of at most 65,535 bytes
        bytes.extend_from_slice(&u32::try_from(self.head.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(self.head);
        bytes.extend_from_slice(self.seal);
        bytes.extend_from_slice(self.signature.map_or(&[], |signature| signature.as_slice()));
        bytes
    }

    /// Reads these bytes.
    ///
    /// # Errors
    /// When they are cut short or something stands behind them.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Malformed> {
        const CUT: Malformed = Malformed("the entry is cut short, or there are bytes behind it");
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or(CUT)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| CUT)?;
        let (head, rest) = rest.split_at_checked(length).ok_or(CUT)?;
        let (seal, rest) = rest.split_first_chunk::<32>().ok_or(CUT)?;
        let signature = if rest.is_empty() { None } else { Some(rest.try_into().map_err(|_| CUT)?) };
        Ok(Self { head, seal, signature })
    }

    /// Its digest in the tree.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update([0]).chain_update(self.encode()).finalize().into()
    }
}

/// The digest above two.
fn above(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree that grows at its right edge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    leaves: u64,
    /// The full trees of which it is made, the largest first: one for each bit of the count.
    full: Vec<[u8; 32]>,
}

impl Tree {
    /// The tree of so many leaves that is made of these full trees; `None`: their number does not fit.
    pub fn of(leaves: u64, full: Vec<[u8; 32]>) -> Option<Self> {
        (u64::try_from(full.len()) == Ok(u64::from(leaves.count_ones()))).then_some(Self { leaves, full })
    }

    /// How many leaves it has.
    pub const fn leaves(&self) -> u64 {
        self.leaves
    }

    /// The full trees of which it is made, the largest first.
    pub fn full(&self) -> &[[u8; 32]] {
        &self.full
    }

    /// Takes the next entry.
    pub fn push(&mut self, leaf: &Leaf<'_>) {
        self.push_digest(leaf.digest());
    }

    /// Takes the digest of the next entry.
    pub fn push_digest(&mut self, mut digest: [u8; 32]) {
        let mut count = self.leaves;
        while count & 1 == 1 {
            if let Some(left) = self.full.pop() {
                digest = above(&left, &digest);
            }
            count >>= 1;
        }
        self.full.push(digest);
        self.leaves += 1;
    }

    /// The digest of all.
    pub fn root(&self) -> Root {
        let mut smaller = self.full.iter().rev();
        let Some(last) = smaller.next() else { return Root(Sha256::digest(b"").into()) };
        Root(smaller.fold(*last, |right, left| above(left, &right)))
    }
}

/// Gathers the digests of chosen nodes while the leaves of a tree pass, each held no longer than it grows.
#[derive(Debug, Clone)]
pub struct Nodes {
    /// Which leaves each node stands for, and what has passed of them.
    parts: Vec<(Range<u64>, Tree)>,
    passed: u64,
}

impl Nodes {
    /// For the nodes with these numbers in a tree of so many leaves. Nodes are numbered from left to right: leaves have the
    /// even numbers, and the number of a node with `2^k` leaves below ends with `k` ones in binary.
    pub fn new(leaves: u64, numbers: &[u64]) -> Self {
        let below = |number: &u64| {
            let width = 1_u64.checked_shl(number.trailing_ones()).unwrap_or(u64::MAX);
            let first = number.saturating_sub(width - 1) / 2;
            (first..first.saturating_add(width).min(leaves), Tree::default())
        };
        Self { parts: numbers.iter().map(below).collect(), passed: 0 }
    }

    /// Takes the next leaf.
    pub fn push(&mut self, leaf: &Leaf<'_>) {
        let mut digest = None;
        for (below, tree) in self.parts.iter_mut().filter(|(below, _)| below.contains(&self.passed)) {
            debug_assert!(tree.leaves() == self.passed - below.start, "leaves pass in order");
            tree.push_digest(*digest.get_or_insert_with(|| leaf.digest()));
        }
        self.passed += 1;
    }

    /// The digests, in the order in which they were asked for; `None`: not all of their leaves have passed.
    pub fn finish(self) -> Option<Vec<[u8; 32]>> {
        let done = |(below, tree): &(Range<u64>, Tree)| {
            (tree.leaves() == below.end.saturating_sub(below.start) && !below.is_empty())
                .then(|| tree.root().0)
        };
        self.parts.iter().map(done).collect()
    }
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use ct_merkle::{HashableLeaf, indices_for_consistency_proof, indices_for_inclusion_proof};

    use super::*;

    struct Bytes(Vec<u8>);

    impl HashableLeaf for Bytes {
        fn hash<H: ct_merkle::digest::Update>(&self, hasher: &mut H) {
            hasher.update(&self.0);
        }
    }

    fn head(number: u64) -> Vec<u8> {
        format!("the head of {number}").into_bytes()
    }

    fn leaf(head: &[u8]) -> Leaf<'_> {
        Leaf { head, seal: &[7; 32], signature: None }
    }

    /// The library holds the whole tree, we hold its edge: both agree on roots and nodes of every size.
    #[test]
    fn it_agrees_with_the_library_that_holds_all() {
        let mut whole = MemoryBackedTree::<Sha256, Bytes>::new();
        let mut tree = Tree::default();
        assert_eq!(tree.root().0, whole.root().as_bytes().as_slice());
        for number in 0..70 {
            let head = head(number);
            whole.push(Bytes(leaf(&head).encode()));
            tree.push(&leaf(&head));
            let leaves = number + 1;
            assert_eq!(tree.root().0, whole.root().as_bytes().as_slice(), "{leaves} leaves");
            assert_eq!(Tree::of(leaves, tree.full().to_vec()).as_ref(), Some(&tree));
            let nodes = |numbers: &[u64]| {
                let mut nodes = Nodes::new(leaves, numbers);
                (0..leaves).for_each(|number| nodes.push(&leaf(&self::head(number))));
                nodes.finish().unwrap().concat()
            };
            for at in 0..leaves {
                let proof = whole.prove_inclusion(usize::try_from(at).unwrap());
                assert_eq!(
                    nodes(&indices_for_inclusion_proof(leaves, at)),
                    proof.as_bytes(),
                    "{at} of {leaves}"
                );
            }
            for old in 1..=leaves {
                let proof = whole.prove_consistency(usize::try_from(leaves - old).unwrap());
                assert_eq!(nodes(&indices_for_consistency_proof(old, leaves - old)), proof.as_bytes());
            }
        }
    }

    /// The example of RFC 9162's predecessor in use: the tree of the test vectors of Certificate Transparency.
    #[test]
    fn known_roots() {
        let mut tree = Tree::default();
        assert_eq!(
            tree.root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let leaves: [&[u8]; 3] = [b"", &[0], &[0x10]];
        for leaf in leaves {
            tree.push_digest(Sha256::new().chain_update([0]).chain_update(leaf).finalize().into());
        }
        assert_eq!(
            tree.root().to_string(),
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
        );
    }

    #[test]
    fn a_leaf_has_one_encoding() {
        for signature in [None, Some(&[9; 64])] {
            let leaf = Leaf { head: b"head", seal: &[7; 32], signature };
            let bytes = leaf.encode();
            assert_eq!(Leaf::decode(&bytes), Ok(leaf));
            for cut in 0..bytes.len() {
                let read = Leaf::decode(&bytes[..cut]);
                assert!(read.is_err() || (signature.is_some() && cut == 40), "{cut}");
            }
            assert!(Leaf::decode(&[&bytes[..], &[0]].concat()).is_err());
        }
        assert!(Leaf::decode(&[255; 40]).is_err());
        assert!(Tree::of(3, vec![[0; 32]]).is_none() && Nodes::new(2, &[6]).finish().is_none());
    }
}
