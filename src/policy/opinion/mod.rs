//! A second opinion on a message's words: what messages of a kind have in common, learnt from the labelled messages of
//! `tests/corpus`.
//!
//! It weighs words, their beginnings and pairs of them, adds up and compares with a cut; nothing of it is drawn by lot and
//! nothing leaves the machine. It speaks where the rule itself found nothing, never louder than a warning, and says which
//! words weighed most. And it doubts: where a text as a whole lies far on the side of those in which there is nothing of the
//! kind, what a rule or the lexicon found in it is read as harmless, as if the lexicon listed it so. An entry of a topic
//! with a word that it has not learnt, or with an abbreviation in capitals, it never doubts: those are left to the lexicon.

pub mod features;
pub mod learn;
pub mod model;

use std::ops::Range;

use crate::domain::span::Span;

use super::facts;
use super::lexicon::{Category, Match};
use super::scan::Scanned;
use super::text::token::mark;
use super::text::{Folded, Sentence, Token, Tokens};
use crate::domain::topic::Topic;
use model::{Adder, Model, Sum};

/// What the second opinion knows: the rules for which it was measured to find what the lexicon misses.
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
    /// A sensitive topic.
    Topic(Topic),
}

/// The rules that are no topics.
const RULES: [Matter; 6] = [
    Matter::Result,
    Matter::BadNews,
    Matter::ThirdParty,
    Matter::Internal,
    Matter::Urgent,
    Matter::OutOfScope,
];

impl Matter {
    /// How many there are.
    pub const COUNT: usize = RULES.len() + Topic::ALL.len();

    /// All, in the order of the model's weights.
    pub fn all() -> impl Iterator<Item = Self> {
        RULES.into_iter().chain(Topic::ALL.into_iter().map(Self::Topic))
    }

    /// Its place among [`Matter::all`].
    pub const fn number(self) -> usize {
        match self {
            Self::Result => 0,
            Self::BadNews => 1,
            Self::ThirdParty => 2,
            Self::Internal => 3,
            Self::Urgent => 4,
            Self::OutOfScope => 5,
            Self::Topic(topic) => RULES.len() + topic as usize,
        }
    }

    /// What a rule is about, where the second opinion knows it and the rule is not one of topics.
    pub fn of_rule(rule: &str) -> Option<Self> {
        RULES.into_iter().find(|matter| matter.rule() == rule)
    }

    /// The rule that asks for it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Result => "result-detail",
            Self::BadNews => "bad-news",
            Self::ThirdParty => "third-party-named",
            Self::Internal => "internal-wording",
            Self::Urgent => "urgent-by-message",
            Self::OutOfScope => "out-of-scope",
            Self::Topic(_) => "sensitive-topic",
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
            Self::Topic(topic) => topic.label(),
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
    /// The words of it that weighed most, by their tokens.
    pub words: Vec<usize>,
    /// Why, in one sentence: the words that weighed most.
    pub message: String,
}

/// So that halves of weights are whole numbers.
const PAIR: i32 = 2;

/// Most words that a message gives as its reason.
const REASONS: usize = 3;

/// The sums of a text, for every matter at once.
pub fn weigh(folded: &Folded<'_>, tokens: &Tokens) -> Sum {
    // first all of them, then their weights: two short loops are faster than one long
    let mut found = Vec::with_capacity(features::MOST * tokens.list.len() + features::MOST);
    features::each(folded, tokens, |feature, _| found.push(feature));
    let mut adder = Adder::default();
    let model = Model::shipped();
    for feature in found {
        adder.add(&model, feature);
    }
    adder.sum()
}

/// Whether a text of this sum lies far on the side of those in which there is nothing of a matter.
pub fn doubts(sum: &Sum, matter: Matter) -> bool {
    sum.doubts(&Model::shipped(), matter)
}

/// Whether a word was learnt: a long one that only begins like another (osteosarcoma like osteopath) was not.
pub fn knows(folded: &Folded<'_>, token: &Token) -> bool {
    Model::shipped().knows(features::word(folded, token))
}

/// Takes out the topics that are doubted, each with all its entries. The matches are in the order of their categories.
pub fn silence(matches: &mut Vec<Match>, folded: &Folded<'_>, tokens: &Tokens, sum: &Sum) {
    let known = |m: &Match| {
        let words = tokens.list.get(m.first..=m.last).unwrap_or(&[]);
        words.iter().all(|token| knows(folded, token) && !token.is(mark::SHOUT))
    };
    let doubted = |all: &[Match]| {
        let category = all.first().map(|m| m.category)?;
        let Some(Category::Topic(topic)) = Category::from_number(category) else { return None };
        (doubts(sum, Matter::Topic(topic)) && all.iter().all(known)).then_some(category)
    };
    let gone: Vec<u8> =
        matches.chunk_by(|one, other| one.category == other.category).filter_map(doubted).collect();
    if !gone.is_empty() {
        matches.retain(|m| !gone.contains(&m.category));
    }
}

/// What is said of a matter, where enough of it is: the sentence that weighed most, and the words that did.
pub fn opinion(scanned: &Scanned<'_>, sum: &Sum, matter: Matter) -> Option<Opinion> {
    let model = Model::shipped();
    if !sum.exceeds(&model, matter) {
        return None;
    }
    let (sentence, words) = reasons(scanned, &model, matter)?;
    let span = scanned.span(sentence.bytes.start, sentence.bytes.end)?;
    let quote = |at: &usize| Some(format!("'{}'", scanned.quote(scanned.span_of(&(*at..at + 1))?)));
    let mut quotes: Vec<String> = words.iter().filter_map(quote).collect();
    quotes.dedup();
    let verb = if quotes.len() == 1 { "reads" } else { "read" };
    let message = format!("{} {verb} like {}: please look again", facts::listed(&quotes), matter.label());
    Some(Opinion { tokens: sentence.tokens.clone(), span, words, message })
}

/// The sentence that weighed most, and which of its tokens did, in their order.
fn reasons<'s>(
    scanned: &'s Scanned<'_>,
    model: &Model<'_>,
    matter: Matter,
) -> Option<(&'s Sentence, Vec<usize>)> {
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
    let mut reasons: Vec<(usize, i32)> = sentence.tokens.clone().zip(of(sentence).iter().copied()).collect();
    reasons.sort_by_key(|(_, weight)| -weight);
    reasons.truncate(REASONS);
    reasons.retain(|(_, weight)| *weight > 0);
    reasons.sort_unstable();
    Some((sentence, reasons.into_iter().map(|(at, _)| at).collect()))
}
