//! Proofs put together from a store's verbs: the log passes once, entry by entry, and little of it is held.

use super::{Result, Store, StoreError};
use crate::domain::checkpoint::Checkpoint;
use crate::domain::log::{Nodes, Tree};
use crate::domain::proof::{Proof, nodes_of_entry, nodes_of_growth};

/// Proves that the entry with this number is in the log of a checkpoint; without its body where that is not to be shown.
///
/// # Errors
/// When the checkpoint does not reach so far, or the log does not fit it any more.
pub fn entry(store: &mut dyn Store, number: u64, checkpoint: &Checkpoint, with_body: bool) -> Result<Proof> {
    let leaves = checkpoint.tree.head.number;
    if number == 0 || number > leaves {
        return Err(StoreError::Refused(format!(
            "there is no entry {number} among the {leaves} of {checkpoint}: nothing was written"
        )));
    }
    check_practice(store, checkpoint)?;
    let mut entry = store.entry_bytes(number)?;
    entry.body = entry.body.filter(|_| with_body);
    let mut nodes = Nodes::new(leaves, &nodes_of_entry(leaves, number));
    let mut tree = Tree::default();
    store.leaves(leaves, &mut |leaf| {
        tree.push(leaf);
        nodes.push(leaf);
    })?;
    fits(checkpoint, &tree)?;
    let path = nodes.finish().unwrap_or_default();
    Ok(Proof::Entry { number, entry, path, checkpoint: checkpoint.clone() })
}

/// Proves that the log of one checkpoint grew out of that of another.
///
/// # Errors
/// When they are the wrong way round, or the log does not fit one of them any more.
pub fn growth(store: &mut dyn Store, from: &Checkpoint, to: &Checkpoint) -> Result<Proof> {
    let (old, new) = (from.tree.head.number, to.tree.head.number);
    if old > new {
        return Err(StoreError::Refused(format!(
            "{from} is the later one of the two: nothing was written; name them the other way round"
        )));
    }
    check_practice(store, from)?;
    check_practice(store, to)?;
    let mut nodes = Nodes::new(new, &nodes_of_growth(old, new));
    let (mut tree, mut earlier) = (Tree::default(), Tree::default());
    store.leaves(new, &mut |leaf| {
        tree.push(leaf);
        nodes.push(leaf);
        if tree.leaves() == old {
            earlier = tree.clone();
        }
    })?;
    fits(from, &earlier)?;
    fits(to, &tree)?;
    let path = nodes.finish().unwrap_or_default();
    Ok(Proof::Growth { from: from.clone(), to: to.clone(), path })
}

fn check_practice(store: &dyn Store, checkpoint: &Checkpoint) -> Result<()> {
    if checkpoint.tree.practice == store.practice() {
        return Ok(());
    }
    Err(StoreError::Refused(format!("{checkpoint} is of another practice: nothing was written")))
}

fn fits(checkpoint: &Checkpoint, tree: &Tree) -> Result<()> {
    if tree.leaves() == checkpoint.tree.head.number && tree.root() == checkpoint.tree.root {
        return Ok(());
    }
    Err(StoreError::Refused(format!(
        "the log does not fit {checkpoint} any more: nothing was written; `tactful verify --checkpoint` says where it was changed"
    )))
}
