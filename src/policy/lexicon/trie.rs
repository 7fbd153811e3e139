//! A trie of words: every entry of the lexicon is a path, and what it means stands at its end.

use super::image::{Reader, Writer, optional, optional_of};
use super::vocabulary::{ANY, WordId};

/// The number of a node; 0 is the root.
pub type NodeId = u32;

/// The number of a block of an entry's words and of those that must be near them or must not.
pub type BlockId = u16;

/// The number of a text that must stand letter by letter.
pub type ExactId = u16;

/// What a path means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// It reveals whatever stands around it.
    #[default]
    Word,
    /// It reveals when one of the words of this block is near.
    With(BlockId),
    /// It reveals unless one of the words of this block is near.
    Unless(BlockId),
    /// What lies inside it does not count.
    Harmless,
    /// What lies inside it counts only where no other topic is told of.
    Faint,
}

impl Role {
    fn numbers(self) -> [u32; 2] {
        match self {
            Self::Word => [0, 0],
            Self::With(block) => [1, u32::from(block)],
            Self::Unless(block) => [2, u32::from(block)],
            Self::Harmless => [3, 0],
            Self::Faint => [4, 0],
        }
    }

    const fn of_numbers(role: u32, block: BlockId) -> Self {
        match role {
            1 => Self::With(block),
            2 => Self::Unless(block),
            3 => Self::Harmless,
            4 => Self::Faint,
            _ => Self::Word,
        }
    }
}

/// What stands at the end of a path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Payload {
    /// The category: a topic or a cue.
    pub category: u8,
    /// What the path means there.
    pub role: Role,
    /// The index of the text that must stand there letter by letter; `None`: in any case.
    pub exact: Option<ExactId>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Node {
    /// Where its part of `payloads` ends; it begins where that of the node before ends.
    roles: u32,
    /// The same of `near`.
    near: u32,
    /// One bit for each word with which paths go on from here, many words to a bit; 0: none goes on.
    onward: u32,
}

/// The bit of a word among those with which paths go on.
const fn bit(word: WordId) -> u32 {
    1 << (word.wrapping_mul(0x9e37_79b9) >> 27)
}

/// A place on the way along paths.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its node.
    pub node: NodeId,
    /// An entry ends here.
    pub is_end: bool,
    /// A word near by ends here.
    pub is_near: bool,
    /// A path goes on with any word.
    pub is_open: bool,
    onward: u32,
}

impl Place {
    /// Whether a path may go on from here with a word. Most do not, and most of these have no bit: they cost nothing.
    #[inline]
    pub const fn may_take(self, word: WordId) -> bool {
        self.onward & bit(word) != 0
    }

    /// Whether paths go on from here.
    pub const fn goes_on(self) -> bool {
        self.onward != 0
    }
}

/// The trie.
#[derive(Debug, PartialEq, Eq)]
pub struct Trie {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// How many edges there are.
    used: usize,
    /// What the first words of paths lead to, as edges do.
    first: Vec<u32>,
    payloads: Vec<Payload>,
    near: Vec<BlockId>,
    pending: Vec<(NodeId, Payload)>,
    pending_near: Vec<(NodeId, BlockId)>,
}

impl Default for Trie {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
            edges: vec![Edge::default(); FEWEST],
            used: 0,
            first: Vec::new(),
            payloads: Vec::new(),
            near: Vec::new(),
            pending: Vec::new(),
            pending_near: Vec::new(),
        }
    }
}

/// One step of a path; without one where `child` is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Edge {
    node: NodeId,
    word: WordId,
    /// The node behind it and, once all is added, [`END`], [`NEAR`] and [`OPEN`] as they are there.
    child: u32,
}

/// An entry ends there.
const END: u32 = 1 << 31;

/// A word near by ends there.
const NEAR: u32 = 1 << 30;

/// A path goes on from there with any word.
const OPEN: u32 = 1 << 29;

/// The bits of a node's number.
const NODE: u32 = OPEN - 1;

impl Edge {
    const fn is(self, node: NodeId, word: WordId) -> bool {
        self.node == node && self.word == word
    }
}

/// The word with which a path goes on, and from where.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    node: NodeId,
    word: WordId,
}

/// No table of edges has fewer places.
const FEWEST: usize = 1 << 16;

/// Whether so many edges would make one look too long in a table of so many places.
const fn is_full(edges: usize, places: usize) -> bool {
    edges > places / 4 * 3
}

