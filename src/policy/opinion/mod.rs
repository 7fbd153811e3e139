//! A second opinion on a message's words, where the lexicon knows none of them: what messages of a kind have in common,
//! learnt from the labelled messages of `tests/corpus`.
//!
//! It weighs words, their beginnings and pairs of them, adds up and compares with a cut; nothing of it is drawn by lot and
//! nothing leaves the machine. It speaks only where the rule itself found nothing, never louder than a warning, and says
//! which words weighed most.

pub mod features;
pub mod learn;
pub mod model;

use std::ops::Range;

use crate::domain::span::Span;

use super::facts;
use super::scan::Scanned;
use super::text::Sentence;
use model::{Model, Sum};

/// What the second opinion knows: the rules for which it was measured to find what the lexicon misses. For sensitive
/// topics it was not: it found one in ten of what the lexicon missed, at as many false alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// A result, a value or its meaning.
    Result,
    /// Serious news.
    BadNews,
    /// Another person's health or care.
    ThirdParty,
    /// A note to colleagues.
    Internal,
    /// Something that cannot wait.
    Urgent,
    /// Research, fundraising, marketing, staff business.
    OutOfScope,
}

impl Matter {
    /// How many there are.
    pub const COUNT: usize = 6;

    /// All, in the order of the model's weights.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Result, Self::BadNews, Self::ThirdParty, Self::Internal, Self::Urgent, Self::OutOfScope];

    /// The rule that asks for it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Result => "result-detail",
            Self::BadNews => "bad-news",
            Self::ThirdParty => "third-party-named",
            Self::Internal => "internal-wording",
            Self::Urgent => "urgent-by-message",
            Self::OutOfScope => "out-of-scope",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Result => "what a test showed",
            Self::BadNews => "serious news",
            Self::ThirdParty => "another person's care",
            Self::Internal => "a note to colleagues",
            Self::Urgent => "something that cannot wait",
            Self::OutOfScope => "business other than the person's care",
        }
    }
}

/// What the second opinion says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// The tokens of the sentence that weighed most.
    pub tokens: Range<usize>,
    /// That sentence.
    pub span: Span,
    /// Why, in one sentence: the words that weighed most.
    pub message: String,
}

/// So that halves of weights are whole numbers.
const PAIR: i32 = 2;

/// Most words that a message gives as its reason.
const REASONS: usize = 3;

/// The sums of a text, for every matter at once.
pub fn weigh(scanned: &Scanned<'_>) -> Sum {
    let mut sum = Sum::default();
    let model = Model::shipped();
    features::each(&scanned.folded, &scanned.tokens, |feature, _| sum.add(&model, feature));
    sum
}

/// What is said of a matter, where enough of it is: the sentence that weighed most, and the words that did.
pub fn opinion(scanned: &Scanned<'_>, sum: &Sum, matter: Matter) -> Option<Opinion> {
    let model = Model::shipped();
    if !sum.exceeds(&model, matter) {
        return None;
    }
    // what every word weighs: its own features and its share of the pairs it is in
    let mut weights = vec![0; scanned.tokens.list.len()];
    features::each(&scanned.folded, &scanned.tokens, |feature, tokens| {
        let share = PAIR * model.weight(feature, matter) / if tokens.len() > 1 { 2 } else { 1 };
        for end in [tokens.start, tokens.end - 1].into_iter().take(tokens.len().min(2)) {
            if let Some(weight) = weights.get_mut(end) {
                *weight += share;
            }
        }
    });
    let of = |sentence: &Sentence| weights.get(sentence.tokens.clone()).unwrap_or(&[]);
    let sentences = scanned.tokens.sentences.iter().rev();
    let sentence = sentences.max_by_key(|sentence| of(sentence).iter().sum::<i32>())?;
    let span = scanned.span(sentence.bytes.start, sentence.bytes.end)?;
    let mut reasons: Vec<(usize, i32)> = sentence.tokens.clone().zip(of(sentence).iter().copied()).collect();
    reasons.sort_by_key(|(_, weight)| -weight);
    reasons.truncate(REASONS);
    reasons.sort_unstable();
    let quote =
        |(at, _): &(usize, i32)| Some(format!("'{}'", scanned.quote(scanned.span_of(&(*at..at + 1))?)));
    let mut quotes: Vec<String> =
        reasons.iter().filter(|(_, weight)| *weight > 0).filter_map(quote).collect();
    quotes.dedup();
    let verb = if quotes.len() == 1 { "reads" } else { "read" };
    let message = format!("{} {verb} like {}: please look again", facts::listed(&quotes), matter.label());
    Some(Opinion { tokens: sentence.tokens.clone(), span, message })
}
