//! The rules as a whole: the lexicon's own sentences, the labelled messages, and what holds for any text.

mod corpus;
mod docs;
mod lexicon;
mod opinion;
mod properties;
