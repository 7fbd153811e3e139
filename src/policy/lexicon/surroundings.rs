//! The words near by that a text holds: those of which an entry's meaning hangs.

use super::trie::{BlockId, NodeId, Trie};

/// A word near by that was found, for one block or more.
#[derive(Debug, Clone, Copy)]
pub struct Near {
    /// The node at its end.
    pub node: NodeId,
    /// Its first token.
    pub first: usize,
    /// Its last token.
    pub last: usize,
    /// One bit for each block that it serves, some blocks to a bit; set when the adding ends.
    pub blocks: u64,
}

impl Near {
    /// Whether it may be a word of a block: `false` is certain.
    #[inline]
    pub const fn may_serve(&self, block: BlockId) -> bool {
        self.blocks & (1 << (block % 64)) != 0
    }
}

/// How many blocks are told apart: more than there are, so that hardly any two are taken for one another.
const BLOCKS: usize = 1 << 11;

/// How many nodes are remembered.
const REMEMBERED: usize = 1 << 7;

/// All words near by in a text.
#[derive(Debug)]
pub struct Surroundings {
    /// In the order of their last tokens.
    pub words: Vec<Near>,
    /// One bit for each block of which one is here.
    blocks: [u64; BLOCKS / 64],
}

impl Surroundings {
    /// None yet, of a text of so many tokens.
    pub fn of(tokens: usize) -> Self {
        Self { words: Vec::with_capacity(tokens), blocks: [0; BLOCKS / 64] }
    }

    /// Ends the adding: says which blocks there are words of.
    #[expect(clippy::indexing_slicing, reason = "places are taken modulo the length")]
    pub fn seal(&mut self, trie: &Trie) {
        // most words of a long text were there before
        let mut known = [(0, 0); REMEMBERED];
        for word in &mut self.words {
            let known = &mut known[word.node as usize % REMEMBERED];
            if known.0 != word.node {
                let mut bits = 0;
                for block in trie.near(word.node) {
                    let bit = 1 << (block % 64);
                    bits |= bit;
                    self.blocks[usize::from(block / 64) % (BLOCKS / 64)] |= bit;
                }
                *known = (word.node, bits);
            }
            word.blocks = known.1;
        }
    }

    /// Whether a word of this block may be anywhere in the text: `false` is certain.
    #[inline]
    pub fn may_hold(&self, block: BlockId) -> bool {
        let bits = self.blocks.get(usize::from(block / 64) % (BLOCKS / 64));
        bits.is_some_and(|bits| bits & (1 << (block % 64)) != 0)
    }
}
