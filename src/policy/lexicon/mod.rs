//! The lexicon: what reveals a topic, and the wordings that rules listen for, compiled once from `assets/lexicon`.

pub mod compile;
pub mod cue;
pub mod image;
pub mod matcher;
pub mod notice;
#[cfg(test)]
mod order;
mod ready;
pub mod source;
mod surroundings;
pub mod trie;
pub mod vocabulary;

pub use compile::{Lexicon, Terms};
pub use cue::{Category, Cue};
pub use matcher::Match;
