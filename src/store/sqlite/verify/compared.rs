//! What was kept of the log elsewhere, compared with it while it is read; and the edge of its tree, kept beside it.

use rusqlite::Connection;

use super::super::super::Result;
use super::super::tree;
use super::Broken;
use super::signatures::Signatures;
use crate::domain::checkpoint::{Kept, TreeHead};
use crate::domain::ids::PracticeId;
use crate::domain::log::{Head, Leaf, Tree};

/// What the log is still to be compared with.
pub(super) struct Compared<'k> {
    practice: PracticeId,
    /// What was kept elsewhere, the last entry first.
    kept: Vec<&'k Kept>,
    /// The last entry at which something kept elsewhere fitted.
    fitted: u64,
    /// The tree so far, where anything needs it.
    tree: Option<Tree>,
    /// The edge that is kept beside the log.
    edge: Option<Tree>,
}

impl<'k> Compared<'k> {
    /// Before the first entry.
    pub(super) fn begin(connection: &Connection, practice: PracticeId, kept: &'k [Kept]) -> Result<Self> {
        let mut kept: Vec<&Kept> = kept.iter().collect();
        kept.sort_by_key(|one| std::cmp::Reverse(one.number));
        let edge = if tree::is_kept(connection)? {
            // one that makes no tree is none of this log, and fits nowhere
            Some(tree::edge(connection)?.unwrap_or_default())
        } else {
            None
        };
        let needs_tree = edge.is_some() || kept.iter().any(|one| one.needs_tree());
        Ok(Self { practice, kept, fitted: 0, tree: needs_tree.then(Tree::default), edge })
    }

    /// Takes the next entry, which is sealed and signed as it should be.
    pub(super) fn take(
        &mut self,
        stored: &crate::domain::log::Stored<'_>,
        head: Head,
        signatures: &Signatures,
    ) -> std::result::Result<(), Broken> {
        let number = head.number;
        if let Some(tree) = &mut self.tree {
            let signature = stored.signature.and_then(|signature| signature.try_into().ok());
            tree.push(&Leaf { head: stored.head, seal: &head.seal.0, signature });
            if let Some(edge) = self.edge.take_if(|edge| edge.leaves() == number)
                && edge != *tree
            {
                return Err(Broken { number: 0, reason: EDGE.to_owned() });
            }
        }
        while let Some(kept) = self.kept.pop_if(|kept| kept.number <= number) {
            let root = self.tree.as_ref().map_or_else(|| Tree::default().root(), Tree::root);
            let tree = TreeHead { practice: self.practice, head, root };
            if let Some(reason) = kept.differs(&tree, signatures.signers(), self.fitted) {
                return Err(Broken { number, reason });
            }
            self.fitted = number;
        }
        Ok(())
    }

    /// Behind the last entry.
    pub(super) fn end(&self, head: Head) -> std::result::Result<(), Broken> {
        let number = head.number + 1;
        if let Some(kept) = self.kept.last() {
            let reason = format!(
                "this entry is missing: the log ends at {}, and once had {} entries by {}; it was cut, or an older file was put \
                 in its place",
                head.number, kept.number, kept.from
            );
            return Err(Broken { number, reason });
        }
        if let Some(edge) = &self.edge {
            let reason = format!(
                "this entry is missing: the log once had {} entries, as the edge of its tree says",
                edge.leaves()
            );
            return Err(Broken { number, reason });
        }
        Ok(())
    }
}

const EDGE: &str = "the edge of the tree that is kept beside the log is not the one that follows from it";
