//! The channel adviser: for this person, purpose and text, every channel with the reason why it is good or out.

use crate::domain::channel::Channel;
use crate::domain::ids::ContactPointId;

use super::case::Case;

/// How well a channel fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The one to use.
    Best,
    /// It can be used.
    Usable,
    /// It can be used, but something speaks against it.
    Doubtful,
    /// It cannot be used, and the reason says what would have to be true.
    Out,
}

/// What the adviser says of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The channel.
    pub channel: Channel,
    /// The contact point it would use.
    pub contact: Option<ContactPointId>,
    /// How well it fits.
    pub fit: Fit,
    /// Why, in one line.
    pub reason: String,
}

/// All channels for the reader of this case, the best first.
pub fn advise(case: &Case<'_>) -> Vec<Advice> {
    let _ = case;
    Vec::new()
}