const fn slot(node: NodeId, word: WordId, mask: usize) -> usize {
    let key = (node as u64) << 32 | word as u64;
    ((key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize) & mask
}

impl Trie {
    /// Writes the sealed trie into an image: what can be found again from the steps of its paths is left out.
    pub(super) fn write(&self, out: &mut Writer) {
        out.rows(&self.steps(), |step| [step.node, step.word]);
        let mut before = Node::default();
        let count = |node: &Node| {
            let before = std::mem::replace(&mut before, *node);
            [node.roles - before.roles, node.near - before.near]
        };
        let counts: Vec<[u32; 2]> = self.nodes.iter().map(count).collect();
        out.rows(&counts, |counts| *counts);
        out.rows(&self.payloads, |payload| {
            let [role, block] = payload.role.numbers();
            [u32::from(payload.category), role, block, optional(payload.exact.map(u32::from))]
        });
        out.rows(&self.near, |block| [u32::from(*block)]);
    }

    /// The same, read.
    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let steps = from.rows(|[node, word]| Step { node, word })?;
        let counts = from.rows(|counts: [u32; 2]| counts)?;
        let payload = |[category, role, block, exact]: [u32; 4]| Payload {
            category: u8::try_from(category).unwrap_or(u8::MAX),
            role: Role::of_numbers(role, narrow(block)),
            exact: optional_of(exact).map(narrow),
        };
        let mut new = Self {
            nodes: vec![Node::default(); counts.len()],
            payloads: from.rows(payload)?,
            near: from.rows(|[block]| narrow(block))?,
            ..Self::default()
        };
        new.part(counts);
        new.link(&steps);
        Some(new)
    }

    /// Says how many payloads and blocks near by each node has.
    fn part(&mut self, counts: impl IntoIterator<Item = [u32; 2]>) {
        let mut ends = [0, 0];
        for (node, counts) in self.nodes.iter_mut().zip(counts) {
            ends.iter_mut().zip(counts).for_each(|(end, count)| *end += count);
            [node.roles, node.near] = ends;
        }
    }

    /// The node at the end of a path, made where there is none.
    pub fn path(&mut self, words: &[WordId]) -> NodeId {
        words.iter().fold(0, |node, word| self.grow(node, *word))
    }

    fn grow(&mut self, node: NodeId, word: WordId) -> NodeId {
        let onward = self.nodes.get(node as usize).map_or(0, |node| node.onward);
        let known = if node == 0 || onward & bit(word) != 0 { self.child(node, word) } else { None };
        if let Some(known) = known {
            return known;
        }
        let new = self.node();
        if is_full(self.used + 1, self.edges.len()) {
            let places = self.edges.len() * 2;
            let old = std::mem::replace(&mut self.edges, vec![Edge::default(); places]);
            for edge in old.into_iter().filter(|edge| edge.child != 0) {
                self.place(edge);
            }
        }
        self.step(Step { node, word }, new);
        new
    }

    /// Lets a step lead to a node.
    fn step(&mut self, Step { node, word }: Step, child: u32) {
        if node == 0 {
            let at = word as usize;
            if self.first.len() <= at {
                self.first.resize(at + 1, 0);
            }
            if let Some(place) = self.first.get_mut(at) {
                *place = child;
            }
            return;
        }
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.onward |= bit(word);
        }
        self.used += 1;
        self.place(Edge { node, word, child });
    }

    /// The step that leads to each node but the root.
    fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::default(); self.nodes.len().saturating_sub(1)];
        let begun = (0..).zip(&self.first).map(|(word, child)| Edge { node: 0, word, child: *child });
        for Edge { node, word, child } in begun.chain(self.edges.iter().copied()) {
            if let Some(step) = ((child & NODE) as usize).checked_sub(1).and_then(|at| steps.get_mut(at)) {
                *step = Step { node, word };
            }
        }
        steps
    }

    /// Sets all steps in a table no larger than it must be.
    fn link(&mut self, steps: &[Step]) {
        let mut places = FEWEST;
        while is_full(steps.len(), places) {
            places *= 2;
        }
        self.edges = vec![Edge::default(); places];
        self.used = 0;
        let mut signs = self.signs();
        for step in steps.iter().filter(|step| step.word == ANY) {
            if let Some(signs) = signs.get_mut(step.node as usize) {
                *signs |= OPEN;
            }
        }
        for (step, (child, signs)) in steps.iter().zip((0..).zip(signs).skip(1)) {
            self.step(*step, child | signs);
        }
    }

    fn node(&mut self) -> NodeId {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).unwrap_or(0)
    }

    fn place(&mut self, edge: Edge) {
        let mask = self.edges.len() - 1;
        let mut at = slot(edge.node, edge.word, mask);
        while self.edges.get(at).is_some_and(|other| other.child != 0) {
            at = (at + 1) & mask;
        }
        if let Some(place) = self.edges.get_mut(at) {
            *place = edge;
        }
    }

    /// Says what a path means.
    pub fn add(&mut self, node: NodeId, payload: Payload) {
        self.pending.push((node, payload));
    }

    /// Says that a path is a word near by for a block.
    pub fn add_near(&mut self, node: NodeId, block: BlockId) {
        self.pending_near.push((node, block));
    }

    /// Ends the adding.
    pub fn seal(&mut self) {
        let steps = self.steps();
        let mut counts = vec![[0, 0]; self.nodes.len()];
        let mut count = |node: NodeId, of: usize| {
            if let Some(place) = counts.get_mut(node as usize).and_then(|counts| counts.get_mut(of)) {
                *place += 1;
            }
        };
        let (mut roles, mut near) =
            (std::mem::take(&mut self.pending), std::mem::take(&mut self.pending_near));
        for (node, _) in &roles {
            count(*node, 0);
        }
        for (node, _) in &near {
            count(*node, 1);
        }
        self.part(counts);
        self.link(&steps);
        // each node's own stand together, its payloads as they came
        roles.sort_by_key(|(node, _)| *node);
        near.sort_unstable();
        self.payloads = roles.into_iter().map(|(_, payload)| payload).collect();
        self.near = near.into_iter().map(|(_, block)| block).collect();
    }

    /// The place behind the first word of a path.
    #[inline]
    pub fn begin(&self, word: WordId) -> Option<Place> {
        self.place_of(self.first.get(word as usize).copied().filter(|child| *child != 0)?)
    }

    /// The place behind `from` and `word`, which [`Place::may_take`].
    #[inline]
    pub fn next(&self, from: Place, word: WordId) -> Option<Place> {
        self.place_of(self.edge(from.node, word)?)
    }

    #[inline]
    fn place_of(&self, child: u32) -> Option<Place> {
        let node = child & NODE;
        let onward = self.nodes.get(node as usize)?.onward;
        let [is_end, is_near, is_open] = [END, NEAR, OPEN].map(|sign| child & sign != 0);
        Some(Place { node, is_end, is_near, is_open, onward })
    }

    /// A node and the one before it.
    fn ends(&self, node: NodeId) -> Option<(Node, Node)> {
        let at = node as usize;
        let before =
            at.checked_sub(1).map_or_else(|| Some(Node::default()), |before| self.nodes.get(before).copied());
        Some((before?, *self.nodes.get(at)?))
    }

    /// The node behind `node` and `word`.
    fn child(&self, node: NodeId, word: WordId) -> Option<NodeId> {
        let child = if node == 0 {
            self.first.get(word as usize).copied().filter(|child| *child != 0)
        } else {
            self.edge(node, word)
        };
        child.map(|child| child & NODE)
    }

    /// What an edge leads to, with what stands there.
    #[inline]
    fn edge(&self, node: NodeId, word: WordId) -> Option<u32> {
        let mask = self.edges.len() - 1;
        let mut at = slot(node, word, mask);
        loop {
            let edge = self.edges.get(at).copied()?;
            if edge.child == 0 {
                return None;
            }
            if edge.is(node, word) {
                return Some(edge.child);
            }
            at = (at + 1) & mask;
        }
    }

    /// What stands at each node, as signs on what leads to it.
    fn signs(&self) -> Vec<u32> {
        let mut before = Node::default();
        let signs = self.nodes.iter().map(|node| {
            let end = if node.roles == before.roles { 0 } else { END };
            let near = if node.near == before.near { 0 } else { NEAR };
            before = *node;
            end | near
        });
        signs.collect()
    }

    /// What stands at a node.
    pub fn payloads(&self, node: NodeId) -> &[Payload] {
        let Some((before, node)) = self.ends(node) else { return &[] };
        self.payloads.get(before.roles as usize..node.roles as usize).unwrap_or(&[])
    }

    /// The blocks for which a node is a word near by, in order.
    pub fn near(&self, node: NodeId) -> &[BlockId] {
        let Some((before, node)) = self.ends(node) else { return &[] };
        self.near.get(before.near as usize..node.near as usize).unwrap_or(&[])
    }
}

/// A number that is narrow in memory too; one that never was, where it is too wide.
pub fn narrow(wide: u32) -> u16 {
    u16::try_from(wide).unwrap_or(u16::MAX)
}
