//! The text of a message made ready for the rules: folded, cut into words and sentences, its links and names marked.

pub mod cut;
pub mod dates;
pub mod fold;
pub mod links;
pub mod names;
pub mod seek;
pub mod token;
pub mod word_list;
pub mod words;

pub use cut::cut;
pub use fold::Folded;
pub use links::{Link, LinkKind};
pub use token::{Sentence, Token, Tokens};
pub use word_list::{Letters, WordList};
pub use words::WordSet;
